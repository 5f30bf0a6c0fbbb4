package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A nats-server that deletes a stream gives its name free first and moves its folder away then. A stream that is made in between
// loses its folder: it stands in the list and answers questions, and never takes a message again (nats-server 2.15; a write that
// the disk refused once leaves a stream of one server in the same state). Two things are done about it: whoever finds a stream gone
// that was there waits a moment before making it again, and the owner makes a stream anew that takes nothing (Remake).

// beingDeleted is how long whoever had a stream waits when it is gone before making it again.
const beingDeleted = 500 * time.Millisecond

var errNotTaken = errors.New("the stream did not say that it has what was sent")

// NotTaken says that something was sent to a stream, to be written, and that the stream did not answer. It may have it.
func NotTaken(err error) bool { return errors.Is(err, errNotTaken) }

// sent marks the error of something that was sent to a stream to be written, if it means that nobody answered.
func sent(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout) || errors.Is(err, jetstream.ErrAsyncPublishTimeout) {
		return fmt.Errorf("%w: %w", errNotTaken, err)
	}
	return err
}

// Remake deletes a stream and makes it again, empty: for its owner, when it has taken no message for a while although the server
// answers for it. seen is what the owner saw then: a stream that was made later or has moved since stays, and so does every stream
// of a cluster, where another server takes over from the one that cannot write.
func (b *Bus) Remake(ctx context.Context, s Stream, seen StreamInfo) error {
	c, cancel := call(ctx)
	defer cancel()
	st, err := b.js.Stream(c, s.Name())
	if err == nil {
		if i := st.CachedInfo(); !i.Created.Equal(seen.Created) || i.State.LastSeq != seen.LastSeq || i.Config.Replicas > 1 {
			return nil
		}
		err = b.js.DeleteStream(c, s.Name())
	}
	if err == nil || errors.Is(err, jetstream.ErrStreamNotFound) {
		err = b.create(c, s)
	}
	return unavailable(ctx, err)
}
