package testkit

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
)

// SQLite is a store on a file of the test's own. now is a Clock's Now.
func SQLite(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	e, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store.New(e, now, slog.New(slog.DiscardHandler))
}
