package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// boardRoutes are brokers' boards.
var boardRoutes = []route{
	{"GET /programmes/{id}/board", signedIn, pageBoard},
	{"POST /programmes/{id}/board", signedIn, doBoard},
	{"GET /board/{id}", signedIn, pageBoardEntry},
	{"POST /board/{id}", signedIn, doBoardEntry},
	{"GET /board/{id}/edit", signedIn, pageBoardEdit},
	{"POST /board/{id}/edit", signedIn, doBoardEdit},
}

// maxBoard is how many entries of each kind a page lists.
const maxBoard = 100

var (
	boardKinds      = []string{"tool", "need"}
	boardAgreements = []string{"not_asked", "asked", "agreed"}
	boardFields     = map[string]string{"/kind": "board_kind", "/title": "board_title", "/text": "board_text", "/skills": "board_skills",
		"/languages": "languages", "/owner": "board_owner", "/agreement": "board_agreement", "/agreed_on": "agreed_on", "/licence": "board_licence",
		"/home": "board_home", "/reach": "board_reach", "/words": "help_words"}
)

// boardRow is an entry in a list.
type boardRow struct {
	ID, Title, Kind, State, Note, Due string
	Now                               bool   // something of it waits for the reader
	Words                             string // of whoever would like to help
	Reasons                           []string
}

// boardDue is what is due, and from whom.
type boardDue struct {
	What, From string
	Mine       bool
}

func (v *visit) boardDues(e *api.BoardEntry) (out []boardDue) {
	for _, d := range e.Due {
		out = append(out, boardDue{v.p.Code("board.due_", d.What), v.p.Code("board.from_", d.From),
			d.From == "broker" && e.Mine.Broker || d.From == "author" && e.Mine.Author})
	}
	return out
}

func (v *visit) boardRow(e *api.BoardEntry) boardRow {
	row := boardRow{ID: e.ID, Title: e.Title, Kind: v.p.Code("board.kind_", e.Kind), State: v.p.Code("board.state_", e.State)}
	var due []string
	for _, d := range v.boardDues(e) {
		due, row.Now = append(due, d.What), row.Now || d.Mine
	}
	row.Due = strings.Join(due, v.p.T("list.comma"))
	if e.Mine.Help != "" {
		row.Note = v.p.Code("board.help_", e.Mine.Help)
	}
	return row
}

type boardView struct {
	boardForm
	Programme     programmeRow
	Mine, Rows    []boardRow
	Fits          []boardRow
	Organises     bool
	NoProfile     bool
	Broken        bool
	More, Members bool
}

// boardForm is what posting and changing ask for.
type boardForm struct {
	Form
	Kinds, Agreements []string
	Spoken            []option
	Back              string // where changing goes back to; "" for posting
}

func (v *visit) boardForm(f Form) boardForm {
	return boardForm{Form: f, Kinds: boardKinds, Agreements: boardAgreements, Spoken: v.spokenOptions()}
}

func pageBoard(v *visit) error {
	return v.board(http.StatusOK, v.empty("board_agreement", "not_asked", "languages", v.p.Tag))
}

func (v *visit) board(status int, f Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := boardView{boardForm: v.boardForm(f), Programme: v.programmeRow(*p), Members: true}
	_, administrator := v.staff()
	view.Organises = administrator || p.Me != nil && slices.Contains(p.Me.Roles, "organiser")
	title := v.p.T("board.title_of", "Name", p.Name)
	rows := func(of string) (out []boardRow, ids []string, err error) {
		for e, err := range v.api.Board(v.ctx, p.ID, of) {
			if err != nil {
				return nil, nil, err
			}
			if len(out) == maxBoard {
				view.More = true
				break
			}
			out, ids = append(out, v.boardRow(&e)), append(ids, e.ID)
		}
		return out, ids, nil
	}
	of := "shown"
	if view.Organises {
		of = "all"
	}
	if view.Rows, _, err = rows(of); fault.Coded(err, "board.members_only") {
		view.Members = false
		return v.show(http.StatusOK, "board", title, view)
	}
	if err != nil {
		return err
	}
	if view.Mine, _, err = rows("mine"); err != nil {
		return err
	}
	fits, err := v.api.BoardForMe(v.ctx, p.ID)
	switch {
	case err == nil:
		view.Fits = v.boardFits(fits, view.Rows)
	case fault.Coded(err, "profile.none_yet"):
		view.NoProfile = true
	case !fault.Has(err, fault.NotFound): // an organiser need not be in the programme
		view.Broken = true
	}
	return v.show(status, "board", title, view)
}

// boardFits are the rows that fit the reader, with why.
func (v *visit) boardFits(fits *api.BoardFits, rows []boardRow) (out []boardRow) {
	for _, x := range fits.Items[:min(len(fits.Items), 5)] {
		if i := slices.IndexFunc(rows, func(r boardRow) bool { return r.ID == x.Entry }); i >= 0 {
			row := rows[i]
			for _, r := range x.Reasons {
				if said := v.reason(r, "issues", nil); said != "" {
					row.Reasons = append(row.Reasons, said)
				}
			}
			out = append(out, row)
		}
	}
	return out
}

// boardBody is what a form says.
func (v *visit) boardBody(f *Form) api.BoardBody {
	b := api.BoardBody{Kind: f.Value("board_kind"), Title: f.Text("board_title"), Text: f.Text("board_text"), Owner: f.Text("board_owner"),
		Agreement: f.Value("board_agreement"), Licence: f.Text("board_licence"), Home: f.Text("board_home"), Reach: f.Text("board_reach"),
		Skills:    listed(f.Text("board_skills"), 10),
		Languages: f.All("languages", 5)}
	if !slices.Contains(boardKinds, b.Kind) {
		f.refuse("board_kind", "wrong.board_kind_needed")
	}
	if !slices.Contains(boardAgreements, b.Agreement) {
		b.Agreement = "not_asked"
	}
	need := map[string]string{"board_title": b.Title, "board_text": b.Text}
	if b.Agreement == "agreed" {
		need["board_owner"] = b.Owner
	}
	for _, field := range []string{"board_title", "board_text", "board_owner"} { // all at once: a second refusal is a second round
		if text, is := need[field]; is && text == "" {
			f.refuse(field, "wrong.required", "Field", v.label(field))
		}
	}
	if b.Agreement == "agreed" {
		if at := v.day(f, "agreed_on"); !at.IsZero() {
			b.AgreedOn = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		}
	}
	return b
}

// doBoard posts something.
func doBoard(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	b := v.boardBody(&f)
	var e *api.BoardEntry
	var err error
	if len(f.Wrong) == 0 {
		e, err = v.api.PostOnBoard(v.ctx, id, b, f.key())
	}
	if shown, err := v.askAgain(&f, err, boardFields, func(status int, f *Form) error { return v.board(status, *f) }); shown {
		return err
	}
	return v.to("/board/"+e.ID, "board_posted")
}

// boardCheck is a line of the checklist.
type boardCheck struct {
	Name, Says string
	Done       bool
}

type boardEntryView struct {
	Form
	Entry         *api.BoardEntry
	Programme     programmeRow
	Kind, State   string
	Made          string
	Checks        []boardCheck
	Due           []boardDue
	Ways          []option
	Skills        string
	Languages     string
	Author        string
	Introduced    []personRow
	Helpers       []boardRow // ID is the person's, Title their name
	HelpersBroken bool
	InCatalogue   bool
	MayEdit       bool
	MayHelp       bool
}

func pageBoardEntry(v *visit) error { return v.boardEntry(http.StatusOK, v.empty()) }

func (v *visit) boardEntry(status int, f Form) error {
	e, err := v.api.BoardEntry(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	over := e.State == "opened" || e.State == "met" || e.State == "withdrawn"
	view := boardEntryView{Form: f, Entry: e, Programme: programmeRow{ID: e.Programme}, Kind: v.p.Code("board.kind_", e.Kind),
		State: v.p.Code("board.state_", e.State), Made: v.p.Date(e.Made, v.zone()), Due: v.boardDues(e), MayEdit: !over && (e.Mine.Author || e.Mine.Broker),
		MayHelp: !e.Mine.Author && (e.State == "looked" || e.State == "ready")}
	if p, err := v.api.Programme(v.ctx, e.Programme); err == nil {
		view.Programme = v.programmeRow(*p)
	}
	view.Checks = v.boardChecks(e)
	for _, way := range e.Mine.Ways {
		key := way
		if way == "looked" && e.State == "ready" {
			key = "back"
		}
		view.Ways = append(view.Ways, option{way, v.p.Code("board.do_", key)})
	}
	var skills, languages []string
	for _, id := range e.Skills {
		skills = append(skills, v.site.skillName(v.p, id))
	}
	for _, l := range e.Languages {
		languages = append(languages, v.p.Spoken(l))
	}
	view.Skills, view.Languages = v.p.Join(skills), v.p.Join(languages)
	var fits *api.BoardFits
	if e.Mine.Broker {
		if fits, err = v.api.BoardHelpers(v.ctx, e.ID); err != nil {
			fits, view.HelpersBroken = &api.BoardFits{}, true
		}
	}
	v.boardPeople(&view, fits)
	if e.Project != "" {
		_, err := v.api.Project(v.ctx, e.Project)
		view.InCatalogue = err == nil
	}
	return v.show(status, "board-entry", e.Title, view)
}

// boardPeople names whom the reader may know of.
func (v *visit) boardPeople(view *boardEntryView, fits *api.BoardFits) {
	e := view.Entry
	ids := []string{e.Author}
	says := map[string]string{}
	for _, h := range e.Helpers {
		ids, says[h.Person] = append(ids, h.Person), h.Words
	}
	if fits != nil {
		for _, x := range fits.Items {
			ids = append(ids, x.Person)
		}
	}
	names := v.names(ids)
	if e.Author != "" && !e.Mine.Author {
		view.Author = names[e.Author]
	}
	for _, h := range e.Helpers {
		if h.State != "introduced" {
			continue
		}
		row := personRow{Name: v.p.T("board.somebody"), Note: h.Words} // newcomers show their names to few: what they wrote is what there is
		if name := names[h.Person]; name != "" {
			row.ID, row.Name = h.Person, name
		}
		view.Introduced = append(view.Introduced, row)
	}
	if fits == nil {
		return
	}
	for _, x := range fits.Items {
		row := boardRow{ID: x.Person, Title: v.staffName(names, x.Person), Words: says[x.Person]}
		for _, r := range x.Reasons {
			if said := v.boardWhy(r); said != "" {
				row.Reasons = append(row.Reasons, said)
			}
		}
		if x.Gap != nil {
			row.Note = v.boardWhy(*x.Gap)
		}
		view.Helpers = append(view.Helpers, row)
	}
}

// boardWhy is a reason about somebody else than the reader; "" for one that says nothing here.
func (v *visit) boardWhy(r api.Reason) string {
	words := v.reasonWords(r.Params.Words, ofCode[r.Code].Words, nil)
	if words == "" || !v.p.Has("board.why_"+r.Code) {
		return ""
	}
	return v.p.Code("board.why_", r.Code, "Words", words)
}

func (v *visit) boardChecks(e *api.BoardEntry) []boardCheck {
	if e.Kind != "tool" {
		return nil
	}
	owner := v.p.Code("board.agreement_", "not_asked")
	if e.Agreement != "" {
		owner = v.p.Code("board.agreement_", e.Agreement)
	}
	if !e.AgreedOn.IsZero() {
		owner += v.p.T("list.comma") + v.utcDay(e.AgreedOn)
	}
	if e.Owner != "" {
		owner = v.p.T("board.owner_says", "Owner", e.Owner, "Says", owner)
	}
	licence := v.p.T("board.not_chosen")
	if e.Licence != "" {
		licence = e.Licence
		if !e.Checklist.Licence {
			licence += v.p.T("list.comma") + v.p.T("board.not_open")
		}
	}
	return []boardCheck{
		{v.p.T("board.owner"), owner, e.Checklist.Owner}, {v.p.T("board.licence"), licence, e.Checklist.Licence},
		{v.p.T("board.home"), e.Home, e.Checklist.Home},
	}
}

// doBoardEntry is everything that is done to an entry but changing its words.
func doBoardEntry(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch do := f.Value("do"); do {
	case "help":
		_, err = v.api.HelpBoardEntry(v.ctx, id, f.Text("help_words"))
		told = "board_helping"
	case "unhelp":
		err = v.api.UnhelpBoardEntry(v.ctx, id)
	case "introduce":
		_, err = v.api.Introduce(v.ctx, id, f.Value("person"))
		told = "board_introduced"
	case "looked", "ready", "opened", "met", "withdrawn":
		_, err = v.api.MoveBoardEntry(v.ctx, id, do)
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, boardFields, func(status int, f *Form) error { return v.boardEntry(status, *f) }); shown {
		return err
	}
	return v.to("/board/"+id, told)
}

type boardEditView struct {
	boardForm
	Entry *api.BoardEntry
}

func pageBoardEdit(v *visit) error {
	var a client.Answer
	e, err := v.api.BoardEntry(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	f := v.empty("board_kind", e.Kind, "board_title", e.Title, "board_text", e.Text, "board_owner", e.Owner, "board_agreement", e.Agreement,
		"board_licence", e.Licence, "board_home", e.Home, "board_reach", e.Reach, "version", itoa(int(a.Version)))
	if !e.AgreedOn.IsZero() {
		f.typed.Set("agreed_on", e.AgreedOn.Format(time.DateOnly))
	}
	var skills []string
	for _, id := range e.Skills {
		skills = append(skills, v.site.skillName(v.p, id))
	}
	f.typed.Set("board_skills", strings.Join(skills, ", "))
	f.typed["languages"] = e.Languages
	return v.boardEdit(http.StatusOK, f, e)
}

func (v *visit) boardEdit(status int, f Form, e *api.BoardEntry) error {
	if !e.Mine.Author && !e.Mine.Broker {
		return errNoPage
	}
	view := boardEditView{boardForm: v.boardForm(f), Entry: e}
	view.Back = "/board/" + e.ID
	return v.alone(status, "board-edit", v.p.T("board.edit"), view)
}

func doBoardEdit(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	e, err := v.api.BoardEntry(v.ctx, id)
	if err != nil {
		return err
	}
	b := v.boardBody(&f)
	if len(f.Wrong) == 0 {
		_, err = v.api.ChangeBoardEntry(v.ctx, id, b, client.IfMatch(int64(f.number("version", 1, 1<<52))))
	}
	if shown, err := v.askAgain(&f, err, boardFields, func(status int, f *Form) error { return v.boardEdit(status, *f, e) }); shown {
		return err
	}
	return v.to("/board/"+id, "saved")
}
