package rounds

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Settled is what an organiser settled before a round is solved, by row.
type Settled struct {
	// Pinned pairs are in every answer, forbidden ones in none.
	Pinned    []assign.Pair `json:"pinned,omitempty"`
	Forbidden []assign.Pair `json:"forbidden,omitempty"`
	// LeftOut are newcomers who take no part any more, ascending.
	LeftOut []int32 `json:"left_out,omitempty"`
	// Seats are mentors who have another number of places than they can carry, by row: fewer, or none.
	Seats []Seat `json:"seats,omitempty"`
}

// Seat is how many places a mentor has in a round.
type Seat struct {
	Mentor int32 `json:"mentor"`
	Places int32 `json:"places"`
}

// nothing says whether a round is as it was drafted.
func (s *Settled) nothing() bool {
	return len(s.Pinned)+len(s.Forbidden)+len(s.LeftOut)+len(s.Seats) == 0
}

// count is how much of it there is.
func (s *Settled) count() int {
	return len(s.Pinned) + len(s.Forbidden) + len(s.LeftOut) + len(s.Seats)
}

// of is a problem with it.
func (s *Settled) of(p *assign.Problem) *assign.Problem {
	out := *p
	out.Pinned, out.Forbidden = s.Pinned, s.Forbidden
	if len(s.Seats) > 0 {
		out.Capacity = slices.Clone(p.Capacity)
		for _, x := range s.Seats {
			if x.Mentor >= 0 && int(x.Mentor) < len(out.Capacity) {
				out.Capacity[x.Mentor] = x.Places
			}
		}
	}
	if len(s.LeftOut) > 0 {
		out.Places = slices.Repeat([]int32{1}, p.Newcomers())
		for _, i := range s.LeftOut {
			if i >= 0 && int(i) < len(out.Places) {
				out.Places[i] = 0
			}
		}
	}
	return &out
}

// places is how many places a mentor has who can carry so many.
func (s *Settled) places(mentor, most int32) int32 {
	if k, ok := s.seat(mentor); ok {
		return min(s.Seats[k].Places, most)
	}
	return most
}

func (s *Settled) seat(mentor int32) (int, bool) {
	return slices.BinarySearchFunc(s.Seats, mentor, func(x Seat, j int32) int { return int(x.Mentor) - int(j) })
}

// pinnedTo is how many newcomers are pinned to a mentor.
func (s *Settled) pinnedTo(mentor int32) (n int32) {
	for _, x := range s.Pinned {
		if x.Mentor == mentor {
			n++
		}
	}
	return n
}

// fix is Settled with a pair pinned, forbidden or free. A newcomer has one pin: another one takes its place, and whoever is pinned takes part
// again. most is how many newcomers the mentor can carry.
func (s *Settled) fix(pair assign.Pair, as string, most int32) (Settled, error) {
	same := func(x assign.Pair) bool { return x == pair }
	pinned, forbidden := slices.ContainsFunc(s.Pinned, same), slices.ContainsFunc(s.Forbidden, same)
	if as == asPinned && pinned || as == asForbidden && forbidden || as == asFree && !pinned && !forbidden {
		return *s, errKept
	}
	out := *s
	out.Pinned = slices.DeleteFunc(slices.Clone(s.Pinned), same)
	out.Forbidden = slices.DeleteFunc(slices.Clone(s.Forbidden), same)
	switch as {
	case asPinned:
		out.Pinned = slices.DeleteFunc(out.Pinned, func(x assign.Pair) bool { return x.Newcomer == pair.Newcomer })
		if out.pinnedTo(pair.Mentor) >= out.places(pair.Mentor, most) {
			return *s, errNoPlaces
		}
		out.Pinned = append(out.Pinned, pair)
		out.LeftOut = slices.DeleteFunc(slices.Clone(s.LeftOut), func(i int32) bool { return i == pair.Newcomer })
	case asForbidden:
		out.Forbidden = append(out.Forbidden, pair)
	}
	slices.SortFunc(out.Pinned, byRow)
	slices.SortFunc(out.Forbidden, byRow)
	return out, nil
}

// leave is Settled with a newcomer who takes no part any more, and is pinned to nobody, or takes part again.
func (s *Settled) leave(newcomer int32, left bool) (Settled, error) {
	at, is := slices.BinarySearch(s.LeftOut, newcomer)
	if is == left {
		return *s, errKept
	}
	out := *s
	out.LeftOut = slices.Clone(s.LeftOut)
	if !left {
		out.LeftOut = slices.Delete(out.LeftOut, at, at+1)
		return out, nil
	}
	out.LeftOut = slices.Insert(out.LeftOut, at, newcomer)
	out.Pinned = slices.DeleteFunc(slices.Clone(s.Pinned), func(x assign.Pair) bool { return x.Newcomer == newcomer })
	return out, nil
}

// give is Settled with a mentor who has so many places, 0 to as many as they can carry, and not fewer than are pinned.
func (s *Settled) give(mentor, places, most int32) (Settled, error) {
	switch {
	case places < 0 || places > most:
		return *s, fault.InvalidFields(fault.Field{Pointer: "/places", Code: "out_of_range", Params: map[string]any{"min": 0, "max": most}})
	case s.places(mentor, most) == places:
		return *s, errKept
	case s.pinnedTo(mentor) > places:
		return *s, errNoPlaces
	}
	out, k := *s, 0
	out.Seats = slices.DeleteFunc(slices.Clone(s.Seats), func(x Seat) bool { return x.Mentor == mentor })
	if k, _ = out.seat(mentor); places != most {
		out.Seats = slices.Insert(out.Seats, k, Seat{mentor, places})
	}
	return out, nil
}

func byRow(a, b assign.Pair) int {
	if a.Newcomer != b.Newcomer {
		return int(a.Newcomer) - int(b.Newcomer)
	}
	return int(a.Mentor) - int(b.Mentor)
}
