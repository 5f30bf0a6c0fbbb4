package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/attack"
)

// TestParticipationAttack exports reports of made-up communities and attacks the files: the naive ones leak, the offered ones do not.
func TestParticipationAttack(t *testing.T) {
	dir := t.TempDir()
	attackWith := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := execute(context.Background(), append([]string{"participation", "attack"}, args...), streams{&out, &errs})
		return code, out.String(), errs.String()
	}
	code, out, errs := attackWith("--made-up", "8", "--out", dir, "--json")
	if code != 0 {
		t.Fatal(code, out, errs)
	}
	var figures []attack.Outcome
	if err := json.Unmarshal([]byte(out), &figures); err != nil || len(figures) != len(attack.Methods()) || figures[0].Exact == 0 {
		t.Fatalf("%v %s", err, out)
	}
	for method, want := range map[string]int{"naive": 1, "tables": 0, "noise": 0, "pool-rule-1": 1, "pool-tables": 0, "pool-noise": 0} {
		if code, out, errs := attackWith("--reports", filepath.Join(dir, method)); code != want {
			t.Errorf("%s: %d\n%s\n%s", method, code, out, errs)
		}
	}
	// So does a programme's list of reports, as its page has it for programs.
	var list struct{ Items []json.RawMessage }
	for _, id := range []string{"c0000-2", "c0000-1"} {
		b, err := os.ReadFile(filepath.Join(dir, "tables", id+".json"))
		if err != nil {
			t.Fatal(err)
		}
		list.Items = append(list.Items, b)
	}
	b, err := json.Marshal(map[string]any{"items": list.Items})
	if err != nil {
		t.Fatal(err)
	}
	listed := t.TempDir()
	if err := os.WriteFile(filepath.Join(listed, "list.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := attackWith("--reports", listed, "--json"); code != 0 || !strings.Contains(out, `"reports": 2`) {
		t.Error(code, out, errs)
	}
	// A number that was changed after it was frozen is seen.
	name := filepath.Join(dir, "tables", "c0000-1.json")
	b, err = os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(b, []byte(`"week": "2026-W01"`), []byte(`"week": "2026-W02"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := attackWith("--reports", filepath.Join(dir, "tables")); code != 1 {
		t.Error("a report that was changed passes")
	}
	for _, args := range [][]string{{}, {"--reports", dir}, {"--reports", dir, "--made-up", "3"}, {"--made-up", "-1"}, {"--reports", dir, "--out", dir}} {
		if code, _, errs := attackWith(args...); code != 2 || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
