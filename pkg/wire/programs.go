package wire

// AlwaysOpen is the id of the programme that exists from the start, and of its organisation.
const (
	AlwaysOpen    = "open"
	AlwaysOpenOrg = "community"
)

// Facts of programs.
type (
	// MemberJoined: a person joined a programme as newcomer or mentor. The aggregate is the membership.
	MemberJoined struct {
		Programme string `json:"programme"`
		Person    string `json:"person"`
		As        string `json:"as"` // newcomer, mentor
	}
	// MemberInvited: an organiser, or their file, invites somebody with an account into a programme; tell the person, who joins or
	// not. Whoever has no account yet gets the invitation of accounts instead. The aggregate is the membership.
	MemberInvited struct {
		Programme string `json:"programme"`
		Person    string `json:"person"`
		As        string `json:"as"` // newcomer, mentor; "" as they like
	}
	// MemberLeft: a person left a programme.
	MemberLeft struct {
		Programme string `json:"programme"`
		Person    string `json:"person"`
		As        string `json:"as"`
	}
	// GrantGiven: a person has a role on a scope. The aggregate is the person's grants.
	GrantGiven struct {
		Person string `json:"person"`
		Role   string `json:"role"`
		Scope  string `json:"scope"`
	}
	// GrantRemoved: and has it no longer.
	GrantRemoved struct {
		Person string `json:"person"`
		Role   string `json:"role"`
		Scope  string `json:"scope"`
	}
	// MemberDecided: a reviewer or organiser approved or refused a programme's mentor. The aggregate is the membership.
	MemberDecided struct {
		Programme string `json:"programme"`
		Person    string `json:"person"`
		Decision  string `json:"decision"` // approved, refused
		Reason    string `json:"reason,omitempty"`
	}
	// ProgrammeMade: a programme was made, or its settings changed. The aggregate is the programme.
	ProgrammeMade struct {
		Programme string `json:"programme"`
		Org       string `json:"org"`
		How       string `json:"how"` // made, changed
	}
	// OrganisationMade: an organisation was made or changed. The aggregate is the organisation.
	OrganisationMade struct {
		Org string `json:"org"`
		How string `json:"how"` // made, changed
	}
	// RulesChanged: a programme's rules have a new version.
	RulesChanged struct {
		Programme string `json:"programme"`
		Rules     int    `json:"rules"`
	}
)

// Grant is a role (organiser, reviewer, partner, observer, maintainer) on a scope ("org:<id>", "programme:<id>", "project:<id>").
type Grant struct {
	Role  string `json:"role"`
	Scope string `json:"scope"`
}

// GrantsState is what others mirror: every grant of one person, at most 200.
type GrantsState struct {
	Person string  `json:"person"`
	Grants []Grant `json:"grants"`
}

// Rules are a programme's rules, one version of them. Durations are in seconds.
type Rules struct {
	Version         int            `json:"version"`
	FirstClock      int64          `json:"first_clock"`      // how long the first mentor has; 72 h
	NextClock       int64          `json:"next_clock"`       // each after; 48 h
	MoveOn          int64          `json:"move_on"`          // after which the newcomer may move on; 48 h
	InfoPause       int64          `json:"info_pause"`       // how long needs_info may pause the clock; 7 days
	WaitClock       int64          `json:"wait_clock"`       // how long a freed place is offered to who waits; 48 h
	OpenRequests    int            `json:"open_requests"`    // per newcomer; 1
	Unanswered      int            `json:"unanswered"`       // per mentor; 3
	MentorCap       int            `json:"mentor_cap"`       // places of one mentor within the programme; 0 no cap
	DefaultPlaces   int            `json:"default_places"`   // of a new mentor; 1
	SilentPause     int            `json:"silent_pause"`     // silent expiries that pause a mentor; 2
	Weeks           int            `json:"weeks"`            // a mentorship lasts; 8
	SilenceReminder []int64        `json:"silence_reminder"` // 7 and 14 days
	SilenceEnd      int64          `json:"silence_end"`      // 28 days
	MentorApproval  bool           `json:"mentor_approval"`  // mentors are invisible until approved
	Weights         map[string]int `json:"weights"`          // parts of the score, 0..100; see rank
	// LooksFor is what the programme looks for in its mentors, which is a part of the score; none for nothing.
	LooksFor []LookedFor `json:"looks_for,omitempty"`
}

// LookedFor is a skill or a cause by its canonical id, or a spoken language by its base (BCP 47), with its weight 1..10 among the others.
type LookedFor struct {
	Kind   string `json:"kind"` // skill, cause, language
	ID     string `json:"id"`
	Weight int    `json:"weight"`
}

// ProgrammeState is what others mirror of a programme.
type ProgrammeState struct {
	Programme string `json:"programme"`
	Org       string `json:"org"`
	Parent    string `json:"parent,omitempty"`
	Open      bool   `json:"open"`    // people may join and ask
	Listed    bool   `json:"listed"`  // shown to everybody
	Joining   string `json:"joining"` // open, invited
	Rules     Rules  `json:"rules"`
}

// MemberState is what others mirror of a membership. Its id derives from programme and person.
type MemberState struct {
	Programme string `json:"programme"`
	Person    string `json:"person"`
	Newcomer  bool   `json:"newcomer"`
	Mentor    bool   `json:"mentor"`
	Approved  bool   `json:"approved"` // as a mentor of this programme
}

func (MemberJoined) Fact() (string, string)      { return "programs", "member_joined" }
func (MemberInvited) Fact() (string, string)     { return "programs", "member_invited" }
func (MemberLeft) Fact() (string, string)        { return "programs", "member_left" }
func (GrantGiven) Fact() (string, string)        { return "programs", "grant_given" }
func (GrantRemoved) Fact() (string, string)      { return "programs", "grant_removed" }
func (MemberDecided) Fact() (string, string)     { return "programs", "member_decided" }
func (ProgrammeMade) Fact() (string, string)     { return "programs", "programme_made" }
func (OrganisationMade) Fact() (string, string)  { return "programs", "organisation_made" }
func (RulesChanged) Fact() (string, string)      { return "programs", "rules_changed" }
func (GrantsState) StateOf() (string, string)    { return "programs", "grants" }
func (ProgrammeState) StateOf() (string, string) { return "programs", "programme" }
func (MemberState) StateOf() (string, string)    { return "programs", "member" }
