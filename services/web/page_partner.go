package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// partnerRoutes are partners of programmes, and what is due to people.
var partnerRoutes = []route{
	{"GET /programmes/{id}/partners", anybody, pagePartners},
	{"POST /programmes/{id}/partners", signedIn, doPartners},
	{"GET /partners", signedIn, pageMyPartners},
	{"GET /partners/{id}", anybody, pagePartner},
	{"POST /partners/{id}", signedIn, doPartner},
	{"GET /partners/{id}/setup", signedIn, pagePartnerSetup},
	{"POST /partners/{id}/setup", signedIn, doPartnerSetup},
	{"GET /partners/{id}/remove", signedIn, pagePartnerRemove},
	{"GET /partners/{id}/file", signedIn, pagePartnerFile},
	{"GET /programmes/{id}/stipends", signedIn, pageStipends},
	{"POST /programmes/{id}/stipends", signedIn, doStipends},
	{"GET /programmes/{id}/stipends/file", signedIn, pageStipendsFile},
	{"GET /stipends", signedIn, pageMyStipends},
	{"GET /stipends/{id}", signedIn, pageStipend},
	{"POST /stipends/{id}", signedIn, doStipend},
}

var partnerBrings = []string{"projects", "mentors", "money"}

// partnerRow is a partner in a list.
type partnerRow struct {
	ID, Name, About, Homepage, Brings, Note string
	Programme                               string
	Reads, Asked                            bool
}

func (v *visit) partnerRow(p *api.Partner) partnerRow {
	row := partnerRow{ID: p.ID, Name: p.Name, About: p.About, Homepage: p.Homepage, Programme: p.Programme, Reads: p.Mine.Organiser || p.Mine.Contact,
		Asked: p.Mine.Mentor == "said"}
	var brings []string
	for _, b := range p.Brings {
		brings = append(brings, v.p.Code("partner.brings_", b))
	}
	row.Brings = v.p.Join(brings)
	switch {
	case p.Mine.Mentor != "":
		row.Note = v.p.Code("partner.mentor_", p.Mine.Mentor)
	case p.Mine.Contact:
		row.Note = v.p.T("partner.contact")
	}
	return row
}

type partnersView struct {
	Form
	Programme programmeRow
	Rows      []partnerRow
	Brings    []string
	Organises bool
	Mine      bool
}

func pagePartners(v *visit) error { return v.partners(http.StatusOK, v.empty()) }

func (v *visit) partners(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := partnersView{Form: f, Programme: v.programmeRow(*p), Brings: partnerBrings}
	_, administrator := v.staff()
	view.Organises = administrator || p.Me != nil && slices.Contains(p.Me.Roles, "organiser")
	for x, err := range v.api.Partners(v.ctx, p.ID) {
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, v.partnerRow(&x))
		if len(view.Rows) == 100 {
			break
		}
	}
	return v.show(status, "partners", v.p.T("partner.title_of", "Name", p.Name), view)
}

var partnerFields = map[string]string{"/name": "partner_name", "/homepage": "homepage", "/about": "partner_about", "/brings": "brings",
	"/contacts": "partner_person", "/currency": "currency", "/minor": "amount", "/on": "on_day", "path:person": "partner_person", "path:project": "project"}

// partnerBody is what a form says about a partner.
func partnerBody(f *Form) api.PartnerBody {
	return api.PartnerBody{Name: f.Text("partner_name"), Homepage: f.Text("homepage"), About: f.Text("partner_about"), Brings: f.All("brings", 3)}
}

// doPartners names a partner.
func doPartners(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	p, err := v.api.MakePartner(v.ctx, id, partnerBody(&f), f.key())
	if shown, err := v.askAgain(&f, err, partnerFields, func(status int, f *Form) error { return v.partners(status, *f) }); shown {
		return err
	}
	return v.to("/partners/"+p.ID+"/setup", "partner_made")
}

// pageMyPartners are those that the reader speaks for, or is named by.
func pageMyPartners(v *visit) error {
	all, err := v.api.MyPartners(v.ctx)
	if err != nil {
		return err
	}
	view := partnersView{Mine: true}
	for i := range all.Items {
		view.Rows = append(view.Rows, v.partnerRow(&all.Items[i]))
	}
	return v.show(http.StatusOK, "partners", v.p.T("partner.mine"), view)
}

type moneyRow struct{ ID, Amount, On, State, Value string }

type partnerView struct {
	Form
	Row       partnerRow
	Programme programmeRow
	Report    *api.PartnerReport
	Named     bool // the reader, as a mentor
	Answer    string
	Organises bool
	Projects  []option
	Periods   [][]string
	Sums      [][]string
	Entries   []moneyRow
	Next      string
	Due       bool // no figures yet
	Chart     *chart
	Money     *chart
	Apart     []apartTable
}

// apartTable is from where figures came: a row for each side, with its name and one number for each figure.
type apartTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

func pagePartner(v *visit) error { return v.partner(http.StatusOK, v.empty()) }

func (v *visit) partner(status int, f Form) error {
	p, err := v.api.Partner(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := partnerView{Form: f, Row: v.partnerRow(p), Named: p.Mine.Mentor != "", Answer: p.Mine.Mentor, Organises: p.Mine.Organiser,
		Programme: programmeRow{ID: p.Programme}}
	if x, err := v.api.Programme(v.ctx, p.Programme); err == nil {
		view.Programme = v.programmeRow(*x)
	}
	ids, err := v.api.PartnerProjects(v.ctx, p.ID)
	if err != nil {
		return err
	}
	view.Projects = v.projectLinks(ids.Items)
	if !view.Row.Reads {
		return v.show(status, "partner", p.Name, view)
	}
	r, err := v.api.PartnerReport(v.ctx, p.ID)
	if err != nil {
		return err
	}
	view.Report, view.Due, view.Next = r, len(r.Periods) == 0, v.p.Date(r.Next, v.zone())
	if view.Programme.Name == "" {
		view.Programme.Name = r.ProgrammeName
	}
	view.Apart = v.fromWhere(r.Periods)
	view.Chart, view.Money = v.partnerChart(r.Periods), v.moneyChart(r.Money)
	for _, x := range r.Periods {
		value := v.p.Number(x.Value)
		if x.Withheld {
			value = v.p.T("partner.withheld")
		}
		view.Periods = append(view.Periods, []string{v.p.Code("partner.figure_", x.Figure), v.utcDay(x.From), v.utcDay(x.Until.AddDate(0, 0, -1)), value})
	}
	for _, m := range r.Money {
		view.Sums = append(view.Sums, []string{m.Currency, v.amount(m.Received, m.Currency), v.amount(m.Pledged, m.Currency)})
	}
	view.Entries = v.moneyRows(r)
	return v.show(status, "partner", p.Name, view)
}

// fromWhere sums up from where figures came, over the periods of which it is told. A figure that says nothing of a side has a dash.
func (v *visit) fromWhere(periods []api.PartnerPeriod) (out []apartTable) {
	for _, by := range []string{"belongs", "place"} {
		table := apartTable{Title: v.p.T("partner.by_belongs")}
		if by == "place" {
			table.Title = v.p.T("cohort.where")
		}
		var names []string
		sums := map[string]map[string]int{} // by name, then figure
		var figures []string
		for _, x := range periods {
			for _, p := range x.Parts {
				if p.By != by {
					continue
				}
				name := v.partName(&p)
				if sums[name] == nil {
					names, sums[name] = append(names, name), map[string]int{}
				}
				sums[name][x.Figure] += p.Value
				if !slices.Contains(figures, x.Figure) {
					figures = append(figures, x.Figure)
				}
			}
		}
		slices.Sort(figures)
		slices.Reverse(figures) // hours of mentors first
		for _, f := range figures {
			table.Head = append(table.Head, v.p.Code("partner.figure_", f))
		}
		for _, name := range names {
			row := []string{name}
			for _, f := range figures {
				cell := "–"
				if n := sums[name][f]; n > 0 {
					cell = v.p.Number(n)
				}
				row = append(row, cell)
			}
			table.Rows = append(table.Rows, row)
		}
		if len(table.Rows) > 0 {
			out = append(out, table)
		}
	}
	return out
}

func (v *visit) partName(p *api.PartnerPart) string {
	switch {
	case p.Is == "unsaid":
		return v.p.T("partner.unsaid")
	case p.Is == "elsewhere":
		return v.p.T("partner.elsewhere")
	case p.By == "belongs":
		return v.p.Code("application.belongs_", p.Is)
	case p.Place != "":
		return p.Place
	}
	return v.p.Code("cohort.where_", p.Is)
}

func (v *visit) moneyRows(r *api.PartnerReport) (out []moneyRow) {
	for _, m := range r.Entries {
		out = append(out, moneyRow{m.ID, v.amount(m.Minor, m.Currency), v.utcDay(m.On), v.p.Code("partner.money_", m.State), m.State})
	}
	return out
}

// projectLinks are projects by name; one that the catalogue does not show is left to its id.
func (v *visit) projectLinks(ids []string) (out []option) {
	for i, id := range ids {
		o := option{id, id}
		if i < 30 {
			if p, err := v.api.Project(v.ctx, id); err == nil {
				o.Text = p.Name
			}
		}
		out = append(out, o)
	}
	return out
}

// doPartner is a mentor's answer.
func doPartner(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if do := f.Value("do"); do != "consented" && do != "refused" {
		return errNoPage
	}
	_, err := v.api.AnswerPartner(v.ctx, id, f.Value("do"))
	if shown, err := v.askAgain(&f, err, nil, func(status int, f *Form) error { return v.partner(status, *f) }); shown {
		return err
	}
	return v.to("/partners/"+id, "saved")
}

// pagePartnerFile is a partner's page as a spreadsheet.
func pagePartnerFile(v *visit) error {
	b, err := v.api.PartnerFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "partner.csv", b)
}

type partnerRemoveView struct {
	Form
	Row partnerRow
}

func pagePartnerRemove(v *visit) error {
	p, err := v.ownPartner()
	if err != nil {
		return err
	}
	return v.alone(http.StatusOK, "partner-remove", v.p.T("partner.remove", "Name", p.Name), partnerRemoveView{Form: v.empty(), Row: v.partnerRow(p)})
}

// ownPartner is the partner of the page, whose programme the reader organises.
func (v *visit) ownPartner(opts ...client.CallOption) (*api.Partner, error) {
	p, err := v.api.Partner(v.ctx, v.r.PathValue("id"), opts...)
	if err == nil && !p.Mine.Organiser {
		return nil, errNotOrganiser
	}
	return p, err
}

// projectTyped is the catalogue's id in what was typed: the id, or the address of the project's page here.
func projectTyped(text string) string {
	text = strings.TrimSuffix(strings.TrimSpace(text), "/")
	return text[strings.LastIndexByte(text, '/')+1:]
}
