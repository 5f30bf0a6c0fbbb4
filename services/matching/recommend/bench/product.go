package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/waymark-dev/waymark/services/matching/history"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// knows is what the product is told of who asks.
type knows int

const (
	nothing knows = iota
	declared
	named  // declared, and the work that a profile names: each project and kind once, at most 20
	linked // declared, and the history sent along: at most 50 pieces
	worked // the history alone
	nKnows
)

var knowsNames = [nKnows]string{"nothing", "declared", "declared, profile's work", "declared, history", "history alone"}

// As profiles and the question for issues have them.
const mostNamed, mostSent = 20, 50

// person is who asks.
func (a *ask) person(k knows, t *history.Table) rank.Person {
	var p rank.Person
	if k != nothing && k != worked {
		p.Have = a.declared
	}
	switch k {
	case named:
		t.Add(&p, a.named)
	case linked, worked:
		t.Add(&p, a.work)
	}
	return p
}

// values are by what the candidates are sorted: those that fit less come after all others.
func (s *shelf) values(p *rank.Person, l *list, w rank.Weights) []int64 {
	values := make([]int64, 0, len(l.ids))
	s.index.ScoreIssues(p, &rank.Scope{Weights: w}, l.ids, func(_ string, less bool, score int64) {
		if less {
			score -= 2 * rank.Million
		}
		values = append(values, score)
	})
	return values
}

// ranks are the ranks of the answers of a protocol; who asks about fewer than two has none.
func (s *shelf) ranks(protocol string, k knows, t *history.Table, w rank.Weights) (m measure) {
	for i := range s.asks {
		a := &s.asks[i]
		if l, ok := a.lists[protocol]; ok {
			p := a.person(k, t)
			m.ranks = append(m.ranks, place(s.values(&p, &l, w), l.answer))
		}
	}
	return m
}

// seasons are where time is cut for the product: of each, what is known of projects is what was merged before it. The last two are tested
// on, each with what was learned from those before.
var seasons = []string{"2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01", "2019-01-01", "2020-07-01", "9999-01-01"}

const firstTested = 4

// product measures the product's own ranking of issues, and learns what a history adds to it.
func product(o options) error {
	tasks, queries, err := readAnswered(o)
	if err != nil {
		return err
	}
	shelves := make([]*shelf, len(seasons)-1)
	for i := range shelves {
		from := day(seasons[i])
		shelves[i] = stock(tasks, within(queries, tasks, from, day(seasons[i+1])), from)
		say("%s to %s: %d queries", seasons[i], seasons[i+1], len(shelves[i].asks))
	}
	if !o.check {
		return teach(o, tasks, queries, shelves)
	}
	for i := firstTested; i < len(shelves); i++ {
		tables := []struct {
			name string
			*history.Table
		}{{"shipped", history.Shipped}, {"by hand", &byHand}, {"learned before", learnTable(shelves[:i])}}
		fmt.Printf("learned before %s: %s\n", seasons[i], short(tables[2].Table))
		for _, p := range []string{"B", "S"} {
			for k := range nKnows {
				for _, t := range tables {
					m := shelves[i].ranks(p, k, t.Table, rank.Weights{})
					if k > declared {
						fmt.Printf("%s from %s, %s, %s: %s\n", p, seasons[i], knowsNames[k], t.name, &m)
					} else if t.Table == history.Shipped {
						fmt.Printf("%s from %s, %s: %s\n", p, seasons[i], knowsNames[k], &m)
					}
				}
			}
		}
		weigh(shelves[i], seasons[i])
	}
	return nil
}

// weigh shows what other weights of the parts would do.
func weigh(s *shelf, from string) {
	for _, part := range []string{"skills", "interests", "kind"} {
		for _, n := range []int{5, 20, 60, 100} {
			w := rank.Weights{Version: "tried", ByName: map[string]int{part: n}}
			a, b := s.ranks("B", declared, history.Shipped, w), s.ranks("B", linked, history.Shipped, w)
			fmt.Printf("B from %s, %s at %d: declared R@10=%.3f MRR=%.3f, with history R@10=%.3f MRR=%.3f\n", from, part, n,
				a.within(10), a.mrr(), b.within(10), b.mrr())
		}
	}
}

// teach learns the table from everything and writes it.
func teach(o options, tasks map[int]*recommend.Task, queries []query, shelves []*shelf) error {
	t := learnTable(shelves)
	t.Data = about(tasks, queries)
	t.Learned = "scripts/bench-issues product --tasks tasks.tsv.gz --queries queries.jsonl.gz --model table.json"
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	say("%s", short(t))
	return os.WriteFile(o.model, append(b, '\n'), 0o644)
}

// short is a table on one line.
func short(t *history.Table) string {
	var out []string
	for _, s := range t.Shares {
		out = append(out, fmt.Sprintf("from %d%% of the work %d%%", s.From, s.Share))
	}
	return fmt.Sprintf("%s; at most %d skills; topics from %d%% of the work, at most %d", strings.Join(out, ", "), t.MostSkills, t.TopicsFrom,
		t.MostTopics)
}
