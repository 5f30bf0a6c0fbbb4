package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// mentoringView is a mentor's own offer: what to help with, places, pause.
type mentoringView struct {
	Form
	Standing  *standingView
	Skills    []string
	Approval  string
	Refused   string
	Offers    bool
	NoProfile bool
	SignedIn  bool
}

// maxPlaces and maxPause are the API's own limits.
const (
	maxPlaces = 50
	maxPause  = 365 * 24 * time.Hour
)

// pageMentoring is what mentoring is to somebody signed out, and one's own offer to others.
func pageMentoring(v *visit) error {
	f := v.empty()
	if !v.signedIn() {
		return v.show(http.StatusOK, "mentoring-open", v.p.T("mentoring.page"), struct{}{})
	}
	me, err := v.person()
	if err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	if err == nil {
		for _, s := range me.Want {
			f.typed.Add("want", s.Skill)
		}
		own := []string{}
		for _, s := range f.typed["want"] {
			if !offered(s) {
				own = append(own, v.site.skillName(v.p, s))
			}
		}
		f.typed.Set("teach-more", strings.Join(own, ", ")) // as it is read again
	}
	return v.mentoring(http.StatusOK, f)
}

func offered(s string) bool { return slices.Contains(offeredSkills, s) }

func (v *visit) mentoring(status int, f Form) error {
	view := mentoringView{Form: f, Skills: offeredSkills, SignedIn: true}
	me, err := v.person()
	if view.NoProfile = err != nil; err == nil {
		view.Offers = me.Mentor
		if me.Mentor {
			view.Approval = v.p.Code("approval.", me.Approval.State)
			if me.Approval.State == "refused" {
				view.Refused = v.p.Code("approval.because_", me.Approval.Reason)
			}
		}
	}
	if st, err := v.api.Standing(v.ctx); err == nil {
		view.Standing = v.standing(st)
		if view.Offers && me.Approval.State == "approved" && (st.Capacity == 0 || view.Standing.Paused != "") {
			view.Approval = "" // nobody finds them now; what stands below says why
		}
		if !f.typed.Has("places") {
			f.typed.Set("places", strconv.Itoa(st.Capacity))
		}
	}
	return v.show(status, "mentoring", v.p.T("mentoring.page"), view)
}

func doMentoring(v *visit) error {
	f := v.posted()
	var err error
	switch f.Value("do") {
	case "offer", "stop":
		on := f.Value("do") == "offer"
		change := api.ProfilePatch{Mentor: &on}
		if on {
			list := []api.ProfileSkill{}
			for _, s := range v.skillsTyped(f, "want", "teach-more") {
				list = append(list, api.ProfileSkill{Skill: s, Level: 4})
			}
			if len(list) == 0 {
				f.refuse("teach-more", "wrong.teach_required")
				break
			}
			everybody := "everybody"
			if !f.Is("shown", "yes") {
				everybody = "members"
			}
			change.Want, change.FoundBy = &list, &everybody
		}
		_, err = v.api.ChangeMe(v.ctx, change)
	case "places":
		n := f.number("places", 0, maxPlaces)
		if len(f.Wrong) == 0 {
			st, was := v.api.Standing(v.ctx)
			if was != nil {
				return was
			}
			_, err = v.api.SetPlaces(v.ctx, api.Places{Capacity: n, Caps: st.Caps}, f.key())
		}
	case "pause":
		until, bad := time.ParseInLocation("2006-01-02", f.Text("until"), v.zone())
		switch {
		case bad != nil || !until.After(v.now):
			f.refuse("until", "wrong.in_the_past", "Field", v.label("until"))
		case until.Sub(v.now) > maxPause:
			f.refuse("until", "wrong.pause_too_long")
		default:
			_, err = v.api.Pause(v.ctx, until, f.key())
		}
	case "resume":
		_, err = v.api.Resume(v.ctx)
	default:
		return errNoPage
	}
	if err != nil && !v.blame(&f, err, map[string]string{"/capacity": "places", "/until": "until", "/want": "teach-more"}) {
		return err
	}
	if len(f.Wrong) > 0 {
		return v.mentoring(http.StatusUnprocessableEntity, f)
	}
	return v.to("/mentoring", "saved")
}
