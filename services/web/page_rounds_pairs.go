package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// pairRow is one newcomer with what an objective gave them.
type pairRow struct {
	Row, MentorRow           int
	Newcomer, Mentor, Choice string
	Outcome, Link            string
	Reasons                  []string
	Marks                    []mark // what was settled for them
	Out                      string // a word for a newcomer who was left out; it stands beside their name, and not the mentor's
	Envious, Returned        bool
	Undos                    []undo // one for each thing that was settled, where the page is about that
}

// undo is a button that takes back one thing that was settled.
type undo struct {
	Action, Do, Mentor, Text string
	One                      bool // there is no other in its row: what it takes back needs no words for those who see it
}

// seatRow is a mentor who has another number of places in a round than they can carry.
type seatRow struct {
	Row, Most  int
	Name, Text string
}

// mark is what an organiser settled for somebody. Now says that the pairs do not keep it yet.
type mark struct {
	Text string
	Now  bool
}

// marksAtMost is how many mentors are named with whom one newcomer is not to be paired; the rest is a number.
const marksAtMost = 3

type pairsView struct {
	Form
	ID, Objective, Title string
	Objectives           []option
	Shows                []option
	Show                 string
	Rows                 []pairRow
	More                 string
	Version              int64
	Draft, Stale         bool
	Back, Told           string // where a pin leads back to, and what it came to
	Find                 string // a part of a name that is looked for
	Caption              string
	Seats                []seatRow
	MoreSeats            string
}

const pairsAtOnce = 50

// pageRoundPairs lists newcomers with their mentors. Each has a page of its own where the pair is pinned or forbidden; with a script a
// newcomer can be dragged onto a mentor, too.
func pageRoundPairs(v *visit) error {
	var a, pages client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	find, names := v.findsOf(), map[string]string{}
	var rows *api.RoundRows
	if find != "" {
		rows, names, pages, err = v.pairsNamed(r.ID, find)
	} else {
		rows, err = v.api.RoundPairs(v.ctx, r.ID, q.Get("objective"), cmp.Or(q.Get("show"), "all"), pairsAtOnce, q.Get("cursor"), client.Into(&pages))
	}
	if err != nil {
		return err
	}
	view := pairsView{Form: v.empty(), ID: r.ID, Objective: rows.Objective, Show: cmp.Or(q.Get("show"), "all"), Version: a.Version,
		Draft: r.Status == "draft" && r.Work == nil, Find: find}
	for _, x := range r.Answers {
		view.Objectives = append(view.Objectives, option{x.Objective, v.p.Code("rounds.objective_", x.Objective)})
		if x.Objective == view.Objective {
			view.Title, view.Stale = v.p.Code("rounds.objective_", x.Objective), x.Stale
		}
	}
	for _, show := range []string{"all", "alone", "settled", "returned"} {
		if show != "returned" || r.Publication != nil {
			view.Shows = append(view.Shows, option{show, v.p.Code("rounds.show_", show)})
		}
	}
	view.Caption = v.p.T("rounds.caption", "Way", view.Title, "Show", v.p.Code("rounds.show_", view.Show))
	if view.Show == "settled" && find == "" {
		if view.Seats, view.MoreSeats, err = v.otherSeats(r); err != nil {
			return err
		}
	}
	view.More = v.followingPage(pages)
	view.Back, view.Told = withoutDid(v.r.URL), v.settledNow(r, nil)
	if find == "" {
		names = v.names(idsOf(rows.Items))
	}
	for _, x := range rows.Items {
		view.Rows = append(view.Rows, v.pairRow(r, x, names))
		row := &view.Rows[len(view.Rows)-1]
		if view.Draft && view.Show == "settled" {
			row.Undos = v.undos(r, x, row.Newcomer, names)
		}
		row.Link += "?from=" + url.QueryEscape(ours(v.r.URL.Query()).Encode())
	}
	return v.show(http.StatusOK, "round-pairs", v.p.T("rounds.pairs"), view)
}

// undos take back what was settled for a newcomer, one thing each.
func (v *visit) undos(r *api.Round, x api.RoundRow, newcomer string, names map[string]string) (out []undo) {
	at := "/rounds/" + r.ID + "/newcomers/" + strconv.Itoa(x.Row)
	say := func(do, mentor, what string) {
		out = append(out, undo{at, do, mentor, v.p.T("rounds.undo_of", "Newcomer", newcomer, "What", what), false})
	}
	if slices.Contains(r.LeftOut, x.Row) {
		say("back", "", v.p.T("rounds.mark_left_out"))
	}
	if x.PinTo != nil {
		say("free", strconv.Itoa(x.PinTo.Row), v.p.T("rounds.mark_pinned", "Mentor", v.rowName(names, x.PinTo.Mentor)))
	}
	for _, m := range x.Not[:min(len(x.Not), marksAtMost)] { // those after them stand on the newcomer's page
		say("free", strconv.Itoa(m.Row), v.p.T("rounds.mark_forbidden", "Mentor", v.rowName(names, m.Mentor)))
	}
	if len(out) == 1 {
		out[0].One = true
	}
	return out
}

// otherSeats is a page of the mentors whose places were changed for a round, and the address of those that follow.
func (v *visit) otherSeats(r *api.Round) (out []seatRow, more string, err error) {
	if len(r.Seats) == 0 {
		return nil, "", nil
	}
	var pages client.Answer
	list, err := v.api.RoundSeats(v.ctx, r.ID, pairsAtOnce, v.r.URL.Query().Get("mentors"), client.Into(&pages))
	if err != nil {
		return nil, "", err
	}
	var ids []string
	for _, m := range list.Items {
		ids = append(ids, m.Mentor)
	}
	names := v.names(ids)
	for _, m := range list.Items {
		out = append(out, seatRow{m.Row, m.Most, v.rowName(names, m.Mentor), v.p.T("rounds.seat_row", "Number", m.Places, "All", m.Most)})
	}
	if next := nextOf(pages); next != "" {
		q := ours(v.r.URL.Query())
		q.Set("mentors", next)
		more = v.r.URL.Path + "?" + q.Encode()
	}
	return out, more, nil
}

// idsOf are everybody whom rows name.
func idsOf(rows []api.RoundRow) (ids []string) {
	for _, x := range rows {
		ids = append(ids, x.Newcomer, x.Mentor)
		if x.PinTo != nil {
			ids = append(ids, x.PinTo.Mentor)
		}
		for _, m := range x.Not[:min(len(x.Not), marksAtMost)] {
			ids = append(ids, m.Mentor)
		}
	}
	return ids
}

// marks say what an organiser settled for a newcomer, as of now.
func (v *visit) marks(x api.RoundRow, names map[string]string) (out []mark) {
	switch {
	case x.PinTo != nil && x.PinTo.Row == x.MentorRow:
		out = append(out, mark{Text: v.p.T("rounds.fixed_pinned")})
	case x.PinTo != nil:
		out = append(out, mark{v.p.T("rounds.mark_pinned", "Mentor", v.rowName(names, x.PinTo.Mentor)), true})
	case x.Pinned:
		out = append(out, mark{v.p.T("rounds.mark_unpinned"), true})
	}
	for i, m := range x.Not {
		if i == marksAtMost {
			return append(out, mark{Text: v.p.T("rounds.mark_more", "Number", len(x.Not)-i)})
		}
		out = append(out, mark{v.p.T("rounds.mark_forbidden", "Mentor", v.rowName(names, m.Mentor)), m.Row == x.MentorRow})
	}
	return out
}

func (v *visit) pairRow(r *api.Round, x api.RoundRow, names map[string]string) pairRow {
	row := pairRow{Row: x.Row, MentorRow: x.MentorRow, Newcomer: v.rowName(names, x.Newcomer), Marks: v.marks(x, names), Envious: x.Envious,
		Link: "/rounds/" + r.ID + "/newcomers/" + strconv.Itoa(x.Row)}
	if slices.Contains(r.LeftOut, x.Row) {
		row.Out = v.p.T("rounds.mark_left_out")
	}
	switch {
	case x.MentorRow < 0:
		row.Choice = v.p.Code("rounds.alone_", x.Alone)
		for _, why := range x.Limits {
			row.Reasons = append(row.Reasons, v.p.Code("rounds.limit_", why))
		}
	case x.Rank > 0:
		row.Mentor, row.Choice = v.rowName(names, x.Mentor), v.p.T("rounds.choice_of", "Number", x.Rank, "All", x.Options)
	default:
		row.Mentor, row.Choice = v.rowName(names, x.Mentor), v.p.T("rounds.choice_none")
	}
	row.Reasons = append(row.Reasons, v.roundReasons(x.Reasons)...)
	switch {
	case x.Status != "":
		row.Outcome = v.p.Code("rounds.status_", x.Status)
	case x.Outcome == "proposed":
		row.Outcome = v.p.T("rounds.status_ended")
	case x.Outcome != "" && x.Outcome != "alone":
		row.Outcome, row.Returned = v.p.Code("rounds.outcome_", x.Outcome), true
	}
	return row
}

// roundReasons says in words what criteria say of a pair; nothing in them is anybody's answer.
func (v *visit) roundReasons(list []api.RoundReason) (out []string) {
	for _, r := range list {
		what := "rounds.against_"
		if r.For {
			what = "rounds.for_"
		}
		out = append(out, v.p.Code(what, r.Rule, "Name", r.Criterion))
	}
	return out
}

// rowName is who is in a row; a row outlives its person.
func (v *visit) rowName(names map[string]string, id string) string {
	if id == "" {
		return v.p.T("rounds.erased")
	}
	return v.named(names, id)
}
