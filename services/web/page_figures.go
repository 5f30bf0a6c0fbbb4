package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// figureRoutes are the published figures of a programme, and how an organiser comes to them.
var figureRoutes = []route{
	{"GET /programmes/{id}/figures", anybody, pageFigures},
	{"GET /cohorts/{id}/figures.csv", anybody, pageFiguresFile},
	{"GET /cohorts/{id}/figures", signedIn, pageFiguresSetup},
	{"POST /cohorts/{id}/figures", signedIn, doFiguresSetup},
	{"GET /cohorts/{id}/figures/{question}", signedIn, pageFiguresQuestion},
}

// bar is one bar of a chart, in units of its drawing.
type bar struct {
	Label, Number string
	More          string // the label's second line
	LabelY, MoreY int
	Y, W          int
	X, TextX      int
	TextY, Start  int
	Hidden        bool
}

// chart is a drawing of bars; its table says the same.
type chart struct {
	ID, Title string
	Height    int
	Bars      []bar
}

// figureRow is one row of a table: a number for each column, "" for a hidden one.
type figureRow struct {
	Label string
	Cells []figureCell
}

type figureCell struct {
	Number string
	Kept   bool
}

type figureTable struct {
	Question, Withheld string
	Multiple           bool
	Columns            []string
	Rows               []figureRow
	Chart              *chart
	ID                 string
	People             string
}

type figuresView struct {
	Programme string
	Name      string
	Week, Way string
	How       []string
	Tables    []figureTable
	File      string
	API       string
	Hash      string
	Rule      string
	Others    []option // other reports
	None      bool
	Kept      bool
}

const (
	chartWidth = 320
	chartRow   = 40
	chartLabel = 44 // characters of a line of a label in the drawing
	chartLine  = 16 // height of a label's second line
)

func pageFigures(v *visit) error {
	id := v.r.PathValue("id")
	p, err := v.api.Programme(v.ctx, id)
	if err != nil {
		return err
	}
	all, err := v.api.ParticipationReports(v.ctx, id)
	if err != nil {
		return err
	}
	view := figuresView{Programme: id, Name: p.Name, None: len(all.Items) == 0, API: "/api/v1/participation/programmes/" + id}
	title := v.p.T("figures.title", "Name", p.Name)
	if view.None {
		return v.show(http.StatusOK, "figures", title, view)
	}
	r := &all.Items[0]
	if want := v.r.URL.Query().Get("report"); want != "" {
		r = nil
		for i := range all.Items {
			if all.Items[i].ID == want {
				r = &all.Items[i]
			}
		}
		if r == nil {
			return fault.New(fault.NotFound, "participation.no_report", "No figures of this have been published.")
		}
	}
	for _, x := range all.Items {
		if x.ID != r.ID {
			view.Others = append(view.Others,
				option{"/programmes/" + id + "/figures?report=" + x.ID, v.p.T("figures.of_week", "Week", v.weekOf(x.Week))})
		}
	}
	v.figures(&view, r)
	return v.show(http.StatusOK, "figures", title, view)
}

// weekOf is the first day of a week that is written as in ISO 8601, "2026-W48"; what is none stands as it is.
func (v *visit) weekOf(week string) string {
	y, w, _ := strings.Cut(week, "-W")
	year, bad := strconv.Atoi(y)
	n, worse := strconv.Atoi(w)
	if bad != nil || worse != nil {
		return v.p.Digits(week)
	}
	in1 := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // always in the first week
	return v.p.Date(in1.AddDate(0, 0, 7*(n-1)-(int(in1.Weekday())+6)%7), time.UTC)
}

// figures fills in one report.
func (v *visit) figures(view *figuresView, r *api.ParticipationReport) {
	view.Week, view.Hash, view.File = v.weekOf(r.Week), r.Hash, "/cohorts/"+r.ID+"/figures.csv"
	if r.Way == "noise" {
		view.How = []string{
			v.p.T("figures.how_noise", "Margin", v.p.Number(r.Margin)), v.p.T("figures.how_epsilon", "Epsilon", v.epsilon(r.Epsilon)),
		}
	} else {
		view.How = []string{
			v.p.T("figures.how_hidden", "Least", v.p.Number(r.Rule.MinCell)), v.p.T("figures.how_round", "Base", v.p.Number(r.Rule.Base)),
			v.p.T("figures.how_apart", "Apart", v.p.Number(r.Rule.Apart)),
		}
		view.Rule = v.p.Number(r.Rule.Version)
	}
	if len(r.Cycles) > 1 {
		how := "figures.how_pool"
		if !r.Once {
			how = "figures.how_pool_often"
		}
		view.How = append(view.How, v.p.T(how, "Number", v.p.Number(len(r.Cycles))))
	}
	shipped := strings.HasPrefix(r.Set, "waymark-")
	for i, t := range r.Tables {
		x := v.figureTable(r, t, shipped, i)
		view.Tables = append(view.Tables, x)
		for _, row := range x.Rows {
			for _, c := range row.Cells {
				view.Kept = view.Kept || c.Kept
			}
		}
	}
}

func (v *visit) figureTable(r *api.ParticipationReport, t api.ParticipationTable, shipped bool, at int) figureTable {
	x := figureTable{ID: "t-" + strconv.Itoa(at), Multiple: t.Multiple && r.Way != "noise"}
	var q api.ParticipationQuestion
	for _, y := range r.Questions {
		if y.Code == t.Question {
			q = y
		}
	}
	x.Question = v.asked(shipped, q)
	if t.Withheld != "" {
		x.Withheld = v.p.Code("figures.withheld_", t.Withheld)
		return x
	}
	people := 0
	for _, n := range t.People {
		people += n
	}
	x.People = v.p.Number(people)
	groups := t.Groups
	if len(groups) > 1 && r.Way != "noise" {
		groups = append([]string{""}, groups...)
	}
	for _, g := range groups {
		key := g
		if key == "" {
			key = "all"
		}
		x.Columns = append(x.Columns, v.p.Code("figures.column_", key))
	}
	var rows []string
	for _, value := range t.Values {
		if len(rows) == 0 || !slices.Contains(rows, value.Option) {
			rows = append(rows, value.Option)
		}
	}
	x.Chart = &chart{ID: "c-" + strconv.Itoa(at), Title: v.p.T("figures.chart", "Question", x.Question)}
	most := 1
	for _, value := range t.Values {
		if value.N != nil && value.Option != "answers" && value.Option != "others" {
			most = max(most, *value.N)
		}
	}
	var last []figureRow
	for _, code := range rows {
		row := figureRow{Label: v.answered(shipped, q, code)}
		total, hidden := 0, false
		for _, g := range groups {
			c := figureCell{}
			for _, value := range t.Values {
				if value.Option != code || value.Group != g {
					continue
				}
				if value.N != nil {
					c.Number, c.Kept = v.p.Number(*value.N), value.Kept
				}
				if g == groups[0] || r.Way == "noise" {
					hidden = hidden || value.N == nil
					if value.N != nil {
						total += *value.N
					}
				}
			}
			row.Cells = append(row.Cells, c)
		}
		if code == "answers" || code == "others" {
			last = append(last, row)
			continue
		}
		x.Rows = append(x.Rows, row)
		v.addBar(x.Chart, row.Label, total, most, hidden)
	}
	x.Rows = append(x.Rows, last...)
	return x
}

// addBar draws one more bar: from the left, or from the right where one reads so.
func (v *visit) addBar(c *chart, label string, n, most int, hidden bool) {
	label, more := twoLines(label)
	labelY := c.Height + 14
	if more != "" {
		c.Height += chartLine
	}
	const room = 50 // for the number behind the longest bar
	b := bar{Label: label, More: more, LabelY: labelY, MoreY: labelY + chartLine, Y: c.Height + 20, Hidden: hidden,
		W: max(2, min(chartWidth-room, (chartWidth-room)*n/most))}
	b.Number = v.p.Number(n)
	if hidden {
		b.W, b.Number = 24, v.p.T("figures.hidden")
	}
	b.TextX, b.TextY = b.W+6, b.Y+12
	if v.p.Dir == "rtl" {
		b.X, b.TextX, b.Start = chartWidth-b.W, chartWidth-b.W-6, chartWidth
	}
	c.Bars = append(c.Bars, b)
	c.Height += chartRow
}

// twoLines breaks a label that is too long for one line of the drawing, between words where it can. What is too long for two is cut.
func twoLines(label string) (first, second string) {
	r := []rune(label)
	if len(r) <= chartLabel {
		return label, ""
	}
	at := chartLabel
	for i := chartLabel; i > chartLabel/2; i-- {
		if unicode.IsSpace(r[i]) {
			at = i
			break
		}
	}
	first, rest := string(r[:at]), []rune(strings.TrimSpace(string(r[at:])))
	if len(rest) > chartLabel {
		rest = append(rest[:chartLabel-1], '…')
	}
	return first, string(rest)
}

// epsilon is thousandths as people write them: 0.5, 1, 2.25.
func (v *visit) epsilon(thousandths int) string {
	text := strconv.Itoa(thousandths / 1000)
	if rest := strings.TrimRight(strconv.Itoa(1000 + thousandths%1000)[1:], "0"); rest != "" {
		text += "." + rest
	}
	return v.p.Digits(text)
}

// pageFiguresFile is a report as a spreadsheet.
func pageFiguresFile(v *visit) error {
	b, err := v.api.ParticipationFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "figures.csv", b)
}
