package programs

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// answer answers the questions of other services until ctx ends.
func (s *Service) answer(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "round_input", s.RoundInput)
}
