package notifications

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// sendAtOnce is how many letters one process sends at a time, and batch how many it takes up in one scan.
const (
	sendAtOnce = 4
	mailBatch  = 100
)

// Tick sends the letters that are due. Of several replicas that see the same letter one wins it; a sender that died is
// followed by another after the lease. The mail then goes out twice at the most where SMTP leaves the outcome open, with the
// same Message-ID.
func (s *Service) Tick(ctx context.Context) error {
	if s.sender == nil {
		return nil
	}
	due, err := s.c.dueLetters(ctx, s.d.Now(), mailBatch)
	if err != nil {
		return err
	}
	work := make(chan string)
	var wg sync.WaitGroup
	for range min(sendAtOnce, len(due)) {
		wg.Go(func() {
			for id := range work {
				if err := s.send(ctx, id); err != nil && ctx.Err() == nil {
					s.d.Log.Warn("a letter could not be handled", "letter", id, "err", err)
				}
			}
		})
	}
	for _, d := range due {
		work <- d.ID
	}
	close(work)
	wg.Wait()
	return nil
}

// errNotMine: another replica has the letter.
var errNotMine = errors.New("notifications: another sender has the letter")

func (s *Service) send(ctx context.Context, id string) error {
	d, err := s.c.letters.Update(ctx, id, func(d *store.Doc[Letter]) error {
		if !d.Body.claim(s.d.Now()) {
			return errNotMine
		}
		return nil
	})
	if errors.Is(err, errNotMine) || fault.Has(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	reason, hopeless, rest := s.try(ctx, id, &d.Body)
	var back []string // what the next letter is to tell of
	if after := d.Body; rest.IsZero() && after.Digest != nil {
		after.outcome(s.d.Now(), reason, hopeless)
		if after.lost() { // first, so that a crash loses nothing: at worst two letters tell of it
			back = after.Digest.Items
			if err := s.handBack(ctx, id, back); err != nil {
				return err
			}
		}
	}
	_, err = s.c.letters.UpdateAt(ctx, id, d.Version, func(d *store.Doc[Letter]) error {
		if !rest.IsZero() {
			d.Body.postpone(rest)
			return nil
		}
		d.Body.outcome(s.d.Now(), reason, hopeless)
		return nil
	})
	if fault.Coded(err, "store.moved") || fault.Has(err, fault.NotFound) {
		return nil // the lease was over and another went on, or the person has left
	}
	if err == nil && len(back) > 0 { // once more, for items that were marked in between: whoever marks later sees that it was given up
		err = s.handBack(ctx, id, back)
	}
	return err
}

// try sends one letter; reason is "" when SMTP has taken it, else a code, and hopeless says that trying again is in vain. rest
// is the end of the quiet hours it came into, and nothing was tried.
func (s *Service) try(ctx context.Context, id string, l *Letter) (reason string, hopeless bool, rest time.Time) {
	if l.stale(s.d.Now()) {
		return "stale", true, rest
	}
	prefs, zone, err := s.habits(ctx, l.Person)
	if err != nil {
		return "store", fault.Has(err, fault.Gone), rest
	}
	if prefs.stopped(l.Kind) && !notice.Presses(l.Kind, l.How) {
		return "not_wanted", true, rest
	}
	settled, err := s.overtaken(ctx, l)
	if err != nil {
		return "store", false, rest
	}
	if settled {
		return "settled", true, rest
	}
	if now := s.d.Now(); l.rests() {
		if rest = prefs.quiet().after(now, zone); rest.After(now) {
			return "", false, rest
		}
		rest = time.Time{}
	}
	to, err := s.askAddress(ctx, l)
	if err != nil {
		return "address", fault.Absent(err), rest
	}
	if !to.Confirmed && l.Link == "" {
		return "not_confirmed", true, rest
	}
	if l.Kind == "outcome_given" { // who is kept out by it cannot sign in to appeal
		if to.Token, err = s.askAppealCode(ctx, l); err != nil {
			return "code", fault.Has(err, fault.NotFound), rest
		}
	}
	if l.answerable() {
		to.Token = s.askAnswerToken(ctx, l)
	}
	if l.Kind == "still_asked" {
		to.Token = s.askStillToken(ctx, l)
	}
	stop := ""
	if !notice.Always[l.Kind] && !notice.Presses(l.Kind, l.How) {
		stop = signUnsubscribe(s.key, l.Person, l.Kind)
	}
	m, err := s.composer.compose(id, l, to.Locale, zone, to.Token, stop)
	if err != nil {
		return "compose", true, rest
	}
	if err := s.sender.send(ctx, to.Address, m); err != nil {
		// SMTP's answers can quote the address: only their class is kept, never their text.
		if unreached(err) {
			return "unreached", false, rest
		}
		return turnedAway, permanent(err), rest
	}
	return "", false, rest
}
