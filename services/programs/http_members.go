package programs

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
)

type joinInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.MemberBody
}

type membersInput struct {
	httpserver.Paging
	ID       string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Approval string `query:"approval" enum:"waiting,approved,refused" doc:"Only mentors whose approval stands there"`
}

type memberInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Person string `path:"person" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id, or me"`
}

// decisionInput repeats memberInput: huma leaves out the fields of an embedded type that is not exported.
type decisionInput struct {
	ID     string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Person string `path:"person" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The person's id"`
	Body   api.MemberDecision
}

type memberOutput struct {
	httpserver.Versioned
	Body api.Member
}

type membersOutput struct {
	httpserver.Paged
	Body api.Members
}

func (s *Service) memberRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-join", Method: http.MethodPost, Path: "/api/v1/programmes/{id}/members", Tag: tagMembers, Permission: auth.SignedIn,
		Idempotent: true, Errors: []int{410}, Summary: "Join a programme, or change as what; organisers: invite somebody",
	}, func(ctx context.Context, in *joinInput) (*memberOutput, error) {
		op := s.orderOf(ctx, "member").Op
		op.Status = http.StatusOK // who is in already may change as what
		if in.Body.Person != "" && in.Body.Person != auth.From(ctx).ID {
			return memberAnswer(s.Invite(ctx, in.ID, in.Body.Person, op))
		}
		return memberAnswer(s.Join(ctx, in.ID, op, in.Body.Newcomer, in.Body.Mentor))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-members", Method: http.MethodGet, Path: "/api/v1/programmes/{id}/members", Tag: tagMembers, Permission: auth.ScopedRole,
		Summary: "Who is in a programme, for its organisers and reviewers",
	}, func(ctx context.Context, in *membersInput) (*membersOutput, error) {
		page, err := s.Members(ctx, in.ID, in.Approval, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &membersOutput{Body: api.Members{Items: make([]api.Member, 0, len(page.Docs))}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			out.Body.Items = append(out.Body.Items, memberBody(&d.Body))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-leave", Method: http.MethodDelete, Path: "/api/v1/programmes/{id}/members/{person}", Tag: tagMembers,
		Permission: auth.OwnObject, Status: http.StatusNoContent, Errors: []int{409},
		Summary: "Leave a programme; organisers: take somebody out of it",
	}, func(ctx context.Context, in *memberInput) (*nothing, error) {
		person := in.Person
		if person == "me" {
			person = auth.From(ctx).ID
		}
		return nil, s.Leave(ctx, in.ID, person)
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-decide-mentor", Method: http.MethodPost, Path: "/api/v1/programmes/{id}/members/{person}/approval", Tag: tagMembers,
		Permission: auth.ScopedRole, Errors: []int{409}, Summary: "Approve or refuse a mentor of the programme",
		Description: "For its organisers and reviewers. The same answer twice is one.",
	}, func(ctx context.Context, in *decisionInput) (*memberOutput, error) {
		return memberAnswer(s.Decide(ctx, in.ID, in.Person, in.Body.Decision == "approve", in.Body.Reason))
	})
}

func memberBody(m *Member) api.Member {
	out := api.Member{
		Person: m.Person, Newcomer: m.Newcomer, Mentor: m.Mentor, Invited: m.Invited, Approval: m.Approval, Reason: m.Reason, Joined: m.Joined,
		Hub: m.Hub, Agreed: m.Agreed,
	}
	if m.Approval == NotOffered {
		out.Approval = "none"
	}
	return out
}

func memberAnswer(d *store.Doc[Member], err error) (*memberOutput, error) {
	if err != nil {
		return nil, err
	}
	return &memberOutput{Versioned: httpserver.VersionedOf(self, "member", d.ID, d.Version), Body: memberBody(&d.Body)}, nil
}
