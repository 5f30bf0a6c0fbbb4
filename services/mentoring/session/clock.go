package session

import "time"

// before are how long before the beginning both are reminded.
var before = [...]time.Duration{dayBefore, hourBefore}

func (s *Session) reminder(i int) time.Time { return s.Starts.Add(-before[i]) }

// schedule computes when the clock fires next.
func (s *Session) schedule(now time.Time) {
	s.DueAt = time.Time{}
	switch {
	case s.Owed:
		s.DueAt = s.Changed
		return
	case s.Status == Proposed:
		s.DueAt = s.Starts
	case s.Status == Confirmed && s.Reminded < len(before):
		s.DueAt = s.reminder(s.Reminded)
	case s.Status == Confirmed && s.Starts.After(now):
		s.DueAt = s.Starts
	default:
		return
	}
	if next := now.Add(look); next.Before(s.DueAt) { // its mentorship may have ended
		s.DueAt = next
	}
}

// Tick lets what is due at now happen: both are reminded, or a proposal that nobody confirmed in time is off. The mentorship goes
// on; else it is Close that is due. After a standstill only the last reminder is sent, and none once it has begun.
func (s *Session) Tick(now time.Time) {
	switch {
	case s.Status == Proposed && !s.Starts.After(now):
		s.Status = Cancelled
	case s.Status == Confirmed && !s.Starts.After(now):
		s.Reminded = len(before)
	case s.Status == Confirmed:
		passed := s.Reminded
		for s.Reminded < len(before) && !s.reminder(s.Reminded).After(now) {
			s.Reminded++
		}
		if s.Reminded > passed {
			s.tell(Told{What: TellReminded, Hours: int(before[s.Reminded-1] / time.Hour)})
		}
	}
	s.schedule(now)
}
