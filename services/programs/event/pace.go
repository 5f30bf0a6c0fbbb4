package event

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// Wrong codes have a pace, right ones have none: a whole venue sits behind one address, so whoever guesses there must not keep others from
// arriving. A code is looked up first, and only one whose check sign is right and that is on no badge takes from the budget of who is
// signed in, else of the network; mistyping hardly ever does. The pace keeps nobody from guessing on, it tells who does to stop. What holds
// against guesses is how many codes there are: 31^11, 2.5e16. Of 12,000 badges one is hit by one of 2e12 guesses; a process that did
// nothing but look up 5,000 codes a second would need thirteen years for even odds of a hit, whose holder the helpdesk then gives
// another badge. Codes of friends are short and have a pace that holds: tried by people with a badge alone, each with a budget of their own.
// Budgets are of one process: with several, somebody has as many times as much.
const (
	wrongEvery, wrongBurst = 5 * time.Second, 60
	groupEvery, groupBurst = time.Minute, 20
)

// wrong notes a wrong code; TooMany "event.pace" once there are too many.
func (s *Service) wrong(ctx context.Context) error {
	who := httpserver.NetworkOf(httpserver.AddressFrom(ctx), 64)
	if p := auth.From(ctx); p.SignedIn() {
		who = p.ID
	}
	if after, _, ok := s.guesses.Allow(who, s.d.Now()); !ok {
		return tooFast(after)
	}
	return nil
}

func tooFast(wait time.Duration) error {
	return fault.New(fault.TooMany, "event.pace", "Too many wrong codes were tried. Compare the code, wait a little, or go to the helpdesk.").After(wait)
}
