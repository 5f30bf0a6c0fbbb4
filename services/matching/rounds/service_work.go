package rounds

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
)

// atOnce is how many rounds this process works on.
const atOnce = 4

// work looks for rounds with work whenever there may be some, until ctx ends.
func (s *Service) work(ctx context.Context) error {
	var running sync.WaitGroup
	defer running.Wait()
	var mu sync.Mutex
	busy := map[string]bool{}
	failed := map[string]int{} // when a round's work failed last, in turns: it goes behind the others, or nobody else's would be done
	for turn := 1; ; turn++ {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		}
		page, err := s.c.rounds.Find(ctx, toDo())
		if err != nil {
			s.failed(ctx, "rounds with work cannot be listed", "", err)
			continue
		}
		mu.Lock()
		listed := map[string]bool{}
		for _, d := range page.Docs {
			listed[d.ID] = true
		}
		maps.DeleteFunc(failed, func(id string, _ int) bool { return !listed[id] && !busy[id] })
		slices.SortStableFunc(page.Docs, func(a, b *store.Doc[Round]) int { return failed[a.ID] - failed[b.ID] })
		mu.Unlock()
		for _, d := range page.Docs {
			mu.Lock()
			mine := !busy[d.ID] && len(busy) < atOnce
			heavy := d.Body.Work != nil && d.Body.Work.Kind != publish
			if mine && heavy { // before the lease: what waits here could be done by another process
				select {
				case s.heavy <- struct{}{}:
				default:
					mine = false // whoever is at work looks again when it is done
				}
			}
			if mine {
				busy[d.ID] = true
			}
			mu.Unlock()
			if !mine {
				continue
			}
			running.Go(func() {
				again := s.one(ctx, d.ID, heavy)
				if heavy {
					<-s.heavy
				}
				mu.Lock()
				if delete(busy, d.ID); again {
					delete(failed, d.ID)
				} else {
					failed[d.ID] = turn
				}
				mu.Unlock()
				if again {
					s.stir()
				}
			})
		}
	}
}

func (s *Service) failed(ctx context.Context, what, round string, err error) {
	if ctx.Err() == nil {
		s.d.Log.Warn(what, "round", round, "err", err)
	}
}

// one does the work of a round if nobody else does; heavy says that it may use the processor. again says that there may be more.
func (s *Service) one(ctx context.Context, id string, heavy bool) (again bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := s.sign(ctx, id, Lease{}); err != nil {
		if !errors.Is(err, errLost) {
			s.failed(ctx, "a round's work cannot be begun", id, err)
		}
		return false
	}
	d, err := s.c.rounds.Get(ctx, id)
	if err != nil {
		return false
	}
	p := &progress{}
	lost := false
	var signing sync.WaitGroup
	signing.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(signs):
			}
			if err := s.sign(ctx, id, p.lease()); err != nil && ctx.Err() == nil {
				s.failed(ctx, "a round's work is stopped", id, err)
				lost = true
				cancel()
				return
			}
		}
	})
	err = s.do(ctx, d, p, heavy)
	stopped := ctx.Err() != nil
	cancel()
	signing.Wait()
	if stopped {
		if !lost { // this process ends: another may go on at once
			_ = s.release(context.WithoutCancel(ctx), id)
		}
		return false
	}
	if err == nil {
		err = s.sweep(context.WithoutCancel(ctx), id)
	}
	if err != nil {
		err = s.give(context.WithoutCancel(ctx), d, err)
	}
	if derr := s.release(context.WithoutCancel(ctx), id); err == nil {
		err = derr
	}
	if err != nil {
		s.failed(ctx, "a round's work is tried again", id, err)
	}
	return err == nil
}

// give gives work up that cannot be done as things are, and says why; what another try may help is left.
func (s *Service) give(ctx context.Context, was *store.Doc[Round], err error) error {
	f := fault.As(err)
	if was.Body.Work == nil {
		return err
	}
	again := f.Kind != fault.Conflict && f.Kind != fault.Invalid && f.Kind != fault.NotFound
	if again {
		if f.Kind == fault.Internal {
			s.trouble(ctx, was)
		}
		return err
	}
	cause := err
	_, err = s.c.rounds.Update(ctx, was.ID, func(d *store.Doc[Round]) error {
		if d.Body.Work == nil || !d.Body.Work.Since.Equal(was.Body.Work.Since) {
			return store.Unchanged
		}
		d.Body.Failed = &Failed{Kind: d.Body.Work.Kind, Code: f.Code, Detail: f.Detail, At: s.d.Now()}
		if x := (nobody{}); errors.As(cause, &x) {
			d.Body.Failed.Newcomers, d.Body.Failed.Mentors, d.Body.Failed.Left = len(x.cast.Newcomers), len(x.cast.Mentors), x.cast.Left
		}
		d.Body.Work = nil
		return nil
	})
	if fault.Absent(err) { // it was discarded: nothing of it may stay
		return s.c.forget(ctx, was.ID, "")
	}
	return err
}

// trouble says on the round that its work fails, and is tried again.
func (s *Service) trouble(ctx context.Context, was *store.Doc[Round]) {
	_, err := s.c.rounds.Update(ctx, was.ID, func(d *store.Doc[Round]) error {
		if d.Body.Work == nil || !d.Body.Work.Since.Equal(was.Body.Work.Since) || d.Body.Failed != nil {
			return store.Unchanged
		}
		d.Body.Failed = &Failed{Kind: d.Body.Work.Kind, Code: errTrouble.Code, Detail: errTrouble.Detail, At: s.d.Now()}
		return nil
	})
	if err = fault.UnlessAbsent(err); err != nil {
		s.failed(ctx, "that a round's work fails cannot be written down", was.ID, err)
	}
}

// sweep removes chunks that the round does not name any more.
func (s *Service) sweep(ctx context.Context, id string) error {
	d, err := s.c.rounds.Get(ctx, id)
	if err != nil || len(d.Body.Old) == 0 {
		return fault.UnlessAbsent(err)
	}
	old := d.Body.Old
	named := d.Body
	named.Old = nil
	for _, c := range without(old, named.chunks()) { // what was solved as before has the same chunks again
		if err := s.d.DB.RemoveChunk(ctx, c); err != nil {
			return err
		}
	}
	_, err = s.c.rounds.Update(ctx, id, func(d *store.Doc[Round]) error {
		d.Body.Old = without(d.Body.Old, old)
		return nil
	})
	return fault.UnlessAbsent(err)
}

func without(list, out []string) (rest []string) {
	gone := map[string]bool{}
	for _, x := range out {
		gone[x] = true
	}
	for _, x := range list {
		if !gone[x] {
			rest = append(rest, x)
		}
	}
	return rest
}

// do does what the document says.
func (s *Service) do(ctx context.Context, d *store.Doc[Round], p *progress, heavy bool) error {
	if d.Body.Status == Discarded {
		return s.remove(ctx, d)
	}
	w := d.Body.Work
	if w == nil {
		return nil
	}
	if w.Kind == publish {
		return s.publish(ctx, d, p)
	}
	if !heavy { // it was something else when it was listed
		return nil
	}
	switch w.Kind {
	case gather:
		return s.gather(ctx, d, p)
	case solving:
		return s.solve(ctx, d, p)
	default:
		return s.check(ctx, d, p)
	}
}

// solve solves for every objective that has no answer to the round as it is now.
func (s *Service) solve(ctx context.Context, d *store.Doc[Round], p *progress) error {
	id, w := d.ID, *d.Body.Work
	l, err := s.load(ctx, d)
	if err != nil {
		return err
	}
	for i, objective := range w.Objectives {
		last := i == len(w.Objectives)-1
		var a *Answered
		if was := d.Body.Answers[objective]; was == nil || d.Body.stale(objective, was) {
			if a, err = s.answer(ctx, d, l, objective, p); err != nil {
				return err
			}
		}
		plain, err := s.plain(ctx, d, l, objective, a)
		if err != nil {
			return err
		}
		s.at("solve.before")
		d, err = s.c.rounds.Update(ctx, d.ID, func(d *store.Doc[Round]) error {
			if d.Body.Work == nil || !d.Body.Work.Since.Equal(w.Since) {
				return errAbsent // discarded meanwhile, or done by another process
			}
			if a != nil {
				d.Body.answered(objective, a, s.d.Now())
			}
			if plain != nil {
				d.Body.asDrafted(objective, plain)
			}
			if last {
				d.Body.Work, d.Body.Failed = nil, nil
			}
			return nil
		})
		if fault.Absent(err) {
			var written []string
			if a != nil {
				written = a.Chunks
			}
			if plain != nil {
				written = append(slices.Clone(written), plain.Chunks...)
			}
			return errors.Join(s.unwrite(ctx, id, written), err)
		}
		if err != nil {
			return err
		}
		s.at("solve.after")
	}
	return nil
}

// unwrite removes chunks that an attempt wrote in vain: those that the round, if there still is one, does not name. While somebody else works on
// it they stay, for they may be about to be named.
func (s *Service) unwrite(ctx context.Context, id string, written []string) error {
	d, err := s.c.rounds.Get(ctx, id)
	switch {
	case fault.Absent(err):
	case err != nil:
		return err
	case d.Body.Work != nil:
		return nil
	default:
		written = without(written, d.Body.chunks())
	}
	for _, c := range written {
		if err := s.d.DB.RemoveChunk(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// plain is what an objective makes of a round before anything is settled, for the audit: the answer itself where nothing is, nil where it is kept
// already.
func (s *Service) plain(ctx context.Context, d *store.Doc[Round], l *loaded, objective assign.Objective, a *Answered) (*Plain, error) {
	side := d.Body.sideOf(objective)
	if was := d.Body.Plain[objective]; was != nil && was.Side == side {
		return nil, nil
	}
	if a == nil {
		a = d.Body.Answers[objective]
	}
	if d.Body.nothing() && a != nil {
		return &Plain{Chunks: a.Chunks, Side: side}, nil
	}
	x, err := solveFor(l.problem, objective, assign.Options{Stop: ctx.Done(), Side: side})
	if errors.Is(err, assign.ErrStopped) {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	stream, err := packAnswer(&x.Answer)
	if err != nil {
		return nil, err
	}
	chunks, err := s.put(ctx, pack(d.ID, kindAnswer, stream))
	return &Plain{Chunks: chunks, Side: side}, err
}

// answer solves for one objective and writes the chunks.
func (s *Service) answer(ctx context.Context, d *store.Doc[Round], l *loaded, objective assign.Objective, p *progress) (*Answered, error) {
	began := s.d.Now()
	problem := d.Body.of(l.problem)
	side := d.Body.sideOf(objective)
	o := assign.Options{Side: side, Stop: ctx.Done(), Progress: func(done, total int) { p.at(solving, objective, done, total) }}
	var x *solved
	var err error
	if objective == assign.Fit {
		x, err = l.fit(&d.Body.Settled, o)
	} else {
		x, err = solveFor(problem, objective, o)
	}
	if errors.Is(err, assign.ErrStopped) {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	x.Settled = d.Body.Settled
	stream, err := packAnswer(&x.Answer)
	if err != nil {
		return nil, err
	}
	a := &Answered{Edits: d.Body.Edits, Figures: figures(x.measures, problem.Capacity), At: s.d.Now(), Mended: x.mended, Solver: solver, Side: side}
	if was := d.Body.Answers[objective]; was != nil {
		if old, err := s.read(ctx, d.ID, l, was); err == nil {
			a.Moved = moved(old.Of, x.Of)
		}
	}
	s.at("answer.chunks")
	if a.Chunks, err = s.put(ctx, pack(d.ID, kindAnswer, stream)); err != nil {
		return nil, err
	}
	s.cache.putAnswer(l, a.Chunks[0], &read{x.Answer, x.measures})
	a.Took = s.d.Now().Sub(began).Milliseconds()
	return a, nil
}

// fit mends the draft that is open, else solves from the start and keeps the draft open where changes are to be expected: at the first
// edit, for an open draft takes as long again.
func (l *loaded) fit(to *Settled, o assign.Options) (*solved, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.draft != nil {
		x, err := mend(l.draft, l.problem, to)
		if err == nil {
			return x, nil
		}
		l.draft = nil // it may stand half way
	}
	p := to.of(l.problem)
	if to.nothing() {
		return solveFor(p, assign.Fit, o)
	}
	d, err := solve.Open(p, o)
	if err != nil {
		return nil, err
	}
	l.draft = d
	return answerFrom(p, d.Result(), false), nil // of equally good ones it may be another than Solve gives
}

// check proves each answer from what is stored and solves it again.
func (s *Service) check(ctx context.Context, d *store.Doc[Round], p *progress) error {
	w := *d.Body.Work
	s.cache.drop(d.Body.Input.Draw) // from the chunks, not from what this process remembers
	l, err := s.load(ctx, d)
	if err != nil {
		return err
	}
	found := map[assign.Objective]*Checked{}
	for _, objective := range w.Objectives {
		was := d.Body.Answers[objective]
		if was == nil {
			continue
		}
		a, err := s.read(ctx, d.ID, l, was)
		if err != nil {
			return err
		}
		o := assign.Options{Side: was.Side, Stop: ctx.Done(), Progress: func(done, total int) { p.at(check, objective, done, total) }}
		x, err := solveFor(a.of(l.problem), objective, o)
		if errors.Is(err, assign.ErrStopped) {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		c := compared(&a.Answer, &x.Answer, was.Solver)
		c.At, c.What = s.d.Now(), proof(l.problem, &a.Answer)
		c.Proved = c.What == ""
		found[objective] = &c
	}
	_, err = s.c.rounds.Update(ctx, d.ID, func(d *store.Doc[Round]) error {
		if d.Body.Work == nil || !d.Body.Work.Since.Equal(w.Since) {
			return errAbsent
		}
		for o, c := range found {
			if a := d.Body.Answers[o]; a != nil {
				a.Checked = c
			}
		}
		d.Body.Work, d.Body.Failed = nil, nil
		return nil
	})
	return err
}
