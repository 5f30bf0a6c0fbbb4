package api

import "time"

// ProfileSkill is one skill of a person with what they did with it.
type ProfileSkill struct {
	// Skill is as people write it; it is answered in its canonical spelling. Unknown ones are kept.
	Skill string `json:"skill" minLength:"1" maxLength:"80" doc:"In any spelling; answered canonically" example:"documentation"`
	Level int    `json:"level" minimum:"1" maximum:"5" doc:"1 want to learn, 2 tried it, 3 with help, 4 on my own, 5 can teach"`
	// Example makes a level mean something.
	Example string `json:"example,omitempty" maxLength:"300" doc:"What you did with it, in your words" example:"I rewrote the set-up guide of our club's website"`
}

// ProfileLanguage is a spoken language.
type ProfileLanguage struct {
	Language string `json:"language" minLength:"1" maxLength:"35" doc:"BCP 47" example:"pt-BR"`
	Level    int    `json:"level" minimum:"1" maximum:"4" doc:"1 basic, 2 conversational, 3 fluent, 4 native"`
}

// ProfileHours is a run of free half hours within one day, in the person's own time zone.
type ProfileHours struct {
	Day  string `json:"day" enum:"mon,tue,wed,thu,fri,sat,sun" doc:"The day"`
	From string `json:"from" pattern:"^[0-2][0-9]:(00|30)$" maxLength:"5" doc:"On the half hour" example:"18:30"`
	To   string `json:"to" pattern:"^[0-2][0-9]:(00|30)$" maxLength:"5" doc:"After from, at most 24:00; a night is two runs" example:"20:00"`
}

// ProfileLink is where a person can be seen at work.
type ProfileLink struct {
	Label string `json:"label,omitempty" maxLength:"60" doc:"What it is"`
	URL   string `json:"url" minLength:"1" maxLength:"500" doc:"An https address without credentials" example:"https://code.example.org/ada"`
}

// ProfileWork is something that a person did for a project before. They write it themselves; nobody looks it up.
type ProfileWork struct {
	Project string `json:"project" minLength:"1" maxLength:"200" doc:"The catalogue's id of it, or owner/name on GitHub" example:"orchard/apple"`
	Kind    string `json:"kind,omitempty" enum:"code,documentation,design,translation,testing,community,other" doc:"Of work; code if left out"`
}

// ProfileBody is what a person says about themselves: what PUT takes. What is left out is empty.
type ProfileBody struct {
	DisplayName string            `json:"display_name" minLength:"1" maxLength:"80" doc:"How you want to be called" example:"Ada Example"`
	Pronouns    string            `json:"pronouns,omitempty" maxLength:"40" doc:"Your pronouns" example:"she/her"`
	About       string            `json:"about,omitempty" maxLength:"2000" doc:"About you"`
	Have        []ProfileSkill    `json:"have,omitempty" maxItems:"50" doc:"What you can do; code or not"`
	Want        []ProfileSkill    `json:"want,omitempty" maxItems:"50" doc:"What you want to learn"`
	Teach       []ProfileSkill    `json:"teach,omitempty" maxItems:"50" doc:"What you help others with as a mentor; never what you want to learn"`
	Interests   []string          `json:"interests,omitempty" maxItems:"30" doc:"Topics, in any words" example:"[\"accessibility\"]"`
	Causes      []string          `json:"causes,omitempty" maxItems:"20" doc:"Causes, as GET /api/v1/causes lists them" example:"[\"health\"]"`
	Languages   []ProfileLanguage `json:"languages,omitempty" maxItems:"20" doc:"Spoken languages"`
	Zone        string            `json:"zone,omitempty" maxLength:"50" doc:"IANA time zone" example:"Europe/Lisbon"`
	Hours       []ProfileHours    `json:"hours,omitempty" maxItems:"168" doc:"Free half hours of the week, in your zone"`
	Format      string            `json:"format,omitempty" enum:"either,live,writing" default:"either" doc:"Live sessions, writing only, or either"`
	Minutes     int               `json:"minutes,omitempty" minimum:"0" maximum:"2400" doc:"Minutes a week that you have; 0 not said"`

	// Goals: a first contribution, learning a skill, another field, paid work, a portfolio, studies, giving back, meeting people,
	// practising a language, becoming a maintainer.
	Goals []string `json:"goals,omitempty" maxItems:"10" enum:"contribute,learn,change_field,work,portfolio,study,give_back,people,language,maintain" doc:"Goals"`
	// Style: pairing, reviews, questions as they come, regular meetings, a written plan, small steps, finding out alone, direct or
	// gentle feedback.
	Style []string `json:"style,omitempty" maxItems:"9" enum:"pairing,review,questions,meetings,plan,small_steps,alone,direct,gentle" doc:"Style"`

	Links []ProfileLink `json:"links,omitempty" maxItems:"10" doc:"Where you can be seen at work"`
	// Contributed moves issues of that sort up in your own list. Others see it only with ShowContributed.
	Contributed     []ProfileWork `json:"contributed,omitempty" maxItems:"20" doc:"What you did for projects before; for your own list alone"`
	ShowContributed bool          `json:"show_contributed,omitempty" doc:"Others see it on your page too"`
	// FoundBy: nobody but those who have a match with you; those in a programme with you; everybody signed in; everybody.
	FoundBy  string `json:"found_by,omitempty" enum:"nobody,programme,members,everybody" default:"members" doc:"Who may find you"`
	Offers   bool   `json:"offers,omitempty" doc:"Newcomer: mentors may offer help without being asked"`
	Newcomer bool   `json:"newcomer,omitempty" doc:"You look for a mentor or an issue"`
	Mentor   bool   `json:"mentor,omitempty" doc:"You offer to mentor"`
}

// ProfilePatch changes what is in it and leaves the rest. A list is replaced as a whole; an empty one empties it.
type ProfilePatch struct {
	DisplayName *string            `json:"display_name,omitempty" minLength:"1" maxLength:"80" doc:"How you want to be called"`
	Pronouns    *string            `json:"pronouns,omitempty" maxLength:"40" doc:"Your pronouns"`
	About       *string            `json:"about,omitempty" maxLength:"2000" doc:"About you"`
	Have        *[]ProfileSkill    `json:"have,omitempty" maxItems:"50" doc:"What you can do"`
	Want        *[]ProfileSkill    `json:"want,omitempty" maxItems:"50" doc:"What you want to learn"`
	Teach       *[]ProfileSkill    `json:"teach,omitempty" maxItems:"50" doc:"What you help others with as a mentor"`
	Interests   *[]string          `json:"interests,omitempty" maxItems:"30" doc:"Topics"`
	Causes      *[]string          `json:"causes,omitempty" maxItems:"20" doc:"Causes"`
	Languages   *[]ProfileLanguage `json:"languages,omitempty" maxItems:"20" doc:"Spoken languages"`
	Zone        *string            `json:"zone,omitempty" maxLength:"50" doc:"IANA time zone"`
	Hours       *[]ProfileHours    `json:"hours,omitempty" maxItems:"168" doc:"Free half hours of the week"`
	Format      *string            `json:"format,omitempty" enum:"either,live,writing" doc:"Live sessions, writing only, or either"`
	Minutes     *int               `json:"minutes,omitempty" minimum:"0" maximum:"2400" doc:"Minutes a week"`

	Goals *[]string `json:"goals,omitempty" maxItems:"10" enum:"contribute,learn,change_field,work,portfolio,study,give_back,people,language,maintain" doc:"Goals"`
	// Style as in ProfileBody.
	Style *[]string `json:"style,omitempty" maxItems:"9" enum:"pairing,review,questions,meetings,plan,small_steps,alone,direct,gentle" doc:"Style"`

	Links           *[]ProfileLink `json:"links,omitempty" maxItems:"10" doc:"Where you can be seen at work"`
	Contributed     *[]ProfileWork `json:"contributed,omitempty" maxItems:"20" doc:"What you did for projects before"`
	ShowContributed *bool          `json:"show_contributed,omitempty" doc:"Others see it on your page too"`

	FoundBy  *string `json:"found_by,omitempty" enum:"nobody,programme,members,everybody" doc:"Who may find you"`
	Offers   *bool   `json:"offers,omitempty" doc:"Mentors may offer without being asked"`
	Newcomer *bool   `json:"newcomer,omitempty" doc:"You look for a mentor or an issue"`
	Mentor   *bool   `json:"mentor,omitempty" doc:"You offer to mentor"`
}

// OwnProfile is a profile as its person sees it.
type OwnProfile struct {
	ID string `json:"id" doc:"Your id"`
	ProfileBody
	// Visible to others than those with whom there is a match, moderators and organisers.
	Visible bool `json:"visible" doc:"Whether others see it who have nothing to do with you"`
	// Hidden is a code: address_unconfirmed, account_suspended, invitation_open (accept it), newcomer_or_mentor (say which you are),
	// found_by_nobody (you said so), approval_waiting, approval_refused (as a mentor), no_programme (only programmes may find you, and
	// none shows you), only_whom_you_ask (mentors see you once you ask them).
	Hidden   string         `json:"hidden,omitempty" doc:"Why not, as a code" example:"approval_waiting"`
	Invited  bool           `json:"invited" doc:"It was made for you by an import. Save it once to accept the invitation"`
	Approval MentorApproval `json:"approval" doc:"Whether you can be found as a mentor"`
	// Words are your skills and interests that the list of skills does not have. Only you see what is behind their ids.
	Words   []OwnWord `json:"words" doc:"Your words that are in no list, by the id that recommendations name them by"`
	Missing []string  `json:"missing" doc:"Codes of what would make you easier to find" example:"[\"languages\"]"`
	Since   time.Time `json:"since" doc:"When it was made"`
	Changed time.Time `json:"changed" doc:"When you last changed it"`
}

// OwnWord is a word that the list of skills does not have. It stays in your profile; other parts of Waymark know the id alone.
type OwnWord struct {
	ID   string `json:"id" doc:"As recommendations name it" example:"u-x7pxp2vhwhmuaybqlhta"`
	Word string `json:"word" doc:"As your profile has it" example:"bread-baking"`
}

// MentorApproval says whether somebody can be found as a mentor. It stays once given, whatever is edited; a name or text that was
// changed since is shown to members alone until a moderator has read it.
type MentorApproval struct {
	State  string    `json:"state" enum:"none,waiting,approved,refused" doc:"none: not offered"`
	Asked  time.Time `json:"asked,omitzero" doc:"Since when it waits"`
	At     time.Time `json:"at,omitzero" doc:"When it was decided"`
	Reason string    `json:"reason,omitempty" enum:"tell_more,not_yet,conduct,duplicate,other" doc:"Of a refusal"`
	// Changed: of an approved mentor whom everybody may find.
	Changed time.Time `json:"changed,omitzero" doc:"Since when a name or text waits for a moderator; only members find the person until then"`
}

// PersonPage is a profile as somebody else sees it. Private wishes are not in it.
type PersonPage struct {
	ID          string            `json:"id" doc:"The person's id"`
	DisplayName string            `json:"display_name" doc:"How the person wants to be called"`
	Pronouns    string            `json:"pronouns,omitempty" doc:"Their pronouns"`
	About       string            `json:"about,omitempty" doc:"About them"`
	Have        []ProfileSkill    `json:"have,omitempty" doc:"What they can do"`
	Want        []ProfileSkill    `json:"want,omitempty" doc:"What they want to learn; for those who see them as a newcomer"`
	Teach       []ProfileSkill    `json:"teach,omitempty" doc:"What they help with; of who can be found as a mentor"`
	Interests   []string          `json:"interests,omitempty" doc:"Topics"`
	Causes      []string          `json:"causes,omitempty" doc:"Causes"`
	Languages   []ProfileLanguage `json:"languages,omitempty" doc:"Spoken languages"`
	Zone        string            `json:"zone,omitempty" doc:"IANA time zone"`
	Hours       []ProfileHours    `json:"hours,omitempty" doc:"Free half hours; only between the two of a mentorship"`
	Format      string            `json:"format" doc:"either, live, writing"`
	Goals       []string          `json:"goals,omitempty" doc:"What they want out of it"`
	Style       []string          `json:"style,omitempty" doc:"How they like to work together"`
	Links       []ProfileLink     `json:"links,omitempty" doc:"Where they can be seen at work"`
	Contributed []ProfileWork     `json:"contributed,omitempty" doc:"What they did for projects before, as they say; only where they show it"`
	Newcomer    bool              `json:"newcomer" doc:"Looks for a mentor or an issue"`
	Mentor      bool              `json:"mentor" doc:"Can be found as a mentor"`
}

// PersonCard is the little that a list shows of a person.
type PersonCard struct {
	ID          string `json:"id" doc:"The person's id"`
	DisplayName string `json:"display_name" doc:"How the person wants to be called"`
	Pronouns    string `json:"pronouns,omitempty" doc:"Their pronouns"`
	About       string `json:"about,omitempty" doc:"The first 200 characters of it"`
	// The rest is what a list of mentors shows; whoever sees the card sees it on the page too.
	Zone      string            `json:"zone,omitempty" doc:"IANA time zone"`
	Languages []ProfileLanguage `json:"languages,omitempty" doc:"Spoken languages"`
	Format    string            `json:"format" doc:"either, live, writing"`
	Teaches   []string          `json:"teaches,omitempty" doc:"Of who can be found as a mentor: the first six skills that they help with, or else can teach"`
	Mentor    bool              `json:"mentor" doc:"Can be found as a mentor"`
}

// PersonCards are those of the people asked for that the caller may see, in the order asked for.
type PersonCards struct {
	Items []PersonCard `json:"items" doc:"Who cannot be seen is left out"`
}

// PeopleQuery looks for people by name. For moderators.
type PeopleQuery struct {
	Q      string `json:"q" minLength:"1" maxLength:"80" doc:"How the name begins" example:"Ada"`
	Limit  int    `json:"limit,omitempty" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
	Cursor string `json:"cursor,omitempty" maxLength:"1000" doc:"Next of the page before"`
}

// PeopleFound is one page of them, by name.
type PeopleFound struct {
	Items []PersonCard `json:"items" doc:"By name"`
	Next  string       `json:"next,omitempty" doc:"Cursor of the next page; nothing at the end"`
}

// SkillEntry is one skill of the taxonomy.
type SkillEntry struct {
	ID   string `json:"id" doc:"Its canonical spelling" example:"c-sharp"`
	Name string `json:"name" doc:"How it is written" example:"C#"`
	Kind string `json:"kind" enum:"language,framework,tool,platform,topic,craft,unknown" doc:"craft is everything that is not code"`
	// Guide is where to learn it for nothing, if the operator has chosen one.
	Guide *SkillGuide `json:"guide,omitempty" doc:"A free guide"`
}

// SkillEntries is a list of skills.
type SkillEntries struct {
	Items []SkillEntry `json:"items" doc:"Best first"`
}

// CauseEntry is something that a person or a project works for.
type CauseEntry struct {
	ID   string `json:"id" doc:"Its code" example:"health"`
	Name string `json:"name" doc:"Its English name" example:"Health"`
}

// CauseEntries lists all causes.
type CauseEntries struct {
	Items []CauseEntry `json:"items" doc:"By name"`
}

// MentorCandidate is somebody who offers to mentor, as those who approve see them.
type MentorCandidate struct {
	Person   PersonPage     `json:"person" doc:"What they say about themselves"`
	Approval MentorApproval `json:"approval" doc:"Where it stands"`
	Version  int64          `json:"version" doc:"Of the profile; send it as If-Match to decide on what you read"`
}

// MentorCandidates is one page of them.
type MentorCandidates struct {
	Items []MentorCandidate `json:"items" doc:"Who waits longest first"`
}

// MentorRefusal says why.
type MentorRefusal struct {
	Reason string `json:"reason" enum:"tell_more,not_yet,conduct,duplicate,other" doc:"A code that the person is told"`
}
