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

const (
	tagMentorships = "Mentorships"
	tagThreads     = "Threads"
)

type mentorshipsInput struct {
	httpserver.Paging
	Status string `query:"status" enum:"accepted,active,completed,ended,live,past" doc:"Only these; live: accepted or active; past: completed or ended"`
}

type mentorshipsOutput struct {
	httpserver.Paged
	Body api.MentorshipList
}

type goalsInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request, and of the mentorship it becomes"`
	httpserver.Matching
	Body api.Goals
}

type messagesInput struct {
	Match string `path:"match" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request or mentorship"`
	httpserver.Paging
	Order string `query:"order" enum:"oldest,newest" default:"oldest" doc:"Which come first"`
}

type messagesOutput struct {
	httpserver.Paged
	Body api.MessageList
}

type postInput struct {
	Match string `path:"match" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the request or mentorship"`
	Body  api.NewMessage
}

type messageOutput struct {
	Body api.Message
}

func (s *Service) mentorshipRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-mentorships", Method: http.MethodGet, Path: "/api/v1/mentorships", Tag: tagMentorships, Permission: auth.SignedIn,
		Summary: "One's own mentorships, as newcomer and as mentor",
	}, func(ctx context.Context, in *mentorshipsInput) (*mentorshipsOutput, error) {
		page, err := s.Mentorships(ctx, in.Status, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		next, err := s.nextMeetings(ctx, auth.From(ctx).ID, page.Docs...)
		if err != nil {
			return nil, err
		}
		out := &mentorshipsOutput{Body: api.MentorshipList{Items: shownTo(ctx, page.Docs, showMentorship)}}
		for i := range out.Body.Items {
			out.Body.Items[i].NextMeeting = next[out.Body.Items[i].ID]
		}
		out.Link = httpserver.NextLink(ctx, page.Next)
		return out, nil
	})
	base := "/api/v1/mentorships/{id}"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-mentorship", Method: http.MethodGet, Path: base, Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "One mentorship of one's own",
	}, func(ctx context.Context, in *idInput) (*mentorshipOutput, error) {
		return s.mentorshipAnswer(ctx)(s.PastMentorship(ctx, in.ID))
	})
	changing(r, "mentoring-end", base+"/end", tagMentorships, "Either side ends it, without a reason",
		func(ctx context.Context, id string, want int64) (*mentorshipOutput, error) {
			return s.mentorshipAnswer(ctx)(s.End(ctx, id, want, Key{}))
		})
	changing(r, "mentoring-complete", base+"/complete", tagMentorships, "It reached what it was for",
		func(ctx context.Context, id string, want int64) (*mentorshipOutput, error) {
			return s.mentorshipAnswer(ctx)(s.Complete(ctx, id, want, Key{}))
		})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-extend", Method: http.MethodPost, Path: base + "/extend", Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "Four weeks more", Idempotent: true, Errors: conflicts,
	}, func(ctx context.Context, in *changeInput) (*mentorshipOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.mentorshipAnswer(ctx)(s.Extend(ctx, in.ID, want, keyOf(ctx, "extend")))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-set-goals", Method: http.MethodPut, Path: base + "/goals", Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "What the two want to reach", Errors: conflicts,
	}, func(ctx context.Context, in *goalsInput) (*mentorshipOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		goals := make([]Goal, len(in.Body.Goals))
		for i, g := range in.Body.Goals {
			if blank(g.Text) {
				return nil, fault.InvalidFields(fault.Field{Pointer: "/goals/" + string(rune('0'+i)) + "/text", Code: "required"})
			}
			goals[i] = Goal{Text: g.Text, Done: g.Done}
		}
		return s.mentorshipAnswer(ctx)(s.SetGoals(ctx, in.ID, goals, want))
	})
	s.threadRoutes(r)
}

func (s *Service) threadRoutes(r *httpserver.Router) {
	base := "/api/v1/threads/{match}/messages"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-messages", Method: http.MethodGet, Path: base, Tag: tagThreads, Permission: auth.OwnObject,
		Summary: "The messages of a request or mentorship",
	}, func(ctx context.Context, in *messagesInput) (*messagesOutput, error) {
		page, err := s.Thread(ctx, in.Match, in.Order == "newest", in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		return messagesPage(ctx, page), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-post-message", Method: http.MethodPost, Path: base, Tag: tagThreads, Permission: auth.OwnObject,
		Summary: "Write to the other side", Status: http.StatusCreated, Idempotent: true, Errors: []int{http.StatusConflict, http.StatusGone},
	}, func(ctx context.Context, in *postInput) (*messageOutput, error) {
		m, err := s.Post(ctx, in.Match, in.Body.Text, keyOf(ctx, "message"))
		if err != nil {
			return nil, err
		}
		return &messageOutput{Body: showMessage(m)}, nil
	})
}

func messagesPage(ctx context.Context, page *store.Page[Message]) *messagesOutput {
	out := &messagesOutput{Body: api.MessageList{Items: make([]api.Message, 0, len(page.Docs))}}
	for _, d := range page.Docs {
		out.Body.Items = append(out.Body.Items, showMessage(d.Body))
	}
	out.Link = httpserver.NextLink(ctx, page.Next)
	return out
}
