package safety

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testRoom(t testing.TB, seed byte) RoomKey {
	t.Helper()
	r, err := NewRoomKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{seed}, keySize)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSeal: what is sealed opens at its place alone, under its key alone, and unchanged alone.
func TestSeal(t *testing.T) {
	r := testRoom(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		key, wrapped, err := r.NewKey("case")
		if err != nil {
			t.Fatal(err)
		}
		box := key.Seal("words", text)
		again, err := r.Unwrap("case", wrapped)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.Open("words", box); err != nil || !bytes.Equal(got, text) {
			t.Fatal(err)
		}
		if len(text) > 8 && bytes.Contains(box, text) {
			t.Fatal("it is there to read")
		}
		if _, err := again.Open("appeal", box); err == nil {
			t.Fatal("another part opens it")
		}
		if _, err := r.Unwrap("another", wrapped); err == nil {
			t.Fatal("another case's place opens the key")
		}
		bad := bytes.Clone(box)
		bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] ^= 1
		if _, err := again.Open("words", bad); err == nil {
			t.Fatal("changed, and it opens")
		}
	})
	other := testRoom(t, 2)
	_, wrapped, _ := r.NewKey("case")
	if _, err := other.Unwrap("case", wrapped); err == nil {
		t.Error("another room opens it")
	}
	if _, err := r.Unwrap("case", nil); err == nil {
		t.Error("no key opens it")
	}
	if r.Mark() == other.Mark() || (RoomKey{}).wrap != nil {
		t.Error("marks")
	}
	if _, _, err := (RoomKey{}).NewKey("case"); err == nil {
		t.Error("the zero key seals")
	}
}

func TestCodes(t *testing.T) {
	r, other := testRoom(t, 1), testRoom(t, 2)
	code := r.Code("report", "c1")
	if len(code) != 26 || code != strings.ToLower(code) || code != r.Code("report", "c1") {
		t.Fatal(code)
	}
	kept := CodeHash(code)
	if !SameCode(code, kept) || !SameCode(" "+strings.ToUpper(code)+" ", kept) {
		t.Error("the right one is refused")
	}
	for _, forged := range []string{
		"", code[:25], code + "a", "a" + code[1:], r.Code("report", "c2"), r.Code("outcome", "c1"), other.Code("report", "c1"), kept,
		strings.Repeat("a", 26), strings.Repeat("a", 10000),
	} {
		if SameCode(forged, kept) && forged != code {
			t.Errorf("%.40q is taken", forged)
		}
	}
	if SameCode("", CodeHash("")) || SameCode(code, "") {
		t.Error("nothing fits nothing")
	}
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	file, err := KeyIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := os.ReadFile(file)
	if again, err := KeyIn(dir); err != nil || again != file {
		t.Fatal(again, err)
	}
	second, _ := os.ReadFile(file)
	info, _ := os.Stat(file)
	if !bytes.Equal(first, second) || info.Mode().Perm() != 0o600 {
		t.Error("made anew, or open to others:", info.Mode())
	}
	if _, err := NewRoomKey(string(first)); err != nil {
		t.Error(err)
	}
	// Killed in the middle of making it: nothing was sealed with an empty one.
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = KeyIn(dir)
	third, _ := os.ReadFile(file)
	if _, bad := NewRoomKey(string(third)); err != nil || bad != nil {
		t.Error(err, bad)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Error(left)
	}
	for _, bad := range []string{"", "short", strings.Repeat("a", 64) + "!", base64.StdEncoding.EncodeToString(make([]byte, 31))} {
		if _, err := NewRoomKey(bad); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
}
