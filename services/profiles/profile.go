package profiles

import (
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What this service knows of the account behind a profile.
const (
	AccountUnknown     = ""            // not looked up yet: invisible
	AccountUnconfirmed = "unconfirmed" // the address is not confirmed: invisible
	AccountConfirmed   = "confirmed"
	AccountSuspended   = "suspended" // invisible
)

// Invitation is how an imported profile came to be. The person has agreed to nothing yet; the profile stays invisible until
// they accept.
type Invitation struct {
	Import    string `json:"import"`
	Programme string `json:"programme,omitempty"`
	// Open: not accepted yet.
	Open bool `json:"open,omitempty"`
	// BySaving: the account was there before the import, so that a confirmed address says nothing about this invitation:
	// only the person's own first save accepts it.
	BySaving bool `json:"by_saving,omitempty"`
}

// Profile is the body of one document; its id is the account's.
type Profile struct {
	Said
	Approval   Approval   `json:"approval,omitzero"`
	Account    string     `json:"account,omitempty"`
	Invitation Invitation `json:"invitation,omitzero"`
	// Rehoured are when the week or its zone was changed, within hoursWindow: at most MaxHoursChanges.
	Rehoured []time.Time `json:"rehoured,omitempty"`
	Since    time.Time   `json:"since"`
	Changed  time.Time   `json:"changed"`
}

// Visible says whether anybody else may know that the profile exists: the account is confirmed and in good standing, and the
// person has agreed to be here.
func (p *Profile) Visible() bool { return p.Account == AccountConfirmed && !p.Invitation.Open }

// FoundAsMentor says whether the person can be found as a mentor.
func (p *Profile) FoundAsMentor() bool {
	return p.Mentor && p.Approval.State == Approved && p.Visible()
}

// teaches are the first skills that a mentor helps with, or else can teach.
func (p *Profile) teaches(base, tax *skill.Taxonomy, most int) []string {
	var out []string
	for _, x := range steered(p.Teach, base, tax) {
		out = append(out, x.Skill)
	}
	if len(out) == 0 {
		for _, x := range steered(p.Have, base, tax) {
			if x.Level == MaxLevel {
				out = append(out, x.Skill)
			}
		}
	}
	return out[:min(len(out), most)]
}

// offer is what decides where the person mentors (wire.PersonState.MentorsIn).
func (p *Profile) offer() *wire.PersonState {
	return &wire.PersonState{Mentor: p.Mentor, Invited: !p.Visible(), Approved: p.Approval.State == Approved, Refused: p.Approval.refused()}
}

// Save takes over what the person said. Saving accepts an invitation.
func (p *Profile) Save(id string, said Said, approval bool, now time.Time) []wire.Event {
	before := p.Said
	p.Said = said
	p.Invitation.Open = false
	p.Changed = now
	events := p.settleOffer(id, approval, now)
	p.settleTexts(before, approval, now)
	return events
}

// Confirm takes over what accounts says of the account; false if nothing changed. The first confirmation accepts an
// invitation that came with the account.
func (p *Profile) Confirm(id string, a knownAccount, approval bool, now time.Time) ([]wire.Event, bool) {
	state := AccountUnconfirmed
	switch {
	case a.Suspended:
		state = AccountSuspended
	case a.Confirmed:
		state = AccountConfirmed
	}
	accepts := a.Confirmed && p.Invitation.Open && !p.Invitation.BySaving
	if state == p.Account && !accepts {
		return nil, false
	}
	p.Account = state
	if accepts {
		p.Invitation.Open = false
	}
	return p.settleOffer(id, approval, now), true
}

// Missing are codes of what would make the person easier to find or to match; an empty list is a full profile.
func (p *Profile) Missing() []string {
	out := []string{}
	add := func(when bool, code string) {
		if when {
			out = append(out, code)
		}
	}
	add(p.Account != AccountConfirmed, "confirmed_address")
	add(!p.Newcomer && !p.Mentor, "newcomer_or_mentor")
	add(len(p.Languages) == 0, "languages")
	add(p.Newcomer && len(p.Have)+len(p.Want)+len(p.Interests)+len(p.Causes) == 0, "skills_or_interests")
	add(p.Mentor && len(p.Have)+len(p.Teach) == 0, "skills")
	add(p.Format != "writing" && p.Zone == "", "zone")
	add(p.Format == "live" && !p.Hours.Said(), "hours")
	return out
}

// StateOf is what other services mirror: codes and numbers. Of whom nobody may know they learn nothing but that: whoever has
// not accepted, has not confirmed the address or is suspended reads the same to them. Words that the taxonomy does not have stay
// here; an opaque id of them goes out (skill.Opaque).
func StateOf(id string, p *Profile, tax *skill.Taxonomy) wire.PersonState {
	if !p.Visible() {
		return wire.PersonState{Person: id, Invited: true}
	}
	s := wire.PersonState{
		Person: id, Newcomer: p.Newcomer, Mentor: p.Mentor, Approved: p.Approval.State == Approved,
		Refused: p.Approval.refused(), FoundBy: p.findableBy(), Offers: p.Offers, Have: levels(p.Have, tax), Want: levels(p.Want, tax),
		Teach:     append([]wire.SkillLevel{}, levels(p.Teach, tax)...), // not even an empty one is missing: it would read as an older event
		Interests: outward(p.Interests, tax), Causes: p.Causes, Zone: p.Zone, Hours: p.Hours.Code(), Format: p.Format, Goals: p.Goals,
		Style: p.Style, Minutes: p.Minutes, Contributed: places(p.Contributed), Since: p.Since,
	}
	for _, l := range p.Languages {
		s.Languages = append(s.Languages, wire.SpokenLanguage{Language: l.Language, Level: l.Level})
	}
	return s
}

func levels(list []Skill, tax *skill.Taxonomy) []wire.SkillLevel {
	var out []wire.SkillLevel
	for _, s := range list {
		out = append(out, wire.SkillLevel{Skill: tax.Outward(s.Skill), Level: s.Level})
	}
	return out
}

func outward(words []string, tax *skill.Taxonomy) []string {
	var out []string
	for _, w := range words {
		out = append(out, tax.Outward(w))
	}
	return out
}

// Word is a skill or interest that the taxonomy does not have, with the id by which other services know it.
type Word struct{ ID, Word string }

// OwnWords are the unknown words of a profile, each once, by id: only its person can read them behind the ids that matching answers.
func (s *Said) OwnWords(tax *skill.Taxonomy) []Word {
	var out []Word
	add := func(w string) {
		if id := tax.Outward(w); skill.IsOpaque(id) {
			out = append(out, Word{ID: id, Word: w})
		}
	}
	for _, x := range slices.Concat(s.Have, s.Want, s.Teach) {
		add(x.Skill)
	}
	for _, w := range s.Interests {
		add(w)
	}
	slices.SortStableFunc(out, func(a, b Word) int { return strings.Compare(a.ID, b.ID) }) // one word in two spellings: the first
	return slices.CompactFunc(out, func(a, b Word) bool { return a.ID == b.ID })
}

var (
	errAbsent = fault.New(fault.NotFound, "profile.absent", "There is no profile here that you can see.")
	errNoOwn  = fault.New(fault.NotFound, "profile.none_yet", "You have no profile yet. PUT /api/v1/people/me makes one.")
)
