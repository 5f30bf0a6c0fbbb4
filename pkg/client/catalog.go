package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// ProjectQuery filters projects; zero values filter nothing.
type ProjectQuery struct {
	Text, Skill, Topic, Cause, Licence, Sort string
	WithIssues                               bool
	Limit                                    int
}

func (q ProjectQuery) values() url.Values {
	v := texts("q", q.Text, "skill", q.Skill, "topic", q.Topic, "cause", q.Cause, "licence", q.Licence, "sort", q.Sort)
	if q.WithIssues {
		v.Set("with_issues", "true")
	}
	return number(v, "limit", q.Limit)
}

// IssueQuery filters issues; zero values filter nothing.
type IssueQuery struct {
	Text                                        string // whole words of the title
	Hidden                                      bool   // with Text: those too that lists hide
	Skill, Cause, Kind, Project, Language, Sort string
	LevelMax                                    int
	SeenAfter                                   time.Time
	Mentored                                    bool // with a mentor who has a free place
	Free                                        bool // that nobody works on here
	Limit                                       int
}

func (q IssueQuery) values() url.Values {
	v := texts("q", q.Text, "skill", q.Skill, "cause", q.Cause, "kind", q.Kind, "project", q.Project, "language", q.Language, "sort", q.Sort)
	if !q.SeenAfter.IsZero() {
		v.Set("seen_after", q.SeenAfter.UTC().Format(time.RFC3339))
	}
	for name, set := range map[string]bool{"mentored": q.Mentored, "free": q.Free, "hidden": q.Hidden} {
		if set {
			v.Set(name, "true")
		}
	}
	return number(number(v, "level_max", q.LevelMax), "limit", q.Limit)
}

// texts are the query parameters that are not empty.
func texts(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

func number(v url.Values, name string, n int) url.Values {
	if n != 0 {
		v.Set(name, strconv.Itoa(n))
	}
	return v
}

// Projects is one page of projects; Into has the next one. Anybody.
func (c *Client) Projects(ctx context.Context, q ProjectQuery, opts ...CallOption) (*api.ProjectList, error) {
	return Do[api.ProjectList](ctx, c, http.MethodGet, Path("projects"), q.values(), nil, opts...)
}

// AllProjects goes through all pages.
func (c *Client) AllProjects(ctx context.Context, q ProjectQuery) iter.Seq2[api.Project, error] {
	return Pages[api.Project](ctx, c, Path("projects"), q.values())
}

// Project reads one project. Anybody.
func (c *Client) Project(ctx context.Context, id string, opts ...CallOption) (*api.Project, error) {
	return Do[api.Project](ctx, c, http.MethodGet, Path("projects", id), nil, nil, opts...)
}

// ProjectsByID reads at most 100 projects; those that do not exist are missing.
func (c *Client) ProjectsByID(ctx context.Context, ids []string) (*api.ProjectList, error) {
	return Do[api.ProjectList](ctx, c, http.MethodGet, Path("projects"), url.Values{"ids": {strings.Join(ids, ",")}}, nil)
}

// Issues is one page of issues; Into has the next one. Anybody.
func (c *Client) Issues(ctx context.Context, q IssueQuery, opts ...CallOption) (*api.IssueList, error) {
	return Do[api.IssueList](ctx, c, http.MethodGet, Path("issues"), q.values(), nil, opts...)
}

// AllIssues goes through all pages.
func (c *Client) AllIssues(ctx context.Context, q IssueQuery) iter.Seq2[api.Issue, error] {
	return Pages[api.Issue](ctx, c, Path("issues"), q.values())
}

// Issue reads one issue, also one that lists hide. Anybody.
func (c *Client) Issue(ctx context.Context, id string, opts ...CallOption) (*api.Issue, error) {
	return Do[api.Issue](ctx, c, http.MethodGet, Path("issues", id), nil, nil, opts...)
}

// IssuesByID reads at most 100 issues; those that do not exist are missing.
func (c *Client) IssuesByID(ctx context.Context, ids []string) (*api.IssueList, error) {
	return Do[api.IssueList](ctx, c, http.MethodGet, Path("issues"), url.Values{"ids": {strings.Join(ids, ",")}}, nil)
}

// MarkIssue says that an issue is "closed" or "taken".
func (c *Client) MarkIssue(ctx context.Context, id, mark string) (*api.Issue, error) {
	return Do[api.Issue](ctx, c, http.MethodPost, Path("issues", id, "marks"), nil, api.IssueMark{Mark: mark})
}

// UnmarkIssue takes one's own mark back.
func (c *Client) UnmarkIssue(ctx context.Context, id string) (*api.Issue, error) {
	return Do[api.Issue](ctx, c, http.MethodDelete, Path("issues", id, "marks", "mine"), nil, nil)
}

// CheckIssue settles what was marked: found "open" or "closed". Moderators and the project's maintainers.
func (c *Client) CheckIssue(ctx context.Context, id, foundAs string) (*api.Issue, error) {
	return Do[api.Issue](ctx, c, http.MethodPost, Path("issues", id, "checks"), nil, api.IssueCheck{Found: foundAs})
}

// MarkedIssues are those that wait to be checked. Moderators.
func (c *Client) MarkedIssues(ctx context.Context) iter.Seq2[api.MarkedIssue, error] {
	return Pages[api.MarkedIssue](ctx, c, Path("ops-catalog", "marked-issues"), nil)
}

// MarkedOf are those of one project. Its maintainers and moderators.
func (c *Client) MarkedOf(ctx context.Context, project string) iter.Seq2[api.MarkedIssue, error] {
	return Pages[api.MarkedIssue](ctx, c, Path("projects", project, "marked-issues"), nil)
}

// ClaimProject says that one maintains a project.
func (c *Client) ClaimProject(ctx context.Context, id string) (*api.ProjectClaim, error) {
	return Do[api.ProjectClaim](ctx, c, http.MethodPost, Path("projects", id, "claim"), nil, nil)
}

// OwnProjects are all projects that the caller maintains, or says they do, page by page.
func (c *Client) OwnProjects(ctx context.Context) iter.Seq2[api.OwnProject, error] {
	return Pages[api.OwnProject](ctx, c, Path("projects", "mine"), nil)
}

// DecideClaim confirms or refuses a claim. Moderators.
func (c *Client) DecideClaim(ctx context.Context, id string, d api.ProjectClaimDecision) (*api.ProjectClaim, error) {
	return Do[api.ProjectClaim](ctx, c, http.MethodPost, Path("projects", id, "claim", "decisions"), nil, d)
}

// Claims are projects with claims that wait. Moderators.
func (c *Client) Claims(ctx context.Context) iter.Seq2[api.ClaimedProject, error] {
	return Pages[api.ClaimedProject](ctx, c, Path("ops-catalog", "claims"), nil)
}

// ProjectWishes are a project's wishes. Its maintainers and moderators.
func (c *Client) ProjectWishes(ctx context.Context, id string, opts ...CallOption) (*api.ProjectWishes, error) {
	return Do[api.ProjectWishes](ctx, c, http.MethodGet, Path("projects", id, "wishes"), nil, nil, opts...)
}

// WishProject changes them. Its maintainers and moderators.
func (c *Client) WishProject(ctx context.Context, id string, w api.ProjectWish, opts ...CallOption) (*api.ProjectWishes, error) {
	return Do[api.ProjectWishes](ctx, c, http.MethodPatch, Path("projects", id, "wishes"), nil, w, opts...)
}

// CatalogUpload is a list to import.
type CatalogUpload struct {
	Source string    // the list's name
	Format string    // "" is detected
	AsOf   time.Time // the day it was made; zero: from the list, or today
	DryRun bool
	File   []byte // as it is, or packed with gzip; at most 32 MB
}

// ImportCatalog reads a list into the catalogue. Administrators. It answers when it is done: give it time (WithTimeout).
func (c *Client) ImportCatalog(ctx context.Context, u CatalogUpload, opts ...CallOption) (*api.CatalogImport, error) {
	v := texts("source", u.Source, "format", u.Format)
	if !u.AsOf.IsZero() {
		v.Set("as_of", u.AsOf.UTC().Format(time.DateOnly))
	}
	if u.DryRun {
		v.Set("dry_run", "true")
	}
	return Upload[api.CatalogImport](ctx, c, Path("catalog-imports"), v, "application/octet-stream", u.File, opts...)
}

// CatalogImports are the imports, newest first. Administrators.
func (c *Client) CatalogImports(ctx context.Context) iter.Seq2[api.CatalogImport, error] {
	return Pages[api.CatalogImport](ctx, c, Path("catalog-imports"), nil)
}

// CatalogImport is one import. Administrators.
func (c *Client) CatalogImport(ctx context.Context, id string) (*api.CatalogImport, error) {
	return Do[api.CatalogImport](ctx, c, http.MethodGet, Path("catalog-imports", id), nil, nil)
}
