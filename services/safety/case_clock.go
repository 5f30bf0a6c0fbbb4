package safety

import "time"

// stage is one reminder that a case waits to be acknowledged.
type stage struct {
	after time.Duration
	name  string
	all   bool // everybody without conflict, not only whoever is on duty
}

var stages = []stage{{remindAfter, "reminder", false}, {urgentAfter, "urgent", true}, {acknowledgeWithin, "overdue", true}}

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
	switch c.Status {
	case Received:
		if c.Reminded < len(stages) {
			next(c.Created.Add(stages[c.Reminded].after))
		}
	case Appealed:
		if c.Reminded == 0 {
			next(c.AppealedAt.Add(appealReminded))
		}
	case Decided:
		next(c.appealUntil())
	case Closed:
		if t := c.destroyAt(); !t.IsZero() {
			next(t)
		}
	}
	return at
}

// Watch is who can look at a case now: everybody without conflict, and whoever of them is on duty.
type Watch struct {
	OnDuty string   // "" nobody, or with a conflict
	All    []string // moderators without conflict; administrators without, if there are none
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
	switch c.Status {
	case Received:
		reached := 0
		for i, s := range stages {
			if !now.Before(c.Created.Add(s.after)) {
				reached = i + 1
			}
		}
		if reached > c.Reminded {
			s := stages[reached-1] // one that a stopped process missed is not said late
			whom := w.first()
			if s.all {
				whom = w.All
			}
			c.tell(id, s.name, c.due(), whom)
			c.Reminded, changed = reached, true
		}
	case Appealed:
		if c.Reminded == 0 && !now.Before(c.AppealedAt.Add(appealReminded)) {
			c.tell(id, "appeal_reminder", time.Time{}, w.All)
			c.Reminded, changed = 1, true
		}
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
	if c.Copy == CopyWaits && !now.Before(c.Created.Add(copyTried)) {
		c.Copy, changed = CopyNothing, true
	}
	if !changed {
		return errKept
	}
	return nil
}

// watched notes whether anybody is left to look at it; whoever comes first after there was nobody is told.
func (c *Case) watched(id string, w Watch) (changed bool) {
	alone := c.open() && len(w.All) == 0
	if alone == c.Alone {
		return false
	}
	c.Alone = alone
	if !alone && c.open() {
		c.tell(id, "new", c.due(), w.first())
	}
	return true
}
