package event

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Events"
	self = "programs"
)

type idInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id, as its cohort's"`
}

type of[T any] struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id, as its cohort's"`
	Body T
}

type matching[T any] struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id, as its cohort's"`
	Body T
}

type arriveInput struct{ Body api.Arrival }

type attendeesInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	As string `query:"as" enum:"newcomer,mentor,teamless,gone" doc:"Only those who are here as this, or who are noted as not here; everybody without"`
}

type challengesInput struct {
	httpserver.Paging
	ID    string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	State string `query:"state" enum:"accepted,pitched,hidden,own" default:"accepted" doc:"Which; own are yours"`
}

type listInput struct {
	httpserver.Paging
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
}

type draftInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Page int    `query:"page" minimum:"0" maximum:"1000" doc:"Which page, from 0"`
}

type challengeInput struct {
	ID        string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Challenge string `path:"challenge" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The challenge's id"`
}

type decideInput struct {
	ID        string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Challenge string `path:"challenge" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The challenge's id"`
	Body      api.ChallengeDecision
}

type hereInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Person string `path:"person" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Who"`
	Body   api.HereBody
}

type teamInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Team string `path:"team" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The team's id"`
}

type handOverInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The event's id"`
	Team string `path:"team" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The team's id"`
	Body api.HandOverBody
}

type output struct {
	httpserver.Versioned
	Body api.Event
}

type attendeeOutput struct {
	httpserver.Versioned
	Body api.Attendee
}

type teamOutput struct {
	httpserver.Versioned
	Body api.EventTeam
}

type body[T any] struct{ Body T }

type paged[T any] struct {
	httpserver.Paged
	Body T
}

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	s.eventRoutes(r)
	s.peopleRoutes(r)
	s.challengeRoutes(r)
	s.teamRoutes(r)
}

var conflict = []int{http.StatusConflict}

const one = "/api/v1/events/{id}"

func (s *Service) eventRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.Public, Summary: "The event of a cohort",
		Description: "Organisers see how many are here, what goes on, and the draft.",
	}, func(ctx context.Context, in *idInput) (*output, error) { return answer(s.Get(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-set-up-event", Method: http.MethodPut, Path: one, Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Make a cohort's event, or replace its settings",
	}, func(ctx context.Context, in *matching[api.EventSettings]) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return answer(s.SetUp(ctx, in.ID, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-move-event", Method: http.MethodPost, Path: one + "/stage", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Summary: "Move an event on: working, over",
	}, func(ctx context.Context, in *of[api.EventStage]) (*output, error) {
		return answer(s.Move(ctx, in.ID, in.Body.Stage))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-replace-badge", Method: http.MethodPost, Path: one + "/badges/replace", Tag: tag, Permission: auth.ScopedRole,
		Errors: conflict, Summary: "Put a new badge in the place of one that was lost; the same twice is once",
		Description: "The old code lets nobody in any more. Who arrived with it stays, with their team and friends.",
	}, func(ctx context.Context, in *of[api.BadgeReplacement]) (*struct{}, error) {
		return nil, s.Replace(ctx, in.ID, in.Body)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-order-badges", Method: http.MethodPost, Path: one + "/badges", Tag: tag, Permission: auth.ScopedRole, Idempotent: true,
		Status: http.StatusCreated, Errors: conflict, Summary: "Codes to print on badges; told once, stored as keyed hashes",
	}, func(ctx context.Context, in *of[api.BadgeOrder]) (*body[api.Badges], error) {
		return plain(s.Order(ctx, in.ID, httpserver.KeyFrom(ctx).ID("badges"), in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-arrive", Method: http.MethodPost, Path: "/api/v1/events/arrivals", Tag: tag, Permission: auth.Public, Idempotent: true,
		Errors:  []int{http.StatusConflict, http.StatusGone},
		Summary: "Arrive at an event with the code of a badge, signed in or not",
		Description: "A badge is good once; the same request with the same Idempotency-Key gets the same answer. Signed out, a token comes " +
			"with it that signs in to a new account without an address.",
	}, func(ctx context.Context, in *arriveInput) (*body[api.Arrived], error) {
		return plain(s.Arrive(ctx, in.Body))
	})
}

func (s *Service) peopleRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-me", Method: http.MethodGet, Path: one + "/me", Tag: tag, Permission: auth.SignedIn, Summary: "You at an event",
	}, func(ctx context.Context, in *idInput) (*attendeeOutput, error) { return me(s.Mine(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-say", Method: http.MethodPut, Path: one + "/me", Tag: tag, Permission: auth.SignedIn, Errors: conflict,
		Summary: "Say what you can do, want to learn and speak: for this event alone",
	}, func(ctx context.Context, in *matching[api.AttendeeBody]) (*attendeeOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return me(s.Say(ctx, in.ID, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-befriend", Method: http.MethodPost, Path: one + "/me/friends", Tag: tag, Permission: auth.SignedIn, Errors: conflict,
		Summary:     "Stay together with friends: by the code of their group, or of a friend's badge",
		Description: "Without a code you get a group of your own, whose code friends type.",
	}, func(ctx context.Context, in *of[api.FriendCode]) (*attendeeOutput, error) {
		return me(s.Befriend(ctx, in.ID, in.Body.Code))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-part", Method: http.MethodDelete, Path: one + "/me/friends", Tag: tag, Permission: auth.SignedIn, Errors: conflict,
		Status: http.StatusOK, Summary: "Leave the group of friends",
	}, func(ctx context.Context, in *idInput) (*attendeeOutput, error) { return me(s.Part(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-wish", Method: http.MethodPut, Path: one + "/me/wishes", Tag: tag, Permission: auth.SignedIn, Errors: conflict,
		Summary: "Replace what you wish to work on, the dearest first",
	}, func(ctx context.Context, in *of[api.WishList]) (*attendeeOutput, error) {
		return me(s.Wish(ctx, in.ID, in.Body.Challenges))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-go-on", Method: http.MethodPut, Path: one + "/me/going-on", Tag: tag, Permission: auth.SignedIn, Errors: conflict,
		Summary: "Say whether you go on with your team's project after the event",
	}, func(ctx context.Context, in *of[api.GoingOn]) (*attendeeOutput, error) {
		return me(s.GoOn(ctx, in.ID, in.Body.GoingOn))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-attendees", Method: http.MethodGet, Path: one + "/attendees", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Everybody at an event, for its organisers",
	}, func(ctx context.Context, in *attendeesInput) (*paged[api.Attendees], error) {
		list, next, err := s.Attendees(ctx, in.ID, in.As, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &paged[api.Attendees]{Body: api.Attendees{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-event-here", Method: http.MethodPut, Path: one + "/attendees/{person}/here", Tag: tag, Permission: auth.OwnObject,
		Summary: "Note that somebody does not come, or is here after all: organisers, and people of the same team",
	}, func(ctx context.Context, in *hereInput) (*body[api.Attendee], error) {
		return plain(s.Here(ctx, in.ID, in.Person, in.Body.Here))
	})
}

func (s *Service) challengeRoutes(r *httpserver.Router) {
	all := one + "/challenges"
	httpserver.Register(r, httpserver.Op{
		ID: "programs-challenges", Method: http.MethodGet, Path: all, Tag: tag, Permission: auth.SignedIn,
		Summary:     "What there is to work on, for who arrived and organisers",
		Description: "A page may have fewer entries than its limit although others follow.",
	}, func(ctx context.Context, in *challengesInput) (*paged[api.Challenges], error) {
		list, next, err := s.Challenges(ctx, in.ID, in.State, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &paged[api.Challenges]{Body: api.Challenges{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-pitch", Method: http.MethodPost, Path: all, Tag: tag, Permission: auth.SignedIn, Idempotent: true, Status: http.StatusCreated,
		Errors: conflict, Summary: "Pitch a challenge; an organiser accepts it",
	}, func(ctx context.Context, in *of[api.ChallengeBody]) (*body[api.Challenge], error) {
		k := httpserver.KeyFrom(ctx)
		return plain(s.Pitch(ctx, k.ID("challenge"), in.ID, in.Body, store.Op{Key: k.Hash, Body: k.Body}))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-challenge", Method: http.MethodGet, Path: all + "/{challenge}", Tag: tag, Permission: auth.SignedIn, Summary: "A challenge",
	}, func(ctx context.Context, in *challengeInput) (*body[api.Challenge], error) {
		return plain(s.Challenge(ctx, in.ID, in.Challenge))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-decide-challenge", Method: http.MethodPut, Path: all + "/{challenge}/decision", Tag: tag, Permission: auth.OwnObject,
		Errors: conflict, Summary: "Accept a challenge, or hide it; who pitched it may hide it",
	}, func(ctx context.Context, in *decideInput) (*body[api.Challenge], error) {
		return plain(s.Decide(ctx, in.ID, in.Challenge, in.Body))
	})
}

func (s *Service) teamRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-teams", Method: http.MethodPost, Path: one + "/draft", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Status: http.StatusAccepted, Summary: "Have teams made of everybody who is here; the event says how far it is",
	}, func(ctx context.Context, in *idInput) (*output, error) { return answer(s.MakeTeams(ctx, in.ID)) })
	httpserver.Register(r, httpserver.Op{
		ID: "programs-draft-teams", Method: http.MethodGet, Path: one + "/draft", Tag: tag, Permission: auth.ScopedRole,
		Summary: "The teams of the draft, for organisers; Link names the next page",
	}, func(ctx context.Context, in *draftInput) (*paged[api.EventTeams], error) {
		list, more, err := s.Drafted(ctx, in.ID, in.Page)
		if err != nil {
			return nil, err
		}
		out := &paged[api.EventTeams]{Body: api.EventTeams{Items: list}}
		if more {
			out.Link = "</api/v1/events/" + in.ID + "/draft?page=" + strconv.Itoa(in.Page+1) + `>; rel="next"`
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-publish-teams", Method: http.MethodPost, Path: one + "/teams", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Status: http.StatusAccepted, Summary: "Publish the draft: everybody is told their team",
	}, func(ctx context.Context, in *of[api.EventPublication]) (*output, error) {
		return answer(s.Publish(ctx, in.ID, in.Body.Draft))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-teams", Method: http.MethodGet, Path: one + "/teams", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Every team that stands, for organisers",
	}, func(ctx context.Context, in *listInput) (*paged[api.EventTeams], error) {
		list, next, err := s.Teams(ctx, in.ID, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &paged[api.EventTeams]{Body: api.EventTeams{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-team", Method: http.MethodGet, Path: one + "/teams/{team}", Tag: tag, Permission: auth.OwnObject,
		Summary: "A team: yours, one that you guide, or any for organisers",
	}, func(ctx context.Context, in *teamInput) (*teamOutput, error) {
		return teamed(s.Team(ctx, in.ID, in.Team))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-hand-over", Method: http.MethodPut, Path: one + "/teams/{team}/hand-over", Tag: tag, Permission: auth.OwnObject,
		Summary: "Say what is left of a team's work, so that it outlives the event; it is public",
	}, func(ctx context.Context, in *handOverInput) (*teamOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return teamed(s.HandOver(ctx, in.ID, in.Team, want, in.Body))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-handed-over", Method: http.MethodGet, Path: one + "/hand-overs", Tag: tag, Permission: auth.Public,
		Summary: "What teams handed over; it names nobody",
	}, func(ctx context.Context, in *listInput) (*paged[api.HandedOverList], error) {
		list, next, err := s.HandedOver(ctx, in.ID, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &paged[api.HandedOverList]{Body: api.HandedOverList{Items: list}}
		out.Link = httpserver.NextLink(ctx, next)
		return out, nil
	})
}

func answer(e api.Event, version int64, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(self, "event", e.ID, version), Body: e}, nil
}

func me(a api.Attendee, version int64, err error) (*attendeeOutput, error) {
	if err != nil {
		return nil, err
	}
	return &attendeeOutput{Versioned: httpserver.VersionedOf(self, "event_place", a.Person, version), Body: a}, nil
}

func teamed(t api.EventTeam, version int64, err error) (*teamOutput, error) {
	if err != nil {
		return nil, err
	}
	return &teamOutput{Versioned: httpserver.VersionedOf(self, "event_team", t.ID, version), Body: t}, nil
}

func plain[T any](b T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{Body: b}, nil
}
