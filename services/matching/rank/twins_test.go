package rank_test

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// Where many are the same but for the id, the least ids of them are the best, but those who are taken, blocked, gone or the one who asks.
func TestTwinsAreExact(t *testing.T) {
	for seed := range uint64(2) {
		w := worlds.New(seed + 20)
		mentors, issues, people := w.Mentors(800), w.Issues(1200, true), w.Newcomers(21)
		for i := range mentors {
			id := mentors[i].ID
			mentors[i] = mentors[i*i%7] // some kinds, in no order
			mentors[i].ID = id
		}
		for i := range issues {
			id := issues[i].ID
			issues[i] = issues[i*i%5]
			issues[i].ID = id
		}
		x := rank.NewIndex(skill.Shipped(), worlds.Now)
		x.Apply(rank.Change{Mentors: mentors, Issues: issues})
		for i := range people {
			s, k := scopes[i%len(scopes)], []int{1, 10, 200, 3}[i%4]
			n := people[i]
			for round := range 3 { // each time the best of before are out of reach
				m, it := x.CheckMentors(&n, &s, k), x.CheckIssues(&n, &s, k)
				if !m.Same || !it.Same {
					t.Fatalf("seed %d, person %d, round %d: mentors %v, issues %v", seed, i, round, m.Same, it.Same)
				}
				switch round {
				case 0:
					if len(m.Naive) > 0 {
						n.ID = m.Naive[0]
					}
					s.Taken = append(append([]string(nil), it.Naive...), m.Naive...)
				case 1:
					s.Blocked = m.Naive
					x.Apply(rank.Change{RemoveMentors: m.Naive[:len(m.Naive)/4], RemoveIssues: it.Naive[:len(it.Naive)/4]})
				}
			}
		}
	}
}
