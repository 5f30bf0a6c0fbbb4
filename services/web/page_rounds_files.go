package web

import (
	"encoding/json"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Files of a round are for its organisers, as its pages are. Headings are those of "waymark match" where both have the column, and English:
// programs read them, too. Reasons are in the reader's language.

// mostPages bounds a file by its pages: more newcomers than a round can have.
const mostPages = 2000

// plain takes the marks out that keep a name in another script from turning a sentence round: in a file they are noise.
var plain = strings.NewReplacer("\u2068", "", "\u2069", "")

var errSolvedMeanwhile = fault.New(fault.Stale, "round.changed", "The pairs were made again meanwhile. Ask for the file again.")

func roundFileName(objective, name string) string { return "round-" + objective + "-" + name }

// roundFile answers with a file that nobody on the way keeps.
func (v *visit) roundFile(kind, objective, name string, b []byte) error {
	v.w.Header().Set("Cache-Control", "no-store")
	return v.file(kind, roundFileName(objective, name), b)
}

// answerOf is what an objective made of a round; of the first there is where none is named.
func answerOf(r *api.Round, objective string) *api.RoundAnswer {
	for i := range r.Answers {
		if objective == "" || r.Answers[i].Objective == objective {
			return &r.Answers[i]
		}
	}
	return nil
}

// pageRoundPairsFile is every newcomer with the mentor they got, why, and what came of it.
func pageRoundPairsFile(v *visit) error {
	id, objective := v.r.PathValue("id"), v.r.URL.Query().Get("objective")
	var t csvsafe.Table
	t.Texts("row", "newcomer", "mentor_row", "mentor", "score", "choice", "choices", "reason", "settled", "outcome")
	before, err := v.api.Round(v.ctx, id)
	if err != nil {
		return err
	}
	cursor := ""
	for range mostPages {
		var a client.Answer
		rows, err := v.api.RoundPairs(v.ctx, id, objective, "all", 100, cursor, client.Into(&a))
		if err != nil {
			return err
		}
		objective = rows.Objective
		names := v.names(idsOf(rows.Items))
		for _, x := range rows.Items {
			v.pairLine(&t, before, x, names)
		}
		if cursor = nextOf(a); cursor == "" {
			break
		}
	}
	after, err := v.api.Round(v.ctx, id)
	if err != nil {
		return err
	}
	if old, now := answerOf(before, objective), answerOf(after, objective); old == nil || now == nil || !old.At.Equal(now.At) {
		return errSolvedMeanwhile
	}
	return v.table(roundFileName(objective, "pairs.csv"), &t)
}

// pairLine is one newcomer of the file. Nothing in it is anybody's answer.
func (v *visit) pairLine(t *csvsafe.Table, r *api.Round, x api.RoundRow, names map[string]string) {
	row := v.pairRow(r, x, names)
	why := row.Reasons
	if x.MentorRow < 0 {
		why = append([]string{row.Choice}, why...)
	}
	var settled []string
	if row.Out != "" {
		settled = append(settled, row.Out)
	}
	for _, m := range row.Marks {
		settled = append(settled, m.Text)
	}
	var mentor, score, choice, of any = "", "", "", ""
	if x.MentorRow >= 0 {
		mentor, score = x.MentorRow, x.Score
		if x.Rank > 0 {
			choice, of = x.Rank, x.Options
		}
	}
	t.Row(x.Row, row.Newcomer, mentor, row.Mentor, score, choice, of, plain.Replace(strings.Join(why, "; ")),
		plain.Replace(strings.Join(settled, "; ")), row.Outcome)
}

// pageRoundAuditFile is how groups did, as the page has it.
func pageRoundAuditFile(v *visit) error {
	a, err := v.api.RoundAudit(v.ctx, v.r.PathValue("id"), v.r.URL.Query().Get("objective"))
	if err != nil {
		return err
	}
	var t csvsafe.Table
	t.Texts("side", "by", "group", "people", "matched_percent", "mean_choice", "envy_percent", "newcomers_each")
	for _, g := range a.Items {
		var rank, envy, each any = "", g.Envy, ""
		if g.MeanRank > 0 {
			rank = csvsafe.Number{Value: g.MeanRank, Decimals: 1}
		}
		if g.Side == "mentors" {
			rank, envy, each = "", "", csvsafe.Number{Value: g.PerMentor, Decimals: 1}
		}
		t.Row(g.Side, g.By, plain.Replace(v.groupName(g.By, g.Group)), g.People, g.Matched, rank, envy, each)
	}
	return v.table(roundFileName(a.Objective, "audit.csv"), &t)
}

// pageRoundCertificateFile is why an answer is right, by row numbers: it names nobody.
func pageRoundCertificateFile(v *visit) error {
	id := v.r.PathValue("id")
	r, err := v.api.Round(v.ctx, id)
	if err != nil {
		return err
	}
	a := answerOf(r, v.r.URL.Query().Get("objective"))
	if a == nil {
		return errNoPage
	}
	c, err := v.api.RoundCertificate(v.ctx, id, a.Objective)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	return v.roundFile("application/json", a.Objective, "certificate.json", append(b, '\n'))
}

type plotView struct {
	Title, Text string
	Charts      []plotChart
}

// plotChart is one picture of the plot, and how far down it stands.
type plotChart struct {
	chartOf
	Down int
}

// pageRoundPlotFile draws how well people did: what the page shows, as a picture that stands alone.
func pageRoundPlotFile(v *visit) error {
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	a := answerOf(r, v.r.URL.Query().Get("objective"))
	if a == nil {
		return errNoPage
	}
	c := v.roundColumn(a, r)
	view := plotView{Title: v.p.T("rounds.round") + v.p.T("list.colon") + c.Title, Charts: []plotChart{{c.Choices, 60}, {c.Load, 240}}}
	var text []string
	for _, chart := range view.Charts {
		for _, b := range chart.Bars {
			text = append(text, b.Label+" "+v.p.Number(b.Count))
		}
	}
	view.Text = strings.Join(text, "; ")
	b, err := v.site.pages.Body(v.p, "round-plot", view)
	if err != nil {
		return err
	}
	return v.roundFile("image/svg+xml", a.Objective, "plot.svg", []byte(b))
}
