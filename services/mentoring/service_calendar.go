package mentoring

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/calendar"
)

// Calendar is a person's private feed. Calendar programs take nothing but an address, so the token is in it: the one secret of this
// service in a URL, as with unsubscribing. Only its hash is kept, and the person renews and revokes it.
type Calendar struct {
	Token string    `json:"token,omitempty"` // hash; "" once it was revoked
	Made  time.Time `json:"made,omitzero"`
	// Proofs is wire.AccountState's when the link was made: it ends with another password or address, and with the end of all sessions.
	Proofs int64 `json:"proofs,omitempty"`
}

// What a feed has.
const (
	feedMost = 200                 // sessions
	feedBack = 30 * 24 * time.Hour // how long past ones stay
)

var errNoCalendar = fault.New(fault.NotFound, "calendar.absent", "There is no such calendar. Take the link from your settings again.")

// CalendarLink says since when the caller has a link to a feed of their sessions; zero if there is none.
func (s *Service) CalendarLink(ctx context.Context) (time.Time, error) {
	d, err := s.c.calendars.Get(ctx, auth.From(ctx).ID)
	if fault.Has(err, fault.NotFound) || err == nil && d.Body.Token == "" {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, gone(err, errLeft)
	}
	proofs, err := s.proofs(ctx, d.ID)
	if err != nil || proofs != d.Body.Proofs {
		return time.Time{}, err
	}
	return d.Body.Made, nil
}

// RenewCalendarLink gives the caller a fresh token of their feed; an older one finds nothing from now on. It is told this once.
func (s *Service) RenewCalendarLink(ctx context.Context) (token string, since time.Time, err error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // it never fails
	token = base64.RawURLEncoding.EncodeToString(secret)
	since = s.d.Now()
	proofs, err := s.proofs(ctx, auth.From(ctx).ID)
	if err != nil {
		return "", time.Time{}, err
	}
	_, err = s.c.calendars.Upsert(ctx, auth.From(ctx).ID, func(d *store.Doc[Calendar]) error {
		d.Body = Calendar{Token: hashed(token), Made: since, Proofs: proofs}
		return nil
	})
	return token, since, gone(err, errLeft)
}

// proofs counts how often the person changed how they prove themselves; 0 of an account that is not known here yet.
func (s *Service) proofs(ctx context.Context, person string) (int64, error) {
	a, err := s.m.accounts.Get(ctx, person)
	if err != nil {
		return 0, fault.UnlessAbsent(err)
	}
	return a.Proofs, nil
}

// RevokeCalendarLink ends the caller's feed. There need be none.
func (s *Service) RevokeCalendarLink(ctx context.Context) error {
	_, err := s.c.calendars.Update(ctx, auth.From(ctx).ID, func(d *store.Doc[Calendar]) error {
		if d.Body.Token == "" {
			return store.Unchanged
		}
		d.Body = Calendar{}
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return gone(err, nil)
}

// Feed is the calendar of whoever has this token: the sessions of their live mentorships, their office
// hours, and those of the last 30 days, at most 200 of each.
// Whoever has the link may call; NotFound for every other token, while the account is suspended, and once another password or address was
// chosen or all sessions were ended, as for the tokens of mails: a link that somebody copied does not outlive that.
func (s *Service) Feed(ctx context.Context, token string) ([]byte, error) {
	page, err := s.c.calendars.Find(ctx, calendarBy(hashed(token)))
	if err != nil {
		return nil, err
	}
	if len(page.Docs) == 0 {
		return nil, errNoCalendar
	}
	person := page.Docs[0].ID
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) || err == nil && (a.Suspended || a.Proofs != page.Docs[0].Body.Proofs) {
		return nil, errNoCalendar
	}
	if err != nil {
		return nil, err
	}
	found, err := s.c.sessions.Find(ctx, sessionsFrom(person, store.At(s.d.Now().Add(-feedBack)), feedMost))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found.Docs))
	for i, d := range found.Docs {
		ids[i] = d.Body.Match
	}
	matches, err := s.c.matches.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	var dates []calendar.Appointment
	for _, d := range found.Docs {
		if m := matches[d.Body.Match]; m != nil {
			dates = append(dates, appointmentOf(sessionDoc{d, &m.Body}, person))
		}
	}
	hours, err := s.office.Appointments(ctx, person, s.d.Now().Add(-feedBack), feedMost)
	if err != nil {
		return nil, err
	}
	return calendar.File(append(dates, hours...), a.Locale), nil
}

// SessionCalendar is one session as a calendar file, for the two it concerns. NotFound for everybody else.
func (s *Service) SessionCalendar(ctx context.Context, id, sid string) ([]byte, error) {
	d, err := s.Session(ctx, id, sid)
	if err != nil {
		return nil, err
	}
	p := auth.From(ctx).ID
	locale, err := s.locale(ctx, p)
	if err != nil {
		return nil, err
	}
	return calendar.File([]calendar.Appointment{appointmentOf(d, p)}, locale), nil
}

// locale is a person's language; "" if it is not known.
func (s *Service) locale(ctx context.Context, person string) (string, error) {
	a, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return a.Locale, nil
}

func appointmentOf(d sessionDoc, person string) calendar.Appointment {
	x := &d.Body
	out := calendar.Appointment{ID: d.ID, Version: d.Version, Plan: x.Plan, Status: d.status(), Changed: x.Changed}
	if person == x.Mentor {
		out.Kind = calendar.OfMentor
	}
	return out
}

// hashed is what is kept of a token: it has 256 random bits, so that a plain hash tells nothing.
func hashed(token string) string {
	sum := sha256.Sum256([]byte("waymark calendar\x00" + token))
	return hex.EncodeToString(sum[:])
}
