package protect

import (
	"errors"
	"fmt"
)

// small says why a number is hidden, for the audit.
const (
	shown  = iota
	small  // by its own size
	beside // so that another is not narrowed
)

// entry is a place on its way to print.
type entry struct {
	place
	moved int // the moved count
	hide  int // shown, small, beside
	from  int // the least moved count that is shown
	n     int // as printed
	kept  bool
}

// Release protects a table. earlier are the same table in the earlier reports of the programme, the newest first. An error is a table that
// the audit cannot judge: nothing of it may be published.
func (r Rule) Release(t *Table, earlier []*Published, coins Coins) (*Published, error) {
	out := &Published{ID: t.ID, Options: t.Options, Groups: t.Groups, Multiple: t.Multiple, Values: []Value{}}
	if len(t.Options) == 0 || len(t.Options) > MaxOptions || len(t.Groups) == 0 || len(t.Groups) > MaxGroups {
		return nil, fmt.Errorf("protect: table %s has no options or groups, or too many", t.ID)
	}
	gate := r.gate()
	for g := range t.Groups { // every group by itself, so that none is found by the difference
		if t.Answers[g]+gate.move(coins) < r.MinAnswers+gate.Shake {
			out.Withheld = FewAnswers
			return out, nil
		}
		if t.Others[g]+gate.move(coins) < r.MinOthers+gate.Shake {
			out.Withheld = FewOthers
			return out, nil
		}
	}
	moved := r.moved(t, coins)
	entries := make([]*entry, 0, 8)
	for _, p := range places(t.Options, t.Groups, t.Multiple) {
		e := &entry{place: p}
		for _, v := range p.vars {
			e.moved += moved[v]
		}
		r.print(e, earlier)
		entries = append(entries, e)
	}
	for {
		bad, err := r.audit(t, entries)
		if err != nil {
			return nil, err
		}
		if bad == nil {
			break
		}
		next := beside1(entries, bad)
		if next == nil {
			out.Withheld = Narrow
			return out, nil
		}
		next.hide = beside
	}
	for _, e := range entries {
		v := Value{Option: e.option, Group: e.group}
		if e.hide == shown {
			n := e.n
			v.N, v.Kept = &n, e.kept
		}
		out.Values = append(out.Values, v)
	}
	return out, nil
}

// moved are the counts of all cells, each moved by a secret step of its own, none below zero.
func (r Rule) moved(t *Table, coins Coins) []int {
	out := make([]int, variables(t.Options, t.Groups))
	g := len(t.Groups)
	for i := range t.Groups {
		for o := range t.Options {
			out[o*g+i] = max(0, t.Counts[o][i]+r.move(coins))
		}
		out[len(t.Options)*g+i] = max(0, t.Others[i]+r.move(coins))
		out[(len(t.Options)+1)*g+i] = max(0, t.Answers[i]+r.move(coins))
	}
	return out
}

// print decides by the moved count and the earlier reports alone whether and how a number is shown.
func (r Rule) print(e *entry, earlier []*Published) {
	e.from = r.least(e.place, earlier)
	e.n = r.round(e.moved)
	for _, p := range earlier { // the nearest of time among those that are near in number
		if v := p.At(e.option, e.group); v != nil && v.N != nil && e.moved-*v.N < r.Apart && *v.N-e.moved < r.Apart {
			e.n, e.kept = *v.N, true
			break
		}
	}
	if e.moved < e.from {
		e.hide = small
	}
}

// beside1 chooses what is hidden beside a number that could be narrowed: the smallest that is shown in its row or its group, never a
// sum over all options where there is another choice.
func beside1(entries []*entry, bad *entry) *entry {
	var best *entry
	rank := func(e *entry) int {
		switch {
		case e.option == Answers || e.option == Others:
			return 2
		case e.option == bad.option || e.group == bad.group:
			return 0
		}
		return 1
	}
	for _, e := range entries {
		if e.hide == shown && (best == nil || rank(e) < rank(best) || rank(e) == rank(best) && e.moved < best.moved) {
			best = e
		}
	}
	return best
}

// audit finds a hidden number that a reader could narrow to fewer values than the rule asks for; nil if there is none. The reader knows
// which numbers are hidden for their size and how many people took part. It looks twice: at the moved counts, and at the people themselves.
func (r Rule) audit(t *Table, entries []*entry) (*entry, error) {
	if r.Doubt == 0 {
		return nil, nil
	}
	for _, people := range []bool{false, true} {
		if people && r.Shake == 0 {
			continue
		}
		rows := r.rows(t, entries, people)
		x, ok, err := newTableau(variables(t.Options, t.Groups), rows)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errors.New("protect: no counts fit what would be printed")
		}
		for _, e := range entries {
			if e.hide == shown {
				continue
			}
			lo, hi, err := x.between(e.vars)
			if err != nil {
				return nil, err
			}
			if hi-lo+1 < r.Doubt {
				return e, nil
			}
		}
	}
	return nil, nil
}

// rows are what a reader knows. people: of the people themselves, of whom each count was moved by a step; else of the moved counts.
func (r Rule) rows(t *Table, entries []*entry, people bool) []row {
	step := 0
	if people {
		step = r.Shake
	}
	var rows []row
	for _, e := range entries {
		wide := step * len(e.vars)
		switch e.hide {
		case shown:
			rows = append(rows, row{e.vars, max(0, max(e.n-r.slack(e.kept), e.from)-wide), e.n + r.slack(e.kept) + wide})
		case small:
			rows = append(rows, row{e.vars, 0, e.from - 1 + wide})
		case beside:
			rows = append(rows, row{e.vars, max(0, e.from-wide), far})
		}
	}
	if people {
		rows = append(rows, known(t, entries, r)...)
	}
	return rows
}

// known is what holds of the people themselves, whatever was moved: how many took part in each group, and that whoever chose something
// answered.
func known(t *Table, entries []*entry, r Rule) []row {
	var rows []row
	groups, options := len(t.Groups), len(t.Options)
	for g := range t.Groups {
		n := t.Answers[g] + t.Others[g]
		var chosen []int
		for o := range options {
			chosen = append(chosen, o*groups+g)
		}
		others, answers := options*groups+g, (options+1)*groups+g
		if !t.Multiple {
			rows = append(rows, row{append(chosen, others), n, n})
			continue
		}
		rows = append(rows, row{[]int{others, answers}, n, n})
		least, most := 0, n
		for _, e := range entries {
			if len(e.vars) == 1 && e.vars[0] == answers && e.hide == shown {
				wide := r.slack(e.kept) + r.Shake
				least, most = max(0, e.n-wide), min(n, e.n+wide)
			}
		}
		rows = append(rows, row{chosen, least, far})
		for _, c := range chosen {
			rows = append(rows, row{[]int{c}, 0, most})
		}
	}
	return rows
}
