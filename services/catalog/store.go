package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

type collections struct {
	projects *store.Collection[Project]
	issues   *store.Collection[Issue]
	imports  *store.Collection[Import]
	leavers  *store.Collection[Leaver]
	claiming *store.Holds // the limit of claims that wait, by person
	marking  *store.Holds // the limit of marks that nobody checked, by person
}

func openCollections(ctx context.Context, db *store.DB) (c collections, err error) {
	c.projects, err = store.Open(ctx, db, store.Spec[Project]{
		Name: "catalog_project", Schema: 1, State: true, Keys: projectKeys,
		Indexes: []store.Index{
			{Name: "words", Multi: true}, {Name: "skills", Multi: true}, {Name: "topics", Multi: true},
			{Name: "causes", Multi: true}, {Name: "open"}, {Name: "with_issues"}, {Name: "name"}, {Name: "stars"}, {Name: "fresh"},
			{Name: "sweep"}, {Name: "wakes"}, {Name: "claimed"}, {Name: "claimants", Multi: true},
			{Name: "people", Multi: true},
		},
	})
	if err != nil {
		return c, err
	}
	c.issues, err = store.Open(ctx, db, store.Spec[Issue]{
		Name: "catalog_issue", Schema: 2, Upcast: liftIssue, State: true, Keys: issueKeys,
		Indexes: []store.Index{
			{Name: "project"}, {Name: "open_in"}, {Name: "skills", Multi: true}, {Name: "causes", Multi: true}, {Name: "kind"}, {Name: "level"},
			{Name: "language"}, {Name: "seen"}, {Name: "fresh"}, {Name: "opened"}, {Name: "marked"}, {Name: "marked_by", Multi: true},
			{Name: "alone"}, {Name: "grows"}, {Name: "mistaken", Multi: true}, {Name: "doubted"},
			{Name: "people", Multi: true}, {Name: "kind_language"}, {Name: "mentored"}, {Name: "free"},
			{Name: "words", Multi: true},
		},
	})
	if err != nil {
		return c, err
	}
	c.imports, err = store.Open(ctx, db, store.Spec[Import]{
		Name: "catalog_import", Schema: 1, Keys: func(_ string, i *Import) store.Keys {
			k := store.Keys{"started": store.At(i.Started), "source": i.Source}
			if i.By != "" {
				k["people"] = i.By
			}
			return k
		},
		Indexes: []store.Index{{Name: "started"}, {Name: "source"}, {Name: "people"}},
	})
	if err != nil {
		return c, err
	}
	if c.claiming, err = store.OpenHolds(ctx, db, "catalog_claiming"); err != nil {
		return c, err
	}
	if c.marking, err = store.OpenHolds(ctx, db, "catalog_marking"); err != nil {
		return c, err
	}
	c.leavers, err = store.Open(ctx, db, store.Spec[Leaver]{
		Name: "catalog_leaver", Schema: 1, Indexes: []store.Index{{Name: "at"}},
		Keys: func(_ string, l *Leaver) store.Keys { return store.Keys{"at": store.At(l.At)} },
	})
	return c, err
}

// liftIssue: schema 1 said who was mistaken and not when; it was by the last check at the latest.
func liftIssue(_ int, body json.RawMessage) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	var was struct {
		Mistaken []string  `json:"mistaken"`
		Checked  time.Time `json:"checked"`
	}
	if err := errors.Join(json.Unmarshal(body, &all), json.Unmarshal(body, &was)); err != nil {
		return nil, err
	}
	if len(was.Mistaken) == 0 {
		return body, nil
	}
	now := make([]Mistake, len(was.Mistaken))
	for n, person := range was.Mistaken {
		now[n] = Mistake{person, was.Checked}
	}
	var err error
	if all["mistaken"], err = json.Marshal(now); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// projectKeys: only what is listed has a place in the orders of lists, so that no list needs to leave anything out.
func projectKeys(_ string, p *Project) store.Keys {
	k := store.Keys{
		"words": p.Shows.Words, "skills": kept(p.Shows.Skills), "topics": kept(p.Shows.Topics), "causes": p.Shows.Causes,
		"open": string(p.Shows.Licence.Open), "with_issues": p.OpenIssues > 0,
	}
	if p.Listed() {
		k["name"], k["stars"], k["fresh"] = p.sortName(), int64(p.Shows.Stars), int64(0)
		if !p.Shows.Updated.IsZero() {
			k["fresh"] = store.At(p.Shows.Updated)
		}
	}
	if p.Sweep {
		k["sweep"] = true
	}
	if p.Wishes.Paused && !p.Wishes.Until.IsZero() {
		k["wakes"] = store.At(p.Wishes.Until)
	}
	var asked []string
	var first int64
	for _, c := range p.Claims {
		if c.State == ClaimAsked {
			asked = append(asked, c.Person)
			if at := store.At(c.Asked); first == 0 || at < first {
				first = at
			}
		}
	}
	if len(asked) > 0 {
		k["claimed"], k["claimants"] = first, asked
	}
	if people := p.people(); len(people) > 0 {
		k["people"] = people
	}
	return k
}

// issueKeys: only what is shown has a place in the orders of lists. "fresh" is the day it was last seen, and when it was
// opened behind it, so that one index orders by both.
func issueKeys(_ string, i *Issue) store.Keys {
	v := &i.Shows
	k := store.Keys{"project": i.Project, "skills": kept(v.Skills), "causes": v.Causes, "kind": v.Kind, "level": int64(v.Level)}
	if words := v.titleWords(); len(words) > 0 {
		k["words"] = words
	}
	if v.Language != "" {
		k["language"], k["kind_language"] = v.Language, v.Kind+" "+v.Language
	}
	if i.Shown() {
		opened := int64(0)
		if !v.Opened.IsZero() {
			opened = store.At(v.Opened)
		}
		k["open_in"], k["seen"], k["opened"] = i.Project, store.At(v.LastSeen), opened
		k["fresh"] = fmt.Sprintf("%s %015d", v.LastSeen.UTC().Format(time.DateOnly), opened)
		k["free"] = !i.Life.Claimed
		if i.Life.Mentors > 0 {
			k["mentored"] = true
		}
	}
	if len(i.Marks) > 0 {
		var by []string
		for _, m := range i.Marks {
			by = append(by, m.Person)
		}
		k["marked_by"] = by
		since, alone := i.waits()
		for name, at := range map[string]time.Time{"marked": since, "alone": alone, "grows": i.grows()} {
			if !at.IsZero() {
				k[name] = store.At(at)
			}
		}
	}
	if i.Doubted {
		k["doubted"] = true
	}
	if len(i.Mistaken) > 0 {
		var who []string
		for _, m := range i.Mistaken {
			who = append(who, m.Person)
		}
		k["mistaken"] = who
	}
	if people := i.people(); len(people) > 0 {
		k["people"] = people
	}
	return k
}

// kept are the values by which skills and topics are found: as they are, and the opaque ids of words that the shipped list of skills does
// not have, by which moderators decide that a word stands for a skill.
func kept(words []string) []string {
	out := slices.Clone(words)
	for _, w := range words {
		if skill.Shipped().KindOf(w) == skill.Unknown {
			out = append(out, skill.Opaque(w))
		}
	}
	return out
}

// renderProject is what others mirror of a project.
func renderProject(d *store.Doc[Project]) wire.State {
	v := &d.Body.Shows
	return wire.ProjectState{
		Project: d.ID, Skills: levels(v.Skills, 0), Topics: v.Topics, Causes: v.Causes, Licence: v.Licence.SPDX, Open: string(v.Licence.Open),
		Shown: d.Body.Listed(), Cap: d.Body.Wishes.Cap, Stars: max(v.Stars, 0),
		Maintainers: d.Body.maintainers(),
	}
}

// renderIssue is what others mirror of an issue.
func renderIssue(d *store.Doc[Issue]) wire.State {
	v := &d.Body.Shows
	return wire.IssueState{
		Issue: d.ID, Project: d.Body.Project, Skills: levels(v.Skills, v.Level), Topics: v.Topics, Causes: v.Causes, Kind: v.Kind,
		Language: v.Language, Into: v.Into, Level: v.Level, Opened: v.Opened, Seen: v.LastSeen, Shown: d.Body.Shown(), Comments: max(v.Comments, 0),
	}
}

func levels(skills []string, level int) []wire.SkillLevel {
	out := make([]wire.SkillLevel, len(skills))
	for i, s := range skills {
		out[i] = wire.SkillLevel{Skill: s, Level: level}
	}
	return out
}

// Bounds of one scan: how many documents are looked at for one page, at most.
const (
	scanPage  = 100
	scanBound = 1000
)

// scan fills a page with what keep keeps of a query. It looks at no more than scanBound documents: then the page is short
// and next says where to go on. The cursors are the store's, so paging is as stable as the store's.
func scan[T any](ctx context.Context, c *store.Collection[T], q store.Query, filtered bool,
	keep func(ctx context.Context, docs []*store.Doc[T]) ([]bool, error)) (found []*store.Doc[T], next string, err error) {
	limit, looked := q.Limit, 0
	if filtered {
		q.Limit = scanPage
	}
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return nil, "", err
		}
		kept, err := keep(ctx, page.Docs)
		if err != nil {
			return nil, "", err
		}
		for i, d := range page.Docs {
			if !kept[i] {
				continue
			}
			if found = append(found, d); len(found) < limit {
				continue
			}
			if i == len(page.Docs)-1 {
				return found, page.Next, nil
			}
			q.Limit = i + 1 // the cursor that ends exactly here
			short, err := c.Find(ctx, q)
			if err != nil {
				return nil, "", err
			}
			return found, short.Next, nil
		}
		if looked += len(page.Docs); page.Next == "" || looked >= scanBound {
			return found, page.Next, nil
		}
		q.After = page.Next
	}
}

// projectsOf reads the projects of some issues.
func (c *collections) projectsOf(ctx context.Context, issues []*store.Doc[Issue]) (map[string]*store.Doc[Project], error) {
	var ids []string
	for _, d := range issues {
		ids = append(ids, d.Body.Project)
	}
	slices.Sort(ids)
	return c.projects.GetMany(ctx, slices.Compact(ids))
}
