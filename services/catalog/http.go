package catalog

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
)

const tag = "Catalogue"

// IDInput is exported because huma does not look into embedded types that are not.
type IDInput struct {
	ID string `path:"id" maxLength:"26" pattern:"^[a-z2-7]{26}$" doc:"The id of the project or issue"`
}

type projectsInput struct {
	httpserver.Paging
	IDs        string `query:"ids" maxLength:"2699" pattern:"^[a-z2-7]{26}(,[a-z2-7]{26})*$" doc:"Just these, at most 100, whether lists show them or not"`
	Q          string `query:"q" maxLength:"200" doc:"At most four words; names and skills also by how they begin, from three letters"`
	Skill      string `query:"skill" maxLength:"60" doc:"In any spelling"`
	Topic      string `query:"topic" maxLength:"60" doc:"What it is about"`
	Cause      string `query:"cause" maxLength:"60" doc:"What it works for"`
	Licence    string `query:"licence" enum:"open,osi,open_definition,cern_ohl,not_open,unknown" doc:"open: by any of the three definitions"`
	WithIssues bool   `query:"with_issues" doc:"Only those with issues here"`
	Sort       string `query:"sort" enum:"name,stars,fresh" default:"name" doc:"fresh: last activity first"`
}

type projectsOutput struct {
	httpserver.Paged
	Body api.ProjectList
}

type projectOutput struct {
	httpserver.Versioned
	Body api.Project
}

type issuesInput struct {
	httpserver.Paging
	IDs       string    `query:"ids" maxLength:"2699" pattern:"^[a-z2-7]{26}(,[a-z2-7]{26})*$" doc:"Just these, at most 100, whether lists show them or not"`
	Q         string    `query:"q" maxLength:"200" doc:"Whole words of the title; the first six count"`
	Hidden    bool      `query:"hidden" doc:"With q: those too that lists hide; each says why"`
	Skill     string    `query:"skill" maxLength:"60" doc:"In any spelling"`
	Cause     string    `query:"cause" maxLength:"60" doc:"Of its project"`
	Kind      string    `query:"kind" enum:"code,documentation,design,translation,testing,community,other" doc:"What kind of work"`
	LevelMax  int       `query:"level_max" minimum:"1" maximum:"5" doc:"At most so much experience; unknown levels too"`
	Project   string    `query:"project" maxLength:"26" pattern:"^[a-z2-7]{26}$" doc:"Of this project"`
	Language  string    `query:"language" maxLength:"10" pattern:"^[a-z]{2,3}(-[A-Za-z]{2,4})?$" doc:"Spoken language of the title"`
	SeenAfter time.Time `query:"seen_after" doc:"Seen open on this day or later"`
	Mentored  bool      `query:"mentored" doc:"Only those that a mentor with a free place offers help with"`
	Free      bool      `query:"free" doc:"Only those that nobody works on here"`
	Sort      string    `query:"sort" enum:"fresh,opened,project" default:"fresh" doc:"fresh: last seen first; opened: newest first"`
}

type issuesOutput struct {
	httpserver.Paged
	Body api.IssueList
}

type issueOutput struct {
	httpserver.Versioned
	Body api.Issue
}

func (s *Service) routes() *httpserver.Router {
	r := httpserver.New(httpserver.Options{
		Service: service, Title: "Waymark catalogue", Guard: s.d.Verifier, Now: s.d.Now, Log: s.d.Log,
		Waiters: []httpserver.Waiter{
			s.steering, lifeWaiter{s, "claim", func(l *Life) int64 { return l.ClaimAt }}, lifeWaiter{s, "help", func(l *Life) int64 { return l.HelpAt }},
		},
	})
	outbox.RegisterDeadLetters(r, service, s.dead)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-projects", Method: http.MethodGet, Path: "/api/v1/projects", Tag: tag, Permission: auth.Public,
		Summary:     "Projects that welcome newcomers",
		Description: "A search looks at a bounded number of projects a page: a page may be short, or empty, and still have a next one.",
	}, s.listProjects)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-project", Method: http.MethodGet, Path: "/api/v1/projects/{id}", Tag: tag, Permission: auth.Public,
		Summary: "One project", Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *IDInput) (*projectOutput, error) {
		return s.projectAnswer(s.Project(ctx, in.ID))
	})
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-issues", Method: http.MethodGet, Path: "/api/v1/issues", Tag: tag, Permission: auth.Public,
		Summary: "Beginner-friendly issues",
	}, s.listIssues)
	httpserver.Register(r, httpserver.Op{
		ID: "catalog-issue", Method: http.MethodGet, Path: "/api/v1/issues/{id}", Tag: tag, Permission: auth.Public,
		Summary: "One issue, also one that lists hide", Errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *IDInput) (*issueOutput, error) {
		return s.issueAnswer(ctx)(s.Issue(ctx, in.ID))
	})
	s.markRoutes(r)
	s.exportRoutes(r)
	s.wishRoutes(r)
	s.importRoutes(r)
	return r
}

func (s *Service) listProjects(ctx context.Context, in *projectsInput) (*projectsOutput, error) {
	out := &projectsOutput{Body: api.ProjectList{Items: []api.Project{}}}
	var docs []*store.Doc[Project]
	var err error
	if in.IDs != "" {
		docs, err = s.ProjectsByID(ctx, strings.Split(in.IDs, ","))
	} else {
		var next string
		docs, next, err = s.Projects(ctx, ProjectFilter{
			Text: in.Q, Skill: in.Skill, Topic: in.Topic, Cause: in.Cause, Open: in.Licence, WithIssues: in.WithIssues, Sort: in.Sort,
			Limit: in.Limit, After: in.Cursor,
		})
		out.Link = httpserver.NextLink(ctx, next)
	}
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		out.Body.Items = append(out.Body.Items, s.projectBody(d))
	}
	return out, nil
}

func (s *Service) listIssues(ctx context.Context, in *issuesInput) (*issuesOutput, error) {
	out := &issuesOutput{Body: api.IssueList{Items: []api.Issue{}}}
	var issues []ShownIssue
	var err error
	if in.IDs != "" {
		issues, err = s.IssuesByID(ctx, strings.Split(in.IDs, ","))
	} else {
		var next string
		issues, next, err = s.Issues(ctx, IssueFilter{
			Text: in.Q, Hidden: in.Hidden,
			Skill: in.Skill, Cause: in.Cause, Kind: in.Kind, LevelMax: in.LevelMax, Project: in.Project, Language: in.Language,
			SeenAfter: in.SeenAfter, Mentored: in.Mentored, Free: in.Free, Sort: in.Sort, Limit: in.Limit, After: in.Cursor,
		})
		out.Link = httpserver.NextLink(ctx, next)
	}
	if err != nil {
		return nil, err
	}
	for _, i := range issues {
		out.Body.Items = append(out.Body.Items, s.issueBody(i, auth.From(ctx).ID))
	}
	return out, nil
}

func (s *Service) projectAnswer(d *store.Doc[Project], err error) (*projectOutput, error) {
	if err != nil {
		return nil, err
	}
	return &projectOutput{Versioned: httpserver.VersionedOf(service, "project", d.ID, d.Version), Body: s.projectBody(d)}, nil
}

// issueAnswer answers with an issue, and with the caller's own mark on it, which nobody else sees.
func (s *Service) issueAnswer(ctx context.Context) func(ShownIssue, error) (*issueOutput, error) {
	return func(i ShownIssue, err error) (*issueOutput, error) {
		if err != nil {
			return nil, err
		}
		return &issueOutput{Versioned: httpserver.VersionedOf(service, "issue", i.ID, i.Version), Body: s.issueBody(i, auth.From(ctx).ID)}, nil
	}
}

func (s *Service) projectBody(d *store.Doc[Project]) api.Project {
	b, v, tax := &d.Body, &d.Body.Shows, s.steering.Taxonomy()
	out := api.Project{
		ID: d.ID, Name: v.Name, Description: v.Description, URL: v.Link, Site: v.Site, Forge: b.Forge, MainLanguage: v.Language,
		Skills: steered(v.Skills, tax), Topics: steered(v.Topics, tax), Causes: list(v.Causes),
		Licence: api.Licence{SPDX: v.Licence.SPDX, Open: string(v.Licence.Open), State: v.Licence.State}, Stars: known(v.Stars),
		Updated: v.Updated, Label: v.Label, Guide: policy(v.Guide), Conduct: policy(v.Conduct), Newcomers: policy(v.Newcomers),
		AIPolicy: policy(v.AIPolicy), OpenIssues: b.OpenIssues, Cap: b.Wishes.Cap, Paused: b.Wishes.Paused, PausedUntil: b.Wishes.Until,
		Sources: []api.ProjectSource{}, Seen: v.Seen,
	}
	out.Needs = needs(v)
	if v.Newcomers == "" {
		out.Newcomers = policy(v.LabelLink)
	}
	for _, c := range b.Claims {
		out.HasMaintainer = out.HasMaintainer || c.State == ClaimConfirmed
	}
	for _, s := range b.Said {
		out.Sources = append(out.Sources, api.ProjectSource{Name: s.Source, Seen: s.Seen})
	}
	return out
}

// needs are what a first change asks of one's computer; nil where nothing is known.
func needs(v *ProjectView) *api.ProjectNeeds {
	if v.DownloadMB == 0 && v.Browser == "" {
		return nil
	}
	return &api.ProjectNeeds{DownloadMB: v.DownloadMB, Browser: v.Browser}
}

// issueBody is an issue as a person ("" nobody) sees it.
func (s *Service) issueBody(i ShownIssue, me string) api.Issue {
	b, v, tax := &i.Body, &i.Body.Shows, s.steering.Taxonomy()
	out := api.Issue{
		ID: i.ID, Title: v.Title, URL: b.Link, Forge: b.Forge, Project: b.Project, Labels: list(v.Labels), Kind: v.Kind, Level: v.Level,
		Skills: steered(v.Skills, tax), Topics: steered(v.Topics, tax), Causes: list(v.Causes), Language: v.Language, Comments: known(v.Comments),
		Opened: v.Opened, Seen: v.LastSeen, Source: b.Source, Checked: b.CheckedAt, Hidden: i.HiddenFrom(me), Finished: !b.Done.IsZero(),
	}
	if m := i.Body.MarkOf(me); me != "" && m != nil {
		out.YourMark = m.Mark
	}
	out.Shown = out.Hidden == ""
	if i.Of != nil {
		out.ProjectName, out.Needs = i.Of.Body.Shows.Name, needs(&i.Of.Body.Shows)
	}
	out.IssueLife = api.IssueLife{Claimed: b.Life.Claimed, Waiting: b.Life.Waiting, Mentored: b.Life.Mentors > 0}
	return out
}

// steered are skills or topics as moderators agreed on them, each once; never null in an answer.
func steered(words []string, tax *skill.Taxonomy) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if id := tax.Heard(w); !skill.IsOpaque(id) {
			w = id
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// list is never null in an answer.
func list(words []string) []string {
	if words == nil {
		return []string{}
	}
	return words
}

func known(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

func policy(link string) api.Policy {
	if link == "" {
		return api.Policy{State: "unknown"}
	}
	return api.Policy{State: "stated", Link: link}
}

// invalid is a fault about one field.
func invalid(pointer, code string) error {
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: code})
}
