package rounds

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// mostWorths is how many questions for a pair that no round looked at are worked on or wait at a time, in one process.
const mostWorths = 5

var errCrowd = fault.New(fault.TooMany, "round.many_questions",
	"Many pairs are being worked out at the moment. Wait some seconds, and ask again.").After(2 * time.Second)

// turns let people in one at a time, and few wait.
type turns struct {
	most int64
	here atomic.Int64 // who is in, and who waits
	in   chan struct{}
}

func newTurns(most int64) *turns { return &turns{most: most, in: make(chan struct{}, 1)} }

// take waits for its turn, and gives what ends it. TooMany where too many wait already.
func (t *turns) take(ctx context.Context) (end func(), err error) {
	if t.here.Add(1) > t.most {
		t.here.Add(-1)
		return nil, errCrowd
	}
	select {
	case t.in <- struct{}{}:
		return func() { <-t.in; t.here.Add(-1) }, nil
	case <-ctx.Done():
		t.here.Add(-1)
		return nil, ctx.Err()
	}
}
