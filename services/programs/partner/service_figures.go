package partner

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Held keeps that a session of a programme was held, if its mentor is counted for a partner. Hearing of it twice is once. programme is the
// mentorship's.
func (s *Service) Held(ctx context.Context, programme string, m wire.SessionMarked) error {
	if m.How != "held" || m.Minutes <= 0 || m.Starts.IsZero() || !store.ValidID(m.Session) || !store.ValidID(m.Mentor) || programme == "" {
		return nil
	}
	l, err := s.counted(ctx, programme, m.Mentor, m.Starts)
	if err != nil || l == nil {
		return err
	}
	h := Hours{Partner: l.Partner, Person: m.Mentor, Minutes: min(m.Minutes, 24*60), At: m.Starts}
	if _, err := s.c.hours.Insert(ctx, m.Session, h, nil); err != nil {
		if fault.Coded(err, "store.exists") || fault.Has(err, fault.Gone) {
			return nil
		}
		return err
	}
	// Refused, or erased, while it was written: it goes again.
	if l, err = s.counted(ctx, programme, m.Mentor, m.Starts); err == nil && l == nil {
		err = fault.UnlessAbsent(s.c.hours.Drop(ctx, m.Session))
	}
	return err
}

// counted is a mentor's link if what they did at a time counts for a partner.
func (s *Service) counted(ctx context.Context, programme, mentor string, at time.Time) (*Link, error) {
	d, err := s.c.links.Get(ctx, linkID(programme, mentor))
	if fault.Absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if l := &d.Body; (l.State == Said || l.State == Consented) && !at.Before(l.Since) {
		return l, nil
	}
	return nil, nil
}

// Tick makes the figures that are due. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	err := s.c.partners.Each(ctx, due(store.At(s.d.Now())), func(d *store.Doc[Partner]) error {
		if err := s.count(ctx, d); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

// count makes the figures of the quarters that are over for one partner, in one replace, and then deletes what was counted.
func (s *Service) count(ctx context.Context, d *store.Doc[Partner]) error {
	for now := s.d.Now(); !d.Body.DueAt.After(now); {
		until := d.Body.DueAt.Add(-settle)
		minutes, err := s.minutes(ctx, d, until)
		if err != nil {
			return err
		}
		shown, err := s.shown(ctx, d, until)
		if err != nil {
			return err
		}
		was := d.Body.DueAt
		next, err := s.c.partners.Update(ctx, d.ID, func(x *store.Doc[Partner]) error {
			if !x.Body.DueAt.Equal(was) {
				return store.Unchanged // by another replica
			}
			hours := x.Body.close(MentorHours, until, minutes, hourUnits, s.d.Noise)
			if contributions := x.Body.close(Contributions, until, shown, 1, s.d.Noise); hours || contributions {
				s.say(ctx, x, "figures")
			}
			x.Body.DueAt = dueAfter(until)
			return nil
		})
		if err != nil {
			return fault.UnlessAbsent(err)
		}
		d = next
		if err := drop(ctx, s.c.hours, before(d.ID, store.At(d.Body.open(MentorHours)))); err != nil {
			return err
		}
	}
	return nil
}

// minutes are those of each mentor of a partner that are not counted yet.
func (s *Service) minutes(ctx context.Context, d *store.Doc[Partner], until time.Time) ([]Gave, error) {
	from, given := d.Body.open(MentorHours), map[string]int{}
	err := s.c.hours.Each(ctx, before(d.ID, store.At(until)), func(h *store.Doc[Hours]) error {
		if !h.Body.At.Before(from) {
			given[h.Body.Person] += h.Body.Minutes
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return s.gave(ctx, d.Body.Programme, "mentor", given)
}

// shown is how many addresses in the partner's projects each newcomer showed as evidence that are not counted yet.
func (s *Service) shown(ctx context.Context, d *store.Doc[Partner], until time.Time) ([]Gave, error) {
	linked, err := s.linked(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	from, since, all := d.Body.open(Contributions), map[string]time.Time{}, map[string]bool{}
	for _, p := range linked {
		since[p.Project], all[p.Project] = p.Since, true
	}
	if len(all) == 0 {
		return nil, nil
	}
	given, seen := map[string]int{}, map[string]bool{}
	err = s.d.Evidence(ctx, d.Body.Programme, func(e Evidence) error {
		if e.URL == "" || e.At.Before(from) || !e.At.Before(until) {
			return nil
		}
		project, key := projectOf(e.URL, all), e.Person+" "+e.URL
		if project != "" && !e.At.Before(since[project]) && !seen[key] {
			seen[key] = true
			given[e.Person]++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.gave(ctx, d.Body.Programme, "newcomer", given)
}

// gave is what people gave, each with the place and the side of the cohort of the programme that they joined last.
func (s *Service) gave(ctx context.Context, programme, as string, given map[string]int) (out []Gave, err error) {
	for person, n := range given {
		g := Gave{N: n}
		if s.d.From != nil {
			if g.Belongs, g.Where, g.Place, err = s.d.From(ctx, programme, person, as); err != nil {
				return nil, err
			}
		}
		out = append(out, g)
	}
	return out, ctx.Err()
}

// Report is a partner's page: its contacts, and organisers. NotFound "partner.absent" for others, who may still know of the partner.
func (s *Service) Report(ctx context.Context, id string) (api.PartnerReport, error) {
	k, err := s.know(ctx, id)
	if err == nil && !k.Reads() {
		err = errAbsent
	}
	if err != nil {
		return api.PartnerReport{}, err
	}
	out := api.PartnerReport{Partner: Body(k), Next: k.Body.DueAt, Least: least, Base: base, Money: Sums(k.Body.Money), Entries: k.Body.Money}
	if out.Entries == nil {
		out.Entries = []api.PartnerMoney{}
	}
	out.MentorHours, out.Contributions, out.Periods = k.Body.report()
	if out.Organisation, out.ProgrammeName, err = s.d.Names(ctx, k.Body.Org, k.Body.Programme); err != nil {
		return out, err
	}
	out.Projects, err = s.Projects(ctx, id)
	return out, err
}

// Body is a partner as the caller sees it: contacts are for those who read its page.
func Body(k Known) api.Partner {
	out := api.Partner{ID: k.ID, Programme: k.Body.Programme, PartnerBody: k.Body.PartnerBody, Created: k.Body.Created, Mine: k.Mine}
	if !k.Reads() {
		out.Contacts = nil
	}
	return out
}

// Forget erases somebody: links, what waits to be counted, and their id where they were a contact or named something.
func (s *Service) Forget(ctx context.Context, person string) error {
	for {
		page, err := s.c.links.Find(ctx, where(byPerson, person, 100, ""))
		if err != nil {
			return err
		}
		if len(page.Docs) == 0 {
			break
		}
		for _, d := range page.Docs {
			if err := fault.UnlessAbsent(s.c.links.Delete(ctx, d.ID, nil)); err != nil {
				return err
			}
		}
	}
	if err := drop(ctx, s.c.hours, where(byPerson, person, 200, "")); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.links, byActor, person, func(l *Link) { l.By = "" }); err != nil {
		return err
	}
	if err := forgetBy(ctx, s.c.partners, byActor, person, func(p *Partner) { p.By = "" }); err != nil {
		return err
	}
	return forgetBy(ctx, s.c.partners, byContact, person, func(p *Partner) { p.Contacts = without(p.Contacts, person) })
}

// Kept are the lists of what is kept of a person, for their export, page by page into out: partners whose contact they are, then those whom
// they mentor for.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{
		store.Listed(ctx, s.c.partners, where(byContact, person, 0, ""), func(d *store.Doc[Partner]) error {
			out.Partners = append(out.Partners, api.ExportedPartner{Partner: d.ID, Name: d.Body.Name, As: "contact"})
			return nil
		}),
		store.Listed(ctx, s.c.links, where(byPerson, person, 0, ""), func(l *store.Doc[Link]) error {
			x := api.ExportedPartner{Partner: l.Body.Partner, As: "mentor", State: l.Body.State, Since: l.Body.Since}
			d, err := s.c.partners.Get(ctx, l.Body.Partner)
			if err == nil {
				x.Name = d.Body.Name
			} else if !fault.Absent(err) {
				return err
			}
			q := where(byPerson, person, 200, "")
			q.Where = append(q.Where, store.Where(byPartner, store.Eq, l.Body.Partner))
			err = s.c.hours.Each(ctx, q, func(h *store.Doc[Hours]) error {
				x.Minutes += h.Body.Minutes
				return ctx.Err()
			})
			out.Partners = append(out.Partners, x)
			return err
		}),
	}
}
