package mentoring

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type proposeHandOverInput struct {
	ID string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	httpserver.Matching
	Body api.NewHandOver
}

type consentInput struct {
	ID   string `path:"id" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentorship"`
	Body api.HandOverConsent
}

type handOverOutput struct {
	Body api.MentorshipHandOver
}

type handOversOutput struct {
	Body api.MentorshipHandOverList
}

func showHandOver(d *store.Doc[Match], p string) api.MentorshipHandOver {
	m := &d.Body
	out := api.MentorshipHandOver{
		Mentorship: d.ID, Programme: m.Programme, Status: m.HandOver.State, Yours: "mentor", Newcomer: m.Newcomer, From: m.mentor(),
		To: m.HandOver.To, Issue: m.Issue, Goals: showGoals(m.Goals), ShareThread: m.HandOver.Shared, Until: m.HandOver.Until,
	}
	switch p {
	case m.Newcomer:
		out.Yours = "newcomer"
	case m.HandOver.To:
		out.Yours = "successor"
	}
	return out
}

func handOverAnswer(ctx context.Context, d *store.Doc[Match], err error) (*handOverOutput, error) {
	if err != nil {
		return nil, err
	}
	return &handOverOutput{Body: showHandOver(d, auth.From(ctx).ID)}, nil
}

func (s *Service) handOverRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-hand-overs", Method: http.MethodGet, Path: "/api/v1/hand-overs", Tag: tagMentorships, Permission: auth.SignedIn,
		Summary: "Hand-overs that one has to do with",
	}, func(ctx context.Context, _ *struct{}) (*handOversOutput, error) {
		docs, err := s.HandOvers(ctx)
		if err != nil {
			return nil, err
		}
		return &handOversOutput{Body: api.MentorshipHandOverList{Items: shownTo(ctx, docs, showHandOver)}}, nil
	})
	base := "/api/v1/mentorships/{id}/hand-over"
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-hand-over", Method: http.MethodGet, Path: base, Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "The hand-over that is on its way",
	}, func(ctx context.Context, in *idInput) (*handOverOutput, error) {
		d, err := s.HandOver(ctx, in.ID)
		return handOverAnswer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-propose-hand-over", Method: http.MethodPut, Path: base, Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "The mentor cannot go on and names who is to", Errors: conflicts,
		Description: "The newcomer is asked first, then the other mentor. Until both have said yes everything stays as it is.",
	}, func(ctx context.Context, in *proposeHandOverInput) (*handOverOutput, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := s.ProposeHandOver(ctx, in.ID, in.Body.To, want)
		return handOverAnswer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-consent-hand-over", Method: http.MethodPost, Path: base + "/consent", Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "The newcomer agrees, and says whether the thread goes along",
	}, func(ctx context.Context, in *consentInput) (*handOverOutput, error) {
		d, err := s.ConsentToHandOver(ctx, in.ID, in.Body.ShareThread)
		return handOverAnswer(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "mentoring-take-over", Method: http.MethodPost, Path: base + "/accept", Tag: tagMentorships, Permission: auth.OwnObject,
		Summary: "The other mentor goes on with it", Errors: []int{http.StatusConflict},
	}, func(ctx context.Context, in *idInput) (*mentorshipOutput, error) {
		return s.mentorshipAnswer(ctx)(s.TakeOver(ctx, in.ID))
	})
	for _, x := range []struct{ id, method, path, summary string }{
		{"mentoring-cancel-hand-over", http.MethodDelete, base, "The mentor takes the proposal back"},
		{"mentoring-refuse-hand-over", http.MethodPost, base + "/refuse", "The newcomer does not agree, or no more"},
		{"mentoring-decline-hand-over", http.MethodPost, base + "/decline", "The other mentor says not this time"},
	} {
		httpserver.Register(r, httpserver.Op{
			ID: x.id, Method: x.method, Path: x.path, Tag: tagMentorships, Permission: auth.OwnObject, Summary: x.summary,
			Status: http.StatusNoContent,
		}, func(ctx context.Context, in *idInput) (*struct{}, error) { return nil, s.DropHandOver(ctx, in.ID) })
	}
}
