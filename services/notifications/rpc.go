package notifications

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// askAddress asks accounts where a letter goes, and for the one-time token of its link. The answer lives as long as the
// sending and no longer.
func (s *Service) askAddress(ctx context.Context, l *Letter) (wire.AddressAnswer, error) {
	return bus.Ask[wire.AddressQuestion, wire.AddressAnswer](ctx, s.d.Bus, "accounts", "address",
		wire.AddressQuestion{Account: l.Person, Link: l.Link, Old: l.Old})
}

// askAppealCode asks safety for the code with which somebody who is kept out reads an outcome and appeals. It lives as long as the
// sending and no longer.
func (s *Service) askAppealCode(ctx context.Context, l *Letter) (string, error) {
	a, err := bus.Ask[wire.AppealCodeQuestion, wire.AppealCodeAnswer](ctx, s.d.Bus, "safety", "appeal_code",
		wire.AppealCodeQuestion{Outcome: l.Case, Person: l.Person})
	return a.Code, err
}

// answerWithin is how long mentoring has for a token, without which the mail goes too.
const answerWithin = 2 * time.Second

// askAnswerToken asks mentoring for the token with which a mentor answers without signing in. It lives as long as the sending and no
// longer. "" where there is none: it is not their turn any more, or mentoring does not answer.
func (s *Service) askAnswerToken(ctx context.Context, l *Letter) string {
	ctx, done := context.WithTimeout(ctx, answerWithin)
	defer done()
	a, err := bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](ctx, s.d.Bus, "mentoring", "answer_token",
		wire.AnswerTokenQuestion{Match: l.Match, Mentor: l.Person})
	if err != nil {
		s.d.Log.InfoContext(ctx, "a mail goes without the way to answer at once", "err", err)
		return ""
	}
	return a.Token
}

// askStillToken asks programs for the token with which somebody says whether they still contribute. "" where it is answered already, or
// programs does not answer: the mail goes without it.
func (s *Service) askStillToken(ctx context.Context, l *Letter) string {
	ctx, done := context.WithTimeout(ctx, answerWithin)
	defer done()
	a, err := bus.Ask[wire.StillTokenQuestion, wire.StillTokenAnswer](ctx, s.d.Bus, "programs", "still_token",
		wire.StillTokenQuestion{Application: l.Application, Person: l.Person})
	if err != nil {
		s.d.Log.InfoContext(ctx, "a mail goes without the way to answer at once", "err", err)
		return ""
	}
	return a.Token
}
