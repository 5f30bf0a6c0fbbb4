package accounts

import (
	"slices"
	"time"
)

// maxAdministrators bounds the list.
const maxAdministrators = 100

// Administrators is the one document that says who administers, so that the last one can never be removed, whoever removes
// whom at the same moment. The accounts follow it (Account.followAdministrators).
type Administrators struct {
	// Nonce is that of the first administrator's link; their account's id derives from it, so only one can come of it.
	Nonce string  `json:"nonce"`
	List  []Admin `json:"list,omitempty"`
}

// Admin is one of them.
type Admin struct {
	Account string    `json:"account"`
	Sure    bool      `json:"sure"` // the account is there and carries the role: only these count as remaining
	At      time.Time `json:"at"`
}

func (l *Administrators) index(account string) int {
	return slices.IndexFunc(l.List, func(a Admin) bool { return a.Account == account })
}

func (l *Administrators) has(account string) bool { return l.index(account) >= 0 }

// add lists an account that is to become administrator. It says whether that changed anything, and false if the list is full.
func (l *Administrators) add(account string, now time.Time) (changed, ok bool) {
	if l.has(account) {
		return false, true
	}
	if len(l.List) >= maxAdministrators {
		return false, false
	}
	l.List = append(l.List, Admin{Account: account, At: now})
	return true, true
}

// assure notes that a listed account carries the role.
func (l *Administrators) assure(account string) bool {
	i := l.index(account)
	if i < 0 || l.List[i].Sure {
		return false
	}
	l.List[i].Sure = true
	return true
}

// remove takes an account off the list; not ok if no other would surely remain. One that is absent (closed, or never made) can
// always go.
func (l *Administrators) remove(account string, absent bool) (changed, ok bool) {
	i := l.index(account)
	if i < 0 {
		return false, true
	}
	if !absent && !slices.ContainsFunc(l.List, func(a Admin) bool { return a.Sure && a.Account != account }) {
		return false, false
	}
	l.List = slices.Delete(l.List, i, i+1)
	return true, true
}
