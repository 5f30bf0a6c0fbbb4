package notifications

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	ada = "01990000-0000-7000-8000-00000000000a"
	bo  = "01990000-0000-7000-8000-00000000000b"
)

// replicas makes n services on one store and one NATS.
func replicas(t *testing.T, db *store.DB, b *bus.Bus, clock *testkit.Clock, cfg Config, n int) []*Service {
	t.Helper()
	var out []*Service
	for range n {
		s, err := New(t.Context(), cfg, Deps{
			DB: db, Bus: b, Verifier: testkit.Tokens{}, Now: clock.Now, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func fact(t testing.TB, id string, ev wire.Event) bus.Message {
	t.Helper()
	data, err := json.Marshal(ev)
	if err != nil {
		t.Fatal(err)
	}
	service, typ := ev.Fact()
	return bus.Message{Delivered: 1, Envelope: wire.Envelope{
		SpecVersion: "1.0", ID: id, Type: "waymark.evt." + service + "." + typ + ".v1", Subject: "m1", Version: 1, Data: data,
		Time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
	}}
}

func as(ctx context.Context, person string) context.Context {
	return auth.With(ctx, auth.Principal{ID: person, Session: "s"})
}

// TestOnceForEverybody: the same facts, many times, from two replicas at once: one item each, places without a gap.
func TestOnceForEverybody(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		clock := testkit.NewClock()
		two := replicas(t, open(), testkit.Bus(t, "notifications"), clock, Config{}, 2)
		const facts = 40
		var wg sync.WaitGroup
		for round := range 4 {
			for i := range facts {
				wg.Go(func() {
					m := fact(t, fmt.Sprintf("m%d-2-0", i), wire.MatchAccepted{Match: "m", Newcomer: ada, Mentor: bo})
					if err := two[(round+i)%2].consume(t.Context(), m); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		for _, person := range []string{ada, bo} {
			page, _, err := two[0].Inbox(as(t.Context(), person), false, 100, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Items) != facts || page.Unread != facts || page.Last != facts {
				t.Fatalf("%d items, %d unread, last place %d; all should be %d", len(page.Items), page.Unread, page.Last, facts)
			}
			for i, item := range page.Items {
				if item.Seq != int64(facts-i) {
					t.Fatalf("item %d has place %d", i, item.Seq)
				}
			}
		}
	})
}

// TestLiveWithoutGap: a reader that changes the replica again and again while items come sees every place once, in order.
func TestLiveWithoutGap(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		clock := testkit.NewClock()
		b := testkit.Bus(t, "notifications")
		two := replicas(t, open(), b, clock, Config{}, 2)
		for _, s := range two {
			stop, err := b.OnWake(wakeTopic, func(p []byte) { s.live.wake(string(p)) })
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
		}
		const items = 300 // more than the head's tail
		const writers = 4
		for w := range writers {
			go func() {
				for i := w; i < items; i += writers {
					m := fact(t, fmt.Sprintf("m%d-2-0", i), wire.MatchWithdrawn{Match: "m", Newcomer: bo, Mentor: ada})
					if err := two[i%2].consume(t.Context(), m); err != nil && t.Context().Err() == nil {
						t.Error(err)
					}
				}
			}()
		}
		enough := errors.New("enough")
		last, seen := "0", 0
		for turn := 0; seen < items; turn++ {
			some := 0
			err := two[turn%2].Live(as(t.Context(), ada), last, func(e httpserver.Event) error {
				seen++
				some++
				if want := fmt.Sprint(seen); e.ID != want {
					return fmt.Errorf("place %s came, %s was next", e.ID, want)
				}
				var item api.InboxItem
				if err := json.Unmarshal(e.Data, &item); err != nil || item.Kind != "match_withdrawn" || item.Other != bo {
					return fmt.Errorf("%s: %v", e.Data, err)
				}
				last = e.ID
				if some == 17 || seen == items {
					return enough
				}
				return nil
			})
			if !errors.Is(err, enough) {
				t.Fatal(err)
			}
		}
		// Somebody who comes back after a long time, from before the tail.
		n := 0
		err := two[0].Live(as(t.Context(), ada), "3", func(e httpserver.Event) error {
			n++
			if e.ID != fmt.Sprint(3+n) {
				return fmt.Errorf("place %s after %d", e.ID, 3+n-1)
			}
			if 3+n == items {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) {
			t.Fatal(err)
		}
	})
}

func TestReadAndUnread(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	for i := range 5 {
		if err := s.consume(t.Context(), fact(t, fmt.Sprintf("m%d-2-0", i), wire.MentorApproved{Person: ada})); err != nil {
			t.Fatal(err)
		}
	}
	ctx := as(t.Context(), ada)
	page, _, err := s.Inbox(ctx, false, 2, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.MarkRead(as(t.Context(), bo), page.Items[0].ID, true); !errors.Is(err, errNoItem) {
		t.Error("another's item:", err)
	}
	for range 2 {
		if item, err := s.MarkRead(ctx, page.Items[0].ID, true); err != nil || !item.Read {
			t.Fatal(item, err)
		}
	}
	if done, err := s.ReadAll(as(t.Context(), bo), 1<<62); err != nil || done.Marked != 0 {
		t.Fatal("beyond everything:", done, err)
	}
	if done, err := s.ReadAll(ctx, 3); err != nil || done.Marked != 3 || done.More {
		t.Fatal(done, err)
	}
	if page, _, err = s.Inbox(ctx, true, 10, ""); err != nil || page.Unread != 1 || len(page.Items) != 1 || page.Items[0].Seq != 4 {
		t.Fatal(page, err)
	}
}

// TestJoining: inbox and stream together lose nothing, also while an item has a place and does not know it yet.
func TestJoining(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	for i := range 4 {
		if err := s.consume(t.Context(), fact(t, fmt.Sprintf("m%d-2-0", i), wire.MentorApproved{Person: ada})); err != nil {
			t.Fatal(err)
		}
	}
	// The third is back where a crash between head and item would leave it.
	_, err := s.c.items.Update(t.Context(), derivedID("m2-2-0", ada), func(d *store.Doc[Item]) error {
		d.Body.Seq = 0
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := s.Inbox(as(t.Context(), ada), false, 10, "")
	if err != nil || page.Last != 2 || len(page.Items) != 3 {
		t.Fatal(page, err)
	}
}

// TestSweep: what is past its age goes, what is not stays.
func TestSweep(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	old := fact(t, "m1-2-0", wire.MentorApproved{Person: ada})
	young := fact(t, "m2-2-0", wire.MentorApproved{Person: ada})
	young.Envelope.Time = clock.Now().Add(keepItems)
	for _, m := range []bus.Message{old, young} {
		if err := s.consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.c.sweep(t.Context(), clock.Now().Add(keepItems+time.Hour)); err != nil {
		t.Fatal(err)
	}
	if page, _, err := s.Inbox(as(t.Context(), ada), false, 10, ""); err != nil || len(page.Items) != 1 || page.Items[0].Seq != 2 {
		t.Fatal(page, err)
	}
}

// TestForgotten: after somebody has left, nothing of theirs is there and late facts bring nothing back.
func TestForgotten(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		clock := testkit.NewClock()
		s := replicas(t, open(), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
		one := fact(t, "m1-2-0", wire.MentorApproved{Person: ada})
		for _, m := range []bus.Message{one, fact(t, ada+"-9-0", wire.AccountClosed{Account: ada}), one,
			fact(t, "m2-2-0", wire.MentorApproved{Person: ada}), fact(t, ada+"-9-0", wire.AccountClosed{Account: ada})} {
			if err := s.consume(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.c.items.Count(t.Context(), store.Where("person", store.Eq, ada)); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		if _, err := s.preferences(t.Context(), ada); !fault.Has(err, fault.Gone) {
			t.Fatal("a late letter would still be queued:", err)
		}
	})
}

// accountsStandIn answers the question that accounts answers.
func accountsStandIn(t *testing.T, b *bus.Bus, answer func(wire.AddressQuestion) (wire.AddressAnswer, error)) {
	t.Helper()
	go func() {
		_ = bus.Answer(t.Context(), b, "accounts", "address", func(_ context.Context, q wire.AddressQuestion) (wire.AddressAnswer, error) {
			return answer(q)
		})
	}()
	for { // until it answers
		_, err := bus.Ask[wire.AddressQuestion, wire.AddressAnswer](t.Context(), b, "accounts", "address", wire.AddressQuestion{})
		if err == nil {
			return
		}
		if !fault.Has(err, fault.Unavailable) {
			t.Fatal(err)
		}
	}
}

func TestMail(t *testing.T) {
	clock := testkit.NewClock()
	b := testkit.Bus(t, "notifications")
	sink := testkit.Mails(t)
	accountsStandIn(t, b, func(q wire.AddressQuestion) (wire.AddressAnswer, error) {
		a := wire.AddressAnswer{Address: "ada@example.org", Confirmed: true}
		if q.Old {
			a.Address = "ada.before@example.org"
		}
		if q.Link != "" {
			a.Token = "one-time-" + q.Link
		}
		return a, nil
	})
	cfg := Config{PublicURL: "https://waymark.example", Mail: MailConfig{
		Host: "127.0.0.1", Port: sink.Port(), From: "Waymark <waymark@example.org>", TLS: "none"}}
	two := replicas(t, testkit.SQLite(t, clock.Now), b, clock, cfg, 2)
	asked := fact(t, "m1-2-0", wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: clock.Now().Add(72 * time.Hour)})
	link := fact(t, ada+"-3-0", wire.LinkRequested{Account: ada, Link: "sign_in"})
	quiet := fact(t, "m1-3-0", wire.MatchWithdrawn{Match: "m1", Newcomer: bo, Mentor: ada})
	for _, m := range []bus.Message{asked, asked, link, quiet} {
		if err := two[0].consume(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	sink.Refuse("451 later")
	tickAll(t, two)
	if n := len(sink.All()); n != 0 {
		t.Fatal(n, "mails although they were refused")
	}
	sink.Refuse("")
	clock.Advance(10 * time.Minute)
	tickAll(t, two)
	tickAll(t, two)
	mails := sink.Wait(t, 2)
	if len(mails) != 2 {
		t.Fatalf("%d mails, one for each of two facts was right", len(mails))
	}
	for _, m := range mails {
		if !strings.Contains(m.Data, "multipart/alternative") || !strings.Contains(m.Data, "Message-ID: <") {
			t.Error(m.Data)
		}
		oneClick := strings.Contains(m.Data, "List-Unsubscribe-Post: List-Unsubscribe=One-Click")
		if isLink := strings.Contains(m.Data, "one-time-sign"); oneClick == isLink {
			t.Errorf("one-click unsubscribe %v, link %v", oneClick, isLink)
		}
	}
	// A new address: the old one is told too.
	moved := fact(t, ada+"-4-0", wire.CredentialChanged{Account: ada, How: "address"})
	for range 2 {
		if err := two[0].consume(t.Context(), moved); err != nil {
			t.Fatal(err)
		}
	}
	tickAll(t, two)
	var told []string
	for _, m := range sink.Wait(t, 4)[2:] {
		told = append(told, m.To...)
		undo := strings.Contains(strings.ReplaceAll(m.Data, "=\r\n", ""), "/links/undo-address#one-time-undo-address")
		if old := strings.Contains(m.To[0], "ada.before@"); undo != old {
			t.Errorf("%v, with a link that takes it back: %v", m.To, undo)
		}
	}
	slices.Sort(told)
	if len(told) != 2 || !strings.Contains(told[0], "ada.before@") || !strings.Contains(told[1], "ada@") {
		t.Fatal("told:", told)
	}
	// Unsubscribed with one click, from the link of the mail, and nothing of that kind comes any more.
	if err := two[1].Unsubscribe(t.Context(), signUnsubscribe(two[0].key, ada, "mentor_asked")); err != nil {
		t.Fatal(err)
	}
	again := fact(t, "m2-2-0", wire.MentorAsked{Match: "m2", Newcomer: bo, Mentor: ada, Until: clock.Now().Add(72 * time.Hour)})
	if err := two[0].consume(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	tickAll(t, two)
	if n := len(sink.All()); n != 4 {
		t.Fatal(n, "mails after unsubscribing")
	}
	if p, _, err := two[0].Preferences(as(t.Context(), ada)); err != nil || p.Mail["mentor_asked"] || !p.Mail["message_posted"] {
		t.Fatal(p, err)
	}
}

func tickAll(t *testing.T, all []*Service) {
	t.Helper()
	var wg sync.WaitGroup
	for _, s := range all {
		wg.Go(func() {
			if err := s.Tick(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
