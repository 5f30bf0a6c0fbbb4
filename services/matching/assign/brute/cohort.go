package brute

import (
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Cohort draws a small problem: up to so many newcomers, up to three mentors; with several places and quotas if rich.
func Cohort(t *rapid.T, newcomers int, rich bool) *assign.Problem {
	n, m := rapid.IntRange(0, newcomers).Draw(t, "newcomers"), rapid.IntRange(1, 3).Draw(t, "mentors")
	most := rapid.SampledFrom([]int64{1, 3, 10, 1000, assign.MaxScore}).Draw(t, "most")
	p := &assign.Problem{Start: []int32{0}, MinScore: rapid.SampledFrom([]int64{0, 0, 0, 1, -most, most / 2}).Draw(t, "least")}
	for range m {
		p.Capacity = append(p.Capacity, rapid.Int32Range(0, 3).Draw(t, "capacity"))
	}
	both := rapid.Bool().Draw(t, "mentor scores")
	var all []assign.Pair
	for i := range n {
		for j := range m {
			all = append(all, assign.Pair{Newcomer: int32(i), Mentor: int32(j)})
			if rapid.IntRange(0, 3).Draw(t, "listed") == 0 {
				continue
			}
			p.Mentor = append(p.Mentor, int32(j))
			p.Score = append(p.Score, rapid.Int64Range(-most/4, most).Draw(t, "score"))
			if both {
				p.MentorScore = append(p.MentorScore, rapid.Int64Range(-most/4, most).Draw(t, "mentor score"))
			}
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	if n == 0 {
		return p
	}
	for _, pair := range all {
		switch rapid.IntRange(0, 14).Draw(t, "what") {
		case 0:
			p.Pinned = append(p.Pinned, pair)
		case 1:
			p.Forbidden = append(p.Forbidden, pair)
		}
	}
	if rich {
		tracks := rapid.Int32Range(0, 2).Draw(t, "tracks")
		for range tracks {
			low := rapid.Int32Range(0, 2).Draw(t, "at least")
			p.Quotas = append(p.Quotas, assign.Quota{AtLeast: low, AtMost: rapid.SampledFrom([]int32{-1, low, low + 1}).Draw(t, "at most")})
		}
		for range n {
			p.Places = append(p.Places, rapid.Int32Range(0, 2).Draw(t, "places"))
			p.Track = append(p.Track, rapid.Int32Range(-1, tracks-1).Draw(t, "track"))
		}
	}
	return p
}
