package profiles

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones do not depend on the machine
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// Skill is one skill of a person with what they did with it. Skill is canonical; a word that the list of skills does not have is kept as
// it was typed, and compared by its id (skill.Outward).
type Skill struct {
	Skill   string `json:"skill"`
	Level   int    `json:"level"`
	Example string `json:"example,omitempty"`
}

// Language is a spoken language (BCP 47, canonical).
type Language struct {
	Language string `json:"language"`
	Level    int    `json:"level"`
}

// Link is an address on the web where a person can be seen at work.
type Link struct {
	Label string `json:"label,omitempty"`
	URL   string `json:"url"`
}

// Said is what a person says about themselves: everything that they, and nobody else, write.
type Said struct {
	DisplayName string     `json:"display_name"`
	Pronouns    string     `json:"pronouns,omitempty"`
	About       string     `json:"about,omitempty"`
	Have        []Skill    `json:"have,omitempty"`
	Want        []Skill    `json:"want,omitempty"`  // to learn
	Teach       []Skill    `json:"teach,omitempty"` // to help others with, as a mentor
	Interests   []string   `json:"interests,omitempty"`
	Causes      []string   `json:"causes,omitempty"`
	Languages   []Language `json:"languages,omitempty"`
	Zone        string     `json:"zone,omitempty"`
	Hours       Hours      `json:"hours,omitempty"`
	Format      string     `json:"format"`
	Minutes     int        `json:"minutes,omitempty"` // a week
	Goals       []string   `json:"goals,omitempty"`
	Style       []string   `json:"style,omitempty"`
	Links       []Link     `json:"links,omitempty"`
	// Contributed is what the person did for projects before; others see it only where they say so.
	Contributed     []Work `json:"contributed,omitempty"`
	ShowContributed bool   `json:"show_contributed,omitempty"`

	FoundBy  string `json:"found_by"`
	Offers   bool   `json:"offers,omitempty"` // newcomer: mentors may offer without being asked
	Newcomer bool   `json:"newcomer,omitempty"`
	Mentor   bool   `json:"mentor,omitempty"`
}

// maxFields bounds how many problems one answer lists.
const maxFields = 100

// checker collects what is wrong.
type checker struct{ wrong []fault.Field }

func (c *checker) say(pointer, code string, params map[string]any) {
	if len(c.wrong) < maxFields {
		c.wrong = append(c.wrong, fault.Field{Pointer: pointer, Code: code, Params: params})
	}
}

// Check canonicalises what was said and lists what is wrong with it. Absent format and found_by become "either" and "members".
func (s Said) Check(tax *skill.Taxonomy) (Said, []fault.Field) {
	c := &checker{}
	s.DisplayName = c.name("/display_name", s.DisplayName, 1, MaxName)
	s.Pronouns = c.name("/pronouns", s.Pronouns, 0, MaxPronouns) // they stand beside the name
	s.About = c.text("/about", s.About, 0, MaxAbout, true)
	s.Have = c.skills("/have", s.Have, tax)
	s.Want = c.skills("/want", s.Want, tax)
	s.Teach = c.skills("/teach", s.Teach, tax)
	s.Interests = c.words("/interests", s.Interests, MaxInterests, tax)
	s.Causes = c.causes("/causes", s.Causes, tax)
	s.Languages = c.languages("/languages", s.Languages)
	if s.Zone != "" && !KnownZone(s.Zone) {
		c.say("/zone", "unknown_zone", nil)
	}
	s.Format = c.oneOf("/format", s.Format, "either", Formats)
	s.FoundBy = c.oneOf("/found_by", s.FoundBy, FoundByMembers, FoundBys)
	if s.Minutes < 0 || s.Minutes > MaxMinutes {
		c.say("/minutes", "out_of_range", map[string]any{"min": 0, "max": MaxMinutes})
	}
	s.Goals = c.codes("/goals", s.Goals, Goals)
	s.Style = c.codes("/style", s.Style, Styles)
	s.Links = c.links("/links", s.Links)
	s.Contributed = c.works("/contributed", s.Contributed)
	if s.Hours.Said() && s.Zone == "" {
		c.say("/zone", "required_with_hours", nil)
	}
	return s, c.wrong
}

// text trims, normalises and checks one piece of text.
func (c *checker) text(pointer, v string, least, most int, lines bool) string {
	if !utf8.ValidString(v) {
		c.say(pointer, "not_text", nil)
		return ""
	}
	if len(v) > most*16 { // before work is done on it
		c.say(pointer, "too_long", map[string]any{"max": most})
		return ""
	}
	v = strings.TrimSpace(norm.NFC.String(v))
	if lines {
		v = strings.ReplaceAll(v, "\r\n", "\n")
	}
	for _, r := range v {
		if naming.Unfit(r) && !(lines && (r == '\n' || r == '\t')) {
			c.say(pointer, "control_character", nil)
			return v
		}
	}
	switch n := utf8.RuneCountInString(v); {
	case n < least:
		c.say(pointer, "required", nil)
	case n > most:
		c.say(pointer, "too_long", map[string]any{"max": most})
	}
	return v
}

// name is text that others tell a person by: nothing in it hides, or pretends to be another.
func (c *checker) name(pointer, v string, least, most int) string {
	n := len(c.wrong)
	v = c.text(pointer, v, least, most, false)
	if len(c.wrong) == n && v != "" {
		if code := naming.Wrong(v); code != "" {
			c.say(pointer, code, nil)
		}
	}
	return v
}

// titled says where somebody pretends to a title of staff that they may not bear, in what they have not said before. Pronouns stand beside the
// name, so they are held to the same.
func (s Said) titled(before Said, may func(naming.Title) bool) []fault.Field {
	var wrong []fault.Field
	for _, x := range []struct{ pointer, now, before string }{
		{"/display_name", s.DisplayName, before.DisplayName}, {"/pronouns", s.Pronouns, before.Pronouns},
	} {
		if x.now == x.before {
			continue
		}
		if t := naming.TitleOf(x.now); t != naming.NoTitle && !may(t) {
			wrong = append(wrong, fault.Field{Pointer: x.pointer, Code: naming.Titled})
		}
	}
	return wrong
}

func (c *checker) skills(pointer string, list []Skill, tax *skill.Taxonomy) []Skill {
	if len(list) > MaxSkills {
		c.say(pointer, "too_many", map[string]any{"max": MaxSkills})
		return nil
	}
	var out []Skill
	seen := map[string]bool{}
	for i, x := range list {
		at := pointer + "/" + strconv.Itoa(i)
		id, written := c.word(at+"/skill", x.Skill, tax)
		if x.Level < MinLevel || x.Level > MaxLevel {
			c.say(at+"/level", "out_of_range", map[string]any{"min": MinLevel, "max": MaxLevel})
		}
		example := c.text(at+"/example", x.Example, 0, MaxExample, true)
		if id == "" {
			continue
		}
		if seen[id] {
			c.say(at+"/skill", "duplicate", nil)
			continue
		}
		seen[id] = true
		out = append(out, Skill{Skill: written, Level: x.Level, Example: example})
	}
	return out
}

// word gives the id of one word and how it is kept: canonical where the list has it, else as it was typed, unless something in that
// hides or is an address. "" after saying what is wrong.
func (c *checker) word(pointer, v string, tax *skill.Taxonomy) (id, written string) {
	n := len(c.wrong)
	v = strings.Join(strings.Fields(c.text(pointer, v, 1, MaxWord, false)), " ")
	if len(c.wrong) > n || v == "" {
		return "", ""
	}
	id, known := tax.Canon(v)
	switch {
	case id == "":
		c.say(pointer, "not_a_word", nil)
	case !known && naming.Wrong(v) == "":
		return id, v
	}
	return id, id
}

// words canonicalises a list; the same word twice is one.
func (c *checker) words(pointer string, list []string, most int, tax *skill.Taxonomy) []string {
	if len(list) > most {
		c.say(pointer, "too_many", map[string]any{"max": most})
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for i, v := range list {
		if id, written := c.word(pointer+"/"+strconv.Itoa(i), v, tax); id != "" && !seen[id] {
			seen[id] = true
			out = append(out, written)
		}
	}
	return out
}

// causes is words for the closed list of causes.
func (c *checker) causes(pointer string, list []string, tax *skill.Taxonomy) []string {
	if len(list) > MaxCauses {
		c.say(pointer, "too_many", map[string]any{"max": MaxCauses})
		return nil
	}
	var out []string
	for i, v := range list {
		at := pointer + "/" + strconv.Itoa(i)
		id, known := tax.CanonCause(cut(v, MaxWord))
		if !known {
			c.say(at, "unknown_cause", nil)
		} else if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (c *checker) languages(pointer string, list []Language) []Language {
	if len(list) > MaxLanguages {
		c.say(pointer, "too_many", map[string]any{"max": MaxLanguages})
		return nil
	}
	var out []Language
	seen := map[string]bool{}
	for i, x := range list {
		at := pointer + "/" + strconv.Itoa(i)
		if x.Level < MinLevel || x.Level > MaxLanguageLevel {
			c.say(at+"/level", "out_of_range", map[string]any{"min": MinLevel, "max": MaxLanguageLevel})
		}
		id, ok := CanonLanguage(x.Language)
		switch {
		case !ok:
			c.say(at+"/language", "unknown_language", nil)
		case seen[id]:
			c.say(at+"/language", "duplicate", nil)
		default:
			seen[id] = true
			out = append(out, Language{Language: id, Level: x.Level})
		}
	}
	return out
}

// CanonLanguage gives the canonical tag of a spoken language: language, perhaps script and region ("pt-BR").
func CanonLanguage(v string) (string, bool) {
	if v == "" || len(v) > 35 {
		return "", false
	}
	tag, err := language.Parse(v)
	if err != nil {
		return "", false
	}
	base, script, region := tag.Raw()
	if base.String() == "und" || len(tag.Extensions()) > 0 || len(tag.Variants()) > 0 {
		return "", false
	}
	short, err := language.Compose(base, script, region)
	if err != nil {
		return "", false
	}
	return short.String(), true
}

var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]*){1,2}$`)

// legacyZones are IANA's older names of one word. "Local" and "Factory" are none of them.
var legacyZones = strings.Fields("CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel " +
	"Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu")

// KnownZone says whether the name is an IANA zone of the kind people live in: "Europe/Lisbon", "UTC", or an older name such as "CET".
func KnownZone(name string) bool {
	if len(name) > 50 || strings.HasPrefix(name, "SystemV/") || !zoneName.MatchString(name) && !slices.Contains(legacyZones, name) {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func (c *checker) oneOf(pointer, v, unsaid string, allowed []string) string {
	if v == "" {
		return unsaid
	}
	if !slices.Contains(allowed, v) {
		c.say(pointer, "not_one_of", map[string]any{"allowed": allowed})
	}
	return v
}

func (c *checker) codes(pointer string, list, allowed []string) []string {
	if len(list) > len(allowed) {
		c.say(pointer, "too_many", map[string]any{"max": len(allowed)})
		return nil
	}
	var out []string
	for i, v := range list {
		if !slices.Contains(allowed, v) {
			c.say(fmt.Sprintf("%s/%d", pointer, i), "not_one_of", map[string]any{"allowed": allowed})
		} else if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func (c *checker) links(pointer string, list []Link) []Link {
	if len(list) > MaxLinks {
		c.say(pointer, "too_many", map[string]any{"max": MaxLinks})
		return nil
	}
	var out []Link
	for i, l := range list {
		at := pointer + "/" + strconv.Itoa(i)
		label := c.text(at+"/label", l.Label, 0, MaxLinkLabel, false)
		address, code := checkLink(l.URL)
		if code != "" {
			c.say(at+"/url", code, nil)
			continue
		}
		out = append(out, Link{Label: label, URL: address})
	}
	return out
}

// checkLink accepts https addresses of public looking hosts, without credentials. Nothing here ever dials one.
func checkLink(v string) (address, code string) {
	v = strings.TrimSpace(v)
	if v == "" {
		return "", "required"
	}
	if len(v) > MaxLinkURL {
		return "", "too_long"
	}
	if strings.ContainsFunc(v, func(r rune) bool { return naming.Unfit(r) || unicode.IsSpace(r) || r == '\\' }) {
		return "", "not_a_link"
	}
	u, err := url.Parse(v)
	if err != nil || u.Opaque != "" {
		return "", "not_a_link"
	}
	if !strings.EqualFold(u.Scheme, "https") {
		return "", "https_only"
	}
	if u.User != nil {
		return "", "no_credentials"
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(strings.TrimSuffix(host, ".")); err == nil || !strings.Contains(strings.Trim(host, "."), ".") || u.Port() != "" {
		return "", "not_a_public_host"
	}
	if len(u.String()) > MaxLinkURL { // escaping makes it longer
		return "", "too_long"
	}
	return u.String(), ""
}

// cut shortens to n characters, for look-ups and previews. It does not look at the rest, which may be a whole file.
func cut(v string, n int) string {
	for i := range v {
		if n == 0 {
			return v[:i]
		}
		n--
	}
	return v
}
