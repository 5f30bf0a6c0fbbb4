package profiles

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// tableTypes are the content types under which browsers and programs send tables. Workbooks are taken to be refused with a
// sentence that helps.
var tableTypes = []string{
	"text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/octet-stream", "application/vnd.ms-excel",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet",
}

type reportOutput struct {
	Body api.PeopleImportReport
}

type importsInput struct {
	httpserver.Paging
	Programme string `query:"programme" maxLength:"64" default:"open" doc:"Of which programme"`
}

type importsOutput struct {
	httpserver.Paged
	Body api.PeopleImports
}

type importInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The import's id"`
}

type inviteInput struct {
	Body api.PeopleInvitation
}

type importOutput struct {
	Body api.PeopleImport
}

func (s *Service) importRoutes(r *httpserver.Router) {
	httpserver.RegisterUpload(r, httpserver.Op{
		ID: "profiles-import", Method: http.MethodPost, Path: "/api/v1/people-imports", Tag: tagImport, Permission: auth.ScopedRole,
		MaxBody: roster.MaxFile, Idempotent: true, Errors: []int{404, 409, 410}, Summary: "Invite the people of a CSV file",
		Description: "For organisers of the programme, and administrators. With dry_run=true nothing is written and every problem is listed with " +
			"its line and column, and every column " +
			"of the file with whether it is used. Without, nothing is written if one line has a problem. The people stay invisible until " +
			"they accept.",
		Query: []httpserver.Query{
			{Name: "dry_run", Doc: "true: only say how the file is understood and what is wrong with it", Enum: []string{"true", "false"}},
			{Name: "programme", Doc: "Into which programme; the always-open one by default (administrators only)", MaxLength: 64},
			{Name: "role", Doc: "Where the file does not say: newcomer (default), mentor, both", Enum: []string{"newcomer", "mentor", "both"}},
			{Name: "locale", Doc: "Language of the invitations, where the file does not say (BCP 47)", MaxLength: 35},
			{Name: "mapping", MaxLength: 4000, Doc: "A JSON object of column to heading, where headings are not understood by themselves: " +
				`{"email":"Contact","about":"Motivation"}; an empty heading leaves a column out`},
		},
	}, tableTypes, func(ctx context.Context, query map[string]string, _ string, body []byte) (*reportOutput, error) {
		mapping := map[string]string{}
		if m := query["mapping"]; m != "" {
			if err := json.Unmarshal([]byte(m), &mapping); err != nil || len(mapping) > len(roster.AllColumns) {
				return nil, fault.InvalidFields(fault.Field{Pointer: "?mapping", Code: "not_a_json_object"})
			}
		}
		key := httpserver.KeyFrom(ctx)
		order := ImportOrder{
			ID: key.ID("people-import"), Programme: query["programme"], Role: query["role"], Locale: query["locale"], Mapping: mapping,
			DryRun: query["dry_run"] == "true",
			Op:     store.Op{Key: key.Hash, Body: key.Body, Status: http.StatusOK, ID: key.ID("people-import"), At: s.d.Now()},
		}
		report, err := s.PostImport(ctx, order, body)
		if err != nil {
			return nil, err
		}
		return &reportOutput{Body: reportBody(report, order.DryRun)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-invite", Method: http.MethodPost, Path: "/api/v1/people-imports/invitations", Tag: tagImport, Permission: auth.ScopedRole,
		Idempotent: true, Errors: []int{404, 409, 410, 429}, Summary: "Invite one person by address",
		Description: "For organisers of the programme, and administrators. It is an import of one line: the person stays invisible until they " +
			"accept, and whether they were here before is told to nobody.",
	}, func(ctx context.Context, in *inviteInput) (*importOutput, error) {
		b, key := in.Body, httpserver.KeyFrom(ctx)
		d, err := s.InviteByAddress(ctx, ImportOrder{
			ID: key.ID("people-import"), Programme: b.Programme, Role: b.Role, Locale: b.Locale,
			Op: store.Op{Key: key.Hash, Body: key.Body, Status: http.StatusOK, ID: key.ID("people-import"), At: s.d.Now()},
		}, Invitee{Address: b.Address, Name: b.DisplayName})
		if err != nil {
			return nil, err
		}
		return &importOutput{Body: importBody(d)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-imports", Method: http.MethodGet, Path: "/api/v1/people-imports", Tag: tagImport, Permission: auth.ScopedRole,
		Errors: []int{404}, Summary: "Imports of a programme, newest first",
	}, func(ctx context.Context, in *importsInput) (*importsOutput, error) {
		page, err := s.Imports(ctx, in.Programme, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &importsOutput{Body: api.PeopleImports{Items: make([]api.PeopleImport, 0, len(page.Docs))}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			out.Body.Items = append(out.Body.Items, importBody(d))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-read-import", Method: http.MethodGet, Path: "/api/v1/people-imports/{id}", Tag: tagImport, Permission: auth.ScopedRole,
		Summary: "How far an import is",
	}, func(ctx context.Context, in *importInput) (*importOutput, error) {
		d, err := s.ReadImport(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &importOutput{Body: importBody(d)}, nil
	})
}

func reportBody(r *ImportReport, dry bool) api.PeopleImportReport {
	out := api.PeopleImportReport{
		DryRun: dry, Encoding: r.Sheet.Encoding, Separator: r.Sheet.Separator, Rows: r.Rows,
		Columns: []api.PeopleImportColumn{}, Problems: []api.PeopleImportProblem{}, ProblemsTotal: r.Problems.Total,
	}
	field := map[int]string{}
	for column, at := range r.Matched.Column {
		field[at] = column
	}
	for i, h := range r.Sheet.Headings {
		out.Columns = append(out.Columns, api.PeopleImportColumn{
			Column: roster.Letter(i), Heading: h, Field: field[i], Used: field[i] != "", Perhaps: r.Matched.Perhaps[i],
		})
	}
	for _, p := range r.Problems.List {
		out.Problems = append(out.Problems, api.PeopleImportProblem{
			Line: p.Line, Column: p.Column, Field: p.Field, Code: p.Code, Params: p.Params,
		})
	}
	if r.Import != nil {
		im := importBody(r.Import)
		out.Import = &im
	}
	return out
}

func importBody(d *store.Doc[Import]) api.PeopleImport {
	im := &d.Body
	out := api.PeopleImport{
		ID: d.ID, Programme: im.Programme, State: im.State, Created: im.Created, Finished: im.Finished, Rows: im.Rows, Done: im.Done,
		Failed: im.Failed, Failures: make([]api.PeopleImportFailure, 0, len(im.Failures)),
	}
	for _, f := range im.Failures {
		out.Failures = append(out.Failures, api.PeopleImportFailure(f))
	}
	return out
}
