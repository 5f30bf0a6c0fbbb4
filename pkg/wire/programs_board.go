package wire

// Facts of a broker's board. No text, address or name.
type (
	// BoardMoved: something on a board was posted, changed by a broker or is in another state; tell who posted it. The aggregate is the entry.
	BoardMoved struct {
		Entry     string `json:"entry"`
		Programme string `json:"programme"`
		Person    string `json:"person,omitempty"` // who posted it; "" where they did it themselves
		State     string `json:"state"`            // offered, looked, ready, opened, met, withdrawn
		How       string `json:"how"`              // posted, moved, changed
		Staff     bool   `json:"staff,omitempty"`  // a broker did it
	}
	// BoardIntroduced: a broker introduced two people; tell this one. The aggregate is the help that was offered.
	BoardIntroduced struct {
		Entry     string `json:"entry"`
		Programme string `json:"programme"`
		Person    string `json:"person"`
		As        string `json:"as"` // author, helper
	}
)

func (BoardMoved) Fact() (string, string)      { return "programs", "board_moved" }
func (BoardIntroduced) Fact() (string, string) { return "programs", "board_introduced" }

// BoardNeedsQuestion asks programs what is on a board and wants people: of a programme, as a person may see it, or one entry with those who
// would like to help. Only matching may ask, for that person, or for an organiser.
type BoardNeedsQuestion struct {
	Programme string `json:"programme,omitempty"`
	Person    string `json:"person,omitempty"`
	Entry     string `json:"entry,omitempty"`
}

// BoardNeed is an entry without its words.
type BoardNeed struct {
	Entry     string   `json:"entry"`
	Skills    []string `json:"skills"`
	Languages []string `json:"languages"`
	Willing   []string `json:"willing,omitempty"` // ids; of one entry alone, without whom a block parts from its author
}

// BoardNeedsAnswer must not be stored. Programme is "" where there is nothing of the kind.
type BoardNeedsAnswer struct {
	Programme string      `json:"programme"`
	Needs     []BoardNeed `json:"needs"` // at most 200
}

// BoardToolQuestion asks programs for a tool that was opened. Only the catalogue may ask.
type BoardToolQuestion struct {
	Entry string `json:"entry"`
}

// BoardToolAnswer is what the catalogue takes in: nothing in it is somebody's words. Home is "" where there is no such tool any more.
type BoardToolAnswer struct {
	Home    string   `json:"home"`
	Licence string   `json:"licence"`
	Skills  []string `json:"skills"`
}
