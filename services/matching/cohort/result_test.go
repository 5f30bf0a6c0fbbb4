package cohort

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is otherwise; with -update it is written anew:\n%s", name, diff)
	}
}

// small is a cohort of four newcomers and three mentors; the third has no place.
func small() *assign.Problem {
	return &assign.Problem{
		Capacity: []int32{1, 2, 0}, Start: []int32{0, 2, 4, 5, 7}, Mentor: []int32{0, 1, 0, 1, 2, 0, 1},
		Score: []int64{9, 5, 8, 8, 4, 7, -1},
	}
}

func TestMeasure(t *testing.T) {
	p := small()
	m := Measure(p, []int32{1, 0, -1, -1})
	if m.Matched != 2 || m.Total != 13 || m.Least != 5 || m.Pairs != 5 || m.Places != 3 {
		t.Errorf("%+v", m)
	}
	// The first would rather have mentor 0, who would rather have the first too; the second has a first choice (a tie); the fourth
	// scores less with mentor 0 than the second does.
	if diff := cmp.Diff([]int32{2, 1, 0, 0}, m.Rank) + cmp.Diff([]bool{true, false, false, false}, m.Envious) + cmp.Diff([]int32{2, 2, 0,
		1}, m.Options); diff != "" {
		t.Error(diff)
	}
	for i, want := range map[int]string{0: "choice 2 of 2", 1: "first choice of 2"} {
		if got := m.Choice(i); got != want {
			t.Errorf("%d: %s", i, got)
		}
	}
	for i, want := range map[int]string{2: "those with a score have no place at all", 3: "a place is free, but"} {
		if got := m.Unmatched(i, p, "nothing", nil); i == 2 && !strings.Contains(got, want) || i == 3 && !strings.Contains(got,
			"every place is taken: the one possible") &&
			!strings.Contains(got, "every place is taken") {
			t.Errorf("%d: %s", i, got)
		}
	}
	p.Start = []int32{0, 2, 4, 5, 5}
	m = Measure(p, []int32{1, 0, -1, -1})
	if got := m.Unmatched(3, p, "nothing", nil); got != "no mentor is possible: nothing" {
		t.Error(got)
	}
	if got := m.Unmatched(3, p, "nothing", []string{"a rules out 2",
		"b rules out 1"}); got != "no mentor is possible: a rules out 2 and b rules out 1" {
		t.Error(got)
	}
	golden(t, "summary.txt", []byte(strings.Join(m.Summary(), "\n")+"\n"))
	if got := Measure(&assign.Problem{Start: []int32{0}}, nil).Summary(); len(got) == 0 || !strings.Contains(got[0], "0 of 0") {
		t.Error(got)
	}
}

// TestEnvyIsBlockingPairs: justified envy is the same as looking at every pair by the definition.
func TestEnvyIsBlockingPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 5).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "m")
		p := &assign.Problem{Start: []int32{0}}
		for range m {
			p.Capacity = append(p.Capacity, int32(rapid.IntRange(0, 2).Draw(t, "capacity")))
		}
		for range n {
			for j := range m {
				if rapid.Bool().Draw(t, "listed") {
					p.Mentor, p.Score = append(p.Mentor, int32(j)), append(p.Score, int64(rapid.IntRange(-1, 3).Draw(t, "score")))
					p.MentorScore = append(p.MentorScore, int64(rapid.IntRange(0, 3).Draw(t, "theirs")))
				}
			}
			p.Start = append(p.Start, int32(len(p.Mentor)))
		}
		of, left := make([]int32, n), slices.Clone(p.Capacity)
		for i := range of {
			of[i] = -1
			for k := p.Start[i]; k < p.Start[i+1]; k++ {
				if j := p.Mentor[k]; left[j] > 0 && p.Score[k] >= 0 && rapid.Bool().Draw(t, "take") {
					of[i] = j
					left[j]--
					break
				}
			}
		}
		got := Measure(p, of)
		theirs := func(i int, j int32) int64 {
			k, _ := p.Find(assign.Pair{Newcomer: int32(i), Mentor: j})
			return p.MentorScore[k]
		}
		for i := range of {
			envy, rank := false, int32(1)
			for k := p.Start[i]; k < p.Start[i+1]; k++ {
				j := p.Mentor[k]
				if p.Score[k] < 0 || p.Capacity[j] == 0 || of[i] >= 0 && p.Score[k] <= p.ScoreOf(assign.Pair{Newcomer: int32(i), Mentor: of[i]}) {
					continue
				}
				rank++
				envy = envy || left[j] > 0
				for other, with := range of {
					envy = envy || with == j && theirs(other, j) < theirs(i, j)
				}
			}
			if of[i] < 0 {
				rank = 0
			}
			if got.Envious[i] != envy || got.Rank[i] != rank {
				t.Fatalf("newcomer %d: envy %v, rank %d; want %v, %d", i, got.Envious[i], got.Rank[i], envy, rank)
			}
		}
	})
}

// TestSmallGroups: whatever the groups are, none that is shown is small, and neither is what is left when the shown ones are taken away.
func TestSmallGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var answers []string
		for g := range rapid.IntRange(0, 6).Draw(t, "groups") {
			for range rapid.IntRange(1, 25).Draw(t, "size") {
				answers = append(answers, string(rune('a'+g)))
			}
		}
		groups := grouped(answers, false)
		seen := 0
		for _, g := range groups {
			if len(g.rows) < SmallGroup {
				t.Fatalf("a group of %d is shown", len(g.rows))
			}
			seen += len(g.rows)
		}
		if rest := len(answers) - seen; groups != nil && rest != 0 || groups == nil && rest >= 2*SmallGroup {
			t.Fatalf("%d of %d people are in no group", rest, len(answers))
		}
	})
}

func TestGrouped(t *testing.T) {
	answers := func(counts map[string]int) (out []string) {
		for _, k := range slices.Sorted(func(yield func(string) bool) {
			for k := range counts {
				if !yield(k) {
					return
				}
			}
		}) {
			for range counts[k] {
				out = append(out, k)
			}
		}
		return out
	}
	for _, c := range []struct {
		name   string
		counts map[string]int
		want   string
	}{
		{"all large", map[string]int{"a": 10, "b": 12}, "b 12, a 10"},
		{"one small takes the smallest large along", map[string]int{"a": 30, "b": 12, "c": 1}, "a 30, 2 groups together 13"},
		{"small ones together", map[string]int{"a": 30, "b": 6, "c": 4}, "a 30, 2 groups together 10"},
		{"too few", map[string]int{"a": 5, "b": 4}, ""},
		{"one large and one small", map[string]int{"a": 12, "b": 4}, "2 groups together 16"},
		{"not said", map[string]int{"a": 12, " ": 11}, "a 12, not said 11"},
		{"spelled otherwise", map[string]int{"North": 8, "north ": 3}, "North 11"},
	} {
		var got []string
		for _, g := range grouped(answers(c.counts), false) {
			got = append(got, fmt.Sprint(g.name, " ", len(g.rows)))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if g := grouped(answers(map[string]int{"en:4; pt": 6, "English (4)": 1, "EN": 5}), true); len(g) != 1 || len(g[0].rows) != 12 {
		t.Error(g)
	}
}

func TestAuditGolden(t *testing.T) {
	lines, mentors := []string{"newcomer|Region|track"}, []string{"mentor|capacity|Region"}
	p := &assign.Problem{Start: []int32{0}}
	var of []int32
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("n%d|%s|%s", i, []string{"North", "=South", "East", "North"}[i%4], []string{"a", "b"}[i/36]))
		p.Mentor, p.Score = append(p.Mentor, int32(i%12)), append(p.Score, int64(i))
		p.Start = append(p.Start, int32(len(p.Mentor)))
		of = append(of, int32(i%12))
		if i >= 30 {
			of[i] = -1
		}
	}
	for j := range 12 {
		mentors = append(mentors, fmt.Sprintf("m%d|3|%s", j, []string{"North", "South"}[j/6]))
		p.Capacity = append(p.Capacity, 3)
	}
	m := Measure(p, of)
	list, hidden := Audit(m, people(t, Newcomers, lines...), people(t, Mentors, mentors...))
	golden(t, "audit.csv", AuditCSV(list))
	golden(t, "audit.txt", []byte(strings.Join(AuditText(list, hidden), "\n")+"\n"))
	plot := Plot(m, `30 of 40 <found> "somebody"`)
	golden(t, "plot.svg", plot)
	for d := xml.NewDecoder(bytes.NewReader(plot)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAuditSubtraction: the mean rank of fewer than ten is not had from the mean of all and of the other groups, in any cohort.
func TestAuditSubtraction(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tried, hid := 0, 0
	for range 300 {
		n := 20 + r.IntN(60)
		m := &Measures{Rank: make([]int32, n), Envious: make([]bool, n)}
		region, most := make([]string, n), 2+r.IntN(4)
		share := r.Float64()
		for i := range n {
			region[i] = fmt.Sprintf("r%d", r.IntN(most)*r.IntN(2))
			if r.Float64() < share {
				m.Rank[i] = int32(1 + r.IntN(9))
			}
		}
		list, hidden := Audit(m, &People{Side: Newcomers, Groups: map[string][]string{"region": region}}, &People{Side: Mentors})
		if len(hidden) > 0 {
			continue
		}
		tried++
		unseen := 0
		for _, rank := range m.Rank {
			if rank > 0 {
				unseen++
			}
		}
		for _, a := range list {
			if a.MeanRank > 0 {
				unseen -= a.ranked
				if a.ranked < SmallGroup {
					t.Fatalf("the mean rank of %d is shown", a.ranked)
				}
			} else if a.ranked >= SmallGroup {
				hid++
			}
		}
		if all := len(list) > 1; all && unseen > 0 && unseen < SmallGroup && slices.ContainsFunc(list, func(a Audited) bool { return a.MeanRank > 0 }) {
			t.Fatalf("the mean rank of %d is had by subtraction: %+v", unseen, list)
		}
	}
	if tried < 100 || hid == 0 {
		t.Errorf("%d cohorts were looked at, %d groups hidden for the others' sake: the test shows nothing", tried, hid)
	}
}

// find runs Candidates on a table of scores.
func find(t *testing.T, table [][]int64, capacity []int32, keep int, self map[int32]int32) Pairs {
	t.Helper()
	c := Candidates{Newcomers: len(table), Capacity: capacity, Keep: keep, Self: self, Row: func(i int, out []int64) { copy(out, table[i]) }}
	p, ok := c.Find()
	if !ok {
		t.Fatal("stopped")
	}
	if err := (&assign.Problem{Capacity: capacity, Start: p.Start, Mentor: p.Mentor, Score: p.Score}).Check(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAllCandidates(t *testing.T) {
	p := find(t, [][]int64{{5, -1, 7}, {0, 3, 1}}, []int32{1, 2, 0}, 0, map[int32]int32{1: 0})
	if diff := cmp.Diff(Pairs{Start: []int32{0, 1, 2}, Mentor: []int32{0, 1}, Score: []int64{5, 3}}, p); diff != "" {
		t.Error(diff)
	}
}

// TestBestCandidates: the best of each newcomer and of each mentor are there, nothing depends on the order of the work, and equal scores
// do not send everybody to the same few mentors.
func TestBestCandidates(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, m, keep = 300, 120, 5
	table, capacity := make([][]int64, n), make([]int32, m)
	for i := range table {
		for range m {
			table[i] = append(table[i], r.Int64N(4))
		}
	}
	for j := range capacity {
		capacity[j] = int32(r.IntN(3))
	}
	p := find(t, table, capacity, keep, nil)
	if diff := cmp.Diff(p, find(t, table, capacity, keep, nil)); diff != "" {
		t.Error("another run has others:", diff)
	}
	in := map[[2]int32]bool{}
	for i := range n {
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			in[[2]int32{int32(i), p.Mentor[k]}] = true
			if p.Score[k] != table[i][p.Mentor[k]] || capacity[p.Mentor[k]] == 0 {
				t.Fatal("a wrong score, or a mentor without a place")
			}
		}
	}
	for i := range n { // nobody better than the least of the five is missing
		var scores []int64
		for j, s := range table[i] {
			if capacity[j] > 0 {
				scores = append(scores, s)
			}
		}
		slices.Sort(scores)
		for j, s := range table[i] {
			if capacity[j] > 0 && s > scores[len(scores)-keep] && !in[[2]int32{int32(i), int32(j)}] {
				t.Fatalf("newcomer %d lacks mentor %d", i, j)
			}
		}
	}
	for j := range m {
		count := 0
		for i := range n {
			if in[[2]int32{int32(i), int32(j)}] {
				count++
			}
		}
		if count < PlacesWorth*int(capacity[j]) {
			t.Errorf("mentor %d with %d places has only %d newcomers", j, capacity[j], count)
		}
	}
	if most := find(t, table, []int32{1_000_000, 0}, 1, nil); len(most.Mentor) != n {
		t.Errorf("%d pairs with one mentor who takes everybody", len(most.Mentor))
	}
	if got := worth(1_000_000); got != mostWorth {
		t.Errorf("a mentor with many places makes %d pairs", got)
	}
	stop := make(chan struct{})
	close(stop)
	c := Candidates{Newcomers: n, Capacity: capacity, Keep: keep, Row: func(i int, out []int64) { copy(out, table[i]) }, Stop: stop}
	if _, ok := c.Find(); ok {
		t.Error("was not stopped")
	}
}

func TestCertificateThereAndBack(t *testing.T) {
	c := &Certificate{Format: Format, Objective: assign.Fit, Scoring: "scores", Newcomers: 2, Inputs: []Input{{"newcomers", 5, "ab"},
		{"mentors", 6, "cd"}},
		Proof: assign.Certificate{Objective: assign.Fit, Total: 7, Fit: &assign.FitProof{Prices: []int64{1}}}}
	b, err := c.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadCertificate(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" || len(c.Differs(again)) > 0 {
		t.Error(diff, c.Differs(again))
	}
	for name, bad := range map[string]string{"empty": "", "other": `{"format":"x"}`, "more": string(b) + "{}",
		"field": `{"format":"waymark-match/1","x":1}`, "list": "[]"} {
		if _, err := ReadCertificate([]byte(bad)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for name, change := range map[string]func(*Certificate){
		"mentors is not the one":  func(o *Certificate) { o.Inputs = []Input{{"newcomers", 5, "ab"}, {"mentors", 6, "xx"}} },
		"mentors, which is not":   func(o *Certificate) { o.Inputs = o.Inputs[:1] },
		"without a file of score": func(o *Certificate) { o.Inputs = append(slices.Clone(o.Inputs), Input{"scores", 1, "e"}) },
		"other people or pairs":   func(o *Certificate) { o.Pairs = 9 },
		"other weights":           func(o *Certificate) { o.Weights = "v9" },
	} {
		other := *again
		change(&other)
		if got := strings.Join(c.Differs(&other), "; "); !strings.Contains(got, name) {
			t.Errorf("%s: %q", name, got)
		}
	}
	other := *c
	other.Proof.Objective = assign.Stable
	if got := other.Differs(again); len(got) != 1 {
		t.Error(got)
	}
}

func FuzzCertificate(f *testing.F) {
	f.Add([]byte(`{"format":"waymark-match/1","proof":{"fit":{"prices":[1]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ReadCertificate(b); err == nil {
			if _, err := c.Bytes(); err != nil {
				t.Fatal(err)
			}
			c.Differs(c)
		}
	})
}

func FuzzPairs(f *testing.F) {
	f.Add("a", "x", "5", "newcomer|mentor|score|reason")
	f.Add("'a", "", "", "score|newcomer|mentor")
	n := &People{File: "n", ID: []string{"a", "=b"}, Line: []int{2, 3}, row: map[string]int32{"a": 0, "=b": 1}}
	m := &People{File: "m", ID: []string{"x"}, Line: []int{2}, row: map[string]int32{"x": 0}}
	p := &assign.Problem{Capacity: []int32{1}, Start: []int32{0, 1, 1}, Mentor: []int32{0}, Score: []int64{5}}
	f.Fuzz(func(t *testing.T, a, b, c, heading string) {
		var wrong Problems
		pairs := ReadPairs(&Table{Name: "p", First: 1, Headings: strings.Split(heading, "|"), Lines: []Line{{2, []string{a, b, c}}, {3,
			[]string{b}}}}, n, m, p, &wrong)
		for _, pair := range pairs {
			if pair.Newcomer < 0 || pair.Newcomer > 1 || pair.Mentor != 0 {
				t.Fatal(pair)
			}
		}
		for _, x := range wrong.List {
			if strings.ContainsAny(x.String(), "\x1b\n\r") {
				t.Fatalf("%q", x)
			}
		}
	})
}

// TestJoined: what is kept of groups has no small one in it, and its audit counts the same people.
func TestJoined(t *testing.T) {
	var list []string
	for _, x := range []struct {
		answer string
		n      int
	}{{"Europe", 30}, {"Asia", 12}, {"Africa", 4}, {"Oceania", 3}, {"", 11}} {
		list = append(list, slices.Repeat([]string{x.answer}, x.n)...)
	}
	joined, ok := Joined(list)
	if !ok {
		t.Fatal("nothing can be shown")
	}
	counts := map[string]int{}
	for i, j := range joined {
		counts[j]++
		if list[i] == "Africa" && j != "+3" || list[i] == "Europe" && j != "Europe" {
			t.Errorf("%q became %q", list[i], j)
		}
	}
	if len(counts) != 3 || counts["Europe"] != 30 || counts["Asia"]+counts["-"] < 10 || counts["+3"] < SmallGroup {
		t.Errorf("%v", counts)
	}
	again, _ := Joined(joined)
	for i := range again {
		if again[i] != joined[i] {
			t.Fatalf("joined again: %q became %q", joined[i], again[i])
		}
	}
	if _, ok := Joined([]string{"a", "b"}); ok {
		t.Error("two people are shown")
	}
}
