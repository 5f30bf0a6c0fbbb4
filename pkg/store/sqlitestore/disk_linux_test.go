package sqlitestore_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/store/storetest"
)

// TestFullDisk fills a real one.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("NOT RUN: a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(dir, "full.db")
	e := open(t, path)
	storetest.Full(t, e, func(t *testing.T) func() {
		return func() {
			if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
				t.Fatal(err)
			}
		}
	})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sqlitestore.Check(path); err != nil {
		t.Fatal(err)
	}
}

// TestPowerCut: what was acknowledged was on the disk, not only in the page cache.
func TestPowerCut(t *testing.T) {
	storetest.PowerCut(t, 96, func(dir string) storetest.Powered { return storetest.Powered{Arg: filepath.Join(dir, "power.db")} }, openPath)
}
