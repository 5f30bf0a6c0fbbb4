package matching

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const tag = "Recommendations"

type questionInput struct {
	Body api.RecommendQuestion
}

type ownInput struct {
	Programme string `query:"programme" maxLength:"64" pattern:"^[a-z0-9_-]*$" doc:"In which programme; open to everybody if left out"`
	Limit     int    `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"How many at most"`
	Credits   bool   `query:"credits" doc:"With all parts of the score"`
}

type listOutput struct {
	Body api.Recommendations
}

type whyNotInput struct {
	Body api.WhyNotQuestion
}

type whyNotOutput struct {
	Body api.WhyNot
}

type compareInput struct {
	Body api.CompareQuestion
}

type boardInput struct {
	Programme string `query:"programme" minLength:"1" maxLength:"64" pattern:"^[a-z0-9_-]+$" required:"true" doc:"Whose board"`
}

type boardEntryInput struct {
	Entry string `path:"entry" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The entry's id"`
}

type boardOutput struct {
	Body api.BoardFits
}

type browseInput struct {
	Skills    []string `query:"skills" maxItems:"20" doc:"Any of these skills, in any spelling"`
	Causes    []string `query:"causes" maxItems:"20" doc:"Any of these causes"`
	Languages []string `query:"languages" maxItems:"20" doc:"Any of these spoken languages (BCP 47)"`
	Limit     int      `query:"limit" minimum:"1" maximum:"50" default:"24" doc:"How many at most"`
	Cursor    string   `query:"cursor" maxLength:"120" pattern:"^[a-z0-9._~-]*$" doc:"From the Link header of the page before or after"`
}

type browseOutput struct {
	httpserver.Paged
	Body api.Browsed
}

type successorsInput struct {
	Mentorship string `query:"mentorship" minLength:"1" maxLength:"100" pattern:"^[a-z0-9_-]+$" required:"true" doc:"Which, its id; you are its mentor"`
}

type successorsOutput struct {
	Body api.Successors
}

type compareOutput struct {
	Body api.Comparison
}

type askersInput struct {
	Requests []string `query:"requests" maxItems:"50" doc:"Of these requests, ids, comma separated; of your 50 oldest if left out"`
}

type askersOutput struct {
	Body api.Askers
}

func (s *Service) routes() *httpserver.Router {
	r := httpserver.New(httpserver.Options{
		Service: "matching", Title: "Waymark matching", Guard: s.d.Verifier, Now: s.d.Now, Log: s.d.Log, Waiters: s.waiters(),
	})
	missing := []int{http.StatusNotFound, http.StatusConflict} // what the question names
	type use func(context.Context, api.RecommendQuestion) (api.Recommendations, error)
	post := func(id, path, summary, description string, p auth.Permission, f use) {
		httpserver.Register(r, httpserver.Op{
			ID: id, Method: http.MethodPost, Path: path, Tag: tag, Permission: p, Summary: summary, Description: description,
			Errors: missing,
		}, func(ctx context.Context, in *questionInput) (*listOutput, error) {
			out, err := f(ctx, in.Body)
			return &listOutput{Body: out}, err
		})
	}
	get := func(id, path, summary string, f use) {
		httpserver.Register(r, httpserver.Op{
			ID: id, Method: http.MethodGet, Path: path, Tag: tag, Permission: auth.SignedIn, Summary: summary, Errors: missing,
		}, func(ctx context.Context, in *ownInput) (*listOutput, error) {
			out, err := f(ctx, api.RecommendQuestion{Programme: in.Programme, Limit: in.Limit, Credits: in.Credits})
			return &listOutput{Body: out}, err
		})
	}
	const kept = "Signed in, for your own profile; or with a profile in the body, which is used for the answer and kept nowhere."
	post("matching-recommend-mentors", "/api/v1/recommendations/mentors", "Mentors for you, best first, and why", kept, auth.Public, s.Mentors)
	post("matching-recommend-issues", "/api/v1/recommendations/issues", "First issues for you, best first, and why", kept,
		auth.Public, s.Issues)
	post("matching-recommend-newcomers", "/api/v1/recommendations/newcomers", "Newcomers for a mentor, best first, and why",
		"Only newcomers who asked you, or who allow offers.", auth.SignedIn, s.Newcomers)
	get("matching-own-mentors", "/api/v1/recommendations/mentors", "Mentors for your own profile", s.Mentors)
	get("matching-own-issues", "/api/v1/recommendations/issues", "First issues for your own profile", s.Issues)
	httpserver.Register(r, httpserver.Op{
		ID: "matching-browse", Method: http.MethodGet, Path: "/api/v1/recommendations/browse", Tag: tag, Permission: auth.Public,
		Summary:     "Mentors who can be asked now, page by page, in no order that ranks",
		Description: "Only those whom you can be shown: signed out those who chose to be shown to everybody. The order is another one every day.",
	}, func(ctx context.Context, in *browseInput) (*browseOutput, error) {
		f := api.RecommendFilter{Skills: in.Skills, Causes: in.Causes, Languages: in.Languages}
		out, prev, next, err := s.Browse(ctx, f, in.Limit, in.Cursor)
		return &browseOutput{Paged: httpserver.Paged{Link: httpserver.BothLinks(ctx, prev, next)}, Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-askers", Method: http.MethodGet, Path: "/api/v1/recommendations/askers", Tag: tag, Permission: auth.SignedIn,
		Summary:     "How those fit whose request waits for your answer, the oldest first, and why",
		Description: "Each in the programme of the request and by its weights, whether they allow offers or not.",
	}, func(ctx context.Context, in *askersInput) (*askersOutput, error) {
		out, err := s.Askers(ctx, in.Requests)
		return &askersOutput{Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-successors", Method: http.MethodGet, Path: "/api/v1/recommendations/successors", Tag: tag, Permission: auth.OwnObject,
		Summary:     "Who could go on with a live mentorship of yours, best first, and why; for its mentor",
		Description: "Mentors with a place free, whom you and the newcomer may see. The reasons name what stands on their own pages.",
		Errors:      []int{http.StatusNotFound},
	}, func(ctx context.Context, in *successorsInput) (*successorsOutput, error) {
		out, err := s.Successors(ctx, in.Mentorship)
		return &successorsOutput{Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-compare", Method: http.MethodPost, Path: "/api/v1/recommendations/compare", Tag: tag, Permission: auth.Public,
		Summary: "How up to three mentors fit, side by side", Description: kept, Errors: missing,
	}, func(ctx context.Context, in *compareInput) (*compareOutput, error) {
		out, err := s.Compare(ctx, in.Body)
		return &compareOutput{Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-why-not", Method: http.MethodPost, Path: "/api/v1/recommendations/why-not", Tag: tag, Permission: auth.Public,
		Summary: "How one mentor or issue fits, and what stands against it", Description: kept, Errors: missing,
	}, func(ctx context.Context, in *whyNotInput) (*whyNotOutput, error) {
		out, err := s.WhyNot(ctx, in.Body)
		return &whyNotOutput{Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-board", Method: http.MethodGet, Path: "/api/v1/recommendations/board", Tag: tag, Permission: auth.SignedIn,
		Summary: "What you could help with on a programme's board, best first, and why", Errors: missing,
	}, func(ctx context.Context, in *boardInput) (*boardOutput, error) {
		out, err := s.BoardForMe(ctx, in.Programme)
		return &boardOutput{Body: out}, err
	})
	httpserver.Register(r, httpserver.Op{
		ID: "matching-board-helpers", Method: http.MethodGet, Path: "/api/v1/recommendations/board/{entry}", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "Who would like to help with something on a board, best first, and why; for the programme's organisers",
		Description: "By the skills and languages that are asked for, and nothing else of them.",
	}, func(ctx context.Context, in *boardEntryInput) (*boardOutput, error) {
		out, err := s.BoardHelpers(ctx, in.Entry)
		return &boardOutput{Body: out}, err
	})
	s.rounds.Routes(r)
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/rounds/export", Tag: "Rounds", Description: "In which rounds you are, or that you made, page by page. Recommendations are kept nowhere.",
	}, s.rounds.Export)
	outbox.RegisterDeadLetters(r, self, s.dead)
	return r
}

func (s *Service) waiters() (out []httpserver.Waiter) {
	for _, state := range []wire.State{
		wire.PersonState{}, wire.SkillState{}, wire.StandingState{}, wire.MatchState{}, wire.ClaimState{}, wire.HelpState{},
		wire.ProjectState{}, wire.IssueState{}, wire.ProgrammeState{}, wire.MemberState{}, wire.ParticipantState{},
	} {
		service, kind := state.StateOf()
		out = append(out, waiter{s.live, service + "." + kind})
	}
	return out
}
