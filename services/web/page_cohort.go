package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// phaseRow is one phase with its dates.
type phaseRow struct {
	Code, Name, From string
	Now, Past        bool
}

func (v *visit) phaseRows(c *api.Cohort) (out []phaseRow) {
	for i, p := range c.Phases {
		row := phaseRow{Code: p.Name, Name: v.p.Code("cohort.phase_", p.Name), From: v.p.Date(p.From, v.zone()), Now: p.Name == c.Phase}
		row.Past = !row.Now && i+1 < len(c.Phases) && !c.Phases[i+1].From.After(v.now)
		out = append(out, row)
	}
	return out
}

type wayRow struct{ As, Text, Path string }

type cohortView struct {
	Cohort    *api.Cohort
	Programme programmeRow
	Row       cohortRow
	Phases    []phaseRow
	Ways      []wayRow // in which the reader can take part now
	Closed    bool     // nobody can now
	Opens     string   // when they can
	Mine      []applicationRow
	Asks      bool // the reader, about themselves, for statistics
	SignedIn  bool
	Work      bool     // the reader organises, reviews or reads
	Event     bool     // there is one
	Kept      []string // how long applications are kept
}

const (
	keptDays  = 365 // how long an application of somebody who does not take part is kept, where nothing is set
	keptLeast = 30
	draftDays = 90 // how long a draft is kept at most
)

// keptRules says how long applications to a cohort are kept; nothing of one that takes nobody.
func (v *visit) keptRules(c *api.Cohort) []string {
	if c.Newcomers == "none" && c.Mentors == "none" {
		return nil
	}
	days, key := cmp.Or(c.KeptDays, keptDays), "lapse.draft_open"
	draft := days
	if len(c.Phases) > 0 {
		key, draft = "lapse.draft", min(draftDays, days)
	}
	return []string{v.p.T(key, "Number", draft), v.p.T("lapse.rest", "Number", days), v.p.T("lapse.stays"), v.p.T("lapse.part")}
}

func pageCohort(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := cohortView{Cohort: c, Row: v.cohortRow(*c), Phases: v.phaseRows(c), SignedIn: v.signedIn(), Closed: !c.Applying,
		Work: c.Mine.Organiser || c.Mine.Reviewer || c.Mine.Reader, Programme: programmeRow{ID: c.Programme}}
	if p, err := v.api.Programme(v.ctx, c.Programme); err == nil {
		view.Programme = v.programmeRow(*p)
	}
	for _, p := range c.Phases {
		if p.Name == "application" && p.From.After(v.now) {
			view.Opens = v.p.Date(p.From, v.zone())
		}
	}
	have := map[string]bool{}
	if view.SignedIn {
		for a, err := range v.api.MyApplications(v.ctx) {
			if err != nil || len(view.Mine) == 2 {
				break
			}
			if a.Cohort == c.ID {
				view.Mine, have[a.As] = append(view.Mine, v.applicationRow(a, nil)), a.State != "withdrawn"
			}
		}
	}
	view.Kept = v.keptRules(c)
	view.Asks = len(view.Mine) > 0 && v.asksAboutMe(c.ID)
	for _, x := range []struct{ as, way string }{{"newcomer", c.Newcomers}, {"mentor", c.Mentors}} {
		if x.way != "none" && c.Applying && !have[x.as] {
			view.Ways = append(view.Ways, wayRow{x.as, v.p.Code("cohort.way_", x.way+"_"+x.as), "/cohorts/" + c.ID + "/apply/" + x.as})
		}
	}
	if e, err := v.api.Event(v.ctx, c.ID); err == nil {
		view.Event = e.ID != ""
	}
	return v.show(http.StatusOK, "cohort", c.Name, view)
}

// checkRow is one line of the checklist.
type checkRow struct {
	Text, Who, Due string
	Done           bool
	None           bool // nothing is left, and more may come: it is not done
	Left           int64
}

// countedDuties are those that are about what others do: with nothing left of them there may not have been anything yet.
var countedDuties = []string{"review", "decide", "release", "waiting", "projects", "admit", "agree", "check_in", "eligibility"}

type participantRow struct {
	ID, Person, Name, As, Since, Note string
}

type manageView struct {
	Form
	Cohort *api.Cohort
	Row    cohortRow
	Phases []phaseRow
	Checks []checkRow
	People []participantRow
	Next   string
	Broken bool
	Longer []option
	Within string // internal or external: only those are listed; empty for all
}

// Participants on a page of their list, and at most of those to choose from elsewhere.
const (
	participantsAtOnce = 100
	participantsShown  = 200
)

// within is whom the reader asked for in a list of people of a cohort: internal or external to the organisation; "" for all.
func (v *visit) within() string {
	if of := v.r.URL.Query().Get("belongs"); of == "internal" || of == "external" {
		return of
	}
	return ""
}

func pageCohortManage(v *visit) error { return v.manage(http.StatusOK, v.empty()) }

func (v *visit) manage(status int, f Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	list, err := v.api.CohortChecklist(v.ctx, c.ID)
	if err != nil {
		return err
	}
	view := manageView{Form: f, Cohort: c, Row: v.cohortRow(*c), Phases: v.phaseRows(c)}
	for _, x := range list.Items {
		row := checkRow{Text: v.p.Code("duty_of.", x.Code), Who: v.p.Code("duty_of.who_", x.Who), Done: x.Done, Left: x.Left,
			None: x.Done && slices.Contains(countedDuties, x.Code) && (x.Due.IsZero() || x.Due.After(v.now))}
		if !x.Due.IsZero() {
			row.Due = v.p.Date(x.Due, v.zone())
		}
		view.Checks = append(view.Checks, row)
	}
	for i, p := range c.Phases {
		if p.Name != "closed" && (i+1 >= len(c.Phases) || c.Phases[i+1].From.After(v.now)) {
			view.Longer = append(view.Longer, option{p.Name, v.p.Code("cohort.phase_", p.Name)})
		}
	}
	var all []api.Application
	view.Within = v.within()
	chosen := url.Values{}
	if view.Within != "" {
		chosen.Set("belongs", view.Within)
	}
	var answer client.Answer
	if page, err := v.api.ParticipantsPage(v.ctx, c.ID, "accepted", view.Within, participantsAtOnce, v.cursor(), client.Into(&answer)); err != nil {
		view.Broken = true
	} else {
		all, view.Next = page.Items, pageAt("/cohorts/"+c.ID+"/manage", chosen, answer.Next)
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.Person)
	}
	names := v.names(ids)
	for _, a := range all {
		view.People = append(view.People, participantRow{ID: a.ID, Person: a.Person, Name: v.staffName(names, a.Person), As: v.p.Code("cohort.as_", a.As),
			Since: v.p.Date(a.Joined, v.zone())})
	}
	return v.show(status, "cohort-manage", v.p.T("cohort.manage_of", "Name", c.Name), view)
}

// doCohortManage lets a phase last longer, or makes another cohort of the same settings.
func doCohortManage(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	switch f.Value("do") {
	case "extend":
		in := api.CohortExtension{Phase: f.Value("phase"), Days: f.number("days", 1, 365)}
		if len(f.Wrong) == 0 {
			_, err = v.api.ExtendCohort(v.ctx, id, in, f.key())
		}
		if err == nil && len(f.Wrong) == 0 {
			return v.to("/cohorts/"+id+"/manage", "cohort_extended")
		}
	case "clone":
		c, err := v.ownCohort()
		if err != nil {
			return err
		}
		in := api.CohortClone{Name: f.Text("cohort_name")}
		if len(c.Phases) > 0 {
			in.Begins = v.day(&f, "begins")
		}
		if len(f.Wrong) == 0 {
			made, err := v.api.CloneCohort(v.ctx, id, in, f.key())
			if err == nil {
				return v.to("/cohorts/"+made.ID+"/setup", "cohort_made")
			}
			if !v.blame(&f, err, cohortFields) {
				return err
			}
		}
		return v.manage(http.StatusUnprocessableEntity, f)
	default:
		return errNoPage
	}
	if err != nil && !v.blame(&f, err, cohortFields) {
		return err
	}
	return v.manage(http.StatusUnprocessableEntity, f)
}

// lines are the lines of a text that say something, at most most.
func lines(text string, most int) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && len(out) < most {
			out = append(out, line)
		}
	}
	return out
}

// dayValue is a time as the value of a field of days.
func (v *visit) dayValue(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.zone()).Format("2006-01-02")
}

func itoa(n int) string { return strconv.Itoa(n) }
