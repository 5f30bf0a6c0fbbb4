package rehearsal

import (
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// Who works on the cohort.
const (
	organiser = "organiser"
	reviewer  = "reviewer-1"
	second    = "reviewer-2"
)

// What becomes of somebody, as api.RehearsalPerson has it.
const (
	neverSent = "never_sent"
	withdrew  = "withdrew"
	declined  = "declined"
	waiting   = "waiting"
	left      = "left"
	noPair    = "no_pair"
	tookPart  = "took_part"
	completed = "completed"
)

var (
	languages = []string{"en", "fr", "es", "ru", "ar", "zh"}
	first     = []string{"Alo", "Bemi", "Caru", "Dilo", "Esmu", "Fanu", "Giro", "Hesi", "Ilmo", "Junu"}
	last      = []string{"Tarvel", "Ombeki", "Lindoru", "Sakeri", "Varnow", "Quilpo"}
)

// skills are what made-up people know and want to learn: who codes, and who does not.
var skills = []string{"go", "python", "documentation", "translation", "javascript", "design", "testing", "rust"}

// Profile is what somebody made up speaks, knows and wants. Everybody speaks English beside.
type Profile struct {
	Language     string
	Knows, Wants []string
}

// profile goes round the skills: a mentor knows three, a newcomer one and wants to learn two others.
func profile(as string, n int, language string) Profile {
	at := func(i int) string { return skills[i%len(skills)] }
	if as == application.Mentor {
		return Profile{language, []string{at(2 * n), at(2*n + 1), at(2*n + 4)}, nil}
	}
	return Profile{language, []string{at(n + 3)}, []string{at(n), at(n + 1)}}
}

// actor is somebody made up.
type actor struct {
	api.RehearsalPerson
	n           int // among those who come as the same
	application string
	unable      bool // their answers do not meet the rules, where there is a way not to
}

// cast makes up people: newcomers before mentors.
func cast(newcomers, mentors int) (out []*actor) {
	for i := range newcomers + mentors {
		as, n := application.Newcomer, i
		if i >= newcomers {
			as, n = application.Mentor, i-newcomers
		}
		has := profile(as, n, languages[i%len(languages)])
		out = append(out, &actor{n: n, unable: as == application.Newcomer && n%6 == 5, RehearsalPerson: api.RehearsalPerson{
			ID: as + "-" + strconv.Itoa(n+1), Name: first[i%len(first)] + " " + last[i/len(first)%len(last)], As: as,
			Language: has.Language, Knows: has.Knows, Wants: has.Wants, End: tookPart,
		}})
	}
	return out
}

// forgets says that somebody writes a draft and never sends it, changes that they take back what they sent.
func (a *actor) forgets() bool { return a.As == application.Newcomer && a.n%9 == 8 }
func (a *actor) changes() bool { return a.As == application.Newcomer && a.n%9 == 7 }

// draft answers every question. Choices go round, so that criteria meet all of them.
func (a *actor) draft(c *cohort.Cohort) api.ApplicationDraft {
	out := api.ApplicationDraft{Language: a.Language, Evidence: []api.ApplicationEvidence{{URL: "https://example.org/change/" + strconv.Itoa(a.n+1)}}}
	for _, q := range c.Asked(a.As) {
		x := api.ApplicationAnswer{Question: q.Code}
		switch q.Kind {
		case cohort.Short, cohort.Long:
			x.Text = "Made up by the rehearsal, answer " + strconv.Itoa(a.n+1) + "."
		default:
			x.Chosen = a.choose(q)
		}
		out.Answers = append(out.Answers, x)
	}
	if len(c.Tracks) > 0 {
		out.Tracks = []string{c.Tracks[a.n%len(c.Tracks)].Code}
	}
	if c.Within == cohort.Both {
		out.Belongs = []string{cohort.Internal, cohort.External}[a.n%2]
	}
	if a.As == application.Mentor {
		out.Places = 1 + a.n%2
	}
	return out
}

// choose takes a choice: one that meets the rules, or for some people one that does not.
func (a *actor) choose(q api.CohortQuestion) []string {
	options := q.Options
	if q.Kind == cohort.Yes {
		options = []string{"yes", "no"}
	}
	if len(q.Needed) > 0 {
		needed := map[string]bool{}
		for _, n := range q.Needed {
			needed[n] = true
		}
		for _, o := range options {
			if needed[o] != a.unable {
				return []string{o}
			}
		}
	}
	return []string{options[a.n%len(options)]}
}
