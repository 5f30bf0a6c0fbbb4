package event

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

const (
	leaseFor = 20 * time.Second // since the last sign of life
	signs    = 4 * time.Second  // between two
)

var errLost = errors.New("event: another process does this work")

// Run does the work of events until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return run.Loops(ctx, s.d.Log,
		run.Loop{Name: "events", Run: s.work},
		run.Every(s.d.Log, "events", s.d.Interval, func(context.Context) error { s.stir(); return nil }),
	)
}

func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// ask notes work to be done.
func (s *Service) ask(ctx context.Context, id, kind, draft string) error {
	_, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		d.Body.ask(Work{Kind: kind, Draft: draft, Since: s.d.Now()})
		return nil
	})
	s.stir()
	return refusal.Absent(err, errAbsent)
}

// work does one piece after the other: making teams takes the whole processor.
func (s *Service) work(ctx context.Context) error {
	ctx = auth.With(ctx, auth.Principal{Service: "programs"})
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		}
		page, err := s.c.events.Find(ctx, where(byWork, true, 100, ""))
		if err != nil {
			s.failed(ctx, "events with work cannot be listed", "", err)
			continue
		}
		for _, d := range page.Docs {
			if s.one(ctx, d.ID) {
				s.stir()
			}
		}
	}
}

func (s *Service) failed(ctx context.Context, what, event string, err error) {
	if ctx.Err() == nil {
		s.d.Log.Warn(what, "event", event, "err", err)
	}
}

// one does the first work of an event if nobody else does. again says that there may be more.
func (s *Service) one(ctx context.Context, id string) (again bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &progress{}
	if err := s.sign(ctx, id, p); err != nil {
		if !errors.Is(err, errLost) {
			s.failed(ctx, "an event's work cannot be begun", id, err)
		}
		return false
	}
	var signing sync.WaitGroup
	signing.Go(func() {
		tick := time.NewTicker(signs) // real time: another process looks at a clock, and must see a sign of life
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := s.sign(ctx, id, p); err != nil && ctx.Err() == nil {
				s.failed(ctx, "an event's work is stopped", id, err)
				cancel()
				return
			}
		}
	})
	err := s.do(ctx, id, p)
	stopped := ctx.Err() != nil
	cancel()
	signing.Wait()
	out := context.WithoutCancel(ctx)
	if derr := s.dropLease(out, id); err == nil {
		err = derr
	}
	if err != nil && !stopped {
		s.failed(out, "an event's work is tried again", id, err)
	}
	if err != nil || stopped {
		return false
	}
	d, err := s.c.events.Get(out, id)
	return err == nil && len(d.Body.Work) > 0
}

// dropLease gives the lease up, as long as it is this process's: one that another process took meanwhile stays.
func (s *Service) dropLease(ctx context.Context, id string) error {
	return s.c.leases.DropIf(ctx, id, func(d *store.Doc[Lease]) bool { return d.Body.Owner == s.self })
}

// sign says that this process does an event's work, and how far it is; errLost if another does.
func (s *Service) sign(ctx context.Context, id string, p *progress) error {
	now := s.d.Now()
	_, err := s.c.leases.Upsert(ctx, id, func(d *store.Doc[Lease]) error {
		if d.Body.Owner != "" && d.Body.Owner != s.self && d.Body.Until.After(now) {
			return errLost
		}
		d.Body = Lease{Owner: s.self, Until: now.Add(leaseFor), EventWork: p.now()}
		return nil
	})
	return err
}

// progress is how far work is.
type progress struct {
	mu sync.Mutex
	w  api.EventWork
}

func (p *progress) at(kind, step string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.w = api.EventWork{Kind: kind, Step: step, Done: done, Total: total}
}

func (p *progress) now() api.EventWork {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.w
}

// do does what the document says, and takes it off.
func (s *Service) do(ctx context.Context, id string, p *progress) error {
	d, err := s.c.events.Get(ctx, id)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	if len(d.Body.Work) > 0 {
		w := d.Body.Work[0]
		p.at(w.Kind, "gather", 0, 0)
		if err := s.sign(ctx, id, p); err != nil {
			return err
		}
		err = s.guarded(ctx, id, func() error {
			switch w.Kind {
			case solving:
				return s.solve(ctx, d, w, p)
			case publishing:
				return s.publish(ctx, d, w, p)
			default:
				return s.repair(ctx, d, p)
			}
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if f := fault.As(err); err != nil && f.Kind != fault.Conflict && f.Kind != fault.Invalid {
			return err
		}
		code := ""
		if err != nil {
			code = fault.As(err).Code
		}
		if d, err = s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
			d.Body.Failed = code
			d.Body.done(w)
			return nil
		}); err != nil {
			return fault.UnlessAbsent(err)
		}
	}
	return s.sweep(ctx, d)
}

// guarded makes a panic the failure of one piece of work, which is taken off: tried again it would stop the process again, for everybody.
func (s *Service) guarded(ctx context.Context, event string, do func() error) (err error) {
	defer func() {
		if x := recover(); x != nil {
			s.d.Log.ErrorContext(ctx, "an event's work panicked", "event", event, "panic", x, "stack", string(debug.Stack()))
			err = fault.New(fault.Conflict, "event.broken", "This could not be done: there is a mistake in the program. Whoever runs it finds it in the log.")
		}
	}()
	return do()
}

// sweep removes the pages of drafts that were replaced.
func (s *Service) sweep(ctx context.Context, d *store.Doc[Event]) error {
	for _, old := range d.Body.Old {
		if err := each(ctx, s.c.pages, byDraft, d.ID+":"+old, func(id string) error { return s.c.pages.Drop(ctx, id) }); err != nil {
			return err
		}
		if _, err := s.c.events.Update(ctx, d.ID, func(d *store.Doc[Event]) error {
			d.Body.Old = slices.DeleteFunc(slices.Clone(d.Body.Old), func(x string) bool { return x == old })
			return nil
		}); err != nil {
			return fault.UnlessAbsent(err)
		}
	}
	return nil
}

// gather is who is here and what was accepted.
func (s *Service) gather(ctx context.Context, id string) (*cast, error) {
	var people []*Attendee
	for _, as := range []string{Newcomer, Mentor} {
		docs, err := s.c.here(ctx, id, as)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			people = append(people, &d.Body)
		}
	}
	challenges, err := s.c.accepted(ctx, id)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(people))
	for i, a := range people {
		ids[i] = a.Person
	}
	apart, err := s.parted(ctx, ids)
	if err != nil {
		return nil, err
	}
	return newCast(people, challenges, apart), nil
}

// parted says whom of these people a block parts.
func (s *Service) parted(ctx context.Context, people []string) (parted, error) {
	if s.d.Parted == nil || len(people) < 2 {
		return nil, nil
	}
	pairs, err := s.d.Parted(ctx, people)
	return newParted(pairs), err
}

// solve makes a draft.
func (s *Service) solve(ctx context.Context, d *store.Doc[Event], w Work, p *progress) error {
	began := s.d.Now()
	c, err := s.gather(ctx, d.ID)
	if err != nil {
		return err
	}
	switch {
	case len(c.challenges) == 0:
		return fault.New(fault.Conflict, "event.no_challenges", "No challenge was accepted.")
	case len(c.people) < d.Body.Least:
		return fault.New(fault.Conflict, "event.nobody", "Too few people are here for a team.")
	}
	problem := c.problem(d.Body.Least, d.Body.Most)
	p.at(w.Kind, "solve", 0, 100)
	a, err := s.d.Solver.Make(problem, ctx.Done(), func(done, total int) { p.at(w.Kind, "solve", done, total) })
	if err != nil {
		return err
	}
	p.at(w.Kind, "mentors", 0, 0)
	mentor, err := s.d.Solver.Guide(problem, a.Teams, c.guides(), c.unguided(a.Teams), ctx.Done())
	if err != nil {
		return err
	}
	list := c.drafted(a, mentor, d.Body.Rooms)
	draft := &Draft{EventDraft: c.figures(a, list)}
	draft.ID, draft.Made = "d"+itoa(int(w.Since.UnixMilli()))+"-"+itoa(w.Again), s.d.Now()
	if err := s.begun(ctx, d.ID, draft.ID); err != nil {
		return err
	}
	p.at(w.Kind, "store", 0, len(list))
	for part := range slices.Chunk(list, teamsOfPage) {
		page := Page{Event: d.ID, Draft: draft.ID, Teams: part}
		if _, err := s.c.pages.Upsert(ctx, pageID(d.ID, draft.ID, draft.Pages), func(d *store.Doc[Page]) error {
			d.Body = page
			return nil
		}); err != nil {
			return err
		}
		draft.Pages++
		p.at(w.Kind, "store", draft.Pages*teamsOfPage, len(list))
	}
	draft.Took = s.d.Now().Sub(began).Milliseconds()
	_, err = s.c.events.Update(ctx, d.ID, func(d *store.Doc[Event]) error {
		e := &d.Body
		e.Old = slices.DeleteFunc(slices.Clone(e.Old), func(x string) bool { return x == draft.ID })
		if e.Draft != nil && e.Draft.ID != draft.ID {
			e.Old = append(e.Old, e.Draft.ID)
		}
		e.Draft = draft
		return nil
	})
	return fault.UnlessAbsent(err)
}

// begun notes a draft as one to be swept, before its first page: whatever stops it, no page is left that nobody knows. It is no longer one
// once the event names it.
func (s *Service) begun(ctx context.Context, event, draft string) error {
	_, err := s.c.events.Update(ctx, event, func(d *store.Doc[Event]) error {
		e := &d.Body
		if slices.Contains(e.Old, draft) || e.Draft != nil && e.Draft.ID == draft {
			return store.Unchanged
		}
		e.Old = append(slices.Clone(e.Old), draft)
		return nil
	})
	return err
}

func pageID(event, draft string, n int) string { return event + "_" + draft + "_" + itoa(n) }

// publish makes a draft's teams and puts their people into them. What was done is done again without harm.
func (s *Service) publish(ctx context.Context, d *store.Doc[Event], w Work, p *progress) error {
	if !d.Body.Published.IsZero() && d.Body.Draft == nil {
		return nil // it was done as far as this
	}
	if d.Body.Draft == nil || d.Body.Draft.ID != w.Draft {
		return errOldDraft
	}
	if err := s.accepted(ctx, d.ID, d.Body.Draft); err != nil {
		return err
	}
	for n := range d.Body.Draft.Pages {
		p.at(w.Kind, "publish", n, d.Body.Draft.Pages)
		page, err := s.c.pages.Get(ctx, pageID(d.ID, w.Draft, n))
		if err != nil {
			return err
		}
		if err := s.publishPage(ctx, d.ID, page.Body.Teams); err != nil {
			return err
		}
	}
	_, err := s.c.events.Update(ctx, d.ID, func(d *store.Doc[Event]) error {
		e := &d.Body
		e.Stage, e.Published = Working, s.d.Now()
		if e.Draft != nil && e.Draft.ID == w.Draft {
			e.Old, e.Draft = append(slices.Clone(e.Old), e.Draft.ID), nil
		}
		e.done(w)                                      // with it: a crash between the two would look for a draft that is no more
		e.ask(Work{Kind: repairing, Since: s.d.Now()}) // who came, or went, meanwhile
		return nil
	})
	return fault.UnlessAbsent(err)
}

// accepted refuses a draft with a challenge that was hidden since.
func (s *Service) accepted(ctx context.Context, event string, draft *Draft) error {
	known, err := s.c.accepted(ctx, event)
	if err != nil {
		return err
	}
	for n := range draft.Pages {
		page, err := s.c.pages.Get(ctx, pageID(event, draft.ID, n))
		if err != nil {
			return err
		}
		for _, t := range page.Body.Teams {
			if known[t.Challenge] == nil {
				return errHiddenSince
			}
		}
	}
	return nil
}

// publishPage makes some teams: their documents first, then their people, many at once.
func (s *Service) publishPage(ctx context.Context, event string, list []Drafted) error {
	list, err := s.unparted(ctx, list)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make([]error, len(list))
	for i, t := range list {
		wg.Go(func() { errs[i] = s.guarded(ctx, event, func() error { return s.publishTeam(ctx, event, t) }) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// unparted leaves out of each team who was parted from somebody of it since the draft: repair finds them another one, or another mentor.
func (s *Service) unparted(ctx context.Context, list []Drafted) ([]Drafted, error) {
	var people []string
	for _, t := range list {
		people = append(people, t.Members...)
		if t.Mentor != "" && !slices.Contains(people, t.Mentor) {
			people = append(people, t.Mentor)
		}
	}
	apart, err := s.parted(ctx, people)
	if err != nil || len(apart) == 0 {
		return list, err
	}
	list = slices.Clone(list)
	for i := range list {
		t, members := &list[i], []string{}
		for _, m := range t.Members {
			if !slices.ContainsFunc(members, func(other string) bool { return apart[m][other] }) {
				members = append(members, m)
			}
		}
		if t.Members = members; slices.ContainsFunc(members, func(m string) bool { return apart[m][t.Mentor] }) {
			t.Mentor = ""
		}
	}
	return list, nil
}

func (s *Service) publishTeam(ctx context.Context, event string, t Drafted) error {
	id := TeamID(event, t.Number)
	_, err := s.c.teams.Upsert(ctx, id, func(d *store.Doc[Team]) error {
		if d.Body.Event != "" {
			return store.Unchanged
		}
		d.Body = Team{Event: event, Number: t.Number, Challenge: t.Challenge, Room: t.Room, Table: t.Table, Language: t.Language}
		return nil
	})
	if err != nil {
		return err
	}
	for _, person := range t.Members {
		if err := s.give(ctx, event, person, id, "published"); err != nil {
			return err
		}
	}
	if t.Mentor == "" {
		return nil
	}
	return s.give(ctx, event, t.Mentor, id, "published")
}

// give puts somebody into a team, a participant out of the one before, and tells them. "" is none.
func (s *Service) give(ctx context.Context, event, person, team, how string) error {
	_, err := s.c.attendees.Update(ctx, AttendeeID(event, person), func(d *store.Doc[Attendee]) error {
		a := &d.Body
		switch {
		case team == "" && len(a.Teams) == 0, slices.Contains(a.Teams, team):
			return store.Unchanged
		case team == "":
			a.Teams = nil
		case a.As == Mentor:
			a.Teams = append(slices.Clone(a.Teams), team)
		default:
			a.Teams = []string{team}
		}
		s.tell(ctx, d, how)
		return nil
	})
	return fault.UnlessAbsent(err) // erased meanwhile
}

var errOldDraft = fault.New(fault.Conflict, "event.old_draft", "There is another draft by now. Look at that one, then publish it.")

var errHiddenSince = fault.New(fault.Conflict, "event.hidden_since", "A challenge of the draft was hidden since. Have teams made again.")
