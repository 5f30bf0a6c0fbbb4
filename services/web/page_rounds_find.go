package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// Newcomers and mentors of a round are found by a part of the name. Only names that the reader may see are compared: a round itself knows none.

const (
	longestFind  = 60 // letters of what is looked for
	findPages    = 20 // pages of people that one look goes through; the rest is behind "Next"
	findAtOnce   = 100
	mostFindings = 50
)

// findsOf is what the address looks for, as it was typed.
func (v *visit) findsOf() string {
	q := []rune(strings.TrimSpace(v.r.URL.Query().Get("q")))
	return string(q[:min(len(q), longestFind)])
}

// folded is a text without case and marks: "Zoë" is found by "zoe".
func folded(text string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// mentorsNamed are mentors of a round with q in their names, best first, and the address of where to look further; "" at the end. known is what
// the round knows of those who are possible.
func (v *visit) mentorsNamed(r *api.Round, row int, q string, known []api.RoundCandidate) (out []api.RoundCandidate, more string, err error) {
	possible := make(map[int]api.RoundCandidate, len(known))
	for _, c := range known {
		possible[c.Row] = c
	}
	q, cursor := folded(q), v.r.URL.Query().Get("cursor")
	for range findPages {
		var a client.Answer
		page, err := v.api.RoundMentors(v.ctx, r.ID, findAtOnce, cursor, client.Into(&a))
		if err != nil {
			return nil, "", err
		}
		var ids []string
		for _, c := range page.Items {
			ids = append(ids, c.Mentor)
		}
		names := v.names(ids)
		for _, c := range page.Items {
			if c.Mentor == "" || !strings.Contains(folded(v.named(names, c.Mentor)), q) {
				continue
			}
			if p, ok := possible[c.Row]; ok {
				c = p
			}
			if as := settledAs(r, api.RoundPair{Newcomer: row, Mentor: c.Row}); as != "free" {
				c.Fixed = as
			}
			out = append(out, c)
		}
		if more, cursor = v.followingPage(a), nextOf(a); cursor == "" || len(out) >= mostFindings {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b api.RoundCandidate) int { return cmp.Compare(b.Score, a.Score) })
	return out, more, nil
}

// pairsNamed are rows of the table of pairs with q in the name of the newcomer or of their mentor, the names, and where to look further.
func (v *visit) pairsNamed(round, q string) (found *api.RoundRows, names map[string]string, last client.Answer, err error) {
	at := v.r.URL.Query()
	found, names, cursor := &api.RoundRows{}, map[string]string{}, at.Get("cursor")
	q = folded(q)
	for range findPages {
		last = client.Answer{}
		page, err := v.api.RoundPairs(v.ctx, round, at.Get("objective"), cmp.Or(at.Get("show"), "all"), findAtOnce, cursor, client.Into(&last))
		if err != nil {
			return nil, nil, last, err
		}
		found.Objective = page.Objective
		here := v.names(idsOf(page.Items))
		for _, x := range page.Items {
			if strings.Contains(folded(here[x.Newcomer]), q) || strings.Contains(folded(here[x.Mentor]), q) {
				found.Items = append(found.Items, x)
			}
		}
		maps.Copy(names, here)
		if cursor = nextOf(last); cursor == "" || len(found.Items) >= mostFindings {
			break
		}
	}
	return found, names, last, nil
}
