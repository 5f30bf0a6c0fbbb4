package auth

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// Roles on the instance; tokens carry these only.
const (
	Moderator     = "moderator"
	Administrator = "administrator"
)

// Roles on a scope, given as grants.
const (
	Organiser  = "organiser"
	Reviewer   = "reviewer"
	Partner    = "partner"
	Observer   = "observer"
	Maintainer = "maintainer"
)

// Principal is who calls. The zero value is nobody: signed out.
type Principal struct {
	ID      string   // the person's id
	Session string   // the session's id
	Roles   []string // on the instance
	Service string   // set for another service (over NATS), "" for people
}

// SignedIn says whether a person calls.
func (p Principal) SignedIn() bool { return p.ID != "" }

// Has says whether the person has the role on the instance. An administrator has every one.
func (p Principal) Has(role string) bool {
	for _, r := range p.Roles {
		if r == role || r == Administrator {
			return true
		}
	}
	return false
}

type principalKey struct{}

// With puts the principal into a context; questions asked with it over the bus say who caused them.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(bus.WithActor(ctx, p.ID), principalKey{}, p)
}

// From finds it; nobody if there is none.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}
