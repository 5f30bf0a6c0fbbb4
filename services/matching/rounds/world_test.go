package rounds

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// house is rounds on a store, with a cast and a mentoring of the test's own.
type house struct {
	testing.TB
	db    *store.DB
	clock *testkit.Clock
	s     *Service
	cast  func() *casting.Cast
	stop  func()
	end   func() // as stop, and waits for nothing

	mu       sync.Mutex
	seats    map[string]int // by mentor, that mentoring has free; absent: as many as are asked for
	proposed map[string]wire.ProposeQuestion
	asked    int
	refuse   func(q wire.ProposeQuestion) error
	input    map[string]wire.RoundInputAnswer // by cohort and cursor
	about    []string                         // whom programs was asked about by name

	ready     error // why it is not known yet who organises what
	crash     func(point string)
	replies   map[string]wire.RepliesAnswer // by round
	mentoring func(context.Context, wire.ProposeQuestion) (wire.ProposeAnswer, error)
}

var discard = slog.New(slog.DiscardHandler)

func newHouse(t testing.TB, db *store.DB, clock *testkit.Clock, cast *casting.Cast) *house {
	h := &house{TB: t, db: db, clock: clock, seats: map[string]int{}, proposed: map[string]wire.ProposeQuestion{},
		input: map[string]wire.RoundInputAnswer{}}
	h.mentoring = h.propose
	h.cast = func() *casting.Cast {
		c := *cast
		c.Newcomers, c.Mentors = append([]casting.Newcomer{}, cast.Newcomers...), append([]casting.Mentor{}, cast.Mentors...)
		return &c
	}
	return h
}

// start runs a process; stop ends it. Rounds that were drafted stay.
func (h *house) start() {
	h.Helper()
	s, err := New(context.Background(), Deps{
		DB: h.db, Now: h.clock.Now, Log: discard, Crash: h.crash, Interval: 50 * time.Millisecond,
		Ready: func() error { return h.ready },
		Organises: func(ctx context.Context, programme string) (string, bool) {
			return "org", auth.From(ctx).ID == "olga" && (programme == "spring" || programme == wire.AlwaysOpen)
		},
		Cast: func(_ context.Context, _, _, newcomer string) (*casting.Cast, error) {
			c := h.cast()
			if newcomer != "" {
				c.Newcomers = slices.DeleteFunc(c.Newcomers, func(n casting.Newcomer) bool { return n.ID != newcomer })
			}
			return c, nil
		},
		Taxonomy: skill.Shipped, Match: func(string) string { return "proposed" }, Propose: h.mentoring,
		Replies: func(_ context.Context, q wire.RepliesQuestion) (wire.RepliesAnswer, error) {
			return h.replies[q.Round], nil
		},
		Input: func(_ context.Context, q wire.RoundInputQuestion) (wire.RoundInputAnswer, error) {
			a := h.input[q.Cohort+q.After]
			if len(q.People) > 0 {
				a = h.inputFor(q)
			}
			return a, nil
		},
	})
	if err != nil {
		h.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	h.s, h.end, h.stop = s, cancel, sync.OnceFunc(func() { cancel(); <-done })
	h.Cleanup(h.stop)
}

// inputFor is what programs answers about some people.
func (h *house) inputFor(q wire.RoundInputQuestion) wire.RoundInputAnswer {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.about = append(h.about, q.People...)
	out := h.input[q.Cohort]
	out.People, out.Next = nil, ""
	for _, a := range h.input {
		for _, x := range a.People {
			if slices.Contains(q.People, x.Person) {
				out.People = append(out.People, x)
			}
		}
	}
	return out
}

// propose is mentoring: a proposal is made once, and no mentor is promised more than there is.
func (h *house) propose(_ context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	if was, ok := h.proposed[q.Match]; ok {
		if was.Newcomer != q.Newcomer || was.Mentor != q.Mentor || !was.Until.Equal(q.Until) {
			return wire.ProposeAnswer{}, fault.New(fault.Internal, "test", "the same id for something else")
		}
		return wire.ProposeAnswer{Match: q.Match, Status: "proposed"}, nil
	}
	if h.refuse != nil {
		if err := h.refuse(q); err != nil {
			return wire.ProposeAnswer{}, err
		}
	}
	if free, ok := h.seats[q.Mentor]; ok {
		if free == 0 {
			return wire.ProposeAnswer{}, fault.New(fault.Conflict, "proposal.full", "full")
		}
		h.seats[q.Mentor]--
	}
	h.proposed[q.Match] = q
	return wire.ProposeAnswer{Match: q.Match, Status: "proposed"}, nil
}

// as is the context of a person.
func as(person string) context.Context {
	return auth.With(context.Background(), auth.Principal{ID: person})
}

var olga = as("olga")

// idle waits until nothing is to be done for a round any more.
func (h *house) idle(id string) *store.Doc[Round] {
	h.Helper()
	for end := time.Now().Add(10 * time.Minute); ; {
		d, _, err := h.s.Get(olga, id)
		if err != nil {
			h.Fatal(err)
		}
		if d.Body.Work == nil && len(d.Body.Old) == 0 {
			return d
		}
		if time.Now().After(end) {
			h.Fatalf("still %+v", d.Body.Work)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// drafted is a round that is gathered and solved for everything.
func (h *house) drafted(id string) *store.Doc[Round] {
	h.Helper()
	if _, err := h.s.Create(olga, id, "spring", "", Objectives, "", store.Op{}); err != nil {
		h.Fatal(err)
	}
	d := h.idle(id)
	if d.Body.Failed != nil {
		h.Fatalf("%+v", d.Body.Failed)
	}
	return d
}

// checked is a round that is solved again for everything, and checked.
func (h *house) checked(id string) *store.Doc[Round] {
	h.Helper()
	_, err := h.s.Solve(olga, id, 0, Objectives, "")
	h.must(err)
	h.idle(id)
	_, err = h.s.Check(olga, id)
	h.must(err)
	return h.idle(id)
}

// rereads lets the process forget what it remembers of a round.
func (h *house) rereads(id string) {
	h.Helper()
	d, _, err := h.s.Get(olga, id)
	h.must(err)
	h.s.cache.drop(d.Body.Input.Draw)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// each runs a test on both stores.
func each(t *testing.T, cast *casting.Cast, test func(h *house)) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock(), cast)
		h.start()
		test(h)
	})
}

// refuses one newcomer, as mentoring does where a block stands between two, or somebody is on leave.
func refuses(x Row) func(wire.ProposeQuestion) error {
	return func(q wire.ProposeQuestion) error {
		if q.Newcomer == x.Newcomer {
			return fault.New(fault.Conflict, "proposal.not_possible", "not possible")
		}
		return nil
	}
}
