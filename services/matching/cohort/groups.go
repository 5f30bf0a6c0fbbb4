package cohort

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/csvsafe"
)

// SmallGroup is the size below which a group is not shown on its own.
const SmallGroup = 10

// Audited is how one group did. Shares are in percent.
type Audited struct {
	By        string // "region" …
	Side      Side
	Group     string // as it is written first; together with others if they are small
	People    int
	Matched   int     // percent: of newcomers with a mentor, of mentors' places that are taken
	MeanRank  float64 // of newcomers with a mentor; 0 if it would tell how fewer than SmallGroup of them did
	Envy      int     // percent of newcomers with justified envy
	PerMentor float64 // newcomers
	ranked    int     // newcomers with a mentor
}

// Audit is how the groups of both sides did, in the order of Groups, larger ones first. Groups of fewer than SmallGroup people are
// joined until they are as many together, with the smallest of the others if need be, so that what is shown never tells, not even by
// subtraction, how fewer than that did. Where not even this is possible, nothing is shown: By is then in hidden.
func Audit(m *Measures, newcomers, mentors *People) (out []Audited, hidden []string) {
	for _, p := range []*People{newcomers, mentors} {
		for _, by := range Groups {
			answers, ok := p.Groups[by]
			if !ok {
				continue
			}
			groups := grouped(answers, by == "language")
			if groups == nil {
				hidden = append(hidden, fmt.Sprintf("%s of %s", by, p.Side))
			}
			from := len(out)
			for _, g := range groups {
				a := Audited{By: by, Side: p.Side, Group: g.name, People: len(g.rows)}
				if p.Side == Newcomers {
					a.newcomers(m, g.rows)
				} else {
					a.mentors(m, g.rows)
				}
				out = append(out, a)
			}
			protect(out[from:])
		}
	}
	return out, hidden
}

// protect hides mean ranks of groups in which fewer than SmallGroup have a mentor, and of as many others, the smallest first, that what is
// hidden cannot be had from the mean of all and the others: those who are hidden are none, or as many together.
func protect(list []Audited) {
	hidden, bySize := 0, []int{}
	for i := range list {
		if a := &list[i]; a.ranked < SmallGroup {
			hidden, a.MeanRank = hidden+a.ranked, 0
		} else {
			bySize = append(bySize, i)
		}
	}
	slices.SortStableFunc(bySize, func(a, b int) int { return cmp.Compare(list[a].ranked, list[b].ranked) })
	for _, i := range bySize {
		if hidden == 0 || hidden >= SmallGroup {
			return
		}
		hidden, list[i].MeanRank = hidden+list[i].ranked, 0
	}
}

func (a *Audited) newcomers(m *Measures, rows []int) {
	matched, envy, ranks := 0, 0, 0
	for _, i := range rows {
		if m.Rank[i] > 0 {
			matched++
			ranks += int(m.Rank[i])
		}
		if m.Envious[i] {
			envy++
		}
	}
	a.Matched, a.Envy = percent(matched, len(rows)), percent(envy, len(rows))
	if a.ranked = matched; matched > 0 {
		a.MeanRank = float64(ranks) / float64(matched) // protect hides it
	}
}

func (a *Audited) mentors(m *Measures, rows []int) {
	taken, places := 0, 0
	for _, j := range rows {
		taken += int(m.Taken[j])
		places += int(m.capacity[j])
	}
	a.Matched, a.PerMentor = percent(taken, places), float64(taken)/float64(len(rows))
}

func percent(n, of int) int {
	if of == 0 {
		return 0
	}
	return (n*200 + of) / (2 * of)
}

// Joined puts the answers that fewer than SmallGroup people gave together, as Audit does, so that they can be kept: they become "+n", for n
// answers together, and an empty one "-". It is false where there are too few people to show any. Audit of what comes out says the same.
func Joined(answers []string) ([]string, bool) {
	out := make([]string, len(answers))
	groups := grouped(answers, false)
	for _, g := range groups {
		name := g.name
		switch {
		case g.together > 0:
			name = fmt.Sprintf("+%d", g.together)
		case fold(answers[g.rows[0]]) == "":
			name = "-"
		}
		for _, i := range g.rows {
			out[i] = name
		}
	}
	return out, groups != nil
}

// group is who gave one answer.
type group struct {
	name     string
	rows     []int
	together int // answers that were joined
}

// grouped puts people together by their answers; nil if there are too few to show any.
func grouped(answers []string, first bool) []group {
	byKey := map[string]*group{}
	for i, a := range answers {
		if first {
			a = firstWord(a)
		}
		k := fold(a)
		g := byKey[k]
		if g == nil {
			g = &group{name: Plain(a)}
			if k == "" {
				g.name = "not said"
			}
			byKey[k] = g
		}
		g.rows = append(g.rows, i)
	}
	var all []group
	for _, g := range byKey {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b group) int {
		return cmp.Or(cmp.Compare(len(b.rows), len(a.rows)), cmp.Compare(a.rows[0], b.rows[0]))
	})
	var small group
	count := 0
	for len(all) > 0 {
		last := all[len(all)-1]
		if len(last.rows) >= SmallGroup && (count == 0 || len(small.rows) >= SmallGroup) {
			break
		}
		small.rows = append(small.rows, last.rows...)
		count++
		all = all[:len(all)-1]
	}
	switch {
	case count == 0:
		return all
	case len(small.rows) < SmallGroup:
		return nil
	}
	small.name, small.together = fmt.Sprintf("%d groups together", count), count
	return append(all, small)
}

// firstWord is the first of a list with levels; "" where nothing is said but separators.
func firstWord(list string) string {
	for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(",;|\n:(=)", r) }) {
		if word = strings.TrimSpace(word); word != "" {
			return word
		}
	}
	return ""
}

// AuditText is the audit as lines of text.
func AuditText(list []Audited, hidden []string) []string {
	var out []string
	by := ""
	for _, a := range list {
		if head := fmt.Sprintf("%s of %s", a.By, a.Side); head != by {
			by = head
			out = append(out, "per "+by)
		}
		if a.Side == Newcomers {
			rank := "mean rank not shown"
			if a.MeanRank > 0 {
				rank = fmt.Sprintf("mean rank %.2f", a.MeanRank)
			}
			out = append(out, fmt.Sprintf("  %-28s %5d newcomers, %3d %% matched, %s, %d %% with justified envy", a.Group, a.People, a.Matched, rank, a.Envy))
		} else {
			out = append(out, fmt.Sprintf("  %-28s %5d mentors, %3d %% of their places taken, %.2f newcomers each", a.Group, a.People, a.Matched,
				a.PerMentor))
		}
	}
	if len(hidden) > 0 {
		out = append(out, fmt.Sprintf("not shown, because it would tell how fewer than %d people did: %s", SmallGroup, folded(hidden)))
	}
	return out
}

// AuditCSV is the audit as a file.
func AuditCSV(list []Audited) []byte {
	var out csvsafe.Table
	out.Row("side", "by", "group", "people", "matched_or_taken_percent", "mean_rank", "justified_envy_percent", "newcomers_per_mentor")
	for _, a := range list {
		line := []any{string(a.Side), a.By, a.Group, a.People, a.Matched, "", "", ""}
		if a.Side == Newcomers {
			line[6] = a.Envy
			if a.MeanRank > 0 {
				line[5] = csvsafe.Number{Value: a.MeanRank, Decimals: 2}
			}
		} else {
			line[7] = csvsafe.Number{Value: a.PerMentor, Decimals: 2}
		}
		out.Row(line...)
	}
	return out.Bytes()
}
