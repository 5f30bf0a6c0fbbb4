package mentoring

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Replies counts how the proposals of a round went on, by the index of matches: no document is read for it. A round that made none has zeros.
// Only other services may call it.
func (s *Service) Replies(ctx context.Context, q wire.RepliesQuestion) (out wire.RepliesAnswer, err error) {
	for how, n := range map[string]*int{replyYes: &out.Yes, replyNo: &out.No, replySilent: &out.Silent, replyWaiting: &out.Waiting,
		replyBack: &out.Back} {
		found, err := s.c.matches.Count(ctx, store.Where("reply", store.Eq, replyKey(q.Round, how)))
		if err != nil {
			return out, err
		}
		*n = int(found)
	}
	return out, nil
}
