package accounts

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// signing is the key that signs now.
type signing struct {
	auth.Signer
	from, until time.Time
}

// signer gives the key that signs now, and makes what is missing: that of this period, and a day ahead that of the next.
func (s *Service) signer(ctx context.Context, now time.Time) (auth.Signer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.signing; k != nil && !now.Before(k.from) && now.Before(k.until) {
		return k.Signer, nil
	}
	for _, p := range periodsDue(now) {
		d, err := s.key(ctx, p, now)
		if err != nil {
			return auth.Signer{}, err
		}
		seed, err := s.unsealed(ctx, d)
		if err != nil {
			return auth.Signer{}, err
		}
		if !now.Before(d.Body.From) && now.Before(d.Body.Until) {
			if s.relay != nil && d.Pending() { // nobody has prepared it: the others must know it before they see a token
				if err := s.relay.Drain(ctx); err != nil {
					return auth.Signer{}, err
				}
			}
			s.signing = &signing{auth.Signer{KID: d.ID, Key: ed25519.NewKeyFromSeed(seed)}, d.Body.From, d.Body.Until}
			return s.signing.Signer, nil
		}
	}
	// Another machine whose clock is a little ahead made the key: its time has not come for us yet, but it is the only one.
	d, err := s.key(ctx, period(now), now)
	if err != nil {
		return auth.Signer{}, err
	}
	seed, err := s.unsealed(ctx, d)
	return auth.Signer{KID: d.ID, Key: ed25519.NewKeyFromSeed(seed)}, err
}

// key reads the key of a period, making it if it is missing. Replicas that make it at once agree on the first.
func (s *Service) key(ctx context.Context, p int64, now time.Time) (*store.Doc[SigningKey], error) {
	id := keyID(p)
	d, err := s.c.keys.Get(ctx, id)
	if !fault.Has(err, fault.NotFound) {
		return d, err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	d, err = s.c.keys.Insert(ctx, id, newSigningKey(p, now, public, s.sealer.Seal(private.Seed(), id)), nil)
	if fault.Coded(err, "store.exists") {
		return s.c.keys.Get(ctx, id)
	}
	return d, err
}

// unsealed opens a key's seed; one that was kept before there was a key file is sealed on the way.
func (s *Service) unsealed(ctx context.Context, d *store.Doc[SigningKey]) ([]byte, error) {
	seed, plain, err := s.sealer.Open(d.Body.Seed, d.ID)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, errors.New("accounts: a signing key in the store is not whole")
	}
	if plain {
		_, err = s.c.keys.Update(ctx, d.ID, func(d *store.Doc[SigningKey]) error {
			d.Body.Seed = s.sealer.Seal(seed, d.ID)
			return nil
		})
	}
	return seed, err
}

// Keys is the published key set. For anybody.
func (s *Service) Keys(ctx context.Context) (api.KeySet, error) {
	page, err := s.c.keys.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("expires", store.Gt, store.At(s.d.Now()))}, Sort: []store.Order{{Index: "expires"}}, Limit: 64,
	})
	if err != nil {
		return api.KeySet{}, err
	}
	out := api.KeySet{Keys: []api.PublicKey{}}
	for _, d := range page.Docs {
		out.Keys = append(out.Keys, api.PublicKey{
			Kty: "OKP", Crv: "Ed25519", Kid: d.ID, X: base64.RawURLEncoding.EncodeToString(d.Body.Public), Alg: "EdDSA", Use: "sig",
		})
	}
	return out, nil
}
