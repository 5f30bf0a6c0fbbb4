package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// A stream that is made anew has taken nothing for so long, of so many sendings, with no longer pause between them; and that
// happens to one stream of this process no more often than that.
const (
	deafFor   = 10 * time.Second
	deafTimes = 3
	deafPause = time.Minute
	deafAgain = 10 * time.Minute
)

// silence is since when a stream has taken nothing of what was sent to it.
type silence struct {
	sync.Mutex
	seen         bus.StreamInfo
	since, until time.Time
	times        int
	remade       time.Time
}

// publish sends to the stream, and notes whether it takes anything.
func (k *keeper) publish(ctx context.Context, out []bus.Outgoing) []bus.Published {
	res := k.bus.PublishAll(ctx, out)
	var missed error
	for _, p := range res {
		if p.Err == nil {
			k.silent.heard()
			return res
		}
		if bus.NotTaken(p.Err) {
			missed = p.Err
		}
	}
	k.sent(ctx, missed)
	return res
}

// sent notes what became of something that was sent to the stream to be written. When nothing is taken for a while although the
// server answers for the stream, and the stream does not move at all, it cannot write any more and never will (bus.Remake): it is
// made anew, and the next check finds that and fills it. Documents and the fact log have everything that it had.
func (k *keeper) sent(ctx context.Context, err error) {
	if err == nil {
		k.silent.heard()
	}
	if !bus.NotTaken(err) || ctx.Err() != nil {
		return
	}
	info, away := k.bus.StreamInfo(ctx, k.stream)
	if away != nil { // the server is away, or the stream: that is found elsewhere
		k.silent.heard()
		return
	}
	if !k.silent.deaf(info, time.Now()) {
		return
	}
	k.log.Error("the stream takes no messages; making it anew", "stream", k.stream.Name())
	if err := k.bus.Remake(ctx, k.stream, info); err != nil {
		k.log.Error("the stream cannot be made anew", "stream", k.stream.Name(), "err", err)
	}
}

func (s *silence) heard() {
	s.Lock()
	s.times = 0
	s.Unlock()
}

// deaf notes that nothing was taken, and says whether that is enough.
func (s *silence) deaf(info bus.StreamInfo, now time.Time) bool {
	s.Lock()
	defer s.Unlock()
	if s.times == 0 || now.Sub(s.until) > deafPause || !s.seen.Created.Equal(info.Created) || s.seen.LastSeq != info.LastSeq {
		s.since, s.seen, s.times = now, info, 0
	}
	s.until = now
	s.times++
	if s.times < deafTimes || now.Sub(s.since) < deafFor || !s.remade.IsZero() && now.Sub(s.remade) < deafAgain {
		return false
	}
	s.times, s.remade = 0, now
	return true
}
