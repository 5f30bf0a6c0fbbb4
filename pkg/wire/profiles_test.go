package wire

import "testing"

func TestMentorsIn(t *testing.T) {
	approved := PersonState{Mentor: true, Approved: true}
	waiting := PersonState{Mentor: true}
	refused := PersonState{Mentor: true, Refused: true}
	hidden := PersonState{Mentor: true, Approved: true, Invited: true}
	strict, free := Rules{MentorApproval: true}, Rules{}
	in, taken := &MemberState{Mentor: true}, &MemberState{Mentor: true, Approved: true}
	for _, c := range []struct {
		name      string
		of        PersonState
		programme string
		rules     Rules
		member    *MemberState
		want      bool
	}{
		{"everywhere", approved, AlwaysOpen, strict, nil, true},
		{"no member", approved, "p", strict, nil, false},
		{"a newcomer there", approved, "p", free, &MemberState{Newcomer: true, Approved: true}, false},
		{"not taken by the programme", approved, "p", strict, in, false},
		{"taken", approved, "p", strict, taken, true},
		{"nobody approves", waiting, "p", free, in, true},
		{"nobody approves anywhere", waiting, AlwaysOpen, free, nil, true},
		{"taken by the programme alone", waiting, "p", strict, taken, false},
		{"waits", waiting, AlwaysOpen, strict, nil, false},
		{"refused", refused, "p", free, taken, false},
		{"refused everywhere", refused, AlwaysOpen, free, nil, false},
		{"invisible", hidden, "p", free, taken, false},
		{"offers nothing", PersonState{Approved: true}, "p", free, taken, false},
	} {
		if got := c.of.MentorsIn(c.programme, c.rules, c.member); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}
