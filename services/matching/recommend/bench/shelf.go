package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/history"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// shelf is the bench in the product's words, as of the first day of a block: its tasks as issues of rank's index, and what is known of
// projects. Everybody in a block is asked against the same index with all tasks in it, whoever's candidates they are: what is rare must not
// depend on a list. No issue has a day on which it was opened, and a project's number of issues is read by nothing.
type shelf struct {
	index    *rank.Index
	projects map[string]*shelfProject
	asks     []ask
	seen     map[string]float64 // ranks by who asks, while a table is learned
}

// shelfProject is what the product knows of a project: canonical skills and topics.
type shelfProject struct{ skills, topics []string }

// ask is a query in the product's words.
type ask struct {
	declared []rank.Skill
	work     []history.Work // the latest first, with repetitions
	named    []history.Work // each project and kind once
	lists    map[string]list
}

type list struct {
	ids    []string
	answer int
}

// Of a project's tasks before the day: languages of at least one in ten, at most three; at most eight topics.
const (
	languagesFrom, mostLanguages = 10, 3
	topicsAtLeast, mostTopics    = 3, 8
)

// declares is how many languages a newcomer names who knows their own work.
const declares = 3

// prose and data are languages that say nothing of what somebody codes in.
var prose = map[string]bool{"markdown": true, "restructuredtext": true, "text": true, "yaml": true, "json": true, "toml": true, "ini": true,
	"asciidoc": true, "xml": true, "svg": true, "csv": true, "gettext": true, "gettext-catalog": true, "org": true, "mdx": true}

// speller keeps what the taxonomy says of words.
type speller struct {
	tax   *skill.Taxonomy
	canon map[string]string
}

func (s *speller) id(word string) string {
	id, ok := s.canon[word]
	if !ok {
		known := false
		if id, known = s.tax.Canon(word); !known {
			id = ""
		}
		s.canon[word] = id
	}
	return id
}

// code are the languages of a task in which one codes, canonical.
func (s *speller) code(t *recommend.Task) (out []string) {
	for _, l := range t.Langs {
		if id := s.id(l); id != "" && !prose[id] && s.tax.KindOf(id) == skill.Language && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// kind is the kind of work as an importer would tell it.
func (s *speller) kind(t *recommend.Task) string {
	words := append(slices.Clone(t.Areas), strings.Fields(t.Title)...)
	has := func(list ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, strings.ToLower(strings.Trim(w, ".,:;()[]`'\""))) })
	}
	code := len(s.code(t)) > 0
	switch {
	case has("translation", "translations", "translate", "locale", "locales", "i18n", "l10n", "weblate", "crowdin"):
		return rank.Translation
	case !code && slices.ContainsFunc(t.Langs, func(l string) bool {
		return l == "Markdown" || l == "reStructuredText" || l == "AsciiDoc" || l == "MDX"
	}),
		has("docs", "doc", "documentation", "readme", "docstring", "typo", "typos", "changelog"):
		return rank.Documentation
	case has("test", "tests", "testing", "e2e", "flaky", "coverage"):
		return rank.Testing
	}
	return rank.Code
}

// stock makes the shelf of the queries of a block that begins on a day.
func stock(tasks map[int]*recommend.Task, queries []asked, from int) *shelf {
	s := &shelf{projects: map[string]*shelfProject{}}
	sp := &speller{tax: skill.Shipped(), canon: map[string]string{}}
	s.learnProjects(sp, tasks, from)
	now := time.Unix(int64(from)*86400, 0)
	s.index = rank.NewIndex(sp.tax, now)
	var change rank.Change
	ids := make([]int, 0, len(tasks))
	for id := range tasks {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		change.Issues = append(change.Issues, s.issue(sp, tasks[id]))
	}
	s.index.Apply(change)
	s.index.Settle()
	for _, q := range queries {
		s.asks = append(s.asks, s.ask(sp, tasks, q))
	}
	return s
}

func (s *shelf) issue(sp *speller, t *recommend.Task) rank.Issue {
	out := rank.Issue{ID: strconv.Itoa(t.ID), Project: t.Repo, Kind: sp.kind(t)}
	for _, l := range sp.code(t) {
		out.Skills = append(out.Skills, rank.Skill{ID: l})
	}
	switch out.Kind {
	case rank.Documentation, rank.Translation, rank.Testing:
		out.Skills = append(out.Skills, rank.Skill{ID: out.Kind})
	}
	if p := s.projects[t.Repo]; p != nil {
		out.Topics = p.topics
		if len(out.Skills) == 0 {
			for _, id := range p.skills {
				out.Skills = append(out.Skills, rank.Skill{ID: id})
			}
		}
	}
	return out
}

// ask puts a query into the product's words.
func (s *shelf) ask(sp *speller, tasks map[int]*recommend.Task, q asked) ask {
	var past []*recommend.Task
	for _, id := range q.History {
		if t := tasks[id]; t != nil {
			past = append(past, t)
		}
	}
	slices.SortStableFunc(past, func(a, b *recommend.Task) int {
		return cmp.Or(cmp.Compare(b.Opened, a.Opened), cmp.Compare(b.ID, a.ID))
	})
	out := ask{lists: map[string]list{}}
	count := map[string]int{}
	for _, t := range past {
		w := history.Work{Kind: sp.kind(t)}
		if p := s.projects[t.Repo]; p != nil {
			w.Skills, w.Topics = p.skills, p.topics
		}
		out.work = append(out.work, w)
		for _, l := range sp.code(t) {
			count[l]++
		}
		if w.Kind != rank.Code && len(sp.code(t)) == 0 {
			count[w.Kind]++
		}
	}
	var projects []string
	for _, t := range past {
		projects = append(projects, t.Repo)
	}
	out.named = once(out.work, projects)
	out.work = out.work[:min(len(out.work), mostSent)]
	for _, id := range mostOf(count, declares, 1) {
		out.declared = append(out.declared, rank.Skill{ID: id, Level: int(skill.WithHelp)})
	}
	for _, p := range protocols {
		ids := q.list(p)
		if len(ids) < 2 || q.Positive == nil {
			continue
		}
		l := list{answer: slices.Index(ids, *q.Positive)}
		for _, id := range ids {
			l.ids = append(l.ids, strconv.Itoa(id))
		}
		out.lists[p] = l
	}
	return out
}

// learnProjects finds out what projects are about from what was merged there before a day: languages, and those words of titles that the
// taxonomy has (topics, frameworks, tools, platforms) and that are commoner there than elsewhere, as a catalogue has topics of a project.
func (s *shelf) learnProjects(sp *speller, tasks map[int]*recommend.Task, before int) {
	type seen struct {
		tasks        int
		langs, words map[string]int
	}
	by, all, total := map[string]*seen{}, map[string]int{}, 0
	for _, t := range tasks {
		if t.Merged == 0 || t.Merged >= before {
			continue
		}
		p := by[t.Repo]
		if p == nil {
			p = &seen{langs: map[string]int{}, words: map[string]int{}}
			by[t.Repo] = p
		}
		p.tasks++
		total++
		for _, l := range sp.code(t) {
			p.langs[l]++
		}
		for _, w := range sp.named(t.Title) {
			p.words[w]++
			all[w]++
		}
	}
	for repo, p := range by {
		lift := map[string]int{}
		for w, n := range p.words {
			if n >= topicsAtLeast {
				if more := n*1000/p.tasks - all[w]*1000/total; more > 0 {
					lift[w] = more
				}
			}
		}
		s.projects[repo] = &shelfProject{skills: mostOf(p.langs, mostLanguages, (p.tasks*languagesFrom+99)/100), topics: mostOf(lift, mostTopics, 1)}
	}
}

// named are the words of a title that the taxonomy has and that are no language or craft, each once.
func (s *speller) named(title string) (out []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return strings.ContainsRune(" \t.,:;()[]{}<>`'\"!?/=*", r) }) {
		if len(w) < 3 || len(w) > 40 {
			continue
		}
		id := s.id(w)
		switch s.tax.KindOf(id) {
		case skill.Topic, skill.Framework, skill.Tool, skill.Platform:
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// mostOf are those with the highest count, at least least, by id where it is the same.
func mostOf(count map[string]int, most, least int) (out []string) {
	for id, n := range count {
		if n >= least {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), most)]
}
