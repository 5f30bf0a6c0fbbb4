package profiles

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// upload posts a file.
func (w *world) upload(token, query, key, file string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, "/api/v1/people-imports"+query, strings.NewReader(file))
	r.Header.Set("Content-Type", "text/csv")
	r.Header.Set("Authorization", "Bearer "+token)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	rec := httptest.NewRecorder()
	w.s.Router().Handler().ServeHTTP(rec, r)
	return answer{w.t, rec.Code, rec.Header(), rec.Body.Bytes()}
}

// table is a file of n people.
func table(n int) string {
	var b strings.Builder
	b.WriteString("Name,E-Mail,Role,Skills\n")
	for i := range n {
		fmt.Fprintf(&b, "Person %d,person%d@example.org,%s,\"Translation (5), Go:2\"\n", i, i, []string{"mentor", "newcomer"}[i%2])
	}
	return b.String()
}

func (w *world) importDone(id string) api.PeopleImport {
	w.t.Helper()
	var im api.PeopleImport
	w.until("the import is done", func() bool {
		im = read1[api.PeopleImport](w.ask(testkit.Token(adm, "administrator"), http.MethodGet, "/api/v1/people-imports/"+id, "").is(http.StatusOK))
		return im.State == "done"
	})
	return im
}

func TestImport(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		admin := testkit.Token(adm, "administrator")
		w.accounts.people["person3@example.org"] = ada // is here already, with a profile of her own
		w.accounts.people["person4@example.org"] = bo  // is here already, without one
		w.accounts.refuse = "person5@example.org"
		w.confirm(ada, bo)
		w.save(ada, full)

		dry := read1[api.PeopleImportReport](w.upload(admin, "?dry_run=true", "k0", table(45)).is(http.StatusOK))
		if dry.Rows != 45 || dry.ProblemsTotal != 0 || dry.Import != nil || dry.Columns[3].Field != "have" || w.accounts.asked.Load() != 0 {
			t.Fatalf("%+v", dry)
		}
		report := read1[api.PeopleImportReport](w.upload(admin, "?locale=pt", "k1", table(45)).is(http.StatusOK))
		again := read1[api.PeopleImportReport](w.upload(admin, "?locale=pt", "k1", table(45)).is(http.StatusOK))
		if report.Import == nil || again.Import == nil || report.Import.ID != again.Import.ID {
			t.Fatalf("%+v %+v", report.Import, again.Import)
		}
		w.upload(admin, "?locale=pt", "k1", table(44)).code(http.StatusConflict, "idempotency.reused")

		im := w.importDone(report.Import.ID)
		want := api.PeopleImport{
			ID: im.ID, Programme: "open", State: "done", Created: im.Created, Finished: im.Finished, Rows: 45, Done: 45, Failed: 1,
			Failures: []api.PeopleImportFailure{{Line: 7, Code: "refused"}},
		}
		if diff := cmp.Diff(want, im); diff != "" {
			t.Fatal(diff)
		}
		// Nobody sees them, not even a moderator; they are in no queue.
		var fresh []string
		for _, id := range w.accounts.all() {
			if id != ada && id != bo {
				fresh = append(fresh, id)
			}
		}
		if len(fresh) != 42 {
			t.Fatalf("%d people", len(fresh))
		}
		moderator := testkit.Token(mo, "moderator")
		cards := read1[api.PersonCards](w.ask(moderator, http.MethodGet, "/api/v1/people?ids="+strings.Join(fresh, ","), "").is(http.StatusOK))
		if len(cards.Items) != 0 {
			t.Fatalf("invited people are shown: %+v", cards)
		}
		// What Ada wrote is as she wrote it.
		me := read1[api.OwnProfile](w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK))
		if me.DisplayName != "Ada Example" || me.Invited {
			t.Fatalf("%+v", me)
		}
		// Who accepts becomes visible; as a mentor once approved.
		w.confirm(fresh[0])
		w.until("visible", func() bool {
			return read1[api.OwnProfile](w.ask(testkit.Token(fresh[0]), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK)).Hidden == HiddenWaiting
		})
		queue := read1[api.MentorCandidates](w.ask(moderator, http.MethodGet, "/api/v1/mentor-approvals", "").is(http.StatusOK))
		if len(queue.Items) != 1 || queue.Items[0].Person.ID != fresh[0] {
			t.Fatalf("%+v", queue)
		}
		// Bo had an account: a confirmed address says nothing about this invitation, only saving does.
		w.confirm(bo)
		if me := read1[api.OwnProfile](w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK)); !me.Invited || me.Visible {
			t.Fatalf("%+v", me)
		}
		w.ask(testkit.Token(bo), http.MethodPatch, "/api/v1/people/me", `{"newcomer":true}`).is(http.StatusOK)
		me = read1[api.OwnProfile](w.ask(testkit.Token(bo), http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK))
		if me.Invited || me.Hidden != HiddenWaiting {
			t.Fatalf("%+v", me)
		}
		if diff := cmp.Diff([]string{"person_imported"}, w.facts(fresh[5])); diff != "" {
			t.Fatal(diff)
		}
		w.nothingLeft(report.Import.ID)
	})
}

// nothingLeft: no address is in any document, and the chunks are gone.
func (w *world) nothingLeft(id string) {
	w.t.Helper()
	for name, raws := range map[string]func() ([]store.Raw, error){
		"people":  func() ([]store.Raw, error) { return w.s.c.people.Walk(w.t.Context(), "", store.MaxLimit) },
		"imports": func() ([]store.Raw, error) { return w.s.c.imports.Walk(w.t.Context(), "", store.MaxLimit) },
	} {
		docs, err := raws()
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range docs {
			if bytes.Contains(d.Body, []byte("@example.org")) {
				w.t.Fatalf("%s %s keeps an address", name, d.ID)
			}
			for _, f := range d.Outbox {
				if bytes.Contains(f.Data, []byte("@")) {
					w.t.Fatalf("%s %s tells an address", name, d.ID)
				}
			}
		}
	}
	d, err := w.s.c.imports.Get(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(d.Body.Chunks) != 0 || len(d.Body.Key) != 0 {
		w.t.Fatalf("the import keeps what it should forget: %+v", d.Body)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	admin := testkit.Token(adm, "administrator")
	for _, c := range []struct {
		name, query, file string
		status            int
		code              string
	}{
		{"a workbook", "", "PK\x03\x04xlsx", http.StatusUnprocessableEntity, "import.save_as_csv"},
		{"a bad line", "", "Name,E-Mail\nAda Example,ada@example.org\n,bo\n", http.StatusUnprocessableEntity, "import.problems"},
		{"nobody", "", "Name,E-Mail\n", http.StatusUnprocessableEntity, "import.problems"},
		{"no address", "", "Name,Colour\nAda,blue\n", http.StatusUnprocessableEntity, "import.no_email_column"},
		{"a mapping that is none", "?mapping=email", table(1), http.StatusUnprocessableEntity, "invalid"},
		{"an unknown role", "?role=wizard", table(1), http.StatusUnprocessableEntity, "invalid"},
		{"an unknown parameter", "?wizard=1", table(1), http.StatusUnprocessableEntity, "invalid"},
		{"a programme that is not there", "?programme=p9", table(1), http.StatusNotFound, "import.no_programme"},
	} {
		a := w.upload(admin, c.query, "k-"+strings.ReplaceAll(c.name, " ", "-"), c.file)
		if a.status != c.status {
			t.Errorf("%s: %d %s", c.name, a.status, a.body)
		} else if p := read1[fault.Problem](a); c.code != "" && p.Code != c.code {
			t.Errorf("%s: %s", c.name, a.body)
		}
	}
	refused := w.upload(admin, "", "k", "Name,E-Mail\n,ada at example\n").is(http.StatusUnprocessableEntity)
	if bytes.Contains(refused.body, []byte("ada")) {
		t.Fatalf("the refusal repeats the file: %s", refused.body)
	}
	w.upload(admin, "", "", table(1)).is(http.StatusUnprocessableEntity) // no key
	// Without addresses there is nothing to try.
	w.upload(admin, "?dry_run=true", "k", "Wer,Wohin\nAda Example,ada@example.org\n").code(http.StatusUnprocessableEntity, "import.no_email_column")
	// A dry run shows the headings that it did not understand, so that they can be mapped.
	dry := read1[api.PeopleImportReport](w.upload(admin, "?dry_run=true", "k", "Wer,E-Mail,Motivation\nAda Example,ada@example.org,x\n").is(http.StatusOK))
	if dry.ProblemsTotal != 1 || dry.Problems[0].Code != "no_column" || dry.Problems[0].Field != "display_name" || dry.Columns[0].Heading != "Wer" {
		t.Fatalf("%+v", dry)
	}
	if c := dry.Columns; c[0].Used || !c[1].Used || c[2].Used || c[2].Perhaps != "about" {
		t.Fatalf("%+v", c)
	}
	w.upload(testkit.Token(ada), "", "k", table(1)).code(http.StatusNotFound, "import.no_programme")
	w.upload(testkit.Token(mo, "moderator"), "", "k", table(1)).code(http.StatusNotFound, "import.no_programme")
	n, err := w.s.c.imports.Count(t.Context())
	if err != nil || n != 0 || w.accounts.asked.Load() != 0 {
		t.Fatalf("%d imports, %d asked: %v", n, w.accounts.asked.Load(), err)
	}
}

// TestGreatFiles: the worst that fits is read in seconds.
func TestGreatFiles(t *testing.T) {
	for name, file := range map[string]string{
		"one cell":       "name,email,role,have,languages\n" + strings.Repeat("x", roster.MaxFile-100),
		"one open quote": "name,email\n\"" + strings.Repeat("x\n", roster.MaxFile/2-100),
		"commas":         "name,email,have,languages\na,a@example.org,\"" + strings.Repeat(",", roster.MaxFile-100) + "\"",
		"broken quotes":  "name,email\n" + strings.Repeat("x\"x,\n", roster.MaxFile/5-100),
		"words": "name,email,have,languages,zone,causes\n" +
			strings.Repeat("a,a@example.org,\""+strings.Repeat("aé(1),", 100)+"\",b:2,c,d\n", roster.MaxRows),
		"long address":   "name,email\na," + strings.Repeat("(", roster.MaxFile-100),
		"many ligatures": "name,email,role\na,b," + strings.Repeat("\uFDFA", roster.MaxFile/3-100),
		"quotes alone":   strings.Repeat("\"", roster.MaxFile),
		"separators":     strings.Repeat("\n\n,,\n", roster.MaxFile/5),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			s, err := roster.ReadSheet([]byte(file))
			if err == nil {
				m, _ := roster.MatchColumns(s.Headings, nil)
				_, problems := ReadRows(s, m, RowOptions{}, skill.Shipped())
				if problems.Total == 0 && name != "commas" {
					t.Error("nothing is wrong with it")
				}
			}
			if took := time.Since(begin); took > 3*time.Minute {
				t.Errorf("took %s", took)
			} else {
				t.Log(took)
			}
		})
	}
}

// TestOrganisersImport: into the programmes of their organisation, and see those alone.
func TestOrganisersImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	for _, p := range []wire.ProgrammeState{{Programme: "p1", Org: "o1"}, {Programme: "p2", Org: "o2"}, {Programme: "p3", Org: "o1", Parent: "p1"}} {
		testkit.Heard(t, w.s.m.programmes, p.Programme, w.say(p, p.Programme))
	}
	o := testkit.Token(org)
	w.upload(o, "?programme=p2", "k1", table(1)).code(http.StatusNotFound, "import.no_programme")
	w.upload(o, "", "k2", table(1)).code(http.StatusNotFound, "import.no_programme")
	report := read1[api.PeopleImportReport](w.upload(o, "?programme=p3&role=mentor", "k3", table(3)).is(http.StatusOK))
	w.importDone(report.Import.ID)
	w.ask(o, http.MethodGet, "/api/v1/people-imports/"+report.Import.ID, "").is(http.StatusOK)
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people-imports/"+report.Import.ID, "").code(http.StatusNotFound, "import.absent")
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people-imports?programme=p3", "").is(http.StatusNotFound)
	list := read1[api.PeopleImports](w.ask(o, http.MethodGet, "/api/v1/people-imports?programme=p3", "").is(http.StatusOK))
	if len(list.Items) != 1 || list.Items[0].ID != report.Import.ID {
		t.Fatalf("%+v", list)
	}
	d, err := w.s.c.people.Get(t.Context(), w.accounts.all()[0])
	if err != nil || d.Body.FoundBy != FoundByProgramme || d.Body.Invitation.Programme != "p3" {
		t.Fatalf("%+v %v", d, err)
	}
}

// TestImportGoesOn: stopped in the middle by a neighbour that is away, and by a death between two writes, it goes on and ends as if
// nothing had been; two replicas at once do no harm.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		other := w.service(Config{}, nil) // a second replica on the same store
		ctx, die := context.WithCancel(t.Context())
		n := 0
		w.accounts.before = func() { // under its lock
			n++
			switch n {
			case 27:
				die() // the first replica dies in the middle of its second step
			case 55:
				w.accounts.away.Store(true)
			}
		}
		order := ImportOrder{ID: "im-1", Programme: "open"}
		sheet, err := roster.ReadSheet([]byte(table(100)))
		if err != nil {
			t.Fatal(err)
		}
		matched, _ := roster.MatchColumns(sheet.Headings, nil)
		rows, problems := ReadRows(sheet, matched, RowOptions{FoundBy: FoundByMembers}, skill.Shipped())
		if problems.Total > 0 {
			t.Fatal(problems)
		}
		// Not through PostImport, which would wake the running replica.
		d, err := other.makeImport(t.Context(), order, "community", rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.carryOut(ctx); err != nil {
			t.Fatal(err)
		}
		d, err = other.c.imports.Get(t.Context(), d.ID)
		if err != nil || d.Body.Done != 20 {
			t.Fatalf("died at %d, %v", d.Body.Done, err)
		}
		if err := other.carryOut(t.Context()); err != nil { // the dead replica's lease has not ended
			t.Fatal(err)
		}
		w.clock.Advance(2 * importLease)
		if err := other.carryOut(t.Context()); err == nil {
			t.Fatal("accounts was away, and it did not stop")
		}
		d, err = other.c.imports.Get(t.Context(), d.ID)
		if err != nil || d.Body.Done != 40 || d.Body.State != ImportRunning {
			t.Fatalf("%+v, %v", d.Body, err)
		}
		w.accounts.away.Store(false)
		w.clock.Advance(2 * importLease)
		var both sync.WaitGroup
		for _, s := range []*Service{other, w.s} {
			both.Go(func() {
				if err := s.carryOut(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		im := w.importDone(d.ID)
		if im.Done != 100 || im.Failed != 0 || len(w.accounts.all()) != 100 {
			t.Fatalf("%+v, %d people", im, len(w.accounts.all()))
		}
		for _, id := range []string{w.accounts.all()[0], w.accounts.all()[30], w.accounts.all()[99]} {
			if diff := cmp.Diff([]string{"person_imported"}, w.facts(id)); diff != "" {
				t.Fatal(diff)
			}
		}
		w.nothingLeft(d.ID)
	})
}

// TestImportLosesAChunk: what cannot be read any more is said, and the rest is carried out.
func TestImportLosesAChunk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	other := w.service(Config{}, nil)
	rows := []Row{}
	for i := range 3000 {
		rows = append(rows, Row{Line: i + 2, Address: fmt.Sprintf("person%d@example.org", i), Said: Said{
			DisplayName: "Person", About: strings.Repeat("x", 300), Format: "either", FoundBy: FoundByMembers,
		}})
	}
	d, err := other.makeImport(t.Context(), ImportOrder{ID: "im-1", Programme: "open"}, "community", rows)
	if err != nil || len(d.Body.Chunks) < 3 {
		t.Fatalf("%+v %v", d, err)
	}
	// Keep the test short: only the last chunk is still there.
	last := d.Body.Chunks[len(d.Body.Chunks)-1]
	for _, c := range d.Body.Chunks[:len(d.Body.Chunks)-1] {
		if err := w.db.RemoveChunk(t.Context(), c.Name); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.carryOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	im := w.importDone(d.ID)
	if im.Done != 3000 || im.Failed != 3000-last.Rows || im.Failures[0] != (api.PeopleImportFailure{Code: "rows_lost"}) {
		t.Fatalf("%+v", im)
	}
}

func TestSealing(t *testing.T) {
	rows := []Row{{Line: 2, Address: "ada@example.org", Said: Said{DisplayName: "Ada Example"}}}
	plain, counts, err := chunked(rows)
	if err != nil || len(plain) != 1 || !slices.Equal(counts, []int{1}) {
		t.Fatal(plain, counts, err)
	}
	key := newKey()
	sealed, err := seal(key, plain[0])
	if err != nil || bytes.Contains(sealed, []byte("ada")) {
		t.Fatalf("%q %v", sealed, err)
	}
	got, err := open(key, sealed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Fatal(diff)
	}
	if _, err := open(newKey(), sealed); err == nil {
		t.Fatal("another key opens it")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := open(key, sealed); err == nil {
		t.Fatal("a changed chunk opens")
	}
	if _, err := open(nil, sealed); err == nil {
		t.Fatal("no key opens it")
	}
}

func TestImportsAreForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	report := read1[api.PeopleImportReport](w.upload(testkit.Token(adm, "administrator"), "", "k", table(2)).is(http.StatusOK))
	w.importDone(report.Import.ID)
	w.clock.Advance(importMaxAge + time.Hour)
	if err := w.s.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.ask(testkit.Token(adm, "administrator"), http.MethodGet, "/api/v1/people-imports/"+report.Import.ID, "").is(http.StatusNotFound)
}
