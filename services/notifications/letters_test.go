package notifications

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// late is a store in which something happens right before the first letter is written.
type late struct {
	store.Engine
	do   func()
	done atomic.Bool
}

func (l *late) Put(ctx context.Context, c string, w store.Write) error {
	if c == "notifications_letter" && !l.done.Swap(true) {
		l.do()
	}
	return l.Engine.Put(ctx, c, w)
}

// TestNoLetterAfterTheErasure: a letter that was about to be queued while its reader's erasure passed is not there afterwards.
func TestNoLetterAfterTheErasure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	e := &late{Engine: w.db.Engine}
	s, err := New(t.Context(), w.cfg, Deps{DB: store.New(e, w.clock.Now, slog.New(slog.DiscardHandler)), Bus: w.b,
		Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	e.do = func() {
		if err := w.two[0].c.forget(t.Context(), bo); err != nil {
			t.Error(err)
		}
	}
	if err := w.tell(s, "m1-2-0", wire.InfoAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: w.clock.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	page, err := w.two[0].c.letters.Find(t.Context(), store.Query{Where: []store.Cond{store.Where("person", store.Eq, bo)}, Limit: 10})
	if err != nil || len(page.Docs) != 0 || !e.done.Load() {
		t.Errorf("%d letters to somebody who has left, %v", len(page.Docs), err)
	}
}

// TestNextLetterTellsOfAGivenUpOne: what a weekly letter accounted for that no server took is in the next one, once.
func TestNextLetterTellsOfAGivenUpOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	w.must("p-1-0", wire.MentorApproved{Person: bo})
	w.tick()
	w.sink.Refuse("550 no such mailbox")
	w.clock.Advance(8 * 24 * time.Hour)
	w.tick()
	first := w.weekly(bo)
	if len(first) != 1 || first[0].Body.State != "given_up" {
		t.Fatalf("%+v", first)
	}
	w.sink.Refuse("")
	w.clock.Advance(7 * 24 * time.Hour)
	w.tick()
	w.clock.Advance(7 * 24 * time.Hour)
	w.tick()
	told := 0
	for _, d := range w.weekly(bo) {
		if d.Body.State == "sent" {
			told += len(d.Body.Digest.Items)
		}
	}
	if told != 1 {
		t.Errorf("told of %d times", told)
	}
}

// TestGivenUpBeforeItsItemsAreMarked: a letter that another replica's clock, or a crash, had given up before its items were marked takes
// none along: the next one tells of them.
func TestGivenUpBeforeItsItemsAreMarked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	w.must("p-1-0", wire.MentorApproved{Person: bo})
	s, ctx := w.two[0], t.Context()
	prefs, _, err := s.habits(ctx, bo)
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.weekly(ctx, bo, "2026-W48", prefs)
	if err != nil || len(l.Body.Digest.Items) != 1 {
		t.Fatal(l, err)
	}
	_, err = s.c.letters.Update(ctx, l.ID, func(d *store.Doc[Letter]) error {
		d.Body.claim(d.Body.Due)
		d.Body.outcome(w.clock.Now(), turnedAway, true)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.account(ctx, l); err != nil { // l is as it was made
		t.Fatal(err)
	}
	pending, err := s.c.pendingItems(ctx, bo, 10)
	if err != nil || len(pending) != 1 {
		t.Errorf("%d are left for the next letter, %v", len(pending), err)
	}
}

// TestLettersOutliveAnOutage: a server that is not reached refuses nothing: the letter waits until it is stale.
func TestLettersOutliveAnOutage(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	begun := at
	l := newLetter("f", 1, at, at, notice.Notice{Person: "p", Kind: "message_posted"})
	for !l.stale(at) {
		if !l.claim(at) {
			t.Fatalf("after %s it is %s", at.Sub(begun), l.State)
		}
		l.outcome(at, "unreached", false)
		at = l.Due
	}
	if at.Sub(begun) < 72*time.Hour {
		t.Error("stale after", at.Sub(begun))
	}
	for err, want := range map[error]bool{errPermanent: false, context.DeadlineExceeded: true} {
		if got := unreached(err); got != want {
			t.Errorf("%v is unreached: %v", err, got)
		}
	}
}

// TestAReportWakesWhoIsOnDuty: when its day is nearly over, by night, and whatever they have chosen; not before.
func TestAReportWakesWhoIsOnDuty(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	w.moveTo(ada, "Europe/Paris")
	if _, err := w.two[0].c.prefs.Upsert(t.Context(), ada, func(d *store.Doc[Preferences]) error {
		return d.Body.choose(map[string]string{"case_waits": inboxOnly})
	}); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(14 * time.Hour) // 23:00 UTC or so: night in Paris
	prefs, zone, err := w.two[0].habits(t.Context(), ada)
	if err != nil || !prefs.quiet().quietAt(minuteOn(w.clock.Now(), zone)) {
		t.Fatalf("it is not night at %s %v", w.clock.Now().In(zone), err)
	}
	for i, stage := range []string{"new", "reminder", "urgent", "overdue"} {
		w.must("c-"+string(rune('1'+i))+"-0", wire.CaseWaits{Case: "case" + stage, Moderator: ada, Stage: stage, Until: w.clock.Now().Add(time.Hour)})
	}
	tickAll(t, w.two)
	if n := len(w.sink.All()); n != 2 {
		t.Errorf("%d mails by night, not those of the two whose time runs out", n)
	}
}

// TestSettledItems: an item of which the matter is settled, or whose time is over, says so and names no deadline any more.
func TestSettledItems(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onSQLite(t), "en")
	until := w.clock.Now().Add(48 * time.Hour)
	item := func(match string) (settled, deadline bool) {
		t.Helper()
		page, _, err := w.two[0].Inbox(as(t.Context(), ada), false, 50, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range page.Items {
			if i.Match == match && i.Kind == "mentor_asked" {
				return i.Settled, !i.Until.IsZero()
			}
		}
		t.Fatal("no item of", match)
		return
	}
	for _, match := range []string{"m1", "m2"} {
		if err := w.two[0].consume(t.Context(), told(t, match, 1, wire.MentorAsked{Match: match, Newcomer: bo, Mentor: ada, Until: until, Order: 1})); err != nil {
			t.Fatal(err)
		}
	}
	if settled, deadline := item("m1"); settled || !deadline {
		t.Errorf("while it waits: settled %v, a deadline %v", settled, deadline)
	}
	if err := w.two[0].consume(t.Context(), told(t, "m1", 2, wire.MatchAccepted{Match: "m1", Newcomer: bo, Mentor: ada})); err != nil {
		t.Fatal(err)
	}
	if settled, deadline := item("m1"); !settled || deadline {
		t.Errorf("once it is accepted: settled %v, a deadline %v", settled, deadline)
	}
	if settled, deadline := item("m2"); settled || !deadline {
		t.Errorf("the other one: settled %v, a deadline %v", settled, deadline)
	}
	w.clock.Advance(48 * time.Hour)
	if settled, deadline := item("m2"); !settled || deadline {
		t.Errorf("when its time is over: settled %v, a deadline %v", settled, deadline)
	}
}
