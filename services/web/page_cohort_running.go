package web

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// How somebody's time in a cohort goes: their own page, their mentor's, and that of those who organise it. What one side says at a check-in
// stands on no page of the other.

const mostGoals = 10

type checkInRow struct {
	Number                       int
	Title, Due, Side             string
	Going, Words, Said, GoingNow string
	Open, Late                   bool
}

type shownRow struct {
	URL, What, Side string
	Back            string // the address that asks before it is taken back; "" for whoever may not
}

type runView struct {
	Form
	ID, Name, Person string
	Cohort           *api.Cohort
	Own, Mentor      bool // whose page it is; neither: who organises or reviews
	Organises        bool
	CheckIns         []checkInRow
	Now              *checkInRow // the one to fill in next
	Goings           []string
	Goals            []cohortGoalRow
	Evidence         []shownRow
	Completed        string
	Certificate      string
}

type cohortGoalRow struct {
	N    int
	Name string // of the field
	Text string
	Done bool
}

func pageRun(v *visit) error { return v.run(http.StatusOK, nil) }

func (v *visit) run(status int, f *Form) error {
	r, err := v.api.CohortRun(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	c, err := v.api.Cohort(v.ctx, r.Cohort)
	if err != nil {
		return err
	}
	if f == nil {
		empty := v.empty()
		f = &empty
	}
	names := v.names([]string{r.Person})
	view := runView{Form: *f, ID: r.Application, Person: r.Person, Cohort: c,
		Own: r.Side == "newcomer", Mentor: r.Side == "mentor",
		Organises: c.Mine.Organiser && r.Side == "organiser", Goings: []string{"well", "slowly", "stuck"}, Certificate: r.Certificate}
	if view.Name = v.named(names, r.Person); r.Side == "organiser" {
		view.Name = v.staffName(names, r.Person)
	}
	for _, x := range r.CheckIns {
		row := checkInRow{Number: x.Number, Title: v.p.T("running.check_in", "Number", x.Number), Due: v.p.Date(x.Due, v.zone()),
			Side: v.p.Code("running.side_", x.Side), Words: x.Words, Open: x.Open, Late: x.Late, GoingNow: x.Going}
		if x.Going != "" {
			row.Going, row.Said = v.p.Code("running.going_", x.Going), v.p.Ago(x.At, v.now, v.zone())
		}
		view.CheckIns = append(view.CheckIns, row)
		if x.Open && x.Going == "" && view.Now == nil && r.Completed.IsZero() {
			now := row
			view.Now = &now
		}
	}
	for i, g := range r.Goals {
		view.Goals = append(view.Goals, cohortGoalRow{N: i + 1, Name: "goal_" + itoa(i), Text: g.Text, Done: g.Done})
	}
	if n := len(r.Goals); n < mostGoals {
		view.Goals = append(view.Goals, cohortGoalRow{N: n + 1, Name: "goal_" + itoa(n)})
	}
	for _, e := range r.Evidence {
		row := shownRow{URL: e.URL, What: e.What, Side: v.p.Code("running.side_", e.Side)}
		if e.Back {
			row.Back = "/applications/" + r.Application + "/check-ins/" + e.ID
		}
		view.Evidence = append(view.Evidence, row)
	}
	if !r.Completed.IsZero() {
		view.Completed = v.p.Date(r.Completed, v.zone())
	}
	return v.show(status, "run", v.p.T("running.title", "Name", c.Name), view)
}

// pageEvidenceBack asks before a piece of what was shown is taken back.
func pageEvidenceBack(v *visit) error {
	id, piece := v.r.PathValue("id"), v.r.PathValue("piece")
	r, err := v.api.CohortRun(v.ctx, id)
	if err != nil {
		return err
	}
	for _, e := range r.Evidence {
		switch {
		case e.ID == piece && e.Back:
			return v.questionAbout("running.back", "/applications/"+id+"/check-ins", "take_back", piece, "What", cmp.Or(e.What, e.URL))
		case e.ID == piece:
			return errNoPage
		}
	}
	return v.to("/applications/"+id+"/check-ins", "evidence_back") // by somebody, or in another tab
}

func doRun(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	fields := map[string]string{"/words": "check_in_words", "/going": "going", "/url": "show_url", "/what": "show_what", "/name": "certificate_name"}
	switch f.Value("do") {
	case "say":
		n, bad := strconv.Atoi(f.Value("number"))
		if bad != nil {
			return errNoPage
		}
		_, err = v.api.CheckIn(v.ctx, id, n, api.CheckInBody{Going: f.Value("going"), Words: f.Text("check_in_words")})
		told = "checked_in"
	case "goals":
		goals := []api.CohortGoal{}
		for i := range mostGoals {
			if name := "goal_" + itoa(i); f.Text(name) != "" {
				fields["/goals/"+itoa(len(goals))] = name
				goals = append(goals, api.CohortGoal{Text: f.Text(name), Done: f.Is("reached", itoa(i+1))})
			}
		}
		_, err = v.api.SetCohortGoals(v.ctx, id, goals)
	case "show":
		_, err = v.api.ShowEvidence(v.ctx, id, api.CohortEvidence{URL: f.Text("show_url"), What: f.Text("show_what")})
	case "take_back":
		_, err = v.api.TakeBackEvidence(v.ctx, id, f.Value("id"))
		told = "evidence_back"
	case "complete", "uncomplete":
		_, err = v.api.CompleteCohort(v.ctx, id, f.Value("do") == "complete")
	case "certify":
		var c *api.Certificate
		if c, err = v.api.MakeCertificate(v.ctx, id, f.Text("certificate_name")); err == nil {
			return v.to("/certificates/"+c.Statement.Code, "certified")
		}
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, fields, v.run); shown {
		return err
	}
	return v.to("/applications/"+id+"/check-ins", told)
}

type certificateView struct {
	Found           bool
	S               api.CertificateStatement
	As, From, Until string
	Issued          string
	Valid           bool
	Signature, Key  string
}

// pageCertificate is for whoever was given the code.
func pageCertificate(v *visit) error {
	c, err := v.api.Certificate(v.ctx, strings.ToLower(v.r.PathValue("code")))
	if fault.Has(err, fault.NotFound) || fault.Has(err, fault.Invalid) {
		return v.show(http.StatusNotFound, "certificate", v.p.T("certificate.none"), certificateView{})
	}
	if err != nil {
		return err
	}
	zone := v.zone()
	return v.show(http.StatusOK, "certificate", v.p.T("certificate.title"), certificateView{Found: true, S: c.Statement,
		As: v.p.Code("cohort.as_", c.Statement.As), From: v.p.Date(c.Statement.From, zone), Until: v.p.Date(c.Statement.Until, zone),
		Issued: v.p.Date(c.Statement.Issued, zone), Valid: c.Valid, Signature: c.Signature, Key: c.Key})
}
