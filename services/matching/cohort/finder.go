package cohort

import (
	"maps"
	"slices"
	"strings"
)

// finder finds columns of a table by map and headings.
type finder struct {
	t     *Table
	names map[string]string
	wrong *Problems
	used  map[int]string
}

func (f *finder) use(at int, as string) {
	if old, ok := f.used[at]; ok {
		if slices.Contains(strings.Split(old, ", "), as) {
			return
		}
		as = old + ", " + as
	}
	f.used[at] = as
}

// mapped is the column that the map gives a field: -1 if it leaves it out, or names no heading, which is told.
func (f *finder) mapped(field string) (int, bool) {
	for key, heading := range f.names {
		if fold(key) != fold(field) {
			continue
		}
		if heading == "" {
			return -1, true
		}
		at := f.only(heading)
		if at < 0 {
			f.wrong.Add(f.t.Name, f.t.First, -1, "--map gives %q a heading that is not here. The headings are %s.", Plain(field), f.list())
		}
		return at, true
	}
	return -1, false
}

// field finds a column by the map, else by one of its headings.
func (f *finder) field(name string, headings []string) int {
	if at, ok := f.mapped(name); ok {
		return at
	}
	for _, h := range headings {
		if at := f.only(h); at >= 0 {
			return at
		}
	}
	return -1
}

// only finds the one column with a heading; that there are two is told.
func (f *finder) only(heading string) int {
	found := -1
	for i, h := range f.t.Headings {
		if fold(h) != fold(heading) || fold(h) == "" {
			continue
		}
		if found >= 0 {
			f.wrong.Add(f.t.Name, f.t.First, i, "The heading %q is here twice (column %s too), and it is not clear which one counts. Rename one.",
				Plain(h), Letter(found))
			return found
		}
		found = i
	}
	return found
}

func (f *finder) list() string {
	var out []string
	for i, h := range f.t.Headings {
		if i == 20 {
			return strings.Join(append(out, "…"), ", ")
		}
		out = append(out, `"`+Plain(h)+`"`)
	}
	return strings.Join(out, ", ")
}

// columns are what was used and what not.
func (f *finder) columns() (c Columns) {
	for i := range f.t.Headings {
		if as, ok := f.used[i]; ok {
			c.Used = append(c.Used, Use{i, as})
		} else {
			c.Unused = append(c.Unused, i)
		}
	}
	return c
}

// Fields are what a map can name on a side, beside the columns of criteria.
func Fields(side Side) []string {
	out := []string{FieldID, FieldEmail}
	if side == Mentors {
		out = append(out, FieldCapacity)
	} else {
		out = append(out, FieldWanted)
	}
	out = append(out, FieldRole)
	out = append(out, Groups...)
	return append(out, slices.Sorted(maps.Keys(compared))...)
}

// ScoreFields are what a map can name in a file of scores.
func ScoreFields() []string {
	var out []string
	for _, h := range scoreHeadings {
		out = append(out, h.field)
	}
	return out
}

// SplitMap reads maps of the form [side.]column=heading for one table; turned round, heading=column, they are understood too. known are
// the columns that it has; a map for another side, or for a column that only others have, is left alone. used marks those that were
// taken, by their place in the list.
func SplitMap(list []string, side string, known []string, used []bool) map[string]string {
	out := map[string]string{}
	take := func(i int, column, heading string) (found bool) {
		for _, k := range known {
			if names(column, side, k) {
				out[k], used[i], found = strings.TrimSpace(heading), true, true
			}
		}
		return found
	}
	for i, m := range list {
		column, heading, _ := strings.Cut(m, "=")
		if !take(i, column, heading) && !anywhere(column) && strings.TrimSpace(column) != "" {
			take(i, heading, column)
		}
	}
	return out
}

// names says whether a map's word is a field of a table: by itself, or with the side before it, where newcomers.newcomer is newcomers.id.
func names(word, side, field string) bool {
	word = fold(word)
	return word == fold(field) || word == fold(side+"."+field) || field == FieldID && word == fold(side+"."+strings.TrimSuffix(side, "s"))
}

// anywhere says whether a map's word is a column of any table.
func anywhere(word string) bool {
	for _, side := range []struct {
		name   string
		fields []string
	}{{string(Newcomers), Fields(Newcomers)}, {string(Mentors), Fields(Mentors)}, {"scores", ScoreFields()}} {
		for _, field := range side.fields {
			if names(word, side.name, field) {
				return true
			}
		}
	}
	return false
}
