package event

import (
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: events, challenges and hand-overs of one person, each once, however small the pages are.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, err := New(t.Context(), Deps{DB: open(), Now: testkit.NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			n := strconv.Itoa(i)
			_, err := s.c.attendees.Insert(t.Context(), AttendeeID("e"+n, "ada"), Attendee{Event: "e" + n, Person: "ada", As: Newcomer}, nil)
			if err == nil {
				_, err = s.c.challenges.Insert(t.Context(), "c"+n, Challenge{Event: "e" + n, By: "ada", State: Accepted}, nil)
			}
			if err == nil {
				_, err = s.c.teams.Insert(t.Context(), "t"+n, Team{Event: "e" + n, By: "ada", HandOver: &api.HandOverBody{Made: n}}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]int{}
		for _, x := range out.Events {
			if x.Attendee != nil {
				seen[x.Event]++
			}
			for _, c := range x.Challenges {
				seen[c.ID]++
			}
			for _, h := range x.HandOvers {
				seen[h.Made]++
			}
		}
		if len(seen) != 9 || pages < 5 {
			t.Errorf("%v in %d pages", seen, pages)
		}
		for what, n := range seen {
			if n != 1 {
				t.Errorf("%q %d times", what, n)
			}
		}
	})
}
