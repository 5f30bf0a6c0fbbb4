package mentoring

import (
	"maps"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

var (
	errPauseOver = &fault.Fault{Kind: fault.Invalid, Code: "invalid", Detail: "Say until when: a time from now to a year ahead.",
		Fields: []fault.Field{{Pointer: "/until", Code: "out_of_range", Params: map[string]any{"max_days": farthestPause / 24}}}}
	errManyCaps = &fault.Fault{Kind: fault.Invalid, Code: "invalid", Detail: "Too many programmes have a cap of their own.",
		Fields: []fault.Field{{Pointer: "/caps", Code: "too_many", Params: map[string]any{"max": maxCaps}}}}
)

// Places are how many people a mentor can carry: over all programmes, and at most so many in one.
type Places struct {
	Capacity int            // 0 to 50; 0 takes nobody new
	Caps     map[string]int // by programme, 0 to 50
}

func (p Places) validate() error {
	var fields []fault.Field
	limit := map[string]any{"min": 0, "max": maxPlaces}
	if p.Capacity < 0 || p.Capacity > maxPlaces {
		fields = append(fields, fault.Field{Pointer: "/capacity", Code: "out_of_range", Params: limit})
	}
	if len(p.Caps) > maxCaps {
		return errManyCaps
	}
	for id, n := range p.Caps {
		if n < 0 || n > maxPlaces || id == "" || len(id) > 100 {
			fields = append(fields, fault.Field{Pointer: "/caps", Code: "out_of_range", Params: limit})
			break
		}
	}
	return fault.InvalidFields(fields...)
}

// setPlaces writes the places; nobody's mentorship ends by it.
func (s *Standing) setPlaces(p Places) error {
	if s.CapacitySet && s.Capacity == p.Capacity && maps.Equal(s.Caps, p.Caps) {
		return errKept
	}
	s.Capacity, s.CapacitySet, s.Caps = p.Capacity, true, maps.Clone(p.Caps)
	return nil
}

// pause takes no new requests until then; it ends itself. The zero time ends it now.
func (s *Standing) pause(until, now time.Time) error {
	if until.IsZero() {
		if s.PausedUntil.IsZero() {
			return errKept
		}
		s.PausedUntil, s.PausedWhy, s.Silent = time.Time{}, "", 0
		return nil
	}
	if !until.After(now) || until.After(now.Add(hours(farthestPause))) {
		return errPauseOver
	}
	s.PausedUntil, s.PausedWhy = until.UTC().Truncate(time.Millisecond), "own"
	return nil
}
