package profiles

import "slices"

// Viewer is who looks, with what they have to do with the one looked at. The zero value is somebody signed out.
type Viewer struct {
	ID        string // "" signed out
	Moderator bool
	Mentor    bool // can be found as a mentor
	// Blocked: either side has blocked the other.
	Blocked bool
	// Matched: a match that lets this viewer see the other; Live: it is accepted or active; AskedBy: the other is its newcomer.
	Matched, Live, AskedBy bool
	// Together: both are in a team of an event, or one guides it.
	Together bool
	// Shares: both are in one programme, other than the always-open one.
	Shares bool
	// Asks: the other can be asked as a mentor in such a programme, by its own rules. Asked: so can the viewer.
	Asks, Asked bool
	// Organises: the viewer organises a programme that the other is in.
	Organises bool
}

// Sight is how much of a profile somebody sees.
type Sight int

// From nothing to everything.
const (
	Nothing Sight = iota
	Page          // what the person shows: no hours, no private wishes
	Partner       // and the hours, to find a time together
	Own           // everything
)

// See decides how much of the profile id the viewer sees. A block wins over everything else, and reads like absence.
func See(v Viewer, id string, p *Profile) Sight {
	switch {
	case v.ID == id && id != "":
		return Own
	case v.Blocked || !p.Visible():
		return Nothing
	case v.Live:
		return Partner
	case v.Matched || v.Together || v.Moderator || v.Organises:
		return Page
	case v.finds(p), v.mayOffer(p): // a mentor sees newcomers who asked, or who allow offers
		return Page
	}
	return Nothing
}

// mayOffer says whether the viewer is a mentor who may offer help to the person without being asked.
func (v Viewer) mayOffer(p *Profile) bool {
	return p.Newcomer && p.Offers && (v.Mentor || v.Asked) && found(v, p)
}

// learns says whether the viewer, of whom See is not Nothing, also sees what the person wants to learn: it is for those who look at them as
// a newcomer. Who finds them as a mentor, or asked them, does not.
func (v Viewer) learns(id string, p *Profile) bool {
	return v.ID == id && id != "" || v.AskedBy || v.Together || v.Moderator || v.Organises || v.mayOffer(p)
}

// finds says whether the viewer finds the person as a mentor: among everybody, or in a programme that both are in (wire's MentorsIn
// decides about each). Who wants to be found in programmes only is not found by those of one that has not taken them.
func (v Viewer) finds(p *Profile) bool {
	switch {
	case !p.Mentor || !p.Visible() || p.FoundBy == FoundByNobody:
		return false
	case v.Asks:
		return true
	}
	return p.FoundAsMentor() && p.FoundBy != FoundByProgramme && found(v, p)
}

// Why nobody sees a profile who has nothing to do with its person.
const (
	HiddenUnconfirmed = "address_unconfirmed"
	HiddenSuspended   = "account_suspended"
	HiddenInvited     = "invitation_open"
	HiddenNoRole      = "newcomer_or_mentor"
	HiddenNobody      = "found_by_nobody"
	HiddenWaiting     = "approval_waiting"
	HiddenRefused     = "approval_refused"
	HiddenNoProgramme = "no_programme" // found by programmes only, and in none that shows them
	HiddenUnasked     = "only_whom_you_ask"
)

// Hidden says why nobody sees the profile but those with a match, moderators and organisers; "" if others do. shares: the person is in a
// programme other than the always-open one; mentors: as a mentor by its rules.
func (p *Profile) Hidden(shares, mentors bool) string {
	finding := p.FoundBy != FoundByProgramme
	switch {
	case p.Account == AccountSuspended:
		return HiddenSuspended
	case p.Account != AccountConfirmed:
		return HiddenUnconfirmed
	case p.Invitation.Open:
		return HiddenInvited
	case !p.Newcomer && !p.Mentor:
		return HiddenNoRole
	case p.FoundBy == FoundByNobody:
		return HiddenNobody
	case p.Mentor && (mentors || p.FoundAsMentor() && finding), p.Newcomer && p.Offers && (finding || shares):
		return ""
	case p.Mentor && p.Approval.refused():
		return HiddenRefused
	case p.Mentor && p.Approval.State != Approved:
		return HiddenWaiting
	case p.Mentor || p.Offers:
		return HiddenNoProgramme
	}
	return HiddenUnasked
}

// found applies who may find the person.
func found(v Viewer, p *Profile) bool {
	switch p.findableBy() {
	case FoundByEverybody:
		return true
	case FoundByMembers:
		return v.ID != ""
	case FoundByProgramme:
		return v.Shares
	}
	return false
}

// Relation is what a match says about two people; as in Viewer.
type Relation struct{ Matched, Live, AskedBy bool }

// Related says what match m lets viewer see of other. A newcomer sees every mentor of their request; a mentor sees the newcomer
// once it was their turn, not while they only stand in line. What has ended stays: both keep knowing whom they worked with.
func Related(m Match, viewer, other string) Relation {
	if viewer == "" || viewer == other || m.Status == "void" {
		return Relation{}
	}
	turn := func(mentor string) (listed, asked bool) {
		if m.Mentor == mentor {
			return true, true
		}
		for _, o := range m.Offers {
			if o.Mentor == mentor {
				return true, !o.Asked.IsZero() || m.Status == "proposed"
			}
		}
		return false, false
	}
	live := (m.Status == "accepted" || m.Status == "active") && (m.Mentor == viewer || m.Mentor == other)
	switch {
	case m.Newcomer == viewer:
		listed, _ := turn(other)
		return Relation{Matched: listed, Live: live && listed}
	case m.Newcomer == other:
		_, asked := turn(viewer)
		return Relation{Matched: asked, Live: live && asked, AskedBy: asked}
	}
	return Relation{}
}

// Pairs are the newcomer with each mentor of a match, for the mirror's index: nobody else sees anybody because of it.
func Pairs(m Match) []string {
	out := []string{}
	add := func(mentor string) {
		if p := pair(m.Newcomer, mentor); mentor != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	add(m.Mentor)
	for _, o := range m.Offers {
		add(o.Mentor)
	}
	return out
}

func pair(newcomer, mentor string) string { return newcomer + "_" + mentor }
