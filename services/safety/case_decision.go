package safety

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Measures that a decision can take.
const (
	MeasureNone       = "none"
	MeasureWarning    = "warning"
	MeasureSuspension = "suspension"
	MeasureRemoval    = "removal"
)

const (
	leastSuspension = time.Hour
	mostSuspension  = 2 * 365 * 24 * time.Hour
)

// Verdict is what a moderator decides.
type Verdict struct {
	Measure string
	Until   time.Time
	Words   string
}

// check says what is wrong with a verdict about such a case; falls says whether there is anybody on whom it would fall.
func (v Verdict) check(about string, falls bool, now time.Time) error {
	var fields []fault.Field
	bad := func(pointer, code string, params map[string]any) {
		fields = append(fields, fault.Field{Pointer: pointer, Code: code, Params: params})
	}
	switch v.Measure {
	case MeasureNone, MeasureRemoval:
	case MeasureWarning, MeasureSuspension:
		if about == AboutProject {
			bad("/measure", "not_one_of", map[string]any{"allowed": []string{MeasureNone, MeasureRemoval}})
		}
	default:
		bad("/measure", "not_one_of", map[string]any{"allowed": []string{MeasureNone, MeasureWarning, MeasureSuspension, MeasureRemoval}})
	}
	limits := map[string]any{"min_hours": int(leastSuspension / time.Hour), "max_days": int(mostSuspension / (24 * time.Hour))}
	switch {
	case v.Measure == MeasureSuspension && v.Until.IsZero():
		bad("/until", "required", limits)
	case v.Measure == MeasureSuspension && (v.Until.Before(now.Add(leastSuspension)) || v.Until.After(now.Add(mostSuspension))):
		bad("/until", "out_of_range", limits)
	case v.Measure != MeasureSuspension && !v.Until.IsZero():
		bad("/until", "only_for_suspension", nil)
	}
	if blank(v.Words) && v.Measure != MeasureNone && (falls || about != AboutProject) {
		bad("/words", "required", nil)
	}
	if len(v.Words) > maxTo {
		bad("/words", "too_long", map[string]any{"max_bytes": maxTo})
	}
	return fault.InvalidFields(fields...)
}

// last is the decision that holds; the zero Decision before there is one.
func (c *Case) last() Decision {
	if len(c.Decisions) == 0 {
		return Decision{}
	}
	return c.Decisions[len(c.Decisions)-1]
}

// result is what whoever reported is told of a decision.
func (c *Case) result() string {
	switch c.last().Measure {
	case "":
		return ""
	case MeasureNone:
		return "not_found"
	}
	return "acted"
}

// decide decides it. outcome is the id by which the person it falls on will know it, if it is the first that falls on somebody.
func (c *Case) decide(id, m string, v Verdict, outcome string, now time.Time) error {
	switch {
	case c.decidedFirst(m):
		return errSame
	case c.Status != LookedAt && c.Status != Appealed:
		return errMoved
	case !c.openedBy(m):
		return errUnread
	}
	c.Decisions = append(c.Decisions, Decision{Measure: v.Measure, Until: v.Until, By: m, At: now})
	c.Status, c.DecidedAt, c.Moderator, c.Reminded = Decided, now, m, 0
	c.say(wire.CaseMoved{Case: id, Step: "decided", By: m, Measure: v.Measure})
	round := len(c.Decisions)
	step := "decided"
	if round > 1 {
		step = "decided_again"
	}
	c.report(id, step, c.result())
	if falls := c.fallsOn(); len(falls) > 0 && (v.Measure != MeasureNone || c.Outcome != "") {
		if c.Outcome == "" {
			c.Outcome = outcome
		}
		var until time.Time
		if c.appealable(now) {
			until = c.appealUntil()
		}
		for _, p := range falls {
			if p == c.Person {
				c.say(wire.OutcomeGiven{Outcome: c.Outcome, Person: p, Round: round, Measure: v.Measure, Until: v.Until, AppealUntil: until})
				continue
			}
			c.say(wire.ProjectDecided{Outcome: c.Outcome, Person: p, Project: c.Project, Round: round, Measure: v.Measure, AppealUntil: until})
		}
	}
	if c.Project != "" && (v.Measure != MeasureNone || round > 1) {
		c.say(wire.ProjectRuled{Project: c.Project, Ruling: outcome, Round: round, Measure: v.Measure})
	}
	if !c.appealable(now) {
		c.close(id, "", now)
	}
	return nil
}

// fallsOn are those on whom an outcome falls: the person, or the project's maintainers.
func (c *Case) fallsOn() []string {
	switch {
	case c.Person != "":
		return []string{c.Person}
	case c.About == AboutProject:
		return c.Maintainers
	}
	return nil
}

// appealable says whether somebody it fell on can still ask for a second look.
func (c *Case) appealable(now time.Time) bool {
	return (c.Status == Decided || c.Status == Closed) && len(c.fallsOn()) > 0 && c.Outcome != "" && len(c.Decisions) == 1 &&
		len(c.Key) > 0 && now.Before(c.appealUntil())
}

// appealUntil is when the time to appeal is over.
func (c *Case) appealUntil() time.Time { return c.DecidedAt.Add(appealWithin) }

// appeal is somebody it fell on asking for a second look; a case that was closed is open again.
func (c *Case) appeal(id, by string, tell []string, now time.Time) error {
	if !c.appealable(now) {
		return errNoAppeal
	}
	if !slices.Contains(c.fallsOn(), by) { // they left, or were found out not to be one, meanwhile
		return errOutcome
	}
	c.AppealedBy = by
	for _, p := range c.fallsOn() {
		c.say(wire.OutcomeAppealed{Outcome: c.Outcome, Person: p})
	}
	c.Status, c.AppealedAt, c.ClosedAt, c.Moderator, c.Reminded = Appealed, now, time.Time{}, "", 0
	c.say(wire.CaseMoved{Case: id, Step: "appealed"})
	c.report(id, "appealed", "")
	c.tell(id, "appealed", time.Time{}, tell)
	return nil
}

// close ends it; m is "" for the clock.
func (c *Case) close(id, m string, now time.Time) {
	c.Status, c.ClosedAt = Closed, now
	c.say(wire.CaseMoved{Case: id, Step: "closed", By: m})
	if m != "" {
		c.report(id, "closed", c.result())
	}
}

// closeBy is a moderator closing what is decided; the appeal stays open for its 30 days.
func (c *Case) closeBy(id, m string, now time.Time) error {
	switch c.Status {
	case Closed:
		return errKept
	case Decided:
		c.close(id, m, now)
		return nil
	}
	return errMoved
}

// destroy destroys the key, and the sealed bytes with it: nobody can ever read them again.
func (c *Case) destroy(id string) {
	c.Key, c.Parts, c.Copy, c.Code, c.Opened = nil, nil, CopyDestroyed, "", nil
	c.say(wire.CopyDestroyed{Case: id})
}

// destroyAt is when the key is destroyed; zero while it is open or was destroyed.
func (c *Case) destroyAt() time.Time {
	if c.Status != Closed || len(c.Key) == 0 {
		return time.Time{}
	}
	return c.ClosedAt.Add(copyKept)
}

// removeAt is when what remains of a case goes too; zero before its copy is destroyed. Until then it says who may not see it.
func (c *Case) removeAt() time.Time {
	if c.Status != Closed || len(c.Key) > 0 {
		return time.Time{}
	}
	return c.ClosedAt.Add(caseKept)
}

// forget takes somebody who has left out of the case. What is sealed stays while the case is in progress: open, or still to be
// appealed; else it goes at once. errKept: they were not in it.
func (c *Case) forget(id, person string, now time.Time) error {
	if !slices.Contains(c.people(), person) {
		return errKept
	}
	party := c.Reporter == person || c.Person == person
	if c.Reporter == person {
		c.Reporter, c.Code, c.ReporterLeft = "", "", true
	}
	if c.Person == person {
		c.Person, c.PersonLeft = "", true
	}
	if party && (c.Contact == ContactPending || c.Contact == ContactFull) {
		c.Contact = ContactNone // mentoring forgets them too
	}
	if c.Moderator == person {
		c.Moderator = ""
	}
	out := func(list []string) []string {
		return slices.DeleteFunc(list, func(x string) bool { return x == person })
	}
	c.Barred, c.Declared, c.Maintainers = out(c.Barred), out(c.Declared), out(c.Maintainers)
	for i := range c.Decisions {
		if c.Decisions[i].By == person {
			c.Decisions[i].By = gone
		}
	}
	for i := range c.Opened {
		if c.Opened[i].By == person {
			c.Opened[i].By = gone
		}
	}
	for i := range c.Parts {
		if c.Parts[i].From == person {
			c.Parts[i].From = gone
		}
	}
	if c.AppealedBy == person {
		if c.AppealedBy = ""; c.Status == Closed && c.About == AboutProject { // of a case in progress what was sealed stays
			c.Parts = slices.DeleteFunc(c.Parts, func(p Part) bool { return p.Part == "appeal" })
		}
	}
	if c.Status == Decided && !c.appealable(now) {
		c.close(id, "", now)
	} else if party && c.Status == Closed && len(c.Key) > 0 && !c.appealable(now) {
		c.destroy(id)
	}
	return nil
}

// people are all whom the case names.
func (c *Case) people() []string {
	var out []string
	add := func(list ...string) {
		for _, p := range list {
			if p != "" && p != gone && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	add(c.Reporter, c.Person, c.Moderator, c.AppealedBy)
	for _, d := range c.Decisions {
		add(d.By)
	}
	for _, p := range c.Parts {
		if p.From != fromReporter && p.From != fromModerator {
			add(p.From)
		}
	}
	add(c.Maintainers...)
	add(c.Declared...)
	for _, o := range c.Opened {
		add(o.By)
	}
	add(c.Barred...)
	return out
}
