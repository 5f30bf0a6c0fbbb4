package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Applications that a page shows, and at most of those that are decided together in one step of the API.
const (
	reviewsAtOnce = 50
	decideAtOnce  = 200
)

type reviewsView struct {
	Form
	Cohort   *api.Cohort
	State    string
	States   []string
	Items    []applicationRow
	Here     string // the page itself, with what was chosen
	Next     string
	Within   string // only those who belong to the organisation, or do not
	Decides  bool
	Outcomes []string
	Because  []string
}

// States in which applications are listed, and what can be decided in each.
var (
	reviewStates   = []string{"sent", "waiting", "accepted", "declined", "left"}
	reviewOutcomes = map[string][]string{"sent": {"accept", "wait", "decline"}, "waiting": {"accept", "decline"}}
)

// reviewState is in which state the reader asked for applications.
func (v *visit) reviewState() string {
	if state := v.r.URL.Query().Get("state"); slices.Contains(reviewStates, state) {
		return state
	}
	return "sent"
}

// sentTo is a page of the cohort's applications in one state, of those who belong or all, with what people are called and the next page.
func (v *visit) sentTo(path, cohort, state, within string, chosen url.Values) (list []api.Application, names map[string]string, next string, err error) {
	var a client.Answer
	page, err := v.api.ApplicationsPage(v.ctx, cohort, state, within, reviewsAtOnce, v.cursor(), client.Into(&a))
	if err != nil {
		return nil, nil, "", err
	}
	var ids []string
	for _, a := range page.Items {
		if ids = append(ids, a.Person); a.Decision != nil && a.Decision.By != "" {
			ids = append(ids, a.Decision.By)
		}
	}
	return page.Items, v.names(ids), pageAt(path, chosen, a.Next), nil
}

func pageReviews(v *visit) error { return v.reviews(http.StatusOK, v.empty()) }

func (v *visit) reviews(status int, f Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := reviewsView{Form: f, Cohort: c, State: v.reviewState(), States: reviewStates, Within: v.within(), Because: becauseCodes}
	chosen := url.Values{"state": {view.State}}
	if view.Within != "" {
		chosen.Set("belongs", view.Within)
	}
	path := "/cohorts/" + c.ID + "/reviews"
	list, names, next, err := v.sentTo(path, c.ID, view.State, view.Within, chosen)
	if err != nil {
		return err
	}
	if view.Next = next; v.cursor() != "" {
		chosen.Set("cursor", v.cursor())
	}
	view.Here = path + "?" + chosen.Encode()
	var meanwhile []string // ticked, and decided by somebody since the form was made
	for _, a := range list {
		row := v.applicationRow(a, names)
		if d := a.Decision; d != nil {
			if row.Seen = d.Number; row.Note != "" && d.By != "" {
				row.By = v.p.T("review.by", "Name", v.staffName(names, d.By))
				if d.By == v.account() {
					row.By = v.p.T("review.by_own")
				}
			}
		}
		if sent, ok := f.typed["seen_"+a.ID]; ok && status == http.StatusUnprocessableEntity && f.Is("application", a.ID) && seen(sent[0]) != row.Seen {
			f.typed["application"] = slices.DeleteFunc(f.typed["application"], func(x string) bool { return x == a.ID })
			meanwhile = append(meanwhile, row.Name)
		}
		view.Items = append(view.Items, row)
	}
	if len(meanwhile) > 0 { // what is wrong beside it must not hide that somebody decided
		f.refuse("application", "review.meanwhile", "Names", v.p.Join(meanwhile))
		view.Form = f
	}
	view.Outcomes = reviewOutcomes[view.State]
	view.Decides = c.Mine.Organiser && len(view.Outcomes) > 0 && len(view.Items) > 0
	return v.show(status, "reviews", v.p.T("review.title", "Name", c.Name), view)
}

// doReviews prepares one decision about those who are ticked, or everybody who stands there without a decision.
func doReviews(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	in := api.ApplicationDecision{Outcome: f.Value("outcome"), Reason: f.Value("because"), Words: f.Text("words_all")}
	if in.Outcome == "accept" {
		in.Reason = ""
	}
	about := f.All("application", decideAtOnce)
	numbers := make([]int64, 0, len(about))
	for _, x := range about {
		numbers = append(numbers, seen(f.Value("seen_"+x)))
	}
	if f.Value("everybody") != "" {
		var err error
		if about, numbers, err = v.undecided(id); err != nil {
			return err
		}
	}
	if len(about) == 0 {
		f.refuse("application", "review.choose")
		return v.reviews(http.StatusUnprocessableEntity, f)
	}
	kept, refused := 0, []api.DecisionPrepared{}
	var since []string // decided by somebody else meanwhile
	for len(about) > 0 {
		n := min(len(about), decideAtOnce)
		got, err := v.api.PrepareDecisions(v.ctx, id, api.DecisionsBody{ApplicationDecision: in, Applications: about[:n], Replaces: numbers[:n]})
		about, numbers = about[n:], numbers[n:]
		if shown, err := v.askAgain(&f, err, map[string]string{"/reason": "because", "/outcome": "outcome", "/words": "words_all"}, v.reviewsAgain); shown {
			return err
		}
		for _, x := range got.Items {
			switch {
			case x.Prepared:
				kept++
			case x.Code == "application.decided_since":
				since = append(since, x.Application)
			default:
				refused = append(refused, x)
			}
		}
	}
	if len(since) == 0 && len(refused) == 0 {
		return v.to("/cohorts/"+id+"/decisions", "decisions_prepared")
	}
	f.typed.Del("everybody") // what could be kept is: who is ticked again is looked at first
	if f.typed["application"] = since; len(since) > 0 {
		f.refuse("application", "review.not_written", "Count", len(since))
	}
	v.notPrepared(&f, refused)
	if f.Key = client.NewKey(); kept > 0 {
		f.Done = v.p.T("review.kept", "Count", kept)
	}
	return v.reviews(http.StatusConflict, f)
}

// notPrepared says of each who could not be decided about why, by name; of those beyond the first of them how many there are.
func (v *visit) notPrepared(f *Form, refused []api.DecisionPrepared) {
	const byName = 20
	told := refused[:min(len(refused), byName)]
	people := make([]string, len(told)) // "" of those that are gone
	for i, x := range told {
		if a, err := v.api.Application(v.ctx, x.Application); err == nil {
			people[i] = a.Person
		}
	}
	names := v.names(people)
	for i, x := range told {
		name := cmp.Or(v.applicant(names, people[i]), v.p.T("review.gone"))
		f.refuse("", "review.refused", "Name", name, "Why", v.problem(&fault.Fault{Kind: fault.Conflict, Code: x.Code}))
	}
	if more := len(refused) - byName; more > 0 {
		f.refuse("", "review.refused_more", "Count", more)
	}
}

func (v *visit) reviewsAgain(status int, f *Form) error { return v.reviews(status, *f) }

// undecided are the applications that stand in the state of the page without a decision, those of a conflict of interests left out, and the
// numbers of what they were told before.
func (v *visit) undecided(cohort string) (ids []string, numbers []int64, err error) {
	for a, err := range v.api.ApplicationsWithin(v.ctx, cohort, v.reviewState(), v.within()) {
		if err != nil {
			return nil, nil, err
		}
		if a.Reviews != nil && a.Reviews.Conflict || a.Decision != nil && a.Decision.Released.IsZero() {
			continue
		}
		n := int64(0)
		if a.Decision != nil {
			n = a.Decision.Number
		}
		ids, numbers = append(ids, a.ID), append(numbers, n)
	}
	return ids, numbers, nil
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
	Next     string
	Accepted int // newcomers, of those that the page shows
}

func pageDecisions(v *visit) error { return v.decisions(http.StatusOK, v.empty()) }

// decisions are those that wait to be told, each as its applicant will read it.
func (v *visit) decisions(status int, f Form) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	view := decisionsView{Form: f, Cohort: c}
	list, names, next, err := v.sentTo("/cohorts/"+c.ID+"/decisions", c.ID, "decided", "", url.Values{})
	if err != nil {
		return err
	}
	view.Next = next
	for _, a := range list {
		if a.Decision == nil { // of a conflict of interests
			continue
		}
		p, ok := v.site.book.For(a.Language)
		if !ok {
			p = v.p
		}
		view.Items = append(view.Items, messageRow{applicationRow: v.applicationRow(a, names), Told: decision(p, a.Decision), Lang: p.HTML, Dir: p.Dir,
			Number: a.Decision.Number})
		if a.Decision.Outcome == "accept" && a.As == "newcomer" {
			view.Accepted++
		}
	}
	return v.show(status, "decisions", v.p.T("review.decisions", "Name", c.Name), view)
}

func doDecisions(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	chosen := f.All("application", decideAtOnce)
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
	return v.to("/cohorts/"+id+"/decisions", "decisions_released")
}
