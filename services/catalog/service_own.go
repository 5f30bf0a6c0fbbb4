package catalog

import (
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// OwnProject is a project that the caller maintains, or says they do.
type OwnProject struct {
	*store.Doc[Project]
	Claim *Claim // the caller's; nil without one
	Given bool   // a role was given
}

// OwnProjects pages through the projects that the caller claimed, and then those on which they were given the role of a maintainer; a
// project is there once. What was taken out of the catalogue is there for who maintains it. Anybody signed in.
func (s *Service) OwnProjects(ctx context.Context, limit int, after string) (own []OwnProject, next string, err error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, "", err
	}
	given := s.given(p.ID)
	next, err = store.Sections(limit, after, func(limit int, after string) (int, string, error) {
		q := store.Query{Where: []store.Cond{store.Where("people", store.Eq, p.ID)}, Limit: limit, After: after}
		page, err := s.c.projects.Find(ctx, q)
		if err != nil {
			return 0, "", err
		}
		n := 0
		for _, d := range page.Docs {
			c, is := d.Body.ClaimOf(p.ID), slices.Contains(given, d.ID)
			if c == nil || d.Body.Gone() && !is && c.State != ClaimConfirmed { // who only wished for it is in here too
				continue
			}
			own, n = append(own, OwnProject{d, c, is}), n+1
		}
		return n, page.Next, nil
	}, func(limit int, after string) (int, string, error) {
		from, _ := strconv.Atoi(after)
		if from < 0 || from > len(given) {
			return 0, "", fault.InvalidFields(fault.Field{Pointer: "?cursor", Code: "invalid"})
		}
		to := min(from+limit, len(given))
		docs, err := s.c.projects.GetMany(ctx, given[from:to])
		if err != nil {
			return 0, "", err
		}
		n := 0
		for _, id := range given[from:to] {
			if d := docs[id]; d != nil && d.Body.ClaimOf(p.ID) == nil {
				own, n = append(own, OwnProject{d, nil, true}), n+1
			}
		}
		if to == len(given) {
			return n, "", nil
		}
		return n, strconv.Itoa(to), nil
	})
	return own, next, err
}
