package catalog

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/issues/marks/export", Tag: tag,
		Description: "Page by page: first what you marked, then the projects that you claimed or wished for, then lists that you imported.",
	}, s.export)
}

func (s *Service) export(ctx context.Context, limit int, cursor string) (api.CatalogExport, string, error) {
	p, err := signedIn(ctx)
	if err != nil {
		return api.CatalogExport{}, "", err
	}
	out := api.CatalogExport{
		Marks: []api.ExportedMark{}, Projects: []api.ExportedProject{}, Imports: []api.CatalogImport{},
	}
	next, err := store.Sections(limit, cursor,
		about(ctx, s.c.issues, p.ID, func(d *store.Doc[Issue]) { out.Marks = append(out.Marks, exportMark(d, p.ID)) }),
		about(ctx, s.c.projects, p.ID, func(d *store.Doc[Project]) { out.Projects = append(out.Projects, exportProject(d, p.ID)) }),
		about(ctx, s.c.imports, p.ID, func(d *store.Doc[Import]) {
			out.Imports = append(out.Imports, importBody(d.ID, &d.Body, s.d.Now(), false))
		}))
	return out, next, err
}

// about is the list of a collection's documents that name a person.
func about[T any](ctx context.Context, c *store.Collection[T], person string, each func(*store.Doc[T])) store.Section {
	return store.Listed(ctx, c, store.Query{Where: []store.Cond{store.Where("people", store.Eq, person)}}, func(d *store.Doc[T]) error {
		each(d)
		return nil
	})
}

func exportMark(d *store.Doc[Issue], person string) api.ExportedMark {
	out := api.ExportedMark{
		Issue: d.ID, Mistaken: slices.ContainsFunc(d.Body.Mistaken, func(m Mistake) bool { return m.Person == person }), Done: d.Body.DoneBy == person,
	}
	if m := d.Body.MarkOf(person); m != nil {
		out.Mark, out.At, out.Counts, out.Alone = m.Mark, m.At, m.Counts, m.Alone
	}
	return out
}

func exportProject(d *store.Doc[Project], person string) api.ExportedProject {
	out := api.ExportedProject{Project: d.ID, URL: d.Body.Link}
	if c := d.Body.ClaimOf(person); c != nil {
		out.Claim, out.Asked, out.Decided = string(c.State), c.Asked, c.Decided
	}
	if d.Body.Wishes.By == person {
		w := wishesBody(d)
		out.Wishes = &w
	}
	return out
}
