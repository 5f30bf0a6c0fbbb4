package main

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// files writes a small made-up bench: people stay with their language.
func files(t *testing.T) (tasks, queries string) {
	t.Helper()
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(7, 7))
	langs := []string{"Go", "Rust", "Python"}
	var b, q strings.Builder
	b.WriteString("id\trepo\topened\tmerged\tresolver\tprior_commits\thas_issue\tn_files\tlangs\tareas\ttitle\n")
	add := func(id, who, lang, project int, day string) {
		fmt.Fprintf(&b, "%d\to/p%d%d\t%s\t%s\tu%d\t0\t0\t1\t%s\tsrc\tFix the %s thing\n", id, lang, project, day, day, who, langs[lang], langs[lang])
	}
	id := 0
	for who := range 150 {
		lang := who % 3
		day := date(17400 + who*12 + r.IntN(5))
		add(id, who, lang, 0, day)
		id++
		var others []string
		for i := range 12 { // what others take
			l := i % 3
			add(id, 1000+id, l, 1+r.IntN(3), date(17400+who*12+r.IntN(9)))
			if l != lang {
				others = append(others, strconv.Itoa(id))
			}
			id++
		}
		add(id, who, lang, 1+r.IntN(3), date(17405+who*12))
		fmt.Fprintf(&q, `{"q":%d,"person":"u%d","positive":%d,"near_dup":false,"history":[%d],"A":[],"S":[],"B":[%s]}`+"\n", who, who, id, id-13,
			strings.Join(others, ","))
		id++
	}
	tasks, queries = filepath.Join(dir, "tasks.tsv"), filepath.Join(dir, "queries.jsonl")
	for name, text := range map[string]string{tasks: b.String(), queries: q.String()} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return tasks, queries
}

// TestSealed does what is done with a sealed part: learn from what came before, score what is not answered, measure.
func TestSealed(t *testing.T) {
	tasks, queries := files(t)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(seal(options{tasks: tasks, queries: queries, from: "2020-07-01", out: dir}))
	must(train(options{tasks: in("train-tasks.tsv.gz"), queries: in("train-queries.jsonl.gz"), model: in("m.gz"), trees: 20}))
	o := options{tasks: in("tasks.tsv.gz"), queries: in("queries.jsonl.gz"), run: in("run.tsv"), model: in("m.gz"), why: true}
	must(score(o))
	sealed, err := readQueries(o.queries)
	must(err)
	lines := 0
	for _, q := range sealed {
		if q.Positive != nil || q.Person != "" {
			t.Fatal("a sealed query tells its answer")
		}
		if !slices.IsSorted(q.B) {
			t.Fatal("the answer is marked by its place")
		}
		lines += len(q.B)
	}
	f, err := os.Open(o.run)
	must(err)
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); lines-- {
		cells := strings.Split(s.Text(), "\t")
		sum := 0
		for _, c := range strings.Fields(cells[4]) {
			_, n, _ := strings.Cut(c, "=")
			x, err := strconv.Atoi(n)
			must(err)
			sum += x
		}
		if cells[0] != "B" || strconv.Itoa(sum) != cells[3] {
			t.Fatal(s.Text())
		}
	}
	if lines != 0 {
		t.Errorf("%d lines too few", lines)
	}
	// The answers alone, not those who took the candidates, decide the figures: the languages are enough here.
	answers, err := readQueries(in("answers.jsonl.gz"))
	must(err)
	run, err := readRun(o.run)
	must(err)
	good := 0
	for _, q := range answers {
		best := q.list("B")[0]
		for _, id := range q.list("B") {
			if run[key{"B", q.Q, id}] > run[key{"B", q.Q, best}] {
				best = id
			}
		}
		if best == *q.Positive {
			good++
		}
	}
	if good*10 < len(answers)*9 {
		t.Errorf("%d of %d answers are first", good, len(answers))
	}
	must(eval(options{queries: in("answers.jsonl.gz"), run: o.run}))
}

// TestUnheardOf: values that no file had yet, candidates without a row, days that are none.
func TestUnheardOf(t *testing.T) {
	dir := t.TempDir()
	tasks, queries := filepath.Join(dir, "t.tsv"), filepath.Join(dir, "q.jsonl")
	text := "id\trepo\topened\tmerged\tresolver\tprior_commits\thas_issue\tn_files\tlangs\tareas\ttitle\textra\n" +
		"1\tnobody/heard\t2031-01-01\t\t\t\tmaybe\t\tKlingon,\t,,\t\xff\xfe\n2\t\t\t\t\t\t\t\t\t\t\n3\tshort\n"
	asks := `{"q":"x-1","at":"soon","history":[1,99],"A":[],"S":[3],"B":[1,2,3,77],"new":{}}` + "\n" +
		`{"q":2,"at":"2031-02-02T10:00:00Z","history":[],"B":[2]}` + "\n"
	for name, text := range map[string]string{tasks: text, queries: asks} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := options{tasks: tasks, queries: queries, run: filepath.Join(dir, "run")}
	if err := score(o); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(o.run)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(b), "\n"); got != 6 || !strings.HasPrefix(string(b), "S\tx-1\t3\t") {
		t.Errorf("%d lines:\n%s", got, b)
	}
}

// TestUnusualFiles: marks of Windows, empty lines, columns that are not there, long lines, lists that are empty.
func TestUnusualFiles(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	long := strings.Repeat("very ", 400_000)
	for name, text := range map[string]string{
		"t": "\ufeffid\trepo\tlangs\ttitle\r\n\r\n1\ta/b\tGo\tFix " + long + "\r\n2\tc/d\r\n\r\n",
		"q": "\ufeff" + `{"q":1,"positive":1,"history":[],"A":null,"S":[],"B":[2]}` + "\r\n\r\n" + `{"q":2}` + "\r\n",
	} {
		if err := os.WriteFile(in(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := score(options{tasks: in("t"), queries: in("q"), run: in("run")}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(in("run"))
	if err != nil || strings.Count(string(b), "\n") != 2 {
		t.Fatalf("%s, %v", b, err)
	}
	if err := os.WriteFile(in("run"), []byte("\r\n"+strings.ReplaceAll(string(b), "\n", "\r\n")+"\r\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := readRun(in("run")); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if err := eval(options{queries: in("q"), run: in("run")}); err != nil {
		t.Error(err)
	}
	if err := score(options{tasks: in("nowhere"), queries: in("q"), run: filepath.Join(dir, "no", "run")}); err == nil || !strings.Contains(err.Error(), "run") {
		t.Errorf("a run that cannot be written: %v", err)
	}
}

// TestRunsAreWhole: what stands where a run is to come stays until it is whole, no input is written to, and what cannot be named is refused.
func TestRunsAreWhole(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(in(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("t", "id\trepo\n1\ta/b\n2\tc/d\n")
	put("q", `{"q":"one","B":[1,2]}`+"\n")
	put("run", "an earlier run")
	put("wrong", `{"q":1,"B":[1,2]}`+"\n{")
	stays := func(file, text string) {
		t.Helper()
		if b, err := os.ReadFile(in(file)); err != nil || string(b) != text {
			t.Errorf("%s is %q, %v", file, b, err)
		}
		if _, err := os.Stat(in(file + ".part")); err == nil {
			t.Errorf("%s.part was left", file)
		}
	}
	for _, q := range []string{"wrong", "nowhere"} {
		if err := score(options{tasks: in("t"), queries: in(q), run: in("run")}); err == nil {
			t.Errorf("%s was scored", q)
		}
		stays("run", "an earlier run")
	}
	if err := os.Symlink(in("t"), in("link")); err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"t", "q", "link"} {
		if err := score(options{tasks: in("t"), queries: in("q"), run: in(run)}); !errors.Is(err, errUsage) {
			t.Errorf("--run %s: %v", run, err)
		}
	}
	stays("t", "id\trepo\n1\ta/b\n2\tc/d\n")
	for _, q := range []string{`[1,2]`, `{}`, `"a\tb"`, `"a\nb"`, `true`} {
		put("named", `{"q":`+q+`,"B":[1,2]}`+"\n")
		if _, err := readQueries(in("named")); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("q %s: %v", q, err)
		}
	}
	if err := score(options{tasks: in("t"), queries: in("q"), run: in("run")}); err != nil {
		t.Fatal(err)
	}
	if got, err := readRun(in("run")); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMeasure(t *testing.T) {
	if got := place([]float64{3, 5, 3, 1}, 0); got != 2.5 {
		t.Error(got)
	}
	m := measure{ranks: []float64{1, 2, 4, 20}}
	if got := m.String(); got != "n=4 R@1=0.250 R@3=0.500 R@5=0.750 R@10=0.750 FH=3.0 MRR=0.450" {
		t.Error(got)
	}
}
