package board

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Deps are what the room stands on. What it asks of the rest of programs are functions.
type Deps struct {
	DB  *store.DB
	Now run.Clock
	// Sees reads a programme that the caller can see; NotFound else.
	Sees func(ctx context.Context, programme string) (cohort.Seen, error)
	// TakesPart says whether somebody is in a programme.
	TakesPart func(ctx context.Context, programme, person string) (bool, error)
	// Confirmed refuses people whose account is not there, not confirmed or suspended; Closed says whether one is gone.
	Confirmed func(ctx context.Context, person string) error
	Closed    func(ctx context.Context, person string) (bool, error)
	// Parted are those from whom a block parts somebody.
	Parted func(ctx context.Context, person string) ([]string, error)
	// Organisers are who hears of what waits for the organisers of a programme.
	Organisers func(ctx context.Context, programme string) ([]string, error)
	Taxonomy   *skill.Taxonomy
}

// Service keeps boards.
type Service struct {
	d Deps
	c collections
}

// New opens the collections. Nothing runs: whoever made it calls Tick.
func New(ctx context.Context, d Deps) (*Service, error) {
	s := &Service{d: d}
	var err error
	s.c, err = open(ctx, d.DB)
	return s, err
}

// Sources are what the relay publishes of it.
func (s *Service) Sources() []outbox.Source {
	return []outbox.Source{outbox.SourceOf(s.c.entries, "", nil), outbox.SourceOf(s.c.helpers, "", nil)}
}

// Tick sweeps tombstones.
func (s *Service) Tick(ctx context.Context) error { return s.c.sweep(ctx) }

// sight is what the caller is to a programme's board.
type sight struct {
	me, org string
	broker  bool
	parted  []string // from whom a block parts the caller
}

// sees is the caller's sight of a board: of those who are in the programme, and its organisers. NotFound where they do not see the programme;
// Forbidden "board.members_only".
func (s *Service) sees(ctx context.Context, programme string) (x sight, err error) {
	seen, err := s.d.Sees(ctx, programme)
	if err != nil {
		return x, err
	}
	x = sight{me: auth.From(ctx).ID, org: seen.Org, broker: seen.Organiser}
	if !x.broker {
		in, err := s.d.TakesPart(ctx, programme, x.me)
		if err != nil {
			return x, err
		}
		if !in {
			return x, errMembers
		}
	}
	x.parted, err = s.d.Parted(ctx, x.me)
	return x, err
}

// know reads an entry that the caller may see. NotFound "board.absent".
func (s *Service) know(ctx context.Context, id string) (*store.Doc[Entry], sight, error) {
	d, err := s.c.entries.Get(ctx, id)
	if fault.Absent(err) {
		return nil, sight{}, errAbsent
	}
	if err != nil {
		return nil, sight{}, err
	}
	x, err := s.sees(ctx, d.Body.Programme)
	if fault.Absent(err) || fault.Coded(err, errMembers.Code) || err == nil && !x.shows(&d.Body) {
		err = errAbsent
	}
	return d, x, err
}

// shows says whether the caller may see an entry of a board that they see.
func (x sight) shows(e *Entry) bool {
	switch {
	case x.broker || e.By == x.me:
		return true
	}
	return e.Shown() && !slices.Contains(x.parted, e.By)
}

// body is an entry as the caller sees it.
func (s *Service) body(ctx context.Context, d *store.Doc[Entry], x sight) (api.BoardEntry, error) {
	e := &d.Body
	out := api.BoardEntry{ID: d.ID, Programme: e.Programme, BoardBody: e.BoardBody, State: e.State, Checklist: e.Checklist(), Project: e.Project,
		Made: e.Made, Moved: e.Moved, Mine: api.BoardMine{Author: e.By == x.me, Broker: x.broker}}
	out.Mine.Ways = e.Ways(out.Mine.Author, x.broker)
	willing := 0
	if x.broker || out.Mine.Author {
		helpers, err := s.helpersOf(ctx, d)
		if err != nil {
			return out, err
		}
		for _, h := range helpers {
			if slices.Contains(x.parted, h.Person) || h.State == Willing && !x.broker { // who only would is nothing to anybody else
				continue
			}
			if h.State == Willing {
				willing++
			}
			out.Helpers = append(out.Helpers, api.BoardHelper{Person: h.Person, State: h.State, BoardHelp: api.BoardHelp{Words: h.Words}})
		}
	}
	if x.broker && !slices.Contains(x.parted, e.By) {
		out.Author = e.By
	}
	if e.By != x.me {
		h, err := s.c.helpers.Get(ctx, helperID(d.ID, x.me))
		if err := fault.UnlessAbsent(err); err != nil {
			return out, err
		}
		if err == nil {
			if out.Mine.Help = h.Body.State; h.Body.State == Introduced && !slices.Contains(x.parted, e.By) {
				out.Author = e.By
			}
		}
	}
	if out.Author == "" && !out.Mine.Author {
		out.Reach = ""
	}
	out.Due = e.Due(willing)
	return out, nil
}

// helpersOf are who would like to help with an entry, without whom a block parts from its author, by id.
func (s *Service) helpersOf(ctx context.Context, d *store.Doc[Entry]) (out []Helper, err error) {
	page, err := s.c.helpers.Find(ctx, where(byHelps, d.ID, helpersMost, ""))
	if err != nil || len(page.Docs) == 0 {
		return nil, err
	}
	parted, err := s.d.Parted(ctx, d.Body.By)
	if err != nil {
		return nil, err
	}
	for _, h := range page.Docs {
		if !slices.Contains(parted, h.Body.Person) {
			out = append(out, h.Body)
		}
	}
	return out, nil
}

// List pages through a programme's board, the latest first: of is "shown" (what everybody of the programme sees), "mine", or "all", which is
// for brokers. Members and organisers.
func (s *Service) List(ctx context.Context, programme, of string, limit int, after string) ([]api.BoardEntry, string, error) {
	x, err := s.sees(ctx, programme)
	if err == nil && of == "all" && !x.broker {
		err = refusal.NotOrganiser
	}
	if err != nil {
		return nil, "", err
	}
	q := latest(byShown, programme, limit, after)
	switch of {
	case "mine":
		q = latest(byOwn, own(programme, x.me), limit, after)
	case "all":
		q = latest(byProgramme, programme, limit, after)
	}
	page, err := s.c.entries.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := []api.BoardEntry{}
	for _, d := range page.Docs {
		if !x.shows(&d.Body) { // whom a block parts; a page is shorter then
			continue
		}
		b, err := s.body(ctx, d, x)
		if err != nil {
			return nil, "", err
		}
		out = append(out, b)
	}
	return out, page.Next, nil
}

// Get reads an entry: its author and brokers, and once it was looked at members. NotFound "board.absent".
func (s *Service) Get(ctx context.Context, id string) (api.BoardEntry, int64, error) {
	d, x, err := s.know(ctx, id)
	return s.answer(ctx, d, x, err)
}

func (s *Service) answer(ctx context.Context, d *store.Doc[Entry], x sight, err error) (api.BoardEntry, int64, error) {
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	out, err := s.body(ctx, d, x)
	return out, d.Version, err
}

// Post puts something on a board under this id. Members and organisers, with a confirmed address. op is the idempotency key. Errors: Invalid;
// Conflict "board.too_many", "board.too_many_own", "account.unconfirmed", "idempotency.reused".
func (s *Service) Post(ctx context.Context, id, programme string, b api.BoardBody, op store.Op) (api.BoardEntry, int64, error) {
	x, err := s.sees(ctx, programme)
	if err == nil {
		err = s.d.Confirmed(ctx, x.me)
	}
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	now := s.d.Now()
	b, wrong := Check(b, s.d.Taxonomy, now)
	if len(wrong) > 0 {
		return api.BoardEntry{}, 0, fault.InvalidFields(wrong...)
	}
	if d, err := s.c.entries.Get(ctx, id); !fault.Absent(err) {
		return s.posted(ctx, d, x, op, err)
	}
	free, err := s.c.posting.Take(ctx, programme, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.entries, others, entriesMost, errTooMany, store.Where(byOpen, store.Eq, programme))
	})
	defer free()
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	freeOwn, err := s.c.owning.Take(ctx, x.me, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.entries, others, ownMost, errTooManyOwn, store.Where(byOwnOpen, store.Eq, x.me))
	})
	defer freeOwn()
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	told, err := s.d.Organisers(ctx, programme)
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	d, err := s.c.entries.Insert(ctx, id, Entry{Org: x.org, Programme: programme, BoardBody: b, State: Offered, By: x.me, Made: now, Moved: now},
		func(d *store.Doc[Entry]) {
			s.say(ctx, d, "posted", false)
			s.tell(ctx, d, told)
			d.RecordMade(op, now)
		})
	if fault.Coded(err, "store.exists") {
		d, err = s.c.entries.Get(ctx, id)
		return s.posted(ctx, d, x, op, err)
	}
	if err == nil {
		err = s.stayed(ctx, x.me)
	}
	return s.answer(ctx, d, x, err)
}

// posted answers with what the same order has put there before.
func (s *Service) posted(ctx context.Context, d *store.Doc[Entry], x sight, op store.Op, err error) (api.BoardEntry, int64, error) {
	if err == nil {
		err = d.SameOrder(op)
	}
	return s.answer(ctx, d, x, err)
}

// stayed takes everything of the caller away again whose account was closed while it was written down. Gone "account.closed".
func (s *Service) stayed(ctx context.Context, person string) error {
	return refusal.Stayed(ctx, person, s.d.Closed, s.Forget)
}

// Change replaces what is said. Its author and brokers. want is the version that was read. Errors: Invalid; Stale "programs.changed";
// Unconditional "board.which_version"; Forbidden "board.not_yours"; Conflict "board.over".
func (s *Service) Change(ctx context.Context, id string, want int64, b api.BoardBody) (api.BoardEntry, int64, error) {
	d, x, err := s.know(ctx, id)
	switch {
	case err != nil:
	case !x.broker && d.Body.By != x.me:
		err = errNotYours
	case want == 0:
		err = errWhich
	}
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	now := s.d.Now()
	b, wrong := Check(b, s.d.Taxonomy, now)
	if len(wrong) > 0 {
		return api.BoardEntry{}, 0, fault.InvalidFields(wrong...)
	}
	told, err := s.d.Organisers(ctx, d.Body.Programme)
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	d, err = s.c.entries.Update(ctx, id, func(d *store.Doc[Entry]) error {
		if d.Version != want {
			return refusal.Changed
		}
		state := d.Body.State
		changed, err := d.Body.change(b, x.broker, now)
		if err == nil && !changed {
			return store.Unchanged
		}
		if err == nil {
			s.say(ctx, d, "changed", x.broker)
		}
		if err == nil && d.Body.State == Offered && state != Offered { // to be looked at again
			s.tell(ctx, d, told)
		}
		return err
	})
	return s.answer(ctx, d, x, refusal.Absent(err, errAbsent))
}

// Move takes an entry into another state: brokers; its author withdraws it. Opened tells the catalogue. Errors: Forbidden "board.not_yours";
// Conflict "board.no_way", "board.unchecked".
func (s *Service) Move(ctx context.Context, id, to string) (api.BoardEntry, int64, error) {
	d, x, err := s.know(ctx, id)
	if err == nil && !x.broker && d.Body.By != x.me {
		err = errNotYours
	}
	if err == nil && !x.broker && to != Withdrawn {
		err = refusal.NotOrganiser
	}
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	now := s.d.Now()
	d, err = s.c.entries.Update(ctx, id, func(d *store.Doc[Entry]) error {
		changed, err := d.Body.move(to, d.Body.By == x.me, x.broker, now)
		if err == nil && !changed {
			return store.Unchanged
		}
		if err == nil {
			if to == Opened {
				d.Body.Project = placeOf(d.Body.Home)
			}
			s.say(ctx, d, "moved", x.broker)
		}
		return err
	})
	return s.answer(ctx, d, x, refusal.Absent(err, errAbsent))
}

// say tells whom it concerns what became of an entry: its author, where somebody else did it.
func (s *Service) say(ctx context.Context, d *store.Doc[Entry], how string, staff bool) {
	e := &d.Body
	f := wire.BoardMoved{Entry: d.ID, Programme: e.Programme, State: e.State, How: how, Staff: staff}
	if e.By != auth.From(ctx).ID {
		f.Person = e.By
	}
	d.Emit(outbox.Fact(ctx, s.d.DB, f, outbox.Scope{Org: e.Org, Programme: e.Programme}))
}

// tell tells organisers that an entry waits for them.
func (s *Service) tell(ctx context.Context, d *store.Doc[Entry], organisers []string) {
	e := &d.Body
	for _, o := range organisers {
		if o != auth.From(ctx).ID {
			d.Emit(outbox.Fact(ctx, s.d.DB, wire.DeskWaits{Thing: d.ID, What: "board", Programme: e.Programme, Person: o},
				outbox.Scope{Org: e.Org, Programme: e.Programme}))
		}
	}
}

var (
	errAbsent     = fault.New(fault.NotFound, "board.absent", "There is nothing of this id on a board that you can see.")
	errMembers    = fault.New(fault.Forbidden, "board.members_only", "The board is for those who are in the programme. Join it first.")
	errNotYours   = fault.New(fault.Forbidden, "board.not_yours", "Only who posted this, or an organiser, can change it.")
	errWhich      = fault.New(fault.Unconditional, "board.which_version", "Read it first and send its ETag as If-Match, so that nobody's change is lost.")
	errTooMany    = fault.Newf(fault.Conflict, "board.too_many", "A board has room for %d entries that are not over.", entriesMost)
	errTooManyOwn = fault.Newf(fault.Conflict, "board.too_many_own", "One person has at most %d entries on boards that are not over.", ownMost)
)
