package accounts

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Bounds of sessions.
const (
	maxSessions  = 20 // of one account; the oldest goes
	sessionIdle  = 30 * 24 * time.Hour
	sessionMax   = 180 * 24 * time.Hour
	repeatWithin = 10 * time.Second // in which the token before gets the same successor: two tabs, or a lost answer
	recently     = 10 * time.Minute // a session this young proves the person where there is no password
)

// Session is one signed-in device: a family of refresh tokens of which only the last is good.
type Session struct {
	Account string    `json:"account"`
	Epoch   int64     `json:"epoch"` // of the account when it was opened
	Salt    string    `json:"salt"`  // of the family's key
	N       uint32    `json:"n"`     // the refresh token that is good
	Turned  time.Time `json:"turned,omitzero"`
	Opened  time.Time `json:"opened"`
	Seen    time.Time `json:"seen"`
	How     string    `json:"how"` // password, link
	Label   string    `json:"label,omitempty"`
	Revoked time.Time `json:"revoked,omitzero"`
	// Request is the hash of the request that opened it: the same one again, with the same key, gets the same session.
	Request string `json:"request,omitempty"`
}

// turn is what a refresh token leads to.
type turn int

const (
	refusedTurn turn = iota // the session is over
	nextTurn                // a new token
	sameTurn                // the successor that was already given
	stolenTurn              // an old token came again: the family is revoked
)

// refresh presents the n-th token, whose MAC was checked.
func (s *Session) refresh(n uint32, now time.Time) turn {
	switch {
	case !s.live(now):
		return refusedTurn
	case n == s.N:
		s.N++
		s.Turned, s.Seen = now, now
		return nextTurn
	case n+1 == s.N && now.Sub(s.Turned) <= repeatWithin:
		return sameTurn
	}
	s.revoke(now)
	return stolenTurn
}

// revoke ends the session. It says whether that is news.
func (s *Session) revoke(now time.Time) bool {
	if !s.Revoked.IsZero() {
		return false
	}
	s.Revoked, s.Label = now, "" // what the person wrote is of no use any more
	return true
}

func (s *Session) live(now time.Time) bool { return s.Revoked.IsZero() && now.Before(s.ends()) }

// ends is when the session ends by itself.
func (s *Session) ends() time.Time {
	idle, most := s.Seen.Add(sessionIdle), s.Opened.Add(sessionMax)
	if idle.Before(most) {
		return idle
	}
	return most
}

// droppedAt is when nothing of the session matters any more.
func (s *Session) droppedAt(accessLife time.Duration) time.Time {
	if s.Revoked.IsZero() {
		return s.ends().Add(accessLife)
	}
	return s.Revoked.Add(2 * accessLife)
}

// state is published once the session is revoked.
func (s *Session) state(id string, accessLife time.Duration) wire.State {
	if s.Revoked.IsZero() {
		return nil
	}
	return wire.SessionState{Session: id, Account: s.Account, Revoked: true, Expires: s.Revoked.Add(accessLife)}
}
