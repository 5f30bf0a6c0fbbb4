package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Bounds of what a Guard keeps.
const (
	MaxRevoked = 1 << 18 // sessions, and changed accounts, within the life of a token
	maxKeys    = 64
	maxGrants  = 200 // of one person
	remember   = AccessLife + 2*Skew
)

// NewFor is how long an account is new: what costs nothing to make many of has less of a say.
const NewFor = 14 * 24 * time.Hour

// Guard verifies tokens and knows grants in one process: it follows the published keys, revoked sessions, changed accounts and
// grants, so that a revocation acts within 5 s. Safe for concurrent use.
type Guard struct {
	bus *bus.Bus
	now func() time.Time
	log *slog.Logger

	mu       sync.RWMutex
	keys     map[string]publicKey
	sessions map[string]time.Time // revoked, until when that matters
	accounts map[string]account   // suspended, closed or changed within the life of a token
	grants   map[string]grants
	joined   map[string]time.Time // accounts that are new: made then
	crowded  time.Time            // more joined than can be kept: until then everybody passes for new
	floor    time.Time            // tokens issued before are refused
	sweep    time.Time            // when to drop again what no longer matters
	ready    map[string]bool
}

// account is what was heard of an account; a token minted at a later version counts more.
type account struct {
	version int64
	refused bool // suspended or closed
	roles   []string
	until   time.Time // zero: as long as it is so
}

type grants struct {
	version int64
	list    []wire.Grant
}

// NewGuard makes a guard; it knows nothing before Run has caught up.
func NewGuard(b *bus.Bus, now func() time.Time, log *slog.Logger) *Guard {
	return &Guard{
		bus: b, now: now, log: log, keys: map[string]publicKey{}, sessions: map[string]time.Time{},
		accounts: map[string]account{}, grants: map[string]grants{}, joined: map[string]time.Time{}, ready: map[string]bool{},
	}
}

// Run follows until ctx ends.
func (g *Guard) Run(ctx context.Context) error {
	follow := func(service string, kinds ...string) run.Loop {
		subjects := make([]string, len(kinds))
		for i, k := range kinds {
			subjects[i] = wire.StateSubject(service, k, "*")
		}
		return run.Loop{Name: "guard follows " + service, Run: func(ctx context.Context) error {
			return g.bus.Follow(ctx, service, subjects, 0, func(m bus.Message) { g.apply(m.Envelope) }, func() { g.caughtUp(service) })
		}}
	}
	return run.Loops(ctx, g.log, follow("accounts", "key", "session", "account"), follow("programs", "grants"))
}

func (g *Guard) caughtUp(service string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ready[service] = true
}

// Ready says whether keys, revocations and grants have been caught up.
func (g *Guard) Ready() error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if !g.ready["accounts"] || !g.ready["programs"] {
		return errors.New("auth: keys, revocations and grants are not caught up yet")
	}
	return nil
}

// apply takes in one state. An unreadable one is logged and skipped: it can only be one that we do not know yet.
func (g *Guard) apply(e wire.Envelope) {
	var err error
	service, kind := e.TypeOf()
	g.mu.Lock()
	defer g.mu.Unlock()
	switch service + "." + kind {
	case "accounts.key":
		err = g.applyKey(e)
	case "accounts.session":
		err = g.applySession(e)
	case "accounts.account":
		err = g.applyAccount(e)
	case "programs.grants":
		err = g.applyGrants(e)
	}
	if err != nil {
		g.log.Warn("state not understood", "type", e.Type, "id", e.ID)
	}
	g.drop()
}

func (g *Guard) applyKey(e wire.Envelope) error {
	if e.Deleted {
		delete(g.keys, e.Subject)
		return nil
	}
	s, err := wire.Read[wire.KeyState](e)
	if err != nil {
		return err
	}
	x, err := base64.RawURLEncoding.DecodeString(s.X)
	if err != nil || len(x) != ed25519.PublicKeySize {
		return errors.New("auth: key")
	}
	if !g.now().Before(s.Expires) {
		return nil
	}
	if _, known := g.keys[s.KID]; !known && len(g.keys) >= maxKeys {
		return errors.New("auth: too many keys")
	}
	g.keys[s.KID] = publicKey{key: x, from: s.From, expires: s.Expires}
	return nil
}

func (g *Guard) applySession(e wire.Envelope) error {
	if e.Deleted {
		return nil
	}
	s, err := wire.Read[wire.SessionState](e)
	if err != nil {
		return err
	}
	until := s.Expires.Add(Skew)
	if !s.Revoked || !g.now().Before(until) {
		return nil
	}
	if len(g.sessions) >= MaxRevoked {
		g.refuseAll()
	}
	g.sessions[s.Session] = until
	return nil
}

func (g *Guard) applyAccount(e wire.Envelope) error {
	a := account{version: e.Version, refused: e.Deleted, until: e.Time.Add(remember)}
	if !e.Deleted {
		s, err := wire.Read[wire.AccountState](e)
		if err != nil {
			return err
		}
		a.refused, a.roles = s.Suspended, s.Roles
		if s.Suspended {
			a.until = time.Time{}
		}
		g.join(e.Subject, s.Created)
	}
	if old, ok := g.accounts[e.Subject]; ok && old.version > e.Version {
		return nil
	}
	if !a.until.IsZero() && !g.now().Before(a.until) {
		delete(g.accounts, e.Subject)
		return nil
	}
	if len(g.accounts) >= MaxRevoked {
		g.refuseAll()
	}
	g.accounts[e.Subject] = a
	return nil
}

// join notes that an account is new.
func (g *Guard) join(account string, created time.Time) {
	now := g.now()
	if _, known := g.joined[account]; known || !now.Before(created.Add(NewFor)) {
		return
	}
	if len(g.joined) >= MaxRevoked {
		g.log.Warn("more accounts are new than can be kept: everybody passes for new for a while", "kept", MaxRevoked)
		g.crowded = now.Add(NewFor)
		return
	}
	g.joined[account] = created
}

// NewUntil is when an account is new no longer; zero if it is not new. Before accounts are caught up everybody is new for a while.
func (g *Guard) NewUntil(person string) time.Time {
	g.mu.RLock()
	defer g.mu.RUnlock()
	now := g.now()
	switch created, known := g.joined[person]; {
	case known && now.Before(created.Add(NewFor)):
		return created.Add(NewFor)
	case !g.ready["accounts"], now.Before(g.crowded):
		return now.Add(NewFor)
	}
	return time.Time{}
}

func (g *Guard) applyGrants(e wire.Envelope) error {
	old, known := g.grants[e.Subject]
	if known && old.version > e.Version {
		return nil
	}
	if e.Deleted {
		delete(g.grants, e.Subject)
		return nil
	}
	s, err := wire.Read[wire.GrantsState](e)
	if err != nil {
		return err
	}
	if len(s.Grants) == 0 && !known {
		return nil
	}
	g.grants[e.Subject] = grants{version: e.Version, list: s.Grants[:min(len(s.Grants), maxGrants)]}
	return nil
}

// refuseAll forgets what happened within the life of a token and refuses all tokens issued until now instead.
func (g *Guard) refuseAll() {
	g.log.Warn("more sessions were ended than can be kept: all access tokens must be refreshed", "kept", MaxRevoked)
	g.floor = g.now().Add(time.Second)
	clear(g.sessions)
	clear(g.accounts)
}

// drop drops what no longer matters, at most once in half a minute.
func (g *Guard) drop() {
	now := g.now()
	if now.Before(g.sweep) {
		return
	}
	g.sweep = now.Add(30 * time.Second)
	for id, until := range g.sessions {
		if !now.Before(until) {
			delete(g.sessions, id)
		}
	}
	for id, a := range g.accounts {
		if !a.until.IsZero() && !now.Before(a.until) {
			delete(g.accounts, id)
		}
	}
	for id, created := range g.joined {
		if !now.Before(created.Add(NewFor)) {
			delete(g.joined, id)
		}
	}
	for kid, k := range g.keys {
		if !now.Before(k.expires) {
			delete(g.keys, kid)
		}
	}
}

// Verify checks an access token; fault Unauthenticated otherwise, without saying why to the caller. Before revocations are
// caught up it is Unavailable: a restart must not bring back who was signed out.
func (g *Guard) Verify(token string) (Principal, error) {
	if !g.started() {
		return Principal{}, fault.New(fault.Unavailable, "auth.starting", "This service is starting. Try again in a second.").After(time.Second)
	}
	c, err := parse(token, g.now(), g.key) // without the lock: this is where the time goes
	if err != nil {
		return Principal{}, refused(err)
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	if _, revoked := g.sessions[c.Session]; revoked {
		return Principal{}, refused(errors.New("session revoked"))
	}
	if c.Issued.Before(g.floor) {
		return Principal{}, refused(errors.New("issued before all were refused"))
	}
	roles := c.Roles
	if a, known := g.accounts[c.Account]; known && a.version >= c.Version {
		if a.refused {
			return Principal{}, refused(errors.New("account suspended or closed"))
		}
		roles = a.roles
	}
	return Principal{ID: c.Account, Session: c.Session, Roles: slices.Clone(roles)}, nil
}

func (g *Guard) key(kid string) (publicKey, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	k, ok := g.keys[kid]
	return k, ok
}

func (g *Guard) started() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.ready["accounts"]
}

func refused(cause error) error {
	return fault.New(fault.Unauthenticated, "auth.token", "Sign in again: this access token is not valid.").With(cause)
}

// Scopes are those ("project:x") on which a person has a role.
func (g *Guard) Scopes(person, role string) (scopes []string) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, have := range g.grants[person].list {
		if have.Role == role {
			scopes = append(scopes, have.Scope)
		}
	}
	return scopes
}

// Granted says whether the principal has one of the roles on one of the scopes ("programme:x", "org:y"). Administrators have
// all of them.
func (g *Guard) Granted(p Principal, roles []string, scopes ...string) bool {
	if !p.SignedIn() {
		return false
	}
	if p.Has(Administrator) {
		return true
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, have := range g.grants[p.ID].list {
		if slices.Contains(roles, have.Role) && slices.Contains(scopes, have.Scope) {
			return true
		}
	}
	return false
}
