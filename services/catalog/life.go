package catalog

// Life is what goes on with an issue, as mentoring says it. It names nobody.
type Life struct {
	Claimed bool `json:"claimed,omitempty"` // somebody works on it
	Waiting int  `json:"waiting,omitempty"` // people in the line for it
	Mentors int  `json:"mentors,omitempty"` // with a free place, who offer help with it
	// ClaimAt and HelpAt are the versions of what mentoring said last, so that nothing goes back.
	ClaimAt int64 `json:"claim_at,omitempty"`
	HelpAt  int64 `json:"help_at,omitempty"`
}

// HearClaim takes in what mentoring says of the claim; false if it has said something later.
func (l *Life) HearClaim(version int64, claimed bool, waiting int) bool {
	if version <= l.ClaimAt {
		return false
	}
	l.ClaimAt, l.Claimed, l.Waiting = version, claimed, 0
	if claimed {
		l.Waiting = max(waiting, 0)
	}
	return true
}

// HearHelp takes in how many mentors with a free place offer help; false if mentoring has said something later.
func (l *Life) HearHelp(version int64, mentors int) bool {
	if version <= l.HelpAt {
		return false
	}
	l.HelpAt, l.Mentors = version, max(mentors, 0)
	return true
}
