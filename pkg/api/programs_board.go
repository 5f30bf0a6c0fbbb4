package api

import "time"

// BoardBody is what somebody posts on a broker's board.
type BoardBody struct {
	Kind      string    `json:"kind" enum:"tool,need" doc:"A tool that you would open, or a need; never changed"`
	Title     string    `json:"title" minLength:"1" maxLength:"120" doc:"In one line"`
	Text      string    `json:"text" minLength:"1" maxLength:"4000" doc:"What it is and what would help; the programme reads it once a broker looked at it"`
	Skills    []string  `json:"skills,omitempty" maxItems:"10" doc:"Skills that would help"`
	Languages []string  `json:"languages,omitempty" maxItems:"5" doc:"Languages in which it is talked about"`
	Owner     string    `json:"owner,omitempty" maxLength:"200" doc:"Who owns it: an office or a company, not a person's name"`
	Agreement string    `json:"agreement,omitempty" enum:"not_asked,asked,agreed" doc:"Whether the owner agreed"`
	AgreedOn  time.Time `json:"agreed_on,omitzero" doc:"On which day the owner agreed"`
	Licence   string    `json:"licence,omitempty" maxLength:"100" doc:"By its SPDX name; left out: not chosen yet"`
	Home      string    `json:"home,omitempty" maxLength:"500" doc:"The https address of its repository"`
	Reach     string    `json:"reach,omitempty" maxLength:"300" doc:"Your name, and how to reach you; organisers read it, and whom they introduce"`
}

// BoardChecklist says what is settled.
type BoardChecklist struct {
	Owner   bool   `json:"owner" doc:"The owner is named and agreed"`
	Licence bool   `json:"licence" doc:"A licence is chosen, and it is open"`
	Open    string `json:"open,omitempty" enum:"osi,open_definition,cern_ohl,not_open,unknown" doc:"By which definition the licence is open"`
	Home    bool   `json:"home" doc:"It has a repository"`
}

// BoardDue is what is due from whom.
type BoardDue struct {
	What string `json:"what" enum:"look,owner,licence,home,ready,open,introduce,met" doc:"What"`
	From string `json:"from" enum:"author,broker" doc:"From whom: who posted it, or the programme's organisers"`
}

// BoardMine is what the caller is to an entry.
type BoardMine struct {
	Author bool     `json:"author" doc:"You posted it"`
	Broker bool     `json:"broker" doc:"You organise the programme"`
	Help   string   `json:"help,omitempty" enum:"willing,introduced" doc:"You would like to help; introduced once a broker introduced you"`
	Ways   []string `json:"ways" enum:"offered,looked,ready,opened,met,withdrawn" doc:"States into which you can take it now"`
}

// BoardEntry is something on the board.
type BoardEntry struct {
	ID        string `json:"id" doc:"Its id"`
	Programme string `json:"programme" doc:"The programme"`
	BoardBody
	State     string         `json:"state" enum:"offered,looked,ready,opened,met,withdrawn" doc:"How far it is"`
	Checklist BoardChecklist `json:"checklist" doc:"Of a tool: what is settled"`
	Due       []BoardDue     `json:"due" doc:"What is due from whom"`
	Author    string         `json:"author,omitempty" doc:"Who posted it; for brokers and whom they introduced"`
	Helpers   []BoardHelper  `json:"helpers,omitempty" doc:"Who was introduced, for who posted it; for brokers also who would like to help"`
	Project   string         `json:"project,omitempty" doc:"Its id in the catalogue once it is opened"`
	Made      time.Time      `json:"made" doc:"When it was posted"`
	Moved     time.Time      `json:"moved" doc:"When its state changed"`
	Mine      BoardMine      `json:"mine" doc:"What you are to it"`
}

// BoardHelp is what somebody says who would like to help.
type BoardHelp struct {
	Words string `json:"words,omitempty" maxLength:"1000" doc:"How to reach you, what you would do: organisers read it, and who posted it once introduced"`
}

// BoardHelper is somebody who would like to help.
type BoardHelper struct {
	Person string `json:"person" doc:"Who"`
	State  string `json:"state" enum:"willing,introduced" doc:"Whether they were introduced"`
	BoardHelp
}

// Board is one page of entries.
type Board struct {
	Items []BoardEntry `json:"items" doc:"The latest first"`
}

// BoardState takes an entry into a state.
type BoardState struct {
	State string `json:"state" enum:"looked,ready,opened,met,withdrawn" doc:"Which"`
}

// BoardIntroduction introduces somebody who would like to help.
type BoardIntroduction struct {
	Person string `json:"person" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Who"`
}

// ExportedBoard is what a person posted on boards, or where they would like to help.
type ExportedBoard struct {
	Entry string     `json:"entry" doc:"The entry"`
	As    string     `json:"as" enum:"author,helper" doc:"As what"`
	State string     `json:"state" doc:"Its state, or yours as a helper"`
	Body  *BoardBody `json:"body,omitempty" doc:"What you wrote"`
	Words string     `json:"words,omitempty" doc:"What you said when you would like to help"`
	Since time.Time  `json:"since" doc:"Since when"`
}
