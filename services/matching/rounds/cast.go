package rounds

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Limits of a round.
const (
	MaxNewcomers = 120_000
	MaxMentors   = 40_000
	// Keep is how many mentors of each newcomer are looked at, the best; the best newcomers for each place of a mentor are looked at beside.
	Keep = 50
)

// Taking is somebody who takes part, with what the audit compares.
type Taking struct {
	Region, Language, Experience, Track string
}

// Newcomer is one of a cast. Taken are mentors they are with already, Back those with whom they came back from a round that was published
// lately: no pair of theirs is made. Nothing here knows of blocks: a draft that left a pair out for one would tell its organiser. Mentoring
// refuses such a pair once it is proposed, as it does where a place has gone.
type Newcomer struct {
	rank.Person
	Taking
	Taken, Back []string
}

// Mentor is one of a cast. Places are how many newcomers they can be given: those that nobody has and nobody is proposed for.
type Mentor struct {
	rank.Person
	Taking
	Places  int
	Answers []int64
	Asked   int
}

// Cast is who takes part in a round, as it was at one moment.
type Cast struct {
	Org       string
	Newcomers []Newcomer
	Mentors   []Mentor
	// Left counts who takes part and is not in it: "has_mentor", "proposed", "no_profile", "no_offers", "not_offering", "not_approved".
	Left    map[string]int
	Weights rank.Weights
	Rules   int // version of the programme's rules
	At      time.Time
}

// looksFor is what a programme looks for, as it is kept with a round.
func looksFor(list []rank.Criterion) (out []wire.LookedFor) {
	for _, c := range list {
		switch {
		case c.Skill != "":
			out = append(out, wire.LookedFor{Kind: "skill", ID: c.Skill, Weight: c.Weight})
		case c.Cause != "":
			out = append(out, wire.LookedFor{Kind: "cause", ID: c.Cause, Weight: c.Weight})
		default:
			out = append(out, wire.LookedFor{Kind: "language", ID: c.Language, Weight: c.Weight})
		}
	}
	return out
}

// Asked are a cohort's criteria, with the answers of its people by column of the set: none where Set is nil.
type Asked struct {
	Set       *criteria.Set
	JSON      string                       // as it came
	Sum       string                       // SHA-256 of the set as it came
	Newcomers map[string]map[string]string // by person, then by column
	Mentors   map[string]map[string]string
}

// shuffle puts both sides into an order that has nothing to do with who came first: rows break ties.
func (c *Cast) shuffle(round string) {
	key := func(id string) uint64 {
		sum := sha256.Sum256([]byte(round + "\n" + id))
		return binary.BigEndian.Uint64(sum[:])
	}
	order(c.Newcomers, func(n *Newcomer) (uint64, string) { return key(n.ID), n.ID })
	order(c.Mentors, func(m *Mentor) (uint64, string) { return key(m.ID), m.ID })
}

func order[T any](list []T, of func(*T) (uint64, string)) {
	type keyed struct {
		key uint64
		id  string
		at  int
	}
	keys := make([]keyed, len(list))
	for i := range list {
		k, id := of(&list[i])
		keys[i] = keyed{k, id, i}
	}
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(a.id, b.id)) })
	out := make([]T, len(list))
	for i, k := range keys {
		out[i] = list[k.at]
	}
	copy(list, out)
}

// scoring scores the pairs of a cast.
type scoring struct {
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

// newScoring makes the index of the cast's mentors, whose ids in it are their rows, and compiles the criteria. unread are answers that no
// rule can read: they count as left empty.
func newScoring(c *Cast, asked Asked, tax *skill.Taxonomy) (s *scoring, unread int) {
	s = &scoring{cast: c, tax: tax, asked: asked.Set, index: rank.NewIndex(tax, c.At), row: make(map[string]int32, len(c.Mentors))}
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
func (s *scoring) rowOf(j int) rank.Mentor {
	m := &s.cast.Mentors[j]
	p := m.Person
	p.ID = rowID(j)
	return rank.Mentor{Person: p, FoundBy: rank.ByEverybody, Capacity: 1, Answers: m.Answers, Asked: m.Asked}
}

// rowID names a mentor in the index.
func rowID(row int) string { return fmt.Sprintf("%08d", row) }

// rowScores scores a newcomer with every mentor; below 0 is a pair that cannot be.
func (s *scoring) rowScores(newcomer int, out []int64) {
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

func (s *scoring) ranked(newcomer int, out []int64) {
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

func (s *scoring) scope(n *Newcomer) rank.Scope {
	return rank.Scope{Now: s.cast.At, SignedIn: true, Weights: s.cast.Weights, Blocked: s.rows(n.Back), Taken: s.rows(n.Taken)}
}

func (s *scoring) rows(people []string) (out []string) {
	for _, p := range people {
		if j, ok := s.row[p]; ok {
			out = append(out, rowID(int(j)))
		}
	}
	return out
}

// problem finds the candidates, and what each pair is to its mentor. It is false if it was stopped.
func (s *scoring) problem(progress func(done int), stop <-chan struct{}) (*assign.Problem, bool) {
	p, ok := s.pairs(progress, stop)
	return p, ok && s.wishes(p, stop)
}

func (s *scoring) pairs(progress func(done int), stop <-chan struct{}) (*assign.Problem, bool) {
	c := cohort.Candidates{Newcomers: len(s.cast.Newcomers), Keep: Keep, Self: map[int32]int32{}, Row: s.rowScores, Progress: progress, Stop: stop}
	for j := range s.cast.Mentors {
		c.Capacity = append(c.Capacity, int32(min(max(s.cast.Mentors[j].Places, 0), cohort.MaxCapacity)))
	}
	for i := range s.cast.Newcomers {
		if j, ok := s.row[s.cast.Newcomers[i].ID]; ok {
			c.Self[int32(i)] = j
		}
	}
	if c.Newcomers*len(c.Capacity) > allPairs {
		return s.best(c.Capacity, c.Self, progress, stop)
	}
	pairs, ok := c.Find()
	if !ok {
		return nil, false
	}
	return &assign.Problem{Capacity: c.Capacity, Start: pairs.Start, Mentor: pairs.Mentor, Score: pairs.Score}, true
}

// groups are what the audit compares, small ones joined.
func (c *Cast) groups() *Groups {
	g := &Groups{Newcomers: map[string][]string{}, Mentors: map[string][]string{}}
	take := func(side string, n int, of func(i int) *Taking, into map[string][]string) {
		for _, by := range cohort.Groups {
			list, said := make([]string, n), false
			for i := range list {
				list[i] = of(i).by(by)
				said = said || list[i] != ""
			}
			if !said {
				continue
			}
			joined, ok := cohort.Joined(list)
			if !ok {
				g.Hidden = append(g.Hidden, side+"/"+by)
				continue
			}
			into[by] = joined
		}
	}
	take("newcomers", len(c.Newcomers), func(i int) *Taking { return &c.Newcomers[i].Taking }, g.Newcomers)
	take("mentors", len(c.Mentors), func(i int) *Taking { return &c.Mentors[i].Taking }, g.Mentors)
	return g
}

func (t *Taking) by(group string) string {
	switch group {
	case "region":
		return t.Region
	case "language":
		return t.Language
	case "experience":
		return t.Experience
	case "track":
		return t.Track
	}
	return ""
}
