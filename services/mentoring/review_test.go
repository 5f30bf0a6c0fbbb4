package mentoring

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestWhatAFormerMentorReads: whoever said no, or was blocked, reads the own offer and nothing of what came after.
func TestWhatAFormerMentorReads(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("nora")
	h.mentor("alba", "berit", "cleo")
	r, err := h.as("nora").CreateRequest(ctx, api.NewRequest{
		Mentors: []string{"alba", "berit", "cleo"}, Message: "hello", Goals: []string{"a private goal"},
	})
	h.must(err)
	path := "/api/v1/requests/" + r.ID
	read := func(who, status string) {
		t.Helper()
		a := h.send(who, "GET", path, "")
		if a.status != 200 || !strings.Contains(a.body, `"status":"`+status+`"`) || strings.Contains(a.body, "goal\"") ||
			a.header.Get("ETag") != "" || strings.Contains(a.body, "info_until") {
			t.Errorf("%s reads %d %s %v", who, a.status, a.body, a.header)
		}
	}
	if a := h.send("alba", "GET", path, ""); !strings.Contains(a.body, "a private goal") || a.header.Get("ETag") == "" {
		t.Errorf("the asked mentor reads %s", a.body)
	}
	ended := h.clock.Now()
	a := h.send("alba", "POST", path+"/decline", "")
	if a.status != 200 || !strings.Contains(a.body, `"status":"declined"`) || a.header.Get("ETag") == "" {
		t.Errorf("the answer to a decline: %s", a.body)
	}
	h.clock.Advance(time.Hour)
	h.must(h.as("nora").Block(ctx, "berit"))
	h.clock.Advance(time.Hour)
	_, err = h.as("cleo").AcceptRequest(ctx, r.ID)
	h.must(err)
	_, err = h.as("nora").SetGoals(ctx, r.ID, []api.Goal{{Text: "another private goal"}})
	h.must(err)
	read("alba", "declined")
	read("berit", "cancelled")
	if got, err := h.as("alba").Request(ctx, r.ID); err != nil || !got.Changed.Equal(ended) {
		t.Errorf("%v %v, want %v", got.Changed, err, ended)
	}
	_, err = h.as("nora").EndMentorship(ctx, r.ID)
	h.must(err)
	read("alba", "declined")
	if got, err := h.as("cleo").Request(ctx, r.ID); err != nil || got.Status != "ended" || len(got.Goals) != 1 {
		t.Errorf("the mentor it was: %+v %v", got, err)
	}
}

// TestSettleDoesNotBringBack: a block that was lifted after settle has read it stays lifted, and what was asked since stays.
func TestSettleDoesNotBringBack(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	read, err := s.upsert(ctx, "test", "nora", func(st *Standing) error { return st.setBlock("alba", clock.Now()) })
	must(err)
	_, err = s.upsert(ctx, "test", "alba", func(st *Standing) error { return st.setBlockedBy("nora") })
	must(err)
	must(s.Unblock(as(ctx, "nora"), "alba"))
	_, err = s.Create(as(ctx, "nora"), NewRequest{Mentors: []string{"alba"}, Message: "hello"}, Key{ID: "q1"})
	must(err)
	_, err = s.settleDoc(ctx, read, "", sparing, nil)
	must(err)
	for _, p := range []string{"nora", "alba"} {
		if d, err := s.standing(ctx, p); err != nil || len(d.Body.Blocks) != 0 {
			t.Errorf("%s: %+v %v", p, d.Body.Blocks, err)
		}
	}
	if d, err := s.c.matches.Get(ctx, "q1"); err != nil || d.Body.Status != Open {
		t.Errorf("%v %v", d, err)
	}
}

// TestBlockEndsProposals: one that nobody has begun to accept, and one that is inserted while the block is being set.
func TestBlockEndsProposals(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := context.Background()
	s.programme = func(_ context.Context, id string) (programme, error) {
		rules := wire.DefaultRules()
		rules.DefaultPlaces = 2
		return programme{ID: id, Org: "community", Open: true, Rules: rules}, nil
	}
	propose := func(id, programme string) error {
		_, err := s.Propose(ctx, wire.ProposeQuestion{
			Match: id, Programme: programme, Newcomer: "nora", Mentor: "alba", Round: "r", Until: clock.Now().Add(time.Hour),
		})
		return err
	}
	if err := propose("p1", "open"); err != nil {
		t.Fatal(err)
	}
	var blocked error
	s.crash = func(point string) {
		if point == "propose.before" {
			s.crash = nil
			blocked = s.Block(as(ctx, "nora"), "alba")
		}
	}
	if err := propose("p2", "spring"); !fault.Coded(err, errNoPair.Code) || blocked != nil {
		t.Errorf("a proposal of a pair that is blocked meanwhile: %v %v", err, blocked)
	}
	for _, id := range []string{"p1", "p2"} {
		d, err := s.c.matches.Get(ctx, id)
		if err != nil || d.Body.Status != Ended || d.Body.Offers[0].State != OfferDeclined {
			t.Errorf("%s: %+v %v", id, d, err)
		}
	}
}

// TestWithoutTheProgramme: what was begun in a programme that is not in the mirror can be ended, and its people be forgotten.
func TestWithoutTheProgramme(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 4 {
		n := fmt.Sprintf("n%d", i)
		_, err := s.Create(as(ctx, n), NewRequest{Programme: "lost", Mentors: []string{"m" + n}, Message: "hello"}, Key{ID: "q" + n})
		must(err)
	}
	_, err := s.Accept(as(ctx, "mn0"), "qn0", 0)
	must(err)
	s.programme = func(context.Context, string) (programme, error) { return programme{}, errNoProgramme }
	_, err = s.Post(as(ctx, "n0"), "qn0", "hello", Key{Hash: "k"})
	must(err)
	_, err = s.End(as(ctx, "n0"), "qn0", 0, Key{})
	must(err)
	_, err = s.Withdraw(as(ctx, "n1"), "qn1", 0, Key{})
	must(err)
	must(s.forget(ctx, "n2"))
	_, err = s.Decline(as(ctx, "mn3"), "qn3", "", 0, Key{})
	must(err)
	must(s.Tick(ctx))
	busy, err := s.c.standings.Count(ctx, store.Where("busy", store.Eq, true))
	if err != nil || busy != 0 {
		t.Fatalf("%d standings still list something, %v", busy, err)
	}
}

// TestForgettingIsNeverGivenUp: no number of tries leaves a person who closed the account unforgotten.
func TestForgettingIsNeverGivenUp(t *testing.T) {
	for _, c := range (&Service{}).consumers() {
		if c.From == "catalog" { // whom it takes out of help the sweep takes out too
			continue
		}
		if c.MaxTries < 1<<30 {
			t.Errorf("%s gives up after %d tries", c.Name, c.MaxTries)
		}
	}
}

// TestNobodyWaitsForACapOfNothing: a mentor with no place at all, here or anywhere, reads as paused and is not listed.
func TestNobodyWaitsForACapOfNothing(t *testing.T) {
	now := testkit.NewClock().Now()
	l := Listing{Match: "q", Programme: "p", Newcomer: "nora", Mentors: []string{"alba"}, At: now}
	for name, x := range map[string]struct {
		st      Standing
		refused bool
	}{
		"a cap of 0 here":      {Standing{Capacity: 2, CapacitySet: true, Caps: map[string]int{"p": 0}}, true},
		"a cap of 0 elsewhere": {Standing{Capacity: 2, CapacitySet: true, Caps: map[string]int{"other": 0}}, false},
		"no place":             {Standing{CapacitySet: true}, true},
		"nothing set":          {Standing{}, false},
	} {
		x.st.Person = "alba"
		if err := x.st.listMentor(l, wire.DefaultRules(), now); (err == error(errPaused)) != x.refused || !x.refused && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAskAnew: a request whose process died after listing it is in the way of its own newcomer for twenty seconds, and can never
// come to be once another was made.
func TestAskAnew(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := as(context.Background(), "nora")
	l := Listing{Match: "died", Programme: "open", Newcomer: "nora", Mentors: []string{"alba"}, At: clock.Now()}
	if _, err := s.upsert(ctx, "test", "nora", func(st *Standing) error { return st.list(l) }); err != nil {
		t.Fatal(err)
	}
	ask := func(id string) error {
		_, err := s.Create(ctx, NewRequest{Mentors: []string{"alba"}, Message: "hello"}, Key{ID: id, Hash: id})
		return err
	}
	clock.Advance(spared - time.Millisecond)
	if err := ask("early"); err != error(errAnother) {
		t.Fatalf("while it may still come: %v", err)
	}
	if err := s.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Millisecond)
	if err := ask("second"); err != nil {
		t.Fatalf("after that: %v", err)
	}
	if err := ask("died"); err != error(errNotMade) {
		t.Fatalf("the first one comes late: %v", err)
	}
	d, err := s.standing(ctx, "nora")
	if err != nil || len(d.Body.Listings) != 1 || d.Body.listing("second") == nil {
		t.Fatalf("%+v %v", d, err)
	}
}

// TestOrganisersAround: grants on a programme reach the requests of those inside it.
func TestOrganisersAround(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	s.d.Granted = granted
	s.programme = func(_ context.Context, id string) (programme, error) {
		around := map[string]string{"inner": "middle", "middle": "outer", "outer": "", "loop": "loop"}
		parent, ok := around[id]
		if !ok {
			return programme{}, errNoProgramme
		}
		return programme{ID: id, Org: "some", Parent: parent, Rules: wire.DefaultRules()}, nil
	}
	for _, x := range []struct {
		who, programme string
		sees           bool
	}{
		{"org-inner", "inner", true}, {"org-outer", "inner", true}, {"org-inner", "outer", false}, {"org-other", "inner", false},
		{"org-loop", "loop", true}, {"org-inner", "loop", false}, {"org-none", "none", false},
	} {
		_, err := s.ProgrammeRequests(as(context.Background(), x.who), x.programme, "", 10, "")
		if (err == nil) != x.sees || err != nil && !fault.Has(err, fault.NotFound) {
			t.Errorf("%s of %s: %v", x.who, x.programme, err)
		}
	}
}

// TestWhatOthersMirrorOfAStanding: enough to know whether a mentor can be asked in a programme.
func TestWhatOthersMirrorOfAStanding(t *testing.T) {
	st := Standing{Person: "alba", Listings: []Listing{
		{Match: "a", Programme: "p", Newcomer: "n1"}, {Match: "b", Programme: "p", Newcomer: "n2"}, {Match: "c", Programme: "q", Newcomer: "n2"},
		{Match: "d", Programme: "p", Newcomer: "alba"}, // her own, as a newcomer
	}}
	got := renderStanding(&store.Doc[Standing]{ID: "alba", Body: st}).(wire.StandingState)
	if got.CapacitySet || got.Unanswered != 3 || len(got.UnansweredIn) != 2 || got.UnansweredIn["p"] != 2 || got.UnansweredIn["q"] != 1 {
		t.Errorf("%+v", got)
	}
	st.Capacity, st.CapacitySet, st.Listings = 4, true, nil
	if got = renderStanding(&store.Doc[Standing]{ID: "alba", Body: st}).(wire.StandingState); !got.CapacitySet || got.Capacity != 4 || got.UnansweredIn != nil {
		t.Errorf("%+v", got)
	}
}
