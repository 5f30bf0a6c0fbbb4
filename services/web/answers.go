package web

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Limits of answers beside those of a profile. They fit into a cookie.
const (
	maxCompared  = 3
	maxCookie    = 3800
	maxInflated  = 32 << 10
	defaultLevel = 3
)

// answers are what somebody says in the guided start, before there is an account. They travel with the reader in a cookie of the
// browser's session, and are read like anything that is typed: whoever changes the cookie changes their own answers, so it is not
// signed. Nothing of them is kept here.
type answers struct {
	Have      []string `json:"h,omitempty"` // canonical skills
	Level     int      `json:"l,omitempty"` // of all of them, 2 to 5
	Want      []string `json:"w,omitempty"`
	Format    string   `json:"f,omitempty"` // either, live, writing
	Zone      string   `json:"z,omitempty"`
	Hours     []string `json:"t,omitempty"` // mon-am …
	Minutes   int      `json:"m,omitempty"` // a week
	Languages []string `json:"s,omitempty"` // sw:4
	Causes    []string `json:"c,omitempty"`
	Goals     []string `json:"g,omitempty"`
	Style     []string `json:"y,omitempty"`
	Mentors   []string `json:"p,omitempty"` // whom to ask, in order
	Issue     string   `json:"i,omitempty"`
	Programme string   `json:"r,omitempty"` // where to ask; "" is the open one
	Draft     bool     `json:"d,omitempty"` // a first message waits in the drafts' cookie
}

// said says whether there is anything to recommend by.
func (a answers) said() bool {
	return len(a.Have)+len(a.Want)+len(a.Causes)+len(a.Languages)+len(a.Goals)+len(a.Style) > 0
}

// noEnglish: they said what they speak, and English is not among it: most of what is discussed in open source they could not read.
func (a answers) noEnglish() bool { return len(a.Languages) > 0 && noEnglish(a.Languages) }

func noEnglish(languages []string) bool {
	return !slices.ContainsFunc(languages, func(s string) bool { return s == "en" || strings.HasPrefix(s, "en:") || strings.HasPrefix(s, "en-") })
}

func (a answers) encode() string {
	b, err := json.Marshal(a)
	if err != nil {
		return ""
	}
	return pack(b)
}

// pack makes cookie characters of bytes.
func pack(b []byte) string {
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return ""
	}
	if _, err := z.Write(b); err != nil || z.Close() != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(out.Bytes())
}

// unpack is its inverse; nil for what is none.
func unpack(s string) []byte {
	packed, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxInflated))
	if err != nil {
		return nil
	}
	return b
}

func decodeAnswers(s string) (a answers) {
	if json.Unmarshal(unpack(s), &a) != nil {
		return answers{}
	}
	a.Have, a.Want, a.Causes = cut(a.Have, maxSkills, maxWord), cut(a.Want, maxSkills, maxWord), cut(a.Causes, maxCauses, maxWord)
	a.Languages, a.Hours = cut(a.Languages, maxSpoken, maxTag+2), cut(a.Hours, 28, 6)
	a.Goals, a.Style, a.Mentors = cut(a.Goals, len(goals), 20), cut(a.Style, len(styles), 20), cut(a.Mentors, maxCompared, 64)
	if !anyID.MatchString(a.Programme) {
		a.Programme = ""
	}
	return a
}

// cut takes what a cookie holds into its limits; long is in characters.
func cut(list []string, most, long int) []string {
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" || utf8.RuneCountInString(s) > long })
	return list[:min(len(list), most)]
}

// Codes that the API knows, in the order of the pages.
var (
	goals   = []string{"contribute", "learn", "portfolio", "work", "change_field", "study", "give_back", "people", "language", "maintain"}
	styles  = []string{"small_steps", "questions", "review", "pairing", "meetings", "plan", "alone", "gentle", "direct"}
	days    = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	parts   = []string{"am", "pm", "ev", "ni"}
	formats = []string{"writing", "either", "live"}
)

// partRuns are the half hours of each part of a day. The night is the one that begins on the day.
var partRuns = map[string][2]string{"am": {"06:00", "12:00"}, "pm": {"12:00", "18:00"}, "ev": {"18:00", "22:00"}}

// runs are the answered parts of the week as the API takes them. A night is two runs, the second on the next day.
func runs(hours []string) []api.ProfileHours {
	var out []api.ProfileHours
	for _, h := range hours {
		day, part, _ := strings.Cut(h, "-")
		i := slices.Index(days, day)
		if i < 0 {
			continue
		}
		if run, ok := partRuns[part]; ok {
			out = append(out, api.ProfileHours{Day: day, From: run[0], To: run[1]})
		} else if part == "ni" {
			out = append(out, api.ProfileHours{Day: day, From: "22:00", To: "24:00"}, api.ProfileHours{Day: days[(i+1)%7], From: "00:00", To: "06:00"})
		}
	}
	return out
}

// hoursOf are the parts of the week that are mostly free: half of one or more.
func hoursOf(list []api.ProfileHours) []string {
	free := gridOf(list)
	count := func(day, from, to int) (n int) {
		for i := from; i < to; i++ {
			if free[day%7][i] {
				n++
			}
		}
		return n
	}
	var out []string
	for i, day := range days {
		for _, part := range parts {
			switch part {
			case "am", "pm", "ev":
				from, to := halfHour(partRuns[part][0]), halfHour(partRuns[part][1])
				if 2*count(i, from, to) >= to-from {
					out = append(out, day+"-"+part)
				}
			case "ni":
				if 2*(count(i, 44, 48)+count(i+1, 0, 12)) >= 16 {
					out = append(out, day+"-ni")
				}
			}
		}
	}
	return out
}

func halfHour(s string) int {
	h, m, ok := strings.Cut(s, ":")
	hours, err := strconv.Atoi(h)
	if !ok || err != nil || hours < 0 || hours > 24 {
		return -1
	}
	n := 2 * hours
	if m == "30" {
		n++
	}
	return n
}

// spokenOf parts "sw:4" into a language and a level from 1 to 4.
func spokenOf(s string) (tag string, level int) {
	tag, digits, _ := strings.Cut(s, ":")
	level, err := strconv.Atoi(digits)
	if err != nil || level < 1 || level > 4 {
		level = 2
	}
	return tag, level
}

// question is what matching is asked by.
func (a answers) question() *api.RecommendProfile {
	p := &api.RecommendProfile{Causes: a.Causes, Zone: a.Zone, Format: a.Format, Goals: a.Goals, Style: a.Style}
	for _, s := range a.Have {
		p.Have = append(p.Have, api.RecommendSkill{Skill: s, Level: a.level()})
	}
	for _, s := range a.Want {
		p.Want = append(p.Want, api.RecommendSkill{Skill: s, Level: 1})
	}
	for _, s := range a.Languages {
		tag, level := spokenOf(s)
		p.Languages = append(p.Languages, api.RecommendLanguage{Language: tag, Level: level})
	}
	if a.Zone != "" && a.Format != "writing" {
		p.Hours = runs(a.Hours)
	}
	return p
}

func (a answers) level() int {
	if a.Level < 2 || a.Level > 5 {
		return defaultLevel
	}
	return a.Level
}

// profile is a first profile of the answers.
func (a answers) profile(name string) api.ProfileBody {
	q := a.question()
	b := api.ProfileBody{
		DisplayName: name, Causes: a.Causes, Zone: a.Zone, Hours: q.Hours, Format: a.Format, Minutes: a.Minutes, Goals: a.Goals, Style: a.Style,
		FoundBy: "nobody", Newcomer: true,
	}
	for _, s := range q.Have {
		b.Have = append(b.Have, api.ProfileSkill{Skill: s.Skill, Level: s.Level})
	}
	for _, s := range q.Want {
		b.Want = append(b.Want, api.ProfileSkill{Skill: s.Skill, Level: s.Level})
	}
	for _, l := range q.Languages {
		b.Languages = append(b.Languages, api.ProfileLanguage(l))
	}
	return b
}

// answersOf are the answers that a profile stands for.
func answersOf(p *api.OwnProfile) answers {
	a := answers{Causes: p.Causes, Zone: p.Zone, Format: p.Format, Minutes: p.Minutes, Goals: p.Goals, Style: p.Style,
		Hours: hoursOf(p.Hours), Level: defaultLevel}
	for _, s := range p.Have {
		a.Have = append(a.Have, s.Skill)
	}
	for _, s := range p.Want {
		a.Want = append(a.Want, s.Skill)
	}
	for _, l := range p.Languages {
		a.Languages = append(a.Languages, l.Language+":"+strconv.Itoa(l.Level))
	}
	return a
}

// changed is what the answers change in a profile: what a person wrote about a skill they keep stays.
func (a answers) changed(p *api.OwnProfile) api.ProfilePatch {
	b := a.profile(p.DisplayName)
	keep := func(now, before []api.ProfileSkill) []api.ProfileSkill {
		out := []api.ProfileSkill{}
		for _, s := range now {
			for _, old := range before {
				if old.Skill == s.Skill {
					s = old
				}
			}
			out = append(out, s)
		}
		return out
	}
	have, want := keep(b.Have, p.Have), keep(b.Want, p.Want)
	hours := keptHours(a.Hours, p.Hours)
	causes, languages := append([]string{}, b.Causes...), append([]api.ProfileLanguage{}, b.Languages...)
	gs, st := append([]string{}, b.Goals...), append([]string{}, b.Style...)
	return api.ProfilePatch{Have: &have, Want: &want, Causes: &causes, Languages: &languages, Zone: &b.Zone, Hours: &hours,
		Format: &b.Format, Minutes: &b.Minutes, Goals: &gs, Style: &st}
}
