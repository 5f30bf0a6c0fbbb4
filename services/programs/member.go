package programs

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// States of a mentor in a programme.
const (
	NotOffered = ""
	Waiting    = "waiting"
	Approved   = "approved"
	Refused    = "refused"
)

// RefusalReasons are why a programme did not take somebody as a mentor.
var RefusalReasons = []string{"tell_more", "not_yet", "conduct", "duplicate", "other"}

// MaxMemberships is in how many programmes one person can be.
const MaxMemberships = 100

// Member is one person in one programme. Who has left keeps the document, without a role.
type Member struct {
	Programme string `json:"programme"`
	Person    string `json:"person"`
	Newcomer  bool   `json:"newcomer,omitempty"`
	Mentor    bool   `json:"mentor,omitempty"`
	Invited   bool   `json:"invited,omitempty"` // may join where joining needs an invitation
	// ByImport: invited by an address in a file. Until the person has accepted or joined they are in no list: who imports must not
	// learn from it whether an address was known, or whose it is.
	ByImport bool      `json:"by_import,omitempty"`
	Approval string    `json:"approval,omitempty"`
	Reason   string    `json:"reason,omitempty"` // of a refusal
	By       string    `json:"by,omitempty"`     // who decided
	Joined   time.Time `json:"joined,omitzero"`
	Left     time.Time `json:"left,omitzero"`
	// Hub is through which hub they came, Agreed the version of the rules that they were shown there.
	Hub    string `json:"hub,omitempty"`
	Agreed int    `json:"agreed,omitempty"`
}

// MemberID derives the document's id; ids of programmes and people have no underscore.
func MemberID(programme, person string) string { return programme + "_" + person }

// In says whether the person takes part.
func (m *Member) In() bool { return m.Newcomer || m.Mentor }

// Become sets what the person takes part as, and says what changed. approval: the programme approves its mentors.
func (m *Member) Become(newcomer, mentor, approval bool, now time.Time) []wire.Event {
	var out []wire.Event
	change := func(have *bool, want bool, as string) {
		switch {
		case want && !*have:
			out = append(out, wire.MemberJoined{Programme: m.Programme, Person: m.Person, As: as})
		case !want && *have:
			out = append(out, wire.MemberLeft{Programme: m.Programme, Person: m.Person, As: as})
		}
		*have = want
	}
	was := m.In()
	change(&m.Newcomer, newcomer, "newcomer")
	change(&m.Mentor, mentor, "mentor")
	if !was && m.In() {
		m.Joined, m.Left = now, time.Time{}
	}
	if was && !m.In() {
		m.Left = now
	}
	switch {
	case !m.Mentor && m.Approval != Approved: // asking again begins anew; an approval stays
		m.Approval, m.Reason, m.By = NotOffered, "", ""
	case m.Mentor && m.Approval == NotOffered && approval:
		m.Approval = Waiting
	case m.Mentor && (m.Approval == NotOffered || m.Approval == Waiting) && !approval:
		m.Approval = Approved
	}
	return out
}

// Decide approves or refuses the person as a mentor of this programme; false if it was so already.
func (m *Member) Decide(approve bool, reason, by string) (bool, error) {
	if !m.Mentor {
		return false, fault.New(fault.NotFound, "member.no_mentor", "Nobody of this id is a mentor here.")
	}
	to := Approved
	if !approve {
		to = Refused
		if !slices.Contains(RefusalReasons, reason) {
			return false, fault.InvalidFields(fault.Field{
				Pointer: "/reason", Code: "not_one_of", Params: map[string]any{"allowed": RefusalReasons},
			})
		}
	} else if reason != "" {
		return false, fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "only_with_a_refusal"})
	}
	if m.Approval == to && m.Reason == reason {
		return false, nil
	}
	m.Approval, m.Reason, m.By = to, reason, by
	return true, nil
}

// Listed says whether organisers see the member. unaccepted: the person's profile waits for them to accept.
func (m *Member) Listed(unaccepted bool) bool { return !m.ByImport || m.In() && !unaccepted }

// MemberStateOf is what others mirror; who has left is neither newcomer nor mentor.
func MemberStateOf(m *Member) wire.MemberState {
	return wire.MemberState{
		Programme: m.Programme, Person: m.Person, Newcomer: m.Newcomer, Mentor: m.Mentor, Approved: m.Mentor && m.Approval == Approved,
	}
}
