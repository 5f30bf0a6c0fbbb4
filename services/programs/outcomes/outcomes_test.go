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

// quiet moves nothing.
func quiet(int) int { return 0 }

// always moves by as much.
func always(n int) Noise { return func(int) int { return n } }

// TestProtectedCounts: counts are rounded, small ones hidden, and organisers read everything.
func TestProtectedCounts(t *testing.T) {
	in := Person{As: "newcomer", Sent: true, Accepted: true, Days: -1}
	docs, code, none := in, in, in
	docs.Tracks, code.Tracks = []string{"docs"}, []string{"code"}
	people := append(append(some(3, docs), some(17, code)...), some(9, none)...)
	tracks := []string{"docs", "code"}
	if got := Count(people, tracks, partEnd).Groups[1].Steps[2]; got.Hidden || got.Value != 3 {
		t.Fatalf("%+v", got)
	}
	o := hidden(people, tracks)
	if len(o.Groups) != 6 { // those without a track are never printed
		t.Fatalf("%+v", o.Groups)
	}
	for i, want := range []struct {
		hidden bool
		value  int
	}{{false, 30}, {true, 0}, {false, 15}} { // all, docs, code
		if got := o.Groups[i].Steps[2]; got.Hidden != want.hidden || got.Value != want.value {
			t.Errorf("group %d: %+v", i, got)
		}
	}
	if csv := string(CSV(hidden(some(20, in), nil))); !strings.HasPrefix(csv, "as,track,belongs,begun,sent,accepted,matched,completed,left,second,answered_3,") ||
		!strings.Contains(csv, "newcomer,,,20,20,20,hidden,hidden,hidden,hidden,"+strings.Repeat("not yet,", 7)+",\n") ||
		!strings.Contains(csv, ",check_ins_in_time,hidden\n") {
		t.Errorf("%q", csv)
	}
	if csv := string(CSV(api.CohortOutcomes{ReplyHours: api.OutcomeFigure{Hidden: true}})); !strings.Contains(csv, ",reply_hours,none\n") {
		t.Errorf("%q", csv)
	}
}

// TestSplit: who belongs to the organisation and who does not are counted apart, and whoever was not asked in neither.
func TestSplit(t *testing.T) {
	in := Person{As: "newcomer", Sent: true, Accepted: true, Days: -1}
	here, there := in, in
	here.Belongs, there.Belongs = "internal", "external"
	got := split(append(append(some(3, here), some(2, there)...), in), partEnd)
	if len(got) != 4 || got[0].Belongs != "internal" || got[0].Steps[2].Value != 3 || got[1].Steps[2].Value != 2 || got[2].As != "mentor" ||
		got[2].Steps[2].Value != 0 {
		t.Errorf("%+v", got)
	}
}

// TestNothingIsPrintedTwice: a count is not printed above what it is part of, nor with another above what both are part of: what was moved up
// is taken back by what is printed already.
func TestNothingIsPrintedTwice(t *testing.T) {
	in := Person{As: "newcomer", Sent: true, Accepted: true, Days: -1}
	done, gone := in, in
	done.Matched, done.Completed, gone.HasLeft = true, true, true
	people, n := append(some(30, done), some(20, gone)...), 0
	o := Protected(people, nil, partEnd, nil, func(int) int { n++; return n }) // each more than the one before
	was := o.Groups[0].Steps
	for j := 1; j <= stepCompleted; j++ {
		if was[j].Value > was[j-1].Value {
			t.Errorf("%+v", was)
		}
	}
	if was[stepLeft].Value+was[stepCompleted].Value > was[stepAccepted].Value {
		t.Errorf("%+v", was)
	}
	if s := Protected(people, nil, partEnd, nil, always(-100)).Groups[0].Steps[0]; !s.Hidden || s.Value != 0 {
		t.Errorf("%+v", s)
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
	return Printed(Protected(people, tracks, partEnd, nil, quiet), len(tracks))
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
		end = Protected(all, nil, partEnd, nil, quiet)
		// One who said nothing is erased meanwhile: what is frozen stands.
		for i := range all {
			if !all[i].Said[0] && !all[i].HasLeft {
				all = append(all[:i:i], all[i+1:]...)
				break
			}
		}
		return end, Protected(all, nil, part3, &end, quiet)
	}
	end, three := cohort(some(10, gone), some(15, still), some(8, said), some(9, in))
	if s := at("still_3", end); !s.Pending || !s.Hidden {
		t.Errorf("before its time: %+v", s)
	}
	if s := at("accepted", three); s.Value != 40 || at("answered_3", three).Value != 25 || at("still_3", three).Value != 15 || !at("still_6", three).Pending {
		t.Errorf("%+v", three.Groups[0])
	}
	if _, three = cohort(some(20, still), some(3, said), some(9, in)); at("answered_3", three).Value != 25 || at("still_3", three).Value != 20 {
		t.Errorf("%+v", three.Groups[0])
	}
}
