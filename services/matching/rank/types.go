package rank

import "time"

// Million is 1: every part, weight sum and credit is in millionths.
const Million = 1_000_000

// Skill is a canonical skill with a level: 1 want to learn, 2 tried it, 3 with help, 4 on my own, 5 can teach; 0 unknown.
type Skill struct {
	ID    string
	Level int
}

// Spoken is a spoken language (BCP 47) with a level: 1 basic, 2 conversational, 3 fluent, 4 native.
type Spoken struct {
	Language string
	Level    int
}

// Hours are the free half hours of a week: bit i (the least significant first) is half hour i from Monday 00:00 on. The zero
// value is unknown.
type Hours [42]byte

// Formats of working together.
const (
	Live    = "live"
	Writing = "writing"
	Either  = "either" // also ""
)

// Shown is a skill that somebody's earlier work shows: with a level, and how much of it counts beside what somebody says of themselves
// (percent, 1..100).
type Shown struct {
	ID           string
	Level, Share int
}

// Person is what is known of somebody, newcomer or mentor. Want is not looked at in a mentor's row, and Teach not in a newcomer's: who is
// both is found by what they help with, never by what they want to learn.
type Person struct {
	ID        string
	Have      []Skill
	Want      []Skill // to learn
	Teach     []Skill // to help others with
	Interests []string
	// Shown and About are the skills and topics of earlier work, of who asks for issues. Reasons tell them apart from Have and Interests,
	// which go before them where both have a word. They count for issues alone.
	Shown     []Shown
	About     []string
	Causes    []string
	Languages []Spoken
	Zone      string // IANA; "" is UTC
	Hours     Hours  // in Zone
	// Coarse: somebody who sends a profile along. Their hours are compared by how many there are in a quarter of a day, not which.
	Coarse bool
	Format string
	Goals  []string
	Style  []string
}

// Place is a mentor in one programme: a member of it, or anybody in the always-open one. Its figures are used instead of the
// mentor's own there, for every programme has rules of its own.
type Place struct {
	Programme  string
	Member     bool // as an approved mentor of the programme; false in the always-open one
	Refuses    bool // the mentor takes nobody in this one: it reads as a pause
	Full       bool // as many live mentorships as the mentor or the programme wants in this one
	Capacity   int  // places over all programmes
	Unanswered int  // requests of this programme that list this mentor
	MostAsked  int  // unanswered requests they can have at most; 0 is 3
}

// Who may find somebody.
const (
	ByNobody    = "nobody"
	ByProgramme = "programme" // those who share a programme other than the always-open one
	ByMembers   = "members"   // everybody who is signed in
	ByEverybody = "everybody"
)

// Mentor is a person who mentors, with what was measured of them.
type Mentor struct {
	Person
	FoundBy     string
	NotOpen     bool // approved in some programme only: absent in the always-open one
	Capacity    int  // where no place says otherwise
	Taken       int  // places
	Unanswered  int  // requests that list this mentor, of all programmes: what a new one waits behind
	MostAsked   int  // unanswered requests they can have at most; 0 is 3
	PausedUntil time.Time
	Answers     []int64 // seconds that the last at most 20 answers took
	Asked       int     // requests ever answered or expired
	Places      []Place
}

// Newcomer is a person who looks for a mentor.
type Newcomer struct {
	Person
	FoundBy    string
	Offers     bool // mentors may offer without being asked
	Programmes []string
	BusyIn     []string // programmes in which they have a live mentorship, the always-open one by its name: taken there
}

// Kinds of work of an issue.
const (
	Code          = "code"
	Documentation = "documentation"
	Design        = "design"
	Translation   = "translation"
	Testing       = "testing"
	Community     = "community"
	Other         = "other"
)

// Issue is a first task, with its project's licence, size and the number of people who are on their way to it.
type Issue struct {
	ID, Project string
	Skills      []Skill // level 0: as the issue's
	Topics      []string
	Causes      []string
	Kind        string
	Language    string // spoken, in which it is written; "" unknown
	Target      string // spoken, into which it asks for a translation; "" unknown or none
	Level       int    // how much experience it asks for, 1..5; 0 unknown
	Opened      time.Time
	Seen        time.Time
	Comments    int
	Stars       int  // of its project
	Asked       int  // open requests that name it
	Claimed     bool // somebody works on it
	Mentored    bool // a mentor with a free place offers help with it
	ProjectFull bool // its project has as many newcomers as its maintainers want
}

// Scope says in whose name and where a question is asked.
type Scope struct {
	Now time.Time
	// Programme is the scope of the question; "" and Open are the always-open programme.
	Programme string
	// Weights of the programme, with what it looks for; the zero value has the defaults.
	Weights Weights
	// SignedIn and Programmes (memberships other than the always-open one) decide who can be found.
	SignedIn   bool
	Programmes []string
	// Blocked cannot be found; Taken are those with whom there is an open request or a live mentorship already. Both are people
	// for mentors and newcomers, issues for issues. Not more than a few hundred.
	Blocked, Taken []string
	// Asked are newcomers who asked the mentor: shown though they allow no offers. For TopNewcomers only.
	Asked []string
	// Filter leaves out what does not have all of it.
	Filter Filter
}

// Criterion is something that a programme looks for in its mentors: one of a skill, a cause or a spoken language, with its weight 1..100
// among the criteria.
type Criterion struct {
	Skill, Cause, Language string
	Weight                 int
}

// Open is the always-open programme.
const Open = "open"

// Filter is what somebody narrows a list to. Each set field must hold; within one, any of its words. At most 20 each. Mentored is for
// issues alone.
type Filter struct {
	Skills, Causes, Languages, Kinds, Projects []string
	Mentored                                   bool
}
