package participation

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

func questionBodies(in []report.Question) []api.ParticipationQuestion {
	out := make([]api.ParticipationQuestion, 0, len(in))
	for _, q := range in {
		b := api.ParticipationQuestion{Code: q.Code, Text: q.Text, Multiple: q.Multiple, Describe: q.Describe}
		for _, o := range q.Options {
			b.Options = append(b.Options, api.ParticipationOption(o))
		}
		out = append(out, b)
	}
	return out
}

// setupOf is a set-up as an organiser sends it; Check says whether it holds.
func setupOf(b api.ParticipationSetup) Setup {
	s := Setup{Way: b.Way, Epsilon: b.Epsilon, ByRole: b.ByRole, Pool: b.Pool, PoolWith: b.PoolWith}
	for _, q := range b.Questions {
		x := report.Question{Code: q.Code, Text: q.Text, Multiple: q.Multiple, Describe: q.Describe}
		for _, o := range q.Options {
			x.Options = append(x.Options, report.Option(o))
		}
		s.Questions = append(s.Questions, x)
	}
	return s
}

func setupBody(s *Setup, id string) *api.ParticipationSetup {
	b := &api.ParticipationSetup{Way: s.Way, Epsilon: s.Epsilon, ByRole: s.ByRole, Pool: s.Pool}
	if s.PoolWith != id {
		b.PoolWith = s.PoolWith
	}
	if s.Set != ShippedSet {
		b.Questions = questionBodies(s.Questions)
	}
	return b
}

func answersOf(in []api.ParticipationAnswer) []Answer {
	var out []Answer
	for _, a := range in {
		out = append(out, Answer(a))
	}
	return out
}

func answerBodies(in []Answer) []api.ParticipationAnswer {
	out := make([]api.ParticipationAnswer, 0, len(in))
	for _, a := range in {
		out = append(out, api.ParticipationAnswer(a))
	}
	return out
}

func ownBody(d *store.Doc[Setup], c Cycle, r Record) api.SelfDescription {
	s := &d.Body
	return api.SelfDescription{
		Cycle: d.ID, Programme: s.Programme, Open: c.Closed.IsZero() && s.State == Open, Way: s.Way, Pool: s.Pool, Shipped: s.Set == ShippedSet,
		Questions: questionBodies(s.Questions), Consent: s.Consent(), ConsentText: s.ConsentText(), Answers: answerBodies(r.Answers), Agreed: r.Consent,
	}
}

func reportBody(r *report.Report) api.ParticipationReport {
	out := api.ParticipationReport{
		ID: r.ID, Programme: r.Programme, Cycles: r.Cycles, Once: r.Once, Week: r.Week, Way: r.Way, Rule: api.ParticipationRule(r.Rule), Epsilon: r.Epsilon,
		Margin: r.Margin, Set: r.Set, Questions: questionBodies(r.Questions), Tables: make([]api.ParticipationTable, 0, len(r.Tables)), Hash: r.Hash,
	}
	for _, t := range r.Tables {
		b := api.ParticipationTable{
			ID: t.ID, Options: t.Options, Groups: t.Groups, Multiple: t.Multiple, Withheld: t.Withheld, Question: t.Question, People: t.People,
			Values: make([]api.ParticipationValue, 0, len(t.Values)),
		}
		for _, v := range t.Values {
			b.Values = append(b.Values, api.ParticipationValue(v))
		}
		out.Tables = append(out.Tables, b)
	}
	return out
}

// CSV is a report as a spreadsheet: a row for each number, "hidden" where it is. Texts of organisers cannot be read as formulas.
func CSV(r *report.Report) []byte {
	var out csvsafe.Table
	out.Row("week", "question", "question_text", "answer", "answer_text", "group", "people", "note")
	for _, t := range r.Tables {
		var q report.Question
		for _, x := range r.Questions {
			if x.Code == t.Question {
				q = x
			}
		}
		if t.Withheld != "" {
			out.Row(r.Week, q.Code, q.Text, "", "", "", "", "withheld: "+t.Withheld)
			continue
		}
		for _, v := range t.Values {
			n, note := any(""), "hidden"
			if v.N != nil {
				n, note = *v.N, ""
				if v.Kept {
					note = "as in an earlier report"
				}
			}
			out.Row(r.Week, q.Code, q.Text, v.Option, optionText(q, v.Option), v.Group, n, note)
		}
	}
	return out.Bytes()
}

func optionText(q report.Question, code string) string {
	switch code {
	case protect.Answers:
		return "People who answered"
	case protect.Others:
		return "People who did not answer, or preferred not to say"
	case report.InOwnWords:
		return "In their own words"
	case "several":
		return "Several answers"
	}
	for _, o := range q.Options {
		if o.Code == code {
			return o.Text
		}
	}
	return code
}
