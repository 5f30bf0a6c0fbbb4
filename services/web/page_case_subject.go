package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// caseSubjectView asks who a report is about that describes somebody.
type caseSubjectView struct {
	caseView
	Found  []lookPerson
	Looked bool
	More   bool // there are others of that name
}

// subjectOf finds somebody as subjectsNamed does, or says that it is they.
func (v *visit) subjectOf(f Form, id string) error {
	var found []lookPerson
	var more bool
	var err error
	if f.Value("do") == "find" {
		found, more, err = v.subjectsNamed(&f)
	} else if who := f.Value("subject"); !anyID.MatchString(who) {
		f.refuse("subject", "wrong.subject_required")
	} else if err = v.api.NameSubject(v.ctx, id, who); err == nil {
		return v.to("/cases", "case_named") // who has to do with them does not see it any more
	}
	if err != nil && !v.blame(&f, err, map[string]string{"/person": "subject", "/q": "subject-name", "/address": "subject-name"}) {
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
	return v.show(status, "case-subject", v.p.T("somebody.name_title"), caseSubjectView{v.caseOf(c, f), found, f.Value("do") == "find" && len(f.Wrong) == 0, more})
}

// subjectsNamed are the person whose page's address, or whose e-mail address, was given, or anybody by the beginning of their name, also where
// their page is hidden. more says that there are others of that name.
func (v *visit) subjectsNamed(f *Form) (out []lookPerson, more bool, err error) {
	text := f.Text("subject-name")
	if who := personIn(text); anyID.MatchString(who) && (strings.Contains(text, "/") || len(text) > 30) { // an address, or an id
		p, err := v.api.Person(v.ctx, who)
		switch {
		case err == nil:
			return []lookPerson{{faceOf: faceOf{p.ID, p.DisplayName}, Where: v.where(p.Zone, p.Languages)}}, false, nil
		case fault.Has(err, fault.NotFound):
			return []lookPerson{{faceOf: faceOf{who, v.named(v.names([]string{who}), who)}}}, false, nil
		}
		return nil, false, err
	}
	if strings.Contains(text, "@") {
		a, err := v.api.LookUp(v.ctx, text)
		switch {
		case err == nil:
			return []lookPerson{{faceOf: faceOf{a.ID, v.named(v.names([]string{a.ID}), a.ID)}, Where: idOf(a.ID)}}, false, nil
		case fault.Coded(err, "accounts.none"):
			return nil, false, nil
		}
		return nil, false, err
	}
	if n := utf8.RuneCountInString(text); n < 2 || n > 80 {
		f.refuse("subject-name", "wrong.look_short")
		return nil, false, nil
	}
	list, err := v.api.LookUpPeople(v.ctx, api.PeopleLookup{Q: text})
	if err != nil {
		return nil, false, err
	}
	for _, p := range list.Items {
		out = append(out, lookPerson{faceOf: faceOf{p.ID, p.DisplayName}, Where: v.tellsApart(p)})
	}
	return out, list.More, nil
}

// tellsApart is what tells one person of a name from another: how they take part, where they are, and the end of their id.
func (v *visit) tellsApart(p api.PersonLookedUp) string {
	var out []string
	switch {
	case p.Newcomer && p.Mentor:
		out = append(out, v.p.T("member.both"))
	case p.Mentor:
		out = append(out, v.p.T("member.mentor"))
	case p.Newcomer:
		out = append(out, v.p.T("member.newcomer"))
	}
	if where := v.where(p.Zone, p.Languages); where != "" {
		out = append(out, where)
	}
	return strings.Join(append(out, idOf(p.ID)), v.p.T("list.stop"))
}

// idOf is the end of an id, which differs where its beginning is a time.
func idOf(id string) string { return "…" + id[max(0, len(id)-6):] }
