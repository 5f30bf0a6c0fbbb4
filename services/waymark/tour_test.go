package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestTourAllInOne is the main job in one process, from the command line to the exit status.
func TestTourAllInOne(t *testing.T) {
	var out, errs bytes.Buffer
	t.Chdir(t.TempDir())
	if code := execute(t.Context(), []string{"tour", "--people", "20"}, streams{&out, &errs}); code != 0 {
		t.Fatalf("exit status %d\n%s\n%s", code, out.String(), errs.String())
	}
	if !strings.Contains(out.String(), "Every one of ") {
		t.Fatal(out.String())
	}
	t.Log(out.String())
}
