package stipend

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/money"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Stipends"
	self = "programs"
)

type nothing struct{}

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
}

type listInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
}

type mineInput struct{ httpserver.Paging }

type makeInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.StipendBody
}

type changeInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
	Body api.StipendBody
}

type stateInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
	Body api.StipendState
}

type nameInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
	Body api.LegalName
}

type readersInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.FinanceReaders
}

type output struct {
	httpserver.Versioned
	Body api.Stipend
}

type listOutput struct {
	httpserver.Paged
	Body api.Stipends
}

type nameOutput struct{ Body api.LegalName }

type readersOutput struct {
	ETag string `header:"ETag" doc:"For If-Match; none before the first list"`
	Body api.FinanceReaders
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	of, one := "/api/v1/programmes/{id}/stipends", "/api/v1/stipends/{id}"
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-stipends", Method: http.MethodGet, Path: of, Tag: tag, Permission: auth.ScopedRole,
		Summary: "What is due in a programme, for organisers and readers of finances", Description: "Without legal names.",
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		list, next, err := s.List(ctx, in.ID, in.Limit, in.Cursor)
		return page(ctx, list, next, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-stipend", Method: http.MethodPost, Path: of, Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Note a stipend, a scholarship or what an event costs; nothing is paid here",
	}, func(ctx context.Context, in *makeInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		return answer(s.Make(ctx, k.ID("stipend"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body}))
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "programs-stipends-file", Method: http.MethodGet, Path: of + "/file", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The same as a table, without names and people; at most 5,000 rows",
	}, "text/csv", s.file)
	httpserver.Register(r, httpserver.Op{
		ID: "programs-finance", Method: http.MethodGet, Path: "/api/v1/programmes/{id}/finance", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Who reads legal names in a programme",
	}, func(ctx context.Context, in *idInput) (*readersOutput, error) {
		return readers(s.Readers(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-name-finance", Method: http.MethodPut, Path: "/api/v1/programmes/{id}/finance", Tag: tag, Permission: auth.ScopedRole,
		Errors:  []int{http.StatusConflict, http.StatusPreconditionRequired},
		Summary: "Name who reads legal names; they do not read those that were given before. If-Match is needed to replace a list",
	}, func(ctx context.Context, in *readersInput) (*readersOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return readers(s.SetReaders(ctx, in.ID, want, in.Body.Readers))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-my-stipends", Method: http.MethodGet, Path: "/api/v1/stipends", Tag: tag, Permission: auth.SignedIn,
		Summary: "What is due to you",
	}, func(ctx context.Context, in *mineInput) (*listOutput, error) {
		list, next, err := s.Mine(ctx, in.Limit, in.Cursor)
		return page(ctx, list, next, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-stipend", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.OwnObject, Summary: "Something that is due",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		return answer(s.Get(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-stipend", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.ScopedRole,
		Errors:  []int{http.StatusConflict, http.StatusPreconditionRequired},
		Summary: "Replace what is due; If-Match is needed, and what was approved is planned again",
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Change(ctx, in.ID, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-move-stipend", Method: http.MethodPut, Path: one + "/state", Tag: tag, Permission: auth.ScopedRole,
		Errors:  []int{http.StatusConflict, http.StatusPreconditionRequired},
		Summary: "Approve it, note that it was paid or came back, or give it up; to approve it If-Match is needed: nobody approves what they have not seen",
	}, func(ctx context.Context, in *stateInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Move(ctx, in.ID, want, in.Body.State))
	})
	s.nameRoutes(r, one+"/legal-name", conflict)
}

func (s *Service) nameRoutes(r *httpserver.Router, path string, conflict []int) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-give-legal-name", Method: http.MethodPut, Path: path, Tag: tag, Permission: auth.OwnObject,
		Status: http.StatusNoContent, Errors: append([]int{http.StatusPreconditionFailed}, conflict...),
		Summary: "Give the name under which you are paid, to the readers that you saw",
	}, func(ctx context.Context, in *nameInput) (*nothing, error) {
		return nil, s.GiveName(ctx, in.ID, in.Body.Name, in.Body.Readers)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-legal-name", Method: http.MethodGet, Path: path, Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "The legal name beside it: your own, or as a named reader, which is noted",
	}, func(ctx context.Context, in *idInput) (*nameOutput, error) {
		name, err := s.ReadName(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &nameOutput{Body: api.LegalName{Name: name}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-take-legal-name", Method: http.MethodDelete, Path: path, Tag: tag, Permission: auth.OwnObject,
		Status: http.StatusNoContent, Errors: conflict, Summary: "Take your legal name back",
	}, func(ctx context.Context, in *idInput) (*nothing, error) {
		return nil, s.TakeName(ctx, in.ID)
	})
}

// file is a programme's stipends as a table: what is due, without to whom. The id tells two of one person from each other, and names the page.
func (s *Service) file(ctx context.Context, in *idInput) (*httpserver.Text, error) {
	var t csvsafe.Table
	t.Row("stipend", "kind", "for", "due", "currency", "amount", "funder", "state")
	for after := ""; ; {
		list, next, err := s.List(ctx, in.ID, 100, after)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			what := ""
			if x.Kind == "event" { // of the others it may tell about whom it is
				what = x.What
			}
			t.Row(x.ID, x.Kind, what, x.Due.Format("2006-01-02"), x.Currency, money.Plain(x.Minor, x.Currency), x.FunderName, x.State)
		}
		if after = next; after == "" {
			break
		}
	}
	return &httpserver.Text{Body: t.Bytes(), Name: "stipends.csv"}, nil
}

func page(ctx context.Context, list []api.Stipend, next string, err error) (*listOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: api.Stipends{Items: list}}
	out.Link = httpserver.NextLink(ctx, next)
	return out, nil
}

func readers(list []string, version int64, err error) (*readersOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &readersOutput{Body: api.FinanceReaders{Readers: list}}
	if version > 0 {
		out.ETag = `"` + strconv.FormatInt(version, 10) + `"`
	}
	return out, nil
}

func answer(b api.Stipend, version int64, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "stipend", b.ID, version), Body: b}, nil
}
