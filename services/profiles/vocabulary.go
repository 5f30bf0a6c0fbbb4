package profiles

// Limits of a profile. Lengths are in characters.
const (
	MaxName      = 80
	MaxPronouns  = 40
	MaxAbout     = 2000
	MaxSkills    = 50
	MaxExample   = 300
	MaxInterests = 30
	MaxCauses    = 20
	MaxLanguages = 20
	MaxLinks     = 10
	MaxLinkLabel = 60
	MaxLinkURL   = 500
	MaxMinutes   = 2400 // a week: forty hours
	MaxWord      = 80   // a skill, interest or cause as it is typed
)

// Who may find a person.
const (
	FoundByNobody    = "nobody"    // only those with whom there is a match
	FoundByProgramme = "programme" // those who share a programme other than the always-open one, and its organisers
	FoundByMembers   = "members"   // everybody who is signed in
	FoundByEverybody = "everybody" // signed out too
)

// Words that a profile uses; pkg/api repeats them as enums, and a test holds the two together.
var (
	FoundBys = []string{FoundByNobody, FoundByProgramme, FoundByMembers, FoundByEverybody}
	// Formats: live sessions, writing only, either.
	Formats = []string{"either", "live", "writing"}
	// Goals are what somebody wants out of it (newcomer) or likes to help with (mentor).
	Goals = []string{"contribute", "learn", "change_field", "work", "portfolio", "study", "give_back", "people", "language", "maintain"}
	// Styles are how somebody likes to work together.
	Styles = []string{"pairing", "review", "questions", "meetings", "plan", "small_steps", "alone", "direct", "gentle"}
	// RefusalReasons are why somebody was not approved as a mentor.
	RefusalReasons = []string{"tell_more", "not_yet", "conduct", "duplicate", "other"}
)

// Levels of skills and of spoken languages.
const (
	MinLevel         = 1
	MaxLevel         = 5 // skills: want to learn, tried it, with help, on my own, can teach
	MaxLanguageLevel = 4 // basic, conversational, fluent, native
)
