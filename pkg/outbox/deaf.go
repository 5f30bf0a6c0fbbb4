package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// A stream that is remade has been silent for so long, and so many times.
const (
	deafFor   = 10 * time.Second
	deafTimes = 3
)

// silence is since when a stream has taken nothing.
type silence struct {
	sync.Mutex
	since   time.Time
	created time.Time
	last    uint64
	times   int
}

// unheard notes that the stream did not answer to something that was sent to it. When that goes on although the server answers for
// the stream, and it has not moved at all, the stream cannot write any more and never will (bus.Remake): it is made anew, and the
// next check finds that and fills it. Documents and the fact log have everything that it had.
func (k *keeper) unheard(ctx context.Context, err error) {
	if !bus.Unanswered(err) || ctx.Err() != nil {
		return
	}
	info, away := k.bus.StreamInfo(ctx, k.stream)
	if away != nil { // the server is away, or the stream: that is found elsewhere
		info = bus.StreamInfo{}
	}
	if !k.deaf(info) {
		return
	}
	k.log.Error("the stream takes no messages; making it anew", "stream", k.stream.Name())
	if err := k.bus.Remake(ctx, k.stream, info.Created); err != nil {
		k.log.Error("the stream cannot be made anew", "stream", k.stream.Name(), "err", err)
	}
}

func (k *keeper) deaf(now bus.StreamInfo) bool {
	k.silent.Lock()
	defer k.silent.Unlock()
	s := &k.silent
	if s.times == 0 || !s.created.Equal(now.Created) || s.last != now.LastSeq {
		s.since, s.created, s.last, s.times = time.Now(), now.Created, now.LastSeq, 0
	}
	s.times++
	if now.Created.IsZero() || s.times < deafTimes || time.Since(s.since) < deafFor {
		return false
	}
	s.times = 0
	return true
}
