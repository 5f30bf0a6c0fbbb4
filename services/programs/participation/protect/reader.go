package protect

// Interval is what a reader can say about one hidden or printed number: the people behind it are at least Lo and at most Hi.
type Interval struct {
	Option, Group string
	Lo, Hi        int
	Hidden        bool
}

// Values is how many values the number can have.
func (i Interval) Values() int { return i.Hi - i.Lo + 1 }

// Read is the attack of somebody who has the published table and the earlier ones (newest first), knows the rule and, from elsewhere, how
// many took part in each group (nil if they do not): for every number, the least and the most people behind it.
func (r Rule) Read(p *Published, earlier []*Published, people []int) ([]Interval, error) {
	if p.Withheld != "" {
		return nil, nil
	}
	x, ok, err := newTableau(variables(p.Options, p.Groups), r.readerRows(p, earlier, people))
	if err != nil || !ok {
		return nil, err
	}
	var out []Interval
	for _, at := range places(p.Options, p.Groups, p.Multiple) {
		v := p.At(at.option, at.group)
		if v == nil {
			continue
		}
		lo, hi, err := x.between(at.vars)
		if err != nil {
			return nil, err
		}
		out = append(out, Interval{at.option, at.group, lo, hi, v.N == nil})
	}
	return out, nil
}

// readerRows are what the printed table says of the people.
func (r Rule) readerRows(p *Published, earlier []*Published, people []int) []row {
	var rows []row
	hidden := 0
	for _, v := range p.Values {
		if v.N == nil {
			hidden++
		}
	}
	for _, at := range places(p.Options, p.Groups, p.Multiple) {
		v := p.At(at.option, at.group)
		if v == nil {
			continue
		}
		wide := r.Shake * len(at.vars)
		switch {
		case v.N != nil:
			lo := *v.N - r.slack(v.Kept)
			if r.MinCell > 0 {
				lo = max(lo, r.least(at, earlier))
			}
			rows = append(rows, row{at.vars, max(0, lo-wide), *v.N + r.slack(v.Kept) + wide})
		case hidden == 1: // it can only be hidden for its own size
			rows = append(rows, row{at.vars, 0, r.least(at, earlier) - 1 + wide})
		}
	}
	groups, options := len(p.Groups), len(p.Options)
	for g := range min(groups, len(people)) {
		var all []int
		for o := range options + 1 {
			all = append(all, o*groups+g)
		}
		if p.Multiple {
			all = []int{options*groups + g, (options+1)*groups + g}
		}
		rows = append(rows, row{all, people[g], people[g]})
	}
	return rows
}

// Possible is the attack of somebody who knows everybody: whether the published table can come from these people. Who knows all but
// one tries every answer of the one; where a single answer is possible they have it.
func (r Rule) Possible(p *Published, earlier []*Published, t *Table) (bool, error) {
	if p.Withheld != "" {
		return r.mayWithhold(p.Withheld, t), nil
	}
	for g := range t.Groups { // that a table is there says that enough people answered
		if t.Answers[g] < r.MinAnswers || t.Others[g] < r.MinOthers {
			return false, nil
		}
	}
	var rows []row
	hidden, mayBeSmall := 0, false
	n := variables(t.Options, t.Groups)
	count := make([]int, n)
	for g := range t.Groups {
		for o := range t.Options {
			count[o*len(t.Groups)+g] = t.Counts[o][g]
		}
		count[len(t.Options)*len(t.Groups)+g] = t.Others[g]
		count[(len(t.Options)+1)*len(t.Groups)+g] = t.Answers[g]
	}
	for v, c := range count {
		rows = append(rows, row{[]int{v}, max(0, c-r.Shake), c + r.Shake})
	}
	for _, v := range p.Values {
		if v.N == nil {
			hidden++
		}
	}
	for _, at := range places(p.Options, p.Groups, p.Multiple) {
		v := p.At(at.option, at.group)
		if v == nil {
			continue
		}
		least := 0
		for _, x := range at.vars {
			least += max(0, count[x]-r.Shake)
		}
		switch {
		case v.N != nil:
			lo := *v.N - r.slack(v.Kept)
			if r.MinCell > 0 {
				lo = max(lo, r.least(at, earlier))
			}
			rows = append(rows, row{at.vars, max(0, lo), *v.N + r.slack(v.Kept)})
		case hidden == 1:
			rows = append(rows, row{at.vars, 0, r.least(at, earlier) - 1})
			mayBeSmall = true
		default:
			mayBeSmall = mayBeSmall || least < r.least(at, earlier)
		}
	}
	if hidden > 0 && !mayBeSmall {
		return false, nil
	}
	_, ok, err := newTableau(n, rows)
	return ok, err
}

// mayWithhold says whether a table of these people can be withheld for the reason.
func (r Rule) mayWithhold(why string, t *Table) bool {
	wide := 2 * r.GateShake()
	for g := range t.Groups {
		if why == FewAnswers && t.Answers[g] < r.MinAnswers+wide || why == FewOthers && t.Others[g] < r.MinOthers+wide {
			return true
		}
	}
	return why == Narrow || why == Enough
}
