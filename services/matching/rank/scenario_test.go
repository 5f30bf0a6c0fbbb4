package rank

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// trade is a way of life of some mentors: what they know, care about and how.
type trade struct {
	name              string
	have, teach       string // "go:5 python:4"
	interests, causes string
	share             int
}

var trades = []trade{
	{"go-backend", "go:5 docker:4 kubernetes:3 sql:4 grpc:3", "go:5", "databases", "", 9},
	{"go-and-python", "go:4 python:5 linux:4 git:5", "go:4 python:5", "maps", "open-data", 6},
	{"gopher-for-good", "go:4 postgresql:4 documentation:3", "go:4", "privacy", "health humanitarian", 4},
	{"python-data", "python:5 pandas:4 jupyter:4 statistics:4", "python:5", "machine-learning", "open-science", 14},
	{"django", "django:5 python:4 html:3 css:3", "django:5", "privacy", "education", 10},
	{"web", "react:5 typescript:4 css:4 accessibility:3", "react:5 javascript:4", "games", "accessibility", 18},
	{"java", "java:5 spring:4 sql:4", "java:5", "", "public-administration", 12},
	{"systems", "rust:5 c:4 linux:5", "rust:5", "music", "", 10},
	{"translator", "translation:5 localization:4 gettext:3 weblate:4", "translation:5", "", "free-knowledge", 8},
	{"health-translator", "translation:4 writing:4 health-practice:5", "translation:4", "", "health humanitarian", 4},
	{"writer", "documentation:5 technical-writing:5 markdown:4", "documentation:5", "maps", "education", 12},
	{"designer", "ui-design:5 ux-design:4 figma:5 user-research:3", "ux-design:5", "art", "health", 10},
	{"health-it", "java:4 python:4 health-informatics:5", "health-informatics:5", "", "health", 8},
	{"community", "community-building:5 events:4 mentoring:5 social-media:3", "community-building:5", "", "civil-society", 10},
	{"devops", "kubernetes:5 terraform:5 docker:5 python:3 bash:4", "kubernetes:5", "", "climate", 12},
	{"mobile", "kotlin:5 android:5 java:4", "kotlin:5 android:5", "games", "", 10},
	{"lawyer", "legal:5 policy:4 privacy-advice:4", "legal:5", "privacy", "human-rights", 5},
	{"maps", "openstreetmap:5 mapping:5 qgis:4 python:3", "mapping:5", "maps", "open-maps humanitarian", 8},
	{"testers", "testing:5 bug-triage:4 test-automation:4 javascript:3", "testing:5", "", "accessibility", 10},
	{"teachers", "teaching:5 scratch:4 python:3", "teaching:5 python:3", "games", "education children-and-youth", 10},
	{"php", "php:5 wordpress:5 mysql:4", "php:5 wordpress:5", "", "civil-society", 10},
}

func skillList(s string) (out []Skill) {
	for _, f := range strings.Fields(s) {
		id, level, _ := strings.Cut(f, ":")
		out = append(out, Skill{id, int(level[0] - '0')})
	}
	return out
}

// village is about 200 made-up mentors of all trades, the same every time.
func village() (out []Mentor) {
	r := rand.New(rand.NewPCG(7, 7))
	places := []struct{ zone, tongue string }{
		{"Europe/Berlin", "de"}, {"Europe/Madrid", "es"}, {"Africa/Nairobi", "sw"}, {"Asia/Kolkata", "hi"}, {"America/Sao_Paulo",
			"pt"}, {"America/Toronto", "fr"},
	}
	for _, t := range trades {
		for n := range t.share {
			p := places[r.IntN(len(places))]
			m := Mentor{
				Person: Person{
					ID: fmt.Sprintf("%s-%d", t.name, n+1), Have: skillList(t.have), Teach: skillList(t.teach), Interests: strings.Fields(t.interests),
					Causes: strings.Fields(t.causes), Languages: []Spoken{{"en", 2 + r.IntN(3)}, {p.tongue, 4}}, Zone: p.zone,
					Format: []string{Either, Writing, Live}[r.IntN(3)], Goals: []string{[]string{"give_back", "people", "learn"}[r.IntN(3)]},
					Style: []string{[]string{"pairing", "review", "questions", "small_steps"}[r.IntN(4)]},
				},
				FoundBy: ByEverybody, Capacity: 1 + r.IntN(3), Unanswered: r.IntN(3),
			}
			for day := range 5 {
				for half := 36; half < 42; half++ { // evenings
					m.Hours[(day*48+half)/8] |= 1 << ((day*48 + half) % 8)
				}
			}
			m.Taken = r.IntN(m.Capacity)
			for range r.IntN(12) {
				m.Answers = append(m.Answers, int64(3600*(4+r.IntN(80))))
			}
			m.Asked = len(m.Answers) + r.IntN(2)
			out = append(out, m)
		}
	}
	return out
}

// board is a made-up list of issues.
func board() (out []Issue) {
	for i, l := range strings.Split(strings.TrimSpace(`
go-cli code go:2 | | cli |
go-server code go:3 sql:2 | | databases |
go-expert code go:5 kubernetes:4 | | |
python-script code python:2 | | maps | open-data
python-health code python:2 | | | health
django-form code django:2 html:2 | | |
react-button code react:2 css:2 | | |
rust-parser code rust:3 | | |
clinic-app-swahili translation | sw | | health
clinic-app-german translation | de | | health humanitarian
clinic-guide documentation documentation:2 | en | | health
editor-spanish translation | es | | free-knowledge
game-german translation | de | games |
setup-guide documentation | en | |
icon-set design graphic-design:2 | | art |
patient-poster design graphic-design:2 | | | health
screen-reader testing accessibility:2 | | | accessibility
try-the-beta testing | en | |
welcome-team community | en | | civil-society
java-fhir code java:3 health-informatics:2 | | | health`), "\n") {
		c := strings.Split(l, "|")
		f := strings.Fields(c[0])
		out = append(out, Issue{
			ID: f[0], Project: "project-" + f[0], Kind: f[1], Skills: skillList(strings.Join(f[2:], " ")), Language: strings.TrimSpace(c[1]),
			Topics: strings.Fields(c[2]), Causes: strings.Fields(c[3]), Opened: testNow.AddDate(0, 0, -7*i), Seen: testNow.AddDate(0, 0, -i),
			Comments: i % 4, Stars: 100 * i,
		})
	}
	return out
}

var (
	pythonToGo = Person{
		ID: "nia", Have: []Skill{{"python", 3}, {"git", 2}}, Want: []Skill{{"go", 1}}, Interests: []string{"maps"},
		Languages: []Spoken{{"en", 3}, {"de", 4}},
		Zone:      "Europe/Berlin", Format: Either, Goals: []string{"learn"}, Style: []string{"review"},
	}
	translatesForHealth = Person{
		ID: "tam", Have: []Skill{{"translation", 2}, {"writing", 3}}, Want: []Skill{{"translation", 1}}, Causes: []string{"health"},
		Languages: []Spoken{{"en", 3}, {"de", 4}}, Zone: "Europe/Berlin", Format: Writing, Goals: []string{"give_back"},
	}
)

// What people who read the lists must find sensible: run with -v to read them.
func TestSensibleLists(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	mentors := village()
	x.Apply(Change{Mentors: mentors, Issues: board()})
	t.Logf("%d mentors", len(mentors))
	s := Scope{Now: testNow, SignedIn: true}
	show := func(title string, list []Result) (ids []string) {
		t.Log(title)
		for i, r := range list {
			var why []string
			for _, w := range r.Reasons {
				why = append(why, strings.TrimSpace(w.Code+" "+strings.Join(w.Words, ",")))
			}
			gap := ""
			if r.Gap != nil {
				gap = "; but " + r.Gap.Code + " " + strings.Join(r.Gap.Words, ",")
			}
			t.Logf("%2d. %-22s %6d  %s%s  [%s %s]", i+1, r.ID, r.Score, strings.Join(why, "; "), gap, r.Wait, r.Load)
			ids = append(ids, r.ID)
		}
		return ids
	}
	begins := func(ids []string, n int, with ...string) {
		t.Helper()
		for _, id := range ids[:n] {
			if !slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(id, w) }) {
				t.Errorf("%s is among the first %d", id, n)
			}
		}
	}
	a := show("mentors for who knows some Python and wants to learn Go", x.TopMentors(&pythonToGo, &s, 10))
	begins(a, 10, "go-", "gopher-")
	begins(a, 4, "go-and-python")
	b := show("issues for the same", x.TopIssues(&pythonToGo, &s, 8))
	begins(b, 1, "go-cli", "go-server")
	begins(b, 3, "go-cli", "go-server", "python-")
	c := show("mentors for who translates and cares about health", x.TopMentors(&translatesForHealth, &s, 10))
	begins(c, 4, "health-translator")
	begins(c, 10, "health-translator", "translator")
	d := show("issues for the same", x.TopIssues(&translatesForHealth, &s, 8))
	begins(d, 1, "clinic-app-german")
	begins(d, 3, "clinic-", "game-german")
	for _, id := range d {
		if strings.Contains(id, "swahili") || strings.Contains(id, "spanish") {
			t.Errorf("%s is in a language that was not said", id)
		}
	}
}

// A list must not send everybody to the same door: if newcomers who want the same each ask the first on the list, the requests spread
// over those who fit about as well.
func TestPriceSpreadsRequests(t *testing.T) {
	for _, c := range []struct{ differ, least int }{{0, 40}, {1, 20}} {
		x := NewIndex(testTaxonomy, testNow)
		var mentors []Mentor
		for i := range 40 {
			mentors = append(mentors, Mentor{
				Person:  Person{ID: fmt.Sprintf("m%02d", i), Have: []Skill{{"go", 4 + i%2*c.differ}}, Languages: []Spoken{{"en", 3}}},
				FoundBy: ByEverybody, Capacity: 3, Answers: []int64{1, 1, 1, 1, 1}, Asked: 5,
			})
		}
		x.Apply(Change{Mentors: mentors})
		asked := map[string]int{}
		for range 40 {
			top := x.TopMentors(&pythonToGo, &Scope{Now: testNow.Add(time.Hour), SignedIn: true}, 1)
			i := slices.IndexFunc(mentors, func(m Mentor) bool { return m.ID == top[0].ID })
			mentors[i].Unanswered++
			asked[top[0].ID]++
			x.Apply(Change{Mentors: mentors[i : i+1]})
		}
		if len(asked) < c.least {
			t.Errorf("40 requests went to %d of 40 mentors: %v", len(asked), asked)
		}
	}
}
