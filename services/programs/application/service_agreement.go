package application

import (
	"context"

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
// fails, and whoever a process did not come to, is told at the next tick, and nobody twice.
func (s *Service) announce(ctx context.Context) error {
	return s.d.Cohorts.EachAnnouncing(ctx, func(c *store.Doc[cohort.Cohort]) error {
		version := c.Body.AgreementVersion
		if c.Body.Agreement == "" {
			version = 0
		}
		err := s.EachTaking(ctx, c.ID, func(a *store.Doc[Application]) error {
			if a.Body.As != Mentor {
				return nil
			}
			_, err := s.c.applications.Update(ctx, a.ID, func(d *store.Doc[Application]) error {
				how := d.Body.agreement(version)
				if how == "" {
					return store.Unchanged
				}
				s.emit(ctx, d, wire.AgreementMoved{Application: d.ID, Cohort: c.ID, Person: d.Body.Person, Version: version, How: how})
				return nil
			})
			return fault.UnlessAbsent(err)
		})
		if err != nil {
			return err
		}
		return s.d.Cohorts.Announced(ctx, c.ID, c.Body.Announce)
	})
}
