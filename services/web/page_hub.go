package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// hubRoutes are hubs: registering once for many communities, and figures over all of them.
var hubRoutes = []route{
	{"GET /programmes/{id}/hub", anybody, pageHub},
	{"POST /programmes/{id}/hub", signedIn, doHub},
	{"GET /programmes/{id}/hub/make", signedIn, pageHubMake},
	{"GET /programmes/{id}/hub/report", signedIn, pageHubReport},
	{"GET /programmes/{id}/hub/report/file", signedIn, pageHubFile},
}

var programmeID = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// communityRow is a community of a hub.
type communityRow struct {
	ID, Name, About, Note, Outcome string
	Choice                         string // what its box says when it is sent: which, and the rules that were shown
	Open, Waits, Invited, Member   bool
}

type hubView struct {
	Form
	Programme  programmeRow
	IsHub      bool
	Of         *programmeRow // the hub of which it is a community
	Asked      *programmeRow // the hub that its organisers asked
	Invited    []programmeRow
	Rows       []communityRow
	Waiting    []communityRow
	Organises  bool
	SignedIn   bool
	Registered bool
	Count      int // of communities that are in
	Dropped    int // of those that were sent: not in it any more
}

func pageHub(v *visit) error { return v.hub(http.StatusOK, v.empty(), nil) }

// hub is a hub with its communities; outcomes is what became of a registration.
func (v *visit) hub(status int, f Form, outcomes map[string]string) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := hubView{Form: f, Programme: v.programmeRow(*p), IsHub: p.IsHub, SignedIn: v.signedIn(), Organises: organises(v, nil)}
	if p.Me != nil {
		view.Organises = organises(v, p.Me.Roles)
		view.Registered = p.Me.Newcomer || p.Me.Mentor
		if p.IsHub && len(f.typed) == 0 { // what they came for stands as they said it
			for as, is := range map[string]bool{"newcomer": p.Me.Newcomer, "mentor": p.Me.Mentor} {
				if is {
					view.typed.Add("as", as)
				}
			}
		}
	}
	title := v.p.T("hub.title_of", "Name", p.Name)
	if p.Hub != "" {
		view.Of = v.hubRow(p.Hub)
	}
	if p.Me != nil {
		if p.Me.HubAsked != "" {
			view.Asked = v.hubRow(p.Me.HubAsked)
		}
		for _, id := range p.Me.HubInvitations {
			view.Invited = append(view.Invited, *v.hubRow(id))
		}
	}
	if !p.IsHub {
		if !view.Organises {
			return errNoPage
		}
		return v.show(status, "hub", title, view)
	}
	list, err := v.api.Communities(v.ctx, p.ID)
	if err != nil {
		return err
	}
	for _, c := range list.Items {
		row := communityRow{ID: c.Programme, Name: c.Name, About: firstLine(c.About), Open: c.Open, Member: c.Member,
			Choice: c.Programme + "." + strconv.Itoa(c.Rules), Waits: c.State == "asked", Invited: c.State == "invited"}
		became := outcomes[c.Programme]
		delete(outcomes, c.Programme)
		for _, x := range []struct {
			is   bool
			note string
		}{{!c.Open, "hub.closed"}, {c.Joining == "invited", "hub.by_invitation"}, {c.MentorApproval && became != "waiting", "hub.approval"}} {
			if x.is {
				row.Note = strings.TrimSpace(row.Note + " " + v.p.T(x.note))
			}
		}
		if became != "" {
			row.Outcome = v.p.Code("hub.outcome_", became)
		}
		if c.State == "in" {
			view.Rows = append(view.Rows, row)
		} else {
			view.Waiting = append(view.Waiting, row)
		}
	}
	view.Count, view.Dropped = len(view.Rows), len(outcomes)
	return v.show(status, "hub", title, view)
}

// pageHubMake asks before a programme becomes a hub: it stays one.
func pageHubMake(v *visit) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if p.IsHub || p.Hub != "" || p.Me == nil || !organises(v, p.Me.Roles) {
		return errNoPage
	}
	return v.question("hub.make", "/programmes/"+p.ID+"/hub", "make", false, "Name", p.Name)
}

// hubRow is a hub by name, or by its id where the reader does not see it.
func (v *visit) hubRow(id string) *programmeRow {
	row := programmeRow{ID: id, Name: id}
	if x, err := v.api.Programme(v.ctx, id); err == nil {
		row = v.programmeRow(*x)
	}
	return &row
}

var hubFields = map[string]string{"/programme": "hub_programme", "/newcomer": "as"}

// doHub registers the reader, or is an organiser's: the programme becomes a hub, and communities come and go.
func doHub(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	switch f.Value("do") {
	case "register":
		in := api.HubRegistration{Newcomer: f.Is("as", "newcomer"), Mentor: f.Is("as", "mentor")}
		for _, choice := range f.All("community", 60) {
			of, rules, _ := strings.Cut(choice, ".")
			if n, err := strconv.Atoi(rules); err == nil && n > 0 && programmeID.MatchString(of) {
				in.Communities = append(in.Communities, api.HubChoice{Programme: of, Rules: n})
			}
		}
		if !in.Newcomer && !in.Mentor {
			f.refuse("as", "wrong.hub_as")
			break
		}
		done, bad := v.api.RegisterInHub(v.ctx, id, in)
		if err = bad; err == nil {
			f.Done = v.p.T("hub.done")
			outcomes := map[string]string{}
			for _, o := range done.Items {
				outcomes[o.Programme] = o.Outcome
			}
			return v.hub(http.StatusOK, f, outcomes)
		}
	case "make":
		_, err = v.api.MakeHub(v.ctx, id)
	case "meet":
		other := projectTyped(f.Text("hub_programme"))
		if !programmeID.MatchString(other) {
			f.refuse("hub_programme", "wrong.programme_needed")
			break
		}
		hub := id
		if f.Is("of", "community") { // this programme asks the other, which is a hub
			hub, other = other, id
		}
		_, err = v.api.MeetHub(v.ctx, hub, other)
	case "part":
		err = v.api.PartHub(v.ctx, id, f.Value("community"))
	case "leave":
		err = v.api.PartHub(v.ctx, f.Value("hub"), id)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, hubFields, func(status int, f *Form) error { return v.hub(status, *f, nil) }); shown {
		return err
	}
	return v.to("/programmes/"+id+"/hub", "saved")
}

// hubMonth is a month of figures, a row each: a table with a column for each would be wider than a phone.
type hubMonth struct {
	Title string
	Rows  [][]string
}

type hubReportView struct {
	Programme               programmeRow
	Months                  []hubMonth
	Least, Base, Apart, Few int
}

// pageHubReport are figures over all communities, month by month.
func pageHubReport(v *visit) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	r, err := v.api.HubReports(v.ctx, p.ID)
	if err != nil {
		return err
	}
	view := hubReportView{Programme: v.programmeRow(*p), Least: r.Least, Base: r.Base, Apart: r.Apart, Few: r.Few}
	names := []string{"newcomers", "mentors", "mentorships", "completed"}
	for _, x := range r.Items {
		month := hubMonth{Title: v.p.Digits(x.Month), Rows: [][]string{{v.p.T("hub.communities"), v.p.Number(x.Communities)}}}
		for i, f := range x.Figures[:min(len(x.Figures), len(names))] {
			value := "–"
			if !f.Hidden {
				value = v.p.Number(f.Value)
			}
			month.Rows = append(month.Rows, []string{v.p.Code("hub.figure_", names[i]), value})
		}
		view.Months = append(view.Months, month)
	}
	return v.show(http.StatusOK, "hub-report", v.p.T("hub.report_of", "Name", p.Name), view)
}

// pageHubFile is the same as a spreadsheet.
func pageHubFile(v *visit) error {
	b, err := v.api.HubFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "hub.csv", b)
}
