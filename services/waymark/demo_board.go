package main

import (
	"context"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// board has a tool that waits for an organiser, one whose checklist has a gap, and a need with which somebody would like to help.
func (l *life) board(ctx context.Context, programme string) error {
	organiser := l.people[demoOrganiser]
	for _, x := range []struct {
		by, helper string
		looked     bool
		body       api.BoardBody
	}{
		{by: "Farid Ouazene", body: api.BoardBody{Kind: "tool", Title: "A calendar for shared rooms", Text: "We wrote it for our library. Made up.",
			Skills: []string{"python"}, Languages: []string{"en"}, Reach: "Farid, at the front desk"}},
		{by: "Ines Caboreal", helper: "Tiva Morelo", looked: true, body: api.BoardBody{Kind: "tool", Title: "Forms that fill themselves",
			Text: "It saves our office a day a week, and others could use it too. Made up.", Skills: []string{"javascript", "documentation"},
			Languages: []string{"en", "fr"}, Owner: "The office of forms", Agreement: "agreed", AgreedOn: time.Now().AddDate(0, 0, -3), Licence: "EUPL-1.2",
			Reach: "Ines, second floor"}},
		{by: "Tom Wexcombe", helper: "Paco Arvela", looked: true, body: api.BoardBody{Kind: "need", Title: "Open data of bus stops",
			Text: "We type them in by hand. Is there something open that reads timetables? Made up.", Skills: []string{"python"}, Languages: []string{"en"}}},
	} {
		err := eventually(ctx, patience, func() error {
			e, err := l.people[x.by].PostOnBoard(ctx, programme, x.body)
			if err == nil && x.looked {
				_, err = organiser.MoveBoardEntry(ctx, e.ID, "looked")
			}
			if err == nil && x.helper != "" {
				_, err = l.people[x.helper].HelpBoardEntry(ctx, e.ID, "An hour a week, in the evening. Made up.")
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s posts: %w", x.by, err)
		}
	}
	return nil
}
