package mentoring

import (
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// How often one person asks, so that a request is no way to press somebody. What has led nowhere rests a while between the two; who gave it
// up themselves may come back sooner. It is kept in the newcomer's standing, without a word of what was written.
const (
	asksADay    = 6 // requests that one person makes within askedSpan, over all programmes, those taken back too
	askedSpan   = 24 * time.Hour
	restAfterNo = 7 * 24 * time.Hour // after "not this time", and after no answer
	restAfter   = 24 * time.Hour     // after the newcomer took the request back from a mentor who had been asked
	maxRests    = asksADay * maxMentors * int(restAfterNo/askedSpan)
)

// ask is a request that this person made not long ago.
type ask struct {
	Match string    `json:"match"`
	At    time.Time `json:"at"`
}

// rest says that this person asks a mentor again at the earliest at Until, because the last request led nowhere.
type rest struct {
	Mentor string    `json:"mentor"`
	Until  time.Time `json:"until"`
	// Offered: a place of theirs was offered meanwhile and taken up. That goes once before a rest, so that it is no way around it.
	Offered bool `json:"offered,omitempty"`
}

// askedLately refuses the mentor at this position of a request until then.
func askedLately(at int, until, now time.Time) error {
	f := fault.Newf(fault.Conflict, "request.asked_lately",
		"You asked one of these mentors not long ago. Ask them again from %s on; until then choose somebody else, or wait in their list.", stamp(until))
	f.Fields = []fault.Field{{
		Pointer: "/mentors/" + strconv.Itoa(at), Code: "asked_lately", Params: map[string]any{"from": stamp(until)},
	}}
	return f.After(until.Sub(now))
}

// askedEnough refuses one more request until then.
func askedEnough(until, now time.Time) error {
	return fault.Newf(fault.TooMany, "request.too_many_today",
		"At most %d requests can be made within 24 hours, those that were withdrawn too. Ask again from %s on.", asksADay, stamp(until)).
		After(until.Sub(now))
}

// stamp is a time in a sentence of the API, up to the next second.
func stamp(t time.Time) string {
	return t.Add(time.Second - 1).UTC().Truncate(time.Second).Format(time.RFC3339)
}

// rest finds the one that stands before asking this mentor at now; nil if there is none.
func (s *Standing) rest(mentor string, now time.Time) *rest {
	for i := range s.Rests {
		if s.Rests[i].Mentor == mentor && s.Rests[i].Until.After(now) {
			return &s.Rests[i]
		}
	}
	return nil
}

// restsWholly says whether a place of this mentor is not even offered: the last one that was led nowhere either.
func (s *Standing) restsWholly(mentor string, now time.Time) bool {
	r := s.rest(mentor, now)
	return r != nil && r.Offered
}

// offered says whether a place of this mentor is offered to this person, who may then ask at once.
func (s *Standing) offered(programme, mentor string) bool {
	e := s.Waiting.Find(programme)
	return e != nil && e.Offer.Mentor == mentor
}

// mayAsk refuses a request that comes too soon after others. One that is listed already goes on.
func (s *Standing) mayAsk(l Listing) error {
	if s.listing(l.Match) != nil {
		return nil
	}
	for i, m := range l.Mentors {
		if r := s.rest(m, l.At); r != nil && (r.Offered || !s.offered(l.Programme, m)) {
			return askedLately(i, r.Until, l.At)
		}
	}
	if next := s.nextAsk(l.At); next.After(l.At) {
		return askedEnough(next, l.At)
	}
	return nil
}

// nextAsk is when one more request can be made; zero is now.
func (s *Standing) nextAsk(now time.Time) time.Time {
	made := make([]time.Time, len(s.Made))
	for i, x := range s.Made {
		made[i] = x.At
	}
	return roomAt(made, asksADay, askedSpan, now)
}

// asks counts a request that was just listed, and uses up what was offered.
func (s *Standing) asks(l Listing) {
	_ = s.forgetAsks(l.At)
	s.Made = append(s.Made, ask{l.Match, l.At})
	for _, m := range l.Mentors {
		if r := s.rest(m, l.At); r != nil {
			r.Offered = true
		}
	}
}

// asked notes what became of a request of this person's, as they read it themselves: whom a block took out of it has said "not this time".
// One that never came about (nil, or void) does not count.
func (s *Standing) asked(match string, m *Match, now time.Time) {
	if m == nil || m.Status == Void {
		s.Made = slices.DeleteFunc(s.Made, func(x ask) bool { return x.Match == match })
		return
	}
	if m.Newcomer != s.Person {
		return
	}
	_ = s.forgetAsks(now)
	for i := range m.Offers {
		o := m.seenByNewcomer(i)
		r := rest{Mentor: o.Mentor}
		switch {
		case o.State == OfferDeclined, o.State == OfferExpired:
			r.Until = o.Ended.Add(restAfterNo)
		case o.State == OfferCancelled && !o.Asked.IsZero():
			r.Until = o.Ended.Add(restAfter)
		}
		was := s.rest(o.Mentor, now)
		if o.State != OfferAccepted && !r.Until.After(now) {
			continue
		}
		if was != nil {
			r.Offered = was.Offered
			if was.Until.After(r.Until) {
				r.Until = was.Until
			}
			s.Rests = slices.DeleteFunc(s.Rests, func(x rest) bool { return x.Mentor == o.Mentor })
		}
		if o.State == OfferAccepted { // a yes ends it
			continue
		}
		if s.Rests = append(s.Rests, r); len(s.Rests) > maxRests {
			s.Rests = s.Rests[1:]
		}
	}
}

// forgetAsks takes out what is over at now; errKept if nothing is.
func (s *Standing) forgetAsks(now time.Time) error {
	n := len(s.Made) + len(s.Rests)
	s.Made = slices.DeleteFunc(s.Made, func(x ask) bool { return !x.At.Add(askedSpan).After(now) })
	s.Rests = slices.DeleteFunc(s.Rests, func(x rest) bool { return !x.Until.After(now) })
	if len(s.Made)+len(s.Rests) == n {
		return errKept
	}
	return nil
}

// forgetAt is when the first of it is over; zero if there is nothing.
func (s *Standing) forgetAt() (first time.Time) {
	sooner := func(t time.Time) {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	for _, x := range s.Made {
		sooner(x.At.Add(askedSpan))
	}
	for _, x := range s.Rests {
		sooner(x.Until)
	}
	return first
}

// resting are those that stand at now before asking a mentor, but for one whose place is offered.
func (s *Standing) resting(now time.Time) (out []rest) {
	for _, r := range s.Rests {
		free := !r.Offered && slices.ContainsFunc(s.Waiting, func(e waiting.Entry) bool { return e.Offer.Mentor == r.Mentor })
		if r.Until.After(now) && !free {
			out = append(out, r)
		}
	}
	return out
}
