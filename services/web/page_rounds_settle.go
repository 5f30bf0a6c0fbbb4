package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// Beside pins and bans an organiser can settle who takes no part any more and how many places a mentor has, and can ask what any pair would be worth.

// settlings are what the newcomer's page offers of that.
var settlings = []string{"left", "back", "places", "worth", byEnter}

// byEnter is what the page's form does when somebody presses Enter in it and chooses no deed: it gives the places that were typed, or else asks
// what the pair would be. It pins nobody.
const byEnter = "enter"

// mostPlaces is what the field of places takes; what the mentor can carry is for the round to say.
const mostPlaces = 1000

// doRoundSettle does one of settlings, as the page showed the round.
func doRoundSettle(v *visit, f Form) error {
	row, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil {
		return errNoPage
	}
	id := v.r.PathValue("id")
	at := newcomerAt(f.Value("back"), id, row)
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	if do := f.Value("do"); do == "left" || do == "back" {
		if _, err := v.api.LeaveRound(v.ctx, id, row, do == "left", client.IfMatch(seen)); err != nil {
			return v.roundRefused(&f, err)
		}
		if table := tableAt(f.Value("back"), id); table != "" {
			return v.to(table, "round_taken_in")
		}
		return v.to(at.String()+"#now", "")
	}
	mentor, err := strconv.Atoi(f.Value("mentor"))
	if err != nil {
		f.refuse("mentor", "rounds.choose")
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	asking := func(what string) string {
		q := at.Query()
		q.Set(what, strconv.Itoa(mentor))
		return (&url.URL{Path: at.Path, RawQuery: q.Encode()}).String()
	}
	if do := f.Value("do"); do == "worth" || do == byEnter && f.Text("round_places") == "" {
		return v.to(asking("worth")+"#worth", "")
	}
	places := f.number("round_places", 0, mostPlaces)
	if len(f.Wrong) > 0 {
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	if _, err := v.api.RoundPlaces(v.ctx, id, mentor, places, client.IfMatch(seen)); err != nil {
		return v.roundRefused(&f, err)
	}
	return v.to(asking("seats")+"#told", "")
}

// newcomerAt is the newcomer's page as it was when something was settled there: with the same mentors on it.
func newcomerAt(back, round string, row int) *url.URL {
	at := &url.URL{Path: "/rounds/" + url.PathEscape(round) + "/newcomers/" + strconv.Itoa(row)}
	if u, err := url.Parse(local(back)); err == nil && u.Path == at.Path {
		at.RawQuery = u.RawQuery
	}
	return at
}

// tableAt is the round's table of pairs, as it was when something was settled in it; "" where that was elsewhere.
func tableAt(back, round string) string {
	u, err := url.Parse(local(back))
	if at := "/rounds/" + url.PathEscape(round) + "/pairs"; err == nil && u.Path == at {
		return at + "?" + ours(u.Query()).Encode()
	}
	return ""
}

// doRoundSeat gives a mentor so many places in a round, from its table of what was settled.
func doRoundSeat(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	row, err := strconv.Atoi(v.r.PathValue("row"))
	places, wrong := strconv.Atoi(f.Value("places"))
	if err != nil || wrong != nil || f.Value("do") != "places" {
		return errNoPage
	}
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	if _, err := v.api.RoundPlaces(v.ctx, id, row, places, client.IfMatch(seen)); err != nil {
		return err
	}
	return v.to(cmp.Or(tableAt(f.Value("back"), id), "/rounds/"+url.PathEscape(id)), "round_places_back")
}

// roundRefused shows the newcomer's page with what is wrong.
func (v *visit) roundRefused(f *Form, err error) error {
	if !v.blame(f, err, map[string]string{"/mentor_row": "mentor", "/places": "round_places"}) {
		return err
	}
	return v.roundNewcomer(http.StatusUnprocessableEntity, *f)
}

// worthView is what a pair would be worth, or why it cannot be.
type worthView struct {
	Title string
	Lines []string
}

// worth answers what the address asks of a newcomer, with their choices, and a mentor; nil where it asks nothing.
func (v *visit) worth(r *api.Round, x *api.RoundChoices, newcomer string) (*worthView, error) {
	mentor, err := strconv.Atoi(v.r.URL.Query().Get("worth"))
	if err != nil {
		return nil, nil
	}
	w, err := v.api.RoundPairOf(v.ctx, r.ID, x.Row, mentor)
	if err != nil {
		return nil, err
	}
	out := &worthView{Title: v.p.T("rounds.worth_of", "Newcomer", newcomer, "Mentor", v.rowName(v.names([]string{w.Mentor}), w.Mentor))}
	switch w.Limit {
	case "":
		near := ranked{at: w.Rank, worth: w.Score, best: w.Score}
		if len(x.Items) > 0 {
			near.best = max(w.Score, x.Items[0].Score)
		}
		out.Lines = append(out.Lines, v.p.T("rounds.worth_near", "Number", w.Rank, "Near", v.p.Code("rounds.near_", near.near())))
	case "full":
		out.Lines = append(out.Lines, v.p.T("rounds.worth_not", "Why", v.p.T("rounds.worth_full")))
	default:
		out.Lines = append(out.Lines, v.p.T("rounds.worth_not", "Why", v.p.Code("rounds.limit_", w.Limit)))
	}
	out.Lines = append(out.Lines, v.roundReasons(w.Reasons)...)
	if !w.Listed {
		out.Lines = append(out.Lines, v.p.T("rounds.worth_now", "Moment", v.moment(w.At)))
	}
	return out, nil
}

// seatsNow says how many places the mentor has whom the address names, after that was changed: as it is now.
func (v *visit) seatsNow(r *api.Round, x *api.RoundChoices) string {
	row, err := strconv.Atoi(v.r.URL.Query().Get("seats"))
	if err != nil {
		return ""
	}
	m := v.roundMentor(r, x, row)
	if m == nil {
		return ""
	}
	return v.p.T("rounds.did_places", "Mentor", v.rowName(v.names([]string{m.Mentor}), m.Mentor), "Number", m.Places)
}

// sides are whose best stable answer there can be.
var sides = []string{"newcomers", "mentors"}

func (v *visit) sideOptions() (out []option) {
	for _, s := range sides {
		out = append(out, option{s, v.p.Code("rounds.side_", s)})
	}
	return out
}

// namedAtMost is how many of those for whom something was settled a round's page names; of the others it has the number.
const namedAtMost = 8

// settledDetails names who was left out and whose places are other ones here.
func (v *visit) settledDetails(r *api.Round) (out []line) {
	some := func(label string, all int, name func(i int) string) {
		var list []string
		for i := range min(all, namedAtMost) {
			if n := name(i); n != "" {
				list = append(list, n)
			}
		}
		if all > namedAtMost {
			list = append(list, v.p.T("rounds.settled_more", "Number", all-namedAtMost))
		}
		if len(list) > 0 {
			out = append(out, line{v.p.T(label), strings.Join(list, v.p.T("list.comma"))})
		}
	}
	some("rounds.settled_left", len(r.LeftOut), func(i int) string {
		rows, err := v.api.RoundPairs(v.ctx, r.ID, "", "all", 1, strconv.Itoa(r.LeftOut[i]))
		if err != nil || len(rows.Items) == 0 || rows.Items[0].Row != r.LeftOut[i] {
			return ""
		}
		return v.rowName(v.names([]string{rows.Items[0].Newcomer}), rows.Items[0].Newcomer)
	})
	some("rounds.settled_seats", len(r.Seats), func(i int) string {
		m := v.roundMentor(r, &api.RoundChoices{}, r.Seats[i].Mentor)
		if m == nil {
			return ""
		}
		return v.p.T("rounds.settled_seat", "Mentor", v.rowName(v.names([]string{m.Mentor}), m.Mentor), "Number", r.Seats[i].Places)
	})
	return out
}
