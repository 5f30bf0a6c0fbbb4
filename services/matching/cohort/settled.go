package cohort

import "github.com/waymark-dev/waymark/services/matching/assign/teams"

// ReadSettled reads a table with person, with, rule: apart and together (with another person) or pin (with a project).
func (e *Event) ReadSettled(t *Table) Columns {
	f := finder{t, nil, e.wrong, map[int]string{}}
	var at [3]int
	for k, names := range [][]string{eventHeadings[Persons][0].names, {"with", "whom", "other"}, {"rule", "what"}} {
		if at[k] = f.field(names[0], names); at[k] < 0 {
			e.wrong.Add(t.Name, t.First, -1, "There is no column %q. The headings are person,with,rule, and a rule is apart, together or pin.", names[0])
		} else {
			f.use(at[k], names[0])
		}
	}
	c := f.columns()
	if at[0] < 0 || at[1] < 0 || at[2] < 0 {
		return c
	}
	s := Scores{file: t.Name, wrong: e.wrong}
	var apart, pins []settledLine
	for k := range t.Lines {
		l := &t.Lines[k]
		who, ok := s.who(l, at[0], e.People)
		with := e.People
		rule := fold(l.cell(at[2]))
		if rule == "pin" {
			with = e.Projects
		}
		other, found := s.who(l, at[1], with)
		switch {
		case rule != "pin" && rule != "apart" && rule != "together":
			e.wrong.Add(t.Name, l.Number, at[2], "The rule is apart, together or pin.")
		case !ok || !found:
		case rule != "pin" && who == other:
			e.wrong.Add(t.Name, l.Number, at[1], "This is the same person.")
		case rule == "pin":
			pins = append(pins, settledLine{who, other, l.Number})
			e.Problem.Pinned = append(e.Problem.Pinned, teams.Seat{Person: who, Project: other})
		case rule == "apart":
			apart = append(apart, settledLine{who, other, l.Number})
			e.Problem.Apart = append(e.Problem.Apart, [2]int32{who, other})
		default:
			e.join(who, other)
		}
	}
	e.contradicted(t.Name, at, apart, pins)
	return c
}

// settledLine is a line of what is settled that was understood.
type settledLine struct {
	who, other int32
	line       int
}

// contradicted tells of lines that cannot be kept together, once all are read: groups grow with them.
func (e *Event) contradicted(file string, at [3]int, apart, pins []settledLine) {
	group := map[int32]int{}
	for g, list := range e.Problem.Together {
		for _, i := range list {
			group[i] = g + 1
		}
	}
	for _, x := range apart {
		if g := group[x.who]; g != 0 && g == group[x.other] {
			e.wrong.Add(file, x.line, at[1], "These two are in one group that stays together. Take the line out, or one of them out of the group.")
		}
	}
	own, ofGroup := map[int32]settledLine{}, map[int]settledLine{}
	for _, x := range pins {
		if old, twice := own[x.who]; twice {
			e.wrong.Add(file, x.line, at[0], "This person is pinned on line %d already.", old.line)
			continue
		}
		own[x.who] = x
		g := group[x.who]
		if g == 0 {
			continue
		}
		if old, ok := ofGroup[g]; !ok {
			ofGroup[g] = x
		} else if old.other != x.other {
			e.wrong.Add(file, x.line, at[1], "Somebody of the same group is pinned to another project on line %d.", old.line)
		}
	}
}

// join makes one group of those of two people.
func (e *Event) join(a, b int32) {
	p := e.Problem
	of := func(i int32) int {
		for g, list := range p.Together {
			for _, k := range list {
				if k == i {
					return g
				}
			}
		}
		p.Together = append(p.Together, []int32{i})
		return len(p.Together) - 1
	}
	g, h := of(a), of(b)
	if g == h {
		return
	}
	p.Together[g] = append(p.Together[g], p.Together[h]...)
	p.Together = append(p.Together[:h], p.Together[h+1:]...)
}
