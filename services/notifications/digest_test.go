package notifications

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// TestWeeklyLetter: what somebody reads on Monday morning, and that there is nothing more before the next.
func TestWeeklyLetter(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		w := newWorld(t, func(func() time.Time) *store.DB { return open() }, "en")
		w.moveTo(bo, "Europe/Paris")
		for i := range 3 {
			w.must(fmt.Sprintf("m1-%d-0", i+2), wire.OfferEnded{Match: "m1", Newcomer: bo, Mentor: ada, How: "declined"})
		}
		w.must("m2-9-0", wire.MatchEnded{Match: "m2", Newcomer: bo, Mentor: ada, How: "completed"})
		w.must("p-1-0", wire.MentorApproved{Person: bo})
		w.tick()
		w.clock.Advance(7*24*time.Hour - 2*time.Hour - time.Second) // the next Monday, 07:59:59 in Paris
		w.tick()
		if n := len(w.sink.All()); n != 0 {
			t.Fatal(n, "mails before the time")
		}
		w.clock.Advance(time.Second)
		w.tick()
		w.clock.Advance(time.Hour) // 08:00 UTC is Monday's hour for who has said no zone
		w.tick()
		letters := w.weekly(bo)
		if len(letters) != 1 || w.sent()[letters[0].ID] != 1 {
			t.Fatal(letters, w.sent())
		}
		for _, want := range []string{"Subject: Your week on Waymark: 5 pieces of news", "1. One of your requests or mentorships",
			"News about your request: 3 times, the last on 2 November 2026", "A mentorship has ended (2 November 2026)", "Besides",
			"You can be found as a mentor now (2 November 2026)", "Nothing was left out.", "You get this letter once a week",
			"List-Unsubscribe-Post: List-Unsubscribe=One-Click", "https://waymark.example/inbox"} {
			if mail := w.mail(letters[0].ID); !strings.Contains(mail, want) {
				t.Errorf("%q is not in %s", want, mail)
			}
		}
		before := len(w.sink.All())
		w.clock.Advance(8 * 24 * time.Hour) // a week without news
		w.tick()
		if n := len(w.sink.All()); n != before {
			t.Errorf("%d mails about nothing", n-before)
		}
		if err := w.two[0].Unsubscribe(t.Context(), signUnsubscribe(w.two[0].key, bo, digestKind)); err != nil {
			t.Fatal(err)
		}
		w.must("m3-9-0", wire.MentorApproved{Person: bo})
		w.clock.Advance(8 * 24 * time.Hour)
		w.tick()
		if n := len(w.sink.All()); n != before {
			t.Errorf("%d mails after it was switched off", n-before)
		}
		if err := w.two[0].c.forget(t.Context(), bo); err != nil {
			t.Fatal(err)
		}
		if err := w.two[0].plan(t.Context(), bo); err != nil || len(w.weekly(bo)) != 0 {
			t.Error("of somebody who has left there is", w.weekly(bo), err)
		}
	})
}

// TestOneLetterAtEveryCrash: a replica dies before and after each of its writes, while the letter is made and while it is sent: there is
// one letter, about everything, and what was sent twice has one Message-ID.
func TestOneLetterAtEveryCrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	person := func(n int) string { return fmt.Sprintf("01990000-0000-7000-8000-%012d", n) }
	crashed := 0
	for n := 1; n <= 12; n++ {
		for _, after := range []bool{false, true} {
			who := person(2*n + len(fmt.Sprint(after)))
			const items = 4
			for i := range items {
				w.must(fmt.Sprintf("%s-%d-0", who, i+1), wire.MentorApproved{Person: who})
			}
			w.clock.Advance(7 * 24 * time.Hour)
			m := w.mortal(n, after)
			err := m.TickDigests(t.Context())
			sending := m.Tick(t.Context())
			if dead := m.d.DB.Engine.(*dying).dead.Load(); dead {
				crashed++
			} else if err != nil || sending != nil {
				t.Fatal(err, sending)
			}
			w.must(who+"-9-0", wire.MentorApproved{Person: who}) // not in a letter that was begun and written
			changed := api.NotificationChange{Digest: &api.DigestTime{On: true, Weekday: "friday", Hour: 9}}
			if _, _, err := w.two[1].ChangePreferences(as(t.Context(), who), changed, 0); err != nil {
				t.Fatal(err)
			}
			w.tick()
			w.clock.Advance(lease)
			w.tick()
			w.clock.Advance(15 * 24 * time.Hour)
			w.tick()
			in := map[string]int{}
			for _, l := range w.weekly(who) {
				for _, i := range l.Body.Digest.Items {
					in[i]++
				}
				if times := w.sent()[l.ID]; l.Body.State == "sent" && (times < 1 || times > 2) || l.Body.State == "nothing" && times > 0 {
					t.Errorf("dead at write %d (after it: %v): letter of %s is %s and went out %d times", n, after, l.Body.Digest.Week, l.Body.State, times)
				}
			}
			if len(in) != items+1 {
				t.Errorf("dead at write %d (after it: %v): %d items of %d in a letter", n, after, len(in), items+1)
			}
			for i, times := range in {
				if times != 1 {
					t.Errorf("dead at write %d (after it: %v): item %s in %d letters", n, after, i, times)
				}
			}
		}
	}
	if crashed < 8 {
		t.Error("only", crashed, "crashes: the writes are elsewhere")
	}
	said := map[string]string{}
	for _, m := range w.sink.All() {
		id := messageID.FindStringSubmatch(m.Data)[1]
		subject := m.Data[strings.Index(m.Data, "Subject:"):]
		subject = subject[:strings.Index(subject, "\r\n")]
		if was, ok := said[id]; ok && was != subject {
			t.Errorf("letter %s said %q and %q", id, was, subject)
		}
		said[id] = subject
	}
}

// TestEveryFactGoesItsWay: whatever is chosen when, in whatever zone, with two replicas and one that dies now and then: every fact is
// mailed at once, or is in exactly one weekly letter, or in the inbox alone, as was chosen when it came; and never in quiet hours.
func TestEveryFactGoesItsWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "ru")
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	for seed := range rounds {
		who := fmt.Sprintf("01990000-0000-7000-8000-%012d", seed)
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		w.moveTo(who, someZones[r.IntN(len(someZones))])
		ctx := as(t.Context(), who)
		events := []func(match string) wire.Event{
			func(m string) wire.Event { return wire.MentorAsked{Match: m, Newcomer: bo, Mentor: who} },
			func(m string) wire.Event { return wire.MatchAccepted{Match: m, Newcomer: bo, Mentor: who} },
			func(m string) wire.Event { return wire.MatchEnded{Match: m, Newcomer: bo, Mentor: who, How: "ended"} },
			func(m string) wire.Event { return wire.MessagePosted{Match: m, From: bo, To: who} },
			func(string) wire.Event { return wire.MentorApproved{Person: who} },
		}
		expected := map[string]string{}
		stopped := map[string]bool{} // may have been waiting when its kind was stopped
		kindOf := map[string]string{}
		step := 0
		for range 60 {
			step++
			switch r.IntN(6) {
			case 0:
				kind := []string{"mentor_asked", "match_accepted", "match_ended", "message_posted", "mentor_approved"}[r.IntN(5)]
				way := ways[r.IntN(3)]
				if _, _, err := w.two[r.IntN(2)].ChangePreferences(ctx, api.NotificationChange{Events: map[string]string{kind: way}}, 0); err != nil {
					t.Fatal(err)
				}
				if way == inboxOnly {
					for id, k := range kindOf {
						stopped[id] = stopped[id] || k == kind
					}
				}
			case 1:
				q := api.QuietHours{On: r.IntN(4) > 0, From: clockOf(r.IntN(1440)), To: "08:00"}
				d := api.DigestTime{On: true, Weekday: dayName(time.Weekday(r.IntN(7))), Hour: r.IntN(24)}
				if _, _, err := w.two[r.IntN(2)].ChangePreferences(ctx, api.NotificationChange{QuietHours: &q, Digest: &d}, 0); err != nil && q.From != q.To {
					t.Fatal(err)
				}
			case 2:
				w.moveTo(who, someZones[r.IntN(len(someZones))])
			case 3, 4:
				id := fmt.Sprintf("%s-%d-0", who, step)
				e := events[r.IntN(len(events))](fmt.Sprintf("m%d-%d", seed, step))
				prefs, err := w.two[0].preferences(ctx, who)
				if err != nil {
					t.Fatal(err)
				}
				notices, err := notice.Of(fact(t, id, e).Envelope)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range notices {
					if n.Person == who {
						item := derivedID(id, who)
						expected[item], kindOf[item] = prefs.way(n), n.Kind
					}
				}
				if r.IntN(3) == 0 {
					_ = w.tell(w.mortal(1+r.IntN(6), r.IntN(2) == 0), id, e)
				}
				w.must(id, e) // it comes again after a crash, and sometimes without one
			default:
				w.clock.Advance(time.Duration(1+r.IntN(7*60)) * time.Minute)
				if r.IntN(4) == 0 {
					m := w.mortal(1+r.IntN(8), r.IntN(2) == 0)
					_ = m.TickDigests(ctx)
					_ = m.Tick(ctx)
				}
				w.quietNow(who)
			}
		}
		for range 30 {
			w.clock.Advance(12 * time.Hour)
			w.quietNow(who)
		}
		w.judge(who, expected, stopped)
	}
}

// TestSecurityDoesNotWait: by night too, whatever was switched off.
func TestSecurityDoesNotWait(t *testing.T) {
	w := newWorld(t, onSQLite(t), "en")
	w.clock.Advance(14 * time.Hour) // 23:00
	w.must("a-2-0", wire.CredentialChanged{Account: ada, How: "password"})
	w.must("m1-1-0", wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: w.clock.Now().Add(72 * time.Hour)})
	w.tick()
	if sent := w.sent(); len(sent) != 1 || sent[derivedID("a-2-0", ada)] != 1 {
		t.Fatal("by night went out", sent)
	}
	w.clock.Advance(9*time.Hour - time.Second)
	w.tick()
	if n := len(w.sink.All()); n != 1 {
		t.Fatal(n, "mails a second before eight")
	}
	w.clock.Advance(time.Second)
	w.tick()
	if sent := w.sent(); sent[derivedID("m1-1-0", ada)] != 1 {
		t.Fatal("in the morning there are", sent)
	}
	// A mail server that is away until night: the mail waits for the morning, and that is no try.
	w.sink.Refuse("451 later")
	w.clock.Advance(12*time.Hour + 58*time.Minute) // 20:58
	w.must("m2-1-0", wire.MentorAsked{Match: "m2", Newcomer: bo, Mentor: ada, Until: w.clock.Now().Add(72 * time.Hour)})
	w.tick()
	w.sink.Refuse("")
	w.clock.Advance(10 * time.Minute)
	w.tick()
	d, err := w.two[0].c.letters.Get(t.Context(), derivedID("m2-1-0", ada))
	if err != nil || d.Body.State != "queued" || d.Body.Tries != 1 || !d.Body.Due.Equal(time.Date(2026, 11, 4, 8, 0, 0, 0, time.UTC)) {
		t.Fatal(d, err)
	}
}

// TestTimesInTheReadersZone: a mail says until when in the reader's own hours.
func TestTimesInTheReadersZone(t *testing.T) {
	w := newWorld(t, onSQLite(t), "zh")
	w.moveTo(ada, "Asia/Shanghai")
	w.must("m1-1-0", wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: w.clock.Now().Add(16 * time.Hour)})
	w.tick()
	d, err := w.two[0].c.letters.Get(t.Context(), derivedID("m1-1-0", ada))
	if err != nil || d.Body.State != "sent" {
		t.Fatal(d, err)
	}
	m, err := w.two[0].composer.compose("abc", &d.Body, "zh", in(t, "Asia/Shanghai"), "", "")
	if err != nil || !strings.Contains(m.Text, "2026年11月3日 09:00（UTC+8）") {
		t.Error(m.Text, err)
	}
}

// TestTheWayStays: what was chosen when a fact came counts, also when it has to come again after a crash.
func TestTheWayStays(t *testing.T) {
	w := newWorld(t, onSQLite(t), "en")
	e := wire.MatchEnded{Match: "m1", Newcomer: bo, Mentor: ada, How: "ended"}
	if err := w.tell(w.mortal(2, false), "m1-2-0", e); err == nil { // the item is there, its place is not
		t.Fatal("it did not die")
	}
	soon := api.NotificationChange{Events: map[string]string{"match_ended": atOnce}}
	if _, _, err := w.two[0].ChangePreferences(as(t.Context(), bo), soon, 0); err != nil {
		t.Fatal(err)
	}
	w.must("m1-2-0", e)
	w.tick()
	if n := w.sent()[derivedID("m1-2-0", bo)]; n != 0 {
		t.Error("what was for the weekly letter was mailed at once")
	}
	w.clock.Advance(7 * 24 * time.Hour)
	w.tick()
	if letters := w.weekly(bo); len(letters) != 1 || len(letters[0].Body.Digest.Items) != 1 {
		t.Error(letters)
	}
}

// TestRoundGoesOnOnce: of two replicas that have made the same letter one goes on to the next week, the other changes nothing.
func TestRoundGoesOnOnce(t *testing.T) {
	now := time.Date(2026, 11, 9, 8, 0, 0, 0, time.UTC)
	r := Round{Person: ada, Week: "2026-w46", Due: now}
	if !r.begin(now) || !r.finish("2026-w46", now, usualDigest, time.UTC) {
		t.Fatal(r)
	}
	was := r
	if r.finish("2026-w46", now, usualDigest, time.UTC) || r != was || r.begin(now) || r.Week != "2026-w47" {
		t.Fatal(r)
	}
}

// TestDigestCounts: whatever is pending, a letter is bounded, and what it lists and leaves out is all that it accounts for.
func TestDigestCounts(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	c, err := newComposer("https://waymark.example")
	if err != nil {
		t.Fatal(err)
	}
	names := keysSorted(notice.Kinds)
	rapid.Check(t, func(t *rapid.T) {
		var pending []entry
		for i := range rapid.IntRange(1, 150).Draw(t, "items") {
			match := rapid.IntRange(0, 30).Draw(t, "match")
			e := entry{id: fmt.Sprint(i), Item: Item{Kind: rapid.SampledFrom(names).Draw(t, "kind"),
				At: now.Add(-time.Duration(rapid.IntRange(0, 1e5).Draw(t, "ago")) * time.Second)}}
			if match > 0 {
				e.Match = fmt.Sprint("m", match)
			}
			pending = append(pending, e)
		}
		d := newDigest("2026-w45", now, pending)
		if d.listed()+d.Left != len(pending) || len(d.Items) != len(pending) || len(d.Groups) > digestGroups {
			t.Fatalf("%d listed, %d left out, %d accounted for of %d", d.listed(), d.Left, len(d.Items), len(pending))
		}
		if len(pending) <= digestLines && d.Left > 0 {
			t.Fatal("left out", d.Left, "of", len(pending))
		}
		for _, g := range d.Groups {
			if len(g.Lines) > digestLines {
				t.Fatal("a long group")
			}
		}
		for _, lang := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
			m, err := c.compose("x", &Letter{Kind: digestKind, Digest: &d}, lang, time.UTC, "", "stop")
			if err != nil || strings.Contains(m.Text, "<no value>") || strings.Contains(m.HTML, "ZgotmplZ") {
				t.Fatal(lang, err, m.Text)
			}
			lines := 0
			for _, g := range d.Groups {
				lines += len(g.Lines)
			}
			if got := strings.Count(m.Text, "\n- "); got != lines {
				t.Fatalf("%s: %d lines of %d", lang, got, lines)
			}
		}
	})
	for lang, want := range map[string]string{"ru": "21 раз,", "ar": "مرتان", "zh": "2 次", "en": "2 times", "es": "2 veces", "fr": "2 fois"} {
		count := 2
		if lang == "ru" {
			count = 21
		}
		m, err := c.compose("x", &Letter{Kind: digestKind, Digest: &Digest{From: now, To: now, Items: make([]string, count),
			Groups: []Group{{Lines: []Line{{Kind: "match_ended", Count: count, Last: now}}}}}}, lang, time.UTC, "", "")
		if err != nil || !strings.Contains(m.Text, want) {
			t.Error(lang, m.Text, err)
		}
	}
}

// TestManyItems: more than a letter accounts for wait for the next one; none is lost.
func TestManyItems(t *testing.T) {
	w := newWorld(t, onSQLite(t), "en")
	w.clock.Advance(time.Minute)
	for i := range digestItems + 3 {
		item := newItem(fmt.Sprint(i), w.clock.Now(), 1, inDigest, notice.Notice{Person: ada, Kind: "match_ended", Match: fmt.Sprint("m", i)})
		item.Seq = int64(i + 1)
		if _, err := w.two[0].c.items.Insert(t.Context(), derivedID(fmt.Sprint(i), ada), item, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.must("last", wire.MentorApproved{Person: ada})
	for range 3 {
		w.clock.Advance(7 * 24 * time.Hour)
		w.tick()
	}
	var sizes []int
	for _, l := range w.weekly(ada) {
		sizes = append(sizes, len(l.Body.Digest.Items))
	}
	slices.Sort(sizes)
	if !slices.Equal(sizes, []int{0, 4, digestItems}) {
		t.Error(sizes)
	}
	if n := len(w.sink.All()); n != 2 {
		t.Error(n, "letters went out")
	}
}

func keysSorted(m map[string]bool) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
