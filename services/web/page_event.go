package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// eventRoutes are the event of a cohort: arriving by badge, challenges, one's team, the organiser's desk, printed lists, what is left.
var eventRoutes = []route{
	{"GET /event", anybody, pageArrive},
	{"POST /event", anybody, doArrive},
	{"GET /cohorts/{id}/event", anybody, pageEvent},
	{"POST /cohorts/{id}/event", signedIn, doEvent},
	{"GET /cohorts/{id}/event/challenges", signedIn, pageChallenges},
	{"POST /cohorts/{id}/event/challenges", signedIn, doChallenges},
	{"GET /cohorts/{id}/event/teams/{team}", signedIn, pageTeam},
	{"POST /cohorts/{id}/event/teams/{team}", signedIn, doTeam},
	{"GET /cohorts/{id}/event/teams/{team}/{question}", signedIn, pageTeamQuestion},
	{"GET /cohorts/{id}/event/results", anybody, pageResults},
	{"GET /cohorts/{id}/event/manage", signedIn, pageEventManage},
	{"POST /cohorts/{id}/event/manage", signedIn, doEventManage},
	{"GET /cohorts/{id}/event/manage/{question}", signedIn, pageEventQuestion},
	{"GET /cohorts/{id}/event/draft", signedIn, pageEventDraft},
	{"GET /cohorts/{id}/event/lists", signedIn, pageEventLists},
	{"GET /cohorts/{id}/event/lists/file", signedIn, pageEventFile},
}

// eventFields are where the API's fields stand in the forms.
var eventFields = map[string]string{
	"/code": "badge_code", "/have": "have", "/want": "want", "/languages": "languages", "/conduct": "conduct", "/adult": "adult",
	"/display_name": "shown_name", "/title": "challenge_title", "/text": "challenge_text", "/link": "challenge_link",
	"/licence": "challenge_licence", "/needs": "needs", "/challenges": "challenges",
}

type arriveView struct {
	Form
	Joining *api.Joining
	Known   bool // signed in, with a name
	Skills  []string
	Near    []option // languages that stand open, before the others
	Spoken  []option
}

func pageArrive(v *visit) error {
	return v.arrive(http.StatusOK, v.empty("languages", v.p.Tag))
}

func (v *visit) arrive(status int, f Form) error {
	view := arriveView{Form: f, Skills: offeredSkills}
	view.Near, view.Spoken = v.nearTongues(f)
	if v.signedIn() {
		if me, err := v.person(); err == nil && me.DisplayName != "" {
			view.Known = true
		}
	} else if j, err := v.api.As(nil).Joining(v.ctx); err == nil {
		view.Joining = j
	}
	return v.show(status, "event-arrive", v.p.T("event.arrive"), view)
}

// saidAtEvent is what the form says for the event.
func saidAtEvent(f Form) api.AttendeeBody {
	var in api.AttendeeBody
	for _, s := range append(f.All("have", 16), listed(f.Text("have-more"), 4)...) {
		in.Have = append(in.Have, api.EventSkill{Skill: s, Level: 4})
	}
	in.Want = f.All("want", 16)
	in.Languages = f.All("languages", 10)
	return in
}

// listed are words between commas, at most most of them.
func listed(text string, most int) (out []string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '،' || r == '，' || r == '、' }) {
		if w = strings.TrimSpace(w); w != "" && len(out) < most {
			out = append(out, w)
		}
	}
	return out
}

// doArrive uses a badge: signed out it makes an account, signs in, and says who somebody is, in as few steps as there are.
func doArrive(v *visit) error {
	f := v.posted()
	if i := strings.LastIndexAny(f.Value("badge_code"), "#/="); i >= 0 { // the whole address was typed
		f.typed.Set("badge_code", f.Value("badge_code")[i+1:])
	}
	signed, conduct := v.signedIn(), ""
	if f.Text("badge_code") == "" {
		f.refuse("badge_code", "event.code_required")
	}
	if !signed {
		if f.Text("shown_name") == "" {
			f.refuse("shown_name", "event.name_required")
		}
		conduct = v.agreed(&f)
	}
	if len(f.Wrong) > 0 {
		return v.arrive(http.StatusUnprocessableEntity, f)
	}
	got, err := v.api.Arrive(v.ctx, api.Arrival{Code: f.Text("badge_code"), Locale: v.p.Tag}, f.key())
	if err == nil && got.Token != "" {
		var in *api.SignedIn
		if in, err = v.api.As(nil).UseArrival(v.ctx, api.UseArrival{Token: got.Token, Conduct: conduct, Adult: f.Is("adult", "yes"),
			Label: deviceLabel(v.r.UserAgent())}, f.key()); err == nil {
			v.begin(in)
		}
	}
	if err != nil {
		key := f.Key
		if !v.blame(&f, err, eventFields) {
			return err
		}
		if got != nil { // the badge is used: only with the same key it is this request's
			f.Key = key
		}
		return v.arrive(fault.As(err).Kind.Status(), f)
	}
	told, err := v.introduce(f, got)
	if err != nil {
		v.site.d.Log.Warn("somebody arrived and could not say everything at once", "code", fault.As(err).Code)
	}
	return v.to("/cohorts/"+got.Event+"/event", told)
}

// introduce says who somebody is: the name in the profile, the rest for the event. told is what to say about it; err is what was left out.
func (v *visit) introduce(f Form, got *api.Arrived) (told string, err error) {
	if name := f.Text("shown_name"); name != "" {
		body := api.ProfileBody{DisplayName: name, FoundBy: "programme", Newcomer: got.As == "newcomer", Mentor: got.As == "mentor"}
		for _, l := range f.All("languages", 10) {
			body.Languages = append(body.Languages, api.ProfileLanguage{Language: l, Level: 3})
		}
		if _, err := v.api.SaveMe(v.ctx, body); err != nil {
			return "arrived_more", err
		}
	}
	if _, err := v.api.SayAtEvent(v.ctx, got.Event, saidAtEvent(f)); err != nil {
		return "arrived_more", err
	}
	if code := f.Text("friend_code"); code != "" {
		_, err := v.api.Befriend(v.ctx, got.Event, code)
		switch {
		case fault.Coded(err, "event.mentors"):
			return "arrived_mentor", err
		case fault.Has(err, fault.Invalid):
			return "arrived_friend", err
		case err != nil:
			return "arrived_more", err
		}
	}
	return "arrived", nil
}

type eventView struct {
	Form
	Event  *api.Event
	Cohort string // name of it
	Stage  string
	Me     *api.Attendee
	Said   bool
	Skills []string
	Near   []option // as in arriveView
	Spoken []option
	Wishes []challengeRow
	Teams  []option // ways to them
	Room   string   // what is left to choose
}

func pageEvent(v *visit) error {
	return v.event(http.StatusOK, v.empty())
}

func (v *visit) event(status int, f Form) error {
	e, err := v.api.Event(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := eventView{Form: f, Event: e, Stage: v.p.Code("event.stage_", e.Stage), Skills: offeredSkills}
	if e.As != "" {
		if view.Me, err = v.api.EventMe(v.ctx, e.ID); err != nil {
			return err
		}
		view.Said = len(view.Me.Languages) > 0
		for i, t := range view.Me.Teams {
			view.Teams = append(view.Teams, option{t, v.p.T("event.look_team_n", "Number", i+1)})
		}
		if view.Me.Team != "" {
			view.Teams = []option{{view.Me.Team, v.p.T("event.look_team")}}
		}
		if _, again := f.typed["do"]; !again {
			for _, s := range view.Me.Have {
				view.typed.Add("have", s.Skill)
			}
			view.typed["want"], view.typed["languages"] = view.Me.Want, view.Me.Languages
			view.typed.Set("event_places", itoa(view.Me.Places))
		}
		for i, id := range view.Me.Wishes {
			if c, err := v.api.Challenge(v.ctx, e.ID, id); err == nil {
				view.Wishes = append(view.Wishes, v.challengeRow(c, i+1))
			}
		}
		var more []string
		for _, s := range view.typed["have"] {
			if !slices.Contains(offeredSkills, s) {
				more = append(more, v.site.skillName(v.p, s))
			}
		}
		view.typed.Set("have-more", strings.Join(more, ", "))
	}
	view.Near, view.Spoken = v.nearTongues(view.Form)
	return v.show(status, "event", e.Name, view)
}

// doEvent is what somebody says about themselves at an event, and their friends.
func doEvent(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	fields := map[string]string{"/code": "friend_code", "/have": "have-more", "/want": "want", "/languages": "languages"}
	told := "saved"
	switch f.Value("do") {
	case "say":
		in := saidAtEvent(f)
		if f.Value("event_places") != "" {
			in.Places = f.number("event_places", 0, 10)
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.SayAtEvent(v.ctx, id, in)
		}
	case "friends":
		_, err = v.api.Befriend(v.ctx, id, f.Text("friend_code"))
	case "part":
		_, err = v.api.LeaveFriends(v.ctx, id)
	case "here":
		_, err = v.api.SetHere(v.ctx, id, v.account(), true)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, fields, func(status int, f *Form) error { return v.event(status, *f) }); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/event", told)
}

// challengeRow is a challenge in a list.
type challengeRow struct {
	*api.Challenge
	Wish      int // of the reader
	Skills    []string
	Languages []string
	StateText string
}

func (v *visit) challengeRow(c *api.Challenge, wish int) challengeRow {
	row := challengeRow{Challenge: c, Wish: wish, StateText: v.p.Code("event.challenge_", c.State)}
	for _, n := range c.Needs {
		row.Skills = append(row.Skills, v.site.skillName(v.p, n.Skill))
	}
	for _, l := range c.Languages {
		row.Languages = append(row.Languages, v.p.Spoken(l))
	}
	if c.Title == "" {
		row.Title = v.p.T("event.taken_back")
	}
	return row
}

type challengesView struct {
	Form
	Event   *api.Event
	State   string
	States  []option
	Rows    []challengeRow
	Wishes  int // that the reader may have
	Left    int
	Skills  []string
	Spoken  []option
	Cut     bool
	MayWish bool
}

const maxChallenges = 500 // on a page

func pageChallenges(v *visit) error { return v.challenges(http.StatusOK, v.empty()) }

func (v *visit) challenges(status int, f Form) error {
	e, err := v.api.Event(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := challengesView{Form: f, Event: e, State: v.r.URL.Query().Get("state"), Wishes: e.Wishes, Skills: offeredSkills, Spoken: v.spokenOptions()}
	states := []string{"accepted", "own"}
	if e.Organiser {
		states = []string{"accepted", "pitched", "hidden"}
	}
	if !slices.Contains(states, view.State) {
		view.State = states[0]
	}
	for _, s := range states {
		view.States = append(view.States, option{s, v.p.Code("event.challenges_", s)})
	}
	var wishes []string
	if e.As == "newcomer" {
		me, err := v.api.EventMe(v.ctx, e.ID)
		if err != nil {
			return err
		}
		wishes, view.MayWish = me.Wishes, e.Stage == "open"
	}
	view.Left = e.Wishes - len(wishes)
	for c, err := range v.api.Challenges(v.ctx, e.ID, view.State) {
		if err != nil {
			return err
		}
		if view.Cut = len(view.Rows) == maxChallenges; view.Cut {
			break
		}
		view.Rows = append(view.Rows, v.challengeRow(&c, slices.Index(wishes, c.ID)+1))
	}
	return v.show(status, "event-challenges", v.p.T("event.challenges"), view)
}

// doChallenges pitches, wishes and decides.
func doChallenges(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	c := f.Value("challenge")
	back, told := "/cohorts/"+id+"/event/challenges", "saved"
	if s := f.Value("state"); s == "pitched" || s == "hidden" || s == "own" {
		back += "?state=" + s
	}
	var err error
	switch do := f.Value("do"); do {
	case "pitch":
		in := api.ChallengeBody{Title: f.Text("challenge_title"), Text: f.Text("challenge_text"), Link: f.Text("challenge_link"),
			Licence: f.Text("challenge_licence"), Languages: f.All("languages", 10)}
		for _, s := range append(f.All("needs", 8), listed(f.Text("needs-more"), 8)...) {
			if len(in.Needs) < 8 {
				in.Needs = append(in.Needs, api.ChallengeNeed{Skill: s, People: 1})
			}
		}
		_, err = v.api.Pitch(v.ctx, id, in, f.key())
		told = "pitched"
	case "wish", "unwish":
		me, merr := v.api.EventMe(v.ctx, id)
		if merr != nil {
			return merr
		}
		wishes := slices.DeleteFunc(slices.Clone(me.Wishes), func(x string) bool { return x == c })
		if do == "wish" {
			wishes = append(wishes, c)
		}
		_, err = v.api.WishFor(v.ctx, id, append([]string{}, wishes...))
	case "accept":
		in := api.ChallengeDecision{State: "accepted", Teams: 1}
		if f.Value("teams") != "" {
			in.Teams = f.number("teams", 1, 500)
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.DecideChallenge(v.ctx, id, c, in)
		}
	case "hide":
		_, err = v.api.DecideChallenge(v.ctx, id, c, api.ChallengeDecision{State: "hidden"})
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, eventFields, func(status int, f *Form) error { return v.challenges(status, *f) }); shown {
		return err
	}
	return v.to(back, told)
}
