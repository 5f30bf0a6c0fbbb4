// Package verify checks the teams of an event against the problem, claim by claim. It shares the types of a problem with the solver, and
// no code: it can be read on its own, and believed. Every sentence it answers says what is false, with the rows it is about.
package verify

import (
	"fmt"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
)

// Check says in words what is false about an answer, or nil: that everybody who comes is in one team or in none; that every team has a
// project, no more than the project allows, and a size within its bounds; that all speak its language; what its needs lack, and that no
// required one lacks anybody; that friends are together and others apart, and pins kept; that the sums are right and no bound can be
// passed. Exact is the solver's word: it is not looked at, unless the bounds are reached, which proves it.
func Check(p *teams.Problem, a *teams.Answer) error {
	if err := p.Check(); err != nil {
		return err
	}
	if a == nil {
		return fmt.Errorf("there is no answer")
	}
	c := &checker{p: p, a: a, team: map[int32]int{}}
	for _, look := range []func() error{c.everybody, c.projects, c.members, c.together, c.sums, c.bounds} {
		if err := look(); err != nil {
			return err
		}
	}
	return nil
}

// Claims are what Check has looked at, as lines for people.
func Claims(p *teams.Problem, a *teams.Answer) []string {
	lines := []string{
		fmt.Sprintf("sizes: each of %d teams has as many people as its project allows", len(a.Teams)),
		"language: the people of each team speak one language, which the project accepts",
		fmt.Sprintf("skills: required ones are there; %d are lacking among the others", a.Missing),
		fmt.Sprintf("friends: %d groups are in one team or in none, %d pairs are apart, %d pins are kept", len(p.Together), len(p.Apart), len(p.Pinned)),
		fmt.Sprintf("bounds: nobody can seat more than %d people, then lack fewer than %d, or meet wishes worth more than %d",
			a.Bound.Seated, a.Bound.Missing, a.Bound.Wishes),
	}
	return lines
}
