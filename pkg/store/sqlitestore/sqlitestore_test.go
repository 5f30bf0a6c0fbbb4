package sqlitestore_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/store/storetest"
)

func open(t testing.TB, path string) *sqlitestore.Engine {
	t.Helper()
	e, err := sqlitestore.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Engine { return open(t, filepath.Join(t.TempDir(), "a b?c#d%20.db")) })
}
