package attack

import (
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestAttack is what the README has the figures of; with -short a small run of it.
func TestAttack(t *testing.T) {
	communities := 1000
	if testing.Short() {
		communities = 25
	}
	var exported = map[string][]*report.Report{}
	out, err := MadeUp(communities, 1, Methods(), func(m string, _ int, r *report.Report) error {
		exported[m] = append(exported[m], r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		t.Logf("%+v", o)
	}
	got := map[string]Outcome{}
	for _, o := range out {
		got[o.Method] = o
	}
	naive, tables := got["naive"], got["tables"]
	if naive.Exact < naive.Targets*9/10 || !naive.Leaks() {
		t.Errorf("the attack does not see that exact counts leak: %+v", naive)
	}
	if o := got["textbook"]; o.Exact == 0 {
		t.Errorf("the attack does not find the edges of rounding: %+v", o)
	}
	if o := got["rule-1"]; o.NearPairs == 0 || !o.Leaks() {
		t.Errorf("the attack does not see that communities change what they ask: %+v", o)
	}
	if o := got["pool-rule-1"]; o.Behind == 0 || o.Behind >= 10 || !o.Leaks() {
		t.Errorf("the attack does not see that the same people answer in every cycle: %+v", o)
	}
	for _, m := range Methods() {
		if o := got[m.Name]; m.Offered && (o.Leaks() || o.Exact > 0 || o.Narrowed > o.Targets/1000 || o.Tables == 0 || o.Targets == 0) {
			t.Errorf("%+v", o)
		}
	}
	if tables.Hidden == 0 || tables.Narrowest < 10 || tables.Numbers == 0 || tables.Behind < 10 || got["pool-tables"].Behind < 10 {
		t.Errorf("%+v", tables)
	}
	for m, leaks := range map[string][2]bool{"naive": {true, true}, "rule-1": {true, false}, "tables": {}, "noise": {},
		"pool-rule-1": {false, true}, "pool-tables": {}, "pool-noise": {}} {
		o, wrong, err := Reports(exported[m])
		if err != nil || o.Leaks() != leaks[0] || (len(wrong) > 0) != leaks[1] {
			t.Errorf("%s from its reports alone: %+v %d %v", m, o, len(wrong), err)
		}
	}
	forged := *exported["tables"][0]
	forged.Tables = append([]report.Table(nil), forged.Tables...)
	if _, wrong, _ := Reports([]*report.Report{{ID: forged.ID, Way: forged.Way, Rule: forged.Rule, Tables: forged.Tables, Hash: forged.Hash}}); len(wrong) == 0 {
		t.Error("a changed report was taken as frozen")
	}
}
