package assign

import (
	"fmt"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// mostFields is how many fields one refusal names.
const mostFields = 20

// refusal collects what is wrong.
type refusal []fault.Field

func (r *refusal) add(pointer, code, detail string, params map[string]any) {
	if len(*r) < mostFields {
		*r = append(*r, fault.Field{Pointer: pointer, Code: code, Detail: detail, Params: params})
	}
}

func (r *refusal) addAt(list string, at int, code, detail string, params map[string]any) {
	if len(*r) < mostFields {
		r.add(fmt.Sprintf("/%s/%d", list, at), code, detail, params)
	}
}

// Check refuses a problem that is beyond the bounds or does not hang together, with a fault that names up to twenty fields. Solvers and
// verifier take no other problem. It costs one pass over the pairs.
func (p *Problem) Check() error {
	var r refusal
	if p.shape(&r); len(r) == 0 {
		p.checkPairs(&r)
		p.checkPeople(&r)
		p.checkPins(&r)
	}
	return fault.InvalidFields(r...)
}

// shape makes sure that every index the other checks use is there.
func (p *Problem) shape(r *refusal) {
	n, pairs := p.Newcomers(), len(p.Mentor)
	if n > MaxPeople {
		r.add("/start", "too_many_items", "There are too many newcomers.", map[string]any{"max": MaxPeople})
	}
	if p.Mentors() > MaxPeople {
		r.add("/capacity", "too_many_items", "There are too many mentors.", map[string]any{"max": MaxPeople})
	}
	if pairs > MaxPairs {
		r.add("/mentor", "too_many_items", "There are too many pairs: keep the best few of each newcomer.", map[string]any{"max": MaxPairs})
	}
	if len(p.Pinned) > MaxPeople*MaxPlaces {
		r.add("/pinned", "too_many_items", "There are too many pinned pairs.", map[string]any{"max": MaxPeople * MaxPlaces})
	}
	if len(p.Forbidden) > MaxPairs {
		r.add("/forbidden", "too_many_items", "There are too many forbidden pairs.", map[string]any{"max": MaxPairs})
	}
	if len(p.Quotas) > MaxTracks {
		r.add("/quotas", "too_many_items", "There are too many tracks.", map[string]any{"max": MaxTracks})
	}
	p.lengths(r, n, pairs)
	if len(*r) > 0 || len(p.Start) == 0 {
		return
	}
	if p.Start[0] != 0 || int(p.Start[n]) != pairs {
		r.add("/start", "out_of_order", "The first number is 0 and the last is how many pairs there are.", nil)
		return
	}
	for i := range n {
		if p.Start[i] > p.Start[i+1] {
			r.addAt("start", i+1, "out_of_order", "The numbers never fall.", nil)
		}
	}
}

// lengths compares the lists that belong together.
func (p *Problem) lengths(r *refusal, n, pairs int) {
	same := func(name string, have, want int, optional bool) {
		if have != want && !(optional && have == 0) {
			r.add("/"+name, "wrong_length", "The list has one entry for each newcomer or pair.", map[string]any{"want": want})
		}
	}
	same("score", len(p.Score), pairs, false)
	same("mentor_score", len(p.MentorScore), pairs, true)
	same("places", len(p.Places), n, true)
	same("track", len(p.Track), n, true)
	if len(p.Start) == 0 && pairs > 0 {
		r.add("/start", "required", "Say where the pairs of each newcomer begin.", nil)
	}
}

func (p *Problem) checkPairs(r *refusal) {
	mentors := int32(p.Mentors())
	for i := range p.Newcomers() {
		last := int32(-1)
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			j := p.Mentor[k]
			if j <= last {
				r.addAt("mentor", int(k), "out_of_order", "The mentors of a newcomer ascend, each once.", nil)
			}
			last = j
		}
		if last >= mentors {
			r.addAt("mentor", int(p.Start[i+1])-1, "unknown", "There is no mentor with this row number.", nil)
		}
	}
	scores := func(name string, list []int64) {
		for k, s := range list {
			if s > MaxScore || s < -MaxScore {
				r.addAt(name, k, "out_of_range", "The score is too great or too small.", map[string]any{"min": -MaxScore, "max": MaxScore})
			}
		}
	}
	scores("score", p.Score)
	scores("mentor_score", p.MentorScore)
	if p.MinScore > MaxScore || p.MinScore < -MaxScore {
		r.add("/min_score", "out_of_range", "The score is too great or too small.", map[string]any{"min": -MaxScore, "max": MaxScore})
	}
}

func (p *Problem) checkPeople(r *refusal) {
	ranged := func(name string, list []int32, low, high int32) {
		for i, v := range list {
			if v < low || v > high {
				r.addAt(name, i, "out_of_range", "The number is out of its range.", map[string]any{"min": low, "max": high})
			}
		}
	}
	ranged("capacity", p.Capacity, 0, MaxCapacity)
	ranged("places", p.Places, 0, MaxPlaces)
	ranged("track", p.Track, -1, int32(len(p.Quotas))-1)
	for t, q := range p.Quotas {
		if q.AtLeast < 0 || q.AtMost < -1 || q.AtMost >= 0 && q.AtLeast > q.AtMost {
			r.addAt("quotas", t, "out_of_range", "At least is not below 0 and not above at most; at most is -1 for no bound.", nil)
		}
	}
}

func (p *Problem) checkPins(r *refusal) {
	pairs := func(name string, list []Pair) map[Pair]bool {
		seen := make(map[Pair]bool, len(list))
		for i, pair := range list {
			switch {
			case pair.Newcomer < 0 || int(pair.Newcomer) >= p.Newcomers() || pair.Mentor < 0 || int(pair.Mentor) >= p.Mentors():
				r.addAt(name, i, "unknown", "There is no newcomer or mentor with this row number.", nil)
			case seen[pair]:
				r.addAt(name, i, "duplicate", "The pair is listed twice.", nil)
			}
			seen[pair] = true
		}
		return seen
	}
	pairs("pinned", p.Pinned)
	forbidden := pairs("forbidden", p.Forbidden)
	for i, pair := range p.Pinned {
		if forbidden[pair] {
			r.addAt("pinned", i, "conflict", "The pair is pinned and forbidden: say one of the two.", nil)
		}
	}
}
