package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/claim"
)

// claimed are the collections of claims on issues.
type claimed struct {
	claims    *store.Collection[claim.Claim]
	claimants *store.Collection[claim.Claimant]
}

func openClaims(ctx context.Context, db *store.DB) (c claimed, err error) {
	c.claims, err = store.Open(ctx, db, store.Spec[claim.Claim]{
		Name: "mentoring_claim", Schema: 1, State: true, Keys: claimKeys,
		Indexes: []store.Index{{Name: "people", Multi: true}, {Name: "due_at"}},
	})
	if err != nil {
		return c, err
	}
	c.claimants, err = store.Open(ctx, db, store.Spec[claim.Claimant]{
		Name: "mentoring_claimant", Schema: 1, Indexes: []store.Index{{Name: "busy"}},
		Keys: func(_ string, x *claim.Claimant) store.Keys {
			if len(x.Entries) == 0 {
				return nil
			}
			return store.Keys{"busy": true}
		},
	})
	return c, err
}

func claimKeys(_ string, x *claim.Claim) store.Keys {
	k := store.Keys{}
	if p := x.People(); len(p) > 0 {
		k["people"] = p
	}
	if !x.DueAt.IsZero() {
		k["due_at"] = store.At(x.DueAt)
	}
	return k
}

// renderClaim is what others mirror of a claim: that there is one, and nobody of those in it.
func renderClaim(d *store.Doc[claim.Claim]) wire.State {
	if d.Body.Holder == "" {
		return nil
	}
	return wire.ClaimState{Issue: d.ID, Until: d.Body.Until, Waiting: len(d.Body.Line)}
}

// dueClaims are those whose clock fires at now or has been waiting to.
func dueClaims(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where("due_at", store.Le, now)}, Sort: []store.Order{{Index: "due_at"}}, Limit: 200}
}

// claimsOf are those that a person is in.
func claimsOf(person string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("people", store.Eq, person)}, Limit: 20}
}

func busyClaimants() store.Query {
	return store.Query{Where: []store.Cond{store.Where("busy", store.Eq, true)}, Limit: 200}
}
