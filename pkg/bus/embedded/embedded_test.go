package embedded_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/embedded"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStart(t *testing.T) {
	if _, err := embedded.Start(""); err == nil {
		t.Error("started without a directory")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.Start(file); err == nil {
		t.Error("started on a file")
	}
	for range 2 { // what was published is there after a restart
		s, err := embedded.StartWith(embedded.Options{Dir: dir, Listen: "127.0.0.1:0", SyncAlways: true})
		if err != nil {
			t.Fatal(err)
		}
		b, err := bus.Connect(t.Context(), bus.Options{Service: "accounts", URL: s.Address()})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.Ready(), b.EnsureStreams(t.Context(), "accounts")); err != nil {
			t.Error(err)
		}
		b.Close()
		s.Stop()
		if c, err := net.DialTimeout("tcp", strings.TrimPrefix(s.Address(), "nats://"), time.Second); err == nil {
			c.Close()
			t.Error("listens after Stop")
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := bus.Connect(ctx, bus.Options{Service: "x", URL: "nats://127.0.0.1:1"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("connected to nothing:", err)
	}
	if _, err := bus.Connect(t.Context(), bus.Options{Service: "x"}); err == nil {
		t.Error("connected to nowhere")
	}
}

func fact(service, typ string, payload any) wire.Envelope {
	data, _ := json.Marshal(payload)
	return wire.Envelope{SpecVersion: "1.0", ID: "a1-1-1", Source: "/waymark/" + service, Type: "waymark.evt." + service + "." + typ + ".v1",
		Subject: "a1", Time: time.Now().UTC(), Version: 1, Data: data}
}

type nowhere struct{}

func (nowhere) Put(context.Context, bus.DeadLetter) error { return nil }

// TestNoRoom: a server that may store less than the streams reserve says what to change.
func TestNoRoom(t *testing.T) {
	s, err := embedded.StartWith(embedded.Options{Dir: t.TempDir(), MaxStore: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	b, err := bus.Connect(t.Context(), bus.Options{Service: "accounts", InProcess: s, MaxBytes: 128 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.EnsureStreams(t.Context(), "accounts"); !fault.Coded(err, "bus.no_room") || !strings.Contains(err.Error(), "max_file_store") {
		t.Error(err)
	}
}

// TestUsers: with the users of bus.UsersConfig each service can do what it needs, and nothing in another's name.
func TestUsers(t *testing.T) {
	dir := t.TempDir()
	publics := map[string]string{}
	for _, s := range []string{"accounts", "notifications", "mentoring"} {
		seed, public, err := bus.NewUser()
		if err != nil {
			t.Fatal(err)
		}
		publics[s] = public
		if err := os.WriteFile(filepath.Join(dir, s), []byte(seed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	conf := filepath.Join(dir, "nats.conf")
	if err := os.WriteFile(conf, []byte(bus.UsersConfig(publics)), 0o600); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	opts.Host, opts.Port, opts.NoSigs, opts.NoLog = "127.0.0.1", server.RANDOM_PORT, true, true
	opts.JetStream, opts.StoreDir, opts.JetStreamMaxMemory, opts.JetStreamMaxStore = true, dir, 64<<20, 1<<40
	ns, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	defer ns.WaitForShutdown()
	defer ns.Shutdown()
	connect := func(s string) *bus.Bus {
		b, err := bus.Connect(t.Context(), bus.Options{Service: s, URL: ns.ClientURL(), SeedFile: filepath.Join(dir, s), MaxBytes: 64 << 20})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	accounts, notifications, mentoring := connect("accounts"), connect("notifications"), connect("mentoring")
	stream := bus.Stream{Service: "accounts", States: true}
	_, marked := accounts.PutMark(t.Context(), stream, "tail", "n", nil, 0)
	if !fault.Coded(marked, "bus.no_stream") {
		t.Error("a mark without a stream:", marked)
	}
	if err := accounts.EnsureStreams(t.Context(), "accounts"); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.PutMark(t.Context(), stream, "tail", "n", nil, 0); err != nil {
		t.Error(err)
	}
	if err := accounts.Advance(t.Context(), stream, 100); err != nil {
		t.Error(err)
	}
	state := fact("accounts", "account", wire.AccountState{Account: "a1"})
	state.Type = strings.Replace(state.Type, "evt", "state", 1)
	if _, err := accounts.Publish(t.Context(), state); err != nil {
		t.Error(err)
	}
	if err := accounts.EraseState(t.Context(), "accounts", "account", "a1"); err != nil {
		t.Error(err)
	}
	if _, err := accounts.Publish(t.Context(), fact("accounts", "account_opened", wire.AccountOpened{Account: "a1"})); err != nil {
		t.Error(err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 3)
	got := make(chan string, 8)
	go func() {
		done <- notifications.Consume(ctx, bus.Consumer{Service: "notifications", Name: "inbox", From: "accounts", Dead: nowhere{},
			Subjects: wire.SubjectsOf(wire.AccountOpened{}),
			Handle:   func(_ context.Context, m bus.Message) error { got <- m.Envelope.Subject; return nil }})
	}()
	go func() {
		done <- mentoring.Follow(ctx, "accounts", wire.SubjectsOf(wire.AccountOpened{}), 0, func(bus.Message) {}, func() { got <- "followed" })
	}()
	go func() {
		done <- bus.Answer(ctx, accounts, "accounts", "address", func(context.Context, wire.AddressQuestion) (wire.AddressAnswer, error) {
			return wire.AddressAnswer{Locale: "en"}, nil
		})
	}()
	if a, b := <-got, <-got; a+b != "a1followed" && a+b != "followeda1" {
		t.Error(a, b)
	}
	ask := func(b *bus.Bus) error {
		limit, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := bus.Ask[wire.AddressQuestion, wire.AddressAnswer](limit, b, "accounts", "address", wire.AddressQuestion{Account: "a1"})
		return err
	}
	for {
		if err := ask(notifications); err == nil {
			break
		} else if !fault.Coded(err, "ask.nobody") {
			t.Fatal(err)
		}
	}
	if err := ask(mentoring); err == nil {
		t.Error("mentoring may ask for addresses")
	}

	refused := func(what string, try func(ctx context.Context) error) {
		limit, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if try(limit) == nil {
			t.Errorf("notifications may %s", what)
		}
	}
	refused("delete streams of accounts", func(ctx context.Context) error {
		seen, err := accounts.StateStream(ctx, "accounts")
		if err != nil {
			t.Error(err)
		}
		return notifications.Remake(ctx, stream, seen)
	})
	if now, err := accounts.StateStream(t.Context(), "accounts"); err != nil || now.LastSeq < 100 {
		t.Error("another service deleted a stream", now, err)
	}
	refused("publish facts of accounts", func(ctx context.Context) error {
		_, err := notifications.Publish(ctx, fact("accounts", "account_opened", wire.AccountOpened{Account: "a2"}))
		return err
	})
	refused("publish states of accounts", func(ctx context.Context) error { _, err := notifications.Publish(ctx, state); return err })
	refused("empty the stream of accounts", func(ctx context.Context) error { return notifications.Advance(ctx, stream, 1000) })
	refused("mark the stream of accounts", func(ctx context.Context) error {
		_, err := notifications.PutMark(ctx, stream, "tail", "n", nil, 0)
		return err
	})
	refused("make streams of mentoring", func(ctx context.Context) error { return notifications.EnsureStreams(ctx, "mentoring") })
	if i, err := accounts.EventStream(t.Context(), "accounts"); err != nil || i.Messages != 1 {
		t.Errorf("%+v %v", i, err)
	}
	cancel()
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestOneServerOnAFolder: a second server on the same folder is refused at once, and may have it once the first has stopped.
func TestOneServerOnAFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := embedded.Start(dir)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := embedded.Start(dir); !errors.Is(err, embedded.ErrTaken) {
		if second != nil {
			second.Stop()
		}
		t.Errorf("a second server: %v", err)
	}
	first.Stop()
	again, err := embedded.Start(dir)
	if err != nil {
		t.Fatal(err)
	}
	again.Stop()
}
