package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
)

// PowerCut cuts the power of a disk under a child that writes to name on it, at any moment, and checks that nothing that was
// acknowledged is lost and that every document is whole. The disk is an ext4 image behind a loop device: what the image's file
// holds at that moment is what the disk had got; what only the page cache of the mounted file system held is lost, as it would be.
// It needs root and a loop device; without them it says that it was not run.
func PowerCut(t *testing.T, name string, open func(ctx context.Context, path string) (store.Engine, error)) {
	rounds := 8
	if testing.Short() || raceDetector {
		rounds = 3
	}
	image := newDisk(t)
	acknowledged := map[string]int64{}
	lines := 0
	for round := range rounds {
		cut := filepath.Join(t.TempDir(), fmt.Sprintf("cut%d.img", round))
		dir, off := mount(t, image)
		lines += killOne(t, filepath.Join(dir, name), acknowledged, func(child *os.Process) {
			// The child stands still while the disk is copied, so that the copy is one moment's.
			if err := errors.Join(halt(child), copyFile(cut, image)); err != nil {
				t.Error(err)
			}
			_ = child.Kill()
		})
		off()
		ok(t, os.Remove(image))
		image = cut
		dir, off = mount(t, image)
		e, err := open(t.Context(), filepath.Join(dir, name))
		ok(t, err)
		verify(t, newWorld(t, e), acknowledged)
		ok(t, e.Close())
		off()
	}
	if lines < rounds*10 {
		t.Fatalf("only %d writes in %d rounds: nothing was tested", lines, rounds)
	}
	t.Logf("%d acknowledged writes, %d power cuts, none lost", lines, rounds)
}

func newDisk(t *testing.T) string {
	t.Helper()
	image := filepath.Join(t.TempDir(), "disk.img")
	ok(t, os.WriteFile(image, nil, 0o600))
	ok(t, os.Truncate(image, 96<<20))
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", image).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no disk can be made here: %v %s", err, out)
	}
	return image
}

func mount(t *testing.T, image string) (dir string, off func()) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-o", "loop", image, dir).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: a disk cannot be mounted here: %v %s", err, out)
	}
	mounted := true
	off = func() {
		if !mounted {
			return
		}
		mounted = false
		if exec.Command("umount", dir).Run() == nil {
			return
		}
		if out, err := exec.Command("umount", "--lazy", dir).CombinedOutput(); err != nil { // a test that failed left a file open
			t.Errorf("umount: %v %s", err, out)
		}
	}
	t.Cleanup(off)
	return dir, off
}

// halt stops a process and returns once each of its threads stands still.
func halt(p *os.Process) error {
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	tasks := fmt.Sprintf("/proc/%d/task", p.Pid)
	for range 100_000 { // it is a matter of microseconds, but for a thread that waits for the disk
		all, err := os.ReadDir(tasks)
		if err != nil {
			return err
		}
		still := true
		for _, x := range all {
			stat, err := os.ReadFile(filepath.Join(tasks, x.Name(), "stat"))
			if err != nil {
				return err
			}
			_, state, _ := strings.Cut(string(stat[bytes.LastIndexByte(stat, ')'):]), " ")
			still = still && strings.HasPrefix(state, "T")
		}
		if still {
			return nil
		}
	}
	return errors.New("the child did not stand still")
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
