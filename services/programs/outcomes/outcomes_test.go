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
	open := Count(people, tracks, false)
	if got := open.Groups[1].Steps[2]; got.Hidden || got.Value != 3 {
		t.Fatalf("%+v", got)
	}
	o := Count(people, tracks, true)
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
	o = Count(append(some(18, done), some(2, in)...), nil, true)
	if all := o.Groups[0]; all.Steps[2].Value != 20 || !all.Steps[3].Hidden {
		t.Errorf("%+v", all)
	}
	if csv := CSV(o); !strings.HasPrefix(csv, "as,track,begun,sent,accepted,matched,completed,left\r\n") || !strings.Contains(csv, "newcomer,,20,20,20,,0,0\r\n") {
		t.Errorf("%q", csv)
	}
}

func TestMedianAndShare(t *testing.T) {
	var people []Person
	for _, d := range []int{1, 2, 3, 10, 30} {
		people = append(people, Person{As: "newcomer", Matched: true, Days: d, Due: 2, InTime: 1})
	}
	o := Count(people, nil, true)
	if o.DaysToMatch.Hidden || o.DaysToMatch.Value != 3 || o.CheckInsInTime.Value != 50 {
		t.Errorf("%+v", o)
	}
	if o = Count(people[:4], nil, true); !o.DaysToMatch.Hidden {
		t.Errorf("%+v", o)
	}
}

// TestNothingIsHadBySubtraction: the ways to a small count through what is shown.
func TestNothingIsHadBySubtraction(t *testing.T) {
	at := func(tracks []string, people ...[]Person) []api.OutcomeGroup {
		var all []Person
		for _, p := range people {
			all = append(all, p...)
		}
		return Count(all, tracks, true).Groups
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
		{Step: "accepted", OutcomeFigure: api.OutcomeFigure{Value: 9}}}; !alongSteps(s) || !s[2].Hidden {
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
	if o := Count(people, nil, true); !o.CheckInsInTime.Hidden {
		t.Errorf("%+v", o.CheckInsInTime)
	}
	if o := Count(people, nil, false); o.CheckInsInTime.Value != 25 {
		t.Errorf("%+v", o.CheckInsInTime)
	}
}

// TestNothingBeforeTheClose: every figure is hidden.
func TestNothingBeforeTheClose(t *testing.T) {
	if csv := CSV(waiting([]string{"docs"})); csv != "as,track,begun,sent,accepted,matched,completed,left\r\n"+
		"newcomer,,,,,,,\r\nnewcomer,docs,,,,,,\r\nmentor,,,,,,,\r\nmentor,docs,,,,,,\r\n" {
		t.Errorf("%q", csv)
	}
}
