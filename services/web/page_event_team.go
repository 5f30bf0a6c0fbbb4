package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// mateRow is somebody in a team, with why.
type mateRow struct {
	Person, Name  string
	Here, Own, On bool
	Why           []string
}

type teamView struct {
	Form
	Event    *api.Event
	ID       string
	Title    string
	Number   int
	Where    string
	Language string
	Mentor   string
	MentorID string
	Members  []mateRow
	Lacks    []string
	GoingOn  bool
	InIt     bool
	Version  int64
	HandOver *api.HandOverBody
}

func pageTeam(v *visit) error { return v.team(http.StatusOK, v.empty()) }

// members are who is in a team, with why, by the names that the reader may see.
func (v *visit) mateRows(t *api.EventTeam, names map[string]string) (rows []mateRow) {
	for _, m := range t.Members {
		row := mateRow{Person: m.Person, Name: v.named(names, m.Person), Here: m.Here, Own: m.Person == v.account(), On: m.GoingOn}
		if m.Wish > 0 {
			row.Why = append(row.Why, v.p.T("event.why_wish", "Number", m.Wish))
		}
		if m.Friends {
			row.Why = append(row.Why, v.p.T("event.why_friends"))
		}
		for _, s := range m.Meets {
			row.Why = append(row.Why, v.p.T("event.why_meets", "Skill", v.site.skillName(v.p, s)))
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) teamWhere(t *api.EventTeam) string {
	if t.Room == "" {
		return ""
	}
	return v.p.T("event.where", "Room", t.Room, "Table", t.Table)
}

func (v *visit) teamTitle(t *api.EventTeam) string {
	if t.Title == "" {
		return v.p.T("event.taken_back")
	}
	return t.Title
}

func (v *visit) team(status int, f Form) error {
	e, err := v.api.Event(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	var a client.Answer
	t, err := v.api.EventTeam(v.ctx, e.ID, v.r.PathValue("team"), client.Into(&a))
	if err != nil {
		return err
	}
	ids := []string{t.Mentor}
	for _, m := range t.Members {
		ids = append(ids, m.Person)
	}
	names := v.names(ids)
	view := teamView{Form: f, Event: e, ID: t.ID, Title: v.teamTitle(t), Number: t.Number, Where: v.teamWhere(t), Members: v.mateRows(t, names),
		Version: a.Version, HandOver: t.HandOver}
	if t.Language != "" {
		view.Language = v.p.Spoken(t.Language)
	}
	if t.Mentor != "" {
		view.Mentor, view.MentorID = v.named(names, t.Mentor), t.Mentor
	}
	for _, l := range t.Lacks {
		view.Lacks = append(view.Lacks, v.site.skillName(v.p, l.Skill))
	}
	for _, m := range view.Members {
		if m.Own {
			view.InIt, view.GoingOn = true, m.On
		}
	}
	if _, again := f.typed["do"]; !again && t.HandOver != nil {
		for name, text := range map[string]string{"made": t.HandOver.Made, "made_link": t.HandOver.Link,
			"made_licence": t.HandOver.Licence, "made_next": t.HandOver.Next} {
			view.typed.Set(name, text)
		}
	}
	return v.show(status, "event-team", v.p.T("event.team_of", "Number", t.Number), view)
}

// pageTeamQuestion asks before somebody is noted not to come: they leave the team.
func pageTeamQuestion(v *visit) error {
	t, err := v.api.EventTeam(v.ctx, v.r.PathValue("id"), v.r.PathValue("team"))
	if err != nil {
		return err
	}
	person := v.r.URL.Query().Get("person")
	if v.r.PathValue("question") != "gone" || !slices.ContainsFunc(t.Members, func(m api.TeamMember) bool { return m.Person == person && m.Here }) {
		return errNoPage
	}
	return v.questionAbout("event.gone", "/cohorts/"+v.r.PathValue("id")+"/event/teams/"+t.ID, "gone", person, "Name", v.named(v.names([]string{person}), person))
}

// doTeam marks who does not come, and hands the work over.
func doTeam(v *visit) error {
	f, id, team := v.posted(), v.r.PathValue("id"), v.r.PathValue("team")
	person := cmp.Or(f.Value("person"), f.Value("id")) // of the page, or of the question
	told := "saved"
	var err error
	switch f.Value("do") {
	case "gone", "here":
		_, err = v.api.SetHere(v.ctx, id, person, f.Value("do") == "here")
		told = "event_" + f.Value("do")
	case "go-on", "stop":
		_, err = v.api.GoOn(v.ctx, id, f.Value("do") == "go-on")
	case "hand-over":
		_, err = v.api.HandOverTeam(v.ctx, id, team, api.HandOverBody{Made: f.Text("made"), Link: f.Text("made_link"), Licence: f.Text("made_licence"),
			Next: f.Text("made_next")}, atVersion(f)...)
		told = "handed_over"
	default:
		return errNoPage
	}
	if err == nil && told == "event_gone" && person == v.account() { // the team is theirs no more
		return v.to("/cohorts/"+id+"/event", told)
	}
	fields := map[string]string{"/made": "made", "/link": "made_link", "/licence": "made_licence", "/next": "made_next"}
	if shown, err := v.askAgain(&f, err, fields, func(status int, f *Form) error { return v.team(status, *f) }); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/event/teams/"+team, told)
}

// atVersion changes only what is still as it was read; nothing is asked where it is made.
func atVersion(f Form) []client.CallOption {
	n, err := strconv.ParseInt(f.Value("version"), 10, 64)
	if err != nil || n < 1 {
		return nil
	}
	return []client.CallOption{client.IfMatch(n)}
}

type resultRow struct {
	api.HandedOver
	Going string
}

type resultsView struct {
	Event *api.Event
	Rows  []resultRow
	Cut   bool
}

const maxResults = 1000

// pageResults is what is left of an event, for anybody. It names nobody.
func pageResults(v *visit) error {
	e, err := v.api.Event(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := resultsView{Event: e}
	for h, err := range v.api.HandedOver(v.ctx, e.ID) {
		if err != nil {
			return err
		}
		if view.Cut = len(view.Rows) == maxResults; view.Cut {
			break
		}
		if h.Title == "" {
			h.Title = v.p.T("event.taken_back")
		}
		view.Rows = append(view.Rows, resultRow{HandedOver: h, Going: v.p.T("event.going_on", "Count", h.GoingOn)})
	}
	return v.show(http.StatusOK, "event-results", v.p.T("event.results"), view)
}
