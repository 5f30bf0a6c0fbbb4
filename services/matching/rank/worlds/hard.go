package worlds

import "github.com/waymark-dev/waymark/services/matching/rank"

// AlikeMentors are the same person under n ids.
func (w *World) AlikeMentors(n int) []rank.Mentor {
	out := make([]rank.Mentor, n)
	one := w.Mentors(1)[0]
	one.Taken, one.Unanswered, one.Have = 0, 0, append(one.Have, rank.Skill{ID: "python", Level: 4})
	one.Languages, one.Format = []rank.Spoken{{Language: "en", Level: 4}}, rank.Either
	for i := range out {
		out[i] = one
		out[i].ID = w.uuid()
	}
	return out
}

// AlikeIssues are the same issue under n ids.
func (w *World) AlikeIssues(n int) []rank.Issue {
	out := make([]rank.Issue, n)
	one := w.Issues(1, true)[0]
	one.Kind, one.Language, one.Target, one.Claimed, one.ProjectFull = rank.Code, "en", "", false, false
	for i := range out {
		out[i] = one
		out[i].ID = w.hash()
	}
	return out
}

// Strangers are newcomers whom no world fits: rare skills, causes of their own, a language that hardly anybody speaks beside English.
func (w *World) Strangers(n int) []rank.Person {
	out := w.Newcomers(n)
	for i := range out {
		p := &out[i]
		p.Have, p.Causes = nil, []string{"a-cause-of-nobody"}
		p.Want = []rank.Skill{{ID: "skill-of-nobody", Level: 1}, {ID: w.skills.list[len(w.skills.list)-1-w.r.IntN(40)], Level: 1}}
		p.Interests = []string{"interest-of-nobody"}
	}
	return out
}
