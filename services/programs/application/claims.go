package application

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

const (
	claimHolds = 10 * time.Minute // a claim whose holder never came back
	claimTries = 200
)

// Claims are the places of a cohort that somebody is about to take: from before the places are counted until they take part. The
// document's id is the cohort's. Every claim moves its version, so that of two who count the same places only one goes on.
type Claims struct {
	// Until is how long each holds. Keys are digests of applications: nobody is in here.
	Until map[string]time.Time `json:"until,omitempty"`
}

func claimKey(application string) string {
	sum := sha256.Sum256([]byte(application))
	return hex.EncodeToString(sum[:16])
}

// without are the claims that still hold, but one.
func (c *Claims) without(key string, now time.Time) map[string]time.Time {
	out := map[string]time.Time{}
	for k, until := range c.Until {
		if k != key && until.After(now) {
			out[k] = until
		}
	}
	return out
}

// claim claims a place for a newcomer who registers, or says that there is none; free gives the claim up, once they take part or do not.
// Organisers may exceed the number by a decision. Unavailable when too many come at once.
func (s *Service) claim(ctx context.Context, k cohort.Known, id, as string) (full bool, free func(), err error) {
	free = func() {}
	if k.Body.Places == 0 || as != Newcomer || k.Body.Way(as) == cohort.ByApplication {
		return false, free, nil
	}
	key := claimKey(id)
	for range claimTries {
		seen, err := s.c.claims.Upsert(ctx, k.ID, func(d *store.Doc[Claims]) error {
			if d.Version > 0 {
				return store.Unchanged
			}
			return nil
		})
		if err != nil {
			return false, free, err
		}
		// After the version was read: whoever is not counted here moves it.
		taken := len(seen.Body.without(key, s.d.Now()))
		err = s.EachTaking(ctx, k.ID, func(d *store.Doc[Application]) error {
			if until, claimed := seen.Body.Until[claimKey(d.ID)]; d.Body.As == Newcomer && (!claimed || !until.After(s.d.Now())) {
				taken++
			}
			return ctx.Err()
		})
		if err != nil || taken >= k.Body.Places {
			return true, free, err
		}
		_, err = s.c.claims.UpdateAt(ctx, k.ID, seen.Version, func(d *store.Doc[Claims]) error {
			now := s.d.Now()
			d.Body.Until = d.Body.without(key, now)
			d.Body.Until[key] = now.Add(claimHolds)
			return nil
		})
		if err == nil {
			return false, func() { s.unclaim(context.WithoutCancel(ctx), k.ID, key) }, nil
		}
		if !fault.Coded(err, "store.moved") {
			return false, free, err
		}
	}
	return false, free, fault.New(fault.Unavailable, "store.contended", "Too many register at this moment. Try again.")
}

func (s *Service) unclaim(ctx context.Context, cohortID, key string) {
	_, err := s.c.claims.Update(ctx, cohortID, func(d *store.Doc[Claims]) error {
		d.Body.Until = d.Body.without(key, s.d.Now())
		return nil
	})
	if err != nil { // it ends by itself
		s.d.Log.WarnContext(ctx, "the claim of a place is not given up yet", "cohort", cohortID, "err", err)
	}
}
