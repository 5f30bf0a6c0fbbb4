package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// Beside pins and bans an organiser can settle who takes no part any more and how many places a mentor has, and can ask what any pair would be worth.

// settlings are what the newcomer's page offers of that.
var settlings = []string{"left", "back", "places", "worth"}

// mostPlaces is what the field of places takes; what the mentor can carry is for the round to say.
const mostPlaces = 1000

// doRoundSettle does one of settlings, as the page showed the round.
func doRoundSettle(v *visit, f Form) error {
	row, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil {
		return errNoPage
	}
	id := v.r.PathValue("id")
	at := "/rounds/" + url.PathEscape(id) + "/newcomers/" + strconv.Itoa(row)
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	if do := f.Value("do"); do == "left" || do == "back" {
		if _, err := v.api.LeaveRound(v.ctx, id, row, do == "left", client.IfMatch(seen)); err != nil {
			return v.roundRefused(&f, err)
		}
		return v.to(at+"#now", "")
	}
	mentor, err := strconv.Atoi(f.Value("mentor"))
	if err != nil {
		f.refuse("mentor", "rounds.choose")
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	if f.Value("do") == "worth" {
		return v.to(at+"?worth="+strconv.Itoa(mentor)+"#worth", "")
	}
	places := f.number("round_places", 0, mostPlaces)
	if len(f.Wrong) > 0 {
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	if _, err := v.api.RoundPlaces(v.ctx, id, mentor, places, client.IfMatch(seen)); err != nil {
		return v.roundRefused(&f, err)
	}
	return v.to(at+"?seats="+strconv.Itoa(mentor)+"#told", "")
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
		out.Lines = append(out.Lines, v.p.T("rounds.worth_rank", "Number", w.Rank), v.p.Code("rounds.near_", near.near()))
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
		out = append(out, option{s, v.p.Code("rounds.best_for_", s)})
	}
	return out
}
