package mentoring

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// atOnce does it n times at once and says how often it was done; what is refused must have the code.
func (h *house) atOnce(n int, code string, do func(i int) error) (done int) {
	h.t.Helper()
	var count atomic.Int32
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			switch err := do(i); {
			case err == nil:
				count.Add(1)
			case !fault.Coded(err, code):
				h.t.Errorf("%d: %v, not %s", i, err, code)
			}
		})
	}
	wg.Wait()
	return int(count.Load())
}

// TestLimitsAtOnce: every limit over several documents holds for requests that come at once.
func TestLimitsAtOnce(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.mentor("mo", "ben")
		h.account("ann")
		issues := map[string]wire.IssueKnown{}
		for i := range 24 {
			issues[fmt.Sprint("i", i)] = wire.IssueKnown{Known: true, Open: true, Project: "p0"}
			issues[fmt.Sprint("j", i)] = wire.IssueKnown{Known: true, Open: true, Project: fmt.Sprint("p", i)}
		}
		h.s.issues = known(issues)
		mo, ben, ann := h.as("mo"), h.as("ben"), h.as("ann")

		for i := range 17 {
			_, err := mo.OfferHelp(ctx, fmt.Sprint("i", i), knows)
			h.must(err)
		}
		n := 17 + h.atOnce(7, "help.too_many", func(i int) error {
			_, err := mo.OfferHelp(ctx, fmt.Sprint("i", 17+i), knows)
			return err
		})
		if mine, err := mo.HelpOffers(ctx); err != nil || n != 20 || len(mine.Items) != 20 {
			t.Errorf("help is offered on %d issues, %d said yes (%v)", len(mine.Items), n, err)
		}
		h.atOnce(8, "help.too_many_projects", func(i int) error {
			_, err := ben.OfferHelp(ctx, fmt.Sprint("j", i), knows)
			return err
		})
		mine, err := h.s.help.Of(ctx, "ben")
		h.must(err)
		projects := map[string]bool{}
		for _, d := range mine {
			projects[d.Body.Project] = true
		}
		if len(projects) != 5 {
			t.Errorf("help is offered in %d projects", len(projects))
		}

		var slots []string
		for i := range 18 { // one by one
			x, err := mo.NewOfficeHour(ctx, h.hour(time.Duration(24+i)*time.Hour, 5))
			h.must(err)
			slots = append(slots, x.ID)
		}
		if n := 18 + h.atOnce(8, "office_hour.too_many", func(i int) error {
			_, err := mo.NewOfficeHour(ctx, h.hour(time.Duration(72+i)*time.Hour, 5))
			return err
		}); n != 20 {
			t.Errorf("%d office hours are ahead", n)
		}
		if n := h.atOnce(12, "office_hour.coming_too_many", func(i int) error {
			_, err := ann.ComeToOfficeHour(ctx, slots[i])
			return err
		}); n != 10 || len(h.hours("ann", "coming")) != 10 {
			t.Errorf("ann comes to %d, %d said yes", len(h.hours("ann", "coming")), n)
		}
	})
}

// TestLineAtOnce: no more people wait for one mentor than can, although they come at once.
func TestLineAtOnce(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo")
	const before = waiting.LineMost - 3
	for i := range before + 8 {
		h.account(fmt.Sprint("w", i))
	}
	join := func(i int) error {
		_, err := h.as(fmt.Sprint("w", i)).WaitFor(ctx, wire.AlwaysOpen, api.WaitingWish{Mentors: []string{"mo"}})
		return err
	}
	for i := range before {
		h.must(join(i))
	}
	if n := h.atOnce(8, waiting.ErrLine.Code, func(i int) error { return join(before + i) }); n != 3 {
		t.Errorf("%d more wait, for 3 places in the line", n)
	}
}
