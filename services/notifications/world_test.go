package notifications

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// dying is a store that is lost to its process at a chosen write: just before it, or just after it, the answer lost.
type dying struct {
	store.Engine
	left  atomic.Int64 // writes until then; below zero it never happens
	after bool
	dead  atomic.Bool
}

func (d *dying) write(do func() error) error {
	if d.dead.Load() {
		return store.ErrAway
	}
	if d.left.Add(-1) != 0 {
		return do()
	}
	d.dead.Store(true)
	if d.after {
		_ = do()
	}
	return store.ErrAway
}

func (d *dying) Put(ctx context.Context, c string, w store.Write) error {
	return d.write(func() error { return d.Engine.Put(ctx, c, w) })
}

func (d *dying) Bulk(ctx context.Context, c string, writes []store.Write) []error {
	errs := make([]error, len(writes))
	if err := d.write(func() error { errs = d.Engine.Bulk(ctx, c, writes); return nil }); err != nil {
		for i := range errs {
			errs[i] = err
		}
	}
	return errs
}

// world is a few replicas with a mail server and somebody's address.
type world struct {
	t     *testing.T
	clock *testkit.Clock
	db    *store.DB
	b     *bus.Bus
	sink  *testkit.MailSink
	cfg   Config
	two   []*Service
	zones int64 // versions of profiles so far
}

func newWorld(t *testing.T, db func(now func() time.Time) *store.DB, locale string) *world {
	t.Helper()
	w := &world{t: t, clock: testkit.NewClock(), b: testkit.Bus(t, "notifications"), sink: testkit.Mails(t)}
	w.db = db(w.clock.Now)
	accountsStandIn(t, w.b, func(wire.AddressQuestion) (wire.AddressAnswer, error) {
		return wire.AddressAnswer{Address: "reader@example.org", Confirmed: true, Locale: locale}, nil
	})
	w.cfg = Config{PublicURL: "https://waymark.example", Mail: MailConfig{
		Host: "127.0.0.1", Port: w.sink.Port(), From: "Waymark <waymark@example.org>", TLS: "none"}}
	w.two = replicas(t, w.db, w.b, w.clock, w.cfg, 2)
	return w
}

func onSQLite(t *testing.T) func(func() time.Time) *store.DB {
	return func(now func() time.Time) *store.DB { return testkit.SQLite(t, now) }
}

// mortal is another replica, which dies at its nth write from now on.
func (w *world) mortal(n int, after bool) *Service {
	w.t.Helper()
	e := &dying{Engine: w.db.Engine, after: after}
	s, err := New(w.t.Context(), w.cfg, Deps{DB: store.New(e, w.clock.Now, slog.New(slog.DiscardHandler)), Bus: w.b,
		Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	e.left.Store(int64(n))
	return s
}

func (w *world) tell(s *Service, id string, e wire.Event) error {
	m := fact(w.t, id, e)
	m.Envelope.Time = w.clock.Now()
	return s.consume(w.t.Context(), m)
}

// must tells a fact to a replica that lives.
func (w *world) must(id string, e wire.Event) {
	w.t.Helper()
	if err := w.tell(w.two[0], id, e); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tick() {
	w.t.Helper()
	done := make(chan error, len(w.two))
	for _, s := range w.two {
		go func() { done <- s.TickDigests(w.t.Context()) }()
	}
	for range w.two {
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	}
	tickAll(w.t, w.two)
}

// moveTo puts a person into a zone, as profiles tells it.
func (w *world) moveTo(person, zone string) {
	w.t.Helper()
	w.zones++
	data, err := json.Marshal(wire.PersonState{Person: person, Zone: zone})
	if err != nil {
		w.t.Fatal(err)
	}
	m := bus.Message{Delivered: 1, Envelope: wire.Envelope{SpecVersion: "1.0", ID: fmt.Sprint(person, w.zones), Subject: person,
		Type: "waymark.state.profiles.person.v1", Version: w.zones, Data: data, Time: w.clock.Now()}}
	if err := w.two[0].zones.Consumer().Handle(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
	if err := w.two[0].zoneMoved(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
}

var messageID = regexp.MustCompile(`Message-ID: <([0-9a-f]+)@waymark.example>`)

// sent counts the mails by the letter they are, and checks that a letter that went out twice said the same.
func (w *world) sent() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	for _, m := range w.sink.All() {
		found := messageID.FindStringSubmatch(m.Data)
		if found == nil {
			w.t.Fatal("no Message-ID:", m.Data)
		}
		out[found[1]]++
	}
	return out
}

// weekly are all weekly letters of a person.
func (w *world) weekly(person string) []*store.Doc[Letter] {
	w.t.Helper()
	page, err := w.two[0].c.letters.Find(w.t.Context(), store.Query{Where: []store.Cond{store.Where("person", store.Eq, person)}, Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(page.Docs, func(d *store.Doc[Letter]) bool { return d.Body.Digest == nil })
}

// mail is the text of a letter as it was sent, with the encoding of the way taken off where it broke lines.
func (w *world) mail(letter string) string {
	for _, m := range w.sink.All() {
		if strings.Contains(m.Data, letter+"@") {
			return strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(m.Data)
		}
	}
	return ""
}

// quietNow ticks, and checks that nothing but weekly letters went out to somebody if it was quiet.
func (w *world) quietNow(who string) {
	w.t.Helper()
	prefs, zone, err := w.two[0].habits(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	before := w.sent()
	w.tick()
	if !prefs.quiet().quietAt(minuteOn(w.clock.Now(), zone)) {
		return
	}
	for id, times := range w.sent() {
		d, err := w.two[0].c.letters.Get(w.t.Context(), id)
		if times > before[id] && err == nil && d.Body.Person == who && d.Body.Digest == nil {
			w.t.Errorf("a mail about %s at %s in %s", d.Body.Kind, w.clock.Now().In(zone), zone)
		}
	}
}

func (w *world) judge(who string, expected map[string]string, stopped map[string]bool) {
	w.t.Helper()
	sent, in, weeks := w.sent(), map[string]int{}, map[string]bool{}
	for _, l := range w.weekly(who) {
		d := l.Body.Digest
		if weeks[d.Week] || l.ID != digestID(who, d.Week) {
			w.t.Errorf("two letters of %s", d.Week)
		}
		weeks[d.Week] = true
		if d.listed()+d.Left != len(d.Items) {
			w.t.Errorf("%d listed and %d left out of %d", d.listed(), d.Left, len(d.Items))
		}
		if got := sent[l.ID]; got == 0 && len(d.Items) > 0 || got > 0 && len(d.Items) == 0 {
			w.t.Errorf("the letter of %s about %d items is %s and went out %d times", d.Week, len(d.Items), l.Body.State, got)
		}
		for _, i := range d.Items {
			in[i]++
		}
	}
	for item, way := range expected {
		mails, letters := sent[item], in[item]
		ok := false
		switch way {
		case atOnce: // twice only where SMTP had taken it and the process died before it could note that
			ok = letters == 0 && (mails == 1 || mails == 2 || mails == 0 && stopped[item])
		case inDigest:
			ok = letters == 1 && mails == 0
		default:
			ok = letters == 0 && mails == 0
		}
		if !ok {
			w.t.Errorf("%s: what was to go %q was mailed %d times and is in %d letters", who, way, mails, letters)
		}
	}
}
