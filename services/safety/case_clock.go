package safety

import (
	"slices"
	"time"
)

// stage is one reminder that a case waits.
type stage struct {
	after time.Duration
	name  string
	all   bool // everybody without conflict, not only whoever has it or is on duty
}

// stages are those of a case that nobody has taken up, undecided of one that somebody has, seconds of one that is appealed.
var (
	stages    = []stage{{remindAfter, "reminder", false}, {urgentAfter, "urgent", true}, {acknowledgeWithin, "overdue", true}}
	undecided = []stage{{decideReminded, "undecided", false}, {decideUrged, "undecided", false}, {decideOverdue, "undecided", true}}
	seconds   = []stage{
		{decideReminded, "appeal_reminder", true}, {decideUrged, "appeal_reminder", true}, {decideOverdue, "appeal_reminder", true},
	}
)

// wait is since when the case waits for its next step, and its reminders.
func (c *Case) wait() (since time.Time, list []stage) {
	switch c.Status {
	case Received:
		return c.Created, stages
	case Acknowledged, LookedAt:
		return c.Acknowledged, undecided
	case Appealed:
		return c.AppealedAt, seconds
	}
	return time.Time{}, nil
}

// dueAt is when the clock has to look at the case next; zero: never again.
func (c *Case) dueAt() time.Time {
	var at time.Time
	next := func(t time.Time) {
		if at.IsZero() || t.Before(at) {
			at = t
		}
	}
	if c.Contact == ContactPending || c.Contact == ContactFull {
		next(c.Created)
	}
	if c.Copy == CopyWaits {
		next(c.Created)
	}
	if c.Alone && c.open() {
		next(c.Created)
	}
	if since, list := c.wait(); c.Reminded < len(list) {
		next(since.Add(list[c.Reminded].after))
	}
	switch c.Status {
	case Decided:
		next(c.appealUntil())
	case Closed:
		if t := c.destroyAt(); !t.IsZero() {
			next(t)
		}
		if t := c.removeAt(); !t.IsZero() {
			next(t)
		}
	}
	return at
}

// Watch is who can look at a case now: everybody without conflict, and whoever of them is on duty.
type Watch struct {
	OnDuty string   // "" nobody, or with a conflict
	All    []string // moderators without conflict; administrators without, if there are none
	Free   []string // who decided it before, and has no conflict: where nobody is left for an appeal they can see to it
	Hush   bool     // reminders of one of very many are out for this hour
	Unsure bool     // a neighbour did not answer: somebody may be missing in All who is back in a moment
}

// first are those who are told first.
func (w Watch) first() []string {
	if w.OnDuty != "" {
		return []string{w.OnDuty}
	}
	return w.All
}

// tick does what is due. errKept: nothing is.
func (c *Case) tick(id string, w Watch, now time.Time) error {
	changed := c.watched(id, w)
	since, list := c.wait()
	reached := 0
	for i, s := range list {
		if !now.Before(since.Add(s.after)) {
			reached = i + 1
		}
	}
	if reached > c.Reminded {
		s := list[reached-1] // one that a stopped process missed is not said late
		whom, until := c.having(w), time.Time{}
		if s.all {
			whom = w.All
		}
		if c.Status == Received {
			until = c.due()
		}
		if !w.Hush {
			c.tell(id, s.name, until, whom)
		}
		if s.all && len(whom) == 0 {
			c.tellAlone(id, w)
		}
		c.Reminded, changed = reached, true
	}
	switch c.Status {
	case Decided:
		if !now.Before(c.appealUntil()) {
			c.close(id, "", now)
			changed = true
		}
	case Closed:
		if t := c.destroyAt(); !t.IsZero() && !now.Before(t) {
			c.destroy(id)
			changed = true
		}
	}
	if c.Copy == CopyWaits && !now.Before(c.Created.Add(copyTried)) && !(c.unknown() && c.open()) {
		c.Copy, changed = CopyNothing, true
	}
	if !changed {
		return errKept
	}
	return nil
}

// having are who has to go on with it: whoever has taken it up, with whoever is on duty; else those who are told first.
func (c *Case) having(w Watch) []string {
	if c.Moderator == "" || !slices.Contains(w.All, c.Moderator) {
		return w.first()
	}
	if w.OnDuty == "" || w.OnDuty == c.Moderator {
		return []string{c.Moderator}
	}
	return []string{c.Moderator, w.OnDuty}
}

// adrift says that somebody has it who cannot go on with it: they left, lost the role, or have a conflict by now.
func (c *Case) adrift(w Watch) bool {
	return c.open() && c.Moderator != "" && len(w.All) > 0 && !slices.Contains(w.All, c.Moderator)
}

// stirs says whether tick would change anything.
func (c *Case) stirs(w Watch, now time.Time) bool {
	at := c.dueAt()
	return !w.Unsure && (c.adrift(w) || c.Alone != (c.open() && len(w.All) == 0)) || !at.IsZero() && !now.Before(at)
}

// watched notes whether anybody is left to look at it; whoever comes first after there was nobody is told, and so is who comes next
// if whoever had it cannot go on.
func (c *Case) watched(id string, w Watch) (changed bool) {
	if w.Unsure {
		return false
	}
	stage := "new"
	if c.adrift(w) {
		c.Moderator, changed, stage = "", true, "handed_over"
	}
	if alone := c.open() && len(w.All) == 0; alone != c.Alone {
		c.Alone, changed = alone, true
	}
	if changed && !c.Alone && c.open() {
		c.tell(id, stage, time.Time{}, w.first())
	}
	if changed && c.Alone {
		c.tellAlone(id, w)
	}
	return changed
}

// tellAlone tells those who know the case anyway, and cannot decide its appeal, that somebody else must be made a moderator. Nobody is told
// of a case of which they do not know: all administrators read in Notes that one waits.
func (c *Case) tellAlone(id string, w Watch) {
	if c.Status == Appealed {
		c.tell(id, "alone", time.Time{}, w.Free)
	}
}
