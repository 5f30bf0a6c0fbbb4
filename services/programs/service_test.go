package programs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// People of the tests. None of them is anybody.
const (
	ada = "01990000-0000-7000-8000-00000000000a"
	bo  = "01990000-0000-7000-8000-00000000000b"
	cy  = "01990000-0000-7000-8000-00000000000c"
	org = "01990000-0000-7000-8000-00000000000e" // organises
	adm = "01990000-0000-7000-8000-00000000000f" // administers
)

var admin = testkit.Token(adm, "administrator")

type world struct {
	t     *testing.T
	s     *Service
	db    *store.DB
	clock *testkit.Clock
	buses map[string]*bus.Bus
	keys  atomic.Int64

	mu       sync.Mutex
	versions map[string]int64
	seen     []wire.Envelope
	last     uint64
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: testkit.NewClock(), buses: map[string]*bus.Bus{}, versions: map[string]int64{}}
	nats := testkit.Server(t)
	for _, name := range []string{"accounts", "profiles", "programs", "mentoring", "catalog"} {
		w.buses[name] = nats.Connect(name)
		if err := w.buses[name].EnsureStreams(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	caught := make(chan struct{}, 8)
	w.run(func(ctx context.Context) error {
		return w.buses["mentoring"].Follow(ctx, self, []string{wire.FactSubject(self, "*", "*")}, 0, func(m bus.Message) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.seen, w.last = append(w.seen, m.Envelope), m.Sequence
		}, func() { caught <- struct{}{} })
	})
	<-caught
	for range 2 { // a second replica begins on the same store
		s, err := New(t.Context(), Config{}, Deps{
			Noise: func(int) int { return 0 },
			DB:    db, Bus: w.buses[self], Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		w.s = s
	}
	w.run(w.s.Run)
	w.confirm(ada, bo, cy, org, adm)
	return w
}

func (w *world) run(loop func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- loop(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && ctx.Err() == nil {
			w.t.Error(err)
		}
	})
}

// publish publishes a state (nil: deleted) or a fact of a neighbour.
func (w *world) publish(e wire.Envelope, v any) int64 {
	w.t.Helper()
	service, typ := e.TypeOf()
	w.mu.Lock()
	if e.Version == 0 {
		w.versions[typ+e.Subject]++
		e.Version = w.versions[typ+e.Subject]
	}
	w.mu.Unlock()
	if !e.Deleted {
		data, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		e.Data = data
	}
	e.SpecVersion, e.Source, e.Time = "1.0", "/waymark/"+service, w.clock.Now()
	e.ID = typ + "-" + e.Subject + "-" + strconv.FormatInt(e.Version, 10)
	if _, err := w.buses[service].Publish(w.t.Context(), e); err != nil {
		w.t.Fatal(err)
	}
	return e.Version
}

func (w *world) confirm(people ...string) {
	w.t.Helper()
	for _, id := range people {
		v := w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: id}, wire.AccountState{Account: id, Confirmed: true})
		testkit.Heard(w.t, w.s.m.accounts, id, v)
	}
}

func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(3 * time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatal("never: " + what)
		}
	}
}

// facts are the types of this service's facts about an aggregate, in order.
func (w *world) facts(about string) []string {
	w.t.Helper()
	if err := w.s.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	info, err := w.buses["mentoring"].EventStream(w.t.Context(), self)
	if err != nil {
		w.t.Fatal(err)
	}
	w.until("every fact was seen", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.last >= info.LastSeq
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []string{}
	for _, e := range w.seen {
		if _, typ := e.TypeOf(); e.Subject == about {
			out = append(out, typ)
		}
	}
	return out
}

type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// ask asks the service; token "" is nobody. A POST gets a fresh key unless headers (pairs) have one.
func (w *world) ask(token, method, path, body string, headers ...string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, "/api/v1/"+path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPost && !strings.HasSuffix(path, "/approval") {
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", w.keys.Add(1)))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.s.Router().Handler().ServeHTTP(rec, r)
	return answer{w.t, rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (a answer) code(status int, code string) answer {
	a.t.Helper()
	var p fault.Problem
	if a.is(status); json.Unmarshal(a.body, &p) != nil || p.Code != code {
		a.t.Fatalf("got code %s, want %s: %s", p.Code, code, a.body)
	}
	return a
}

func read[T any](a answer) T {
	a.t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// house makes an organisation with an organiser, and a programme in it.
func (w *world) house(programme string) (orgID, programmeID string) {
	w.t.Helper()
	o := read[api.Organisation](w.ask(admin, http.MethodPost, "organisations", `{"name":"Example Foundation"}`).is(http.StatusCreated))
	w.ask(admin, http.MethodPut, "grants/"+org+"/organiser/org:"+o.ID, "").is(http.StatusOK)
	p := read[api.Programme](w.ask(testkit.Token(org), http.MethodPost, "programmes", `{"org":"`+o.ID+`","name":"Autumn",`+programme+`}`).is(http.StatusCreated))
	return o.ID, p.ID
}

func TestAlwaysOpen(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		p := read[api.Programme](w.ask("", http.MethodGet, "programmes/open", "").is(http.StatusOK))
		if p.Org != "community" || !p.Open || !p.Listed || p.Rules != 1 || p.Me != nil {
			t.Fatalf("%+v", p)
		}
		w.ask("", http.MethodGet, "organisations/community", "").is(http.StatusOK)
		list := read[api.Programmes](w.ask("", http.MethodGet, "programmes", "").is(http.StatusOK))
		if len(list.Items) != 1 || list.Items[0].ID != "open" {
			t.Fatalf("%+v", list)
		}
		w.ask(testkit.Token(ada), http.MethodPost, "programmes/open/members", `{"newcomer":true}`).code(http.StatusConflict, "programme.always_open")
		for _, body := range []string{`{"open":false}`, `{"listed":false}`, `{"joining":"invited"}`} {
			w.ask(admin, http.MethodPatch, "programmes/open", body).code(http.StatusUnprocessableEntity, "invalid")
		}
		w.ask(admin, http.MethodPatch, "programmes/open", `{"name":"Come in"}`).is(http.StatusOK)
		w.ask(testkit.Token(ada), http.MethodPatch, "programmes/open", `{"name":"Mine"}`).code(http.StatusForbidden, "programs.organisers_only")
		w.ask(admin, http.MethodPost, "programmes", `{"org":"community","parent":"open","name":"Within"}`).is(http.StatusUnprocessableEntity)
	})
}

func TestOrganisations(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.ask(testkit.Token(ada), http.MethodPost, "organisations", `{"name":"Mine"}`).is(http.StatusForbidden)
		w.ask(admin, http.MethodPost, "organisations", `{"name":"X","homepage":"http://x.example.org"}`).is(http.StatusUnprocessableEntity)
		first := w.ask(admin, http.MethodPost, "organisations", `{"name":"Beta"}`, "Idempotency-Key", "same").is(http.StatusCreated)
		again := w.ask(admin, http.MethodPost, "organisations", `{"name":"Beta"}`, "Idempotency-Key", "same").is(http.StatusCreated)
		if diff := cmp.Diff(string(first.body), string(again.body)); diff != "" {
			t.Fatal(diff)
		}
		w.ask(admin, http.MethodPost, "organisations", `{"name":"Gamma"}`, "Idempotency-Key", "same").code(http.StatusConflict, "idempotency.reused")
		w.ask(admin, http.MethodPost, "organisations", `{"name":"alpha"}`).is(http.StatusCreated)
		page := w.ask("", http.MethodGet, "organisations?limit=2", "").is(http.StatusOK)
		names := func(a answer) (out []string) {
			for _, o := range read[api.Organisations](a).Items {
				out = append(out, o.Name)
			}
			return out
		}
		if diff := cmp.Diff([]string{"alpha", "Beta"}, names(page)); diff != "" {
			t.Fatal(diff)
		}
		next, _, _ := strings.Cut(strings.TrimPrefix(page.header.Get("Link"), "</api/v1/"), ">")
		if diff := cmp.Diff([]string{"Community"}, names(w.ask("", http.MethodGet, next, "").is(http.StatusOK))); diff != "" {
			t.Fatal(diff)
		}
		id := read[api.Organisation](first).ID
		w.ask(testkit.Token(org), http.MethodPatch, "organisations/"+id, `{"about":"New"}`).code(http.StatusForbidden, "programs.organisers_only")
		w.ask(testkit.Token(org), http.MethodPatch, "organisations/none", `{"about":"New"}`).code(http.StatusNotFound, "organisation.absent")
		w.ask(admin, http.MethodPut, "grants/"+org+"/organiser/org:"+id, "").is(http.StatusOK)
		w.ask(testkit.Token(org), http.MethodPatch, "organisations/"+id, `{"about":"New"}`, "If-Match", first.header.Get("ETag")).is(http.StatusOK)
		w.ask(testkit.Token(org), http.MethodPatch, "organisations/"+id, `{"about":"Old"}`, "If-Match", first.header.Get("ETag")).
			code(http.StatusPreconditionFailed, "programs.changed")
	})
}

func TestProgrammes(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		o, id := w.house(`"open":true`)
		organiser := testkit.Token(org)
		path := "programmes/" + id

		// Not listed: it is there for those who have to do with it alone.
		for _, token := range []string{"", testkit.Token(ada), testkit.Token(ada, "moderator")} {
			w.ask(token, http.MethodGet, path, "").code(http.StatusNotFound, "programme.absent")
			w.ask(token, http.MethodGet, path+"/rules", "").code(http.StatusNotFound, "programme.absent")
		}
		w.ask(testkit.Token(ada), http.MethodPatch, path, `{"name":"x"}`).code(http.StatusNotFound, "programme.absent")
		w.ask(testkit.Token(ada), http.MethodPost, path+"/members", `{"newcomer":true}`).code(http.StatusNotFound, "programme.absent")
		w.ask(testkit.Token(ada), http.MethodPost, "programmes", `{"org":"`+o+`","name":"Mine"}`).code(http.StatusNotFound, "organisation.absent")
		w.ask(organiser, http.MethodPost, "programmes", `{"org":"community","name":"Mine"}`).code(http.StatusNotFound, "organisation.absent")
		w.ask(admin, http.MethodPost, "programmes", `{"org":"none","name":"Mine"}`).code(http.StatusNotFound, "organisation.absent")
		me := read[api.Programme](w.ask(organiser, http.MethodGet, path, "").is(http.StatusOK))
		if diff := cmp.Diff(&api.ProgrammeMe{Approval: "none", Roles: []string{"organiser"}}, me.Me); diff != "" {
			t.Fatal(diff)
		}
		w.ask(admin, http.MethodGet, path, "").is(http.StatusOK)

		// Programmes within it are organised by who organises around them.
		parent := id
		for depth := 2; depth <= MaxDepth; depth++ {
			p := read[api.Programme](w.ask(organiser, http.MethodPost, "programmes",
				fmt.Sprintf(`{"org":"%s","parent":"%s","name":"Depth %d","listed":true}`, o, parent, depth)).is(http.StatusCreated))
			parent = p.ID
		}
		w.ask(organiser, http.MethodPost, "programmes", fmt.Sprintf(`{"org":"%s","parent":"%s","name":"Too deep"}`, o, parent)).
			code(http.StatusUnprocessableEntity, "invalid")
		w.ask(admin, http.MethodPost, "programmes", fmt.Sprintf(`{"org":"community","parent":"%s","name":"Elsewhere"}`, parent)).is(http.StatusUnprocessableEntity)
		w.ask(admin, http.MethodPut, "grants/"+cy+"/organiser/programme:"+id, "").is(http.StatusOK)
		w.ask(testkit.Token(cy), http.MethodPatch, "programmes/"+parent, `{"about":"Deep."}`).is(http.StatusOK)
		w.ask(testkit.Token(cy), http.MethodPatch, "organisations/"+o, `{"about":"Not mine."}`).is(http.StatusForbidden)

		mine := read[api.Programmes](w.ask(organiser, http.MethodGet, "programmes?show=mine", "").is(http.StatusOK))
		if len(mine.Items) != 4 || mine.Items[0].Name != "Autumn" {
			t.Fatalf("%+v", mine)
		}
		w.ask("", http.MethodGet, "programmes?show=mine", "").is(http.StatusUnauthorized)
		listed := read[api.Programmes](w.ask("", http.MethodGet, "programmes?org="+o, "").is(http.StatusOK))
		if len(listed.Items) != 3 {
			t.Fatalf("%+v", listed)
		}
		before := w.ask(organiser, http.MethodGet, path, "").header.Get("ETag")
		w.ask(organiser, http.MethodPatch, path, `{"listed":true,"joining":"invited"}`, "If-Match", before).is(http.StatusOK)
		w.ask(organiser, http.MethodPatch, path, `{"name":"Late"}`, "If-Match", before).code(http.StatusPreconditionFailed, "programs.changed")
		w.ask("", http.MethodGet, path, "").is(http.StatusOK)
	})
}

func TestRules(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, id := w.house(`"open":true,"listed":true`)
		organiser := testkit.Token(org)
		path := "programmes/" + id + "/rules"
		first := w.ask("", http.MethodGet, path, "").is(http.StatusOK)
		rules := read[api.RulesVersion](first)
		if rules.Version != 1 || !rules.Current || first.header.Get("ETag") != `"1"` {
			t.Fatalf("%+v", rules)
		}
		change := func(weeks int) string {
			r := rules.Rules
			r.Weeks, r.Weights = weeks, map[string]int{"skills": 50}
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		w.ask(testkit.Token(ada), http.MethodPut, path, change(4)).code(http.StatusForbidden, "programs.organisers_only")
		w.ask(organiser, http.MethodPut, path, `{"weeks":4}`).is(http.StatusUnprocessableEntity)
		w.ask(organiser, http.MethodPut, path, change(99)).is(http.StatusUnprocessableEntity)
		second := w.ask(organiser, http.MethodPut, path, change(4), "If-Match", `"1"`).is(http.StatusOK)
		if v := read[api.RulesVersion](second); v.Version != 2 || v.Rules.Weeks != 4 {
			t.Fatalf("%+v", v)
		}
		w.ask(organiser, http.MethodPut, path, change(4), "If-Match", `"2"`).is(http.StatusOK) // the same again
		w.ask(organiser, http.MethodPut, path, change(5)).code(http.StatusPreconditionRequired, "rules.which_version")
		w.ask(organiser, http.MethodPut, path, change(5), "If-Match", "*").code(http.StatusPreconditionRequired, "rules.which_version")
		w.ask(organiser, http.MethodPut, path, change(5), "If-Match", `"1"`).code(http.StatusPreconditionFailed, "programs.changed")
		w.ask(organiser, http.MethodPut, path, change(5), "If-Match", `"2"`).is(http.StatusOK)
		for version, weeks := range map[int]int{1: 8, 2: 4, 3: 5} {
			v := read[api.RulesVersion](w.ask("", http.MethodGet, fmt.Sprintf("%s/%d", path, version), "").is(http.StatusOK))
			if v.Rules.Weeks != weeks || v.Version != version || v.Current != (version == 3) {
				t.Fatalf("%+v", v)
			}
		}
		w.ask("", http.MethodGet, path+"/4", "").code(http.StatusNotFound, "rules.absent")
		if diff := cmp.Diff([]string{"programme_made", "rules_changed", "rules_changed"}, w.facts(id)); diff != "" {
			t.Fatal(diff)
		}
		// Many at once: every version is kept, none twice.
		var all sync.WaitGroup
		for n := range 6 {
			all.Go(func() {
				for { // as a person would: read, change, and again if somebody was faster
					tag := w.ask("", http.MethodGet, path, "").header.Get("ETag")
					if w.ask(organiser, http.MethodPut, path, change(10+n), "If-Match", tag).status != http.StatusPreconditionFailed {
						return
					}
				}
			})
		}
		all.Wait()
		last := read[api.RulesVersion](w.ask("", http.MethodGet, path, "")).Version
		seen := map[int]bool{}
		for version := 1; version <= last; version++ {
			seen[read[api.RulesVersion](w.ask("", http.MethodGet, fmt.Sprintf("%s/%d", path, version), "").is(http.StatusOK)).Rules.Weeks] = true
		}
		if len(seen) != last {
			t.Fatalf("%d versions, %d rules", last, len(seen))
		}
	})
}

func TestMembers(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, id := w.house(`"open":true,"listed":true`)
		organiser, a, b := testkit.Token(org), testkit.Token(ada), testkit.Token(bo)
		path := "programmes/" + id + "/members"
		w.ask("", http.MethodPost, path, `{"newcomer":true}`).is(http.StatusUnauthorized)
		w.ask(a, http.MethodPost, path, `{}`).is(http.StatusUnprocessableEntity)
		w.ask(testkit.Token("01990000-0000-7000-8000-0000000000ff"), http.MethodPost, path, `{"newcomer":true}`).code(http.StatusConflict, "account.unconfirmed")
		w.ask(a, http.MethodPost, path, `{"newcomer":true}`, "Idempotency-Key", "k").is(http.StatusOK)
		w.ask(a, http.MethodPost, path, `{"newcomer":true}`, "Idempotency-Key", "k").is(http.StatusOK)
		w.ask(a, http.MethodPost, path, `{"mentor":true}`, "Idempotency-Key", "k").code(http.StatusConflict, "idempotency.reused")
		m := read[api.Member](w.ask(b, http.MethodPost, path, `{"mentor":true}`).is(http.StatusOK))
		if m.Approval != "waiting" || !m.Mentor || m.Newcomer {
			t.Fatalf("%+v", m)
		}
		for _, token := range []string{a, b, testkit.Token(cy), testkit.Token(cy, "moderator")} {
			w.ask(token, http.MethodGet, path, "").code(http.StatusForbidden, "programs.organisers_only")
			w.ask(token, http.MethodPost, path+"/"+bo+"/approval", `{"decision":"approve"}`).is(http.StatusForbidden)
			if token != b {
				w.ask(token, http.MethodDelete, path+"/"+bo, "").is(http.StatusForbidden)
			}
		}
		list := read[api.Members](w.ask(organiser, http.MethodGet, path+"?approval=waiting", "").is(http.StatusOK))
		if len(list.Items) != 1 || list.Items[0].Person != bo {
			t.Fatalf("%+v", list)
		}
		w.ask(organiser, http.MethodPost, path+"/"+ada+"/approval", `{"decision":"approve"}`).code(http.StatusNotFound, "member.no_mentor")
		w.ask(organiser, http.MethodPost, path+"/"+bo+"/approval", `{"decision":"approve"}`).is(http.StatusOK)
		w.ask(admin, http.MethodPut, "grants/"+cy+"/reviewer/programme:"+id, "").is(http.StatusOK)
		list = read[api.Members](w.ask(testkit.Token(cy), http.MethodGet, path, "").is(http.StatusOK))
		if len(list.Items) != 2 {
			t.Fatalf("%+v", list)
		}
		// Leaving and coming back: what was approved stays so.
		w.ask(b, http.MethodDelete, path+"/me", "").is(http.StatusNoContent)
		w.ask(b, http.MethodDelete, path+"/me", "").code(http.StatusNotFound, "member.absent")
		if m := read[api.Member](w.ask(b, http.MethodPost, path, `{"mentor":true}`).is(http.StatusOK)); m.Approval != "approved" {
			t.Fatalf("%+v", m)
		}
		// Refused by a reviewer, who may not decide about themselves.
		w.ask(testkit.Token(cy), http.MethodPost, path, `{"mentor":true}`).is(http.StatusOK)
		w.ask(testkit.Token(cy), http.MethodPost, path+"/"+cy+"/approval", `{"decision":"approve"}`).code(http.StatusForbidden, "member.own_approval")
		w.ask(testkit.Token(cy), http.MethodPost, path+"/"+bo+"/approval", `{"decision":"refuse"}`).is(http.StatusUnprocessableEntity)
		w.ask(testkit.Token(cy), http.MethodPost, path+"/"+bo+"/approval", `{"decision":"refuse","reason":"not_yet"}`).is(http.StatusOK)
		if p := read[api.Programme](w.ask(b, http.MethodGet, "programmes/"+id, "")); p.Me == nil || p.Me.Approval != "refused" || p.Me.Reason != "not_yet" {
			t.Fatalf("%+v", p.Me)
		}
		w.ask(organiser, http.MethodDelete, path+"/"+ada, "").is(http.StatusNoContent)
		if diff := cmp.Diff([]string{"member_joined", "member_left"}, w.facts(MemberID(id, ada))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestInvited(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, id := w.house(`"open":true,"joining":"invited"`)
		organiser, a := testkit.Token(org), testkit.Token(ada)
		path := "programmes/" + id + "/members"
		w.ask(a, http.MethodPost, path, `{"newcomer":true}`).is(http.StatusNotFound)
		w.ask(organiser, http.MethodPost, path, `{"person":"01990000-0000-7000-8000-0000000000ff"}`).is(http.StatusUnprocessableEntity)
		m := read[api.Member](w.ask(organiser, http.MethodPost, path, `{"person":"`+ada+`","mentor":true}`).is(http.StatusOK))
		if !m.Invited || m.Mentor { // nobody is made anything by others
			t.Fatalf("%+v", m)
		}
		w.ask(organiser, http.MethodPost, path, `{"person":"`+ada+`","mentor":true}`).is(http.StatusOK)
		if diff := cmp.Diff([]string{"member_invited"}, w.facts(MemberID(id, ada))); diff != "" { // told once
			t.Fatal(diff)
		}
		mine := read[api.Programmes](w.ask(a, http.MethodGet, "programmes?show=mine", "").is(http.StatusOK))
		if len(mine.Items) != 1 || mine.Items[0].Me == nil || !mine.Items[0].Me.Invited {
			t.Fatalf("%+v", mine)
		}
		w.ask(a, http.MethodPost, path, `{"newcomer":true}`).is(http.StatusOK)
		w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"open":false,"listed":true}`).is(http.StatusOK)
		w.ask(testkit.Token(bo), http.MethodPost, path, `{"newcomer":true}`).code(http.StatusConflict, "programme.closed")
		w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"open":true}`).is(http.StatusOK)
		w.ask(testkit.Token(bo), http.MethodPost, path, `{"newcomer":true}`).code(http.StatusForbidden, "programme.invited_only")
	})
}

func TestGrants(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		o, id := w.house(`"open":true`)
		organiser := testkit.Token(org)
		give := func(token, person, role, scope string) answer {
			return w.ask(token, http.MethodPut, "grants/"+person+"/"+role+"/"+scope, "")
		}
		give(testkit.Token(ada), ada, "organiser", "org:"+o).code(http.StatusNotFound, "grant.no_scope")
		give(testkit.Token(ada, "moderator"), ada, "organiser", "org:"+o).code(http.StatusNotFound, "grant.no_scope")
		give(organiser, ada, "organiser", "org:community").code(http.StatusNotFound, "grant.no_scope")
		give(organiser, ada, "maintainer", "project:x").code(http.StatusNotFound, "grant.no_scope")
		give(organiser, ada, "maintainer", "org:"+o).is(http.StatusUnprocessableEntity)
		give(organiser, ada, "wizard", "org:"+o).is(http.StatusUnprocessableEntity)
		give(organiser, ada, "observer", "planet:"+o).is(http.StatusUnprocessableEntity)
		give(organiser, "nobody", "observer", "org:"+o).is(http.StatusUnprocessableEntity)
		give(admin, ada, "organiser", "org:none").code(http.StatusNotFound, "grant.no_scope")
		give(admin, bo, "maintainer", "project:x").is(http.StatusOK)
		give(organiser, ada, "organiser", "programme:"+id).is(http.StatusOK)
		g := read[api.RoleGrant](give(organiser, ada, "organiser", "programme:"+id).is(http.StatusOK)) // twice is once
		if g.Person != ada || g.Role != "organiser" || g.Scope != "programme:"+id {
			t.Fatalf("%+v", g)
		}
		// An organiser of the programme does not exceed it.
		give(testkit.Token(ada), cy, "reviewer", "programme:"+id).is(http.StatusOK)
		give(testkit.Token(ada), cy, "reviewer", "org:"+o).code(http.StatusNotFound, "grant.no_scope")
		w.ask(testkit.Token(ada), http.MethodDelete, "grants/"+org+"/organiser/org:"+o, "").code(http.StatusNotFound, "grant.no_scope")
		// A reviewer gives nothing, and does not see who else has a role.
		give(testkit.Token(cy), bo, "reviewer", "programme:"+id).code(http.StatusNotFound, "grant.no_scope")
		w.ask(testkit.Token(cy), http.MethodGet, "grants?scope=programme:"+id, "").code(http.StatusNotFound, "grant.no_scope")
		list := read[api.RoleGrants](w.ask(organiser, http.MethodGet, "grants?scope=programme:"+id, "").is(http.StatusOK))
		if len(list.Items) != 2 {
			t.Fatalf("%+v", list)
		}
		mine := read[api.RoleGrants](w.ask(testkit.Token(cy), http.MethodGet, "grants/me", "").is(http.StatusOK))
		if len(mine.Items) != 1 || mine.Items[0].Role != "reviewer" {
			t.Fatalf("%+v", mine)
		}
		// Everybody gives up their own.
		w.ask(testkit.Token(cy), http.MethodDelete, "grants/me/reviewer/programme:"+id, "").is(http.StatusNoContent)
		w.ask(testkit.Token(cy), http.MethodDelete, "grants/me/reviewer/programme:"+id, "").is(http.StatusNoContent)
		w.ask(organiser, http.MethodDelete, "grants/"+ada+"/organiser/programme:"+id, "").is(http.StatusNoContent)
		w.ask(testkit.Token(ada), http.MethodPatch, "programmes/"+id, `{"name":"Still mine"}`).is(http.StatusNotFound)
		if diff := cmp.Diff([]string{"grant_given", "grant_removed"}, w.facts(ada)); diff != "" {
			t.Fatal(diff)
		}
		// What others mirror.
		mirror, err := outbox.NewMirror[wire.GrantsState](t.Context(), w.db, w.buses["mentoring"], "mentoring", w.s.d.Log, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		w.run(mirror.Run)
		d, err := w.s.c.grants.Get(t.Context(), bo)
		if err != nil {
			t.Fatal(err)
		}
		testkit.Heard(t, mirror, bo, d.Version)
		state, err := mirror.Get(t.Context(), bo)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&wire.GrantsState{Person: bo, Grants: []wire.Grant{{Role: "maintainer", Scope: "project:x"}}}, state); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestClosedAccount(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		o, id := w.house(`"open":true,"listed":true`)
		w.ask(testkit.Token(ada), http.MethodPost, "programmes/"+id+"/members", `{"mentor":true}`).is(http.StatusOK)
		w.ask(admin, http.MethodPut, "grants/"+ada+"/observer/org:"+o, "").is(http.StatusOK)
		for _, person := range []string{ada, bo} { // bo was in nothing
			w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: person}, wire.AccountClosed{Account: person})
			w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: person, Deleted: true}, nil)
			w.until("it is forgotten", func() bool {
				_, err := w.s.c.grants.Get(t.Context(), person)
				return fault.Has(err, fault.Gone)
			})
			w.ask(testkit.Token(person), http.MethodPost, "programmes/"+id+"/members", `{"mentor":true}`).is(http.StatusConflict)
			w.ask(admin, http.MethodPut, "grants/"+person+"/observer/org:"+o, "").is(http.StatusUnprocessableEntity)
			w.ask(admin, http.MethodDelete, "grants/"+person+"/observer/org:"+o, "").is(http.StatusNoContent)
		}
		if _, err := w.s.c.members.Get(t.Context(), MemberID(id, ada)); !fault.Has(err, fault.Gone) {
			t.Fatal(err)
		}
		list := read[api.Members](w.ask(testkit.Token(org), http.MethodGet, "programmes/"+id+"/members", "").is(http.StatusOK))
		if len(list.Items) != 0 {
			t.Fatalf("%+v", list)
		}
	})
}

func TestImportedPeople(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, id := w.house(`"joining":"invited"`)
		imported := func(person, programme string, version int64) {
			w.publish(wire.Envelope{Type: "waymark.state.profiles.person.v1", Subject: person, Version: version},
				wire.PersonState{Person: person, Mentor: version > 1, Invited: version == 1}) // of whom was invited nothing else is said
			w.publish(wire.Envelope{Type: "waymark.evt.profiles.person_imported.v1", Subject: person, Version: version, Programme: programme},
				wire.PersonImported{Person: person, Import: "i1", Mentor: version == 1})
		}
		member := func(person string) (m Member) {
			w.until("it is taken in", func() bool {
				d, err := w.s.c.members.Get(t.Context(), MemberID(id, person))
				if err == nil {
					m = d.Body
				}
				return err == nil
			})
			return m
		}
		imported(ada, id, 1) // new: the file says what she is
		if m := member(ada); !m.Mentor || m.Approval != Approved || !m.Invited {
			t.Fatalf("%+v", m)
		}
		imported(bo, id, 4) // was here: is asked
		if m := member(bo); m.Mentor || !m.Invited {
			t.Fatalf("%+v", m)
		}
		// Neither is listed before they have accepted or joined: whose address is known is told to nobody.
		organiser := testkit.Token(org)
		listed := func() []string {
			out := []string{}
			for _, m := range read[api.Members](w.ask(organiser, http.MethodGet, "programmes/"+id+"/members", "").is(http.StatusOK)).Items {
				out = append(out, m.Person)
			}
			return out
		}
		if got := listed(); len(got) != 0 {
			t.Fatal(got)
		}
		v := w.publish(wire.Envelope{Type: "waymark.state.profiles.person.v1", Subject: ada, Version: 2}, wire.PersonState{Person: ada, Mentor: true})
		testkit.Heard(t, w.s.m.persons, ada, v)
		if diff := cmp.Diff([]string{ada}, listed()); diff != "" {
			t.Fatal(diff)
		}
		w.ask(organiser, http.MethodPatch, "programmes/"+id, `{"open":true}`).is(http.StatusOK)
		w.ask(testkit.Token(bo), http.MethodPost, "programmes/"+id+"/members", `{"newcomer":true}`).is(http.StatusOK)
		if diff := cmp.Diff([]string{ada, bo}, listed()); diff != "" {
			t.Fatal(diff)
		}
		imported(cy, "open", 1)
		imported(org, "none", 1) // hopeless: an operator sees it
		w.until("the dead letter is there", func() bool {
			return strings.Contains(string(w.ask(admin, http.MethodGet, "ops-programs/dead-letters", "").is(http.StatusOK).body), "no_programme")
		})
	})
}

// TestWhoDecidedIsForgotten: what somebody made, gave and decided stays; that it was they does not.
func TestWhoDecidedIsForgotten(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		o, id := w.house(`"open":true,"listed":true`)
		organiser := testkit.Token(org)
		w.ask(testkit.Token(ada), http.MethodPost, "programmes/"+id+"/members", `{"mentor":true}`).is(http.StatusOK)
		w.ask(organiser, http.MethodPost, "programmes/"+id+"/members/"+ada+"/approval", `{"decision":"approve"}`).is(http.StatusOK)
		w.ask(organiser, http.MethodPut, "grants/"+bo+"/observer/org:"+o, "").is(http.StatusOK)
		rules := wire.DefaultRules()
		for _, weeks := range []int{4, 5} { // one is past then
			rules.Weeks = weeks
			if _, err := w.s.ChangeRules(auth.With(t.Context(), auth.Principal{ID: org}), id, weeks-3, rules); err != nil {
				t.Fatal(err)
			}
		}
		for _, person := range []string{org, adm} {
			w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: person}, wire.AccountClosed{Account: person})
			w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: person, Deleted: true}, nil)
			w.until("it is forgotten", func() bool {
				return named(t, w.s.c.orgs, person)+named(t, w.s.c.programmes, person)+named(t, w.s.c.rules, person)+
					named(t, w.s.c.members, person)+named(t, w.s.c.grants, person) == 0
			})
		}
		d, err := w.s.c.members.Get(t.Context(), MemberID(id, ada))
		if err != nil || d.Body.Approval != Approved {
			t.Fatalf("what was decided is gone too: %v", err)
		}
		if g, err := w.s.c.grants.Get(t.Context(), bo); err != nil || len(g.Body.List) != 1 {
			t.Fatalf("what was given is gone too: %v", err)
		}
	})
}

// named counts the documents whose body names somebody.
func named[T any](t *testing.T, c *store.Collection[T], person string) int {
	t.Helper()
	page, err := c.Find(t.Context(), store.Query{Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range page.Docs {
		b, err := json.Marshal(d.Body)
		if err != nil {
			t.Fatal(err)
		}
		n += strings.Count(string(b), person)
	}
	return n
}
