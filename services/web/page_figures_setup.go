package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/waymark-dev/waymark/pkg/api"
)

// outlookRow is what one table can ever publish.
type outlookRow struct{ Question, Can, Means string }

// epsilonChoice is one epsilon with its picture: a count of 40, and between which numbers it would be printed.
type epsilonChoice struct {
	Value, Name, Text string
	Picked            bool
	From, Wide, At    int
}

type figuresSetupView struct {
	Form
	Cycle, State, Report, People string
	Publish, Fixed               bool
	Never                        bool   // its call began and nothing was chosen: it can no longer be
	Pooled                       string // of a pool: for how many people the outlook is
	Outlook                      []outlookRow
	Choices                      []epsilonChoice
	Left                         string
	Consent                      []string // what people agree to, in the reader's language
	Guess                        bool     // nobody takes part yet: the size is a guess
	Chosen, Questions            []string
	Pools                        []option // of the programme that it may join
	Before                       *option  // the address that fills in what was chosen in the cohort that this one was made from, and its name
	Filled                       bool     // it is filled in, and not kept
}

func pageFiguresSetup(v *visit) error {
	people, _ := strconv.Atoi(strings.TrimSpace(v.r.URL.Query().Get("people")))
	c, err := v.figuresCycle(min(max(people, 0), 1_000_000))
	if err != nil {
		return err
	}
	f := v.empty("way", "tables", "epsilon", "1000", "pool", "1")
	if s := c.Setup; s != nil {
		f.setUp(s)
		f.typed.Set("pool_with", s.PoolWith)
	}
	return v.figuresSetup(http.StatusOK, &f, c)
}

// setUp fills in what is asked and how it is published.
func (f *Form) setUp(s *api.ParticipationSetup) {
	f.typed.Set("way", s.Way)
	if s.Epsilon > 0 {
		f.typed.Set("epsilon", strconv.Itoa(s.Epsilon))
	}
	if s.ByRole {
		f.typed.Set("by_role", "yes")
	}
	f.typed.Set("pool", strconv.Itoa(max(1, s.Pool)))
	f.typed.Set("own_questions", questionLines(s.Questions))
}

// figuresBefore is the cohort that this one was made from, and what was chosen for its figures; nil where nothing was, or this one has its own
// choice or can have none.
func (v *visit) figuresBefore(c *api.ParticipationCycle) (*api.Cohort, *api.ParticipationSetup) {
	if c.Setup != nil || c.Fixed {
		return nil, nil
	}
	k, err := v.api.Cohort(v.ctx, c.Cycle)
	if err != nil || k.From == "" {
		return nil, nil
	}
	from, err := v.api.Cohort(v.ctx, k.From)
	if err != nil {
		return nil, nil
	}
	before, err := v.api.ParticipationCycle(v.ctx, from.ID, 0)
	if err != nil {
		return nil, nil
	}
	return from, before.Setup
}

// guessed is for how many people the outlook is worked out where nobody takes part yet and the cohort has no number of places.
const guessed = 60

// figuresCycle is the cycle of the page, with the outlook for so many people; 0 for those who take part, or a guess before there are any.
func (v *visit) figuresCycle(people int) (*api.ParticipationCycle, error) {
	id := v.r.PathValue("id")
	c, err := v.api.ParticipationCycle(v.ctx, id, people)
	if err != nil || c.People > 0 {
		return c, err
	}
	people = guessed
	if k, err := v.api.Cohort(v.ctx, id); err == nil && k.Places > 0 {
		people = k.Places
	}
	return v.api.ParticipationCycle(v.ctx, id, people)
}

func (v *visit) figuresSetup(status int, f *Form, c *api.ParticipationCycle) error {
	from, before := v.figuresBefore(c)
	filled := before != nil && v.r.URL.Query().Get("like") == from.ID
	if filled && status == http.StatusOK {
		f.setUp(before) // a pool is joined by choice alone
	}
	view := figuresSetupView{Form: *f, Cycle: c.Cycle, State: v.p.Code("setup_figures.is_", c.State), Publish: c.State == "closed", Fixed: c.Fixed,
		People: strconv.Itoa(c.People), Left: v.epsilon(c.Left), Guess: c.Newcomers+c.Mentors == 0, Never: c.Fixed && c.Setup == nil}
	if s := c.Setup; s != nil {
		if c.Pooled > 0 {
			view.Pooled = v.p.T("setup_figures.pooled", "Cohorts", v.p.Number(s.Pool), "Number", v.p.Number(c.Pooled))
		}
		view.Consent = append(v.tells(s.Way, s.Pool), v.p.T("describe.consent"))
	}
	if c.Report != "" {
		view.Report = "/programmes/" + c.Programme + "/figures?report=" + c.Report
	}
	shipped := c.Setup == nil || len(c.Setup.Questions) == 0
	names := map[string]string{}
	for _, q := range c.Questions {
		names[q.Code] = v.asked(shipped, q)
		view.Questions = append(view.Questions, names[q.Code])
	}
	for _, o := range c.Outlook {
		row := outlookRow{Question: names[o.Question], Can: v.p.Code("setup_figures.can_", o.Can)}
		switch {
		case o.Can == "never":
			row.Means = v.p.T("setup_figures.means_never")
		case o.Margin > 0:
			row.Means = v.p.T("setup_figures.means_noise", "Margin", v.p.Number(o.Margin))
		default:
			row.Means = v.p.T("setup_figures.means_tables", "Shown", v.p.Number(o.Shown), "Answers", v.p.Number(o.Answers), "Smallest", v.p.Number(o.Smallest))
		}
		view.Outlook = append(view.Outlook, row)
	}
	const count = 40
	wide := 100 // the drawing goes from 0 to here
	for _, e := range c.Choices {
		wide = max(wide, count+e.Margin)
	}
	for _, e := range c.Choices {
		least, most := max(0, count-e.Margin), count+e.Margin
		at := func(n int) int { return min(300, 300*n/wide) }
		x := epsilonChoice{Value: strconv.Itoa(e.Epsilon), Name: v.epsilon(e.Epsilon), Picked: f.Is("epsilon", strconv.Itoa(e.Epsilon)),
			Text: v.p.T("setup_figures.picture", "Least", v.p.Number(least), "Most", v.p.Number(most)), From: at(least), At: at(count) - 1}
		x.Wide = max(2, at(most)-x.From)
		view.Choices = append(view.Choices, x)
	}
	if before != nil {
		view.Before, view.Filled = &option{"/cohorts/" + c.Cycle + "/figures?like=" + from.ID + "#way", from.Name}, filled
	}
	if !c.Fixed {
		view.Pools = v.pools(c, f.Value("pool_with"))
	}
	if s := c.Setup; s != nil && c.Fixed {
		view.Chosen = append(view.Chosen, v.p.T("setup_figures.tables"))
		if s.Way == "noise" {
			view.Chosen[0] = v.p.T("setup_figures.chosen_noise", "Epsilon", v.epsilon(s.Epsilon))
		}
		if s.ByRole {
			view.Chosen = append(view.Chosen, v.p.T("setup_figures.by_role"))
		}
		if s.Pool > 1 {
			view.Chosen = append(view.Chosen, v.p.T("setup_figures.chosen_pool", "Number", v.p.Number(s.Pool)))
		}
	}
	return v.show(status, "figures-setup", v.p.T("setup_figures.title"), view)
}

// setupFields are the fields of the form by the pointers of the API.
var setupFields = map[string]string{"/epsilon": "epsilon", "/pool": "pool", "/pool_with": "pool_with", "/questions": "own_questions", "/way": "way",
	"/phases": "phases"}

func doFiguresSetup(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if f.Value("do") == "publish" {
		r, err := v.api.PublishParticipation(v.ctx, id)
		if err != nil {
			return err
		}
		return v.to("/programmes/"+r.Programme+"/figures?report="+r.ID, "figures_published")
	}
	in := api.ParticipationSetup{Way: "tables", ByRole: f.Is("by_role", "yes"), PoolWith: f.Text("pool_with")}
	if f.Is("way", "noise") {
		in.Way, in.Epsilon = "noise", f.number("epsilon", 50, 4000)
	}
	in.Pool = f.number("pool", 1, 4)
	if in.PoolWith != "" && (len(in.PoolWith) > 64 || strings.Trim(in.PoolWith, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "") {
		f.refuse("pool_with", "setup_figures.wrong_pool")
	}
	var ok bool
	if in.Questions, ok = linesToQuestions(f.Text("own_questions")); !ok {
		f.refuse("own_questions", "setup_figures.wrong_questions")
	}
	var err error
	if len(f.Wrong) == 0 {
		_, err = v.api.SetUpParticipation(v.ctx, id, in)
	}
	shown, err := v.askAgain(&f, err, setupFields, func(status int, f *Form) error {
		c, err := v.figuresCycle(0)
		if err != nil {
			return err
		}
		return v.figuresSetup(status, f, c)
	})
	if shown {
		return err
	}
	return v.to("/cohorts/"+id+"/figures", "saved")
}

// pageFiguresQuestion asks before a report is made: it is made once.
func pageFiguresQuestion(v *visit) error {
	if v.r.PathValue("question") != "publish" {
		return errNoPage
	}
	c, err := v.api.ParticipationCycle(v.ctx, v.r.PathValue("id"), 0)
	if err != nil {
		return err
	}
	return v.question("setup_figures.publish", "/cohorts/"+c.Cycle+"/figures", "publish", false)
}

// Marks behind a question of an organiser's own: several answers, or own words.
const (
	markSeveral = "[+]"
	markWords   = "[...]"
)

// linesToQuestions reads questions as organisers type them: a question on a line, its answers below with "-" before each.
func linesToQuestions(text string) ([]api.ParticipationQuestion, bool) {
	var out []api.ParticipationQuestion
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		line = strings.TrimSpace(line)
		answer, is := strings.CutPrefix(line, "-")
		switch {
		case line == "":
		case is:
			if len(out) == 0 {
				return nil, false
			}
			q := &out[len(out)-1]
			answer = strings.TrimSpace(answer)
			q.Options = append(q.Options, api.ParticipationOption{Code: wordsCode("a", answer), Text: answer})
		default:
			q := api.ParticipationQuestion{}
			q.Multiple, q.Describe = strings.Contains(line, markSeveral), strings.Contains(line, markWords)
			q.Text = strings.TrimSpace(strings.NewReplacer(markSeveral, "", markWords, "").Replace(line))
			q.Code = wordsCode("q", q.Text)
			out = append(out, q)
		}
	}
	bad := func(text string, most int) bool { return text == "" || len([]rune(text)) > most }
	return out, len(out) <= 12 && !slices.ContainsFunc(out, func(q api.ParticipationQuestion) bool {
		return bad(q.Text, 300) || len(q.Options) == 0 || len(q.Options) > 30 ||
			slices.ContainsFunc(q.Options, func(o api.ParticipationOption) bool { return bad(o.Text, 120) })
	})
}

// wordsCode names a question or an answer by its words, wherever it stands, since figures of several cohorts are compared by code. Punctuation,
// spaces and capitals make no other words; symbols do, and what stands between numbers or before one: "C++" is not "C", nor "-5" "5".
func wordsCode(what, text string) string {
	all := []rune(strings.Join(strings.Fields(text), " "))
	number := func(i int) bool { return i >= 0 && i < len(all) && unicode.IsNumber(all[i]) }
	words := strings.Builder{}
	for i, r := range all {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), unicode.IsSymbol(r), r == '#', r == '%':
			words.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Pd, r) && number(i+1):
			words.WriteRune('-')
		case number(i-1) && number(i+1):
			words.WriteRune(r)
		}
	}
	sum := sha256.Sum256([]byte(cmp.Or(words.String(), text)))
	return what + "_" + hex.EncodeToString(sum[:6])
}

// questionLines is the reverse.
func questionLines(in []api.ParticipationQuestion) string {
	var b strings.Builder
	for _, q := range in {
		b.WriteString(q.Text)
		if q.Multiple {
			b.WriteString(" " + markSeveral)
		}
		if q.Describe {
			b.WriteString(" " + markWords)
		}
		for _, o := range q.Options {
			b.WriteString("\n- " + o.Text)
		}
		b.WriteString("\n\n")
	}
	return strings.TrimSpace(b.String())
}
