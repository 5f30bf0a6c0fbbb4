package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

func ptr[T any](v T) *T { return &v }

// TestWishes: claimed, confirmed, corrected, capped, paused and removed; no import undoes any of it.
func TestWishes(t *testing.T) {
	t.Parallel()
	past := today.AddDate(0, 0, -10)
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, past)
		apple := source.ID(appleURL)
		ada, mod := as("ada"), as("mod", "moderator")

		if _, err := w.Wish(ada, apple, Wish{Paused: ptr(true)}, 0); !fault.Coded(err, "catalog.maintainers_only") {
			t.Errorf("a stranger wished: %v", err)
		}
		if _, err := w.Wish(w.ctx, apple, Wish{}, 0); !fault.Has(err, fault.Unauthenticated) {
			t.Errorf("signed out: %v", err)
		}
		for range 2 {
			if d, err := w.Claim(ada, apple); err != nil || d.Body.ClaimOf("ada").State != ClaimAsked || len(d.Body.Claims) != 1 {
				t.Fatalf("claim: %v", err)
			}
		}
		if claims, _, err := w.Claims(mod, 10, ""); err != nil || len(claims) != 1 {
			t.Errorf("claims: %v %v", claims, err)
		}
		if _, err := w.Decide(ada, apple, "ada", true); !fault.Has(err, fault.Forbidden) {
			t.Errorf("decided for herself: %v", err)
		}
		if _, err := w.Decide(mod, apple, "ada", true); err != nil {
			t.Fatal(err)
		}
		if claims, _, err := w.Claims(mod, 10, ""); err != nil || len(claims) != 0 {
			t.Errorf("claims after: %v %v", claims, err)
		}

		d, err := w.Wish(ada, apple, Wish{
			Description: ptr("  For clinics. "), Skills: &[]string{"golang", "postgres"}, Link: ptr("codeberg.org/Orchard/Apple"), Cap: ptr(3),
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Wish(ada, apple, Wish{Cap: ptr(4)}, d.Version-1); !fault.Has(err, fault.Stale) {
			t.Errorf("stale: %v", err)
		}
		check := func(when string) {
			t.Helper()
			b := w.project(appleURL).Body
			if b.Shows.Description != "For clinics." || b.Shows.Link != "https://codeberg.org/Orchard/Apple" || b.Wishes.Cap != 3 ||
				!slices.Equal(b.Shows.Skills, []string{"go", "postgresql"}) {
				t.Errorf("%s: %+v", when, b)
			}
		}
		check("wished")
		w.load("orchard", orchard, past.AddDate(0, 0, 1))
		check("imported again")

		if _, err := w.Wish(ada, apple, Wish{Paused: ptr(true), Until: ptr(w.clock.Now().Add(48 * time.Hour))}, 0); err != nil {
			t.Fatal(err)
		}
		if got := w.titles(); len(got) != 1 {
			t.Errorf("paused, and still there: %q", got)
		}
		w.load("orchard", orchard, past.AddDate(0, 0, 2))
		if got := w.titles(); len(got) != 1 || !w.issue(appleURL+"/issues/1").Body.Rests {
			t.Errorf("imported again while paused: %q", got)
		}
		if i, err := w.Issue(w.ctx, source.ID(appleURL+"/issues/1")); err != nil || i.Hidden() != "project" {
			t.Errorf("by id: %v %v", i.Hidden(), err)
		}
		w.clock.Advance(47 * time.Hour)
		if err := w.Tick(w.ctx); err != nil || len(w.titles()) != 1 {
			t.Errorf("woke early: %v", err)
		}
		w.clock.Advance(time.Hour)
		if err := w.Tick(w.ctx); err != nil || len(w.titles()) != 3 || w.project(appleURL).Body.OpenIssues != 2 {
			t.Errorf("did not wake: %v %q", err, w.titles())
		}

		if _, err := w.Wish(ada, apple, Wish{Removed: ptr(true)}, 0); err != nil {
			t.Fatal(err)
		}
		w.load("orchard", orchard, past.AddDate(0, 0, 3))
		for _, ctx := range []context.Context{w.ctx, as("bob")} {
			if _, err := w.Project(ctx, apple); !fault.Has(err, fault.NotFound) {
				t.Errorf("removed: %v", err)
			}
			if _, err := w.Issue(ctx, source.ID(appleURL+"/issues/1")); !fault.Has(err, fault.NotFound) {
				t.Errorf("issue of a removed project: %v", err)
			}
			if _, err := w.WishesOf(ctx, apple); !fault.Has(err, fault.NotFound) {
				t.Errorf("wishes of a removed project: %v", err)
			}
		}
		if ps, err := w.ProjectsByID(w.ctx, []string{apple, source.ID(pearURL), "nobody"}); err != nil || len(ps) != 1 {
			t.Errorf("by id: %v %v", ps, err)
		}
		if ps, _, err := w.Projects(w.ctx, ProjectFilter{Limit: 10}); err != nil || len(ps) != 1 {
			t.Errorf("listed: %v %v", ps, err)
		}
		if _, err := w.Project(ada, apple); err != nil {
			t.Errorf("its maintainer: %v", err)
		}
		if _, err := w.Wish(ada, apple, Wish{Removed: ptr(false)}, 0); err != nil || len(w.titles()) != 3 {
			t.Errorf("brought back: %v", err)
		}
	})
}

// TestHiddenAtOnce: a paused project hides its issues before the sweep has run, and the sweep goes on where it was stopped.
func TestHiddenAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		mod := as("mod", "moderator")
		w.crash = func(string) error { return errKilled }
		if _, err := w.Wish(mod, source.ID(appleURL), Wish{Paused: ptr(true)}, 0); err != nil {
			t.Fatal(err)
		}
		if got := w.titles(); len(got) != 1 {
			t.Errorf("still listed: %q", got)
		}
		if !w.project(appleURL).Body.Sweep {
			t.Error("the sweep is forgotten")
		}
		if err := w.Tick(w.ctx); !errors.Is(err, errKilled) {
			t.Errorf("tick: %v", err)
		}
		w.crash = func(string) error { return nil }
		if err := w.Tick(w.ctx); err != nil {
			t.Fatal(err)
		}
		if p := w.project(appleURL); p.Body.Sweep || p.Body.OpenIssues != 0 || !w.issue(appleURL+"/issues/2").Body.Rests {
			t.Errorf("not swept: %+v", p.Body)
		}
	})
}

func TestApplyRefuses(t *testing.T) {
	now := today
	long := make([]rune, 501)
	for i := range long {
		long[i] = 'x'
	}
	many := make([]string, 21)
	for i := range many {
		many[i] = string(rune('a' + i))
	}
	w := Wishes{}
	_, err := w.Apply(Wish{
		Description: ptr(string(long)), Skills: &many, Link: ptr("javascript:alert(1)"), Cap: ptr(-1), Until: ptr(now.Add(time.Hour)), Help: ptr("friends"),
	}, now)
	f := fault.As(err)
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Pointer)
	}
	if want := []string{"/description", "/skills", "/link", "/cap", "/paused_until", "/help"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if w.Cap != 0 || w.Link != "" {
		t.Error("half of a wish was done")
	}
	if words, err := w.Apply(Wish{Paused: ptr(true)}, now); err != nil || !slices.Equal(words, []string{"pause"}) {
		t.Errorf("%v %v", words, err)
	}
	if words, err := w.Apply(Wish{Paused: ptr(true)}, now); err != nil || len(words) != 0 {
		t.Errorf("again: %v %v", words, err)
	}
}

// TestNeeds: what a first change asks of one's computer comes from our own lists, and what maintainers say lies over it.
func TestNeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("plums", "project_url,download_mb,browser\nhttps://github.com/orchard/plum,350,No\nhttps://github.com/orchard/pear,-3,perhaps\n", today)
	plum := source.ID("https://github.com/orchard/plum")
	root := as("root", auth.Administrator)
	needs := func(project string) any {
		d, err := w.Project(w.ctx, project)
		if err != nil {
			t.Fatal(err)
		}
		if n := needs(&d.Body.Shows); n != nil {
			return *n
		}
		return nil
	}
	if got := needs(plum); got != (api.ProjectNeeds{DownloadMB: 350, Browser: "no"}) {
		t.Errorf("as the list says: %+v", got)
	}
	if got := needs(source.ID("https://github.com/orchard/pear")); got != nil {
		t.Errorf("what cannot be is said: %+v", got)
	}
	for _, x := range []struct {
		wish Wish
		want api.ProjectNeeds
	}{
		{Wish{DownloadMB: ptr(20), Browser: ptr("yes")}, api.ProjectNeeds{DownloadMB: 20, Browser: "yes"}},
		{Wish{DownloadMB: ptr(0), Browser: ptr("unknown")}, api.ProjectNeeds{DownloadMB: 350, Browser: "no"}},
	} {
		if _, err := w.Wish(root, plum, x.wish, 0); err != nil || needs(plum) != x.want {
			t.Errorf("%+v: %+v %v", x.wish, needs(plum), err)
		}
	}
	for _, wish := range []Wish{{DownloadMB: ptr(-1)}, {DownloadMB: ptr(source.MaxDownloadMB + 1)}, {Browser: ptr("perhaps")}} {
		if _, err := w.Wish(root, plum, wish, 0); !fault.Has(err, fault.Invalid) {
			t.Errorf("%+v: %v", wish, err)
		}
	}
}

// TestOwnClaim: a moderator does not decide about their own claim; an administrator may.
func TestOwnClaim(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("orchard", orchard, today)
	apple := source.ID(appleURL)
	for role, want := range map[string]string{auth.Moderator: "catalog.own_claim", auth.Administrator: ""} {
		ctx := as("mo-"+role, role, auth.Moderator)
		if _, err := w.Claim(ctx, apple); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Decide(ctx, apple, "mo-"+role, true); want == "" && err != nil || want != "" && !fault.Coded(err, want) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// TestMarks: a mark hides, a check settles; who was wrong cannot mark again; a later list opens a closed issue.
func TestMarks(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		one := source.ID(appleURL + "/issues/1")
		mod := as("mod", "moderator")
		if _, err := w.Mark(w.ctx, one, "closed"); !fault.Has(err, fault.Unauthenticated) {
			t.Errorf("signed out: %v", err)
		}
		if _, err := w.Mark(as("bob"), one, "wibble"); !fault.Has(err, fault.Invalid) {
			t.Errorf("wibble: %v", err)
		}
		for _, mark := range []string{"taken", "closed", "closed"} {
			i, err := w.Mark(as("bob"), one, mark)
			if err != nil || i.Hidden() != "" || i.HiddenFrom("bob") != "marked" || len(i.Body.Marks) != 1 || i.Body.Marks[0].Mark != mark {
				t.Fatalf("%s: %v %v", mark, i.Body.Marks, err)
			}
		}
		if own, _, err := w.Issues(as("bob"), IssueFilter{Limit: 10}); err != nil || len(own) != 2 || len(w.titles()) != 3 {
			t.Errorf("one mark: bob sees %d, others %d: %v", len(own), len(w.titles()), err)
		}
		if i, err := w.Mark(as("kim"), one, "closed"); err != nil || i.Hidden() != "marked" {
			t.Errorf("a second person: %v", err)
		}
		if got := w.titles(); len(got) != 2 || w.project(appleURL).Body.OpenIssues != 1 {
			t.Errorf("still there: %q", got)
		}
		w.load("orchard", orchard, today.AddDate(0, 0, 1))
		if len(w.titles()) != 2 {
			t.Error("an import undid a mark")
		}
		if marked, _, err := w.MarkedIssues(mod, 10, ""); err != nil || len(marked) != 1 {
			t.Errorf("marked: %v %v", marked, err)
		}
		if _, err := w.Check(as("bob"), one, true); !fault.Has(err, fault.Forbidden) {
			t.Errorf("bob checked: %v", err)
		}
		if i, err := w.Check(mod, one, true); err != nil || i.Hidden() != "" || len(w.titles()) != 3 {
			t.Errorf("found open: %v", err)
		}
		if _, err := w.Mark(as("bob"), one, "closed"); !fault.Coded(err, "catalog.mark_was_wrong") {
			t.Errorf("bob again: %v", err)
		}
		if i, err := w.Mark(as("mia", auth.Moderator), one, "taken"); err != nil || i.Hidden() != "marked" {
			t.Errorf("one with standing: %v", err)
		}
		if i, err := w.Unmark(as("mia", auth.Moderator), one); err != nil || i.Hidden() != "" {
			t.Errorf("and took it back: %v", err)
		}
		if i, err := w.Mark(as("eve"), one, "closed"); err != nil || i.Hidden() != "" {
			t.Errorf("eve: %v", err)
		}
		done := func(how string) {
			t.Helper()
			data, err := json.Marshal(wire.ClaimEnded{Issue: one, Person: "ola", How: how})
			if err == nil {
				err = w.finished(w.ctx, bus.Message{Envelope: wire.Envelope{
					Type: "waymark.evt.mentoring.claim_ended.v1", Subject: one, Data: data, Time: today.AddDate(0, 0, 1)}})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if done("released"); len(w.titles()) != 3 {
			t.Error("given back is not done")
		}
		if done("done"); len(w.titles()) != 2 {
			t.Error("who had claimed it says that it is done, and it stays")
		}
		if i, err := w.Unmark(as("eve"), one); err != nil || i.Hidden() != "" {
			t.Errorf("eve took it back: %v", err)
		}
		if i, err := w.Check(mod, one, false); err != nil || i.Hidden() != "closed" || len(w.titles()) != 2 {
			t.Errorf("found closed: %v", err)
		}
		if _, err := w.Mark(as("eve"), one, "taken"); !fault.Coded(err, "catalog.already_closed") {
			t.Errorf("marked what is closed: %v", err)
		}
		w.load("orchard", orchard, today.AddDate(0, 0, 1))
		if got := len(w.titles()); got != 3 {
			// the list of tomorrow is newer than today's check
			t.Errorf("a later list has it: %d", got)
		}
	})
}

// TestLimitsAtOnce: who claims or marks at many places at once gets no more than one after the other.
func TestLimitsAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		list := "issue_url,title\n"
		for i := range 24 {
			list += "https://github.com/orchard/plum" + itoa(i) + "/issues/1,Something to do\n"
		}
		w.load("plums", list, today)
		claim := func(i int) error {
			_, err := w.Claim(as("bob"), source.ID("https://github.com/orchard/plum"+itoa(i)))
			return err
		}
		mark := func(i int) error {
			_, err := w.Mark(as("bob"), source.ID("https://github.com/orchard/plum"+itoa(i)+"/issues/1"), "taken")
			return err
		}
		for code, do := range map[string]func(i int) error{"catalog.too_many_claims": claim, "catalog.too_many_marks": mark} {
			const before = maxPersonClaims - 3
			for i := range before {
				if err := do(i); err != nil {
					t.Fatal(err)
				}
			}
			var done atomic.Int32
			var wg sync.WaitGroup
			for i := before; i < 24; i++ {
				wg.Go(func() {
					if err := do(i); err == nil {
						done.Add(1)
					} else if !fault.Coded(err, code) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if done.Load() != 3 {
				t.Errorf("%s: %d more than %d, for 3 that are left", code, done.Load(), before)
			}
		}
	})
}

// TestMarksAreBounded: nobody hides the whole catalogue.
func TestMarksAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	list := "issue_url,title\n"
	for i := range maxPersonMarks + 2 {
		list += "https://github.com/orchard/plum/issues/" + itoa(i+1) + ",Something to do\n"
	}
	w.load("plums", list, today)
	bob := as("bob")
	var err error
	for i := range maxPersonMarks + 1 {
		if _, err = w.Mark(bob, source.ID("https://github.com/orchard/plum/issues/"+itoa(i+1)), "taken"); err != nil {
			break
		}
	}
	if !fault.Coded(err, "catalog.too_many_marks") || len(w.titles()) != maxPersonMarks+2 {
		t.Errorf("%v, %d left", err, len(w.titles()))
	}
	// Who was wrong often marks no more.
	for i := range maxWrong {
		if _, err := w.Check(as("mod", auth.Moderator), source.ID("https://github.com/orchard/plum/issues/"+itoa(i+1)), true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = w.Mark(bob, source.ID("https://github.com/orchard/plum/issues/"+itoa(maxPersonMarks+1)), "taken"); !fault.Coded(err, "catalog.marks_were_wrong") {
		t.Errorf("%v", err)
	}
	i := Issue{Seen: []Sighting{{Title: "x"}}}
	for n := range maxMarks {
		if changed, err := i.Mark(By{Person: "person-" + itoa(n)}, "closed", today); err != nil || !changed {
			t.Fatal(changed, err)
		}
	}
	// One more is refused, not dropped; who has a mark there changes it.
	if _, err := i.Mark(By{Person: "one-more"}, "closed", today); !fault.Coded(err, "catalog.marked_enough") || i.MarkOf("one-more") != nil {
		t.Errorf("%v", err)
	}
	if i.Hidden() != "" {
		t.Error("where there is no room, marks hide nothing")
	}
	if changed, err := i.Mark(By{Person: "person-4", Standing: true}, "taken", today); err != nil || !changed {
		t.Errorf("%v %v", changed, err)
	}
	if changed, err := i.Mark(By{Person: "person-3"}, "taken", today); err != nil || !changed || len(i.Marks) != maxMarks {
		t.Errorf("%v %v, %d marks", changed, err, len(i.Marks))
	}
}

func TestClaimsAreBounded(t *testing.T) {
	p := Project{}
	for n := range maxClaims {
		if _, err := p.Ask("person-"+itoa(n), today); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Ask("one-more", today); !fault.Coded(err, "catalog.too_many_claims") {
		t.Errorf("%v", err)
	}
	if _, err := p.Decide("person-0", false, today); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Ask("person-0", today.AddDate(0, 0, 29)); !fault.Coded(err, "catalog.claim_refused") {
		t.Errorf("%v", err)
	}
	if changed, err := p.Ask("person-0", today.AddDate(0, 0, 31)); !changed || err != nil {
		t.Errorf("%v %v", changed, err)
	}
	if p.Maintains("") || p.Maintains("person-1") {
		t.Error("nobody was confirmed")
	}
}

// TestWishesAreShowable: what a maintainer writes is shown to everybody: plain words, known skills, and a link over TLS.
func TestWishesAreShowable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("orchard", orchard, today)
	mod, apple := as("mod", auth.Moderator), source.ID(appleURL)
	for _, c := range []struct {
		wish          Wish
		pointer, code string
	}{
		{Wish{Link: ptr("http://apple.example.org/")}, "/link", "not_https"},
		{Wish{Description: ptr("See <b>this</b>")}, "/description", "not_plain_text"},
		{Wish{Description: ptr("See [this](https://example.org)")}, "/description", "not_plain_text"},
		{Wish{Skills: &[]string{"go", "buy my pills"}}, "/skills/1", "unknown_skill"},
	} {
		_, err := w.Wish(mod, apple, c.wish, 0)
		if f := fault.As(err).Fields; err == nil || len(f) != 1 || f[0].Pointer != c.pointer || f[0].Code != c.code {
			t.Errorf("%s %s: %v", c.pointer, c.code, err)
		}
	}
	fine := Wish{Link: ptr("https://apple.example.org/"), Description: ptr("3 < 4 & [still] plain"), Skills: &[]string{"GoLang", " ", "translation"}}
	if _, err := w.Wish(mod, apple, fine, 0); err != nil {
		t.Error(err)
	}
}

// TestPausedIsNotListedByID: a paused project is found by its id in a list only by those who may manage it.
func TestPausedIsNotListedByID(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("orchard", orchard, today)
	mod, apple := as("mod", auth.Moderator), source.ID(appleURL)
	if _, err := w.Wish(mod, apple, Wish{Paused: ptr(true)}, 0); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]int{"bob": 0, "mod": 1} {
		ctx := as(who)
		if who == "mod" {
			ctx = mod
		}
		if found, err := w.ProjectsByID(ctx, []string{apple}); err != nil || len(found) != want {
			t.Errorf("%s: %d %v", who, len(found), err)
		}
	}
}
