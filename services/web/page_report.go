package web

import (
	"iter"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// reportKinds are what a report can be about, in the order of the page.
var reportKinds = []string{"harassment", "unsafe", "discrimination", "spam", "impersonation", "other"}

// subject is what somebody wants to report: ids only, as they stand in the address.
type subject struct {
	Person, Thread, Message, Project string
	Somebody                         bool // whom the reporter describes: there is no id
}

// about is the API's word for it; "" where it is nothing that can be reported.
func (s subject) about() string {
	switch {
	case s.Message != "" && s.Thread != "":
		return "message"
	case s.Project != "":
		return "project"
	case s.Person != "":
		return "person"
	case s.Somebody:
		return "somebody"
	}
	return ""
}

func (v *visit) subject() subject {
	get := v.r.URL.Query().Get
	if v.r.Method == http.MethodPost {
		get = v.r.PostForm.Get
	}
	one := func(name string) string {
		if s := get(name); anyID.MatchString(s) {
			return s
		}
		return ""
	}
	return subject{Person: one("person"), Thread: one("thread"), Message: one("message"), Project: one("project"), Somebody: get("somebody") == "1"}
}

type reportView struct {
	Form
	subject
	About    string
	Name     string // of the person, of the writer, of the project
	Quote    *messageView
	Kinds    []string
	Said     []messageView // what the person wrote to the reader, to report instead
	SignedIn bool
	Back     string
}

// pageReport asks what happened; without a subject it says where one reports.
func pageReport(v *visit) error {
	s := v.subject()
	switch {
	case s.about() == "":
		return v.reportHow()
	case s.about() == "message" && !v.signedIn():
		v.toSignIn()
		return nil
	}
	return v.report(http.StatusOK, s, v.empty())
}

type reportHowView struct {
	SignedIn bool
	People   []faceOf // whom the reader has or had to do with, also where their pages are hidden
	More     bool     // there are others, further back
	Broken   bool
}

// maxReportable is how many people the page lists, and maxReportLook how many requests and mentorships it looks through for them.
const maxReportable, maxReportLook = 40, 200

// reportHow says where one reports, and offers those whom the reader had to do with: somebody whose page is hidden by now has no other.
func (v *visit) reportHow() error {
	view := reportHowView{SignedIn: v.signedIn()}
	if !view.SignedIn {
		return v.show(http.StatusOK, "report-how", v.p.T("report.page"), view)
	}
	var ids []string
	add := func(list ...string) {
		for _, id := range list {
			if id == "" || id == v.account() || slices.Contains(ids, id) {
				continue
			}
			if view.More = view.More || len(ids) == maxReportable; len(ids) < maxReportable {
				ids = append(ids, id)
			}
		}
	}
	look := 0
	for m, err := range v.api.Mentorships(v.ctx, "") {
		if look++; err != nil || look > maxReportLook {
			view.Broken = view.Broken || err != nil
			break
		}
		add(append([]string{m.Mentor, m.Newcomer}, m.Former...)...)
	}
	for _, requests := range []iter.Seq2[api.Request, error]{v.api.AskedRequests(v.ctx), v.api.Requests(v.ctx)} {
		look = 0
		for r, err := range requests {
			if look++; err != nil || look > maxReportLook {
				view.Broken = view.Broken || err != nil
				break
			}
			add(r.Newcomer)
			for _, o := range r.Offers {
				add(o.Mentor)
			}
		}
	}
	names := v.names(ids)
	for _, id := range ids {
		if names[id] != "" { // who was erased can be reported no more
			view.People = append(view.People, faceOf{id, names[id]})
		}
	}
	return v.show(http.StatusOK, "report-how", v.p.T("report.page"), view)
}

func (v *visit) report(status int, s subject, f Form) error {
	view := reportView{Form: f, subject: s, About: s.about(), Kinds: reportKinds, SignedIn: v.signedIn(), Name: v.p.T("person.somebody")}
	switch view.About {
	case "project":
		p, err := v.api.Project(v.ctx, s.Project)
		if err != nil {
			return err
		}
		view.Name, view.Back = p.Name, "/projects/"+p.ID
	case "person": // whoever cannot be seen (any more) can be reported all the same
		view.Back = "/people/" + s.Person
		if p, err := v.api.Person(v.ctx, s.Person); err == nil {
			view.Name = p.DisplayName
		} else if !fault.Has(err, fault.NotFound) {
			return err
		} else {
			view.Name, view.Back = v.named(v.names([]string{s.Person}), s.Person), "/report"
		}
		if view.SignedIn {
			view.Said = v.saidBy(s.Person)
		}
	case "somebody":
		view.Back = "/report"
	case "message":
		q, from, err := v.quoted(s.Thread, s.Message)
		if err != nil {
			return err
		}
		view.Quote, view.Name, view.Back = q, q.Name, "/"
		if from == v.account() {
			return errNoPage
		}
	}
	return v.show(status, "report", v.p.T("report.page"), view)
}

// maxSearched is how many messages of a thread are looked through for one.
const maxSearched = 500

// quoted finds one message of a thread that the reader takes part in, and who wrote it.
func (v *visit) quoted(thread, id string) (*messageView, string, error) {
	n := 0
	for m, err := range v.api.Messages(v.ctx, thread, true) {
		if err != nil {
			return nil, "", err
		}
		if m.ID == id {
			return &messageView{ID: m.ID, Name: v.named(v.names([]string{m.From}), m.From), Text: m.Text, At: v.p.Short(m.At, v.now, v.zone()),
				HTML: markdown(m.Text)}, m.From, nil
		}
		if n++; n == maxSearched {
			break
		}
	}
	return nil, "", errNoPage
}

// maxReportWords is how many bytes somebody's own words may have, and maxWhom how many characters the description of a person beside them.
const maxReportWords, maxWhom = 4000, 600

// reportFields are the fields of a report.
var reportFields = map[string]string{"/kind": "report_kind", "/words": "report_words"}

type reportMadeView struct {
	Code, By string
}

func doReport(v *visit) error {
	s, f := v.subject(), v.posted()
	if s.about() == "" {
		return errNoPage
	}
	in := api.NewReport{About: s.about(), Kind: f.Value("report_kind"), Words: f.Text("report_words"), Language: v.p.Tag}
	switch in.About {
	case "message":
		in.Thread, in.Message = s.Thread, s.Message
	case "project":
		in.Project = s.Project
	case "somebody":
		if len(in.Words) > maxReportWords { // the API sees both as one
			f.refuse("report_words", "wrong.report_words_too_long")
		}
		if utf8.RuneCountInString(f.Text("report_whom")) > maxWhom {
			f.refuse("report_whom", "wrong.too_long", "Field", v.label("report_whom"), "Max", maxWhom, "Min", "", "Days", "")
		}
		if in.Words = f.Text("report_whom") + "\n\n" + in.Words; f.Text("report_whom") == "" {
			f.refuse("report_whom", "wrong.report_whom_required")
		}
	default:
		in.Person = s.Person
	}
	if in.Kind == "" {
		f.refuse("report_kind", "wrong.report_kind_required")
	}
	if len(f.Wrong) == 0 {
		made, err := v.api.Report(v.ctx, in, f.key())
		switch {
		case err == nil && made.Code == "":
			return v.to("/reports/"+made.ID, "report_sent")
		case err == nil:
			return v.show(http.StatusOK, "report-made", v.p.T("report.made"), reportMadeView{reportCode(made.ID, made.Code), v.moment(made.AcknowledgeBy)})
		case !v.blame(&f, err, reportFields):
			return err
		}
	}
	return v.report(http.StatusUnprocessableEntity, s, f)
}

// reportCode is the one thing that somebody without an account keeps: the report's id and its code.
func reportCode(id, code string) string { return id + "." + code }

// splitCode parts what reportCode has joined; spaces that came along with pasting do not matter.
func splitCode(s string) (id, code string, ok bool) {
	id, code, ok = strings.Cut(strings.ToLower(strings.Join(strings.Fields(s), "")), ".")
	return id, code, ok && anyID.MatchString(id) && anyID.MatchString(code)
}
