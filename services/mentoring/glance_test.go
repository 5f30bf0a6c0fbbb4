package mentoring

import (
	"context"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestAtAGlance: one answer says of each live mentorship who wrote last and when the next agreed meeting is; what runs and what goes on is
// asked for by itself.
func TestAtAGlance(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		id := h.mentorship()
		nadia, mo := h.as("nadia"), h.as("mo")
		glance := func(who, status string) (out []api.Mentorship) {
			t.Helper()
			for m, err := range h.as(who).Mentorships(ctx, status) {
				h.must(err)
				out = append(out, m)
			}
			return out
		}
		requests := func(who string) (n int) {
			t.Helper()
			for _, err := range h.as(who).RunningRequests(ctx) {
				h.must(err)
				n++
			}
			return n
		}
		_, err := mo.PostMessage(ctx, id, "Welcome")
		h.must(err)
		x, err := nadia.PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.must(err)
		m := glance("nadia", "live")
		if len(m) != 1 || m[0].LastBy != "other" || m[0].NextMeeting != nil {
			t.Fatalf("proposed only: %+v", m)
		}
		if got := glance("mo", "live"); len(got) != 1 || got[0].LastBy != "you" {
			t.Fatalf("the writer reads %+v", got)
		}
		_, err = mo.ConfirmSession(ctx, id, x.ID, x.Proposal)
		h.must(err)
		later, err := nadia.PlanSession(ctx, id, h.meeting(24*time.Hour)) // sooner, and not agreed
		h.must(err)
		if got := glance("mo", "live"); len(got) != 1 || got[0].NextMeeting == nil || !got[0].NextMeeting.Equal(x.Starts) || later.ID == x.ID {
			t.Fatalf("the agreed one: %+v", got)
		}
		if one, err := mo.Mentorship(ctx, id); err != nil || one.NextMeeting == nil || one.LastBy != "you" {
			t.Fatalf("alone: %+v %v", one, err)
		}
		if len(glance("mo", "past")) != 0 || requests("nadia") != 0 {
			t.Fatal("what goes on is past, or a request that was accepted runs")
		}
		_, err = nadia.EndMentorship(ctx, id)
		h.must(err)
		if len(glance("nadia", "live")) != 0 {
			t.Error("it has ended, and goes on")
		}
		if got := glance("mo", "past"); len(got) != 1 || got[0].NextMeeting != nil {
			t.Errorf("after its end: %+v", got)
		}
		_, err = nadia.CreateRequest(ctx, api.NewRequest{Mentors: []string{"mo"}, Message: "Once more?"})
		h.must(err)
		if requests("nadia") != 1 || requests("mo") != 0 {
			t.Errorf("%d and %d run", requests("nadia"), requests("mo"))
		}
		if a := h.send("nadia", "GET", "/api/v1/requests?box=asked&status=open", ""); a.status != 422 {
			t.Errorf("a status of what waits for an answer: %d", a.status)
		}
	})
}
