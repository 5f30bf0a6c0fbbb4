package event

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Mine is the caller at an event. NotFound "event.absent"; Forbidden "event.not_here".
func (s *Service) Mine(ctx context.Context, id string) (api.Attendee, int64, error) {
	x, err := s.attended(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	return s.mine(ctx, x.me)
}

func (s *Service) mine(ctx context.Context, d *store.Doc[Attendee]) (api.Attendee, int64, error) {
	a := &d.Body
	out := shown(a)
	out.Group, out.Wishes = a.Group, a.Wishes
	if a.As == Mentor {
		out.Teams = append([]string{}, a.Teams...)
	}
	if a.Group != "" {
		n, err := s.c.attendees.Count(ctx, store.Where(byGroup, store.Eq, a.Event+":"+a.Group))
		if err != nil {
			return out, 0, err
		}
		out.Friends = int(n)
	}
	return out, d.Version, nil
}

// shown is somebody as organisers see them.
func shown(a *Attendee) api.Attendee {
	return api.Attendee{Person: a.Person, As: a.As, AttendeeBody: a.AttendeeBody, Here: a.Here(), Arrived: a.Arrived, Team: a.team(), GoingOn: a.GoingOn}
}

// Say replaces what the caller says for the event. want is the version that was read, 0 for whichever. Who says it once teams stand and has
// none is put where there is room. Invalid; Conflict "event.over".
func (s *Service) Say(ctx context.Context, id string, want int64, in api.AttendeeBody) (api.Attendee, int64, error) {
	x, err := s.attended(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	if x.Body.Stage == Over {
		return api.Attendee{}, 0, errOver
	}
	body, wrong := said(in, x.me.Body.As, s.d.Taxonomy)
	if len(wrong) > 0 {
		return api.Attendee{}, 0, fault.InvalidFields(wrong...)
	}
	d, err := s.c.attendees.Update(ctx, x.me.ID, func(d *store.Doc[Attendee]) error {
		if want > 0 && d.Version != want {
			return refusal.Changed
		}
		d.Body.AttendeeBody, d.Body.Said = body, s.d.Now()
		return nil
	})
	if err != nil {
		return api.Attendee{}, 0, refusal.Absent(err, errAbsent)
	}
	s.d.Applications.Admitted(ctx, id, d.Body.Person, d.Body.As)
	if x.Body.Stage == Working && d.Body.As == Newcomer && len(d.Body.Teams) == 0 && d.Body.Here() {
		if err := s.ask(ctx, id, repairing, ""); err != nil {
			return api.Attendee{}, 0, err
		}
	}
	return s.mine(ctx, d)
}

// Befriend puts the caller into a group of friends: that of a code, that of a friend's badge, or one of their own. A friend whose badge was
// named, and who is in no group, is in this one, now or once they arrive: their badge is in the hands of a friend. A block is not told: the
// two may name one group, and are in different teams. Invalid "/code"; TooMany "event.pace"; Conflict "event.group_full", "event.teams_stand".
func (s *Service) Befriend(ctx context.Context, id, code string) (api.Attendee, int64, error) {
	x, err := s.befriends(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	group := x.me.Body.Group
	k, err := s.c.key(ctx)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	typed, isGroup := clean(code, friendCode)
	var friend *store.Doc[Badge]
	switch {
	case code == "":
	case isGroup:
		if after, _, ok := s.groups.Allow(x.me.Body.Person, s.d.Now()); !ok {
			return api.Attendee{}, 0, tooFast(after)
		}
		n, err := s.c.attendees.Count(ctx, store.Where(byGroup, store.Eq, id+":"+typed))
		if err != nil {
			return api.Attendee{}, 0, err
		}
		if n == 0 {
			return api.Attendee{}, 0, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "no_group"})
		}
		group = typed
	default:
		if friend, err = s.badge(ctx, k, code); err != nil {
			return api.Attendee{}, 0, err
		}
		if friend.Body.Event != id || friend.Body.As != Newcomer || friend.Body.ReplacedBy != "" {
			return api.Attendee{}, 0, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "no_badge"})
		}
		if theirs, err := s.groupOf(ctx, friend); err != nil {
			return api.Attendee{}, 0, err
		} else if theirs != "" {
			group = theirs
		}
	}
	if group == "" {
		if group, err = s.newGroup(ctx, k, id, x.me.Body.Person); err != nil {
			return api.Attendee{}, 0, err
		}
	}
	d, err := s.join(ctx, x.me.ID, id, group, x.Body.Most, true)
	if err == nil && friend != nil {
		err = s.bring(ctx, friend, group, x.Body.Most)
	}
	if err != nil {
		return api.Attendee{}, 0, err
	}
	return s.mine(ctx, d)
}

// newGroup is a code that no group has.
func (s *Service) newGroup(ctx context.Context, k *Key, id, person string) (string, error) {
	for try := range 20 {
		code := k.group(id, person, try)
		n, err := s.c.attendees.Count(ctx, store.Where(byGroup, store.Eq, id+":"+code))
		if err != nil || n == 0 {
			return code, err
		}
	}
	return "", fault.New(fault.Unavailable, "store.contended", "No code for a group was free. Try again.")
}

// groupOf is the group of a friend's badge, or of who used it.
func (s *Service) groupOf(ctx context.Context, b *store.Doc[Badge]) (string, error) {
	if b.Body.Person == "" {
		return b.Body.Group, nil
	}
	d, err := s.c.attendees.Get(ctx, AttendeeID(b.Body.Event, b.Body.Person))
	if err != nil {
		return "", fault.UnlessAbsent(err)
	}
	return d.Body.Group, nil
}

// bring puts a friend into a group: the badge, so that whoever uses it is in it, and who used it already.
func (s *Service) bring(ctx context.Context, b *store.Doc[Badge], group string, most int) error {
	d, err := s.c.badges.Update(ctx, b.ID, func(d *store.Doc[Badge]) error {
		if d.Body.Group != "" || d.Body.Person != "" {
			return store.Unchanged
		}
		d.Body.Group = group
		return nil
	})
	if err == nil && d.Body.Person != "" {
		err = s.brought(ctx, d.Body.Event, d.Body.Person, group, most)
	}
	return fault.UnlessAbsent(err)
}

// brought puts somebody into a group because of their badge, unless it is full, or a block parts them from somebody in it: then nothing
// happens, as if they had not come yet.
func (s *Service) brought(ctx context.Context, event, person, group string, most int) error {
	page, err := s.c.attendees.Find(ctx, where(byGroup, event+":"+group, store.MaxLimit, ""))
	if err != nil {
		return err
	}
	people, members := []string{person}, []*Attendee{}
	for _, d := range page.Docs {
		people, members = append(people, d.Body.Person), append(members, &d.Body)
	}
	apart, err := s.parted(ctx, people)
	if err != nil || apart.any(person, members) {
		return err
	}
	if _, err = s.join(ctx, AttendeeID(event, person), event, group, most, false); fault.Coded(err, "event.group_full") {
		err = nil
	}
	return fault.UnlessAbsent(err)
}

// join puts an attendee into a group, whichever they were in if always. Conflict "event.group_full".
func (s *Service) join(ctx context.Context, id, event, group string, most int, always bool) (*store.Doc[Attendee], error) {
	d, err := s.c.attendees.Get(ctx, id)
	if err != nil || d.Body.Group == group || d.Body.Group != "" && !always {
		return d, err
	}
	free, err := s.limits.Take(ctx, event+"_"+strings.ToLower(group), id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.attendees, others, most, errGroupFull, store.Where(byGroup, store.Eq, event+":"+group))
	})
	defer free()
	if err != nil {
		return nil, err
	}
	return s.inGroup(ctx, id, group, always)
}

func (s *Service) inGroup(ctx context.Context, id, group string, always bool) (*store.Doc[Attendee], error) {
	return s.c.attendees.Update(ctx, id, func(d *store.Doc[Attendee]) error {
		if d.Body.Group == group || d.Body.Group != "" && !always {
			return store.Unchanged
		}
		d.Body.Group, d.Body.Grouped = group, time.Time{}
		if group != "" {
			d.Body.Grouped = s.d.Now()
		}
		return nil
	})
}

var errGroupFull = fault.New(fault.Conflict, "event.group_full", "That group has as many people as a team can have.")

func (s *Service) befriends(ctx context.Context, id string) (sight, error) {
	x, err := s.attended(ctx, id)
	switch {
	case err != nil:
	case x.me.Body.As != Newcomer:
		err = fault.New(fault.Conflict, "event.mentors", "Mentors guide teams; they are in none.")
	case x.Body.Stage == Over:
		err = errOver
	case x.me.Body.team() != "":
		err = fault.New(fault.Conflict, "event.teams_stand", "Teams were told already.")
	}
	return x, err
}

// Part takes the caller out of their group of friends.
func (s *Service) Part(ctx context.Context, id string) (api.Attendee, int64, error) {
	x, err := s.befriends(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	d, err := s.inGroup(ctx, x.me.ID, "", true)
	if err != nil {
		return api.Attendee{}, 0, refusal.Absent(err, errAbsent)
	}
	return s.mine(ctx, d)
}

// Wish replaces what the caller wishes to work on, the dearest first. Invalid "/challenges/…"; Conflict "event.teams_stand".
func (s *Service) Wish(ctx context.Context, id string, list []string) (api.Attendee, int64, error) {
	x, err := s.befriends(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	known := map[string]bool{}
	docs, err := s.c.challenges.GetMany(ctx, slices.Compact(slices.Sorted(slices.Values(list))))
	if err != nil {
		return api.Attendee{}, 0, err
	}
	for c, d := range docs {
		known[c] = d.Body.Event == id && d.Body.State == Accepted
	}
	if wrong := wishes(list, x.Body.Wishes, known); len(wrong) > 0 {
		return api.Attendee{}, 0, fault.InvalidFields(wrong...)
	}
	d, err := s.c.attendees.Update(ctx, x.me.ID, func(d *store.Doc[Attendee]) error {
		if slices.Equal(d.Body.Wishes, list) {
			return store.Unchanged
		}
		d.Body.Wishes = append([]string{}, list...)
		return nil
	})
	if err != nil {
		return api.Attendee{}, 0, refusal.Absent(err, errAbsent)
	}
	return s.mine(ctx, d)
}

// GoOn notes whether the caller goes on with their team's project after the event.
func (s *Service) GoOn(ctx context.Context, id string, yes bool) (api.Attendee, int64, error) {
	x, err := s.attended(ctx, id)
	if err != nil {
		return api.Attendee{}, 0, err
	}
	if len(x.me.Body.Teams) == 0 {
		return api.Attendee{}, 0, fault.New(fault.Conflict, "event.no_team", "You are in no team.")
	}
	d, err := s.c.attendees.Update(ctx, x.me.ID, func(d *store.Doc[Attendee]) error {
		if d.Body.GoingOn == yes {
			return store.Unchanged
		}
		d.Body.GoingOn = yes
		return nil
	})
	if err != nil {
		return api.Attendee{}, 0, refusal.Absent(err, errAbsent)
	}
	return s.mine(ctx, d)
}

// Attendees pages through everybody at an event. Organisers.
func (s *Service) Attendees(ctx context.Context, id, as string, limit int, after string) ([]api.Attendee, string, error) {
	if _, err := s.organised(ctx, id); err != nil {
		return nil, "", err
	}
	q := where(byEvent, id, limit, after)
	switch as {
	case Newcomer, Mentor:
		q = where(byAs, id+":"+as, limit, after)
	case "teamless":
		q = where(byTeamless, id, limit, after)
	case "gone":
		q = where(byGone, id, limit, after)
	}
	page, err := s.c.attendees.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := make([]api.Attendee, 0, len(page.Docs))
	for _, d := range page.Docs {
		x := shown(&d.Body)
		if d.Body.As == Mentor {
			x.Teams = append([]string{}, d.Body.Teams...)
		}
		out = append(out, x)
	}
	return out, page.Next, nil
}

// Here notes that somebody is here after all, or that they do not come: their team is mended within a minute, and only who is moved is told.
// Organisers, who read the whole; people of the same team, who read only that, and of whom participants note at most marksMost others within
// marksWithin. Whom somebody else notes to be gone is told. NotFound "event.absent" for anybody else; Conflict "event.many_gone".
func (s *Service) Here(ctx context.Context, id, person string, here bool) (api.Attendee, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.Attendee{}, err
	}
	d, err := s.c.attendees.Get(ctx, AttendeeID(id, person))
	if err != nil {
		return api.Attendee{}, refusal.Absent(err, errAbsent)
	}
	by := auth.From(ctx).ID
	mate := x.me != nil && (x.me.ID == d.ID || slices.ContainsFunc(d.Body.Teams, func(t string) bool { return slices.Contains(x.me.Body.Teams, t) }))
	if !x.organiser && !mate {
		return api.Attendee{}, errAbsent
	}
	if !here && d.Body.Here() && !x.organiser && x.me.ID != d.ID && x.me.Body.As == Newcomer {
		if _, err := s.c.attendees.Update(ctx, x.me.ID, func(m *store.Doc[Attendee]) error { return m.Body.mark(s.d.Now()) }); err != nil {
			return api.Attendee{}, refusal.Absent(err, errAbsent)
		}
	}
	if d, err = s.c.attendees.Update(ctx, d.ID, func(d *store.Doc[Attendee]) error {
		a := &d.Body
		if a.Here() == here {
			return store.Unchanged
		}
		if !here && by != person { // at once: they know best whether it is so
			s.tell(ctx, d, "gone")
		}
		a.Gone, a.GoneBy, a.Mended = time.Time{}, "", false
		if !here {
			a.Gone, a.GoneBy = s.d.Now(), by
		}
		if x.organiser {
			d.Emit(s.moved(ctx, id, a.Org, a.Programme, map[bool]string{true: "here", false: "gone"}[here]))
		}
		return nil
	}); err != nil {
		return api.Attendee{}, refusal.Absent(err, errAbsent)
	}
	if x.Body.Stage == Working {
		if err := s.ask(ctx, id, repairing, ""); err != nil {
			return api.Attendee{}, err
		}
	}
	if !x.organiser { // what they said for the event is for organisers
		return api.Attendee{Person: d.Body.Person, As: d.Body.As, Here: d.Body.Here()}, nil
	}
	return shown(&d.Body), nil
}

// tell says that somebody has another team, or is noted to be gone.
func (s *Service) tell(ctx context.Context, d *store.Doc[Attendee], how string) {
	a := &d.Body
	d.Emit(outbox.Fact(ctx, s.d.DB, wire.EventTeamGiven{Event: a.Event, Person: a.Person, How: how}, outbox.Scope{Org: a.Org, Programme: a.Programme}))
}
