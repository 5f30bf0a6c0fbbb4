package outcomes

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestFiguresOfFew: what few stand behind, or one for many, is hidden; exact counts say it.
func TestFiguresOfFew(t *testing.T) {
	people := some(9, Person{As: "newcomer", Matched: true, Days: 3, Due: 12, InTime: 6})
	if o := hidden(people, nil); !o.DaysToMatch.Hidden || !o.CheckInsInTime.Hidden {
		t.Errorf("nine: %+v", o)
	}
	people = append(people, people[0])
	if o := hidden(people, nil); o.DaysToMatch.Value != 3 || o.CheckInsInTime.Value != 50 || o.Rule != ruleNow {
		t.Errorf("ten: %+v", o)
	}
	// One mentor had most requests: the share would be hers.
	mentors := append(some(11, Person{As: "mentor", Asked: 3, Hours: []int{8, 8, 8}}), Person{As: "mentor", Asked: 40, Hours: []int{1}})
	if o := hidden(mentors, nil); !o.RequestsAnswered.Hidden || o.ReplyHours.Value != 6 {
		t.Errorf("one for many: %+v", o)
	}
	if o := Count(mentors, nil, partEnd); o.RequestsAnswered.Value != 47 || o.ReplyHours.Value != 8 {
		t.Errorf("exact: %+v", o)
	}
	// Ten check-ins of ten people: each would be a tenth.
	if o := hidden(some(10, Person{As: "newcomer", Due: 1, InTime: 1}), nil); !o.CheckInsInTime.Hidden {
		t.Errorf("too little: %+v", o.CheckInsInTime)
	}
	// That all were in time is said of nobody.
	if o := hidden(some(10, Person{As: "newcomer", Due: 10, InTime: 10}), nil); o.CheckInsInTime.Value != 95 {
		t.Errorf("all: %+v", o.CheckInsInTime)
	}
}

// TestDaysOfHiddenMatches: where the count of those who were matched is hidden, so is how long it took, which would say that they were many.
func TestDaysOfHiddenMatches(t *testing.T) {
	done := Person{As: "newcomer", Sent: true, Accepted: true, Matched: true, Days: 4}
	n := 0
	o := Protected(some(20, done), nil, partEnd, nil, func(int) int {
		if n++; n == stepMatched+1 {
			return -20
		}
		return 0
	})
	if !o.Groups[0].Steps[stepMatched].Hidden || !o.DaysToMatch.Hidden {
		t.Errorf("%+v", o)
	}
}

// TestReplies: one mentor is one voice, however many requests came to them.
func TestReplies(t *testing.T) {
	people := append(some(14, Person{As: "mentor", Asked: 2, Hours: []int{12}}), Person{As: "mentor", Asked: 9, Hours: []int{1, 1, 1, 1, 1, 1, 1, 1, 1}})
	if o := hidden(people, nil); o.ReplyHours.Value != 12 || o.RequestsAnswered.Value != 60 { // 23 of 37 are 62 per cent, and five of 37 are a step of 20
		t.Errorf("%+v", o)
	}
	if o := Count(people, nil, partEnd); o.ReplyHours.Value != 12 || o.RequestsAnswered.Value != 62 || o.Rule != 0 {
		t.Errorf("%+v", o)
	}
}

// TestMiddleIsNobodys: whatever one person's value is, the middle moves by a fifth of what it moved within, and never prints it alone.
func TestMiddleIsNobodys(t *testing.T) {
	list := []int{0, 0, 0, 0, 1, 30, 30, 30, 30, 30, 30} // the exact median is 30, of one person
	if f := middling(list, 1, quiet); f.Value != 18 {
		t.Errorf("%+v", f)
	}
	list[4] = 30
	if f := middling(list, 1, quiet); f.Value != 24 {
		t.Errorf("%+v", f)
	}
}

// TestFrozenFiguresStay: later parts copy what was printed, with its rule, whatever the rule is by then.
func TestFrozenFiguresStay(t *testing.T) {
	people := some(12, Person{As: "newcomer", Sent: true, Accepted: true, Matched: true, Days: 3, Due: 12, InTime: 7})
	end := hidden(people, nil)
	end.Rule, end.CheckInsInTime = 1, api.OutcomeFigure{Value: 58}
	if o := Protected(people[:10], nil, part3, &end, quiet); o.Rule != 1 || o.CheckInsInTime.Value != 58 || o.DaysToMatch != end.DaysToMatch {
		t.Errorf("%+v", o)
	}
}

// TestLaterPartsGoOnAsBegun: a report that was begun by rule 3 counts people in all their tracks in its later parts too: its rows stay of the same
// people. One that was begun now counts each in one.
func TestLaterPartsGoOnAsBegun(t *testing.T) {
	tracks := []string{"code", "words"}
	people := some(40, Person{As: "newcomer", Sent: true, Accepted: true, Tracks: []string{"code", "words"}, Said: [3]bool{true}, Still: [3]bool{true}})
	for rule, want := range map[int]int{3: 40, ruleNow: 0} {
		end := Protected(people, tracks, partEnd, nil, quiet)
		end.Rule = rule
		later := Protected(people, tracks, part3, &end, quiet)
		for j, s := range later.Groups[2].Steps { // newcomers in the second track
			if steps[j].part == part3 && steps[j].name == "still_3" && s.Value != want {
				t.Errorf("rule %d: %+v", rule, s)
			}
		}
	}
}
