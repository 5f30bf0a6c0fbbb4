package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestEvent6000: 6,000 people and 300 mentors arrive, alone and with friends; everybody is seated in a team of 4 to 6 who share a language, the
// draft is told, a no-show is mended, and the lists name everybody once. 60 people without WAYMARK_EVENT_FULL=1, so that the test itself is
// looked at in every run; what it took is in the log and in services/programs/event/README.md.
func TestEvent6000(t *testing.T) {
	people, mentors, challenges := 60, 6, 12
	if os.Getenv("WAYMARK_EVENT_FULL") != "" {
		people, mentors, challenges = 6000, 300, 300
	}
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		boss := by(t.Context(), boss)
		began := time.Now()
		took := func(what string) {
			t.Logf("%s: %s", what, time.Since(began).Round(10*time.Millisecond))
			began = time.Now()
		}
		w.arrive(people, mentors, challenges)
		took("arriving, saying, wishing")
		for j := range challenges { // several teams each
			_, err := w.s.Decide(boss, w.id, fmt.Sprintf("c%04d", j), api.ChallengeDecision{State: "accepted", Teams: people/challenges/4 + 1})
			w.no(err)
		}
		_, _, err := w.s.MakeTeams(boss, w.id)
		w.no(err)
		d := w.idle().Draft
		took("the draft")
		if d == nil || d.Seated != people {
			t.Fatalf("%+v", d)
		}
		t.Logf("%d teams %v, first wish %d, any wish %d, lacking %d, mentored %d, proved %v", d.Teams, d.Sizes, d.First, d.Wished, d.Lacking, d.Mentored,
			d.Proved)
		_, _, err = w.s.Publish(boss, w.id, d.ID)
		w.no(err)
		if e := w.idle(); e.Counts.Teamless != 0 || int(e.Counts.Teams) != d.Teams {
			t.Fatalf("%+v", e.Counts)
		}
		took("publishing")
		list, before := w.teams()
		took("every team, for the lists")
		if len(before) != people {
			t.Fatalf("%d of %d are on the lists", len(before), people)
		}
		for _, one := range list {
			if n := len(one.Members); n < 4 || n > 6 || one.Language == "" {
				t.Fatalf("team %d has %d people who share %q", one.Number, n, one.Language)
			}
		}
		began = time.Now()
		gone := list[len(list)/2].Members[0].Person
		_, err = w.s.Here(boss, w.id, gone, false)
		w.no(err)
		w.idle()
		took("a no-show, until the team is mended")
		after, of := w.teams()
		moved := 0
		for person, team := range before {
			if person != gone && of[person] != team {
				moved++
			}
		}
		if moved > 2 || of[gone] != "" {
			t.Errorf("%d others were moved for one", moved)
		}
		for _, one := range after {
			if n := len(one.Members); n < 4 || n > 6 {
				t.Errorf("team %d has %d people", one.Number, n)
			}
		}
	})
}
