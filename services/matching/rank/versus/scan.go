package main

import (
	"container/heap"
	"math"

	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// scan is what one writes first: a list of documents for each word, the rarity of those that match added up document by document, what is
// known of the document alone put beside, and a heap of the best. It answers less than we do: levels, what skills imply, hours, goals, both
// directions and most limits are left out.
type scan struct {
	lists  map[string][]uint32
	alone  []float32 // what a document is worth by itself; below 0 it is not to be had
	ids    []string
	sums   []float32
	seen   []uint32
	ties   []entry
	number int
}

func (*scan) name() string { return "postings" }
func (s *scan) close()     { *s = scan{} }

func (s *scan) build(w *world) (int, error) {
	s.lists = map[string][]uint32{}
	put := func(i int, space string, words ...string) {
		for _, x := range words {
			s.lists[space+x] = append(s.lists[space+x], uint32(i))
		}
	}
	bytes := 0
	add := func(i int, id string, skills []rank.Skill, topics, causes []string, alone float32) {
		for _, x := range skills {
			put(i, "s", x.ID)
		}
		put(i, "t", topics...)
		put(i, "c", causes...)
		s.ids, s.alone = append(s.ids, id), append(s.alone, alone)
		bytes += len(id) + 16 + 4
	}
	for i := range w.mentors {
		m := &w.mentors[i]
		alone := float32(1) - float32(m.Unanswered)/3
		if m.Taken >= m.Capacity || m.Unanswered >= 3 || m.PausedUntil.After(worlds.Now) {
			alone = -1
		}
		add(i, m.ID, m.Have, m.Interests, m.Causes, alone)
	}
	for i := range w.issues {
		it := &w.issues[i]
		alone := float32(math.Exp(-worlds.Now.Sub(it.Seen).Hours() / 24 / 90))
		if it.Claimed || it.ProjectFull {
			alone = -1
		}
		add(i, it.ID, it.Skills, it.Topics, it.Causes, alone)
	}
	s.sums = make([]float32, len(s.ids))
	for word, l := range s.lists {
		bytes += 4*len(l) + len(word) + 40
	}
	return bytes + 4*len(s.sums), nil
}

type entry struct {
	score float32
	at    uint32
}

type worst []entry

func (h worst) Len() int           { return len(h) }
func (h worst) Less(i, j int) bool { return h[i].score < h[j].score }
func (h worst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worst) Push(x any)        { *h = append(*h, x.(entry)) }
func (h *worst) Pop() any          { panic("never") }

func (s *scan) ask(w *world, i int) []string {
	p := &w.people[i]
	s.seen = s.seen[:0]
	take := func(space, word string, weight float32) {
		l := s.lists[space+word]
		rare := weight * float32(math.Log2(float64(len(s.ids)+1)/float64(len(l)+1)))
		for _, d := range l {
			if s.sums[d] == 0 {
				s.seen = append(s.seen, d)
			}
			s.sums[d] += rare
		}
	}
	for _, x := range p.Want {
		take("s", x.ID, 1)
	}
	for _, x := range p.Have {
		take("s", x.ID, .5)
	}
	for _, x := range p.Interests {
		take("t", x, .3)
	}
	for _, x := range p.Causes {
		take("c", x, .3)
	}
	h := make(worst, 0, w.k)
	for _, d := range s.seen {
		score := s.sums[d] + 3*s.alone[d]
		s.sums[d] = 0
		switch {
		case s.alone[d] < 0:
		case len(h) < w.k:
			heap.Push(&h, entry{score, d})
		case score > h[0].score:
			h[0] = entry{score, d}
			heap.Fix(&h, 0)
		}
	}
	ids := make([]string, 0, len(h))
	for _, e := range h {
		ids = append(ids, s.ids[e.at])
	}
	return ids
}
