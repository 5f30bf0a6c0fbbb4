package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// caseShows are the lists of cases, in the order of the page.
var caseShows = []string{"open", "received", "acknowledged", "looked_at", "appealed", "decided", "closed"}

type casesView struct {
	Show     string
	Shows    []string
	Counts   *api.CaseCounts
	Items    []caseRow
	Next     string
	NoRights bool
}

// caseRow is a case in the list: kinds, times and states, nothing that anybody wrote and nobody's name.
type caseRow struct {
	ID, What, State, Due, At string
	More                     string // its mark, language, messages: what tells two of a kind apart
	Late, Mine, Waits        bool
}

func pageCases(v *visit) error {
	view := casesView{Show: v.r.URL.Query().Get("show"), Shows: caseShows}
	if !slices.Contains(caseShows, view.Show) {
		view.Show = "open"
	}
	ask := v.paged()
	ask["show"] = []string{view.Show}
	var a client.Answer
	list, err := client.Do[api.CaseList](v.ctx, v.api, http.MethodGet, client.Path("cases"), ask, nil, client.Into(&a))
	if err != nil {
		return err
	}
	view.Next = v.nextPage("/cases", a.Next)
	view.Counts, _ = v.api.CaseCounts(v.ctx)
	for _, c := range list.Items {
		row := caseRow{ID: c.ID, What: v.reported(c.About, c.Kind), State: v.p.Code("case.is_", c.Status), At: v.p.Short(c.Created, v.now, v.zone()),
			Late: c.Overdue, Mine: c.Moderator == v.account(), Waits: c.ReporterWaits}
		if c.Acknowledged == nil && c.Status == "received" {
			row.Due = v.p.Short(c.AcknowledgeBy, v.now, v.zone())
		}
		row.More = v.caseMore(c)
		view.Items = append(view.Items, row)
	}
	return v.show(http.StatusOK, "cases", v.p.T("case.page"), view)
}

// caseMark is how moderators name a case to each other: the end of its id.
func caseMark(id string) string { return strings.ToUpper(id[max(0, len(id)-4):]) }

// caseMore tells cases of the same kind apart, by nothing that anybody wrote.
func (v *visit) caseMore(c api.Case) string {
	more := []string{v.p.T("take.mark", "Mark", caseMark(c.ID))}
	if c.SignedOut {
		more = append(more, v.p.T("take.signed_out"))
	}
	if c.Language != "" {
		more = append(more, v.p.T("take.language", "Language", v.p.Spoken(c.Language)))
	}
	if c.Messages > 0 {
		more = append(more, v.p.T("take.messages", "Count", c.Messages))
	}
	return strings.Join(more, v.p.T("list.comma"))
}

// openReasons are why somebody opens a case.
var openReasons = []string{"triage", "decide", "appeal", "hand_over", "review", "legal"}

type caseView struct {
	Form
	*api.Case
	What, State, Due, Copy, Contact string
	PersonName, ReporterName, With  string
	Speaks, Kept                    string
	Understands                     string     // what the person whom a decision falls on speaks, as far as their page says
	Did                             []caseLine // decisions
	Openings                        []caseLine
	May                             map[string]bool
	Reasons                         []string
	Sealed                          *sealedView
	Measures                        []string
	First                           string // the earliest day of a suspension's end
	Mark                            string
	Taken                           bool // opening it has taken it up
	Unnamed                         bool // it describes somebody, and nobody has said yet who that is
	Another                         bool // an appeal against what the reader decided: somebody else must look
}

// caseLine is one thing that somebody of the staff did.
type caseLine struct{ Text, By, At string }

// sealedView is what an opened case shows, in this one answer only.
type sealedView struct {
	Words, Appeal string
	Copied        []copiedView
	Lines         []caseLine
	Messages      []messageView
	Decisions     []string
	Notes         []caseLine
}

type copiedView struct {
	messageView
	Reported bool
}

func (v *visit) caseOf(c *api.Case, f Form) caseView {
	view := caseView{Form: f, Case: c, What: v.reported(c.About, c.Kind), State: v.p.Code("case.is_", c.Status), Copy: v.p.Code("case.copy_", c.Copy),
		Contact: v.p.Code("case.contact_", c.Contact), Reasons: openReasons, May: map[string]bool{}, Measures: measures(c)}
	for _, can := range c.Can {
		view.May[can] = true
	}
	view.Mark = v.p.T("take.mark", "Mark", caseMark(c.ID))
	view.Unnamed = c.About == "somebody" && c.Person == "" && !c.PersonLeft
	ids := []string{c.Person, c.Reporter, c.Moderator}
	for _, d := range c.Decisions {
		ids = append(ids, d.By)
	}
	for _, o := range c.Opened {
		ids = append(ids, o.By)
	}
	if view.Another = c.Status == "appealed" && len(c.Decisions) > 0 && c.Decisions[0].By == v.account(); view.Another {
		view.May["acknowledge"], view.May["decide"] = false, false
	}
	names := v.names(ids)
	view.PersonName, view.ReporterName = v.named(names, c.Person), v.named(names, c.Reporter)
	if c.Moderator != "" {
		view.With = v.staffName(names, c.Moderator)
	}
	if c.Status == "received" {
		view.Due = v.moment(c.AcknowledgeBy)
	}
	if c.Language != "" {
		view.Speaks = v.p.Spoken(c.Language)
	}
	if c.Person != "" && view.May["decide"] {
		if p, err := v.api.Person(v.ctx, c.Person); err == nil {
			var list []string
			for _, l := range p.Languages {
				list = append(list, v.p.Spoken(l.Language))
			}
			view.Understands = v.p.Join(list)
		}
	}
	if c.CopyUntil != nil {
		view.Kept = v.p.T("report.copy_until", "Day", v.p.Date(*c.CopyUntil, v.zone()))
	}
	for _, d := range c.Decisions {
		text := v.p.Code("case.measure_", d.Measure)
		if d.Until != nil {
			text = v.p.T("case.measure_until", "Measure", text, "Moment", v.moment(*d.Until))
		}
		view.Did = append(view.Did, caseLine{text, v.staffName(names, d.By), v.p.Short(d.At, v.now, v.zone())})
	}
	for _, o := range c.Opened {
		view.Openings = append(view.Openings, caseLine{v.p.Code("case.reason_", o.Reason), v.staffName(names, o.By), v.p.Short(o.At, v.now, v.zone())})
	}
	slices.Reverse(view.Openings)
	view.First = v.now.In(v.zone()).AddDate(0, 0, 1).Format("2006-01-02")
	return view
}

// measures are what can follow a case.
func measures(c *api.Case) []string {
	switch {
	case c.About == "project":
		return []string{"none", "removal"}
	case c.About == "somebody" && c.Person == "" && !c.PersonLeft: // there is nobody on whom it could fall
		return []string{"none"}
	}
	return []string{"none", "warning", "suspension", "removal"}
}

// unsealed is what an opened case holds.
func (v *visit) unsealed(o *api.OpenedCase) *sealedView {
	s := &sealedView{Words: o.Words, Appeal: o.Appeal}
	for _, d := range o.Decisions {
		if d != "" {
			s.Decisions = append(s.Decisions, d)
		}
	}
	var ids []string
	for _, m := range o.Copied {
		ids = append(ids, m.From)
	}
	for _, n := range o.Notes {
		ids = append(ids, n.By)
	}
	names := v.names(ids)
	for _, m := range o.Copied {
		s.Copied = append(s.Copied, copiedView{messageView{ID: m.ID, Name: v.named(names, m.From), Text: m.Text, At: v.p.Short(m.At, v.now, v.zone()),
			HTML: markdown(m.Text)}, m.Reported})
	}
	for _, l := range o.Lines {
		s.Lines = append(s.Lines, caseLine{Text: l.Text, By: v.p.Code("case.part_", l.Part)})
	}
	for _, m := range o.Messages {
		s.Messages = append(s.Messages, v.reportMessage(m, "moderator"))
	}
	for _, n := range o.Notes {
		s.Notes = append(s.Notes, caseLine{n.Words, v.staffName(names, n.By), v.p.Short(n.At, v.now, v.zone())})
	}
	return s
}

func (v *visit) casePage(status int, f Form) error {
	c, err := v.api.Case(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(status, "case", v.p.T("case.one"), v.caseOf(c, f))
}

func pageCase(v *visit) error { return v.casePage(http.StatusOK, v.empty("reason", "triage")) }
