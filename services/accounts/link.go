package accounts

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/pace"
)

// Purpose is what a one-time link is for. It is also the last part of the route that uses it.
type Purpose string

// Purposes.
const (
	Confirm            Purpose = "confirm"
	SignIn             Purpose = "sign_in"
	Reset              Purpose = "reset"
	Invitation         Purpose = "invitation"
	ChangeAddress      Purpose = "address"      // the new address is the person's
	UndoAddress        Purpose = "undo-address" // sent to the address before: takes the change back
	FirstAdministrator Purpose = "first-administrator"
	Arrival            Purpose = "arrival" // of who came to an event with a badge
)

var lives = map[Purpose]time.Duration{
	Confirm: 24 * time.Hour, SignIn: 15 * time.Minute, Reset: time.Hour, Invitation: 30 * 24 * time.Hour, ChangeAddress: time.Hour,
	UndoAddress: keepFormer, Arrival: 24 * time.Hour,
}

// askEvery is how often a link of one purpose is sent again: two at once, then one each half hour, so at most three in an hour.
const (
	askEvery = 30 * time.Minute
	askBurst = 2
)

// requestable are the purposes that anybody may ask for by address.
func requestable(p Purpose) bool { return slices.Contains([]Purpose{Confirm, SignIn, Reset}, p) }

// linkFor is the link that is sent where one of a purpose is asked for: who has not joined yet joins first, by a link that asks what
// this place asks for, and who has joined confirms nothing.
func (a *Account) linkFor(p Purpose) Purpose {
	switch {
	case a.Confirmed.IsZero() && a.Invited:
		return Invitation
	case a.Confirmed.IsZero():
		return Confirm
	case p == Confirm:
		return SignIn
	}
	return p
}

// Link is a pending one-time link: its token is minted from the nonce while it is sent. Using it removes it.
type Link struct {
	Nonce   string    `json:"nonce"`
	Born    time.Time `json:"born"`
	Expires time.Time `json:"expires"`
}

func (l Link) pending(now time.Time) bool { return l.Nonce != "" && now.Before(l.Expires) }

// How often one of the staff may look for an address: 60 times in any hour at most.
const (
	lookUpBurst = 30
	lookUpEvery = 2 * time.Minute
)

// lookUp takes a look from the budget of the staff member whose account it is; or it says how long to wait.
func (a *Account) lookUp(now time.Time) (wait time.Duration) {
	return a.LookedUp.Take(lookUpBurst, lookUpEvery, now)
}

// ask prepares a link; send says whether to send it now. A link that is young keeps its nonce and lives on: a stranger who
// asks for links can neither kill the one that is in the mail nor use up the person's own asking, since a link asked for in
// vain makes the one in the mailbox good for its full time again; so it lives on while no new one may be sent.
func (a *Account) ask(p Purpose, nonce string, now time.Time) (send bool) {
	life := lives[p]
	asks := a.Asked[p]
	send = asks.Take(askBurst, askEvery, now) == 0
	l := a.Links[p]
	switch young := now.Before(l.Born.Add(max(life, askEvery))); {
	case l.Nonce != "" && (young || !send): // where nothing may be sent something was sent within askEvery, while it was young
		l.Expires = now.Add(life)
	case send:
		l = Link{Nonce: nonce, Born: now, Expires: now.Add(life)}
	default:
		return false
	}
	if a.Links == nil {
		a.Links = map[Purpose]Link{}
	}
	if a.Asked == nil {
		a.Asked = map[Purpose]pace.Budget{}
	}
	a.Links[p], a.Asked[p] = l, asks
	return send
}

// used notes that a link did its work. Whoever has the mailbox is not kept waiting for the next one.
func (a *Account) used(p Purpose) {
	delete(a.Links, p)
	delete(a.Asked, p)
}
