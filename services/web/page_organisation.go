package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// organisationRoutes are organisations, and what their organisers make and set up: programmes, who does what, who takes part.
var organisationRoutes = []route{
	{"GET /operate/organisations", signedIn, pageOrganisations},
	{"POST /operate/organisations", signedIn, doOrganisations},
	{"GET /organisations/{id}", anybody, pageOrganisation},
	{"GET /organisations/{id}/setup", signedIn, pageOrganisationSetup},
	{"POST /organisations/{id}/setup", signedIn, doOrganisationSetup},
	{"GET /organisations/{id}/new", signedIn, pageNewProgramme},
	{"POST /organisations/{id}/new", signedIn, doNewProgramme},
	{"GET /programmes/{id}/setup", signedIn, pageProgrammeSetup},
	{"POST /programmes/{id}/setup", signedIn, doProgrammeSetup},
	{"GET /programmes/{id}/people", signedIn, pageMembers},
	{"POST /programmes/{id}/people", signedIn, doMembers},
	{"GET /programmes/{id}/part", signedIn, pagePart},
	{"POST /programmes/{id}/part", signedIn, doPart},
}

// maxOrganisations is how many organisations a page lists.
const maxOrganisations = 100

type organisationsView struct {
	Form
	Items  []programmeRow
	More   bool
	Broken bool
}

func pageOrganisations(v *visit) error { return v.organisations(http.StatusOK, v.empty()) }

// organisations are all that there are, with a form to make one; for administrators.
func (v *visit) organisations(status int, f Form) error {
	if err := v.administratorsOnly(); err != nil {
		return err
	}
	view := organisationsView{Form: f}
	for o, err := range v.api.Organisations(v.ctx) {
		if view.Broken = err != nil; view.Broken {
			break
		}
		if view.More = len(view.Items) == maxOrganisations; view.More {
			break
		}
		view.Items = append(view.Items, programmeRow{ID: o.ID, Name: o.Name, About: firstLine(o.About)})
	}
	return v.show(status, "organisations", v.p.T("organisation.title"), view)
}

// administratorsOnly sends everybody else away before the page asks for anything.
func (v *visit) administratorsOnly() error {
	if _, err := v.token(v.ctx, ""); err != nil {
		return err
	}
	if _, administrator := v.staff(); !administrator {
		return fault.New(fault.Forbidden, "web.administrators", "Only administrators do this.")
	}
	return nil
}

var organisationFields = map[string]string{"/name": "org_name", "/about": "org_about", "/homepage": "org_homepage"}

// doOrganisations makes an organisation.
func doOrganisations(v *visit) error {
	f := v.posted()
	in := api.OrganisationBody{Name: f.Text("org_name"), About: f.Text("org_about"), Homepage: f.Text("org_homepage")}
	if in.Name == "" {
		f.refuse("org_name", "wrong.required", "Field", v.label("org_name"))
		return v.organisations(http.StatusUnprocessableEntity, f)
	}
	o, err := v.api.MakeOrganisation(v.ctx, in, f.key())
	if shown, err := v.askAgain(&f, err, organisationFields, func(status int, f *Form) error { return v.organisations(status, *f) }); shown {
		return err
	}
	return v.to("/organisations/"+o.ID+"/setup", "organisation_made")
}

type organisationView struct {
	*api.Organisation
	Programmes []programmeRow
	Organises  bool
	Broken     bool
}

// pageOrganisation is what an organisation is, and its programmes.
func pageOrganisation(v *visit) error {
	o, err := v.api.Organisation(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := organisationView{Organisation: o, Organises: v.organisesOrg(o.ID)}
	view.Programmes, view.Broken = v.programmesOf(o.ID)
	return v.show(http.StatusOK, "organisation", o.Name, view)
}

// programmesOf are an organisation's programmes that the reader can see: those shown to everybody, and the reader's own.
func (v *visit) programmesOf(org string) (out []programmeRow, broken bool) {
	seen := map[string]bool{}
	if v.signedIn() {
		mine, err := v.api.MyProgrammes(v.ctx)
		if broken = err != nil; !broken {
			for _, p := range mine.Items[:min(len(mine.Items), maxProgrammes)] {
				if p.Org == org {
					out, seen[p.ID] = append(out, v.programmeRow(p)), true
				}
			}
		}
	}
	for p, err := range v.api.Programmes(v.ctx, org) {
		if err != nil {
			return out, true
		}
		if len(out) == maxProgrammes {
			break
		}
		if !seen[p.ID] {
			out = append(out, v.programmeRow(p))
		}
	}
	return out, broken
}

// organisesOrg says whether the reader may set an organisation up.
func (v *visit) organisesOrg(id string) bool {
	if !v.signedIn() {
		return false
	}
	roles, err := v.api.MyRoles(v.ctx) // from here the token is fresh
	if _, administrator := v.staff(); administrator {
		return true
	}
	if err != nil {
		return false
	}
	for _, g := range roles.Items {
		if g.Role == "organiser" && g.Scope == "org:"+id {
			return true
		}
	}
	return false
}

type organisationSetupView struct {
	Form
	*api.Organisation
	rolesView
	Version int64
}

func pageOrganisationSetup(v *visit) error { return v.organisationSetup(http.StatusOK, v.empty()) }

func (v *visit) organisationSetup(status int, f Form) error {
	var a client.Answer
	o, err := v.api.Organisation(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	if !v.organisesOrg(o.ID) {
		return errNotOrganiser
	}
	if f.Value("do") != "change" {
		f.typed.Set("org_name", o.Name)
		f.typed.Set("org_about", o.About)
		f.typed.Set("org_homepage", o.Homepage)
	}
	view := organisationSetupView{Form: f, Organisation: o, Version: a.Version, rolesView: v.rolesOn("org:" + o.ID)}
	return v.show(status, "organisation-setup", o.Name, view)
}

func doOrganisationSetup(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if done, err := v.doRoles(&f, "org:"+id, "/organisations/"+id+"/setup", v.organisationSetup); done {
		return err
	}
	if f.Value("do") != "change" {
		return errNoPage
	}
	name, about, homepage := f.Text("org_name"), f.Text("org_about"), f.Text("org_homepage")
	_, err := v.api.ChangeOrganisation(v.ctx, id, api.OrganisationPatch{Name: &name, About: &about, Homepage: &homepage}, f.seen()...)
	if shown, err := v.askAgain(&f, err, organisationFields, func(status int, f *Form) error { return v.organisationSetup(status, *f) }); shown {
		return err
	}
	return v.to("/organisations/"+id+"/setup", "saved")
}
