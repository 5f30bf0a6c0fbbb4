package mentoring

import "github.com/waymark-dev/waymark/pkg/wire"

// knownPerson is what this service keeps of somebody's profile: whether they can be asked. The rest of a state is left out when it
// is read, so that nobody's week, languages or skills lie in this service's store.
type knownPerson struct {
	Person   string `json:"person"`
	Mentor   bool   `json:"mentor,omitempty"`
	Approved bool   `json:"approved,omitempty"`
	Refused  bool   `json:"refused,omitempty"`
	Invited  bool   `json:"invited,omitempty"`
	FoundBy  string `json:"found_by"`
}

func (knownPerson) StateOf() (string, string) { return wire.PersonState{}.StateOf() }

// mentorsIn is the one rule of wire on what is kept here.
func (k *knownPerson) mentorsIn(programme string, rules wire.Rules, member *wire.MemberState) bool {
	whole := wire.PersonState{Mentor: k.Mentor, Approved: k.Approved, Refused: k.Refused, Invited: k.Invited}
	return whole.MentorsIn(programme, rules, member)
}

// knownParticipant is what this service keeps of who takes part in a cohort: that somebody left it. Their places and tracks are left out.
type knownParticipant struct {
	Cohort string `json:"cohort"`
	Person string `json:"person"`
	As     string `json:"as"`
	State  string `json:"state"`
}

func (knownParticipant) StateOf() (string, string) { return wire.ParticipantState{}.StateOf() }

func participantKey(cohort, as, person string) string { return cohort + "/" + as + "/" + person }
