package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Me is the caller's own profile; fault NotFound "profile.none_yet".
func (c *Client) Me(ctx context.Context, opts ...CallOption) (*api.OwnProfile, error) {
	return Do[api.OwnProfile](ctx, c, http.MethodGet, Path("people", "me"), nil, nil, opts...)
}

// SaveMe makes or replaces the caller's profile. IfMatch refuses to replace what somebody else changed meanwhile.
func (c *Client) SaveMe(ctx context.Context, in api.ProfileBody, opts ...CallOption) (*api.OwnProfile, error) {
	return Do[api.OwnProfile](ctx, c, http.MethodPut, Path("people", "me"), nil, in, opts...)
}

// ChangeMe changes what is set in the patch.
func (c *Client) ChangeMe(ctx context.Context, in api.ProfilePatch, opts ...CallOption) (*api.OwnProfile, error) {
	return Do[api.OwnProfile](ctx, c, http.MethodPatch, Path("people", "me"), nil, in, opts...)
}

// Person is somebody's profile, as the caller may see it.
func (c *Client) Person(ctx context.Context, id string, opts ...CallOption) (*api.PersonPage, error) {
	return Do[api.PersonPage](ctx, c, http.MethodGet, Path("people", id), nil, nil, opts...)
}

// People are the cards of those of ids that the caller may see, by id. Any number: it asks for 100 at a time.
func (c *Client) People(ctx context.Context, ids []string, opts ...CallOption) (map[string]api.PersonCard, error) {
	out := map[string]api.PersonCard{}
	for part := range slices.Chunk(ids, 100) {
		q := url.Values{"ids": {strings.Join(part, ",")}}
		cards, err := Do[api.PersonCards](ctx, c, http.MethodGet, Path("people"), q, nil, opts...)
		if err != nil {
			return nil, err
		}
		for _, x := range cards.Items {
			out[x.ID] = x
		}
	}
	return out, nil
}

// FindPeople finds people by the beginning of their name, a page at a time. For moderators.
func (c *Client) FindPeople(ctx context.Context, in api.PeopleQuery, opts ...CallOption) (*api.PeopleFound, error) {
	return Do[api.PeopleFound](ctx, c, http.MethodPost, Path("people", "search"), nil, in, opts...)
}

// LookUpPeople finds anybody by the beginning of their name, at most 20, whatever hides them. For moderators; it is noted who looked.
func (c *Client) LookUpPeople(ctx context.Context, in api.PeopleLookup, opts ...CallOption) (*api.PeopleLookedUp, error) {
	return Do[api.PeopleLookedUp](ctx, c, http.MethodPost, Path("people", "lookup"), nil, in, opts...)
}

// Skills finds skills for what was typed, of a kind ("" any).
func (c *Client) Skills(ctx context.Context, typed, kind string) (*api.SkillEntries, error) {
	q := url.Values{}
	if typed != "" {
		q.Set("q", typed)
	}
	if kind != "" {
		q.Set("kind", kind)
	}
	return Do[api.SkillEntries](ctx, c, http.MethodGet, Path("skills"), q, nil)
}

// SkillNames says how at most 100 canonical ids are written.
func (c *Client) SkillNames(ctx context.Context, ids []string) (*api.SkillEntries, error) {
	return Do[api.SkillEntries](ctx, c, http.MethodGet, Path("skills"), url.Values{"ids": {strings.Join(ids, ",")}}, nil)
}

// SuggestSkills are skills that go with those that somebody has.
func (c *Client) SuggestSkills(ctx context.Context, have []string) (*api.SkillEntries, error) {
	q := url.Values{}
	if len(have) > 0 {
		q.Set("have", strings.Join(have, ","))
	}
	return Do[api.SkillEntries](ctx, c, http.MethodGet, Path("skills", "suggestions"), q, nil)
}

// Causes lists every cause.
func (c *Client) Causes(ctx context.Context) (*api.CauseEntries, error) {
	return Do[api.CauseEntries](ctx, c, http.MethodGet, Path("causes"), nil, nil)
}

// SkillTable is what this community changed of the shipped list of skills, and its free guides. Anybody.
func (c *Client) SkillTable(ctx context.Context) (*api.SkillTable, error) {
	return Do[api.SkillTable](ctx, c, http.MethodGet, Path("skills", "table"), nil, nil)
}

// UnknownWords are words that people used and that the list of skills does not have. Moderators.
func (c *Client) UnknownWords(ctx context.Context, limit int) (*api.UnknownWords, error) {
	return Do[api.UnknownWords](ctx, c, http.MethodGet, Path("skills", "unknown"), number(url.Values{}, "limit", limit), nil)
}

// SkillDecisions goes through what was decided about words and skills, newest first. Moderators.
func (c *Client) SkillDecisions(ctx context.Context) iter.Seq2[api.SkillDecided, error] {
	return Pages[api.SkillDecided](ctx, c, Path("skills", "decisions"), nil)
}

// DecideSkill decides about a word or a skill. Moderators. The same again changes nothing.
func (c *Client) DecideSkill(ctx context.Context, in api.SkillDecision, opts ...CallOption) (*api.SkillDecided, error) {
	return Do[api.SkillDecided](ctx, c, http.MethodPost, Path("skills", "decisions"), nil, in, opts...)
}

// UndecideSkill takes a decision back: everything is as people wrote it. Moderators.
func (c *Client) UndecideSkill(ctx context.Context, id string, opts ...CallOption) error {
	_, err := Do[struct{}](ctx, c, http.MethodDelete, Path("skills", "decisions", id), nil, nil, opts...)
	return err
}

// MentorCandidates goes through those who offer to mentor, by state ("waiting", "approved", "refused"), longest waiting first. For
// moderators.
func (c *Client) MentorCandidates(ctx context.Context, state string) iter.Seq2[api.MentorCandidate, error] {
	return Pages[api.MentorCandidate](ctx, c, Path("mentor-approvals"), url.Values{"state": {state}})
}

// MentorApproval is one offer to mentor. For moderators.
func (c *Client) MentorApproval(ctx context.Context, id string, opts ...CallOption) (*api.MentorCandidate, error) {
	return Do[api.MentorCandidate](ctx, c, http.MethodGet, Path("mentor-approvals", id), nil, nil, opts...)
}

// ApproveMentor lets somebody be found as a mentor.
func (c *Client) ApproveMentor(ctx context.Context, id string, opts ...CallOption) (*api.MentorCandidate, error) {
	return Do[api.MentorCandidate](ctx, c, http.MethodPost, Path("mentor-approvals", id, "approve"), nil, nil, opts...)
}

// RefuseMentor does not, or no longer; reason is a code.
func (c *Client) RefuseMentor(ctx context.Context, id, reason string, opts ...CallOption) (*api.MentorCandidate, error) {
	return Do[api.MentorCandidate](ctx, c, http.MethodPost, Path("mentor-approvals", id, "refuse"), nil, api.MentorRefusal{Reason: reason}, opts...)
}

// ImportPeople says how a file of people is to be read.
type ImportPeople struct {
	DryRun    bool
	Programme string            // "" the always-open one: administrators only
	Role      string            // where the file does not say: newcomer, mentor, both
	Locale    string            // of the invitations
	Mapping   map[string]string // column to heading, where headings are not understood by themselves
}

// ImportPeople invites the people of a CSV file, or says what is wrong with it.
func (c *Client) ImportPeople(ctx context.Context, file []byte, in ImportPeople, opts ...CallOption) (*api.PeopleImportReport, error) {
	q := url.Values{}
	for name, v := range map[string]string{"programme": in.Programme, "role": in.Role, "locale": in.Locale} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if in.DryRun {
		q.Set("dry_run", "true")
	}
	if len(in.Mapping) > 0 {
		b, err := json.Marshal(in.Mapping)
		if err != nil {
			return nil, err
		}
		q.Set("mapping", string(b))
	}
	return Upload[api.PeopleImportReport](ctx, c, Path("people-imports"), q, "text/csv", file, opts...)
}

// InvitePerson invites one person by address. Organisers of the programme, and administrators.
func (c *Client) InvitePerson(ctx context.Context, in api.PeopleInvitation, opts ...CallOption) (*api.PeopleImport, error) {
	return Do[api.PeopleImport](ctx, c, http.MethodPost, Path("people-imports", "invitations"), nil, in, opts...)
}

// PeopleImport says how far an import is.
func (c *Client) PeopleImport(ctx context.Context, id string, opts ...CallOption) (*api.PeopleImport, error) {
	return Do[api.PeopleImport](ctx, c, http.MethodGet, Path("people-imports", id), nil, nil, opts...)
}

// PeopleImports goes through the imports of a programme, newest first.
func (c *Client) PeopleImports(ctx context.Context, programme string) iter.Seq2[api.PeopleImport, error] {
	return Pages[api.PeopleImport](ctx, c, Path("people-imports"), url.Values{"programme": {programme}})
}
