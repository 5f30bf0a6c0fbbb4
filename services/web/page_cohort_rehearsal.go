package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// rehearsedStep is a moment of a rehearsal.
type rehearsedStep struct {
	When, Phase, Text string
	Waits             []string
}

// rehearsedText is one message in one language, and who gets it.
type rehearsedText struct {
	Lang, Dir, Tongue string
	Inbox, Subject    string
	Lines             []string
	Told              decided
	To                []string
	More              int
}

// rehearsedKind are the messages of one kind.
type rehearsedKind struct {
	Key, Title string
	Mailed     bool
	Count      int
	Texts      []rehearsedText
}

type rehearsalView struct {
	Form
	Cohort   *api.Cohort
	Played   bool
	Warnings []string
	Steps    []rehearsedStep
	Kinds    []rehearsedKind
	People   []rehearsedPerson
	Messages int
	LeftOut  int
}

type rehearsedPerson struct {
	Name, As, Tongue, End string
	Knows, Learns         string
	With                  []string
}

const namesShown = 12 // of those who get one text

func pageRehearsal(v *visit) error {
	return v.rehearsal(http.StatusOK, v.empty("rehearsal_newcomers", "12", "rehearsal_mentors", "5"), nil)
}

func (v *visit) rehearsal(status int, f Form, got *api.Rehearsal) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	view := rehearsalView{Form: f, Cohort: c, Played: got != nil}
	if got != nil {
		v.played(&view, got)
	}
	return v.show(status, "rehearsal", v.p.T("rehearsal.title", "Name", c.Name), view)
}

func doRehearsal(v *visit) error {
	f := v.posted()
	in := api.RehearsalBody{Newcomers: f.number("rehearsal_newcomers", 1, 40), Mentors: f.number("rehearsal_mentors", 1, 20)}
	if len(f.Wrong) > 0 {
		return v.rehearsal(http.StatusUnprocessableEntity, f, nil)
	}
	got, err := v.api.Rehearse(v.ctx, v.r.PathValue("id"), in)
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/newcomers": "rehearsal_newcomers", "/mentors": "rehearsal_mentors"}) {
			return err
		}
		return v.rehearsal(http.StatusUnprocessableEntity, f, nil)
	}
	return v.rehearsal(http.StatusOK, f, got)
}

// played fills the page with what happened.
func (v *visit) played(view *rehearsalView, got *api.Rehearsal) {
	for _, w := range got.Warnings {
		name := w.Name
		switch w.Code {
		case "phase_began":
			name = v.p.Code("cohort.phase_", name)
		case "refused":
			name = v.problem(&fault.Fault{Kind: fault.Conflict, Code: name})
		case "table_never":
			name = v.p.Named("asked.", name, name)
		}
		view.Warnings = append(view.Warnings, v.p.Code("rehearsal.warn_", w.Code,
			"Name", name, "Number", v.p.Number(w.Number), "Day", v.p.Date(w.Day, v.zone())))
	}
	for _, s := range got.Steps {
		step := rehearsedStep{When: v.moment(s.At), Phase: v.p.Code("cohort.phase_", s.Phase),
			Text: v.p.Code("rehearsal.step_", s.What, "Number", v.p.Number(s.Number))}
		for _, d := range s.Waits {
			step.Waits = append(step.Waits, v.p.T("rehearsal.waits", "Who", v.p.Code("duty_of.who_", d.Who), "What", v.p.Code("duty_of.", d.Code),
				"Number", v.p.Number(int(d.Left))))
		}
		view.Steps = append(view.Steps, step)
	}
	names := map[string]string{}
	for _, p := range got.People {
		names[p.ID] = p.Name
	}
	for _, p := range got.People {
		row := rehearsedPerson{Name: p.Name, As: v.p.Code("cohort.as_", p.As), Tongue: v.p.Spoken(p.Language), End: v.p.Code("rehearsal.end_", p.End)}
		if list := v.skillList(p.Knows); list != "" {
			row.Knows = v.p.T("rehearsal.knows", "Skills", list)
		}
		if list := v.skillList(p.Wants); list != "" {
			row.Learns = v.p.T("rehearsal.learns", "Skills", list)
		}
		for _, id := range p.With {
			row.With = append(row.With, names[id])
		}
		view.People = append(view.People, row)
	}
	view.Messages, view.LeftOut = len(got.Messages), got.LeftOut
	v.rehearsedMessages(view, got, names)
}

// rehearsedMessages puts what was told under its kinds.
func (v *visit) rehearsedMessages(view *rehearsalView, got *api.Rehearsal, names map[string]string) {
	to := make([][]string, len(got.Texts))
	for _, m := range got.Messages {
		to[m.Text] = append(to[m.Text], v.p.T("rehearsal.to_on", "Name", names[m.To], "Day", v.p.Date(m.At, v.zone())))
	}
	at := map[string]int{}
	for i, t := range got.Texts {
		key := t.Kind
		if t.How != "" {
			key += "_" + t.How
		}
		n, ok := at[key]
		if !ok {
			n = len(view.Kinds)
			at[key] = n
			view.Kinds = append(view.Kinds, rehearsedKind{Key: key, Title: v.p.Code("rehearsal.told_", key), Mailed: t.Mailed})
		}
		p, ok := v.site.book.For(t.Language)
		if !ok {
			p = v.p
		}
		x := rehearsedText{Lang: p.HTML, Dir: p.Dir, Tongue: v.p.Spoken(t.Language), Subject: t.Subject, Lines: t.Lines, To: to[i]}
		if d := t.Decision; d != nil {
			x.Told = decision(p, &api.ApplicationDecided{ApplicationDecision: *d})
		}
		view.Kinds[n].Count += len(x.To)
		if len(x.To) > namesShown {
			x.To, x.More = slices.Clone(x.To[:namesShown]), len(x.To)-namesShown
		}
		view.Kinds[n].Texts = append(view.Kinds[n].Texts, x)
	}
}

// skillList are the names of skills, one after the other.
func (v *visit) skillList(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, v.site.skillName(v.p, id))
	}
	return strings.Join(out, v.p.T("list.comma"))
}
