package mentoring

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// house is the whole service with real NATS and a store; the neighbours whose states it mirrors are played by publishing.
type house struct {
	t       testing.TB
	s       *Service
	clock   *testkit.Clock
	nats    *testkit.NATS
	bus     *bus.Bus
	handler http.Handler
	c       *client.Client
	version int64
}

func newHouse(t testing.TB, db *store.DB, clock *testkit.Clock) *house {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	h := &house{t: t, clock: clock, nats: testkit.Server(t)}
	h.bus = h.nats.Connect("neighbours")
	for _, name := range []string{"accounts", "profiles", "programs"} {
		h.must(h.bus.EnsureStreams(ctx, name))
	}
	s, err := New(ctx, Config{Interval: time.Hour}, Deps{
		DB: store.New(db.Engine, clock.Now, slog.New(slog.DiscardHandler)), Bus: h.nats.Connect("mentoring"), Now: clock.Now,
		Log: slog.New(slog.DiscardHandler), Verifier: testkit.Tokens{}, Granted: granted,
	})
	h.must(err)
	h.s, h.handler = s, s.Router().Handler()
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	h.c, err = client.New("http://waymark.test", client.WithTransport(client.InProcess(h.handler)), client.WithTries(1, 0))
	h.must(err)
	return h
}

// granted: "org-<x>" organises the programme x.
func granted(p auth.Principal, roles []string, scopes ...string) bool {
	return p.Has(auth.Administrator) || slices.Contains(roles, auth.Organiser) &&
		slices.Contains(scopes, "programme:"+strings.TrimPrefix(p.ID, "org-"))
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// state publishes a neighbour's state and gives its version.
func (h *house) state(id string, st wire.State) int64 {
	h.t.Helper()
	h.version++
	from, kind := st.StateOf()
	data, err := json.Marshal(st)
	h.must(err)
	_, err = h.bus.Publish(context.Background(), wire.Envelope{
		SpecVersion: "1.0", ID: fmt.Sprintf("%s-%d", id, h.version), Source: "/waymark/" + from, Type: "waymark.state." + from + "." + kind + ".v1",
		Subject: id, Time: h.clock.Now(), Version: h.version, Data: data,
	})
	h.must(err)
	return h.version
}

func (h *house) account(id string) {
	v := h.state(id, wire.AccountState{Account: id, Confirmed: true})
	testkit.Heard(h.t, h.s.m.accounts, id, v)
}

func (h *house) mentor(ids ...string) {
	for _, id := range ids {
		h.account(id)
		v := h.state(id, wire.PersonState{Person: id, Mentor: true, Approved: true, FoundBy: "everybody"})
		testkit.Heard(h.t, h.s.m.persons, id, v)
	}
}

// as is the client of a person.
func (h *house) as(person string, roles ...string) *client.Client {
	return h.c.As(client.Token(testkit.Token(person, roles...)))
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) code() string {
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal([]byte(a.body), &p)
	return p.Code
}

// send sends a request as it is. person "" is nobody.
func (h *house) send(person, method, path, body string, headers ...string) answer {
	h.t.Helper()
	var in io.Reader
	if body != "" {
		in = bytes.NewReader([]byte(body))
	}
	req := httptest.NewRequest(method, path, in)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if person != "" {
		req.Header.Set("Authorization", "Bearer "+testkit.Token(person))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.handler.ServeHTTP(rec, req)
	return answer{rec.Code, rec.Header(), rec.Body.String()}
}

// quiet waits until everything that was written is published.
func (h *house) quiet() { h.must(h.s.relay.Drain(context.Background())) }

// facts are all that this service has published, of the given types.
func (h *house) facts(types ...string) (out []wire.Envelope) {
	h.t.Helper()
	h.quiet()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	past := uint64(1) << 60 // beyond the stream's end: it begins anew
	h.must(h.bus.Follow(ctx, service, []string{wire.FactSubject(service, "*", "*")}, past, func(m bus.Message) {
		if _, typ := m.Envelope.TypeOf(); len(types) == 0 || slices.Contains(types, typ) {
			out = append(out, m.Envelope)
		}
	}, cancel))
	return out
}
