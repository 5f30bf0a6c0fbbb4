package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// maxMembers is how many members of a programme a page lists.
const maxMembers = 50

type membersView struct {
	Form
	programmeRow
	Waiting   []memberRow
	In        []memberRow
	More      bool
	Refusals  []string
	Organises bool // invites; who only reviews decides about mentors
	ByAddress bool
}

type memberRow struct{ ID, Name, As, Since string }

func pageMembers(v *visit) error { return v.members(http.StatusOK, v.empty()) }

// members are who is in a programme: mentors that wait for a decision first.
func (v *visit) members(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := membersView{Form: f, programmeRow: v.programmeRow(*p), Refusals: refusals}
	_, view.ByAddress = v.staff()
	if view.Organises = organises(v, nil); p.Me != nil {
		view.Organises = organises(v, p.Me.Roles)
	}
	var ids []string
	for _, list := range []struct {
		approval string
		into     *[]memberRow
	}{{"waiting", &view.Waiting}, {"", &view.In}} {
		for m, err := range v.api.Members(v.ctx, p.ID, list.approval) {
			if err != nil {
				return err
			}
			if len(*list.into) == maxMembers {
				view.More = true
				break
			}
			row := memberRow{ID: m.Person, As: v.memberAs(&m)}
			if !m.Joined.IsZero() {
				row.Since = v.p.Date(m.Joined, v.zone())
			}
			*list.into, ids = append(*list.into, row), append(ids, m.Person)
		}
	}
	names := v.names(ids)
	for _, list := range [][]memberRow{view.Waiting, view.In} {
		for i := range list {
			list[i].Name = v.staffName(names, list[i].ID)
		}
	}
	return v.show(status, "members", v.p.T("member.title", "Name", p.Name), view)
}

// memberAs says as what somebody is in a programme.
func (v *visit) memberAs(m *api.Member) string {
	var out []string
	switch {
	case m.Newcomer && m.Mentor:
		out = append(out, v.p.T("member.both"))
	case m.Newcomer:
		out = append(out, v.p.T("member.newcomer"))
	case m.Mentor:
		out = append(out, v.p.T("member.mentor"))
	case m.Invited:
		out = append(out, v.p.T("member.invited"))
	}
	if m.Mentor && m.Approval != "none" {
		out = append(out, v.p.Code("member.is_", m.Approval))
	}
	return strings.Join(out, v.p.T("list.comma"))
}

func doMembers(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	person := f.Value("person")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "approve":
		_, err = v.api.DecideMember(v.ctx, id, person, api.MemberDecision{Decision: "approve"})
	case "refuse":
		reason := f.Value("refusal")
		if !slices.Contains(refusals, reason) {
			f.refuse("refusal-"+person, "wrong.refusal_required")
			break
		}
		_, err = v.api.DecideMember(v.ctx, id, person, api.MemberDecision{Decision: "refuse", Reason: reason})
	case "invite":
		var bad error
		if person, bad = v.personTyped(&f, "invite_person"); bad != nil {
			return bad
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.InviteMember(v.ctx, id, person, f.key())
		}
		told = "member_invited"
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, map[string]string{"/person": "invite_person"}, func(status int, f *Form) error {
		return v.members(status, *f)
	}); shown {
		return err
	}
	return v.to("/programmes/"+id+"/people", told)
}

type partView struct {
	Form
	programmeRow
	Member, Invited, Closed, Always bool
	Approval, Reason                string
	ByInvitation                    bool
}

func pagePart(v *visit) error { return v.part(http.StatusOK, v.empty()) }

// part is the reader's own part in a programme: as what, and where a decision stands.
func (v *visit) part(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := partView{Form: f, programmeRow: v.programmeRow(*p), Closed: !p.Open, Always: p.ID == openProgramme, ByInvitation: p.Joining == "invited"}
	if me := p.Me; me != nil {
		view.Member, view.Invited = me.Newcomer || me.Mentor, me.Invited
		if me.Mentor && me.Approval != "none" {
			view.Approval = v.p.Code("member.own_", me.Approval)
			if me.Approval == "refused" {
				view.Reason = v.p.Code("approval.because_", me.Reason)
			}
		}
		if !f.typed.Has("do") {
			for as, on := range map[string]bool{"newcomer": me.Newcomer, "mentor": me.Mentor} {
				if on {
					f.typed.Add("as", as)
				}
			}
		}
	}
	return v.show(status, "part", p.Name, view)
}

func doPart(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "join":
		if !f.Is("as", "newcomer") && !f.Is("as", "mentor") {
			f.refuse("as", "wrong.as_required")
			break
		}
		_, err = v.api.Join(v.ctx, id, f.Is("as", "newcomer"), f.Is("as", "mentor"), f.key())
	case "leave":
		told, err = "programme_left", v.api.Leave(v.ctx, id, "me")
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, map[string]string{"/newcomer": "as", "/mentor": "as"}, func(status int, f *Form) error {
		return v.part(status, *f)
	}); shown {
		return err
	}
	return v.to("/programmes/"+id+"/part", told)
}
