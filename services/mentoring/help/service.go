package help

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Offers are the issues on which the caller offers help.
func (s *Service) Offers(ctx context.Context) ([]*store.Doc[Help], error) {
	return s.Of(ctx, auth.From(ctx).ID)
}

// Of are those on which a mentor offers help.
func (s *Service) Of(ctx context.Context, p string) ([]*store.Doc[Help], error) {
	page, err := s.offers.Find(ctx, of(p))
	if err != nil {
		return nil, err
	}
	return page.Docs, nil
}

// Offer offers the caller's help, as a mentor, on an issue that is to be had, of a project of theirs (Help). Repeating it changes
// nothing. Errors: Invalid "issue.absent", "help.not_known"; Forbidden "help.no_mentor", "help.maintainers_only", "help.not_wanted";
// Conflict "issue.hidden", "help.enough", "help.too_many", "help.too_many_projects"; Unavailable "issue.unchecked"; Gone.
func (s *Service) Offer(ctx context.Context, issue string, knows bool) (*store.Doc[Help], error) {
	p := auth.From(ctx).ID
	mine, err := s.Offers(ctx)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(mine, func(d *store.Doc[Help]) bool { return d.ID == issue }); at >= 0 {
		return mine[at], nil
	}
	if len(mine) >= helpMost {
		return nil, errHelps
	}
	if ok, err := s.d.Mentors(ctx, p); err != nil {
		return nil, err
	} else if !ok {
		return nil, errHelper
	}
	got, err := s.d.Issues(ctx, []string{issue}, []string{p}) // before anything is written, never within a change
	if err != nil {
		return nil, err
	}
	known := got[0]
	if err := errors.Join(s.d.ToBeHad(known), mayHelp(known, p, knows)); err != nil {
		return nil, err
	}
	free, err := s.d.Free(ctx, []string{p})
	if err != nil {
		return nil, err
	}
	maintains := slices.Contains(known.Maintainers, p)
	project := known.Project
	if maintains {
		project = ""
	}
	drop, err := s.holds.Take(ctx, p, issue, project, func(ctx context.Context, others store.Held) error {
		return s.room(ctx, p, project, others)
	})
	if fault.Has(err, fault.Gone) {
		err = errLeft
	}
	if err != nil {
		return nil, err
	}
	defer drop()
	d, err := s.offers.Upsert(ctx, issue, s.pack(issue, func(h *Help) error {
		h.Project = known.Project
		return h.offer(Helper{Person: p, At: s.d.Now(), Free: free[p], Maintains: maintains})
	}))
	if err != nil {
		return nil, err
	}
	// Whoever left meanwhile offers no help.
	if err := s.d.Left(ctx, p); err != nil {
		return nil, errors.Join(err, s.withdraw(ctx, issue, p))
	}
	return d, nil
}

// room refuses where a mentor helps, or is about to, on as many issues as one can, or in as many projects other than this one that
// they do not maintain; project "" is one that they do.
func (s *Service) room(ctx context.Context, p, project string, others store.Held) error {
	mine, err := s.Of(ctx, p)
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

func (s *Service) pack(issue string, fn func(h *Help) error) func(d *store.Doc[Help]) error {
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

// Withdraw takes the caller's offer back. There need be none.
func (s *Service) Withdraw(ctx context.Context, issue string) error {
	return s.withdraw(ctx, issue, auth.From(ctx).ID)
}

func (s *Service) withdraw(ctx context.Context, issue, p string) error {
	_, err := s.offers.Update(ctx, issue, s.pack(issue, func(h *Help) error { return h.withdraw(p) }))
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// OnIssue are the mentors who offer help on an issue, have a place free and can be asked by the caller, at most five, those first who
// offered first; and whether the caller offers help.
func (s *Service) OnIssue(ctx context.Context, issue string) (mentors []string, yours bool, err error) {
	p := auth.From(ctx).ID
	d, err := s.offers.Get(ctx, issue)
	if fault.Has(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	free := d.Body.others(p)
	found, err := s.d.Finds(ctx, p, free)
	if err != nil {
		return nil, false, err
	}
	mentors = slices.DeleteFunc(free, func(m string) bool { return !found[m] })
	return mentors[:min(len(mentors), helpShown)], d.Body.helper(p) != nil, nil
}

// Helped are those of some issues on which somebody helps whom the caller can ask, with how many: what the pages show to whoever is
// signed in, so that to them an issue with nobody to ask reads like one without help, whatever the reason. Invalid with more than
// wire.MaxIssues.
func (s *Service) Helped(ctx context.Context, issues []string) ([]string, map[string]int, error) {
	if len(issues) == 0 || len(issues) > wire.MaxIssues {
		return nil, nil, fault.InvalidFields(fault.Field{
			Pointer: "?ids", Code: "out_of_range", Params: map[string]any{"min_items": 1, "max_items": wire.MaxIssues},
		})
	}
	p := auth.From(ctx).ID
	docs, err := s.offers.GetMany(ctx, issues)
	if err != nil {
		return nil, nil, err
	}
	var all []string
	for _, d := range docs {
		all = append(all, d.Body.others(p)...)
	}
	found, err := s.d.Finds(ctx, p, slices.Compact(slices.Sorted(slices.Values(all))))
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

// May says whether the caller may offer help on an issue: "yes", "if_known" (they know its project) or "no". Who is no mentor may not;
// where the catalogue does not answer it says "if_known", since offering asks again.
func (s *Service) May(ctx context.Context, issue string) (string, error) {
	p := auth.From(ctx).ID
	if ok, err := s.d.Mentors(ctx, p); err != nil || !ok {
		return "no", err
	}
	got, err := s.d.Issues(ctx, []string{issue}, []string{p})
	switch {
	case fault.Has(err, fault.Unavailable):
		return "if_known", nil
	case err != nil:
		return "", err
	case s.d.ToBeHad(got[0]) != nil || mayHelp(got[0], p, true) != nil:
		return "no", nil
	case mayHelp(got[0], p, false) != nil:
		return "if_known", nil
	}
	return "yes", nil
}

// Abide asks the catalogue anew whom the maintainers of projects want as helpers, and takes out the others: of one project, or of
// all (""). The sweep calls it, and whenever maintainers have changed their mind.
func (s *Service) Abide(ctx context.Context, project string) error {
	q := helped("")
	if project != "" {
		q = in(project)
	}
	for q.Limit = wire.MaxIssues; ; {
		page, err := s.offers.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			people := make([]string, len(d.Body.Helpers))
			for i, x := range d.Body.Helpers {
				people[i] = x.Person
			}
			got, err := s.d.Issues(ctx, []string{d.ID}, people)
			if err != nil {
				return err
			}
			seen := Help{Project: d.Body.Project, Helpers: slices.Clone(d.Body.Helpers)}
			if seen.abide(got[0], people) != nil {
				continue
			}
			if _, err := s.offers.Update(ctx, d.ID, s.pack(d.ID, func(h *Help) error { return h.abide(got[0], people) })); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// Tick looks anew who has a place free.
func (s *Service) Tick(ctx context.Context) error {
	var errs []error
	for after := ""; ; {
		page, err := s.offers.Find(ctx, helped(after))
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, d := range page.Docs {
			if err := s.refresh(ctx, d); err != nil && len(errs) < 10 {
				errs = append(errs, err)
			}
		}
		if after = page.Next; after == "" || ctx.Err() != nil {
			return errors.Join(append(errs, ctx.Err())...)
		}
	}
}

func (s *Service) refresh(ctx context.Context, d *store.Doc[Help]) error {
	people := make([]string, len(d.Body.Helpers))
	for i, x := range d.Body.Helpers {
		people[i] = x.Person
	}
	free, err := s.d.Free(ctx, people)
	if err != nil {
		return err
	}
	seen := Help{Helpers: slices.Clone(d.Body.Helpers)}
	if seen.refresh(free) != nil {
		return nil
	}
	_, err = s.offers.Update(ctx, d.ID, s.pack(d.ID, func(h *Help) error { return h.refresh(free) }))
	return err
}

// Fresh looks anew after a mentor's own change of places or pause. What fails is left to the next Tick.
func (s *Service) Fresh(ctx context.Context, p string) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	err := s.offers.Each(ctx, of(p), func(d *store.Doc[Help]) error { return s.refresh(ctx, d) })
	if err != nil {
		s.d.Log.WarnContext(ctx, "help on issues is looked at by the clock", "err", err)
	}
}

// Erase takes a person who left out of every issue.
func (s *Service) Erase(ctx context.Context, person string) error {
	err := s.offers.Each(ctx, of(person), func(d *store.Doc[Help]) error { return s.withdraw(ctx, d.ID, person) })
	return errors.Join(err, s.holds.Forget(ctx, person))
}

// Sweep takes out whoever has left, removes tombstones past their age, and asks the catalogue anew about all.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := s.holds.Sweep(ctx, 1000)
	return errors.Join(err, s.dropLeft(ctx), s.Abide(ctx, ""))
}

// dropLeft takes whoever has left out of every issue: a process that was killed right after it wrote an offer did not look again.
func (s *Service) dropLeft(ctx context.Context) error {
	return s.offers.Each(ctx, helped(""), func(d *store.Doc[Help]) error {
		for _, x := range d.Body.Helpers {
			if s.d.Left(ctx, x.Person) != nil {
				if err := s.withdraw(ctx, d.ID, x.Person); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
