package mentoring

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// maxHandOvers bounds the list of those that somebody has to do with: more than places.
const maxHandOvers = 100

// ProposeHandOver is the mentor's who cannot go on: it names who is to, and asks the newcomer. Where a block stands between the newcomer
// and who is named, nobody is asked, and it reads like no answer. Errors: NotFound; Invalid "mentor.unavailable"; Conflict
// "match.not_live", "hand_over.pending", "hand_over.too_many"; Stale. Naming the same again is answered as it is.
func (s *Service) ProposeHandOver(ctx context.Context, id, to string, want int64) (*store.Doc[Match], error) {
	d, p, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Body.mentor() != p {
		return nil, errAbsent
	}
	if d.Body.pending() && d.Body.HandOver.To == to {
		return d, nil
	}
	if !store.ValidID(to) {
		return nil, errNoSuccessor
	}
	pr, err := s.orDefaults(ctx, d.Body.Programme)
	if err != nil {
		return nil, err
	}
	pr.Open = true // who may ask no longer may still go on
	parted, err := s.parted(ctx, d.Body.Newcomer, []string{to})
	if err != nil {
		return nil, err
	}
	if err := s.eligible(ctx, pr, d.Body.Newcomer, []string{to}, nil); err != nil {
		if fault.Has(err, fault.Invalid) || fault.Has(err, fault.Conflict) {
			return nil, errNoSuccessor
		}
		return nil, err
	}
	return s.live(ctx, "hand_over.propose", id, want, Key{}, nil, func(d *store.Doc[Match], pr programme, now time.Time) error {
		return d.Body.proposeHandOver(id, p, to, parted[to], pr.Rules, now)
	})
}

// HandOver reads the one that is on its way for a mentorship: its mentor and its newcomer, and who is to go on once the newcomer
// agreed. NotFound "hand_over.absent" for everybody else, and where there is none.
func (s *Service) HandOver(ctx context.Context, id string) (*store.Doc[Match], error) {
	d, p, err := s.known(ctx, id)
	if fault.Has(err, fault.NotFound) || err == nil && !d.Body.handsOver(p) {
		return nil, errNoHandOver
	}
	return d, err
}

// HandOvers are those that the caller has to do with, at most 100.
func (s *Service) HandOvers(ctx context.Context) ([]*store.Doc[Match], error) {
	page, err := s.c.matches.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("handing", store.Eq, auth.From(ctx).ID)}, Limit: maxHandOvers,
	})
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// handing is one change of a hand-over by somebody who has to do with it.
func (s *Service) handing(ctx context.Context, point, id string,
	fn func(m *Match, p string, pr programme, now time.Time) error) (*store.Doc[Match], error) {
	d, err := s.HandOver(ctx, id)
	if err != nil {
		return nil, err
	}
	p := auth.From(ctx).ID
	pr, err := s.orDefaults(ctx, d.Body.Programme)
	if err != nil {
		return nil, err
	}
	return s.update(ctx, point, id, func(d *store.Doc[Match]) error {
		if !d.Body.handsOver(p) {
			return errNoHandOver
		}
		return fn(&d.Body, p, pr, s.d.Now())
	})
}

// ConsentToHandOver is the newcomer's yes, with which the other mentor is asked. shared lets them read, once they are the mentor, what was
// written before. Until then it may be changed. Errors: NotFound "hand_over.absent".
func (s *Service) ConsentToHandOver(ctx context.Context, id string, shared bool) (*store.Doc[Match], error) {
	d, err := s.HandOver(ctx, id)
	if err != nil {
		return nil, err
	}
	x, to := d.Body.Newcomer, d.Body.HandOver.To
	before, err := s.parted(ctx, x, []string{to})
	if err != nil {
		return nil, err
	}
	d, err = s.handing(ctx, "hand_over.consent", id, func(m *Match, p string, pr programme, now time.Time) error {
		if p != m.Newcomer || m.HandOver.To != to {
			return errNoHandOver
		}
		return m.consent(id, shared, before[to], pr.Rules, now)
	})
	if err != nil {
		return nil, err
	}
	// A block that was set meanwhile may have looked before anything was there.
	parted, err := s.parted(ctx, x, []string{to})
	if err != nil {
		return nil, err
	}
	if parted[to] && !before[to] {
		if err := s.part(ctx, id, to, x); err != nil {
			return nil, err
		}
		return nil, errNoHandOver
	}
	return d, nil
}

// DropHandOver is a no, by whoever has to do with it: everything stays as it was. Where there is none, there is nothing to do.
func (s *Service) DropHandOver(ctx context.Context, id string) error {
	d, err := s.handing(ctx, "hand_over.drop", id, func(m *Match, p string, pr programme, _ time.Time) error {
		return m.dropHandOver(id, p, pr.Rules)
	})
	if fault.Coded(err, errNoHandOver.Code) {
		// Absent and ended read the same; whoever never had to do with it learns nothing.
		if _, _, err := s.known(ctx, id); err == nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	s.tidy(ctx, id, auth.From(ctx).ID, d.Body.Newcomer)
	return nil
}

// TakeOver is the yes of the mentor who is to go on: as in accepting their reservation, then the newcomer's claim, then the match once
// at the version read, where the mentor changes. Only afterwards settle frees the place of who was the mentor. Errors: NotFound
// "hand_over.absent"; Conflict "match.not_mentoring", "standing.full", "hand_over.moved", "match.newcomer_taken". Who has taken over already gets the same
// answer again.
func (s *Service) TakeOver(ctx context.Context, id string) (*store.Doc[Match], error) {
	for try := 1; ; try++ {
		d, again, err := s.takeOverOnce(ctx, id)
		if err == nil || !again || try == acceptTries {
			return d, err
		}
	}
}

func (s *Service) takeOverOnce(ctx context.Context, id string) (out *store.Doc[Match], again bool, err error) {
	d, p, err := s.known(ctx, id)
	if err != nil {
		return nil, false, errNoHandOver.With(err)
	}
	m := &d.Body
	if m.liveWith(p) && len(m.Former) > 0 && !m.pending() {
		return d, false, nil
	}
	if !m.successor(p) {
		return nil, false, errNoHandOver
	}
	pr, err := s.orDefaults(ctx, m.Programme)
	if err != nil {
		return nil, false, err
	}
	without, err := s.without(ctx, pr, "", m.Newcomer, p) // the newcomer goes on wherever they are a member now
	if err != nil {
		return nil, false, err
	}
	if without.mentor {
		return nil, false, errNotMentoring
	}
	e := Entry{Match: id, Version: d.Version, Programme: m.Programme, Newcomer: m.Newcomer, Mentor: p}
	if again, err := s.steps.reserveFor(s, ctx, e, pr); err != nil {
		return nil, again, notHanded(err)
	}
	if again, err := s.steps.claimFor(s, ctx, e); err != nil {
		return nil, again, notHanded(err)
	}
	out, err = s.steps.takeOver(s, ctx, e, pr)
	if err != nil {
		s.tidy(ctx, id, p, m.Newcomer)
		if fault.Coded(err, "store.moved") {
			return nil, true, errHandOverLate
		}
		return nil, false, err
	}
	s.tidy(ctx, id, m.mentor(), p, m.Newcomer)
	return out, false, nil
}

// notHanded says of a refusal what it means here: a block between the two reads as a hand-over that is not there.
func notHanded(err error) error {
	switch {
	case fault.Coded(err, errNotAsked.Code):
		return errNoHandOver
	case fault.Coded(err, errStale.Code):
		return errHandOverLate
	}
	return err
}

// takeOver is step 3 of a hand-over: the match once, only at the version that reservation and claim name.
func (s *Service) takeOver(ctx context.Context, e Entry, pr programme) (*store.Doc[Match], error) {
	fn := func(d *store.Doc[Match]) error { return d.Body.takeOver(e.Match, e.Mentor, pr.Rules, s.d.Now()) }
	s.at("hand_over.commit.before")
	d, err := s.c.matches.UpdateAt(ctx, e.Match, e.Version, s.packMatch(ctx, fn))
	if err == nil {
		s.at("hand_over.commit.after")
	}
	return d, err
}
