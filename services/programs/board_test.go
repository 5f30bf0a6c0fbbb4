package programs

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func boardTool(w *world) api.BoardBody {
	return api.BoardBody{Kind: "tool", Title: "Forms that fill themselves", Text: "It saves our office a day a week.", Skills: []string{"golang"},
		Languages: []string{"en-GB"}, Reach: "Ada, in room 7"}
}

// TestBoard: a tool from the offer to the catalogue, a helper from the wish to the introduction, and what of it who reads.
func TestBoard(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, programme := w.house(`"open":true,"listed":true`)
		of := "programmes/" + programme + "/board"
		outsider := few(1, "bd")[0]
		w.confirm(outsider)
		for _, m := range []string{ada, bo, cy} {
			w.asked(testkit.Token(m), http.MethodPost, "programmes/"+programme+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
		}
		broker, author, helper := testkit.Token(org), testkit.Token(ada), testkit.Token(bo)
		b := boardTool(w)
		w.asked("", http.MethodGet, of, nil).is(http.StatusUnauthorized)
		w.asked(testkit.Token(outsider), http.MethodPost, of, b).code(http.StatusForbidden, "board.members_only")
		b.Licence = "Nothing-1.0"
		w.asked(author, http.MethodPost, of, b).is(http.StatusUnprocessableEntity)
		b.Licence = ""
		made := w.asked(author, http.MethodPost, of, b, "Idempotency-Key", "one").is(http.StatusCreated)
		again := w.asked(author, http.MethodPost, of, b, "Idempotency-Key", "one").is(http.StatusCreated)
		e := read[api.BoardEntry](made)
		if e.ID != read[api.BoardEntry](again).ID || e.State != "offered" || e.Skills[0] != "go" || e.Languages[0] != "en" {
			t.Fatalf("%+v", e)
		}
		id := "board/" + e.ID

		// Until somebody looked at it nobody else sees it; the walk goes over all of the states.
		for _, x := range []string{helper, testkit.Token(outsider)} {
			w.ask(x, http.MethodGet, id, "").code(http.StatusNotFound, "board.absent")
		}
		w.ask(helper, http.MethodPut, id+"/help", "{}").is(http.StatusNotFound)
		w.asked(author, http.MethodPost, id+"/state", api.BoardState{State: "looked"}).is(http.StatusForbidden)
		w.asked(broker, http.MethodPost, id+"/state", api.BoardState{State: "opened"}).code(http.StatusConflict, "board.no_way")
		w.asked(broker, http.MethodPost, id+"/state", api.BoardState{State: "looked"}).is(http.StatusOK)
		w.asked(broker, http.MethodPost, id+"/state", api.BoardState{State: "ready"}).code(http.StatusConflict, "board.unchecked")
		seen := read[api.BoardEntry](w.ask(helper, http.MethodGet, id, "").is(http.StatusOK))
		if seen.Author != "" || seen.Reach != "" || len(seen.Due) != 3 || len(seen.Mine.Ways) != 0 {
			t.Fatalf("%+v", seen)
		}
		w.ask(helper, http.MethodGet, of+"?of=all", "").is(http.StatusForbidden)

		// Somebody would like to help: brokers know, nobody else.
		w.ask(author, http.MethodPut, id+"/help", "{}").code(http.StatusConflict, "board.own")
		for range 2 {
			w.asked(helper, http.MethodPut, id+"/help", api.BoardHelp{Words: "Bo, by the door."}).is(http.StatusOK)
		}
		if got := string(w.ask(author, http.MethodGet, id, "").is(http.StatusOK).body); strings.Contains(got, bo) || strings.Contains(got, "introduce\"") {
			t.Fatalf("the author learns of it: %s", got)
		}
		needs, err := w.s.beside.board.Needs(t.Context(), wire.BoardNeedsQuestion{Entry: e.ID, Person: org})
		if err != nil || needs.Programme != programme || len(needs.Needs[0].Willing) != 1 {
			t.Fatal(needs, err)
		}
		w.asked(helper, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: bo}).is(http.StatusForbidden)
		w.asked(broker, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: cy}).code(http.StatusNotFound, "board.no_helper")
		w.ask(helper, http.MethodDelete, id+"/help", "").is(http.StatusNoContent)
		w.asked(broker, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: bo}).code(http.StatusNotFound, "board.no_helper")
		w.asked(helper, http.MethodPut, id+"/help", api.BoardHelp{Words: "Bo, by the door."}).is(http.StatusOK)
		for range 2 {
			w.asked(broker, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: bo}).is(http.StatusOK)
		}
		got := read[api.BoardEntry](w.ask(author, http.MethodGet, id, "").is(http.StatusOK))
		if len(got.Helpers) != 1 || got.Helpers[0].Person != bo || got.Helpers[0].Words == "" {
			t.Fatalf("%+v", got)
		}
		got = read[api.BoardEntry](w.ask(helper, http.MethodGet, id, "").is(http.StatusOK))
		if got.Author != ada || got.Reach != "Ada, in room 7" || got.Mine.Help != "introduced" {
			t.Fatalf("%+v", got)
		}
		if n := count(w.facts(e.ID+"_"+bo), "board_introduced"); n != 2 {
			t.Fatal("both are told once:", n)
		}

		// The checklist is settled by its author, which has it looked at again; then it is opened.
		b.Owner, b.Agreement, b.AgreedOn, b.Licence, b.Home = "The office", "agreed", w.clock.Now(), "eupl 1.2", "https://github.com/Example/Forms.git"
		w.asked(author, http.MethodPut, id, b).is(http.StatusPreconditionRequired)
		current := w.ask(author, http.MethodGet, id, "").header.Get("ETag")
		w.asked(author, http.MethodPut, id, b, "If-Match", current).is(http.StatusOK)
		w.asked(author, http.MethodPut, id, b, "If-Match", current).code(http.StatusPreconditionFailed, "programs.changed")
		w.asked(helper, http.MethodPut, id, b, "If-Match", current).is(http.StatusNotFound) // offered again
		for _, to := range []string{"looked", "ready", "opened"} {
			e = read[api.BoardEntry](w.asked(broker, http.MethodPost, id+"/state", api.BoardState{State: to}).is(http.StatusOK))
		}
		if e.Project != wire.PlaceID("https://github.com/example/forms") || e.Licence != "EUPL-1.2" {
			t.Fatalf("%+v", e)
		}
		tool, err := w.s.beside.board.OpenedTool(t.Context(), wire.BoardToolQuestion{Entry: e.ID})
		if err != nil || tool.Home != e.Home || tool.Licence != "EUPL-1.2" {
			t.Fatal(tool, err)
		}

		// Everything of somebody who leaves goes.
		export := w.ask(helper, http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if !strings.Contains(string(export.body), `"as":"helper"`) {
			t.Errorf("%s", export.body)
		}
		w.gone(bo)
		if got := read[api.BoardEntry](w.ask(author, http.MethodGet, id, "").is(http.StatusOK)); len(got.Helpers) != 0 {
			t.Fatalf("%+v", got)
		}
		w.gone(ada)
		w.ask(broker, http.MethodGet, id, "").code(http.StatusNotFound, "board.absent")
	})
}

// TestABlockOnABoard: whom a block parts are not there for each other, and no broker can tell why.
func TestABlockOnABoard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, programme := w.house(`"open":true,"listed":true`)
	for _, m := range []string{ada, bo, cy} {
		w.asked(testkit.Token(m), http.MethodPost, "programmes/"+programme+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
	}
	broker, author := testkit.Token(org), testkit.Token(ada)
	e := read[api.BoardEntry](w.asked(author, http.MethodPost, "programmes/"+programme+"/board", boardTool(w)).is(http.StatusCreated))
	id := "board/" + e.ID
	w.asked(broker, http.MethodPost, id+"/state", api.BoardState{State: "looked"}).is(http.StatusOK)
	for _, m := range []string{bo, cy} {
		w.ask(testkit.Token(m), http.MethodPut, id+"/help", "{}").is(http.StatusOK)
	}
	w.asked(broker, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: bo}).is(http.StatusOK)
	for person, other := range map[string]string{ada: bo, bo: ada} {
		w.publish(wire.Envelope{Type: "waymark.state.mentoring.standing.v1", Subject: person}, wire.StandingState{Person: person, Blocked: []string{other}})
	}
	w.until("the block is known", func() bool {
		parted, err := w.s.partedFrom(t.Context(), ada)
		other, err2 := w.s.partedFrom(t.Context(), bo)
		return err == nil && err2 == nil && len(parted) == 1 && len(other) == 1
	})
	w.ask(testkit.Token(bo), http.MethodGet, id, "").code(http.StatusNotFound, "board.absent")
	if got := read[api.Board](w.ask(testkit.Token(bo), http.MethodGet, "programmes/"+programme+"/board", "").is(http.StatusOK)); len(got.Items) != 0 {
		t.Fatalf("%+v", got)
	}
	for _, token := range []string{author, broker} {
		if got := w.ask(token, http.MethodGet, id, "").is(http.StatusOK); strings.Contains(string(got.body), bo) {
			t.Fatalf("%s", got.body)
		}
	}
	needs, err := w.s.beside.board.Needs(t.Context(), wire.BoardNeedsQuestion{Entry: e.ID, Person: org})
	if err != nil || len(needs.Needs[0].Willing) != 1 || needs.Needs[0].Willing[0] != cy {
		t.Fatal(needs, err)
	}
	mine, err := w.s.beside.board.Needs(t.Context(), wire.BoardNeedsQuestion{Programme: programme, Person: bo})
	if err != nil || len(mine.Needs) != 0 {
		t.Fatal(mine, err)
	}
	w.asked(broker, http.MethodPost, id+"/introductions", api.BoardIntroduction{Person: bo}).code(http.StatusNotFound, "board.no_helper")
}

// TestABoardHasRoomFor: however many come at once, the limit of one person holds.
func TestABoardHasRoomFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, programme := w.house(`"open":true,"listed":true`)
	w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+programme+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
	var all sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for i := range 14 {
		all.Go(func() {
			got := w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+programme+"/board", boardTool(w), "Idempotency-Key", fmt.Sprint("key-of-", i))
			mu.Lock()
			defer mu.Unlock()
			if got.status == http.StatusCreated {
				made++
			}
		})
	}
	all.Wait()
	for made < 10 {
		w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+programme+"/board", boardTool(w)).is(http.StatusCreated)
		made++
	}
	w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+programme+"/board", boardTool(w)).code(http.StatusConflict, "board.too_many_own")
	if made > 10 {
		t.Fatal(made)
	}
}
