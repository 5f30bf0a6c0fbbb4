package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// deviations are rules of the protocol that are left out, to see that the checks notice: the mutants of the model of places, under
// the same names. The zero value is the protocol. The service knows nothing of them: a step that lacks a rule stands here, and
// takes the place of the service's own (stepsWithout), or a scheduler's actor does something else (astray).
type deviations struct {
	RetryCommit       bool // step 3 by the retry loop: loads again and replaces whatever version it finds
	ReleaseOnConflict bool // a conflict in step 3 gives the reservation and the claim back
	NoBump            bool // settle frees without moving the version
	RemoveAny         bool // settle removes the entry of the match, not exactly the one it read
	KeepElsewhere     bool // settle keeps an entry when the match is live, with whomever
	NoRetake          bool // an older entry is used as it is
	NeverFrees        bool // settle leaves every entry where it is
	RetakeBackwards   bool // a newer entry is overwritten by an older version
	RetakeUncounted   bool // an older reservation is taken again without asking the capacity
	BlindReserve      bool // capacity is read first, the reservation written later without condition
	NoClaim           bool // step 2 is left out
	ClaimUnchecked    bool // step 2 does not look for another claim in the programme
	ClaimAfterCommit  bool // step 2 comes after step 3
	LowerUnfenced     bool // lowering the capacity answers at once
	AskNextLater      bool // decline and asking the next are two replaces
	DeclineStale      bool // a decline decided on an earlier read is written by the retry loop
	AlwaysBump        bool // settle bumps whatever the version (breaks nothing)

	ListAfterInsert      bool // a request is inserted first and listed afterwards
	ListUnchecked        bool // the newcomer's other open request is not looked for
	NoTombstone          bool // settle drops the listing of an absent request without inserting a terminal one
	CreateIgnoresBlock   bool // creating a request does not look at blocks
	AcceptIgnoresBlock   bool // steps 1 and 2 do not look at blocks
	AcceptChecksMentor   bool // only step 1 looks at blocks
	AcceptChecksNewcomer bool // only step 2 looks at blocks
	BlockOne             bool // a block writes the blocker's standing only
	BlockLooksFirst      bool // a block reads what there is to end before it writes
	BlockSkipsAbsent     bool // a block leaves listings of absent requests alone
	BlockLiveOnly        bool // a block ends live mentorships only
	BlockOnce            bool // a block tries each replace once and does not load again on conflict
	BlockAnswersEarly    bool // a block answers after writing the standings
	BlockLeavesProposals bool // a block does not look for proposals: accepting alone must refuse them
	BlockUnfinished      bool // nobody finishes a block whose process died

	HandOverRetry     bool // the mentor changes by the retry loop, if they are still asked
	HandOverStale     bool // the mentor changes by the retry loop, on an earlier read
	HandOverUnfenced  bool // settle frees the place of who is to go on without moving the version
	HandOverUncounted bool // who is to go on takes no place
	HandOverFrees     bool // the place of who was the mentor is given back before the mentor changes
	HandOverClaimless bool // the newcomer's claim is not taken again (the block is seen by the mentor's standing)
}

// stepsWithout are the service's own steps, but for those that the deviations concern.
func stepsWithout(off deviations) steps {
	x := protocol()
	if off.AcceptIgnoresBlock || off.AcceptChecksNewcomer || off.RetakeBackwards || off.NoRetake || off.RetakeUncounted || off.BlindReserve {
		x.reserve = off.reserve
	}
	if off.AcceptIgnoresBlock || off.AcceptChecksMentor || off.RetakeBackwards || off.NoRetake || off.ClaimUnchecked {
		x.claim = off.claim
	}
	if off.RemoveAny || off.NeverFrees {
		x.remove = off.remove
	}
	if off.CreateIgnoresBlock || off.ListUnchecked {
		x.listNewcomer = off.listNewcomer
	}
	if off.CreateIgnoresBlock {
		x.listMentor = func(st *Standing, l Listing, r wire.Rules, now time.Time) error {
			blocks := st.Blocks
			st.Blocks = nil
			defer func() { st.Blocks = blocks }()
			return st.listMentor(l, r, now)
		}
	}
	if off.KeepElsewhere || off.NoBump || off.AlwaysBump || off.HandOverUnfenced {
		x.fence = off.fence
	}
	if off.BlockLiveOnly {
		x.part = func(m *Match, id, mentor, by string, r wire.Rules, now time.Time) error {
			if !m.live() {
				return errKept
			}
			return m.part(id, mentor, by, r, now)
		}
	}
	if off.BlindReserve {
		x.reserveFor = func(s *Service, ctx context.Context, e Entry, pr programme) (bool, error) {
			d, err := s.standing(ctx, e.Mentor)
			if err != nil {
				return false, err
			}
			if d != nil && d.Body.full(e.Programme, e.Match, pr.Rules) {
				return false, errFull
			}
			return s.reserveFor(ctx, e, pr)
		}
	}
	if off.NoClaim || off.ClaimAfterCommit {
		x.claimFor = func(*Service, context.Context, Entry) (bool, error) { return false, nil }
	}
	if off.RetryCommit || off.ReleaseOnConflict || off.ClaimAfterCommit {
		x.commit = off.commit
	}
	if off.HandOverRetry || off.HandOverStale || off.HandOverFrees {
		x.takeOver = off.takeOver
	}
	if off.HandOverUncounted {
		x.reserveFor = func(s *Service, ctx context.Context, e Entry, pr programme) (bool, error) {
			if d, err := s.c.matches.Get(ctx, e.Match); err == nil && d.Body.live() {
				return false, nil
			}
			return s.reserveFor(ctx, e, pr)
		}
	}
	if off.HandOverClaimless {
		x.claimFor = func(s *Service, ctx context.Context, e Entry) (bool, error) {
			if d, err := s.c.matches.Get(ctx, e.Match); err == nil && d.Body.live() {
				return false, nil
			}
			return s.claimFor(ctx, e)
		}
	}
	if off.NoTombstone {
		x.unlisted = func(s *Service, ctx context.Context, p string, l Listing, m *store.Doc[Match]) (bool, *Match, error) {
			if m == nil {
				return true, nil, nil
			}
			return s.unlisted(ctx, p, l, m)
		}
	}
	if off.BlockLooksFirst || off.BlockOne || off.BlockAnswersEarly || off.BlockLeavesProposals || off.BlockUnfinished || off.BlockSkipsAbsent ||
		off.BlockOnce {
		x.finish = off.finish
	}
	return x
}

func (off deviations) reserve(s *Standing, e Entry, r wire.Rules) error {
	if s.Closed || !off.AcceptIgnoresBlock && !off.AcceptChecksNewcomer && s.blocked(e.Newcomer) {
		return errNotAsked
	}
	have := s.entry(e.Match)
	switch {
	case have != nil && have.Version > e.Version && !off.RetakeBackwards:
		return errStale
	case have != nil && (have.Version == e.Version || off.NoRetake):
		return errKept
	}
	if s.full(e.Programme, e.Match, r) && !(have != nil && off.RetakeUncounted) && !off.BlindReserve {
		return errFull
	}
	return s.put(e)
}

func (off deviations) claim(s *Standing, e Entry) error {
	if s.Closed || !off.AcceptIgnoresBlock && !off.AcceptChecksMentor && s.blocked(e.Mentor) {
		return errNotAsked
	}
	have := s.entry(e.Match)
	switch {
	case have != nil && have.Version > e.Version && !off.RetakeBackwards:
		return errStale
	case have != nil && (have.Version == e.Version || off.NoRetake):
		return errKept
	}
	if s.claims(e.Programme, e.Match) && !off.ClaimUnchecked {
		return errClaimed
	}
	return s.put(e)
}

func (off deviations) remove(s *Standing, e Entry) error {
	at := slices.IndexFunc(s.Entries, func(x Entry) bool { return x == e || off.RemoveAny && x.Match == e.Match })
	if at < 0 || off.NeverFrees {
		return errKept
	}
	s.Entries = slices.Delete(s.Entries, at, at+1)
	return nil
}

func (off deviations) listNewcomer(s *Standing, l Listing, r wire.Rules) error {
	if off.ListUnchecked {
		r.OpenRequests = maxListings
	}
	if off.CreateIgnoresBlock {
		blocks := s.Blocks
		s.Blocks = nil
		defer func() { s.Blocks = blocks }()
	}
	return s.listNewcomer(l, r)
}

func (off deviations) fence(m *Match, p string, version, v int64) (bool, error) {
	switch {
	case m.liveFor(p), off.KeepElsewhere && m.live():
		return false, errKept
	case off.NoBump, m.terminal(), m.live() && (off.HandOverUnfenced || !m.successor(p)), version > v && !off.AlwaysBump:
		return true, errKept
	}
	m.Fences++
	return true, nil
}

func (off deviations) commit(s *Service, ctx context.Context, e Entry, pr programme) (d *store.Doc[Match], err error) {
	if off.RetryCommit {
		return s.update(ctx, "accept.commit", e.Match, func(d *store.Doc[Match]) error {
			return d.Body.accept(e.Match, e.Mentor, pr.Rules, s.d.Now())
		})
	}
	d, err = s.commit(ctx, e, pr)
	if off.ReleaseOnConflict && fault.Coded(err, "store.moved") {
		for _, p := range []string{e.Mentor, e.Newcomer} {
			_, _ = s.upsert(ctx, "accept.release", p, func(st *Standing) error { return st.remove(e) })
		}
	}
	if err == nil && off.ClaimAfterCommit {
		_, err = s.claimFor(ctx, e)
	}
	return d, err
}

func (off deviations) takeOver(s *Service, ctx context.Context, e Entry, pr programme) (*store.Doc[Match], error) {
	if off.HandOverFrees {
		d, err := s.c.matches.Get(ctx, e.Match)
		if err != nil {
			return nil, err
		}
		_, err = s.upsert(ctx, "hand_over.free", d.Body.mentor(), func(st *Standing) error {
			have := st.entry(e.Match)
			if have == nil {
				return errKept
			}
			return st.remove(*have)
		})
		if err != nil {
			return nil, err
		}
		return s.takeOver(ctx, e, pr)
	}
	return s.update(ctx, "hand_over.commit", e.Match, func(d *store.Doc[Match]) error {
		if m := &d.Body; off.HandOverStale && m.live() && m.mentor() != e.Mentor {
			m.HandOver = handOver{To: e.Mentor, State: handOverAsked}
		}
		return d.Body.takeOver(e.Match, e.Mentor, pr.Rules, s.d.Now())
	})
}

func (off deviations) finish(s *Service, ctx context.Context, p, other string, set bool) error {
	if !set && off.BlockUnfinished {
		return nil
	}
	var found []string
	if off.BlockLooksFirst {
		for _, x := range [][2]string{{p, other}, {other, p}} {
			d, err := s.standing(ctx, x[0])
			if err != nil {
				return err
			}
			if d != nil {
				found = append(found, d.Body.shared(x[1])...)
			}
		}
	}
	note := func(st *Standing, of string) {
		if !off.BlockLooksFirst {
			found = append(found, st.shared(of)...)
		}
	}
	d, err := s.upsert(ctx, "block.own", p, func(st *Standing) error {
		if st.Closed {
			return errLeft
		}
		if !set {
			return st.goOn(other)
		}
		return st.setBlock(other, s.d.Now())
	})
	if err != nil {
		return gone(err, errLeft)
	}
	note(&d.Body, other)
	if !off.BlockOne {
		d, err = s.upsert(ctx, "block.other", other, func(st *Standing) error { return st.setBlockedBy(p) })
		switch {
		case err == nil:
			note(&d.Body, p)
		case !fault.Has(err, fault.Gone): // whoever left holds nothing
			return err
		}
	}
	if off.BlockAnswersEarly {
		return nil
	}
	if !off.BlockLeavesProposals {
		proposed, err := s.proposals(ctx, p, other)
		if err != nil {
			return err
		}
		found = append(found, proposed...)
	}
	if !set { // what was found after the block was lifted is none of its business
		d, err := s.standing(ctx, p)
		if err != nil {
			return err
		}
		if d == nil || d.Body.block(other) == nil || !d.Body.block(other).Own {
			return s.forgetBlock(ctx, p, other)
		}
	}
	seen := map[string]bool{}
	for _, match := range found {
		if seen[match] {
			continue
		}
		seen[match] = true
		if err := off.partOf(s, ctx, match, p, other); err != nil {
			return err
		}
	}
	lifted := false
	if _, err = s.upsert(ctx, "block.finish", p, func(st *Standing) (err error) {
		lifted, err = st.finishBlock(other)
		return err
	}); err != nil {
		return gone(err, nil)
	}
	if lifted {
		return s.forgetBlock(ctx, p, other)
	}
	for _, match := range found {
		s.tidy(ctx, match, p, other)
	}
	return nil
}

// partOf is the service's part, but for what it leaves out.
func (off deviations) partOf(s *Service, ctx context.Context, match, p, q string) error {
	seen, err := s.c.matches.Get(ctx, match)
	if off.BlockSkipsAbsent && fault.Has(err, fault.NotFound) {
		return nil
	}
	if !off.BlockOnce || err != nil {
		return s.part(ctx, match, p, q)
	}
	_, err = s.c.matches.UpdateAt(ctx, match, seen.Version, s.packMatch(ctx, func(d *store.Doc[Match]) error {
		mentor := q
		if d.Body.Newcomer == q {
			mentor = p
		} else if d.Body.Newcomer != p {
			return errKept
		}
		return s.steps.part(&d.Body, match, mentor, p, wire.DefaultRules(), s.d.Now())
	}))
	if fault.Coded(err, "store.moved") {
		return nil
	}
	return err
}

// decline is a decline that is astray; of a service that is whole it is its own.
func (off deviations) decline(ctx context.Context, s *Service, id string) error {
	p := auth.From(ctx).ID
	switch {
	case off.DeclineStale:
		d, _, err := s.known(ctx, id)
		if err != nil || !d.Body.acceptable(p) {
			return err
		}
		_, err = s.update(ctx, "forward", id, func(d *store.Doc[Match]) error {
			if d.Body.live() {
				d.Body.offer(p).State = OfferDeclined
				return nil
			}
			return d.Body.decline(id, p, wire.DefaultRules(), s.d.Now())
		})
		return err
	case off.AskNextLater:
		d, err := s.update(ctx, "forward", id, func(d *store.Doc[Match]) error {
			if !d.Body.acceptable(p) {
				return errNotAsked
			}
			d.Body.passOnly(p, OfferDeclined, s.d.Now())
			return nil
		})
		if err != nil {
			return err
		}
		_, err = s.update(ctx, "forward", d.ID, func(d *store.Doc[Match]) error {
			if !d.Body.open() || d.Body.asked() != "" {
				return errKept
			}
			d.Body.askNext(id, wire.DefaultRules(), s.d.Now())
			return nil
		})
		return err
	}
	_, err := s.Decline(ctx, id, "", 0, Key{})
	return err
}

// create is a request that is astray: inserted before it is listed.
func (off deviations) create(ctx context.Context, s *Service, n NewRequest, k Key) error {
	if !off.ListAfterInsert {
		_, err := s.Create(ctx, n, k)
		return err
	}
	n.Programme = wire.AlwaysOpen
	newcomer := auth.From(ctx).ID
	pr, err := s.programme(ctx, n.Programme)
	if err != nil {
		return err
	}
	if err := s.lookBeforeAsking(ctx, n, pr, newcomer, k.ID); err != nil {
		return err
	}
	if _, err := s.insert(ctx, n, pr, newcomer, k); err != nil {
		return err
	}
	err = s.list(ctx, Listing{Match: k.ID, Programme: pr.ID, Newcomer: newcomer, Mentors: n.Mentors, At: s.d.Now()}, pr)
	if err != nil {
		s.tidy(ctx, k.ID, append([]string{newcomer}, n.Mentors...)...)
	}
	return err
}
