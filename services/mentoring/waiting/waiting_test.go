package waiting

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func TestTheOrder(t *testing.T) {
	early, late := Entry{Since: noon}, Entry{Since: noon.Add(time.Hour)}
	orphan := Entry{Since: noon.Add(2 * time.Hour), First: true}
	if !early.Before(&late) || late.Before(&early) || !orphan.Before(&early) || early.Before(&orphan) {
		t.Error("who waits longest comes first, after those whose mentor left")
	}
}

func TestWhatIsWanted(t *testing.T) {
	named, any := Entry{Mentors: []string{"mo"}}, Entry{Anybody: true, Skipped: []string{"ben"}}
	for what, x := range map[string]struct{ is, want bool }{
		"who is named": {named.Wants("mo"), true}, "somebody else": {named.Wants("ben"), false},
		"anybody": {any.Wants("mo"), true}, "who was skipped": {any.Wants("ben"), false},
	} {
		if x.is != x.want {
			t.Errorf("%s: %v", what, x.is)
		}
	}
}

func TestJoining(t *testing.T) {
	var l List
	if err := l.Join("p1", []string{"mo"}, false, false, noon); err != nil {
		t.Fatal(err)
	}
	if err := l.Join("p1", []string{"mo"}, false, false, noon); !errors.Is(err, ErrKept) {
		t.Error(err)
	}
	if err := l.Join("p1", []string{"ben"}, true, false, noon.Add(time.Hour)); err != nil || !l[0].Since.Equal(noon) || l[0].Mentors[0] != "ben" {
		t.Errorf("changing whom one waits for loses the place: %+v %v", l, err)
	}
	for i := range Most {
		err := l.Join(fmt.Sprint("q", i), nil, true, false, noon)
		if want := i == Most-1; want != errors.Is(err, ErrMany) {
			t.Errorf("programme %d: %v", i, err)
		}
	}
	for _, p := range []string{"p1", "q0", "q1"} {
		if err := l.Leave(p); err != nil {
			t.Error(err)
		}
	}
	if l != nil {
		t.Errorf("left is %+v", l)
	}
}

// TestOffers: one at a time; without an answer the line begins anew at its end, and twice is the end.
func TestOffers(t *testing.T) {
	var l List
	_ = l.Join("p", []string{"mo", "ben"}, false, true, noon)
	until := noon.Add(48 * time.Hour)
	if told, err := l.Take("p", "mo", until); err != nil || len(told) != 1 || told[0].What != TellOffered {
		t.Fatal(told, err)
	}
	if _, err := l.Take("p", "ben", until); !errors.Is(err, ErrKept) {
		t.Error("two at a time", err)
	}
	if _, err := l.Tick(until.Add(-time.Millisecond)); !errors.Is(err, ErrKept) {
		t.Error("early", err)
	}
	told, err := l.Tick(until)
	if err != nil || len(told) != 1 || told[0].What != TellUnanswered || !l[0].Since.Equal(until) || l[0].First || l[0].Offer.Mentor != "" {
		t.Errorf("%+v %+v %v", told, l, err)
	}
	if told, err := l.Drop("p", "mo", false); !errors.Is(err, ErrKept) || told != nil {
		t.Error("what is not offered goes", told, err)
	}
	_, _ = l.Take("p", "ben", until.Add(time.Hour))
	if told, err = l.Drop("p", "ben", false); err != nil || told[0].What != TellGone || !l[0].Since.Equal(until) {
		t.Errorf("%+v %+v %v", told, l, err)
	}
	_, _ = l.Take("p", "ben", until.Add(time.Hour))
	if told, err = l.Tick(until.Add(time.Hour)); err != nil || told[0].What != TellEnded || told[0].How != Unanswered || l != nil {
		t.Errorf("%+v %+v %v", told, l, err)
	}
}

func TestAskingTakesItUp(t *testing.T) {
	var l List
	_ = l.Join("p", []string{"mo"}, false, false, noon)
	_, _ = l.Take("p", "mo", noon.Add(time.Hour))
	l.Taken("q")
	if l[0].Offer.Mentor != "mo" {
		t.Error("asking elsewhere takes it up")
	}
	l.Taken("p")
	if len(l) != 1 || l[0].Offer.Mentor != "" || l[0].Due(noon.Add(2*time.Hour)) {
		t.Errorf("%+v", l)
	}
}

func TestSkipping(t *testing.T) {
	var l List
	if err := l.Skip("p"); !errors.Is(err, ErrAbsent) {
		t.Error(err)
	}
	_ = l.Join("p", []string{"mo"}, true, false, noon)
	if err := l.Skip("p"); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
	_, _ = l.Take("p", "mo", noon.Add(time.Hour))
	if err := l.Skip("p"); err != nil || len(l) != 1 || l[0].Wants("mo") || !l[0].Since.Equal(noon) {
		t.Errorf("%+v %v", l, err)
	}
	if err := l.Join("p", []string{"mo"}, false, false, noon); err != nil || !l[0].Wants("mo") {
		t.Errorf("wanted again: %+v %v", l, err)
	}
	_, _ = l.Take("p", "mo", noon.Add(time.Hour))
	if err := l.Skip("p"); err != nil || l != nil {
		t.Errorf("who waits for nobody else waits on: %+v %v", l, err)
	}
}

func TestItLastsNotForEver(t *testing.T) {
	var l List
	_ = l.Join("p", nil, true, false, noon)
	if _, err := l.Tick(noon.Add(Lasts - time.Second)); !errors.Is(err, ErrKept) {
		t.Error("early", err)
	}
	if told, err := l.Tick(noon.Add(Lasts)); err != nil || told[0].How != Expired || l != nil {
		t.Errorf("%+v %v", told, err)
	}
}
