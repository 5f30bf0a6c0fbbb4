package profiles

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestHoursChangeSeldom: the week, or its zone, changes at most 12 times in any 24 hours; everything else may be saved meanwhile.
func TestHoursChangeSeldom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	a := testkit.Token(ada)
	w.save(ada, full)
	patch := func(body string) answer { return w.ask(a, http.MethodPatch, "/api/v1/people/me", body) }
	week := func(n int) string {
		return fmt.Sprintf(`{"hours":[{"day":"tue","from":"%02d:00","to":"%02d:30"}]}`, n, n)
	}
	for i := range MaxHoursChanges / 2 {
		patch(week(i)).is(http.StatusOK)
		patch(week(i)).is(http.StatusOK) // no change
		patch(fmt.Sprintf(`{"zone":"%s"}`, []string{"Europe/Paris", "Europe/Lisbon"}[i%2])).is(http.StatusOK)
		w.clock.Advance(time.Hour)
	}
	refused := patch(week(20)).code(http.StatusTooManyRequests, "hours.too_many_changes")
	if got := refused.header.Get("Retry-After"); got != "64800" {
		t.Errorf("Retry-After is %q", got)
	}
	patch(`{"zone":"Africa/Accra"}`).code(http.StatusTooManyRequests, "hours.too_many_changes")
	patch(`{"about":"Something else."}`).is(http.StatusOK)
	w.clock.Advance(18 * time.Hour) // the first two changes are a day old
	patch(week(20)).is(http.StatusOK)
	patch(week(21)).is(http.StatusOK)
	patch(week(22)).is(http.StatusTooManyRequests)
	d, err := w.s.c.people.Get(t.Context(), ada)
	if err != nil || len(d.Body.Rehoured) != MaxHoursChanges {
		t.Errorf("%v %d", err, len(d.Body.Rehoured))
	}
}
