package partner

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Limits.
const (
	partnersMost = 100 // of a programme
	projectsMost = 200 // of a partner
	mentorsMost  = 1000
	moneyMost    = 300
	periodsMost  = 80
	maxAbout     = 1000
)

// States of a mentor's link.
const (
	Said      = "said"
	Consented = "consented"
	Refused   = "refused"
)

var (
	projectID = regexp.MustCompile(`^[a-z2-7]{26}$`)
	personID  = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)
)

// Partner is an organisation that brings something to a programme.
type Partner struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	api.PartnerBody
	Money   []api.PartnerMoney `json:"money,omitempty"`
	Periods []Period           `json:"periods,omitempty"` // by figure and time
	Created time.Time          `json:"created"`
	By      string             `json:"by,omitempty"`
	DueAt   time.Time          `json:"due_at"` // of the next figures
}

// Project links a project of the catalogue to a partner, none once it was taken away; the document's id is of programme and project.
type Project struct {
	Programme string    `json:"programme"`
	Partner   string    `json:"partner"`
	Project   string    `json:"project"`
	Since     time.Time `json:"since"`
}

// Link is somebody who mentors for a partner; the document's id is of programme and person. Of who refused a partner that was taken out
// the refusal stays, without a partner: it is of the whole programme.
type Link struct {
	Programme string    `json:"programme"`
	Partner   string    `json:"partner"`
	Person    string    `json:"person"`
	State     string    `json:"state"`
	Since     time.Time `json:"since"`
	By        string    `json:"by,omitempty"`
}

// part takes it away from its partner; what was refused stays refused.
func (l *Link) part() {
	l.Partner = ""
	if l.State != Refused {
		l.State = ended
	}
}

// Hours is one session that was held, until it is counted; the document's id is the session's.
type Hours struct {
	Partner string    `json:"partner"`
	Person  string    `json:"person"`
	Minutes int       `json:"minutes"`
	At      time.Time `json:"at"`
}

// linkID derives an id; ids of programmes, people and projects have no underscore.
func linkID(programme, other string) string { return programme + "_" + other }

// Check cleans what is said about a partner and says what is wrong with it.
func Check(b api.PartnerBody) (api.PartnerBody, []fault.Field) {
	var wrong, w []fault.Field
	b.Name, w = wording.Name("/name", b.Name)
	wrong = append(wrong, w...)
	b.Homepage, w = wording.Link("/homepage", b.Homepage)
	wrong = append(wrong, w...)
	b.About, w = wording.Text("/about", b.About, 0, maxAbout, true)
	wrong = append(wrong, w...)
	for i, x := range b.Brings {
		if slices.Contains(b.Brings[:i], x) {
			wrong = append(wrong, fault.Field{Pointer: "/brings/" + strconv.Itoa(i), Code: "repeated"})
		}
	}
	for i, p := range b.Contacts {
		if at := "/contacts/" + strconv.Itoa(i); !personID.MatchString(p) {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "bad_id"})
		} else if slices.Contains(b.Contacts[:i], p) {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
		}
	}
	return b, wrong
}

// note adds or replaces a note of money. Conflict "partner.too_many".
func (p *Partner) note(m api.PartnerMoney) error {
	m.On = m.On.UTC().Truncate(24 * time.Hour)
	p.Money = slices.Clone(p.Money)
	if i := slices.IndexFunc(p.Money, func(x api.PartnerMoney) bool { return x.ID == m.ID }); i >= 0 {
		p.Money[i] = m
	} else if len(p.Money) >= moneyMost {
		return fault.Newf(fault.Conflict, "partner.too_many", "There is room for %d notes of money.", moneyMost)
	} else {
		p.Money = append(p.Money, m)
	}
	slices.SortFunc(p.Money, func(a, b api.PartnerMoney) int { return cmp.Or(b.On.Compare(a.On), cmp.Compare(a.ID, b.ID)) })
	return nil
}

// Sums adds money up by currency, in their order.
func Sums(list []api.PartnerMoney) []api.MoneySum {
	out := []api.MoneySum{}
	for _, m := range list {
		i := slices.IndexFunc(out, func(s api.MoneySum) bool { return s.Currency == m.Currency })
		if i < 0 {
			out, i = append(out, api.MoneySum{Currency: m.Currency}), len(out)
		}
		if m.State == "received" {
			out[i].Received += m.Minor
		} else {
			out[i].Pledged += m.Minor
		}
	}
	slices.SortFunc(out, func(a, b api.MoneySum) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}
