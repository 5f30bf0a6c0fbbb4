package notifications

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

const cy = "01990000-0000-7000-8000-00000000000c"

// step is a fact of a document other than the match, and what then waits on the two.
type step struct {
	fact    wire.Event
	ada, bo string
}

// meeting is a session of a match from the first proposal to its end, one fact for each version: ada mentors bo.
func meeting(match, session string, starts time.Time) []step {
	later := starts.Add(24 * time.Hour)
	return []step{
		{wire.SessionProposed{Match: match, Session: session, From: bo, To: ada, Starts: starts, Minutes: 30}, "session_proposed", ""},
		{wire.SessionProposed{Match: match, Session: session, From: ada, To: bo, Starts: later, Minutes: 30}, "", "session_proposed"},
		{wire.SessionConfirmed{Match: match, Session: session, From: bo, To: ada, Starts: later}, "", ""},
		{wire.SessionReminded{Match: match, Session: session, Newcomer: bo, Mentor: ada, Starts: later, Hours: 24},
			"session_reminded", "session_reminded"},
		{wire.SessionReminded{Match: match, Session: session, Newcomer: bo, Mentor: ada, Starts: later, Hours: 1},
			"session_reminded", "session_reminded"},
		{wire.SessionCancelled{Match: match, Session: session, From: ada, To: bo, Starts: later}, "", "session_cancelled"},
	}
}

// held is somebody's claim on an issue, to the end of its time.
func held(issue string, until time.Time) []step {
	return []step{
		{wire.IssueClaimed{Issue: issue, Person: bo, How: "passed", Until: until}, "", "issue_claimed"},
		{wire.ClaimReminded{Issue: issue, Person: bo, Until: until}, "", "claim_reminded"},
		{wire.ClaimExtended{Issue: issue, Person: bo, Until: until.Add(14 * 24 * time.Hour)}, "", ""},
		{wire.ClaimReminded{Issue: issue, Person: bo, Until: until}, "", "claim_reminded"},
		{wire.ClaimEnded{Issue: issue, Person: bo, How: "expired"}, "", ""},
	}
}

// told is a fact as it comes from its document.
func told(t testing.TB, document string, version int, e wire.Event) bus.Message {
	m := fact(t, document+"-"+strconv.Itoa(version)+"-0", e)
	m.Envelope.Subject, m.Envelope.Version = document, int64(version)
	return m
}

// TestSessionsAndClaimsGoOff: after each fact of a session or a claim exactly that waits which has not been done, in some orders and however
// often they came (all orders: in notice); other sessions and issues of the two go on; the end of the match ends what waits of its sessions.
func TestSessionsAndClaimsGoOff(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	starts := clock.Now().Add(72 * time.Hour)
	for round := range 12 {
		seed := rand.New(rand.NewPCG(8, uint64(round)))
		name := func(kind string) string { return kind + strconv.Itoa(round) }
		match, other, issue := name("m"), name("other"), name("issue")
		var all []bus.Message
		add := func(m bus.Message) {
			for range 1 + seed.IntN(2) {
				all = append(all, m)
			}
		}
		// Another session and another issue, of which one thing waits all the time.
		add(told(t, other, 1, wire.SessionProposed{Match: match, Session: other, From: bo, To: ada, Starts: starts}))
		add(told(t, name("more"), 1, wire.IssueClaimed{Issue: name("more"), Person: bo, How: "passed", Until: starts}))
		one, two := meeting(match, name("s"), starts), held(issue, starts)
		n, k := 1+round%len(one), 1+round%len(two)
		for i, x := range one[:n] {
			add(told(t, name("s"), i+1, x.fact))
		}
		for i, x := range two[:k] {
			add(told(t, issue, i+1, x.fact))
		}
		over := round >= len(one)
		if over {
			add(told(t, match, 9, wire.MatchEnded{Match: match, Newcomer: bo, Mentor: ada, How: "ended"}))
		}
		seed.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, m := range all {
			if err := s.consume(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{"ada": strings.TrimSpace("session_proposed " + one[n-1].ada), "bo": one[n-1].bo}
		if over {
			want["ada"], want["bo"] = "", ""
		}
		if a, b := waitsOn(t, s, ada, match), waitsOn(t, s, bo, match); a != want["ada"] || b != want["bo"] {
			t.Fatalf("after %d facts (over: %v) %q waits on ada and %q on bo, not %q", n, over, a, b, want)
		}
		if got := waitsFor(t, s, bo, issue); got != two[k-1].bo {
			t.Fatalf("after %d facts of the claim %q waits on bo, not %q", k, got, two[k-1].bo)
		}
		if got := waitsFor(t, s, bo, name("more")); got != "issue_claimed" {
			t.Fatalf("of another issue %q waits", got)
		}
	}
}

// waitsFor lists what waits on a person about one issue, match, office hour or line.
func waitsFor(t testing.TB, s *Service, person, what string) string {
	t.Helper()
	page, _, err := s.Inbox(as(t.Context(), person), false, 500, "")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range page.Items {
		if i.Waits && (i.Issue == what || i.Match == what || i.Slot == what || i.Programme == what) {
			out = append(out, i.Kind)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestOthersGoOff: what waits of a hand-over, a place in the line and an office hour goes off with the fact that settles it, in either
// order.
func TestOthersGoOff(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	until := clock.Now().Add(72 * time.Hour)
	type of struct {
		name  string
		facts []wire.Event
		waits map[string]string // after all of them
	}
	hand := func(more ...wire.Event) []wire.Event {
		return append([]wire.Event{wire.SilenceNoticed{Match: "m", Newcomer: bo, Mentor: ada, Days: 7},
			wire.HandOverProposed{Match: "m", Newcomer: bo, From: ada, To: cy, Until: until}}, more...)
	}
	asked := wire.HandOverAsked{Match: "m", Newcomer: bo, From: ada, To: cy, Until: until}
	office := wire.OfficeHourReminded{Slot: "o", Mentor: ada, To: bo, Starts: until, Hours: 24}
	for _, x := range []of{
		{"proposed", hand(), map[string]string{ada: "silence_noticed", bo: "hand_over_proposed silence_noticed"}},
		{"asked", hand(asked), map[string]string{ada: "silence_noticed", bo: "silence_noticed", cy: "hand_over_asked"}},
		{"declined", hand(asked, wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "declined", Asked: true}),
			map[string]string{ada: "silence_noticed", bo: "silence_noticed"}},
		{"handed over", hand(asked, wire.MatchHandedOver{Match: "m", Newcomer: bo, From: ada, To: cy}), map[string]string{bo: "match_handed_over"}},
		{"written", hand(asked, wire.MatchHandedOver{Match: "m", Newcomer: bo, From: ada, To: cy},
			wire.MessagePosted{Match: "m", From: bo, To: cy}), map[string]string{cy: "message_posted"}},
		{"handed back", []wire.Event{wire.MatchHandedOver{Match: "m", Newcomer: bo, From: ada, To: cy},
			wire.MatchHandedOver{Match: "m", Newcomer: bo, From: cy, To: ada},
			wire.SessionProposed{Match: "m", Session: "s", From: bo, To: ada, Starts: until}},
			map[string]string{ada: "session_proposed", bo: "match_handed_over"}},
		{"a place", []wire.Event{wire.PlaceOffered{Newcomer: bo, Mentor: ada, Programme: "p", Until: until}}, map[string]string{bo: "place_offered"}},
		{"a place gone", []wire.Event{wire.PlaceOffered{Newcomer: bo, Mentor: ada, Programme: "p", Until: until},
			wire.PlaceOfferEnded{Newcomer: bo, Mentor: ada, Programme: "p", How: "gone"}}, nil},
		{"one parted", []wire.Event{wire.OfficeHourReminded{Slot: "o", Mentor: ada, To: ada, Starts: until, Hours: 24},
			wire.OfficeHourCancelled{Slot: "o", Mentor: ada, To: bo, Starts: until}},
			map[string]string{ada: "office_hour_reminded", bo: "office_hour_cancelled"}},
		{"an office hour", []wire.Event{office, wire.OfficeHourMoved{Slot: "o", Mentor: ada, To: bo, Starts: until}},
			map[string]string{bo: "office_hour_moved"}},
	} {
		for _, turned := range []bool{false, true} {
			name := fmt.Sprint(x.name, turned)
			for i := range x.facts {
				version := i + 1
				if turned {
					version = len(x.facts) - i
				}
				m := told(t, name, version, x.facts[version-1])
				own := `"` + name + `"`
				m.Envelope.Data = []byte(strings.NewReplacer(`"m"`, own, `"p"`, own, `"o"`, own).Replace(string(m.Envelope.Data)))
				if err := s.consume(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			for _, person := range []string{ada, bo, cy} {
				if got := waitsFor(t, s, person, name); got != x.waits[person] {
					t.Errorf("%s: %q waits on %s, not %q", name, got, person, x.waits[person])
				}
			}
		}
	}
}

// TestWhoHearsOfSessionsAndClaims: what each fact tells whom, and how: at once only what waits on the reader, the rest in the weekly letter.
func TestWhoHearsOfSessionsAndClaims(t *testing.T) {
	starts := time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		fact wire.Event
		want string // person kind how waits way
	}{
		{wire.SessionProposed{Match: "m", Session: "s", From: bo, To: ada, Starts: starts}, "ada session_proposed  true at_once"},
		{wire.SessionConfirmed{Match: "m", Session: "s", From: ada, To: bo, Starts: starts}, "bo session_confirmed  false digest"},
		{wire.SessionCancelled{Match: "m", Session: "s", From: ada, To: bo, Starts: starts}, "bo session_cancelled  true at_once"},
		{wire.SessionReminded{Match: "m", Session: "s", Newcomer: bo, Mentor: ada, Starts: starts, Hours: 24},
			"bo session_reminded day true at_once, ada session_reminded day true at_once"},
		{wire.SessionReminded{Match: "m", Session: "s", Newcomer: bo, Mentor: ada, Starts: starts, Hours: 1},
			"bo session_reminded hour true at_once, ada session_reminded hour true at_once"},
		{wire.IssueClaimed{Issue: "i", Person: bo, How: "taken", Until: starts}, "bo issue_claimed taken false digest"},
		{wire.IssueClaimed{Issue: "i", Person: bo, How: "passed", Until: starts}, "bo issue_claimed passed true at_once"},
		{wire.ClaimReminded{Issue: "i", Person: bo, Until: starts}, "bo claim_reminded  true at_once"},
		{wire.ClaimExtended{Issue: "i", Person: bo, Until: starts}, ""},
		{wire.ClaimEnded{Issue: "i", Person: bo, How: "expired"}, "bo claim_ended expired false digest"},
		{wire.ClaimEnded{Issue: "i", Person: bo, How: "done"}, "bo claim_ended done false digest"},
		{wire.ClaimEnded{Issue: "i", Person: bo, How: "released"}, ""}, // they gave it back themselves
		{wire.HandOverProposed{Match: "m", Newcomer: bo, From: ada, To: cy, Until: starts}, "bo hand_over_proposed  true at_once"},
		{wire.HandOverAsked{Match: "m", Newcomer: bo, From: ada, To: cy, Until: starts}, "cy hand_over_asked  true at_once"},
		{wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "refused"}, "ada hand_over_ended refused false digest"},
		{wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "declined", Asked: true},
			"ada hand_over_ended declined false digest, bo hand_over_ended  false digest"},
		{wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "expired", Asked: true},
			"ada hand_over_ended expired false digest, bo hand_over_ended  false digest, cy hand_over_ended  false digest"},
		{wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "cancelled"}, "bo hand_over_ended  false digest"},
		{wire.HandOverEnded{Match: "m", Newcomer: bo, From: ada, To: cy, How: "expired", Hidden: true}, "ada hand_over_ended expired false digest"},
		{wire.MatchHandedOver{Match: "m", Newcomer: bo, From: ada, To: cy}, "bo match_handed_over new_mentor true at_once, " +
			"cy match_handed_over taken_over false digest, ada match_handed_over given false digest"},
		{wire.PlaceOffered{Newcomer: bo, Mentor: ada, Programme: "p", Until: starts}, "bo place_offered  true at_once"},
		{wire.PlaceOfferEnded{Newcomer: bo, Mentor: ada, Programme: "p", How: "gone"}, "bo place_offer_ended gone false digest"},
		{wire.WaitingEnded{Newcomer: bo, Programme: "p", How: "expired"}, "bo waiting_ended expired false digest"},
		{wire.WaitingEnded{Newcomer: bo, Programme: "p", How: "found"}, ""}, // the match says so
		{wire.OfficeHourMoved{Slot: "o", Mentor: ada, To: bo, Starts: starts}, "bo office_hour_moved  true at_once"},
		{wire.OfficeHourCancelled{Slot: "o", Mentor: ada, To: bo, Starts: starts}, "bo office_hour_cancelled  true at_once"},
		{wire.OfficeHourReminded{Slot: "o", Mentor: ada, To: bo, Starts: starts, Hours: 24, Coming: 3}, "bo office_hour_reminded day true at_once"},
		{wire.OfficeHourReminded{Slot: "o", Mentor: ada, To: ada, Starts: starts, Hours: 1, Coming: 3},
			"ada office_hour_reminded own_hour true at_once"},
	} {
		notices, err := notice.Of(fact(t, "x-1-0", x.fact).Envelope)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]string{ada: "ada", bo: "bo", cy: "cy"}
		var got []string
		for _, n := range notices {
			got = append(got, fmt.Sprintf("%s %s %s %v %s", names[n.Person], n.Kind, n.How, n.Waits, Preferences{}.way(n)))
			if n.Session != "" && (n.Match != "m" || n.Other == "" || !n.Until.Equal(starts)) {
				t.Errorf("%+v", n)
			}
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%T: %q, not %q", x.fact, got, x.want)
		}
	}
}

// TestSessionMails: who was proposed a time reads it on their own clock, and not once it was answered or has passed; the mail and the
// weekly letter name nobody.
func TestSessionMails(t *testing.T) {
	w := newWorld(t, onSQLite(t), "fr")
	w.moveTo(ada, "Europe/Paris")
	starts := w.clock.Now().Add(72 * time.Hour)
	say := func(version int, e wire.Event) {
		m := told(t, "s1", version, e)
		m.Envelope.Time = w.clock.Now()
		if err := w.two[0].consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	w.sink.Refuse("451 later")
	say(1, wire.SessionProposed{Match: "m1", Session: "s1", From: bo, To: ada, Starts: starts, Minutes: 30})
	w.tick()
	say(2, wire.SessionProposed{Match: "m1", Session: "s1", From: bo, To: ada, Starts: starts.Add(24 * time.Hour), Minutes: 30})
	w.sink.Refuse("")
	w.clock.Advance(2 * time.Hour)
	w.tick()
	mails := w.sink.Wait(t, 1)
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	id := messageID.FindStringSubmatch(mails[0].Data)[1]
	text := w.mail(id)
	day := starts.Add(24 * time.Hour).In(in(t, "Europe/Paris"))
	if want := fmt.Sprintf("%d ", day.Day()); !strings.Contains(text, want) || !strings.Contains(text, day.Format("15:04")+" UTC+1") {
		t.Errorf("%s has no %s", text, day)
	}
	for _, secret := range []string{ada, bo, "s1\n"} {
		if strings.Contains(text, secret) {
			t.Errorf("the mail has %q", secret)
		}
	}
}

// TestItemsOfSessions: the inbox says which session it is; it waits until the session begins. What was kept of turns before there were
// sessions is still read.
func TestItemsOfSessions(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	starts := clock.Now().Add(time.Hour)
	if err := s.consume(t.Context(), told(t, "s1", 1,
		wire.SessionProposed{Match: "m1", Session: "s1", From: bo, To: ada, Starts: starts, Minutes: 30})); err != nil {
		t.Fatal(err)
	}
	page, _, err := s.Inbox(as(t.Context(), ada), false, 10, "")
	if err != nil || len(page.Items) != 1 {
		t.Fatal(page, err)
	}
	i := page.Items[0]
	if i.Session != "s1" || i.Match != "m1" || i.Other != bo || !i.Until.Equal(starts) || !i.Waits {
		t.Errorf("%+v", i)
	}
	clock.Advance(time.Hour)
	if got := waitsOn(t, s, ada, "m1"); got != "" {
		t.Errorf("%q waits when the time has come", got)
	}
	var old struct{ Match string }
	b, err := json.Marshal(notice.Turn{Person: ada, Thread: "m1"})
	if err != nil || json.Unmarshal(b, &old) != nil || old.Match != "m1" {
		t.Errorf("%s %v", b, err)
	}
}
