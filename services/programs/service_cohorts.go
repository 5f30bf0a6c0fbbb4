package programs

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/event"
	"github.com/waymark-dev/waymark/services/programs/outcomes"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// openRooms opens the rooms of cohorts and applications.
func (s *Service) openRooms(ctx context.Context) (err error) {
	s.cohorts, err = cohort.New(ctx, cohort.Deps{DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Sees: s.sees, Criteria: s.d.CheckCriteria, Pace: s.makes,
		Moves: func(ctx context.Context, id, pointer string, ends time.Time) error {
			return s.participation.Moves(ctx, id, pointer, ends)
		},
		Used:   s.used,
		Chosen: func(ctx context.Context, id string) (bool, error) { return s.participation.Chosen(ctx, id) },
		Partners: func(ctx context.Context, programme string) ([]api.CohortPartner, error) {
			return s.beside.partners.Known(ctx, programme)
		}})
	if err != nil {
		return err
	}
	s.applications, err = application.New(ctx, application.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Cohorts: s.cohorts, Confirmed: s.confirmed, Closed: s.closed, Admit: s.admit,
		Offered: s.offered,
	})
	if err != nil {
		return err
	}
	s.running, err = running.New(ctx, running.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Cohorts: s.cohorts, Applications: s.applications, Mentor: s.mentorOf,
		Newcomers: s.newcomersOf, Names: s.namesOf,
	})
	if err != nil {
		return err
	}
	s.events, err = event.New(ctx, event.Deps{
		DB: s.d.DB, Now: s.d.Now, Log: s.d.Log, Cohorts: s.cohorts, Applications: s.applications, Confirmed: s.confirmed, Arrival: s.arrival,
		Closed: s.closed, Parted: s.parted, Solver: s.d.Teams, Taxonomy: skill.Shipped(),
	})
	s.cohorts.Count(s.counts)
	if err != nil {
		return err
	}
	s.outcomes, err = outcomes.New(ctx, outcomes.Deps{
		DB: s.d.DB, Now: s.d.Now, Cohorts: s.cohorts, Applications: s.applications, Running: s.running, Matched: s.matchedAt, Partners: s.partnersWith,
		SaidYes: s.saidYes, Mentors: s.mentors,
		Requests: s.requestsOf, Live: s.live, Maintains: s.maintains, Proofs: s.proofs, Key: s.d.AnswerKey,
		Offered: s.consoleProjects, Noise: s.d.Noise, Helped: s.helped,
	})
	return err
}

// used says whether anything belongs to a cohort.
func (s *Service) used(ctx context.Context, id string) (bool, error) {
	for _, of := range []func(ctx context.Context, cohort string) (bool, error){
		s.applications.Any, s.beside.projects.Any, s.events.Is, s.participation.Led,
	} {
		if used, err := of(ctx, id); err != nil || used {
			return used, err
		}
	}
	return false, nil
}

// counts are what a cohort's checklist counts.
func (s *Service) counts(ctx context.Context, id string) (map[string]int64, error) {
	left, err := s.applications.Counts(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.cohorts.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	if left[cohort.LeftCheckIn], err = s.running.Late(ctx, c); err != nil {
		return nil, err
	}
	if left[cohort.LeftProjects], err = s.beside.projects.Waits(ctx, id); err != nil {
		return nil, err
	}
	chosen, err := s.participation.Chosen(ctx, id)
	if !chosen {
		left[cohort.LeftFigures] = 1
	}
	return left, err
}

// offered are the approved projects of a cohort, by id.
func (s *Service) offered(ctx context.Context, id string) ([]application.Offered, error) {
	all, err := s.beside.projects.Approved(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]application.Offered, 0, len(all))
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		p := all[key]
		name := p.Named()
		for n := 2; seen[strings.ToLower(name)]; n++ { // two of one title are two words
			name = p.Named() + " (" + strconv.Itoa(n) + ")"
		}
		seen[strings.ToLower(name)] = true
		out = append(out, application.Offered{ID: key, Name: name, Mentors: p.Mentors})
	}
	return out, nil
}

// mentorOf is whose newcomer somebody is in a programme now, as far as the mirror knows; "" for nobody's.
func (s *Service) mentorOf(ctx context.Context, programme, newcomer string) (string, error) {
	found, _, err := s.m.matches.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPair, store.Eq, programme+":"+newcomer)}, Limit: 10})
	if err != nil {
		return "", err
	}
	for _, m := range found {
		if m.Status == "accepted" || m.Status == "active" {
			return m.Mentor, nil
		}
	}
	return "", nil
}

// newcomersOf are those whose mentor somebody is in a programme now, as far as the mirror knows.
func (s *Service) newcomersOf(ctx context.Context, programme, mentor string) (out []string, err error) {
	found, err := s.matchesOf(ctx, programme, mentor)
	for _, m := range found {
		if (m.Status == "accepted" || m.Status == "active") && !slices.Contains(out, m.Newcomer) {
			out = append(out, m.Newcomer)
		}
	}
	return out, err
}

// namesOf are the names of an organisation and a programme.
func (s *Service) namesOf(ctx context.Context, org, programme string) (string, string, error) {
	o, err := s.c.orgs.Get(ctx, org)
	if err != nil {
		return "", "", err
	}
	p, err := s.c.programmes.Get(ctx, programme)
	if err != nil {
		return "", "", err
	}
	return o.Body.Name, p.Body.Name, nil
}

// sees is a programme as the caller sees it, for the rooms; NotFound where they do not.
func (s *Service) sees(ctx context.Context, id string) (cohort.Seen, error) {
	x, err := s.Programme(ctx, id)
	if err != nil {
		return cohort.Seen{}, err
	}
	out := cohort.Seen{Org: x.Body.Org, Organiser: slices.Contains(x.Roles, RoleOrganiser) || auth.From(ctx).Has(auth.Administrator)}
	out.Role = out.Organiser || len(x.Roles) > 0
	out.Reviewer = out.Organiser || slices.Contains(x.Roles, auth.Reviewer)
	if x.Member != nil {
		out.Member, out.Invited = x.Member.In(), x.Member.Invited
	}
	return out, nil
}

// parted are the pairs of these people whom a block parts, whichever side blocked.
func (s *Service) parted(ctx context.Context, people []string) (out [][2]string, err error) {
	among := make(map[string]bool, len(people))
	for _, id := range people {
		among[id] = true
	}
	seen := map[[2]string]bool{}
	for part := range slices.Chunk(people, 500) {
		standings, err := s.m.standings.GetMany(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, id := range part {
			if standings[id] == nil {
				continue
			}
			for _, other := range standings[id].Blocked {
				pair := [2]string{min(id, other), max(id, other)}
				if among[other] && other != id && !seen[pair] {
					seen[pair] = true
					out = append(out, pair)
				}
			}
		}
	}
	return out, nil
}

// closed says whether somebody's account is gone, as far as the mirror knows.
func (s *Service) closed(ctx context.Context, person string) (bool, error) {
	_, err := s.m.accounts.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return true, nil
	}
	return false, err
}

// admit makes somebody who was accepted into a cohort a member of its programme, beside what they are there: a mentor whom an organiser
// chose is approved with it, one who only registered where the rules ask for no approval. Gone where the account was closed, or the mirror has
// not heard of it yet, as of somebody who came with a badge just now: nothing is written then, because to take it back would leave a tombstone.
func (s *Service) admit(ctx context.Context, programme, person string, newcomer, mentor, chosen bool) error {
	if programme == wire.AlwaysOpen {
		return nil // everybody is in it
	}
	p, err := s.c.programmes.Get(ctx, programme)
	if err != nil {
		return err
	}
	if closed, err := s.closed(ctx, person); err != nil {
		return err
	} else if closed {
		return refusal.Closed
	}
	d, err := s.c.members.Upsert(ctx, MemberID(programme, person), func(d *store.Doc[Member]) error {
		was := d.Body
		d.Body.Programme, d.Body.Person, d.Body.ByImport = programme, person, false
		s.emitMember(ctx, d, p.Body.Org, d.Body.Become(newcomer || was.Newcomer, mentor || was.Mentor, p.Body.Rules.MentorApproval && !chosen, s.d.Now()))
		if was == d.Body {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.settleJoined(ctx, d)
}

// TakesPart says whether somebody takes or took part in a cohort, and as what ("newcomer", "mentor"). For other rooms of this service.
func (s *Service) TakesPart(ctx context.Context, cohortID, person string) (as string, ok bool, err error) {
	return s.applications.TakesPart(ctx, cohortID, person)
}

// Cohort is what other rooms of this service know of a cohort.
type Cohort struct {
	Org, Programme     string
	Called             bool      // its call, or what it has instead, has begun
	Closed             time.Time // when it was over; zero before
	Ends               time.Time // when it is or was over; zero without such a date
	Newcomers, Mentors int       // who take part, or did until it was over
	Places             int       // for newcomers; 0 no bound
	Full               bool      // nobody comes any more
}

// Cohort reads a cohort for other rooms of this service. NotFound "cohort.absent".
func (s *Service) Cohort(ctx context.Context, id string) (out Cohort, err error) {
	c, err := s.cohorts.Read(ctx, id)
	if err != nil {
		return out, err
	}
	now := s.d.Now()
	out = Cohort{Org: c.Body.Org, Programme: c.Body.Programme, Called: c.Body.HasCalled(now)}
	out.Ends, out.Places = c.Body.Begins(cohort.Closed), c.Body.Places
	if c.Body.At(now) == cohort.Closed {
		out.Closed = out.Ends
	}
	if out.Newcomers, out.Mentors, err = s.applications.Sizes(ctx, id); err != nil || c.Body.GivesOn(now) {
		return out, err
	}
	open, err := s.applications.Undecided(ctx, id)
	out.Full = !open
	return out, err
}

// RoundInput answers matching with what a round of a cohort is solved with. Nothing of it is kept there.
func (s *Service) RoundInput(ctx context.Context, q wire.RoundInputQuestion) (wire.RoundInputAnswer, error) {
	out := wire.RoundInputAnswer{People: []wire.RoundParticipant{}}
	if !store.ValidID(q.Cohort) {
		return out, nil
	}
	c, err := s.cohorts.Read(ctx, q.Cohort)
	if fault.Has(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Known, out.Programme, out.Phase = true, c.Body.Programme, c.Body.At(s.d.Now())
	if c.Body.Criteria != nil {
		b, err := json.Marshal(c.Body.Criteria)
		if err != nil {
			return out, err
		}
		out.Criteria = string(b)
	}
	out.People, out.Next, err = s.applications.Input(ctx, c, q.People, q.After)
	return out, err
}
