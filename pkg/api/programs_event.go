package api

import "time"

// EventRoom is a room with tables; teams get them in this order.
type EventRoom struct {
	Name   string `json:"name" minLength:"1" maxLength:"60" doc:"What stands at its door" example:"Hall B"`
	Tables int    `json:"tables" minimum:"1" maximum:"2000" doc:"How many teams fit in"`
}

// EventSettings are what organisers set.
type EventSettings struct {
	Least  int         `json:"least" minimum:"2" maximum:"12" doc:"People of a team, at least" example:"4"`
	Most   int         `json:"most" minimum:"2" maximum:"12" doc:"People of a team, at most" example:"6"`
	Wishes int         `json:"wishes" minimum:"1" maximum:"10" doc:"How many challenges one person may wish for" example:"3"`
	Rooms  []EventRoom `json:"rooms,omitempty" maxItems:"100" doc:"Rooms with tables"`
}

// EventStage moves an event on.
type EventStage struct {
	Stage string `json:"stage" enum:"open,working,over" doc:"open: arrive, pitch, wish; working: teams work; over: handed over"`
}

// EventCounts are for organisers.
type EventCounts struct {
	Badges     int64 `json:"badges" doc:"Codes that were made"`
	Used       int64 `json:"used" doc:"Of them used"`
	Arrived    int64 `json:"arrived" doc:"Participants who are here"`
	Mentors    int64 `json:"mentors" doc:"Mentors who are here"`
	Ready      int64 `json:"ready" doc:"Participants who said which languages they speak"`
	Challenges int64 `json:"challenges" doc:"Challenges that were accepted"`
	Waiting    int64 `json:"waiting" doc:"Challenges that wait for a decision"`
	Teams      int64 `json:"teams" doc:"Teams that stand"`
	Teamless   int64 `json:"teamless" doc:"Participants who are here and in no team"`
}

// EventWork is what goes on in the background.
type EventWork struct {
	Kind  string `json:"kind" enum:"solve,publish,repair" doc:"What"`
	Step  string `json:"step,omitempty" doc:"Where it is: gather, solve, mentors, store, publish, repair"`
	Done  int    `json:"done" doc:"How far"`
	Total int    `json:"total" doc:"Of how much; 0 not known"`
}

// EventDraft says what the teams of a draft are like.
type EventDraft struct {
	ID       string         `json:"id" doc:"Which draft; publishing names it"`
	Made     time.Time      `json:"made" doc:"When"`
	Took     int64          `json:"took" doc:"Milliseconds of making it"`
	People   int            `json:"people" doc:"Participants who were here"`
	Seated   int            `json:"seated" doc:"Of them in a team"`
	Teams    int            `json:"teams" doc:"Teams"`
	Sizes    map[string]int `json:"sizes" doc:"How many teams have so many people"`
	Lacking  int            `json:"lacking" doc:"People whom needs of challenges lack, all together"`
	First    int            `json:"first" doc:"People whose first wish came true"`
	Wished   int            `json:"wished" doc:"People of whom any wish came true"`
	Mentored int            `json:"mentored" doc:"Teams with a mentor"`
	Proved   bool           `json:"proved" doc:"Nothing can be better"`
	Most     int            `json:"most" doc:"No answer has more people in a team"`
}

// Event is the event of a cohort, as far as the caller may see it.
type Event struct {
	ID        string `json:"id" doc:"As its cohort's"`
	Programme string `json:"programme" doc:"The programme"`
	Name      string `json:"name" doc:"As its cohort's"`
	EventSettings
	Stage     string       `json:"stage" enum:"open,working,over" doc:"Where it stands"`
	Organiser bool         `json:"organiser,omitempty" doc:"You organise it"`
	As        string       `json:"as,omitempty" enum:"newcomer,mentor" doc:"As what you are here"`
	Counts    *EventCounts `json:"counts,omitempty" doc:"Organisers"`
	Work      *EventWork   `json:"work,omitempty" doc:"Organisers: what goes on"`
	Failed    string       `json:"failed,omitempty" doc:"Organisers: why the last work ended without a result, as a code"`
	Draft     *EventDraft  `json:"draft,omitempty" doc:"Organisers: the draft that waits"`
	Published time.Time    `json:"published,omitzero" doc:"When teams were told"`
}

// BadgeOrder asks for codes.
type BadgeOrder struct {
	Count int    `json:"count" minimum:"1" maximum:"1000" doc:"How many; 12,000 of an event at most"`
	As    string `json:"as" enum:"newcomer,mentor" doc:"For whom"`
}

// Badges are codes to print. They are told once: only a keyed hash is stored.
type Badges struct {
	Codes []string `json:"codes" doc:"One a badge" example:"[\"K7QX-M4TR-WA2A\"]"`
}

// BadgeReplacement puts a new badge in the place of one that was lost.
type BadgeReplacement struct {
	Lost string `json:"lost" minLength:"1" maxLength:"40" doc:"The code of the badge that was lost"`
	Code string `json:"code" minLength:"1" maxLength:"40" doc:"The code of a badge that nobody has used"`
}

// Arrival is somebody with a badge.
type Arrival struct {
	Code   string `json:"code" minLength:"1" maxLength:"40" doc:"As it stands on the badge; case, spaces and hyphens do not matter"`
	Locale string `json:"locale,omitempty" maxLength:"35" doc:"The language of what you read here, BCP 47"`
}

// Arrived says where the badge leads.
type Arrived struct {
	Event string `json:"event" doc:"The event"`
	As    string `json:"as" enum:"newcomer,mentor" doc:"As what you are here"`
	Token string `json:"token,omitempty" doc:"Signed out: POST /api/v1/links/arrival signs in with it, once, within a day"`
}

// EventSkill is what somebody can do.
type EventSkill struct {
	Skill string `json:"skill" minLength:"1" maxLength:"80" doc:"One of the list of skills, in any spelling" example:"design"`
	Level int    `json:"level" minimum:"1" maximum:"5" doc:"1 want to learn, 2 tried it, 3 with help, 4 on my own, 5 can teach"`
}

// AttendeeBody is what somebody says for the event, and no more.
type AttendeeBody struct {
	Have      []EventSkill `json:"have,omitempty" maxItems:"20" doc:"What you can do"`
	Want      []string     `json:"want,omitempty" maxItems:"20" doc:"What you want to learn, of the list of skills"`
	Languages []string     `json:"languages,omitempty" maxItems:"10" doc:"Languages that you can work in" example:"[\"en\",\"fr\"]"`
	Places    int          `json:"places,omitempty" minimum:"0" maximum:"10" doc:"Mentors: how many teams you can guide; 1 unless you say"`
}

// FriendCode is how friends stay together: the code of a group, or of a friend's badge. Empty: make a group.
type FriendCode struct {
	Code string `json:"code,omitempty" maxLength:"40" doc:"Of a group or of a badge"`
}

// WishList are challenges, the dearest first.
type WishList struct {
	Challenges []string `json:"challenges" maxItems:"10" doc:"Ids; the event says how many"`
}

// GoingOn says whether somebody goes on with their team's project.
type GoingOn struct {
	GoingOn bool `json:"going_on" doc:"After the event"`
}

// Attendee is somebody at an event.
type Attendee struct {
	Person string `json:"person" doc:"Who"`
	As     string `json:"as" enum:"newcomer,mentor" doc:"As what"`
	AttendeeBody
	Here    bool      `json:"here" doc:"They came, and nobody says that they have gone"`
	Arrived time.Time `json:"arrived,omitzero" doc:"When their badge was used"`
	Group   string    `json:"group,omitempty" doc:"Own: the code of the group of friends"`
	Friends int       `json:"friends,omitempty" doc:"Own: how many are in it"`
	Wishes  []string  `json:"wishes,omitempty" doc:"Own: challenges, the dearest first"`
	Team    string    `json:"team,omitempty" doc:"The team"`
	Teams   []string  `json:"teams,omitempty" doc:"Own, mentors: the teams that you guide"`
	GoingOn bool      `json:"going_on,omitempty" doc:"Goes on after the event"`
}

// Attendees are a page of them.
type Attendees struct {
	Items []Attendee `json:"items" doc:"In no order that means anything"`
}

// HereBody says whether somebody is here.
type HereBody struct {
	Here bool `json:"here" doc:"False: they do not come, or went; their team is mended"`
}

// ChallengeNeed is a skill that a challenge needs.
type ChallengeNeed struct {
	Skill  string `json:"skill" minLength:"1" maxLength:"80" doc:"One of the list of skills, in any spelling"`
	People int    `json:"people,omitempty" minimum:"0" maximum:"6" doc:"How many people of a team; 1 unless said"`
}

// ChallengeBody is what somebody pitches.
type ChallengeBody struct {
	Title     string          `json:"title" minLength:"1" maxLength:"120" doc:"In a line" example:"Bus times for people who cannot see the board"`
	Text      string          `json:"text,omitempty" maxLength:"4000" doc:"What is to be made, for whom, and what is there already"`
	Link      string          `json:"link,omitempty" maxLength:"500" doc:"An https address: the repository, a page"`
	Licence   string          `json:"licence,omitempty" maxLength:"40" doc:"SPDX name of the licence, where known" example:"Apache-2.0"`
	Needs     []ChallengeNeed `json:"needs,omitempty" maxItems:"8" doc:"Skills that a team needs"`
	Languages []string        `json:"languages,omitempty" maxItems:"10" doc:"Languages one of which a team must share; none: any"`
}

// Challenge is something to work on.
type Challenge struct {
	ID string `json:"id" doc:"Its id"`
	ChallengeBody
	State  string    `json:"state" enum:"pitched,accepted,hidden" doc:"pitched: waits for an organiser"`
	Teams  int       `json:"teams,omitempty" doc:"How many teams may work on it"`
	Wishes int64     `json:"wishes" doc:"How many people wish for it"`
	Own    bool      `json:"own,omitempty" doc:"You pitched it"`
	Made   time.Time `json:"made" doc:"When"`
}

// Challenges are a page of them.
type Challenges struct {
	Items []Challenge `json:"items" doc:"By title"`
}

// ChallengeDecision accepts a challenge, or hides it.
type ChallengeDecision struct {
	State string `json:"state" enum:"accepted,hidden" doc:"Hidden: only you and who pitched it see it; who pitched it may do that, too"`
	Teams int    `json:"teams,omitempty" minimum:"0" maximum:"500" doc:"Accepted: how many teams may work on it; 1 unless said"`
}

// TeamLack is a skill that a team lacks.
type TeamLack struct {
	Skill  string `json:"skill" doc:"Which"`
	People int    `json:"people" doc:"So many more would be good"`
}

// TeamMember is somebody in a team.
type TeamMember struct {
	Person  string   `json:"person" doc:"Who"`
	Here    bool     `json:"here" doc:"Nobody says that they have gone"`
	Meets   []string `json:"meets,omitempty" doc:"Which of the challenge's needs they meet"`
	Wish    int      `json:"wish,omitempty" doc:"It is their wish of this number"`
	Friends bool     `json:"friends,omitempty" doc:"They came with somebody of the team"`
	GoingOn bool     `json:"going_on,omitempty" doc:"Goes on after the event"`
}

// HandOverBody is what is left of a team's work.
type HandOverBody struct {
	Made    string `json:"made" maxLength:"2000" doc:"What was made"`
	Link    string `json:"link,omitempty" maxLength:"500" doc:"Where it is: an https address"`
	Licence string `json:"licence,omitempty" maxLength:"40" doc:"SPDX name of its licence" example:"MIT"`
	Next    string `json:"next,omitempty" maxLength:"2000" doc:"What is next, and what somebody new would begin with"`
}

// EventTeam is a team, as far as the caller may see it.
type EventTeam struct {
	ID        string        `json:"id" doc:"Its id; of a draft the number"`
	Number    int           `json:"number" doc:"The number on its table"`
	Challenge string        `json:"challenge" doc:"What it works on"`
	Title     string        `json:"title" doc:"Its title; empty where it was taken back"`
	Room      string        `json:"room,omitempty" doc:"Where"`
	Table     int           `json:"table,omitempty" doc:"Which table there"`
	Mentor    string        `json:"mentor,omitempty" doc:"Who guides it"`
	Language  string        `json:"language,omitempty" doc:"What all of them speak; empty where nobody named any"`
	Members   []TeamMember  `json:"members" doc:"Who is in it"`
	Lacks     []TeamLack    `json:"lacks" doc:"What it could do with"`
	HandOver  *HandOverBody `json:"hand_over,omitempty" doc:"What is left of its work"`
	GoingOn   int           `json:"going_on,omitempty" doc:"How many go on after the event"`
}

// EventTeams are a page of them.
type EventTeams struct {
	Items []EventTeam `json:"items" doc:"By number"`
}

// EventPublication names the draft to publish.
type EventPublication struct {
	Draft string `json:"draft" minLength:"1" maxLength:"64" doc:"The id of the draft that was looked at"`
}

// HandedOver is a project that outlives the event. It names nobody.
type HandedOver struct {
	Team   string `json:"team" doc:"The team"`
	Number int    `json:"number" doc:"The team's number"`
	Title  string `json:"title" doc:"The challenge"`
	HandOverBody
	GoingOn int `json:"going_on" doc:"How many go on with it"`
}

// HandedOverList are a page of them.
type HandedOverList struct {
	Items []HandedOver `json:"items" doc:"By the team's number"`
}

// ExportedEvent is what an event keeps of a person.
type ExportedEvent struct {
	Event      string         `json:"event" doc:"The event"`
	Attendee   *Attendee      `json:"attendee,omitempty" doc:"What you said for it"`
	Challenges []Challenge    `json:"challenges,omitempty" doc:"What you pitched"`
	HandOvers  []HandOverBody `json:"hand_overs,omitempty" doc:"What you wrote last for a team"`
}
