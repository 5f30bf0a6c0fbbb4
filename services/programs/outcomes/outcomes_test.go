package outcomes

import (
	"strings"
	"testing"
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
