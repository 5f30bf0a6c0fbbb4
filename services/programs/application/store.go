package application

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	byPerson      = "person"
	byCohort      = "cohort"
	byStanding    = "standing" // cohort and state
	byAdmit       = "admit"
	byDue         = "due_at"
	byActor       = "actor"
	byLook        = "look_at"
	byApplication = "application"
	byReviewer    = "reviewer"
	byPlace       = "place"   // the cohort, of newcomers who take part
	byLine        = "line"    // of newcomers who wait for a place
	byHope        = "hope"    // of mentors who wait
	byTelling     = "telling" // the cohort, where a decision waits to be told
	byVerdict     = "verdict"
)

type collections struct {
	applications *store.Collection[Application]
	secrets      *store.Collection[Secret]
	opinions     *store.Collection[Opinion]
	unnamed      *store.Collection[Unnamed]
	placing      *store.Holds // the places of a cohort, by cohort
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.applications, err = store.Open(ctx, db, store.Spec[Application]{
		Name: "programs_application", Schema: 1, State: true,
		Indexes: []store.Index{{Name: byPerson}, {Name: byCohort}, {Name: byStanding}, {Name: byAdmit}, {Name: byActor}, {Name: byLook},
			{Name: byPlace}, {Name: byLine}, {Name: byHope}, {Name: byTelling}, {Name: byVerdict}},
		Keys: func(_ string, a *Application) store.Keys {
			k := store.Keys{byPerson: a.Person, byCohort: a.Cohort, byStanding: standing(a.Cohort, a.State)}
			if a.Admit {
				k[byAdmit] = true
			}
			if a.Verdict != "" {
				k[byVerdict] = true
			}
			if a.Decision != nil && a.Decision.By != "" {
				k[byActor] = a.Decision.By
			}
			if a.As == Newcomer && a.TakesPart() {
				k[byPlace] = a.Cohort
			}
			if a.untold() {
				k[byTelling] = a.Cohort
			}
			if a.waits() {
				k[byLine] = a.inLine()
			}
			if a.hopes() {
				k[byHope] = a.inLine()
			}
			if at := a.looked(); !at.IsZero() {
				k[byLook] = store.At(at)
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.secrets, err = store.Open(ctx, db, store.Spec[Secret]{
		Name: "programs_eligibility", Schema: 1, Indexes: []store.Index{{Name: byPerson}, {Name: byCohort}, {Name: byDue}},
		Keys: func(_ string, s *Secret) store.Keys {
			return store.Keys{byPerson: s.Person, byCohort: s.Cohort, byDue: store.At(s.DueAt)}
		},
	})
	if err != nil {
		return c, err
	}
	c.opinions, err = store.Open(ctx, db, store.Spec[Opinion]{
		Name: "programs_review", Schema: 1, Indexes: []store.Index{{Name: byApplication}, {Name: byReviewer}, {Name: byPerson}},
		Keys: func(_ string, o *Opinion) store.Keys {
			return store.Keys{byApplication: o.Application, byReviewer: o.Reviewer, byPerson: o.About}
		},
	})
	if err != nil {
		return c, err
	}
	c.unnamed, err = store.Open(ctx, db, store.Spec[Unnamed]{
		Name: "programs_unnamed", Schema: 1, Indexes: []store.Index{{Name: byCohort}},
		Keys: func(_ string, u *Unnamed) store.Keys { return store.Keys{byCohort: u.Cohort} },
	})
	if err != nil {
		return c, err
	}
	c.placing, err = store.OpenHolds(ctx, db, "programs_placing")
	return c, err
}

func standing(cohort, state string) string { return cohort + ":" + state }

func where(index string, value any, limit int, after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where(index, store.Eq, value)}, Limit: limit, After: after}
}

// due are the answers about eligibility that are to be deleted.
func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byDue, store.Le, now)}, Sort: []store.Order{{Index: byDue}}, Limit: 200}
}

// line are who waits for a place in a cohort.
func line(cohort string) []store.Cond { return lineBy(byLine, cohort) }

func lineBy(index, cohort string) []store.Cond {
	return []store.Cond{store.Where(index, store.Ge, lineOf(cohort)), store.Where(index, store.Lt, lineEnd(cohort))}
}

// lapsing are the applications that the clock is to look at.
func lapsing(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where(byLook, store.Le, now)}, Sort: []store.Order{{Index: byLook}}, Limit: 200}
}

// opinionsOf are the reviews of some applications; a reviewer's list shows at most a page of them.
func (c collections) opinionsOf(ctx context.Context, applications []string) (map[string][]Opinion, error) {
	out := map[string][]Opinion{}
	if len(applications) == 0 {
		return out, nil
	}
	q := store.Query{Where: []store.Cond{store.Among(byApplication, applications)}, Limit: store.MaxLimit}
	for range 20 { // reviewers of a page of applications
		page, err := c.opinions.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Docs {
			out[d.Body.Application] = append(out[d.Body.Application], d.Body)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	return out, nil
}
