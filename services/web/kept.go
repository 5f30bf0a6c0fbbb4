package web

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// What a form does not show stays: whoever saves a page changes what the page asks for, and nothing else of their profile.

// Limits of a profile's lists, as the API states them. Lengths are in characters.
var (
	maxSkills = stated[api.ProfileBody]("Have", "maxItems")
	maxCauses = stated[api.ProfileBody]("Causes", "maxItems")
	maxSpoken = stated[api.ProfileBody]("Languages", "maxItems")
	maxWord   = stated[api.ProfileSkill]("Skill", "maxLength")
	maxTag    = stated[api.ProfileLanguage]("Language", "maxLength")
)

// stated is a limit that the API's body B states for a field; a field without it is a mistake of this program.
func stated[B any](field, limit string) int {
	f, _ := reflect.TypeFor[B]().FieldByName(field)
	n, err := strconv.Atoi(f.Tag.Get(limit))
	if err != nil {
		panic("web: " + field + " has no " + limit)
	}
	return n
}

// between are what stands between two skills that are typed into one field.
func between(r rune) bool { return strings.ContainsRune(",;،、，\n", r) }

// skillsTyped are the ticked skills and those that were written, by commas, in the field own. before are those that were there when the page
// was made: whoever leaves the name of one in the field keeps it, commas or not. What is too long or too many is refused at own; nothing is
// left out.
func (v *visit) skillsTyped(f *Form, field, own string, before []string) []string {
	out := slices.Clone(f.All(field, maxSkills+1))
	add := func(id string) {
		spelled := skill.Spell(id)
		if !slices.ContainsFunc(out, func(s string) bool { return s == id || skill.Spell(s) == spelled }) {
			out = append(out, id)
		}
	}
	more, named := f.Value(own), map[string]string{}
	for _, id := range before {
		name := v.site.skillName(v.p, id)
		named[name] = id
		if strings.ContainsFunc(name, between) && strings.Contains(more, name) {
			more = strings.Replace(more, name, "", 1)
			add(id)
		}
	}
	for _, word := range strings.FieldsFunc(more, between) {
		word = strings.Join(strings.Fields(word), " ")
		id, known := v.skillOf(word, named)
		switch {
		case id == "":
			continue
		case !known: // shown as it was typed; whoever takes it knows its spellings
			id = word
		}
		if utf8.RuneCountInString(id) > maxWord {
			f.refuse(own, "wrong.too_long", "Field", v.label(own), "Max", maxWord, "Min", "", "Days", "")
			return out
		}
		add(id)
	}
	if len(out) > maxSkills {
		f.refuse(own, "wrong.too_many", "Field", v.label(own), "Max", maxSkills, "Min", "", "Days", "")
	}
	return out
}

// skillOf is the skill that somebody wrote, and whether it is a known one. named are names that the page wrote itself: such a name stands for its
// skill, in whichever language.
func (v *visit) skillOf(word string, named map[string]string) (id string, known bool) {
	if id, ok := named[word]; ok {
		return id, true
	}
	return v.site.taxonomy().Canon(word)
}

// withUnshown are the chosen, and what was there before that the form could not show.
func withUnshown(chosen, before []string, shown func(string) bool) []string {
	for _, s := range before {
		if !shown(s) && !slices.Contains(chosen, s) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// halfHours is a week of half hours from Monday on.
type halfHours [7][48]bool

func gridOf(list []api.ProfileHours) (free halfHours) {
	for _, h := range list {
		day := slices.Index(days, h.Day)
		for n := halfHour(h.From); day >= 0 && n >= 0 && n < halfHour(h.To) && n < 48; n++ {
			free[day][n] = true
		}
	}
	return free
}

// keptHours are the free hours after parts of the week were ticked: a part that stands as it was shown keeps its half hours.
func keptHours(ticked []string, before []api.ProfileHours) []api.ProfileHours {
	shown, free := hoursOf(before), gridOf(before)
	for _, day := range days {
		for _, part := range parts {
			name := day + "-" + part
			if now := slices.Contains(ticked, name); now != slices.Contains(shown, name) {
				for _, run := range runs([]string{name}) {
					for n := halfHour(run.From); n < halfHour(run.To); n++ {
						free[slices.Index(days, run.Day)][n] = now
					}
				}
			}
		}
	}
	out := []api.ProfileHours{}
	for d, day := range days {
		for from := 0; from < 48; from++ {
			to := from
			for to < 48 && free[d][to] {
				to++
			}
			if to > from {
				out = append(out, api.ProfileHours{Day: day, From: clockOf(from), To: clockOf(to)})
				from = to
			}
		}
	}
	return out
}

// clockOf is the n-th half hour of a day: "18:30".
func clockOf(n int) string {
	s := strconv.Itoa(n/2) + ":00"
	if n%2 == 1 {
		s = strconv.Itoa(n/2) + ":30"
	}
	if n < 20 {
		s = "0" + s
	}
	return s
}

// skillsOf are the ids of a profile's skills.
func skillsOf(list []api.ProfileSkill) (out []string) {
	for _, s := range list {
		out = append(out, s.Skill)
	}
	return out
}
