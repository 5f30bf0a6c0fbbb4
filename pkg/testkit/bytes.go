package testkit

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
)

// Disk is a SQLite store whose bytes a test can search.
type Disk struct {
	DB  *store.DB
	Dir string

	engine *sqlitestore.Engine
}

// OnDisk is SQLite with its folder known.
func OnDisk(t testing.TB, now func() time.Time) *Disk {
	t.Helper()
	dir := t.TempDir()
	e, err := sqlitestore.Open(context.Background(), filepath.Join(dir, "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return &Disk{DB: store.New(e, now, slog.New(slog.DiscardHandler)), Dir: dir, engine: e}
}

// Settle moves what is in the write-ahead log into the file and cuts the log off.
func (d *Disk) Settle(t testing.TB) {
	t.Helper()
	if err := d.engine.Checkpoint(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Holding are those of the words that are in the bytes of a file below one of the folders, each with the file's name.
func Holding(t testing.TB, words []string, dirs ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if os.IsNotExist(err) { // a log that was just cut off
				return nil
			}
			for _, w := range words {
				if bytes.Contains(b, []byte(w)) {
					found[w] = filepath.Base(path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
