package event

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Deps are what the room stands on. What it asks of the rest of programs, and of other services, are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Interval between two looks for work that nobody does; 10 s by default.
	Interval time.Duration
	// Most people of an event; 10,000 by default.
	Most         int
	Cohorts      *cohort.Service
	Applications *application.Service
	// Confirmed refuses people whose account is not there, not confirmed or suspended.
	Confirmed func(ctx context.Context, person string) error
	// Closed says whether an account that was there is gone. Of one that was made a moment ago it may say so, too.
	Closed func(ctx context.Context, person string) (bool, error)
	// Parted are the pairs of these people whom a block parts, whichever side blocked; nil: nobody.
	Parted func(ctx context.Context, people []string) ([][2]string, error)
	// Arrival asks accounts for an account of who has none.
	Arrival func(ctx context.Context, q wire.ArrivalQuestion) (wire.ArrivalAnswer, error)
	// Solver makes teams; nil: that is refused.
	Solver   Solver
	Taxonomy *skill.Taxonomy
}

// Service keeps events.
type Service struct {
	d    Deps
	c    collections
	self string        // this process, in leases
	wake chan struct{} // there may be work
	// guesses are of badges, by person or network; groups are of friends' codes, by person.
	guesses, groups *httpserver.Paces
	limits          *store.Holds
}

// New opens the collections. Nothing runs before Run.
func New(ctx context.Context, d Deps) (*Service, error) {
	if d.Interval <= 0 {
		d.Interval = 10 * time.Second
	}
	if d.Most <= 0 {
		d.Most = maxAttendees
	}
	c, err := open(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	limits, err := store.OpenHolds(ctx, d.DB, "programs_event_limit")
	if err != nil {
		return nil, err
	}
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return &Service{d: d, c: c, self: hex.EncodeToString(id[:]), wake: make(chan struct{}, 1), limits: limits,
		guesses: httpserver.NewPaces(wrongEvery, wrongBurst), groups: httpserver.NewPaces(groupEvery, groupBurst)}, nil
}

// Sources are what the relay publishes of it.
func (s *Service) Sources() []outbox.Source {
	return []outbox.Source{
		outbox.SourceOf(s.c.events, "", nil), outbox.SourceOf(s.c.challenges, "", nil), outbox.SourceOf(s.c.teams, "", nil),
		outbox.SourceOf(s.c.attendees, "event_place", func(d *store.Doc[Attendee]) wire.State { return StateOf(&d.Body) }),
	}
}

// sight is an event as the caller sees it.
type sight struct {
	*store.Doc[Event]
	cohort    *store.Doc[cohort.Cohort]
	me        *store.Doc[Attendee] // nil: they do not attend
	organiser bool
}

// see reads an event that the caller can see: that of a cohort that they see, or that they attend. NotFound "event.absent".
func (s *Service) see(ctx context.Context, id string) (x sight, err error) {
	if x.Doc, err = s.c.events.Get(ctx, id); err != nil {
		return x, refusal.Absent(err, errAbsent)
	}
	if p := auth.From(ctx); p.SignedIn() {
		me, err := s.c.attendees.Get(ctx, AttendeeID(id, p.ID))
		if err := fault.UnlessAbsent(err); err != nil {
			return x, err
		}
		if err == nil {
			x.me = me
		}
	}
	k, err := s.d.Cohorts.Get(ctx, id)
	switch {
	case err == nil:
		x.cohort, x.organiser = k.Doc, k.Seen.Organiser
		return x, nil
	case fault.Absent(err) && x.me != nil:
		x.cohort, err = s.d.Cohorts.Read(ctx, id)
	}
	return x, refusal.Absent(err, errAbsent)
}

// alive takes back what somebody wrote while their account closed: after the write it looks again. Who attends has a document until they are
// forgotten, which goes before what they wrote; known says that their account was seen before, so that the mirror of accounts can tell.
// Gone "account.closed".
func (s *Service) alive(ctx context.Context, event, person string, attends, known bool) error {
	closed := false
	if attends {
		if _, err := s.c.attendees.Get(ctx, AttendeeID(event, person)); fault.Absent(err) {
			closed = true
		} else if err != nil {
			return err
		}
	}
	if known && !closed {
		var err error
		if closed, err = s.d.Closed(ctx, person); err != nil {
			return err
		}
	}
	if !closed {
		return nil
	}
	if err := errors.Join(s.d.Applications.Forget(ctx, person), s.Forget(ctx, person)); err != nil {
		return err
	}
	return refusal.Closed
}

// organised is an event that the caller organises. Forbidden "programs.organisers_only".
func (s *Service) organised(ctx context.Context, id string) (sight, error) {
	x, err := s.see(ctx, id)
	if err == nil && !x.organiser {
		err = refusal.NotOrganiser
	}
	return x, err
}

// attended is an event that the caller attends. Forbidden "event.not_here".
func (s *Service) attended(ctx context.Context, id string) (sight, error) {
	x, err := s.see(ctx, id)
	if err == nil && x.me == nil {
		err = errNotHere
	}
	return x, err
}

// moved says that staff did something with an event. Whatever document it is noted in.
func (s *Service) moved(ctx context.Context, event, org, programme, how string) store.Fact {
	return outbox.Fact(ctx, s.d.DB, wire.EventMoved{Event: event, Programme: programme, How: how}, outbox.Scope{Org: org, Programme: programme})
}

// SetUp makes the event of a cohort, or replaces its settings. The cohort's organisers. want is the version that was read, 0 for whichever:
// Stale "programs.changed". Errors: NotFound "cohort.absent"; Forbidden; Invalid.
func (s *Service) SetUp(ctx context.Context, id string, want int64, set api.EventSettings) (api.Event, int64, error) {
	k, err := s.d.Cohorts.Get(ctx, id)
	if err == nil && !k.Seen.Organiser {
		err = refusal.NotOrganiser
	}
	if err != nil {
		return api.Event{}, 0, err
	}
	set, wrong := Settings(set)
	if len(wrong) > 0 {
		return api.Event{}, 0, fault.InvalidFields(wrong...)
	}
	_, err = s.c.events.Upsert(ctx, id, func(d *store.Doc[Event]) error {
		e := &d.Body
		if want > 0 && d.Version != want {
			return refusal.Changed
		}
		if e.Stage == "" {
			e.Org, e.Programme, e.Stage, e.Created, e.By = k.Body.Org, k.Body.Programme, Open, s.d.Now(), auth.From(ctx).ID
		}
		if e.Stage != Open && (set.Least != e.Least || set.Most != e.Most) {
			return fault.New(fault.Conflict, "event.teams_stand", "Teams were told already: their sizes can no longer change.")
		}
		e.EventSettings = set
		d.Emit(s.moved(ctx, id, e.Org, e.Programme, "set_up"))
		return nil
	})
	if err != nil {
		return api.Event{}, 0, err
	}
	return s.Get(ctx, id)
}

// Is says whether a cohort is an event. For the program itself.
func (s *Service) Is(ctx context.Context, id string) (bool, error) {
	_, err := s.c.events.Get(ctx, id)
	return err == nil, fault.UnlessAbsent(err)
}

// Get is an event as the caller sees it. Whoever sees its cohort, or attends.
func (s *Service) Get(ctx context.Context, id string) (api.Event, int64, error) {
	x, err := s.see(ctx, id)
	if err != nil {
		return api.Event{}, 0, err
	}
	e := &x.Body
	out := api.Event{ID: id, Programme: e.Programme, Name: x.cohort.Body.Name, EventSettings: e.EventSettings, Stage: e.Stage, Organiser: x.organiser,
		Published: e.Published}
	if x.me != nil {
		out.As = x.me.Body.As
	}
	if !x.organiser {
		return out, x.Version, nil
	}
	if e.Draft != nil {
		draft := e.Draft.EventDraft
		out.Draft = &draft
	}
	out.Failed = e.Failed
	if len(e.Work) > 0 {
		out.Work = &api.EventWork{Kind: e.Work[0].Kind}
		if l, err := s.c.leases.Get(ctx, id); err == nil && l.Body.Kind == e.Work[0].Kind {
			w := l.Body.EventWork
			out.Work = &w
		}
	}
	out.Counts, err = s.counts(ctx, id)
	return out, x.Version, err
}

func (s *Service) counts(ctx context.Context, id string) (*api.EventCounts, error) {
	out := &api.EventCounts{}
	for _, x := range []struct {
		to    *int64
		count func(ctx context.Context, where ...store.Cond) (int64, error)
		index string
		value string
	}{
		{&out.Badges, s.c.badges.Count, byEvent, id}, {&out.Used, s.c.badges.Count, byUsed, id},
		{&out.Arrived, s.c.attendees.Count, byAs, id + ":" + Newcomer}, {&out.Mentors, s.c.attendees.Count, byAs, id + ":" + Mentor},
		{&out.Ready, s.c.attendees.Count, byReady, id}, {&out.Challenges, s.c.challenges.Count, byState, id + ":" + Accepted},
		{&out.Waiting, s.c.challenges.Count, byState, id + ":" + Pitched}, {&out.Teams, s.c.teams.Count, byEvent, id},
		{&out.Teamless, s.c.attendees.Count, byTeamless, id},
	} {
		n, err := x.count(ctx, store.Where(x.index, store.Eq, x.value))
		if err != nil {
			return nil, err
		}
		*x.to = n
	}
	return out, nil
}

// Move moves an event to another stage. Organisers. Conflict "event.stage".
func (s *Service) Move(ctx context.Context, id, stage string) (api.Event, int64, error) {
	if _, err := s.organised(ctx, id); err != nil {
		return api.Event{}, 0, err
	}
	_, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		switch e := &d.Body; {
		case e.Stage == stage:
			return store.Unchanged
		case !moves(e.Stage, stage):
			return fault.New(fault.Conflict, "event.stage", "An event opens, works, is over. What is over can go on working; teams that were told stay.")
		default:
			e.Stage, e.Ended = stage, time.Time{}
			if stage == Over {
				e.Ended = s.d.Now()
			}
			d.Emit(s.moved(ctx, id, e.Org, e.Programme, stage))
			return nil
		}
	})
	if err != nil {
		return api.Event{}, 0, refusal.Absent(err, errAbsent)
	}
	return s.Get(ctx, id)
}

var (
	errAbsent  = fault.New(fault.NotFound, "event.absent", "There is nothing of an event here that you can see.")
	errNotHere = fault.New(fault.Forbidden, "event.not_here", "This is for people who arrived at the event with a badge.")
	errOver    = fault.New(fault.Conflict, "event.over", "The event is over.")
)
