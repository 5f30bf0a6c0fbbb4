package partner

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// ended is the state of a link that an organiser took away: as good as none.
const ended = "ended"

func itoa(n int) string { return strconv.Itoa(n) }

func byNameAndID(a, b Known) int {
	return cmp.Or(cmp.Compare(a.Body.Name, b.Body.Name), cmp.Compare(a.ID, b.ID))
}

// Speaks is the programme of a partner, and whether somebody speaks for it. For the program itself. NotFound "partner.absent".
func (s *Service) Speaks(ctx context.Context, id, person string) (programme string, speaks bool, err error) {
	d, err := s.c.partners.Get(ctx, id)
	if err != nil {
		return "", false, refusal.Absent(err, errAbsent)
	}
	return d.Body.Programme, person != "" && slices.Contains(d.Body.Contacts, person), nil
}

// SpeaksIn says whether somebody speaks for any partner of a programme. For the program itself.
func (s *Service) SpeaksIn(ctx context.Context, programme, person string) (bool, error) {
	page, err := s.c.partners.Find(ctx, where(byContact, person, 200, ""))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(page.Docs, func(d *store.Doc[Partner]) bool { return d.Body.Programme == programme }), nil
}

// Projects are the ids of a partner's projects in the catalogue, by id: whoever sees the partner.
func (s *Service) Projects(ctx context.Context, id string) ([]string, error) {
	if _, err := s.know(ctx, id); err != nil {
		return nil, err
	}
	linked, err := s.linked(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, p := range linked {
		out = append(out, p.Project)
	}
	slices.Sort(out)
	return out, nil
}

// linked are a partner's projects.
func (s *Service) linked(ctx context.Context, id string) (out []Project, err error) {
	page, err := s.c.projects.Find(ctx, where(byPartner, id, projectsMost, ""))
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		out = append(out, d.Body)
	}
	return out, nil
}

// Link says that a partner brought a project; the same twice is once. Organisers. Conflict "partner.project_taken", "partner.too_many".
func (s *Service) Link(ctx context.Context, id, project string) error {
	k, err := s.own(ctx, id)
	if err != nil {
		return err
	}
	if !projectID.MatchString(project) {
		return fault.InvalidFields(fault.Field{Pointer: "path:project", Code: "bad_id"})
	}
	doc := linkID(k.Body.Programme, project)
	was, err := s.c.projects.Get(ctx, doc)
	switch {
	case err == nil && was.Body.Partner == id:
		return nil
	case err == nil && was.Body.Partner != "":
		return errTaken
	case fault.UnlessAbsent(err) != nil:
		return err
	}
	full := fault.Newf(fault.Conflict, "partner.too_many", "A partner brings at most %d projects.", projectsMost)
	free, err := s.c.adding.Take(ctx, id, doc, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.projects, others, projectsMost, full, store.Where(byPartner, store.Eq, id))
	})
	if err != nil {
		return err
	}
	defer free()
	_, err = s.c.projects.Upsert(ctx, doc, func(d *store.Doc[Project]) error {
		switch d.Body.Partner {
		case id:
			return store.Unchanged
		case "":
			d.Body = Project{Programme: k.Body.Programme, Partner: id, Project: project, Since: s.d.Now()}
			d.Emit(s.changed(ctx, k.Doc, "project"))
			return nil
		}
		return errTaken
	})
	if err != nil {
		return err
	}
	if _, err = s.c.partners.Get(ctx, id); fault.Absent(err) { // taken out while it was written
		return s.unlink(ctx, k.Doc, doc)
	}
	return err
}

// Unlink takes a project away from a partner. Organisers.
func (s *Service) Unlink(ctx context.Context, id, project string) error {
	k, err := s.own(ctx, id)
	if err != nil {
		return err
	}
	return s.unlink(ctx, k.Doc, linkID(k.Body.Programme, project))
}

func (s *Service) unlink(ctx context.Context, p *store.Doc[Partner], doc string) error {
	_, err := s.c.projects.Update(ctx, doc, func(d *store.Doc[Project]) error {
		if d.Body.Partner != p.ID {
			return store.Unchanged
		}
		d.Body.Partner = ""
		d.Emit(s.changed(ctx, p, "project"))
		return nil
	})
	return fault.UnlessAbsent(err)
}

// Mentors pages through those who are named for a partner: organisers alone. Who refused is in it, so that nobody waits for them.
func (s *Service) Mentors(ctx context.Context, id string, limit int, after string) (*store.Page[Link], error) {
	if _, err := s.own(ctx, id); err != nil {
		return nil, err
	}
	q := where(byPartner, id, limit, after)
	return s.c.links.Find(ctx, q)
}

// Name says that somebody mentors for a partner, and tells them; the same twice is once. Organisers. Errors: Invalid for who is no mentor of the
// programme; Conflict "partner.mentor_refused", "partner.mentor_taken", "partner.too_many".
func (s *Service) Name(ctx context.Context, id, person string) (*store.Doc[Link], error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return nil, err
	}
	mentors, err := s.d.Mentors(ctx, k.Body.Programme, person)
	if err != nil {
		return nil, err
	}
	if !mentors || s.d.Confirmed(ctx, person) != nil {
		return nil, fault.InvalidFields(fault.Field{Pointer: "path:person", Code: "unknown"})
	}
	doc := linkID(k.Body.Programme, person)
	was, err := s.c.links.Get(ctx, doc)
	if fault.UnlessAbsent(err) != nil {
		return nil, err
	}
	free := func() {}
	if err != nil || was.Body.Partner != id {
		full := fault.Newf(fault.Conflict, "partner.too_many", "A partner has at most %d mentors.", mentorsMost)
		free, err = s.c.adding.Take(ctx, id, doc, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.links, others, mentorsMost, full, store.Where(byPartner, store.Eq, id))
		})
		if err != nil {
			return nil, err
		}
	}
	defer free()
	now := s.d.Now()
	d, err := s.c.links.Upsert(ctx, doc, func(d *store.Doc[Link]) error {
		switch l := &d.Body; {
		case d.Version > 0 && l.State == Refused:
			return fault.New(fault.Conflict, "partner.mentor_refused", "They did not want to be counted for a partner. They can change that themselves.")
		case d.Version > 0 && l.State != ended && l.Partner != id:
			return fault.New(fault.Conflict, "partner.mentor_taken", "They are counted for another partner of this programme.")
		case d.Version > 0 && l.State != ended:
			return store.Unchanged
		}
		d.Body = Link{Programme: k.Body.Programme, Partner: id, Person: person, State: Said, Since: now, By: auth.From(ctx).ID}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.PartnerNamed{Partner: id, Programme: k.Body.Programme, Person: person, As: "mentor"}, scope(&k.Body)))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, s.settle(ctx, d)
}

// settle takes a link back that crossed the closing of the account, or the end of the partner.
func (s *Service) settle(ctx context.Context, d *store.Doc[Link]) error {
	gone, err := s.d.Closed(ctx, d.Body.Person)
	if err != nil {
		return err
	}
	if gone {
		if err := fault.UnlessAbsent(s.c.links.Delete(ctx, d.ID, nil)); err != nil {
			return err
		}
		return refusal.Closed
	}
	_, err = s.c.partners.Get(ctx, d.Body.Partner)
	if !fault.Absent(err) {
		return err
	}
	if err := s.part(ctx, d.ID, d.Body.Partner); err != nil {
		return err
	}
	return errAbsent
}

// part takes a mentor's link away from a partner that is no more.
func (s *Service) part(ctx context.Context, link, partner string) error {
	_, err := s.c.links.Update(ctx, link, func(d *store.Doc[Link]) error {
		if d.Body.Partner != partner {
			return store.Unchanged
		}
		d.Body.part()
		return nil
	})
	return fault.UnlessAbsent(err)
}

// Unname takes a mentor away from a partner: what waits to be counted of them goes. Organisers. What a mentor refused stays refused.
func (s *Service) Unname(ctx context.Context, id, person string) error {
	k, err := s.own(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.c.links.Update(ctx, linkID(k.Body.Programme, person), func(d *store.Doc[Link]) error {
		if d.Body.Partner != id || d.Body.State == ended || d.Body.State == Refused {
			return store.Unchanged
		}
		d.Body.part()
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.PartnerAnswered{Partner: id, Programme: k.Body.Programme, Person: person, Answer: ended}, scope(&k.Body)))
		return nil
	})
	if fault.UnlessAbsent(err) != nil {
		return err
	}
	return s.uncount(ctx, id, person)
}

// Answer is the caller's, who was named as a partner's mentor: whoever refuses is not counted, and what waits to be is deleted. NotFound
// "partner.absent".
func (s *Service) Answer(ctx context.Context, id, answer string) (Known, error) {
	k, err := s.know(ctx, id)
	if err == nil && k.Mine.Mentor == "" {
		err = errAbsent
	}
	if err != nil {
		return k, err
	}
	me := auth.From(ctx).ID
	d, err := s.c.links.Update(ctx, linkID(k.Body.Programme, me), func(d *store.Doc[Link]) error {
		switch {
		case d.Body.Partner == "" && d.Body.State == Refused: // a partner that was taken out: it is of the whole programme
			if answer == Refused {
				return store.Unchanged
			}
			d.Body.Partner = id
		case d.Body.Partner != id || d.Body.State == ended:
			return errAbsent
		case d.Body.State == answer:
			return store.Unchanged
		}
		if d.Body.State == Refused {
			d.Body.Since = s.d.Now() // what was while they refused is not counted
		}
		d.Body.State = answer
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.PartnerAnswered{Partner: id, Programme: k.Body.Programme, Person: me, Answer: answer}, scope(&k.Body)))
		return nil
	})
	if err != nil {
		return k, err
	}
	k.Mine.Mentor = answer
	if answer == Refused {
		return k, s.uncount(ctx, id, me)
	}
	return k, s.settle(ctx, d)
}

// uncount deletes what waits to be counted of somebody.
func (s *Service) uncount(ctx context.Context, id, person string) error {
	q := where(byPerson, person, 200, "")
	q.Where = append(q.Where, store.Where(byPartner, store.Eq, id))
	return drop(ctx, s.c.hours, q)
}

// AddMoney notes money under this id. Organisers. op is the idempotency key.
func (s *Service) AddMoney(ctx context.Context, id string, m api.PartnerMoney, op store.Op) (Known, error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return k, err
	}
	k.Doc, err = s.c.partners.Update(ctx, id, func(d *store.Doc[Partner]) error {
		if was, ok := d.Op(op.Key); ok {
			if was.Body != op.Body {
				return fault.KeyReused
			}
			return store.Unchanged
		}
		if err := d.Body.note(m); err != nil {
			return err
		}
		s.say(ctx, d, "money")
		op.Status, op.ID, op.At = 201, m.ID, s.d.Now()
		d.Record(op)
		return nil
	})
	return k, err
}

// SetMoney replaces a note of money, or takes it out where m is nil. Organisers. NotFound "partner.no_money".
func (s *Service) SetMoney(ctx context.Context, id, money string, m *api.PartnerMoneyBody) (Known, error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return k, err
	}
	k.Doc, err = s.c.partners.Update(ctx, id, func(d *store.Doc[Partner]) error {
		i := slices.IndexFunc(d.Body.Money, func(x api.PartnerMoney) bool { return x.ID == money })
		switch {
		case i < 0:
			return fault.New(fault.NotFound, "partner.no_money", "There is no such note of money.")
		case m == nil:
			d.Body.Money = slices.Delete(slices.Clone(d.Body.Money), i, i+1)
		default:
			if err := d.Body.note(api.PartnerMoney{ID: money, PartnerMoneyBody: *m}); err != nil {
				return err
			}
		}
		s.say(ctx, d, "money")
		return nil
	})
	return k, err
}

var errTaken = fault.New(fault.Conflict, "partner.project_taken", "Another partner of this programme brought this project.")
