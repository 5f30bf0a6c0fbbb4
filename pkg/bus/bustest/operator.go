// Package bustest does to streams what accidents, or a person with the rights, may do to them. For tests only: no service needs
// or may do any of this.
package bustest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/waymark-dev/waymark/pkg/bus"
)

// Operator has every right on a server.
type Operator struct{ js jetstream.JetStream }

// NewOperator connects to a server in this process; the connection closes with the test.
func NewOperator(t testing.TB, server bus.InProcess) *Operator {
	t.Helper()
	nc, err := nats.Connect("", nats.InProcessServer(server), nats.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return &Operator{js}
}

// DeleteStream deletes a stream with its consumers.
func (o *Operator) DeleteStream(ctx context.Context, s bus.Stream) error {
	return o.js.DeleteStream(ctx, s.Name())
}

// DeleteConsumer deletes a durable consumer.
func (o *Operator) DeleteConsumer(ctx context.Context, s bus.Stream, name string) error {
	return o.js.DeleteConsumer(ctx, s.Name(), name)
}

// Cut deletes the last n messages, one by one.
func (o *Operator) Cut(ctx context.Context, s bus.Stream, n uint64) error {
	st, err := o.js.Stream(ctx, s.Name())
	if err != nil {
		return err
	}
	end := st.CachedInfo().State.LastSeq
	for seq := end; seq > 0 && seq+n > end; seq-- {
		_ = st.DeleteMsg(ctx, seq) // one that a newer one has replaced is gone already
	}
	return ctx.Err()
}

// Purge deletes all but the last keep messages; of one subject only, if it is not "".
func (o *Operator) Purge(ctx context.Context, s bus.Stream, subject string, keep uint64) error {
	st, err := o.js.Stream(ctx, s.Name())
	if err != nil {
		return err
	}
	var opts []jetstream.StreamPurgeOpt
	if subject != "" {
		opts = append(opts, jetstream.WithPurgeSubject(subject))
	}
	if keep > 0 {
		opts = append(opts, jetstream.WithPurgeKeep(keep))
	}
	return st.Purge(ctx, opts...)
}

// Count says how many messages a subject has.
func (o *Operator) Count(ctx context.Context, s bus.Stream, subject string) (uint64, error) {
	st, err := o.js.Stream(ctx, s.Name())
	if err != nil {
		return 0, err
	}
	i, err := st.Info(ctx, jetstream.WithSubjectFilter(subject))
	if err != nil {
		return 0, err
	}
	return i.State.Subjects[subject], nil
}

// PerSubject sets how many messages of a subject a stream keeps.
func (o *Operator) PerSubject(ctx context.Context, s bus.Stream, n int64) error {
	st, err := o.js.Stream(ctx, s.Name())
	if err != nil {
		return err
	}
	c := st.CachedInfo().Config
	c.MaxMsgsPerSubject = n
	_, err = o.js.UpdateStream(ctx, c)
	return err
}

// LimitPerSubject says how many messages of a subject a stream keeps; -1 is all.
func (o *Operator) LimitPerSubject(ctx context.Context, s bus.Stream) (int64, error) {
	st, err := o.js.Stream(ctx, s.Name())
	if err != nil {
		return 0, err
	}
	return st.CachedInfo().Config.MaxMsgsPerSubject, nil
}

// Deafen makes a stream take no message any more while it goes on answering questions: its folder below dir, which is the server's,
// is moved away, and messages of no meaning follow until a file cannot be made.
func (o *Operator) Deafen(ctx context.Context, dir string, s bus.Stream) error {
	folder := filepath.Join(dir, "jetstream", "$G", "streams", s.Name())
	if err := os.Rename(folder, filepath.Join(dir, "gone-"+s.Name())); err != nil {
		return err
	}
	noise := s.MarkSubject("noise")
	if !s.States {
		noise = strings.Replace(noise, ".mark.", ".evt.", 1)
	}
	for range 1000 {
		limit, cancel := context.WithTimeout(ctx, time.Second)
		_, err := o.js.Publish(limit, noise, make([]byte, bus.MaxPayload))
		cancel()
		if err != nil {
			return ctx.Err()
		}
	}
	return errors.New("the stream still takes messages")
}
