package wire

import (
	"crypto/sha256"
	"encoding/base32"
)

// Facts of what is beside a programme's cohorts: partners, what is due to people, hubs. How is what was done; no amount, name or text.
type (
	// PartnerChanged: a partner organisation of a programme was made, changed or taken out. The aggregate is the partner.
	PartnerChanged struct {
		Partner   string `json:"partner"`
		Programme string `json:"programme"`
		How       string `json:"how"` // made, changed, removed, project, money, figures
	}
	// PartnerNamed: an organiser named somebody as a partner's mentor or contact; tell them, they may refuse. The aggregate is the link.
	PartnerNamed struct {
		Partner   string `json:"partner"`
		Programme string `json:"programme"`
		Person    string `json:"person"`
		As        string `json:"as"` // mentor, contact
	}
	// PartnerAnswered: a mentor agreed to be counted for a partner, or refused. The aggregate is the link.
	PartnerAnswered struct {
		Partner   string `json:"partner"`
		Programme string `json:"programme"`
		Person    string `json:"person"`
		Answer    string `json:"answer"` // consented, refused
	}
)

func (PartnerChanged) Fact() (string, string)  { return "programs", "partner_changed" }
func (PartnerNamed) Fact() (string, string)    { return "programs", "partner_named" }
func (PartnerAnswered) Fact() (string, string) { return "programs", "partner_answered" }

var placeCoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// PlaceID is the catalogue id of a canonical address of a project or an issue: 26 lower case letters and digits, one NATS token.
func PlaceID(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return placeCoding.EncodeToString(sum[:])[:26]
}

// StipendMoved: what is due to somebody was noted, or is in another state; tell them. No amount. The aggregate is the stipend.
type StipendMoved struct {
	Stipend   string `json:"stipend"`
	Programme string `json:"programme"`
	Person    string `json:"person,omitempty"` // "" for an event, which is due to nobody
	State     string `json:"state"`            // planned, approved, paid, returned, cancelled
}

// StipendRead: a named reader opened the legal name beside a stipend. The aggregate is the stipend.
type StipendRead struct {
	Stipend   string `json:"stipend"`
	Programme string `json:"programme"`
}

// FinanceNamed: an organiser changed who reads legal names beside a programme's stipends. The aggregate is the programme's readers.
type FinanceNamed struct {
	Programme string `json:"programme"`
}

func (StipendMoved) Fact() (string, string) { return "programs", "stipend_moved" }
func (StipendRead) Fact() (string, string)  { return "programs", "stipend_read" }
func (FinanceNamed) Fact() (string, string) { return "programs", "finance_named" }
