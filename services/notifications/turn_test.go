package notifications

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// story is a match from the first ask to the end, one fact for each version.
func story(match string, until time.Time) []wire.Event {
	return []wire.Event{
		wire.MentorAsked{Match: match, Newcomer: bo, Mentor: ada, Until: until, Order: 1},
		wire.MentorReminded{Match: match, Newcomer: bo, Mentor: ada, Until: until},
		wire.InfoAsked{Match: match, Newcomer: bo, Mentor: ada, Until: until},
		wire.InfoGiven{Match: match, Newcomer: bo, Mentor: ada, Until: until},
		wire.MatchAccepted{Match: match, Newcomer: bo, Mentor: ada},
		wire.MessagePosted{Match: match, Message: "1", From: bo, To: ada},
		wire.MessagePosted{Match: match, Message: "2", From: ada, To: bo},
		wire.SilenceNoticed{Match: match, Newcomer: bo, Mentor: ada, Days: 7},
		wire.MessagePosted{Match: match, Message: "3", From: bo, To: ada},
		wire.MatchEnded{Match: match, Newcomer: bo, Mentor: ada, How: "completed"},
	}
}

// waitsOn lists what waits on a person in one match, as the inbox says it.
func waitsOn(t testing.TB, s *Service, person, match string) string {
	t.Helper()
	page, _, err := s.Inbox(as(t.Context(), person), false, 500, "")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range page.Items {
		if i.Waits && i.Match == match {
			out = append(out, i.Kind)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestWhatWaitsGoesOff: after each fact exactly that waits which has not been done, in some orders and however often they came; all orders
// are tried in notice, without a store.
func TestWhatWaitsGoesOff(t *testing.T) {
	t.Parallel()
	want := []struct{ ada, bo string }{
		{"mentor_asked", ""}, {"mentor_reminded", ""}, {"", "info_asked"}, {"info_given", ""}, {"", "match_accepted"},
		{"message_posted", ""}, {"", "message_posted"}, {"silence_noticed", "message_posted silence_noticed"}, {"message_posted", ""}, {"", ""},
	}
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	for round := range 2 * len(want) {
		seed := rand.New(rand.NewPCG(7, uint64(round)))
		match := "m" + strconv.Itoa(round)
		facts := story(match, clock.Now().Add(72*time.Hour))
		n := 1 + round%len(facts)
		var all []bus.Message
		for i, f := range facts[:n] {
			m := fact(t, match+"-"+strconv.Itoa(i+1)+"-0", f)
			m.Envelope.Subject, m.Envelope.Version = match, int64(i+1)
			for range 1 + seed.IntN(2) {
				all = append(all, m)
			}
		}
		seed.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, m := range all {
			if err := s.consume(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := waitsOn(t, s, ada, match), waitsOn(t, s, bo, match); a != want[n-1].ada || b != want[n-1].bo {
			t.Fatalf("after %d facts %q waits on the mentor and %q on the newcomer, not %q and %q", n, a, b, want[n-1].ada, want[n-1].bo)
		}
	}
}

// TestWaitingEndsWithItsTime: what has a time waits no longer than that, and what asks only to be read until it is read.
func TestWaitingEndsWithItsTime(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	for i, f := range []wire.Event{
		wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: clock.Now().Add(time.Hour)}, wire.MatchExhausted{Match: "m1", Newcomer: bo},
	} {
		m := fact(t, "m1-"+strconv.Itoa(i+1)+"-0", f)
		m.Envelope.Version = int64(i + 1)
		if err := s.consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if got := waitsOn(t, s, ada, "m1"); got != "mentor_asked" {
		t.Error(got)
	}
	clock.Advance(time.Hour)
	if got := waitsOn(t, s, ada, "m1"); got != "" {
		t.Error(got)
	}
	page, _, err := s.Inbox(as(t.Context(), bo), false, 10, "")
	if err != nil || len(page.Items) != 1 || !page.Items[0].Waits {
		t.Fatal(page, err)
	}
	if i, err := s.MarkRead(as(t.Context(), bo), page.Items[0].ID, true); err != nil || i.Waits {
		t.Error(i, err)
	}
}

// TestTurnsAreForgotten: nothing is remembered of what waited on somebody who has left, not even by a late fact.
func TestTurnsAreForgotten(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	asked := fact(t, "m1-1-0", wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada})
	info := fact(t, "m1-2-0", wire.InfoAsked{Match: "m1", Newcomer: bo, Mentor: ada})
	info.Envelope.Version = 2
	for _, m := range []bus.Message{asked, info, fact(t, "a1", wire.AccountClosed{Account: ada}), info, asked} {
		if err := s.consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.c.turns.Get(t.Context(), turnID("m1", ada)); !fault.Has(err, fault.NotFound) {
		t.Error(err)
	}
}

// TestNoMailAboutWhatIsDone: a letter that could not be sent in time is not sent after what it asks for was done.
func TestNoMailAboutWhatIsDone(t *testing.T) {
	clock := testkit.NewClock()
	b, sink := testkit.Bus(t, "notifications"), testkit.Mails(t)
	accountsStandIn(t, b, func(wire.AddressQuestion) (wire.AddressAnswer, error) {
		return wire.AddressAnswer{Address: "ada@example.org", Confirmed: true}, nil
	})
	cfg := Config{PublicURL: "https://waymark.example", Mail: MailConfig{
		Host: "127.0.0.1", Port: sink.Port(), From: "Waymark <waymark@example.org>", TLS: "none"}}
	some := replicas(t, testkit.SQLite(t, clock.Now), b, clock, cfg, 1)
	until := clock.Now().Add(72 * time.Hour)
	tell := func(version int64, e wire.Event) {
		m := fact(t, "m1-"+strconv.FormatInt(version, 10)+"-0", e)
		m.Envelope.Version, m.Envelope.Time = version, clock.Now()
		if err := some[0].consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	sink.Refuse("451 later")
	tell(1, wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: until})
	tickAll(t, some)
	tell(2, wire.InfoAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: until})
	tell(3, wire.InfoGiven{Match: "m1", Newcomer: bo, Mentor: ada, Until: until})
	sink.Refuse("")
	clock.Advance(time.Hour)
	tickAll(t, some)
	mails := sink.Wait(t, 1)
	if len(mails) != 1 || !strings.Contains(mails[0].Data, "Your question was answered") {
		t.Errorf("%d mails", len(mails))
	}
}
