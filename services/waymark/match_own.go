package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	ranking "github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/profiles"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// ownScores are the scores of our own ranking between two tables, by row numbers.
type ownScores struct {
	parts     []string // of the score that have something to compare
	index     *ranking.Index
	newcomers []ranking.Person
	scope     ranking.Scope
}

// matchWeek is the week that hours would be compared in: the same in every run.
var matchWeek = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// read makes people of the tables' cells. What is no level, language or format is told.
func (o *ownScores) read(newcomers, mentors *cohort.People, c [2]cohort.Columns, wrong *cohort.Problems) {
	o.index = ranking.NewIndex(skill.Shipped(), matchWeek)
	weights := map[string]int{}
	for _, name := range ranking.Names() {
		if !slices.Contains(o.parts, name) {
			weights[name] = 0
		}
	}
	both := map[int]bool{} // lines of a file with both sides, of those who are newcomers
	o.scope = ranking.Scope{Now: matchWeek, SignedIn: true, Weights: ranking.Weights{ByName: weights}}
	for i := range newcomers.Len() {
		r := cellReader{newcomers, &c[0], i, wrong}
		p := r.person("newcomer")
		p.Want = r.skills(cohort.FieldWant, 1)
		o.newcomers = append(o.newcomers, p)
		if c[0].Role >= 0 {
			both[newcomers.Line[i]] = true
		}
	}
	var change ranking.Change
	for i := range mentors.Len() {
		r := cellReader{mentors, &c[1], i, wrong}
		p := r.person(rowID(i))
		if p.Teach = r.skills(cohort.FieldTeach, 4); !both[mentors.Line[i]] { // where want is all there is, it is to learn of who is both
			p.Teach = append(p.Teach, r.skills(cohort.FieldWant, 1)...)
		}
		change.Mentors = append(change.Mentors, ranking.Mentor{Person: p, FoundBy: ranking.ByEverybody, Capacity: 1})
	}
	o.index.Apply(change)
}

// rowID names a mentor in the index, so that their order there is that of the file.
func rowID(row int) string { return fmt.Sprintf("%08d", row) }

// cellReader reads one person.
type cellReader struct {
	people *cohort.People
	c      *cohort.Columns
	row    int
	wrong  *cohort.Problems
}

func (r *cellReader) say(field, text string) {
	r.wrong.Add(r.people.File, r.people.Line[r.row], r.c.Profile[field], "%s", text)
}

func (r *cellReader) person(id string) ranking.Person {
	tax := skill.Shipped()
	p := ranking.Person{ID: id, Have: r.skills("have", 3), Interests: spelled(r.cell("interests")),
		Goals: roster.CodeList(r.cell("goals")), Style: roster.CodeList(r.cell("style"))}
	for _, w := range roster.WordList(r.cell("causes")) {
		if cause, ok := tax.CanonCause(w); ok {
			p.Causes = append(p.Causes, cause)
		} else {
			p.Causes = append(p.Causes, skill.Spell(w))
		}
	}
	for _, l := range roster.LanguageList(r.cell("languages"), profiles.CanonLanguage) {
		if _, ok := profiles.CanonLanguage(l.Word); !ok || l.Level > 4 {
			r.say("languages", cohort.NoLanguage)
		}
		p.Languages = append(p.Languages, ranking.Spoken{Language: l.Word, Level: l.Level})
	}
	switch f := strings.ToLower(r.cell("format")); f {
	case "", ranking.Live, ranking.Writing, ranking.Either:
		p.Format = f
	default:
		r.say("format", "Write live, writing or either, or nothing.")
	}
	return p
}

func (r *cellReader) cell(field string) string { return r.people.Profile(r.row, field) }

func (r *cellReader) skills(field string, unsaid int) []ranking.Skill {
	var out []ranking.Skill
	for _, s := range roster.SkillList(r.cell(field), skill.Shipped(), unsaid) {
		if s.Level < 0 || s.Level > 5 {
			r.say(field, "The levels of skills are 1 (want to learn) to 5 (can teach).")
		}
		word := s.Word
		if spelled := skill.Spell(word); spelled != "" {
			word = spelled
		}
		out = append(out, ranking.Skill{ID: word, Level: s.Level})
	}
	return out
}

func spelled(cell string) []string {
	var out []string
	for _, w := range roster.WordList(cell) {
		out = append(out, skill.Spell(w))
	}
	return out
}

// row scores a newcomer with every mentor; below 0 is a pair that cannot be.
func (o *ownScores) row(newcomer int, out []int64) {
	o.index.EachMentor(&o.newcomers[newcomer], &o.scope, func(id string, score int64, limit ranking.Limit) {
		row, _ := strconv.Atoi(id)
		if limit != ranking.None {
			score = -1
		}
		out[row] = score
	})
}

// limits has why each pair of a newcomer cannot be.
func (o *ownScores) limits(newcomer int) []ranking.Limit {
	mentors, _, _ := o.index.Size()
	out := make([]ranking.Limit, mentors)
	o.index.EachMentor(&o.newcomers[newcomer], &o.scope, func(id string, _ int64, limit ranking.Limit) {
		row, _ := strconv.Atoi(id)
		out[row] = limit
	})
	return out
}

// limitWords are the hard limits that two spreadsheets can bring about.
var limitWords = map[ranking.Limit]string{ranking.NoLanguage: "having no language in common", ranking.NoHour: "having no hour in common"}

// reasons are what speaks for a pair, most first, and what is missing most.
func (o *ownScores) reasons(newcomer, mentor int) (good []string, bad string) {
	result, _ := o.index.ExplainMentor(&o.newcomers[newcomer], &o.scope, rowID(mentor))
	for _, r := range result.Reasons {
		if text := reasonWords(r); text != "" {
			good = append(good, text)
		}
	}
	if result.Gap != nil {
		bad = reasonWords(*result.Gap)
	}
	return good, bad
}

// reasonWords says a reason in English; "" for one that two spreadsheets cannot bring about.
func reasonWords(r ranking.Reason) string {
	tax := skill.Shipped()
	names := make([]string, len(r.Words))
	for i, w := range r.Words {
		names[i] = cohort.Plain(w)
		if s, ok := tax.Lookup(w); ok {
			names[i] = s.Name
		}
	}
	words := strings.Join(names, ", ")
	switch r.Code {
	case ranking.CanTeach:
		return "can teach " + words
	case ranking.KnowsWanted:
		return "knows " + words
	case ranking.KnowsRelated:
		return "knows what is close to " + words
	case ranking.BothKnow:
		return "both know " + words
	case ranking.SharedInterests:
		return "interests in common: " + words
	case ranking.SharedCauses:
		return "causes in common: " + words
	case ranking.SpeaksWithYou:
		return "both speak " + display.English.Tags().Name(language.Make(r.Words[0]))
	case ranking.GoalsFit:
		return "goals fit"
	case ranking.StyleFits:
		return "ways of working fit"
	case ranking.DoesNotTeach:
		return "does not cover " + words
	case ranking.LittleLanguage:
		return "little of a common language"
	case ranking.OtherInterests:
		return "other interests"
	case ranking.OtherCauses:
		return "other causes"
	case ranking.OtherGoals:
		return "other goals"
	case ranking.OtherStyle:
		return "another way of working"
	}
	return ""
}
