package cohort

import (
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Phases, in order. Planned is before the first.
const (
	Planned  = "planned"
	Call     = "call"
	Applying = "application"
	Review   = "review"
	Round    = "round"
	Running  = "running"
	Closed   = "closed"
)

var order = []string{Call, Applying, Review, Round, Running, Closed}

// How people come to take part.
const (
	ByApplication  = "apply"
	ByRegistration = "register"
	ByInvitation   = "invited"
	Nobody         = "none"
)

// Where people meet, and whom a cohort is for.
const (
	Remote   = "remote"
	Venue    = "venue"
	Region   = "region"
	Internal = "internal"
	External = "external"
	Both     = "both"
)

const day = 24 * time.Hour

// farthest is how far ahead, or behind, a date may lie.
const farthest = 5 * 365 * day

// EligibilityKept is how long answers about eligibility are kept after the decision.
const EligibilityKept = 90 * day

const (
	// draftKept is how long a draft is kept that was never sent, once the cohort takes no more.
	draftKept = 90 * day
	// keptLeast and keptMost bound in days how long an application of somebody who does not take part is kept; keptMost where nothing is set.
	keptLeast = 30
	keptMost  = 365
)

// Cohort is one run of a programme; the document's id is its own.
type Cohort struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	Template  string `json:"template,omitempty"`
	From      string `json:"from,omitempty"` // the cohort that it was cloned from
	api.CohortSettings
	AgreementVersion int       `json:"agreement_version,omitempty"`
	Announce         time.Time `json:"announce,omitzero"` // when the agreement changed, until its mentors were told
	Noted            string    `json:"noted"`             // the phase that the clock has noted
	DueAt            time.Time `json:"due_at,omitzero"`
	Created          time.Time `json:"created"`
	Changed          time.Time `json:"changed"`
	By               string    `json:"by,omitempty"`
	// Called: it was published when its first phase had begun. From then on people may have answered, for those readers.
	Called bool `json:"called,omitempty"`
}

// Past is an agreement's text that no longer counts. It never changes.
type Past struct {
	Cohort  string `json:"cohort"`
	Version int    `json:"version"`
	Text    string `json:"text"`
}

// At is the phase at a time. A cohort without dates runs while it is published.
func (c *Cohort) At(now time.Time) string {
	if len(c.Phases) == 0 {
		if c.Published {
			return Running
		}
		return Planned
	}
	at := Planned
	for _, p := range c.Phases {
		if !p.From.After(now) {
			at = p.Name
		}
	}
	return at
}

// HasCalled says whether anybody may have answered questions by now: it was published when its first phase had begun, whatever became of it since.
func (c *Cohort) HasCalled(now time.Time) bool {
	return c.Called || c.Published && c.At(now) != Planned
}

// Figures says whether there can be published figures of who takes part: somebody does, and it closes.
func (c *Cohort) Figures() bool {
	return len(c.Phases) > 0 && (c.Newcomers != Nobody || c.Mentors != Nobody)
}

// losesFigures says whether a cohort whose call has begun at a time, and for which nobody has chosen what is asked, could have had figures of who
// takes part, and nobody said that there are to be none.
func (c *Cohort) losesFigures(now time.Time) bool {
	return c.HasCalled(now) && c.Figures() && !c.NoFigures
}

// keeps says what of new settings would break what people were told when they answered: who reads about eligibility is named before the
// call begins, and an answer does not change sides.
func (c *Cohort) keeps(set *api.CohortSettings) (wrong []fault.Field) {
	for i, r := range set.Readers {
		if !slices.Contains(c.Readers, r) {
			wrong = append(wrong, fault.Field{Pointer: "/readers/" + strconv.Itoa(i), Code: "after_the_call",
				Detail: "People have been told who reads these answers. From the call on readers can only be taken away."})
		}
	}
	for i, q := range set.Questions {
		for _, old := range c.Questions {
			if old.Code == q.Code && old.Eligibility != q.Eligibility {
				wrong = append(wrong, fault.Field{Pointer: "/questions/" + strconv.Itoa(i) + "/eligibility", Code: "after_the_call",
					Detail: "People have been told who reads this answer. Ask it again as another question."})
			}
		}
	}
	if kept(set.KeptDays) > kept(c.KeptDays) {
		wrong = append(wrong, fault.Field{Pointer: "/kept_days", Code: "after_the_call",
			Detail: "People have been told how long their applications are kept. From the call on that can only be shortened."})
	}
	return wrong
}

// Until is when the phase at a time ends; zero if it has no end.
func (c *Cohort) Until(now time.Time) time.Time {
	for _, p := range c.Phases {
		if p.From.After(now) {
			return p.From
		}
	}
	return time.Time{}
}

// Begins is when a phase begins; zero if the cohort has no such phase.
func (c *Cohort) Begins(phase string) time.Time {
	for _, p := range c.Phases {
		if p.Name == phase {
			return p.From
		}
	}
	return time.Time{}
}

// Way is how somebody comes to take part as what they are.
func (c *Cohort) Way(as string) string {
	if as == "mentor" {
		return c.Mentors
	}
	return c.Newcomers
}

// Takes says whether applications and registrations are taken at a time: in the phase of applications; where there is none, until the round
// begins; without dates, always. Nothing is taken before it is published.
func (c *Cohort) Takes(now time.Time) bool {
	if !c.Published {
		return false
	}
	at := c.At(now)
	switch {
	case len(c.Phases) == 0:
		return true
	case !c.Begins(Applying).IsZero():
		return at == Applying
	}
	return at != Planned && at != Closed && at != Round && (at != Running || c.Begins(Round).IsZero())
}

// GivesOn says whether a place that becomes free at a time goes to who waits for one: as long as people can register, and until the cohort
// runs.
func (c *Cohort) GivesOn(now time.Time) bool {
	at := c.At(now)
	return c.Takes(now) || c.Published && at != Closed && at != Running
}

// GivesNoMore says whether no place is given to who waits for one from a time on: the cohort runs, and nobody can register any more, or is over.
func (c *Cohort) GivesNoMore(now time.Time) bool {
	at := c.At(now)
	return c.Published && (at == Running || at == Closed) && !c.GivesOn(now)
}

// GaveLast is when a cohort that gives no place any more gave the last: when it began to run, or where people could register then still, closed.
func (c *Cohort) GaveLast() time.Time {
	if runs := c.Begins(Running); !runs.IsZero() && c.GivesNoMore(runs) {
		return runs
	}
	return c.Begins(Closed)
}

// Asked are the questions for newcomers or mentors.
func (c *Cohort) Asked(as string) []api.CohortQuestion {
	return slices.DeleteFunc(slices.Clone(c.Questions), func(q api.CohortQuestion) bool {
		return q.For != "" && q.For != "both" && q.For != as
	})
}

// Forget is when answers about eligibility that nobody decided on are deleted: so long after the cohort's end, or a year after now.
func (c *Cohort) Forget(now time.Time) time.Time {
	if end := c.Begins(Closed); !end.IsZero() {
		return end.Add(EligibilityKept)
	}
	return now.Add(365 * day)
}

// kept is how long an application of somebody who does not take part is kept, of what the settings say.
func kept(days int) time.Duration {
	if days == 0 {
		days = keptMost
	}
	return time.Duration(days) * day
}

// over is when applications and registrations are taken no more; zero where that has no end.
func (c *Cohort) over() time.Time {
	if from := c.Begins(Applying); !from.IsZero() {
		return c.Until(from)
	}
	if round := c.Begins(Round); !round.IsZero() {
		return round
	}
	return c.Begins(Closed)
}

// DraftLapses is when a draft is deleted that was never sent and was touched last then: so long after the cohort takes no more, or where that
// has no end, after it was touched.
func (c *Cohort) DraftLapses(touched time.Time) time.Time {
	if over := c.over(); !over.IsZero() {
		return over.Add(min(draftKept, kept(c.KeptDays)))
	}
	return touched.Add(kept(c.KeptDays))
}

// Lapses is when an application is deleted about which it was decided then.
func (c *Cohort) Lapses(decided time.Time) time.Time { return decided.Add(kept(c.KeptDays)) }

// UndecidedLapses is when an application is deleted about which nobody decided: so long after the end, or where there is none, after it was touched.
func (c *Cohort) UndecidedLapses(touched time.Time) time.Time {
	if end := c.Begins(Closed); !end.IsZero() {
		return end.Add(kept(c.KeptDays))
	}
	return touched.Add(kept(c.KeptDays))
}

// Extend moves every date after a phase by some days. Conflict "cohort.phase_over" once the phase has ended, "cohort.no_phase".
func (c *Cohort) Extend(phase string, days int, now time.Time) error {
	i := slices.IndexFunc(c.Phases, func(p api.CohortPhase) bool { return p.Name == phase })
	switch {
	case i < 0 || phase == Closed:
		return fault.New(fault.Conflict, "cohort.no_phase", "The cohort has no such phase that could last longer.")
	case i+1 < len(c.Phases) && !c.Phases[i+1].From.After(now):
		return fault.New(fault.Conflict, "cohort.phase_over", "That phase is over. Extend the one that runs, or change the dates.")
	}
	c.Phases = slices.Clone(c.Phases)
	for j := i + 1; j < len(c.Phases); j++ {
		c.Phases[j].From = c.Phases[j].From.Add(time.Duration(days) * day)
	}
	if last := c.Phases[len(c.Phases)-1]; last.From.After(now.Add(farthest)) {
		return fault.InvalidFields(fault.Field{Pointer: "/days", Code: "too_far", Params: map[string]any{"days": int(farthest / day)}})
	}
	return nil
}

// Shift moves every date so that the first phase begins then.
func (c *Cohort) Shift(begins time.Time) {
	if len(c.Phases) == 0 {
		return
	}
	by := begins.Sub(c.Phases[0].From)
	c.Phases = slices.Clone(c.Phases)
	for i := range c.Phases {
		c.Phases[i].From = c.Phases[i].From.Add(by)
	}
}

// Wind sets the clock: it fires when the next phase begins, and only for what is published.
func (c *Cohort) Wind(now time.Time) {
	c.DueAt = time.Time{}
	if c.Published {
		c.DueAt = c.Until(now)
	}
}

// checkPhases says what is wrong with the dates. stand are those that the cohort has: what is old by now stays.
func checkPhases(list, stand []api.CohortPhase, now time.Time) (wrong []fault.Field) {
	last, before := -1, time.Time{}
	for i, p := range list {
		at := "/phases/" + strconv.Itoa(i)
		n := slices.Index(order, p.Name)
		switch {
		case n < 0:
			wrong = append(wrong, fault.Field{Pointer: at + "/name", Code: "not_one_of", Params: map[string]any{"allowed": order}})
		case n <= last:
			wrong = append(wrong, fault.Field{Pointer: at + "/name", Code: "not_ascending"})
		}
		last = max(last, n)
		switch {
		case p.From.IsZero():
			wrong = append(wrong, fault.Field{Pointer: at + "/from", Code: "required"})
		case !p.From.After(before):
			wrong = append(wrong, fault.Field{Pointer: at + "/from", Code: "not_after_from"})
		case p.From.After(now.Add(farthest)):
			wrong = append(wrong, fault.Field{Pointer: at + "/from", Code: "too_far", Params: map[string]any{"days": int(farthest / day)}})
		case p.From.Before(now.Add(-farthest)) && !slices.ContainsFunc(stand, func(s api.CohortPhase) bool { return s.Name == p.Name && s.From.Equal(p.From) }):
			wrong = append(wrong, fault.Field{Pointer: at + "/from", Code: "long_ago", Params: map[string]any{"days": int(farthest / day)},
				Detail: "Choose a day that is not that long ago. A date that stood there already may stay."})
		}
		before = p.From
	}
	if n := len(list); n > 0 && list[n-1].Name != Closed {
		wrong = append(wrong, fault.Field{Pointer: "/phases", Code: "required", Detail: "End with the phase closed, so that everybody knows when it is over."})
	}
	return wrong
}
