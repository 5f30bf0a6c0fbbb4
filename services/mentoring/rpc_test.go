package mentoring

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestPropose asks over the bus, as matching does: a proposal is made once, the mentor accepts it, either side declines it, and
// nobody is told why a pair cannot be proposed.
func TestPropose(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	neighbour := h.nats.Connect("matching")
	h.account("nell")
	h.mentor("ann", "ben", "cat")
	q := wire.ProposeQuestion{Match: "p1", Programme: "open", Newcomer: "nell", Mentor: "ann", Round: "round", Until: h.clock.Now().Add(7 * day)}
	ask := func(q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
		for end := time.Now().Add(3 * time.Minute); ; { // the answering loop may still be starting
			a, err := bus.Ask[wire.ProposeQuestion, wire.ProposeAnswer](ctx, neighbour, service, "propose", q)
			if !fault.Has(err, fault.Unavailable) || time.Now().After(end) {
				return a, err
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	for range 2 {
		a, err := ask(q)
		if err != nil || a.Status != "proposed" || a.Match != "p1" {
			t.Fatalf("%+v %v", a, err)
		}
	}
	taken := q
	taken.Newcomer = "cat"
	if _, err := ask(taken); !fault.Coded(err, "match.exists") {
		t.Fatalf("another pair under the same id: %v", err)
	}
	for _, bad := range []func(q *wire.ProposeQuestion){
		func(q *wire.ProposeQuestion) { q.Match = "" }, func(q *wire.ProposeQuestion) { q.Mentor = q.Newcomer },
		func(q *wire.ProposeQuestion) { q.Until = h.clock.Now() }, func(q *wire.ProposeQuestion) { q.Round = "" },
	} {
		x := q
		bad(&x)
		if _, err := ask(x); !fault.Has(err, fault.Invalid) {
			t.Errorf("%+v: %v", x, err)
		}
	}
	if _, err := h.as("nell").AcceptRequest(ctx, "p1"); !fault.Coded(err, "match.not_asked") {
		t.Fatalf("the newcomer accepts: %v", err)
	}
	// Nobody else is proposed to a newcomer who waits for an answer, and nobody more to a mentor than there are places.
	second := q
	second.Match, second.Mentor = "p2", "ben"
	if _, err := ask(second); !fault.Coded(err, "proposal.newcomer_taken") {
		t.Fatalf("a second proposal: %v", err)
	}
	h.account("nora")
	full := q
	full.Match, full.Newcomer = "p4", "nora"
	if _, err := ask(full); !fault.Coded(err, "proposal.full") {
		t.Fatalf("the place is promised: %v", err)
	}
	r, err := h.as("ann").AcceptRequest(ctx, "p1")
	if err != nil || r.Status != "accepted" || r.Round != "round" {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := ask(full); !fault.Coded(err, "proposal.full") {
		t.Fatalf("the place is taken: %v", err)
	}
	if _, err := ask(second); !fault.Coded(err, "proposal.newcomer_taken") {
		t.Fatalf("a second mentor: %v", err)
	}
	if a, err := ask(q); err != nil || a.Status != "accepted" {
		t.Fatalf("asked again: %+v %v", a, err)
	}
	// Either side declines.
	second.Newcomer = "nora"
	if _, err := ask(second); err != nil {
		t.Fatal(err)
	}
	if r, err := h.as("nora").DeclineRequest(ctx, "p2"); err != nil || r.Status != "ended" {
		t.Fatalf("%+v %v", r, err)
	}
	// Paused, blocked and gone read the same.
	h.mentor("paused", "blocked", "left")
	_, err = h.as("paused").Pause(ctx, h.clock.Now().Add(day))
	h.must(err)
	h.must(h.as("nell").Block(ctx, "blocked"))
	h.must(h.s.forget(ctx, "left"))
	for _, m := range []string{"paused", "blocked", "left"} {
		q.Match, q.Mentor = "p-"+m, m
		if _, err := ask(q); !fault.Coded(err, "proposal.not_possible") {
			t.Errorf("%s: %v", m, err)
		}
	}
	// One that nobody answers expires in its time, and leaves nothing.
	q.Match, q.Newcomer, q.Mentor, q.Until = "p3", "nora", "cat", h.clock.Now().Add(day)
	if _, err := ask(q); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(day - time.Millisecond)
	h.must(h.s.Tick(ctx))
	if r, err := h.as("cat").Request(ctx, "p3"); err != nil || r.Status != "proposed" {
		t.Fatalf("%+v %v", r, err)
	}
	h.clock.Advance(time.Millisecond)
	h.must(h.s.Tick(ctx))
	if r, err := h.as("cat").Request(ctx, "p3"); err != nil || r.Status != "expired" {
		t.Fatalf("%+v %v", r, err)
	}
	h.quiet()
	states := map[string]wire.MatchState{}
	limited, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	h.must(neighbour.Follow(limited, service, []string{wire.StateSubject(service, "match", "*")}, 0, func(m bus.Message) {
		if st, err := wire.Read[wire.MatchState](m.Envelope); err == nil {
			states[st.Match] = st
		}
	}, cancel))
	if len(states) != 3 || states["p1"].Mentor != "ann" || states["p2"].Status != "ended" || states["p3"].Offers[0].State != "expired" {
		t.Fatalf("%+v", states)
	}
}

// TestAskingAboutAnIssue: a request names an issue that is there and shown, or it is refused and leaves nothing; a catalogue that
// does not answer is said so.
func TestAskingAboutAnIssue(t *testing.T) {
	h := sqliteHouse(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	h.account("nell")
	h.mentor("ann")
	ask := func(issue, key string) answer {
		return h.send("nell", "POST", "/api/v1/requests", `{"mentors":["ann"],"message":"hello","issue":"`+issue+`"}`, "Idempotency-Key", key)
	}
	a := ask("shown", "down")
	if a.status != 503 || a.code() != "issue.unchecked" || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "without an issue") {
		t.Fatalf("nobody answers: %d %s", a.status, a.body)
	}
	catalog := h.nats.Connect("catalog")
	var asked atomic.Int64
	var running sync.WaitGroup
	running.Go(func() {
		_ = bus.Answer(ctx, catalog, "catalog", "issues", func(_ context.Context, q wire.IssuesQuestion) (wire.IssuesAnswer, error) {
			asked.Add(1)
			x := wire.IssueKnown{Issue: q.Issues[0]}
			switch x.Issue {
			case "broken":
				return wire.IssuesAnswer{}, nil
			case "shown", "hidden":
				x.Known, x.Open, x.Project = true, x.Issue == "shown", "p"
			}
			return wire.IssuesAnswer{Issues: []wire.IssueKnown{x}}, nil
		})
	})
	defer running.Wait()
	defer stop()
	until, done := context.WithTimeout(ctx, 2*time.Minute)
	defer done()
	for h.s.askCatalog(until, "shown") != nil { // until the neighbour has started
		h.must(until.Err())
	}
	for _, x := range []struct {
		issue, code, pointer string
		status               int
	}{
		{"absent", "issue.absent", "/issue", 422}, {"hidden", "issue.hidden", "/issue", 409}, {"broken", "issue.unchecked", "", 503},
	} {
		a := ask(x.issue, x.issue)
		if a.status != x.status || a.code() != x.code || !strings.Contains(a.body, `"pointer":"`+x.pointer) && x.pointer != "" {
			t.Errorf("%s: %d %s", x.issue, a.status, a.body)
		}
	}
	if st, err := h.s.standing(ctx, "nell"); err != nil || st != nil {
		t.Errorf("a refusal left %+v %v", st, err)
	}
	if a := ask("shown", "key"); a.status != 201 || !strings.Contains(a.body, `"issue":"shown"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	was := asked.Load()
	if a := ask("shown", "key"); a.status != 201 || asked.Load() != was {
		t.Errorf("the same again: %d %s, asked %d times", a.status, a.body, asked.Load()-was)
	}
}

// TestProposalsOfTwoRounds: two rounds promise the last place of a mentor at the same moment: never both.
func TestProposalsOfTwoRounds(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := context.Background()
	propose := func(id, newcomer string) error {
		_, err := s.Propose(ctx, wire.ProposeQuestion{
			Match: id, Programme: "open", Newcomer: newcomer, Mentor: "alba", Round: id, Until: clock.Now().Add(time.Hour),
		})
		return err
	}
	var other error
	s.crash = func(point string) {
		if point == "propose.before" { // the first has looked, and the second looks now
			s.crash = nil
			other = propose("p2", "nell")
		}
	}
	first := propose("p1", "nora")
	if other != nil || !fault.Coded(first, errSeatGone.Code) {
		t.Fatalf("%v, %v", first, other)
	}
	for id, want := range map[string]Status{"p1": Ended, "p2": Proposed} {
		if d, err := s.c.matches.Get(ctx, id); err != nil || d.Body.Status != want {
			t.Errorf("%s: %+v %v", id, d, err)
		}
	}
	if again := propose("p1", "nora"); !fault.Coded(again, errSeatGone.Code) { // whoever did not hear the answer
		t.Errorf("asked again: %v", again)
	}
}
