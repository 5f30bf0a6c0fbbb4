package mentoring

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// care is what settle leaves alone, although it could be freed.
type care int

const (
	thorough care = iota
	sparing       // requests that may just be being created
	gentle        // and accepts that may just be being made: for a refusal, so that of two callers one wins
)

// settle frees what a person's standing holds without need: the only thing that frees. It finishes blocks that were begun,
// makes entries worthless before it removes exactly those it read, and inserts a terminal document for a request that never
// came to be. only limits it to one match ("" is all). care says what is left alone. It says
// how many it freed. A person without a standing has nothing to settle.
func (s *Service) settle(ctx context.Context, person, only string, care care) (freed int, err error) {
	d, err := s.standing(ctx, person)
	if d == nil || err != nil {
		return 0, err
	}
	return s.settleDoc(ctx, d, only, care, nil)
}

// standing reads a standing; nil if there is none, or none any more.
func (s *Service) standing(ctx context.Context, person string) (*store.Doc[Standing], error) {
	d, err := s.c.standings.Get(ctx, person)
	if fault.Absent(err) {
		return nil, nil //nolint:nilnil // a standing that does not exist is an empty one
	}
	return d, err
}

// settleDoc settles what was read in d; known are matches that were read already (nil: read them here).
func (s *Service) settleDoc(ctx context.Context, d *store.Doc[Standing], only string, care care,
	known map[string]*store.Doc[Match]) (freed int, err error) {
	person, st := d.ID, &d.Body
	var errs []error
	for _, b := range st.Blocks {
		if b.Own && b.Unfinished && only == "" {
			errs = append(errs, s.goOnBlocking(ctx, person, b.Person))
		}
	}
	if known == nil {
		if known, err = s.c.matches.GetMany(ctx, st.matches(only)); err != nil {
			return 0, err
		}
	}
	var entries []Entry
	for _, e := range st.Entries {
		if m := known[e.Match]; only != "" && e.Match != only || care >= gentle && (m == nil || m.Version == e.Version) {
			continue
		}
		free, err := s.fence(ctx, person, e, known[e.Match])
		if errs = append(errs, err); free && err == nil {
			entries = append(entries, e)
		}
	}
	now := s.d.Now()
	listings := map[string]*Match{}
	for _, l := range st.Listings {
		if only != "" && l.Match != only || care >= sparing && known[l.Match] == nil && now.Before(l.At.Add(spared)) {
			continue
		}
		free, over, err := s.steps.unlisted(s, ctx, person, l, known[l.Match])
		if errs = append(errs, err); free && err == nil {
			listings[l.Match] = over
		}
	}
	if len(entries)+len(listings) > 0 {
		n, err := s.release(ctx, person, st, entries, listings)
		errs, freed = append(errs, err), n
	}
	return freed, errors.Join(errs...)
}

// matches are the ids of what the standing holds and lists; only limits it to one.
func (s *Standing) matches(only string) []string {
	seen := map[string]bool{}
	out := []string{}
	add := func(id string) {
		if !seen[id] && (only == "" || only == id) {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, e := range s.Entries {
		add(e.Match)
	}
	for _, l := range s.Listings {
		add(l.Match)
	}
	return out
}

// fence makes an entry worthless, or says that it must stay. m is the match as read, nil if it was absent.
func (s *Service) fence(ctx context.Context, person string, e Entry, m *store.Doc[Match]) (free bool, err error) {
	if m == nil {
		if absent, err := s.void(ctx, e.Match); absent || err != nil {
			return absent, err
		}
	} else {
		seen := m.Body
		if free, err := s.steps.fence(&seen, person, m.Version, e.Version); err != nil {
			return free, nil //nolint:nilerr // errKept: nothing has to be written for it
		}
	}
	_, err = s.update(ctx, "settle.fence", e.Match, func(d *store.Doc[Match]) (err error) {
		free, err = s.steps.fence(&d.Body, person, d.Version, e.Version)
		return err
	})
	return free, err
}

// void inserts a terminal document where there is none, so that nothing else can be. It says whether it did.
func (s *Service) void(ctx context.Context, match string) (bool, error) {
	s.at("settle.void.before")
	now := s.d.Now()
	_, err := s.c.matches.Insert(ctx, match, Match{Status: Void, Created: now, Changed: now}, nil)
	if fault.Coded(err, "store.exists") {
		return false, nil
	}
	if err == nil {
		s.at("settle.void.after")
	}
	return err == nil, err
}

// unlisted says whether the listing may go, after making sure that the request cannot come to be later. over is the match,
// nil if it never was.
func (s *Service) unlisted(ctx context.Context, person string, l Listing, m *store.Doc[Match]) (free bool, over *Match, err error) {
	if m == nil {
		if absent, err := s.void(ctx, l.Match); absent || err != nil {
			return absent, nil, err
		}
		if m, err = s.c.matches.Get(ctx, l.Match); err != nil {
			return false, nil, err
		}
	}
	if m.Body.openFor(person) {
		return false, nil, nil
	}
	return true, &m.Body, nil
}

// release is the one replace that takes out of a standing what was fenced: exactly the entries that were read.
func (s *Service) release(ctx context.Context, person string, read *Standing, entries []Entry,
	listings map[string]*Match) (freed int, err error) {
	rules := map[string]programme{}
	for _, l := range read.Listings {
		if _, ok := listings[l.Match]; ok {
			if rules[l.Match], err = s.orDefaults(ctx, l.Programme); err != nil {
				return 0, err
			}
		}
	}
	_, err = s.upsert(ctx, "settle.release", person, func(st *Standing) error {
		freed = 0
		for _, e := range entries {
			if s.steps.remove(st, e) == nil {
				freed++
			}
		}
		for match, over := range listings {
			var offer *Offer
			if over != nil {
				offer = over.offer(person)
			}
			if st.unlist(match, offer, rules[match].Rules, s.d.Now()) == nil {
				st.asked(match, over, s.d.Now())
				freed++
			}
		}
		if freed == 0 {
			return errKept
		}
		return nil
	})
	return freed, err
}

// Tick lets every clock fire that is due, and settles every standing that has something to settle. Run calls it every 30 s;
// any number of replicas may.
func (s *Service) Tick(ctx context.Context) error {
	return errors.Join(s.tickMatches(ctx), s.tickStandings(ctx), s.tickSessions(ctx), s.tickClaims(ctx), s.tickWaiting(ctx), s.office.Tick(ctx), s.help.Tick(ctx))
}

// maxDue bounds one scan; the rest is due again in the next. atOnce are the matches whose clocks fire side by side.
const (
	maxDue = 20_000
	atOnce = 32
)

var errEnough = errors.New("mentoring: enough for one scan")

// tickMatches lets due clocks fire. Each replica begins somewhere else in the list, so that they share it after a standstill.
func (s *Service) tickMatches(ctx context.Context) error {
	type due struct{ id, programme string }
	var all []due
	err := s.c.matches.Each(ctx, dueMatches(store.At(s.d.Now())), func(d *store.Doc[Match]) error {
		if all = append(all, due{d.ID, d.Body.Programme}); len(all) == maxDue {
			return errEnough
		}
		return nil
	})
	errs := []error{}
	if !errors.Is(err, errEnough) {
		errs = append(errs, err)
	}
	if len(all) == 0 {
		return errors.Join(errs...)
	}
	first := rand.IntN(len(all)) //nolint:gosec // where to begin is no secret
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(atOnce)
	for i := range all {
		if ctx.Err() != nil {
			break
		}
		x := all[(first+i)%len(all)]
		g.Go(func() error {
			if err := s.clock(ctx, x.id, x.programme); err != nil {
				mu.Lock()
				defer mu.Unlock()
				if len(errs) < 10 {
					errs = append(errs, err)
				}
			}
			return nil
		})
	}
	_ = g.Wait() // every error is in errs
	return errors.Join(append(errs, ctx.Err())...)
}

// clock lets the clocks of one match fire.
func (s *Service) clock(ctx context.Context, id, programme string) error {
	rules := s.rulesOf(ctx, programme) // a programme that went away leaves nobody waiting
	d, err := s.update(ctx, "clock", id, func(d *store.Doc[Match]) error { return d.Body.tick(id, rules, s.d.Now()) })
	if err != nil {
		return err
	}
	if !d.Body.live() {
		s.tidy(ctx, id, append(d.Body.mentors(), d.Body.Newcomer)...)
	}
	return nil
}

func (s *Service) tickStandings(ctx context.Context) error {
	var errs []error
	after := ""
	for {
		page, err := s.c.standings.Find(ctx, busyStandings(after))
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		known, err := s.matchesOf(ctx, page.Docs)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, d := range page.Docs {
			if _, err := s.settleDoc(ctx, d, "", sparing, known); err != nil && len(errs) < 10 {
				errs = append(errs, err)
			}
		}
		if after = page.Next; after == "" || ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
	}
}

// matchesOf reads every match that one of the standings names, in bulk.
func (s *Service) matchesOf(ctx context.Context, standings []*store.Doc[Standing]) (map[string]*store.Doc[Match], error) {
	all := map[string]*store.Doc[Match]{}
	var ids []string
	read := func() error {
		got, err := s.c.matches.GetMany(ctx, ids)
		for id, d := range got {
			all[id] = d
		}
		ids = ids[:0]
		return err
	}
	asked := map[string]bool{}
	for _, d := range standings {
		for _, id := range d.Body.matches("") {
			if asked[id] {
				continue
			}
			asked[id] = true
			if ids = append(ids, id); len(ids) == store.MaxLimit {
				if err := read(); err != nil {
					return nil, err
				}
			}
		}
	}
	if len(ids) > 0 {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// sweep removes tombstones past their age, notes of blocks that are not there, and of requests long ago. Run calls it every hour.
func (s *Service) sweep(ctx context.Context) error {
	_, err := s.c.standings.Sweep(ctx, 1000)
	_, err2 := s.c.calendars.Sweep(ctx, 1000)
	_, err3 := s.c.claimants.Sweep(ctx, 1000)
	_, err5 := s.c.lining.Sweep(ctx, 1000)
	return errors.Join(err, err2, err3, err5, s.forgetAsks(ctx), s.office.Sweep(ctx), s.heal(ctx), s.help.Sweep(ctx))
}

// forgetAsks takes out of standings whom somebody asked not long ago, once that is long ago.
func (s *Service) forgetAsks(ctx context.Context) error {
	return s.c.standings.Each(ctx, askedStandings(store.At(s.d.Now())), func(d *store.Doc[Standing]) error {
		_, err := s.upsert(ctx, "asks.forget", d.ID, func(st *Standing) error { return st.forgetAsks(s.d.Now()) })
		return gone(err, nil)
	})
}
