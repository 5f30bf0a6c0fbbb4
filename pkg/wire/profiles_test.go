package wire

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

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

// TestOneList: of every list of that time nothing is lost or doubled, one's side alone is one's own, and no wish to learn is ever help.
func TestOneList(t *testing.T) {
	var list []SkillLevel
	for level := range 6 {
		list = append(list, SkillLevel{Skill: string(rune('a' + level)), Level: level})
	}
	for _, c := range []struct {
		name             string
		newcomer, mentor bool
		learn, teach     []SkillLevel
	}{
		{"nobody", false, false, list, nil},
		{"a newcomer", true, false, list, nil},
		{"a mentor", false, true, nil, list},
		{"both", true, true, list[:4], list[4:]},
	} {
		older := PersonState{Newcomer: c.newcomer, Mentor: c.mentor, Want: list}
		if learn, teach := older.Lists(); !reflect.DeepEqual(learn, c.learn) || !reflect.DeepEqual(teach, c.teach) {
			t.Errorf("%s: to learn %v, help %v", c.name, learn, teach)
		}
		for _, own := range [][]SkillLevel{{}, list[:1]} { // with a list of its own, even an empty one, nothing is read otherwise
			now := older
			now.Teach = own
			b, err := json.Marshal(now)
			var read PersonState
			if err := errors.Join(err, json.Unmarshal(b, &read)); err != nil {
				t.Fatal(err)
			}
			if learn, teach := read.Lists(); !reflect.DeepEqual(learn, list) || teach == nil || !reflect.DeepEqual(teach, own) {
				t.Errorf("%s: to learn %v, help %v of %s", c.name, learn, teach, b)
			}
		}
	}
}
