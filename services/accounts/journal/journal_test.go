package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func open(t *testing.T, file string, now time.Time) *Journal {
	t.Helper()
	j, err := Open(file, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// TestKept: what was noted is there after the process, once for each account, by number; what a crash left of a line is not, and the
// next line is whole.
func TestKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erasures.log")
	j := open(t, file, start)
	for _, account := range []string{"ada", "bo", "ada"} {
		if err := j.Add(account, start); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut < len("3 2026-11-02T09:00:00Z cy\n"); cut++ {
		if err := os.WriteFile(file, append(append([]byte{}, text...), "3 2026-11-02T09:00:00Z cy\n"[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, file, start)
		if again.Name() != j.Name() || again.Last() != 2 || len(again.After(0)) != 2 || again.After(1)[0].Account != "bo" {
			t.Fatalf("after %d bytes: %+v", cut, again.After(0))
		}
		if err := again.Add("dee", start); err != nil {
			t.Fatal(err)
		}
		if third := open(t, file, start); third.Last() != 3 || third.After(2)[0].Account != "dee" {
			t.Fatalf("%+v", third.After(0))
		}
	}
}

// TestForgotten: what no backup can bring back any more is not kept; its number is not given again.
func TestForgotten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erasures.log")
	j := open(t, file, start)
	if err := j.Add("ada", start); err != nil {
		t.Fatal(err)
	}
	if err := j.Add("bo", start.Add(Keep)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+".new", []byte("cut short"), 0o600); err != nil { // what a crash left
		t.Fatal(err)
	}
	later := open(t, file, start.Add(Keep+time.Hour))
	if found, err := filepath.Glob(file + "*"); err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if all := later.After(0); len(all) != 1 || all[0].Account != "bo" || later.Last() != 2 {
		t.Fatalf("%+v", all)
	}
	if last := open(t, file, start.Add(3*Keep)); last.Last() != 2 || len(last.After(0)) != 1 {
		t.Fatal("a number can be given again", last.After(0))
	}
	later = open(t, file, start.Add(Keep+time.Hour))
	if err := later.Add("cy", start.Add(Keep+time.Hour)); err != nil || later.Last() != 3 {
		t.Fatal(later.Last(), err)
	}
	if err := j.Add("dee", start); err == nil {
		if open(t, file, start.Add(Keep+time.Hour)).Last() != 3 {
			t.Error("a process that has lost the file writes into it")
		}
	}
}

// TestNotAJournal: another file is refused and left as it is; two processes in one file notice.
func TestNotAJournal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erasures.log")
	for _, text := range []string{"hello\n", head + "short\n", head + "0123456789abcdef0123456789abcdef\nx\n",
		head + "0123456789abcdef0123456789abcdef\n2 2026-11-02T09:00:00Z a\n2 2026-11-02T09:00:00Z b\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(file, start); err == nil {
			t.Errorf("%q was taken", text)
		}
		if is, err := os.ReadFile(file); err != nil || string(is) != text {
			t.Errorf("%q became %q", text, is)
		}
	}
	_ = os.Remove(file)
	one := open(t, file, start)
	two := open(t, file, start)
	if err := one.Add("ada", start); err != nil {
		t.Fatal(err)
	}
	if err := two.Add("bo", start); err == nil {
		t.Error("two processes write one file")
	}
}
