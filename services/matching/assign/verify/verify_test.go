package verify_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// TestSharesNoCode: the verifier knows the types and nothing of the solvers.
func TestSharesNoCode(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if path := strings.Trim(i.Path.Value, `"`); strings.Contains(path, ".") && !strings.HasSuffix(path, "/matching/assign") {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}

// best says whether no answer is better than these pairs, by trying all.
func best(p *assign.Problem, pairs []assign.Pair, c *assign.Certificate) bool {
	total, people := brute.Total(p, pairs)
	if total != c.Total || people != c.People {
		return false
	}
	worst := brute.Worst(p, pairs)
	ok, found := true, false
	own := (&assign.Result{Pairs: pairs}).MentorOf(p.Newcomers())
	stable := brute.Stable(p, pairs)
	brute.Answers(p, func(other []assign.Pair) {
		t, n := brute.Total(p, other)
		w := brute.Worst(p, other)
		found = found || same(pairs, other)
		switch c.Objective {
		case assign.Fit:
			ok = ok && t <= total
		case assign.Fair:
			ok = ok && (n < people || n == people && (w < worst || w == worst && t <= total))
		case assign.Stable:
			if !stable {
				ok = false
			}
			if ok && brute.Stable(p, other) {
				ok = noBetter(p, own, (&assign.Result{Pairs: other}).MentorOf(p.Newcomers()), c.Stable.Side)
			}
		}
	})
	return ok && found
}

// noBetter says that nobody of the side prefers the other stable answer: newcomers want it less, which is mentors want it more.
func noBetter(p *assign.Problem, own, other []int32, side assign.Side) bool {
	for i := range own {
		if own[i] == other[i] {
			continue
		}
		a, _ := p.Find(assign.Pair{Newcomer: int32(i), Mentor: own[i]})
		b, ok := p.Find(assign.Pair{Newcomer: int32(i), Mentor: other[i]})
		better := ok && (p.Score[b] > p.Score[a] || p.Score[b] == p.Score[a] && other[i] < own[i])
		if better == (side == assign.NewcomerSide) {
			return false
		}
	}
	return true
}

func same(a, b []assign.Pair) bool {
	if len(a) != len(b) {
		return false
	}
	set := map[assign.Pair]bool{}
	for _, pair := range a {
		set[pair] = true
	}
	for _, pair := range b {
		if !set[pair] {
			return false
		}
	}
	return true
}

// TestNothingFalseIsAccepted: certificates that are right for another answer, or bent a little, are accepted only where the answer is
// best all the same.
func TestNothingFalseIsAccepted(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 4, false)
		objective := rapid.SampledFrom([]assign.Objective{assign.Fit, assign.Stable, assign.Fair}).Draw(t, "objective")
		side := rapid.SampledFrom([]assign.Side{assign.NewcomerSide, assign.MentorSide}).Draw(t, "side")
		r, err := solve.Solve(p, objective, assign.Options{Side: side})
		if err != nil {
			t.Skip("no answer")
		}
		c := copied(&r.Certificate)
		bend(t, c)
		var answers [][]assign.Pair
		brute.Answers(p, func(pairs []assign.Pair) { answers = append(answers, append([]assign.Pair(nil), pairs...)) })
		pairs := r.Pairs
		if rapid.Bool().Draw(t, "another answer") {
			pairs = rapid.SampledFrom(answers).Draw(t, "answer")
			if rapid.Bool().Draw(t, "honest sums") {
				c.Total, c.People = brute.Total(p, pairs)
			}
		}
		if verify.Check(p, pairs, c) != nil {
			refused++
			return
		}
		accepted++
		if !best(p, pairs, c) {
			b, _ := json.Marshal(c)
			t.Fatalf("accepted %v with %s", pairs, b)
		}
	})
	if !testing.Short() && (accepted == 0 || refused == 0) { // few rounds may all be of one kind
		t.Errorf("%d accepted, %d refused: the test tells little", accepted, refused)
	}
}

func copied(c *assign.Certificate) *assign.Certificate {
	b, _ := json.Marshal(c)
	var other assign.Certificate
	if json.Unmarshal(b, &other) != nil {
		return nil
	}
	return &other
}

// bend changes some numbers of a certificate, or none.
func bend(t *rapid.T, c *assign.Certificate) {
	change := func(list []int64) {
		if len(list) > 0 && rapid.Bool().Draw(t, "bend") {
			list[rapid.IntRange(0, len(list)-1).Draw(t, "which")] += rapid.Int64Range(-3, 3).Draw(t, "by")
		}
	}
	switch {
	case c.Fit != nil:
		change(c.Fit.Prices)
	case c.Stable != nil:
		if rapid.Bool().Draw(t, "side") {
			c.Stable.Side = assign.MentorSide
		}
	case c.Fair != nil:
		change(c.Fair.Prices)
		switch rapid.IntRange(0, 6).Draw(t, "part") {
		case 0:
			c.Fair.Bonus += rapid.Int64Range(-3, 3).Draw(t, "bonus")
		case 1:
			c.Fair.Worst += rapid.Int64Range(-1, 1).Draw(t, "worst")
		case 2:
			c.Fair.Above = c.Fair.Cover
		case 3:
			if l := c.Fair.Above.Mentors; len(l) > 0 {
				c.Fair.Above.Mentors = l[1:]
			}
		case 4:
			if l := c.Fair.Cover.Newcomers; len(l) > 0 {
				c.Fair.Cover.Newcomers = l[1:]
			}
		}
	}
}

// FuzzCertificate: any bytes that are a certificate are judged without a panic, and rightly.
func FuzzCertificate(f *testing.F) {
	p := &assign.Problem{Capacity: []int32{1, 2, 0}, Start: []int32{0, 3, 5, 7, 8}, Mentor: []int32{0, 1, 2, 0, 1, 0, 1, 0},
		Score: []int64{5, 4, 9, 7, 3, 6, 2, 1}, Pinned: []assign.Pair{{Newcomer: 3, Mentor: 1}}, Forbidden: []assign.Pair{{Newcomer: 2, Mentor: 1}}}
	for _, objective := range []assign.Objective{assign.Fit, assign.Stable, assign.Fair} {
		r, err := solve.Solve(p, objective, assign.Options{})
		if err != nil {
			f.Fatal(err)
		}
		b, _ := json.Marshal(r.Certificate)
		f.Add(b, uint8(0))
		f.Add(b, uint8(3))
	}
	var answers [][]assign.Pair
	brute.Answers(p, func(pairs []assign.Pair) { answers = append(answers, append([]assign.Pair(nil), pairs...)) })
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		var c assign.Certificate
		if json.Unmarshal(b, &c) != nil {
			return
		}
		pairs := answers[int(which)%len(answers)]
		if verify.Check(p, pairs, &c) == nil && !best(p, pairs, &c) {
			t.Fatalf("accepted %v with %s", pairs, b)
		}
	})
}

// TestTellsHowFarItIs: now and then, never backwards, never beyond the end; whatever is told, the answer is that of Check.
func TestTellsHowFarItIs(t *testing.T) {
	p := &assign.Problem{Start: []int32{0}}
	for i := range int32(3000) {
		p.Capacity, p.Mentor, p.Score, p.Start = append(p.Capacity, 1), append(p.Mentor, i), append(p.Score, int64(i)), append(p.Start, i+1)
	}
	for _, objective := range []assign.Objective{assign.Fit, assign.Stable, assign.Fair} {
		r, err := solve.Solve(p, objective, assign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		last, times := 0, 0
		err = verify.Watched(p, r.Pairs, &r.Certificate, func(done, total int) {
			if done <= last || done > total || objective == assign.Fit && total != 3000 {
				t.Errorf("%s: %d of %d after %d", objective, done, total, last)
			}
			last, times = done, times+1
		})
		if err != nil || times < 2 {
			t.Error(objective, err, times)
		}
	}
}

// TestEachLieIsNamed: one false thing at a time.
func TestEachLieIsNamed(t *testing.T) {
	p := &assign.Problem{Capacity: []int32{1, 1}, Start: []int32{0, 2, 4, 5}, Mentor: []int32{0, 1, 0, 1, 1}, Score: []int64{5, 4, 7, 3, 2},
		Pinned: []assign.Pair{{Newcomer: 2, Mentor: 1}}}
	r, err := solve.Solve(p, assign.Fit, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pin := assign.Pair{Newcomer: 2, Mentor: 1}
	for want, pairs := range map[string][]assign.Pair{
		"pinned":                   {{Newcomer: 1, Mentor: 0}},
		"twice":                    {{Newcomer: 1, Mentor: 0}, {Newcomer: 1, Mentor: 0}, pin},
		"nobody":                   {{Newcomer: 1, Mentor: 0}, {Newcomer: 0, Mentor: 2}, pin},
		"mentor 1 has more":        {{Newcomer: 1, Mentor: 1}, pin},
		"newcomer 2 and mentor 0 ": {{Newcomer: 2, Mentor: 0}, pin},
		"worth":                    {{Newcomer: 0, Mentor: 0}, pin},
	} {
		if err := verify.Check(p, pairs, &r.Certificate); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	for want, lie := range map[string]func(c *assign.Certificate){
		"no prices":   func(c *assign.Certificate) { c.Fit = nil },
		"out of":      func(c *assign.Certificate) { c.Fit.Prices[0] = -1 },
		"prices for":  func(c *assign.Certificate) { c.Fit.Prices = nil },
		"not proved":  func(c *assign.Certificate) { c.Fit.Prices[0]++; c.Fit.Prices[0] *= 2 },
		"unknown":     func(c *assign.Certificate) { c.Objective = "best" },
		"is claimed":  func(c *assign.Certificate) { c.Total++ },
		"2 newcomers": func(c *assign.Certificate) { c.People++ },
		"no claim":    func(c *assign.Certificate) { c.Objective = assign.Stable },
		"no proof":    func(c *assign.Certificate) { c.Objective = assign.Fair },
	} {
		c := copied(&r.Certificate)
		lie(c)
		if err := verify.Check(p, r.Pairs, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if verify.Check(p, r.Pairs, nil) == nil {
		t.Error("no certificate was accepted")
	}
}

// TestFairLies: with one person fewer, or somebody worse off than need be, each with the best proof that can be had for it.
func TestFairLies(t *testing.T) {
	p := &assign.Problem{Capacity: []int32{1, 1, 1}, Start: []int32{0, 2, 4, 5}, Mentor: []int32{0, 1, 0, 1, 2}, Score: []int64{5, 4, 9, 3, 2}}
	r, err := solve.Solve(p, assign.Fair, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	check := func(want string, pairs []assign.Pair, lie func(f *assign.FairProof)) {
		t.Helper()
		c := copied(&r.Certificate)
		c.Total, c.People = brute.Total(p, pairs)
		lie(c.Fair)
		err := verify.Check(p, pairs, c)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	all := []assign.Pair{{Newcomer: 0, Mentor: 1}, {Newcomer: 1, Mentor: 0}, {Newcomer: 2, Mentor: 2}}
	check("", all, func(*assign.FairProof) {})
	check("no more", all[:2], func(*assign.FairProof) {})
	check("misses", all[:2], func(f *assign.FairProof) { f.Cover = assign.Cover{Mentors: []int32{0, 1}} })
	check("must be so low", all, func(f *assign.FairProof) { f.Above = f.Cover })
	check("misses", all, func(f *assign.FairProof) { f.Above = assign.Cover{Mentors: []int32{0}} })
	check("twice", all, func(f *assign.FairProof) { f.Above = assign.Cover{Mentors: []int32{0, 0}} })
	check("lowest score", all, func(f *assign.FairProof) { f.Worst = 3 })
	check("bonus", all, func(f *assign.FairProof) { f.Bonus = -1 })
	swapped := []assign.Pair{{Newcomer: 0, Mentor: 0}, {Newcomer: 1, Mentor: 1}, {Newcomer: 2, Mentor: 2}}
	check("not proved", swapped, func(*assign.FairProof) {})
}

// TestTheOtherSidesAnswer: a stable answer that is best for one side is refused as the best for the other, if they differ.
func TestTheOtherSidesAnswer(t *testing.T) {
	p := &assign.Problem{Capacity: []int32{1, 1}, Start: []int32{0, 2, 4}, Mentor: []int32{0, 1, 0, 1}, Score: []int64{9, 5, 5, 9},
		MentorScore: []int64{5, 9, 9, 5}}
	claims := []assign.Side{assign.NewcomerSide, assign.MentorSide}
	var results []*assign.Result
	for _, side := range claims {
		r, err := solve.Solve(p, assign.Stable, assign.Options{Side: side})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	if reflect.DeepEqual(results[0].Pairs, results[1].Pairs) {
		t.Fatal("the sides do not differ")
	}
	for x, r := range results {
		for y, side := range claims {
			c := copied(&r.Certificate)
			c.Stable.Side = side
			if err := verify.Check(p, r.Pairs, c); (err == nil) != (x == y) {
				t.Errorf("answer for %s claimed for %s: %v", claims[x], side, err)
			}
		}
	}
}
