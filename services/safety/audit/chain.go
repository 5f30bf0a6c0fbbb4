// Package audit keeps what staff did: a list to which is only ever added, each entry bound to the one before by a hash under a key that is
// not in the store. Whoever can write the store, and does not have the key, cannot change, take out or put in an entry without breaking the
// chain, and Verify says where; an anchor says how far the chain went, so that its end cannot be cut off alone. Who puts back the whole
// store, anchor and all, puts back an older chain that is whole: a head that was written down elsewhere shows that (Find).
//
// An entry names nobody: it has marks in the place of people, cases and the like, and apart from it stands whose mark that is. Somebody
// who leaves loses that, so that nothing says any more who it was, and the chain still verifies.
package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Entry is one thing that somebody of the staff did.
type Entry struct {
	Seq    int64     `json:"seq"` // from 1, without a gap
	At     time.Time `json:"at"`
	What   string    `json:"what"`             // service.type of the fact
	Who    string    `json:"who"`              // a mark
	About  string    `json:"about,omitempty"`  // a mark
	Detail string    `json:"detail,omitempty"` // codes
	Fact   string    `json:"fact"`             // keyed hash of the fact's id, so that it is noted once
	Prev   string    `json:"prev,omitempty"`   // the hash of the entry before; "" of the first
	Hash   string    `json:"hash"`
}

// sum is the hash that an entry must have.
func (e Entry) sum(key []byte) string {
	e.Hash, e.At = "", e.At.UTC().Truncate(time.Millisecond)
	b, _ := json.Marshal(e) // strings, a number and a time: it cannot fail
	return keyed(key, "entry", b)
}

func keyed(key []byte, what string, text []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(what + "\x00"))
	m.Write(text)
	return hex.EncodeToString(m.Sum(nil))
}

// Anchor says how far the chain went at least.
type Anchor struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"` // of that entry
	Mac  string `json:"mac"`
}

func anchorOf(e Entry, key []byte) Anchor {
	return Anchor{e.Seq, e.Hash, keyed(key, "anchor", fmt.Appendf(nil, "%d %s", e.Seq, e.Hash))}
}

func (a Anchor) holds(key []byte) bool {
	return hmac.Equal([]byte(a.Mac), []byte(anchorOf(Entry{Seq: a.Seq, Hash: a.Hash}, key).Mac))
}

// inCase says whether it was done in a case: that is shown in the case, and to nobody else.
func (e Entry) inCase() bool { return strings.HasPrefix(e.What, "safety.case_") }

// after makes the entry the one that follows another; the zero Entry stands before the first.
func (e Entry) after(last Entry, key []byte) Entry {
	e.Seq, e.Prev = last.Seq+1, last.Hash
	e.Hash = e.sum(key)
	return e
}

// follows says what is wrong with the entry as the one after another; "" if nothing is.
func (e Entry) follows(last Entry, key []byte) string {
	switch {
	case e.Seq != last.Seq+1:
		return fmt.Sprintf("entry %d is missing", last.Seq+1)
	case e.Prev != last.Hash:
		return fmt.Sprintf("entry %d does not follow from the one before", e.Seq)
	case !hmac.Equal([]byte(e.Hash), []byte(e.sum(key))):
		return fmt.Sprintf("entry %d was changed", e.Seq)
	}
	return ""
}

// deeds are the facts that are noted, by source: what staff did to or about somebody, or in what must not be read without need.
var deeds = map[string][]wire.Event{
	"safety": {wire.CaseOpened{}, wire.CaseMoved{}, wire.DutySet{}, wire.DutyRead{}},
	"accounts": {wire.RolesChanged{}, wire.LinkRead{}, wire.AccountLookedUp{}, wire.AccountSuspended{}, wire.AccountRestored{},
		wire.LinkRequested{}},
	"catalog":  {wire.ProjectWished{}, wire.ImportFinished{}, wire.IssueChecked{}},
	"profiles": {wire.MentorApproved{}, wire.MentorRefused{}, wire.SkillDecided{}, wire.PeopleImported{}, wire.PeopleLookedUp{}},
	"programs": {wire.GrantGiven{}, wire.GrantRemoved{}, wire.RulesChanged{}, wire.MemberDecided{}, wire.ProgrammeMade{}, wire.OrganisationMade{},
		wire.CohortMoved{}, wire.ApplicationDecided{}, wire.ParticipantCompleted{}, wire.ParticipationMoved{}, wire.EventMoved{},
		wire.PartnerChanged{}, wire.PartnerNamed{}, wire.StipendMoved{}, wire.StipendRead{}, wire.FinanceNamed{},
		wire.BoardMoved{}, wire.BoardIntroduced{}, wire.CohortProjectMoved{}},
	"matching": {wire.RoundPublished{}},
}

// Sources are the services whose facts are noted: all that have dead letters.
func Sources() []string {
	return []string{"accounts", "catalog", "matching", "mentoring", "notifications", "profiles", "programs", "safety"}
}

// Facts are the facts of a source that are noted.
func Facts(source string) []wire.Event {
	return append(slices.Clone(deeds[source]), wire.LetterSettled{Service: source})
}

// Subjects are the subjects of a source's facts that are noted.
func Subjects(source string) []string { return wire.SubjectsOf(Facts(source)...) }

// codes are the fields of facts that are noted beside: codes all, never a person or a word that somebody wrote.
var codes = []string{"step", "measure", "reason", "roles", "link", "lifted", "role", "scope", "decision", "do", "how", "week", "wish",
	"consumer", "found", "rows", "phase", "outcome", "objective", "proposed", "returned"}

// deed is what a fact says that somebody did; ok is false where no person did it.
func deed(e wire.Envelope) (x Entry, who, about string, ok bool) {
	service, typ := e.TypeOf()
	var data map[string]any
	if json.Unmarshal(e.Data, &data) != nil {
		return x, "", "", false
	}
	who, about = e.Actor, e.Subject
	if who == "" || slices.Contains(services, who) || !ofStaff(typ, who, data) {
		return x, "", "", false
	}
	for _, field := range []string{"account", "person"} {
		if id, _ := data[field].(string); id != "" {
			about = id
		}
	}
	var said []string
	for _, c := range codes {
		if v, there := data[c]; there {
			b, _ := json.Marshal(v)
			said = append(said, c+"="+strings.Trim(string(b), `"`))
		}
	}
	return Entry{At: e.Time, What: service + "." + typ, Detail: strings.Join(said, " ")}, who, about, true
}

// ofStaff says whether a fact that others cause too was caused by somebody of the staff. What maintainers wish is theirs, and who asks for
// a link to sign in asks for themselves.
func ofStaff(typ, who string, data map[string]any) bool {
	text := func(field string) string { s, _ := data[field].(string); return s }
	staff, _ := data["staff"].(bool)
	switch typ {
	case "project_wished":
		return staff || strings.HasPrefix(text("wish"), "claim_")
	case "issue_checked", "board_moved", "cohort_project_moved":
		return staff
	case "link_requested":
		return text("link") == "invitation" && who != text("account")
	}
	return true
}

// services act too, by the clock or because of a fact; that is no deed of anybody.
var services = []string{"accounts", "profiles", "programs", "catalog", "matching", "mentoring", "notifications", "safety", "gateway"}
