package wire

import "time"

// Facts of profiles. The aggregate is the person unless said otherwise.
type (
	// MentorOffered: somebody offers to mentor and waits for approval.
	MentorOffered struct {
		Person string `json:"person"`
	}
	// MentorApproved: the mentor can be found from now on. Again: they could be before; what they have changed since was let in, which
	// is nothing to tell them.
	MentorApproved struct {
		Person string `json:"person"`
		Again  bool   `json:"again,omitempty"`
	}
	// MentorRefused: not approved; Reason is a code.
	MentorRefused struct {
		Person string `json:"person"`
		Reason string `json:"reason"`
	}
	// PeopleImported: somebody sends a file of people, or invites one by their address. The aggregate is the import.
	PeopleImported struct {
		Import    string `json:"import"`
		Programme string `json:"programme"`
		Rows      int    `json:"rows"`
	}
	// PeopleLookedUp: one of the staff looked for somebody by name, among everybody. The aggregate is who looked.
	PeopleLookedUp struct {
		Staff string `json:"staff"`
	}
	// PersonImported: an invitation from a spreadsheet is to be sent.
	PersonImported struct {
		Person   string `json:"person"`
		Import   string `json:"import"`
		Newcomer bool   `json:"newcomer,omitempty"` // what the file says, where the import made the profile
		Mentor   bool   `json:"mentor,omitempty"`
	}
)

// SkillLevel is one skill of a person or a task, canonical; of a person also an opaque id for a word that the taxonomy does not have
// (skill.Opaque), never the word. Level: 1 want to learn, 2 tried it, 3 with help, 4 on my own, 5 can teach.
type SkillLevel struct {
	Skill string `json:"skill"`
	Level int    `json:"level"`
}

// SpokenLanguage is one spoken language (BCP 47) with a level: 1 basic, 2 conversational, 3 fluent, 4 native.
type SpokenLanguage struct {
	Language string `json:"language"`
	Level    int    `json:"level"`
}

// PersonState is what others mirror of a profile: codes and numbers. No name, text, link or example is in it, and no word that the
// taxonomy does not have: of such a skill or interest an opaque id. Of whom nobody may know (Invited) it has the person alone.
type PersonState struct {
	Person    string           `json:"person"`
	Newcomer  bool             `json:"newcomer"`            // looks for a mentor or an issue
	Mentor    bool             `json:"mentor"`              // offers to mentor
	Approved  bool             `json:"approved"`            // as a mentor
	Refused   bool             `json:"refused"`             // by moderators, as a mentor: in every programme, whatever its rules
	Invited   bool             `json:"invited"`             // not accepted yet, unconfirmed or suspended: invisible
	FoundBy   string           `json:"found_by"`            // who may find me: nobody, programme, members, everybody
	Offers    bool             `json:"offers"`              // newcomer: mentors may offer without being asked
	Have      []SkillLevel     `json:"have,omitempty"`      // at most 50
	Want      []SkillLevel     `json:"want,omitempty"`      // to learn; at most 50
	Teach     []SkillLevel     `json:"teach,omitzero"`      // to help others with; at most 50. nil: of an older event, whose Want was both (Lists)
	Interests []string         `json:"interests,omitempty"` // canonical or opaque ids
	Causes    []string         `json:"causes,omitempty"`
	Languages []SpokenLanguage `json:"languages,omitempty"`
	Zone      string           `json:"zone,omitempty"` // IANA
	// Hours are the free half hours of the week in Zone, Monday 00:00 first: 336 bits, base64 (42 bytes), "" unknown.
	Hours   string    `json:"hours,omitempty"`
	Format  string    `json:"format"`            // live, writing, either
	Goals   []string  `json:"goals,omitempty"`   // codes
	Style   []string  `json:"style,omitempty"`   // codes
	Minutes int       `json:"minutes,omitempty"` // a week that the person has
	Since   time.Time `json:"since"`
	// Contributed is earlier work of the person; at most 20. For what they are shown alone: it is never told to others.
	Contributed []Contribution `json:"contributed,omitempty"`
}

// Contribution is a piece of work for a project: the catalogue's id of it, whether it is in there or not, and the kind, "" for code.
type Contribution struct {
	Project string `json:"project"`
	Kind    string `json:"kind,omitempty"`
}

// Lists are what the person wants to learn and what they help others with, of older events too. Readers use it, not Want and Teach.
func (s *PersonState) Lists() (learn, teach []SkillLevel) {
	if s.Teach != nil {
		return s.Want, s.Teach
	}
	return OneList(s.Want, s.Newcomer, s.Mentor, func(x SkillLevel) int { return x.Level })
}

// helpsFrom is the level from which somebody who both learns and mentors meant a word of their one list as help: on my own.
const helpsFrom = 4

// OneList parts a list from the time when profiles had one for both what somebody wants to learn and what they help with: a mentor's is
// help, anybody else's to learn; of who is both, the words that they know on their own are help and the others to learn, so that no wish
// to learn is ever read as help. Nothing is lost, and no word is in both. level is a word's.
func OneList[S ~[]E, E any](list S, newcomer, mentor bool, level func(E) int) (learn, teach S) {
	for _, x := range list {
		if mentor && (!newcomer || level(x) >= helpsFrom) {
			teach = append(teach, x)
		} else {
			learn = append(learn, x)
		}
	}
	return learn, teach
}

// MentorsIn says whether a person can be found and asked as a mentor in a programme: profiles, matching and mentoring decide by it
// alone. rules are the programme's; member is the membership there, nil where there is none, and not looked at for the always-open
// programme. Whoever moderators refused mentors nowhere; where the rules ask for an approval both the moderators' and the programme's
// are needed, where they do not, neither.
func (s *PersonState) MentorsIn(programme string, rules Rules, member *MemberState) bool {
	if !s.Mentor || s.Invited || s.Refused || rules.MentorApproval && !s.Approved {
		return false
	}
	return programme == AlwaysOpen || member != nil && member.Mentor && (!rules.MentorApproval || member.Approved)
}

func (MentorOffered) Fact() (string, string)  { return "profiles", "mentor_offered" }
func (MentorApproved) Fact() (string, string) { return "profiles", "mentor_approved" }
func (MentorRefused) Fact() (string, string)  { return "profiles", "mentor_refused" }
func (PeopleImported) Fact() (string, string) { return "profiles", "people_imported" }
func (PeopleLookedUp) Fact() (string, string) { return "profiles", "people_looked_up" }
func (PersonImported) Fact() (string, string) { return "profiles", "person_imported" }
func (PersonState) StateOf() (string, string) { return "profiles", "person" }
