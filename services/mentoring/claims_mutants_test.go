package mentoring

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

// The claims' protocol under the scheduler of the families: processes stop before every write, die there, or lose its reply, while
// settling goes on. A rule that is left out must be noticed.

// claimWalk is one schedule: ada, who has two issues, wants two more, each from two processes; bob wants and releases one of them.
type claimWalk struct {
	t       testing.TB
	free    *Service
	gated   []*Service
	random  *rand.Rand
	n       int
	running map[int]*process
	trace   []string
}

func (w *claimWalk) issue(k int) string     { return fmt.Sprintf("i%d-%d", k, w.n) }
func (w *claimWalk) person(p string) string { return fmt.Sprintf("%s-%d", p, w.n) }

func (w *claimWalk) acts() []func(ctx context.Context, s *Service) error {
	claims := func(p string, k int) func(context.Context, *Service) error {
		return func(ctx context.Context, s *Service) error {
			_, err := s.ClaimIssue(as(ctx, w.person(p)), w.issue(k))
			return err
		}
	}
	releases := func(p string, k int) func(context.Context, *Service) error {
		return func(ctx context.Context, s *Service) error { return s.ReleaseIssue(as(ctx, w.person(p)), w.issue(k)) }
	}
	settles := func(p string) func(context.Context, *Service) error {
		return func(ctx context.Context, s *Service) error {
			_, err := s.settleClaims(ctx, w.person(p), thorough)
			return err
		}
	}
	return []func(context.Context, *Service) error{
		claims("ada", 2), claims("ada", 2), claims("ada", 3), claims("ada", 3), claims("bob", 2), releases("bob", 2), releases("ada", 2),
		settles("ada"), settles("bob"),
	}
}

// check says what is broken, or "".
func (w *claimWalk) check(rest bool) string {
	ctx := context.Background()
	in := map[string]int{}
	for _, p := range []string{"ada", "bob"} {
		entries := map[string]bool{}
		if d, err := w.free.c.claimants.Get(ctx, w.person(p)); err == nil {
			for _, e := range d.Body.Entries {
				entries[e.Issue] = true
			}
		}
		for k := range 4 {
			d, err := w.free.Claim(ctx, w.issue(k))
			if err != nil {
				w.t.Fatal(err)
			}
			has := d.Body.Has(w.person(p))
			if has {
				in[p]++
			}
			switch {
			case has && !entries[w.issue(k)]:
				return p + " is in a claim without an entry"
			case rest && !has && entries[w.issue(k)]:
				return p + " has an entry without a claim"
			}
		}
		if in[p] > claim.PersonMost {
			return p + " is in more claims than one may be"
		}
	}
	return ""
}

// play lets everybody go on as chance will have it, then everybody stops and settles.
func (w *claimWalk) play() string {
	ctx := context.Background()
	for k := range 2 {
		if _, err := w.free.ClaimIssue(as(ctx, w.person("ada")), w.issue(k)); err != nil {
			w.t.Fatal(err)
		}
	}
	acts := w.acts()
	broken := ""
	for range 20 + w.random.IntN(60) {
		i := w.random.IntN(len(acts))
		r := w.running[i]
		if r == nil {
			r = &process{resume: make(chan verdict), events: make(chan event)}
			w.running[i] = r
			go func() {
				err := acts[i](context.WithValue(ctx, processKey{}, r), w.gated[i])
				r.events <- event{finished: true, err: err}
			}()
		} else {
			v := goOn
			if w.random.IntN(10) == 0 {
				v = verdict(1 + w.random.IntN(4))
			}
			w.trace = append(w.trace, fmt.Sprint(i, " ", r.at, " ", verdictNames[v]))
			r.resume <- v
		}
		if e := <-r.events; e.finished {
			w.trace = append(w.trace, fmt.Sprint(i, " ends ", e.err))
			delete(w.running, i)
		}
		if broken = w.check(false); broken != "" {
			break
		}
	}
	for i, r := range w.running {
		for done := false; !done; done = (<-r.events).finished {
			r.resume <- dieBefore
		}
		delete(w.running, i)
	}
	if broken != "" {
		return broken
	}
	for _, p := range []string{"ada", "bob", "ada"} {
		if _, err := w.free.settleClaims(ctx, w.person(p), thorough); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.check(true)
}

func TestClaimMutants(t *testing.T) {
	nothing := func(*Service, context.Context, string, claim.Entry) error { return nil }
	retry := func(s *Service, ctx context.Context, p string, d *store.Doc[claim.Claim]) (*store.Doc[claim.Claim], error) {
		return s.c.claims.Upsert(ctx, d.ID, s.packClaim(ctx, func(x *claim.Claim) error { return x.Take(p, s.d.Now()) }))
	}
	for _, m := range []struct {
		name  string
		off   func(x *steps)
		whole bool
	}{
		{"nothing is left out", func(*steps) {}, true},
		{"no entry", func(x *steps) { x.enter = nothing }, false},
		{"the entry comes after the claim", func(x *steps) {
			x.enter = nothing
			x.takeClaim = func(s *Service, ctx context.Context, p string, d *store.Doc[claim.Claim]) (*store.Doc[claim.Claim], error) {
				out, err := s.takeClaim(ctx, p, d)
				if err == nil {
					err = s.enter(ctx, p, claim.Entry{Issue: d.ID, Version: d.Version, At: s.d.Now()})
				}
				return out, err
			}
		}, false},
		{"the claim is taken by the retry loop", func(x *steps) { x.takeClaim = retry }, false},
		{"settling does not move the claim", func(x *steps) {
			x.fenceClaim = func(c *claim.Claim, p string, _, _ int64) (bool, error) { return !c.Has(p), claim.ErrKept }
		}, false},
		{"settling removes by issue, not the entry it read", func(x *steps) {
			x.removeEntry = func(c *claim.Claimant, e claim.Entry) error {
				for _, have := range c.Entries {
					if have.Issue == e.Issue {
						return c.Remove(have)
					}
				}
				return claim.ErrKept
			}
		}, false},
	} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			clock := testkit.NewClock()
			db := testkit.SQLite(t, clock.Now)
			g := &gate{Engine: db.Engine, stops: []string{"mentoring_claim", "mentoring_claimant"}}
			quiet := slog.New(slog.DiscardHandler)
			free := bare(t, store.New(db.Engine, clock.Now, quiet), clock.Now)
			var gated []*Service
			for range 9 {
				s := bare(t, store.New(g, clock.Now, quiet), clock.Now)
				m.off(&s.steps)
				gated = append(gated, s)
			}
			most := 3000
			if m.whole {
				most = schedules(t)
			}
			for n := range most {
				g.reads = n%3 == 0
				w := &claimWalk{t: t, free: free, gated: gated, random: rand.New(rand.NewPCG(uint64(n), 7)), n: n, running: map[int]*process{}}
				broken := w.play()
				switch {
				case broken != "" && m.whole:
					t.Fatalf("schedule %d: %s\n%s", n, broken, strings.Join(w.trace, "\n"))
				case broken != "":
					t.Logf("noticed in schedule %d: %s", n, broken)
					return
				}
			}
			if !m.whole {
				t.Fatalf("not noticed in %d schedules", most)
			}
		})
	}
}
