package mentoring

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

// steps are the decisions of the protocol between people that a test may replace by wrong ones, to see that the checks notice.
// The service has protocol() and nothing else; there is no switch in it.
type steps struct {
	reserve      func(st *Standing, e Entry, r wire.Rules) error
	claim        func(st *Standing, e Entry) error
	remove       func(st *Standing, e Entry) error
	listNewcomer func(st *Standing, l Listing, r wire.Rules) error
	listMentor   func(st *Standing, l Listing, r wire.Rules, now time.Time) error
	fence        func(m *Match, person string, version, v int64) (free bool, err error)
	part         func(m *Match, id, mentor, by string, r wire.Rules, now time.Time) error

	reserveFor func(s *Service, ctx context.Context, e Entry, pr programme) (again bool, err error)
	claimFor   func(s *Service, ctx context.Context, e Entry) (again bool, err error)
	commit     func(s *Service, ctx context.Context, e Entry, pr programme) (*store.Doc[Match], error)
	takeOver   func(s *Service, ctx context.Context, e Entry, pr programme) (*store.Doc[Match], error)

	unlisted func(s *Service, ctx context.Context, person string, l Listing, m *store.Doc[Match]) (free bool, over *Match, err error)
	finish   func(s *Service, ctx context.Context, p, other string, set bool) error

	// Of claims on issues.
	enter       func(s *Service, ctx context.Context, p string, e claim.Entry) error
	takeClaim   func(s *Service, ctx context.Context, p string, d *store.Doc[claim.Claim]) (*store.Doc[claim.Claim], error)
	fenceClaim  func(x *claim.Claim, p string, version, v int64) (free bool, err error)
	removeEntry func(x *claim.Claimant, e claim.Entry) error
}

func protocol() steps {
	return steps{
		reserve: (*Standing).reserve, claim: (*Standing).claim, remove: (*Standing).remove,
		listNewcomer: (*Standing).listNewcomer, listMentor: (*Standing).listMentor,
		fence: (*Match).fence, part: (*Match).part,
		reserveFor: (*Service).reserveFor, claimFor: (*Service).claimFor, commit: (*Service).commit,
		takeOver: (*Service).takeOver,
		unlisted: (*Service).unlisted, finish: (*Service).finish,
		enter: (*Service).enter, takeClaim: (*Service).takeClaim, fenceClaim: (*claim.Claim).Fence, removeEntry: (*claim.Claimant).Remove,
	}
}
