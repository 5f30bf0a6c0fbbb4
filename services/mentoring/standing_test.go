package mentoring

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/wire"
)

func entry(match string, version int64, programme, newcomer, mentor string) Entry {
	return Entry{Match: match, Version: version, Programme: programme, Newcomer: newcomer, Mentor: mentor}
}

func TestReserve(t *testing.T) {
	r := wire.DefaultRules()
	capped := r
	capped.MentorCap = 1
	base := func() *Standing {
		return &Standing{
			Person: "ann", Capacity: 2, CapacitySet: true, Caps: map[string]int{"club": 1},
			Entries: []Entry{entry("m1", 3, "club", "nell", "ann"), entry("own", 1, "open", "ann", "zoe")},
			Blocks:  []Block{{Person: "bad", Other: true}},
		}
	}
	for _, x := range []struct {
		name  string
		e     Entry
		rules int // 1: the programme's cap is one
		want  error
	}{
		{"a free place", entry("m2", 1, "open", "nils", "ann"), 0, nil},
		{"there already", entry("m1", 3, "club", "nell", "ann"), 0, errKept},
		{"a newer one is there", entry("m1", 2, "club", "nell", "ann"), 0, errStale},
		{"taken again at a newer version", entry("m1", 4, "club", "nell", "ann"), 0, nil},
		{"own cap for the programme", entry("m2", 1, "club", "nils", "ann"), 0, errFull},
		{"the programme's cap", entry("m1", 4, "club", "nell", "ann"), 1, nil},
		{"blocked", entry("m2", 1, "open", "bad", "ann"), 0, errNotAsked},
	} {
		s, rules := base(), r
		if x.rules == 1 {
			rules = capped
		}
		if err := s.reserve(x.e, rules); err != x.want && !(err == nil && x.want == nil) {
			t.Errorf("%s: %v, want %v", x.name, err, x.want)
		}
		if x.want == nil && *s.entry(x.e.Match) != x.e {
			t.Errorf("%s: %+v", x.name, s.Entries)
		}
	}
	s := base()
	s.Capacity = 1
	if err := s.reserve(entry("m1", 4, "club", "nell", "ann"), r); err != nil {
		t.Errorf("one's own place does not count against oneself: %v", err)
	}
	s.Entries = append(s.Entries, entry("m9", 1, "open", "x", "ann"))
	if err := s.reserve(entry("m1", 5, "club", "nell", "ann"), r); err != error(errFull) {
		t.Errorf("an older one is taken again under the same checks: %v", err)
	}
}

func TestClaim(t *testing.T) {
	s := &Standing{Person: "nell", Entries: []Entry{entry("m1", 1, "open", "nell", "ann"), entry("m2", 1, "open", "kim", "nell")}}
	if err := s.claim(entry("m3", 1, "open", "nell", "ben")); err != error(errClaimed) {
		t.Errorf("a second in the programme: %v", err)
	}
	if err := s.claim(entry("m3", 1, "club", "nell", "ben")); err != nil {
		t.Errorf("another programme: %v", err)
	}
	if err := s.remove(entry("m3", 2, "club", "nell", "ben")); err != error(errKept) {
		t.Errorf("another version than the one that was read is removed: %v", err)
	}
	if err := s.remove(entry("m3", 1, "club", "nell", "ben")); err != nil || s.entry("m3") != nil {
		t.Errorf("%v %+v", err, s.Entries)
	}
}

// TestAnswersAreCountedOnce: with the listing, whatever runs twice.
func TestAnswersAreCountedOnce(t *testing.T) {
	r := wire.DefaultRules()
	s := &Standing{Person: "ann"}
	for i := range 30 {
		id := fmt.Sprint("m", i)
		s.Listings = append(s.Listings, Listing{Match: id})
		o := &Offer{Mentor: "ann", State: OfferDeclined, Asked: noon, Ended: noon.Add(hour), Paused: 600}
		for range 2 {
			_ = s.unlist(id, o, r, noon)
		}
	}
	if s.Asked != 30 || len(s.Answers) != maxAnswers || s.Answers[0] != 3000 {
		t.Fatalf("%d %v", s.Asked, s.Answers)
	}
	expired := &Offer{Mentor: "ann", State: OfferExpired, Asked: noon, Ended: noon.Add(hour)}
	for i, want := range []bool{false, true} {
		s.Listings = []Listing{{Match: "x"}}
		if err := s.unlist("x", expired, r, noon); err != nil || s.paused(noon) != want {
			t.Fatalf("after %d silences: %+v %v", i+1, s, err)
		}
	}
	if len(s.said) != 1 || s.paused(noon.Add(14*day)) {
		t.Fatalf("%+v", s)
	}
	s = &Standing{Person: "ann", Silent: 1, Listings: []Listing{{Match: "x"}, {Match: "y"}}}
	_ = s.unlist("x", &Offer{Mentor: "ann", State: OfferDeclined}, r, noon)
	_ = s.unlist("y", expired, r, noon)
	if s.paused(noon) {
		t.Fatal("an answer between does not count")
	}
}

// TestBounds: nothing in a standing grows without bound, whatever is done to it.
func TestBounds(t *testing.T) {
	r := wire.DefaultRules()
	r.Unanswered, r.OpenRequests = 1<<30, 1<<30
	rapid.Check(t, func(t *rapid.T) {
		s := &Standing{Person: "ann", Capacity: maxPlaces, CapacitySet: true}
		for i := range 600 {
			id := fmt.Sprint("p", i)
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				_ = s.reserve(entry(id, 1, id, id, "ann"), r)
			case 1:
				_ = s.claim(entry(id, 1, id, "ann", id))
			case 2:
				_ = s.listMentor(Listing{Match: id, Newcomer: id, Mentors: []string{"ann"}}, r, noon)
			case 3:
				_ = s.setBlock(id, noon)
			case 4:
				_ = s.setBlockedBy(id)
			}
		}
		if len(s.Entries) > maxEntries || len(s.Listings) > maxListings || len(s.Blocks) > 2*maxBlocks {
			t.Fatalf("%d %d %d", len(s.Entries), len(s.Listings), len(s.Blocks))
		}
	})
}

// TestBlocksBothWays: each side's wish is its own, and lifting one leaves the other.
func TestBlocksBothWays(t *testing.T) {
	s := &Standing{Person: "ann"}
	if err := s.setBlock("x", noon); err != nil || !s.unfinished() || !s.blocked("x") {
		t.Fatal(err)
	}
	if err := s.setBlockedBy("x"); err != nil {
		t.Fatal(err)
	}
	if gone, err := s.finishBlock("x"); gone || err != nil || s.unfinished() {
		t.Fatal(gone, err)
	}
	if err := s.liftBlock("x"); err != nil || !s.blocked("x") {
		t.Fatalf("the other's wish went too: %v", err)
	}
	if gone, err := s.finishBlock("x"); !gone || err != error(errKept) {
		t.Fatal("a lifted block can be finished", gone, err)
	}
	if err := s.liftedBy("x"); err != nil || s.blocked("x") || len(s.Blocks) != 0 {
		t.Fatalf("%+v %v", s.Blocks, err)
	}
	shared := Standing{
		Person:   "ann",
		Listings: []Listing{{Match: "m1", Newcomer: "x", Mentors: []string{"ann", "ben"}}, {Match: "m2", Newcomer: "y", Mentors: []string{"ann"}}},
		Entries:  []Entry{entry("m3", 1, "open", "x", "ann"), entry("m4", 1, "open", "ann", "x"), entry("m5", 1, "open", "y", "ann")},
	}
	if got := shared.shared("x"); !slices.Equal(got, []string{"m1", "m3", "m4"}) {
		t.Fatal(got)
	}
}

// TestEveryTransition: from every status, every change is made or refused as the design says, and what is terminal stays.
func TestEveryTransition(t *testing.T) {
	r := wire.DefaultRules()
	now := noon.Add(49 * hour)
	in := func(status Status) Match {
		m := asking("ann", "ben")
		switch status {
		case NeedsInfo:
			_ = m.askInfo("m", "ann", r, noon)
		case Withdrawn:
			_ = m.withdraw("m", r, noon)
		case Exhausted:
			_ = m.decline("m", "ann", r, noon)
			_ = m.decline("m", "ben", r, noon)
		case Proposed:
			m = newProposal(wire.ProposeQuestion{Match: "m", Programme: "open", Newcomer: "nell", Mentor: "ann", Round: "round", Until: noon.Add(30 * day)},
				"community", noon)
		case Accepted, Active, Completed, Ended:
			_ = m.accept("m", "ann", r, noon)
			if status == Active || status == Completed {
				m.wrote("m", "ann", r, noon)
				m.wrote("m", "nell", r, noon)
			}
			if status == Completed {
				_ = m.complete("m", noon)
			}
			if status == Ended {
				_ = m.endBy("m", "nell", noon)
			}
		case Void:
			m = Match{Status: Void}
		}
		if m.Status != status {
			t.Fatalf("made %s for %s", m.Status, status)
		}
		return m
	}
	changes := map[string]func(m *Match) error{
		"accept":   func(m *Match) error { return m.accept("m", "ann", r, now) },
		"decline":  func(m *Match) error { return m.decline("m", "ann", r, now) },
		"moveOn":   func(m *Match) error { return m.moveOn("m", r, now) },
		"withdraw": func(m *Match) error { return m.withdraw("m", r, now) },
		"askInfo":  func(m *Match) error { return m.askInfo("m", "ann", r, now) },
		"giveInfo": func(m *Match) error { return m.giveInfo("m", r, now) },
		"end":      func(m *Match) error { return m.endBy("m", "nell", now) },
		"complete": func(m *Match) error { return m.complete("m", now) },
		"extend":   func(m *Match) error { return m.extend("m", r, now) },
		"part":     func(m *Match) error { return m.part("m", "ann", "nia", r, now) },
		"part ben": func(m *Match) error { return m.part("m", "ben", "ben", r, now) },
		"post":     func(m *Match) error { _, err := m.post("m", "nell", "x", "", "", 1, r, now); return err },
	}
	allowed := map[Status]map[string]Status{
		Open: {"accept": Accepted, "decline": Open, "moveOn": Open, "withdraw": Withdrawn, "askInfo": NeedsInfo, "part": Open,
			"part ben": Open, "post": Open},
		NeedsInfo: {"accept": Accepted, "decline": Open, "moveOn": Open, "withdraw": Withdrawn, "giveInfo": Open, "part": Open,
			"part ben": NeedsInfo, "post": NeedsInfo},
		Proposed:  {"accept": Accepted, "decline": Ended, "part": Ended},
		Accepted:  {"end": Ended, "extend": Accepted, "part": Ended, "post": Accepted},
		Active:    {"end": Ended, "complete": Completed, "extend": Active, "part": Ended, "post": Active},
		Withdrawn: {}, Exhausted: {}, Completed: {}, Ended: {}, Void: {},
	}
	for status, to := range allowed {
		for name, change := range changes {
			m := in(status)
			err := change(&m)
			want, ok := to[name]
			switch {
			case ok && (err != nil || m.Status != want):
				t.Errorf("%s %s: %s %v, want %s", status, name, m.Status, err, want)
			case !ok && (err == nil || m.Status != status):
				t.Errorf("%s %s: %s %v, want a refusal", status, name, m.Status, err)
			}
		}
	}
}
