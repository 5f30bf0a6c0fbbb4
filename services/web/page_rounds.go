package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// roundRoutes are rounds and what counts in them: for those who organise the programme.
var roundRoutes = []route{
	{"GET /programmes/{id}/rounds", signedIn, pageRounds},
	{"POST /programmes/{id}/rounds", signedIn, doRounds},
	{"GET /rounds/{id}", signedIn, pageRound},
	{"POST /rounds/{id}", signedIn, doRound},
	{"GET /rounds/{id}/pairs", signedIn, pageRoundPairs},
	{"GET /rounds/{id}/newcomers/{row}", signedIn, pageRoundNewcomer},
	{"POST /rounds/{id}/newcomers/{row}", signedIn, doRoundNewcomer},
	{"POST /rounds/{id}/mentors/{row}", signedIn, doRoundSeat},
	{"GET /rounds/{id}/audit", signedIn, pageRoundAudit},
	{"GET /rounds/{id}/pairs.csv", signedIn, pageRoundPairsFile},
	{"GET /rounds/{id}/audit.csv", signedIn, pageRoundAuditFile},
	{"GET /rounds/{id}/certificate.json", signedIn, pageRoundCertificateFile},
	{"GET /rounds/{id}/plot.svg", signedIn, pageRoundPlotFile},
	{"GET /rounds/{id}/publish", signedIn, pageRoundPublish},
	{"GET /rounds/{id}/discard", signedIn, pageRoundDiscard},
	{"GET /programmes/{id}/weights", signedIn, pageWeights},
	{"POST /programmes/{id}/weights", signedIn, doWeights},
	{"GET /cohorts/{id}/criteria", signedIn, pageCohortCriteria},
	{"POST /cohorts/{id}/criteria", signedIn, doCohortCriteria},
}

// roundRow is a round in a list.
type roundRow struct{ ID, Made, State, Note, Cohort string }

type roundsView struct {
	Form
	Programme programmeRow
	Cohort    string
	CohortID  string
	Rows      []roundRow
	More      string
}

func pageRounds(v *visit) error {
	return v.rounds(http.StatusOK, v.empty("cohort", v.r.URL.Query().Get("cohort")))
}

func (v *visit) rounds(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	var a client.Answer
	list, err := v.api.Rounds(v.ctx, p.ID, 20, v.r.URL.Query().Get("cursor"), client.Into(&a))
	if err != nil {
		return err
	}
	view := roundsView{Form: f, Programme: v.programmeRow(*p), More: v.followingPage(a)}
	if id := f.Value("cohort"); id != "" {
		if c, err := v.api.Cohort(v.ctx, id); err == nil {
			view.Cohort, view.CohortID = c.Name, c.ID
		}
	}
	cohorts := map[string]string{view.CohortID: view.Cohort}
	for i := range list.Items {
		row, id := v.roundRow(&list.Items[i]), list.Items[i].Cohort
		if _, known := cohorts[id]; !known {
			cohorts[id] = v.cohortName(id)
		}
		if id != "" {
			row.Cohort = cohorts[id]
		}
		view.Rows = append(view.Rows, row)
	}
	return v.show(status, "rounds", v.p.T("rounds.title"), view)
}

// cohortName is what a cohort is called; "" where that cannot be read.
func (v *visit) cohortName(id string) string {
	if c, err := v.api.Cohort(v.ctx, id); err == nil && id != "" {
		return c.Name
	}
	return ""
}

// followingPage is the address of the page that follows; "" at the end.
func (v *visit) followingPage(a client.Answer) string {
	next := nextOf(a)
	if next == "" {
		return ""
	}
	q := v.r.URL.Query()
	q.Set("cursor", next)
	q.Del("did")
	return v.r.URL.Path + "?" + q.Encode()
}

// nextOf is the cursor of the page that follows; "" at the end.
func nextOf(a client.Answer) string {
	u, err := url.Parse(a.Next)
	if err != nil {
		return ""
	}
	return u.Query().Get("cursor")
}

func (v *visit) roundRow(r *api.Round) roundRow {
	row := roundRow{ID: r.ID, Made: v.moment(r.Created), State: v.p.Code("rounds.state_", r.Status)}
	switch {
	case r.Work != nil:
		row.Note = v.p.Code("rounds.work_", r.Work.Kind)
	case r.Failed != nil:
		row.Note = v.p.T("rounds.failed")
	case r.Publication != nil:
		row.Note = v.p.T("rounds.proposed", "Number", r.Publication.Proposed)
	case r.Input != nil:
		row.Note = v.p.T("rounds.people", "Newcomers", r.Input.Newcomers, "Mentors", r.Input.Mentors)
	}
	return row
}

// doRounds drafts a round.
func doRounds(v *visit) error {
	f := v.posted()
	r, err := v.api.NewRound(v.ctx, api.NewRound{Programme: v.r.PathValue("id"), Cohort: f.Value("cohort")}, f.key())
	if err != nil {
		if !v.blame(&f, err, nil) {
			return err
		}
		return v.rounds(http.StatusUnprocessableEntity, f)
	}
	return v.to("/rounds/"+r.ID, "round_drafted")
}

// line is a label with what it says.
type line struct{ Label, Text string }

// roundColumn is what one objective made of a round.
type roundColumn struct {
	Objective, Title, Text string
	Side                   string // whose best answer it is; of stable
	Note                   string // what the figures come from; "" where they speak for themselves
	Stale                  bool
	Lines                  []line
	Choices, Load          chartOf
}

// chartOf are bars; what they say stands in a table beside them, too.
type chartOf struct {
	ID, Title string
	Bars      []chartBar
}

type chartBar struct {
	Label      string
	Short      string // fits under the bar
	Count      int
	X, Y, H    int
	Mid, Above int
	Nobody     bool
}

const (
	chartWide  = 320
	chartHigh  = 96
	chartFloor = 116
)

var choiceNames = []string{"1", "2", "3", "4_5", "6_10", "11_20", "later", "nobody"}
var loadNames = []string{"no_place", "nobody", "under_half", "half", "full"}

func (v *visit) chart(id, title, prefix string, names []string, counts []int) chartOf {
	out, most := chartOf{ID: id, Title: title}, 1
	for _, n := range counts {
		most = max(most, n)
	}
	step := chartWide / len(names)
	short := strings.TrimSuffix(prefix, "_") + "_short_"
	for i, name := range names[:min(len(names), len(counts))] {
		h := counts[i] * chartHigh / most
		if counts[i] > 0 {
			h = max(h, 2)
		}
		out.Bars = append(out.Bars, chartBar{Label: v.p.Code(prefix, name), Short: v.p.Code(short, name), Count: counts[i], X: i*step + 3,
			Y: chartFloor - h, H: h,
			Mid: i*step + step/2, Above: chartFloor - h - 5, Nobody: name == "nobody" || name == "no_place"})
	}
	return out
}

type roundView struct {
	Form
	ID, State        string
	Programme        programmeRow
	Cohort, CohortID string
	Made             string
	Facts            []line
	Columns          []roundColumn
	Pinned, Forbid   int
	Version          int64
	Draft, Published bool
	Stale, Solved    bool
	Working          string
	Done, Total      int
	Failed           string
	GoOn             bool   // publishing was given up, and can go on
	Lacks            []line // of one that has nobody to pair: who there was, and why they are not in it
	Result           []line
	Replies          []line // how its pairs went on
	RepliesChart     chartOf
	RepliesMissing   bool
	Until            string
	Returned         int
	Best             string // the objective of the publication
	Checked          []checkedLine
	Left, Seats      int
	Details          []line // who was left out, and whose places are other ones
	Sides            []option
	Side             string
}

// checkedLine is what came of checking what is stored, of one or more objectives.
type checkedLine struct {
	Text string
	Bad  bool
}

func pageRound(v *visit) error { return v.round(http.StatusOK, v.empty()) }

func (v *visit) round(status int, f Form) error {
	var a client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	view := roundView{Form: f, ID: r.ID, State: v.p.Code("rounds.state_", r.Status), Programme: programmeRow{ID: r.Programme}, Made: v.moment(r.Created),
		Version: a.Version, Draft: r.Status == "draft", Published: r.Status == "published", Pinned: len(r.Pinned), Forbid: len(r.Forbidden),
		Solved: len(r.Answers) > 0, Left: len(r.LeftOut), Seats: len(r.Seats), Sides: v.sideOptions(), Side: r.Side}
	if p, err := v.api.Programme(v.ctx, r.Programme); err == nil {
		view.Programme = v.programmeRow(*p)
	}
	if r.Cohort != "" {
		view.CohortID, view.Cohort = r.Cohort, v.cohortName(r.Cohort)
	}
	view.Details = v.settledDetails(r)
	if w := r.Work; w != nil {
		view.Working, view.Done, view.Total = v.p.Code("rounds.work_", w.Kind), w.Done, w.Total
	}
	if x := r.Failed; x != nil {
		view.Failed = v.p.Code("rounds.why_", afterDot(x.Code))
		view.GoOn = r.Status == "publishing" && r.Work == nil && x.Kind == "publish"
		if x.Code == codeNobody {
			view.Lacks = append([]line{{v.p.T("rounds.newcomers"), v.p.Number(x.Newcomers)}, {v.p.T("rounds.mentors"), v.p.Number(x.Mentors)}},
				v.leftOut(x.Left)...)
		}
	}
	if in := r.Input; in != nil {
		view.Facts = []line{{v.p.T("rounds.newcomers"), v.p.Number(in.Newcomers)}, {v.p.T("rounds.mentors"), v.p.Number(in.Mentors)},
			{v.p.T("rounds.places"), v.p.Number(in.Places)}}
		view.Facts = append(view.Facts, v.leftOut(in.Left)...)
		if len(in.LooksFor) > 0 {
			view.Facts = append(view.Facts, line{v.p.T("looks.title"), v.lookedFor(in.LooksFor)})
		}
	}
	for i := range r.Answers {
		view.Columns = append(view.Columns, v.roundColumn(&r.Answers[i], r))
		view.Stale = view.Stale || r.Answers[i].Stale
	}
	view.Checked = v.checked(r)
	if p := r.Publication; p != nil {
		view.Best, view.Until = p.Objective, v.moment(p.Until)
		view.Result = []line{{v.p.T("rounds.result_way"), v.p.Code("rounds.objective_", p.Objective)},
			{v.p.T("rounds.result_proposed"), v.p.Number(p.Proposed)}}
		view.replies(v)
		for _, why := range []string{"returned", "erased", "unknown"} {
			if n := p.Returned[why]; n > 0 {
				view.Result = append(view.Result, line{v.p.Code("rounds.outcome_", why), v.p.Number(n)})
				view.Returned += n
			}
		}
	}
	return v.show(status, "round", v.p.T("rounds.round"), view)
}

// leftOut are who takes part and is not in a round, by reason.
func (v *visit) leftOut(left map[string]int) (out []line) {
	for _, why := range []string{"has_mentor", "proposed", "no_profile", "no_offers", "not_offering", "not_approved"} {
		if n := left[why]; n > 0 {
			out = append(out, line{v.p.Code("rounds.left_", why), v.p.Number(n)})
		}
	}
	return out
}

// codeNobody is why a round has nobody to pair.
const codeNobody = "round.nobody"

// afterDot is a code without its room.
func afterDot(code string) string {
	for i := len(code) - 1; i >= 0; i-- {
		if code[i] == '.' {
			return code[i+1:]
		}
	}
	return code
}

// checked says what came of checking the answers: once what several have in common.
func (v *visit) checked(r *api.Round) (out []checkedLine) {
	var of [][]string
	for _, a := range r.Answers {
		if a.Checked == nil {
			continue
		}
		x := checkedLine{Text: v.p.T("rounds.check_good", "When", v.moment(a.Checked.At))}
		if !a.Checked.Proved || !a.Checked.Same {
			x = checkedLine{v.p.T("rounds.check_failed"), true}
		}
		at := slices.Index(out, x)
		if at < 0 {
			at, out, of = len(out), append(out, x), append(of, nil)
		}
		of[at] = append(of[at], v.p.Code("rounds.objective_", a.Objective))
	}
	for i := range out {
		out[i].Text = strings.Join(of[i], v.p.T("list.comma")) + v.p.T("list.colon") + out[i].Text
	}
	return out
}

func (v *visit) roundColumn(a *api.RoundAnswer, r *api.Round) roundColumn {
	out := roundColumn{Objective: a.Objective, Title: v.p.Code("rounds.objective_", a.Objective), Text: v.p.Code("rounds.objective_text_", a.Objective),
		Stale: a.Stale}
	of := func(n, all int) string {
		share := 0
		if all > 0 {
			share = (100*n + all/2) / all
		}
		return v.p.T("rounds.of", "Number", n, "All", all, "Share", share)
	}
	all := 0
	if r.Input != nil {
		all = r.Input.Newcomers
	}
	if a.Objective == "stable" && a.Side != "" {
		out.Side = v.p.Code("rounds.best_for_", a.Side)
	}
	if a.Objective == "stable" && len(r.Pinned)+len(r.Forbidden) > 0 {
		out.Text = v.p.T("rounds.objective_text_stable_settled")
		if a.Envious > 0 {
			out.Note = v.p.T("rounds.envious_settled")
		}
	}
	out.Lines = []line{{v.p.T("rounds.matched"), of(a.Matched, all)}, {v.p.T("rounds.first"), of(a.First, a.Matched)},
		{v.p.T("rounds.three"), of(a.Three, a.Matched)}, {v.p.T("rounds.envious"), v.p.Number(a.Envious)},
		{v.p.T("rounds.total"), v.p.Number(int(a.Total / 10_000))}, {v.p.T("rounds.moved"), v.p.Number(a.Moved)}}
	out.Choices = v.chart("choices-"+a.Objective, v.p.T("rounds.choices"), "rounds.choice_", choiceNames, a.Choices)
	out.Load = v.chart("load-"+a.Objective, v.p.T("rounds.load"), "rounds.load_", loadNames, a.Load)
	return out
}

// doRound solves a round again, checks it, publishes or discards it.
func doRound(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told, at := "", "/rounds/"+url.PathEscape(id)
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	match := client.IfMatch(seen)
	switch f.Value("do") {
	case "solve":
		at += "#now"
		_, err = v.api.SolveRound(v.ctx, id, api.RoundSolving{Side: f.Value("side")}, match)
	case "check":
		at += "#now"
		_, err = v.api.CheckRound(v.ctx, id)
	case "publish":
		days := f.number("round_days", 1, 60)
		if len(f.Wrong) > 0 {
			return v.roundPublish(http.StatusUnprocessableEntity, f)
		}
		told = "round_publishing"
		_, err = v.api.PublishRound(v.ctx, id, api.RoundPublishing{Objective: f.Value("objective"), Days: days}, match)
	case "go_on": // with what was being published
		r, gone := v.api.Round(v.ctx, id)
		if gone != nil {
			return gone
		}
		if r.Publication == nil {
			return errNoPage
		}
		told, at = "round_publishing", at+"#now"
		_, err = v.api.PublishRound(v.ctx, id, api.RoundPublishing{Objective: r.Publication.Objective}, match)
	case "discard":
		r, gone := v.api.Round(v.ctx, id)
		if gone != nil {
			return gone
		}
		if err = v.api.DiscardRound(v.ctx, id, match); err == nil {
			return v.to("/programmes/"+r.Programme+"/rounds", "round_discarded")
		}
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, nil) {
			return err
		}
		return v.round(http.StatusUnprocessableEntity, f)
	}
	return v.to(at, told)
}

func pageRoundDiscard(v *visit) error {
	var a client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	at := "/rounds/" + url.PathEscape(r.ID)
	q := questionView{Key: client.NewKey(), Title: v.p.T("rounds.discard_title"), Text: v.p.T("rounds.discard_text"), Action: at, Do: "discard",
		Yes: v.p.T("rounds.discard_yes"), No: v.p.T("rounds.discard_no"), Back: at, Version: a.Version, Stop: true}
	return v.alone(http.StatusOK, "question", q.Title, q)
}

type publishView struct {
	Form
	ID      string
	Version int64
	Columns []roundColumn
	Draft   bool
	Done    bool // there is nothing left to publish
}

// pageRoundPublish asks before all pairs are proposed.
func pageRoundPublish(v *visit) error {
	return v.roundPublish(http.StatusOK, v.empty("objective", v.r.URL.Query().Get("objective"), "round_days", "14"))
}

func (v *visit) roundPublish(status int, f Form) error {
	var a client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	view := publishView{Form: f, ID: r.ID, Version: a.Version, Draft: r.Status == "draft" && r.Work == nil, Done: r.Status != "draft"}
	for i := range r.Answers {
		if !view.Done && !r.Answers[i].Stale {
			view.Columns = append(view.Columns, v.roundColumn(&r.Answers[i], r))
		}
	}
	return v.show(status, "round-publish", v.p.T("rounds.publish"), view)
}
