package notice

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// told is a fact of a document in a version.
type told struct {
	document string
	version  int64
	fact     wire.Event
}

func (x told) envelope(t interface{ Fatal(...any) }) wire.Envelope {
	data, err := json.Marshal(x.fact)
	if err != nil {
		t.Fatal(err)
	}
	service, typ := x.fact.Fact()
	return wire.Envelope{ID: fmt.Sprint(x.document, x.version, typ), Type: "waymark.evt." + service + "." + typ + ".v1", Version: x.version, Data: data}
}

// desk is what the service does with notices and settlements, without a store.
type desk struct {
	items map[string]*Notice // by fact and person
	at    map[string]int64   // their versions
	turns map[string]*Turn   // by thread and person
}

func (k *desk) turn(thread, person string) *Turn {
	id := thread + " " + person
	if k.turns[id] == nil {
		k.turns[id] = &Turn{}
	}
	return k.turns[id]
}

func (k *desk) threadOf(n *Notice) string {
	if n.Thread != "" {
		return n.Thread
	}
	return n.Match
}

func (k *desk) hear(t interface{ Fatal(...any) }, e wire.Envelope) {
	notices, err := Of(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		id := e.ID + n.Person
		if k.items[id] != nil {
			continue
		}
		k.items[id], k.at[id] = &n, e.Version
		if k.turn(k.threadOf(&n), n.Person).Settled(n.Kind, e.Version) || n.Thread != "" && k.turn(n.Match, n.Person).IsOver() {
			n.Waits = false
		}
	}
	thread, settled, err := Settled(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range settled {
		turn := k.turn(thread, of.Person)
		turn.Settle(of, e.Version, time.Time{})
		for id, n := range k.items {
			own := k.threadOf(n) == thread && turn.Settled(n.Kind, k.at[id])
			if n.Person == of.Person && (own || turn.IsOver() && n.Match == thread && n.Thread != "") {
				n.Waits = false
			}
		}
	}
}

func (k *desk) waits(person string) string {
	var out []string
	for _, n := range k.items {
		if n.Waits && n.Person == person {
			out = append(out, n.Kind)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestOrderDoesNotMatter: whatever waits after the facts of a match, two sessions of it, a claim and a line came in their order waits after
// they came in any order, some of them twice. (Not so for a match that is handed back: a session of before may stay closed or open again.)
func TestOrderDoesNotMatter(t *testing.T) {
	until := time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)
	proposed := func(s, from, to string) wire.Event {
		return wire.SessionProposed{Match: "m", Session: s, From: from, To: to, Starts: until}
	}
	stories := map[string][]wire.Event{
		"m": {
			wire.MentorAsked{Match: "m", Newcomer: "bo", Mentor: "ada", Until: until},
			wire.MentorReminded{Match: "m", Newcomer: "bo", Mentor: "ada", Until: until},
			wire.InfoAsked{Match: "m", Newcomer: "bo", Mentor: "ada"}, wire.InfoGiven{Match: "m", Newcomer: "bo", Mentor: "ada"},
			wire.MatchAccepted{Match: "m", Newcomer: "bo", Mentor: "ada"}, wire.MessagePosted{Match: "m", From: "bo", To: "ada"},
			wire.SilenceNoticed{Match: "m", Newcomer: "bo", Mentor: "ada", Days: 7}, wire.MessagePosted{Match: "m", From: "ada", To: "bo"},
			wire.HandOverProposed{Match: "m", Newcomer: "bo", From: "ada", To: "cy", Until: until},
			wire.HandOverAsked{Match: "m", Newcomer: "bo", From: "ada", To: "cy", Until: until},
			wire.MatchHandedOver{Match: "m", Newcomer: "bo", From: "ada", To: "cy"}, wire.MessagePosted{Match: "m", From: "bo", To: "cy"},
			wire.MatchEnded{Match: "m", Newcomer: "bo", Mentor: "cy", How: "ended"},
		},
		"s1": {proposed("s1", "bo", "ada"), proposed("s1", "ada", "bo"), wire.SessionConfirmed{Match: "m", Session: "s1", From: "bo", To: "ada"},
			wire.SessionReminded{Match: "m", Session: "s1", Newcomer: "bo", Mentor: "ada", Hours: 24},
			wire.SessionCancelled{Match: "m", Session: "s1", From: "ada", To: "bo"}},
		"s2": {proposed("s2", "bo", "ada")},
		"i": {wire.IssueClaimed{Issue: "i", Person: "bo", How: "passed"}, wire.ClaimReminded{Issue: "i", Person: "bo"},
			wire.ClaimExtended{Issue: "i", Person: "bo"}, wire.ClaimReminded{Issue: "i", Person: "bo"}, wire.ClaimEnded{Issue: "i", Person: "bo", How: "done"}},
		"bo": {wire.PlaceOffered{Newcomer: "bo", Mentor: "ada", Programme: "p"}, wire.PlaceOfferEnded{Newcomer: "bo", Mentor: "ada", Programme: "p", How: "gone"},
			wire.PlaceOffered{Newcomer: "bo", Mentor: "cy", Programme: "p"}, wire.WaitingEnded{Newcomer: "bo", Programme: "p", How: "unanswered"}},
	}
	rapid.Check(t, func(rt *rapid.T) {
		var facts []told
		for _, document := range []string{"m", "s1", "s2", "i", "bo"} {
			story := stories[document]
			for i, f := range story[:rapid.IntRange(0, len(story)).Draw(rt, document)] {
				facts = append(facts, told{document, int64(i + 1), f})
			}
		}
		hear := func(list []told) *desk {
			k := &desk{map[string]*Notice{}, map[string]int64{}, map[string]*Turn{}}
			for _, x := range list {
				k.hear(rt, x.envelope(rt))
			}
			return k
		}
		twice := slices.Concat(facts, facts[:rapid.IntRange(0, len(facts)).Draw(rt, "twice")])
		straight := hear(slices.SortedStableFunc(slices.Values(facts), func(a, b told) int { return strings.Compare(b.document, a.document) }))
		turned := hear(rapid.Permutation(twice).Draw(rt, "order"))
		for _, person := range []string{"ada", "bo", "cy"} {
			if a, b := straight.waits(person), turned.waits(person); a != b {
				rt.Fatalf("%q waits on %s, in another order %q", a, person, b)
			}
		}
	})
}
