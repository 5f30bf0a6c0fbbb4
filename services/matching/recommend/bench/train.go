package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/services/matching/recommend"
	"github.com/waymark-dev/waymark/services/matching/recommend/learn"
)

// blocks are where time is cut: within a block nothing is known of who did a candidate, as in the sealed part. The last two are what is
// tested on, each with what was learned from those before.
var blocks = []string{"1970-01-02", "2017-01-01", "2019-01-01", "2020-07-01", "9999-01-01"}

// how each protocol's model is learned.
func how(protocol string) learn.Options {
	o := learn.Default()
	if protocol != "B" { // about one project: a small model is enough
		o.Trees, o.Leaves, o.Rate = 150, 8, 0.06
	}
	return o
}

// train learns the models of all protocols from answered queries.
func train(o options) error {
	tasks, queries, err := readAnswered(o)
	if err != nil {
		return err
	}
	lists := make([]map[string][]learn.List, len(blocks)-1)
	for i := range lists {
		lists[i] = block(tasks, within(queries, tasks, day(blocks[i]), day(blocks[i+1])))
		say("%s to %s: %d lists", blocks[i], blocks[i+1], len(lists[i]["B"]))
	}
	if o.check {
		return check(lists, o)
	}
	set := &recommend.Set{Features: recommend.FeatureNames(), Models: map[string]recommend.Model{}, Data: about(tasks, queries),
		Learned: "scripts/bench-issues learn --tasks tasks.tsv.gz --queries queries.jsonl.gz --model first-tasks.json.gz"}
	for _, p := range protocols {
		if all := gather(lists, p); len(all) > 0 {
			set.Models[p] = *learned(p, all, o)
		}
	}
	b, err := set.Bytes()
	if err != nil {
		return err
	}
	say("%d bytes written to %s", len(b), o.model)
	return os.WriteFile(o.model, b, 0o644)
}

func readAnswered(o options) (map[int]*recommend.Task, []query, error) {
	tasks, err := readTasks(o.tasks)
	if err != nil {
		return nil, nil, err
	}
	queries, err := readQueries(o.queries)
	if err != nil {
		return nil, nil, err
	}
	for i := range queries {
		if p := queries[i].Positive; p == nil || tasks[*p] == nil {
			return nil, nil, fmt.Errorf("%s: query %s has no answer", o.queries, queries[i].Q)
		}
	}
	return tasks, queries, nil
}

func within(queries []query, tasks map[int]*recommend.Task, from, to int) []asked {
	var out []asked
	for _, q := range byDay(queries, tasks) {
		if q.at >= from && (q.at < to || to == 0) {
			out = append(out, q)
		}
	}
	return out
}

// block makes the rows of queries of one block.
func block(tasks map[int]*recommend.Task, queries []asked) map[string][]learn.List {
	out := map[string][]learn.List{}
	w := world(tasks)
	walk(w, tasks, hide(queries), queries, func(q asked) {
		for _, p := range protocols {
			ids := q.list(p)
			if len(ids) < 2 {
				continue
			}
			out[p] = append(out[p], learn.List{Rows: w.Features(question(w, tasks, q, ids)), Answer: slices.Index(ids, *q.Positive)})
		}
	})
	return out
}

func gather(lists []map[string][]learn.List, protocol string) (all []learn.List) {
	for _, l := range lists {
		all = append(all, l[protocol]...)
	}
	return all
}

func learned(protocol string, lists []learn.List, o options) *recommend.Model {
	opt := how(protocol)
	if o.trees > 0 {
		opt.Trees = o.trees
	}
	opt.EachTrees = func(n int) {
		if n%100 == 0 {
			say("%s: %d of %d trees from %d lists", protocol, n, opt.Trees, len(lists))
		}
	}
	return learn.Trees(lists, opt)
}

// check learns from what came before each of the last two blocks and measures on the block.
func check(lists []map[string][]learn.List, o options) error {
	for i := 2; i < len(lists); i++ {
		for _, p := range protocols {
			m := learned(p, gather(lists[:i], p), o)
			var all measure
			for _, l := range lists[i][p] {
				values := make([]int64, len(l.Rows))
				for j, r := range l.Rows {
					values[j] = m.Score(r)
				}
				all.ranks = append(all.ranks, place(values, l.Answer))
			}
			fmt.Printf("%s from %s: %s\n", p, blocks[i], &all)
		}
	}
	return nil
}

// about says what was read.
func about(tasks map[int]*recommend.Task, queries []query) string {
	last := 0
	for _, t := range tasks {
		last = max(last, t.Merged)
	}
	return fmt.Sprintf("issue-bench, train part: %d tasks merged until %s, %d queries", len(tasks),
		time.Unix(int64(last)*86400, 0).UTC().Format(time.DateOnly), len(queries))
}
