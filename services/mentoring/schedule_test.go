package mentoring

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// The scheduler runs the real use cases as processes on the real store, one at a time: each stops before every read and
// write of a match or a standing until the scheduler lets it go on, and may be told to die there, before or after, or to hear
// nothing of how its write ended.

type verdict int

const (
	goOn       verdict = iota
	dieBefore          // the process is gone, the write was never sent
	dieAfter           // the write arrives, the process is gone
	lostDone           // the write arrives, its reply does not
	lostUndone         // neither arrives
)

var verdictNames = [...]string{"", "DIES BEFORE IT", "DIES AFTER IT", "done, the reply is lost", "not done, the reply is lost"}

var errDead = errors.New("this process was killed by the test")

// process is one goroutine under the scheduler.
type process struct {
	actor  *actor
	dead   bool
	at     string // what it is about to do
	write  bool
	resume chan verdict
	events chan event
	writes int
}

type event struct {
	finished bool
	err      error
}

type processKey struct{}

// gate is an engine under which processes stop.
type gate struct {
	store.Engine
	reads bool
	stops []string // before reads and writes of these collections
}

func (g *gate) arrive(ctx context.Context, collection, id string, write bool) (*process, verdict) {
	p, _ := ctx.Value(processKey{}).(*process)
	if p == nil || !slices.Contains(g.stops, collection) {
		return nil, goOn
	}
	if p.dead {
		return p, dieBefore
	}
	if !write && !g.reads {
		return p, goOn
	}
	what := "reads "
	if write {
		what = "writes "
	}
	p.at, p.write = what+strings.TrimPrefix(collection, "mentoring_")+" "+id, write
	p.events <- event{}
	return p, <-p.resume
}

func (g *gate) Get(ctx context.Context, collection, id string) (store.Raw, error) {
	if p, v := g.arrive(ctx, collection, id, false); v != goOn {
		p.dead = true
		return store.Raw{}, errDead
	}
	return g.Engine.Get(ctx, collection, id)
}

func (g *gate) GetMany(ctx context.Context, collection string, ids []string) ([]store.Raw, error) {
	if p, v := g.arrive(ctx, collection, strings.Join(ids, ","), false); v != goOn {
		p.dead = true
		return nil, errDead
	}
	return g.Engine.GetMany(ctx, collection, ids)
}

func (g *gate) Settle(ctx context.Context, collection, id string) (store.Raw, error) {
	if p, v := g.arrive(ctx, collection, id, false); v != goOn {
		p.dead = true
		return store.Raw{}, errDead
	}
	return g.Engine.Settle(ctx, collection, id)
}

func (g *gate) Put(ctx context.Context, collection string, w store.Write) error {
	p, v := g.arrive(ctx, collection, w.Doc.ID, true)
	switch v {
	case dieBefore:
		p.dead = true
		return errDead
	case dieAfter:
		_ = g.Engine.Put(ctx, collection, w)
		p.dead = true
		return errDead
	case lostDone:
		_ = g.Engine.Put(ctx, collection, w)
		return store.ErrUnknown
	case lostUndone:
		return store.ErrUnknown
	}
	if p != nil {
		p.writes++
	}
	return g.Engine.Put(ctx, collection, w)
}

// bare is the service without its neighbours: the use cases on a store.
func bare(t testing.TB, db *store.DB, now func() time.Time) *Service {
	t.Helper()
	c, err := openCollections(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{steps: protocol(), c: c, d: Deps{DB: db, Now: now, Log: slog.New(slog.DiscardHandler)}}
	if s.office, err = s.officeHours(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s.help, err = s.helpOnIssues(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.confirmed = func(context.Context, string) error { return nil }
	s.mentorIDs = func(context.Context, string, string, int) ([]string, error) { return nil, nil }
	s.mentors = func(context.Context, programme, string) (bool, error) { return true, nil }
	s.askable = func(context.Context, string) error { return nil }
	s.eligible = func(context.Context, programme, string, []string, map[string]bool) error { return nil }
	s.without = func(context.Context, programme, string, string, string) (absence, error) { return absence{}, nil }
	s.programme = func(_ context.Context, id string) (programme, error) {
		return programme{ID: id, Org: wire.AlwaysOpenOrg, Open: true, Rules: wire.DefaultRules()}, nil
	}
	return s
}

func as(ctx context.Context, person string) context.Context {
	return auth.With(ctx, auth.Principal{ID: person})
}

// stage has what every schedule of one test shares: the engine, a service for each process, and one that nobody stops.
type stage struct {
	t        testing.TB
	engine   store.Engine
	gate     *gate
	replicas []*Service
	free     *Service
	clock    *testkit.Clock
	played   int
	steps    int
}

const slots = 16

func newStage(t testing.TB, db *store.DB) *stage {
	st := &stage{t: t, engine: db.Engine, gate: &gate{Engine: db.Engine, stops: []string{"mentoring_match", "mentoring_standing"}}, clock: testkit.NewClock()}
	st.free = bare(t, store.New(db.Engine, st.clock.Now, slog.New(slog.DiscardHandler)), st.clock.Now)
	for range slots { // each a replica of its own: nothing is shared but the store
		st.replicas = append(st.replicas, bare(t, store.New(st.gate, st.clock.Now, slog.New(slog.DiscardHandler)), st.clock.Now))
	}
	return st
}

// configure gives every service the rules of a family, with one left out.
func (st *stage) configure(asks int, off deviations) {
	for _, s := range append([]*Service{st.free}, st.replicas...) {
		s.steps = stepsWithout(off)
		s.programme = func(_ context.Context, id string) (programme, error) {
			r := wire.DefaultRules()
			r.Unanswered = asks
			return programme{ID: id, Org: wire.AlwaysOpenOrg, Open: true, Rules: r}, nil
		}
	}
}

// play is one schedule.
type play struct {
	*stage
	*family
	n       int // number of this schedule: ids are made of it
	random  *rand.Rand
	off     deviations
	world   world
	running map[*actor]*process
	trace   []string
	broken  string
	crashes bool
	ranks   map[*actor]float64 // nil: uniform choice; else the greatest goes first

	// Of the pair, by person: whose block has answered and was not begun to be lifted; liftings begun, and those that run.
	inForce [len(personNames)]bool
	lifts   [len(personNames)]int
	lifting [len(personNames)]int
	liftsAt map[*actor]int // when a block began
}

// begin lays out the first documents of the family.
func (st *stage) begin(f *family, off deviations, seed uint64) *play {
	st.played++
	st.configure(f.asks, off)
	p := &play{
		stage: st, family: f, n: st.played, off: off, running: map[*actor]*process{},
		random: rand.New(rand.NewPCG(seed, 1)), liftsAt: map[*actor]int{},
	}
	ctx := context.Background()
	for who, capacity := range f.capacity {
		_, err := st.free.upsert(ctx, "test", p.person(who), func(s *Standing) error {
			s.Capacity, s.CapacitySet = capacity, true
			return nil
		})
		p.must(err)
		p.world.granted[who] = capacity
	}
	now := st.clock.Now()
	for k, spec := range f.matches {
		if spec.start == "" {
			continue
		}
		id, newcomer := p.match(k), p.person(spec.newcomer)
		var m Match
		if spec.start == Proposed {
			m = newProposal(wire.ProposeQuestion{Match: id, Programme: wire.AlwaysOpen, Newcomer: newcomer, Mentor: p.person(spec.mentors[0]),
				Round: "round", Until: now.Add(time.Hour)}, wire.AlwaysOpenOrg, now)
		} else {
			n := NewRequest{Programme: wire.AlwaysOpen, Mentors: p.mentors(k), Message: "hello"}
			m = newRequest(id, n, wire.AlwaysOpenOrg, newcomer, wire.DefaultRules(), now)
			l := Listing{Match: id, Programme: wire.AlwaysOpen, Newcomer: newcomer, Mentors: n.Mentors, At: now}
			e := Entry{Match: id, Programme: wire.AlwaysOpen, Newcomer: newcomer, Mentor: n.Mentors[0]} // at the version before the first
			if spec.start == Accepted {
				p.must(m.accept(id, e.Mentor, wire.DefaultRules(), now))
			}
			for _, who := range append([]string{newcomer}, n.Mentors...) {
				_, err := st.free.upsert(ctx, "test", who, func(s *Standing) error {
					if spec.start == Accepted {
						return s.put(e)
					}
					return s.list(l)
				})
				p.must(err)
			}
		}
		m.said = nil
		_, err := st.free.c.matches.Insert(ctx, id, m, nil)
		p.must(err)
	}
	p.world.f = f
	p.observe("the start", "")
	return p
}

func (p *play) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s, schedule %d: %v", p.family.name, p.n, err)
	}
}

func (p *play) person(who int) string {
	return fmt.Sprintf("%s-%d", strings.ToLower(personNames[who:who+1]), p.n)
}
func (p *play) match(k int) string { return fmt.Sprintf("%s-%d", p.matches[k].name, p.n) }
func (p *play) mentors(k int) (out []string) {
	for _, who := range p.matches[k].mentors {
		out = append(out, p.person(who))
	}
	return out
}

// step lets one actor do its next thing.
func (p *play) step(a *actor, v verdict) {
	p.steps++
	r := p.running[a]
	if r == nil {
		r = &process{actor: a, resume: make(chan verdict), events: make(chan event)}
		p.running[a] = r
		ctx := context.WithValue(context.Background(), processKey{}, r)
		s := p.replicas[a.slot]
		go func() {
			err := a.run(ctx, s, p)
			r.events <- event{finished: true, err: err}
		}()
		p.log(a, "begins", "")
		p.await(r)
		return
	}
	what, write := r.at, r.write
	if v == dieBefore || v == dieAfter {
		p.log(a, what, verdictNames[v])
	}
	r.resume <- v
	p.await(r)
	if write || v != goOn {
		p.observe(a.name, what+" "+verdictNames[v])
	}
}

func (p *play) await(r *process) {
	e := <-r.events
	if !e.finished {
		return
	}
	delete(p.running, r.actor)
	switch {
	case r.dead:
		p.log(r.actor, "is gone", "")
	case e.err == nil:
		p.log(r.actor, "ANSWERS", "")
		p.observe(r.actor.name, "answers")
		if r.actor.answered != nil {
			r.actor.answered(p)
			p.observe(r.actor.name, "has answered")
		}
	default:
		p.log(r.actor, "refuses: "+e.err.Error(), "")
	}
}

func (p *play) log(a *actor, what, more string) {
	p.trace = append(p.trace, strings.TrimRight(fmt.Sprintf("%-22s %s %s", a.name, what, more), " "))
}

// observe reads the documents as they are and checks every promise that holds at all times.
func (p *play) observe(who, what string) {
	if p.broken != "" {
		return
	}
	was := p.world
	p.world.read(p)
	if diff := p.world.difference(p, &was); diff != "" {
		p.trace = append(p.trace, fmt.Sprintf("%-22s %-46s %s", who, what, diff))
	}
	if p.broken = p.world.transition(&was); p.broken == "" {
		p.broken = p.world.check()
	}
}

// choose picks who goes on; nil if nobody can.
func (p *play) choose() *actor {
	var can []*actor
	for _, a := range p.actors {
		if p.running[a] != nil || a.enabled == nil || a.enabled(p) {
			can = append(can, a)
		}
	}
	if len(can) == 0 {
		return nil
	}
	if p.ranks == nil {
		return can[p.random.IntN(len(can))]
	}
	best := can[0]
	for _, a := range can {
		if p.ranks[a] > p.ranks[best] {
			best = a
		}
	}
	if p.random.IntN(6) == 0 || p.running[best] == nil { // a point of change
		p.ranks[best] = -p.random.Float64()
	}
	return best
}

// random plays at most so many steps, everybody stops for ever wherever they are, and settle runs to its fixed point.
func (p *play) atRandom(steps int) string {
	r := p.random
	p.gate.reads = r.IntN(3) == 0
	if p.gate.reads {
		steps *= 2
	}
	p.crashes = r.IntN(2) == 0
	if r.IntN(2) == 0 {
		p.ranks = map[*actor]float64{}
		for _, a := range p.family.actors {
			p.ranks[a] = r.Float64()
		}
	}
	for range 1 + r.IntN(steps) {
		a := p.choose()
		if a == nil || p.broken != "" {
			break
		}
		v := goOn
		if run := p.running[a]; run != nil && run.write {
			switch {
			case a.event && run.writes > 0 && r.IntN(2) == 0:
				v = dieBefore // an event of the model is one write
			case p.crashes && r.IntN(8) == 0:
				v = verdict(1 + r.IntN(4))
			}
		}
		p.step(a, v)
	}
	return p.finish()
}

// finish lets everybody stop for ever and settles.
func (p *play) finish() string {
	p.stopAll()
	if p.broken == "" {
		p.broken = p.rest()
	}
	return p.broken
}

func (p *play) stopAll() {
	for _, a := range p.family.actors {
		for p.running[a] != nil {
			r := p.running[a]
			r.resume <- dieBefore
			p.await(r)
		}
	}
}

// rest runs settle to its fixed point, as a service does that is alone, and says what is broken then.
func (p *play) rest() string {
	ctx := context.Background()
	p.trace = append(p.trace, "everybody stops; settle runs until nothing changes")
	for round := 0; ; round++ {
		was := p.world
		for who := range personNames {
			if _, err := p.free.settle(ctx, p.person(who), "", thorough); err != nil {
				return "settle fails: " + err.Error()
			}
		}
		p.observe("settle", "")
		if p.broken != "" {
			return p.broken
		}
		if p.world.same(&was) {
			break
		}
		if round > 10 {
			return "(6) settle does not come to rest"
		}
	}
	if p.world.lifted { // as the sweep does
		for who := range personNames {
			d, err := p.free.standing(ctx, p.person(who))
			p.must(err)
			if d != nil {
				p.must(p.free.healOne(ctx, d))
			}
		}
		p.observe("sweep", "")
	}
	return p.world.rest(p.off)
}

func (p *play) story() string {
	return fmt.Sprintf("%s: %s\n  %s", p.family.name, p.broken, strings.Join(p.trace, "\n  "))
}
