package rehearsal

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

const (
	day     = 24 * time.Hour
	chase   = 3 * day // after its day a check-in is late
	reading = 2 * day // the least that reviews take
	calling = 3 * day // the least that people have to apply
)

// warnings are what can be read off a cohort's settings: what cannot be met, and dates that collide.
func warnings(c *cohort.Cohort, rules wire.Rules, now time.Time) (out []api.RehearsalWarning) {
	say := func(w api.RehearsalWarning) { out = append(out, w) }
	applied := c.Newcomers == cohort.ByApplication || c.Mentors == cohort.ByApplication
	if c.Mentors == cohort.Nobody {
		say(api.RehearsalWarning{Code: "no_mentors"})
	}
	if c.Newcomers == cohort.Nobody {
		say(api.RehearsalWarning{Code: "no_newcomers"})
	}
	rulesOut := slices.ContainsFunc(c.Questions, func(q api.CohortQuestion) bool { return q.Eligibility })
	switch {
	case rulesOut && len(c.Readers) == 0:
		say(api.RehearsalWarning{Code: "no_readers"})
	case rulesOut && len(c.Readers) == 1: // who has a conflict of interests in one application reads nothing of it
		say(api.RehearsalWarning{Code: "one_reader"})
	}
	for _, q := range c.Questions {
		if q.Eligibility && len(q.Needed) > 0 && !q.Required {
			say(api.RehearsalWarning{Code: "rule_left_empty", Name: q.Text})
		}
	}
	out = append(out, unmet(c)...)
	for _, p := range c.Phases {
		if p.Name != cohort.Closed && !c.Published && p.From.Before(now) {
			say(api.RehearsalWarning{Code: "phase_began", Name: p.Name, Day: p.From})
		}
	}
	lasts := func(phase string) time.Duration {
		for i, p := range c.Phases {
			if p.Name == phase && i+1 < len(c.Phases) {
				return c.Phases[i+1].From.Sub(p.From)
			}
		}
		return -1
	}
	if d := lasts(cohort.Applying); applied && d >= 0 && d < calling {
		say(api.RehearsalWarning{Code: "application_short", Number: int(d / day), Day: c.Begins(cohort.Applying)})
	}
	switch d := lasts(cohort.Review); {
	case applied && len(c.Phases) > 0 && d < 0:
		say(api.RehearsalWarning{Code: "no_review"})
	case d >= 0 && d < reading:
		say(api.RehearsalWarning{Code: "review_short", Number: int(d / day), Day: c.Begins(cohort.Review)})
	}
	clock := time.Duration(rules.FirstClock) * time.Second
	if d := lasts(cohort.Round); d >= 0 && d < clock {
		say(api.RehearsalWarning{Code: "round_short", Number: int((clock + day - 1) / day), Day: c.Begins(cohort.Round)})
	}
	return append(out, checks(c, lasts(cohort.Running))...)
}

// unchosen warns where figures of who takes part are lost unless somebody chooses before the call what is asked for them. Of a call that has
// begun it says nothing: what it would warn of has happened.
func unchosen(c *cohort.Cohort, chosen bool, now time.Time) []api.RehearsalWarning {
	if chosen || c.NoFigures || !c.Figures() || c.Published && c.At(now) != cohort.Planned {
		return nil
	}
	return []api.RehearsalWarning{{Code: "no_figures", Day: c.Phases[0].From}}
}

// checks are check-ins that never fall due, and a last one that nobody can chase before the end.
func checks(c *cohort.Cohort, runs time.Duration) []api.RehearsalWarning {
	every := time.Duration(c.CheckInEvery) * day
	switch {
	case every == 0 || runs < 0:
		return nil
	case runs < every:
		return []api.RehearsalWarning{{Code: "check_in_never", Number: c.CheckInEvery, Day: c.Begins(cohort.Closed)}}
	case runs%every < chase:
		return []api.RehearsalWarning{{Code: "check_in_at_the_end", Number: int(runs / every), Day: c.Begins(cohort.Running).Add(runs / every * every)}}
	}
	return nil
}

// unmet are criteria that no answer can meet: no question fills their column, or the choices of the two sides have nothing in common.
func unmet(c *cohort.Cohort) (out []api.RehearsalWarning) {
	if c.Criteria == nil {
		return nil
	}
	for _, x := range c.Criteria.Criteria {
		columns := map[string]string{"newcomer": x.Newcomer, "mentor": x.Mentor}
		var sides [][]string
		fed := true
		for _, as := range []string{"newcomer", "mentor"} {
			name := columns[as]
			if name == "" {
				name = x.Name
			}
			i := slices.IndexFunc(c.Asked(as), func(q api.CohortQuestion) bool { return q.Column == name && !q.Eligibility })
			if i < 0 {
				fed = false
				continue
			}
			sides = append(sides, c.Asked(as)[i].Options)
		}
		switch {
		case !fed && x.Required:
			out = append(out, api.RehearsalWarning{Code: "criterion_never", Name: x.Name})
		case !fed:
			out = append(out, api.RehearsalWarning{Code: "criterion_unfed", Name: x.Name})
		case x.Required && (x.Rule == "same" || x.Rule == "overlap") && apart(sides[0], sides[1]):
			out = append(out, api.RehearsalWarning{Code: "criterion_never", Name: x.Name})
		}
	}
	return out
}

// apart says that two lists of choices have nothing in common; of a free text nobody knows.
func apart(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// meet says whether two cohorts run at the same time: a newcomer has one mentorship in a programme.
func meet(a, b *cohort.Cohort) bool {
	from, to := a.Begins(cohort.Running), a.Begins(cohort.Closed)
	begins, ends := b.Begins(cohort.Running), b.Begins(cohort.Closed)
	return !from.IsZero() && !begins.IsZero() && from.Before(ends) && begins.Before(to)
}
