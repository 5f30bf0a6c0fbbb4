package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// round is what the files of a round say, ready to be solved or checked.
type round struct {
	newcomers, mentors *cohort.People
	set                *criteria.Set    // nil: none
	scorer             *criteria.Scorer // nil: no set
	own                *ownScores       // nil: not used
	scoresFile         string           // "" where we score
	left               int              // lines of scores that pair somebody with themself
	keep               int
	pairs              cohort.Pairs
	fixed              cohort.Fixed
	wishes             cohort.Wishes
	each               int
	problem            *assign.Problem
	inputs             []cohort.Input
	maps               []string
	label              func(file string) string
}

// load reads everything and makes the problem of it. What is wrong is listed, all of it, and nothing is solved then.
func (in *matchInputs) load(ctx context.Context, t *talk, objective assign.Objective, minScore int64) (*round, error) {
	if in.Scores != "" && in.Criteria != "" {
		return nil, fmt.Errorf("%w: --scores and --criteria do not go together: scores replace our scoring", errUsage)
	}
	if in.Each < 1 || in.Each > assign.MaxPlaces {
		return nil, fmt.Errorf("%w: --each is 1 to %d mentors", errUsage, assign.MaxPlaces)
	}
	if minScore < -assign.MaxScore || minScore > assign.MaxScore {
		return nil, fmt.Errorf("%w: --min-score is a whole number from %d to %d", errUsage, -assign.MaxScore, assign.MaxScore)
	}
	r := &round{maps: in.Map, label: in.label}
	if in.Each > 1 {
		r.each = in.Each
	}
	var wrong cohort.Problems
	if in.Criteria != "" {
		if err := r.readCriteria(in.Criteria, &wrong); err != nil {
			return nil, err
		}
	}
	n, how, err := r.readSheet(in.Newcomers, "newcomers", &wrong)
	if err != nil {
		return nil, err
	}
	m, howToo, err := r.readSheet(in.Mentors, "mentors", &wrong)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(in.Map))
	c := r.understand(in, n, m, used, &wrong)
	t.columns(n, "newcomers", how, c[0].Used, c[0].Unused)
	t.columns(m, "mentors  ", howToo, c[1].Used, c[1].Unused)
	r.newcomers = cohort.ReadPeople(n, c[0], roster.RoleOf, &wrong)
	r.mentors = cohort.ReadPeople(m, c[1], roster.RoleOf, &wrong)
	r.wishes.WantedBy(r.newcomers, int32(in.Each))
	if in.Scores != "" {
		err = r.readScores(in, t, used, &wrong)
	}
	if err != nil {
		return nil, err
	}
	if in.Quotas != "" {
		table, _, err := r.readSheet(in.Quotas, "quotas", &wrong)
		if err != nil {
			return nil, err
		}
		columns := r.wishes.ReadQuotas(table, r.newcomers, &wrong)
		t.columns(table, "quotas   ", "how many pairs a track has", columns.Used, columns.Unused)
	}
	if in.Fixed != "" {
		if err := r.readFixed(in.Fixed, t, &wrong); err != nil {
			return nil, err
		}
	}
	checkMaps(in.Map, used, r, &wrong)
	if in.Scores == "" {
		r.prepare(c, &wrong)
	}
	if wrong.Total > 0 {
		return nil, t.refuse(&wrong)
	}
	r.say(t)
	if r.wishes.Several() && objective != assign.Fit {
		return nil, solveError(assign.ErrUnsupported)
	}
	if in.Scores == "" {
		if err := r.score(ctx, t); err != nil {
			return nil, err
		}
	}
	r.problem = cohort.ToSolve(&r.pairs, r.mentors, r.fixed, r.wishes, minScore)
	return r, nil
}

func (r *round) readCriteria(file string, wrong *cohort.Problems) error {
	b, err := readLimited(file, criteria.MaxFile)
	if err != nil {
		return fmt.Errorf("%w: --criteria: %w", errUsage, err)
	}
	r.input("criteria", b)
	set, bad := criteria.Parse(b)
	for _, p := range bad {
		text := p.Text
		if p.Column > 0 {
			text = fmt.Sprintf("at character %d: %s", p.Column, text)
		}
		wrong.Add(r.label(file), p.Line, -1, "%s", text)
	}
	r.set = set
	return nil
}

func (r *round) input(role string, b []byte) {
	sum := sha256.Sum256(b)
	r.inputs = append(r.inputs, cohort.Input{Role: role, Bytes: len(b), SHA256: hex.EncodeToString(sum[:])})
}

// readSheet reads a spreadsheet that the pairs are made from, and says how it was read.
func (r *round) readSheet(file, role string, wrong *cohort.Problems) (*cohort.Table, string, error) {
	t, b, how, err := r.table(file, "--"+role, peopleLimits, wrong)
	if err == nil {
		r.input(role, b)
	}
	return t, how, err
}

// Limits of tables of people, and of the list of pairs: a line for each, and what match writes, verify reads.
var (
	peopleLimits = roster.Limits{File: maxPeopleFile, Rows: cohort.MaxPeople, Columns: cohort.MaxColumns}
	pairsLimits  = roster.Limits{File: maxPairsFile, Rows: cohort.MaxPeople * assign.MaxPlaces, Columns: cohort.MaxColumns}
)

// table reads a table with one line for each person or pair.
func (r *round) table(file, flag string, most roster.Limits, wrong *cohort.Problems) (t *cohort.Table, b []byte, how string, err error) {
	t = &cohort.Table{Name: r.label(file)}
	if b, err = readLimited(file, int64(most.File)); err != nil {
		return nil, nil, "", fmt.Errorf("%w: %s: %w", errUsage, flag, err)
	}
	how, err = scan(t, b, most, wrong, func(l roster.Line) {
		t.Lines = append(t.Lines, cohort.Line{Number: l.Number, Cells: slices.Clone(l.Cells)})
	})
	return t, b, how, err
}

// understand finds the columns of both tables. Our own scoring is left out where it has nothing to compare.
func (r *round) understand(in *matchInputs, n, m *cohort.Table, used []bool, wrong *cohort.Problems) [2]cohort.Columns {
	tables, sides := [2]*cohort.Table{n, m}, [2]cohort.Side{cohort.Newcomers, cohort.Mentors}
	var wanted [2]cohort.Wanted
	oneFile := r.inputs[len(r.inputs)-1].SHA256 == r.inputs[len(r.inputs)-2].SHA256
	for i, t := range tables {
		known := cohort.Fields(sides[i])
		if r.set != nil && i == 0 {
			known = append(known, r.set.NewcomerColumns()...)
		} else if r.set != nil {
			known = append(known, r.set.MentorColumns()...)
		}
		matched, _ := roster.MatchColumns(t.Headings, nil) // what it misses is not needed here
		wanted[i] = cohort.Wanted{Map: cohort.SplitMap(in.Map, string(sides[i]), known, used), Criteria: r.set, Profile: matched.Column,
			Scored: in.Scores != "", Roles: oneFile}
	}
	var first cohort.Problems
	a, b := cohort.Understand(n, sides[0], wanted[0], &first), cohort.Understand(m, sides[1], wanted[1], &first)
	parts := cohort.Comparable(&a, &b)
	if len(parts) > 0 && (r.set == nil || r.set.Profile > 0) && in.Scores == "" {
		r.own = &ownScores{parts: parts}
	} else {
		for i := range wanted {
			kept := map[string]int{}
			for _, field := range []string{cohort.FieldEmail, cohort.FieldRole} {
				if at, ok := wanted[i].Profile[field]; ok {
					kept[field] = at
				}
			}
			wanted[i].Profile = kept
		}
	}
	c := [2]cohort.Columns{cohort.Understand(n, sides[0], wanted[0], wrong), cohort.Understand(m, sides[1], wanted[1], wrong)}
	if r.own == nil && in.Criteria == "" && in.Scores == "" {
		wrong.Add(n.Name, n.First, -1, "There is nothing to compare: both files need a column of skills, interests, causes, languages, goals or style. "+
			"Name them so, use --map, or give --criteria or --scores.")
	}
	return c
}

func (r *round) readScores(in *matchInputs, t *talk, used []bool, wrong *cohort.Problems) error {
	table := &cohort.Table{Name: in.label(in.Scores)}
	r.scoresFile = table.Name
	b, err := readLimited(in.Scores, maxScoreFile)
	if err != nil {
		return fmt.Errorf("%w: --scores: %w", errUsage, err)
	}
	r.input("scores", b)
	names := cohort.SplitMap(in.Map, "scores", cohort.ScoreFields(), used)
	var s *cohort.Scores
	begin := func() {
		var c cohort.Columns
		s, c = cohort.NewScores(table, names, r.newcomers, r.mentors, wrong)
		t.columns(table, "scores   ", "pairs and what they are worth", c.Used, c.Unused)
	}
	_, err = scan(table, b, roster.Limits{File: maxScoreFile, Rows: cohort.MaxScores, Columns: cohort.MaxColumns}, wrong, func(l roster.Line) {
		if s == nil {
			begin()
		}
		s.Add(cohort.Line{Number: l.Number, Cells: l.Cells})
		if s.Rows()%65536 == 0 {
			t.progress("reading scores", s.Rows(), 0)
		}
	})
	if err != nil {
		return err
	}
	if s == nil {
		begin()
		wrong.Add(table.Name, 0, -1, "There are no pairs in it, only headings.")
	}
	r.pairs, r.left = s.Pairs(), s.Left()
	return nil
}

func (r *round) readFixed(file string, t *talk, wrong *cohort.Problems) error {
	table, _, err := r.readSheet(file, "fixed", wrong)
	if err != nil {
		return err
	}
	var c cohort.Columns
	r.fixed, c = cohort.ReadFixed(table, r.newcomers, r.mentors, r.wishes.PlacesOf, wrong)
	t.columns(table, "fixed    ", "pairs that are settled", c.Used, c.Unused)
	return nil
}

// checkMaps tells maps that nothing asked for.
func checkMaps(list []string, used []bool, r *round, wrong *cohort.Problems) {
	for i, m := range list {
		column, _, ok := strings.Cut(m, "=")
		switch {
		case !ok:
			wrong.Add("--map", 0, -1, "Write [side.]column=heading, such as 'mentors.capacity=How many?'.")
		case !used[i]:
			known := append(cohort.Fields(cohort.Mentors), cohort.ScoreFields()...)
			if r.set != nil {
				known = append(append(known, r.set.NewcomerColumns()...), r.set.MentorColumns()...)
			}
			wrong.Add("--map", 0, -1, "There is no column %q here. Columns are %s; before them perhaps newcomers., mentors. or scores.",
				cohort.Plain(column), strings.Join(known, ", "))
		}
	}
}

// readPairs reads pairs back by row numbers.
func (r *round) readPairs(file string, wrong *cohort.Problems) ([]assign.Pair, error) {
	t, _, _, err := r.table(file, "--pairs", pairsLimits, wrong)
	if err != nil {
		return nil, err
	}
	return cohort.ReadPairs(t, r.newcomers, r.mentors, r.problem, wrong), nil
}
