package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

const tagSessions = "Sessions"

type sessionsInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	httpserver.Paging
}

type sessionsOutput struct {
	httpserver.Paged
	Body api.MeetingList
}

type newSessionInput struct {
	ID   string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Body api.NewMeeting
}

type sessionInput struct {
	ID      string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Session string `path:"session" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the session"`
	httpserver.Matching
}

type moveInput struct {
	ID      string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Session string `path:"session" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the session"`
	httpserver.Matching
	Body api.NewMeeting
}

type confirmInput struct {
	ID      string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Session string `path:"session" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the session"`
	Body    api.ConfirmMeeting
}

type sessionOutput struct {
	httpserver.Versioned
	Body api.Meeting
}

func sessionAnswer(d sessionDoc, err error) (*sessionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &sessionOutput{Versioned: httpserver.VersionedOf(service, "session", d.ID, d.Version), Body: showSession(d)}, nil
}

func showSession(d sessionDoc) api.Meeting {
	x := &d.Body
	out := api.Meeting{
		ID: d.ID, Mentorship: x.Match, Status: string(d.status()), Proposal: x.Proposal, Proposer: x.Proposer, Starts: x.Starts,
		Ends: x.Ends(), Minutes: x.Minutes, Zone: x.Zone, Place: x.Place, Created: x.Created, Changed: x.Changed,
	}
	if d.status() == session.Cancelled {
		out.Place = ""
	}
	return out
}

func planOf(b api.NewMeeting) session.Plan {
	return session.Plan{Starts: b.Starts, Minutes: b.Minutes, Zone: b.Zone, Place: b.Place}
}

func (s *Service) sessionRoutes(r *httpserver.Router) {
	base := "/api/v1/mentorships/{id}/sessions"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-sessions", Method: http.MethodGet, Path: base, Tag: tagSessions, Permission: auth.OwnObject,
		Summary: "The sessions of one's mentorship, in the order of their time",
	}, func(ctx context.Context, in *sessionsInput) (*sessionsOutput, error) {
		list, next, err := s.Sessions(ctx, in.ID, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &sessionsOutput{Body: api.MeetingList{Items: make([]api.Meeting, 0, len(list))}}
		for _, d := range list {
			out.Body.Items = append(out.Body.Items, showSession(d))
		}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-plan-session", Method: http.MethodPost, Path: base, Tag: tagSessions, Permission: auth.OwnObject,
		Summary: "Propose a session", Status: http.StatusCreated, Idempotent: true, Errors: []int{http.StatusConflict},
		Description: "The other side confirms it, proposes another time or cancels it.",
	}, func(ctx context.Context, in *newSessionInput) (*sessionOutput, error) {
		return sessionAnswer(s.PlanSession(ctx, in.ID, planOf(in.Body), keyOf(ctx, "session")))
	})
	one := base + "/{session}"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-session", Method: http.MethodGet, Path: one, Tag: tagSessions, Permission: auth.OwnObject, Summary: "One session",
	}, func(ctx context.Context, in *sessionInput) (*sessionOutput, error) {
		return sessionAnswer(s.Session(ctx, in.ID, in.Session))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-move-session", Method: http.MethodPut, Path: one, Tag: tagSessions, Permission: auth.OwnObject,
		Summary: "Propose another time or place", Errors: conflicts, Description: "The other side then confirms it, also where it was confirmed before.",
	}, func(ctx context.Context, in *moveInput) (*sessionOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return sessionAnswer(s.MoveSession(ctx, in.ID, in.Session, planOf(in.Body), want))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-confirm-session", Method: http.MethodPost, Path: one + "/confirm", Tag: tagSessions, Permission: auth.OwnObject,
		Summary: "Agree to what the other side proposed", Errors: []int{http.StatusConflict},
	}, func(ctx context.Context, in *confirmInput) (*sessionOutput, error) {
		return sessionAnswer(s.ConfirmSession(ctx, in.ID, in.Session, in.Body.Proposal))
	})
	for _, x := range []struct {
		id, path, summary string
		do                func(ctx context.Context, id, sid string, want int64) (sessionDoc, error)
	}{
		{"mentoring-cancel-session", "/cancel", "Either side cancels it, without a reason", s.CancelSession},
		{"mentoring-held-session", "/held", "It took place", func(ctx context.Context, id, sid string, want int64) (sessionDoc, error) {
			return s.MarkSession(ctx, id, sid, true, want)
		}},
		{"mentoring-missed-session", "/missed", "It did not take place", func(ctx context.Context, id, sid string, want int64) (sessionDoc, error) {
			return s.MarkSession(ctx, id, sid, false, want)
		}},
	} {
		httpserver.Register(r, httpserver.Op{
			ID: x.id, Method: http.MethodPost, Path: one + x.path, Tag: tagSessions, Permission: auth.OwnObject, Summary: x.summary, Errors: conflicts,
		}, func(ctx context.Context, in *sessionInput) (*sessionOutput, error) {
			want, err := in.Expected()
			if err != nil {
				return nil, err
			}
			return sessionAnswer(x.do(ctx, in.ID, in.Session, want))
		})
	}
}
