package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// stipendRow is something that is due, in a list.
type stipendRow struct {
	ID, Kind, What, Amount, Due, Funder, State, Person, Name string
	Next                                                     []option // states that may follow
	Named, Readable                                          bool
	Version                                                  int64
}

// stipendWays are the states that the page offers after each.
var stipendWays = map[string][]string{"planned": {"approved", "cancelled"}, "approved": {"paid", "cancelled"}, "paid": {"returned"}, "cancelled": {"planned"}}

func (v *visit) stipendRow(x *api.Stipend) stipendRow {
	row := stipendRow{ID: x.ID, Kind: v.p.Code("stipend.kind_", x.Kind), What: x.What, Amount: v.amount(x.Minor, x.Currency), Due: v.utcDay(x.Due),
		Funder: x.FunderName, State: v.p.Code("stipend.state_", x.State), Person: x.Person, Named: x.Named, Readable: x.Readable, Version: x.Version}
	for _, to := range stipendWays[x.State] {
		row.Next = append(row.Next, option{to, v.p.Code("stipend.do_", to)})
	}
	return row
}

type stipendsView struct {
	Form
	Programme programmeRow
	Rows      []stipendRow
	Kinds     []string
	People    []personRow
	Partners  []option
	Readers   []personRow
	Organises bool
	More      bool
	Mine      bool
}

const maxStipends = 100

func pageStipends(v *visit) error {
	return v.stipends(http.StatusOK, v.empty("kind", "stipend", "due_day", v.dayValue(v.now)))
}

// stipends are what is due in a programme, for organisers and those who read legal names.
func (v *visit) stipends(status int, f Form) error {
	id := v.r.PathValue("id")
	readers, err := v.api.FinanceReaders(v.ctx, id)
	if err != nil {
		return err
	}
	view := stipendsView{Form: f, Programme: programmeRow{ID: id}, Kinds: []string{"stipend", "scholarship", "event"}}
	if p, err := v.api.Programme(v.ctx, id); err == nil {
		view.Programme = v.programmeRow(*p)
		_, administrator := v.staff()
		view.Organises = administrator || p.Me != nil && slices.Contains(p.Me.Roles, "organiser")
	}
	var ids []string
	for x, err := range v.api.Stipends(v.ctx, id) {
		if err != nil {
			return err
		}
		if view.More = len(view.Rows) == maxStipends; view.More {
			break
		}
		view.Rows, ids = append(view.Rows, v.stipendRow(&x)), append(ids, x.Person)
	}
	for _, r := range readers.Readers {
		view.Readers, ids = append(view.Readers, personRow{ID: r}), append(ids, r)
	}
	if view.Organises {
		for m, err := range v.api.Members(v.ctx, id, "") {
			if err != nil || len(view.People) == participantsShown {
				break // a person can be typed as well
			}
			view.People, ids = append(view.People, personRow{ID: m.Person}), append(ids, m.Person)
		}
		for x, err := range v.api.Partners(v.ctx, id) {
			if err != nil || len(view.Partners) == 100 {
				break
			}
			view.Partners = append(view.Partners, option{x.ID, x.Name})
		}
	}
	names := v.names(ids)
	for i := range view.Rows {
		if view.Rows[i].Person != "" {
			view.Rows[i].Name = v.staffName(names, view.Rows[i].Person)
		}
	}
	for _, list := range [][]personRow{view.Readers, view.People} {
		for i := range list {
			list[i].Name = v.staffName(names, list[i].ID)
		}
	}
	return v.show(status, "stipends", v.p.T("stipend.title_of", "Name", view.Programme.Name), view)
}

var stipendFields = map[string]string{"/kind": "kind", "/person": "stipend_person", "/what": "stipend_what", "/currency": "currency", "/minor": "amount",
	"/funder/partner": "funder_partner", "/funder": "funder_name", "/due": "due_day", "/readers": "partner_person", "/name": "legal_name"}

// doStipends notes something that is due, moves it, or names who reads legal names.
func doStipends(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	switch do := f.Value("do"); do {
	case "note":
		b := api.StipendBody{Kind: f.Value("kind"), Person: f.Value("stipend_person"), What: f.Text("stipend_what"), Currency: strings.ToUpper(f.Text("currency")),
			Funder: api.StipendFunder{Partner: f.Value("funder_partner"), Name: f.Text("funder_name")}}
		b.Minor = v.amountTyped(&f, b.Currency)
		b.Due = utcDay(v.day(&f, "due_day"))
		if len(f.Wrong) == 0 {
			_, err = v.api.MakeStipend(v.ctx, id, b, f.key())
		}
	case "move":
		var opts []client.CallOption
		if seen, err := strconv.ParseInt(f.Value("version"), 10, 64); err == nil {
			opts = append(opts, client.IfMatch(seen))
		}
		_, err = v.api.MoveStipend(v.ctx, f.Value("stipend"), f.Value("to"), opts...)
	case "reader", "no_reader":
		var was client.Answer
		readers, bad := v.api.FinanceReaders(v.ctx, id, client.Into(&was))
		if bad != nil {
			return bad
		}
		list, person := readers.Readers, f.Value("reader")
		if do == "no_reader" {
			list = slices.DeleteFunc(list, func(x string) bool { return x == person })
		} else if person, bad = v.personTyped(&f, "partner_person"); bad != nil {
			return bad
		} else if !slices.Contains(list, person) {
			list = append(list, person)
		}
		if len(f.Wrong) == 0 {
			var opts []client.CallOption
			if was.Version > 0 {
				opts = append(opts, client.IfMatch(was.Version))
			}
			_, err = v.api.NameFinanceReaders(v.ctx, id, list, opts...)
		}
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, stipendFields, func(status int, f *Form) error { return v.stipends(status, *f) }); shown {
		return err
	}
	return v.to("/programmes/"+id+"/stipends", "saved")
}

// pageStipendsFile is a programme's list as a spreadsheet.
func pageStipendsFile(v *visit) error {
	b, err := v.api.StipendsFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "stipends.csv", b)
}

// pageMyStipends is what is due to the reader.
func pageMyStipends(v *visit) error {
	view := stipendsView{Mine: true}
	for x, err := range v.api.MyStipends(v.ctx) {
		if err != nil {
			return err
		}
		if view.More = len(view.Rows) == maxStipends; view.More {
			break
		}
		view.Rows = append(view.Rows, v.stipendRow(&x))
	}
	return v.show(http.StatusOK, "stipends", v.p.T("stipend.mine"), view)
}

type stipendView struct {
	Form
	Row       stipendRow
	Programme string
	Own       bool
	Readers   []personRow
	Moves     []line
	Legal     string
}

func pageStipend(v *visit) error { return v.stipend(http.StatusOK, v.empty(), "") }

// stipend is one thing that is due; legal is the name that its person, or a reader who asked for it, reads.
func (v *visit) stipend(status int, f Form, legal string) error {
	x, err := v.api.Stipend(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := stipendView{Form: f, Row: v.stipendRow(x), Programme: x.Programme, Own: x.Person != "" && x.Person == v.account(), Legal: legal}
	if view.Own && x.Named {
		n, err := v.api.LegalName(v.ctx, x.ID)
		if err != nil {
			return err
		}
		view.Legal = n.Name
	}
	for _, m := range x.Moves {
		view.Moves = append(view.Moves, line{v.p.Code("stipend.state_", m.State), v.p.Date(m.At, v.zone())})
	}
	names := v.names(append(slices.Clone(x.Readers), x.Person))
	for _, r := range x.Readers {
		view.Readers = append(view.Readers, personRow{ID: r, Name: v.staffName(names, r)})
	}
	if x.Person != "" {
		view.Row.Name = v.staffName(names, x.Person)
	}
	return v.show(status, "stipend", view.Row.Kind, view)
}

// doStipend gives the legal name or takes it back; a reader opens it, which is noted.
func doStipend(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	switch f.Value("do") {
	case "give":
		err = v.api.GiveLegalName(v.ctx, id, f.Text("legal_name"), f.All("seen", 10))
	case "take":
		err = v.api.TakeLegalName(v.ctx, id)
	case "read":
		n, err := v.api.LegalName(v.ctx, id)
		if err != nil {
			return err
		}
		return v.stipend(http.StatusOK, f, n.Name)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, stipendFields, func(status int, f *Form) error { return v.stipend(status, *f, "") }); shown {
		return err
	}
	return v.to("/stipends/"+id, "saved")
}
