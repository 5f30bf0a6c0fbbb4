package participation

import (
	"context"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// maxBefore is how many set-ups of a programme are looked at for questions that were asked before.
const maxBefore = 100

// askedBefore are the sets of questions with which one of a cycle is compared: that of the pool it joins, those of earlier reports near it, the
// newest first, and those that its programme has set up.
func (s *Service) askedBefore(ctx context.Context, id, programme, pool string, earlier []*report.Report) (out [][]report.Question, err error) {
	if pool != "" && pool != id {
		first, err := s.setup(ctx, pool)
		if err != nil {
			return nil, err
		}
		if first != nil && first.Body.Programme == programme { // of others nobody learns anything here
			out = append(out, first.Body.Questions)
		}
	}
	for _, r := range earlier {
		out = append(out, r.Questions)
	}
	page, err := s.c.setups.Find(ctx, store.Query{Where: []store.Cond{store.Where(byProgramme, store.Eq, programme)}, Limit: maxBefore})
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		if d.ID != id {
			out = append(out, d.Body.Questions)
		}
	}
	return out, nil
}

// asBefore gives questions and answers that say what some said before the codes that those had: numbers are compared by their codes, and what has
// another one would be drawn anew about the same people. Where two would get one code, what was sent stays. false: nothing is another.
func (s *Setup) asBefore(before [][]report.Question) bool {
	if s.Set == ShippedSet {
		return false
	}
	same := func(a, b string) bool { return strings.EqualFold(plain(a), plain(b)) }
	out := slices.Clone(s.Questions)
	for i := range out {
		q := &out[i]
		for _, set := range before {
			k := slices.IndexFunc(set, func(o report.Question) bool { return same(o.Text, q.Text) && o.Multiple == q.Multiple })
			if k < 0 {
				continue
			}
			q.Code = set[k].Code
			options := slices.Clone(q.Options)
			for j := range options {
				if at := slices.IndexFunc(set[k].Options, func(o report.Option) bool { return same(o.Text, options[j].Text) }); at >= 0 {
					options[j].Code = set[k].Options[at].Code
				}
			}
			if distinct(options, func(o report.Option) string { return o.Code }) {
				q.Options = options
			}
			break
		}
	}
	if !distinct(out, func(q report.Question) string { return q.Code }) {
		return false
	}
	s.Questions = out
	return true
}

func distinct[T any](list []T, code func(T) string) bool {
	seen := map[string]bool{}
	for _, x := range list {
		if seen[code(x)] {
			return false
		}
		seen[code(x)] = true
	}
	return true
}
