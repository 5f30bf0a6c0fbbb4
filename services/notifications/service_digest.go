package notifications

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// knownZone is all that this service keeps of a profile.
type knownZone struct {
	Zone string `json:"zone,omitempty"`
}

// StateOf names the state that is mirrored.
func (knownZone) StateOf() (string, string) { return wire.PersonState{}.StateOf() }

// zone is where somebody's clock is; UTC where they have not said.
func (s *Service) zone(ctx context.Context, person string) (*time.Location, error) {
	known, err := s.zones.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return time.UTC, nil
	}
	if err != nil {
		return nil, err
	}
	if z, err := time.LoadLocation(known.Zone); err == nil && known.Zone != "" && known.Zone != "Local" {
		return z, nil
	}
	return time.UTC, nil
}

var errMirrorBehind = errors.New("notifications: the mirror of profiles has not come as far yet")

// zoneMoved plans the next weekly letter anew when somebody's zone may have changed.
func (s *Service) zoneMoved(ctx context.Context, m bus.Message) error {
	if m.Envelope.Deleted {
		return nil // the account's fact says so too, and does more
	}
	person := m.Envelope.Subject
	if _, err := s.c.rounds.Get(ctx, person); fault.Absent(err) {
		return nil
	}
	if !s.zones.Wait(ctx, person, m.Envelope.Version) {
		return errMirrorBehind
	}
	return s.replan(ctx, person)
}

// replan sets the time of the next weekly letter, if there is to be one.
func (s *Service) replan(ctx context.Context, person string) error {
	_, err := s.c.rounds.Get(ctx, person)
	if fault.Absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.plan(ctx, person)
}

// plan makes sure that somebody's next weekly letter has its time. Somebody who has left gets none.
func (s *Service) plan(ctx context.Context, person string) error {
	prefs, zone, err := s.habits(ctx, person)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	_, err = s.c.rounds.Upsert(ctx, person, func(d *store.Doc[Round]) error {
		d.Body.Person = person
		if !d.Body.plan(s.d.Now(), prefs.digest(), zone) {
			return store.Unchanged
		}
		return nil
	})
	return fault.UnlessAbsent(err)
}

// habits are somebody's choices and their zone.
func (s *Service) habits(ctx context.Context, person string) (Preferences, *time.Location, error) {
	prefs, err := s.preferences(ctx, person)
	if err != nil {
		return prefs, nil, err
	}
	zone, err := s.zone(ctx, person)
	return prefs, zone, err
}

// digestBatches bounds one scan: 10,000 people. It runs again soon after.
const digestBatches = 100

// TickDigests makes the weekly letters that are due; sending them is Tick's. However many replicas see the same person, and wherever
// they die, there is one letter for a person and week, and each item is in one.
func (s *Service) TickDigests(ctx context.Context) error {
	if s.sender == nil {
		return nil
	}
	for range digestBatches {
		due, err := s.c.dueRounds(ctx, s.d.Now(), mailBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		var mu sync.Mutex
		var failed error
		work := make(chan string)
		var wg sync.WaitGroup
		for range min(sendAtOnce, len(due)) {
			wg.Go(func() {
				for person := range work {
					if err := s.makeDigest(ctx, person); err != nil {
						mu.Lock()
						failed = err
						mu.Unlock()
					}
				}
			})
		}
		for _, d := range due {
			work <- d.Body.Person
		}
		close(work)
		wg.Wait()
		if failed != nil || len(due) < mailBatch {
			return failed
		}
	}
	return nil
}

// makeDigest makes somebody's letter of the week. Its steps, each of which may be repeated after a crash or beside another replica: the
// round says that this week's letter is begun, so that it can no longer become another week's; the letter is inserted by (person, week),
// and the first one counts; what it accounts for is marked; the round goes on. The next letter is made after that, so of one item no
// two letters speak.
func (s *Service) makeDigest(ctx context.Context, person string) error {
	now := s.d.Now()
	r, err := s.c.rounds.Update(ctx, person, func(d *store.Doc[Round]) error {
		was := d.Body.Making
		switch {
		case !d.Body.begin(now):
			return errNotMine
		case was:
			return store.Unchanged
		}
		return nil
	})
	if errors.Is(err, errNotMine) {
		return nil
	}
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	prefs, zone, err := s.habits(ctx, person)
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	l, err := s.weekly(ctx, person, r.Body.Week, prefs)
	if err != nil {
		return err
	}
	if gone, err := s.left(ctx, person); err != nil || gone { // forget may already have passed
		if gone {
			err = s.c.letters.Drop(ctx, l.ID)
		}
		return err
	}
	if err := s.account(ctx, l); err != nil {
		return err
	}
	_, err = s.c.rounds.Update(ctx, person, func(d *store.Doc[Round]) error {
		if !d.Body.finish(r.Body.Week, s.d.Now(), prefs.digest(), zone) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	return s.plan(ctx, person) // other choices, made meanwhile, waited for the letter that was begun
}

// weekly is the letter of a week: the one that is there, or a new one about what is pending.
func (s *Service) weekly(ctx context.Context, person, week string, prefs Preferences) (*store.Doc[Letter], error) {
	id := digestID(person, week)
	d, err := s.c.letters.Get(ctx, id)
	if !fault.Has(err, fault.NotFound) {
		return d, err
	}
	pending, err := s.c.pendingItems(ctx, person, digestItems)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, len(pending))
	for i, p := range pending {
		entries[i] = entry{p.ID, p.Body}
	}
	now := s.d.Now()
	letter := newWeekly(person, newDigest(week, now, entries), len(entries) > 0 && prefs.digest().On, now)
	d, err = s.c.letters.Insert(ctx, id, letter, nil)
	if fault.Coded(err, "store.exists") {
		return s.c.letters.Get(ctx, id)
	}
	return d, err
}

// account marks the items of a letter, so that no later one speaks of them; of one that was given up meanwhile it marks none. Given up
// while it marks, the last look hands them back.
func (s *Service) account(ctx context.Context, l *store.Doc[Letter]) error {
	if l.Body.Digest == nil || len(l.Body.Digest.Items) == 0 {
		return nil
	}
	if lost, err := s.lost(ctx, l.ID); lost || err != nil {
		return err
	}
	if err := s.mark(ctx, l); err != nil {
		return err
	}
	lost, err := s.lost(ctx, l.ID)
	if lost {
		err = s.handBack(ctx, l.ID, l.Body.Digest.Items)
	}
	return err
}

// lost says whether a letter was given up although it was wanted: the next one tells of what it had to tell.
func (s *Service) lost(ctx context.Context, letter string) (bool, error) {
	d, err := s.c.letters.Get(ctx, letter)
	if err != nil {
		return false, fault.UnlessAbsent(err)
	}
	return d.Body.lost(), nil
}

func (s *Service) mark(ctx context.Context, l *store.Doc[Letter]) error {
	found, err := s.c.items.GetMany(ctx, l.Body.Digest.Items)
	if err != nil {
		return err
	}
	var open []*store.Doc[Item]
	for _, d := range found {
		if d.Body.pending() {
			d.Body.Digest = l.ID
			open = append(open, d)
		}
	}
	if len(open) == 0 {
		return nil
	}
	for i, err := range s.c.items.Bulk(ctx, open) {
		if err == nil {
			continue
		}
		_, err := s.c.items.Update(ctx, open[i].ID, func(d *store.Doc[Item]) error { // it was read meanwhile
			if !d.Body.pending() {
				return store.Unchanged
			}
			d.Body.Digest = l.ID
			return nil
		})
		if fault.UnlessAbsent(err) != nil {
			return err
		}
	}
	return nil
}

// handBack takes items off a weekly letter that was given up: the next one tells of them.
func (s *Service) handBack(ctx context.Context, letter string, items []string) error {
	found, err := s.c.items.GetMany(ctx, items)
	if err != nil {
		return err
	}
	for _, id := range items {
		if found[id] == nil {
			continue
		}
		_, err := s.c.items.Update(ctx, id, func(d *store.Doc[Item]) error {
			if d.Body.Digest != letter {
				return store.Unchanged
			}
			d.Body.Digest = ""
			return nil
		})
		if fault.UnlessAbsent(err) != nil {
			return err
		}
	}
	return nil
}
