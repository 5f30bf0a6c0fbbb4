package main

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// actor plays one role of the matrix.
type actor struct {
	*client.Client
	role, id, session string
	tokens            *client.Tokens
	held              string // a token that no longer holds, for those who were put out
	minted            time.Time
}

// The roles. The parties of a request or mentorship are newcomer and mentor; the stranger has nothing to do with anything;
// newcomer and mentor have blocked the blocked.
const (
	nobody        = "nobody"
	newcomer      = "newcomer"
	mentor        = "mentor"
	stranger      = "stranger"
	blocked       = "blocked"
	organiser     = "organiser"           // of the programme
	reviewer      = "reviewer"            // of the programme
	elsewhere     = "organiser elsewhere" // of another programme of another organisation
	moderator     = "moderator"
	administrator = "administrator"
	suspended     = "suspended"
	revoked       = "revoked session"
	forged        = "forged token"
)

// roles in the order of the walk. Those who may do the least come first.
var roles = []string{
	nobody, forged, suspended, revoked, stranger, blocked, elsewhere, reviewer, organiser, moderator, administrator, newcomer, mentor,
}

// put are those whose token does not hold.
var putOut = map[string]bool{forged: true, suspended: true, revoked: true}

// token is the bearer token of a role, young enough for the next seconds.
func (e *edge) token(role string) string {
	a := e.cast[role]
	switch {
	case role == nobody:
		return ""
	case role == forged:
		return "e30.e30.e30"
	case a.held != "":
		return a.held
	}
	old := ""
	if time.Since(a.minted) > 3*time.Minute {
		old, _ = a.tokens.Saved()
		a.minted = time.Now()
	}
	token, err := a.tokens.Source(e.ctx, old)
	if err != nil {
		e.Fatalf("%s: %v", role, err)
	}
	return token
}

// person makes an account the way people do.
func (e *edge) person(role string) *actor {
	e.Helper()
	e.number++
	address := fmt.Sprintf("person%d@example.org", e.number)
	if _, err := e.public.SignUp(e.ctx, api.SignUp{Address: address}); err != nil {
		e.Fatalf("%s: %v", role, err)
	}
	token, err := e.office.link(e.ctx, address, "confirm")
	if err != nil {
		e.Fatalf("%s: %v", role, err)
	}
	in, err := e.public.ConfirmAddress(e.ctx, api.UseLink{Token: token})
	if err != nil {
		e.Fatalf("%s: %v", role, err)
	}
	a := &actor{role: role, id: in.Account, session: in.Session, tokens: e.public.Tokens(in.AccessToken, in.RefreshToken), minted: time.Now()}
	a.Client = e.public.As(a.tokens.Source)
	return a
}

// play casts a role, anew if it was cast before.
func (e *edge) play(role string) {
	e.Helper()
	if role == nobody || role == forged {
		return
	}
	a := e.person(role)
	e.cast[role] = a
	var err error
	switch role {
	case newcomer:
		_, err = a.SaveMe(e.ctx, newcomerBody("Nia of the matrix"))
	case mentor:
		if _, err = a.SaveMe(e.ctx, mentorBody("Mika of the matrix")); err == nil {
			err = e.office.approve(e.ctx, a.id)
		}
	case stranger, blocked:
		_, err = a.SaveMe(e.ctx, newcomerBody("Sol of the matrix"))
	case moderator, administrator:
		_, err = e.office.admin.SetRoles(e.ctx, a.id, []string{role})
	}
	if err != nil {
		e.Fatalf("%s: %v", role, err)
	}
	switch role {
	case newcomer, mentor:
		e.join(a)
		e.block()
		clear(e.made)
	case blocked:
		e.block()
	case organiser, reviewer:
		e.grant(a, role, "programme:"+e.programme("programme")["id"])
	case elsewhere:
		e.grant(a, "organiser", "programme:"+e.programme("other programme")["id"])
	case moderator, administrator:
		e.soon(role, func() error {
			_, err := client.Do[object](e.ctx, a.Client, http.MethodGet, "/api/v1/ops-catalog/claims", nil, nil)
			return err
		})
	case suspended:
		a.held, _ = a.tokens.Saved()
		if _, err := e.office.admin.Suspend(e.ctx, a.id, api.SuspensionRequest{Reason: "spam"}); err != nil {
			e.Fatal(err)
		}
		e.refused(a)
	case revoked:
		a.held, _ = a.tokens.Saved()
		if err := a.SignOutEverywhere(e.ctx); err != nil {
			e.Fatal(err)
		}
		e.refused(a)
	}
}

// refused waits until a token that was revoked is refused. Five seconds are promised; a busy machine gets more.
func (e *edge) refused(a *actor) {
	e.Helper()
	held := e.public.As(client.Token(a.held))
	if err := eventually(e.ctx, patience, func() error {
		if _, err := held.Standing(e.ctx); !fault.Has(err, fault.Unauthenticated) {
			return errors.Join(errors.New("still served"), err)
		}
		return nil
	}); err != nil {
		e.Fatalf("%s: %v", a.role, err)
	}
}

// grant gives a role on a scope and waits until it counts.
func (e *edge) grant(a *actor, role, scope string) {
	e.Helper()
	e.soon("granting", func() error { _, err := e.office.admin.GiveRole(e.ctx, a.id, role, scope); return err })
	e.soon(a.role, func() error {
		mine, err := a.MyProgrammes(e.ctx)
		if err == nil && len(mine.Items) == 0 {
			err = errors.New("has no programme yet")
		}
		return err
	})
}

// join makes newcomer and mentor members of the programme.
func (e *edge) join(a *actor) {
	e.Helper()
	e.soon("inviting", func() error {
		_, err := e.office.admin.InviteMember(e.ctx, e.programme("programme")["id"], a.id)
		return err
	})
	e.soon("joining", func() error {
		_, err := a.Join(e.ctx, e.programme("programme")["id"], a.role == newcomer, a.role == mentor)
		return err
	})
}

// block lets newcomer and mentor block the blocked, once all are there.
func (e *edge) block() {
	e.Helper()
	n, m, b := e.cast[newcomer], e.cast[mentor], e.cast[blocked]
	if n == nil || m == nil || b == nil {
		return
	}
	for _, a := range []*actor{n, m} {
		e.soon("blocking", func() error { return a.Block(e.ctx, b.id) })
	}
	e.soon("hidden", func() error {
		if _, err := b.Person(e.ctx, m.id); !fault.Has(err, fault.NotFound) {
			return errors.Join(errors.New("somebody who was blocked still sees the other"), err)
		}
		return nil
	})
}

// gather opens the office, the programmes and the cast.
func (e *edge) gather() {
	e.Helper()
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	if err != nil {
		e.Fatal(err)
	}
	if e.office, err = newOffice(e.ctx, e.public, token, "operator@example.org", newPassword()); err != nil {
		e.Fatal(err)
	}
	e.importSome()
	for _, role := range roles {
		e.play(role)
	}
}
