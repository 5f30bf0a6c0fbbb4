package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
)

// Powered is what runs on a disk whose power is cut.
type Powered struct {
	Arg    string // for the child and for open
	Server int    // the process group of a server that keeps the files; 0 if the child itself does
	Stop   func() // stops the server, however it stands; may be nil
}

// PowerCut cuts the power of a disk under children that write, at any moment, and checks that nothing that was acknowledged is lost
// and that every document is whole. The disk is an ext4 image behind a loop device: what the image's file holds at that moment is
// what the disk had got; what only the page cache of the mounted file system held is lost, as it would be. start is called for each
// mounting, always with the same folder. It needs root and a loop device; without them it says that it was not run.
func PowerCut(t *testing.T, megabytes int64, start func(dir string) Powered, open func(ctx context.Context, arg string) (store.Engine, error)) {
	rounds := 6
	if testing.Short() || raceDetector {
		rounds = 2
	}
	image := newDisk(t, megabytes)
	dir := t.TempDir()
	acknowledged := map[string]int64{}
	lines := 0
	for round := range rounds {
		cut := filepath.Join(t.TempDir(), fmt.Sprintf("cut%d.img", round))
		off := mount(t, image, dir)
		on := start(dir)
		lines += killOne(t, on.Arg, acknowledged, func(child *os.Process) {
			// Who writes stands still while the disk is copied, so that the copy is one moment's.
			writer := child.Pid
			if on.Server != 0 {
				writer = -on.Server
			}
			if err := errors.Join(halt(writer), copyDisk(cut, image)); err != nil {
				t.Error(err)
			}
			_ = syscall.Kill(writer, syscall.SIGKILL)
			_ = child.Kill()
		})
		on.stop()
		off()
		ok(t, os.Remove(image))
		image = cut
		off = mount(t, image, dir)
		on = start(dir)
		e, err := open(t.Context(), on.Arg)
		ok(t, err)
		verify(t, newWorld(t, e), acknowledged)
		ok(t, e.Close())
		on.stop()
		off()
	}
	if lines < rounds*10 {
		t.Fatalf("only %d writes in %d rounds: nothing was tested", lines, rounds)
	}
	t.Logf("%d acknowledged writes, %d power cuts, none lost", lines, rounds)
}

func (p Powered) stop() {
	if p.Stop != nil {
		p.Stop()
	}
}

func newDisk(t *testing.T, megabytes int64) string {
	t.Helper()
	image := filepath.Join(t.TempDir(), "disk.img")
	ok(t, os.WriteFile(image, nil, 0o600))
	ok(t, os.Truncate(image, megabytes<<20))
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", image).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: no disk can be made here: %v %s", err, out)
	}
	return image
}

func mount(t *testing.T, image, dir string) (off func()) {
	t.Helper()
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
	return off
}

// halt stops a process, or with a negative number its group, and returns once each thread stands still.
func halt(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return err
	}
	for range 100_000 { // it is a matter of microseconds, but for a thread that waits for the disk
		threads, err := filepath.Glob("/proc/[0-9]*/task/[0-9]*/stat")
		if pid > 0 {
			threads, err = filepath.Glob(fmt.Sprintf("/proc/%d/task/[0-9]*/stat", pid))
		}
		if err != nil {
			return err
		}
		still := true
		for _, x := range threads {
			stat, err := os.ReadFile(x)
			if err != nil { // of another process, which has ended
				continue
			}
			// After the name in brackets: state, parent, group.
			fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
			if len(fields) > 2 && (pid > 0 || fields[2] == strconv.Itoa(-pid)) {
				still = still && fields[0] == "T"
			}
		}
		if still {
			return nil
		}
	}
	return errors.New("who writes did not stand still")
}

func copyDisk(to, from string) error { return exec.Command("cp", "--sparse=always", from, to).Run() }
