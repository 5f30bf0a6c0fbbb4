package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// offered are the skills and causes that the start offers to tick; others are typed.
var (
	offeredSkills = []string{"documentation", "translation", "design", "testing", "ux-design", "writing", "community-building", "python",
		"javascript", "html", "css", "java", "go", "typescript", "sql", "rust"}
	offeredCauses = []string{"health", "education", "climate", "humanitarian", "accessibility", "open-maps", "public-administration",
		"human-rights", "open-science", "food-and-farming", "free-knowledge", "inclusion"}
	// offeredSpoken are what the start offers to speak, by their name in the reader's language.
	offeredSpoken = []string{"ar", "bn", "cs", "de", "el", "en", "es", "fa", "fr", "ha", "hi", "id", "it", "ja", "ko", "ne", "nl", "no", "pl",
		"pt", "ro", "ru", "sw", "tr", "uk", "ur", "vi", "yo", "zh"}
	offeredZones = []string{"Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Manila", "Asia/Singapore",
		"Asia/Jakarta", "Asia/Bangkok", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Karachi", "Asia/Tashkent", "Asia/Dubai",
		"Asia/Tehran", "Europe/Moscow", "Europe/Istanbul", "Africa/Nairobi", "Europe/Kyiv", "Africa/Cairo", "Africa/Johannesburg",
		"Europe/Athens", "Europe/Warsaw", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Africa/Lagos", "Europe/London", "Europe/Lisbon",
		"Africa/Casablanca", "Africa/Accra", "Africa/Dakar", "UTC", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Santiago",
		"America/New_York", "America/Bogota", "America/Lima", "America/Mexico_City", "America/Chicago", "America/Denver", "America/Los_Angeles"}
)

// startView is one of the three screens.
type startView struct {
	Form
	Screen int
	Skip   string // where leaving it out leads
	Skills []string
	Causes []string
	More   []string // causes that are not offered at once
	Goals  []string
	Styles []string
	Zones  []option
	Zone   string // "" proposes the device's
	Week   week
	Spoken []spokenRow
	Hours  []option
	// NoEnglish: English is not among the languages that are chosen.
	NoEnglish bool
	Now       string // what the profile says, where it was changed elsewhere meanwhile
}

type option struct{ Value, Text string }

type spokenRow struct {
	Number   int
	Language string
	Level    string
	Options  []option
}

func (v *visit) answers() answers { return decodeAnswers(v.site.jar.Get(v.r, startCookie)) }

func (v *visit) keepAnswers(a answers) {
	s := a.encode()
	if len(s) > maxCookie { // of a long profile, which is asked itself; a form that is too long for a cookie was refused
		a.Have, a.Want = cut(a.Have, 5, 40), cut(a.Want, 5, 40)
		s = a.encode()
	}
	v.site.jar.Set(v.w, startCookie, s, 0)
}

// ownAnswers are what the profile says of somebody who has one, with what this browser picked; of anybody else what it heard. me is nil
// without a profile. What the browser heard before never writes over a profile.
func (v *visit) ownAnswers() (a answers, me *api.OwnProfile, err error) {
	a = v.answers()
	if !v.signedIn() {
		return a, nil, nil
	}
	if me, err = v.person(); fault.Has(err, fault.NotFound) {
		return a, nil, nil
	} else if err != nil {
		return a, nil, err
	}
	picks := a
	a = answersOf(me)
	a.Mentors, a.Issue, a.Draft, a.Programme = picks.Mentors, picks.Issue, picks.Draft, picks.Programme
	return a, me, nil
}

func pageStart(v *visit) error {
	a, me, err := v.ownAnswers()
	if err != nil {
		return err
	}
	if me != nil {
		v.keepAnswers(a)
	}
	f := v.empty("level", strconv.Itoa(a.level()), "how", formatOr(a.Format), "zone", a.Zone, "minutes", strconv.Itoa(a.Minutes))
	var own []string
	for field, list := range map[string][]string{"have": a.Have, "want": a.Want} {
		own = nil
		for _, s := range list {
			if slices.Contains(offeredSkills, s) {
				f.typed.Add(field, s)
			} else {
				own = append(own, v.site.skillName(v.p, s))
			}
		}
		f.typed.Set(field+"-more", strings.Join(own, ", "))
	}
	f.typed["hours"], f.typed["causes"], f.typed["goals"], f.typed["style"] = a.Hours, a.Causes, a.Goals, a.Style
	for _, s := range a.Languages {
		tag, level := spokenOf(s)
		f.typed.Add("language", tag)
		f.typed.Add("spoken", strconv.Itoa(level))
	}
	if len(a.Languages) == 0 {
		f.typed.Set("language", v.p.Tag)
		f.typed.Set("spoken", "4")
	}
	return v.start(http.StatusOK, v.screen(), f)
}

func (v *visit) screen() int {
	n, _ := strconv.Atoi(v.r.PathValue("screen"))
	return n
}

func formatOr(f string) string {
	if slices.Contains(formats, f) {
		return f
	}
	return "either"
}

func (v *visit) start(status, screen int, f Form) error {
	if screen < 1 || screen > 3 {
		return errNoPage
	}
	if v.signedIn() {
		if me, err := v.person(); err == nil && (f.Value("was") == "" || status == fault.Stale.Status()) {
			f.typed.Set("was", marks(screenParts(screen, answersOf(me), me)))
		}
	}
	s := startView{Form: f, Screen: screen, Skip: "/start/" + strconv.Itoa(screen+1), Skills: offeredSkills, Causes: offeredCauses,
		Goals: goals, Styles: styles, Zone: f.Value("zone"), Week: v.week(f.typed["hours"])}
	if screen == 3 {
		s.Skip = "/fit"
	}
	if status == fault.Stale.Status() {
		if me, err := v.person(); err == nil {
			s.Now = v.summary(answersOf(me))
		}
	}
	for _, c := range v.site.causes {
		if !slices.Contains(offeredCauses, c.ID) {
			s.More = append(s.More, c.ID)
		}
	}
	s.Zones = v.zones(s.Zone)
	for _, m := range []int{60, 180, 360, 660} {
		s.Hours = append(s.Hours, option{strconv.Itoa(m), v.p.T("start.minutes_" + strconv.Itoa(m))})
	}
	languages, levels := f.typed["language"], f.typed["spoken"]
	options := v.spokenOptions(languages...)
	for i := range min(max(1, len(languages)), maxSpoken) {
		row := spokenRow{Number: i + 1, Level: "2", Options: options}
		if i < len(languages) {
			row.Language = languages[i]
		}
		if i < len(levels) {
			row.Level = levels[i]
		}
		s.Spoken = append(s.Spoken, row)
	}
	s.NoEnglish = screen == 2 && noEnglish(languages)
	return v.alone(status, "start", v.p.T("start.title"+strconv.Itoa(screen))+". "+v.p.T("start.screen", "Number", screen, "Of", 3), s)
}

// spokenOptions are the languages that are offered, and the reader's own.
func (v *visit) spokenOptions(own ...string) []option {
	var out []option
	for _, tag := range withUnshown(slices.Clone(offeredSpoken), own, func(tag string) bool { return tag == "" || !knownLanguage(tag) }) {
		out = append(out, option{tag, v.p.Spoken(tag)})
	}
	slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	return out
}

// nearTongues parts languages: that of the page and English first, with what the form has chosen; then the others.
func (v *visit) nearTongues(f Form) (near, others []option) {
	for _, o := range v.spokenOptions() {
		if o.Value == v.p.Tag || o.Value == "en" || f.Is("languages", o.Value) {
			near = append(near, o)
		} else {
			others = append(others, o)
		}
	}
	rank := func(o option) int { return slices.Index([]string{v.p.Tag, "en"}, o.Value) & 3 } // of neither: the last
	slices.SortStableFunc(near, func(a, b option) int { return rank(a) - rank(b) })
	return near, others
}

// zones are the offered ones with the time that their clocks show, and the reader's own if it is another.
func (v *visit) zones(own string) []option {
	list := offeredZones
	if own != "" && zoneOf(own) != time.UTC && !slices.Contains(list, own) {
		list = append([]string{own}, list...)
	}
	var out []option
	for _, name := range list {
		_, seconds := v.now.In(zoneOf(name)).Zone()
		out = append(out, option{name, v.p.T("zone.option", "City", cityOf(name), "Time", v.p.Clock(v.now, zoneOf(name)),
			"Offset", v.p.Digits(offset(seconds)))})
	}
	return out
}

func cityOf(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

func offset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	out := sign + strconv.Itoa(seconds/3600)
	if m := seconds / 60 % 60; m != 0 {
		out += ":" + strconv.Itoa(m)
	}
	return out
}

func doStart(v *visit) error {
	f, screen := v.posted(), v.screen()
	a, me, err := v.ownAnswers()
	if err != nil {
		return err
	}
	switch screen {
	case 1:
		a.Have, a.Want = v.skillsTyped(&f, "have", "have-more", a.Have), v.skillsTyped(&f, "want", "want-more", a.Want)
		a.Level, _ = strconv.Atoi(f.Value("level"))
	case 2:
		if again := v.fillWeek(&f); again || f.Value("add") != "" {
			switch {
			case f.Value("add") == "english":
				f.addLanguage("en", "1")
			case f.Value("add") != "":
				f.addLanguage("", "2")
			}
			return v.start(http.StatusOK, 2, f)
		}
		v.whenAnswered(&f, &a)
	case 3:
		isCause := func(s string) bool {
			return slices.ContainsFunc(v.site.causes, func(c skill.Cause) bool { return c.ID == s })
		}
		a.Causes = withUnshown(known(f.typed["causes"], isCause), a.Causes, isCause)
		a.Goals = withUnshown(known(f.typed["goals"], in(goals)), a.Goals, in(goals))
		a.Style = withUnshown(known(f.typed["style"], in(styles)), a.Style, in(styles))
		if len(a.Causes) > maxCauses {
			f.refuse("causes", "wrong.too_many", "Field", v.p.T("part.causes"), "Max", maxCauses, "Min", "", "Days", "")
		}
	}
	if me == nil && len(f.Wrong) == 0 && len(a.encode()) > maxCookie {
		f.refuse("have-more", "wrong.too_long_to_keep")
	}
	if me != nil && len(f.Wrong) == 0 {
		_, err = v.saveParts(f.Value("was"), func(me *api.OwnProfile) []part { return screenParts(screen, a, me) })
	}
	shown, err := v.askAgain(&f, err, profileFields, func(status int, f *Form) error { return v.start(status, screen, *f) })
	if shown {
		return err
	}
	v.keepAnswers(a)
	if screen < 3 {
		return v.to("/start/"+strconv.Itoa(screen+1), "")
	}
	return v.to("/fit", "")
}

// addLanguage adds a row of the languages that are spoken, or fills the first one that is empty.
func (f *Form) addLanguage(tag, level string) {
	levels := f.typed["spoken"]
	if i := slices.Index(f.typed["language"], ""); i >= 0 && i < len(levels) && tag != "" {
		f.typed["language"][i], levels[i] = tag, level
		return
	}
	if len(f.typed["language"]) < maxSpoken {
		f.typed.Add("language", tag)
		f.typed.Add("spoken", level)
	}
}

// known are those of a list that is says yes to, each once.
func known(list []string, is func(string) bool) (out []string) {
	for _, s := range list {
		if is(s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func in(codes []string) func(string) bool {
	return func(s string) bool { return slices.Contains(codes, s) }
}

// knownLanguage says whether a tag is one of a language that can be spoken.
func knownLanguage(tag string) bool {
	if tag == "" || len(tag) > maxTag {
		return false
	}
	t, err := language.Parse(tag)
	return err == nil && t != language.Und
}

func (v *visit) whenAnswered(f *Form, a *answers) {
	a.Format, a.Zone = formatOr(f.Value("how")), f.Value("zone")
	a.Hours = hoursOf(runs(f.All("hours", 28)))
	switch {
	case a.Zone != "" && !knownZone(a.Zone):
		f.refuse("zone", "wrong.unknown_zone", "Field", v.label("zone"))
	case a.Zone == "" && len(a.Hours) > 0: // hours on an unknown clock fit nobody
		f.refuse("zone", "wrong.zone_for_hours")
	}
	if n, err := strconv.Atoi(f.Value("minutes")); err == nil && n >= 0 && n <= 2400 { // another number than those offered stays
		a.Minutes = n
	}
	a.Languages = nil
	levels := f.typed["spoken"]
	for i, tag := range f.All("language", maxSpoken) {
		if !knownLanguage(tag) || i >= len(levels) {
			continue
		}
		t, level := spokenOf(tag + ":" + levels[i])
		if s := t + ":" + strconv.Itoa(level); !slices.ContainsFunc(a.Languages, func(x string) bool { return strings.HasPrefix(x, t+":") }) {
			a.Languages = append(a.Languages, s)
		}
	}
	if len(a.Languages) == 0 {
		f.refuse("language-1", "wrong.language_needed")
	}
	switch {
	case len(f.Wrong) > 0:
	case a.Zone == "":
		v.site.jar.Drop(v.w, zoneCookie)
	default:
		v.site.jar.Choose(v.w, zoneCookie, a.Zone)
	}
}
