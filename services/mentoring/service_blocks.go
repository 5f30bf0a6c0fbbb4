package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

var (
	errYourself = &fault.Fault{
		Kind: fault.Invalid, Code: "invalid", Detail: "Choose somebody else than yourself.",
		Fields: []fault.Field{{Pointer: "path:person", Code: "yourself"}},
	}
	errLifted = fault.New(fault.Internal, "mentoring.lifted", "The block was lifted meanwhile.") // never leaves this package
	errLeft   = fault.New(fault.Gone, "account.closed", "This account is closed.")
)

// Blocks are the caller's own.
func (s *Service) Blocks(ctx context.Context) ([]Block, error) {
	d, err := s.OwnStanding(ctx)
	if err != nil {
		return nil, err
	}
	out := []Block{}
	for _, b := range d.Body.Blocks {
		if b.Own {
			out = append(out, b)
		}
	}
	return out, nil
}

// blockPerson is Block, also for somebody who has left, or never was: that is answered, and listed, alike, so that it tells nobody whether
// somebody has left or has blocked them. Such a block is in the own standing alone. Errors: Invalid; TooMany.
func (s *Service) blockPerson(ctx context.Context, other string) error {
	_, err := s.m.accounts.Get(ctx, other)
	if !fault.Absent(err) {
		if err != nil {
			return err
		}
		return s.Block(ctx, other)
	}
	p := auth.From(ctx).ID
	if !store.ValidID(other) || other == p {
		return errYourself
	}
	_, err = s.upsert(ctx, "block.absent", p, func(st *Standing) error {
		if st.Closed {
			return errLeft
		}
		if b := st.block(other); b != nil && b.Own {
			return errKept
		}
		if err := st.setBlock(other, s.d.Now()); err != nil {
			return err
		}
		_, err := st.finishBlock(other)
		return err
	})
	return gone(err, errLeft)
}

// Block makes an end to everything open or live between the caller and a person, and lets nothing new begin. It answers once
// that holds. The other side is given no reason and is not told. Errors: Invalid, TooMany.
func (s *Service) Block(ctx context.Context, other string) error {
	p := auth.From(ctx).ID
	if other == p {
		return errYourself
	}
	d, err := s.standing(ctx, p)
	if err != nil {
		return err
	}
	if d != nil {
		if b := d.Body.block(other); b != nil && b.Own && !b.Unfinished {
			return nil
		}
	}
	return s.steps.finish(s, ctx, p, other, true)
}

// goOnBlocking finishes a block that somebody began; one that was lifted or finished meanwhile is left as it is.
func (s *Service) goOnBlocking(ctx context.Context, p, other string) error {
	err := s.steps.finish(s, ctx, p, other, false)
	if fault.Coded(err, errLifted.Code) {
		return nil
	}
	return err
}

// finish is the whole of a block, from the start: the blocker's standing, the other's, every match that either lists or holds
// of the pair and every proposal of it, then the mark. Whoever finds the mark does all of it again; only Block sets it (set).
func (s *Service) finish(ctx context.Context, p, other string, set bool) error {
	var found []string
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
	found = append(found, d.Body.shared(other)...)
	d, err = s.upsert(ctx, "block.other", other, func(st *Standing) error { return st.setBlockedBy(p) })
	switch {
	case err == nil:
		found = append(found, d.Body.shared(p)...)
	case !fault.Has(err, fault.Gone): // whoever left holds nothing
		return err
	}
	proposed, err := s.proposals(ctx, p, other)
	if err != nil {
		return err
	}
	found = append(found, proposed...)
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
		if err := s.part(ctx, match, p, other); err != nil {
			return err
		}
	}
	if err := s.office.Part(ctx, p, other); err != nil {
		return err
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

// proposals are the rounds' proposals of a pair that wait for an answer, and mentorships that are being handed over to one of the two:
// no standing lists them. One that is inserted later sees the block, because Propose and ConsentToHandOver look again.
func (s *Service) proposals(ctx context.Context, p, other string) (found []string, err error) {
	q := store.Query{
		Where: []store.Cond{store.Where("people", store.Eq, p), store.Where("status", store.Eq, string(Proposed))}, Limit: 200,
	}
	err = s.c.matches.Each(ctx, q, func(d *store.Doc[Match]) error {
		if m := &d.Body; m.Newcomer == p && m.offer(other) != nil || m.Newcomer == other && m.offer(p) != nil {
			found = append(found, d.ID)
		}
		return nil
	})
	for _, x := range [][2]string{{p, other}, {other, p}} {
		if err != nil {
			break
		}
		q := store.Query{Where: []store.Cond{store.Where("successor", store.Eq, x[0])}, Limit: 200}
		err = s.c.matches.Each(ctx, q, func(d *store.Doc[Match]) error {
			if d.Body.Newcomer == x[1] {
				found = append(found, d.ID)
			}
			return nil
		})
	}
	return found, err
}

// part is the one change after which the two have nothing open or live in the match, which p wants; an absent one can never be.
func (s *Service) part(ctx context.Context, match, p, q string) error {
	seen, err := s.c.matches.Get(ctx, match)
	if fault.Has(err, fault.NotFound) {
		if absent, err := s.void(ctx, match); absent || err != nil {
			return err
		}
		seen, err = s.c.matches.Get(ctx, match)
	}
	if err != nil {
		return err
	}
	rules := s.rulesOf(ctx, seen.Body.Programme)
	change := func(d *store.Doc[Match]) error {
		mentor := q
		if d.Body.Newcomer == q {
			mentor = p
		} else if d.Body.Newcomer != p {
			return errKept
		}
		return s.steps.part(&d.Body, match, mentor, p, rules, s.d.Now())
	}
	_, err = s.update(ctx, "block.part", match, change)
	return err
}

// Unblock takes the caller's own block back. Whether the other side has one too is not said. Nothing that ended comes back.
func (s *Service) Unblock(ctx context.Context, other string) error {
	p := auth.From(ctx).ID
	d, err := s.standing(ctx, p)
	if err != nil || d == nil {
		return err
	}
	b := d.Body.block(other)
	if b == nil || !b.Own {
		return nil
	}
	if b.Unfinished { // nobody may go on with it after it was lifted
		if err := s.goOnBlocking(ctx, p, other); err != nil {
			return err
		}
	}
	if err := s.forgetBlock(ctx, p, other); err != nil {
		return err
	}
	_, err = s.upsert(ctx, "unblock.own", p, func(st *Standing) error { return st.liftBlock(other) })
	return err
}

// forgetBlock takes the note of p's block out of the other's standing.
func (s *Service) forgetBlock(ctx context.Context, p, other string) error {
	_, err := s.upsert(ctx, "unblock.other", other, func(st *Standing) error { return st.liftedBy(p) })
	return gone(err, nil)
}

// heal drops notes of blocks that were lifted while their writer was on its way: a note whose block is not there. Whoever
// blocks writes the own standing first, so a note without its block is never the beginning of one.
func (s *Service) heal(ctx context.Context) error {
	return s.c.standings.Each(ctx, notedStandings(), func(d *store.Doc[Standing]) error { return s.healOne(ctx, d) })
}

func (s *Service) healOne(ctx context.Context, d *store.Doc[Standing]) error {
	for _, b := range d.Body.Blocks {
		if !b.Other {
			continue
		}
		from, err := s.standing(ctx, b.Person)
		if err != nil {
			return err
		}
		if from != nil {
			if own := from.Body.block(d.ID); own != nil && own.Own {
				continue
			}
		}
		if err := s.forgetBlock(ctx, b.Person, d.ID); err != nil {
			return err
		}
	}
	return nil
}
