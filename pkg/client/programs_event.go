package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Event is the event of a cohort; its id is the cohort's.
func (c *Client) Event(ctx context.Context, id string, opts ...CallOption) (*api.Event, error) {
	return Do[api.Event](ctx, c, http.MethodGet, Path("events", id), nil, nil, opts...)
}

// SetUpEvent makes a cohort's event, or replaces its settings; for organisers.
func (c *Client) SetUpEvent(ctx context.Context, id string, in api.EventSettings, opts ...CallOption) (*api.Event, error) {
	return Do[api.Event](ctx, c, http.MethodPut, Path("events", id), nil, in, opts...)
}

// MoveEvent moves it to another stage; for organisers.
func (c *Client) MoveEvent(ctx context.Context, id, stage string, opts ...CallOption) (*api.Event, error) {
	return Do[api.Event](ctx, c, http.MethodPost, Path("events", id, "stage"), nil, api.EventStage{Stage: stage}, opts...)
}

// OrderBadges makes codes to print; for organisers. They are told once.
func (c *Client) OrderBadges(ctx context.Context, id string, in api.BadgeOrder, opts ...CallOption) (*api.Badges, error) {
	return Do[api.Badges](ctx, c, http.MethodPost, Path("events", id, "badges"), nil, in, opts...)
}

// ReplaceBadge puts a new badge in the place of one that was lost; for organisers.
func (c *Client) ReplaceBadge(ctx context.Context, id string, in api.BadgeReplacement, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodPost, Path("events", id, "badges", "replace"), nil, in, opts...)
	return err
}

// Arrive arrives with the code of a badge; signed out, UseArrival signs in with the token that comes with it.
func (c *Client) Arrive(ctx context.Context, in api.Arrival, opts ...CallOption) (*api.Arrived, error) {
	return Do[api.Arrived](ctx, c, http.MethodPost, Path("events", "arrivals"), nil, in, opts...)
}

// EventMe is the caller at an event.
func (c *Client) EventMe(ctx context.Context, id string, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodGet, Path("events", id, "me"), nil, nil, opts...)
}

// SayAtEvent replaces what the caller says for an event.
func (c *Client) SayAtEvent(ctx context.Context, id string, in api.AttendeeBody, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodPut, Path("events", id, "me"), nil, in, opts...)
}

// Befriend puts the caller into a group of friends: that of a code, of a friend's badge, or one of their own.
func (c *Client) Befriend(ctx context.Context, id, code string, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodPost, Path("events", id, "me", "friends"), nil, api.FriendCode{Code: code}, opts...)
}

// LeaveFriends takes the caller out of it.
func (c *Client) LeaveFriends(ctx context.Context, id string, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodDelete, Path("events", id, "me", "friends"), nil, nil, opts...)
}

// WishFor replaces what the caller wishes to work on.
func (c *Client) WishFor(ctx context.Context, id string, challenges []string, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodPut, Path("events", id, "me", "wishes"), nil, api.WishList{Challenges: challenges}, opts...)
}

// GoOn says whether the caller goes on with their team's project.
func (c *Client) GoOn(ctx context.Context, id string, yes bool, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodPut, Path("events", id, "me", "going-on"), nil, api.GoingOn{GoingOn: yes}, opts...)
}

// Attendees goes through those at an event; as is "newcomer", "mentor", "teamless" or "" for everybody. For organisers.
func (c *Client) Attendees(ctx context.Context, id, as string) iter.Seq2[api.Attendee, error] {
	q := url.Values{}
	if as != "" {
		q.Set("as", as)
	}
	return Pages[api.Attendee](ctx, c, Path("events", id, "attendees"), q)
}

// AttendeesPage is one page of Attendees, of at most limit, from a cursor; "" for the first.
func (c *Client) AttendeesPage(ctx context.Context, id, as string, limit int, cursor string, opts ...CallOption) (*api.Attendees, error) {
	q := asked("as", as, "limit", strconv.Itoa(limit), "cursor", cursor)
	return Do[api.Attendees](ctx, c, http.MethodGet, Path("events", id, "attendees"), q, nil, opts...)
}

// SetHere notes that somebody is here, or is not; for organisers and people of the same team.
func (c *Client) SetHere(ctx context.Context, id, person string, here bool, opts ...CallOption) (*api.Attendee, error) {
	return Do[api.Attendee](ctx, c, http.MethodPut, Path("events", id, "attendees", person, "here"), nil, api.HereBody{Here: here}, opts...)
}

// Challenges goes through those of a state ("accepted", "pitched", "hidden", "own").
func (c *Client) Challenges(ctx context.Context, id, state string) iter.Seq2[api.Challenge, error] {
	return Pages[api.Challenge](ctx, c, Path("events", id, "challenges"), url.Values{"state": {state}})
}

// Pitch makes a challenge.
func (c *Client) Pitch(ctx context.Context, id string, in api.ChallengeBody, opts ...CallOption) (*api.Challenge, error) {
	return Do[api.Challenge](ctx, c, http.MethodPost, Path("events", id, "challenges"), nil, in, opts...)
}

// Challenge is one of them.
func (c *Client) Challenge(ctx context.Context, id, challenge string, opts ...CallOption) (*api.Challenge, error) {
	return Do[api.Challenge](ctx, c, http.MethodGet, Path("events", id, "challenges", challenge), nil, nil, opts...)
}

// DecideChallenge accepts it, or hides it.
func (c *Client) DecideChallenge(ctx context.Context, id, challenge string, in api.ChallengeDecision, opts ...CallOption) (*api.Challenge, error) {
	return Do[api.Challenge](ctx, c, http.MethodPut, Path("events", id, "challenges", challenge, "decision"), nil, in, opts...)
}

// MakeTeams has a draft made; for organisers. Event says how far it is.
func (c *Client) MakeTeams(ctx context.Context, id string, opts ...CallOption) (*api.Event, error) {
	return Do[api.Event](ctx, c, http.MethodPost, Path("events", id, "draft"), nil, nil, opts...)
}

// DraftTeams are a page of the draft's teams, from 0; for organisers.
func (c *Client) DraftTeams(ctx context.Context, id string, page int, opts ...CallOption) (*api.EventTeams, error) {
	q := url.Values{"page": {strconv.Itoa(page)}}
	return Do[api.EventTeams](ctx, c, http.MethodGet, Path("events", id, "draft"), q, nil, opts...)
}

// PublishTeams publishes a draft; for organisers.
func (c *Client) PublishTeams(ctx context.Context, id, draft string, opts ...CallOption) (*api.Event, error) {
	return Do[api.Event](ctx, c, http.MethodPost, Path("events", id, "teams"), nil, api.EventPublication{Draft: draft}, opts...)
}

// EventTeams goes through the teams that stand; for organisers.
func (c *Client) EventTeams(ctx context.Context, id string) iter.Seq2[api.EventTeam, error] {
	return Pages[api.EventTeam](ctx, c, Path("events", id, "teams"), nil)
}

// EventTeam is one of them: the caller's, one that they guide, or any for organisers.
func (c *Client) EventTeam(ctx context.Context, id, team string, opts ...CallOption) (*api.EventTeam, error) {
	return Do[api.EventTeam](ctx, c, http.MethodGet, Path("events", id, "teams", team), nil, nil, opts...)
}

// HandOverTeam says what is left of a team's work.
func (c *Client) HandOverTeam(ctx context.Context, id, team string, in api.HandOverBody, opts ...CallOption) (*api.EventTeam, error) {
	return Do[api.EventTeam](ctx, c, http.MethodPut, Path("events", id, "teams", team, "hand-over"), nil, in, opts...)
}

// HandedOver goes through what teams handed over.
func (c *Client) HandedOver(ctx context.Context, id string) iter.Seq2[api.HandedOver, error] {
	return Pages[api.HandedOver](ctx, c, Path("events", id, "hand-overs"), nil)
}
