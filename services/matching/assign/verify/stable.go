package verify

import (
	"fmt"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// wishes are the two orders of preference: the greater score first, of equal ones the lower row.
type wishes struct {
	*answer
	wants []int64 // mentors' scores
	place []int   // position of the pair of each newcomer in the list of pairs, -1 for none
	worst []int32 // newcomer whom each mentor wants least of those it has; -1 for none or with a free place
}

// newcomerPrefers compares two of a newcomer's pairs by position.
func (w *wishes) newcomerPrefers(x, y int) bool {
	return y < 0 || w.p.Score[x] > w.p.Score[y] || w.p.Score[x] == w.p.Score[y] && w.p.Mentor[x] < w.p.Mentor[y]
}

// mentorPrefers compares two newcomers by the positions of their pairs with the same mentor.
func (w *wishes) mentorPrefers(x int, i int32, y int, than int32) bool {
	return w.wants[x] > w.wants[y] || w.wants[x] == w.wants[y] && i < than
}

// stable looks for a pair who would rather have each other, and then for a stable answer that the side would like better.
func (a *answer) stable(claim *assign.StableClaim) error {
	if claim == nil {
		return fmt.Errorf("there is no claim")
	}
	if claim.Side != assign.NewcomerSide && claim.Side != assign.MentorSide {
		return fmt.Errorf("the side %q is unknown", claim.Side)
	}
	if err := a.single(); err != nil {
		return err
	}
	w := &wishes{answer: a, wants: a.p.MentorScore, place: make([]int, len(a.places)), worst: make([]int32, len(a.seats))}
	if len(w.wants) == 0 {
		w.wants = a.p.Score
	}
	for i, list := range a.mentors {
		w.place[i] = -1
		a.each(i, func(j int32, at int) bool {
			if len(list) == 1 && list[0] == j {
				w.place[i] = at
			}
			return true
		})
	}
	for j, list := range a.newcomers {
		w.worst[j] = -1
		if len(list) < a.seats[j] {
			continue
		}
		for _, i := range list {
			if last := w.worst[j]; last < 0 || w.mentorPrefers(w.place[last], last, w.place[i], i) {
				w.worst[j] = i
			}
		}
	}
	if err := w.blocking(); err != nil {
		return err
	}
	next := w.forMentors
	if claim.Side == assign.NewcomerSide {
		next = w.forNewcomers
	}
	if cycle(next()) {
		return fmt.Errorf("another stable answer is better for the %s side", claim.Side)
	}
	return nil
}

// would says whether a mentor would take a newcomer whom it does not have.
func (w *wishes) would(j int32, i int, at int) bool {
	if len(w.newcomers[j]) < w.seats[j] {
		return true
	}
	last := w.worst[j]
	return last >= 0 && w.mentorPrefers(at, int32(i), w.place[last], last)
}

func (w *wishes) blocking() (err error) {
	for i := range w.places {
		w.each(i, func(j int32, at int) bool {
			if at != w.place[i] && w.newcomerPrefers(at, w.place[i]) && w.would(j, i, at) {
				err = fmt.Errorf("newcomer %d and mentor %d would rather have each other", i, j)
			}
			return err == nil
		})
	}
	return err
}

// forMentors says for each mentor who is full where the newcomer would go whom it wants least, if that one had to leave: the next mentor
// on their list who would take them. Where that leads in a circle, moving everybody along it is stable too, and better for mentors.
func (w *wishes) forMentors() []int32 {
	next := none(len(w.seats))
	for j, i := range w.worst {
		if i < 0 {
			continue
		}
		best := -1
		w.each(int(i), func(to int32, at int) bool {
			if at != w.place[i] && !w.newcomerPrefers(at, w.place[i]) && w.would(to, int(i), at) && (best < 0 || w.newcomerPrefers(at, best)) {
				best = at
			}
			return true
		})
		if best >= 0 && w.worst[w.p.Mentor[best]] >= 0 {
			next[j] = w.p.Mentor[best]
		}
	}
	return next
}

// forNewcomers says for each mentor who is full where the newcomer is whom it would want next of those who would rather have it. Where
// that leads in a circle, moving everybody along it is stable too, and better for newcomers.
func (w *wishes) forNewcomers() []int32 {
	best, who, next := make([]int, len(w.seats)), none(len(w.seats)), none(len(w.seats))
	for i := range w.places {
		w.each(i, func(j int32, at int) bool {
			if w.worst[j] >= 0 && at != w.place[i] && w.newcomerPrefers(at, w.place[i]) &&
				(who[j] < 0 || w.mentorPrefers(at, int32(i), best[j], who[j])) {
				best[j], who[j] = at, int32(i)
			}
			return true
		})
	}
	for j, i := range who {
		if i >= 0 && w.place[i] >= 0 {
			next[j] = w.p.Mentor[w.place[i]]
		}
	}
	return next
}

func none(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// cycle says whether following next from somewhere comes back.
func cycle(next []int32) bool {
	walk := make([]int32, len(next)) // the walk on which each was met, from 1
	for from := range next {
		for j := int32(from); j >= 0; j = next[j] {
			if walk[j] == int32(from)+1 {
				return true
			}
			if walk[j] != 0 {
				break
			}
			walk[j] = int32(from) + 1
		}
	}
	return false
}
