package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var at = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func fact(t *testing.T, n int, actor, subject string, ev wire.Event) wire.Envelope {
	t.Helper()
	data, err := json.Marshal(ev)
	if err != nil {
		t.Fatal(err)
	}
	service, typ := ev.Fact()
	return wire.Envelope{ID: fmt.Sprintf("%s-%d-0", subject, n), Type: "waymark.evt." + service + "." + typ + ".v1", Subject: subject, Actor: actor,
		Version: int64(n), Time: at.Add(time.Duration(n) * time.Second), Data: data}
}

func open(t *testing.T, db *store.DB) *Log {
	t.Helper()
	l, err := Open(t.Context(), db, []byte("key"))
	if err == nil {
		err = l.Begin(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func verify(t *testing.T, l *Log) Report {
	t.Helper()
	r, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestOnceByMany: facts that two replicas note at once, each several times, are in the chain once each, without a gap, and it verifies.
func TestOnceByMany(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, of func() *store.DB) {
		db := of()
		two := []*Log{open(t, db), open(t, db)}
		const facts = 12
		var wg sync.WaitGroup
		for round := range 3 {
			for _, l := range two {
				wg.Go(func() {
					for i := range facts {
						n := (i*5 + round) % facts
						if err := l.Note(t.Context(), fact(t, n, "mo", "case", wire.CaseOpened{Case: "case", Moderator: "mo", Reason: "triage"})); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		r := verify(t, two[0])
		if r.Broken != "" || r.Entries != facts || len(r.Head) != 64 {
			t.Errorf("%+v", r)
		}
		for head, want := range map[string]bool{r.Head: true, strings.Repeat("0", 64): false} {
			if found, err := two[1].Find(t.Context(), head); err != nil || found != want {
				t.Errorf("%s: %v %v", head, found, err)
			}
		}
	})
}

// TestTampered: whatever is changed, taken out, put in or reordered afterwards, the chain says where.
func TestTampered(t *testing.T) {
	for name, tamper := range map[string]func(t *testing.T, l *Log, all []*store.Doc[Entry]){
		"who": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			change(t, l, all[2].ID, func(e *Entry) { e.Who = all[0].Body.About })
		},
		"what, with a hash that fits": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			change(t, l, all[2].ID, func(e *Entry) { e.Detail = "step=closed"; e.Hash = e.sum(l.key) })
		},
		"when": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			change(t, l, all[4].ID, func(e *Entry) { e.At = e.At.Add(time.Hour) })
		},
		"one taken out": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			if err := l.entries.Drop(t.Context(), all[1].ID); err != nil {
				t.Fatal(err)
			}
		},
		"the first taken out": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			if err := l.entries.Drop(t.Context(), all[0].ID); err != nil {
				t.Fatal(err)
			}
		},
		"the last taken out": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			if err := l.entries.Drop(t.Context(), all[4].ID); err != nil {
				t.Fatal(err)
			}
		},
		"the last two taken out, with the anchor": func(t *testing.T, l *Log, all []*store.Doc[Entry]) { empty(t, l, all[3:]) },
		"all but the first taken out, with the anchor": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			empty(t, l, all[1:])
		},
		"all taken out, with the anchor": func(t *testing.T, l *Log, all []*store.Doc[Entry]) { empty(t, l, all) },
		"the end cut, and the anchor made anew without the key": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			if err := l.entries.Drop(t.Context(), all[4].ID); err != nil {
				t.Fatal(err)
			}
			if _, err := l.anchors.Update(t.Context(), anchorID, func(d *store.Doc[Anchor]) error {
				d.Body = anchorOf(all[3].Body, []byte("another key"))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		},
		"everything from one on written anew without the key": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			last := all[1].Body
			for _, d := range all[2:] {
				next := d.Body
				next.Detail = "step=closed"
				next = next.after(last, nil)
				change(t, l, d.ID, func(e *Entry) { *e = next })
				last = next
			}
			if _, err := l.anchors.Update(t.Context(), anchorID, func(d *store.Doc[Anchor]) error {
				d.Body = anchorOf(last, nil)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		},
		"two swapped": func(t *testing.T, l *Log, all []*store.Doc[Entry]) {
			a, b := all[1].Body, all[2].Body
			change(t, l, all[1].ID, func(e *Entry) { *e = b })
			change(t, l, all[2].ID, func(e *Entry) { *e = a })
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := testkit.NewClock()
			l := open(t, testkit.SQLite(t, clock.Now))
			for n := range 5 {
				if err := l.Note(t.Context(), fact(t, n+1, "mo", "case", wire.CaseMoved{Case: "case", Step: "decided", By: "mo", Measure: "none"})); err != nil {
					t.Fatal(err)
				}
			}
			if r := verify(t, l); r.Broken != "" {
				t.Fatal("broken before:", r.Broken)
			}
			page, err := l.entries.Find(t.Context(), store.Query{Sort: []store.Order{{Index: "seq"}}, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			tamper(t, l, page.Docs)
			if r := verify(t, l); r.Broken == "" {
				t.Error("the chain is said to be whole")
			}
		})
	}
}

func empty(t *testing.T, l *Log, entries []*store.Doc[Entry]) {
	t.Helper()
	for _, d := range entries {
		if err := l.entries.Drop(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.anchors.Drop(t.Context(), anchorID); err != nil {
		t.Fatal(err)
	}
}

// TestPages: the list without what was done in cases has pages that tell nothing of it either.
func TestPages(t *testing.T) {
	clock := testkit.NewClock()
	l := open(t, testkit.SQLite(t, clock.Now))
	for n := range 9 {
		ev := wire.Event(wire.CaseOpened{Case: "case", Moderator: "mo", Reason: "triage"})
		if n%4 == 0 {
			ev = wire.RolesChanged{Account: "bo", Roles: []string{}}
		}
		if err := l.Note(t.Context(), fact(t, n, "mo", "case", ev)); err != nil {
			t.Fatal(err)
		}
	}
	for cases, want := range map[bool]int{true: 9, false: 3} {
		n, after := 0, ""
		for {
			items, _, next, err := l.Page(t.Context(), Filter{Cases: cases}, 1, after)
			if err != nil || len(items) != 1 {
				t.Fatal(items, err)
			}
			if n++; next == "" {
				break
			}
			after = next
		}
		if n != want {
			t.Errorf("%d pages, not %d", n, want)
		}
	}
}

// TestNewestFirst: by when it happened, in whatever order the log heard of it; what happened at once stands in one order on all pages.
func TestNewestFirst(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, of func() *store.DB) {
		l := open(t, of())
		for _, n := range []int{3, 0, 5, 1, 4, 2} {
			if err := l.Note(t.Context(), fact(t, n, "mo", "bo", wire.RolesChanged{Account: "bo"})); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Note(t.Context(), fact(t, 6, "mo", "case", wire.CaseOpened{Case: "case", Moderator: "mo"})); err != nil {
			t.Fatal(err)
		}
		for cases, want := range map[bool]string{false: "5 4 3 2 1 0", true: "6 5 4 3 2 1 0"} {
			var got []string
			for after := ""; ; {
				items, _, next, err := l.Page(t.Context(), Filter{Cases: cases}, 2, after)
				if err != nil || len(items) == 0 {
					t.Fatal(items, err)
				}
				for _, e := range items {
					got = append(got, fmt.Sprint(int(e.At.Sub(at).Seconds())))
				}
				if after = next; next == "" {
					break
				}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("with cases %v: %s", cases, s)
			}
		}
	})
}

func change(t *testing.T, l *Log, id string, fn func(e *Entry)) {
	t.Helper()
	if _, err := l.entries.Update(t.Context(), id, func(d *store.Doc[Entry]) error { fn(&d.Body); return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsNoted: deeds of people, in codes; what a service did by itself is none; ids are not in the entries, nor a fact's id.
func TestWhatIsNoted(t *testing.T) {
	clock := testkit.NewClock()
	l := open(t, testkit.SQLite(t, clock.Now))
	for i, x := range []struct {
		actor, subject string
		fact           wire.Event
		want           string // what, detail, about
	}{
		{"mo", "c-1", wire.CaseOpened{Case: "c-1", Moderator: "mo", Reason: "triage"}, "safety.case_opened reason=triage about c-1"},
		{"mo", "c-1", wire.CaseMoved{Case: "c-1", Step: "decided", By: "mo", Measure: "removal"},
			"safety.case_moved step=decided measure=removal about c-1"},
		{"safety", "c-1", wire.CaseMoved{Case: "c-1", Step: "closed"}, ""},
		{"ida", "bo", wire.RolesChanged{Account: "bo", Roles: []string{"moderator"}}, `accounts.roles_changed roles=["moderator"] about bo`},
		{"mo", "mo", wire.AccountLookedUp{Staff: "mo", Account: "bo"}, "accounts.account_looked_up  about bo"},
		{"safety", "bo", wire.AccountSuspended{Account: "bo", Reason: "conduct"}, ""},
		{"mo", "cy", wire.MentorRefused{Person: "cy", Reason: "profile"}, "profiles.mentor_refused reason=profile about cy"},
		{"mo", "pr-1", wire.ProjectWished{Project: "pr-1", Wish: "claim_confirmed"}, "catalog.project_wished wish=claim_confirmed about pr-1"},
		{"mia", "pr-1", wire.ProjectWished{Project: "pr-1", Wish: "pause"}, ""}, // a maintainer's own
		{"mo", "pr-1", wire.ProjectWished{Project: "pr-1", Wish: "pause", Staff: true}, "catalog.project_wished wish=pause about pr-1"},
		{"mo", "i-1", wire.IssueChecked{Issue: "i-1", Found: "closed", Staff: true}, "catalog.issue_checked found=closed about i-1"},
		{"mia", "i-1", wire.IssueChecked{Issue: "i-1", Found: "open"}, ""},
		{"ida", "cy", wire.LinkRequested{Account: "cy", Link: "invitation"}, "accounts.link_requested link=invitation about cy"},
		{"cy", "cy", wire.LinkRequested{Account: "cy", Link: "sign_in"}, ""},
		{"mo", "mo", wire.PeopleLookedUp{Staff: "mo"}, "profiles.people_looked_up  about "},
		{"ida", "im-1", wire.PeopleImported{Import: "im-1", Programme: "p", Rows: 3}, "profiles.people_imported rows=3 about im-1"},
		{"org", "co", wire.CohortMoved{Cohort: "co", Programme: "p", How: "changed", Phase: "call"}, "programs.cohort_moved how=changed phase=call about co"},
		{"programs", "co", wire.CohortMoved{Cohort: "co", Programme: "p", How: "phase", Phase: "review"}, ""},
		{"org", "ap", wire.ParticipantCompleted{Application: "ap", Cohort: "co", Person: "cy", How: "taken_back"},
			"programs.participant_completed how=taken_back about cy"},
		{"org", "co", wire.ParticipationMoved{Cohort: "co", Programme: "p", How: "set_up"}, "programs.participation_moved how=set_up about co"},
		{"ida", "l-1", wire.LetterSettled{Service: "mentoring", Consumer: "mentoring_forget", How: "discarded"},
			"mentoring.letter_settled how=discarded consumer=mentoring_forget about l-1"},
		{"org", "m-1", wire.MemberDecided{Programme: "p", Person: "cy", Decision: "approved"}, "programs.member_decided decision=approved about cy"},
	} {
		before := verify(t, l).Entries
		e := fact(t, i, x.actor, x.subject, x.fact)
		if err := l.Note(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if x.want == "" {
			if verify(t, l).Entries != before {
				t.Errorf("%T is noted", x.fact)
			}
			continue
		}
		items, whose, _, err := l.Page(t.Context(), Filter{Cases: true}, 1, "")
		if err != nil || len(items) != 1 {
			t.Fatal(items, err)
		}
		got := items[0].What + " " + items[0].Detail + " about " + whose[items[0].About]
		if got != x.want || whose[items[0].Who] != x.actor {
			t.Errorf("%q by %s, not %q by %s", got, whose[items[0].Who], x.want, x.actor)
		}
		b, _ := json.Marshal(items[0])
		for _, id := range []string{`"` + x.actor + `"`, `"` + x.subject + `"`, e.ID} {
			if strings.Contains(string(b), id) {
				t.Errorf("%s has %s", b, id)
			}
		}
	}
}

// TestForgotten: of somebody who left nothing says any more what they did, late facts included; the chain verifies.
func TestForgotten(t *testing.T) {
	clock := testkit.NewClock()
	l := open(t, testkit.SQLite(t, clock.Now))
	opened := wire.CaseOpened{Case: "case", Moderator: "mo", Reason: "triage"}
	if err := l.Note(t.Context(), fact(t, 1, "mo", "case", opened)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Forget(t.Context(), "mo"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Note(t.Context(), fact(t, 2, "mo", "case", opened)); err != nil {
		t.Fatal(err)
	}
	items, whose, _, err := l.Page(t.Context(), Filter{Cases: true}, 10, "")
	if err != nil || len(items) != 2 {
		t.Fatal(items, err)
	}
	for _, id := range whose {
		if id == "mo" {
			t.Error("a mark still says whose it is")
		}
	}
	if r := verify(t, l); r.Broken != "" || r.Entries != 2 {
		t.Errorf("%+v", r)
	}
	if slices.ContainsFunc(items, func(e Entry) bool { return strings.Contains(e.Who+e.About, "mo") }) {
		t.Error(items)
	}
}

// TestFilter: by kind and by time, a page at a time, nothing twice and nothing left out.
func TestFilter(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, of func() *store.DB) {
		l := open(t, of())
		for i := range 9 {
			ev := []wire.Event{wire.RolesChanged{Account: "a"}, wire.DutySet{}, wire.CaseOpened{}}[i%3]
			if err := l.Note(t.Context(), fact(t, i, "mod", fmt.Sprintf("s%d", i), ev)); err != nil {
				t.Fatal(err)
			}
		}
		pages := func(f Filter, limit int) (out []string) {
			t.Helper()
			after := ""
			for range 20 {
				items, _, next, err := l.Page(t.Context(), f, limit, after)
				if err != nil || len(items) > limit {
					t.Fatal(len(items), err)
				}
				for _, e := range items {
					out = append(out, fmt.Sprintf("%s %d", e.What, int(e.At.Sub(at).Seconds())))
				}
				if after = next; next == "" {
					return out
				}
			}
			t.Fatal("no end")
			return nil
		}
		roles, duty := []string{"accounts.roles_changed 6", "accounts.roles_changed 3", "accounts.roles_changed 0"}, "safety.duty_set 4"
		for limit := 1; limit < 4; limit++ {
			for _, what := range []string{"accounts", "accounts.roles_changed"} {
				if got := pages(Filter{What: what}, limit); !slices.Equal(got, roles) {
					t.Errorf("%s by %d: %v", what, limit, got)
				}
			}
			if got := pages(Filter{From: at.Add(3 * time.Second), Until: at.Add(6 * time.Second)}, limit); !slices.Equal(got, []string{duty, roles[1]}) {
				t.Errorf("a time by %d: %v", limit, got)
			}
			if got := pages(Filter{What: "accounts.roles"}, limit); len(got) != 0 {
				t.Errorf("half a word: %v", got)
			}
			if got := pages(Filter{}, limit); len(got) != 6 { // none of the three in cases
				t.Errorf("all: %v", got)
			}
		}
	})
}
