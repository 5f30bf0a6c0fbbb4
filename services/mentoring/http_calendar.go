package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

const (
	tagCalendars = "Calendars"
	calendarType = "text/calendar"
	calendarPath = "/api/v1/calendars/"
)

// oneSessionInput names a session.
type oneSessionInput struct {
	ID      string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Session string `path:"session" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the session"`
}

type feedInput struct {
	Token string `path:"token" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"The secret part of the link"`
}

type calendarLinkOutput struct {
	Body api.CalendarLink
}

func (s *Service) calendarRoutes(r *httpserver.Router) {
	httpserver.RegisterText(r, httpserver.Op{
		ID: "mentoring-session-calendar", Method: http.MethodGet, Path: "/api/v1/mentorships/{id}/sessions/{session}/calendar",
		Tag: tagCalendars, Permission: auth.OwnObject, Summary: "One session as a calendar file",
	}, calendarType, func(ctx context.Context, in *oneSessionInput) (*httpserver.Text, error) {
		b, err := s.SessionCalendar(ctx, in.ID, in.Session)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: b, Name: "session.ics"}, nil
	})
	httpserver.RegisterText(r, httpserver.Op{
		ID: "mentoring-calendar", Method: http.MethodGet, Path: calendarPath + "{token}", Tag: tagCalendars, Permission: auth.Unsubscribe,
		Summary:     "A person's sessions, for calendar programs",
		Description: "Whoever has the link reads it: calendar programs cannot sign in. It names nobody.",
	}, calendarType, func(ctx context.Context, in *feedInput) (*httpserver.Text, error) {
		b, err := s.Feed(ctx, in.Token)
		if err != nil {
			return nil, err
		}
		return &httpserver.Text{Body: b}, nil
	})
	link := "/api/v1/calendar-links/me"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-calendar-link", Method: http.MethodGet, Path: link, Tag: tagCalendars, Permission: auth.SignedIn,
		Summary: "Whether one has a link to a calendar of one's sessions", Errors: []int{http.StatusGone},
	}, func(ctx context.Context, _ *struct{}) (*calendarLinkOutput, error) {
		since, err := s.CalendarLink(ctx)
		if err != nil {
			return nil, err
		}
		return &calendarLinkOutput{Body: api.CalendarLink{Since: maybe(since)}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-renew-calendar-link", Method: http.MethodPut, Path: link, Tag: tagCalendars, Permission: auth.SignedIn,
		Summary: "A fresh link; an older one ends", Description: "The link is a secret and is shown this once.", Errors: []int{http.StatusGone},
	}, func(ctx context.Context, _ *struct{}) (*calendarLinkOutput, error) {
		token, since, err := s.RenewCalendarLink(ctx)
		if err != nil {
			return nil, err
		}
		return &calendarLinkOutput{Body: api.CalendarLink{Since: &since, Path: calendarPath + token}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-revoke-calendar-link", Method: http.MethodDelete, Path: link, Tag: tagCalendars, Permission: auth.SignedIn,
		Summary: "End the link", Status: http.StatusNoContent,
	}, func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.RevokeCalendarLink(ctx) })
}
