package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// An office hour is one slot of a mentor for up to five people, who owe each other nothing afterwards.

const (
	maxOffice      = 40 // office hours that a list shows
	maxOfficeHere  = 3  // … on a mentor's page
	maxOfficePages = 3  // pages of the API that a list looks at: some of their office hours are not for the reader
	mostPeople     = 5
)

// officeRow is an office hour as a page shows it.
type officeRow struct {
	ID, Path, Person, Name   string
	When, Span, Topic        string
	Place, Link, Room, State string
	Yours                    string
	Open, Own, Coming        bool
	People                   []faceOf
}

func (v *visit) officeRow(h api.OfficeHour, names map[string]string) officeRow {
	row := officeRow{ID: h.ID, Path: "/office-hours/" + h.ID, Person: h.Mentor, Name: v.named(names, h.Mentor), When: v.moment(h.Starts),
		Span: v.p.Span(time.Duration(h.Minutes) * time.Minute), Topic: h.Topic, Place: h.Place, Yours: h.Yours,
		Own: h.Yours == "mentor", Coming: h.Yours == "coming"}
	row.Open = h.Status == "open" && h.Starts.After(v.now)
	row.Room = v.p.T("office.room", "Taken", h.Coming, "Most", h.Most)
	row.State = v.p.Code("office.is_", h.Status)
	if strings.HasPrefix(h.Place, "https://") {
		row.Link, row.Place = h.Place, ""
	}
	for _, id := range h.People {
		row.People = append(row.People, faceOf{id, v.named(names, id)})
	}
	return row
}

// officeHours are the slots ahead that ask names: by mentor, programme or box, as the API has them.
func (v *visit) officeHours(most int, ask map[string][]string) ([]officeRow, error) {
	var list []api.OfficeHour
	var ids []string
	for range maxOfficePages {
		var a client.Answer
		page, err := client.Do[api.OfficeHourList](v.ctx, v.api, http.MethodGet, client.Path("office-hours"), ask, nil, client.Into(&a))
		if err != nil {
			return nil, err
		}
		for _, h := range page.Items[:min(len(page.Items), most-len(list))] {
			list, ids = append(list, h), append(append(ids, h.Mentor), h.People...)
		}
		if a.Next == "" || len(list) >= most {
			break
		}
		if ask = queryOf(v.nextPage("/", a.Next)); len(ask) == 0 {
			break
		}
	}
	names := v.names(ids)
	var out []officeRow
	for _, h := range list {
		out = append(out, v.officeRow(h, names))
	}
	return out, nil
}

type officesView struct {
	Form
	Items, Mine []officeRow
	Programmes  []option // where there are others than the open one
	Mentor      bool
}

// programmes are the open one and those that the reader is in, to choose from; none where there is nothing to choose.
func (v *visit) programmes() []option {
	mine, err := v.api.MyProgrammes(v.ctx)
	if err != nil {
		return nil
	}
	out := []option{{openProgramme, v.p.T("waiting.open")}}
	for _, p := range mine.Items[:min(len(mine.Items), maxLoads)] {
		if p.ID != openProgramme {
			out = append(out, option{p.ID, p.Name})
		}
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// pageOffices are the office hours that one can come to; first those that the reader holds or comes to.
func pageOffices(v *visit) error {
	view := officesView{Form: Form{typed: v.r.URL.Query(), p: v.p}}
	ask := map[string][]string{}
	if p := view.Value("programme"); anyID.MatchString(p) {
		ask["programme"] = []string{p}
	}
	all, err := v.officeHours(maxOffice, ask)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Open && !h.Own && !h.Coming {
			view.Items = append(view.Items, h)
		}
	}
	for _, box := range []string{"own", "coming"} { // of every programme
		mine, err := v.officeHours(maxOffice, map[string][]string{"box": {box}})
		if err != nil {
			return err
		}
		view.Mine = append(view.Mine, mine...)
	}
	view.Programmes = v.programmes()
	if me, err := v.person(); err == nil {
		view.Mentor = me.Mentor
	}
	return v.show(http.StatusOK, "office-hours", v.p.T("office.title"), view)
}

type officeView struct {
	Form
	Hour    officeRow
	New     bool
	Edit    bool // the mentor may change it
	Zone    string
	Lengths []option
	Sizes   []option
	// Programmes are to choose from where a new one is made.
	Programmes []option
}

func (v *visit) officeForm(view *officeView) {
	view.Zone, view.Lengths = v.zoneName(), v.lengths(view.Form)
	for n := 1; n <= mostPeople; n++ {
		view.Sizes = append(view.Sizes, option{strconv.Itoa(n), v.p.Number(n)})
	}
}

func pageNewOffice(v *visit) error {
	return v.newOffice(http.StatusOK, v.empty("meeting_minutes", "60", "most", strconv.Itoa(mostPeople)))
}

func (v *visit) newOffice(status int, f Form) error {
	view := officeView{Form: f, New: true, Programmes: v.programmes()}
	v.officeForm(&view)
	return v.show(status, "office-new", v.p.T("office.new"), view)
}

var officeFields = map[string]string{"/starts": "meeting_day", "/zone": "meeting_day", "/minutes": "meeting_minutes",
	"/place": "meeting_place", "/topic": "topic", "/most": "most"}

// officeTyped reads the form of an office hour.
func (v *visit) officeTyped(f *Form) api.NewOfficeHour {
	m := v.planned(f)
	if f.Text("topic") == "" {
		f.refuse("topic", "wrong.topic_required")
	}
	return api.NewOfficeHour{Starts: m.Starts, Minutes: m.Minutes, Zone: m.Zone, Place: m.Place, Topic: f.Text("topic"),
		Most: f.number("most", 1, mostPeople)}
}

func doNewOffice(v *visit) error {
	f := v.posted()
	in := v.officeTyped(&f)
	in.Programme = f.Value("programme")
	var err error
	if len(f.Wrong) == 0 {
		var h *api.OfficeHour
		if h, err = v.api.NewOfficeHour(v.ctx, in, f.key()); err == nil {
			return v.to("/office-hours/"+h.ID, "office_made")
		}
		if !v.blame(&f, err, officeFields) {
			return err
		}
	}
	return v.newOffice(http.StatusUnprocessableEntity, f)
}

func pageOffice(v *visit) error { return v.office(http.StatusOK, nil) }

func (v *visit) office(status int, f *Form) error {
	h, err := v.api.OfficeHour(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if f == nil || !f.typed.Has("meeting_day") {
		at := h.Starts.In(v.zone())
		now := v.empty("meeting_day", at.Format("2006-01-02"), "meeting_hour", at.Format("15:04"), "meeting_minutes", strconv.Itoa(h.Minutes),
			"meeting_place", h.Place, "topic", h.Topic, "most", strconv.Itoa(h.Most))
		if f != nil {
			now.Wrong = f.Wrong
		}
		f = &now
	}
	view := officeView{Form: *f, Hour: v.officeRow(*h, v.names(append([]string{h.Mentor}, h.People...)))}
	view.Edit = view.Hour.Own && h.Starts.After(v.now) && (h.Status == "open" || h.Status == "full")
	v.officeForm(&view)
	return v.show(status, "office-hour", v.p.T("office.one", "Name", firstName(view.Hour.Name)), view)
}

func doOffice(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "come":
		_, err = v.api.ComeToOfficeHour(v.ctx, id, f.key())
		told = "office_come"
	case "leave":
		err = v.api.LeaveOfficeHour(v.ctx, id, f.key())
		told = "office_left"
	case "cancel":
		_, err = v.api.CancelOfficeHour(v.ctx, id, f.key())
		told = "office_cancelled"
	case "change":
		if in := v.officeTyped(&f); len(f.Wrong) == 0 {
			_, err = v.api.ChangeOfficeHour(v.ctx, id, in, f.key())
		}
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, officeFields, v.office); shown {
		return err
	}
	return v.to("/office-hours/"+id, told)
}

func pageOfficeCancel(v *visit) error {
	h, err := v.api.OfficeHour(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.question("office.cancel", "/office-hours/"+h.ID, "cancel", true, "Moment", v.moment(h.Starts))
}
