package programs

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/stipend"
)

// TestStipends: who notes, approves and pays, and who reads the legal name.
func TestStipends(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.confirm(rev)
		_, programme := w.house(`"open":true,"listed":true`)
		w.ask(admin, http.MethodPut, "grants/"+cy+"/organiser/programme:"+programme, "").is(http.StatusOK)
		for _, p := range []string{ada, cy} {
			w.asked(testkit.Token(p), http.MethodPost, "programmes/"+programme+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
		}
		organiser, second, of := testkit.Token(org), testkit.Token(cy), "programmes/"+programme+"/stipends"
		p := read[api.Partner](w.asked(organiser, http.MethodPost, "programmes/"+programme+"/partners", api.PartnerBody{Name: "Example Labs"}).is(http.StatusCreated))
		body := api.StipendBody{Kind: "stipend", Person: ada, What: "Twelve weeks", Currency: "EUR", Minor: 300_000,
			Funder: api.StipendFunder{Partner: p.ID}, Due: w.clock.Now().AddDate(0, 1, 0)}
		for pointer, change := range map[string]func(*api.StipendBody){
			"/person":         func(b *api.StipendBody) { b.Person = bo }, // not of the programme
			"/what":           func(b *api.StipendBody) { b.Kind, b.Person, b.What = "event", "", "" },
			"/funder":         func(b *api.StipendBody) { b.Funder = api.StipendFunder{} },
			"/funder/partner": func(b *api.StipendBody) { b.Funder.Partner = "absent" },
			"/funder/name":    func(b *api.StipendBody) { b.Funder.Name = "Both" },
			"/currency":       func(b *api.StipendBody) { b.Currency = "euro" },
			"/minor":          func(b *api.StipendBody) { b.Minor = 0 },
			"/due":            func(b *api.StipendBody) { b.Due = b.Due.AddDate(9, 0, 0) },
		} {
			wrong := body
			change(&wrong)
			got := w.asked(organiser, http.MethodPost, of, wrong)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), `"pointer":"`+pointer+`"`) {
				t.Errorf("%s: %d %s", pointer, got.status, got.body)
			}
		}
		w.asked(testkit.Token(ada), http.MethodPost, of, body).code(http.StatusForbidden, "programs.organisers_only")
		own := body
		own.Person = cy
		w.asked(second, http.MethodPost, of, own).code(http.StatusForbidden, "stipend.own")
		made := w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "one").is(http.StatusCreated)
		again := w.asked(organiser, http.MethodPost, of, body, "Idempotency-Key", "one").is(http.StatusCreated)
		x := read[api.Stipend](made)
		if read[api.Stipend](again).ID != x.ID || x.State != "planned" || x.FunderName != "Example Labs" || x.Minor != 300_000 {
			t.Fatalf("%+v", x)
		}
		id := "stipends/" + x.ID

		// The legal name: from whom it is about, to those who are readers when it is given.
		name := api.LegalName{Name: "Ada Legally", Readers: []string{rev}}
		w.asked(testkit.Token(ada), http.MethodPut, id+"/legal-name", name).code(http.StatusConflict, "stipend.no_reader")
		w.asked(testkit.Token(ada), http.MethodPut, "programmes/"+programme+"/finance", api.FinanceReaders{Readers: []string{rev}}).is(http.StatusForbidden)
		w.asked(organiser, http.MethodPut, "programmes/"+programme+"/finance", api.FinanceReaders{Readers: []string{"nobody"}}).is(http.StatusUnprocessableEntity)
		first := w.asked(organiser, http.MethodPut, "programmes/"+programme+"/finance", api.FinanceReaders{Readers: []string{rev}}).is(http.StatusOK)
		// Two organisers who looked at the same list: neither undoes what the other did.
		w.asked(organiser, http.MethodPut, "programmes/"+programme+"/finance", api.FinanceReaders{Readers: []string{}}).is(http.StatusPreconditionRequired)
		others := []string{rev, cy}
		replace := func(token, tag string, list ...string) answer {
			return w.asked(token, http.MethodPut, "programmes/"+programme+"/finance", api.FinanceReaders{Readers: list}, "If-Match", tag)
		}
		moved := replace(organiser, first.header.Get("ETag"), others...).is(http.StatusOK)
		replace(second, first.header.Get("ETag"), rev, org).code(http.StatusPreconditionFailed, "programs.changed")
		// Who gave their name to one reader gave it to nobody else.
		w.asked(testkit.Token(ada), http.MethodPut, id+"/legal-name", name).code(http.StatusPreconditionFailed, "programs.changed")
		replace(organiser, moved.header.Get("ETag"), rev).is(http.StatusOK)
		named := func(list ...string) {
			t.Helper()
			tag := w.ask(organiser, http.MethodGet, "programmes/"+programme+"/finance", "").is(http.StatusOK).header.Get("ETag")
			replace(organiser, tag, list...).is(http.StatusOK)
		}
		mine := read[api.Stipends](w.ask(testkit.Token(ada), http.MethodGet, "stipends", "").is(http.StatusOK))
		if len(mine.Items) != 1 || len(mine.Items[0].Readers) != 1 || mine.Items[0].Readers[0] != rev {
			t.Fatalf("%+v", mine)
		}
		w.asked(organiser, http.MethodPut, id+"/legal-name", name).is(http.StatusNotFound)
		w.asked(testkit.Token(ada), http.MethodPut, id+"/legal-name", name).is(http.StatusNoContent)
		reader := testkit.Token(rev)
		if got := read[api.LegalName](w.ask(reader, http.MethodGet, id+"/legal-name", "").is(http.StatusOK)); got.Name != name.Name {
			t.Fatalf("%+v", got)
		}
		if n := count(w.facts(x.ID), "stipend_read"); n != 1 {
			t.Fatal("reading it leaves no fact", n)
		}
		w.ask(organiser, http.MethodGet, id+"/legal-name", "").code(http.StatusNotFound, "stipend.absent")
		w.ask(testkit.Token(bo), http.MethodGet, id, "").code(http.StatusNotFound, "stipend.absent")
		for _, path := range []string{id, of, of + "/file", "stipends"} {
			if got := w.ask(organiser, http.MethodGet, path, ""); strings.Contains(string(got.body), name.Name) {
				t.Errorf("%s has the name: %s", path, got.body)
			}
		}
		// Who is named later does not read it, until it is given again.
		named(rev, org)
		w.ask(organiser, http.MethodGet, id+"/legal-name", "").is(http.StatusNotFound)
		named(org)
		w.ask(reader, http.MethodGet, id+"/legal-name", "").is(http.StatusNotFound)
		named(rev)

		// Organisers approve; an edit takes that back; readers note that it was paid; nobody jumps.
		state := func(to string) api.StipendState { return api.StipendState{State: to} }
		w.asked(organiser, http.MethodPut, id+"/state", state("paid")).code(http.StatusConflict, "stipend.no_way")
		w.asked(reader, http.MethodPut, id+"/state", state("approved")).is(http.StatusForbidden)
		w.asked(testkit.Token(ada), http.MethodPut, id+"/state", state("approved")).is(http.StatusForbidden)
		w.asked(organiser, http.MethodPut, id+"/state", state("approved")).code(http.StatusPreconditionRequired, "stipend.which_version")
		seen := w.ask(organiser, http.MethodGet, id, "").header.Get("ETag")
		approved := w.asked(organiser, http.MethodPut, id+"/state", state("approved"), "If-Match", seen).is(http.StatusOK)
		w.asked(organiser, http.MethodPut, id+"/state", state("approved"), "If-Match", seen).is(http.StatusOK) // sent twice
		body.Minor = 310_000
		w.asked(organiser, http.MethodPut, id, body).is(http.StatusPreconditionRequired)
		edited := read[api.Stipend](w.asked(organiser, http.MethodPut, id, body, "If-Match", approved.header.Get("ETag")).is(http.StatusOK))
		if edited.State != "planned" || len(edited.Moves) != 3 || !edited.Named {
			t.Fatalf("%+v", edited)
		}
		// Nobody approves what they have not seen.
		w.asked(organiser, http.MethodPut, id+"/state", state("approved"), "If-Match", seen).code(http.StatusPreconditionFailed, "programs.changed")
		w.asked(organiser, http.MethodPut, id+"/state", state("approved"), "If-Match", fmt.Sprintf("%q", strconv.FormatInt(edited.Version, 10))).is(http.StatusOK)
		w.asked(reader, http.MethodPut, id+"/state", state("paid")).is(http.StatusOK)
		file := string(w.ask(organiser, http.MethodGet, of+"/file", "").is(http.StatusOK).body)
		if !strings.Contains(file, "stipend,,") || !strings.Contains(file, "EUR,3100.00,Example Labs,paid") || strings.Contains(file, "Twelve") {
			t.Errorf("%s", file)
		}
		export := w.ask(testkit.Token(ada), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if !strings.Contains(string(export.body), name.Name) {
			t.Errorf("%s", export.body)
		}
		// The name goes when the accounts are closed.
		w.clock.Advance(stipend.NameKept + time.Hour)
		if err := w.s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.ask(reader, http.MethodGet, id+"/legal-name", "").is(http.StatusNotFound)
		w.asked(testkit.Token(ada), http.MethodPut, id+"/legal-name", name).is(http.StatusNoContent)

		// Somebody leaves: the amount stays, due to nobody; no trace of the name, or of who moved it.
		w.gone(ada)
		left := read[api.Stipend](w.ask(organiser, http.MethodGet, id, "").is(http.StatusOK))
		if left.Person != "" || left.What != "" || left.Minor != 310_000 || left.State != "paid" || left.Named {
			t.Fatalf("%+v", left)
		}
		w.asked(organiser, http.MethodPut, id+"/state", state("returned")).is(http.StatusOK)
		event := api.StipendBody{Kind: "event", What: "Room for the weekend", Currency: "JPY", Minor: 90_000,
			Funder: api.StipendFunder{Name: "The foundation"}, Due: w.clock.Now()}
		w.asked(organiser, http.MethodPost, of, event).is(http.StatusCreated)
		if list := read[api.Stipends](w.ask(reader, http.MethodGet, of, "").is(http.StatusOK)); len(list.Items) != 2 {
			t.Fatalf("%+v", list)
		}
	})
}
