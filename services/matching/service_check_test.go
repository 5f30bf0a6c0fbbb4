package matching

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// A running service compares what it answers with scoring everybody, and says where the two differ, but not of whom.
func TestServiceChecksItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"))
	w.run()
	fillPicture(w.s, 300, 400)
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for range 3 {
		n, err := w.s.check()
		if err != nil {
			t.Fatal(err)
		}
		compared += n
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
	page := httptest.NewRecorder()
	telemetry.Handler(w.figures).ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`waymark_self_check_exact{service="matching",what="issues"} 1`, `waymark_self_checks_total{result="same",service="matching",what="mentors"} `,
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Error("the figures lack", want)
		}
	}
	err := differs("mentors", rank.Checked{Index: []string{"ada-1", "bo-2"}, Naive: []string{"ada-1", "cy-3"}})
	if err == nil || !strings.Contains(err.Error(), "place 2") || strings.Contains(err.Error(), "-2") {
		t.Errorf("said %v", err)
	}
}
