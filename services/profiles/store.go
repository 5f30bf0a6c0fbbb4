package profiles

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

const (
	byApproval = "approval" // list of visible mentors (Approval.queue)
	byName     = "name"     // folded, of visible people
	byAnyName  = "any_name" // folded, of everybody who has one: for staff
	byAsked    = "asked"    // since when they wait
	byUnknown  = "unknown"  // the account was not looked up yet
	byDue      = "due"
	byProgram  = "programme"
	byCreated  = "created"
	byFinished = "finished"
	byPair     = "pair"
	byActor    = "actor" // who decided or made it
	byPerson   = "person"
	byWords    = "unknown_words" // visible people who use words that the shipped list of skills does not have
)

// collections are this service's documents.
type collections struct {
	people  *store.Collection[Profile]
	imports *store.Collection[Import]
	// inviting is the limit of invitations in a day, by who invites.
	inviting *store.Holds
	lookers  *store.Collection[Looker]
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	c.people, err = store.Open(ctx, db, store.Spec[Profile]{
		Name: "profiles_person", Schema: 2, Upcast: liftProfile, State: true,
		Indexes: []store.Index{{Name: byApproval}, {Name: byAsked}, {Name: byUnknown}, {Name: byName}, {Name: byAnyName}, {Name: byActor}, {Name: byWords}},
		Keys: func(_ string, p *Profile) store.Keys {
			k := store.Keys{}
			if p.Account == AccountUnknown {
				k[byUnknown] = true
			}
			if p.Approval.By != "" {
				k[byActor] = p.Approval.By
			}
			name := roster.Fold(p.DisplayName)
			if name != "" {
				k[byAnyName] = name
			}
			if p.Visible() {
				k[byName] = name
				if len(p.OwnWords(skill.Shipped())) > 0 {
					k[byWords] = true
				}
			}
			if p.Mentor && p.Visible() && p.Approval.State != NotOffered {
				state, since := p.Approval.queue()
				k[byApproval], k[byAsked] = state, store.At(since)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	if c.inviting, err = store.OpenHolds(ctx, db, "profiles_inviting"); err != nil {
		return c, err
	}
	if c.lookers, err = store.Open(ctx, db, store.Spec[Looker]{Name: "profiles_looker", Schema: 1}); err != nil {
		return c, err
	}
	c.imports, err = store.Open(ctx, db, store.Spec[Import]{
		Name: "profiles_import", Schema: 2, Upcast: liftImport,
		Indexes: []store.Index{{Name: byDue}, {Name: byProgram}, {Name: byCreated}, {Name: byFinished}, {Name: byActor}},
		Keys: func(_ string, im *Import) store.Keys {
			k := store.Keys{byProgram: im.Programme, byCreated: store.At(im.Created)}
			if im.By != "" {
				k[byActor] = im.By
			}
			if im.State == ImportDone {
				k[byFinished] = store.At(im.Finished)
			} else {
				k[byDue] = store.At(im.Due)
			}
			return k
		},
	})
	return c, err
}

// waitingMentors pages through those who offer to mentor, by state, longest first.
func (c collections) mentors(ctx context.Context, state string, limit int, after string) (*store.Page[Profile], error) {
	return c.people.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byApproval, store.Eq, state)}, Sort: []store.Order{{Index: byAsked}}, Limit: limit, After: after,
	})
}

// named pages through visible people whose folded name begins so, by name.
func (c collections) named(ctx context.Context, begins string, limit int, after string) (*store.Page[Profile], error) {
	return c.people.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byName, store.Prefix, begins)}, Sort: []store.Order{{Index: byName}}, Limit: limit, After: after,
	})
}

// everybodyNamed are those whose folded name begins so, by name, visible or not.
func (c collections) everybodyNamed(ctx context.Context, begins string, limit int) (*store.Page[Profile], error) {
	return c.people.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byAnyName, store.Prefix, begins)}, Sort: []store.Order{{Index: byAnyName}}, Limit: limit,
	})
}

// withWords pages through visible people who use words that the shipped list of skills does not have.
func (c collections) withWords(ctx context.Context, after string) (*store.Page[Profile], error) {
	return c.people.Find(ctx, store.Query{Where: []store.Cond{store.Where(byWords, store.Eq, true)}, Limit: store.MaxLimit, After: after})
}

// unknown are profiles whose account was not looked up yet.
func (c collections) unknown(ctx context.Context) (*store.Page[Profile], error) {
	return c.people.Find(ctx, store.Query{Where: []store.Cond{store.Where(byUnknown, store.Eq, true)}, Limit: store.MaxLimit})
}

func (c collections) importsDue(ctx context.Context, now int64) (*store.Page[Import], error) {
	return c.imports.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 10,
	})
}

func (c collections) importsOver(ctx context.Context, before int64) (*store.Page[Import], error) {
	return c.imports.Find(ctx, store.Query{Where: []store.Cond{store.Where(byFinished, store.Lt, before)}, Limit: 100})
}

func (c collections) importsOf(ctx context.Context, programme string, limit int, after string) (*store.Page[Import], error) {
	return c.imports.Find(ctx, store.Query{
		Where: []store.Cond{store.Where(byProgram, store.Eq, programme)}, Sort: []store.Order{{Index: byCreated, Desc: true}},
		Limit: limit, After: after,
	})
}

// forgetBy takes the id of somebody who has left out of what they decided or made: it stays, by somebody who left.
func forgetBy[T any](ctx context.Context, c *store.Collection[T], person string, forget func(*T)) error {
	for { // what was forgotten is not found again
		page, err := c.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, person)}, Limit: store.MaxLimit})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := c.Update(ctx, d.ID, func(d *store.Doc[T]) error {
				forget(&d.Body)
				return nil
			})
			if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
				return err
			}
		}
	}
}

// mirrors are what this service knows of others.
type mirrors struct {
	accounts   *outbox.Mirror[knownAccount]
	standings  *outbox.Mirror[knownStanding]
	matches    *outbox.Mirror[Match]
	programmes *outbox.Mirror[wire.ProgrammeState]
	members    *outbox.Mirror[wire.MemberState]
	places     *outbox.Mirror[knownPlace]
}

// maxPages bounds a walk over what mirrors have of at most 100 people. Nobody's card is decided on a part of it: a walk that does
// not come to its end is a failure.
const maxPages = 20

// matchesBetween are all matches that concern the person and one of at most 100 others.
func (m mirrors) matchesBetween(ctx context.Context, person string, others []string) ([]*Match, error) {
	var pairs []string
	for _, o := range others {
		pairs = append(pairs, pair(person, o), pair(o, person))
	}
	return all(ctx, m.matches, store.Query{Where: []store.Cond{store.Among(byPair, pairs)}, Limit: store.MaxLimit})
}

// membersAmong are the memberships of at most 100 people.
func (m mirrors) membersAmong(ctx context.Context, people []string) ([]*wire.MemberState, error) {
	return all(ctx, m.members, store.Query{Where: []store.Cond{store.Among(byPerson, people)}, Limit: store.MaxLimit})
}

// teamMates are those of at most 100 others who are in a team of an event with the person.
func (m mirrors) teamMates(ctx context.Context, person string, others []string) (map[string]bool, error) {
	own, err := all(ctx, m.places, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: store.MaxLimit})
	if err != nil || len(own) == 0 {
		return nil, err
	}
	mine := map[string]bool{}
	for _, p := range own {
		for _, t := range p.Teams {
			mine[t] = true
		}
	}
	if len(mine) == 0 {
		return nil, nil
	}
	theirs, err := all(ctx, m.places, store.Query{Where: []store.Cond{store.Among(byPerson, others)}, Limit: store.MaxLimit})
	out := map[string]bool{}
	for _, p := range theirs {
		for _, t := range p.Teams {
			if mine[t] {
				out[p.Person] = true
			}
		}
	}
	return out, err
}

// all walks a query to its end.
func all[S wire.State](ctx context.Context, m *outbox.Mirror[S], q store.Query) ([]*S, error) {
	var out []*S
	for range maxPages {
		found, next, err := m.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
		if q.After = next; next == "" {
			return out, nil
		}
	}
	return nil, errTooManyRelations
}

var errTooManyRelations = fault.New(fault.TooLarge, "people.too_many_relations",
	"There is too much between these people to look through at once. Ask for fewer of them.")
