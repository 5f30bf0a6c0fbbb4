package rank

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"pgregory.net/rapid"
)

var testNow = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

var (
	someSkills = []string{"go", "python", "javascript", "react", "typescript", "documentation", "translation", "design",
		"kubernetes", "docker", "basket-weaving", "rust", "django", "gin", "testing"}
	someTopics   = []string{"machine-learning", "privacy", "maps", "games", "astronomy", "music"}
	someCauses   = []string{"health", "education", "climate", "open-science"}
	someTongues  = []string{"en", "de", "pt-BR", "pt", "fr", "hi", "EN-gb"}
	someZones    = []string{"", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Sydney", "Nowhere/Here", "Pacific/Chatham"}
	someGoals    = []string{"contribute", "learn", "portfolio", "people"}
	someStyles   = []string{"pairing", "review", "questions", "plan"}
	someFormats  = []string{"", Live, Writing, Either}
	somePrograms = []string{"spring", "summer", "autumn"}
	everyFoundBy = []string{ByNobody, ByProgramme, ByMembers, ByEverybody, ""}
	someKinds    = []string{Code, Documentation, Design, Translation, Testing, Community, Other, "?"}
	testTaxonomy = skill.Shipped()
	maxLists     = 6
)

func genWords(t *rapid.T, from []string, label string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(len(from), maxLists), rapid.ID).Draw(t, label)
}

func genSkills(t *rapid.T, label string) (out []Skill) {
	for _, w := range genWords(t, someSkills, label) {
		out = append(out, Skill{w, rapid.IntRange(-1, 6).Draw(t, "level")})
	}
	return out
}

// genShown is what earlier work shows, or nothing.
func genShown(t *rapid.T, p *Person) {
	if rapid.Bool().Draw(t, "worked") {
		for _, s := range genSkills(t, "shown") {
			p.Shown = append(p.Shown, Shown{s.ID, s.Level, rapid.IntRange(-1, 101).Draw(t, "share")})
		}
		p.About = genWords(t, someTopics, "about")
	}
}

func genHours(t *rapid.T) (h Hours) {
	for range rapid.IntRange(0, 4).Draw(t, "runs") {
		from := rapid.IntRange(0, halfHours-1).Draw(t, "from")
		for i := range rapid.IntRange(1, 12).Draw(t, "long") {
			h[(from+i)%halfHours/8] |= 1 << ((from + i) % halfHours % 8)
		}
	}
	return h
}

func genPerson(t *rapid.T, id string) Person {
	p := Person{
		ID: id, Have: genSkills(t, "have"), Want: genSkills(t, "want"), Teach: genSkills(t, "teach"),
		Interests: genWords(t, someTopics, "interests"), Causes: genWords(t, someCauses, "causes"),
		Zone: rapid.SampledFrom(someZones).Draw(t, "zone"), Hours: genHours(t),
		Format: rapid.SampledFrom(someFormats).Draw(t, "format"), Goals: genWords(t, someGoals, "goals"), Style: genWords(t, someStyles, "style"),
	}
	for _, l := range genWords(t, someTongues, "languages") {
		p.Languages = append(p.Languages, Spoken{l, rapid.IntRange(-1, 5).Draw(t, "fluency")})
	}
	genShown(t, &p)
	return p
}

func genMentor(t *rapid.T, id string) Mentor {
	m := Mentor{
		Person: genPerson(t, id), FoundBy: rapid.SampledFrom(everyFoundBy).Draw(t, "found_by"), NotOpen: rapid.IntRange(0, 9).Draw(t,
			"not_open") == 0, Capacity: rapid.IntRange(-1,
			3).Draw(t, "capacity"),
		Taken: rapid.IntRange(0, 3).Draw(t, "taken"), Unanswered: rapid.IntRange(0, 4).Draw(t, "unanswered"), Asked: rapid.IntRange(0,
			30).Draw(t, "asked"),
		Answers: rapid.SliceOfN(rapid.Int64Range(-5, 1_000_000), 0, 20).Draw(t, "answers"),
	}
	if rapid.IntRange(0, 5).Draw(t, "paused") == 0 {
		m.PausedUntil = testNow.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "hours")) * time.Hour)
	}
	for _, p := range genWords(t, somePrograms, "places") {
		m.Places = append(m.Places, Place{
			Programme: p, Member: rapid.Bool().Draw(t, "member"), Full: rapid.IntRange(0, 4).Draw(t, "full") == 0,
			Capacity: rapid.IntRange(-1, 3).Draw(t, "here"), Unanswered: rapid.IntRange(0, 4).Draw(t, "asked_here"),
			MostAsked: rapid.IntRange(0, 5).Draw(t, "most_here"),
		})
	}
	return m
}

func genIssue(t *rapid.T, id string) Issue {
	day := func(label string) time.Time {
		if rapid.IntRange(0, 4).Draw(t, label) == 0 {
			return time.Time{}
		}
		return testNow.AddDate(0, 0, -rapid.IntRange(-1, 900).Draw(t, label))
	}
	return Issue{
		ID: id, Project: rapid.SampledFrom([]string{"alpha", "beta"}).Draw(t, "project"), Skills: genSkills(t, "skills"),
		Topics: genWords(t, someTopics, "topics"),
		Causes: genWords(t, someCauses, "causes"), Kind: rapid.SampledFrom(someKinds).Draw(t, "kind"), Level: rapid.IntRange(-1,
			6).Draw(t, "level"),
		Language: rapid.SampledFrom([]string{"", "en", "de", "pt-PT"}).Draw(t, "language"), Target: rapid.SampledFrom([]string{"", "", "de", "sw"}).Draw(t, "target"),
		Opened: day("opened"), Seen: day("seen"),
		Comments: rapid.IntRange(-1, 50).Draw(t, "comments"), Stars: rapid.IntRange(0, 100_000).Draw(t, "stars"),
		Asked:   rapid.IntRange(0, 4).Draw(t, "asked"),
		Claimed: rapid.IntRange(0, 9).Draw(t, "claimed") == 0, ProjectFull: rapid.IntRange(0, 9).Draw(t, "full") == 0,
		Mentored: rapid.Bool().Draw(t, "mentored"),
	}
}

func genScope(t *rapid.T, ids []string) Scope {
	s := Scope{
		Now: testNow, Programme: rapid.SampledFrom([]string{"", Open, "spring"}).Draw(t, "programme"), SignedIn: rapid.Bool().Draw(t,
			"signed_in"),
		Programmes: genWords(t, somePrograms, "memberships"),
	}
	if rapid.Bool().Draw(t, "weighted") {
		s.Weights = Weights{Version: "spring@2", ByName: map[string]int{}}
		for _, n := range Names() {
			if rapid.Bool().Draw(t, n) {
				s.Weights.ByName[n] = rapid.IntRange(-5, 120).Draw(t, n)
			}
		}
		s.Weights.Criteria = []Criterion{{Skill: "go", Weight: 3}, {Cause: "health", Weight: 2}, {Language: "de"}}
	}
	if len(ids) > 0 {
		s.Blocked = rapid.SliceOfN(rapid.SampledFrom(ids), 0, 2).Draw(t, "blocked")
		s.Taken = rapid.SliceOfN(rapid.SampledFrom(ids), 0, 2).Draw(t, "taken_ids")
		s.Asked = rapid.SliceOfN(rapid.SampledFrom(ids), 0, 3).Draw(t, "asked_ids")
	}
	if rapid.IntRange(0, 3).Draw(t, "filtered") == 0 {
		s.Filter = Filter{Skills: genWords(t, someSkills, "f_skills"), Causes: genWords(t, someCauses, "f_causes"), Kinds: genWords(t,
			someKinds, "f_kinds"), Mentored: rapid.IntRange(0, 4).Draw(t, "f_mentored") == 0}
	}
	return s
}
