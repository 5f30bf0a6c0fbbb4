package web

import (
	"net/http"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// caseSubjectView asks who a report is about that describes somebody.
type caseSubjectView struct {
	caseView
	Found  []lookPerson
	Looked bool
}

// subjectOf finds somebody by the address of their page or the beginning of a mentor's name, or says that it is they.
func (v *visit) subjectOf(f Form, id string) error {
	var found []lookPerson
	var err error
	if f.Value("do") == "find" {
		found, err = v.subjectsNamed(&f)
	} else if who := f.Value("subject"); !anyID.MatchString(who) {
		f.refuse("subject", "wrong.subject_required")
	} else if err = v.api.NameSubject(v.ctx, id, who); err == nil {
		return v.to("/cases", "case_named") // who has to do with them does not see it any more
	}
	if err != nil && !v.blame(&f, err, map[string]string{"/person": "subject", "/q": "subject-name"}) {
		return err
	}
	c, err := v.api.Case(v.ctx, id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(f.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.show(status, "case-subject", v.p.T("somebody.name_title"), caseSubjectView{v.caseOf(c, f), found, f.Value("do") == "find" && len(f.Wrong) == 0})
}

// subjectsNamed are the person whose page's address was given, also where it is hidden, or mentors by the beginning of their name.
func (v *visit) subjectsNamed(f *Form) (out []lookPerson, err error) {
	text := f.Text("subject-name")
	if who := personIn(text); anyID.MatchString(who) && (strings.Contains(text, "/") || len(text) > 30) { // an address, or an id
		p, err := v.api.Person(v.ctx, who)
		switch {
		case err == nil:
			return []lookPerson{{faceOf: faceOf{p.ID, p.DisplayName}, Where: v.where(p.Zone, p.Languages)}}, nil
		case fault.Has(err, fault.NotFound):
			return []lookPerson{{faceOf: faceOf{who, v.named(v.names([]string{who}), who)}}}, nil
		}
		return nil, err
	}
	if n := len([]rune(text)); n < 2 || n > 80 {
		f.refuse("subject-name", "wrong.look_short")
		return nil, nil
	}
	cards, err := v.api.FindMentors(v.ctx, api.MentorQuery{Q: text})
	if err != nil {
		return nil, err
	}
	for _, c := range cards.Items {
		out = append(out, lookPerson{faceOf: faceOf{c.ID, c.DisplayName}, Where: v.where(c.Zone, c.Languages)})
	}
	return out, nil
}
