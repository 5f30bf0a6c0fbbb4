package participation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// ShippedSet is the version of the question set that comes with the program. Pages have its texts in every language.
const ShippedSet = "waymark-1"

// Limits of a question set.
const (
	MaxQuestions = 12
	MaxChoices   = 30
	MaxPool      = 4
	// KeptWeeks is how long answers that nobody published are kept after the close of the cycle; of a pool, PoolWeeks.
	KeptWeeks = 26
	PoolWeeks = 104
)

// Shipped is the question set that is asked where an organiser brings none, after the demographic questions of CHAOSS's Diversity, Equity and
// Inclusion metrics and the wording of Open Demographics: open, several answers where people are several things, own words, nothing required.
func Shipped() []report.Question {
	o := func(pairs ...string) (out []report.Option) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, report.Option{Code: pairs[i], Text: pairs[i+1]})
		}
		return out
	}
	return []report.Question{
		{Code: "gender", Text: "Where do you identify on the gender spectrum?", Multiple: true, Describe: true, Options: o(
			"woman", "Woman", "man", "Man", "non_binary", "Non-binary", "agender", "Without a gender")},
		{Code: "age", Text: "How old are you?", Options: o(
			"under_25", "Under 25", "25_34", "25 to 34", "35_44", "35 to 44", "45_54", "45 to 54", "from_55", "55 or older")},
		{Code: "region", Text: "In which part of the world do you live?", Options: o(
			"africa", "Africa", "americas", "North, Central or South America", "asia", "Asia", "europe", "Europe", "oceania", "Oceania")},
		{Code: "path", Text: "What describes your way here?", Multiple: true, Describe: true, Options: o(
			"student", "I study or am in training", "employed", "I work in software", "changing", "I come from another field",
			"returning", "I return after a break", "caring", "I care for children or relatives", "first", "I am the first of my family in this field")},
		{Code: "access", Text: "Do you identify as a person with a disability?", Describe: true, Options: o("yes", "Yes", "no", "No")},
	}
}

// Setup is what is fixed for a cycle before its call; the document's id is the cohort's.
type Setup struct {
	Org       string            `json:"org,omitempty"` // "" in the oldest
	Programme string            `json:"programme"`
	Set       string            `json:"set"`
	Questions []report.Question `json:"questions"`
	Way       string            `json:"way"`
	Epsilon   int               `json:"epsilon,omitempty"`
	ByRole    bool              `json:"by_role,omitempty"`
	Pool      int               `json:"pool"`      // how many cycles are published together
	PoolWith  string            `json:"pool_with"` // the first of them; itself if it is
	Report    string            `json:"report,omitempty"`
	State     string            `json:"state"`
	// Fixed is set once the call was seen begun, or somebody said something, and never taken back: the cohort's dates may move, this may not.
	Fixed bool `json:"fixed,omitempty"`
	// Ends is the closing date when it was set up: by it answers are purged if the cohort loses its own.
	Ends time.Time `json:"ends,omitzero"`
	// Look is when the clock looks at it next, while its answers are kept; zero: at once.
	Look time.Time `json:"look,omitzero"`
	// Claims are the cycles that are about to join the pool of this one, and how long each holds: those who look at the same time see them.
	Claims map[string]time.Time `json:"claims,omitempty"`
}

// States of a set-up.
const (
	Open      = "open"
	Published = "published"
	Purged    = "purged"
)

// Check cleans a set-up and says what is wrong with it.
func (s Setup) Check() (Setup, []fault.Field) {
	var wrong []fault.Field
	add := func(pointer, code string, params map[string]any) {
		wrong = append(wrong, fault.Field{Pointer: pointer, Code: code, Params: params})
	}
	switch s.Way {
	case report.Tables:
		if s.Epsilon != 0 {
			add("/epsilon", "only_with", map[string]any{"parameter": "way noise"})
		}
	case report.Noise:
		if s.Epsilon < dp.MinEpsilon || s.Epsilon > dp.MaxEpsilon {
			add("/epsilon", "out_of_range", map[string]any{"min": dp.MinEpsilon, "max": dp.MaxEpsilon})
		}
	default:
		add("/way", "not_one_of", map[string]any{"allowed": []string{report.Tables, report.Noise}})
	}
	if s.Pool == 0 {
		s.Pool = 1
	}
	if s.Pool < 1 || s.Pool > MaxPool {
		add("/pool", "out_of_range", map[string]any{"min": 1, "max": MaxPool})
	}
	s.Set = ShippedSet
	if len(s.Questions) == 0 {
		s.Questions = Shipped()
		return s, wrong
	}
	if len(s.Questions) > MaxQuestions {
		add("/questions", "too_many", map[string]any{"max": MaxQuestions})
		return s, wrong
	}
	seen, words := map[string]bool{}, map[string]bool{}
	for i := range s.Questions {
		q, at := &s.Questions[i], "/questions/"+strconv.Itoa(i)
		if seen[q.Code] {
			add(at+"/code", "repeated", nil)
		}
		seen[q.Code] = true
		if q.Text = plain(q.Text); q.Text == "" {
			add(at+"/text", "required", nil)
		} else if words[strings.ToLower(q.Text)] { // the same people counted twice, each time moved by another step
			add(at+"/text", "repeated", nil)
		}
		words[strings.ToLower(q.Text)] = true
		if len(q.Options) == 0 || len(q.Options) > MaxChoices {
			add(at+"/options", "too_many", map[string]any{"max": MaxChoices})
			continue
		}
		texts := map[string]bool{}
		codes := map[string]bool{protect.Answers: true, protect.Others: true, report.InOwnWords: true, dp.Several: true}
		for j := range q.Options {
			o, at := &q.Options[j], at+"/options/"+strconv.Itoa(j)
			if codes[o.Code] {
				add(at+"/code", "taken", nil)
			}
			codes[o.Code] = true
			if o.Text = plain(o.Text); o.Text == "" {
				add(at+"/text", "required", nil)
			} else if texts[strings.ToLower(o.Text)] {
				add(at+"/text", "repeated", nil)
			}
			texts[strings.ToLower(o.Text)] = true
		}
	}
	if n := s.draws(); s.Way == report.Tables && n > protect.Current.Draws {
		wrong = append(wrong, tellTooMuch(n, protect.Current.Draws))
	}
	b, err := json.Marshal(s.Questions)
	if err == nil {
		sum := sha256.Sum256(b)
		s.Set = "own-" + hex.EncodeToString(sum[:6])
	}
	return s, wrong
}

// draws is how many numbers of a report can show what one person answered.
func (s *Setup) draws() (n int) {
	for _, q := range s.Questions {
		n += q.Draws()
	}
	return n
}

// tellTooMuch refuses questions of which together more numbers would be printed than tables can keep one person apart from.
func tellTooMuch(n, most int) fault.Field {
	return fault.Field{Pointer: "/questions", Code: "tells_too_much", Params: map[string]any{"max": most, "count": n}}
}

// plain is a text on one line without what cannot be seen.
func plain(text string) string {
	if !utf8.ValidString(text) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }), " ")
}

// Like says whether another cycle asks and publishes the same, so that the two can be pooled.
func (s *Setup) Like(o *Setup) bool {
	return s.Programme == o.Programme && s.Set == o.Set && s.Way == o.Way && s.Epsilon == o.Epsilon && s.ByRole == o.ByRole && s.Pool == o.Pool
}

// ConsentText is what people agree to, in English; pages have the same in every language.
func (s *Setup) ConsentText() string {
	return s.consentText("The figures are published once for up to " + strconv.Itoa(s.Pool) + " cycles together, and if I take part in several of them I am " +
		"counted once, by what I said last; until then, at most two years after the end of the cycle, the answers are kept. ")
}

// consentText is the text with what it says of a pool.
func (s *Setup) consentText(pool string) string {
	text := "I want the answers that I give here to be counted in the published figures of this programme. They are kept under a pseudonym, apart from " +
		"everything else, are read by no person and never by matching, and are destroyed once the figures are published. "
	if s.Pool > 1 {
		text += pool
	} else {
		text += "If nobody publishes them they are destroyed half a year after the end of the cycle. "
	}
	if s.Way == report.Noise {
		text += "Every number is published with random noise, so that nobody can tell from it whether I answered, or what. "
	} else {
		text += "Small numbers are hidden and all others are rounded, so that nobody can tell from them what I answered. "
	}
	return text + "I can see, change and take back my answers here. Whether I answer changes nothing for me."
}

// Consent is the version of what people agree to: another text is another version.
func (s *Setup) Consent() string { return s.version(s.ConsentText()) }

func (s *Setup) version(text string) string {
	sum := sha256.Sum256([]byte(text + "\n" + s.Set))
	return "c1-" + hex.EncodeToString(sum[:6])
}

// agreed says whether a version is of what happens now. So is the first text of a pool, which did not say that each person is counted once:
// that tells less of them than what they agreed to.
func (s *Setup) agreed(version string) bool {
	return version == s.Consent() || s.Pool > 1 && version == s.version(s.consentText("The figures are published once for up to "+
		strconv.Itoa(s.Pool)+" cycles together; until then, at most two years, the answers are kept. "))
}

// Answer is what somebody says to one question.
type Answer struct {
	Question  string   `json:"q"`
	Chosen    []string `json:"c,omitempty"`
	Words     string   `json:"w,omitempty"`
	PreferNot bool     `json:"n,omitempty"`
}

// CheckAnswers cleans answers and says what is wrong with them. Questions without any answer are left out.
func (s *Setup) CheckAnswers(in []Answer) (out []Answer, wrong []fault.Field) {
	seen := map[string]bool{}
	for i, a := range in {
		at := "/answers/" + strconv.Itoa(i)
		k := slices.IndexFunc(s.Questions, func(q report.Question) bool { return q.Code == a.Question })
		if k < 0 {
			wrong = append(wrong, fault.Field{Pointer: at + "/question", Code: "unknown"})
			continue
		}
		q := s.Questions[k]
		if seen[q.Code] {
			wrong = append(wrong, fault.Field{Pointer: at + "/question", Code: "repeated"})
		}
		seen[q.Code] = true
		a.Words = plain(a.Words)
		if utf8.RuneCountInString(a.Words) > 200 {
			wrong = append(wrong, fault.Field{Pointer: at + "/words", Code: "too_long", Params: map[string]any{"max": 200}})
		}
		if a.Words != "" && !q.Describe {
			wrong = append(wrong, fault.Field{Pointer: at + "/words", Code: "not_here"})
		}
		given := len(a.Chosen)
		if a.Words != "" {
			given++
		}
		if a.PreferNot && given > 0 {
			wrong = append(wrong, fault.Field{Pointer: at + "/prefer_not", Code: "not_with", Params: map[string]any{"parameter": "chosen, words"}})
		}
		if given > 1 && !q.Multiple {
			wrong = append(wrong, fault.Field{Pointer: at + "/chosen", Code: "too_many", Params: map[string]any{"max": 1}})
		}
		for j, c := range a.Chosen {
			p := at + "/chosen/" + strconv.Itoa(j)
			if !slices.ContainsFunc(q.Options, func(o report.Option) bool { return o.Code == c }) {
				wrong = append(wrong, fault.Field{Pointer: p, Code: "unknown"})
			} else if slices.Contains(a.Chosen[:j], c) {
				wrong = append(wrong, fault.Field{Pointer: p, Code: "repeated"})
			}
		}
		if given > 0 || a.PreferNot {
			out = append(out, a)
		}
	}
	return out, wrong
}
