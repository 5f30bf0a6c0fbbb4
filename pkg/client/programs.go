package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Organisations goes through every organisation, by name.
func (c *Client) Organisations(ctx context.Context) iter.Seq2[api.Organisation, error] {
	return Pages[api.Organisation](ctx, c, Path("organisations"), nil)
}

// Organisation is one of them.
func (c *Client) Organisation(ctx context.Context, id string, opts ...CallOption) (*api.Organisation, error) {
	return Do[api.Organisation](ctx, c, http.MethodGet, Path("organisations", id), nil, nil, opts...)
}

// MakeOrganisation makes one; for administrators.
func (c *Client) MakeOrganisation(ctx context.Context, in api.OrganisationBody, opts ...CallOption) (*api.Organisation, error) {
	return Do[api.Organisation](ctx, c, http.MethodPost, Path("organisations"), nil, in, opts...)
}

// ChangeOrganisation changes what is set; for its organisers.
func (c *Client) ChangeOrganisation(ctx context.Context, id string, in api.OrganisationPatch, opts ...CallOption) (*api.Organisation, error) {
	return Do[api.Organisation](ctx, c, http.MethodPatch, Path("organisations", id), nil, in, opts...)
}

// Programmes goes through those shown to everybody, by name; of one organisation if org is given.
func (c *Client) Programmes(ctx context.Context, org string) iter.Seq2[api.Programme, error] {
	q := url.Values{}
	if org != "" {
		q.Set("org", org)
	}
	return Pages[api.Programme](ctx, c, Path("programmes"), q)
}

// MyProgrammes are those that the caller is in, is invited to, or has a role on.
func (c *Client) MyProgrammes(ctx context.Context, opts ...CallOption) (*api.Programmes, error) {
	return Do[api.Programmes](ctx, c, http.MethodGet, Path("programmes"), url.Values{"show": {"mine"}}, nil, opts...)
}

// Programme is one, with what the caller is in it.
func (c *Client) Programme(ctx context.Context, id string, opts ...CallOption) (*api.Programme, error) {
	return Do[api.Programme](ctx, c, http.MethodGet, Path("programmes", id), nil, nil, opts...)
}

// MakeProgramme makes one; for organisers of its organisation or of what it is part of.
func (c *Client) MakeProgramme(ctx context.Context, in api.ProgrammeBody, opts ...CallOption) (*api.Programme, error) {
	return Do[api.Programme](ctx, c, http.MethodPost, Path("programmes"), nil, in, opts...)
}

// ChangeProgramme changes what is set; for its organisers.
func (c *Client) ChangeProgramme(ctx context.Context, id string, in api.ProgrammePatch, opts ...CallOption) (*api.Programme, error) {
	return Do[api.Programme](ctx, c, http.MethodPatch, Path("programmes", id), nil, in, opts...)
}

// Rules are a version of a programme's rules; 0 is the one that counts.
func (c *Client) Rules(ctx context.Context, programme string, version int, opts ...CallOption) (*api.RulesVersion, error) {
	path := Path("programmes", programme, "rules")
	if version > 0 {
		path = Path("programmes", programme, "rules", strconv.Itoa(version))
	}
	return Do[api.RulesVersion](ctx, c, http.MethodGet, path, nil, nil, opts...)
}

// ChangeRules makes a new version; for its organisers. IfMatch takes the version of the rules.
func (c *Client) ChangeRules(ctx context.Context, programme string, in api.ProgrammeRules, opts ...CallOption) (*api.RulesVersion, error) {
	return Do[api.RulesVersion](ctx, c, http.MethodPut, Path("programmes", programme, "rules"), nil, in, opts...)
}

// Join makes the caller a member of a programme, or changes as what.
func (c *Client) Join(ctx context.Context, programme string, newcomer, mentor bool, opts ...CallOption) (*api.Member, error) {
	in := api.MemberBody{Newcomer: newcomer, Mentor: mentor}
	return Do[api.Member](ctx, c, http.MethodPost, Path("programmes", programme, "members"), nil, in, opts...)
}

// InviteMember lets somebody join; for its organisers.
func (c *Client) InviteMember(ctx context.Context, programme, person string, opts ...CallOption) (*api.Member, error) {
	in := api.MemberBody{Person: person}
	return Do[api.Member](ctx, c, http.MethodPost, Path("programmes", programme, "members"), nil, in, opts...)
}

// Leave ends a membership: the caller's ("me"), or for organisers somebody's.
func (c *Client) Leave(ctx context.Context, programme, person string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("programmes", programme, "members", person), nil, nil, opts...)
	return err
}

// Members goes through a programme's members, of one state of approval if it is given; for organisers and reviewers.
func (c *Client) Members(ctx context.Context, programme, approval string) iter.Seq2[api.Member, error] {
	q := url.Values{}
	if approval != "" {
		q.Set("approval", approval)
	}
	return Pages[api.Member](ctx, c, Path("programmes", programme, "members"), q)
}

// DecideMember approves or refuses a mentor of a programme; for organisers and reviewers.
func (c *Client) DecideMember(ctx context.Context, programme, person string, in api.MemberDecision, opts ...CallOption) (*api.Member, error) {
	return Do[api.Member](ctx, c, http.MethodPost, Path("programmes", programme, "members", person, "approval"), nil, in, opts...)
}

// MyRoles are the caller's roles.
func (c *Client) MyRoles(ctx context.Context, opts ...CallOption) (*api.RoleGrants, error) {
	return Do[api.RoleGrants](ctx, c, http.MethodGet, Path("grants", "me"), nil, nil, opts...)
}

// Roles goes through the roles on a scope ("org:x", "programme:x", "project:x"); for whoever could give one there.
func (c *Client) Roles(ctx context.Context, scope string) iter.Seq2[api.RoleGrant, error] {
	return Pages[api.RoleGrant](ctx, c, Path("grants"), url.Values{"scope": {scope}})
}

// GiveRole gives somebody a role on a scope.
func (c *Client) GiveRole(ctx context.Context, person, role, scope string, opts ...CallOption) (*api.RoleGrant, error) {
	return Do[api.RoleGrant](ctx, c, http.MethodPut, Path("grants", person, role, scope), nil, nil, opts...)
}

// TakeRole takes it away.
func (c *Client) TakeRole(ctx context.Context, person, role, scope string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("grants", person, role, scope), nil, nil, opts...)
	return err
}
