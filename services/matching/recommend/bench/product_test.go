package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/history"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// madeUp is a world in which everybody writes Go and stays with one thing that projects are about: what they declare tells nothing, what
// they did before tells it.
func madeUp() (tasks map[int]*recommend.Task, queries []query) {
	about := []string{"kubernetes", "bitcoin", "docker"}
	tasks = map[int]*recommend.Task{}
	add := func(topic, project, day int) int {
		t := &recommend.Task{ID: len(tasks), Repo: fmt.Sprintf("o%d/p%d%d", project, topic, project), Opened: day, Merged: day, Resolver: "u",
			Langs: []string{"Go"}, Title: "Rework how " + about[topic] + " comes in"}
		tasks[t.ID] = t
		return t.ID
	}
	from := day("2018-01-01")
	for i := range 60 { // what projects are about is known by then
		add(i%3, i%4, from-100+i)
	}
	for who := range 90 {
		topic, at := who%3, from+who*20
		past := add(topic, 0, at)
		var others []int
		for i := range 9 {
			if i%3 != topic {
				others = append(others, add(i%3, 1+i%3, at+5))
			}
		}
		answer := add(topic, 1+who%3, at+5)
		queries = append(queries, query{Q: name(fmt.Sprint(who)), Positive: &answer, History: []int{past}, B: others, S: others[:1]})
	}
	return tasks, queries
}

func madeUpShelf(tasks map[int]*recommend.Task, queries []query) *shelf {
	from := day("2019-01-01")
	return stock(tasks, within(queries, tasks, from, 0), from)
}

// TestHistoryHelps: with what somebody did before the answers come higher than with what they declare alone, and with that than with nothing.
func TestHistoryHelps(t *testing.T) {
	s := madeUpShelf(madeUp())
	mrr := func(k knows) float64 {
		m := s.ranks("B", k, history.Shipped, rank.Weights{})
		if len(m.ranks) < 30 {
			t.Fatalf("%d lists", len(m.ranks))
		}
		return m.mrr()
	}
	for _, k := range []knows{named, linked, worked} {
		if with, without := mrr(k), mrr(declared); with < .9 || without > .5 {
			t.Errorf("%s: MRR %.3f, with what is declared alone %.3f", knowsNames[k], with, without)
		}
	}
	if a, b := mrr(nothing), mrr(declared); a > b {
		t.Errorf("with nothing %.3f, with what is declared %.3f", a, b)
	}
}

// TestNothingTellsTheAnswer: neither the day on which a candidate was opened, nor how many candidates a project has in a list, nor where the
// answer stands changes a score.
func TestNothingTellsTheAnswer(t *testing.T) {
	tasks, queries := madeUp()
	s := madeUpShelf(tasks, queries)
	a := &s.asks[0]
	l := a.lists["B"]
	p := a.person(linked, history.Shipped)
	before := s.values(&p, &l, rank.Weights{})
	longer := list{ids: append(slices.Clone(l.ids), s.asks[1].lists["B"].ids...)}
	if got := s.values(&p, &longer, rank.Weights{}); !slices.Equal(got[:len(before)], before) {
		t.Errorf("in a longer list %v, before %v", got, before)
	}
	moved := map[int]*recommend.Task{}
	for id, x := range tasks {
		plain := x.Plain()
		moved[id] = &plain
	}
	late := within(queries, tasks, day("2019-01-01"), 0)
	for i, q := range late { // each candidate is opened on another day; who is asked when stays
		q.query.At = date(q.at)
		for _, id := range q.list("B") {
			moved[id].Opened += 3 + i + id%7
		}
	}
	other := stock(moved, within(queries, moved, day("2019-01-01"), 0), day("2019-01-01"))
	p = other.asks[0].person(linked, history.Shipped)
	m := other.asks[0].lists["B"]
	if got := other.values(&p, &m, rank.Weights{}); !slices.Equal(got, before) || !slices.Equal(m.ids, l.ids) {
		t.Errorf("opened on other days %v, before %v", got, before)
	}
}

// TestLearnTable: the same files give the same table, and it is one that can ship.
func TestLearnTable(t *testing.T) {
	tasks, queries := files(t)
	var first []byte
	for range 2 {
		o := options{tasks: tasks, queries: queries, model: filepath.Join(t.TempDir(), "table.json")}
		if err := product(o); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(o.model)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := history.Read(b); err != nil {
			t.Fatal(err)
		}
		if first != nil && string(b) != string(first) {
			t.Errorf("%s\n%s", b, first)
		}
		first = b
	}
	var got history.Table
	if err := json.Unmarshal(first, &got); err != nil || !strings.Contains(got.Data, "queries") || !strings.Contains(got.Learned, "bench-issues product") {
		t.Errorf("%s, %v", first, err)
	}
	if err := product(options{tasks: tasks, queries: queries, check: true}); err != nil {
		t.Error(err)
	}
}

func TestSharesFall(t *testing.T) {
	x := tried{shares: [4]int{100, 100, 100, 100}, skills: 3, topics: 4}
	x.share(1, 50)
	x.share(3, 10)
	if got := x.table(); short(got) != "from 50% of the work 100%, from 10% of the work 50%, from 0% of the work 10%; at most 3 skills; "+
		"topics from 0% of the work, at most 4" {
		t.Error(short(got))
	}
	x.share(3, 75)
	if got := x.table(); short(got) != "from 50% of the work 100%, from 0% of the work 75%; at most 3 skills; topics from 0% of the work, at most 4" {
		t.Error(short(got))
	}
}
