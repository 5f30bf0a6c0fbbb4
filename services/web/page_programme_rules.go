package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// The rules of a programme are one form. A new version is made when something differs; older ones stay readable by the API.

const (
	anHour = int64(3600)
	aDay   = 24 * anHour
)

// ruleSpan is a rule that is a span of time, with its unit on the page and its bounds in it.
type ruleSpan struct {
	field       string
	unit        int64
	least, most int
	of          func(*api.ProgrammeRules) *int64
}

// ruleCount is a rule that counts.
type ruleCount struct {
	field       string
	least, most int
	of          func(*api.ProgrammeRules) *int
}

var ruleSpans = []ruleSpan{
	{"rule_first_clock", anHour, 1, 720, func(r *api.ProgrammeRules) *int64 { return &r.FirstClock }},
	{"rule_next_clock", anHour, 1, 720, func(r *api.ProgrammeRules) *int64 { return &r.NextClock }},
	{"rule_move_on", anHour, 1, 720, func(r *api.ProgrammeRules) *int64 { return &r.MoveOn }},
	{"rule_info_pause", anHour, 1, 720, func(r *api.ProgrammeRules) *int64 { return &r.InfoPause }},
	{"rule_wait_clock", anHour, 1, 720, func(r *api.ProgrammeRules) *int64 { return &r.WaitClock }},
	{"rule_silence_end", aDay, 1, 365, func(r *api.ProgrammeRules) *int64 { return &r.SilenceEnd }},
}

var ruleCounts = []ruleCount{
	{"rule_open_requests", 1, 10, func(r *api.ProgrammeRules) *int { return &r.OpenRequests }},
	{"rule_unanswered", 1, 50, func(r *api.ProgrammeRules) *int { return &r.Unanswered }},
	{"rule_mentor_cap", 0, 50, func(r *api.ProgrammeRules) *int { return &r.MentorCap }},
	{"rule_default_places", 1, 50, func(r *api.ProgrammeRules) *int { return &r.DefaultPlaces }},
	{"rule_silent_pause", 1, 20, func(r *api.ProgrammeRules) *int { return &r.SilentPause }},
	{"rule_weeks", 1, 52, func(r *api.ProgrammeRules) *int { return &r.Weeks }},
}

type rulesView struct {
	Form
	Programme       programmeRow
	Version         int
	Since           string
	Changes         bool
	Weights         []string
	Asks, Clocks    []string
	Mentors, Silent []string
}

func pageRules(v *visit) error { return v.rules(http.StatusOK, nil) }

func (v *visit) rules(status int, f *Form) error {
	p, err := v.api.Programme(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	r, err := v.api.Rules(v.ctx, p.ID, 0)
	if err != nil {
		return err
	}
	_, administrator := v.staff()
	view := rulesView{Programme: v.programmeRow(*p), Version: r.Version, Since: v.p.Date(r.At, v.zone()), Changes: administrator,
		Clocks: []string{"rule_first_clock", "rule_next_clock", "rule_move_on", "rule_info_pause", "rule_wait_clock"},
		Asks:   []string{"rule_open_requests", "rule_unanswered"}, Mentors: []string{"rule_default_places", "rule_mentor_cap", "rule_silent_pause"},
		Silent: []string{"rule_weeks", "rule_silence_reminder", "rule_silence_end"}}
	if p.Me != nil {
		for _, role := range p.Me.Roles {
			view.Changes = view.Changes || role == "organiser"
		}
	}
	if !view.Changes {
		return errNotOrganiser
	}
	for _, name := range api.RuleWeights {
		if weighable(name, &r.Rules) {
			view.Weights = append(view.Weights, "weight_"+name)
		}
	}
	if f == nil {
		filled := v.filledRules(&r.Rules)
		f = &filled
		f.typed.Set("version", strconv.Itoa(r.Version))
	}
	view.Form = *f
	return v.show(status, "programme-rules", v.p.T("rules.title"), view)
}

// filledRules is the form of rules as they are. A span that is no whole number of its unit is shown rounded up, and kept as it is unless
// somebody changes it.
func (v *visit) filledRules(r *api.ProgrammeRules) Form {
	f := v.empty()
	for _, x := range ruleSpans {
		f.typed.Set(x.field, strconv.FormatInt((*x.of(r)+x.unit-1)/x.unit, 10))
	}
	for _, x := range ruleCounts {
		f.typed.Set(x.field, itoa(*x.of(r)))
	}
	var days []string
	for _, at := range r.SilenceReminder {
		days = append(days, strconv.FormatInt(at/aDay, 10))
	}
	f.typed.Set("rule_silence_reminder", strings.Join(days, " "))
	if r.MentorApproval {
		f.typed.Set("rule_mentor_approval", "yes")
	}
	for name, w := range r.Weights {
		f.typed.Set("weight_"+name, itoa(w))
	}
	return f
}

// rulesOf reads the form over the rules as they were.
func (v *visit) rulesOf(f *Form, was api.ProgrammeRules) api.ProgrammeRules {
	r, before := was, v.filledRules(&was)
	for _, x := range ruleSpans {
		if f.Text(x.field) != before.Text(x.field) {
			*x.of(&r) = int64(f.number(x.field, x.least, x.most)) * x.unit
		}
	}
	for _, x := range ruleCounts {
		*x.of(&r) = f.number(x.field, x.least, x.most)
	}
	if f.Text("rule_silence_reminder") != before.Text("rule_silence_reminder") {
		r.SilenceReminder = nil
		for _, word := range strings.FieldsFunc(f.Text("rule_silence_reminder"), func(c rune) bool { return c < '0' || c > '9' }) {
			n, err := strconv.ParseInt(word, 10, 32)
			if err != nil || len(r.SilenceReminder) == 6 {
				break
			}
			r.SilenceReminder = append(r.SilenceReminder, n*aDay)
		}
		if r.SilenceReminder == nil {
			f.refuse("rule_silence_reminder", "wrong.required", "Field", v.label("rule_silence_reminder"))
		}
	}
	r.MentorApproval, r.Weights = f.Is("rule_mentor_approval", "yes"), map[string]int{}
	for _, name := range api.RuleWeights {
		if n, has := was.Weights[name]; has && !weighable(name, &was) {
			r.Weights[name] = n // not in the form
		} else if f.Text("weight_"+name) != "" {
			r.Weights[name] = f.number("weight_"+name, 0, 100)
		}
	}
	return r
}

func doRules(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	version, err := strconv.ParseInt(f.Value("version"), 10, 64)
	if err != nil || version < 1 {
		return errNoPage
	}
	was, err := v.api.Rules(v.ctx, id, 0)
	if err != nil {
		return err
	}
	in := v.rulesOf(&f, was.Rules)
	if len(f.Wrong) == 0 {
		if _, err = v.api.ChangeRules(v.ctx, id, in, client.IfMatch(version)); err == nil {
			return v.to("/programmes/"+id+"/rules", "saved")
		}
	}
	fields := map[string]string{"/silence_reminder": "rule_silence_reminder", "/weights": "weight_causes"}
	for _, x := range ruleSpans {
		fields["/"+strings.TrimPrefix(x.field, "rule_")] = x.field
	}
	for _, x := range ruleCounts {
		fields["/"+strings.TrimPrefix(x.field, "rule_")] = x.field
	}
	for _, name := range api.RuleWeights {
		fields["/weights/"+name] = "weight_" + name
	}
	_, err = v.askAgain(&f, err, fields, v.rules)
	return err
}
