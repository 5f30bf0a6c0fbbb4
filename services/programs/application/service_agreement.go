package application

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Agree notes that a mentor who takes part accepts the text of the agreement that counts. Invalid for another version.
func (s *Service) Agree(ctx context.Context, id string, version int) (*store.Doc[Application], error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.d.Cohorts.Read(ctx, d.Body.Cohort)
	if err != nil {
		return nil, err
	}
	if d.Body.As != Mentor || c.Body.Agreement == "" || version != c.Body.AgreementVersion {
		return nil, errAgreement
	}
	d, err = s.c.applications.Update(ctx, id, func(d *store.Doc[Application]) error {
		if d.Body.Agreed == version {
			return store.Unchanged
		}
		d.Body.Agreed, d.Body.AgreedAt = version, s.d.Now()
		s.emit(ctx, d, wire.AgreementMoved{Application: id, Cohort: d.Body.Cohort, Person: auth.From(ctx).ID, Version: version, How: "accepted"})
		return nil
	})
	return d, absent(err)
}

// announce tells mentors who take part of an agreement that changed, each in a step of its own. A cohort is done with once all were told: what
// fails, and whoever a process did not come to, is told at the next tick, and nobody twice. Whoever is accepted afterwards is told by welcome. Of
// a cohort that is over nobody is asked anything.
func (s *Service) announce(ctx context.Context) error {
	var errs []error
	failed := func(err error) {
		if err != nil && len(errs) < 10 { // one that fails keeps none of the others
			errs = append(errs, err)
		}
	}
	err := s.d.Cohorts.EachAnnouncing(ctx, func(c *store.Doc[cohort.Cohort]) error {
		before := len(errs)
		if c.Body.At(s.d.Now()) != cohort.Closed {
			failed(s.EachTaking(ctx, c.ID, func(a *store.Doc[Application]) error {
				if a.Body.As != Mentor {
					return nil
				}
				_, err := s.c.applications.Update(ctx, a.ID, func(d *store.Doc[Application]) error {
					if !s.tellAgreement(ctx, d, &c.Body) {
						return store.Unchanged
					}
					return nil
				})
				failed(fault.UnlessAbsent(err))
				return ctx.Err()
			}))
		}
		if len(errs) == before {
			failed(s.d.Cohorts.Announced(ctx, c.ID, c.Body.Announce))
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

// tellAgreement notes in a step, and says, what a mentor who takes part is to be told of the agreement that counts now. false: nothing.
func (s *Service) tellAgreement(ctx context.Context, d *store.Doc[Application], c *cohort.Cohort) bool {
	version := c.AgreementVersion
	if c.Agreement == "" {
		version = 0
	}
	how := d.Body.agreement(version)
	if how == "" {
		return false
	}
	s.emit(ctx, d, wire.AgreementMoved{Application: d.ID, Cohort: d.Body.Cohort, Person: d.Body.Person, Version: version, How: how})
	return true
}

// welcome ends what follows an acceptance, and tells a mentor who agreed to an older text than the one that counts now.
func (s *Service) welcome(ctx context.Context, d *store.Doc[Application]) error {
	var c *store.Doc[cohort.Cohort]
	var err error
	if d.Body.As == Mentor { // thousands of newcomers arrive at an event at once
		if c, err = s.d.Cohorts.Read(ctx, d.Body.Cohort); fault.UnlessAbsent(err) != nil {
			return err
		}
	}
	_, err = s.c.applications.Update(ctx, d.ID, func(d *store.Doc[Application]) error {
		if !d.Body.Admit {
			return store.Unchanged
		}
		d.Body.Admit = false
		if c != nil && c.Body.At(s.d.Now()) != cohort.Closed {
			s.tellAgreement(ctx, d, &c.Body)
		}
		return nil
	})
	return err
}
