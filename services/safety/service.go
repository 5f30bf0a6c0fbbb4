package safety

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Key is the idempotency key of a call: its hash, the hash of the request, and the id that what it makes gets.
type Key struct{ Hash, Body, ID string }

var (
	errChanged = fault.New(fault.Stale, "case.changed", "This case has changed since you loaded it. Load it again and decide then.")
)

// answered finds the answer to a key that a document remembers.
func answered[T any](d *store.Doc[T], k Key) (bool, error) {
	if k.Hash == "" {
		return false, nil
	}
	op, ok := d.Op(k.Hash)
	if ok && op.Body != k.Body {
		return false, fault.KeyReused
	}
	return ok, nil
}

// quiet makes this service the one who acts: for what somebody caused who is to be named to nobody.
func quiet(ctx context.Context) context.Context { return auth.With(ctx, auth.Principal{Service: self}) }

// update is one replace of a case by the retry loop. fn may run many times; errKept writes nothing. A key that was answered
// changes nothing more.
func (s *Service) update(ctx context.Context, point, id string, k Key,
	fn func(d *store.Doc[Case], now time.Time) error) (*store.Doc[Case], error) {
	s.at(point + ".before")
	d, err := s.c.cases.Update(ctx, id, func(d *store.Doc[Case]) error {
		if done, err := answered(d, k); err != nil {
			return err
		} else if done {
			return store.Unchanged
		}
		now := s.d.Now()
		if err := fn(d, now); err != nil {
			if errors.Is(err, errKept) {
				d.Body.said = nil
				return store.Unchanged
			}
			return err
		}
		if k.Hash != "" {
			d.Record(store.Op{Key: k.Hash, Body: k.Body, Status: 200, ID: id, At: now})
		}
		s.emit(ctx, d)
		return nil
	})
	if err == nil {
		s.at(point + ".after")
	}
	return d, err
}

func (s *Service) emit(ctx context.Context, d *store.Doc[Case]) {
	for _, ev := range d.Body.said {
		d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{}))
	}
	d.Body.said = nil
}

// seal seals a text into a part of a case.
func (s *Service) seal(d *store.Doc[Case], part, from, text string, now time.Time) error {
	key, err := s.room.Unwrap(d.ID, d.Body.Key)
	if err != nil {
		return err
	}
	d.Body.put(part, from, key.Seal(part, []byte(text)), now)
	return nil
}

// unseal reads a part of a case; "" if there is none (any more).
func (s *Service) unseal(d *store.Doc[Case], part string) (string, error) {
	p := d.Body.part(part)
	if p == nil || len(d.Body.Key) == 0 {
		return "", nil
	}
	key, err := s.room.Unwrap(d.ID, d.Body.Key)
	if err != nil {
		return "", err
	}
	b, err := key.Open(p.Part, p.Box)
	return string(b), err
}

// maxStaff bounds how many moderators and administrators are looked at for one case.
const maxStaff = 100

// maxAsked is how many mentoring is asked about at once.
const maxAsked = 200

// staff are all who could look at cases.
func (s *Service) staff(ctx context.Context) (Staff, error) {
	var out Staff
	for _, role := range []string{auth.Moderator, auth.Administrator} {
		found, _, err := s.m.accounts.Find(ctx, store.Query{Where: []store.Cond{store.Where("role", store.Eq, role)}, Limit: maxStaff})
		if err != nil {
			return out, err
		}
		for _, a := range found {
			switch {
			case role == auth.Moderator:
				out.Moderators = append(out.Moderators, a.Account)
			case !slices.Contains(out.Moderators, a.Account):
				out.Administrators = append(out.Administrators, a.Account)
			}
		}
	}
	return out, nil
}

// ties are what each of who has to do with the people of the cases, and with projects. As long as it is not known who wants a block,
// it counts for both.
func (s *Service) ties(ctx context.Context, who []string, cases ...*Case) (map[string]Ties, error) {
	out, _, err := s.surely(ctx, who, cases...)
	return out, err
}

// surely are the ties, and whether all of them are known.
func (s *Service) surely(ctx context.Context, who []string, cases ...*Case) (_ map[string]Ties, sure bool, _ error) {
	out := make(map[string]Ties, len(who))
	for _, m := range who {
		out[m] = newTies()
	}
	var parties []string
	projects := false
	for _, c := range cases {
		for _, p := range []string{c.Reporter, c.Person} {
			if p != "" && !slices.Contains(parties, p) {
				parties = append(parties, p)
			}
		}
		projects = projects || c.Project != ""
	}
	for _, p := range parties {
		if err := s.matchTies(ctx, p, out); err != nil {
			return nil, false, err
		}
	}
	if err := s.blockTies(ctx, parties, who, out); err != nil {
		return nil, false, err
	}
	sure = s.ownBlocks(ctx, cases, out)
	if !projects {
		return out, sure, nil
	}
	grants, err := s.m.grants.GetMany(ctx, who)
	if err != nil {
		return nil, false, err
	}
	for m, g := range grants {
		for _, x := range g.Grants {
			if id, ok := projectScope(x); ok {
				out[m].Maintains[id] = true
			}
		}
	}
	return out, sure, nil
}

func projectScope(g wire.Grant) (id string, ok bool) {
	const prefix = "project:"
	if g.Role != auth.Maintainer || len(g.Scope) <= len(prefix) || g.Scope[:len(prefix)] != prefix {
		return "", false
	}
	return g.Scope[len(prefix):], true
}

// matchTies looks at every match of a person, 5,000 of them at most.
func (s *Service) matchTies(ctx context.Context, person string, to map[string]Ties) error {
	q := store.Query{Where: []store.Cond{store.Where("people", store.Eq, person)}, Limit: store.MaxLimit}
	for range 5 {
		found, next, err := s.m.matches.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range found {
			for who, t := range to {
				t.match(who, *m)
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
	return nil
}

func (s *Service) blockTies(ctx context.Context, parties, who []string, to map[string]Ties) error {
	ids := slices.Concat(parties, who)
	for start := 0; start < len(ids); start += store.MaxLimit {
		standings, err := s.m.standings.GetMany(ctx, ids[start:min(start+store.MaxLimit, len(ids))])
		if err != nil {
			return err
		}
		for person, st := range standings {
			for _, other := range st.Blocked {
				if t, ok := to[person]; ok {
					t.With[other], t.Blocks[other] = true, true
				}
				if t, ok := to[other]; ok {
					t.With[person], t.Blocks[person] = true, true
				}
			}
		}
	}
	return nil
}

// ownBlocks finds who wants the blocks between reported people and others. It asks only about pairs that nothing else ties; as
// long as mentoring does not answer, a block counts as wanted by both (sure is false).
func (s *Service) ownBlocks(ctx context.Context, cases []*Case, of map[string]Ties) (sure bool) {
	known, away := map[string]bool{"": true}, false
	for _, c := range cases {
		if known[c.Person] {
			continue
		}
		known[c.Person] = true
		var ask []string
		for m, t := range of {
			if m != c.Person && t.Blocks[c.Person] && !t.Own[c.Person] {
				ask = append(ask, m)
			}
		}
		for by := range slices.Chunk(ask, maxAsked) {
			if !away {
				own, err := s.partedBy(ctx, c.Person, by)
				if away = err != nil; !away {
					by = own
				} else {
					s.d.Log.WarnContext(ctx, "who wants a block is not known; it counts as a conflict until it is", "err", err)
				}
			}
			for _, m := range by {
				if t, ok := of[m]; ok {
					t.Own[c.Person] = true
				}
			}
		}
	}
	return !away
}

// watch is who can look at a case now.
func (s *Service) watch(ctx context.Context, c *Case) (Watch, error) {
	all, err := s.watches(ctx, c)
	if err != nil {
		return Watch{}, err
	}
	return all[0], nil
}

// watches is who can look at each of some cases now.
func (s *Service) watches(ctx context.Context, cases ...*Case) ([]Watch, error) {
	staff, err := s.staff(ctx)
	if err != nil {
		return nil, err
	}
	ties, sure, err := s.surely(ctx, slices.Concat(staff.Moderators, staff.Administrators), cases...)
	if err != nil {
		return nil, err
	}
	week, err := s.c.weeks.Get(ctx, weekOf(s.d.Now()))
	if err != nil && !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	out := make([]Watch, len(cases))
	for i, c := range cases {
		out[i] = Watch{All: staff.Watching(c, ties), Free: staff.Free(c, ties), Unsure: !sure}
		if err == nil && slices.Contains(out[i].All, week.Body.Moderator) {
			out[i].OnDuty = week.Body.Moderator
		}
	}
	return out, nil
}

// eye is how the caller looks at cases.
type eye struct {
	id                       string
	moderator, administrator bool
	staff                    Staff
	who                      []string
}

func (s *Service) eye(ctx context.Context) (eye, error) {
	p := auth.From(ctx)
	e := eye{id: p.ID, moderator: slices.Contains(p.Roles, auth.Moderator), administrator: slices.Contains(p.Roles, auth.Administrator)}
	e.who = []string{p.ID}
	if e.moderator || !e.administrator {
		return e, nil
	}
	var err error
	e.staff, err = s.staff(ctx) // administrators see what no moderator is left for
	if !slices.Contains(e.staff.Administrators, p.ID) {
		e.staff.Administrators = append(e.staff.Administrators, p.ID) // the mirror is a moment behind the token
	}
	e.who = slices.Concat(e.staff.Moderators, e.staff.Administrators)
	return e, err
}

// sees keeps those of the cases that the caller sees.
func (s *Service) sees(ctx context.Context, e eye, docs []*store.Doc[Case]) ([]*store.Doc[Case], error) {
	cases := make([]*Case, len(docs))
	for i, d := range docs {
		cases[i] = &d.Body
	}
	ties, err := s.ties(ctx, e.who, cases...)
	if err != nil {
		return nil, err
	}
	var out []*store.Doc[Case]
	for _, d := range docs {
		if e.staff.Sees(&d.Body, e.id, e.moderator, e.administrator, ties) {
			out = append(out, d)
		}
	}
	return out, nil
}

// seen reads one case that the caller sees. NotFound "case.absent" otherwise.
func (s *Service) seen(ctx context.Context, id string) (*store.Doc[Case], error) {
	d, err := s.c.cases.Get(ctx, id)
	if fault.Absent(err) {
		return nil, errAbsent
	}
	if err != nil {
		return nil, err
	}
	e, err := s.eye(ctx)
	if err != nil {
		return nil, err
	}
	out, err := s.sees(ctx, e, []*store.Doc[Case]{d})
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, errAbsent
	}
	return d, nil
}
