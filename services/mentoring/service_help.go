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
	return s.helpsOn(ctx, auth.From(ctx).ID)
}

func (s *Service) helpsOn(ctx context.Context, p string) ([]*store.Doc[Help], error) {
	page, err := s.c.help.Find(ctx, helpOf(p))
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// OfferHelp offers the caller's help, as a mentor, on an issue that is to be had, of a project of theirs (Help). Repeating it changes
// nothing. Errors: Invalid "issue.absent", "help.not_known"; Forbidden "help.no_mentor", "help.maintainers_only", "help.not_wanted";
// Conflict "issue.hidden", "help.enough", "help.too_many", "help.too_many_projects"; Unavailable "issue.unchecked"; Gone.
func (s *Service) OfferHelp(ctx context.Context, issue string, knows bool) (*store.Doc[Help], error) {
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
	got, err := s.issues(ctx, []string{issue}, []string{p}) // before anything is written, never within a change
	if err != nil {
		return nil, err
	}
	known := got[0]
	if err := errors.Join(toBeHad(known), mayHelp(known, p, knows)); err != nil {
		return nil, err
	}
	free, err := s.helpful(ctx, []string{p})
	if err != nil {
		return nil, err
	}
	maintains := slices.Contains(known.Maintainers, p)
	project := known.Project
	if maintains {
		project = ""
	}
	drop, err := s.c.helping.Take(ctx, p, issue, project, func(ctx context.Context, others store.Held) error {
		return s.helpRoom(ctx, p, project, others)
	})
	if err != nil {
		return nil, gone(err, errLeft)
	}
	defer drop()
	d, err := s.c.help.Upsert(ctx, issue, s.packHelp(issue, func(h *Help) error {
		h.Project = known.Project
		return h.offer(Helper{Person: p, At: s.d.Now(), Free: free[p], Maintains: maintains})
	}))
	if err != nil {
		return nil, err
	}
	// Whoever left meanwhile offers no help.
	if st, err := s.c.standings.Get(ctx, p); fault.Has(err, fault.Gone) || err == nil && st.Body.Closed {
		return nil, errors.Join(errLeft, s.withdrawHelp(ctx, issue, p))
	}
	return d, nil
}

// helpRoom refuses where a mentor helps, or is about to, on as many issues as one can, or in as many projects other than this one that
// they do not maintain; project "" is one that they do.
func (s *Service) helpRoom(ctx context.Context, p, project string, others store.Held) error {
	mine, err := s.helpsOn(ctx, p)
	if err != nil {
		return err
	}
	helps, elsewhere := others.Len(), map[string]bool{}
	for _, t := range others.Tags() {
		elsewhere[t] = true
	}
	for _, d := range mine {
		if !others.Has(d.ID) {
			helps++
		}
		if x := d.Body.helper(p); x != nil && !x.Maintains {
			elsewhere[d.Body.Project] = true
		}
	}
	delete(elsewhere, project)
	switch {
	case helps >= helpMost:
		return errHelps
	case project != "" && len(elsewhere) >= knownMost:
		return errKnows
	}
	return nil
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
	free := d.Body.others(p)
	found, err := s.finds(ctx, wire.AlwaysOpen, p, free)
	if err != nil {
		return nil, false, err
	}
	mentors = slices.DeleteFunc(free, func(m string) bool { return !found[m] })
	return mentors[:min(len(mentors), helpShown)], d.Body.helper(p) != nil, nil
}

// HelpedIssues are those of some issues on which somebody helps whom the caller can ask, with how many: what the pages show to whoever is
// signed in, so that to them an issue with nobody to ask reads like one without help, whatever the reason. Invalid with more than
// wire.MaxIssues.
func (s *Service) HelpedIssues(ctx context.Context, issues []string) ([]string, map[string]int, error) {
	if len(issues) == 0 || len(issues) > wire.MaxIssues {
		return nil, nil, fault.InvalidFields(fault.Field{
			Pointer: "?ids", Code: "out_of_range", Params: map[string]any{"min_items": 1, "max_items": wire.MaxIssues},
		})
	}
	p := auth.From(ctx).ID
	docs, err := s.c.help.GetMany(ctx, issues)
	if err != nil {
		return nil, nil, err
	}
	var all []string
	for _, d := range docs {
		all = append(all, d.Body.others(p)...)
	}
	found, err := s.finds(ctx, wire.AlwaysOpen, p, slices.Compact(slices.Sorted(slices.Values(all))))
	if err != nil {
		return nil, nil, err
	}
	var out []string
	count := map[string]int{}
	for _, id := range issues {
		d := docs[id]
		if d == nil || count[id] > 0 {
			continue
		}
		for _, m := range d.Body.others(p) {
			if found[m] {
				count[id]++
			}
		}
		if count[id] > 0 {
			out = append(out, id)
		}
	}
	return out, count, nil
}

// MayHelp says whether the caller may offer help on an issue: "yes", "if_known" (they know its project) or "no". Who is no mentor may not;
// where the catalogue does not answer it says "if_known", since offering asks again.
func (s *Service) MayHelp(ctx context.Context, issue string) (string, error) {
	p := auth.From(ctx).ID
	pr, err := s.orDefaults(ctx, wire.AlwaysOpen)
	if err != nil {
		return "", err
	}
	if ok, err := s.mentors(ctx, pr, p); err != nil || !ok {
		return "no", err
	}
	got, err := s.issues(ctx, []string{issue}, []string{p})
	switch {
	case fault.Has(err, fault.Unavailable):
		return "if_known", nil
	case err != nil:
		return "", err
	case toBeHad(got[0]) != nil || mayHelp(got[0], p, true) != nil:
		return "no", nil
	case mayHelp(got[0], p, false) != nil:
		return "if_known", nil
	}
	return "yes", nil
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

// abideHelp asks the catalogue anew whom the maintainers of projects want as helpers, and takes out the others: of one project, or of
// all (""). The sweep calls it, and whenever maintainers have changed their mind.
func (s *Service) abideHelp(ctx context.Context, project string) error {
	q := helpedIssues("")
	if project != "" {
		q = helpIn(project)
	}
	for q.Limit = wire.MaxIssues; ; {
		page, err := s.c.help.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			people := make([]string, len(d.Body.Helpers))
			for i, x := range d.Body.Helpers {
				people[i] = x.Person
			}
			got, err := s.issues(ctx, []string{d.ID}, people)
			if err != nil {
				return err
			}
			seen := Help{Project: d.Body.Project, Helpers: slices.Clone(d.Body.Helpers)}
			if seen.abide(got[0], people) != nil {
				continue
			}
			if _, err := s.c.help.Update(ctx, d.ID, s.packHelp(d.ID, func(h *Help) error { return h.abide(got[0], people) })); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
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
	err := s.c.help.Each(ctx, helpOf(person), func(d *store.Doc[Help]) error { return s.withdrawHelp(ctx, d.ID, person) })
	return errors.Join(err, s.c.helping.Forget(ctx, person))
}
