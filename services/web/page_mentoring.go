package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// mentoringView is a mentor's own offer: what to help with, places, pause.
type mentoringView struct {
	Opens bool // offering lets those find them who are signed in: nobody can now
	Form
	Standing  *standingView
	Skills    []string
	Approval  string
	Refused   string
	Offers    bool
	NoProfile bool
	SignedIn  bool
	Found     string // who finds them now
	Caps      []capRow
	Places    string // over all, where another number is typed
}

// capRow is the most that a mentor takes in one programme, as typed; "" is no limit of its own. Now is what stands, where that is another.
type capRow struct{ ID, Name, Value, Error, Now string }

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
	if _, err := v.person(); err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	return v.mentoring(http.StatusOK, f)
}

// fillOffer puts what the profile says into the form of what somebody helps with.
func (v *visit) fillOffer(f *Form, me *api.OwnProfile) {
	if me.FoundBy == "everybody" {
		f.typed.Set("shown", "yes")
	}
	f.typed.Set("shown-was", f.Value("shown"))
	own := []string{}
	for _, s := range me.Teach {
		if f.typed.Add("teach", s.Skill); !offered(s.Skill) {
			own = append(own, v.site.skillName(v.p, s.Skill))
		}
	}
	f.typed.Set("teach-more", strings.Join(own, ", ")) // as it is read again
}

func offered(s string) bool { return slices.Contains(offeredSkills, s) }

func (v *visit) mentoring(status int, f Form) error {
	view := mentoringView{Form: f, Skills: offeredSkills, SignedIn: true}
	me, err := v.person()
	if view.NoProfile = err != nil; err == nil {
		if do := f.Value("do"); do != "offer" && do != "stop" { // another form was sent
			v.fillOffer(&f, me)
		}
		view.Offers, view.Found = me.Mentor, v.p.Code("found_by.", me.FoundBy)
		view.Opens = !me.Mentor && me.FoundBy == "nobody"
		if me.Mentor {
			view.Approval = v.p.Code("approval.", me.Approval.State)
			if !me.Approval.Changed.IsZero() {
				view.Approval = v.p.T("approval.changed")
			}
			if me.Approval.State == "refused" {
				view.Refused = v.p.Code("approval.because_", me.Approval.Reason)
			}
		}
	}
	if st, err := v.api.Standing(v.ctx); err == nil {
		f.typed.Set("places-was", placesTag(st))
		view.Caps = v.caps(f, st)
		view.Standing = v.standing(st)
		if view.Offers && me.Approval.State == "approved" && (st.Capacity == 0 || view.Standing.Paused != "") {
			view.Approval = "" // nobody finds them now; what stands below says why
		}
		if now := strconv.Itoa(st.Capacity); !f.typed.Has("places") {
			f.typed.Set("places", now)
		} else if f.Text("places") != now {
			view.Places = v.p.T("stale.number", "Number", st.Capacity)
		}
	}
	view.Form = f
	return v.show(status, "mentoring", v.p.T("mentoring.page"), view)
}

// caps are the programmes in which a mentor can take fewer than everywhere.
func (v *visit) caps(f Form, st *api.Standing) []capRow {
	list := v.programmes()
	if len(list) == 0 {
		list = []option{{openProgramme, v.p.T("waiting.open")}}
	}
	var out []capRow
	for _, p := range list {
		row := capRow{ID: p.Value, Name: p.Text, Value: f.Value("cap-" + p.Value), Error: f.Error("cap-" + p.Value)}
		if n, ok := st.Caps[p.Value]; ok && f.typed.Has("cap-"+p.Value) && f.Text("cap-"+p.Value) != strconv.Itoa(n) {
			row.Now = v.p.T("stale.number", "Number", n)
		} else if ok {
			row.Value = strconv.Itoa(n)
		}
		out = append(out, row)
	}
	return out
}

// placesTag marks the places that a form was made from.
func placesTag(st *api.Standing) string {
	return tagOf(api.Places{Capacity: st.Capacity, Caps: st.Caps})
}

// setPlaces takes places over all programmes and in single ones, in place of those that the form was made from: Stale where they are others
// now. That something else of the standing has moved is no reason.
func (v *visit) setPlaces(f *Form) (err error) {
	for range saveTries {
		var read client.Answer
		st, got := v.api.Standing(v.ctx, client.Into(&read))
		if got != nil {
			return got
		}
		in := v.placesTyped(f, st)
		if was := f.Value("places-was"); len(f.Wrong) > 0 {
			return nil
		} else if was != "" && was != placesTag(st) {
			return errChanged
		}
		if _, err = v.api.SetPlaces(v.ctx, in, f.key(), client.IfMatch(read.Version)); !fault.Has(err, fault.Stale) {
			return err
		}
	}
	return err
}

// placesTyped are the places as they were typed, over those that stand.
func (v *visit) placesTyped(f *Form, st *api.Standing) api.Places {
	in := api.Places{Capacity: f.number("places", 0, maxPlaces), Caps: map[string]int{}}
	maps.Copy(in.Caps, st.Caps)
	for _, row := range v.caps(*f, st) {
		field := "cap-" + row.ID
		if !f.typed.Has(field) {
			continue
		}
		f.call(field, row.Name)
		n, err := strconv.Atoi(f.Text(field))
		switch {
		case f.Text(field) == "":
			delete(in.Caps, row.ID)
		case err != nil || n < 0 || n > maxPlaces:
			f.refuse(field, "wrong.out_of_range", "Field", row.Name, "Min", 0, "Max", maxPlaces, "Days", "")
		default:
			in.Caps[row.ID] = n
		}
	}
	return in
}

// offer is what an offer to mentor changes: who may find somebody changes only where they ticked otherwise than they read, or where nobody
// could find them who offers for the first time. What they said about a skill before stays.
func (v *visit) offer(f *Form) (change api.ProfilePatch, err error) {
	me, err := v.person()
	if err != nil {
		return change, err
	}
	list := []api.ProfileSkill{}
	for _, s := range v.skillsTyped(f, "teach", "teach-more", skillsOf(me.Teach)) {
		if s == "" {
			continue
		}
		x := api.ProfileSkill{Skill: s, Level: 4}
		if n := slices.IndexFunc(me.Teach, func(old api.ProfileSkill) bool { return old.Skill == s }); n >= 0 {
			x = me.Teach[n]
		}
		list = append(list, x)
	}
	if len(list) == 0 {
		f.refuse("teach-more", "wrong.teach_required")
	}
	on, found := true, me.FoundBy
	switch shown := f.Is("shown", "yes"); {
	case shown != (f.Value("shown-was") == "yes") && shown:
		found = "everybody"
	case shown != (f.Value("shown-was") == "yes"), !me.Mentor && found == "nobody":
		found = "members"
	}
	change = api.ProfilePatch{Mentor: &on, Teach: &list}
	if found != me.FoundBy {
		change.FoundBy = &found
	}
	return change, nil
}

func doMentoring(v *visit) error {
	f := v.posted()
	var err error
	switch f.Value("do") {
	case "offer":
		var change api.ProfilePatch
		if change, err = v.offer(&f); err == nil && len(f.Wrong) == 0 {
			_, err = v.api.ChangeMe(v.ctx, change)
		}
	case "stop":
		off := false
		_, err = v.api.ChangeMe(v.ctx, api.ProfilePatch{Mentor: &off})
	case "places":
		err = v.setPlaces(&f)
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
	fields := map[string]string{"/capacity": "places", "/until": "until", "/teach": "teach-more", "/caps": "places"}
	for field := range f.typed {
		if id, ok := strings.CutPrefix(field, "cap-"); ok {
			fields["/caps/"+id] = field
		}
	}
	shown, err := v.askAgain(&f, err, fields, func(status int, f *Form) error { return v.mentoring(status, *f) })
	if shown {
		return err
	}
	return v.to("/mentoring", "saved")
}
