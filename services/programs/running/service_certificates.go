package running

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Certify makes the caller's certificate, or makes it anew under another name. Errors: NotFound "application.absent"; Conflict
// "certificate.not_completed", "run.over" for who was made to leave; Invalid.
func (s *Service) Certify(ctx context.Context, id, name string) (api.Certificate, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.Certificate{}, err
	}
	if x.a.Body.Person != auth.From(ctx).ID {
		return api.Certificate{}, errAbsent
	}
	if x.a.Body.Ended == "organiser" {
		return api.Certificate{}, errOver
	}
	r, err := s.run(ctx, id)
	if err != nil {
		return api.Certificate{}, err
	}
	if r.Completed.IsZero() {
		return api.Certificate{}, errNotCompleted
	}
	name, wrong := wording.Name("/name", name)
	if len(wrong) > 0 {
		return api.Certificate{}, fault.InvalidFields(wrong...)
	}
	k, err := s.c.key(ctx)
	if err != nil {
		return api.Certificate{}, err
	}
	a := &x.a.Body
	org, programme, err := s.d.Names(ctx, a.Org, a.Programme)
	if err != nil {
		return api.Certificate{}, err
	}
	from, until := a.Joined, r.Completed
	if runs := x.c.Body.Begins(cohort.Running); runs.After(from) && runs.Before(until) {
		from = runs
	}
	made := Certificate{
		Application: id, Person: a.Person, Name: name, Org: org, Programme: programme, Cohort: x.c.Body.Name, As: a.As, From: from, Until: until, Issued: s.d.Now(),
	}
	code := k.code(id)
	made.sign(code, k)
	d, err := s.c.certificates.Upsert(ctx, code, func(d *store.Doc[Certificate]) error {
		d.Body = made
		return nil
	})
	if err != nil {
		return api.Certificate{}, err
	}
	if _, err := s.d.Applications.Read(ctx, id); err != nil { // left meanwhile
		if err := fault.UnlessAbsent(s.c.certificates.Drop(ctx, code)); err != nil {
			return api.Certificate{}, err
		}
		return api.Certificate{}, errAbsent
	}
	if r, err = s.run(ctx, id); err != nil {
		return api.Certificate{}, err
	}
	if r.Completed.IsZero() { // taken back meanwhile
		return api.Certificate{}, errors.Join(fault.UnlessAbsent(s.c.certificates.Drop(ctx, code)), errNotCompleted)
	}
	return shown(d, k), nil
}

var errNotCompleted = fault.New(fault.Conflict, "certificate.not_completed", "A certificate is there once an organiser has noted that you completed.")

var errNoCertificate = fault.New(fault.NotFound, "certificate.absent", "There is no certificate of this code, or it was taken back.")

// Certificate reads one by its code: whoever has it may. It is there as long as it is noted that they completed, and an organiser did not make
// them leave. NotFound "certificate.absent".
func (s *Service) Certificate(ctx context.Context, code string) (api.Certificate, error) {
	d, err := s.c.certificates.Get(ctx, code)
	if fault.Absent(err) {
		return api.Certificate{}, errNoCertificate
	}
	if err != nil {
		return api.Certificate{}, err
	}
	a, err := s.d.Applications.Read(ctx, d.Body.Application)
	if fault.Has(err, fault.NotFound) || err == nil && a.Body.Ended == "organiser" {
		return api.Certificate{}, errNoCertificate
	}
	if err != nil {
		return api.Certificate{}, err
	}
	r, err := s.run(ctx, d.Body.Application)
	if err != nil {
		return api.Certificate{}, err
	}
	if r.Completed.IsZero() {
		return api.Certificate{}, errNoCertificate
	}
	k, err := s.c.key(ctx)
	if err != nil {
		return api.Certificate{}, err
	}
	return shown(d, k), nil
}

func shown(d *store.Doc[Certificate], k *Key) api.Certificate {
	signed, ok := d.Body.holds(d.ID, k)
	return api.Certificate{Statement: statement(d.ID, &d.Body), Signed: string(signed), Signature: d.Body.Signature, Key: k.public(), Valid: ok}
}

// Forget erases somebody: their document and certificates, and what they said in those of others.
func (s *Service) Forget(ctx context.Context, person string) error {
	err := each(ctx, s.c.runs, byPerson, person, func(id string) error { return s.c.runs.Delete(ctx, id, nil) })
	if err != nil {
		return err
	}
	if err := each(ctx, s.c.certificates, byPerson, person, func(id string) error { return s.c.certificates.Drop(ctx, id) }); err != nil {
		return err
	}
	return each(ctx, s.c.runs, byActor, person, func(id string) error {
		_, err := s.c.runs.Update(ctx, id, func(d *store.Doc[Run]) error {
			d.Body.forget(person)
			return nil
		})
		return err
	})
}

// each does something with the ids that an index finds, until it finds none: what is done is not found again.
func each[T any](ctx context.Context, c *store.Collection[T], index, value string, do func(id string) error) error {
	for {
		page, err := c.Find(ctx, where(index, value, 200, ""))
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			if err := fault.UnlessAbsent(do(d.ID)); err != nil {
				return err
			}
		}
	}
}

// Kept are the lists of what is kept of a person, for their export, page by page into out: what they said and showed in their own runs, then
// in those of others, then their certificates.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	said := func(d *store.Doc[Run]) {
		for _, c := range d.Body.CheckIns {
			if c.By == person {
				out.CheckIns = append(out.CheckIns, api.ExportedCheckIn{
					Cohort: d.Body.Cohort, Number: c.Number, Side: c.Side, Going: c.Going, Words: c.Words, At: c.At,
				})
			}
		}
		for _, e := range d.Body.Evidence {
			if e.By == person {
				out.Evidence = append(out.Evidence, e.body())
			}
		}
	}
	return []store.Section{
		store.Listed(ctx, s.c.runs, where(byPerson, person, 0, ""), func(d *store.Doc[Run]) error {
			said(d)
			for _, g := range d.Body.Goals {
				out.Evidence = append(out.Evidence, api.CohortShown{CohortEvidence: api.CohortEvidence{What: g.Text}, Side: Newcomer})
			}
			return nil
		}),
		store.Listed(ctx, s.c.runs, where(byActor, person, 0, ""), func(d *store.Doc[Run]) error {
			said(d)
			return nil
		}),
		store.Listed(ctx, s.c.certificates, where(byPerson, person, 0, ""), func(d *store.Doc[Certificate]) error {
			out.Certificates = append(out.Certificates, statement(d.ID, &d.Body))
			return nil
		}),
	}
}
