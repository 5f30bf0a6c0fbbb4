package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// world is a catalogue on a store of its own.
type world struct {
	*Service
	t     testing.TB
	clock *testkit.Clock
	ctx   context.Context // signed out
	admin context.Context
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	return newWorldOn(t, db, testkit.Bus(t, "catalog"))
}

func newWorldOn(t testing.TB, db *store.DB, b *bus.Bus) *world {
	t.Helper()
	clock := testkit.NewClock()
	s, err := New(context.Background(), Config{}, Deps{
		DB: db, Bus: b, Now: clock.Now, Log: slog.New(slog.DiscardHandler), Verifier: testkit.Tokens{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &world{s, t, clock, context.Background(), as("adm", auth.Administrator)}
}

func as(person string, roles ...string) context.Context {
	return auth.With(context.Background(), auth.Principal{ID: person, Roles: roles})
}

// load imports our own JSON as a source, as of a day.
func (w *world) load(name, content string, asOf time.Time) *Import {
	w.t.Helper()
	_, imp, err := w.Import(w.admin, ImportRequest{Source: name, AsOf: asOf, Content: []byte(content)})
	if err != nil {
		w.t.Fatal(err)
	}
	return imp
}

// orchard is a small list: two projects, three issues.
const orchard = `{"projects":[
 {"url":"https://github.com/Orchard/Apple","name":"Apple","description":"A patient record for rural clinics and hospitals","language":"Go",
  "skills":["docker"],"licence":"MIT License","stars":"1.2k","updated":"2026-10-01","causes":["sdg-3"],"contributing":"https://apple.example.org/guide",
  "issues":[
   {"url":"https://github.com/Orchard/Apple/issues/1","title":"Fix the crash when the list is empty","labels":["bug","good first issue"],"opened":"2026-09-01"},
   {"url":"https://github.com/orchard/apple/issues/2","title":"Translate the help pages","labels":["translation","help wanted"],"opened":"2026-08-01"}]},
 {"url":"https://codeberg.org/orchard/pear","name":"Pear","language":"Python","issues":[
   {"url":"https://codeberg.org/orchard/pear/issues/9","title":"Document the settings","labels":["docs","easy"]}]}]}`

const (
	appleURL = "https://github.com/orchard/apple"
	pearURL  = "https://codeberg.org/orchard/pear"
)

func (w *world) project(url string) *store.Doc[Project] {
	w.t.Helper()
	d, err := w.c.projects.Get(w.ctx, source.ID(url))
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) issue(url string) *store.Doc[Issue] {
	w.t.Helper()
	d, err := w.c.issues.Get(w.ctx, source.ID(url))
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// titles are those of all issues in lists.
func (w *world) titles() []string {
	w.t.Helper()
	issues, _, err := w.Issues(w.ctx, IssueFilter{Limit: 100, Sort: "opened"})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, i := range issues {
		out = append(out, i.Body.Shows.Title)
	}
	return out
}

// everything is the whole catalogue as text, to compare two.
func (w *world) everything() string {
	w.t.Helper()
	var b strings.Builder
	put := func(id string, v any) error {
		j, err := json.Marshal(v)
		fmt.Fprintf(&b, "%s %s\n", id, j)
		return err
	}
	q := store.Query{Sort: []store.Order{{Index: store.IDIndex}}, Limit: 1000}
	err := w.c.projects.Each(w.ctx, q, func(d *store.Doc[Project]) error { return put(d.ID, d.Body) })
	if err == nil {
		err = w.c.issues.Each(w.ctx, q, func(d *store.Doc[Issue]) error { return put(d.ID, d.Body) })
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

// versions says how often documents were written.
func (w *world) versions() (sum int64) {
	w.t.Helper()
	err := w.c.projects.Each(w.ctx, store.Query{Limit: 1000}, func(d *store.Doc[Project]) error { sum += d.Version; return nil })
	if err == nil {
		err = w.c.issues.Each(w.ctx, store.Query{Limit: 1000}, func(d *store.Doc[Issue]) error { sum += d.Version; return nil })
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func itoa(n int) string { return fmt.Sprint(n) }

// TestDoneEnds: that somebody says an issue is done counts until a list of a later day has it; then one mark hides it from nobody else.
func TestDoneEnds(t *testing.T) {
	i := Issue{}
	i.See(Sighting{Source: "a", Day: today})
	if !i.Finish("eve", today, true, today) {
		t.Fatal("not finished")
	}
	i.See(Sighting{Source: "b", Day: today}) // of the same day
	if _, err := i.Mark(By{Person: "bob", Room: true}, "closed", today); err != nil || i.Hidden() != "marked" {
		t.Fatal(i.Hidden(), err)
	}
	i.See(Sighting{Source: "a", Day: today.AddDate(0, 0, 1)})
	if i.Hidden() != "" || i.Unmark("bob", today) != true {
		t.Errorf("a later list has it: %q", i.Hidden())
	}
	if _, err := i.Mark(By{Person: "eve", Room: true}, "closed", today.AddDate(0, 3, 0)); err != nil || i.Hidden() != "" {
		t.Errorf("months later one mark hides it: %q %v", i.Hidden(), err)
	}
}
