package safety

import (
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// weeksAhead is how far the rota goes: this week and the 11 after it.
const weeksAhead = 12

// Week is who is on duty in one, with sealed words for them.
type Week struct {
	Moderator string    `json:"moderator,omitempty"`
	By        string    `json:"by,omitempty"` // who left the words
	At        time.Time `json:"at,omitzero"`
	Key       []byte    `json:"key,omitempty"` // wrapped
	Box       []byte    `json:"box,omitempty"`
	DestroyAt time.Time `json:"destroy_at,omitzero"`
}

// dutyPart is the part under which a week's words are sealed.
const dutyPart = "note"

// clear destroys the words.
func (w *Week) clear() {
	w.Key, w.Box, w.By, w.At, w.DestroyAt = nil, nil, "", time.Time{}, time.Time{}
}

// forget takes somebody who has left out of it; false if they were not in it.
func (w *Week) forget(person string) bool {
	changed := false
	if w.Moderator == person {
		w.Moderator, changed = "", true
	}
	if w.By == person {
		w.clear()
		changed = true
	}
	return changed
}

// weekOf names the week of a moment: ISO 8601 in UTC, lower case.
func weekOf(t time.Time) string {
	year, week := t.UTC().ISOWeek()
	return fmt.Sprintf("%04d-w%02d", year, week)
}

// monday is when the week of a moment begins.
func monday(t time.Time) time.Time {
	t = t.UTC()
	back := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-back, 0, 0, 0, 0, time.UTC)
}

// rota are the Mondays of this week and those after it.
func rota(now time.Time) []time.Time {
	out := make([]time.Time, weeksAhead)
	for i := range out {
		out[i] = monday(now).AddDate(0, 0, 7*i)
	}
	return out
}

// inRota finds the Monday of a week that the rota has now. Invalid otherwise.
func inRota(week string, now time.Time) (time.Time, error) {
	for _, m := range rota(now) {
		if weekOf(m) == week {
			return m, nil
		}
	}
	return time.Time{}, fault.InvalidFields(fault.Field{
		Pointer: "path:week", Code: "out_of_range", Params: map[string]any{"first": weekOf(now), "weeks": weeksAhead},
	})
}
