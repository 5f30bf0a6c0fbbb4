package web

import (
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// programmeRoutes are programmes with their cohorts: the call for anybody, the way in for who applies, and the work of those who organise
// and review.
var programmeRoutes = []route{
	{"GET /programmes", anybody, pageProgrammes},
	{"GET /programmes/{id}", anybody, pageProgramme},
	{"POST /programmes/{id}", signedIn, doProgramme},
	{"GET /programmes/{id}/rules", signedIn, pageRules},
	{"POST /programmes/{id}/rules", signedIn, doRules},
	{"GET /cohorts/{id}", anybody, pageCohort},
	{"GET /cohorts/{id}/apply/{as}", signedIn, pageApply},
	{"POST /cohorts/{id}/apply/{as}", signedIn, doApply},
	{"GET /applications", signedIn, pageApplications},
	{"GET /applications/{id}", signedIn, pageApplication},
	{"POST /applications/{id}", signedIn, doApplication},
	{"GET /applications/{id}/check-ins", signedIn, pageRun},
	{"POST /applications/{id}/check-ins", signedIn, doRun},
	{"GET /applications/{id}/check-ins/{piece}", signedIn, pageEvidenceBack},
	{"GET /certificates/{code}", anybody, pageCertificate},
	{"GET /applications/{id}/{question}", signedIn, pageApplicationQuestion},
	{"GET /cohorts/{id}/remove", signedIn, pageCohortRemove},
	{"POST /cohorts/{id}/remove", signedIn, doCohortRemove},
	{"GET /cohorts/{id}/setup", signedIn, pageCohortSetup},
	{"POST /cohorts/{id}/setup", signedIn, doCohortSetup},
	{"GET /cohorts/{id}/manage", signedIn, pageCohortManage},
	{"POST /cohorts/{id}/manage", signedIn, doCohortManage},
	{"GET /cohorts/{id}/rehearsal", signedIn, pageRehearsal},
	{"POST /cohorts/{id}/rehearsal", signedIn, doRehearsal},
	{"GET /cohorts/{id}/reviews", signedIn, pageReviews},
	{"POST /cohorts/{id}/reviews", signedIn, doReviews},
	{"GET /cohorts/{id}/reviews/{application}", signedIn, pageReviewOne},
	{"POST /cohorts/{id}/reviews/{application}", signedIn, doReviewOne},
	{"GET /cohorts/{id}/decisions", signedIn, pageDecisions},
	{"POST /cohorts/{id}/decisions", signedIn, doDecisions},
}

const (
	maxProgrammes = 60 // that a page lists
	maxCohorts    = 40
)

// programmeRow is a programme in a list.
type programmeRow struct{ ID, Name, About, Note string }

type programmesView struct {
	Administrator bool // they make organisations, and those have the programmes
	Mine, Others  []programmeRow
	SignedIn      bool
}

func pageProgrammes(v *visit) error {
	view, seen := programmesView{SignedIn: v.signedIn()}, map[string]bool{openProgramme: true}
	_, view.Administrator = v.staff()
	if view.SignedIn {
		mine, err := v.api.MyProgrammes(v.ctx)
		if err != nil {
			return err
		}
		for _, p := range mine.Items[:min(len(mine.Items), maxProgrammes)] {
			if !seen[p.ID] {
				view.Mine = append(view.Mine, v.programmeRow(p))
			}
			seen[p.ID] = true
		}
	}
	for p, err := range v.api.Programmes(v.ctx, "") {
		if err != nil {
			return err
		}
		if len(view.Others) == maxProgrammes {
			break
		}
		if !seen[p.ID] {
			view.Others = append(view.Others, v.programmeRow(p))
		}
	}
	return v.show(http.StatusOK, "programmes", v.p.T("programme.title"), view)
}

func (v *visit) programmeRow(p api.Programme) programmeRow {
	row := programmeRow{ID: p.ID, Name: p.Name, About: firstLine(p.About)}
	switch me := p.Me; {
	case me == nil:
	case len(me.Roles) > 0:
		row.Note = v.p.Code("programme.role_", me.Roles[0])
	case me.Newcomer || me.Mentor:
		row.Note = v.p.T("programme.in")
	case me.Invited:
		row.Note = v.p.T("programme.invited")
	}
	return row
}

// firstLine is the beginning of a longer text, for a list.
func firstLine(text string) string {
	r := []rune(text)
	for i, c := range r {
		if c == '\n' || i == 200 {
			return string(r[:i])
		}
	}
	return text
}

// cohortRow is a cohort in a list.
type cohortRow struct {
	ID, Name, Phase, Until string
	Applying, Draft        bool
}

func (v *visit) cohortRow(c api.Cohort) cohortRow {
	row := cohortRow{ID: c.ID, Name: c.Name, Phase: v.p.Code("cohort.phase_", c.Phase), Applying: c.Applying, Draft: !c.Published}
	if !c.Until.IsZero() {
		row.Until = v.p.Date(c.Until, v.zone())
	}
	return row
}

type programmeView struct {
	Form
	programmeRow
	Org       string
	Parent    *programmeRow
	Full      string
	Cohorts   []cohortRow
	Organises bool
	IsHub     bool // other programmes are its communities
	Broken    bool
	Templates []string
}

func pageProgramme(v *visit) error { return v.programme(http.StatusOK, v.empty()) }

func (v *visit) programme(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := programmeView{Form: f, programmeRow: v.programmeRow(*p), Full: p.About, Templates: []string{"internship", "company", "hackathon", "open"}}
	view.IsHub = p.IsHub
	_, administrator := v.staff()
	view.Organises = administrator
	if p.Me != nil {
		for _, role := range p.Me.Roles {
			view.Organises = view.Organises || role == "organiser"
		}
	}
	if o, err := v.api.Organisation(v.ctx, p.Org); err == nil {
		view.Org = o.Name
	}
	if p.Parent != "" {
		if x, err := v.api.Programme(v.ctx, p.Parent); err == nil {
			row := v.programmeRow(*x)
			view.Parent = &row
		}
	}
	for c, err := range v.api.Cohorts(v.ctx, p.ID) {
		if err != nil {
			view.Broken = true
			break
		}
		if len(view.Cohorts) == maxCohorts {
			break
		}
		view.Cohorts = append(view.Cohorts, v.cohortRow(c))
	}
	return v.show(status, "programme", p.Name, view)
}

var cohortFields = map[string]string{"/name": "cohort_name", "/begins": "begins", "/template": "template", "/days": "days", "/phase": "phase"}

// doProgramme makes a cohort.
func doProgramme(v *visit) error {
	f := v.posted()
	in := api.CohortBody{Name: f.Text("cohort_name"), Template: f.Value("template"), Language: v.p.Tag}
	if in.Template != "open" {
		in.Begins = v.day(&f, "begins")
	}
	if len(f.Wrong) == 0 {
		c, err := v.api.MakeCohort(v.ctx, v.r.PathValue("id"), in, f.key())
		if err == nil {
			return v.to("/cohorts/"+c.ID+"/setup", "cohort_made")
		}
		if !v.blame(&f, err, cohortFields) {
			return err
		}
	}
	return v.programme(http.StatusUnprocessableEntity, f)
}

// day reads a day of a form as its first moment where the reader lives.
func (v *visit) day(f *Form, field string) time.Time {
	at, err := time.ParseInLocation("2006-01-02", f.Text(field), v.zone())
	if err != nil {
		f.refuse(field, "wrong.day_needed", "Field", v.label(field))
	}
	return at
}

// ownCohort is the cohort of the page, which the reader organises.
func (v *visit) ownCohort() (*api.Cohort, error) {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err == nil && !c.Mine.Organiser {
		return nil, errNotOrganiser
	}
	return c, err
}
