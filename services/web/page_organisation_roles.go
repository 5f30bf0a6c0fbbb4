package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// scopedRoles are what somebody does for an organisation or a programme.
var scopedRoles = []string{"organiser", "reviewer", "partner", "observer"}

// maxGrants is how many roles of a scope a page lists.
const maxGrants = 200

// rolesView is who does what for an organisation or a programme, with a form to name somebody.
type rolesView struct {
	Action    string // where the forms go
	Roles     []string
	People    []grantRow
	NoRoles   bool // they could not be asked
	ByAddress bool // the reader may find people by their e-mail address
}

type grantRow struct {
	ID, Name, Role, Text, Since string
	Self                        bool // one's own role as organiser is not given up by mistake: another organiser takes it
}

func (v *visit) rolesOn(scope string) rolesView {
	view := rolesView{Roles: scopedRoles, Action: v.r.URL.Path}
	_, view.ByAddress = v.staff()
	var ids []string
	for g, err := range v.api.Roles(v.ctx, scope) {
		if err != nil || len(view.People) == maxGrants {
			view.NoRoles = err != nil
			break
		}
		view.People = append(view.People, grantRow{ID: g.Person, Role: g.Role, Text: v.p.Code("scoped_role.", g.Role), Since: v.p.Date(g.At, v.zone()),
			Self: g.Person == v.account() && g.Role == "organiser"})
		ids = append(ids, g.Person)
	}
	names := v.names(ids)
	for i, g := range view.People {
		view.People[i].Name = v.staffName(names, g.ID)
	}
	return view
}

// doRoles gives a role on a scope, or takes one; done says whether the form was about that.
func (v *visit) doRoles(f *Form, scope, back string, again func(status int, f Form) error) (done bool, _ error) {
	var err error
	told := "role_given"
	switch f.Value("do") {
	case "give":
		role := f.Value("grant_role")
		if !slices.Contains(scopedRoles, role) {
			f.refuse("grant_role", "wrong.grant_role_required")
		}
		person, bad := v.personTyped(f, "grant_person")
		if bad != nil {
			return true, bad
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.GiveRole(v.ctx, person, role, scope)
			if err == nil {
				f.Done = v.namelessGiven(f.Text("grant_person"), person)
			}
			if f.Done != "" {
				f.typed.Del("grant_person")
				return true, again(http.StatusOK, *f)
			}
		}
	case "take":
		person, role := f.Value("person"), f.Value("role")
		if !anyID.MatchString(person) || !slices.Contains(scopedRoles, role) || person == v.account() && role == "organiser" {
			return true, errNoPage
		}
		told, err = "role_taken", v.api.TakeRole(v.ctx, person, role, scope)
	default:
		return false, nil
	}
	fields := map[string]string{"path:person": "grant_person", "path:role": "grant_role"}
	if shown, err := v.askAgain(f, err, fields, func(status int, f *Form) error { return again(status, *f) }); shown {
		return true, err
	}
	return true, v.to(back, told)
}

// namelessGiven says under what somebody who was named by their address stands in lists until they give a name; "" for who has one. It is said
// once, to who typed the address.
func (v *visit) namelessGiven(typed, person string) string {
	if !strings.Contains(typed, "@") {
		return ""
	}
	if names := v.names([]string{person}); names[person] == "" {
		return v.p.T("staff.nameless_given", "Address", typed, "Name", v.staffName(names, person))
	}
	return ""
}

// personTyped reads whom a field names: by the address of their page here, or, for administrators, by their e-mail address, which stands
// in no address of a page.
func (v *visit) personTyped(f *Form, field string) (id string, _ error) {
	text := f.Text(field)
	_, administrator := v.staff()
	switch {
	case text == "":
		f.refuse(field, "wrong.person_required")
	case strings.Contains(text, "@") && administrator:
		a, err := v.api.LookUp(v.ctx, text)
		switch {
		case err == nil:
			return a.ID, nil
		case fault.Has(err, fault.NotFound):
			f.refuse(field, "people.nobody")
		case !v.blame(f, err, map[string]string{"/address": field}):
			return "", err
		}
	default:
		text, _, _ = strings.Cut(text, "?")
		text, _, _ = strings.Cut(text, "#")
		text = strings.TrimRight(text, "/")
		if id = text[strings.LastIndexByte(text, '/')+1:]; !anyID.MatchString(id) {
			f.refuse(field, "wrong.person_page")
		}
	}
	return id, nil
}

// seen is the version that a form was made from, for a change that must not overwrite another's.
func (f *Form) seen() []client.CallOption {
	if n, err := strconv.ParseInt(f.Value("version"), 10, 64); err == nil && n > 0 {
		return []client.CallOption{client.IfMatch(n)}
	}
	return nil
}

// organises says whether the reader sets a programme up: its organisers, and administrators.
func organises(v *visit, roles []string) bool {
	_, administrator := v.staff()
	return administrator || slices.Contains(roles, "organiser")
}

var errNotOrganiser = fault.New(fault.Forbidden, "programs.organisers_only", "Only organisers can do this.")
