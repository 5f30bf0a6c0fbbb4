package event

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byEvent  = "event"
	byUsed   = "used"   // event of a badge that was used
	byAs     = "as"     // event and as what, of who is here
	byPerson = "person" // whose it is, or who wrote it
	byActor  = "actor"
	byTeam   = "team"
	byGroup  = "group"
	byWish   = "wish"
	byState  = "state" // event and state of a challenge
	byTitle  = "title"
	byNumber = "number"
	byMember = "member"
	byDraft  = "draft"
	byGone   = "gone" // event of who is noted not to be there
	byWork   = "work"
	byReady  = "ready"
	byParts  = "parts" // when its people cease to see each other because of it

	byLeft     = "left"     // event of somebody who went and whose team is to be mended
	byTeamless = "teamless" // event of a participant who is here and in no team
)

const keyID = "event"

type collections struct {
	events     *store.Collection[Event]
	badges     *store.Collection[Badge]
	attendees  *store.Collection[Attendee]
	challenges *store.Collection[Challenge]
	pages      *store.Collection[Page]
	teams      *store.Collection[Team]
	leases     *store.Collection[Lease]
	keys       *store.Collection[Key]
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	if c.events, err = store.Open(ctx, db, store.Spec[Event]{
		Name: "programs_event", Schema: 1, Indexes: []store.Index{{Name: byWork}, {Name: byActor}, {Name: byParts}},
		Keys: func(_ string, e *Event) store.Keys {
			k := store.Keys{}
			if len(e.Work) > 0 || len(e.Old) > 0 {
				k[byWork] = true
			}
			if e.By != "" {
				k[byActor] = e.By
			}
			if at := e.parts(); !at.IsZero() {
				k[byParts] = store.At(at)
			}
			return k
		},
	}); err != nil {
		return c, err
	}
	if c.badges, err = store.Open(ctx, db, store.Spec[Badge]{
		Name: "programs_event_badge", Schema: 1, Indexes: []store.Index{{Name: byEvent}, {Name: byUsed}, {Name: byPerson}},
		Keys: func(_ string, b *Badge) store.Keys {
			k := store.Keys{byEvent: b.Event}
			if !b.Used.IsZero() && b.ReplacedBy == "" { // another one is used in its place
				k[byUsed] = b.Event
			}
			if b.Person != "" {
				k[byPerson] = b.Person
			}
			return k
		},
	}); err != nil {
		return c, err
	}
	if c.attendees, err = store.Open(ctx, db, store.Spec[Attendee]{
		Name: "programs_event_attendee", Schema: 1, State: true,
		Indexes: []store.Index{{Name: byEvent}, {Name: byAs}, {Name: byPerson}, {Name: byActor}, {Name: byTeam, Multi: true}, {Name: byGroup},
			{Name: byWish, Multi: true}, {Name: byReady}, {Name: byTeamless}, {Name: byLeft}, {Name: byGone}},
		Keys: attendeeKeys,
	}); err != nil {
		return c, err
	}
	if c.challenges, err = store.Open(ctx, db, store.Spec[Challenge]{
		Name: "programs_event_challenge", Schema: 1, Indexes: []store.Index{{Name: byState}, {Name: byPerson}, {Name: byTitle}},
		Keys: func(_ string, x *Challenge) store.Keys {
			k := store.Keys{byState: x.Event + ":" + x.State, byTitle: sortKey(x.Title)}
			if x.By != "" {
				k[byPerson] = x.By
			}
			return k
		},
	}); err != nil {
		return c, err
	}
	if c.pages, err = store.Open(ctx, db, store.Spec[Page]{
		Name: "programs_event_draft", Schema: 1, Indexes: []store.Index{{Name: byDraft}, {Name: byMember, Multi: true}},
		Keys: func(_ string, p *Page) store.Keys {
			people := []string{}
			for _, t := range p.Teams {
				people = append(people, t.Members...)
				if t.Mentor != "" && !slices.Contains(people, t.Mentor) {
					people = append(people, t.Mentor)
				}
			}
			return store.Keys{byDraft: p.Event + ":" + p.Draft, byMember: people}
		},
	}); err != nil {
		return c, err
	}
	if c.teams, err = store.Open(ctx, db, store.Spec[Team]{
		Name: "programs_event_team", Schema: 1, Indexes: []store.Index{{Name: byEvent}, {Name: byNumber}, {Name: byPerson}, {Name: byState}},
		Keys: func(_ string, t *Team) store.Keys {
			k := store.Keys{byNumber: int64(t.Number)}
			if !t.Closed {
				k[byEvent] = t.Event
			}
			if t.HandOver != nil {
				k[byState] = t.Event
			}
			if t.By != "" {
				k[byPerson] = t.By
			}
			return k
		},
	}); err != nil {
		return c, err
	}
	if c.leases, err = store.Open(ctx, db, store.Spec[Lease]{
		Name: "programs_event_lease", Schema: 1, Keys: func(string, *Lease) store.Keys { return nil },
	}); err != nil {
		return c, err
	}
	c.keys, err = store.Open(ctx, db, store.Spec[Key]{
		Name: "programs_event_key", Schema: 1, Keys: func(string, *Key) store.Keys { return nil },
	})
	return c, err
}

func attendeeKeys(_ string, a *Attendee) store.Keys {
	k := store.Keys{byEvent: a.Event, byPerson: a.Person, byTeam: append([]string{}, a.Teams...), byWish: append([]string{}, a.Wishes...)}
	if a.Here() {
		k[byAs] = a.Event + ":" + a.As
		if len(a.Languages) > 0 && a.As == Newcomer {
			k[byReady] = a.Event
		}
		if len(a.Teams) == 0 && a.As == Newcomer {
			k[byTeamless] = a.Event
		}
	} else {
		k[byGone] = a.Event
		if !a.Mended {
			k[byLeft] = a.Event
		}
	}
	if a.Group != "" {
		k[byGroup] = a.Event + ":" + a.Group
	}
	if a.GoneBy != "" {
		k[byActor] = a.GoneBy
	}
	return k
}

// sortKey makes titles sortable without case.
func sortKey(title string) string {
	r := []rune(strings.ToLower(title))
	return string(r[:min(len(r), 60)])
}

func where(index string, value any, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

// key is the room's secret, made by whichever replica comes first.
func (c collections) key(ctx context.Context) (*Key, error) {
	d, err := c.keys.Get(ctx, keyID)
	if err == nil {
		return &d.Body, nil
	}
	if !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	if _, err := c.keys.Insert(ctx, keyID, Key{Secret: secret}, nil); err != nil && !fault.Coded(err, "store.exists") {
		return nil, err
	}
	if d, err = c.keys.Get(ctx, keyID); err != nil {
		return nil, err
	}
	return &d.Body, nil
}

// here are all who are at an event; participants, or mentors.
func (c collections) here(ctx context.Context, event, as string) (out []*store.Doc[Attendee], err error) {
	err = c.attendees.Each(ctx, where(byAs, event+":"+as, 500, ""), func(d *store.Doc[Attendee]) error {
		out = append(out, d)
		return ctx.Err()
	})
	return out, err
}

// accepted are the challenges of an event that may be wished for.
func (c collections) accepted(ctx context.Context, event string) (map[string]*Challenge, error) {
	out := map[string]*Challenge{}
	err := c.challenges.Each(ctx, where(byState, event+":"+Accepted, 500, ""), func(d *store.Doc[Challenge]) error {
		out[d.ID] = &d.Body
		return ctx.Err()
	})
	return out, err
}

// members are who is in some teams, by team; mentors among them.
func (c collections) members(ctx context.Context, teams []string) (map[string][]*Attendee, error) {
	out := map[string][]*Attendee{}
	for part := range slices.Chunk(teams, 100) {
		q := store.Query{Where: []store.Cond{store.Among(byTeam, part)}, Limit: 500}
		if err := c.attendees.Each(ctx, q, func(d *store.Doc[Attendee]) error {
			for _, t := range d.Body.Teams {
				if slices.Contains(part, t) {
					out[t] = append(out[t], &d.Body)
				}
			}
			return ctx.Err()
		}); err != nil {
			return nil, err
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(x, y *Attendee) int { return strings.Compare(x.Person, y.Person) })
	}
	return out, nil
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
