package teams

// Bounds of a problem.
const (
	MaxPeople    = 20_000
	MaxProjects  = 10_000
	MaxTeams     = 10_000 // of all projects together
	MaxSize      = 50     // people of one team
	MaxNeeds     = 16     // of a project
	MaxSkills    = 100    // of a person
	MaxLanguages = 256    // row numbers of languages are below
	MaxKinds     = 4096   // different needs (skill and level) of all projects
	MaxSpoken    = 32     // languages of a person or a project
	MaxScore     = 1 << 20
	MaxWorth     = 1 << 22
	MaxWishes    = 1 << 22
	MaxApart     = 1 << 20
)

// Problem is an event. A zero field that is not explained is as if it were absent. The slices are read, never written.
type Problem struct {
	People   []Person  `json:"people"`
	Projects []Project `json:"projects"`
	// Together are groups of people who are in one team, or all in none. Nobody is in two groups.
	Together [][]int32 `json:"together,omitempty"`
	// Apart are two people each who are never in one team.
	Apart [][2]int32 `json:"apart,omitempty"`
	// Pinned people are in a team of just this project, or in none.
	Pinned []Seat `json:"pinned,omitempty"`
	// Wishes say what being in a team of a project is worth to a person, 0..MaxScore; a pair that is not listed is worth 0.
	Wishes []Wish `json:"wishes,omitempty"`
	// NeedWorth is what one person whom a need lacks costs, 0..MaxWorth; 0 is twice the greatest wish and 1 more, so that no exchange of
	// two people is worth a lack.
	NeedWorth int64 `json:"need_worth,omitempty"`
}

// Person is somebody who comes to the event.
type Person struct {
	Skills []Skill `json:"skills,omitempty"`
	// Languages that they speak. Who names none is taken to get along in any.
	Languages []int32 `json:"languages,omitempty"`
	// Gone: they do not come, and are in no team.
	Gone bool `json:"gone,omitempty"`
}

// Skill is what a person can do, and how well; of one that is there twice the higher level counts.
type Skill struct {
	Skill int32 `json:"skill"`
	Level uint8 `json:"level"`
}

// Project is what a team works on.
type Project struct {
	Least int32  `json:"least"` // people of a team, 1..Most
	Most  int32  `json:"most"`  // ..MaxSize
	Teams int32  `json:"teams"` // how many teams may work on it: 0..MaxTeams
	Needs []Need `json:"needs,omitempty"`
	// Languages, one of which is the team's; empty is any.
	Languages []int32 `json:"languages,omitempty"`
}

// Need is a skill that a project needs. One person can meet several needs of their team.
type Need struct {
	Skill    int32 `json:"skill"`
	Level    uint8 `json:"level"`              // at least
	People   int32 `json:"people"`             // so many of the team, 1..MaxSize
	Required bool  `json:"required,omitempty"` // no team without
}

// Seat is a person and a project.
type Seat struct {
	Person  int32 `json:"person"`
	Project int32 `json:"project"`
}

// Wish is what a project is worth to a person.
type Wish struct {
	Person  int32 `json:"person"`
	Project int32 `json:"project"`
	Score   int64 `json:"score"`
}

// Worth is what one person whom a need lacks costs.
func (p *Problem) Worth() int64 {
	if p.NeedWorth > 0 {
		return p.NeedWorth
	}
	most := int64(0)
	for _, w := range p.Wishes {
		most = max(most, w.Score)
	}
	return 2*most + 1
}
