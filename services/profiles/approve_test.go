package profiles

import (
	"net/http"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// approve reads an offer to mentor and approves what was read.
func (w *world) approve(token, id string) answer {
	w.t.Helper()
	offer := "/api/v1/mentor-approvals/" + id
	return w.ask(token, http.MethodPost, offer+"/approve", "", "If-Match", w.ask(token, http.MethodGet, offer, "").is(http.StatusOK).header.Get("ETag"))
}

// TestApproveWhatWasRead: without the version that was read nothing is approved; who is approved already is told no second time.
func TestApproveWhatWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(bo)
	const offer = `,"mentor":true,"found_by":"everybody","languages":[{"language":"en","level":3}],"have":[{"skill":"go","level":5}]}`
	w.save(bo, `{"display_name":"Bo Example"`+offer)
	m, at := testkit.Token(mo, "moderator"), "/api/v1/mentor-approvals/"+bo+"/approve"
	w.ask(m, http.MethodPost, at, "").code(http.StatusPreconditionRequired, "approval.which_version")
	w.ask(m, http.MethodPost, at, "", "If-Match", "*").code(http.StatusPreconditionRequired, "approval.which_version")
	w.approve(m, bo).is(http.StatusOK)
	w.ask(m, http.MethodPost, at, "").is(http.StatusOK) // twice is once
	told := func() (again []bool) {
		w.facts(bo)
		for _, e := range w.seen {
			if _, typ := e.TypeOf(); typ == "mentor_approved" {
				d, err := wire.Read[wire.MentorApproved](e)
				if err != nil {
					t.Fatal(err)
				}
				again = append(again, d.Again)
			}
		}
		return again
	}
	if got := told(); !slices.Equal(got, []bool{false}) {
		t.Fatal(got)
	}
	w.save(bo, `{"display_name":"Bo Other"`+offer)
	w.ask(m, http.MethodPost, at, "").code(http.StatusPreconditionRequired, "approval.which_version")
	w.approve(m, bo).is(http.StatusOK)
	if got := told(); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("a changed text is let in, and is told as if they could be found only now: %v", got)
	}
}
