package programs

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/wire"
)

type programmeInput struct {
	Body api.ProgrammeBody
}

type programmePatchInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its id"`
	Body api.ProgrammePatch
}

type programmesInput struct {
	httpserver.Paging
	Show string `query:"show" enum:"listed,mine" default:"listed" doc:"listed: shown to everybody; mine: what you are in, invited to or have a role on"`
	Org  string `query:"org" maxLength:"64" doc:"Only those of this organisation (listed)"`
}

type programmeOutput struct {
	httpserver.Versioned
	Body api.Programme
}

type programmesOutput struct {
	httpserver.Paged
	Body api.Programmes
}

type rulesInput struct {
	ID      string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Version int    `path:"version" minimum:"1" maximum:"1000000" doc:"Which version"`
}

type rulesBodyInput struct {
	httpserver.Matching
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
	Body api.ProgrammeRules
}

type rulesOutput struct {
	httpserver.Versioned
	Body api.RulesVersion
}

func (s *Service) programmeRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-make-programme", Method: http.MethodPost, Path: "/api/v1/programmes", Tag: tagProgs, Permission: auth.ScopedRole,
		Idempotent: true, Status: http.StatusCreated, Errors: []int{404, 409}, Summary: "Make a programme, perhaps within another",
		Description: "For organisers of the organisation, or of the programme it is to be part of. Programmes are at most four deep.",
	}, func(ctx context.Context, in *programmeInput) (*programmeOutput, error) {
		b := in.Body
		p := Programme{Org: b.Org, Name: b.Name, About: b.About, Open: b.Open, Listed: b.Listed, Joining: b.Joining, Rules: wire.DefaultRules()}
		if b.Rules != nil {
			p.Rules = rulesOf(*b.Rules)
		}
		return programmeAnswer(s.MakeProgramme(ctx, s.orderOf(ctx, "programme"), b.Parent, p))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-programmes", Method: http.MethodGet, Path: "/api/v1/programmes", Tag: tagProgs, Permission: auth.Public,
		Summary: "Programmes, by name: those shown to everybody, or your own",
	}, func(ctx context.Context, in *programmesInput) (*programmesOutput, error) {
		var seen []Seen
		var next string
		var err error
		switch {
		case in.Show != "mine":
			seen, next, err = s.Programmes(ctx, in.Org, in.Limit, in.Cursor)
		case in.Org != "" || in.Cursor != "":
			err = fault.InvalidFields(fault.Field{Pointer: "?show", Code: "mine_is_one_page"})
		case !auth.From(ctx).SignedIn():
			err = fault.New(fault.Unauthenticated, "auth.sign_in", "Sign in to see your programmes.")
		default:
			seen, err = s.MyProgrammes(ctx)
		}
		if err != nil {
			return nil, err
		}
		out := &programmesOutput{Body: api.Programmes{Items: make([]api.Programme, 0, len(seen))}}
		out.Link = httpserver.NextLink(ctx, next)
		for _, x := range seen {
			out.Body.Items = append(out.Body.Items, programmeBody(x))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-programme", Method: http.MethodGet, Path: "/api/v1/programmes/{id}", Tag: tagProgs, Permission: auth.Public,
		Summary: "A programme, with what you are in it",
	}, func(ctx context.Context, in *idInput) (*programmeOutput, error) {
		return programmeAnswer(s.Programme(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-programme", Method: http.MethodPatch, Path: "/api/v1/programmes/{id}", Tag: tagProgs,
		Permission: auth.ScopedRole, Errors: []int{409}, Summary: "Change a programme",
	}, func(ctx context.Context, in *programmePatchInput) (*programmeOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return programmeAnswer(s.ChangeProgramme(ctx, in.ID, expected, func(p *Programme) {
			set(&p.Name, in.Body.Name)
			set(&p.About, in.Body.About)
			set(&p.Open, in.Body.Open)
			set(&p.Listed, in.Body.Listed)
			set(&p.Joining, in.Body.Joining)
		}))
	})
}

func (s *Service) ruleRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "programs-rules", Method: http.MethodGet, Path: "/api/v1/programmes/{id}/rules", Tag: tagProgs, Permission: auth.Public,
		Summary: "The rules of a programme that count", Description: "The ETag is the version of the rules.",
	}, func(ctx context.Context, in *idInput) (*rulesOutput, error) {
		return rulesAnswer(s.Rules(ctx, in.ID, 0))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-rules-version", Method: http.MethodGet, Path: "/api/v1/programmes/{id}/rules/{version}", Tag: tagProgs,
		Permission: auth.Public, Summary: "One version of the rules",
	}, func(ctx context.Context, in *rulesInput) (*rulesOutput, error) {
		return rulesAnswer(s.Rules(ctx, in.ID, in.Version))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "programs-change-rules", Method: http.MethodPut, Path: "/api/v1/programmes/{id}/rules", Tag: tagProgs,
		Permission: auth.ScopedRole, Errors: []int{409, 428}, Summary: "Make a new version of the rules",
		Description: "If-Match is needed: the ETag of the rules that were read. Every version is kept. The same rules again are no new version.",
	}, func(ctx context.Context, in *rulesBodyInput) (*rulesOutput, error) {
		expected, err := in.Expected()
		if err != nil {
			return nil, err
		}
		return rulesAnswer(s.ChangeRules(ctx, in.ID, int(expected), rulesOf(in.Body)))
	})
}

func rulesAnswer(x RulesAt, err error) (*rulesOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &rulesOutput{Versioned: httpserver.VersionedOf(self, "programme", x.Programme, x.Version)}
	out.ETag = `"` + strconv.Itoa(x.Rules.Version) + `"`
	out.Body = api.RulesVersion{Version: x.Rules.Version, Current: x.Current, At: x.At, Rules: rulesBody(x.Rules)}
	return out, nil
}

func programmeAnswer(x Seen, err error) (*programmeOutput, error) {
	if err != nil {
		return nil, err
	}
	return &programmeOutput{Versioned: httpserver.VersionedOf(self, "programme", x.ID, x.Version), Body: programmeBody(x)}, nil
}

func programmeBody(x Seen) api.Programme {
	p := &x.Body
	out := api.Programme{
		ID: x.ID, Org: p.Org, Parent: p.Parent(), Name: p.Name, About: p.About, Open: p.Open, Listed: p.Listed, Joining: p.Joining,
		Rules: p.Rules.Version, Created: p.Created, IsHub: p.IsHub,
	}
	if p.HubState == HubIn {
		out.Hub = p.Hub
	}
	if x.Member == nil && len(x.Roles) == 0 {
		return out
	}
	out.Me = &api.ProgrammeMe{Approval: "none", Roles: x.Roles}
	if slices.Contains(x.Roles, RoleOrganiser) {
		out.Me.HubInvitations = p.InvitedBy
		if p.HubState == HubAsked {
			out.Me.HubAsked = p.Hub
		}
	}
	if m := x.Member; m != nil {
		out.Me.Newcomer, out.Me.Mentor, out.Me.Invited, out.Me.Reason = m.Newcomer, m.Mentor, m.Invited, m.Reason
		if m.Approval != NotOffered {
			out.Me.Approval = m.Approval
		}
	}
	return out
}

func rulesOf(b api.ProgrammeRules) wire.Rules {
	r := wire.Rules{
		FirstClock: b.FirstClock, NextClock: b.NextClock, MoveOn: b.MoveOn, InfoPause: b.InfoPause, WaitClock: b.WaitClock,
		OpenRequests: b.OpenRequests, Unanswered: b.Unanswered, MentorCap: b.MentorCap, DefaultPlaces: b.DefaultPlaces,
		SilentPause: b.SilentPause, Weeks: b.Weeks, SilenceReminder: b.SilenceReminder, SilenceEnd: b.SilenceEnd,
		MentorApproval: b.MentorApproval, Weights: b.Weights,
	}
	for _, x := range b.LooksFor {
		r.LooksFor = append(r.LooksFor, wire.LookedFor(x))
	}
	if r.Weights == nil {
		r.Weights = map[string]int{}
	}
	return r
}

func rulesBody(r wire.Rules) api.ProgrammeRules {
	b := api.ProgrammeRules{
		FirstClock: r.FirstClock, NextClock: r.NextClock, MoveOn: r.MoveOn, InfoPause: r.InfoPause, WaitClock: r.WaitClock,
		OpenRequests: r.OpenRequests, Unanswered: r.Unanswered, MentorCap: r.MentorCap, DefaultPlaces: r.DefaultPlaces,
		SilentPause: r.SilentPause, Weeks: r.Weeks, SilenceReminder: r.SilenceReminder, SilenceEnd: r.SilenceEnd,
		MentorApproval: r.MentorApproval, Weights: r.Weights,
	}
	for _, x := range r.LooksFor {
		b.LooksFor = append(b.LooksFor, api.LookedFor(x))
	}
	return b
}
