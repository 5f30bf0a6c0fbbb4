package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const tagRequests = "Requests"

type createInput struct {
	Body api.NewRequest
}

type infoInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request, and of the mentorship it becomes"`
	httpserver.Matching
	Body api.InfoText
}

type declineInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request, and of the mentorship it becomes"`
	httpserver.Matching
	Body *api.Decline
}

type requestsInput struct {
	httpserver.Paging
	Box       string `query:"box" enum:"own,asked" doc:"own: those the caller made; asked: those that wait for the caller's answer"`
	Programme string `query:"programme" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"All of a programme, for its organisers: ids and states"`
	// Status running is of the own ones: open, needs_info or proposed.
	Status string `query:"status" maxLength:"20" pattern:"^[a-z_]+$" doc:"Only those with this status; running: of the own ones, what is not over"`
}

type requestsOutput struct {
	httpserver.Paged
	Body api.RequestList
}

func (s *Service) requestRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-create-request", Method: http.MethodPost, Path: "/api/v1/requests", Tag: tagRequests, Idempotent: true,
		Summary: "Ask up to three mentors, one after the other", Permission: auth.SignedIn, Status: http.StatusCreated,
		Errors: []int{http.StatusConflict}, Timeout: creating,
		Description: "The first mentor is asked at once; whoever does not answer in time, or says no, is followed by the next. " +
			"One request may be open in a programme at a time.",
	}, func(ctx context.Context, in *createInput) (*requestOutput, error) {
		for i, g := range in.Body.Goals {
			if len([]rune(g)) > 200 {
				return nil, fault.InvalidFields(fault.Field{
					Pointer: "/goals/" + string(rune('0'+i)), Code: "too_long", Params: map[string]any{"max": 200},
				})
			}
		}
		d, err := s.Create(ctx, NewRequest{
			Programme: in.Body.Programme, Mentors: in.Body.Mentors, Issue: in.Body.Issue, Message: in.Body.Message, Goals: in.Body.Goals,
		}, keyOf(ctx, "request"))
		return s.requestAnswer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-requests", Method: http.MethodGet, Path: "/api/v1/requests", Tag: tagRequests, Permission: auth.ScopedRole,
		Summary: "Own requests, those that wait for one's answer, or a programme's", Errors: []int{http.StatusNotFound},
	}, s.listRequests)
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-request", Method: http.MethodGet, Path: "/api/v1/requests/{id}", Tag: tagRequests, Permission: auth.OwnObject,
		Summary: "One request: its newcomer, and mentors once they are asked",
	}, func(ctx context.Context, in *idInput) (*requestOutput, error) {
		d, err := s.Request(ctx, in.ID)
		return s.requestAnswer(ctx, d, err)
	})
	type keyed func(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error)
	answer := func(fn keyed) func(context.Context, string, int64) (*requestOutput, error) {
		return func(ctx context.Context, id string, want int64) (*requestOutput, error) {
			d, err := fn(ctx, id, want, Key{})
			return s.requestAnswer(ctx, d, err)
		}
	}
	base := "/api/v1/requests/{id}"
	changing(r, "mentoring-accept-request", base+"/accept", tagRequests, "The asked mentor says yes",
		answer(func(ctx context.Context, id string, want int64, _ Key) (*store.Doc[Match], error) {
			return s.Accept(ctx, id, want)
		}))
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-decline-request", Method: http.MethodPost, Path: base + "/decline", Tag: tagRequests, Permission: auth.OwnObject,
		Summary: "The asked mentor says not this time", Errors: conflicts,
	}, func(ctx context.Context, in *declineInput) (*requestOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		reason := ""
		if in.Body != nil {
			reason = in.Body.Reason
		}
		d, err := s.Decline(ctx, in.ID, reason, want, Key{})
		return s.requestAnswer(ctx, d, err)
	})
	changing(r, "mentoring-withdraw-request", base+"/withdraw", tagRequests, "The newcomer takes the request back",
		answer(s.Withdraw))
	changing(r, "mentoring-move-on", base+"/move-on", tagRequests, "The newcomer, after two days, asks the next",
		answer(s.MoveOn))
	s.infoRoute(r, "mentoring-ask-info", "/ask-info", "The asked mentor needs to know more; the clock pauses", s.AskInfo)
	s.infoRoute(r, "mentoring-give-info", "/give-info", "The newcomer answers; the clock goes on", s.GiveInfo)
}

func (s *Service) infoRoute(r *httpserver.Router, id, path, summary string,
	fn func(ctx context.Context, id, text string, want int64, k Key) (*store.Doc[Match], error)) {
	httpserver.Register(r, httpserver.Op{
		ID: id, Method: http.MethodPost, Path: "/api/v1/requests/{id}" + path, Tag: tagRequests, Summary: summary,
		Permission: auth.OwnObject, Idempotent: true, Errors: conflicts,
	}, func(ctx context.Context, in *infoInput) (*requestOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := fn(ctx, in.ID, in.Body.Text, want, keyOf(ctx, "message"))
		return s.requestAnswer(ctx, d, err)
	})
}

func (s *Service) listRequests(ctx context.Context, in *requestsInput) (*requestsOutput, error) {
	var page *store.Page[Match]
	var err error
	show := func(d *store.Doc[Match]) api.Request { return s.showRequest(ctx, d) }
	switch {
	case in.Programme != "" && in.Box != "":
		return nil, fault.InvalidFields(fault.Field{Pointer: "?box", Code: "not_with", Params: map[string]any{"parameter": "programme"}})
	case in.Box == "asked" && in.Status != "":
		return nil, fault.InvalidFields(fault.Field{Pointer: "?status", Code: "not_with", Params: map[string]any{"parameter": "box"}})
	case in.Programme != "":
		page, err = s.ProgrammeRequests(ctx, in.Programme, in.Status, in.Limit, in.Cursor)
		show = showState
	case in.Box == "asked":
		page, err = s.AskedRequests(ctx, in.Limit, in.Cursor)
	default:
		page, err = s.OwnRequests(ctx, in.Status, in.Limit, in.Cursor)
	}
	if err != nil {
		return nil, err
	}
	out := &requestsOutput{Body: api.RequestList{Items: make([]api.Request, 0, len(page.Docs))}}
	for _, d := range page.Docs {
		out.Body.Items = append(out.Body.Items, show(d))
	}
	out.Link = httpserver.NextLink(ctx, page.Next)
	return out, nil
}
