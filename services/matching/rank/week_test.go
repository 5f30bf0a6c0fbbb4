package rank

import (
	"reflect"
	"sync"
	"testing"
	"time"
)

// While the week moves, changes go on; in the end everybody is as if the index had been made in the new week.
func TestTheWeekMovesBesideChanges(t *testing.T) {
	all := crowd(700)
	people := make([]Newcomer, 0, 40)
	for i := range 40 {
		n := Newcomer{Person: all[i].Person, Offers: true, FoundBy: ByEverybody}
		n.ID = "n-" + n.ID
		people = append(people, n)
	}
	for round := range 3 {
		x := NewIndex(testTaxonomy, testNow)
		x.Apply(Change{Mentors: all[:400], Newcomers: people[:20]})
		x.Settle()
		x.Apply(Change{Mentors: all[400:420]}) // news before it begins
		later := testNow.AddDate(0, 6*(round%2+1)-1, 0)
		var wg sync.WaitGroup
		wg.Go(func() { x.SetWeek(later) })
		wg.Go(func() {
			for i := 420; i < 700; i += 7 + round {
				to := min(i+7+round, 700)
				x.Apply(Change{Mentors: all[i:to], RemoveMentors: []string{all[i-410].ID}})
			}
			x.Apply(Change{Newcomers: people[20:], RemoveNewcomers: []string{people[3].ID}})
		})
		wg.Wait()
		x.Settle()
		if !x.Week().Equal(Week(later)) {
			t.Fatalf("the week is %v", x.Week())
		}
		want := NewIndex(testTaxonomy, later)
		c := Change{Newcomers: append(append([]Newcomer(nil), people[:3]...), people[4:]...)}
		gone := map[string]bool{}
		for i := 420; i < 700; i += 7 + round {
			gone[all[i-410].ID] = true
		}
		for _, m := range all {
			if !gone[m.ID] {
				c.Mentors = append(c.Mentors, m)
			}
		}
		want.Apply(c)
		s := Scope{Now: testNow, SignedIn: true}
		for i := range 20 {
			live := all[i].Person
			live.ID, live.Format = "asker", Live
			have, should := x.TopMentors(&live, &s, 60), want.TopMentors(&live, &s, 60)
			if !reflect.DeepEqual(have, should) {
				t.Fatalf("round %d: the best mentors are %v, and should be %v", round, have, should)
			}
			if have, should := x.TopNewcomers(&all[i], &s, 30), want.TopNewcomers(&all[i], &s, 30); !reflect.DeepEqual(have, should) {
				t.Fatalf("round %d: the best newcomers are %v, and should be %v", round, have, should)
			}
		}
	}
}

// A base that others overtake while it is made is dropped, and the table can make bases again.
func TestAWeekThatIsOvertakenIsDropped(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	all := crowd(40)
	x.Apply(Change{Mentors: all})
	build, made := x.mentors.begin(x.mentors.maker(), nil)
	base := build()
	x.mentors.merge()
	if x.mentors.adopt(base, made, nil) {
		t.Fatal("a base was taken that does not know of the one after it")
	}
	_, made = x.mentors.begin(x.mentors.maker(), nil)
	x.mentors.drop(made)
	if x.mentors.since != nil {
		t.Fatal("it waits for a base that nobody makes")
	}
	x.SetWeek(testNow.Add(30 * 24 * time.Hour))
	if mentors, _, _ := x.Size(); mentors != 40 {
		t.Fatalf("%d mentors, not 40", mentors)
	}
}
