package session

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func plan(in time.Duration) Plan {
	return Plan{Starts: noon.Add(in), Minutes: 30, Zone: "Europe/Lisbon", Place: "https://meet.example.org/x"}
}

func proposed(t *testing.T, in time.Duration) *Session {
	t.Helper()
	s, err := New(Session{Match: "m", Newcomer: "nadia", Mentor: "mo"}, "nadia", plan(in), noon)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

func what(s *Session) string {
	var out []string
	for _, x := range s.Told() {
		out = append(out, x.What+" "+x.From+">"+x.To)
	}
	return strings.Join(out, ", ")
}

func TestAgreeing(t *testing.T) {
	s := proposed(t, 48*time.Hour)
	if s.Status != Proposed || s.Proposal != 1 || !s.Owed || what(s) != "proposed nadia>mo" {
		t.Fatalf("%+v", s)
	}
	if err := s.Confirm("nadia", 1, noon); !errors.Is(err, errOwn) {
		t.Fatalf("confirmed the own proposal: %v", err)
	}
	if err := s.Propose("mo", plan(50*time.Hour), noon); err != nil || what(s) != "proposed mo>nadia" {
		t.Fatal(err)
	}
	// Nadia answers what she has read, not what came meanwhile.
	if err := s.Confirm("nadia", 1, noon); !errors.Is(err, errMoved) || s.Status != Proposed {
		t.Fatalf("confirmed what she has not seen: %v", err)
	}
	if err := s.Confirm("nadia", 2, noon); err != nil || s.Status != Confirmed || what(s) != "confirmed nadia>mo" {
		t.Fatal(err)
	}
	if err := s.Mark("nadia", true, noon); !errors.Is(err, errNotBegun) {
		t.Fatalf("held before it began: %v", err)
	}
	// Another time has to be agreed again.
	if err := s.Propose("nadia", plan(60*time.Hour), noon); err != nil || s.Status != Proposed {
		t.Fatal(err)
	}
	if err := s.Confirm("mo", 3, noon); err != nil {
		t.Fatal(err)
	}
	after := noon.Add(61 * time.Hour)
	if err := s.Cancel("mo", after); !errors.Is(err, errOver) {
		t.Fatalf("cancelled after it began: %v", err)
	}
	if err := s.Mark("mo", false, after); err != nil || s.Status != Missed {
		t.Fatal(err)
	}
	if err := s.Mark("nadia", true, after); err != nil || s.Status != Held {
		t.Fatalf("missed cannot be put right: %v", err)
	}
	if err := s.Mark("mo", false, after); !errors.Is(err, errOver) || s.Status != Held {
		t.Fatalf("held does not stand: %v", err)
	}
}

func TestOnlySoManyProposals(t *testing.T) {
	s := proposed(t, 48*time.Hour)
	for range mostProposed - 1 {
		if err := s.Propose("mo", plan(49*time.Hour), noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Propose("mo", plan(49*time.Hour), noon); !errors.Is(err, errProposed) {
		t.Fatalf("one more: %v", err)
	}
}

func TestPlans(t *testing.T) {
	for name, x := range map[string]struct {
		change func(p *Plan)
		field  string // "" is taken
	}{
		"as it is":         {func(*Plan) {}, ""},
		"nowhere yet":      {func(p *Plan) { p.Place = "" }, ""},
		"a room":           {func(p *Plan) { p.Place = "Biblioteca Municipal, sala 2 (http://example.org)" }, ""},
		"now":              {func(p *Plan) { p.Starts = noon }, "/starts past"},
		"in a year":        {func(p *Plan) { p.Starts = noon.AddDate(1, 0, 0) }, "/starts too_far"},
		"no time":          {func(p *Plan) { p.Starts = time.Time{} }, "/starts past"},
		"14 minutes":       {func(p *Plan) { p.Minutes = 14 }, "/minutes out_of_range"},
		"181 minutes":      {func(p *Plan) { p.Minutes = 181 }, "/minutes out_of_range"},
		"the machine's":    {func(p *Plan) { p.Zone = "Local" }, "/zone unknown_zone"},
		"no zone":          {func(p *Plan) { p.Zone = "" }, "/zone unknown_zone"},
		"a path as a zone": {func(p *Plan) { p.Zone = "../etc/passwd" }, "/zone unknown_zone"},
		"plain http":       {func(p *Plan) { p.Place = "http://meet.example.org" }, "/place https_only"},
		"javascript":       {func(p *Plan) { p.Place = "javascript://x" }, "/place https_only"},
		"no host":          {func(p *Plan) { p.Place = "https:///x" }, "/place not_a_link"},
		"a password":       {func(p *Plan) { p.Place = "https://a:b@meet.example.org" }, "/place no_credentials"},
		"a line break":     {func(p *Plan) { p.Place = "here\r\nATTENDEE:x" }, "/place control_characters"},
		"turned around":    {func(p *Plan) { p.Place = "here \u202e" + "x" }, "/place control_characters"},
		"a long text":      {func(p *Plan) { p.Place = strings.Repeat("ß", placeMax+1) }, "/place too_long"},
		"a long link":      {func(p *Plan) { p.Place = "https://example.org/" + strings.Repeat("x", linkMax) }, "/place too_long"},
	} {
		p := plan(24 * time.Hour)
		x.change(&p)
		err, got := p.Check(noon), ""
		if f := fault.As(err); err != nil && len(f.Fields) == 1 {
			got = f.Fields[0].Pointer + " " + f.Fields[0].Code
		} else if err != nil {
			got = err.Error()
		}
		if got != x.field {
			t.Errorf("%s: %q, want %q", name, got, x.field)
		}
	}
}

// TestReminders: a day and an hour before, each once, none early, none of what has begun, and after a standstill only the last.
func TestReminders(t *testing.T) {
	type step struct {
		in   time.Duration // after noon; the session begins after 48 hours
		want int           // hours told of; 0 is none
	}
	for name, x := range map[string]struct {
		begins time.Duration
		steps  []step
	}{
		"in time": {48 * time.Hour, []step{
			{24*time.Hour - 1, 0}, {24 * time.Hour, 24}, {24 * time.Hour, 0}, {47*time.Hour - 1, 0}, {47 * time.Hour, 1}, {48 * time.Hour, 0},
		}},
		"a standstill":     {48 * time.Hour, []step{{47*time.Hour + 30*time.Minute, 1}, {48 * time.Hour, 0}}},
		"a long one":       {48 * time.Hour, []step{{50 * time.Hour, 0}}},
		"agreed late":      {5 * time.Hour, []step{{time.Hour, 0}, {4 * time.Hour, 1}}},
		"agreed very late": {30 * time.Minute, []step{{10 * time.Minute, 0}, {time.Hour, 0}}},
	} {
		s := proposed(t, x.begins)
		if err := s.Confirm("mo", 1, noon); err != nil {
			t.Fatal(err)
		}
		s.Heard(noon, noon)
		s.Told()
		for _, st := range x.steps {
			now, got := noon.Add(st.in), 0
			for i := 0; !s.DueAt.IsZero() && !s.DueAt.After(now); i++ { // the clock sleeps until it is due
				if i > 3 {
					t.Fatalf("%s: due again and again at %v", name, st.in)
				}
				s.Tick(now)
				for _, told := range s.Told() {
					if got != 0 {
						t.Errorf("%s: told twice at %v", name, st.in)
					}
					got = told.Hours
				}
			}
			if got != st.want {
				t.Errorf("%s: at %v told of %d hours, want %d", name, st.in, got, st.want)
			}
			if !s.DueAt.IsZero() && s.DueAt.After(now.Add(look)) {
				t.Errorf("%s: its mentorship is not looked at before %v", name, s.DueAt)
			}
		}
	}
}

func TestAProposalThatNobodyConfirmed(t *testing.T) {
	s := proposed(t, time.Hour)
	s.Heard(noon, noon)
	s.Told()
	now := noon.Add(time.Hour)
	s.Tick(now)
	if s.Status != Cancelled || !s.DueAt.IsZero() || what(s) != "" {
		t.Fatalf("%+v", s)
	}
	if err := s.Confirm("mo", 1, now); !errors.Is(err, errOver) {
		t.Fatal(err)
	}
}

// TestTheEndOfItsMentorship: what lay ahead is off and reads so at once; what had begun stays; no place is kept.
func TestTheEndOfItsMentorship(t *testing.T) {
	for name, x := range map[string]struct {
		agreed bool
		ended  time.Duration
		want   Status
	}{
		"only proposed": {false, time.Hour, Cancelled},
		"ahead":         {true, time.Hour, Cancelled},
		"begun":         {true, 49 * time.Hour, Confirmed},
	} {
		s := proposed(t, 48*time.Hour)
		if x.agreed {
			_ = s.Confirm("mo", 1, noon)
		}
		if got := s.Seen(false, noon.Add(x.ended)); got != x.want {
			t.Errorf("%s: seen as %s", name, got)
		}
		if !s.Close(noon.Add(x.ended)) || s.Status != x.want || s.Place != "" || !s.DueAt.IsZero() || s.Owed {
			t.Errorf("%s: %+v", name, s)
		}
		if s.Close(noon.Add(x.ended)) {
			t.Errorf("%s: closing twice is a change", name)
		}
	}
}

// TestASlip: only a first proposal that nobody has agreed to, taken back soon by who made it, is nothing to hear of.
func TestASlip(t *testing.T) {
	for name, x := range map[string]struct {
		before func(s *Session) error
		by     string
		after  time.Duration
		slip   bool
	}{
		"at once":            {nil, "nadia", slip - 1, true},
		"later":              {nil, "nadia", slip, false},
		"by the other side":  {nil, "mo", 0, false},
		"after another time": {func(s *Session) error { return s.Propose("nadia", plan(50*time.Hour), noon) }, "nadia", 0, false},
		"after a yes":        {func(s *Session) error { return s.Confirm("mo", 1, noon) }, "nadia", 0, false},
	} {
		s := proposed(t, 48*time.Hour)
		if x.before != nil {
			if err := x.before(s); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Cancel(x.by, noon.Add(x.after)); err != nil {
			t.Fatal(err)
		}
		told := s.Told()
		if last := told[len(told)-1]; last.What != TellCancelled || last.Slip != x.slip {
			t.Errorf("%s: %+v", name, last)
		}
	}
}
