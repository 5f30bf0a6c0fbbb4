package event

import (
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Team is a team that was published; who is in it, and who guides it, stands with the people.
type Team struct {
	Event     string            `json:"event"`
	Number    int               `json:"number"`
	Challenge string            `json:"challenge"`
	Room      string            `json:"room,omitempty"`
	Table     int               `json:"table,omitempty"`
	Language  string            `json:"language,omitempty"`
	Closed    bool              `json:"closed,omitempty"` // too few were left
	HandOver  *api.HandOverBody `json:"hand_over,omitempty"`
	By        string            `json:"by,omitempty"` // who wrote the hand-over last
	At        time.Time         `json:"at,omitzero"`
}

// TeamID names a team.
func TeamID(event string, number int) string { return event + "_t" + strconv.Itoa(number) }

// Page is some teams of a draft.
type Page struct {
	Event string    `json:"event"`
	Draft string    `json:"draft"`
	Teams []Drafted `json:"teams"`
}

// Drafted is a team of a draft.
type Drafted struct {
	Number    int      `json:"number"`
	Challenge string   `json:"challenge"`
	Language  string   `json:"language,omitempty"`
	Members   []string `json:"members"`
	Mentor    string   `json:"mentor,omitempty"`
	Room      string   `json:"room,omitempty"`
	Table     int      `json:"table,omitempty"`
}

// teamsOfPage keeps a page findable by everybody in it: an index takes 256 values of a document.
const teamsOfPage = 18

// handOver cleans what is left of a team's work and says what is wrong with it.
func handOver(in api.HandOverBody) (out api.HandOverBody, wrong []fault.Field) {
	var bad []fault.Field
	out.Made, bad = wording.Text("/made", in.Made, 1, 2000, true)
	wrong = append(wrong, bad...)
	out.Next, bad = wording.Text("/next", in.Next, 0, 2000, true)
	wrong = append(wrong, bad...)
	out.Link, bad = wording.Link("/link", in.Link)
	wrong = append(wrong, bad...)
	out.Licence, bad = licence("/licence", in.Licence)
	return out, append(wrong, bad...)
}
