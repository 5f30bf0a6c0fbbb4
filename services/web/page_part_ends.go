package web

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
)

// leavingReasons are why somebody's part ends early.
var leavingReasons = []string{"time", "found_other", "no_fit", "no_contact", "conduct", "other"}

type partEndsView struct {
	Form
	ID, Name string
	Own      bool // whose part it is; else an organiser ends it
	Reasons  []string
}

// partEnds asks before somebody's part ends early: who leaves may say why, an organiser who ends somebody's has to.
func (v *visit) partEnds(status int, f *Form) error {
	a, err := v.api.Application(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := partEndsView{ID: a.ID, Own: a.Person == v.account(), Reasons: leavingReasons}
	if f == nil {
		if may, err := v.endsPart(a); err != nil {
			return err
		} else if !may {
			return errNoPage
		}
		empty := v.empty("ends_because", "")
		f = &empty
	}
	view.Form = *f
	title := v.p.T("application.leave_title")
	if !view.Own {
		view.Name = v.staffName(v.names([]string{a.Person}), a.Person)
		title = v.p.T("application.end_title", "Name", view.Name)
	}
	return v.alone(status, "part-ends", title, view)
}

// endsPart says whether the reader may end this part: whose it is, and organisers, while it goes on.
func (v *visit) endsPart(a *api.Application) (bool, error) {
	if a.State != "accepted" || a.Person == v.account() {
		return a.State == "accepted", nil
	}
	c, err := v.api.Cohort(v.ctx, a.Cohort)
	return err == nil && c.Mine.Organiser, err
}

// doPartEnds ends the reader's part, or as an organiser somebody's.
func (v *visit) doPartEnds(f Form, id string) error {
	a, err := v.api.Application(v.ctx, id)
	if err != nil {
		return err
	}
	own, reason := a.Person == v.account(), f.Value("ends_because")
	if !slices.Contains(leavingReasons, reason) {
		reason = ""
		if !own {
			f.refuse("ends_because", "application.end_why")
		}
	}
	if len(f.Wrong) == 0 {
		_, err = v.api.LeaveCohort(v.ctx, id, reason)
	}
	if shown, err := v.askAgain(&f, err, map[string]string{"/reason": "ends_because"}, v.partEnds); shown {
		return err
	}
	if own {
		return v.to("/applications/"+id, "application_left")
	}
	return v.to("/cohorts/"+a.Cohort+"/manage", "part_ended")
}

// partEnded says since when somebody takes part no more, and why where that was said; "" while they do.
func (v *visit) partEnded(a *api.Application) string {
	if a.State != "left" || a.Left.IsZero() {
		return ""
	}
	if a.Reason == "" {
		return v.p.T("application.ended", "Day", v.p.Date(a.Left, v.zone()))
	}
	return v.p.T("application.ended_because", "Day", v.p.Date(a.Left, v.zone()), "Why", v.p.Code("application.ends_", a.Reason))
}
