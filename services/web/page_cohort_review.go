package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/web/words"
)

// printer is what a decision is said with: the reader's language, or the applicant's.
type printer = *words.Printer

const maxReviews = 200 // applications that a list shows

type reviewsView struct {
	Cohort *api.Cohort
	State  string
	States []string
	Items  []applicationRow
	More   bool
	Within string // only those who belong to the organisation, or do not
}

// sentTo are the applications of the cohort of the page, in one state or all, and of those who belong or all.
func (v *visit) sentTo(cohort, state, within string) (list []api.Application, names map[string]string, more bool, err error) {
	var ids []string
	for a, err := range v.api.ApplicationsWithin(v.ctx, cohort, state, within) {
		if err != nil {
			return nil, nil, false, err
		}
		if len(list) == maxReviews {
			more = true
			break
		}
		list, ids = append(list, a), append(ids, a.Person)
	}
	return list, v.names(ids), more, nil
}

func pageReviews(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := reviewsView{Cohort: c, State: v.r.URL.Query().Get("state"), States: []string{"sent", "waiting", "accepted", "declined", "left"}}
	if !slices.Contains(view.States, view.State) {
		view.State = "sent"
	}
	if view.Within = v.r.URL.Query().Get("belongs"); view.Within != "internal" && view.Within != "external" {
		view.Within = ""
	}
	list, names, more, err := v.sentTo(c.ID, view.State, view.Within)
	if err != nil {
		return err
	}
	view.More = more
	for _, a := range list {
		view.Items = append(view.Items, v.applicationRow(a, names))
	}
	return v.show(http.StatusOK, "reviews", v.p.T("review.title", "Name", c.Name), view)
}

type opinionRow struct {
	Name, Rating, Note string
	Flags              []string
	Conflict           bool
}

type answerRow struct{ Question, Text string }

type reviewView struct {
	Form
	applicationRow
	Cohort    *api.Cohort
	Answers   []answerRow
	Secret    []answerRow
	Deleted   string
	Evidence  []api.ApplicationEvidence
	Tracks    []string
	Eligible  string
	Opinions  []opinionRow
	Told      decided
	Released  bool
	Decides   bool
	Known     bool // the reader may look at their page
	Flagged   []string
	Because   []string
	Outcomes  []string
	Ratings   []int
	KeptUntil string
}

var (
	reviewFlags  = []string{"look_closer", "outstanding", "doubtful_evidence", "incomplete", "other_track"}
	becauseCodes = []string{"places", "experience", "not_eligible", "fit", "incomplete", "other"}
)

func pageReviewOne(v *visit) error { return v.reviewOne(http.StatusOK, nil) }

func (v *visit) reviewOne(status int, f *Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	a, err := v.api.Application(v.ctx, v.r.PathValue("application"))
	if err != nil {
		return err
	}
	if a.Person == v.account() {
		return v.to("/applications/"+a.ID, "")
	}
	reviews, err := v.api.ApplicationReviews(v.ctx, a.ID)
	if err != nil {
		return err
	}
	ids := []string{a.Person}
	for _, r := range reviews.Items {
		ids = append(ids, r.Reviewer)
	}
	names := v.names(ids)
	view := reviewView{applicationRow: v.applicationRow(*a, names), Cohort: c, Answers: v.callAnswers(c, a.Answers), Evidence: a.Evidence,
		Told: decision(v.p, a.Decision), Flagged: reviewFlags, Because: becauseCodes, Outcomes: []string{"accept", "wait", "decline"}, Ratings: []int{1, 2, 3, 4, 5}}
	view.Decides = c.Mine.Organiser && (a.State == "sent" || a.State == "waiting")
	view.Known = names[a.Person] != ""
	view.Released = a.Decision != nil && !a.Decision.Released.IsZero()
	if !a.KeptUntil.IsZero() {
		view.KeptUntil = v.p.Date(a.KeptUntil, v.zone())
	}
	if a.Eligible != "" {
		view.Eligible = v.p.Code("review.eligible_", a.Eligible)
	}
	view.Tracks = trackNames(c, a.Tracks)
	if f == nil {
		empty := v.empty()
		f = &empty
		if d := a.Decision; d != nil && d.Released.IsZero() {
			f.typed.Set("outcome", d.Outcome)
			f.typed.Set("because", d.Reason)
			f.typed.Set("words", d.Words)
		}
	}
	for _, r := range reviews.Items {
		row := opinionRow{Name: v.staffName(names, r.Reviewer), Note: r.Note, Conflict: r.Conflict}
		if r.Rating > 0 {
			row.Rating = v.p.T("review.of_five", "Rating", r.Rating)
		}
		for _, x := range r.Flags {
			row.Flags = append(row.Flags, v.p.Code("application.flag_", x))
		}
		view.Opinions = append(view.Opinions, row)
		if r.Reviewer == v.account() && !f.typed.Has("rating") {
			f.typed.Set("rating", itoa(r.Rating))
			f.typed.Set("note", r.Note)
			f.typed["flag"] = r.Flags
		}
	}
	view.Form = *f
	if c.Mine.Reader {
		if x, err := v.api.Eligibility(v.ctx, a.ID); err == nil {
			view.Secret, view.Deleted = v.callAnswers(c, x.Answers), v.p.Date(x.Deleted, v.zone())
		}
	}
	return v.show(status, "review", v.p.T("review.one", "Name", view.Name), view)
}

// callAnswers are answers beside their questions.
func (v *visit) callAnswers(c *api.Cohort, list []api.ApplicationAnswer) (out []answerRow) {
	for _, q := range c.Questions {
		for _, a := range list {
			if a.Question != q.Code {
				continue
			}
			text := a.Text
			if q.Kind == "yes" && len(a.Chosen) > 0 {
				text = v.p.T("application.no")
				if a.Chosen[0] == "yes" {
					text = v.p.T("application.yes")
				}
			} else if len(a.Chosen) > 0 {
				text = v.p.Join(a.Chosen)
			}
			out = append(out, answerRow{q.Text, text})
		}
	}
	return out
}

func doReviewOne(v *visit) error {
	f, id := v.posted(), v.r.PathValue("application")
	at := "/cohorts/" + v.r.PathValue("id") + "/reviews"
	var err error
	switch f.Value("do") {
	case "rate":
		_, err = v.api.ReviewApplication(v.ctx, id, api.ReviewBody{Rating: f.number("rating", 0, 5), Flags: f.All("flag", 5), Note: f.Text("note")})
	case "conflict":
		if _, err = v.api.ReviewApplication(v.ctx, id, api.ReviewBody{Conflict: true}); err == nil {
			return v.to(at, "review_conflict")
		}
	case "decide":
		in := api.ApplicationDecision{Outcome: f.Value("outcome"), Reason: f.Value("because"), Words: f.Text("words")}
		if in.Outcome == "accept" {
			in.Reason = ""
		}
		_, err = v.api.DecideApplication(v.ctx, id, in)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, map[string]string{"/note": "note", "/reason": "because", "/outcome": "outcome", "/words": "words"},
		v.reviewOne); shown {
		return err
	}
	return v.to(at+"/"+id, "saved")
}

// messageRow is what one applicant will read.
type messageRow struct {
	applicationRow
	Told   decided
	Lang   string
	Dir    string
	Number int64 // of the decision that is shown
}

type decisionsView struct {
	Form
	Cohort   *api.Cohort
	Items    []messageRow
	Accepted int
}

func pageDecisions(v *visit) error { return v.decisions(http.StatusOK, v.empty()) }

// decisions are those that wait to be told, each as its applicant will read it.
func (v *visit) decisions(status int, f Form) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	view := decisionsView{Form: f, Cohort: c}
	for _, state := range []string{"sent", "waiting"} {
		list, names, _, err := v.sentTo(c.ID, state, "")
		if err != nil {
			return err
		}
		for _, a := range list {
			if a.Decision == nil || !a.Decision.Released.IsZero() {
				continue
			}
			p, ok := v.site.book.For(a.Language)
			if !ok {
				p = v.p
			}
			view.Items = append(view.Items, messageRow{applicationRow: v.applicationRow(a, names), Told: decision(p, a.Decision), Lang: p.HTML, Dir: p.Dir,
				Number: a.Decision.Number})
			if a.Decision.Outcome == "accept" {
				view.Accepted++
			}
		}
	}
	return v.show(status, "decisions", v.p.T("review.decisions", "Name", c.Name), view)
}

func doDecisions(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	chosen := f.All("application", maxReviews)
	if len(chosen) == 0 {
		f.refuse("", "review.choose")
		return v.decisions(http.StatusUnprocessableEntity, f)
	}
	in := api.DecisionsRelease{Applications: chosen}
	for _, x := range chosen {
		n, err := strconv.ParseInt(f.Value("number_"+x), 10, 64)
		if err != nil {
			return errNoPage
		}
		in.Numbers = append(in.Numbers, n)
	}
	got, err := v.api.ReleaseExactly(v.ctx, id, in)
	if err != nil {
		if !v.blame(&f, err, map[string]string{}) {
			return err
		}
		return v.decisions(http.StatusUnprocessableEntity, f)
	}
	for _, x := range got.Items {
		if !x.Released {
			f.Wrong = append(f.Wrong, wrong{"", v.problem(&fault.Fault{Kind: fault.Conflict, Code: x.Code})})
		}
	}
	if len(f.Wrong) > 0 {
		return v.decisions(http.StatusConflict, f)
	}
	return v.to("/cohorts/"+id+"/manage", "decisions_released")
}
