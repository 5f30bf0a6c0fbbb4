package cohort

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/services/matching/criteria"
)

// Side is one of the two tables of people.
type Side string

// The sides, by the names that maps use for them.
const (
	Newcomers Side = "newcomers"
	Mentors   Side = "mentors"
)

// Fields that a column can be mapped to, beside the criteria's and those of profiles.
const (
	FieldID       = "id"
	FieldEmail    = "email"
	FieldCapacity = "capacity"
	FieldWanted   = "mentors"
	FieldRole     = "role"
	FieldWant     = "want"
	FieldTeach    = "teach"
)

// Groups that a round is audited by, where a table has a column for them.
var Groups = []string{"region", "language", "experience", "track"}

// headings are how people call the columns, as fold leaves them. Of several that a table has, the first of the list counts.
var headings = map[Side]map[string][]string{
	Newcomers: {FieldID: {"newcomer", "newcomer id", "mentee", "mentee id", "id"},
		FieldWanted: {"mentors", "mentors wanted", "number of mentors", "how many mentors", "how many mentors do you want"}},
	Mentors: {FieldID: {"mentor", "mentor id", "id"},
		FieldCapacity: {"capacity", "places", "seats", "slots", "number of places", "number of mentees", "number of newcomers", "max mentees",
			"maximum mentees", "max newcomers", "maximum newcomers", "how many mentees", "how many newcomers", "how many people can you mentor",
			"how many mentees can you take", "how many newcomers can you take", "kapazität", "plätze", "anzahl plätze", "capacité",
			"nombre de places",
			"capacidad", "plazas", "capacidade", "vagas", "capacità", "posti"}},
}

// groupHeadings are those of Groups, on either side.
var groupHeadings = map[string][]string{
	"region":     {"region", "country", "location", "land", "pays", "país", "paese", "région", "región"},
	"language":   {"language", "languages", "spoken languages", "sprache", "sprachen", "langue", "langues", "idioma", "idiomas"},
	"experience": {"experience level", "experience", "years of experience", "seniority", "level", "erfahrung", "expérience", "experiencia"},
	"track":      {"track", "stream", "strand", "stream name", "programme", "program"},
}

// fold makes headings comparable: lower case, and one space for all that is no letter or digit.
func fold(heading string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(heading)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	}), " ")
}

// Use is what a column is used as.
type Use struct {
	Column int
	As     string
}

// Columns says which column of a table is what; -1 is none.
type Columns struct {
	Side     Side
	ID       int
	Email    int // where there is no ID
	Address  int // of mails, beside the ID
	Capacity int
	Wanted   int // how many mentors a newcomer wants
	Role     int
	Criteria map[string]int // by the name that the set has
	Profile  map[string]int // what our own scoring reads
	Groups   map[string]int
	Used     []Use // by column, each column once
	Unused   []int
}

// Wanted is what a table's columns are needed for.
type Wanted struct {
	Map map[string]string // field to heading; "" leaves the field out
	// Criteria is the set whose columns are read; nil for none.
	Criteria *criteria.Set
	// Profile are the columns that our own scoring knows, email and role among them, by field.
	Profile map[string]int
	// Scored: all pairs and scores are given, so ids and places are all that is read.
	Scored bool
	// Roles: one table has both sides, told apart by the column role.
	Roles bool
}

// Understand finds the columns of a table. What cannot be found, or is there twice, is told as a problem of the heading line.
func Understand(t *Table, side Side, w Wanted, wrong *Problems) Columns {
	c := Columns{Side: side, ID: -1, Email: -1, Address: -1, Capacity: -1, Wanted: -1, Role: -1, Criteria: map[string]int{}, Profile: map[string]int{},
		Groups: map[string]int{}}
	f := finder{t, w.Map, wrong, map[int]string{}}
	c.ID = f.field(FieldID, headings[side][FieldID])
	at, ok := f.mapped(FieldEmail)
	if !ok && has(w.Profile, FieldEmail) {
		at, ok = w.Profile[FieldEmail], true
	}
	if ok && c.ID >= 0 && at >= 0 && at != c.ID {
		c.Address = at
		f.use(at, "so that nobody is their own mentor")
	}
	if c.ID >= 0 {
		f.use(c.ID, "who they are")
	} else if ok {
		if c.Email = at; at >= 0 {
			f.use(at, "who they are (no column is named "+headings[side][FieldID][0]+")")
		}
	}
	if side == Mentors {
		if c.Capacity = f.field(FieldCapacity, headings[side][FieldCapacity]); c.Capacity >= 0 {
			f.use(c.Capacity, "how many newcomers they take")
		}
	}
	if side == Newcomers {
		if c.Wanted = f.field(FieldWanted, headings[side][FieldWanted]); c.Wanted >= 0 {
			f.use(c.Wanted, "how many mentors they want")
		}
	}
	if w.Roles {
		if at, ok := f.mapped(FieldRole); ok {
			c.Role = at
		} else if has(w.Profile, FieldRole) {
			c.Role = w.Profile[FieldRole]
		}
		if c.Role >= 0 {
			f.use(c.Role, "newcomer or mentor")
		} else if side == Newcomers {
			wrong.Add(t.Name, t.First, -1, "Newcomers and mentors are the same file, and no column says who is which. "+
				"Give two files, or a column \"role\" with newcomer, mentor or both.")
		}
	}
	if w.Criteria != nil && !w.Scored {
		c.criteria(&f, w.Criteria)
	}
	if !w.Scored {
		c.profile(&f, w)
	}
	for _, g := range Groups {
		if at := f.field(g, groupHeadings[g]); at >= 0 {
			c.Groups[g] = at
			f.use(at, "audit per "+g)
		}
	}
	known := f.columns()
	c.Used, c.Unused = known.Used, known.Unused
	return c
}

func has(m map[string]int, key string) bool { _, ok := m[key]; return ok }

func (c *Columns) criteria(f *finder, set *criteria.Set) {
	names := set.NewcomerColumns()
	if c.Side == Mentors {
		names = set.MentorColumns()
	}
	for _, name := range names {
		at, ok := f.mapped(name)
		if !ok {
			if at = f.only(name); at < 0 {
				f.wrong.Add(f.t.Name, f.t.First, -1, "A criterion reads the column %q, which is not here. "+
					"Name it so, change the criterion, or use --map '%s.%s=HEADING'.",
					Plain(name), c.Side, Plain(name))
			}
		}
		if at >= 0 {
			c.Criteria[name] = at
		}
	}
	for i := range set.Criteria {
		x := &set.Criteria[i]
		name := x.NewcomerColumn()
		if c.Side == Mentors {
			name = x.MentorColumn()
		}
		if at, ok := c.Criteria[name]; ok {
			f.use(at, "criterion "+Plain(x.Name))
		}
		if x.When != nil && c.Side == Newcomers {
			if at, ok := c.Criteria[x.When.Newcomer]; ok {
				f.use(at, "criterion "+Plain(x.Name)+" (when they ask)")
			}
		}
	}
}

// compared are the fields of profiles that our own scoring compares, with what they are called here.
var compared = map[string]string{
	"have": "skills", FieldWant: "what they want to learn", FieldTeach: "what they help with", "interests": "interests", "causes": "causes",
	"languages": "spoken languages",
	"format":    "live or in writing", "goals": "goals", "style": "style",
}

// profile takes the columns of profiles that no criterion reads.
func (c *Columns) profile(f *finder, w Wanted) {
	read := map[int]bool{}
	for _, at := range c.Criteria {
		read[at] = true
	}
	for _, field := range slices.Sorted(maps.Keys(compared)) {
		at, ok := w.Profile[field]
		if m, mapped := f.mapped(field); mapped {
			at, ok = m, true
		}
		if !ok || at < 0 || read[at] || at == c.ID || at == c.Email || at == c.Capacity {
			continue
		}
		c.Profile[field] = at
	}
	teaching := c.Side == Mentors && !has(c.Profile, FieldTeach) // without a column of its own, want is what mentors help with
	if c.Side == Newcomers {
		delete(c.Profile, FieldTeach)
	} else if !teaching {
		delete(c.Profile, FieldWant)
	}
	for _, field := range slices.Sorted(maps.Keys(c.Profile)) {
		as := compared[field]
		if field == FieldWant && teaching {
			as = compared[FieldTeach]
		}
		f.use(c.Profile[field], as)
	}
}

// Comparable says which parts of our own scoring have something to compare on both sides.
func Comparable(newcomers, mentors *Columns) []string {
	var out []string
	knows := func(c *Columns) bool {
		return has(c.Profile, "have") || has(c.Profile, FieldWant) || has(c.Profile, FieldTeach)
	}
	if knows(newcomers) && knows(mentors) {
		out = append(out, "skills")
	}
	for _, field := range []string{"interests", "causes", "languages", "goals", "style"} {
		both := has(newcomers.Profile, field) && has(mentors.Profile, field)
		if field == "style" {
			both = both || has(newcomers.Profile, "format") && has(mentors.Profile, "format")
		}
		if both {
			out = append(out, field)
		}
	}
	return out
}
