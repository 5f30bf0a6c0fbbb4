package accounts

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// Secret is the root secret that all MAC keys derive from.
type Secret struct {
	Sealed string `json:"sealed"`
}

// Ids of documents of which there is one.
const (
	rootID           = "root"
	administratorsID = "administrators"
)

type collections struct {
	accounts *store.Collection[Account]
	sessions *store.Collection[Session]
	keys     *store.Collection[SigningKey]
	attempts *store.Collection[Attempts]
	secrets  *store.Collection[Secret]
	admins   *store.Collection[Administrators]
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	if c.accounts, err = store.Open(ctx, db, store.Spec[Account]{
		Name: "accounts_account", Schema: 2, Upcast: upcastAccount, State: true, Keys: accountKeys,
		Indexes: []store.Index{
			{Name: "address", Unique: true}, {Name: "role", Multi: true}, {Name: "links_until"}, {Name: "lift_at"}, {Name: "forget_at"},
			{Name: "ending"}, {Name: "former"},
		},
	}); err != nil {
		return c, err
	}
	if c.sessions, err = store.Open(ctx, db, store.Spec[Session]{
		Name: "accounts_session", Schema: 1, State: true,
		Indexes: []store.Index{{Name: "account"}, {Name: "opened"}, {Name: "drop_at"}},
		Keys: func(_ string, s *Session) store.Keys {
			return store.Keys{"account": s.Account, "opened": store.At(s.Opened), "drop_at": store.At(s.droppedAt(auth.AccessLife))}
		},
	}); err != nil {
		return c, err
	}
	if c.keys, err = store.Open(ctx, db, store.Spec[SigningKey]{
		Name: "accounts_key", Schema: 1, State: true, Indexes: []store.Index{{Name: "expires"}},
		Keys: func(_ string, k *SigningKey) store.Keys { return store.Keys{"expires": store.At(k.Expires)} },
	}); err != nil {
		return c, err
	}
	if c.attempts, err = store.Open(ctx, db, store.Spec[Attempts]{
		Name: "accounts_attempt", Schema: 1, Indexes: []store.Index{{Name: "last"}},
		Keys: func(_ string, a *Attempts) store.Keys { return store.Keys{"last": store.At(a.Last)} },
	}); err != nil {
		return c, err
	}
	if c.secrets, err = store.Open(ctx, db, store.Spec[Secret]{Name: "accounts_secret", Schema: 1}); err != nil {
		return c, err
	}
	c.admins, err = store.Open(ctx, db, store.Spec[Administrators]{Name: "accounts_administrators", Schema: 1})
	return c, err
}

func accountKeys(_ string, a *Account) store.Keys {
	k := store.Keys{}
	if a.Index != "" { // none of who arrived by a badge
		k["address"] = a.Index
	}
	if roles := a.roles(); len(roles) > 0 {
		k["role"] = roles
	}
	if at := a.linksUntil(); !at.IsZero() {
		k["links_until"] = store.At(at)
	}
	if a.Suspended != nil && !a.Suspended.Until.IsZero() {
		k["lift_at"] = store.At(a.Suspended.Until)
	}
	if at := a.forgottenAt(); !at.IsZero() {
		k["forget_at"] = store.At(at)
	}
	if a.Former != nil {
		k["former"] = store.At(a.Former.Changed)
	}
	if a.Ending {
		k["ending"] = true
	}
	return k
}

// root reads the root secret, making it at the first start. Several replicas agree on one.
func (c *collections) root(ctx context.Context, sealer credential.Sealer) ([]byte, error) {
	d, err := c.secrets.Get(ctx, rootID)
	if fault.Has(err, fault.NotFound) {
		fresh := make([]byte, credential.RootSize)
		rand.Read(fresh)
		d, err = c.secrets.Insert(ctx, rootID, Secret{Sealed: sealer.Seal(fresh, rootID)}, nil)
		if fault.Coded(err, "store.exists") {
			d, err = c.secrets.Get(ctx, rootID)
		}
	}
	if err != nil {
		return nil, err
	}
	secret, plain, err := sealer.Open(d.Body.Sealed, rootID)
	if err != nil || !plain {
		return secret, err
	}
	_, err = c.secrets.Update(ctx, rootID, func(d *store.Doc[Secret]) error {
		d.Body.Sealed = sealer.Seal(secret, rootID)
		return nil
	})
	return secret, err
}

// byAddress finds an account by the index of its address; nil if there is none.
func (c *collections) byAddress(ctx context.Context, index string) (*store.Doc[Account], error) {
	page, err := c.accounts.Find(ctx, store.Query{Where: []store.Cond{store.Where("address", store.Eq, index)}, Limit: 1})
	if err != nil || len(page.Docs) == 0 {
		return nil, err
	}
	return page.Docs[0], nil
}

// sessionsOf lists the sessions of an account, the newest first. There are few more than maxSessions live ones; those that
// ended lately are among them.
func (c *collections) sessionsOf(ctx context.Context, account string, each func(*store.Doc[Session]) error) error {
	return c.sessions.Each(ctx, store.Query{
		Where: []store.Cond{store.Where("account", store.Eq, account)}, Sort: []store.Order{{Index: "opened", Desc: true}}, Limit: 100,
	}, each)
}

// due lists at most batch documents whose index lies at or before now.
func due[T any](ctx context.Context, c *store.Collection[T], index string, now time.Time) ([]*store.Doc[T], error) {
	page, err := c.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(index, store.Le, store.At(now))}, Sort: []store.Order{{Index: index}}, Limit: tickBatch,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// tickBatch is how many documents of a kind one scan takes up.
const tickBatch = 500
