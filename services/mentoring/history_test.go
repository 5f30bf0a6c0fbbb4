package mentoring

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Histories of concurrent clients, checked for linearizability: per mentor (places) and per newcomer and programme (one open
// request, one mentorship). What was answered with yes must fit into one order; a refusal must have a cause (unexplained).

type act struct {
	what  string // create, accept, decline, withdraw, end, places
	match string
	n     int
}

type result struct {
	ok   bool
	code string // of the refusal
}

// mentorState: how many live, which, and which have ended.
type mentorState struct {
	capacity int
	live     string // sorted names, each with a comma
	ended    string
}

func has(set, x string) bool { return set != "" && contains(set, x+",") }

func contains(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] == sub && (i == 0 || s[i-1] == ',') {
			return true
		}
	}
	return false
}

func with(set, x string) string {
	if has(set, x) {
		return set
	}
	var out string
	done := false
	for _, y := range split(set) {
		if !done && x < y {
			out, done = out+x+",", true
		}
		out += y + ","
	}
	if !done {
		out += x + ","
	}
	return out
}

func without(set, x string) (out string) {
	for _, y := range split(set) {
		if y != x {
			out += y + ","
		}
	}
	return out
}

func split(set string) (out []string) {
	at := 0
	for i := range len(set) {
		if set[i] == ',' {
			out, at = append(out, set[at:i]), i+1
		}
	}
	return out
}

// mentorModel is a mentor with places.
func mentorModel(capacity int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return mentorState{capacity: capacity} },
		Step: func(state, input, output any) (bool, any) {
			s, in, out := state.(mentorState), input.(act), output.(result)
			if !out.ok {
				return true, s
			}
			switch in.what {
			case "accept":
				switch {
				case has(s.live, in.match):
					return true, s // a repeated yes
				case has(s.ended, in.match), len(split(s.live)) >= s.capacity:
					return false, s
				}
				s.live = with(s.live, in.match)
			case "end":
				switch {
				case has(s.ended, in.match):
					return true, s
				case !has(s.live, in.match):
					return false, s
				}
				s.live, s.ended = without(s.live, in.match), with(s.ended, in.match)
			case "places":
				s.capacity = in.n
			}
			return true, s
		},
	}
}

type newcomerState struct {
	open, live, gone string // gone: every request that is neither, with a comma
}

// newcomerModel is a newcomer in one programme.
func newcomerModel() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return newcomerState{} },
		Step: func(state, input, output any) (bool, any) {
			s, in, out := state.(newcomerState), input.(act), output.(result)
			if !out.ok {
				return true, s
			}
			known := s.open == in.match || s.live == in.match || has(s.gone, in.match)
			switch in.what {
			case "create":
				if known {
					return true, s // the same key again
				}
				if s.open != "" {
					return false, s
				}
				s.open = in.match
			case "withdraw", "decline":
				if has(s.gone, in.match) {
					return true, s
				}
				if s.open != in.match {
					return false, s
				}
				s.open, s.gone = "", with(s.gone, in.match)
			case "accept":
				if s.live == in.match {
					return true, s
				}
				if s.open != in.match || s.live != "" {
					return false, s
				}
				s.open, s.live = "", in.match
			case "end":
				if has(s.gone, in.match) {
					return true, s
				}
				if s.live != in.match {
					return false, s
				}
				s.live, s.gone = "", with(s.gone, in.match)
			}
			return true, s
		},
	}
}

// recorder keeps a history.
type recorder struct {
	mu    sync.Mutex
	began time.Time
	ops   []porcupine.Operation
	yes   int
}

func (r *recorder) do(client int, in act, call func() error) {
	start := time.Since(r.began).Nanoseconds()
	err := call()
	end := time.Since(r.began).Nanoseconds()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.yes++
	}
	r.ops = append(r.ops, porcupine.Operation{ClientId: client, Input: in, Output: resultOf(err), Call: start, Return: end})
}

func resultOf(err error) result {
	if err == nil {
		return result{ok: true}
	}
	return result{code: fault.As(err).Code}
}

// replicas of the service on one store.
func replicas(t testing.TB, db *store.DB, n int) (out []*Service) {
	for range n {
		out = append(out, bare(t, store.New(db.Engine, testkit.NewClock().Now, slog.New(slog.DiscardHandler)), testkit.NewClock().Now))
	}
	return out
}

func rounds(t *testing.T, n int) int {
	if testing.Short() {
		return max(1, n/4)
	}
	return n
}

func TestMentorHistories(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s := replicas(t, open(), 2)
		yes, all := 0, 0
		for round := range rounds(t, 12) {
			r := mentorHistory(t, s, fmt.Sprint("m", round), uint64(round))
			if ok := porcupine.CheckOperationsTimeout(mentorModel(2), r.ops, time.Minute); ok != porcupine.Ok {
				t.Fatalf("round %d: %s: no order explains this history: %+v", round, ok, r.ops)
			}
			if op := unexplained(r.ops, 2); op != nil {
				t.Fatalf("round %d: nothing explains the refusal %+v in %+v", round, op, r.ops)
			}
			yes, all = yes+r.yes, all+len(r.ops)
		}
		if yes < all/4 {
			t.Fatalf("only %d of %d were answered with yes: nothing was tried", yes, all)
		}
		t.Logf("%d operations, %d answered with yes", all, yes)
	})
}

// mentorHistory is what six clients of one mentor with two places do at once, and then one of them alone.
func mentorHistory(t *testing.T, s []*Service, name string, seed uint64) *recorder {
	t.Helper()
	r := &recorder{began: time.Now()}
	mentor := "mentor-" + name
	ctx := context.Background()
	_, err := s[0].SetPlaces(as(ctx, mentor), Places{Capacity: 2}, 0)
	if err != nil {
		t.Fatal(err)
	}
	const requests = 6
	match := func(i int) string { return fmt.Sprintf("%s-%d", name, i) }
	for i := range requests {
		s[0].programme, s[1].programme = generous(s[0]), generous(s[1])
		_, err := s[0].Create(as(ctx, fmt.Sprintf("n-%s-%d", name, i)), NewRequest{Mentors: []string{mentor}, Message: "hello"},
			Key{ID: match(i), Hash: match(i)})
		if err != nil {
			t.Fatal(err)
		}
	}
	accept := func(c int, sv *Service, m string) {
		r.do(c, act{what: "accept", match: m}, func() error { _, err := sv.Accept(as(ctx, mentor), m, 0); return err })
	}
	end := func(c int, sv *Service, m string) {
		r.do(c, act{what: "end", match: m}, func() error { _, err := sv.End(as(ctx, mentor), m, 0, Key{}); return err })
	}
	var clients sync.WaitGroup
	for c := range 6 {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(c)))
			for range 8 {
				m, sv := match(random.IntN(requests)), s[random.IntN(2)]
				switch k := random.IntN(10); {
				case k < 6:
					accept(c, sv, m)
				case k < 8:
					end(c, sv, m)
				default:
					n := random.IntN(4)
					r.do(c, act{what: "places", n: n}, func() error {
						_, err := sv.SetPlaces(as(ctx, mentor), Places{Capacity: n}, 0)
						return err
					})
				}
			}
		})
	}
	clients.Wait()
	for _, step := range []func(int, *Service, string){accept, end, accept} { // nobody else is there who could hold a place
		for i := range requests {
			step(0, s[i%2], match(i))
		}
	}
	return r
}

// TestLostReservationIsNoticed: a service that frees no reservation refuses every accept before long, and the checker says so.
func TestLostReservationIsNoticed(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), 2)
	for _, x := range s {
		x.steps = stepsWithout(deviations{NeverFrees: true})
	}
	for round := range 12 {
		if unexplained(mentorHistory(t, s, fmt.Sprint("m", round), uint64(round)).ops, 2) != nil {
			return
		}
	}
	t.Fatal("not noticed in 12 histories")
}

// generous lets a mentor have many unanswered requests.
func generous(s *Service) func(ctx context.Context, id string) (programme, error) {
	return func(_ context.Context, id string) (programme, error) {
		r := wire.DefaultRules()
		r.Unanswered = 20
		return programme{ID: id, Org: "community", Open: true, Rules: r}, nil
	}
}

func TestNewcomerHistories(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s := replicas(t, open(), 2)
		s[0].programme, s[1].programme = generous(s[0]), generous(s[1])
		yes, all := 0, 0
		ctx := context.Background()
		for round := range rounds(t, 12) {
			r := &recorder{began: time.Now()}
			newcomer := fmt.Sprintf("newcomer-%d", round)
			mentors := []string{fmt.Sprintf("a-%d", round), fmt.Sprintf("b-%d", round)}
			match := func(i int) string { return fmt.Sprintf("q%d-%d", round, i) }
			of := func(i int) string { return mentors[i%2] }
			var clients sync.WaitGroup
			for c := range 6 {
				clients.Go(func() {
					random := rand.New(rand.NewPCG(uint64(round), uint64(c)))
					for range 10 {
						i, sv := random.IntN(6), s[random.IntN(2)]
						m := match(i)
						switch k := random.IntN(12); {
						case k < 5:
							r.do(c, act{what: "create", match: m}, func() error {
								_, err := sv.Create(as(ctx, newcomer), NewRequest{Mentors: []string{of(i)}, Message: "hello"}, Key{ID: m, Hash: m, Body: m})
								return err
							})
						case k < 8:
							r.do(c, act{what: "accept", match: m}, func() error { _, err := sv.Accept(as(ctx, of(i)), m, 0); return err })
						case k < 9:
							r.do(c, act{what: "decline", match: m}, func() error { _, err := sv.Decline(as(ctx, of(i)), m, "", 0, Key{}); return err })
						case k < 10:
							r.do(c, act{what: "withdraw", match: m}, func() error { _, err := sv.Withdraw(as(ctx, newcomer), m, 0, Key{}); return err })
						default:
							r.do(c, act{what: "end", match: m}, func() error { _, err := sv.End(as(ctx, newcomer), m, 0, Key{}); return err })
						}
					}
				})
			}
			clients.Wait()
			if ok := porcupine.CheckOperationsTimeout(newcomerModel(), r.ops, time.Minute); ok != porcupine.Ok {
				t.Fatalf("round %d: %s: no order explains this history: %+v", round, ok, r.ops)
			}
			if op := unexplained(r.ops, 1); op != nil {
				t.Fatalf("round %d: nothing explains the refusal %+v in %+v", round, op, r.ops)
			}
			yes, all = yes+r.yes, all+len(r.ops)
		}
		if yes < all/20 {
			t.Fatalf("only %d of %d were answered with yes: nothing was tried", yes, all)
		}
		t.Logf("%d operations, %d answered with yes", all, yes)
	})
}

// TestHistoriesNotice: the checker is trusted because it notices what was put in on purpose.
func TestHistoriesNotice(t *testing.T) {
	op := func(client int, in act, call, ret int64) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: in, Output: result{ok: true}, Call: call, Return: ret}
	}
	overbooked := []porcupine.Operation{
		op(0, act{what: "accept", match: "a"}, 0, 1), op(1, act{what: "places", n: 1}, 2, 3), op(0, act{what: "accept", match: "b"}, 4, 5),
	}
	if porcupine.CheckOperations(mentorModel(2), overbooked) {
		t.Error("an accept beyond an answered lowering fits")
	}
	twice := []porcupine.Operation{
		op(0, act{what: "create", match: "a"}, 0, 1), op(0, act{what: "accept", match: "a"}, 2, 3),
		op(1, act{what: "create", match: "b"}, 4, 5), op(1, act{what: "accept", match: "b"}, 6, 7),
	}
	if porcupine.CheckOperations(newcomerModel(), twice) {
		t.Error("two mentorships in one programme fit")
	}
	refused := func(in act, code string, call, ret int64) porcupine.Operation {
		return porcupine.Operation{Input: in, Output: result{code: code}, Call: call, Return: ret}
	}
	yes := func(what, match string, call, ret int64) porcupine.Operation {
		return op(0, act{what: what, match: match}, call, ret)
	}
	full := refused(act{what: "accept", match: "b"}, errFull.Code, 10, 20)
	taken := refused(act{what: "accept", match: "b"}, errClaimed.Code, 10, 20)
	another := refused(act{what: "create", match: "b"}, errAnother.Code, 10, 20)
	for name, x := range map[string]struct {
		ops  []porcupine.Operation
		true bool
	}{
		"full, and nobody there":        {[]porcupine.Operation{full}, false},
		"full of somebody else":         {[]porcupine.Operation{yes("accept", "a", 1, 2), full}, true},
		"full of oneself":               {[]porcupine.Operation{yes("accept", "b", 1, 2), full}, false},
		"full of who has left":          {[]porcupine.Operation{yes("accept", "a", 1, 2), yes("end", "a", 3, 4), full}, false},
		"full of who is just leaving":   {[]porcupine.Operation{yes("accept", "a", 1, 2), yes("end", "a", 9, 11), full}, true},
		"full for a moment":             {[]porcupine.Operation{refused(act{what: "accept", match: "a"}, "match.moved", 15, 30), full}, true},
		"full after a moment":           {[]porcupine.Operation{refused(act{what: "accept", match: "a"}, "match.moved", 1, 9), full}, false},
		"full with a place more":        {[]porcupine.Operation{yes("accept", "a", 1, 2), op(0, act{what: "places", n: 2}, 3, 4), full}, false},
		"full, a place more is coming":  {[]porcupine.Operation{yes("accept", "a", 1, 2), op(0, act{what: "places", n: 2}, 3, 14), full}, true},
		"full without any place":        {[]porcupine.Operation{op(0, act{what: "places", n: 0}, 3, 4), full}, true},
		"taken by nobody":               {[]porcupine.Operation{yes("create", "a", 1, 2), taken}, false},
		"taken by another":              {[]porcupine.Operation{yes("accept", "a", 1, 2), taken}, true},
		"another open one":              {[]porcupine.Operation{yes("create", "a", 1, 2), another}, true},
		"another that was taken back":   {[]porcupine.Operation{yes("create", "a", 1, 2), yes("withdraw", "a", 3, 4), another}, false},
		"another that is being made":    {[]porcupine.Operation{refused(act{what: "create", match: "a"}, "mentor.busy", 5, 12), another}, true},
		"another that never was or is":  {[]porcupine.Operation{refused(act{what: "create", match: "a"}, "mentor.busy", 5, 9), another}, false},
		"what is not said to be a fact": {[]porcupine.Operation{refused(act{what: "accept", match: "b"}, "match.not_asked", 1, 2)}, true},
	} {
		if op := unexplained(x.ops, 1); (op == nil) != x.true {
			t.Errorf("%s: %+v", name, op)
		}
	}
}

// TestRace: many mentors' clients race for the last places through the real service, and exactly as many win as there are.
func TestRace(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s := replicas(t, open(), 2)
		s[0].programme, s[1].programme = generous(s[0]), generous(s[1])
		ctx := context.Background()
		for round := range rounds(t, 8) {
			mentor := fmt.Sprintf("race-%d", round)
			if _, err := s[0].SetPlaces(as(ctx, mentor), Places{Capacity: 3}, 0); err != nil {
				t.Fatal(err)
			}
			match := func(i int) string { return fmt.Sprintf("r%d-%d", round, i) }
			for i := range 12 {
				if _, err := s[0].Create(as(ctx, fmt.Sprintf("rn%d-%d", round, i)), NewRequest{Mentors: []string{mentor}, Message: "hello"},
					Key{ID: match(i), Hash: match(i)}); err != nil {
					t.Fatal(err)
				}
			}
			var won, odd int
			var mu sync.Mutex
			var all sync.WaitGroup
			for i := range 24 { // every one of them twice
				all.Go(func() {
					_, err := s[i%2].Accept(as(ctx, mentor), match(i%12), 0)
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						won++
					} else if !fault.Has(err, fault.Conflict) {
						odd++
						t.Errorf("%v", err)
					}
				})
			}
			all.Wait()
			d, err := s[0].standing(ctx, mentor)
			if err != nil {
				t.Fatal(err)
			}
			live := 0
			for i := range 12 {
				m, err := s[0].c.matches.Get(ctx, match(i))
				if err != nil {
					t.Fatal(err)
				}
				if m.Body.live() {
					live++
				}
			}
			if live != 3 || len(d.Body.Entries) != 3 || won < 3 {
				t.Fatalf("%d live mentorships, %d reservations, %d answered with yes: of 3 places", live, len(d.Body.Entries), won)
			}
		}
	})
}
