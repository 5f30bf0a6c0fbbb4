package mentoring

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// HelpOffers are the issues on which the caller offers help.
func (s *Service) HelpOffers(ctx context.Context) ([]*store.Doc[Help], error) {
	page, err := s.c.help.Find(ctx, helpOf(auth.From(ctx).ID))
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// OfferHelp offers the caller's help, as a mentor, on an issue that is to be had. Repeating it changes nothing. Errors: Invalid
// "issue.absent"; Forbidden "help.no_mentor"; Conflict "issue.hidden", "help.enough", "help.too_many"; Unavailable "issue.unchecked"; Gone.
func (s *Service) OfferHelp(ctx context.Context, issue string) (*store.Doc[Help], error) {
	p := auth.From(ctx).ID
	mine, err := s.HelpOffers(ctx)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(mine, func(d *store.Doc[Help]) bool { return d.ID == issue }); at >= 0 {
		return mine[at], nil
	}
	if len(mine) >= helpMost {
		return nil, errHelps
	}
	pr, err := s.orDefaults(ctx, wire.AlwaysOpen)
	if err != nil {
		return nil, err
	}
	if ok, err := s.mentors(ctx, pr, p); err != nil || !ok {
		return nil, orElse(err, errHelper)
	}
	if err := s.askable(ctx, issue); err != nil { // before anything is written, never within a change
		return nil, err
	}
	free, err := s.helpful(ctx, []string{p})
	if err != nil {
		return nil, err
	}
	d, err := s.c.help.Upsert(ctx, issue, s.packHelp(issue, func(h *Help) error { return h.offer(p, free[p], s.d.Now()) }))
	if err != nil {
		return nil, err
	}
	// Whoever left meanwhile offers no help.
	if st, err := s.c.standings.Get(ctx, p); fault.Has(err, fault.Gone) || err == nil && st.Body.Closed {
		return nil, errors.Join(errLeft, s.withdrawHelp(ctx, issue, p))
	}
	return d, nil
}

func orElse(err, instead error) error {
	if err != nil {
		return err
	}
	return instead
}

func (s *Service) packHelp(issue string, fn func(h *Help) error) func(d *store.Doc[Help]) error {
	return func(d *store.Doc[Help]) error {
		d.Body.Issue = issue
		if err := fn(&d.Body); err != nil {
			if errors.Is(err, errKept) {
				return store.Unchanged
			}
			return err
		}
		return nil
	}
}

// WithdrawHelp takes the caller's offer back. There need be none.
func (s *Service) WithdrawHelp(ctx context.Context, issue string) error {
	return s.withdrawHelp(ctx, issue, auth.From(ctx).ID)
}

func (s *Service) withdrawHelp(ctx context.Context, issue, p string) error {
	_, err := s.c.help.Update(ctx, issue, s.packHelp(issue, func(h *Help) error { return h.withdraw(p) }))
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// IssueHelp are the mentors who offer help on an issue, have a place free and can be asked by the caller, at most five, those first who
// offered first; and whether the caller offers help.
func (s *Service) IssueHelp(ctx context.Context, issue string) (mentors []string, yours bool, err error) {
	p := auth.From(ctx).ID
	d, err := s.c.help.Get(ctx, issue)
	if fault.Has(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	var free []string
	for _, x := range d.Body.Helpers {
		if x.Person != p && x.Free {
			free = append(free, x.Person)
		}
	}
	found, err := s.finds(ctx, wire.AlwaysOpen, p, free)
	if err != nil {
		return nil, false, err
	}
	for _, m := range free {
		if found[m] && len(mentors) < helpShown {
			mentors = append(mentors, m)
		}
	}
	return mentors, d.Body.helper(p) != nil, nil
}

// helpful says which of the people are mentors with a place free now, whom people can find and ask.
func (s *Service) helpful(ctx context.Context, people []string) (map[string]bool, error) {
	pr, err := s.orDefaults(ctx, wire.AlwaysOpen)
	if err != nil {
		return nil, err
	}
	standings, err := s.c.standings.GetMany(ctx, people)
	if err != nil {
		return nil, err
	}
	out, now := map[string]bool{}, s.d.Now()
	for _, p := range people {
		st := &Standing{Person: p}
		if d := standings[p]; d != nil {
			st = &d.Body
		}
		if out[p] = false; st.vacant(wire.AlwaysOpen, pr.Rules, now) {
			if out[p], err = s.mentors(ctx, pr, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// tickHelp looks anew who has a place free.
func (s *Service) tickHelp(ctx context.Context) error {
	var errs []error
	for after := ""; ; {
		page, err := s.c.help.Find(ctx, helpedIssues(after))
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, d := range page.Docs {
			if err := s.refreshHelp(ctx, d); err != nil && len(errs) < 10 {
				errs = append(errs, err)
			}
		}
		if after = page.Next; after == "" || ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
	}
}

func (s *Service) refreshHelp(ctx context.Context, d *store.Doc[Help]) error {
	people := make([]string, len(d.Body.Helpers))
	for i, x := range d.Body.Helpers {
		people[i] = x.Person
	}
	free, err := s.helpful(ctx, people)
	if err != nil {
		return err
	}
	seen := Help{Helpers: slices.Clone(d.Body.Helpers)}
	if seen.refresh(free) != nil {
		return nil
	}
	_, err = s.c.help.Update(ctx, d.ID, s.packHelp(d.ID, func(h *Help) error { return h.refresh(free) }))
	return err
}

// freshHelp looks anew after a mentor's own change of places or pause. What fails is left to the next Tick.
func (s *Service) freshHelp(ctx context.Context, p string) {
	ctx, done := aftermath(ctx)
	defer done()
	err := s.c.help.Each(ctx, helpOf(p), func(d *store.Doc[Help]) error { return s.refreshHelp(ctx, d) })
	if err != nil {
		s.d.Log.WarnContext(ctx, "help on issues is looked at by the clock", "err", err)
	}
}

// eraseHelp takes a person who left out of every issue.
func (s *Service) eraseHelp(ctx context.Context, person string) error {
	return s.c.help.Each(ctx, helpOf(person), func(d *store.Doc[Help]) error { return s.withdrawHelp(ctx, d.ID, person) })
}
