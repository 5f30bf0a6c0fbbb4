package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/money"
)

var projectPattern = regexp.MustCompile(`^[a-z2-7]{26}$`)

// personRow is somebody on a partner's page for organisers.
type personRow struct{ ID, Name, Note string }

type partnerSetupView struct {
	Form
	Row      partnerRow
	Brings   []string
	Contacts []personRow
	Mentors  []personRow
	Choices  []personRow // mentors of the programme who are not named yet
	Projects []option
	Entries  []moneyRow
	States   []string
	More     bool
}

func pagePartnerSetup(v *visit) error {
	p, err := v.ownPartner()
	if err != nil {
		return err
	}
	f := v.empty("partner_name", p.Name, "homepage", p.Homepage, "partner_about", p.About, "state", "received", "on_day", v.dayValue(v.now))
	for _, b := range p.Brings {
		f.typed.Add("brings", b)
	}
	return v.partnerSetup(http.StatusOK, f)
}

func (v *visit) partnerSetup(status int, f Form) error {
	p, err := v.ownPartner()
	if err != nil {
		return err
	}
	r, err := v.api.PartnerReport(v.ctx, p.ID)
	if err != nil {
		return err
	}
	view := partnerSetupView{Form: f, Row: v.partnerRow(p), Brings: partnerBrings, Projects: v.projectLinks(r.Projects), Entries: v.moneyRows(r),
		States: []string{"received", "pledged"}}
	named := map[string]bool{}
	for m, err := range v.api.PartnerMentors(v.ctx, p.ID) {
		if err != nil {
			return err
		}
		if view.More = len(view.Mentors) == participantsShown; view.More {
			break
		}
		named[m.Person] = true
		view.Mentors = append(view.Mentors, personRow{ID: m.Person, Note: v.p.Code("partner.state_", m.State)})
	}
	for m, err := range v.api.Members(v.ctx, p.Programme, "") {
		if err != nil || len(view.Choices) == participantsShown {
			break // a person can be typed as well
		}
		if m.Mentor && !named[m.Person] {
			view.Choices = append(view.Choices, personRow{ID: m.Person})
		}
	}
	for _, id := range p.Contacts {
		view.Contacts = append(view.Contacts, personRow{ID: id})
	}
	var ids []string
	lists := [][]personRow{view.Mentors, view.Choices, view.Contacts}
	for _, list := range lists {
		for _, x := range list {
			ids = append(ids, x.ID)
		}
	}
	names := v.names(ids)
	for _, list := range lists {
		for i := range list {
			list[i].Name = v.staffName(names, list[i].ID)
		}
	}
	return v.show(status, "partner-setup", v.p.T("partner.setup_of", "Name", p.Name), view)
}

// doPartnerSetup is everything that organisers change about a partner.
func doPartnerSetup(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var a client.Answer
	p, err := v.ownPartner(client.Into(&a))
	if err != nil {
		return err
	}
	back := "/partners/" + id + "/setup"
	switch do := f.Value("do"); do {
	case "say":
		b := partnerBody(&f)
		b.Contacts = p.Contacts
		_, err = v.api.ChangePartner(v.ctx, id, b, client.IfMatch(a.Version))
	case "contact", "no_contact":
		b := p.PartnerBody
		person := f.Value("contact")
		if do == "no_contact" {
			b.Contacts = slices.DeleteFunc(slices.Clone(b.Contacts), func(x string) bool { return x == person })
		} else if person, err = v.personTyped(&f, "partner_person"); err == nil && !slices.Contains(b.Contacts, person) {
			b.Contacts = append(slices.Clone(b.Contacts), person)
		}
		if err == nil && len(f.Wrong) == 0 {
			_, err = v.api.ChangePartner(v.ctx, id, b, client.IfMatch(a.Version))
		}
	case "mentor":
		_, err = v.api.NamePartnerMentor(v.ctx, id, f.Value("mentor"))
	case "no_mentor":
		err = v.api.UnnamePartnerMentor(v.ctx, id, f.Value("mentor"))
	case "project", "no_project":
		project := projectTyped(f.Text("project"))
		if !projectPattern.MatchString(project) {
			f.refuse("project", "wrong.project_needed")
			break
		}
		err = v.api.LinkPartnerProject(v.ctx, id, project, do == "project")
	case "money":
		m := v.moneyTyped(&f)
		if len(f.Wrong) == 0 {
			_, err = v.api.AddPartnerMoney(v.ctx, id, m, f.key())
		}
	case "here":
		err = v.moneyIsHere(id, f.Value("money"))
	case "no_money":
		err = v.api.RemovePartnerMoney(v.ctx, id, f.Value("money"))
	case "remove":
		err, back = v.api.RemovePartner(v.ctx, id), "/programmes/"+p.Programme+"/partners"
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, partnerFields, func(status int, f *Form) error { return v.partnerSetup(status, *f) }); shown {
		return err
	}
	return v.to(back, "saved")
}

// moneyTyped reads a note of money.
func (v *visit) moneyTyped(f *Form) api.PartnerMoneyBody {
	m := api.PartnerMoneyBody{Currency: strings.ToUpper(f.Text("currency")), State: f.Value("state")}
	m.Minor = v.amountTyped(f, m.Currency)
	m.On = utcDay(v.day(f, "on_day"))
	return m
}

// amountTyped reads an amount of a currency of the same form.
func (v *visit) amountTyped(f *Form, currency string) int64 {
	if len(currency) != 3 {
		f.refuse("currency", "wrong.currency_needed")
		return 0
	}
	minor, ok := money.Minor(f.Text("amount"), currency)
	if !ok {
		f.refuse("amount", "wrong.amount_needed")
	}
	return minor
}

// utcDay is the same day, as one of UTC: what is noted by day moves for no reader.
func utcDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// utcDay is a day that was noted, wherever the reader lives.
func (v *visit) utcDay(t time.Time) string { return v.p.Date(t, time.UTC) }

// moneyIsHere notes that what was promised has come.
func (v *visit) moneyIsHere(id, entry string) error {
	r, err := v.api.PartnerReport(v.ctx, id)
	if err != nil {
		return err
	}
	for _, m := range r.Entries {
		if m.ID == entry {
			m.State = "received"
			_, err = v.api.SetPartnerMoney(v.ctx, id, entry, m.PartnerMoneyBody)
			return err
		}
	}
	return fault.New(fault.NotFound, "partner.no_money", "There is no such note of money.")
}
