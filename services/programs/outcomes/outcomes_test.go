package outcomes

import (
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

func some(n int, p Person) (out []Person) {
	for range n {
		out = append(out, p)
	}
	return out
}

// TestProtectedCounts: small counts are hidden, so is what would give them away, and organisers read everything.
func TestProtectedCounts(t *testing.T) {
	in := Person{As: "newcomer", Sent: true, Accepted: true, Days: -1}
	docs, code, design := in, in, in
	docs.Tracks, code.Tracks, design.Tracks = []string{"docs"}, []string{"code"}, []string{"design"}
	people := append(append(some(3, docs), some(7, code)...), some(9, design)...)
	tracks := []string{"docs", "code", "design"}
	open := Count(people, tracks, partEnd)
	if got := open.Groups[1].Steps[2]; got.Hidden || got.Value != 3 {
		t.Fatalf("%+v", got)
	}
	o := hidden(people, tracks)
	for i, want := range []struct {
		hidden bool
		value  int
	}{{false, 19}, {true, 0}, {true, 0}, {false, 9}} { // all, docs is small, code is the second, design
		if got := o.Groups[i].Steps[2]; got.Hidden != want.hidden || got.Value != want.value {
			t.Errorf("group %d: %+v", i, got)
		}
	}
	// Who is missing to the step before is a small group too.
	done := in
	done.Matched = true
	o = hidden(append(some(18, done), some(2, in)...), nil)
	if all := o.Groups[0]; all.Steps[2].Value != 20 || !all.Steps[3].Hidden {
		t.Errorf("%+v", all)
	}
	if csv := string(CSV(o)); !strings.HasPrefix(csv, "as,track,begun,sent,accepted,matched,completed,left,second,answered_3,") ||
		!strings.Contains(csv, "newcomer,,20,20,20,,0,0,0,,,,,,,,,\n") || !strings.Contains(csv, ",check_ins_in_time,\n") {
		t.Errorf("%q", csv)
	}
}

// TestNothingIsHadBySubtraction: the ways to a small count through what is shown.
func TestNothingIsHadBySubtraction(t *testing.T) {
	at := func(tracks []string, people ...[]Person) []api.OutcomeGroup {
		var all []Person
		for _, p := range people {
			all = append(all, p...)
		}
		return hidden(all, tracks).Groups
	}
	sent := Person{As: "newcomer", Sent: true}
	in := Person{As: "newcomer", Sent: true, Accepted: true}
	met, done, gone := in, in, in
	met.Matched, gone.HasLeft = true, true
	done.Matched, done.Completed = true, true
	docs, code := in, in
	docs.Tracks, code.Tracks = []string{"docs"}, []string{"code"}

	// 20 accepted, 18 matched is hidden; 17 completed are compared with the 20.
	if s := at(nil, some(17, done), some(1, met), some(2, in))[0].Steps; !s[3].Hidden || !s[4].Hidden {
		t.Errorf("over a hidden step: %+v", s)
	}
	// 3 accepted have not left.
	if s := at(nil, some(9, gone), some(3, in))[0].Steps; !s[5].Hidden {
		t.Errorf("who has not left: %+v", s)
	}
	// 3 without a track: the sum less the tracks.
	if g := at([]string{"docs", "code"}, some(9, docs), some(7, code), some(3, in)); g[0].Steps[2].Hidden || !g[2].Steps[2].Hidden {
		t.Errorf("without a track: %+v", g)
	}
	// 1 and 1 are two hidden cells, and the sum less the rest says 2: both are 1.
	few := in
	few.Tracks = []string{"few"}
	tracks := []string{"docs", "code", "few"}
	if g := at(tracks, some(1, docs), some(9, code), some(1, few)); !g[0].Steps[2].Hidden && !g[2].Steps[2].Hidden {
		t.Errorf("two small tracks: %+v", g)
	}
	// A hidden step between two that are the same is known.
	if s := []api.OutcomeStep{{Step: "begun", OutcomeFigure: api.OutcomeFigure{Value: 9}},
		{Step: "sent", OutcomeFigure: api.OutcomeFigure{Value: 9, Hidden: true}},
		{Step: "accepted", OutcomeFigure: api.OutcomeFigure{Value: 9}}}; !alongSteps(s, make([]bool, len(steps))) || !s[2].Hidden {
		t.Errorf("between two: %+v", s)
	}
	// What nobody could want hidden is shown.
	if g := at([]string{"docs", "code"}, some(9, docs), some(7, code), some(6, sent)); g[2].Steps[2].Hidden || g[0].Steps[1].Value != 22 {
		t.Errorf("too much is hidden: %+v", g)
	}
}

// TestShareNeedsPeople: many check-ins of one person are not many people.
func TestShareNeedsPeople(t *testing.T) {
	people := append(some(1, Person{As: "newcomer", Due: 12, InTime: 3}), some(9, Person{As: "newcomer"})...)
	if o := hidden(people, nil); !o.CheckInsInTime.Hidden {
		t.Errorf("%+v", o.CheckInsInTime)
	}
	if o := Count(people, nil, partEnd); o.CheckInsInTime.Value != 25 {
		t.Errorf("%+v", o.CheckInsInTime)
	}
}

// TestNothingBeforeTheReport: every figure is hidden.
func TestNothingBeforeTheReport(t *testing.T) {
	o := Waiting([]string{"docs"}, "not_closed")
	if len(o.Groups) != 4 || o.Why != "not_closed" {
		t.Fatalf("%+v", o)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(CSV(o))), "\n")[1:] {
		if strings.ContainsAny(line, "0123456789") {
			t.Errorf("%q", line)
		}
	}
}

// hidden are protected outcomes at the end of a cohort, as they are printed.
func hidden(people []Person, tracks []string) api.CohortOutcomes {
	return Printed(Protected(people, tracks, partEnd, nil), len(tracks))
}

// TestWhatBecameOfThem: later parts are protected against what stands in the earlier ones, which they leave as it is.
func TestWhatBecameOfThem(t *testing.T) {
	in := Person{As: "newcomer", Sent: true, Accepted: true, Days: -1}
	gone, said, still := in, in, in
	gone.HasLeft = true
	said.Said[0] = true
	still.Said[0], still.Still[0] = true, true
	at := func(name string, o api.CohortOutcomes) api.OutcomeStep {
		for _, s := range o.Groups[0].Steps {
			if s.Step == name {
				return s
			}
		}
		t.Fatal(name)
		return api.OutcomeStep{}
	}
	cohort := func(lists ...[]Person) (end, three api.CohortOutcomes) {
		var all []Person
		for _, l := range lists {
			all = append(all, l...)
		}
		end = Protected(all, nil, partEnd, nil)
		// One who said nothing is erased meanwhile: what is frozen stands.
		for i := range all {
			if !all[i].Said[0] && !all[i].HasLeft {
				all = append(all[:i:i], all[i+1:]...)
				break
			}
		}
		return end, Protected(all, nil, part3, &end)
	}
	end, three := cohort(some(10, gone), some(15, still), some(8, said), some(9, in))
	if s := at("still_3", end); !s.Pending || !s.Hidden {
		t.Errorf("before its time: %+v", s)
	}
	if s := at("accepted", three); s.Value != 42 || at("answered_3", three).Value != 23 || at("still_3", three).Value != 15 || !at("still_6", three).Pending {
		t.Errorf("%+v", three.Groups[0])
	}
	// 2 of those who stayed said nothing, 3 said no.
	if _, three = cohort(some(10, gone), some(20, still), some(2, in)); !at("answered_3", three).Hidden {
		t.Errorf("who said nothing: %+v", three.Groups[0])
	}
	if _, three = cohort(some(20, still), some(3, said), some(9, in)); at("answered_3", three).Hidden || !at("still_3", three).Hidden {
		t.Errorf("who said no: %+v", three.Groups[0])
	}
	// 2 have neither completed nor left.
	done := in
	done.Matched, done.Completed = true, true
	if end, _ = cohort(some(10, done), some(8, gone), some(2, in)); !at("left", end).Hidden && !at("completed", end).Hidden {
		t.Errorf("neither: %+v", end.Groups[0])
	}
}
