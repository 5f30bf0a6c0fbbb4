package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// Limits of files, unpacked.
const (
	maxPeopleFile = 64 << 20
	maxScoreFile  = 1 << 30
)

// round is what the files of a round say, ready to be solved or checked.
type round struct {
	newcomers, mentors *cohort.People
	set                *criteria.Set    // nil: none
	scorer             *criteria.Scorer // nil: no set
	own                *ownScores       // nil: not used
	scoresFile         string           // "" where we score
	theirs             bool             // the scores have the mentors' too
	keep               int
	pairs              cohort.Pairs
	fixed              cohort.Fixed
	problem            *assign.Problem
	inputs             []cohort.Input
	maps               []string
}

// load reads everything and makes the problem of it. What is wrong is listed, all of it, and nothing is solved then. keep below 0 is
// chosen by the size of the cohort.
func (in *matchInputs) load(ctx context.Context, t *talk, minScore int64, keep int) (*round, error) {
	if in.Scores != "" && in.Criteria != "" {
		return nil, fmt.Errorf("%w: --scores and --criteria do not go together: scores replace our scoring", errUsage)
	}
	r := &round{maps: in.Map, keep: keep}
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
	if in.Scores != "" {
		err = r.readScores(in, t, used, &wrong)
	}
	if err != nil {
		return nil, err
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
	if in.Scores == "" {
		if err := r.score(ctx, t); err != nil {
			return nil, err
		}
	}
	r.problem = cohort.ToSolve(&r.pairs, r.mentors, r.fixed, minScore)
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
		wrong.Add(filepath.Base(file), p.Line, -1, "%s", text)
	}
	r.set = set
	return nil
}

func (r *round) input(role string, b []byte) {
	sum := sha256.Sum256(b)
	r.inputs = append(r.inputs, cohort.Input{Role: role, Bytes: len(b), SHA256: hex.EncodeToString(sum[:])})
}

// readSheet reads a spreadsheet of people and says how it was read.
func (r *round) readSheet(file, role string, wrong *cohort.Problems) (*cohort.Table, string, error) {
	t := &cohort.Table{Name: filepath.Base(file)}
	b, err := readLimited(file, maxPeopleFile)
	if err != nil {
		return nil, "", fmt.Errorf("%w: --%s: %w", errUsage, role, err)
	}
	r.input(role, b)
	how, err := scan(t, b, roster.Limits{File: maxPeopleFile, Rows: cohort.MaxPeople, Columns: cohort.MaxColumns}, wrong, func(l roster.Line) {
		t.Lines = append(t.Lines, cohort.Line{Number: l.Number, Cells: slices.Clone(l.Cells)})
	})
	return t, how, err
}

// scan reads a table line by line. Its headings are there before the first line; a file that cannot be read at all is an error.
func scan(t *cohort.Table, b []byte, most roster.Limits, wrong *cohort.Problems, line func(roster.Line)) (how string, err error) {
	sheet, err := roster.Scan(b, most, func(s *roster.Sheet, l roster.Line) error {
		t.Headings, t.First = s.Headings, s.First
		line(l)
		return nil
	})
	var f *fault.Fault
	switch {
	case errors.As(err, &f) && f.Code == "import.too_many_rows":
		return "", fmt.Errorf("%w: %s: the file has more than %d lines; split it", errUsage, cohort.Plain(t.Name), most.Rows)
	case errors.As(err, &f):
		return "", fmt.Errorf("%w: %s: %s", errUsage, cohort.Plain(t.Name), f.Detail)
	case err != nil:
		return "", err
	}
	t.Headings, t.First = sheet.Headings, sheet.First
	for _, p := range sheet.Broken {
		wrong.Add(t.Name, p.Line, -1, "The quotes do not match. A quote within a cell is written twice, and the cell has quotes around it.")
	}
	separator := map[string]string{",": "commas", ";": "semicolons", "tab": "tabs"}[sheet.Separator]
	return fmt.Sprintf("%s, separated by %s", sheet.Encoding, separator), nil
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
	table := &cohort.Table{Name: filepath.Base(in.Scores)}
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
	r.pairs = s.Pairs()
	r.theirs = r.pairs.MentorScore != nil
	return nil
}

func (r *round) readFixed(file string, t *talk, wrong *cohort.Problems) error {
	table, _, err := r.readSheet(file, "fixed", wrong)
	if err != nil {
		return err
	}
	var c cohort.Columns
	r.fixed, c = cohort.ReadFixed(table, r.newcomers, r.mentors, wrong)
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
				cohort.Plain(column),
				strings.Join(known, ", "))
		}
	}
}

// readPairs reads pairs back by row numbers.
func (r *round) readPairs(file string, wrong *cohort.Problems) ([]assign.Pair, error) {
	t := &cohort.Table{Name: filepath.Base(file)}
	b, err := readLimited(file, maxPeopleFile)
	if err != nil {
		return nil, fmt.Errorf("%w: --pairs: %w", errUsage, err)
	}
	_, err = scan(t, b, roster.Limits{File: maxPeopleFile, Rows: cohort.MaxPeople, Columns: cohort.MaxColumns}, wrong, func(l roster.Line) {
		t.Lines = append(t.Lines, cohort.Line{Number: l.Number, Cells: slices.Clone(l.Cells)})
	})
	if err != nil {
		return nil, err
	}
	return cohort.ReadPairs(t, r.newcomers, r.mentors, r.problem, wrong), nil
}

// readLimited reads a file, unpacked if it is packed with gzip, of at most most bytes.
func readLimited(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder", file)
	}
	read := func(from io.Reader) ([]byte, error) {
		b, err := io.ReadAll(io.LimitReader(from, most+1))
		if err == nil && int64(len(b)) > most {
			err = fmt.Errorf("%s is larger than %s; split it", file, size(most))
		}
		return b, err
	}
	b, err := read(f)
	if err != nil || !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, err
	}
	packed, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s begins as if packed with gzip, and is not: %w", file, err)
	}
	if b, err = read(packed); err != nil {
		return nil, fmt.Errorf("%s cannot be unpacked: %w", file, err)
	}
	return b, nil
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", n>>10)
}
