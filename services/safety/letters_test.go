package safety

import (
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestDeadLettersTellNoCases: an administrator may be whom a case is about; what could not be handled names none of its ids.
func TestDeadLettersTellNoCases(t *testing.T) {
	w := sqliteWorld(t)
	for _, from := range []string{self, "accounts"} {
		w.must(w.s.dead.Put(t.Context(), bus.DeadLetter{ID: "letter-" + from, Service: self, Consumer: "any", Reason: "tries", At: w.clock.Now(),
			Envelope: wire.Envelope{
				SpecVersion: "1.0", ID: "secret-" + from, Subject: "secret-" + from, Type: "waymark.evt." + from + ".report_moved.v1", Source: "/waymark/" + from,
			}}))
	}
	got := w.raw("adm", "administrator", "GET", "/api/v1/ops-safety/dead-letters", "")
	if !strings.Contains(got, "letter-safety") || strings.Contains(got, "secret-safety") || !strings.Contains(got, "secret-accounts") {
		t.Fatal(got)
	}
}
