package attack

import (
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestAttack is a small run of what the README has the figures of.
func TestAttack(t *testing.T) {
	var exported = map[string][]*report.Report{}
	out, err := MadeUp(24, 1, Methods(), func(m string, _ int, r *report.Report) error {
		exported[m] = append(exported[m], r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		t.Logf("%+v", o)
	}
	naive, textbook, tables, noise := out[0], out[1], out[2], out[3]
	if naive.Exact < naive.Targets*9/10 || !naive.Leaks() {
		t.Errorf("the attack does not see that exact counts leak: %+v", naive)
	}
	if textbook.Exact == 0 {
		t.Errorf("the attack does not find the edges of rounding: %+v", textbook)
	}
	for _, o := range []Outcome{tables, noise} {
		if o.Leaks() || o.Exact > 0 || o.Tables == 0 || o.Targets == 0 {
			t.Errorf("%+v", o)
		}
	}
	if tables.Hidden == 0 || tables.Narrowest < 10 || tables.Numbers == 0 {
		t.Errorf("%+v", tables)
	}
	for m, leaks := range map[string]bool{"naive": true, "tables": false, "noise": false} {
		o, wrong, err := Reports(exported[m])
		if err != nil || o.Leaks() != leaks || (len(wrong) > 0) != leaks {
			t.Errorf("%s from its reports alone: %+v %d %v", m, o, len(wrong), err)
		}
	}
	forged := *exported["tables"][0]
	forged.Tables = append([]report.Table(nil), forged.Tables...)
	if _, wrong, _ := Reports([]*report.Report{{ID: forged.ID, Way: forged.Way, Rule: forged.Rule, Tables: forged.Tables, Hash: forged.Hash}}); len(wrong) == 0 {
		t.Error("a changed report was taken as frozen")
	}
}
