package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// talk is what match says: lines on stdout, what is wrong and how far it is on stderr.
type talk struct {
	s     streams
	mu    sync.Mutex
	began time.Time
	last  time.Time
}

func newTalk(s streams) *talk {
	now := time.Now()
	return &talk{s: s, began: now, last: now}
}

func (t *talk) line(format string, args ...any) { fmt.Fprintf(t.s.out, format+"\n", args...) }

// number says how many of something there are.
func number(n int, one, more string) string {
	if n == 1 {
		more = one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// written says which files there are now, each on a line of its own: a long name is not cut.
func (t *talk) written(files []string, began time.Time) {
	for _, f := range files {
		t.line("written    %s", cohort.Whole(f))
	}
	t.line("took       %s", time.Since(began).Round(10*time.Millisecond))
}

// every is how often progress is told: not at all while everything is quick.
const every = 2 * time.Second

// progress says how far a stage is, now and then. total 0 is not known; 100 is percent.
func (t *talk) progress(stage string, done, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if now.Sub(t.last) < every {
		return
	}
	t.last = now
	switch {
	case total == 100:
		fmt.Fprintf(t.s.err, "%s: %d %%, %s so far\n", stage, done, now.Sub(t.began).Round(time.Second))
	case total > 0:
		fmt.Fprintf(t.s.err, "%s: %d of %d (%d %%), %s so far\n", stage, done, total, 100*int64(done)/int64(total),
			now.Sub(t.began).Round(time.Second))
	default:
		fmt.Fprintf(t.s.err, "%s: %d, %s so far\n", stage, done, now.Sub(t.began).Round(time.Second))
	}
}

// problems lists what is wrong, all at once.
func (t *talk) problems(p *cohort.Problems) {
	p.Sort()
	for _, x := range p.List {
		fmt.Fprintln(t.s.err, x)
	}
	if p.Total > len(p.List) {
		fmt.Fprintf(t.s.err, "… and %d more\n", p.Total-len(p.List))
	}
}

// refuse lists what is wrong and gives the error of it.
func (t *talk) refuse(p *cohort.Problems) error {
	t.problems(p)
	what := fmt.Sprintf("%d things are wrong", p.Total)
	if p.Total == 1 {
		what = "one thing is wrong"
	}
	return fmt.Errorf("%w: %s; nothing was written", errUsage, what)
}

// columns shows how the columns of a table were understood.
func (t *talk) columns(table *cohort.Table, what, how string, used []cohort.Use, unused []int) {
	t.line("%s  %s: %s", what, cohort.Plain(table.Name), how)
	for _, u := range used {
		t.line("  %-3s %-32s %s", cohort.Letter(u.Column), `"`+cohort.Plain(table.Headings[u.Column])+`"`, u.As)
	}
	var rest []string
	for _, at := range unused {
		rest = append(rest, fmt.Sprintf(`%s "%s"`, cohort.Letter(at), cohort.Plain(table.Headings[at])))
	}
	if len(rest) > 0 {
		t.line("  not used: %s", strings.Join(rest, ", "))
	}
}
