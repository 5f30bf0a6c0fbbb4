package skill

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed taxonomy.txt
var shipped string

// Shipped is the taxonomy that ships with Waymark.
func Shipped() *Taxonomy { return parsed() }

var parsed = sync.OnceValue(func() *Taxonomy {
	t, err := parse(shipped)
	if err != nil { // the file is part of the program and is tested
		panic(err)
	}
	return t
})

// parse reads the lines that gen writes.
func parse(text string) (*Taxonomy, error) {
	t := &Taxonomy{byID: map[string]int{}, byKey: map[string]int{}, causeBy: map[string]int{}}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		f := strings.Split(line, "\t")
		var err error
		switch {
		case f[0] == "skill" && len(f) == 9:
			err = t.addSkill(f)
		case f[0] == "cause" && len(f) == 6:
			err = t.addCause(f)
		case f[0] == "refused" && len(f) == 3:
			t.refused = append(t.refused, Refusal{f[1], f[2]})
		default:
			err = fmt.Errorf("unknown line")
		}
		if err != nil {
			return nil, fmt.Errorf("skill: %w: %.60q", err, line)
		}
	}
	slices.SortFunc(t.causes, func(a, b Cause) int { return strings.Compare(a.ID, b.ID) })
	for i, c := range t.causes {
		for _, w := range append([]string{c.ID}, c.Aliases...) {
			t.causeBy[Squeeze(w)] = i
		}
	}
	return t, nil
}

func (t *Taxonomy) addSkill(f []string) error {
	weight, err := strconv.Atoi(f[4])
	if err != nil {
		return err
	}
	s := Skill{ID: f[1], Name: f[2], Kind: Kind(f[3]), weight: weight, Aliases: words(f[5]), Related: words(f[7]), About: f[8]}
	for _, w := range words(f[6]) {
		other, share, _ := strings.Cut(w, ":")
		percent, err := strconv.Atoi(share)
		if err != nil {
			return err
		}
		s.Implies = append(s.Implies, Implication{other, percent * 10_000})
	}
	i := len(t.skills)
	t.skills = append(t.skills, s)
	t.byID[s.ID] = i
	for _, w := range append([]string{s.ID}, s.Aliases...) {
		k := Squeeze(w)
		if at, taken := t.byKey[k]; taken && at != i {
			return fmt.Errorf("%s and %s both claim %s", t.skills[at].ID, s.ID, w)
		}
		t.byKey[k] = i
	}
	return nil
}

func (t *Taxonomy) addCause(f []string) error {
	c := Cause{ID: f[1], Name: f[2], Aliases: words(f[4]), About: f[5]}
	for _, g := range words(f[3]) {
		n, err := strconv.Atoi(g)
		if err != nil {
			return err
		}
		c.Goals = append(c.Goals, n)
	}
	t.causes = append(t.causes, c)
	return nil
}

func words(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
