package profiles

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type candidatesInput struct {
	httpserver.Paging
	State string `query:"state" enum:"waiting,approved,refused" default:"waiting" doc:"Where the approval stands; who changed since it was given waits"`
}

type candidatesOutput struct {
	httpserver.Paged
	Body api.MentorCandidates
}

type approveInput struct {
	httpserver.Matching
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
}

type refuseInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
	Body api.MentorRefusal
}

type candidateInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
}

type candidateOutput struct {
	httpserver.Versioned
	Body api.MentorCandidate
}

func (s *Service) approvalRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-candidates", Method: http.MethodGet, Path: "/api/v1/mentor-approvals", Tag: tagStaff, Permission: auth.IsModerator,
		Summary: "Who offers to mentor, longest waiting first",
		Description: "Who is approved, shown to everybody, and has changed their name or texts since is among those who wait, with approval.changed: " +
			"only members find them until they are approved again.",
	}, func(ctx context.Context, in *candidatesInput) (*candidatesOutput, error) {
		docs, next, err := s.Candidates(ctx, in.State, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &candidatesOutput{Body: api.MentorCandidates{Items: make([]api.MentorCandidate, 0, len(docs))}}
		out.Link = httpserver.NextLink(ctx, next)
		for _, d := range docs {
			out.Body.Items = append(out.Body.Items, s.candidate(d))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-candidate", Method: http.MethodGet, Path: "/api/v1/mentor-approvals/{id}", Tag: tagStaff, Permission: auth.IsModerator,
		Errors: []int{404}, Summary: "One offer to mentor",
	}, func(ctx context.Context, in *candidateInput) (*candidateOutput, error) {
		return s.decided(s.Candidate(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-approve-mentor", Method: http.MethodPost, Path: "/api/v1/mentor-approvals/{id}/approve", Tag: tagStaff,
		Permission: auth.IsModerator, Errors: []int{409, 428}, Summary: "Let somebody be found as a mentor",
		Description: "It stays, whatever the person edits later, for members; who is signed out sees a new name or text once it was approved " +
			"again. refuse takes it back. The same answer twice is one. If-Match names what was read.",
	}, func(ctx context.Context, in *approveInput) (*candidateOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.decided(s.ApproveMentor(ctx, in.ID, expected))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-refuse-mentor", Method: http.MethodPost, Path: "/api/v1/mentor-approvals/{id}/refuse", Tag: tagStaff,
		Permission: auth.IsModerator, Errors: []int{409}, Summary: "Do not let somebody be found as a mentor, or no longer",
		Description: "The person is told the reason's code, and asks again by switching the offer off and on.",
	}, func(ctx context.Context, in *refuseInput) (*candidateOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return s.decided(s.RefuseMentor(ctx, in.ID, expected, in.Body.Reason))
	})
}

func (s *Service) candidate(d *store.Doc[Profile]) api.MentorCandidate {
	seen := Seen{Doc: d, Sight: Page, Mentor: d.Body.FoundAsMentor(), Learns: true, Teaches: true} // all that they wrote is approved
	return api.MentorCandidate{Person: s.page(seen), Approval: approvalBody(d.Body.Approval), Version: d.Version}
}

func (s *Service) decided(d *store.Doc[Profile], err error) (*candidateOutput, error) {
	if err != nil {
		return nil, err
	}
	return &candidateOutput{Versioned: httpserver.VersionedOf(self, "person", d.ID, d.Version), Body: s.candidate(d)}, nil
}
