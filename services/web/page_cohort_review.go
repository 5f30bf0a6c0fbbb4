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

type opinionRow struct {
	Name, Rating, Note string
	Flags              []string
	Conflict, Own      bool
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
	Ended     string // since when they take part no more, and why
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
	Seen      int64  // the number of the decision that stands, which the form replaces
	By        string // who prepared it
	Since     bool   // it is another than the one that the form was made from
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
	if a.Decision != nil && a.Decision.By != "" {
		ids = append(ids, a.Decision.By)
	}
	names := v.names(ids)
	view := reviewView{applicationRow: v.applicationRow(*a, names), Cohort: c, Answers: v.callAnswers(c, a.Answers), Evidence: a.Evidence,
		Told: decision(v.p, a.Decision), Flagged: reviewFlags, Because: becauseCodes, Outcomes: []string{"accept", "wait", "decline"}, Ratings: []int{1, 2, 3, 4, 5}}
	view.Decides = c.Mine.Organiser && (a.State == "sent" || a.State == "waiting")
	if d := a.Decision; d != nil {
		view.Seen, view.By = d.Number, v.staffName(names, d.By)
		view.Since = f != nil && f.Value("do") == "decide" && f.Value("seen") != itoa(int(d.Number))
	}
	view.Known = names[a.Person] != ""
	view.Released = a.Decision != nil && !a.Decision.Released.IsZero()
	if !a.KeptUntil.IsZero() {
		view.KeptUntil = v.p.Date(a.KeptUntil, v.zone())
	}
	if a.Eligible != "" && slices.ContainsFunc(c.Questions, func(q api.CohortQuestion) bool { return q.Eligibility }) {
		view.Eligible = v.p.Code("review.eligible_", a.Eligible)
	}
	view.Tracks, view.Ended = trackNames(c, a.Tracks), v.partEnded(a)
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
		row := opinionRow{Name: v.staffName(names, r.Reviewer), Note: r.Note, Conflict: r.Conflict, Own: r.Reviewer == v.account()}
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

// seen is the number of the decision that a form was made from; 0 where there was none, or what was sent says none.
func seen(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
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
		_, err = v.api.DecideApplication(v.ctx, id, api.DecisionBody{ApplicationDecision: in, Replaces: seen(f.Value("seen"))})
	default:
		return errNoPage
	}
	if fault.Coded(err, "application.decided_since") {
		f.refuse("decide", "problem.application_decided_since")
	}
	if shown, err := v.askAgain(&f, err, map[string]string{"/note": "note", "/reason": "because", "/outcome": "outcome", "/words": "words"},
		v.reviewOne); shown {
		return err
	}
	return v.to(at+"/"+id, "saved")
}
