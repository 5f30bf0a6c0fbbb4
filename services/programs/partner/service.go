package partner

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Evidence is one address at which somebody showed what they did in a cohort of a programme.
type Evidence struct {
	Person, URL string
	At          time.Time
}

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Sees reads a programme that the caller can see; NotFound else.
	Sees func(ctx context.Context, programme string) (cohort.Seen, error)
	// Names are those of an organisation and a programme.
	Names func(ctx context.Context, org, programme string) (string, string, error)
	// Confirmed refuses people whose account is not there, not confirmed or suspended; Closed says whether one is gone.
	Confirmed func(ctx context.Context, person string) error
	Closed    func(ctx context.Context, person string) (bool, error)
	// Mentors says whether somebody is a mentor of a programme, or was chosen as one for a cohort of it.
	Mentors func(ctx context.Context, programme, person string) (bool, error)
	// From is whether somebody belongs to the organisation, and where their cohort is, of the cohort of a programme that they joined last as a
	// mentor or newcomer; all "" where nothing is said, nil says nothing of anybody.
	From func(ctx context.Context, programme, person, as string) (belongs, where, place string, err error)
	// Noise is secret; nil is the system's secure source. Tests hand in another.
	Noise Noise
	// Evidence goes through what was shown in all cohorts of a programme.
	Evidence func(ctx context.Context, programme string, fn func(Evidence) error) error
}

// Service keeps partners.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick, and Held for every session that was held.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Noise == nil {
		d.Noise = dp.Source(dp.Secure).Noise
	}
	s := &Service{d: d}
	var err error
	s.c, err = open(ctx, d.DB)
	return s, err
}

// Sources are what the relay publishes of it.
func (s *Service) Sources() []outbox.Source {
	return []outbox.Source{outbox.SourceOf(s.c.partners, "", nil), outbox.SourceOf(s.c.projects, "", nil), outbox.SourceOf(s.c.links, "", nil)}
}

// Known is a partner with what the caller is to it.
type Known struct {
	*store.Doc[Partner]
	Mine api.PartnerMine
}

// Reads says whether the caller reads the partner's page with its money and figures.
func (k Known) Reads() bool { return k.Mine.Organiser || k.Mine.Contact }

func (s *Service) organises(ctx context.Context, programme string) (cohort.Seen, error) {
	seen, err := s.d.Sees(ctx, programme)
	if err == nil && !seen.Organiser {
		err = refusal.NotOrganiser
	}
	return seen, err
}

// know reads a partner and what the caller is to it. NotFound "partner.absent" for whoever neither is something to it nor sees its programme.
func (s *Service) know(ctx context.Context, id string) (Known, error) {
	d, err := s.c.partners.Get(ctx, id)
	if fault.Absent(err) {
		return Known{}, errAbsent
	}
	if err != nil {
		return Known{}, err
	}
	k, p, refused := Known{Doc: d}, auth.From(ctx), false
	if p.SignedIn() {
		k.Mine.Contact = slices.Contains(d.Body.Contacts, p.ID)
		l, err := s.c.links.Get(ctx, linkID(d.Body.Programme, p.ID))
		switch {
		case fault.Absent(err):
		case err != nil:
			return k, err
		case l.Body.Partner == id && l.Body.State != ended:
			k.Mine.Mentor = l.Body.State
		case l.Body.Partner == "" && l.Body.State == Refused:
			refused = true
		}
	}
	seen, err := s.d.Sees(ctx, d.Body.Programme)
	switch {
	case err == nil:
		k.Mine.Organiser = seen.Organiser
		if refused { // another partner, for the whole programme: they can change it at any of them
			k.Mine.Mentor = Refused
		}
	case !fault.Absent(err):
		return k, err
	case !k.Mine.Contact && k.Mine.Mentor == "":
		return k, errAbsent
	}
	return k, nil
}

// Get reads a partner: whoever sees its programme, its contacts and its mentors.
func (s *Service) Get(ctx context.Context, id string) (Known, error) { return s.know(ctx, id) }

// Named is the programme and the name of a partner, for other rooms: nobody's sight is asked for. NotFound "partner.absent".
func (s *Service) Named(ctx context.Context, id string) (programme, name string, err error) {
	d, err := s.c.partners.Get(ctx, id)
	if fault.Absent(err) {
		return "", "", errAbsent
	}
	if err != nil {
		return "", "", err
	}
	return d.Body.Programme, d.Body.Name, nil
}

// Known names the partners of a programme, by name, for cohorts: nobody's sight is asked for.
func (s *Service) Known(ctx context.Context, programme string) (out []api.CohortPartner, err error) {
	page, err := s.c.partners.Find(ctx, ofProgramme(programme, partnersMost, ""))
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		out = append(out, api.CohortPartner{ID: d.ID, Name: d.Body.Name, Homepage: d.Body.Homepage})
	}
	return out, nil
}

// Brought are the projects of some partners in the catalogue, by partner, each list by id. For the program itself.
func (s *Service) Brought(ctx context.Context, partners []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, id := range partners {
		linked, err := s.linked(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, p := range linked {
			out[id] = append(out[id], p.Project)
		}
		slices.Sort(out[id])
	}
	return out, nil
}

// List pages through a programme's partners by name: whoever sees the programme.
func (s *Service) List(ctx context.Context, programme string, limit int, after string) ([]Known, string, error) {
	seen, err := s.d.Sees(ctx, programme)
	if err != nil {
		return nil, "", err
	}
	page, err := s.c.partners.Find(ctx, ofProgramme(programme, limit, after))
	if err != nil {
		return nil, "", err
	}
	out, me := make([]Known, 0, len(page.Docs)), auth.From(ctx).ID
	for _, d := range page.Docs {
		out = append(out, Known{Doc: d, Mine: api.PartnerMine{Organiser: seen.Organiser, Contact: me != "" && slices.Contains(d.Body.Contacts, me)}})
	}
	return out, page.Next, nil
}

// Mine are the partners that the caller speaks for or is named by as a mentor, by name; at most 200.
func (s *Service) Mine(ctx context.Context) ([]Known, error) {
	me := auth.From(ctx).ID
	page, err := s.c.partners.Find(ctx, where(byContact, me, 100, ""))
	if err != nil {
		return nil, err
	}
	links, err := s.c.links.Find(ctx, where(byPerson, me, 100, ""))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range links.Docs {
		if l.Body.State != ended {
			ids = append(ids, l.Body.Partner)
		}
	}
	found, err := s.c.partners.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		found[d.ID] = d
	}
	out := make([]Known, 0, len(found))
	for _, d := range found {
		k := Known{Doc: d, Mine: api.PartnerMine{Contact: slices.Contains(d.Body.Contacts, me)}}
		for _, l := range links.Docs {
			if l.Body.Partner == d.ID && l.Body.State != ended {
				k.Mine.Mentor = l.Body.State
			}
		}
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b Known) int { return byNameAndID(a, b) })
	return out, nil
}

// Make names a partner of a programme under this id. Its organisers. Errors: NotFound; Forbidden "programs.organisers_only"; Invalid; Conflict
// "partner.too_many", "idempotency.reused".
func (s *Service) Make(ctx context.Context, id, programme string, b api.PartnerBody, op store.Op) (Known, error) {
	seen, err := s.organises(ctx, programme)
	if err != nil {
		return Known{}, err
	}
	b, wrong := Check(b)
	if len(wrong) > 0 {
		return Known{}, fault.InvalidFields(wrong...)
	}
	if err := s.people(ctx, b.Contacts, nil); err != nil {
		return Known{}, err
	}
	free := func() {}
	if _, err := s.c.partners.Get(ctx, id); fault.Absent(err) {
		if free, err = s.holdPartner(ctx, programme, id); err != nil {
			return Known{}, err
		}
	}
	defer free()
	now := s.d.Now()
	p := Partner{Org: seen.Org, Programme: programme, PartnerBody: b, Created: now, By: auth.From(ctx).ID, DueAt: dueAfter(now)}
	d, err := s.c.partners.Insert(ctx, id, p, func(d *store.Doc[Partner]) {
		s.say(ctx, d, "made")
		s.tellContacts(ctx, d, nil)
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.partners.Get(ctx, id); err == nil {
			err = d.SameOrder(op)
		}
	}
	if err != nil {
		return Known{}, err
	}
	return Known{Doc: d, Mine: api.PartnerMine{Organiser: true}}, s.stayed(ctx, id, b.Contacts)
}

// Change replaces what is said about a partner. Organisers. want is the version that was read: Stale "programs.changed" else, Unconditional
// without one.
func (s *Service) Change(ctx context.Context, id string, want int64, b api.PartnerBody) (Known, error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return k, err
	}
	if want == 0 {
		return k, fault.New(fault.Unconditional, "partner.which_version", "Read the partner first and send its ETag as If-Match, so that nobody's change is lost.")
	}
	b, wrong := Check(b)
	if len(wrong) > 0 {
		return k, fault.InvalidFields(wrong...)
	}
	if err := s.people(ctx, b.Contacts, k.Body.Contacts); err != nil {
		return k, err
	}
	k.Doc, err = s.c.partners.Update(ctx, id, func(d *store.Doc[Partner]) error {
		if d.Version != want {
			return refusal.Changed
		}
		before := d.Body.Contacts
		d.Body.PartnerBody = b
		s.say(ctx, d, "changed")
		s.tellContacts(ctx, d, before)
		return nil
	})
	if err != nil {
		return k, err
	}
	return k, s.stayed(ctx, id, b.Contacts)
}

// Remove takes a partner out of a programme with all that is linked to it. Organisers.
func (s *Service) Remove(ctx context.Context, id string) error {
	if _, err := s.own(ctx, id); err != nil {
		return err
	}
	err := s.c.partners.Delete(ctx, id, func(d *store.Doc[Partner]) error {
		s.say(ctx, d, "removed")
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	if err := drop(ctx, s.c.hours, where(byPartner, id, 200, "")); err != nil {
		return err
	}
	err = each(ctx, s.c.links, where(byPartner, id, 200, ""), func(l *store.Doc[Link]) error { return s.part(ctx, l.ID, id) })
	if err != nil {
		return err
	}
	err = each(ctx, s.c.projects, where(byPartner, id, 200, ""), func(p *store.Doc[Project]) error {
		_, err := s.c.projects.Update(ctx, p.ID, func(d *store.Doc[Project]) error {
			if d.Body.Partner != id {
				return store.Unchanged
			}
			d.Body.Partner = ""
			return nil
		})
		return fault.UnlessAbsent(err)
	})
	if err != nil {
		return err
	}
	return s.c.adding.Forget(ctx, id)
}

// holdPartner holds the place of a partner that is about to be made. Conflict "partner.too_many".
func (s *Service) holdPartner(ctx context.Context, programme, id string) (free func(), err error) {
	full := fault.Newf(fault.Conflict, "partner.too_many", "A programme has at most %d partners.", partnersMost)
	return s.c.adding.Take(ctx, programme, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.partners, others, partnersMost, full, store.Where(byProgramme, store.Eq, programme))
	})
}

// own is a partner of a programme that the caller organises. Forbidden "programs.organisers_only" for others who know of it.
func (s *Service) own(ctx context.Context, id string) (Known, error) {
	k, err := s.know(ctx, id)
	if err == nil && !k.Mine.Organiser {
		err = refusal.NotOrganiser
	}
	return k, err
}

// people refuses contacts who are nobody that can be named; those who were there stay.
func (s *Service) people(ctx context.Context, list, were []string) error {
	for i, p := range list {
		if !slices.Contains(were, p) && s.d.Confirmed(ctx, p) != nil { // which of the reasons it is, is nobody's business
			return fault.InvalidFields(fault.Field{Pointer: "/contacts/" + itoa(i), Code: "unknown"})
		}
	}
	return nil
}

// stayed takes contacts out again whose account was closed while they were named.
func (s *Service) stayed(ctx context.Context, id string, contacts []string) error {
	for _, p := range contacts {
		gone, err := s.d.Closed(ctx, p)
		if err != nil {
			return err
		}
		if !gone {
			continue
		}
		_, err = s.c.partners.Update(ctx, id, func(d *store.Doc[Partner]) error {
			d.Body.Contacts = without(d.Body.Contacts, p)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func without(list []string, x string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(y string) bool { return y == x })
}

// say tells that a partner changed.
func (s *Service) say(ctx context.Context, d *store.Doc[Partner], how string) {
	d.Emit(s.changed(ctx, d, how))
}

func (s *Service) changed(ctx context.Context, d *store.Doc[Partner], how string) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.PartnerChanged{Partner: d.ID, Programme: d.Body.Programme, How: how}, scope(&d.Body))
}

// tellContacts tells those who are new.
func (s *Service) tellContacts(ctx context.Context, d *store.Doc[Partner], before []string) {
	for _, p := range d.Body.Contacts {
		if !slices.Contains(before, p) {
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.PartnerNamed{Partner: d.ID, Programme: d.Body.Programme, Person: p, As: "contact"}, scope(&d.Body)))
		}
	}
}

func scope(p *Partner) outbox.Scope { return outbox.Scope{Org: p.Org, Programme: p.Programme} }

var (
	errAbsent = fault.New(fault.NotFound, "partner.absent", "There is no partner here that you can see.")
)
