package rank

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// crowd makes n made-up mentors with skills of the taxonomy, popular ones more often, from a fixed seed.
func crowd(n int) (mentors []Mentor) {
	r := rand.New(rand.NewPCG(1, 2))
	all := testTaxonomy.Search("", 2000)
	skill := func() string { return all[int(float64(len(all))*r.Float64()*r.Float64()*r.Float64())].ID }
	pick := func(from []string, most int) (out []string) {
		for _, i := range r.Perm(len(from))[:r.IntN(min(most, len(from))+1)] {
			out = append(out, from[i])
		}
		return out
	}
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Lagos", "Australia/Sydney", "America/Sao_Paulo"}
	tongues := []string{"en", "de", "fr", "es", "hi", "pt", "sw", "zh"}
	for i := range n {
		m := Mentor{Person: Person{ID: fmt.Sprintf("mentor-%06d", i), Zone: zones[r.IntN(len(zones))], Format: []string{Live, Writing,
			Either}[r.IntN(3)]}}
		for range 3 + r.IntN(8) {
			m.Have = append(m.Have, Skill{skill(), 2 + r.IntN(4)})
		}
		m.Teach = []Skill{{m.Have[0].ID, 5}, {m.Have[1].ID, 4}}
		m.Interests, m.Causes = pick(someTopics, 4), pick(someCauses, 2)
		m.Goals, m.Style = pick(someGoals, 3), pick(someStyles, 3)
		m.Languages = []Spoken{{"en", 2 + r.IntN(3)}, {tongues[r.IntN(len(tongues))], 4}}
		for d := range 5 {
			for h := range 6 {
				n := d*48 + 34 + h
				if r.IntN(3) > 0 {
					m.Hours[n/8] |= 1 << (n % 8)
				}
			}
		}
		m.Capacity, m.FoundBy, m.Taken, m.Unanswered = 1+r.IntN(3), ByEverybody, r.IntN(2), r.IntN(3)
		for range r.IntN(20) {
			m.Answers = append(m.Answers, int64(r.IntN(300_000)))
		}
		m.Asked = len(m.Answers) + r.IntN(3)
		mentors = append(mentors, m)
	}
	return mentors
}

func tasks(n int) (out []Issue) {
	r := rand.New(rand.NewPCG(3, 4))
	all := testTaxonomy.Search("", 2000)
	skill := func() string { return all[int(float64(len(all))*r.Float64()*r.Float64()*r.Float64())].ID }
	for i := range n {
		t := Issue{
			ID: fmt.Sprintf("issue-%07d", i), Project: fmt.Sprintf("project-%d", i%1300), Kind: someKinds[r.IntN(7)], Level: r.IntN(4),
			Seen: testNow.Add(-time.Duration(r.IntN(2000)) * time.Hour), Opened: testNow.Add(-time.Duration(r.IntN(20_000)) * time.Hour),
			Comments: r.IntN(10), Stars: r.IntN(30_000), Topics: []string{someTopics[r.IntN(len(someTopics))]},
		}
		for range 1 + r.IntN(4) {
			t.Skills = append(t.Skills, Skill{skill(), 0})
		}
		if r.IntN(4) == 0 {
			t.Causes = []string{someCauses[r.IntN(len(someCauses))]}
		}
		out = append(out, t)
	}
	return out
}

var asker = Person{
	ID: "newcomer", Have: []Skill{{"python", 3}, {"sql", 2}, {"documentation", 3}}, Want: []Skill{{"go", 1}, {"kubernetes", 1},
		{"translation", 2}},
	Interests: []string{"privacy", "maps"}, Causes: []string{"health"}, Languages: []Spoken{{"en", 3}, {"de", 4}},
	Zone: "Europe/Berlin", Format: Either,
	Goals: []string{"learn"}, Style: []string{"pairing"}, Hours: at(1, 18),
}

// go test ./services/matching/rank -run xxx -bench . -benchmem; figures of large worlds, beside others: scripts/bench-rank.
func BenchmarkTopMentors10k(b *testing.B) {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Mentors: crowd(10_000)})
	s := Scope{Now: testNow, SignedIn: true}
	for b.Loop() {
		if len(x.TopMentors(&asker, &s, 10)) != 10 {
			b.Fatal("too few")
		}
	}
}

func BenchmarkTopIssues50k(b *testing.B) {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Issues: tasks(50_000)})
	s := Scope{Now: testNow, SignedIn: true}
	for b.Loop() {
		if len(x.TopIssues(&asker, &s, 20)) != 20 {
			b.Fatal("too few")
		}
	}
}

// One more row on top of 10,000: what a change of a profile costs before it is visible.
func BenchmarkApplyOne(b *testing.B) {
	x := NewIndex(testTaxonomy, testNow)
	all := crowd(10_000)
	x.Apply(Change{Mentors: all})
	i := 0
	for b.Loop() {
		x.Apply(Change{Mentors: all[i%len(all):][:1]})
		i++
	}
}
