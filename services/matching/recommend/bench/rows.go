package main

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// asked is a query with the day of asking.
type asked struct {
	*query
	at int
}

// byDay puts queries in the order of days. Where a query does not say its day it is that on which its answer was opened; where nothing
// says it, the last day of its history.
func byDay(queries []query, tasks map[int]*recommend.Task) []asked {
	out := make([]asked, len(queries))
	for i := range queries {
		q := &queries[i]
		at := day(q.At)
		if at == 0 && q.Positive != nil && tasks[*q.Positive] != nil {
			at = tasks[*q.Positive].Opened
		}
		if at == 0 {
			for _, h := range q.History {
				if t := tasks[h]; t != nil {
					at = max(at, t.Opened)
				}
			}
		}
		out[i] = asked{q, at}
	}
	slices.SortStableFunc(out, func(a, b asked) int { return a.at - b.at })
	return out
}

// hide are the tasks of whom a sealed file does not tell who did them: all candidates of these queries.
func hide(queries []asked) map[int]bool {
	out := map[int]bool{}
	for _, q := range queries {
		for _, p := range protocols {
			for _, c := range q.list(p) {
				out[c] = true
			}
		}
	}
	return out
}

// world knows every task by its words, and nothing of who did it yet.
func world(tasks map[int]*recommend.Task) *recommend.World {
	w := recommend.NewWorld()
	ids := make([]int, 0, len(tasks))
	for id := range tasks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		w.Read(tasks[id])
	}
	return w
}

// walk goes through the queries by day and tells the world, before each, what was merged before that day.
func walk(w *recommend.World, tasks map[int]*recommend.Task, hidden map[int]bool, queries []asked, each func(q asked)) {
	order := make([]*recommend.Task, 0, len(tasks))
	for _, t := range tasks {
		if t.Merged > 0 && t.Resolver != "" && !hidden[t.ID] {
			order = append(order, t)
		}
	}
	slices.SortFunc(order, func(a, b *recommend.Task) int {
		if a.Merged != b.Merged {
			return a.Merged - b.Merged
		}
		return a.ID - b.ID
	})
	next := 0
	for _, q := range queries {
		for next < len(order) && order[next].Merged < q.at {
			w.Merged(order[next])
			next++
		}
		each(q)
	}
}

// question is a query as the features want it: nothing of a candidate that was not known on the day of asking.
func question(w *recommend.World, tasks map[int]*recommend.Task, q asked, candidates []int) *recommend.Query {
	out := &recommend.Query{At: q.at}
	for _, id := range q.History {
		if t := tasks[id]; t != nil {
			out.History = append(out.History, t)
		}
	}
	for _, id := range candidates {
		t := tasks[id]
		if t == nil { // not in the table: nothing is known of it
			t = &recommend.Task{ID: id}
			w.Read(t)
		}
		out.Among = append(out.Among, t)
	}
	return out
}
