package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// orphanFirst is how long after it a newcomer whose mentor left comes first in the line.
const orphanFirst = 60 * 24 * time.Hour

// vacant says whether the mentor has a place of the programme that can be offered to who waits: free, not offered to somebody else, and
// with room in the queue for a request.
func (s *Standing) vacant(programme string, r wire.Rules, now time.Time) bool {
	if s.Closed || s.paused(now) || s.refuses(programme, r) || s.unanswered(programme, "") >= r.Unanswered {
		return false
	}
	all, here := s.taken(programme, "")
	for _, t := range s.Turns {
		if all++; t.Programme == programme {
			here++
		}
	}
	limit, capped := s.Caps[programme]
	return all < s.capacity(r) && (!capped || here < limit) && (r.MentorCap == 0 || here < r.MentorCap)
}

// turn finds the turn of a newcomer; nil if there is none.
func (s *Standing) turn(newcomer, programme string) *waiting.Turn {
	for i := range s.Turns {
		if s.Turns[i].Newcomer == newcomer && s.Turns[i].Programme == programme {
			return &s.Turns[i]
		}
	}
	return nil
}

// offerTurn notes in the mentor's standing that a place is offered to who waits, and how long they waited. errKept if it cannot be.
func (s *Standing) offerTurn(t waiting.Turn, since time.Time, r wire.Rules, now time.Time) error {
	if s.blocked(t.Newcomer) || s.turn(t.Newcomer, t.Programme) != nil || !s.vacant(t.Programme, r, now) {
		return errKept
	}
	s.Turns = append(s.Turns, t)
	if s.Waits = append(s.Waits, int64(now.Sub(since)/time.Second)); len(s.Waits) > maxAnswers {
		s.Waits = s.Waits[1:]
	}
	return nil
}

// dropTurn takes exactly this turn out; errKept if it is not there any more.
func (s *Standing) dropTurn(t waiting.Turn) error {
	at := slices.Index(s.Turns, t)
	if at < 0 {
		return errKept
	}
	s.Turns = slices.Delete(s.Turns, at, at+1)
	return nil
}

// stopWaitingFor takes out what this person and p offer each other: they are not to meet. Quietly nobody is told; else this person hears
// that the place is gone.
func (s *Standing) stopWaitingFor(p string, quietly bool) {
	s.Turns = slices.DeleteFunc(s.Turns, func(t waiting.Turn) bool { return t.Newcomer == p })
	for _, e := range s.Waiting {
		told, err := s.Waiting.Drop(e.Programme, p, quietly)
		_ = s.tellWaiting(told, err)
	}
}

// takeOffer is the newcomer's side of an offer. errKept if they do not wait for it any more, or may not be offered one now.
func (s *Standing) takeOffer(programme, mentor string, until, now time.Time) error {
	if s.Closed || s.restsWholly(mentor, now) || s.blocked(mentor) || s.claims(programme, "") || s.asking(programme) {
		return errKept
	}
	told, err := s.Waiting.Take(programme, mentor, until)
	return s.tellWaiting(told, err)
}

// asking says whether an own request of the programme is listed.
func (s *Standing) asking(programme string) bool {
	return slices.ContainsFunc(s.Listings, func(l Listing) bool { return l.Newcomer == s.Person && l.Programme == programme })
}

// tellWaiting makes facts of what was told, and of nothing to change errKept.
func (s *Standing) tellWaiting(told []waiting.Told, err error) error {
	if err == error(waiting.ErrKept) {
		return errKept
	}
	for _, t := range told {
		switch t.What {
		case waiting.TellOffered:
			s.say(wire.PlaceOffered{Newcomer: s.Person, Mentor: t.Mentor, Programme: t.Programme, Until: t.Until})
		case waiting.TellUnanswered, waiting.TellGone:
			s.say(wire.PlaceOfferEnded{Newcomer: s.Person, Mentor: t.Mentor, Programme: t.Programme, How: t.What})
		case waiting.TellEnded:
			s.say(wire.WaitingEnded{Newcomer: s.Person, Programme: t.Programme, How: t.How})
		}
	}
	return err
}

// rank is the place of the first of the entries among all, for the order in which the line is read.
func (s *Standing) rank() int64 {
	first := s.Waiting[0]
	for _, e := range s.Waiting[1:] {
		if e.Before(&first) {
			first = e
		}
	}
	if first.First {
		return first.Since.UnixMilli() - 1<<50
	}
	return first.Since.UnixMilli()
}

// waitsFor are the index values under which who waits is found: the mentors who are named, the programmes in which it is anybody, and
// every mentor who is mentioned at all, so that they are forgotten when they leave.
func (s *Standing) waitsFor() (out []string) {
	for _, e := range s.Waiting {
		for _, m := range e.Mentors {
			out = append(out, waitsForMentor(m))
		}
		for _, m := range append(slices.Concat(e.Mentors, e.Skipped), e.Offer.Mentor) {
			out = append(out, mentions(m))
		}
		if e.Anybody {
			out = append(out, waitsIn(e.Programme))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func waitsForMentor(mentor string) string { return "mentor:" + mentor }
func mentions(mentor string) string       { return "named:" + mentor }
func waitsIn(programme string) string     { return "programme:" + programme }

// forgetMentor takes somebody who left out of every entry.
func (s *Standing) forgetMentor(mentor string) error {
	changed := false
	for _, e := range slices.Clone(s.Waiting) {
		if e.Offer.Mentor != mentor && !slices.Contains(e.Mentors, mentor) && !slices.Contains(e.Skipped, mentor) {
			continue
		}
		changed = true
		x := s.Waiting.Find(e.Programme)
		other := func(list []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return p == mentor })
		}
		x.Mentors, x.Skipped = other(e.Mentors), other(e.Skipped)
		if x.Offer.Mentor == mentor {
			x.Offer = waiting.Offer{}
		}
		if len(x.Mentors) == 0 && !x.Anybody {
			_ = s.tellWaiting(s.Waiting.End(e.Programme, waiting.Expired))
		}
	}
	if !changed {
		return errKept
	}
	return nil
}
