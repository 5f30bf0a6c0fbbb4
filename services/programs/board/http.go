package board

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Boards"
	self = "programs"
)

type nothing struct{}

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
}

type listInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Of string `query:"of" enum:"shown,mine,all" default:"shown" doc:"What everybody in the programme sees, what you posted, or, for organisers, all"`
}

type postInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.BoardBody
}

type changeInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
	Body api.BoardBody
}

type stateInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
	Body api.BoardState
}

type helpInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
	Body api.BoardHelp
}

type introduceInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
	Body api.BoardIntroduction
}

type output struct {
	httpserver.Versioned
	Body api.BoardEntry
}

type listOutput struct {
	httpserver.Paged
	Body api.Board
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	of, one := "/api/v1/programmes/{id}/board", "/api/v1/board/{id}"
	conflict := []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-board", Method: http.MethodGet, Path: of, Tag: tag, Permission: auth.OwnObject,
		Summary: "Tools that somebody would open, and needs, the latest first; for who is in the programme",
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		list, next, err := s.List(ctx, in.ID, in.Of, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &listOutput{Body: api.Board{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-post-on-board", Method: http.MethodPost, Path: of, Tag: tag, Permission: auth.OwnObject, Idempotent: true,
		Status: http.StatusCreated, Errors: append(conflict, http.StatusGone), Summary: "Post a tool that you would open, or a need",
		Description: "Organisers look at it before others see it.",
	}, func(ctx context.Context, in *postInput) (*output, error) {
		k := httpserver.KeyFrom(ctx)
		return answer(s.Post(ctx, k.ID("board"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body}))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-board-entry", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.OwnObject, Summary: "Something on a board",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		return answer(s.Get(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-board-entry", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.OwnObject,
		Errors:      []int{http.StatusConflict, http.StatusPreconditionRequired},
		Summary:     "Replace what is said; If-Match is needed",
		Description: "Its author, after which organisers look at it again where more than skills and languages changed; or organisers.",
	}, func(ctx context.Context, in *changeInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.Change(ctx, in.ID, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-move-board-entry", Method: http.MethodPost, Path: one + "/state", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Take it into another state: organisers; its author withdraws it", Description: "A tool that is opened becomes a project of the catalogue.",
	}, func(ctx context.Context, in *stateInput) (*output, error) {
		return answer(s.Move(ctx, in.ID, in.Body.State))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-help-board-entry", Method: http.MethodPut, Path: one + "/help", Tag: tag, Permission: auth.OwnObject,
		Errors: append(conflict, http.StatusGone), Summary: "Say that you would like to help: organisers read it and introduce you",
	}, func(ctx context.Context, in *helpInput) (*output, error) {
		return answer(s.Help(ctx, in.ID, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-unhelp-board-entry", Method: http.MethodDelete, Path: one + "/help", Tag: tag, Permission: auth.OwnObject,
		Status: http.StatusNoContent, Summary: "Take that back",
	}, func(ctx context.Context, in *idInput) (*nothing, error) {
		return nil, s.Unhelp(ctx, in.ID)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-introduce", Method: http.MethodPost, Path: one + "/introductions", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Introduce somebody who would like to help to who posted it", Description: "Both hear of it.",
	}, func(ctx context.Context, in *introduceInput) (*output, error) {
		return answer(s.Introduce(ctx, in.ID, in.Body.Person))
	})
}

func answer(b api.BoardEntry, version int64, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "board", b.ID, version), Body: b}, nil
}
