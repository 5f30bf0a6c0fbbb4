package matching

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// sources are the states that are followed, by service.
var sources = map[string][]string{
	"profiles":  {stateOf(wire.PersonState{}), stateOf(wire.SkillState{})},
	"mentoring": {stateOf(wire.StandingState{}), stateOf(wire.MatchState{}), stateOf(wire.ClaimState{}), stateOf(wire.HelpState{})},
	"catalog":   {stateOf(wire.ProjectState{}), stateOf(wire.IssueState{})},
	"programs":  {stateOf(wire.ProgrammeState{}), stateOf(wire.MemberState{}), stateOf(wire.ParticipantState{})},
}

func stateOf(s wire.State) string {
	service, kind := s.StateOf()
	return wire.StateSubject(service, kind, "*")
}

// gather is how long changes are gathered before the index takes them as one step: far below the 2 s in which they must be seen.
const gather = 10 * time.Millisecond

// waitMost is how long a read waits for what it must have seen.
const waitMost = 2 * time.Second

var errCatchingUp = fault.New(fault.Unavailable, "matching.catching_up",
	"Recommendations are being prepared. Try again in a few seconds.").After(2 * time.Second)

// live is the picture and its index in one process.
type live struct {
	base  *skill.Taxonomy
	tax   atomic.Pointer[skill.Taxonomy] // with what moderators decided
	index atomic.Pointer[rank.Index]

	mu      sync.Mutex
	picture *picture
	heard   map[string]int64 // "<service>.<kind>.<id>": version, of what is over too for a while
	over    []over           // oldest first
	behind  map[string]bool  // services that are not caught up
	changes int64            // heard so far
	shown   int64            // of those, how many the index shows, but for what moderators decided
	full    bool             // the index has too many dead words
	anew    bool             // an index is made beside the one that answers
	counted *rank.Index      // of words
	words   int              // that it had when tick first saw it
	// steeredTo is of changes too: what moderators decided until then is in the index.
	steeredTo int64
	next      chan struct{} // closed whenever more are shown
	wake      chan struct{}
	every     time.Duration // how often an index is made anew at most
}

// over is a state that nothing follows any more: deleted, or a match that has ended.
type over struct {
	key     string
	version int64
	at      time.Time
}

// keepOver is how long the version of what is over is remembered, so that a late, older state does not bring it back and a caller
// may wait for it: both are a matter of minutes.
const keepOver = 24 * time.Hour

// isOver: s is nil if it was deleted.
func isOver[S any](s *S) bool {
	m, ok := any(s).(*wire.MatchState)
	return s == nil || ok && !isOpen(m.Status) && !isLive(m.Status) && m.Status != "proposed"
}

// forget drops what has been over for long, unless it came back since.
func (l *live) forget(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for n < len(l.over) && now.Sub(l.over[n].at) >= keepOver {
		if o := l.over[n]; l.heard[o.key] == o.version {
			delete(l.heard, o.key)
		}
		n++
	}
	l.over = slices.Delete(l.over, 0, n)
}

func newLive(tax *skill.Taxonomy, now time.Time) *live {
	l := &live{
		base: tax, picture: newPicture(tax), heard: map[string]int64{}, behind: map[string]bool{}, next: make(chan struct{}),
		wake: make(chan struct{}, 1), every: steerEvery,
	}
	for from := range sources {
		l.behind[from] = true
	}
	l.tax.Store(tax)
	l.index.Store(rank.NewIndex(tax, now))
	return l
}

// hear takes one state. What cannot be read is logged and left out: the next version comes.
func (s *Service) hear(e wire.Envelope) {
	service, kind := e.TypeOf()
	var err error
	switch p := s.live.picture; service + "." + kind {
	case "profiles.person":
		err = take(s.live, s.d.Now(), e, p.person)
	case "profiles.skill":
		err = take(s.live, s.d.Now(), e, p.skill)
	case "mentoring.standing":
		err = take(s.live, s.d.Now(), e, p.standing)
	case "mentoring.match":
		err = take(s.live, s.d.Now(), e, p.match)
	case "mentoring.claim":
		err = take(s.live, s.d.Now(), e, p.claim)
	case "mentoring.help":
		err = take(s.live, s.d.Now(), e, p.help)
	case "catalog.project":
		err = take(s.live, s.d.Now(), e, p.project)
	case "catalog.issue":
		err = take(s.live, s.d.Now(), e, p.issue)
	case "programs.programme":
		err = take(s.live, s.d.Now(), e, p.programme)
	case "programs.member":
		err = take(s.live, s.d.Now(), e, p.member)
	case "programs.participant":
		err = take(s.live, s.d.Now(), e, p.participant)
	}
	if err != nil {
		s.d.Log.Error("a state cannot be read and is left out", "type", e.Type, "id", e.ID, "err", err)
	}
}

// take puts a state into the picture unless a newer one is there already.
func take[S any](l *live, now time.Time, e wire.Envelope, put func(id string, s *S)) error {
	var s *S
	if !e.Deleted {
		v, err := wire.Read[S](e)
		if err != nil {
			return err
		}
		s = &v
	}
	service, kind := e.TypeOf()
	key := service + "." + kind + "." + e.Subject
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard[key] >= e.Version {
		return nil
	}
	l.heard[key] = e.Version
	if isOver(s) {
		l.over = append(l.over, over{key, e.Version, now})
	}
	put(e.Subject, s)
	l.changes++
	l.stir()
	return nil
}

func (l *live) stir() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *live) caughtUp(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.behind, from)
	l.stir()
}

// ready fails until everything has been heard and is shown.
func (l *live) ready() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.behind) > 0 || l.shown == 0 && l.changes > 0 {
		return errCatchingUp
	}
	return nil
}

// keep shows what was heard, in steps, until ctx ends. Before all is caught up there is one great step to come.
func (l *live) keep(ctx context.Context, now func() time.Time) error {
	made := make(chan *making, 1)
	var beside sync.WaitGroup
	defer beside.Wait()
	busy, rest := false, (<-chan time.Time)(nil)
	for {
		select {
		case <-ctx.Done():
			return nil
		case m := <-made:
			l.swap(m, now())
			busy = false
		case <-rest:
			rest = nil
		case <-l.wake:
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(gather):
			}
			l.show(now())
		}
		if busy || rest != nil || !l.wanted() {
			continue
		}
		busy, rest = true, time.After(l.every)
		m, people, issues := l.begin()
		beside.Go(func() {
			l.make(ctx, m, people, issues, now())
			made <- m
		})
	}
}

func (l *live) show(now time.Time) {
	l.mu.Lock()
	if len(l.behind) > 0 {
		l.mu.Unlock()
		return
	}
	if l.shown == 0 {
		l.first(now)
		l.steeredTo = l.changes
	}
	change, upTo, index := l.picture.change(), l.changes, l.index.Load()
	l.mu.Unlock()
	index.Apply(change) // only keep calls this, one at a time
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = upTo
	l.moved()
}

// deadWords: an index that has seen this many more words than twice those it began with is made anew. Each change takes some .4 ms longer then.
const deadWords = 20_000

func (l *live) tick(now time.Time) {
	l.forget(now)
	index := l.index.Load()
	index.SetWeek(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counted != index && len(l.behind) == 0 {
		l.counted, l.words = index, index.Words()
	}
	if l.counted == index && index.Words() > deadWords+2*l.words {
		l.full = true
		l.stir()
	}
}

// flushed waits until all that was heard before is shown.
func (l *live) flushed(ctx context.Context) error {
	l.mu.Lock()
	upTo := l.changes
	l.mu.Unlock()
	return l.until(ctx, func() bool { return l.shown >= upTo && len(l.behind) == 0 && !l.picture.steered && !l.anew })
}

// until waits for a condition, which is asked under the lock whenever more is shown.
func (l *live) until(ctx context.Context, ok func() bool) error {
	for {
		l.mu.Lock()
		done, next := ok(), l.next
		l.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-next:
		}
	}
}

// steered are states that the index shows once it is made anew.
const steered = "profiles.skill"

// waiter lets a read wait for one kind of state (httpserver.Waiter).
type waiter struct {
	l    *live
	name string
}

// Name is "<service>.<kind>".
func (w waiter) Name() string { return w.name }

// Wait waits until this version of id is shown, at most 2 s.
func (w waiter) Wait(ctx context.Context, id string, version int64) bool {
	ctx, cancel := context.WithTimeout(ctx, waitMost)
	defer cancel()
	key := w.name + "." + id
	at := int64(-1)
	return w.l.until(ctx, func() bool {
		if at < 0 && w.l.heard[key] >= version {
			at = w.l.changes // heard by now; shown once the index is this far
		}
		shown := w.l.shown
		if w.name == steered {
			shown = w.l.steeredTo
		}
		return at >= 0 && shown >= at && len(w.l.behind) == 0
	}) == nil
}
