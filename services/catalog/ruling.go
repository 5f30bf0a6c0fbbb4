package catalog

import (
	"cmp"
	"slices"
)

// maxRulings bounds what is kept of one project; those that keep it out stay longest.
const maxRulings = 20

// Ruling is what moderators decided about a project after a report; of each the latest round is kept.
type Ruling struct {
	ID    string `json:"id"`
	Round int    `json:"round"`
	Out   bool   `json:"out,omitempty"` // it is to be in no list
}

// Rule takes in a ruling; false if a later round of it is known already.
func (p *Project) Rule(r Ruling) bool {
	i := slices.IndexFunc(p.Rulings, func(o Ruling) bool { return o.ID == r.ID })
	switch {
	case i >= 0 && p.Rulings[i].Round >= r.Round:
		return false
	case i >= 0:
		p.Rulings[i] = r
	default:
		p.Rulings = append(p.Rulings, r)
	}
	slices.SortStableFunc(p.Rulings, func(a, b Ruling) int { return cmp.Compare(b.weight(), a.weight()) })
	p.Rulings = p.Rulings[:min(len(p.Rulings), maxRulings)]
	return true
}

func (r Ruling) weight() int {
	if r.Out {
		return 1
	}
	return 0
}

// Barred says whether moderators took the project out. No wish brings it back; a later round of the ruling does.
func (p *Project) Barred() bool {
	return slices.ContainsFunc(p.Rulings, func(r Ruling) bool { return r.Out })
}

// Gone says whether the project was taken out, by its maintainers or by moderators, or is known by a ruling only: it reads as absent.
func (p *Project) Gone() bool { return p.Wishes.Removed || p.Barred() || p.ruledOnly() }

// ruledOnly: no list has named it yet, but moderators have decided about it.
func (p *Project) ruledOnly() bool { return len(p.Said) == 0 && len(p.Rulings) > 0 }

// Listed says whether the project is shown in lists: some list names it, and it is neither paused nor taken out.
func (p *Project) Listed() bool { return len(p.Said) > 0 && !p.Gone() && !p.Wishes.Paused }
