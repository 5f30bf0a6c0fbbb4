package profiles

import (
	"context"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// invite asks accounts for the person behind an address. The same row of the same import gets the same answer, however often.
func (s *Service) invite(ctx context.Context, id string, im *Import, r Row) (wire.InvitationAnswer, error) {
	return bus.Ask[wire.InvitationQuestion, wire.InvitationAnswer](ctx, s.d.Bus, "accounts", "invitation", wire.InvitationQuestion{
		Key: id + "-" + strconv.Itoa(r.Line), Address: r.Address, Locale: r.Locale, By: im.By,
	})
}

// answerTurn asks mentoring whose turn a token of a mail is. NotFound where it opens nothing, or no longer waits for an answer.
func (s *Service) answerTurn(ctx context.Context, token string) (wire.AnswerTurnAnswer, error) {
	return bus.Ask[wire.AnswerTurnQuestion, wire.AnswerTurnAnswer](ctx, s.d.Bus, "mentoring", "answer_turn", wire.AnswerTurnQuestion{Token: token})
}

// ownBlocks asks mentoring whom a person has blocked, and gives those of them who can be named to that person: what is mirrored here does
// not tell which side of a block wanted it. Who has blocked them too is not among them: they read as if they had left.
func (s *Service) ownBlocks(ctx context.Context, person string) ([]string, error) {
	a, err := bus.Ask[wire.OwnBlocksQuestion, wire.OwnBlocksAnswer](ctx, s.d.Bus, "mentoring", "own_blocks", wire.OwnBlocksQuestion{Person: person})
	return slices.DeleteFunc(a.Blocked, func(id string) bool { return slices.Contains(a.Back, id) }), err
}
