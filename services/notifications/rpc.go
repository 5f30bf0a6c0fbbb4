package notifications

import (
	"context"

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
