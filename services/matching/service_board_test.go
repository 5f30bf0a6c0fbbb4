package matching

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// TestBoardFits: who knows what is asked for comes first, who speaks none of the languages last, whatever the order they are asked in.
func TestBoardFits(t *testing.T) {
	tax := skill.Shipped()
	need := wire.BoardNeed{Entry: "e", Skills: []string{"go", "documentation"}, Languages: []string{"en", "fr"}}
	b := newBoard(tax, []wire.BoardNeed{need}, rank.Scope{SignedIn: true})
	say := func(l string) []rank.Spoken { return []rank.Spoken{{Language: l, Level: 4}} }
	people := []rank.Person{
		{ID: "a-nothing"}, {ID: "b-other-language", Have: []rank.Skill{{ID: "go", Level: 5}, {ID: "documentation", Level: 5}}, Languages: say("ru")},
		{ID: "c-one", Have: []rank.Skill{{ID: "go", Level: 4}}, Languages: say("fr")},
		{ID: "d-both", Have: []rank.Skill{{ID: "go", Level: 4}, {ID: "documentation", Level: 4}}, Languages: say("fr")},
		{ID: "e-both", Have: []rank.Skill{{ID: "go", Level: 4}, {ID: "documentation", Level: 4}}, Languages: say("fr")},
	}
	for range 2 {
		slices.Reverse(people)
		var fits []boardFit
		for i := range people {
			f := b.fit(&people[i], need)
			f.Person = people[i].ID
			fits = append(fits, f)
		}
		got := bestOf(fits, len(fits)).Items
		order := ""
		for _, f := range got {
			order += f.Person[:1]
		}
		if !strings.HasPrefix(order, "dec") || !strings.HasSuffix(order, "b") {
			t.Errorf("%s: %+v", order, got)
		}
		if r := got[0].Reasons; len(r) == 0 || r[0].Code != "uses_what_you_know" || got[2].Gap == nil || got[2].Gap.Code != "needs_more" {
			t.Errorf("%+v", got)
		}
	}
}

// TestBoardIsForBrokers: helpers are told to the programme's organisers alone, without their wishes, and everybody is told what fits themselves.
func TestBoardIsForBrokers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const programme = "p1"
	asked := bus.Answer[wire.BoardNeedsQuestion, wire.BoardNeedsAnswer]
	programs := w.nats.Connect("programs")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = asked(ctx, programs, "programs", "board_needs", func(_ context.Context, q wire.BoardNeedsQuestion) (wire.BoardNeedsAnswer, error) {
			if q.Entry == "absent" {
				return wire.BoardNeedsAnswer{Needs: []wire.BoardNeed{}}, nil
			}
			n := wire.BoardNeed{Entry: "e1", Skills: []string{"go"}, Languages: []string{"en"}}
			if q.Entry != "" {
				n.Willing = []string{"ada", "zoe"}
			}
			return wire.BoardNeedsAnswer{Programme: programme, Needs: []wire.BoardNeed{n}}, nil
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
	ada := newcomer("ada", "rust")
	ada.Have = []wire.SkillLevel{{Skill: "go", Level: 4}}
	w.says(ada, wire.ProgrammeState{Programme: programme, Org: "o1"}, wire.MemberState{Programme: programme, Person: "ada", Newcomer: true})
	w.run()
	w.seen()
	for _, entry := range []string{"e1", "absent"} {
		if _, err := w.as("ada").BoardHelpers(t.Context(), entry); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s: %v", entry, err)
		}
	}
	if _, err := w.as("ada").BoardForMe(t.Context(), "p2"); !fault.Has(err, fault.NotFound) {
		t.Error(err)
	}
	mine, err := w.as("ada").BoardForMe(t.Context(), programme)
	if err != nil || len(mine.Items) != 1 || mine.Items[0].Person != "" || mine.Items[0].Reasons[0].Code != "uses_what_you_know" {
		t.Error(mine, err)
	}
	got, err := w.as("root.administrator").BoardHelpers(t.Context(), "e1")
	if err != nil || len(got.Items) != 2 || got.Items[0].Person != "ada" || strings.Contains(fmt.Sprint(got), "rust") {
		t.Error(got, err)
	}
}
