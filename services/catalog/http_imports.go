package catalog

import (
	"context"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// maxUpload is how large an uploaded list may be, as it is sent: packed or not.
const maxUpload = 32 << 20

type importInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The import's id"`
}

type importOutput struct {
	Body api.CatalogImport
}

type importsOutput struct {
	httpserver.Paged
	Body api.CatalogImportList
}

func (s *Service) importRoutes(r *httpserver.Router) {
	var formats []string
	for _, f := range source.Formats {
		formats = append(formats, string(f))
	}
	httpserver.RegisterUpload(r, httpserver.Op{
		ID: "catalog-import", Path: "/api/v1/catalog-imports", Tag: tag, Permission: auth.IsAdministrator, Idempotent: true,
		Summary: "Read a list of projects and issues", MaxBody: maxUpload, Timeout: 5 * time.Minute, Errors: []int{http.StatusConflict},
		Description: "The file as it is, or packed with gzip. Sent again, it adds nothing twice; interrupted, send it again with the same key.",
		Query: []httpserver.Query{
			{Name: "source", Doc: "The list's name; what the same list says again replaces what it said", Required: true, MaxLength: 40},
			{Name: "format", Doc: "Detected where absent", Enum: formats},
			{Name: "as_of", Doc: "The day the list was made, 2006-01-02; by default the newest date in it if it states many, else today", MaxLength: 10},
			{Name: "dry_run", Doc: "true gives the report and stores nothing", Enum: []string{"true", "false"}},
		},
	}, []string{"application/json", "application/x-ndjson", "text/csv", "application/yaml", "application/toml", "text/plain", "application/gzip",
		"application/octet-stream"}, s.upload)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-imports", Method: http.MethodGet, Path: "/api/v1/catalog-imports", Tag: tag, Permission: auth.IsAdministrator,
		Summary: "Imports, newest first; their reports without entries",
	}, s.listImports)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-import-read", Method: http.MethodGet, Path: "/api/v1/catalog-imports/{id}", Tag: tag, Permission: auth.IsAdministrator,
		Summary: "One import: its progress and what it left out", Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *importInput) (*importOutput, error) {
		d, err := s.ImportOf(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &importOutput{Body: importBody(d.ID, &d.Body, s.d.Now(), true)}, nil
	})
}

func (s *Service) upload(ctx context.Context, query map[string]string, _ string, body []byte) (*importOutput, error) {
	r := ImportRequest{
		Source: query["source"], Format: source.Format(query["format"]), Content: body, DryRun: query["dry_run"] == "true",
	}
	if day := query["as_of"]; day != "" {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return nil, invalid("?as_of", "bad_date")
		}
		r.AsOf = t
	}
	key := httpserver.KeyFrom(ctx)
	r.ID, r.Request = key.ID("catalog import"), key.Body
	id, imp, err := s.Import(ctx, r)
	if err != nil {
		return nil, err
	}
	return &importOutput{Body: importBody(id, imp, s.d.Now(), true)}, nil
}

func (s *Service) listImports(ctx context.Context, in *pagingInput) (*importsOutput, error) {
	docs, next, err := s.Imports(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := &importsOutput{Body: api.CatalogImportList{Items: []api.CatalogImport{}}}
	out.Link = httpserver.NextLink(ctx, next)
	for _, d := range docs {
		out.Body.Items = append(out.Body.Items, importBody(d.ID, &d.Body, s.d.Now(), false))
	}
	return out, nil
}

func importBody(id string, i *Import, now time.Time, entries bool) api.CatalogImport {
	out := api.CatalogImport{
		ID: id, Source: i.Source, Format: string(i.Format), AsOf: i.AsOf, State: i.Stands(now), Started: i.Started, Finished: i.Finished,
		Done: i.Done, Added: i.Added, Updated: i.Updated, Same: i.Same,
		Report: api.CatalogReport{
			Read: i.Report.Read, Projects: i.Report.Projects, Issues: i.Report.Issues, LeftOut: counts(i.Report.LeftOut),
			FieldsLeftOut: counts(i.Report.FieldsLeftOut), Merged: counts(i.Report.Merged), Broken: i.Report.Broken, Entries: []api.CatalogLeftOut{},
		},
	}
	if entries {
		for _, e := range i.Report.Entries {
			out.Report.Entries = append(out.Report.Entries, api.CatalogLeftOut{
				Effect: string(e.Effect), Line: e.Line, Item: e.Item, Code: e.Code, Reason: e.Reason,
			})
		}
	}
	return out
}

func counts(m map[string]int) map[string]int {
	if m == nil {
		return map[string]int{}
	}
	return m
}
