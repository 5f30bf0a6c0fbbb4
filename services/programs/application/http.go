package application

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	tag  = "Applications"
	self = "programs"
)

type idInput struct {
	ID string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The application's id"`
}

type mineInput struct {
	httpserver.Paging
}

type listInput struct {
	httpserver.Paging
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	State   string `query:"state" enum:"sent,waiting,declined,accepted,left,decided" doc:"Only those that stand there; decided: where a decision waits to be told"`
	Belongs string `query:"belongs" enum:"internal,external" doc:"Only those who belong to the organisation, or do not"`
}

type participantsInput struct {
	httpserver.Paging
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	State   string `query:"state" enum:"accepted,left" default:"accepted" doc:"Who takes part, or who left"`
	Belongs string `query:"belongs" enum:"internal,external" doc:"Only those who belong to the organisation, or do not"`
}

type saveInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	As   string `path:"as" enum:"newcomer,mentor" doc:"As what"`
	Body api.ApplicationDraft
}

type sendInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The application's id"`
	Body api.ApplicationSending
}

type leaveInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The application's id"`
	Body api.LeavingBody
}

type reviewInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The application's id"`
	Body api.ReviewBody
}

type decideInput struct {
	ID   string `path:"id" maxLength:"140" pattern:"^[a-z0-9_-]+$" doc:"The application's id"`
	Body api.DecisionBody
}

type prepareInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.DecisionsBody
}

type releaseInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The cohort's id"`
	Body api.DecisionsRelease
}

type output struct {
	httpserver.Versioned
	Body api.Application
}

type listOutput struct {
	httpserver.Paged
	Body api.Applications
}

type versionsOutput struct{ Body api.ApplicationVersions }

type eligibilityOutput struct{ Body api.EligibilityAnswers }

type reviewOutput struct{ Body api.Review }

type reviewsOutput struct{ Body api.Reviews }

type prepareOutput struct{ Body api.DecisionsPrepared }

type releaseOutput struct{ Body api.DecisionsReleased }

// Routes registers the routes.
func (s *Service) Routes(r *httpserver.Router) {
	s.ownRoutes(r)
	s.reviewRoutes(r)
}

func (s *Service) ownRoutes(r *httpserver.Router) {
	one, conflict := "/api/v1/applications/{id}", []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-my-applications", Method: http.MethodGet, Path: "/api/v1/applications", Tag: tag, Permission: auth.SignedIn,
		Summary: "Your own applications",
	}, func(ctx context.Context, in *mineInput) (*listOutput, error) {
		page, err := s.Mine(ctx, in.Limit, in.Cursor)
		return s.listed(ctx, sights(page), next(page), err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-save-application", Method: http.MethodPut, Path: "/api/v1/cohorts/{id}/applications/{as}", Tag: tag,
		Permission: auth.SignedIn, Errors: []int{http.StatusConflict, http.StatusGone}, MaxBody: 256 << 10,
		Summary: "Keep your application for a cohort", Description: "What was sent can be changed as long as the cohort takes applications.",
	}, func(ctx context.Context, in *saveInput) (*output, error) {
		want, err := in.Expected()
		if err != nil {
			return nil, err
		}
		d, err := s.Save(ctx, in.ID, in.As, want, in.Body)
		return s.mine(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-application", Method: http.MethodGet, Path: one, Tag: tag, Permission: auth.OwnObject,
		Summary: "An application: your own, or one that you review",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		x, err := s.Get(ctx, in.ID)
		return s.answer(ctx, x, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-application-versions", Method: http.MethodGet, Path: one + "/versions", Tag: tag, Permission: auth.OwnObject,
		Summary: "Earlier texts of your application, at most five",
	}, func(ctx context.Context, in *idInput) (*versionsOutput, error) {
		d, err := s.own(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &versionsOutput{Body: api.ApplicationVersions{Items: []api.ApplicationVersion{}}}
		for _, e := range d.Body.Earlier {
			out.Body.Items = append(out.Body.Items, api.ApplicationVersion{
				At: e.At, Answers: append([]api.ApplicationAnswer{}, e.Answers...), Evidence: append([]api.ApplicationEvidence{}, e.Evidence...),
			})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-send-application", Method: http.MethodPost, Path: one + "/send", Tag: tag, Permission: auth.OwnObject,
		Errors: []int{http.StatusConflict, http.StatusGone}, Summary: "Send it, or register; the same twice is once",
	}, func(ctx context.Context, in *sendInput) (*output, error) {
		d, err := s.Send(ctx, in.ID, in.Body.Agreement)
		return s.mine(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-withdraw-application", Method: http.MethodPost, Path: one + "/withdraw", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Take it back before it is decided",
	}, func(ctx context.Context, in *idInput) (*output, error) {
		d, err := s.Withdraw(ctx, in.ID)
		return s.mine(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-accept-agreement", Method: http.MethodPost, Path: one + "/agreement", Tag: tag, Permission: auth.OwnObject,
		Summary: "Mentors: accept the agreement as it is now",
	}, func(ctx context.Context, in *sendInput) (*output, error) {
		d, err := s.Agree(ctx, in.ID, in.Body.Agreement)
		return s.mine(ctx, d, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-leave-cohort", Method: http.MethodPost, Path: one + "/leave", Tag: tag, Permission: auth.OwnObject, Errors: conflict,
		Summary: "Take part no more; organisers: end somebody's taking part",
	}, func(ctx context.Context, in *leaveInput) (*output, error) {
		d, err := s.Leave(ctx, in.ID, in.Body.Reason)
		if err != nil {
			return nil, err
		}
		return s.answer(ctx, Sight{Doc: d, Own: d.Body.Person == auth.From(ctx).ID, Organiser: d.Body.Person != auth.From(ctx).ID}, nil)
	})
}

func (s *Service) reviewRoutes(r *httpserver.Router) {
	of, one, conflict := "/api/v1/cohorts/{id}", "/api/v1/applications/{id}", []int{http.StatusConflict}
	httpserver.Register(r, httpserver.Op{
		ID: "programs-applications", Method: http.MethodGet, Path: of + "/applications", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What was sent to a cohort, for its organisers, reviewers and readers",
		Description: "A page may have fewer entries than its limit although others follow. Of one with which you have a conflict of interests " +
			"only that is in it.",
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		all, after, err := s.List(ctx, in.ID, in.State, in.Limit, in.Cursor)
		all = belonging(all, in.Belongs)
		return s.listed(ctx, all, after, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-participants", Method: http.MethodGet, Path: of + "/participants", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "Who takes part in a cohort, for its organisers and reviewers",
		Description: "Without their answers. A page may have fewer entries than its limit although others follow.",
	}, func(ctx context.Context, in *participantsInput) (*listOutput, error) {
		all, after, err := s.Participants(ctx, in.ID, in.State, in.Limit, in.Cursor)
		all = belonging(all, in.Belongs)
		out, err := s.listed(ctx, all, after, err)
		if err != nil {
			return nil, err
		}
		for i := range out.Body.Items {
			x := &out.Body.Items[i]
			x.Answers, x.Evidence, x.Decision = nil, nil, nil
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-eligibility", Method: http.MethodGet, Path: one + "/eligibility", Tag: tag, Permission: auth.OwnObject,
		Summary: "Answers about eligibility, for whose they are and the cohort's named readers",
	}, func(ctx context.Context, in *idInput) (*eligibilityOutput, error) {
		d, err := s.Eligibility(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &eligibilityOutput{Body: api.EligibilityAnswers{Answers: append([]api.ApplicationAnswer{}, d.Body.Answers...), Deleted: d.Body.DueAt}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-reviews", Method: http.MethodGet, Path: one + "/reviews", Tag: tag, Permission: auth.ScopedRole,
		Summary: "What reviewers say of an application",
	}, func(ctx context.Context, in *idInput) (*reviewsOutput, error) {
		all, err := s.Reviews(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &reviewsOutput{Body: api.Reviews{Items: []api.Review{}}}
		for _, o := range all {
			out.Body.Items = append(out.Body.Items, api.Review{Reviewer: o.Reviewer, ReviewBody: o.ReviewBody, At: o.At})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-review", Method: http.MethodPut, Path: one + "/reviews/me", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Say what you think of an application, or that you have an interest in it",
	}, func(ctx context.Context, in *reviewInput) (*reviewOutput, error) {
		d, err := s.Rate(ctx, in.ID, in.Body)
		if err != nil {
			return nil, err
		}
		return &reviewOutput{Body: api.Review{Reviewer: d.Body.Reviewer, ReviewBody: d.Body.ReviewBody, At: d.Body.At}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-decide", Method: http.MethodPut, Path: one + "/decision", Tag: tag, Permission: auth.ScopedRole, Errors: conflict,
		Summary:     "Prepare a decision; the applicant reads it once it is released",
		Description: "It takes the place of the one that you looked at; where another was prepared meanwhile it is refused (application.decided_since).",
	}, func(ctx context.Context, in *decideInput) (*output, error) {
		x, err := s.Decide(ctx, in.ID, in.Body.ApplicationDecision, in.Body.Replaces)
		return s.answer(ctx, x, err)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-prepare-decisions", Method: http.MethodPut, Path: of + "/decisions", Tag: tag, Permission: auth.ScopedRole,
		Summary:     "Prepare one decision about several applications; each is answered for itself",
		Description: "Applicants read it once it is released. Where another decision stands than the one that you looked at, it stays (application.decided_since).",
	}, func(ctx context.Context, in *prepareInput) (*prepareOutput, error) {
		items, err := s.Prepare(ctx, in.ID, in.Body.ApplicationDecision, in.Body.Applications, in.Body.Replaces...)
		if err != nil {
			return nil, err
		}
		return &prepareOutput{Body: api.DecisionsPrepared{Items: items}}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-release-decisions", Method: http.MethodPost, Path: of + "/decisions", Tag: tag, Permission: auth.ScopedRole,
		Summary: "Tell applicants what was decided; each is answered for itself", Description: "To ask again does no harm.",
	}, func(ctx context.Context, in *releaseInput) (*releaseOutput, error) {
		items, err := s.Release(ctx, in.ID, in.Body.Applications, in.Body.Numbers...)
		if err != nil {
			return nil, err
		}
		return &releaseOutput{Body: api.DecisionsReleased{Items: items}}, nil
	})
}

// belonging are those who belong to the organisation, or do not; "" for all. Of one with which the caller has a conflict of interests it is
// not told.
func belonging(all []Sight, to string) []Sight {
	return slices.DeleteFunc(all, func(x Sight) bool {
		return to != "" && (x.Body.Belongs != to || x.Reviews != nil && x.Reviews.Conflict)
	})
}

func sights(page *store.Page[Application]) (out []Sight) {
	if page == nil {
		return nil
	}
	for _, d := range page.Docs {
		out = append(out, Sight{Doc: d})
	}
	return out
}

func next(page *store.Page[Application]) string {
	if page == nil {
		return ""
	}
	return page.Next
}

func (s *Service) listed(ctx context.Context, all []Sight, after string, err error) (*listOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: api.Applications{Items: make([]api.Application, 0, len(all))}}
	out.Link = httpserver.NextLink(ctx, after)
	for _, x := range all {
		out.Body.Items = append(out.Body.Items, body(x, nil))
	}
	return out, nil
}

// mine answers with the caller's own application.
func (s *Service) mine(ctx context.Context, d *store.Doc[Application], err error) (*output, error) {
	return s.answer(ctx, Sight{Doc: d, Own: true}, err)
}

func (s *Service) answer(ctx context.Context, x Sight, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	var secret []api.ApplicationAnswer
	if x.Own {
		d, err := s.secret(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		if d != nil {
			secret = d.Body.Answers
		}
	}
	out := &output{Versioned: versioned(x), Body: body(x, secret)}
	out.Body.KeptUntil, err = s.keptUntil(ctx, &x.Body)
	return out, err
}

// versioned are the headers of an application. The applicant's tag leaves out what they do not see, and the version that mirrors wait for is
// told only of who takes part: until then nobody mirrors it, and it would say that something was decided.
func versioned(x Sight) httpserver.Versioned {
	out := httpserver.VersionedOf(self, "participant", x.ID, x.Version)
	if x.Own {
		out.ETag = `"` + strconv.FormatInt(x.Version-x.Body.Hidden, 10) + `"`
		if !x.Body.Was() {
			out.Waymark = ""
		}
	}
	return out
}

// body is an application as the caller may see it.
func body(x Sight, secret []api.ApplicationAnswer) api.Application {
	a := &x.Doc.Body
	out := api.Application{ID: x.ID, Programme: a.Programme, Cohort: a.Cohort, As: a.As, State: a.State, Reviews: x.Reviews, Saved: a.Saved, Sent: a.Sent}
	if x.Reviews != nil && x.Reviews.Conflict {
		return out
	}
	out.Person, out.ApplicationDraft = a.Person, a.ApplicationDraft
	out.Answers = append(append([]api.ApplicationAnswer{}, a.Answers...), secret...)
	out.Agreed, out.AgreedAt, out.Joined, out.Left, out.LeftBy = a.Agreed, a.AgreedAt, a.Joined, a.Gone, a.Ended
	if x.Own || x.Organiser { // as who leaves was told: it may be about a mentor, who may be a reviewer
		out.Reason = a.Reason
	}
	out.Eligible = x.Eligible
	if dec := a.Decision; dec != nil && (x.Reviews != nil || !dec.Released.IsZero()) {
		out.Decision = &api.ApplicationDecided{ApplicationDecision: dec.ApplicationDecision, At: dec.At, Released: dec.Released}
		if x.Reviews != nil {
			out.Decision.Number = dec.Number
			if x.Organiser {
				out.Decision.By = dec.By
			}
		} else {
			out.Decision.At = dec.Released // not how long it lay there
		}
	}
	return out
}
