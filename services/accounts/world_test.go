package accounts

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is the real service on a real store and a real nats-server, with a guard as every process has one.
type world struct {
	t     testing.TB
	clock *testkit.Clock
	db    *store.DB
	nats  *testkit.NATS
	s     *Service
	guard *auth.Guard
	c     *client.Client
	log   *syncBuffer

	mu    sync.Mutex
	facts []wire.Envelope
}

// syncBuffer takes in what is logged.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// each runs a test on both stores.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel() // they wait for disks and for MongoDB most of the time
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		test(t, newWorld(t, open().Engine, Config{}))
	})
}

func newWorld(t testing.TB, engine store.Engine, cfg Config) *world {
	w := &world{t: t, clock: testkit.NewClock(), nats: testkit.Server(t), log: &syncBuffer{}}
	if cfg.Floor == 0 {
		cfg.Floor = -1
	}
	cfg.cost = credential.Cost{Memory: 64, Time: 1} // credential tests what is used
	logger := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.db = store.New(engine, w.clock.Now, logger)
	b := w.nats.Connect("accounts")
	w.guard = auth.NewGuard(b, w.clock.Now, logger)
	s, err := New(t.Context(), cfg, Deps{DB: w.db, Bus: b, Guard: w.guard, Now: w.clock.Now, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	w.c = w.clientOf(s)
	w.run("guard", w.guard.Run)
	w.run("relay", s.relay.Run)
	w.run("addresses", s.answerAddresses)
	w.run("invitations", s.answerInvitations)
	caught := make(chan struct{}, 1) // only what is new is followed, so nothing may happen before
	w.run("facts", func(ctx context.Context) error {
		return b.Follow(ctx, "accounts", []string{wire.FactSubject("accounts", "*", "*")}, 0, func(m bus.Message) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.facts = append(w.facts, m.Envelope)
		}, func() { caught <- struct{}{} })
	})
	<-caught
	w.eventually("the guard is ready", func() bool { return w.guard.Ready() == nil })
	return w
}

// clientOf talks to a service of this process.
func (w *world) clientOf(s *Service) *client.Client {
	w.t.Helper()
	c, err := client.New("http://waymark.test", client.WithTransport(client.InProcess(s.Router().Handler())),
		client.WithTries(1, time.Millisecond))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// from talks to the service as somebody at a network address.
func (w *world) from(address string) *client.Client {
	w.t.Helper()
	h := w.s.Router().Handler()
	c, err := client.New("http://waymark.test", client.WithTries(1, time.Millisecond),
		client.WithTransport(client.InProcess(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			r.RemoteAddr = address + ":1"
			h.ServeHTTP(rw, r)
		}))))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) run(name string, f func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("%s: %v", name, err)
		}
	})
}

func (w *world) eventually(what string, ok func() bool) {
	w.t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for !ok() {
		if time.Now().After(deadline) {
			w.t.Fatalf("not within minutes: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// drained relays all that is pending.
func (w *world) drained() {
	w.t.Helper()
	if err := w.s.relay.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// seen says how many facts of a type about an account were published.
func (w *world) seen(account, typ string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, f := range w.facts {
		if _, x := f.TypeOf(); x == typ && (account == "" || strings.Contains(string(f.Data), account)) {
			n++
		}
	}
	return n
}

// find finds an account by its address.
func (w *world) find(address string) *store.Doc[Account] {
	w.t.Helper()
	a, err := credential.ParseAddress(address)
	if err != nil {
		w.t.Fatal(err)
	}
	d, err := w.s.c.byAddress(w.t.Context(), w.s.keys.AddressIndex(a))
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// mailed is the token that a mail would carry, as notifications asks for it.
func (w *world) mailed(account string, p Purpose) string {
	w.t.Helper()
	a, err := w.s.AddressOf(w.t.Context(), wire.AddressQuestion{Account: account, Link: string(p)})
	if err != nil {
		w.t.Fatalf("the %s link: %v", p, err)
	}
	return a.Token
}

const goodPassword = "tidal-otter-9-lamp"

// person signs up, confirms and sets the password.
func (w *world) person(address string) (*client.Client, *api.SignedIn) {
	w.t.Helper()
	ctx := context.Background()
	if _, err := w.c.SignUp(ctx, api.SignUp{Address: address}); err != nil {
		w.t.Fatal(err)
	}
	in, err := w.c.ConfirmAddress(ctx, api.UseLink{Token: w.mailed(w.find(address).ID, Confirm), Password: goodPassword, Label: "first"})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.with(in.AccessToken), in
}

// with is a client with one access token that is never refreshed.
func (w *world) with(access string) *client.Client { return w.c.As(client.Token(access)) }

// admin makes the first administrator.
func (w *world) admin(address string) (*client.Client, *api.SignedIn) {
	w.t.Helper()
	token, needed, err := w.s.Bootstrap(w.t.Context())
	if err != nil || !needed {
		w.t.Fatal(needed, err)
	}
	in, err := w.c.UseFirstAdministrator(w.t.Context(), api.UseFirstAdministrator{Token: token, Address: address, Password: goodPassword})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.with(in.AccessToken), in
}

func (w *world) signIn(address, password string) (*api.SignedIn, error) {
	return w.c.SignIn(context.Background(), api.SignIn{Address: address, Password: password})
}

// refused waits until a client's access token is refused: within 5 s is promised.
func (w *world) refused(what string, c *client.Client) {
	w.t.Helper()
	w.eventually(what, func() bool {
		_, err := c.Sessions(w.t.Context())
		return fault.Has(err, fault.Unauthenticated)
	})
}

func want(t testing.TB, err error, kind fault.Kind, code string) {
	t.Helper()
	f := fault.As(err)
	if err == nil || f.Kind != kind || code != "" && f.Code != code {
		t.Helper()
		t.Fatalf("%v, want %s %s", err, kind, code)
	}
}

func wantField(t testing.TB, err error, pointer, code string) {
	t.Helper()
	for _, f := range fault.As(err).Fields {
		if f.Pointer == pointer && f.Code == code {
			return
		}
	}
	t.Fatalf("%v names no %s %s", err, pointer, code)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func encoded(v any) string { b, _ := json.Marshal(v); return string(b) }
