package accounts

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/pace"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Roles on the instance.
const (
	moderator     = "moderator"
	administrator = "administrator"
)

// How long what nobody confirmed is kept: then the address is free again, and nothing of it is left.
const (
	keepUnconfirmed = 7 * 24 * time.Hour
	keepInvited     = 30 * 24 * time.Hour // after the invitation's last link has expired
)

// keepFormer is how long the address before a change is kept: it is told of the change, by a mail with a link that takes the change
// back. Until then the address cannot be changed again, so that who takes an account over can neither hide the change behind
// another one nor outwait the link.
const keepFormer = 7 * 24 * time.Hour

// Account is one person's account. The address is here and nowhere else.
type Account struct {
	Address string `json:"address"` // "" of who arrived by a badge and gave none yet
	Index   string `json:"index"`   // keyed hash of the address
	// NewAddress waits for its confirmation.
	NewAddress string `json:"new_address,omitempty"`
	// Former is the address before the last change; nil if there is none that is kept.
	Former *FormerAddress `json:"former,omitempty"`

	Created   time.Time `json:"created"`
	Confirmed time.Time `json:"confirmed,omitzero"`
	Invited   bool      `json:"invited,omitempty"` // opened by an invitation that was not accepted yet
	Locale    string    `json:"locale"`
	Conduct   string    `json:"conduct,omitempty"` // version of the code of conduct that was accepted
	Adult     bool      `json:"adult,omitempty"`   // said to be 18 or over

	Password string `json:"password,omitempty"` // Argon2id in PHC form; "" none
	// Epoch rises whenever all sessions end at once; Spared is the one session that outlives the last rise.
	Epoch  int64  `json:"epoch"`
	Proofs int64  `json:"proofs,omitempty"` // rises with Epoch, and with every change of the address
	Spared string `json:"spared,omitempty"`
	// Ending says that sessions of older epochs may still have to be revoked; a scan finishes what a crash left.
	Ending bool `json:"ending,omitempty"`

	Moderator     bool `json:"moderator,omitempty"`
	Administrator bool `json:"administrator,omitempty"`
	// AdministratorAt is the version of the list of administrators that Administrator follows: an older one changes nothing.
	AdministratorAt int64 `json:"administrator_at,omitempty"`

	// Suspended is what keeps the person out now: of ByStaff and the Sanctions the one that lasts longest (hold).
	Suspended *Suspension `json:"suspended,omitempty"`
	ByStaff   *Suspension `json:"by_staff,omitempty"`  // what a moderator gave by hand
	Sanctions []Sanction  `json:"sanctions,omitempty"` // what safety decided, at most maxSanctions

	Links    map[Purpose]Link        `json:"links,omitempty"` // at most one for each purpose
	Asked    map[Purpose]pace.Budget `json:"asked,omitempty"`
	LookedUp pace.Budget             `json:"looked_up,omitzero"` // of staff: how often they looked for an address
}

// FormerAddress is where a change of the address is told to. Nobody signs in with it, and anybody may sign up with it.
type FormerAddress struct {
	Address string    `json:"address"`
	Changed time.Time `json:"changed"`
}

// Suspension says since when and why somebody may not sign in.
type Suspension struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`         // a code
	Until  time.Time `json:"until,omitzero"` // zero: until lifted
}

// roles are the roles on the instance, always in the same order.
func (a *Account) roles() []string {
	var out []string
	if a.Administrator {
		out = append(out, administrator)
	}
	if a.Moderator {
		out = append(out, moderator)
	}
	return out
}

// state is what others mirror.
func (a *Account) state(id string) wire.AccountState {
	return wire.AccountState{
		Account: id, Confirmed: !a.Confirmed.IsZero(), Suspended: a.Suspended != nil, Roles: a.roles(), Locale: a.Locale, Created: a.Created,
		Proofs: a.Proofs,
	}
}

// confirm notes that the person has shown that mail to the address reaches them. It says whether that is news.
func (a *Account) confirm(now time.Time) bool {
	if !a.Confirmed.IsZero() {
		return false
	}
	a.Confirmed, a.Invited = now, false
	delete(a.Links, Confirm)
	delete(a.Links, Invitation)
	delete(a.Links, Arrival)
	return true
}

// setPassword sets a new hash and ends every session but the spared one; links that were sent before die too.
func (a *Account) setPassword(hash, spared string) {
	a.Password = hash
	a.endSessions(spared)
	delete(a.Links, Reset)
	delete(a.Links, SignIn)
}

// endSessions makes every session end at its next refresh, but the spared one.
func (a *Account) endSessions(spared string) {
	a.Epoch++
	a.Proofs++
	a.Spared, a.Ending = spared, true
}

// changeAddress moves the account to another address. Links that were sent to the old one die, but for the one that takes this
// back, which has the nonce. An address that nobody has confirmed is not kept: it may be a stranger's.
func (a *Account) changeAddress(full, index, nonce string, now time.Time) {
	clear(a.Links)
	if !a.Confirmed.IsZero() && a.Address != "" && full != a.Address {
		a.Former = &FormerAddress{Address: a.Address, Changed: now}
		if a.Links == nil {
			a.Links = map[Purpose]Link{}
		}
		a.Links[UndoAddress] = Link{Nonce: nonce, Born: now, Expires: now.Add(keepFormer)}
	}
	a.Address, a.Index, a.NewAddress = full, index, ""
	a.Proofs++
}

// undoAddress moves the account back to the address that it had, for whoever reads the mail there. Nothing that somebody else may
// have set up since then lets them in any more: sessions, links, password.
func (a *Account) undoAddress(full, index string) {
	a.Address, a.Index, a.NewAddress, a.Former = full, index, "", nil
	a.setPassword("", "")
	clear(a.Links)
}

// movable says whether the address may be changed now: not while the last change can still be taken back. Conflict otherwise.
func (a *Account) movable(now time.Time) error { return a.settled("It can be changed again", now) }

// closable says whether the account may be closed now: while a change of the address can be taken back it may be a thief who asks,
// and closing is for good. Conflict otherwise.
func (a *Account) closable(now time.Time) error { return a.settled("The account can be closed", now) }

func (a *Account) settled(what string, now time.Time) error {
	if a.former(now) == "" {
		return nil
	}
	return fault.Newf(fault.Conflict, "accounts.address_changed_lately",
		"Your address was changed lately. %s after %s; until then a link that was sent to the old address takes the change back.",
		what, a.Former.Changed.Add(keepFormer).UTC().Format("2 January 2006, 15:04 MST"))
}

// former is the address before the last change, as long as it is kept; "" without.
func (a *Account) former(now time.Time) string {
	if a.Former == nil || !now.Before(a.Former.Changed.Add(keepFormer)) {
		return ""
	}
	return a.Former.Address
}

// owns says whether a session still belongs to the account's current epoch.
func (a *Account) owns(session string, s *Session) bool {
	return a.Suspended == nil && (s.Epoch == a.Epoch || session == a.Spared)
}

// forgottenAt is when an account that nobody confirmed goes away; zero for one that stays.
func (a *Account) forgottenAt() time.Time {
	if !a.Confirmed.IsZero() {
		return time.Time{}
	}
	at := a.Created.Add(keepUnconfirmed)
	for _, l := range a.Links {
		at = later(at, l.Expires)
	}
	if a.Invited {
		at = later(at, a.Links[Invitation].Expires.Add(keepInvited))
	}
	return at
}

// linksUntil is when the last pending link expires; zero without any.
func (a *Account) linksUntil() time.Time {
	var at time.Time
	for _, l := range a.Links {
		at = later(at, l.Expires)
	}
	return at
}

// giveModerator sets the moderator role; it says whether that changed anything.
func (a *Account) giveModerator(yes bool) bool {
	changed := a.Moderator != yes
	a.Moderator = yes
	return changed
}

// followAdministrators takes over what a version of the list of administrators says; older versions change nothing.
func (a *Account) followAdministrators(version int64, listed bool) bool {
	if version <= a.AdministratorAt {
		return false
	}
	changed := a.Administrator != listed
	a.Administrator, a.AdministratorAt = listed, version
	return changed
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// knownRoles says whether every role is one that an administrator can give, each once.
func knownRoles(roles []string) bool {
	for i, r := range roles {
		if r != moderator && r != administrator || slices.Contains(roles[:i], r) {
			return false
		}
	}
	return true
}
