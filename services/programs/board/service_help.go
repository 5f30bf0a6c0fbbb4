package board

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Help says that the caller would like to help, and what they say; again replaces the words until they are introduced. Members, not the
// author. Errors: NotFound; Conflict "board.own", "board.not_now", "board.too_many_helpers", "board.too_many_helped", "account.unconfirmed".
func (s *Service) Help(ctx context.Context, id string, said api.BoardHelp) (api.BoardEntry, int64, error) {
	d, x, err := s.know(ctx, id)
	words, wrong := wording.Text("/words", said.Words, 0, 1000, true)
	switch {
	case err != nil:
	case d.Body.By == x.me:
		err = errOwn
	case slices.Contains(x.parted, d.Body.By): // a broker sees it; who may not be introduced cannot help
		err = errNotNow
	case !d.Body.Wants():
		err = errNotNow
	case len(wrong) > 0:
		err = fault.InvalidFields(wrong...)
	default:
		err = s.d.Confirmed(ctx, x.me)
	}
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	key := helperID(id, x.me)
	free, err := s.c.helping.Take(ctx, id, key, "", func(ctx context.Context, others store.Held) error {
		return s.room(ctx, key, others, helpersMost, errHelpers, store.Where(byHelps, store.Eq, id))
	})
	defer free()
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	freeOwn, err := s.c.minding.Take(ctx, x.me, key, "", func(ctx context.Context, others store.Held) error {
		return s.room(ctx, key, others, helpMost, errHelped, store.Where(byMinds, store.Eq, x.me))
	})
	defer freeOwn()
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	_, err = s.c.helpers.Upsert(ctx, key, func(h *store.Doc[Helper]) error {
		if h.Body.State == Introduced || h.Body.State == Willing && h.Body.Words == words {
			return store.Unchanged
		}
		h.Body = Helper{Programme: d.Body.Programme, Entry: id, Person: x.me, State: Willing, Words: words, Since: s.d.Now()}
		return nil
	})
	if err == nil {
		err = s.stayed(ctx, x.me)
	}
	if err == nil {
		if _, left := s.c.entries.Get(ctx, id); fault.Absent(left) { // taken away meanwhile
			err = errAbsent
			_ = s.c.helpers.Drop(ctx, key)
		}
	}
	return s.answer(ctx, d, x, err)
}

// room has room for who is counted already.
func (s *Service) room(ctx context.Context, key string, others store.Held, most int, full error, where store.Cond) error {
	if h, err := s.c.helpers.Get(ctx, key); !fault.Absent(err) && (err != nil || h.Body.State != "") {
		return err
	}
	return store.Room(ctx, s.c.helpers, others, most, full, where)
}

// Unhelp takes that back; the introduction, where there was one, is told no more.
func (s *Service) Unhelp(ctx context.Context, id string) error {
	_, x, err := s.know(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.c.helpers.Update(ctx, helperID(id, x.me), func(h *store.Doc[Helper]) error {
		if h.Body.State == "" {
			return store.Unchanged
		}
		h.Body.State, h.Body.Words = "", ""
		return nil
	})
	return fault.UnlessAbsent(err)
}

// Introduce introduces somebody who would like to help to who posted the entry, and tells both; twice is once. Brokers. Errors: NotFound
// "board.no_helper" for whoever would not, or may not be shown; Conflict "board.not_now".
func (s *Service) Introduce(ctx context.Context, id, person string) (api.BoardEntry, int64, error) {
	d, x, err := s.know(ctx, id)
	if err == nil && !x.broker {
		err = refusal.NotOrganiser
	}
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	helpers, err := s.helpersOf(ctx, d)
	if err != nil {
		return api.BoardEntry{}, 0, err
	}
	at := slices.IndexFunc(helpers, func(h Helper) bool { return h.Person == person })
	switch {
	case at < 0 || slices.Contains(x.parted, person):
		return api.BoardEntry{}, 0, errNoHelper
	case helpers[at].State == Introduced:
		return s.answer(ctx, d, x, nil)
	case !d.Body.Wants():
		return api.BoardEntry{}, 0, errNotNow
	}
	_, err = s.c.helpers.Update(ctx, helperID(id, person), func(h *store.Doc[Helper]) error {
		switch h.Body.State {
		case Introduced:
			return store.Unchanged
		case "":
			return errNoHelper
		}
		h.Body.State = Introduced
		e := &d.Body
		for as, to := range map[string]string{"author": e.By, "helper": person} { // in any order: they go to two people
			h.Emit(outbox.Fact(ctx, s.d.DB, wire.BoardIntroduced{Entry: id, Programme: e.Programme, Person: to, As: as},
				outbox.Scope{Org: e.Org, Programme: e.Programme}))
		}
		return nil
	})
	if fault.Absent(err) {
		err = errNoHelper
	}
	return s.answer(ctx, d, x, err)
}

// needsMost is how many entries matching hears of at once.
const needsMost = 200

// Needs answers matching: the entries of a board that want people, as somebody may see them, or one with who would like to help. What the caller
// may ask is matching's to know.
func (s *Service) Needs(ctx context.Context, q wire.BoardNeedsQuestion) (wire.BoardNeedsAnswer, error) {
	out := wire.BoardNeedsAnswer{Needs: []wire.BoardNeed{}}
	need := func(d *store.Doc[Entry]) wire.BoardNeed {
		return wire.BoardNeed{Entry: d.ID, Skills: append([]string{}, d.Body.Skills...), Languages: append([]string{}, d.Body.Languages...)}
	}
	if q.Entry != "" {
		d, err := s.entry(ctx, q.Entry)
		if d == nil || err != nil {
			return out, err
		}
		helpers, err := s.helpersOf(ctx, d)
		if err != nil {
			return out, err
		}
		n := need(d)
		parted, err := s.partedFrom(ctx, q.Person)
		if err != nil {
			return out, err
		}
		for _, h := range helpers {
			if h.State == Willing && !slices.Contains(parted, h.Person) {
				n.Willing = append(n.Willing, h.Person)
			}
		}
		out.Programme, out.Needs = d.Body.Programme, append(out.Needs, n)
		return out, nil
	}
	if !store.ValidID(q.Programme) || !store.ValidID(q.Person) {
		return out, nil
	}
	parted, err := s.partedFrom(ctx, q.Person)
	if err != nil {
		return out, err
	}
	page, err := s.c.entries.Find(ctx, latest(byShown, q.Programme, needsMost, ""))
	if err != nil {
		return out, err
	}
	out.Programme = q.Programme
	for _, d := range page.Docs {
		if d.Body.Wants() && d.Body.By != q.Person && !slices.Contains(parted, d.Body.By) {
			out.Needs = append(out.Needs, need(d))
		}
	}
	return out, nil
}

func (s *Service) partedFrom(ctx context.Context, person string) ([]string, error) {
	if !store.ValidID(person) {
		return nil, nil
	}
	return s.d.Parted(ctx, person)
}

// entry is one for another service; nil where there is none.
func (s *Service) entry(ctx context.Context, id string) (*store.Doc[Entry], error) {
	if !store.ValidID(id) {
		return nil, nil
	}
	d, err := s.c.entries.Get(ctx, id)
	if fault.Absent(err) {
		return nil, nil
	}
	return d, err
}

// OpenedTool answers the catalogue, which heard that a tool was opened.
func (s *Service) OpenedTool(ctx context.Context, q wire.BoardToolQuestion) (wire.BoardToolAnswer, error) {
	out := wire.BoardToolAnswer{Skills: []string{}}
	d, err := s.entry(ctx, q.Entry)
	if d == nil || err != nil || d.Body.State != Opened {
		return out, err
	}
	out.Home, out.Licence, out.Skills = d.Body.Home, d.Body.Licence, append(out.Skills, d.Body.Skills...)
	return out, nil
}

// placeOf is the catalogue's id of a home: exact for the forges that the catalogue knows, whose addresses tell no cases apart.
func placeOf(home string) string {
	u, err := url.Parse(home)
	if err != nil {
		return ""
	}
	path := strings.ToLower(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), ".git"))
	return wire.PlaceID("https://" + strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + path)
}

// Forget takes everything of somebody who has left away: what they posted, with who would have helped, and where they would.
func (s *Service) Forget(ctx context.Context, person string) error {
	err := each(ctx, s.c.entries, byPerson, person, func(id string) error {
		if err := s.c.entries.Delete(ctx, id, nil); fault.UnlessAbsent(err) != nil {
			return err
		}
		if err := s.c.helping.Forget(ctx, id); err != nil {
			return err
		}
		return each(ctx, s.c.helpers, byEntry, id, func(h string) error { return s.c.helpers.Drop(ctx, h) })
	})
	if err != nil {
		return err
	}
	if err := each(ctx, s.c.helpers, byPerson, person, func(h string) error { return s.c.helpers.Drop(ctx, h) }); err != nil {
		return err
	}
	if err := s.c.owning.Forget(ctx, person); err != nil {
		return err
	}
	return s.c.minding.Forget(ctx, person)
}

// Kept are the lists of what is stored of somebody, for their export, page by page into out: what they posted, then where they would like to
// help.
func (s *Service) Kept(ctx context.Context, person string, out *api.ProgramsExport) []store.Section {
	return []store.Section{
		store.Listed(ctx, s.c.entries, where(byPerson, person, 0, ""), func(d *store.Doc[Entry]) error {
			body := d.Body.BoardBody
			out.Board = append(out.Board, api.ExportedBoard{Entry: d.ID, As: "author", State: d.Body.State, Body: &body, Since: d.Body.Made})
			return nil
		}),
		store.Listed(ctx, s.c.helpers, where(byPerson, person, 0, ""), func(d *store.Doc[Helper]) error {
			if d.Body.State != "" {
				out.Board = append(out.Board, api.ExportedBoard{
					Entry: d.Body.Entry, As: "helper", State: d.Body.State, Words: d.Body.Words, Since: d.Body.Since,
				})
			}
			return nil
		}),
	}
}

var (
	errOwn      = fault.New(fault.Conflict, "board.own", "You posted this yourself.")
	errNotNow   = fault.New(fault.Conflict, "board.not_now", "Nobody is looked for here at the moment.")
	errNoHelper = fault.New(fault.NotFound, "board.no_helper", "Nobody of this id would like to help here.")
	errHelpers  = fault.Newf(fault.Conflict, "board.too_many_helpers", "%d people would like to help already.", helpersMost)
	errHelped   = fault.Newf(fault.Conflict, "board.too_many_helped", "One person can say so of %d entries. Take one back first.", helpMost)
)
