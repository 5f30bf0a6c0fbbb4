package teams

import (
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Solve puts people into teams. It refuses a problem that Problem.Check refuses, and ends with ErrStopped once o.Stop is closed. That
// nobody can be in a team is an answer, too.
func Solve(p *Problem, o Options) (*Answer, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	a, err := newFrame(p).solve(o)
	if errors.Is(err, assign.ErrStopped) {
		err = ErrStopped
	}
	return a, err
}

func (f *frame) solve(o Options) (*Answer, error) {
	tell := func(done int) {
		if o.Progress != nil {
			o.Progress(done, 100)
		}
	}
	tell(0)
	bound, err := f.bound(o)
	if err != nil {
		return nil, err
	}
	tell(10)
	best, err := f.best(o, tell)
	if err != nil {
		return nil, err
	}
	slot, exact := f.exact(bound.Seated, best)
	if exact {
		best.restore(slot)
	}
	a := best.answer()
	a.Exact, a.Bound = exact, bound
	a.Bound.Missing = f.leastMissing(a.Seated)
	tell(100)
	return a, nil
}

// best drafts teams of three sizes, makes each a little better, and the best of them as good as it can.
func (f *frame) best(o Options, tell func(int)) (*state, error) {
	var best *state
	for k, size := range aims {
		s := newState(f)
		if err := s.draft(f.plan(size), o.Stop); err != nil {
			return nil, err
		}
		for nth := range 3 {
			if _, err := s.exchange(1, nth, o.Stop); err != nil {
				return nil, err
			}
		}
		if best == nil || s.better(best.seated, best.value) {
			best = s
		}
		tell(20 + 15*k)
	}
	for again := true; again; { // until nobody more finds a seat by it
		seated := best.seated
		if err := best.improve(4, o); err != nil {
			return nil, err
		}
		best.stand()
		again = best.seated > seated
	}
	tell(90)
	before := slices.Clone(best.slot)
	best.restore(before) // the order of members is that of rows
	return best, nil
}
