// Package solve makes the best assignment of a cohort, with a certificate. It is pure: no clock, no log, one goroutine, integers only,
// so that the same problem gets the same answer everywhere.
//
// Ties of Fit: of all answers with the greatest total, one with the most people; which of these is settled by the order of rows alone. With
// several places or tracks nobody is given a pair that adds nothing, and which answer with the greatest total comes out is as certain, but
// follows from the way there: paths in the order of rows, or an auction before them (crowd.go), in which newcomers bid in turn.
package solve

import (
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Solve makes the best answer for the objective. It refuses a problem that assign.Problem.Check refuses, assign.ErrUnsupported, and
// assign.ErrInfeasible; it ends with assign.ErrStopped once o.Stop is closed. The memory it takes is bounded by about 40 bytes a pair.
func Solve(p *assign.Problem, objective assign.Objective, o assign.Options) (*assign.Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	w := newWatch(o)
	w.reached(0)
	r, err := solve(p, objective, o, w)
	if err != nil {
		return nil, err
	}
	w.reached(100)
	return r, nil
}

func solve(p *assign.Problem, objective assign.Objective, o assign.Options, w *watch) (*assign.Result, error) {
	switch {
	case objective == assign.Fit && (len(p.Quotas) > 0 || several(p)):
		return fitWith(p, nearQuota, w)
	case objective == assign.Fit:
		return fit(p, w)
	case len(p.Quotas) > 0 || several(p):
		return nil, assign.ErrUnsupported
	case objective == assign.Stable:
		return stable(p, o.Side, w)
	case objective == assign.Fair:
		return fair(p, w)
	default:
		return nil, fault.InvalidFields(fault.Field{Pointer: "/objective", Code: "not_one_of",
			Params: map[string]any{"allowed": []string{string(assign.Fit), string(assign.Stable), string(assign.Fair)}}})
	}
}

// several says whether a newcomer has more than one place.
func several(p *assign.Problem) bool {
	for _, n := range p.Places {
		if n > 1 {
			return true
		}
	}
	return false
}
