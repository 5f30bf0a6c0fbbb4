package help

import (
	"fmt"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestOfferIsBounded: by issue, and of those who do not maintain its project.
func TestOfferIsBounded(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	x := Help{}
	for i := range knowersMost {
		must(x.offer(Helper{Person: fmt.Sprint("k", i), Free: true, At: now}))
	}
	if err := x.offer(Helper{Person: "mo", Free: true, At: now}); err != error(errHelpers) {
		t.Error(err)
	}
	x.Helpers[3].Free = false
	if err := x.offer(Helper{Person: "mo", Free: true, At: now}); err != nil || x.helper("k3") != nil || x.helper("mo") == nil || len(x.Helpers) != knowersMost {
		t.Errorf("who has no place makes no room: %+v %v", x, err)
	}
	for i := range helpersMost { // maintainers always find room, until all are maintainers with a place
		must(x.offer(Helper{Person: fmt.Sprint("m", i), Free: true, Maintains: true, At: now}))
	}
	err := x.offer(Helper{Person: "more", Free: true, Maintains: true, At: now})
	if err != error(errHelpers) || len(x.Helpers) != helpersMost || x.helper("mo") != nil {
		t.Errorf("%+v %v", x, err)
	}
}

// TestAbideLeavesWhoCameMeanwhile: the catalogue was not asked about them, so that it says nothing of them.
func TestAbideLeavesWhoCameMeanwhile(t *testing.T) {
	h := Help{Project: "p1", Helpers: []Helper{{Person: "mo"}, {Person: "mia", Maintains: true}}}
	k := wire.IssueKnown{Known: true, Project: "p1", Help: wire.HelpMaintainers}
	if err := h.abide(k, []string{"mo"}); err != nil || len(h.Helpers) != 1 || h.Helpers[0].Person != "mia" || !h.Helpers[0].Maintains {
		t.Errorf("%+v %v", h, err)
	}
	if err := h.abide(k, []string{"mia"}); err != nil || len(h.Helpers) != 0 {
		t.Errorf("asked: %+v %v", h, err)
	}
}
