package safety

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Ties are what one member of staff has to do with others.
type Ties struct {
	// With are people they have, had or asked for a match with, or whom a block parts from them, whichever side wanted it.
	With map[string]bool
	// Own are those of With to whom that is their own doing too: a match that they accepted or asked for, a block that they wanted.
	Own map[string]bool
	// Blocks are those of With whom a block parts from them.
	Blocks map[string]bool
	// Maintains are projects they maintain.
	Maintains map[string]bool
}

// Conflicted says whether m may not see the case: whoever reported or was reported, has to do with either, had a conflict when it
// came, declared one, or maintains the project. What the reported person did alone, before or after (a block, a request that m did
// not accept), bars nobody: else they could choose who looks at it, or that nobody does.
func (c *Case) Conflicted(m string, t Ties) bool {
	switch {
	case m == "" || m == c.Reporter || m == c.Person:
		return true
	case slices.Contains(c.Barred, m), slices.Contains(c.Declared, m), slices.Contains(c.Maintainers, m):
		return true
	case c.Reporter != "" && t.With[c.Reporter], c.Person != "" && t.Own[c.Person]:
		return true
	}
	return c.Project != "" && t.Maintains[c.Project]
}

// Staff are who could look at cases at all.
type Staff struct {
	Moderators     []string
	Administrators []string // those who are not moderators
}

// Watching are those who can look at the case: moderators without conflict, else administrators without. An appeal is not looked
// at by who decided first, as long as it is about who is left. As long as a project's maintainers are not known, or whom of the staff a
// report without a subject names, only administrators are: any moderator could be one.
func (s Staff) Watching(c *Case, ties map[string]Ties) []string {
	free := func(list []string) (out []string) {
		for _, m := range list {
			if !c.Conflicted(m, ties[m]) && !c.decidedFirst(m) {
				out = append(out, m)
			}
		}
		return out
	}
	if out := free(s.Moderators); len(out) > 0 && !c.unknown() {
		return out
	}
	return free(s.Administrators)
}

// Free are those who decided the case before, and have no conflict: they know it.
func (s Staff) Free(c *Case, ties map[string]Ties) (out []string) {
	for _, m := range slices.Concat(s.Moderators, s.Administrators) {
		if decided := slices.ContainsFunc(c.Decisions, func(d Decision) bool { return d.By == m }); decided && !c.Conflicted(m, ties[m]) {
			out = append(out, m)
		}
	}
	return out
}

// Sees says whether m, with these roles, sees the case. Whoever decided it first still sees its appeal.
func (s Staff) Sees(c *Case, m string, moderator, administrator bool, ties map[string]Ties) bool {
	switch {
	case c.Conflicted(m, ties[m]):
		return false
	case moderator:
		return !c.unknown()
	case !administrator:
		return false
	}
	if slices.ContainsFunc(c.Decisions, func(d Decision) bool { return d.By == m }) {
		return true
	}
	return slices.Contains(s.Watching(c, ties), m)
}

// unknown says that it is not known yet who maintains the project, or whom of the staff the words of a report without a subject name.
func (c *Case) unknown() bool { return c.Copy == CopyWaits && (c.About == AboutProject || c.unnamed()) }

// match adds what a match says about person.
func (t Ties) match(person string, m wire.MatchState) {
	list := []string{m.Newcomer, m.Mentor}
	for _, o := range m.Offers {
		list = append(list, o.Mentor)
	}
	if !slices.Contains(list, person) {
		return
	}
	for _, p := range list {
		// Mentors of one request have nothing to do with each other.
		if p != "" && p != person && (person == m.Newcomer || p == m.Newcomer) {
			t.With[p] = true
			if person == m.Newcomer || person == m.Mentor {
				t.Own[p] = true
			}
		}
	}
}

func newTies() Ties {
	return Ties{With: map[string]bool{}, Own: map[string]bool{}, Blocks: map[string]bool{}, Maintains: map[string]bool{}}
}
