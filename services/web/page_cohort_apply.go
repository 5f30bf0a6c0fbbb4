package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// applicationRow is an application in a list.
type applicationRow struct {
	ID, Cohort, CohortName, As, State, Person, Name, Note string
	Draft, Rated, Conflict                                bool
	Belongs                                               string
	Apply                                                 string
	Flags                                                 []string
	Mean                                                  string
	Seen                                                  int64  // the number of the decision that stands
	By                                                    string // who prepared it
}

func (v *visit) applicationRow(a api.Application, names map[string]string) applicationRow {
	row := applicationRow{ID: a.ID, Cohort: a.Cohort, As: v.p.Code("cohort.as_", a.As), State: v.p.Code("application.is_", a.State), Person: a.Person,
		Name: v.applicant(names, a.Person), Draft: a.State == "draft" || a.State == "withdrawn", Apply: "/cohorts/" + a.Cohort + "/apply/" + a.As}
	if a.Belongs != "" {
		row.Belongs = v.p.Code("application.belongs_", a.Belongs)
	}
	if r := a.Reviews; r != nil {
		row.Rated, row.Conflict = r.Mine, r.Conflict
		for _, f := range r.Flags {
			row.Flags = append(row.Flags, v.p.Code("application.flag_", f))
		}
		if r.Count > 0 {
			row.Mean = v.p.T("application.mean", "Mean", v.p.Digits(strconv.FormatFloat(float64(r.Mean)/100, 'f', 1, 64)), "Number", r.Count)
		}
	}
	if a.Decision != nil && a.Decision.Released.IsZero() {
		row.Note = v.p.Code("application.to_", a.Decision.Outcome)
	}
	return row
}

// applicant is somebody by name where the reader may know it: until they take part, organisers and reviewers read what was written, and
// tell applicants apart by the end of their ids.
func (v *visit) applicant(names map[string]string, id string) string {
	if n := names[id]; n != "" || id == "" {
		return n
	}
	return v.p.T("review.applicant", "ID", id[max(0, len(id)-4):])
}

type applicationsView struct{ Items []applicationRow }

func pageApplications(v *visit) error {
	view := applicationsView{}
	names := map[string]string{}
	for a, err := range v.api.MyApplications(v.ctx) {
		if err != nil {
			return err
		}
		if len(view.Items) == maxCohorts {
			break
		}
		row := v.applicationRow(a, nil)
		if _, ok := names[a.Cohort]; !ok {
			names[a.Cohort] = v.p.T("cohort.hidden")
			if c, err := v.api.Cohort(v.ctx, a.Cohort); err == nil {
				names[a.Cohort] = c.Name
			}
		}
		row.CohortName = names[a.Cohort]
		view.Items = append(view.Items, row)
	}
	return v.show(http.StatusOK, "applications", v.p.T("application.title"), view)
}

// answerField is one question of the form, with what was answered.
type answerField struct {
	api.CohortQuestion
	Name    string
	Choices []option
}

type applyView struct {
	Form
	Cohort    *api.Cohort
	As        string
	Questions []answerField
	Evidence  []int
	Version   string
	State     string
	ID        string
	Saved     string
	Registers bool
	Mentor    bool
	Earlier   []earlierRow
	Wishes    []option // approved projects that a newcomer can wish for
	Kept      []string // how long all of it is kept
}

type earlierRow struct {
	When  string
	Texts []string
}

const (
	mostEvidence = 10
	freeEvidence = 2
)

// callQuestions are the questions of a cohort for newcomers or mentors.
func (v *visit) callQuestions(c *api.Cohort, as string) (out []answerField) {
	for _, q := range c.Questions {
		if q.For != "" && q.For != "both" && q.For != as {
			continue
		}
		x := answerField{CohortQuestion: q, Name: "answer_" + q.Code}
		switch q.Kind {
		case "yes":
			x.Choices = []option{{"yes", v.p.T("application.yes")}, {"no", v.p.T("application.no")}}
		case "one", "many":
			for _, o := range q.Options {
				x.Choices = append(x.Choices, option{o, o})
			}
		}
		out = append(out, x)
	}
	return out
}

func pageApply(v *visit) error { return v.apply(http.StatusOK, nil) }

func (v *visit) apply(status int, f *Form) error {
	as := v.r.PathValue("as")
	if as != "newcomer" && as != "mentor" {
		return errNoPage
	}
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	a, version, err := v.ownApplication(c.ID, as)
	if err != nil {
		return err
	}
	if a != nil && a.State != "draft" && a.State != "sent" && a.State != "withdrawn" {
		return v.to("/applications/"+a.ID, "")
	}
	if !c.Applying {
		return v.to("/cohorts/"+c.ID, "cohort_takes_nobody")
	}
	view := applyView{Cohort: c, As: as, Questions: v.callQuestions(c, as), Mentor: as == "mentor"}
	way := c.Newcomers
	if view.Mentor {
		way = c.Mentors
	}
	view.Registers, view.Kept = way != "apply", v.keptRules(c)
	if !view.Mentor {
		view.Wishes = v.wishOptions(c.ID)
	}
	if f == nil {
		typed := v.typedOf(a)
		f = &typed
	}
	view.Form, view.Version = *f, strconv.FormatInt(version, 10)
	if a != nil {
		view.State, view.ID, view.Saved = a.State, a.ID, v.p.Ago(a.Saved, v.now, v.zone())
		if old, err := v.api.ApplicationVersions(v.ctx, a.ID); err == nil {
			view.Earlier = v.earlier(old)
		}
	}
	have := 0
	for i := range mostEvidence {
		if f.Value("evidence_url_"+itoa(i)) != "" {
			have = i + 1
		}
	}
	for i := range min(have+freeEvidence, mostEvidence) {
		view.Evidence = append(view.Evidence, i)
	}
	return v.show(status, "apply", v.p.T("application.apply_to", "Name", c.Name), view)
}

func (v *visit) earlier(list *api.ApplicationVersions) (out []earlierRow) {
	for _, x := range list.Items {
		row := earlierRow{When: v.moment(x.At)}
		for _, a := range x.Answers {
			if a.Text != "" {
				row.Texts = append(row.Texts, a.Text)
			}
		}
		out = append(out, row)
	}
	return out
}

// ownApplication is the reader's application for a cohort; nil if there is none.
func (v *visit) ownApplication(cohort, as string) (*api.Application, int64, error) {
	var got client.Answer
	a, err := v.api.Application(v.ctx, cohort+"_"+v.account()+"_"+as[:1], client.Into(&got))
	if fault.Has(err, fault.NotFound) {
		return nil, 0, nil
	}
	return a, got.Version, err
}

// typedOf is the form of an application as it was saved.
func (v *visit) typedOf(a *api.Application) Form {
	f := v.empty("application_places", "1")
	if a == nil {
		return f
	}
	for _, x := range a.Answers {
		f.typed.Set("answer_"+x.Question, x.Text)
		if len(x.Chosen) > 0 {
			f.typed["answer_"+x.Question] = x.Chosen
		}
	}
	for i, e := range a.Evidence {
		f.typed.Set("evidence_url_"+itoa(i), e.URL)
		f.typed.Set("evidence_what_"+itoa(i), e.What)
	}
	f.typed["track"], f.typed["project_wish"] = a.Tracks, a.Projects
	f.typed.Set("belongs", a.Belongs)
	if a.Places > 0 {
		f.typed.Set("application_places", itoa(a.Places))
	}
	return f
}

// doApply keeps the draft, and sends it if that is asked for.
func doApply(v *visit) error {
	f, id, as := v.posted(), v.r.PathValue("id"), v.r.PathValue("as")
	c, err := v.api.Cohort(v.ctx, id)
	if err != nil {
		return err
	}
	in, fields := v.draftOf(&f, c, as)
	var a *api.Application
	if len(f.Wrong) == 0 {
		var opts []client.CallOption
		if n, err := strconv.ParseInt(f.Value("version"), 10, 64); err == nil && n > 0 {
			opts = append(opts, client.IfMatch(n))
		}
		a, err = v.api.SaveApplication(v.ctx, id, as, in, opts...)
	}
	if err == nil && a != nil && f.Value("do") == "send" {
		agreement := 0
		if f.Is("agree", "yes") {
			agreement = c.AgreementVersion
		}
		if a, err = v.api.SendApplication(v.ctx, a.ID, agreement); err == nil {
			return v.to("/applications/"+a.ID, "application_sent")
		}
	}
	named := func(status int, f *Form) error {
		for i, w := range f.Wrong { // which question it is about, also in the list above the form
			for _, q := range v.callQuestions(c, as) {
				if w.Field == q.Name && !strings.Contains(w.Text, shorten(q.Text, 80)) { // some sentences name it themselves
					f.Wrong[i].Text = v.p.T("application.wrong_in", "Question", q.Text, "Text", w.Text)
				}
			}
		}
		return v.apply(status, f)
	}
	if shown, err := v.askAgain(&f, err, fields, named); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/apply/"+as, "application_saved")
}

// draftOf reads the form, and says which field a pointer of the API means.
func (v *visit) draftOf(f *Form, c *api.Cohort, as string) (in api.ApplicationDraft, fields map[string]string) {
	fields = map[string]string{"/places": "application_places", "/tracks": "track", "/agreement": "agree", "/belongs": "belongs", "/projects": "project_wish"}
	in.Language, in.Tracks, in.Belongs = v.p.Tag, f.All("track", mostTracks), f.Value("belongs")
	if as == "mentor" {
		in.Places = f.number("application_places", 1, 20)
	} else {
		in.Projects = f.All("project_wish", mostWishes+1)
	}
	for _, q := range v.callQuestions(c, as) {
		f.call(q.Name, shorten(q.Text, 80))
		x := api.ApplicationAnswer{Question: q.Code}
		if q.Kind == "short" || q.Kind == "long" {
			x.Text = f.Text(q.Name)
		} else {
			x.Chosen = f.All(q.Name, 20)
		}
		fields["/answers/"+q.Code] = q.Name
		if x.Text == "" && len(x.Chosen) == 0 {
			continue
		}
		fields["/answers/"+itoa(len(in.Answers))] = q.Name
		in.Answers = append(in.Answers, x)
	}
	for i := range mostEvidence {
		e := api.ApplicationEvidence{URL: f.Text("evidence_url_" + itoa(i)), What: f.Text("evidence_what_" + itoa(i))}
		if e.URL == "" && e.What == "" {
			continue
		}
		fields["/evidence/"+itoa(len(in.Evidence))] = "evidence_url_" + itoa(i)
		in.Evidence = append(in.Evidence, e)
	}
	return in, fields
}

type applicationView struct {
	Ended     string // since when they take part no more, and why
	By        bool   // an organiser ended it
	Offer     bool   // they are a mentor here, and have not said that they mentor: no round finds them
	Describes bool   // they can say something about themselves for statistics, and have not
	Form
	applicationRow
	Cohort    *api.Cohort
	Told      decided
	Sent      string
	Taking    bool
	Nameless  bool // who takes part gave no name yet
	Waiting   bool
	Over      bool // taking part has ended
	Open      bool // it can be withdrawn
	Agree     bool // another text of the agreement waits
	Agreement string
	Mentors   []faceOf
	Issues    []link
	Unknown   bool        // nothing is known of what they look for: the issues are for any beginner
	Answers   []answerRow // what the reader wrote
	Evidence  []api.ApplicationEvidence
	Tracks    []string
	Wishes    []string
	KeptUntil string
	Mentor    bool        // they mentor here: check-ins are those of whom they mentor
	Mentored  []goingView // who that is
}

// decided is what an applicant reads about a decision.
type decided struct{ Title, Reason, Words string }

// decision says what was decided, in the language of p's reader.
func decision(p printer, d *api.ApplicationDecided) decided {
	if d == nil {
		return decided{}
	}
	out := decided{Title: p.Code("application.told_", d.Outcome), Words: d.Words}
	if d.Reason != "" {
		out.Reason = p.Code("application.because_", d.Reason)
	}
	return out
}

func pageApplication(v *visit) error { return v.application(http.StatusOK, nil) }

func (v *visit) application(status int, f *Form) error {
	a, err := v.api.Application(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if a.Person != v.account() {
		return v.to("/cohorts/"+a.Cohort+"/reviews/"+a.ID, "")
	}
	c, err := v.api.Cohort(v.ctx, a.Cohort)
	if err != nil {
		return err
	}
	if f == nil {
		empty := v.empty()
		f = &empty
	}
	view := applicationView{Form: *f, applicationRow: v.applicationRow(*a, nil), Cohort: c, Told: decision(v.p, a.Decision), Taking: a.State == "accepted",
		Waiting: a.State == "waiting", Over: a.State == "left", Open: a.State == "sent" || a.State == "waiting"}
	view.CohortName, view.Ended = c.Name, v.partEnded(a)
	view.By = a.State == "left" && a.LeftBy == "organiser"
	view.Answers, view.Evidence, view.Tracks = v.callAnswers(c, a.Answers), a.Evidence, trackNames(c, a.Tracks)
	if len(a.Projects) > 0 {
		for _, o := range v.wishOptions(c.ID) {
			if slices.Contains(a.Projects, o.Value) {
				view.Wishes = append(view.Wishes, o.Text)
			}
		}
	}
	if !a.KeptUntil.IsZero() {
		view.KeptUntil = v.p.Date(a.KeptUntil, v.zone())
	}
	if !a.Sent.IsZero() {
		view.Sent = v.moment(a.Sent)
	}
	if view.Agree = view.Taking && a.As == "mentor" && c.Agreement != "" && a.Agreed < c.AgreementVersion; view.Agree {
		view.Agreement = c.Agreement
	}
	view.Describes = view.Taking && v.mayDescribe(c.ID)
	view.Nameless = view.Taking && v.nameless()
	if view.Taking && a.As == "mentor" {
		view.Mentor, view.Mentored = true, v.mentoredIn(c)
		me, err := v.person()
		view.Offer = err == nil && !me.Mentor || fault.Has(err, fault.NotFound)
	}
	if (a.State == "declined" || view.Waiting) && a.As == "newcomer" {
		v.nextBest(&view)
	}
	return v.show(status, "application", v.p.T("application.yours", "Name", c.Name), view)
}

// trackNames are the names of tracks that were chosen.
func trackNames(c *api.Cohort, codes []string) (out []string) {
	for _, code := range codes {
		for _, t := range c.Tracks {
			if t.Code == code {
				out = append(out, t.Name)
			}
		}
	}
	return out
}

// nextBest are people and issues for somebody who does not take part: what is away is left out.
func (v *visit) nextBest(view *applicationView) {
	if list, err := v.api.OwnMentors(v.ctx, "", 3); err == nil {
		var ids []string
		for _, r := range list.Items {
			ids = append(ids, r.Person)
		}
		names := v.names(ids)
		for _, id := range ids {
			view.Mentors = append(view.Mentors, faceOf{id, v.named(names, id)})
		}
	}
	if list, err := v.api.OwnIssues(v.ctx, "", 3); err == nil {
		for _, r := range list.Items {
			if i, err := v.api.Issue(v.ctx, r.Issue); err == nil {
				view.Issues = append(view.Issues, link{URL: "/issues/" + i.ID, Text: i.Title})
			}
		}
	}
	if len(view.Mentors) > 0 || len(view.Issues) > 0 {
		return
	}
	// Nobody needs a profile to apply: what is open to beginners fits anybody, and more takes a few answers.
	view.Unknown = true
	if list, err := v.api.Issues(v.ctx, client.IssueQuery{LevelMax: 1, Free: true, Limit: 3}); err == nil {
		for _, i := range list.Items {
			view.Issues = append(view.Issues, link{URL: "/issues/" + i.ID, Text: i.Title})
		}
	}
}

func pageApplicationQuestion(v *visit) error {
	id := v.r.PathValue("id")
	switch v.r.PathValue("question") {
	case "withdraw":
		return v.question("application.withdraw", "/applications/"+id, "withdraw", true)
	case "leave":
		return v.partEnds(http.StatusOK, nil)
	}
	return errNoPage
}

func doApplication(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "withdraw":
		_, err = v.api.WithdrawApplication(v.ctx, id)
		told = "application_withdrawn"
	case "leave":
		return v.doPartEnds(f, id)
	case "agree":
		n, bad := strconv.Atoi(f.Value("agreement_version"))
		if bad != nil {
			return errNoPage
		}
		_, err = v.api.AcceptAgreement(v.ctx, id, n)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, map[string]string{}, v.application); shown {
		return err
	}
	return v.to("/applications/"+id, told)
}
