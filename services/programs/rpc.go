package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// answer answers the questions of other services until ctx ends.
func (s *Service) answer(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "round_input", s.RoundInput)
}

// answerBoards and answerTools answer matching and the catalogue about boards.
func (s *Service) answerBoards(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "board_needs", s.beside.board.Needs)
}

func (s *Service) answerTools(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "board_tool", s.beside.board.OpenedTool)
}

// answerStill answers notifications, which asks for the token of a mail.
func (s *Service) answerStill(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "still_token", s.outcomes.Token)
}

// arrival asks accounts for an account of somebody who came to an event with a badge and has none.
func (s *Service) arrival(ctx context.Context, q wire.ArrivalQuestion) (wire.ArrivalAnswer, error) {
	return bus.Ask[wire.ArrivalQuestion, wire.ArrivalAnswer](ctx, s.d.Bus, "accounts", "arrival", q)
}
