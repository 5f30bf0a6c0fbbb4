package catalog

import (
	"context"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/licence"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/catalog/reading"
)

// ProjectFilter says which projects a list has. Zero values filter nothing.
type ProjectFilter struct {
	Text       string // words, or beginnings of words, of name, skills, topics, description
	Skill      string // any spelling
	Topic      string
	Cause      string
	Open       string // Openness, or "open" for all but not_open and unknown
	WithIssues bool
	Sort       string // name, stars, fresh
	Limit      int
	After      string
}

// IssueFilter says which issues a list has.
type IssueFilter struct {
	Text      string // whole words of the title
	Hidden    bool   // with Text: those too that lists hide, in no order
	Skill     string
	Cause     string
	Kind      string
	LevelMax  int // with those of unknown level
	Project   string
	Language  string // spoken
	SeenAfter time.Time
	Mentored  bool   // with a mentor who has a free place
	Free      bool   // that nobody works on here
	Sort      string // fresh, opened, project
	Limit     int
	After     string
}

// ShownIssue is an issue with its project.
type ShownIssue struct {
	*store.Doc[Issue]
	Of *store.Doc[Project]
}

// Hidden says why an issue is not in lists, asking its project too: a sweep may be on its way.
func (i ShownIssue) Hidden() string {
	if why := i.Body.Hidden(); why != "" {
		return why
	}
	if i.Of == nil || !i.Of.Body.Listed() {
		return "project"
	}
	return ""
}

// HiddenFrom says why lists do not show the issue to a person ("" nobody): who marked it does not want to see it again.
func (i ShownIssue) HiddenFrom(person string) string {
	why := i.Hidden()
	if why == "" && person != "" && i.Body.MarkOf(person) != nil {
		return "marked"
	}
	return why
}

// Projects lists projects that are neither paused nor removed. Anybody. A search looks at a bounded number of documents a
// page, so a page may be short; next is "" only at the end. Faults: Invalid for more than four words or a foreign cursor.
func (s *Service) Projects(ctx context.Context, f ProjectFilter) (docs []*store.Doc[Project], next string, err error) {
	words, ok := reading.QueryWords(s.tax, f.Text)
	if !ok {
		return nil, "", fault.InvalidFields(fault.Field{Pointer: "?q", Code: "too_many", Params: map[string]any{"max_items": reading.MaxQueryWords}})
	}
	if len(words) == 0 && strings.TrimSpace(f.Text) != "" {
		return nil, "", nil // nothing that could be found by
	}
	q := store.Query{Limit: f.Limit, After: f.After}
	for _, w := range words { // each, so that few documents are looked at: some words are in every second project
		q.Where = append(q.Where, store.Among("words", reading.IndexTerms(w)))
	}
	q.Where = append(q.Where, s.about(f.Skill, f.Cause)...)
	if f.Topic != "" {
		q.Where = append(q.Where, s.named("topics", f.Topic))
	}
	switch {
	case f.Open == "open":
		q.Where = append(q.Where, store.Among("open", []string{string(licence.OSI), string(licence.OpenDefinition), string(licence.CERNOHL)}))
	case f.Open != "":
		q.Where = append(q.Where, store.Where("open", store.Eq, f.Open))
	}
	if f.WithIssues {
		q.Where = append(q.Where, store.Where("with_issues", store.Eq, true))
	}
	switch f.Sort {
	case "stars":
		q.Sort = []store.Order{{Index: "stars", Desc: true}}
	case "fresh":
		q.Sort = []store.Order{{Index: "fresh", Desc: true}}
	default:
		q.Sort = []store.Order{{Index: "name"}}
	}
	return scan(ctx, s.c.projects, q, len(words) > 0, func(_ context.Context, docs []*store.Doc[Project]) ([]bool, error) {
		keep := make([]bool, len(docs))
		for i, d := range docs {
			keep[i] = reading.Found(d.Body.Shows.Words, words)
		}
		return keep, nil
	})
}

// about are the conditions of a skill and a cause in any spelling.
func (s *Service) about(skillWord, causeWord string) []store.Cond {
	var where []store.Cond
	if skillWord != "" {
		where = append(where, s.named("skills", skillWord))
	}
	if causeWord != "" {
		id, known := s.tax.CanonCause(causeWord)
		if !known {
			id = skill.Spell(causeWord)
		}
		where = append(where, store.Where("causes", store.Eq, id))
	}
	return where
}

// named is the condition of a skill or topic in any spelling: whatever it was called when it was kept.
func (s *Service) named(index, word string) store.Cond {
	tax := s.steering.Taxonomy()
	id, _ := tax.Canon(word)
	ids := tax.Sources(id)
	return store.Among(index, ids[:min(len(ids), store.MaxLimit)])
}

// Project reads one. Anybody; a removed one is NotFound but for its maintainers and moderators.
func (s *Service) Project(ctx context.Context, id string) (*store.Doc[Project], error) {
	d, err := s.c.projects.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Body.ruledOnly() || d.Body.Gone() && !s.maintains(ctx, d) {
		return nil, fault.New(fault.NotFound, "store.absent", "There is none with this id.")
	}
	return d, nil
}

// ProjectsByID reads those of some projects that exist and were not removed. Anybody; a paused one only for its maintainers and
// moderators.
func (s *Service) ProjectsByID(ctx context.Context, ids []string) ([]*store.Doc[Project], error) {
	found, err := s.c.projects.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []*store.Doc[Project]
	for _, id := range ids {
		if d, ok := found[id]; ok && !d.Body.Gone() && (d.Body.Listed() || s.maintains(ctx, d)) {
			out = append(out, d)
			delete(found, id)
		}
	}
	return out, nil
}

// maxTitleWords is by how many words of a title an issue is looked for; whoever pastes a whole title is found by the first ones.
const maxTitleWords = 6

// Issues lists issues that are open as far as is known, not marked, and of a project that is shown; with Text and Hidden others too, for
// whoever looks for one and wants to know why it is in no list. Anybody. Faults: Invalid for a foreign cursor.
func (s *Service) Issues(ctx context.Context, f IssueFilter) (issues []ShownIssue, next string, err error) {
	words := reading.SearchWords(nil, []string{f.Text}) // as titles are kept
	words = words[:min(len(words), maxTitleWords)]
	if len(words) == 0 && strings.TrimSpace(f.Text) != "" {
		return nil, "", nil // nothing that could be found by
	}
	all := f.Hidden && len(words) > 0
	q := store.Query{Limit: f.Limit, After: f.After}
	for _, w := range words {
		q.Where = append(q.Where, store.Where("words", store.Eq, w))
	}
	q.Where = append(q.Where, s.about(f.Skill, f.Cause)...)
	switch {
	case f.Kind != "" && f.Language != "": // nearly all are in one language: together they find few
		q.Where = append(q.Where, store.Where("kind_language", store.Eq, f.Kind+" "+f.Language))
	case f.Kind != "":
		q.Where = append(q.Where, store.Where("kind", store.Eq, f.Kind))
	case f.Language != "":
		q.Where = append(q.Where, store.Where("language", store.Eq, f.Language))
	}
	if f.LevelMax > 0 {
		q.Where = append(q.Where, store.Where("level", store.Le, int64(f.LevelMax)))
	}
	if f.Project != "" {
		q.Where = append(q.Where, store.Where("open_in", store.Eq, f.Project))
	}
	if !f.SeenAfter.IsZero() {
		q.Where = append(q.Where, store.Where("seen", store.Ge, store.At(f.SeenAfter)))
	}
	if f.Mentored {
		q.Where = append(q.Where, store.Where("mentored", store.Eq, true))
	}
	if f.Free {
		q.Where = append(q.Where, store.Where("free", store.Eq, true))
	}
	switch {
	case all: // an order has only what is shown
	case f.Sort == "opened":
		q.Sort = []store.Order{{Index: "opened", Desc: true}}
	case f.Sort == "project":
		q.Sort = []store.Order{{Index: "open_in"}, {Index: "fresh", Desc: true}}
	default:
		q.Sort = []store.Order{{Index: "fresh", Desc: true}}
	}
	projects, me := map[string]*store.Doc[Project]{}, auth.From(ctx).ID
	docs, next, err := scan(ctx, s.c.issues, q, false, func(ctx context.Context, docs []*store.Doc[Issue]) ([]bool, error) {
		of, err := s.c.projectsOf(ctx, docs)
		if err != nil {
			return nil, err
		}
		keep := make([]bool, len(docs))
		for i, d := range docs {
			p := of[d.Body.Project]
			projects[d.Body.Project] = p
			keep[i] = ShownIssue{d, p}.HiddenFrom(me) == "" || all && p != nil && !p.Body.Gone()
		}
		return keep, nil
	})
	for _, d := range docs {
		issues = append(issues, ShownIssue{d, projects[d.Body.Project]})
	}
	return issues, next, err
}

// Issue reads one, also one that lists hide: people may hold a link to it. Anybody; NotFound where its project was removed.
func (s *Service) Issue(ctx context.Context, id string) (ShownIssue, error) {
	found, err := s.IssuesByID(ctx, []string{id})
	if err != nil {
		return ShownIssue{}, err
	}
	if len(found) == 0 {
		return ShownIssue{}, fault.New(fault.NotFound, "store.absent", "There is none with this id.")
	}
	return found[0], nil
}

// IssuesByID reads those of some issues that exist and whose project was not removed. Anybody.
func (s *Service) IssuesByID(ctx context.Context, ids []string) ([]ShownIssue, error) {
	found, err := s.c.issues.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	var docs []*store.Doc[Issue]
	for _, id := range ids {
		if d, ok := found[id]; ok {
			docs = append(docs, d)
			delete(found, id)
		}
	}
	of, err := s.c.projectsOf(ctx, docs)
	if err != nil {
		return nil, err
	}
	var out []ShownIssue
	for _, d := range docs {
		if p := of[d.Body.Project]; p != nil && !p.Body.Gone() {
			out = append(out, ShownIssue{d, p})
		}
	}
	return out, nil
}

// maintains says whether the caller speaks for a project: a moderator, a confirmed claimant, or somebody with the grant.
func (s *Service) maintains(ctx context.Context, d *store.Doc[Project]) bool {
	p := auth.From(ctx)
	return p.Has(auth.Moderator) || d.Body.Maintains(p.ID) || p.SignedIn() && s.granted(p, d.ID)
}
