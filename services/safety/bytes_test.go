package safety

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestBytesGone: while it is open nothing that was written can be read in the files; once destroyed, neither the sealed bytes nor the
// wrapped key are in them.
func TestBytesGone(t *testing.T) {
	dir := t.TempDir()
	e, err := sqlitestore.Open(t.Context(), filepath.Join(dir, "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	clock := testkit.NewClock()
	w := newWorld(t, store.New(e, clock.Now, quietLog), clock)
	ctx := t.Context()
	inFiles := func(what []byte) bool {
		t.Helper()
		w.must(e.Checkpoint(ctx))
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		w.must(err)
		for _, f := range files {
			b, err := os.ReadFile(f)
			w.must(err)
			if bytes.Contains(b, what) {
				return true
			}
		}
		return false
	}
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.as("ada").AddToReport(ctx, r.ID, "CANARY more")
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	d, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	var sealed [][]byte
	for _, p := range append(d.Body.Parts, Part{Box: d.Body.Key}) {
		sealed = append(sealed, []byte(base64.StdEncoding.EncodeToString(p.Box)))
	}
	if len(sealed) != 4 || inFiles([]byte("CANARY")) {
		t.Fatalf("%d sealed, or readable in the files", len(sealed))
	}
	for _, b := range sealed {
		if !inFiles(b) {
			t.Fatal("the search finds nothing: the test would prove nothing")
		}
	}
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
	w.clock.Advance(copyKept + time.Second)
	w.must(w.s.Tick(ctx))
	for i, b := range sealed {
		if inFiles(b) {
			t.Errorf("sealed part %d is still in the files", i)
		}
	}
}
