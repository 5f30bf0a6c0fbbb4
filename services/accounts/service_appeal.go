package accounts

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// appellant is the purpose of the code by which somebody who is kept out shows to safety that an account is theirs. It is no link:
// nothing is stored, it works for one to two hours, and only where a decision is read and appealed.
const appellant = "appellant"

// suspended refuses somebody who has just proved that the account is theirs. Where a decision of safety keeps them out, the refusal
// says which, and has a code with which they can read it and appeal without signing in: nobody may have a mail to do so.
func (s *Service) suspended(d *store.Doc[Account]) error {
	const what = "This account is suspended."
	now := s.d.Now()
	f := fault.New(fault.Forbidden, "accounts.suspended", what+" Ask those who run this place.")
	outcome, decided := strings.CutPrefix(d.Body.Suspended.By, bySafety)
	if !decided {
		return f
	}
	code, err := s.keys.LinkToken(appellant, d.ID, hourOf(now))
	if err != nil {
		return f
	}
	f.Detail = what + " You can read the decision and ask for a second look, with the code that is given here."
	f.Fields = []fault.Field{{Pointer: "", Code: "can_appeal",
		Detail: "Read the decision and appeal: send the code as Waymark-Outcome-Code, within an hour.",
		Params: map[string]any{"outcome": outcome, "code": code}}}
	return f
}

// hourOf names the hour of a moment.
func hourOf(t time.Time) string { return strconv.FormatInt(t.Unix()/3600, 10) }

func (s *Service) answerAppellants(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, "accounts", "appellant", s.appellantOf)
}

var errNoAppellant = fault.New(fault.NotFound, "accounts.no_appellant", "This code is not good (any more). Sign in again for a new one.")

// appellantOf says whose a code is. For safety alone. NotFound if it is nobody's (any more).
func (s *Service) appellantOf(ctx context.Context, q wire.AppellantQuestion) (wire.AppellantAnswer, error) {
	id, ok := credential.LinkAccount(q.Code)
	if !ok {
		return wire.AppellantAnswer{}, errNoAppellant
	}
	now := s.d.Now()
	if !s.keys.LinkProves(q.Code, appellant, id, hourOf(now)) && !s.keys.LinkProves(q.Code, appellant, id, hourOf(now.Add(-time.Hour))) {
		return wire.AppellantAnswer{}, errNoAppellant
	}
	if _, err := s.c.accounts.Get(ctx, id); err != nil {
		if fault.Absent(err) {
			err = errNoAppellant
		}
		return wire.AppellantAnswer{}, err
	}
	return wire.AppellantAnswer{Account: id}, nil
}
