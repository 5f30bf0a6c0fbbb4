package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// candidateRow is a mentor whom a newcomer could have. It says how near the pair is to the newcomer's first choice, and grades nobody.
type candidateRow struct {
	Row                 int
	Name, Places, Fixed string
	Choice, Near        string // which choice of the newcomer this is, and how near to the first; "" where that is not known
	Free                string // places that each objective leaves
	Reasons             []string
	Has                 []string // the objectives that give this mentor to the newcomer
	Chosen              bool     // the one that was pinned, forbidden or let be just now
}

// candidatesAtFirst is how many mentors stand on the page at first, beside those whom an answer gives and those that are settled.
const candidatesAtFirst = 10

type newcomerView struct {
	Form
	ID, Back, Name string
	Here           string // this page: where a pin leads back to
	From           string // the query of the table of pairs that the reader came from
	Find           string // a part of a mentor's name that is looked for
	Row            int
	Version        int64
	Items          []candidateRow
	All            bool
	Settled        bool // something is, for one of the items
	Rest           int  // how many of the possible are not shown
	More, Told     string
	Draft          bool
	Stale          bool
	Limits         []string // why nobody is possible
	LeftOut        bool
	Worth          *worthView
}

func pageRoundNewcomer(v *visit) error { return v.roundNewcomer(http.StatusOK, v.empty()) }

func (v *visit) roundNewcomer(status int, f Form) error {
	row, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil {
		row = -1
	}
	var a client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	x, err := v.api.RoundChoices(v.ctx, r.ID, row)
	if err != nil {
		return err
	}
	view := newcomerView{Form: f, ID: r.ID, Row: row, Version: a.Version, Draft: r.Status == "draft", All: v.r.URL.Query().Get("all") != "",
		Here: withoutDid(v.r.URL), LeftOut: x.LeftOut, Told: cmp.Or(v.settledNow(r, x), v.seatsNow(r, x)), From: v.r.URL.Query().Get("from"),
		Find: v.findsOf()}
	view.Back = pairsFrom(r.ID, view.From, row)
	items := x.Items
	switch {
	case view.Find != "":
		items, view.More, err = v.mentorsNamed(r, row, view.Find, x.Items)
	case view.All:
		items, view.More, err = v.everyMentor(r, row)
	}
	if err != nil {
		return err
	}
	if len(x.Items) == 0 {
		view.Limits = v.whyAlone(r.ID, row)
	}
	for _, ans := range r.Answers {
		view.Stale = view.Stale || ans.Stale
	}
	did, _ := didOf(v.r.URL.Query().Get("did"))
	chosen := cmp.Or(f.Value("mentor"), v.r.URL.Query().Get("worth"), v.r.URL.Query().Get("seats"))
	if chosen == "" && view.Told != "" {
		chosen = strconv.Itoa(did.mentor)
	}
	rank := ranks(x.Items)
	var shown []api.RoundCandidate
	for i, c := range items {
		if view.All || view.Find != "" || i < candidatesAtFirst || v.r.URL.Query().Get("most") == "all" || c.Fixed != "" || strconv.Itoa(c.Row) == chosen ||
			slices.Contains(slices.Collect(maps.Values(x.Has)), c.Row) {
			shown = append(shown, c)
		}
	}
	view.Rest = len(items) - len(shown)
	ids := []string{x.Newcomer}
	for _, c := range shown {
		ids = append(ids, c.Mentor)
	}
	names := v.names(ids)
	view.Name = v.rowName(names, x.Newcomer)
	for _, c := range shown {
		out := v.candidateRow(r, x, c, rank[c.Row])
		out.Name, out.Chosen = v.rowName(names, c.Mentor), strconv.Itoa(c.Row) == chosen
		view.Items, view.Settled = append(view.Items, out), view.Settled || out.Fixed != ""
	}
	if view.Worth, err = v.worth(r, x, view.Name); err != nil {
		return err
	}
	return v.show(status, "round-newcomer", view.Name, view)
}

// everyMentor is a page of all mentors of a round, with what is settled for a newcomer, and the address of the page that follows.
func (v *visit) everyMentor(r *api.Round, row int) (items []api.RoundCandidate, more string, err error) {
	var pages client.Answer
	every, err := v.api.RoundMentors(v.ctx, r.ID, 100, v.r.URL.Query().Get("cursor"), client.Into(&pages))
	if err != nil {
		return nil, "", err
	}
	for i := range every.Items {
		if as := settledAs(r, api.RoundPair{Newcomer: row, Mentor: every.Items[i].Row}); as != "free" {
			every.Items[i].Fixed = as
		}
	}
	return every.Items, v.followingPage(pages), nil
}

// ranked is which choice of a newcomer a mentor is, of how many, and what the pair and the first are worth.
type ranked struct {
	at, of      int
	worth, best int64
}

// ranks are the choices of a newcomer by the mentor's row, as the answers count them: equals share a choice; who is forbidden or was not looked at is none.
func ranks(list []api.RoundCandidate) map[int]ranked {
	out := map[int]ranked{}
	var possible []api.RoundCandidate
	for _, c := range list {
		if c.Score > 0 && c.Fixed != "forbidden" {
			possible = append(possible, c)
		}
	}
	at := 0
	for i, c := range possible {
		if i == 0 || c.Score != possible[i-1].Score {
			at = i + 1
		}
		out[c.Row] = ranked{at, len(possible), c.Score, possible[0].Score}
	}
	return out
}

// near says how near a pair is to the first choice, in words.
func (r ranked) near() string {
	switch share := 100 * r.worth / max(r.best, 1); {
	case r.at == 1:
		return "first"
	case share >= 95:
		return "close"
	case share >= 80:
		return "little"
	case share >= 50:
		return "clearly"
	}
	return "much"
}

func (v *visit) candidateRow(r *api.Round, x *api.RoundChoices, c api.RoundCandidate, rank ranked) candidateRow {
	out := candidateRow{Row: c.Row, Places: v.p.T("rounds.places_of", "Number", c.Places), Reasons: v.roundReasons(c.Reasons)}
	if c.Places != c.Most && c.Most > 0 { // how many there could be, where it was changed
		out.Places = v.p.T("rounds.seat_row", "Number", c.Places, "All", c.Most)
	}
	if rank.at > 0 {
		out.Choice, out.Near = v.p.T("rounds.choice_of", "Number", rank.at, "All", rank.of), v.p.Code("rounds.near_", rank.near())
	}
	if c.Fixed != "" {
		out.Fixed = v.p.Code("rounds.fixed_", c.Fixed)
	}
	var free, counts []string
	for _, ans := range r.Answers {
		name := v.p.Code("rounds.objective_", ans.Objective)
		if j, ok := x.Has[ans.Objective]; ok && j == c.Row {
			out.Has = append(out.Has, name)
		}
		if taken, ok := c.Taken[ans.Objective]; ok {
			n := v.p.Number(max(c.Places-taken, 0))
			free, counts = append(free, name+" "+n), append(counts, n)
		}
	}
	if counts = slices.Compact(counts); len(counts) == 1 { // the same in all of them
		free = counts
	}
	if len(free) > 0 {
		out.Free = v.p.T("rounds.free_in", "List", strings.Join(free, v.p.T("list.comma")))
	}
	return out
}

// whyAlone says in words what makes every mentor impossible for a newcomer; nothing where that is not known.
func (v *visit) whyAlone(round string, row int) (out []string) {
	rows, err := v.api.RoundPairs(v.ctx, round, "", "all", 1, strconv.Itoa(row))
	if err == nil && len(rows.Items) == 1 && rows.Items[0].Row == row {
		for _, why := range rows.Items[0].Limits {
			out = append(out, v.p.Code("rounds.limit_", why))
		}
	}
	return out
}

// pairsFrom is the table of pairs that somebody came from, at their row. from is its query; of that only what the table knows is taken.
func pairsFrom(round, from string, row int) string {
	at := "/rounds/" + round + "/pairs"
	said, err := url.ParseQuery(from)
	if err != nil || from == "" {
		return at
	}
	return at + "?" + ours(said).Encode() + "#r-" + strconv.Itoa(row)
}

// ours is of a query what says which rows a table of pairs shows.
func ours(said url.Values) url.Values {
	q := url.Values{}
	for _, of := range []string{"objective", "show", "cursor"} {
		if x := said.Get(of); x != "" {
			q.Set(of, x)
		}
	}
	return q
}

// deed is what was done with a pair, as it travels in an address: rows alone, and nobody's name.
type deed struct {
	as               string
	newcomer, mentor int
}

var deeds = []string{"pinned", "forbidden", "free"}

func (d deed) String() string {
	return d.as + "." + strconv.Itoa(d.newcomer) + "." + strconv.Itoa(d.mentor)
}

func didOf(text string) (d deed, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || !slices.Contains(deeds, parts[0]) {
		return d, false
	}
	n, err := strconv.Atoi(parts[1])
	m, wrong := strconv.Atoi(parts[2])
	return deed{parts[0], n, m}, err == nil && wrong == nil && n >= 0 && m >= 0
}

// withoutDid is the address of a page without what was done or asked last.
func withoutDid(u *url.URL) string {
	q := u.Query()
	for _, of := range []string{"did", "worth", "seats"} {
		q.Del(of)
	}
	return (&url.URL{Path: u.Path, RawQuery: q.Encode()}).String()
}

// settledAs is what is settled for a pair now, one of deeds.
func settledAs(r *api.Round, pair api.RoundPair) string {
	switch {
	case slices.Contains(r.Pinned, pair):
		return "pinned"
	case slices.Contains(r.Forbidden, pair):
		return "forbidden"
	}
	return "free"
}

// settledNow says what was just done with a pair and names the two: only where it is so. x are the choices of a newcomer that the page has
// already; nil for none.
func (v *visit) settledNow(r *api.Round, x *api.RoundChoices) string {
	d, ok := didOf(v.r.URL.Query().Get("did"))
	if !ok || d.as != settledAs(r, api.RoundPair{Newcomer: d.newcomer, Mentor: d.mentor}) {
		return ""
	}
	if x == nil || x.Row != d.newcomer {
		var err error
		if x, err = v.api.RoundChoices(v.ctx, r.ID, d.newcomer); err != nil {
			return ""
		}
	}
	m := v.roundMentor(r, x, d.mentor)
	if m == nil {
		return ""
	}
	names := v.names([]string{x.Newcomer, m.Mentor})
	return v.p.Code("rounds.did_", d.as, "Newcomer", v.rowName(names, x.Newcomer), "Mentor", v.rowName(names, m.Mentor))
}

// roundMentor is the mentor of a row, of a newcomer's choices where they are among them; nil where it cannot be read.
func (v *visit) roundMentor(r *api.Round, x *api.RoundChoices, row int) *api.RoundCandidate {
	if i := slices.IndexFunc(x.Items, func(c api.RoundCandidate) bool { return c.Row == row }); i >= 0 {
		return &x.Items[i]
	}
	one, err := v.api.RoundMentors(v.ctx, r.ID, 1, strconv.Itoa(row))
	if err != nil || len(one.Items) != 1 || one.Items[0].Row != row {
		return nil
	}
	return &one.Items[0]
}

// doRoundNewcomer pins a pair, forbids it or lets it be, as the page showed it.
func doRoundNewcomer(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if slices.Contains(settlings, f.Value("do")) {
		return doRoundSettle(v, f)
	}
	if !slices.Contains(deeds, f.Value("do")) {
		return errNoPage
	}
	row, rowErr := strconv.Atoi(v.r.PathValue("row"))
	mentor, err := strconv.Atoi(f.Value("mentor"))
	if err != nil || rowErr != nil {
		f.refuse("mentor", "rounds.choose")
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	_, err = v.api.FixPair(v.ctx, id, api.RoundFix{RoundPair: api.RoundPair{Newcomer: row, Mentor: mentor}, As: f.Value("do")}, client.IfMatch(seen))
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/mentor_row": "mentor"}) {
			return err
		}
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	return v.to(backTo(f.Value("back"), id, deed{f.Value("do"), row, mentor}), "")
}

// backTo is where somebody goes on who settled a pair: to the row they were at, where they came from a table of pairs, else to the words that
// name the two on the newcomer's page.
func backTo(back, round string, d deed) string {
	u, err := url.Parse(local(back))
	row := strconv.Itoa(d.newcomer)
	if err != nil || !strings.HasPrefix(u.Path, "/rounds/"+round+"/") {
		u = &url.URL{Path: "/rounds/" + round + "/newcomers/" + row}
	}
	q := u.Query()
	q.Set("did", d.String())
	u.RawQuery, u.Fragment = q.Encode(), "told"
	if strings.HasSuffix(u.Path, "/pairs") {
		u.Fragment = "r-" + row
	}
	return u.String()
}
