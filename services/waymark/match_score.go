package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	ranking "github.com/waymark-dev/waymark/services/matching/rank"
)

// prepare makes the scorers of a round without given scores. What no rule can read is told.
func (r *round) prepare(c [2]cohort.Columns, wrong *cohort.Problems) {
	if r.set != nil {
		r.scorer = cohort.Score(r.set, r.newcomers, r.mentors, wrong)
	}
	if r.own != nil {
		r.own.read(r.newcomers, r.mentors, c, wrong)
	}
}

// scoring is what scores came from, in the words of the certificate.
func (r *round) scoring() string {
	switch {
	case r.scoresFile != "":
		return "scores"
	case r.own == nil:
		return "criteria"
	case r.set == nil:
		return "profiles"
	}
	return "criteria and profiles"
}

// say tells what was understood, before anything is solved.
func (r *round) say(t *talk) {
	for _, p := range []*cohort.People{r.newcomers, r.mentors} {
		if p.By == "line" {
			t.line("%s: nobody is named by an id or an e-mail address, so people go by their line in the file", p.Side)
		}
	}
	for _, p := range []*cohort.People{r.newcomers, r.mentors} {
		if lines := p.NoAddresses(); len(lines) > 0 {
			t.line("%s: %s no e-mail address to go by (line %d first): take out a line that is nobody", p.Side,
				number(len(lines), "person has", "people have"), lines[0])
		}
	}
	if r.mentors.OneEach {
		t.line("mentors: there is no column of places (capacity), so each mentor takes one newcomer")
	}
	t.line("%s, %s with %s", number(r.newcomers.Len(), "newcomer", "newcomers"), number(r.mentors.Len(), "mentor", "mentors"),
		number(r.mentors.Places(), "place", "places"))
	if selves := cohort.Selves(r.newcomers, r.mentors); len(selves) > 0 {
		t.line("nobody is their own mentor (%d in both files)", len(selves))
	}
	if len(r.wishes.Places) > 0 {
		wanted := 0
		for _, n := range r.wishes.Places {
			wanted += int(n)
		}
		t.line("newcomers may have %d mentors together, at most %d each", wanted, slices.Max(r.wishes.Places))
	}
	if n := len(r.wishes.Quotas); n > 0 {
		t.line("quotas: %s", number(n, "track", "tracks"))
	}
	if n := len(r.fixed.Pinned) + len(r.fixed.Forbidden); n > 0 {
		t.line("settled: %s pinned, %s forbidden", number(len(r.fixed.Pinned), "pair is", "pairs are"), number(len(r.fixed.Forbidden), "is", "are"))
	}
	switch {
	case r.scoresFile != "":
		t.line("scores: %d pairs of %s; other pairs are not made", len(r.pairs.Mentor), cohort.Plain(r.scoresFile))
		if r.left > 0 {
			t.line("scores: left out, because they pair somebody with themself: %s", number(r.left, "line", "lines"))
		}
	case r.own == nil:
		t.line("scores: %s, from 0 to %d", number(len(r.set.Criteria), "criterion", "criteria"), criteria.Million)
	case r.set == nil:
		t.line("scores: ours, from %s, from 0 to %d", strings.Join(r.own.parts, ", "), ranking.Million)
	default:
		t.line("scores: %s, and ours (weight %d) from %s, from 0 to %d", number(len(r.set.Criteria), "criterion", "criteria"), r.set.Profile,
			strings.Join(r.own.parts, ", "),
			ranking.Million)
	}
}

// score scores the pairs of a round without given scores.
func (r *round) score(ctx context.Context, t *talk) error {
	n, m := r.newcomers.Len(), r.mentors.Len()
	if r.keep = cohort.KeepOf(n, m); r.keep > 0 {
		t.line("%d pairs are too many: the best %d mentors of each newcomer and the best %d newcomers for each place are looked at",
			n*m, r.keep, cohort.PlacesWorth)
	}
	buffers := sync.Pool{New: func() any { s := make([]int64, m); return &s }}
	c := cohort.Candidates{
		Newcomers: n, Capacity: r.mentors.Capacity, Keep: r.keep, Self: cohort.Selves(r.newcomers, r.mentors), Stop: ctx.Done(),
		Progress: func(done int) { t.progress("scoring newcomers", done, n) },
		Row: func(newcomer int, out []int64) {
			switch {
			case r.own == nil:
				r.scorer.Row(newcomer, nil, out)
			case r.scorer == nil:
				r.own.row(newcomer, out)
			default:
				own := buffers.Get().(*[]int64)
				r.own.row(newcomer, *own)
				r.scorer.Row(newcomer, *own, out)
				buffers.Put(own)
			}
		},
	}
	var done bool
	if r.pairs, done = c.Find(); !done {
		return errors.New("stopped; nothing was written")
	}
	return nil
}

// certificate says what was solved and why the answer is right.
func (r *round) certificate(result *assign.Result) *cohort.Certificate {
	c := &cohort.Certificate{
		Format: cohort.Format, Objective: result.Certificate.Objective, MinScore: r.problem.MinScore, Scoring: r.scoring(), Keep: r.keep,
		Map: r.maps, Newcomers: r.newcomers.Len(), Mentors: r.mentors.Len(), Places: r.mentors.Places(), Pairs: len(r.pairs.Mentor),
		Inputs: r.inputs, Proof: result.Certificate, Each: r.each,
	}
	if r.own != nil {
		c.Weights = ranking.DefaultVersion
	}
	return c
}

// rows says of everybody whom they get, and why.
func (r *round) rows(m *cohort.Measures, pairs []assign.Pair, t *talk) []cohort.Row {
	var out []cohort.Row
	pinned := map[assign.Pair]bool{}
	for _, pair := range r.fixed.Pinned {
		pinned[pair] = true
	}
	n, full := r.newcomers.Len(), r.wishes.Full(pairs)
	for i := range n {
		if m.Of[i] < 0 {
			why, track := "no mentor is wanted", full(int32(i))
			switch {
			case r.wishes.PlacesOf(int32(i)) == 0:
			case track != "" && r.problem.Start[i] < r.problem.Start[i+1]:
				why = "the track " + cohort.Plain(track) + " has all the pairs that its quota allows"
			default:
				why = m.Unmatched(i, r.problem, r.nobody(), r.ruledOut(i))
			}
			out = append(out, cohort.Row{Newcomer: int32(i), Mentor: -1, Reason: why})
		}
		for len(pairs) > 0 && pairs[0].Newcomer == int32(i) {
			pair := pairs[0]
			pairs = pairs[1:]
			choice := "another mentor beside the best"
			if pair.Mentor == m.Of[i] {
				choice = m.Choice(i)
			}
			row := cohort.Row{Newcomer: pair.Newcomer, Mentor: pair.Mentor, Score: r.problem.ScoreOf(pair), Reason: r.reason(i, int(pair.Mentor), choice)}
			if pinned[pair] {
				row.Reason = strings.TrimSuffix("pinned by the programme; "+row.Reason, "; ")
			}
			out = append(out, row)
		}
		t.progress("writing reasons", i, n)
	}
	return out
}

// nobody is why there is no pair at all for a newcomer, where no rule says it.
func (r *round) nobody() string {
	if r.scoresFile != "" {
		return "there is no score for this newcomer"
	}
	return "no mentor has a place, or none fits"
}

// mostReasons is how many things that speak for a pair are told.
const mostReasons = 4

// reason says in plain words why two people are a pair.
func (r *round) reason(newcomer, mentor int, choice string) string {
	var good []string
	bad := ""
	if r.scorer != nil {
		good, bad = r.scorer.Reasons(newcomer, mentor)
	}
	if r.own != nil {
		ours, missing := r.own.reasons(newcomer, mentor)
		good = append(good, ours...)
		if bad == "" {
			bad = missing
		}
	}
	text := slices.Clone(good[:min(len(good), mostReasons)])
	if bad != "" {
		text = append(text, "but "+bad)
	}
	if choice != "" {
		text = append(text, choice)
	}
	return strings.Join(text, "; ")
}

// mostLooked bounds the work of saying why nobody is possible.
const mostLooked = 20_000

// ruledOut counts what makes the pairs of a newcomer impossible, most first.
func (r *round) ruledOut(newcomer int) []string {
	if r.scoresFile != "" || r.problem.Start[newcomer] < r.problem.Start[newcomer+1] || r.mentors.Len() > mostLooked {
		return nil
	}
	counts := map[string]int{}
	var limits []ranking.Limit
	if r.own != nil {
		limits = r.own.limits(newcomer)
	}
	for j := range r.mentors.Len() {
		switch {
		case r.mentors.Capacity[j] == 0:
			counts["having no place"]++
		case limits != nil && limits[j] != ranking.None:
			counts[limitWords[limits[j]]]++
		case r.scorer != nil:
			_, _, ruled := r.scorer.Explain(newcomer, j, criteria.Ruled)
			for i := range ruled {
				ruled[i] = r.criterionWords(ruled[i])
			}
			for _, what := range slices.Compact(ruled) {
				counts[what]++
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	var out []string
	for _, what := range names {
		out = append(out, fmt.Sprintf("%s rules out %d", what, counts[what]))
	}
	return out
}

// criterionWords name what ruled a pair out. Where something that people ask for in confidence is required, no criterion is named: which one it
// was would tell who asked.
func (r *round) criterionWords(name string) string {
	confidential := func(c criteria.Criterion) bool { return c.Rule == criteria.Asked && c.Required }
	if slices.ContainsFunc(r.set.Criteria, confidential) {
		return "what the criteria require"
	}
	return "the criterion " + cohort.Plain(name)
}
