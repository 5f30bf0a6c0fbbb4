package event

import (
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestCrashed: a process that died between publishing and taking the work off, or while it wrote a draft, leaves nothing to be seen of it.
func TestCrashed(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock := testkit.NewClock()
		s, err := New(t.Context(), Deps{DB: open(), Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
		no(t, err)
		_, err = s.c.events.Insert(t.Context(), "published", Event{Org: "org", Programme: "p", Stage: Working, Published: clock.Now(),
			Work: []Work{{Kind: publishing, Draft: "d1", Since: clock.Now()}}}, nil)
		no(t, err)
		no(t, s.do(t.Context(), "published", &progress{}))
		d, err := s.c.events.Get(t.Context(), "published")
		if err != nil || d.Body.Failed != "" || len(d.Body.Work) != 0 {
			t.Errorf("%+v %v", d.Body, err)
		}
		_, err = s.c.events.Insert(t.Context(), "draft", Event{Org: "org", Programme: "p", Stage: Open}, nil)
		no(t, err)
		no(t, s.begun(t.Context(), "draft", "d2"))
		_, err = s.c.pages.Insert(t.Context(), pageID("draft", "d2", 0), Page{Event: "draft", Draft: "d2"}, nil)
		no(t, err)
		no(t, s.do(t.Context(), "draft", &progress{})) // what every process does with an event that has something left
		if _, err := s.c.pages.Get(t.Context(), pageID("draft", "d2", 0)); !fault.Absent(err) {
			t.Error("a page that no draft names stays", err)
		}
	})
}

// TestPart: a while after the event others no longer hear who was in a team with whom; one that was opened again goes on.
func TestPart(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock := testkit.NewClock()
		s, err := New(t.Context(), Deps{DB: open(), Now: clock.Now, Log: slog.New(slog.DiscardHandler)})
		no(t, err)
		now := clock.Now()
		for id, e := range map[string]Event{"over": {Stage: Over, Published: now, Ended: now}, "works": {Stage: Working, Published: now}} {
			_, err = s.c.events.Insert(t.Context(), id, e, nil)
			no(t, err)
			_, err = s.c.attendees.Insert(t.Context(), AttendeeID(id, "p"), Attendee{Event: id, Person: "p", As: Newcomer, Teams: []string{"t"}}, nil)
			no(t, err)
		}
		apart := func(id string) bool {
			no(t, s.part(t.Context()))
			d, err := s.c.attendees.Get(t.Context(), AttendeeID(id, "p"))
			no(t, err)
			return d.Body.Apart
		}
		if clock.Advance(togetherFor - time.Hour); apart("over") {
			t.Error("too early")
		}
		if clock.Advance(2 * time.Hour); !apart("over") || apart("works") {
			t.Error("not after the event")
		}
		if clock.Advance(atMostFor); !apart("works") {
			t.Error("for ever, where nobody ends the event")
		}
	})
}

// TestOrderOf: a badge is one of an order for as many, and for the same.
func TestOrderOf(t *testing.T) {
	b := Badge{As: Newcomer, Ordered: 3}
	if !b.of(api.BadgeOrder{Count: 3, As: Newcomer}) || b.of(api.BadgeOrder{Count: 4, As: Newcomer}) || b.of(api.BadgeOrder{Count: 3, As: Mentor}) {
		t.Error(b)
	}
}

func no(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
