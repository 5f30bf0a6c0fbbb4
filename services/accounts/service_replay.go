package accounts

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/journal"
)

// JournalFile is the usual name of the file, in the data folder, that says which accounts were erased. It is not put back with a backup:
// what was erased since the backup is erased again then.
const JournalFile = "erasures.log"

// Replayed is how much of one journal this store has seen; its id is the journal's name. A store that was put back has seen less.
type Replayed struct {
	Number int64 `json:"number"`
}

// openJournal opens the journal, if there is one, and what the store has seen of it.
func (s *Service) openJournal(ctx context.Context) (err error) {
	s.replayed, err = store.Open(ctx, s.d.DB, store.Spec[Replayed]{Name: "accounts_replayed", Schema: 1})
	if err != nil || s.cfg.Journal == "" {
		return err
	}
	s.journal, err = journal.Open(s.cfg.Journal, s.d.Now())
	return err
}

// note writes into the journal that an account was erased, before its receipt can be complete: whatever a backup brings back is erased
// again. It may be repeated.
func (s *Service) note(ctx context.Context, account string, at time.Time) error {
	if s.journal == nil {
		return nil
	}
	if err := s.journal.Add(account, at); err != nil {
		return err
	}
	return s.seen(ctx, s.journal.Last(), nil)
}

// seen notes how far this store has come; emit adds to that.
func (s *Service) seen(ctx context.Context, number int64, emit func(*store.Doc[Replayed])) error {
	_, err := s.replayed.Upsert(ctx, s.journal.Name(), func(d *store.Doc[Replayed]) error {
		if d.Body.Number >= number {
			return store.Unchanged
		}
		d.Body.Number = number
		if emit != nil {
			emit(d)
		}
		return nil
	})
	return err
}

// replay erases again what was erased after the backup that was put back; usually nothing. Each step may be repeated after a crash.
func (s *Service) replay(ctx context.Context) error {
	if s.journal == nil {
		return nil
	}
	d, err := s.replayed.Get(ctx, s.journal.Name())
	if err != nil && !fault.Absent(err) {
		return err
	}
	var from int64
	if err == nil {
		from = d.Body.Number
	}
	again := s.journal.After(from)
	for _, e := range again {
		if err := s.eraseAgain(ctx, e); err != nil {
			return err
		}
	}
	if len(again) > 0 {
		s.d.Log.WarnContext(ctx, "this store is older than the journal of erasures: what was erased since was erased again", "accounts", len(again))
	}
	return nil
}

// eraseAgain closes an account that a backup brought back, with a receipt that nobody has. Of one that was closed before the backup the
// others are told again: they may not have forgotten by then.
func (s *Service) eraseAgain(ctx context.Context, e journal.Entry) error {
	_, err := s.c.accounts.Get(ctx, e.Account)
	switch {
	case fault.Absent(err):
		if err := s.seen(ctx, e.Number, func(d *store.Doc[Replayed]) {
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.AccountClosed{Account: e.Account}, outbox.Scope{}))
		}); err != nil {
			return err
		}
		return s.relay.Drain(ctx)
	case err != nil:
		return err
	}
	if err := s.unlistAdministrator(ctx, e.Account, true); err != nil {
		return err
	}
	if _, err := s.erasures.Insert(ctx, receiptID(newReceipt()), Erasure{Account: e.Account, Requested: e.At}, nil); err != nil {
		return err
	}
	err = s.c.accounts.Delete(ctx, e.Account, func(d *store.Doc[Account]) error {
		d.Emit(s.fact(ctx, wire.AccountClosed{Account: d.ID}))
		return nil
	})
	if err != nil && !fault.Absent(err) {
		return err
	}
	if err := s.revokeAll(ctx, e.Account); err != nil {
		return err
	}
	return s.seen(ctx, e.Number, nil)
}
