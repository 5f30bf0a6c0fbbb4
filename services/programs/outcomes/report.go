package outcomes

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Report is what was frozen of a cohort's outcomes, part after part; its id is the cohort's. Nobody is in it.
type Report struct {
	Org       string             `json:"org"`
	Programme string             `json:"programme"`
	Tracks    []string           `json:"tracks,omitempty"`
	Ended     time.Time          `json:"ended"`
	Part      int                `json:"part"` // how many parts are frozen
	Made      time.Time          `json:"made,omitzero"`
	Figures   api.CohortOutcomes `json:"figures"`
	DueAt     time.Time          `json:"due_at,omitzero"`
}

// freezeAfter is how long after the end the first part is frozen where no organiser did it before: completions are noted until then.
const freezeAfter = 28 * day

// newReport is that of a cohort that is over.
func newReport(c *cohort.Cohort) Report {
	r := Report{Org: c.Org, Programme: c.Programme, Ended: c.Begins(cohort.Closed)}
	for _, t := range c.Tracks {
		r.Tracks = append(r.Tracks, t.Code)
	}
	r.DueAt = r.partAt(partEnd)
	return r
}

// partAt is when the clock freezes a part: all the answers that it counts are there.
func (r *Report) partAt(part int) time.Time {
	switch {
	case part == partEnd:
		return r.Ended.Add(freezeAfter)
	case part <= len(Months):
		return r.Ended.AddDate(0, Months[part-1], 0).Add(window)
	}
	return time.Time{}
}

// freeze takes the next part in.
func (r *Report) freeze(people []Person, now time.Time, noise Noise) {
	var before *api.CohortOutcomes
	if r.Part > 0 {
		before = &r.Figures
	} else {
		r.Made = now
	}
	r.Figures = Protected(people, r.Tracks, r.Part, before, noise)
	r.Figures.Made = r.Made
	r.Part++
	r.DueAt = r.partAt(r.Part)
}
