package dp

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Budget is what all reports of a programme, of those around it and of those within it may spend together, in thousandths of epsilon. People come
// back from cycle to cycle and are in several of them, and what is learned adds up.
const Budget = 8000

// MaxEntries bounds a ledger.
const MaxEntries = 200

// Ledger is what a tree of programmes has spent. It is written before noise is drawn, and nothing is ever taken out of it: what was spent on a report
// that then failed stays spent.
type Ledger struct {
	Budget int     `json:"budget"`
	Spent  []Spent `json:"spent,omitempty"`
}

// Spent is one report's part.
type Spent struct {
	Report  string `json:"report"`
	Epsilon int    `json:"epsilon"`
}

// Left is what may still be spent; 0 for a ledger that makes no sense.
func (l *Ledger) Left() int {
	left := l.Budget
	for _, s := range l.Spent {
		if s.Epsilon <= 0 {
			return 0
		}
		left -= s.Epsilon
	}
	if l.Budget <= 0 || l.Budget > Budget || left < 0 || len(l.Spent) >= MaxEntries {
		return 0
	}
	return left
}

// Join takes over what another ledger has that is not in this one, and whatever makes no sense in it.
func (l *Ledger) Join(o Ledger) {
	if o.Budget <= 0 || o.Budget > Budget {
		l.Budget = 0
	}
	for _, x := range o.Spent {
		if !slices.ContainsFunc(l.Spent, func(s Spent) bool { return s.Report == x.Report }) {
			l.Spent = append(l.Spent, x)
		}
	}
}

// Spend writes a report's part down. Conflict "participation.budget" if there is not enough left, "participation.spent" if this report has spent
// already: its noise is drawn once, and a second draw would tell more.
func (l *Ledger) Spend(report string, epsilon int) error {
	for _, s := range l.Spent {
		if s.Report == report {
			return fault.New(fault.Conflict, "participation.spent",
				"Noise was drawn for this report before and it was not finished. It cannot be drawn again.")
		}
	}
	if epsilon <= 0 || epsilon > l.Left() {
		return fault.New(fault.Conflict, "participation.budget",
			"This programme, with those around and within it, has used up what its reports may tell. No further report with noise can be made.")
	}
	l.Spent = append(l.Spent, Spent{report, epsilon})
	return nil
}
