package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// The set-up of a cohort is one form. What it has no field for (criteria) stays as it is.

const (
	mostQuestions  = 30
	freeQuestions  = 2 // empty ones that a form offers
	mostTracks     = 20
	mostReaders    = 20
	mostPartners   = 30
	trackSeparator = ":"
)

var phaseNames = []string{"call", "application", "review", "round", "running", "closed"}

type questionFields struct {
	N     int
	Title string
}

type setupView struct {
	Form
	Cohort    *api.Cohort
	Was       string // marks of the parts as they stand
	Phases    []string
	Questions []questionFields
	Kinds     []string
	Readers   []option
	Partners  []option
	Ways      []string
	Figures   figuresChoice
}

// figuresChoice is what is said in the set-up about the figures of who takes part: State is chosen, open, none (nothing is to be asked) or lost;
// empty where there can be none, and where nobody knows.
type figuresChoice struct {
	State  string
	Begins string // the first day
	Cloned bool   // of a cohort whose choice was not taken over
}

// figuresOf says what was chosen for the figures of a cohort with these settings.
func (v *visit) figuresOf(c *api.Cohort, s *api.CohortSettings) (out figuresChoice) {
	if len(s.Phases) == 0 || s.Newcomers == "none" && s.Mentors == "none" {
		return out
	}
	p, err := v.api.ParticipationCycle(v.ctx, c.ID, 0)
	if err != nil {
		return out
	}
	out = figuresChoice{State: "open", Begins: v.p.Date(s.Phases[0].From, v.zone()), Cloned: c.From != ""}
	switch {
	case p.Setup != nil:
		out.State = "chosen"
	case p.Fixed:
		out.State = "lost"
	case s.NoFigures:
		out.State = "none"
	}
	return out
}

func pageCohortSetup(v *visit) error { return v.setup(http.StatusOK, nil) }

func (v *visit) setup(status int, f *Form) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !c.Mine.Organiser {
		return errNoPage
	}
	if f == nil {
		filled := v.filled(c)
		f = &filled
	}
	view := setupView{Form: *f, Cohort: c, Phases: phaseNames, Ways: []string{"apply", "register", "invited", "none"},
		Kinds: []string{"short", "long", "one", "many", "yes"}}
	stands := v.filled(c)
	view.Was = setupMarks(&stands)
	count := len(c.Questions)
	for n := range mostQuestions { // of a form that was typed, whatever it has
		if f.Text("q_text_"+itoa(n)) != "" {
			count = max(count, n+1)
		}
	}
	for n := range min(count+freeQuestions, mostQuestions) {
		view.Questions = append(view.Questions, questionFields{n, v.p.T("cohort.question", "Number", n+1)})
	}
	view.Readers, view.Figures = v.readers(c), v.figuresOf(c, &c.CohortSettings)
	view.Partners = v.partnerChoices(c)
	return v.show(status, "cohort-setup", v.p.T("cohort.setup_of", "Name", c.Name), view)
}

// readers are those who can read answers about eligibility: who has a role on the programme, and who reads already.
func (v *visit) readers(c *api.Cohort) []option {
	var ids []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] && len(ids) < maxStaff {
			seen[id], ids = true, append(ids, id)
		}
	}
	for _, id := range c.Readers {
		add(id)
	}
	for _, scope := range []string{"programme:" + c.Programme, "org:" + c.Org} {
		for g, err := range v.api.Roles(v.ctx, scope) {
			if err != nil {
				break
			}
			if g.Role == "reviewer" || g.Role == "organiser" {
				add(g.Person)
			}
		}
	}
	add(v.account())
	names := v.names(ids)
	var out []option
	for _, id := range ids {
		out = append(out, option{id, v.staffName(names, id)})
	}
	return out
}

// filled is the form of a cohort as it is.
func (v *visit) filled(c *api.Cohort) Form {
	f := v.empty("cohort_name", c.Name, "cohort_about", c.About, "newcomers", c.Newcomers, "mentors", c.Mentors, "agreement", c.Agreement)
	if c.Published {
		f.typed.Set("published", "yes")
	}
	if c.NoFigures {
		f.typed.Set("no_figures", "yes")
	}
	f.typed.Set("where", c.Where)
	f.typed.Set("cohort_place", c.Place)
	f.typed.Set("within", c.Within)
	f.typed.Set("cohort_places", itoa(c.Places))
	f.typed.Set("check_in_every", itoa(c.CheckInEvery))
	f.typed.Set("kept_days", itoa(cmp.Or(c.KeptDays, keptDays)))
	for _, p := range c.Phases {
		f.typed.Set("phase_"+p.Name, v.dayValue(p.From))
	}
	var tracks []string
	for _, t := range c.Tracks {
		tracks = append(tracks, t.Code+trackSeparator+" "+t.Name)
	}
	for _, p := range c.Partners {
		f.typed.Add("partners", partnerValue(&p))
	}
	f.typed.Set("tracks", strings.Join(tracks, "\n"))
	f.typed["reader"] = c.Readers
	for i, q := range c.Questions {
		n := itoa(i)
		f.typed.Set("q_code_"+n, q.Code)
		f.typed.Set("q_column_"+n, q.Column)
		f.typed.Set("q_text_"+n, q.Text)
		f.typed.Set("q_kind_"+n, q.Kind)
		f.typed.Set("q_for_"+n, q.For)
		f.typed.Set("q_options_"+n, strings.Join(q.Options, "\n"))
		f.typed.Set("q_needed_"+n, strings.Join(q.Needed, "\n"))
		if q.Required {
			f.typed.Add("q_is_"+n, "required")
		}
		if q.Eligibility {
			f.typed.Add("q_is_"+n, "eligibility")
		}
	}
	return f
}

// settings reads the form.
func (v *visit) settings(f *Form, c *api.Cohort) api.CohortSettings {
	s := c.CohortSettings
	s.Name, s.About, s.Agreement = f.Text("cohort_name"), f.Text("cohort_about"), f.Text("agreement")
	s.Where, s.Place, s.Within = f.Value("where"), f.Text("cohort_place"), f.Value("within")
	s.Published, s.Newcomers, s.Mentors = f.Is("published", "yes"), f.Value("newcomers"), f.Value("mentors")
	s.Places, s.CheckInEvery = f.number("cohort_places", 0, 10_000), f.number("check_in_every", 0, 90)
	if n := f.number("kept_days", keptLeast, keptDays); n != cmp.Or(c.KeptDays, keptDays) {
		s.KeptDays = n
	}
	if f.Is("figures", "asked") { // the page had the choice
		s.NoFigures = f.Is("no_figures", "yes")
	}
	s.Readers = f.All("reader", mostReaders)
	s.Phases = []api.CohortPhase{}
	for _, name := range phaseNames {
		if f.Text("phase_"+name) != "" {
			s.Phases = append(s.Phases, api.CohortPhase{Name: name, From: v.kept(f, c, name)})
		}
	}
	s.Tracks, s.Questions = nil, nil
	for _, line := range lines(f.Value("tracks"), mostTracks+1) {
		code, name, ok := strings.Cut(line, trackSeparator)
		if !ok {
			code, name = slug(line), line
		}
		s.Tracks = append(s.Tracks, api.CohortTrack{Code: slug(code), Name: strings.TrimSpace(name)})
	}
	s.Partners = partnersOf(f)
	for i := range mostQuestions {
		if q, ok := questionOf(f, i); ok {
			s.Questions = append(s.Questions, q)
		}
	}
	return s
}

// writtenDown begins the value of a partner that has no page, before its name.
const writtenDown = "name:"

func partnerValue(p *api.CohortPartner) string {
	if p.ID == "" {
		return writtenDown + p.Name
	}
	return p.ID
}

// partnerChoices are the partners that are with the cohort, which a form without their boxes would take away, then the programme's others as far
// as they can be read.
func (v *visit) partnerChoices(c *api.Cohort) (out []option) {
	for _, p := range c.Partners {
		out = append(out, option{partnerValue(&p), p.Name})
	}
	for p, err := range v.api.Partners(v.ctx, c.Programme) {
		if err != nil || len(out) >= 100 {
			break
		}
		if !slices.ContainsFunc(out, func(o option) bool { return o.Value == p.ID }) {
			out = append(out, option{p.ID, p.Name})
		}
	}
	return out
}

// partnersOf reads which partners are chosen.
func partnersOf(f *Form) (out []api.CohortPartner) {
	for _, x := range f.All("partners", mostPartners+1) {
		if name, ok := strings.CutPrefix(x, writtenDown); ok {
			out = append(out, api.CohortPartner{Name: name})
		} else {
			out = append(out, api.CohortPartner{ID: x})
		}
	}
	return out
}

// kept is the day of a phase; one that nobody changed keeps its hour.
func (v *visit) kept(f *Form, c *api.Cohort, name string) time.Time {
	for _, p := range c.Phases {
		if p.Name == name && v.dayValue(p.From) == f.Text("phase_"+name) {
			return p.From
		}
	}
	return v.day(f, "phase_"+name)
}

func questionOf(f *Form, i int) (api.CohortQuestion, bool) {
	n := itoa(i)
	q := api.CohortQuestion{
		Code: f.Value("q_code_" + n), Text: f.Text("q_text_" + n), Kind: f.Value("q_kind_" + n), For: f.Value("q_for_" + n), Column: f.Value("q_column_" + n),
		Required: f.Is("q_is_"+n, "required"), Eligibility: f.Is("q_is_"+n, "eligibility"),
	}
	if q.Text == "" {
		return q, false
	}
	if q.Code == "" {
		q.Code = "q" + randomCode()
	}
	if q.Kind == "one" || q.Kind == "many" {
		q.Options = lines(f.Value("q_options_"+n), 21)
	}
	if q.Eligibility {
		q.Needed = lines(f.Value("q_needed_"+n), 21)
	}
	return q, true
}

// slug makes a code of a word.
func slug(s string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, strings.TrimSpace(s))
	out = strings.Trim(out, "-")
	if out == "" {
		out = "t" + randomCode()
	}
	return out[:min(len(out), 40)]
}

// randomCode is a code for what has no word of Latin letters: eight letters and digits.
func randomCode() string {
	var out []rune
	for _, r := range strings.ToLower(client.NewKey()) {
		if (r >= 'a' && r <= 'z' || r >= '0' && r <= '9') && len(out) < 8 {
			out = append(out, r)
		}
	}
	return string(out)
}

var cohortSetupFields = map[string]string{"/name": "cohort_name", "/about": "cohort_about", "/phases": "phase_call", "/newcomers": "newcomers",
	"/mentors": "mentors",
	"/places":  "cohort_places", "/agreement": "agreement", "/readers": "reader", "/tracks": "tracks", "/partners": "partners",
	"/check_in_every": "check_in_every", "/criteria": "cohort_about", "/where": "where", "/place": "cohort_place", "/within": "within",
	"/kept_days": "kept_days", "/published": "published"}

// doCohortSetup saves what was changed on the page into the set-up as it stands; what others saved meanwhile stays.
func doCohortSetup(v *visit) error {
	typed := v.posted()
	for range saveTries {
		done, err := v.saveSetup(typed)
		if !fault.Coded(err, "programs.changed") {
			if done || err != nil {
				return err
			}
			return v.to("/cohorts/"+v.r.PathValue("id")+"/setup", "saved")
		}
	}
	return errChanged
}

// saveSetup tries once. done: the form is shown again, with what is to be looked at. Stale "programs.changed" where it is to be tried again.
func (v *visit) saveSetup(f Form) (done bool, err error) {
	f.typed, f.Wrong = maps.Clone(f.typed), nil
	var read client.Answer
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"), client.Into(&read))
	if err != nil {
		return false, err
	}
	if !c.Mine.Organiser {
		return false, errNotOrganiser
	}
	now := v.filled(c)
	for _, p := range mergeSetup(&f, &now) {
		if says := v.saysNow(p, &now, c); says != "" {
			f.refuse(p.field, "stale.part", "Field", bare(v.p.T(p.label)), "Now", says)
		} else {
			f.refuse(p.field, "stale.part_empty", "Field", bare(v.p.T(p.label)))
		}
	}
	if len(f.Wrong) > 0 {
		f.Key = client.NewKey()
		return true, v.setup(http.StatusPreconditionFailed, &f)
	}
	set := v.settings(&f, c)
	if len(f.Wrong) == 0 {
		if _, err = v.api.ChangeCohort(v.ctx, c.ID, set, client.IfMatch(read.Version)); err == nil || fault.Coded(err, "programs.changed") {
			return false, err
		}
		if !v.blame(&f, err, setupFieldsOf(&f, set)) {
			return false, err
		}
	}
	return true, v.setup(http.StatusUnprocessableEntity, &f)
}

// setupFieldsOf are the fields of a form by the pointers of the API.
func setupFieldsOf(f *Form, set api.CohortSettings) map[string]string {
	fields := maps.Clone(cohortSetupFields)
	at := 0
	for i := range mostQuestions { // a pointer counts the questions that were sent, a field where they stand
		if _, ok := questionOf(f, i); ok {
			fields["/questions/"+itoa(at)] = "q_text_" + itoa(i)
			fields["/questions/"+itoa(at)+"/options"], fields["/questions/"+itoa(at)+"/needed"] = "q_options_"+itoa(i), "q_needed_"+itoa(i)
			at++
		}
	}
	for i, p := range set.Phases {
		fields["/phases/"+itoa(i)] = "phase_" + p.Name
	}
	return fields
}
