package accounts

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// spared is what erasure leaves, said to everybody alike: whoever reads it learns nothing about themselves.
const spared = "sealed_copies_of_cases_in_progress_until_90_days_after_close"

var errNoReceipt = fault.New(fault.NotFound, "accounts.no_receipt", "There is no such receipt. Receipts are kept for a year.")

// openErasures opens the collection of receipts.
func openErasures(ctx context.Context, db *store.DB) (*store.Collection[Erasure], error) {
	return store.Open(ctx, db, store.Spec[Erasure]{
		Name: "accounts_erasure", Schema: 1, Indexes: []store.Index{{Name: "account"}, {Name: "requested"}},
		Keys: func(_ string, e *Erasure) store.Keys {
			k := store.Keys{"requested": store.At(e.Requested)}
			if e.Account != "" {
				k["account"] = e.Account
			}
			return k
		},
	})
}

// Erasure reads a receipt. For whoever has its secret id, signed in or not. NotFound "accounts.no_receipt".
func (s *Service) Erasure(ctx context.Context, receipt string) (api.ErasureReceipt, error) {
	d, err := s.erasures.Get(ctx, receiptID(receipt))
	if fault.Absent(err) {
		return api.ErasureReceipt{}, errNoReceipt
	}
	if err != nil {
		return api.ErasureReceipt{}, err
	}
	return shownReceipt(&d.Body), nil
}

func shownReceipt(e *Erasure) api.ErasureReceipt {
	out := api.ErasureReceipt{Requested: e.Requested, Complete: e.complete(), Kept: spared}
	for _, name := range forgetting {
		out.Services = append(out.Services, api.ErasedByService{Service: name, At: e.Confirmed[name]})
	}
	return out
}

// receipts are those of a closed account that are not complete; more than one only if closing it was cut short before.
func (s *Service) receipts(ctx context.Context, account string) ([]*store.Doc[Erasure], error) {
	page, err := s.erasures.Find(ctx, store.Query{Where: []store.Cond{store.Where("account", store.Eq, account)}, Limit: 100})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

func (s *Service) confirmed(ctx context.Context, account, service string, at time.Time) error {
	docs, err := s.receipts(ctx, account)
	if err != nil {
		return err
	}
	for _, d := range docs {
		_, err := s.erasures.Update(ctx, d.ID, func(d *store.Doc[Erasure]) error {
			if !d.Body.confirm(service, at) {
				return store.Unchanged
			}
			return nil
		})
		if err != nil && !fault.Absent(err) {
			return err
		}
	}
	return nil
}

// erasedBy are the facts by which the other services confirm.
var erasedBy = map[string]wire.Event{
	"profiles": wire.ProfileErased{}, "programs": wire.MembershipsErased{}, "catalog": wire.MarksErased{},
	"mentoring": wire.MentoringErased{}, "notifications": wire.InboxErased{}, "safety": wire.ReportsErased{},
	"matching": wire.RoundsErased{},
}

// erasureConsumers gather what the others confirm.
func (s *Service) erasureConsumers() []bus.Consumer {
	var out []bus.Consumer
	for _, from := range forgetting {
		if fact, ok := erasedBy[from]; ok {
			out = append(out, bus.Consumer{
				Service: "accounts", Name: "erased_" + from, From: from, Subjects: wire.SubjectsOf(fact), Dead: s.dead, Handle: s.erased,
			})
		}
	}
	return out
}

func (s *Service) erasureLoops() []run.Loop {
	var out []run.Loop
	for _, c := range s.erasureConsumers() {
		out = append(out, run.Loop{Name: "accounts " + c.Name, Run: func(ctx context.Context) error { return s.d.Bus.Consume(ctx, c) }})
	}
	return out
}

// erased takes one confirmation. The account's id is the fact's aggregate in every service.
func (s *Service) erased(ctx context.Context, m bus.Message) error {
	service, _ := m.Envelope.TypeOf()
	if !store.ValidID(m.Envelope.Subject) || erasedBy[service] == nil {
		return bus.Hopeless("unreadable", errors.New("no account named"))
	}
	return s.confirmed(ctx, m.Envelope.Subject, service, m.Envelope.Time)
}

// tickErasures confirms for this service, once no session of the account is left, and forgets receipts: old ones, and those whose
// account was not closed after all (a crash in between).
func (s *Service) tickErasures(ctx context.Context, now time.Time) error {
	old, err := due(ctx, s.erasures, "requested", now.Add(-keepReceipts))
	if err != nil {
		return err
	}
	for _, d := range old {
		if err := s.erasures.Drop(ctx, d.ID); err != nil {
			return err
		}
	}
	waiting := store.Query{Where: []store.Cond{store.Where("account", store.Gt, "")}, Sort: []store.Order{{Index: "account"}}}
	return s.erasures.Each(ctx, waiting, func(d *store.Doc[Erasure]) error {
		_, err := s.c.accounts.Get(ctx, d.Body.Account)
		if err == nil {
			if now.Sub(d.Body.Requested) > time.Hour {
				err = s.erasures.Drop(ctx, d.ID)
			}
			return err
		}
		if !fault.Absent(err) {
			return err
		}
		if err := s.note(ctx, d.Body.Account, d.Body.Requested); err != nil {
			return err
		}
		if err := s.revokeAll(ctx, d.Body.Account); err != nil {
			return err
		}
		left, err := s.c.sessions.Count(ctx, store.Where("account", store.Eq, d.Body.Account))
		if err != nil || left > 0 {
			return err
		}
		return s.confirmed(ctx, d.Body.Account, "accounts", now)
	})
}
