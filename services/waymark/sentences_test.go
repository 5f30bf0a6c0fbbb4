package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// fieldCode finds the codes of refused fields in the sources: in a literal of fault.Field, or given to a room's own say, no or bad.
var fieldCode = regexp.MustCompile(`Pointer:[^{}]*?Code: "([a-z_0-9]+)"([^{}]*Detail:)?|\b(?:say|bad|no)\((?:[^,()"]+|(?:\w+\+)?"/[a-z_]*"), "([a-z_]+)"`)

// TestEveryFieldSaysWhatToDo: no room refuses a field with a code that pkg/fault has no sentence for, unless it brings its own.
func TestEveryFieldSaysWhatToDo(t *testing.T) {
	found := 0
	for _, root := range []string{"../../services", "../../pkg"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range fieldCode.FindAllStringSubmatch(string(b), -1) {
				code := m[1] + m[3]
				found++
				if m[2] == "" && !fault.Known(code) {
					t.Errorf("%s: the field's code %q has no sentence: add one to pkg/fault/sentences.go, or a Detail", path, code)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 60 {
		t.Errorf("only %d codes found: the search is wrong", found)
	}
}
