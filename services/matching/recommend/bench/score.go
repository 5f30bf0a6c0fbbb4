package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// scored is a line of a run.
type scored struct {
	protocol int
	q        int // its place in the file of queries
	name     name
	id       int
	score    int64
	start    int64
	credits  [recommend.NGroups]int64
}

// models are the shipped ones, or those of a file.
func models(file string) (*recommend.Set, error) {
	if file == "" {
		return recommend.Shipped()
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return recommend.ReadSet(f)
}

// score scores candidates without reading which of them is the answer: protocol, query, candidate, score in millionths (larger is
// better). Where the file of queries has answers, they are candidates like the others.
func score(o options) error {
	set, err := models(o.model)
	if err != nil {
		return err
	}
	run, err := begin(o.run, o.tasks, o.queries)
	if err != nil {
		return err
	}
	defer run.drop()
	say("reading %s", o.tasks)
	tasks, err := readTasks(o.tasks)
	if err != nil {
		return err
	}
	queries, err := readQueries(o.queries)
	if err != nil {
		return err
	}
	lines := scores(set, tasks, queries)
	if err := write(run, lines, o.why); err != nil {
		return err
	}
	say("%d lines written to %s", len(lines), o.run)
	return nil
}

func scores(set *recommend.Set, tasks map[int]*recommend.Task, queries []query) []scored {
	all := byDay(queries, tasks)
	at := map[*query]int{}
	for i := range queries {
		at[&queries[i]] = i
	}
	var lines []scored
	w, done := world(tasks), 0
	walk(w, tasks, nil, all, func(q asked) {
		for p, protocol := range protocols {
			ids := q.list(protocol)
			m, ok := set.Models[protocol]
			if len(ids) == 0 || !ok {
				continue
			}
			for i, row := range w.Features(question(w, tasks, q, ids)) {
				l := scored{protocol: p, q: at[q.query], name: q.Q, id: ids[i], score: m.Score(row)}
				l.credits, l.start = m.Credits(row)
				lines = append(lines, l)
			}
		}
		if done++; done%500 == 0 {
			say("%d of %d queries", done, len(all))
		}
	})
	slices.SortStableFunc(lines, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.q, b.q), cmp.Compare(a.protocol, b.protocol), cmp.Compare(a.id, b.id))
	})
	return lines
}

func write(run *output, lines []scored, why bool) error {
	b := bufio.NewWriterSize(run.file, 1<<20)
	for _, l := range lines {
		fmt.Fprintf(b, "%s\t%s\t%d\t%d", protocols[l.protocol], l.name, l.id, l.score)
		if why {
			fmt.Fprintf(b, "\tstart=%d", l.start)
			for g, c := range l.credits {
				fmt.Fprintf(b, " %s=%d", recommend.Group(g), c)
			}
		}
		b.WriteByte('\n')
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return run.keep()
}
