// Package verify checks an answer and its certificate against the problem. It shares the types of a problem with the solvers, and no
// code: it can be read on its own, and believed. Every sentence it answers says what is false, with the rows it is about.
package verify

import (
	"fmt"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Check says in words what is false about an answer, or nil if the certificate proves it: that the pairs may be made, keep every
// capacity, pin, ban and quota, have the total that is claimed, and that no answer is better by the objective.
func Check(p *assign.Problem, pairs []assign.Pair, c *assign.Certificate) error {
	return Watched(p, pairs, c, nil)
}

// Watched is Check, and tells now and then how far it is, from the caller's goroutine: done never falls and is at most total.
func Watched(p *assign.Problem, pairs []assign.Pair, c *assign.Certificate, told func(done, total int)) error {
	if err := p.Check(); err != nil {
		return err
	}
	if c == nil {
		return fmt.Errorf("there is no certificate")
	}
	a, err := read(p, pairs)
	if err != nil {
		return err
	}
	a.told, a.all = told, passes[c.Objective]*len(a.places)
	if a.total != c.Total {
		return fmt.Errorf("the pairs are worth %d together, and %d is claimed", a.total, c.Total)
	}
	if a.people != c.People {
		return fmt.Errorf("%d newcomers have a mentor, and %d is claimed", a.people, c.People)
	}
	switch c.Objective {
	case assign.Fit:
		return a.fit(c.Fit)
	case assign.Stable:
		return a.stable(c.Stable)
	case assign.Fair:
		return a.fair(c.Fair)
	}
	return fmt.Errorf("the objective %q is unknown", c.Objective)
}
