package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Why a pair of a round comes back to its organiser. Neither tells of a block.
var (
	errSeatGone = fault.New(fault.Conflict, "proposal.full",
		"This mentor's places are taken, or promised to others by proposals that wait for an answer. Choose another mentor.")
	errHasMentor = fault.New(fault.Conflict, "proposal.newcomer_taken",
		"This newcomer has a mentor in this programme, or waits for the answer to another proposal.")
)

// proposalsAtOnce bounds how many proposals of one person are looked at: a mentor has at most maxPlaces places, so more are never open.
const proposalsAtOnce = 4 * maxPlaces

// seated says whether a place of the mentor is left for this proposal beside those that are taken and those promised by other proposals,
// and whether the newcomer is free. It reads the proposals before the standings, so that one which is accepted meanwhile is counted.
//
// Propose asks before it inserts, so that nobody hears of a proposal that cannot be, and once more afterwards: of two that are made at
// the same moment each then sees the other, and a mentor is never promised more than there is. Both may come back then.
func (s *Service) seated(ctx context.Context, q wire.ProposeQuestion, pr programme) error {
	waits, err := s.waitingProposals(ctx, q.Mentor, q.Match)
	if err != nil {
		return err
	}
	others, err := s.waitingProposals(ctx, q.Newcomer, q.Match)
	if err != nil {
		return err
	}
	for _, d := range others {
		if d.Body.Newcomer == q.Newcomer && d.Body.Programme == pr.ID {
			return errHasMentor
		}
	}
	n, err := s.standing(ctx, q.Newcomer)
	if err != nil {
		return err
	}
	if n != nil {
		for _, e := range n.Body.Entries {
			if e.Newcomer == q.Newcomer && e.Programme == pr.ID && e.Match != q.Match {
				return errHasMentor
			}
		}
	}
	m, err := s.standing(ctx, q.Mentor)
	if err != nil {
		return err
	}
	st := Standing{Person: q.Mentor}
	if m != nil {
		st = m.Body
	}
	for _, d := range waits {
		if d.Body.asked() == q.Mentor && st.entry(d.ID) == nil {
			st.Entries = append(st.Entries, Entry{Match: d.ID, Programme: d.Body.Programme, Newcomer: d.Body.Newcomer, Mentor: q.Mentor})
		}
	}
	if st.full(pr.ID, q.Match, pr.Rules) {
		return errSeatGone
	}
	return nil
}

// waitingProposals are the proposals of a person that wait for an answer, but this one.
func (s *Service) waitingProposals(ctx context.Context, person, but string) (out []*store.Doc[Match], err error) {
	page, err := s.c.matches.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("people", store.Eq, person), store.Where("status", store.Eq, string(Proposed))}, Limit: proposalsAtOnce,
	})
	if err != nil {
		return nil, err
	}
	for _, d := range page.Docs {
		if d.ID != but {
			out = append(out, d)
		}
	}
	return out, nil
}

// retract ends a proposal for which there is no place after all, and says why.
func (s *Service) retract(ctx context.Context, q wire.ProposeQuestion, rules wire.Rules, why error) error {
	_, err := s.update(ctx, "propose.retract", q.Match, func(d *store.Doc[Match]) error {
		if d.Body.Status != Proposed {
			return errKept
		}
		d.Body.pass(q.Match, q.Mentor, OfferCancelled, rules, s.d.Now())
		return nil
	})
	if err != nil {
		return err
	}
	return why
}

// retracted: the proposal was made and taken back at once, and whoever asked may not have heard.
func retracted(m *Match, mentor string) bool {
	o := m.offer(mentor)
	return m.Status == Ended && o != nil && o.State == OfferCancelled
}
