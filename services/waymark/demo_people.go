package main

import (
	"github.com/waymark-dev/waymark/pkg/api"
)

// demoPeople are made up: any likeness is chance. The first mentor and the first two newcomers can be signed in as.
func demoPeople() []made {
	var out []made
	for i, m := range demoMentors {
		out = append(out, made{name: m.name, role: "mentor", signIn: i == 0, body: m.body(i, true)})
	}
	for i, n := range demoNewcomers {
		role := "newcomer"
		if i == 1 {
			role = "newcomer who translates"
		}
		out = append(out, made{name: n.name, role: role, signIn: i < 2, body: n.body(i, false)})
	}
	return out
}

// sketch is what tells one made-up person from the next.
type sketch struct {
	name, zone, languages string // "en:3 sw:4"
	have, want            string // "go:5 docs:4"
	causes, interests     string
	format, style         string
	about                 string
}

var demoMentors = []sketch{
	{"Tiva Morelo", "Europe/Lisbon", "en:3 pt:4", "go:5 python:4 sql:4", "go:5", "health education", "backend databases", "either", "pairing gentle", "I keep small services running and like to explain why."},
	{"Ilse Brandvik", "Europe/Oslo", "en:4 nb:4", "documentation:5 accessibility:4 html:4", "documentation:5 accessibility:4", "public-administration", "accessibility", "writing", "review plan", "Plain language is my craft."},
	{"Kofa Mensari", "Africa/Accra", "en:4 fr:3", "python:5 data-curation:4 machine-learning:4", "python:5", "health humanitarian", "machine-learning", "live", "pairing questions", "Data for clinics, on slow lines."},
	{"Yuna Takemi", "Asia/Tokyo", "ja:4 en:3", "translation:5 documentation:4", "translation:5", "education", "localization", "writing", "review gentle", "I translate user interfaces and the words around them."},
	{"Samir Qadeen", "Africa/Cairo", "ar:4 en:3", "javascript:5 react:5 css:4", "javascript:5 react:5", "civil-society", "frontend", "either", "questions small_steps", "Right-to-left pages are no afterthought."},
	{"Lena Hofrad", "Europe/Berlin", "de:4 en:3", "rust:5 c:4 testing:4", "rust:5 testing:4", "open-science", "embedded", "writing", "review direct", "I like hardware that explains itself."},
	{"Paco Arvela", "America/Mexico_City", "es:4 en:3", "design:5 user-research:5", "design:5", "environment", "design", "live", "pairing meetings", "I draw first and argue later."},
	{"Anuk Desair", "Asia/Kolkata", "hi:4 en:4", "java:5 kotlin:4 android:5", "java:5 android:5", "education health", "mobile", "either", "meetings plan", "Apps that work offline."},
	{"Mireille Doucan", "America/Montreal", "fr:4 en:3", "community:5 events:4 writing:4", "community:5 events:4", "civil-society", "community", "live", "questions gentle", "I bring people together and keep the minutes."},
	{"Oluwa Bandele", "Africa/Lagos", "en:4 yo:4", "typescript:5 node-js:4 testing:4", "typescript:5 testing:4", "humanitarian", "web", "either", "pairing small_steps", "Tests are a kind of kindness."},
	{"Petra Novosad", "Europe/Prague", "cs:4 en:3 ru:3", "python:5 django:5 postgresql:4", "django:5", "public-administration", "web", "writing", "review plan", "Registers, forms and the law behind them."},
	{"Duc Tranhai", "Asia/Ho_Chi_Minh", "vi:4 en:2", "php:5 sql:4 html:4", "php:5", "education", "web", "live", "small_steps gentle", "Schools run on this."},
	{"Aigul Serikova", "Asia/Almaty", "ru:4 kk:4 en:3", "testing:5 documentation:4", "testing:5", "health", "quality", "either", "plan direct", "I find what others step over."},
	{"Noor Halabi", "Asia/Amman", "ar:4 en:4", "legal:5 writing:4 documentation:4", "legal:4", "human-rights civil-society", "licences", "writing", "review", "Licences in words that people read."},
	{"Ben Ashgrove", "Europe/London", "en:4", "kubernetes:5 go:4 linux:5", "kubernetes:5 linux:5", "environment", "infrastructure", "either", "direct alone", "Clusters that use less."},
	{"Wanjiru Keme", "Africa/Nairobi", "sw:4 en:4", "go:4 documentation:5 community:4", "go:4 documentation:5", "health", "backend", "either", "pairing gentle", "My first patch was a typing error."},
}

var demoNewcomers = []sketch{
	{"Asha Mwende", "Africa/Nairobi", "sw:4 en:3", "python:3 html:2", "go:1", "health", "backend", "either", "pairing gentle", "Nurse by day, learning to build what I miss at work."},
	{"Clara Ibarren", "America/Bogota", "es:4 en:3 fr:2", "translation:4 writing:3", "translation:5 documentation:2", "health", "localization", "writing", "review gentle", "I do not code, and do not need to."},
	{"Jonas Feldt", "Europe/Berlin", "de:4 en:3", "java:2", "rust:1 testing:1", "environment", "embedded", "live", "plan", "Second year of an apprenticeship."},
	{"Mei Lintao", "Asia/Shanghai", "zh:4 en:3", "javascript:3 css:3", "react:2 accessibility:1", "education", "frontend", "writing", "questions", "I make pages for our school."},
	{"Farid Ouazene", "Africa/Algiers", "ar:4 fr:4 en:2", "design:3", "design:5 user-research:1", "civil-society", "design", "live", "pairing", "Posters so far; screens next."},
	{"Sunita Raoveti", "Asia/Kolkata", "te:4 en:3", "python:2 sql:2", "data-curation:1 machine-learning:1", "health", "data", "either", "meetings small_steps", "Back at work after four years."},
	{"Tom Wexcombe", "Europe/London", "en:4", "documentation:3 legal:2", "documentation:5", "public-administration", "accessibility", "writing", "review", "I write for a city council."},
	{"Ines Caboreal", "Europe/Lisbon", "pt:4 en:3", "events:3 community:3", "community:5", "education", "events", "live", "meetings", "I organise a reading group of two hundred."},
}

func (s sketch) body(i int, mentor bool) api.ProfileBody {
	b := api.ProfileBody{
		DisplayName: s.name, About: s.about, Zone: s.zone, Format: s.format, Mentor: mentor, Newcomer: !mentor, FoundBy: "everybody",
		Offers: !mentor, Minutes: 60 + 30*(i%4), Have: skills(s.have), Want: skills(s.want), Causes: words(s.causes),
		Interests: words(s.interests), Style: words(s.style), Goals: []string{"contribute", "learn"},
	}
	if mentor {
		b.Goals = []string{"give_back", "people"}
	}
	for _, l := range pairs(s.languages) {
		b.Languages = append(b.Languages, api.ProfileLanguage{Language: l.word, Level: l.level})
	}
	b.Hours = evenings()
	if i%3 == 1 {
		b.Hours = []api.ProfileHours{{Day: "sat", From: "09:00", To: "13:00"}, {Day: "sun", From: "09:00", To: "13:00"}, {Day: "wed", From: "12:00", To: "14:00"}}
	}
	return b
}
