package cohort

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// maxCohorts is how many cohorts one programme has.
const maxCohorts = 200

var errCohorts = fault.Newf(fault.Conflict, "cohort.too_many", "A programme has at most %d cohorts.", maxCohorts)

// Seen is a programme as the caller sees it.
type Seen struct {
	Org                 string
	Organiser, Reviewer bool // organisers are reviewers too
	Member, Invited     bool
	Role                bool // any role on the programme: organiser, reviewer, partner, observer
}

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	Log *slog.Logger
	// Sees reads a programme that the caller can see; NotFound else.
	Sees func(ctx context.Context, programme string) (Seen, error)
	// Criteria says what is wrong with criteria; nil checks nothing.
	Criteria func(api.CohortCriteria) []fault.Field
	// Partners are the partners of a programme, by name, without their projects; nil, where made-up people rehearse, looks nobody up.
	Partners func(ctx context.Context, programme string) ([]api.CohortPartner, error)
	// Pace is an error where the caller makes too many at once; nil, where made-up people rehearse, asks nothing.
	Pace func(ctx context.Context) error
	// Chosen says whether it was chosen what a cohort asks for its published figures; nil, where made-up people rehearse, asks nothing.
	Chosen func(ctx context.Context, cohort string) (bool, error)
	// Used says whether anything belongs to a cohort that would be left behind without it; nil: nothing does.
	Used func(ctx context.Context, cohort string) (bool, error)
	// Moves is an error where the closing date of a cohort cannot move to another, with pointer as the field that moves it; nil asks nothing.
	Moves func(ctx context.Context, cohort, pointer string, ends time.Time) error
	// Counts are how much is left of what a checklist names, by code; nil counts nothing.
	Counts func(ctx context.Context, cohort string) (map[string]int64, error)
}

// Service keeps cohorts.
type Service struct {
	d       Deps
	cohorts *store.Collection[Cohort]
	past    *store.Collection[Past]
	making  *store.Holds // the limit of a programme's cohorts
	words   templateWords
}

// New opens the collections. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	if s.words, err = readWords(); err != nil {
		return nil, err
	}
	if s.cohorts, s.past, err = open(ctx, d.DB); err != nil {
		return nil, err
	}
	s.making, err = store.OpenHolds(ctx, d.DB, "programs_cohort_making")
	return s, err
}

// Source is what the relay publishes of it.
func (s *Service) Source() outbox.Source { return outbox.SourceOf(s.cohorts, "", nil) }

// Count lets a checklist count; called once while the rooms are wired.
func (s *Service) Count(counts func(ctx context.Context, cohort string) (map[string]int64, error)) {
	s.d.Counts = counts
}

// Known is a cohort that the caller can see, and what they are to it.
type Known struct {
	*store.Doc[Cohort]
	Seen Seen
}

// Reader says whether the caller, whose id this is, reads answers about eligibility: they are named for it, and organise or review as of now. Who
// lost that role reads nothing any more, though they are still named.
func (k Known) Reader(person string) bool {
	return person != "" && (k.Seen.Organiser || k.Seen.Reviewer) && slices.Contains(k.Body.Readers, person)
}

// Get reads a cohort whose programme the caller can see; one that is not published is seen by organisers and reviewers alone. NotFound
// "cohort.absent".
func (s *Service) Get(ctx context.Context, id string) (Known, error) {
	d, err := s.cohorts.Get(ctx, id)
	if err != nil {
		return Known{}, refusal.Absent(err, errAbsent)
	}
	seen, err := s.d.Sees(ctx, d.Body.Programme)
	if err != nil {
		return Known{}, refusal.Absent(err, errAbsent)
	}
	if !d.Body.Published && !seen.Reviewer && !seen.Organiser {
		return Known{}, errAbsent
	}
	return Known{Doc: d, Seen: seen}, nil
}

// Read reads a cohort for the program itself: nobody's sight is asked for.
func (s *Service) Read(ctx context.Context, id string) (*store.Doc[Cohort], error) {
	d, err := s.cohorts.Get(ctx, id)
	return d, refusal.Absent(err, errAbsent)
}

// List pages through a programme's cohorts, the newest first; a page may have fewer than limit although others follow.
func (s *Service) List(ctx context.Context, programme string, limit int, after string) ([]Known, string, error) {
	seen, err := s.d.Sees(ctx, programme)
	if err != nil {
		return nil, "", err
	}
	page, err := s.cohorts.Find(ctx, ofProgramme(programme, limit, after))
	if err != nil {
		return nil, "", err
	}
	out := []Known{}
	for _, d := range page.Docs {
		if d.Body.Published || seen.Organiser || seen.Reviewer {
			out = append(out, Known{Doc: d, Seen: seen})
		}
	}
	return out, page.Next, nil
}

// Make makes a cohort of a programme under this id. Its organisers. op is the idempotency key. Errors: NotFound; Forbidden
// "programs.organisers_only"; Invalid; Conflict "cohort.too_many", "idempotency.reused".
func (s *Service) Make(ctx context.Context, id, programme string, in api.CohortBody, op store.Op) (Known, error) {
	seen, err := s.organises(ctx, programme)
	if err != nil {
		return Known{}, err
	}
	now := s.d.Now()
	var set api.CohortSettings
	switch {
	case in.Settings != nil:
		set = *in.Settings
	case in.Template == "":
		return Known{}, fault.InvalidFields(fault.Field{Pointer: "/template", Code: "required"})
	default:
		if in.Begins.IsZero() && in.Template != "open" {
			return Known{}, fault.InvalidFields(fault.Field{Pointer: "/begins", Code: "required"})
		}
		set, _ = FromTemplate(in.Template, in.Begins)
		set.Questions = s.words.in(in.Language, in.Template, set.Questions)
	}
	set.Name = in.Name
	return s.insert(ctx, id, Cohort{Org: seen.Org, Programme: programme, Template: in.Template, CohortSettings: set}, seen, op, now)
}

// Clone makes a cohort with the settings of another and every date shifted alike. It is not published, and its agreement begins anew.
func (s *Service) Clone(ctx context.Context, id, of string, in api.CohortClone, op store.Op) (Known, error) {
	k, err := s.own(ctx, of)
	if err != nil {
		return Known{}, err
	}
	if in.Begins.IsZero() && len(k.Body.Phases) > 0 {
		return Known{}, fault.InvalidFields(fault.Field{Pointer: "/begins", Code: "required"})
	}
	c := Cohort{Org: k.Body.Org, Programme: k.Body.Programme, Template: k.Body.Template, From: of, CohortSettings: k.Body.CohortSettings}
	c.Name, c.Published = in.Name, false
	c.Shift(in.Begins)
	return s.insert(ctx, id, c, k.Seen, op, s.d.Now())
}

func (s *Service) insert(ctx context.Context, id string, c Cohort, seen Seen, op store.Op, now time.Time) (Known, error) {
	kept := c.Partners // of a clone: what stands there without an id stays
	var err error
	if c.CohortSettings, err = s.checked(ctx, c.Programme, &Cohort{CohortSettings: api.CohortSettings{Partners: kept}}, c.CohortSettings, now); err != nil {
		return Known{}, err
	}
	made := false // before, by the same order
	free, err := s.making.Take(ctx, c.Programme, id, "", func(ctx context.Context, others store.Held) error {
		_, err := s.cohorts.Get(ctx, id)
		if made = err == nil; made {
			return nil
		}
		return store.Room(ctx, s.cohorts, others, maxCohorts, errCohorts, store.Where(byProgramme, store.Eq, c.Programme))
	})
	if err != nil {
		return Known{}, err
	}
	defer free()
	if !made && s.d.Chosen != nil && c.losesFigures(now) { // of a cohort that is not there yet nothing can have been chosen
		return Known{}, errFiguresFirst
	}
	if !made && s.d.Pace != nil {
		if err := s.d.Pace(ctx); err != nil {
			return Known{}, err
		}
	}
	c.Created, c.Changed, c.By = now, now, auth.From(ctx).ID
	c.Noted = c.At(now)
	if c.Agreement != "" {
		c.AgreementVersion = 1
	}
	c.Wind(now)
	d, err := s.cohorts.Insert(ctx, id, c, func(d *store.Doc[Cohort]) {
		s.say(ctx, d, "made")
		d.RecordMade(op, now)
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.cohorts.Get(ctx, id); err == nil {
			if err := d.SameOrder(op); err != nil {
				return Known{}, err
			}
		}
	}
	return Known{Doc: d, Seen: seen}, err
}

// Change replaces the settings. Organisers. want is the version that was read: Stale "programs.changed" else, Unconditional without one. An
// agreement whose text changes gets the next version.
func (s *Service) Change(ctx context.Context, id string, want int64, set api.CohortSettings) (Known, error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return k, err
	}
	if want == 0 {
		return k, fault.New(fault.Unconditional, "cohort.which_version", "Read the cohort first and send its ETag as If-Match, so that nobody's change is lost.")
	}
	now := s.d.Now()
	if set, err = s.checked(ctx, k.Body.Programme, &k.Body, set, now); err != nil {
		return k, err
	}
	if old := k.Body; old.AgreementVersion > 0 && old.Agreement != set.Agreement { // kept before it is replaced, so that it is never lost
		_, err := s.past.Insert(ctx, pastID(id, old.AgreementVersion), Past{Cohort: id, Version: old.AgreementVersion, Text: old.Agreement}, nil)
		if err != nil && !fault.Coded(err, "store.exists") {
			return k, err
		}
	}
	if err := s.moves(ctx, k, "/phases", set.Phases); err != nil {
		return k, err
	}
	chosen := true // read before the step: no set-up is ever taken back once it stands
	if s.d.Chosen != nil {
		if chosen, err = s.d.Chosen(ctx, id); err != nil {
			return k, err
		}
	}
	k.Doc, err = s.cohorts.Update(ctx, id, func(d *store.Doc[Cohort]) error {
		if d.Version != want {
			return refusal.Changed
		}
		if reflect.DeepEqual(d.Body.CohortSettings, set) {
			return store.Unchanged
		}
		if next := (Cohort{CohortSettings: set}); !chosen && !d.Body.HasCalled(now) && next.losesFigures(now) {
			return errFiguresFirst
		}
		if d.Body.HasCalled(now) {
			if wrong := d.Body.keeps(&set); len(wrong) > 0 {
				return fault.InvalidFields(wrong...)
			}
			d.Body.Called = true
		}
		if set.Agreement != d.Body.Agreement {
			if d.Body.Announce = now; set.Agreement != "" {
				d.Body.AgreementVersion++
			}
		}
		d.Body.CohortSettings, d.Body.Changed = set, now
		s.moved(ctx, d, "changed", now)
		return nil
	})
	return k, err
}

// moves asks whether a cohort's closing date can move to that of other phases.
func (s *Service) moves(ctx context.Context, k Known, pointer string, phases []api.CohortPhase) error {
	ends := (&Cohort{CohortSettings: api.CohortSettings{Phases: phases}}).Begins(Closed)
	if s.d.Moves == nil || ends.Equal(k.Body.Begins(Closed)) {
		return nil
	}
	return s.d.Moves(ctx, k.ID, pointer, ends)
}

// checked cleans settings; was is the cohort as it stands. Invalid with every field.
func (s *Service) checked(ctx context.Context, programme string, was *Cohort, set api.CohortSettings, now time.Time) (api.CohortSettings, error) {
	known, err := s.partners(ctx, programme, set.Partners)
	if err != nil {
		return set, err
	}
	asks := Cohort{CohortSettings: set}
	set, wrong := Check(set, was.Phases, s.d.Criteria, now)
	if least, too := asks.tooOften(); too && (set.CheckInEvery != was.CheckInEvery || !reflect.DeepEqual(set.Phases, was.Phases)) {
		wrong = append(wrong, fault.Field{Pointer: "/check_in_every", Code: "out_of_range", Params: map[string]any{"min": least, "max": 90}})
	}
	if s.d.Partners != nil {
		chosen, more := choose(set.Partners, was.Partners, known)
		set.Partners, wrong = chosen, append(wrong, more...)
	}
	return set, fault.InvalidFields(wrong...)
}

// partners are those of a programme, where any are to be looked up.
func (s *Service) partners(ctx context.Context, programme string, some []api.CohortPartner) ([]api.CohortPartner, error) {
	if s.d.Partners == nil || len(some) == 0 {
		return nil, nil
	}
	return s.d.Partners(ctx, programme)
}

// With are the partners that are with a cohort. For the program itself.
func (s *Service) With(ctx context.Context, c *Cohort) ([]api.CohortPartner, error) {
	known, err := s.partners(ctx, c.Programme, c.Partners)
	return With(c.Partners, known), err
}

// Agreement is one text of a cohort's agreement; version 0 is the one that counts. Whoever sees the cohort.
func (s *Service) Agreement(ctx context.Context, id string, version int) (string, int, error) {
	k, err := s.Get(ctx, id)
	if err != nil {
		return "", 0, err
	}
	if version == 0 || version == k.Body.AgreementVersion && k.Body.Agreement != "" {
		return k.Body.Agreement, k.Body.AgreementVersion, nil
	}
	p, err := s.past.Get(ctx, pastID(id, version))
	if err != nil {
		return "", 0, refusal.Absent(err, errAbsent)
	}
	return p.Body.Text, p.Body.Version, nil
}

// Extend moves every date after a phase, in one step. Organisers.
func (s *Service) Extend(ctx context.Context, id string, in api.CohortExtension, op store.Op) (Known, error) {
	k, err := s.own(ctx, id)
	if err != nil {
		return k, err
	}
	now := s.d.Now()
	if later := k.Body; later.Extend(in.Phase, in.Days, now) == nil {
		if _, done := k.Op(op.Key); !done || op.Key == "" {
			if err := s.moves(ctx, k, "/days", later.Phases); err != nil {
				return k, err
			}
		}
	}
	k.Doc, err = s.cohorts.Update(ctx, id, func(d *store.Doc[Cohort]) error {
		if was, ok := d.Op(op.Key); ok && op.Key != "" {
			if was.Body != op.Body {
				return fault.KeyReused
			}
			return store.Unchanged
		}
		if err := d.Body.Extend(in.Phase, in.Days, now); err != nil {
			return err
		}
		if op.Key != "" {
			op.Status, op.ID, op.At = 200, id, now
			d.Record(op)
		}
		d.Body.Changed = now
		s.moved(ctx, d, "extended", now)
		return nil
	})
	return k, err
}

// Checklist is what is due from whom. Organisers and reviewers.
func (s *Service) Checklist(ctx context.Context, id string) (api.CohortChecklist, error) {
	k, err := s.Get(ctx, id)
	if err != nil {
		return api.CohortChecklist{}, err
	}
	if !k.Seen.Organiser && !k.Seen.Reviewer {
		return api.CohortChecklist{}, refusal.NotOrganiser
	}
	var left map[string]int64
	if s.d.Counts != nil {
		if left, err = s.d.Counts(ctx, id); err != nil {
			return api.CohortChecklist{}, err
		}
	}
	return Checklist(&k.Body, left, s.d.Now()), nil
}

// moved notes the phase, winds the clock and says so.
func (s *Service) moved(ctx context.Context, d *store.Doc[Cohort], how string, now time.Time) {
	d.Body.Noted = d.Body.At(now)
	d.Body.Wind(now)
	s.say(ctx, d, how)
}

func (s *Service) say(ctx context.Context, d *store.Doc[Cohort], how string) {
	d.Emit(outbox.Fact(ctx, s.d.DB, wire.CohortMoved{Cohort: d.ID, Programme: d.Body.Programme, How: how, Phase: d.Body.Noted},
		outbox.Scope{Org: d.Body.Org, Programme: d.Body.Programme}))
}

// organises reads a programme that the caller organises. Forbidden "programs.organisers_only".
func (s *Service) organises(ctx context.Context, programme string) (Seen, error) {
	seen, err := s.d.Sees(ctx, programme)
	if err == nil && !seen.Organiser {
		err = refusal.NotOrganiser
	}
	return seen, err
}

// own reads a cohort that the caller organises.
func (s *Service) own(ctx context.Context, id string) (Known, error) {
	k, err := s.Get(ctx, id)
	if err == nil && !k.Seen.Organiser {
		err = refusal.NotOrganiser
	}
	return k, err
}

// Tick notes the phases that have begun. Any number of replicas may call it.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	err := s.cohorts.Each(ctx, due(store.At(s.d.Now())), func(d *store.Doc[Cohort]) error {
		_, err := s.cohorts.Update(ctx, d.ID, func(d *store.Doc[Cohort]) error {
			now := s.d.Now()
			if d.Body.DueAt.IsZero() || d.Body.DueAt.After(now) {
				return store.Unchanged
			}
			s.moved(ctx, d, "phase", now)
			return nil
		})
		if err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	return errors.Join(append(errs, err)...)
}

// EachRunning goes through the cohorts that run, as far as the clock has noted. For the program itself.
func (s *Service) EachRunning(ctx context.Context, fn func(*store.Doc[Cohort]) error) error {
	q := store.Query{Where: []store.Cond{store.Where(byNoted, store.Eq, Running)}, Limit: 200}
	return s.cohorts.Each(ctx, q, fn)
}

// EachAnnouncing goes through the cohorts whose agreement changed and whose mentors may not all have been told. For the program itself.
func (s *Service) EachAnnouncing(ctx context.Context, fn func(*store.Doc[Cohort]) error) error {
	return s.cohorts.Each(ctx, store.Query{Where: []store.Cond{store.Where(byAnnounce, store.Eq, true)}, Limit: 200}, fn)
}

// Announced notes that all mentors were told of the change at a time, unless it changed again since. For the program itself.
func (s *Service) Announced(ctx context.Context, id string, change time.Time) error {
	_, err := s.cohorts.Update(ctx, id, func(d *store.Doc[Cohort]) error {
		if !d.Body.Announce.Equal(change) || change.IsZero() {
			return store.Unchanged
		}
		d.Body.Announce = time.Time{}
		return nil
	})
	return fault.UnlessAbsent(err)
}

// Forget takes the id of somebody who has left out of what they made, and out of those who read.
func (s *Service) Forget(ctx context.Context, person string) error {
	for { // what was forgotten is not found again
		page, err := s.cohorts.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, person)}, Limit: 100})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := s.cohorts.Update(ctx, d.ID, func(d *store.Doc[Cohort]) error {
				if d.Body.By == person {
					d.Body.By = ""
				}
				d.Body.Readers = slices.DeleteFunc(slices.Clone(d.Body.Readers), func(r string) bool { return r == person })
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
}

var (
	errFiguresFirst = fault.InvalidFields(fault.Field{Pointer: "/published", Code: "figures_first",
		Detail: "This begins the call, and nobody has chosen what is asked for the published figures of who takes part: afterwards nobody can. Choose it " +
			"first (PUT participation/cycles/{cohort}, while the cohort is not published), or send no_figures: true."})
	errAbsent = fault.New(fault.NotFound, "cohort.absent", "There is no cohort here that you can see.")
)
