package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// joinings are how people come into a programme.
var joinings = []string{"open", "invited"}

type newProgrammeView struct {
	Form
	Org      *api.Organisation
	Parents  []programmeRow // which it can be part of
	Joinings []string
}

func pageNewProgramme(v *visit) error {
	return v.newProgramme(http.StatusOK, v.empty("listed", "yes", "open", "yes", "joining", "open", "parent", v.r.URL.Query().Get("within")))
}

func (v *visit) newProgramme(status int, f Form) error {
	o, err := v.api.Organisation(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := newProgrammeView{Form: f, Org: o, Joinings: joinings}
	mine, err := v.api.MyProgrammes(v.ctx)
	if err != nil {
		return err
	}
	whole := v.organisesOrg(o.ID)
	parents, _ := v.programmesOf(o.ID)
	for _, p := range parents {
		may := whole
		for _, m := range mine.Items {
			may = may || m.ID == p.ID && m.Me != nil && organises(v, m.Me.Roles)
		}
		if may && p.ID != openProgramme {
			view.Parents = append(view.Parents, p)
		}
	}
	if !whole && len(view.Parents) == 0 {
		return errNotOrganiser
	}
	return v.show(status, "programme-new", v.p.T("programme_setup.new"), view)
}

var programmeFields = map[string]string{"/name": "programme_name", "/about": "programme_about", "/joining": "joining", "/parent": "parent",
	"/open": "open", "/listed": "listed"}

// doNewProgramme makes a programme, perhaps within another.
func doNewProgramme(v *visit) error {
	f := v.posted()
	in := api.ProgrammeBody{Org: v.r.PathValue("id"), Parent: f.Value("parent"), Name: f.Text("programme_name"), About: f.Text("programme_about"),
		Open: f.Is("open", "yes"), Listed: f.Is("listed", "yes"), Joining: f.Value("joining")}
	if in.Name == "" {
		f.refuse("programme_name", "wrong.required", "Field", v.label("programme_name"))
		return v.newProgramme(http.StatusUnprocessableEntity, f)
	}
	p, err := v.api.MakeProgramme(v.ctx, in, f.key())
	if shown, err := v.askAgain(&f, err, programmeFields, func(status int, f *Form) error { return v.newProgramme(status, *f) }); shown {
		return err
	}
	return v.to("/programmes/"+p.ID+"/setup", "programme_made")
}

type programmeSetupView struct {
	Form
	programmeRow
	rolesView
	Org      string
	Version  int64
	Joinings []string
	Always   bool // the always-open programme: some of it cannot be changed
}

func pageProgrammeSetup(v *visit) error { return v.programmeSetup(http.StatusOK, v.empty()) }

func (v *visit) programmeSetup(status int, f Form) error {
	var a client.Answer
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	if p.Me == nil && !organises(v, nil) || p.Me != nil && !organises(v, p.Me.Roles) {
		return errNotOrganiser
	}
	if f.Value("do") != "change" {
		f.typed.Set("programme_name", p.Name)
		f.typed.Set("programme_about", p.About)
		f.typed.Set("joining", p.Joining)
		for field, on := range map[string]bool{"open": p.Open, "listed": p.Listed} {
			if on {
				f.typed.Set(field, "yes")
			}
		}
	}
	view := programmeSetupView{Form: f, programmeRow: v.programmeRow(*p), Org: p.Org, Version: a.Version, Joinings: joinings,
		Always: p.ID == openProgramme, rolesView: v.rolesOn("programme:" + p.ID)}
	return v.show(status, "programme-setup", p.Name, view)
}

func doProgrammeSetup(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	back := "/programmes/" + id + "/setup"
	if done, err := v.doRoles(&f, "programme:"+id, back, v.programmeSetup); done {
		return err
	}
	if f.Value("do") != "change" {
		return errNoPage
	}
	name, about := f.Text("programme_name"), f.Text("programme_about")
	in := api.ProgrammePatch{Name: &name, About: &about}
	if id != openProgramme {
		open, listed, joining := f.Is("open", "yes"), f.Is("listed", "yes"), f.Value("joining")
		in.Open, in.Listed, in.Joining = &open, &listed, &joining
	}
	_, err := v.api.ChangeProgramme(v.ctx, id, in, f.seen()...)
	if shown, err := v.askAgain(&f, err, programmeFields, func(status int, f *Form) error { return v.programmeSetup(status, *f) }); shown {
		return err
	}
	return v.to(back, "saved")
}
