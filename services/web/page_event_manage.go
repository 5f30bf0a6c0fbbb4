package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type eventManageView struct {
	Form
	ID, Name, Back  string
	Event           *api.Event // nil before it is set up
	Stage           string
	Facts           []line
	Working, Failed string
	Done, Total     int
	Draft           []line
	DraftID, Told   string
	Stages          []option
	Gone            []option // who is noted not to be there: id and name
	GoneNext        string   // the address of their next page
	Version         int64
}

func pageEventManage(v *visit) error { return v.eventManage(http.StatusOK, v.empty()) }

func (v *visit) eventManage(status int, f Form) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	view := eventManageView{Form: f, ID: c.ID, Name: c.Name, Back: "/cohorts/" + c.ID}
	var a client.Answer
	e, err := v.api.Event(v.ctx, c.ID, client.Into(&a))
	switch {
	case fault.Has(err, fault.NotFound):
		if _, again := f.typed["do"]; !again {
			view.fill(&api.EventSettings{Least: 4, Most: 6, Wishes: 3})
		}
		return v.show(status, "event-manage", v.p.T("event.manage"), view)
	case err != nil:
		return err
	}
	view.Event, view.Stage, view.Version = e, v.p.Code("event.stage_", e.Stage), a.Version
	if _, again := f.typed["do"]; !again {
		view.fill(&e.EventSettings)
	}
	if n := e.Counts; n != nil {
		for _, x := range []struct {
			key string
			n   int64
		}{{"badges", n.Badges}, {"used", n.Used}, {"here", n.Arrived}, {"ready", n.Ready}, {"mentors", n.Mentors}, {"accepted", n.Challenges},
			{"waiting", n.Waiting}, {"teams", n.Teams}, {"teamless", n.Teamless}} {
			view.Facts = append(view.Facts, line{v.p.Code("event.count_", x.key), v.p.Number(int(x.n))})
		}
	}
	if w := e.Work; w != nil {
		view.Working, view.Done, view.Total = v.p.Code("event.work_", w.Kind), w.Done, w.Total
	}
	if e.Failed != "" {
		view.Failed = v.p.Code("event.failed_", afterDot(e.Failed))
	}
	if d := e.Draft; d != nil {
		view.DraftID = d.ID
		view.Draft = []line{{v.p.T("event.draft_seated"), v.p.Number(d.Seated) + " / " + v.p.Number(d.People)}, {v.p.T("event.draft_teams"), v.p.Number(d.Teams)}}
		for _, size := range sortedSizes(d.Sizes) {
			view.Draft = append(view.Draft, line{v.p.T("event.draft_size", "Number", size), v.p.Number(d.Sizes[size])})
		}
		view.Draft = append(view.Draft, line{v.p.T("event.draft_first"), v.p.Number(d.First)}, line{v.p.T("event.draft_wished"), v.p.Number(d.Wished)},
			line{v.p.T("event.draft_lacking"), v.p.Number(d.Lacking)}, line{v.p.T("event.draft_mentored"), v.p.Number(d.Mentored)})
	}
	if !e.Published.IsZero() {
		view.Told = v.moment(e.Published)
	}
	if e.Stage != "over" {
		view.Gone, view.GoneNext = v.goneFrom(e.ID)
	}
	for _, s := range []string{"working", "over"} {
		if s != e.Stage && (e.Stage == "open" && s == "over" || e.Stage != "open") {
			view.Stages = append(view.Stages, option{s, v.p.Code("event.move_", s)})
		}
	}
	return v.show(status, "event-manage", v.p.T("event.manage"), view)
}

const goneAtOnce = 100 // of those who are noted not to be there, on a page of the desk

// goneFrom is a page of those who are noted not to be at an event, by name, and the address of the next one.
func (v *visit) goneFrom(id string) (out []option, next string) {
	var a client.Answer
	page, err := v.api.AttendeesPage(v.ctx, id, "gone", goneAtOnce, v.cursor(), client.Into(&a))
	if err != nil {
		return nil, ""
	}
	var ids []string
	for _, a := range page.Items {
		ids = append(ids, a.Person)
	}
	names := v.names(ids)
	for _, p := range ids {
		out = append(out, option{p, v.staffName(names, p)})
	}
	slices.SortFunc(out, func(a, b option) int { return cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	return out, pageAt("/cohorts/"+id+"/event/manage", nil, a.Next)
}

// pageEventQuestion asks before an event is over: nobody arrives any more.
func pageEventQuestion(v *visit) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	if v.r.PathValue("question") != "over" {
		return errNoPage
	}
	return v.question("event.over", "/cohorts/"+c.ID+"/event/manage", "over", true)
}

func sortedSizes(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
	return out
}

// fill writes settings into the form: rooms are lines of a name and how many tables.
func (view *eventManageView) fill(s *api.EventSettings) {
	view.typed.Set("team_least", itoa(s.Least))
	view.typed.Set("team_most", itoa(s.Most))
	view.typed.Set("team_wishes", itoa(s.Wishes))
	var rooms []string
	for _, r := range s.Rooms {
		rooms = append(rooms, r.Name+", "+itoa(r.Tables))
	}
	view.typed.Set("event_rooms", strings.Join(rooms, "\n"))
}

// roomsOf reads lines of a name and how many tables; a line without a number is refused.
func roomsOf(f *Form) (out []api.EventRoom) {
	for text := range strings.Lines(f.Text("event_rooms")) {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		i := strings.LastIndexFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '،' || r == '，' })
		n := 0
		if i > 0 {
			_, after, _ := strings.Cut(text[i:], string([]rune(text[i:])[:1]))
			n, _ = strconv.Atoi(strings.TrimSpace(after))
		}
		if n < 1 || n > 2000 || len(out) == 100 {
			f.refuse("event_rooms", "event.rooms_wrong")
			return nil
		}
		out = append(out, api.EventRoom{Name: strings.TrimSpace(text[:i]), Tables: n})
	}
	return out
}

func doEventManage(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "set":
		in := api.EventSettings{Least: f.number("team_least", 2, 12), Most: f.number("team_most", 2, 12), Wishes: f.number("team_wishes", 1, 10), Rooms: roomsOf(&f)}
		if len(f.Wrong) == 0 {
			_, err = v.api.SetUpEvent(v.ctx, id, in, atVersion(f)...)
		}
	case "badges":
		n := f.number("badge_count", 1, 1000)
		if len(f.Wrong) == 0 {
			var b *api.Badges
			if b, err = v.api.OrderBadges(v.ctx, id, api.BadgeOrder{Count: n, As: f.Value("badge_as")}, f.key()); err == nil {
				return v.badgeFile(f.Value("badge_as"), b.Codes)
			}
		}
	case "lost":
		err = v.api.ReplaceBadge(v.ctx, id, api.BadgeReplacement{Lost: f.Text("badge_lost"), Code: f.Text("badge_new")})
		told = "badge_replaced"
	case "teams":
		_, err = v.api.MakeTeams(v.ctx, id)
		told = "teams_begun"
	case "publish":
		_, err = v.api.PublishTeams(v.ctx, id, f.Value("draft"))
		told = "teams_published"
	case "move":
		_, err = v.api.MoveEvent(v.ctx, id, f.Value("stage"))
	case "over":
		_, err = v.api.MoveEvent(v.ctx, id, "over")
	case "here":
		_, err = v.api.SetHere(v.ctx, id, f.Value("person"), true)
		told = "event_here"
	default:
		return errNoPage
	}
	fields := map[string]string{"/least": "team_least", "/most": "team_most", "/wishes": "team_wishes", "/rooms": "event_rooms",
		"/count": "badge_count", "/as": "badge_as", "/lost": "badge_lost", "/code": "badge_new"}
	if shown, err := v.askAgain(&f, err, fields, func(status int, f *Form) error { return v.eventManage(status, *f) }); shown {
		return err
	}
	return v.to("/cohorts/"+id+"/event/manage", told)
}

// badgeFile is a spreadsheet for who prints badges: a code, for whom it is, and the address that opens with it. It is told once.
func (v *visit) badgeFile(as string, codes []string) error {
	if as != "mentor" {
		as = "newcomer"
	}
	rows := [][]string{{"code", "for", "address"}}
	for _, c := range codes {
		rows = append(rows, []string{c, as, v.site.base.JoinPath("event").String() + "#" + c})
	}
	return v.spreadsheet("badges-"+as+"s.csv", rows)
}

// byteOrder begins a file so that every spreadsheet reads it as UTF-8.
const byteOrder = "\ufeff"

// spreadsheet is rows as CSV; no cell begins a formula.
func (v *visit) spreadsheet(name string, rows [][]string) error {
	var t csvsafe.Table
	for _, row := range rows {
		t.Texts(row...)
	}
	return v.table(name, &t)
}

// table answers with a table to keep, which nobody on the way keeps.
func (v *visit) table(name string, t *csvsafe.Table) error {
	v.w.Header().Set("Cache-Control", "no-store")
	return v.file("text/csv; charset=utf-8", name, append([]byte(byteOrder), t.Bytes()...))
}

type draftView struct {
	ID, Name string
	Teams    []listTeam
	Next     string
}

func pageEventDraft(v *visit) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(v.r.URL.Query().Get("page"))
	var a client.Answer
	list, err := v.api.DraftTeams(v.ctx, c.ID, max(0, page), client.Into(&a))
	if err != nil {
		return err
	}
	view := draftView{ID: c.ID, Name: c.Name, Teams: v.listTeams(list.Items)}
	if a.Next != "" {
		view.Next = v.r.URL.Path + "?page=" + itoa(max(0, page)+1)
	}
	return v.show(http.StatusOK, "event-draft", v.p.T("event.draft"), view)
}

// listTeam is a team on a list.
type listTeam struct {
	ID                             string
	Number                         int
	Title, Where, Language, Mentor string
	Members                        []mateRow
	Lacks                          []string
}

func (v *visit) listTeams(list []api.EventTeam) []listTeam {
	var ids []string
	for _, t := range list {
		ids = append(ids, t.Mentor)
		for _, m := range t.Members {
			ids = append(ids, m.Person)
		}
	}
	names := v.names(ids)
	out := make([]listTeam, 0, len(list))
	for i := range list {
		t := &list[i]
		row := listTeam{ID: t.ID, Number: t.Number, Title: v.teamTitle(t), Where: v.teamWhere(t), Members: v.mateRows(t, names)}
		if t.Language != "" {
			row.Language = v.p.Spoken(t.Language)
		}
		if t.Mentor != "" {
			row.Mentor = v.named(names, t.Mentor)
		}
		for _, l := range t.Lacks {
			row.Lacks = append(row.Lacks, v.site.skillName(v.p, l.Skill))
		}
		out = append(out, row)
	}
	return out
}

// placeRow is somebody on the list by name.
type placeRow struct {
	Name, Where, Team string
	Number            int
}

type initialOf struct {
	Letter string
	Rows   []placeRow
}

type listsView struct {
	ID, Name, By string
	Bys          []option
	Initials     []initialOf
	Teams        []listTeam
	Mentors      []mentorOf
}

type mentorOf struct {
	Name  string
	Teams []listTeam
}

// lists reads every team of an event, once.
func (v *visit) lists() (*listsView, error) {
	c, err := v.ownCohort()
	if err != nil {
		return nil, err
	}
	view := &listsView{ID: c.ID, Name: c.Name, By: v.r.URL.Query().Get("by")}
	bys := []string{"name", "team", "mentor"}
	if !slices.Contains(bys, view.By) {
		view.By = bys[0]
	}
	for _, b := range bys {
		view.Bys = append(view.Bys, option{b, v.p.Code("event.list_", b)})
	}
	var all []api.EventTeam
	for t, err := range v.api.EventTeams(v.ctx, c.ID) {
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	view.Teams = v.listTeams(all)
	slices.SortFunc(view.Teams, func(x, y listTeam) int { return cmp.Compare(x.Number, y.Number) })
	byLetter, byMentor := map[string][]placeRow{}, map[string][]listTeam{}
	for _, t := range view.Teams {
		for _, m := range t.Members {
			byLetter[initialLetter(m.Name)] = append(byLetter[initialLetter(m.Name)], placeRow{m.Name, t.Where, t.Title, t.Number})
		}
		byMentor[t.Mentor] = append(byMentor[t.Mentor], t)
	}
	for letter, rows := range byLetter {
		slices.SortFunc(rows, func(x, y placeRow) int {
			return cmp.Or(cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), cmp.Compare(x.Number, y.Number))
		})
		view.Initials = append(view.Initials, initialOf{letter, rows})
	}
	slices.SortFunc(view.Initials, func(x, y initialOf) int { return cmp.Compare(x.Letter, y.Letter) })
	for name, teams := range byMentor {
		view.Mentors = append(view.Mentors, mentorOf{name, teams})
	}
	slices.SortFunc(view.Mentors, func(x, y mentorOf) int { return cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	return view, nil
}

// initialLetter is under which letter a name stands.
func initialLetter(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "#"
}

func pageEventLists(v *visit) error {
	view, err := v.lists()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "event-lists", v.p.T("event.lists"), view)
}

// pageEventFile is a list as a spreadsheet.
func pageEventFile(v *visit) error {
	view, err := v.lists()
	if err != nil {
		return err
	}
	rows := [][]string{{v.p.T("event.column_name"), v.p.T("event.column_team"), v.p.T("event.column_challenge"), v.p.T("event.column_where"),
		v.p.T("event.column_language"), v.p.T("event.column_mentor")}}
	row := func(name string, t listTeam) {
		rows = append(rows, []string{name, itoa(t.Number), t.Title, t.Where, t.Language, t.Mentor})
	}
	byNumber := map[int]listTeam{}
	for _, t := range view.Teams {
		byNumber[t.Number] = t
	}
	switch view.By {
	case "name":
		for _, i := range view.Initials {
			for _, p := range i.Rows {
				row(p.Name, byNumber[p.Number])
			}
		}
	case "team":
		for _, t := range view.Teams {
			for _, m := range t.Members {
				row(m.Name, t)
			}
		}
	default:
		for _, m := range view.Mentors {
			for _, t := range m.Teams {
				row(m.Name, t)
			}
		}
	}
	return v.spreadsheet("event-"+view.By+".csv", rows)
}
