package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/money"
)

// offeredRoutes are projects that are offered to cohorts.
var offeredRoutes = []route{
	{"GET /cohorts/{id}/projects", anybody, pageOffered},
	{"POST /cohorts/{id}/projects", signedIn, doOffered},
	{"GET /cohorts/{id}/projects/{project}", anybody, pageOfferedOne},
	{"POST /cohorts/{id}/projects/{project}", signedIn, doOfferedOne},
	{"GET /cohorts/{id}/projects/{project}/edit", signedIn, pageOfferedEdit},
	{"POST /cohorts/{id}/projects/{project}/edit", signedIn, doOfferedEdit},
}

const (
	maxOffered   = 300 // in a list: a cohort has room for no more
	mostWishes   = 5
	offeredLinks = 5
)

var offeredFields = map[string]string{"/title": "offered_title", "/text": "offered_text", "/skills": "offered_skills", "/links": "offered_links",
	"/mentors": "offered_mentors", "/currency": "currency", "/money": "amount", "/money/currency": "currency", "/money/minor": "amount",
	"/partner": "offered_partner", "/project": "project", "/contact": "offered_contact", "/reason": "offered_reason"}

// offeredRow is a project in a list.
type offeredRow struct {
	ID, Title, Text, State string
	Now                    bool // it waits for the reader
}

func (v *visit) offeredRow(p *api.CohortProject) offeredRow {
	return offeredRow{ID: p.ID, Title: p.Title, Text: firstLine(p.Text), State: v.p.Code("offered.state_", p.State),
		Now: p.State == "waiting" && p.Mine.Organiser && !p.Mine.Own}
}

// offeredForm is what offering and changing ask for.
type offeredForm struct {
	Form
	Mentors  []option
	Partners []option
	Path     string // where it is sent
	Back     string // "" for offering
}

type offeredView struct {
	offeredForm
	Cohort   *api.Cohort
	Shown    []offeredGroup
	Own, All []offeredRow
	One      bool // those of one partner alone
	SignedIn bool
	Over     bool
	More     bool
}

func pageOffered(v *visit) error { return v.offered(http.StatusOK, v.empty()) }

func (v *visit) offered(status int, f Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := offeredView{Cohort: c, SignedIn: v.signedIn(), Over: c.Phase == "closed"}
	if view.Shown, view.More, err = v.offeredGroups(c, v.r.URL.Query().Get("partner")); err != nil {
		return err
	}
	view.One = v.r.URL.Query().Get("partner") != ""
	rows := func(of string) (out []offeredRow, err error) {
		for p, err := range v.api.CohortProjects(v.ctx, c.ID, of) {
			if err != nil {
				return nil, err
			}
			if len(out) == maxOffered {
				view.More = true
				break
			}
			out = append(out, v.offeredRow(&p))
		}
		return out, nil
	}
	if view.SignedIn {
		if view.Own, err = rows("mine"); err != nil {
			return err
		}
	}
	if c.Mine.Organiser {
		if view.All, err = rows("waiting"); err != nil {
			return err
		}
	}
	view.offeredForm = v.offeredForm(f, c, nil)
	return v.show(status, "offered", v.p.T("offered.title_of", "Name", c.Name), view)
}

// offeredGroup are the approved projects that one partner brings, or those without one.
type offeredGroup struct {
	Partner, Name, Filter string
	Rows                  []offeredRow
}

// offeredGroups are the approved projects of a cohort by who brings them, partners by name, then those without one; those of one partner alone
// where it is given. more: there are others.
func (v *visit) offeredGroups(c *api.Cohort, partner string) (out []offeredGroup, more bool, err error) {
	all := v.api.CohortProjects(v.ctx, c.ID, "approved")
	if partner != "" {
		all = v.api.CohortProjectsOf(v.ctx, c.ID, partner)
	}
	rows, n := map[string][]offeredRow{}, 0
	for p, err := range all {
		if err != nil {
			return nil, false, err
		}
		if n == maxOffered {
			more = true
			break
		}
		rows[p.Partner], n = append(rows[p.Partner], v.offeredRow(&p)), n+1
	}
	alone := rows[""]
	delete(rows, "")
	if len(rows) > 0 {
		for p, err := range v.api.Partners(v.ctx, c.Programme) {
			if err != nil {
				return nil, more, err
			}
			if list := rows[p.ID]; len(list) > 0 {
				out = append(out, offeredGroup{Partner: p.ID, Name: p.Name, Filter: "/cohorts/" + c.ID + "/projects?partner=" + p.ID, Rows: list})
				delete(rows, p.ID)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(rows)) { // of a partner that was taken out of the programme
			alone = append(alone, rows[id]...)
		}
	}
	if len(alone) > 0 {
		out = append(out, offeredGroup{Rows: alone})
	}
	return out, more, nil
}

// offeredForm has the people and partners that can be chosen: organisers choose among the mentors who take part, others name themselves; who
// was named before can stay.
func (v *visit) offeredForm(f Form, c *api.Cohort, p *api.CohortProject) offeredForm {
	form := offeredForm{Form: f, Path: "/cohorts/" + c.ID + "/projects"}
	if !v.signedIn() {
		return form
	}
	ids := []string{}
	if p != nil {
		ids, form.Back = append(ids, p.Mentors...), form.Path+"/"+p.ID
		form.Path = form.Back + "/edit"
	}
	if c.Mine.Organiser {
		for a, err := range v.api.Participants(v.ctx, c.ID, "accepted") {
			if err != nil || len(ids) >= participantsShown {
				break
			}
			if a.As == "mentor" && a.Person != "" && !slices.Contains(ids, a.Person) {
				ids = append(ids, a.Person)
			}
		}
	}
	me := v.account()
	names := v.names(ids)
	for _, id := range ids {
		if id != me {
			form.Mentors = append(form.Mentors, option{id, v.staffName(names, id)})
		}
	}
	form.Mentors = append([]option{{me, v.p.T("offered.myself")}}, form.Mentors...)
	for x, err := range v.api.Partners(v.ctx, c.Programme) {
		if err != nil || len(form.Partners) == 100 {
			break
		}
		if x.Mine.Organiser || x.Mine.Contact || p != nil && p.Partner == x.ID {
			form.Partners = append(form.Partners, option{x.ID, x.Name})
		}
	}
	return form
}

// offeredBody is what a form says.
func (v *visit) offeredBody(f *Form) api.CohortProjectBody {
	b := api.CohortProjectBody{Title: f.Text("offered_title"), Text: f.Text("offered_text"), Skills: listed(f.Text("offered_skills"), 10),
		Links: lines(f.Value("offered_links"), offeredLinks+1), Mentors: f.All("offered_mentors", 10), Partner: f.Value("offered_partner"),
		Project: projectTyped(f.Text("project")), Contact: f.Text("offered_contact")}
	if f.Text("amount") != "" {
		m := &api.CohortProjectMoney{Currency: strings.ToUpper(f.Text("currency"))}
		m.Minor = v.amountTyped(f, m.Currency)
		b.Money = m
	}
	return b
}

// doOffered offers a project.
func doOffered(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	b := v.offeredBody(&f)
	var p *api.CohortProject
	var err error
	if len(f.Wrong) == 0 {
		p, err = v.api.OfferProject(v.ctx, id, b, f.key())
	}
	if shown, err := v.askAgain(&f, err, offeredFields, func(status int, f *Form) error { return v.offered(status, *f) }); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/projects/"+p.ID, "offered")
}

// offeredSays is what a project says, as rows of a list: Name, what it says now and, where it says something else, what was approved.
type offeredSays struct {
	Name, Now, Was string
	Changed        bool
}

type offeredOneView struct {
	Form
	Cohort    *api.Cohort
	Project   *api.CohortProject
	State     string
	Says      []offeredSays
	Links     []string
	Mentors   []personRow
	Catalogue link
	Author    personRow
	Made      string
	Version   string
	Approves  bool
	Refuses   bool
	Withdraws bool
	MayEdit   bool
}

func pageOfferedOne(v *visit) error { return v.offeredOne(http.StatusOK, v.empty()) }

func (v *visit) offeredOne(status int, f Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	var a client.Answer
	p, err := v.api.CohortProject(v.ctx, c.ID, v.r.PathValue("project"), client.Into(&a))
	if err != nil {
		return err
	}
	view := offeredOneView{Form: f, Cohort: c, Project: p, State: v.p.Code("offered.state_", p.State), Made: v.p.Date(p.Made, v.zone()),
		Version: itoa(int(a.Version)), Links: p.Links}
	view.Approves, view.Refuses = slices.Contains(p.Mine.Ways, "approved"), slices.Contains(p.Mine.Ways, "refused")
	view.Withdraws = slices.Contains(p.Mine.Ways, "withdrawn")
	view.MayEdit = p.State != "withdrawn" && (p.Mine.Author || p.Mine.Organiser)
	ids := slices.Clone(p.Mentors)
	if p.Before != nil {
		ids = append(ids, p.Before.Mentors...)
	}
	names := v.names(append(ids, p.Author))
	for _, id := range p.Mentors {
		view.Mentors = append(view.Mentors, personRow{ID: id, Name: v.offeredName(p, names, id)})
	}
	if p.Author != "" && !p.Mine.Author {
		view.Author = personRow{ID: p.Author, Name: v.staffName(names, p.Author)}
	}
	partners := map[string]string{}
	for _, body := range []*api.CohortProjectBody{&p.CohortProjectBody, p.Before} {
		if body != nil && body.Partner != "" && partners[body.Partner] == "" {
			if x, err := v.api.Partner(v.ctx, body.Partner); err == nil {
				partners[body.Partner] = x.Name
			}
		}
	}
	if p.Project != "" {
		if x, err := v.api.Project(v.ctx, p.Project); err == nil {
			view.Catalogue = link{Text: x.Name, URL: "/projects/" + p.Project}
		}
	}
	now := v.offeredTexts(p, &p.CohortProjectBody, names, partners)
	var was map[string]string
	if p.Before != nil {
		was = v.offeredTexts(p, p.Before, names, partners)
	}
	for _, field := range []string{"title", "text", "skills", "links", "mentors", "money", "partner", "project"} {
		changed := slices.Contains(p.Changed, field)
		inList := field != "title" && field != "text" && field != "links" && field != "mentors" && field != "project" // those stand by themselves
		if changed || inList && now[field] != "" {
			view.Says = append(view.Says, offeredSays{v.p.T("offered.of_" + field), now[field], was[field], changed})
		}
	}
	return v.show(status, "offered-one", p.Title, view)
}

// offeredName is who is named as a mentor: newcomers and people signed out read what the person shows of themselves.
func (v *visit) offeredName(p *api.CohortProject, names map[string]string, id string) string {
	if p.Mine.Organiser {
		return v.staffName(names, id)
	}
	if n := names[id]; n != "" {
		return n
	}
	return v.p.T("offered.somebody")
}

// offeredTexts is what a body says, field by field.
func (v *visit) offeredTexts(p *api.CohortProject, b *api.CohortProjectBody, names, partners map[string]string) map[string]string {
	out := map[string]string{"title": b.Title, "text": b.Text, "links": strings.Join(b.Links, "\n"), "partner": partners[b.Partner], "project": b.Project}
	var skills, mentors []string
	for _, id := range b.Skills {
		skills = append(skills, v.site.skillName(v.p, id))
	}
	for _, id := range b.Mentors {
		mentors = append(mentors, v.offeredName(p, names, id))
	}
	out["skills"], out["mentors"] = v.p.Join(skills), v.p.Join(mentors)
	if b.Money != nil {
		out["money"] = v.amount(b.Money.Minor, b.Money.Currency)
	}
	return out
}

// doOfferedOne decides about a project, withdraws it, or takes the reader's name off it.
func doOfferedOne(v *visit) error {
	f, id, project := v.posted(), v.r.PathValue("id"), v.r.PathValue("project")
	var err error
	back := "/cohorts/" + id + "/projects/" + project
	switch do := f.Value("do"); do {
	case "approved", "refused", "withdrawn":
		in := api.CohortProjectDecision{State: do}
		if do == "refused" {
			if in.Reason = f.Text("offered_reason"); in.Reason == "" {
				f.refuse("offered_reason", "wrong.offered_reason_needed")
			}
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.DecideCohortProject(v.ctx, id, project, in, client.IfMatch(int64(f.number("version", 1, 1<<52))))
		}
	case "unmentor":
		err = v.api.UnmentorCohortProject(v.ctx, id, project)
		back = "/cohorts/" + id + "/projects"
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, offeredFields, func(status int, f *Form) error { return v.offeredOne(status, *f) }); shown {
		return err
	}
	return v.to(back, "saved")
}

type offeredEditView struct {
	offeredForm
	Project *api.CohortProject
}

func pageOfferedEdit(v *visit) error {
	var a client.Answer
	p, err := v.api.CohortProject(v.ctx, v.r.PathValue("id"), v.r.PathValue("project"), client.Into(&a))
	if err != nil {
		return err
	}
	f := v.empty("offered_title", p.Title, "offered_text", p.Text, "offered_links", strings.Join(p.Links, "\n"), "offered_partner", p.Partner,
		"project", p.Project, "offered_contact", p.Contact, "version", itoa(int(a.Version)))
	if p.Money != nil {
		f.typed.Set("amount", money.Plain(p.Money.Minor, p.Money.Currency))
		f.typed.Set("currency", p.Money.Currency)
	}
	var skills []string
	for _, id := range p.Skills {
		skills = append(skills, v.site.skillName(v.p, id))
	}
	f.typed.Set("offered_skills", strings.Join(skills, ", "))
	f.typed["offered_mentors"] = p.Mentors
	return v.offeredEdit(http.StatusOK, f, p)
}

func (v *visit) offeredEdit(status int, f Form, p *api.CohortProject) error {
	if !p.Mine.Author && !p.Mine.Organiser {
		return errNoPage
	}
	c, err := v.api.Cohort(v.ctx, p.Cohort)
	if err != nil {
		return err
	}
	return v.alone(status, "offered-edit", v.p.T("offered.edit"), offeredEditView{offeredForm: v.offeredForm(f, c, p), Project: p})
}

func doOfferedEdit(v *visit) error {
	f, id, project := v.posted(), v.r.PathValue("id"), v.r.PathValue("project")
	p, err := v.api.CohortProject(v.ctx, id, project)
	if err != nil {
		return err
	}
	b := v.offeredBody(&f)
	if len(f.Wrong) == 0 {
		_, err = v.api.ChangeCohortProject(v.ctx, id, project, b, client.IfMatch(int64(f.number("version", 1, 1<<52))))
	}
	if shown, err := v.askAgain(&f, err, offeredFields, func(status int, f *Form) error { return v.offeredEdit(status, *f, p) }); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/projects/"+project, "saved")
}

// wishOptions are the approved projects of a cohort that a newcomer can wish for.
func (v *visit) wishOptions(cohort string) (out []option) {
	for p, err := range v.api.CohortProjects(v.ctx, cohort, "approved") {
		if err != nil || len(out) == maxOffered {
			break
		}
		out = append(out, option{p.ID, p.Title})
	}
	return out
}
