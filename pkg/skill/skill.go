package skill

// Level says how well somebody can do something, or how much a task asks for.
type Level int

// Levels. 0 is unknown.
const (
	WantToLearn Level = 1 + iota
	TriedIt
	WithHelp
	OnMyOwn
	CanTeach
)

// Kind groups skills.
type Kind string

// Kinds of skills. Everything that is not code has a kind of its own: people who do not code are first class.
const (
	Language  Kind = "language"  // programming or markup
	Framework Kind = "framework" // and libraries
	Tool      Kind = "tool"
	Platform  Kind = "platform"
	Topic     Kind = "topic" // a field: machine-learning, accessibility
	Craft     Kind = "craft" // documentation, design, translation, community, testing, events, legal, teaching …
	Unknown   Kind = "unknown"
)

// Implication: having the skill implies some of another, in millionths.
type Implication struct {
	ID    string
	Share int
}

// Skill is one entry of the taxonomy.
type Skill struct {
	ID      string // canonical: lower case letters, digits, '-', '+', '.', '#' written out ("c-sharp")
	Name    string // "C#"
	Kind    Kind
	Aliases []string
	Implies []Implication
	Related []string
}

// Cause is something that a person or a project works for.
type Cause struct {
	ID      string // "health"
	Name    string
	Aliases []string // words, topics and "sdg-3" alike
}

// Taxonomy is immutable and safe for concurrent use.
type Taxonomy struct{}

// Shipped is the taxonomy that ships with Waymark.
func Shipped() *Taxonomy { panic("skill: not built yet") }

// Canon gives the canonical id of a word as people and forges write it ("GoLang", "C#", "React.js"). An unknown word is kept:
// known is false and id is the word in canonical spelling ("" if nothing is left of it; at most 60 bytes).
func (t *Taxonomy) Canon(word string) (id string, known bool) { panic("skill: not built yet") }

// Lookup finds an entry by canonical id.
func (t *Taxonomy) Lookup(id string) (Skill, bool) { panic("skill: not built yet") }

// Search finds at most n entries for what somebody has typed so far, best first.
func (t *Taxonomy) Search(typed string, n int) []Skill { panic("skill: not built yet") }

// Skills lists all, by id.
func (t *Taxonomy) Skills() []Skill { panic("skill: not built yet") }

// CanonCause gives the cause that a word or topic stands for.
func (t *Taxonomy) CanonCause(word string) (id string, known bool) { panic("skill: not built yet") }

// Causes lists all, by id.
func (t *Taxonomy) Causes() []Cause { panic("skill: not built yet") }
