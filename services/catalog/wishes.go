package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// Bounds of wishes and claims.
const (
	maxClaims       = 10  // of one project
	maxPersonClaims = 20  // that wait, of one person
	MaxCap          = 100 // newcomers at once
	maxWishSkills   = 20
	maxPause        = 366 * 24 * time.Hour
)

// Wishes is how a project's maintainers want it shown. No import touches them.
type Wishes struct {
	Description string    `json:"description,omitempty"` // "" as the lists say
	Skills      []string  `json:"skills,omitempty"`
	Link        string    `json:"link,omitempty"`
	Paused      bool      `json:"paused,omitempty"`
	Until       time.Time `json:"until,omitzero"`        // the clock resumes then; zero: until somebody does
	Cap         int       `json:"cap,omitempty"`         // newcomers at once; 0 no cap
	Help        string    `json:"help,omitempty"`        // who may offer help on its issues, of wire's words; "" is wire.HelpMentors
	DownloadMB  int       `json:"download_mb,omitempty"` // before a first change; 0 as the lists say
	Browser     string    `json:"browser,omitempty"`     // whether a browser is enough for it: yes, no; "" as the lists say
	Removed     bool      `json:"removed,omitempty"`
	By          string    `json:"by,omitempty"` // who wished last
	At          time.Time `json:"at,omitzero"`
}

// ClaimState is where a claim to be a project's maintainer stands.
type ClaimState string

// States of a claim.
const (
	ClaimAsked     ClaimState = "asked"
	ClaimConfirmed ClaimState = "confirmed"
	ClaimRefused   ClaimState = "refused"
)

// Claim is one person saying that they maintain a project.
type Claim struct {
	Person  string     `json:"person"`
	State   ClaimState `json:"state"`
	Asked   time.Time  `json:"asked"`
	Decided time.Time  `json:"decided,omitzero"`
}

// ClaimOf finds a person's claim; nil if there is none.
func (p *Project) ClaimOf(person string) *Claim {
	if i := slices.IndexFunc(p.Claims, func(c Claim) bool { return c.Person == person }); i >= 0 {
		return &p.Claims[i]
	}
	return nil
}

// Maintains says whether a person's claim was confirmed.
func (p *Project) Maintains(person string) bool {
	c := p.ClaimOf(person)
	return person != "" && c != nil && c.State == ClaimConfirmed
}

// maintainers are whose claims were confirmed; nil without any.
func (p *Project) maintainers() (out []string) {
	for _, c := range p.Claims {
		if c.State == ClaimConfirmed {
			out = append(out, c.Person)
		}
	}
	return out
}

// Ask adds a claim. It changes nothing (false) if the person has one that waits or was confirmed. Conflict
// "catalog.claim_refused" within 30 days of a refusal; TooMany "catalog.too_many_claims".
func (p *Project) Ask(person string, now time.Time) (changed bool, err error) {
	if c := p.ClaimOf(person); c != nil {
		switch {
		case c.State != ClaimRefused:
			return false, nil
		case now.Sub(c.Decided) < 30*24*time.Hour:
			return false, fault.New(fault.Conflict, "catalog.claim_refused", "This claim was refused. Ask a moderator, or claim again after 30 days.")
		}
		*c = Claim{Person: person, State: ClaimAsked, Asked: now}
		return true, nil
	}
	if len(p.Claims) >= maxClaims {
		if i := slices.IndexFunc(p.Claims, func(c Claim) bool { return c.State == ClaimRefused }); i >= 0 {
			p.Claims = slices.Delete(p.Claims, i, i+1)
		} else {
			return false, fault.New(fault.TooMany, "catalog.too_many_claims", "This project has as many claims as it can have. Ask a moderator to look at them.")
		}
	}
	p.Claims = append(p.Claims, Claim{Person: person, State: ClaimAsked, Asked: now})
	return true, nil
}

// Decide confirms or refuses a claim; deciding the same again changes nothing. NotFound "catalog.no_claim".
func (p *Project) Decide(person string, confirm bool, now time.Time) (changed bool, err error) {
	c := p.ClaimOf(person)
	if c == nil {
		return false, fault.New(fault.NotFound, "catalog.no_claim", "This person has not claimed the project.")
	}
	state := ClaimRefused
	if confirm {
		state = ClaimConfirmed
	}
	if c.State == state {
		return false, nil
	}
	c.State, c.Decided = state, now
	return true, nil
}

// Wish is a change of wishes: what is nil stays as it is.
type Wish struct {
	Description *string
	Skills      *[]string
	Link        *string
	Paused      *bool
	Until       *time.Time
	Cap         *int
	Help        *string
	DownloadMB  *int
	Browser     *string // yes, no, unknown
	Removed     *bool
}

// Unknown says which of the wished skills the taxonomy does not have. Lists may have words that it has not; what a person writes here
// is shown and searched by, so it has to be a word that others use too.
func (c Wish) Unknown(tax *skill.Taxonomy) []fault.Field {
	if c.Skills == nil {
		return nil
	}
	var wrong []fault.Field
	for i, s := range *c.Skills {
		if s = source.Line(s, source.MaxWord); s == "" {
			continue
		}
		if _, known := tax.Canon(s); !known {
			wrong = append(wrong, fault.Field{Pointer: "/skills/" + strconv.Itoa(i), Code: "unknown_skill"})
		}
	}
	return wrong[:min(len(wrong), maxWishSkills)]
}

// markedUp is what is no plain text: a tag of HTML, or a link or picture of markdown.
var markedUp = regexp.MustCompile(`<[A-Za-z!/?]|\]\(|\]:`)

// Apply changes the wishes and says which words of wire.ProjectWished it was: correct, pause, resume, cap, help, remove,
// restore.
// None: nothing changed. Invalid with a field for each that cannot be.
func (w *Wishes) Apply(c Wish, now time.Time) (words []string, err error) {
	var wrong []fault.Field
	bad := func(pointer, code string, params map[string]any) {
		wrong = append(wrong, fault.Field{Pointer: pointer, Code: code, Params: params})
	}
	next := *w
	if c.Description != nil {
		next.Description = source.Line(*c.Description, source.MaxDescription+1)
		if utf8.RuneCountInString(next.Description) > source.MaxDescription {
			bad("/description", "too_long", map[string]any{"max_length": source.MaxDescription})
		}
		if markedUp.MatchString(next.Description) {
			bad("/description", "not_plain_text", nil)
		}
	}
	if c.Skills != nil {
		next.Skills = nil
		for _, s := range *c.Skills {
			if s = source.Line(s, source.MaxWord); s != "" {
				next.Skills = reading.With(next.Skills, s, maxWishSkills+1)
			}
		}
		if len(next.Skills) > maxWishSkills {
			bad("/skills", "too_many", map[string]any{"max_items": maxWishSkills})
		}
	}
	if c.Link != nil {
		next.Link = ""
		if strings.TrimSpace(*c.Link) != "" {
			a, code := source.Place(*c.Link)
			if next.Link = a.Link; code == "" && !strings.HasPrefix(a.Link, "https://") {
				code = "not_https"
			}
			if code != "" {
				bad("/link", code, nil)
			}
		}
	}
	if c.Cap != nil {
		if next.Cap = *c.Cap; next.Cap < 0 || next.Cap > MaxCap {
			bad("/cap", "out_of_range", map[string]any{"minimum": 0, "maximum": MaxCap})
		}
	}
	if c.Paused != nil {
		next.Paused, next.Until = *c.Paused, time.Time{}
	}
	if c.Until != nil && !c.Until.IsZero() {
		next.Until = c.Until.UTC().Truncate(time.Millisecond)
		switch {
		case !next.Paused:
			bad("/paused_until", "without_pause", nil)
		case !next.Until.After(now):
			bad("/paused_until", "past", nil)
		case next.Until.Sub(now) > maxPause:
			bad("/paused_until", "too_far", map[string]any{"days": 366})
		}
	}
	if c.Help != nil {
		switch next.Help = *c.Help; next.Help {
		case wire.HelpMentors:
			next.Help = ""
		case wire.HelpMaintainers, wire.HelpNobody:
		default:
			bad("/help", "not_one_of", nil)
		}
	}
	if c.DownloadMB != nil {
		if next.DownloadMB = *c.DownloadMB; next.DownloadMB < 0 || next.DownloadMB > source.MaxDownloadMB {
			bad("/download_mb", "out_of_range", map[string]any{"minimum": 0, "maximum": source.MaxDownloadMB})
		}
	}
	if c.Browser != nil {
		switch next.Browser = *c.Browser; next.Browser {
		case "unknown":
			next.Browser = ""
		case "yes", "no":
		default:
			bad("/browser", "not_one_of", map[string]any{"values": []string{"yes", "no", "unknown"}})
		}
	}
	if c.Removed != nil {
		next.Removed = *c.Removed
	}
	if err := fault.InvalidFields(wrong...); err != nil {
		return nil, err
	}
	if next.Description != w.Description || next.Link != w.Link || !slices.Equal(next.Skills, w.Skills) ||
		next.DownloadMB != w.DownloadMB || next.Browser != w.Browser {
		words = append(words, "correct")
	}
	switch {
	case next.Paused && (!w.Paused || !next.Until.Equal(w.Until)):
		words = append(words, "pause")
	case !next.Paused && w.Paused:
		words = append(words, "resume")
	}
	if next.Cap != w.Cap {
		words = append(words, "cap")
	}
	if next.Help != w.Help {
		words = append(words, "help")
	}
	switch {
	case next.Removed && !w.Removed:
		words = append(words, "remove")
	case !next.Removed && w.Removed:
		words = append(words, "restore")
	}
	if len(words) > 0 {
		*w = next
	}
	return words, nil
}

// helpers says who may offer help on the project's issues.
func (w *Wishes) helpers() string {
	if w.Help == "" {
		return wire.HelpMentors
	}
	return w.Help
}

// Wake ends a pause whose time has come.
func (w *Wishes) Wake(now time.Time) bool {
	if !w.Paused || w.Until.IsZero() || now.Before(w.Until) {
		return false
	}
	w.Paused, w.Until = false, time.Time{}
	return true
}
