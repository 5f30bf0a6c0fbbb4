package profiles

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// States of an approval. The zero value: never offered to mentor.
const (
	NotOffered = ""
	Waiting    = "waiting"
	Approved   = "approved"
	Refused    = "refused"
)

// Approval says whether a person may be found as a mentor. Once given it stays: editing the profile, or switching the offer off
// and on again, keeps it. But who is shown signed out, and writes what no moderator has read, is shown to members alone until one has
// (changed.go): approval is no bait. A refused person asks again by switching the offer off and on, and stays refused until a moderator
// has decided anew: also where no approval is needed.
type Approval struct {
	State  string    `json:"state,omitempty"`
	Asked  time.Time `json:"asked,omitzero"`   // when it last began to wait
	By     string    `json:"by,omitempty"`     // who decided; "" where no approval is needed, or they have left
	At     time.Time `json:"at,omitzero"`      // when
	Reason string    `json:"reason,omitempty"` // of a refusal, a code
	// Again: refused once, and nobody has decided since.
	Again bool `json:"again,omitempty"`
	// Seen are hashes of the name and free texts that were there when it was given: nil where nobody has to approve.
	Seen []string `json:"seen,omitempty"`
	// Changed is since when something stands there, shown signed out, that is not among Seen. Zero: nothing.
	Changed time.Time `json:"changed,omitzero"`
}

// refused says whether moderators do not want the person to mentor. It holds in every programme.
func (a Approval) refused() bool { return a.State == Refused || a.Again }

// settleOffer brings the approval in line with the offer. A draft is put before nobody: only a visible profile begins to wait.
// approval is false in communities that approve nobody.
func (p *Profile) settleOffer(id string, approval bool, now time.Time) []wire.Event {
	if !p.Mentor {
		if p.Approval.State != Approved {
			p.Approval = Approval{Again: p.Approval.refused()}
		}
		return nil
	}
	if !p.Visible() {
		return nil
	}
	switch {
	case p.Approval.State == NotOffered && (approval || p.Approval.Again):
		p.Approval = Approval{State: Waiting, Asked: now, Again: p.Approval.Again}
		return []wire.Event{wire.MentorOffered{Person: id}}
	case p.Approval.State == NotOffered:
		p.Approval = Approval{State: Approved, Asked: now, At: now}
		return []wire.Event{wire.MentorOffered{Person: id}, wire.MentorApproved{Person: id}}
	case p.Approval.State == Waiting && !approval && !p.Approval.Again: // the setting was switched off meanwhile
		p.Approval.State, p.Approval.At = Approved, now
		return []wire.Event{wire.MentorApproved{Person: id}}
	}
	return nil
}

// Approve lets the mentor be found, as they now describe themselves. The same answer twice is one; false if it was there already.
func (p *Profile) Approve(by string, now time.Time) (bool, error) {
	if !p.Visible() || !p.Mentor || p.Approval.State == NotOffered {
		return false, errNotOffered
	}
	if p.Approval.State == Approved && p.Approval.Changed.IsZero() {
		return false, nil
	}
	p.Approval = Approval{State: Approved, Asked: p.Approval.Asked, By: by, At: now, Seen: p.written(skill.Shipped())}
	return true, nil
}

// Refuse keeps the mentor invisible as a mentor, or takes an approval back.
func (p *Profile) Refuse(by, reason string, now time.Time) (bool, error) {
	if !slices.Contains(RefusalReasons, reason) {
		return false, fault.InvalidFields(fault.Field{
			Pointer: "/reason", Code: "not_one_of", Params: map[string]any{"allowed": RefusalReasons},
		})
	}
	if !p.Visible() || !p.Mentor || p.Approval.State == NotOffered {
		return false, errNotOffered
	}
	if p.Approval.State == Refused && p.Approval.Reason == reason {
		return false, nil
	}
	p.Approval.State, p.Approval.By, p.Approval.At, p.Approval.Reason = Refused, by, now, reason
	p.Approval.Seen, p.Approval.Changed = nil, time.Time{}
	return true, nil
}

var errNotOffered = fault.New(fault.NotFound, "approval.not_offered", "Nobody of this id offers to mentor.")
