package attack

import (
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/protect"
)

// TestAlike: as many questions that split alike as a report may have, and as a programme may ever have, make nobody sure of anybody's answer.
// By rule 2 they did. Cell keys, which would make all of them worth one, give the one away for certain.
func TestAlike(t *testing.T) {
	got := map[string]AlikeOutcome{}
	for _, a := range Alikes() {
		o := a.Against(1000, 1)
		t.Logf("%+v", o)
		got[o.Method] = o
	}
	if o := got["rule 2, twelve of one report"]; o.Right < .8 || o.Sure99 < .03 {
		t.Errorf("the attack finds nothing: %+v", o)
	}
	if o := got["rule 2, 48 of four reports, renamed"]; o.Right < .94 || o.Sure99 < .5 {
		t.Errorf("the attack finds nothing: %+v", o)
	}
	if o := got["rule 2 with cell keys, one table and one that is known"]; o.Certain < .3 {
		t.Errorf("cell keys do not tell anybody apart: %+v", o)
	}
	one, report := got["tables, one table"], got["tables, the most of one report"]
	if one.Right > .65 || report.Right > .78 || report.Sure95 > .05 || report.Sure99 > .01 || report.Certain > 0 {
		t.Errorf("a report tells too much: %+v, one table %+v", report, one)
	}
	if o := got["tables, the most of all reports"]; o.Right > .8 || o.Sure99 > .03 || o.Certain > 0 {
		t.Errorf("all reports tell too much: %+v", o)
	}
	for i, p := range protect.Current.Chances() {
		if i == 0 && p > 1.0/60_000 {
			t.Errorf("the edge is drawn once in %.0f", 1/p)
		}
	}
}
