package main

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

//go:embed demo_people.tsv
var demoTable string

// demoPeople are made up: any likeness is chance. The first mentor and the first two newcomers can be signed in as.
func demoPeople() ([]made, error) {
	var out []made
	count := map[string]int{}
	for line := range strings.Lines(demoTable) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 11 {
			return nil, fmt.Errorf("demo_people.tsv: a line has %d columns, it should have 11", len(f))
		}
		s := sketch{
			name: f[1], zone: f[2], languages: f[3], have: f[4], want: f[5], causes: f[6], interests: f[7], format: f[8],
			style: f[9], about: f[10],
		}
		mentor, i := f[0] == "mentor", count[f[0]]
		count[f[0]]++
		m := made{role: f[0], body: s.body(i, mentor), signIn: i == 0 || !mentor && i == 1}
		if !mentor && i == 1 {
			m.role = "newcomer who translates"
		}
		out = append(out, m)
	}
	return out, nil
}

// sketch is what tells one made-up person from the next.
type sketch struct {
	name, zone, languages string // "en:3 sw:4"
	have, want            string // "go:5 docs:4"
	causes, interests     string
	format, style         string
	about                 string
}

func (s sketch) body(i int, mentor bool) api.ProfileBody {
	b := api.ProfileBody{
		DisplayName: s.name, About: s.about, Zone: s.zone, Format: s.format, Mentor: mentor, Newcomer: !mentor, FoundBy: "everybody",
		Offers: !mentor, Minutes: 60 + 30*(i%4), Have: skillsOf(s.have), Want: skillsOf(s.want), Causes: strings.Fields(s.causes),
		Interests: strings.Fields(s.interests), Style: strings.Fields(s.style), Goals: []string{"contribute", "learn"},
	}
	if mentor {
		b.Goals = []string{"give_back", "people"}
		b.Want, b.Teach = nil, b.Want
	}
	for _, l := range pairs(s.languages) {
		b.Languages = append(b.Languages, api.ProfileLanguage{Language: l.word, Level: l.level})
	}
	b.Hours = evenings()
	if i%3 == 1 {
		b.Hours = []api.ProfileHours{
			{Day: "sat", From: "09:00", To: "13:00"}, {Day: "sun", From: "09:00", To: "13:00"}, {Day: "wed", From: "12:00", To: "14:00"},
		}
	}
	return b
}
