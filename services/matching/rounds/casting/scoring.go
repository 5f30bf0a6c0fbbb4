package casting

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// scoring scores the pairs of a cast.
type Scoring struct {
	cast   *Cast
	tax    *skill.Taxonomy
	index  *rank.Index      // mentors with places; their ids are their rows
	row    map[string]int32 // of a mentor
	scorer *criteria.Scorer
	asked  *criteria.Set
	own    sync.Pool // of []int64
	// inexact counts newcomers of whom only some mentors were looked at, and who may have better ones (see asking).
	inexact int
}

// New makes the index of the cast's mentors, whose ids in it are their rows, and compiles the criteria. unread are answers that no
// rule can read: they count as left empty.
func New(c *Cast, asked Asked, tax *skill.Taxonomy) (s *Scoring, unread int) {
	s = &Scoring{cast: c, tax: tax, asked: asked.Set, index: rank.NewIndex(tax, c.At), row: make(map[string]int32, len(c.Mentors))}
	s.own.New = func() any { list := make([]int64, len(c.Mentors)); return &list }
	var change rank.Change
	for j := range c.Mentors {
		s.row[c.Mentors[j].ID] = int32(j)
		if c.Mentors[j].Places > 0 {
			change.Mentors = append(change.Mentors, s.rowOf(j))
		}
	}
	s.index.Apply(change)
	if asked.Set == nil {
		return s, 0
	}
	var wrong []criteria.Wrong
	s.scorer, wrong = criteria.Lenient(asked.Set, criteria.Columns(asked.Set, false, answersOf(c.Newcomers, func(n *Newcomer) map[string]string {
		return asked.Newcomers[n.ID]
	})), criteria.Columns(asked.Set, true, answersOf(c.Mentors, func(m *Mentor) map[string]string { return asked.Mentors[m.ID] })))
	return s, len(wrong)
}

func answersOf[T any](people []T, of func(*T) map[string]string) []map[string]string {
	out := make([]map[string]string, len(people))
	for i := range people {
		out[i] = of(&people[i])
	}
	return out
}

// rowOf is a mentor as the index has them: with a place, open to everybody here, and without a price for how much is asked of them.
func (s *Scoring) rowOf(j int) rank.Mentor {
	m := &s.cast.Mentors[j]
	p := m.Person
	p.ID = rowID(j)
	return rank.Mentor{Person: p, FoundBy: rank.ByEverybody, Capacity: 1, Answers: m.Answers, Asked: m.Asked}
}

// rowID names a mentor in the index.
func rowID(row int) string { return fmt.Sprintf("%08d", row) }

// rowScores scores a newcomer with every mentor; below 0 is a pair that cannot be.
func (s *Scoring) rowScores(newcomer int, out []int64) {
	if s.scorer == nil {
		s.ranked(newcomer, out)
		return
	}
	own := s.own.Get().(*[]int64)
	s.ranked(newcomer, *own)
	s.scorer.Row(newcomer, *own, out)
	for j, v := range *own { // a hard limit holds whatever our own scoring weighs
		if v < 0 {
			out[j] = criteria.Ruled
		}
	}
	s.own.Put(own)
}

func (s *Scoring) ranked(newcomer int, out []int64) {
	n := &s.cast.Newcomers[newcomer]
	scope := s.scope(n)
	for j := range out {
		out[j] = -1
	}
	s.index.EachMentor(&n.Person, &scope, func(id string, score int64, limit rank.Limit) {
		row, _ := strconv.Atoi(id)
		if limit != rank.None {
			score = -1
		}
		out[row] = score
	})
}

func (s *Scoring) scope(n *Newcomer) rank.Scope {
	return rank.Scope{Now: s.cast.At, SignedIn: true, Weights: s.cast.Weights, Blocked: s.rows(n.Back), Taken: s.rows(n.Taken)}
}

func (s *Scoring) rows(people []string) (out []string) {
	for _, p := range people {
		if j, ok := s.row[p]; ok {
			out = append(out, rowID(int(j)))
		}
	}
	return out
}

// Inexact counts newcomers of whom Problem looked at only some mentors, and who may have better ones.
func (s *Scoring) Inexact() int { return s.inexact }
