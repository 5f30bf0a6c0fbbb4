package safety

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func aboutBo() api.NewReport {
	return api.NewReport{About: "person", Person: "bo", Kind: "harassment", Words: "CANARY words of ada", Language: "fr"}
}

// seenBy are the cases that somebody sees in their list.
func (w *world) seenBy(c *client.Client) (ids []string) {
	w.t.Helper()
	for x, err := range c.Cases(w.t.Context(), "") {
		w.must(err)
		ids = append(ids, x.ID)
	}
	return ids
}

// TestMainWay goes from the report to the second decision over HTTP, on both stores.
func TestMainWay(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), testkit.NewClock())
		ctx := t.Context()
		ada, bo, mo, mia := w.as("ada"), w.as("bo"), w.mod("mo"), w.mod("mia")
		key := client.NewKey()
		r, err := ada.Report(ctx, api.NewReport{About: "message", Thread: "thread", Message: "thread-000002", Kind: "harassment", Words: "CANARY words"},
			client.Key(key))
		w.must(err)
		if r.Contact != "stopped" || r.Code != "" || r.Status != "received" || !r.AcknowledgeBy.Equal(w.clock.Now().Add(24*time.Hour)) {
			t.Fatalf("%+v", r)
		}
		again, err := ada.Report(ctx, api.NewReport{About: "message", Thread: "thread", Message: "thread-000002", Kind: "harassment", Words: "CANARY words"},
			client.Key(key))
		w.must(err)
		if again.ID != r.ID || len(w.stopped) != 1 || w.stopped[0] != (wire.StopContactQuestion{Case: r.ID, Person: "ada", Other: "bo"}) {
			t.Fatalf("twice: %+v, asked %v", again, w.stopped)
		}
		c, err := mo.Case(ctx, r.ID)
		w.must(err)
		if c.Person != "bo" || c.Reporter != "ada" || c.Copy != "kept" || !slices.Contains(c.Can, "acknowledge") || slices.Contains(c.Can, "decide") {
			t.Fatalf("%+v", c)
		}
		if _, err := mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); !fault.Coded(err, "case.moved") {
			t.Fatal("decided before it was read", err)
		}
		_, err = mo.AcknowledgeCase(ctx, r.ID)
		w.must(err)
		if _, err := mia.AcknowledgeCase(ctx, r.ID); !fault.Coded(err, "case.moved") {
			t.Fatal("two have taken it up", err)
		}
		o, err := mo.OpenCase(ctx, r.ID, "triage")
		w.must(err)
		if o.Words != "CANARY words" || len(o.Copied) != 2 || !o.Copied[1].Reported || o.Copied[1].Text != "CANARY ugly" || o.Case.OpenedTimes != 1 {
			t.Fatalf("%+v", o)
		}
		_, err = mo.WriteInCase(ctx, r.ID, "CANARY how are you?")
		w.must(err)
		_, err = ada.AddToReport(ctx, r.ID, "CANARY better")
		w.must(err)
		msgs, err := ada.ReportMessages(ctx, r.ID)
		w.must(err)
		if len(msgs.Items) != 2 || msgs.Items[0].From != "moderator" || msgs.Items[1].Words != "CANARY better" || msgs.Left != 18 {
			t.Fatalf("%+v", msgs)
		}
		until := w.clock.Now().Add(48 * time.Hour)
		c, err = mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "suspension", Until: &until, Words: "CANARY what it is about"})
		w.must(err)
		if c.Status != "decided" || len(c.Decisions) != 1 || c.AppealUntil == nil {
			t.Fatalf("%+v", c)
		}
		own, err := ada.OwnReport(ctx, r.ID)
		w.must(err)
		if own.Result != "acted" || own.Status != "decided" {
			t.Fatalf("%+v", own)
		}
		mine, err := bo.Outcomes(ctx)
		w.must(err)
		if len(mine.Items) != 1 || mine.Items[0].Words != "CANARY what it is about" || mine.Items[0].Measure != "suspension" || mine.Items[0].ID == r.ID {
			t.Fatalf("%+v", mine)
		}
		id := mine.Items[0].ID
		if _, err := bo.OwnReport(ctx, id); !fault.Has(err, fault.NotFound) {
			t.Fatal(err)
		}
		// Kept out, bo cannot sign in: the code from the mail does.
		code, err := w.s.AppealCode(ctx, wire.AppealCodeQuestion{Outcome: id, Person: "bo"})
		w.must(err)
		if _, err := w.s.AppealCode(ctx, wire.AppealCodeQuestion{Outcome: id, Person: "cy"}); !fault.Has(err, fault.NotFound) {
			t.Fatal(err)
		}
		out := w.as("")
		if _, err := out.Appeal(ctx, id, "x", client.OutcomeCode("aaaaaaaaaaaaaaaaaaaaaaaaaa")); !fault.Has(err, fault.NotFound) {
			t.Fatal(err)
		}
		seen, err := out.Appeal(ctx, id, "CANARY it was a joke", client.OutcomeCode(code.Code))
		w.must(err)
		if seen.Appealed == nil || seen.AppealUntil != nil || seen.Final {
			t.Fatalf("%+v", seen)
		}
		if _, err := bo.Appeal(ctx, id, "again"); !fault.Coded(err, "outcome.no_appeal") {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
		_, err = mo.OpenCase(ctx, r.ID, "appeal")
		w.must(err)
		if _, err := mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); !fault.Coded(err, "case.same_moderator") {
			t.Fatal(err)
		}
		o, err = mia.OpenCase(ctx, r.ID, "appeal")
		w.must(err)
		if o.Appeal != "CANARY it was a joke" || len(o.Decisions) != 1 {
			t.Fatalf("%+v", o)
		}
		c, err = mia.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "warning", Words: "CANARY a joke that hurts"})
		w.must(err)
		if c.Status != "closed" || c.CopyUntil == nil || !c.CopyUntil.Equal(w.clock.Now().Add(90*24*time.Hour)) {
			t.Fatalf("%+v", c)
		}
		given := said[wire.OutcomeGiven](w)
		if len(given) != 2 || given[0].Round != 1 || given[1] != (wire.OutcomeGiven{Outcome: id, Person: "bo", Round: 2, Measure: "warning"}) {
			t.Fatalf("%+v", given)
		}
		w.nothingTold()
	})
}

// nothingTold: no fact has a word of anybody, and who reported is in none but those that have to act on it.
func (w *world) nothingTold() {
	w.t.Helper()
	w.drain()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.facts {
		_, typ := e.TypeOf()
		if strings.Contains(string(e.Data), "CANARY") {
			w.t.Errorf("%s has free text: %s", typ, e.Data)
		}
		if e.Actor == "ada" || strings.Contains(string(e.Data), `"ada"`) && typ != "contact_to_stop" && typ != "report_moved" {
			w.t.Errorf("%s names who reported: %s by %s", typ, e.Data, e.Actor)
		}
		if e.Programme != "" || e.Org != "" {
			w.t.Errorf("%s belongs to a programme, whose organisers read on", typ)
		}
	}
}

// TestTwoDecideAtOnce: one wins, and there is one outcome.
func TestTwoDecideAtOnce(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), testkit.NewClock())
		ctx := t.Context()
		for range 8 {
			w.s.people = httpserver.NewPaces(time.Nanosecond, 1000)
			w.s.cfg.PerDay = 100
			r, err := w.as("ada").Report(ctx, aboutBo())
			w.must(err)
			who := []string{"mo", "mia", "max"}
			for _, m := range who {
				_, err := w.mod(m).OpenCase(ctx, r.ID, "decide")
				w.must(err)
			}
			errs := make(chan error, len(who))
			for i, m := range who {
				go func() {
					in := api.NewCaseDecision{Measure: []string{"none", "warning", "removal"}[i], Words: "w"}
					_, err := w.mod(m).DecideCase(ctx, r.ID, in)
					errs <- err
				}()
			}
			won := 0
			for range who {
				switch err := <-errs; {
				case err == nil:
					won++
				case !fault.Coded(err, "case.moved"):
					t.Fatal(err)
				}
			}
			c, err := w.mod("mo").Case(ctx, r.ID)
			w.must(err)
			if won != 1 || len(c.Decisions) != 1 {
				t.Fatalf("%d won: %+v", won, c.Decisions)
			}
		}
	})
}

// TestConflictedSeeNothing: by list, by count, by id, by any step; byte for byte as if it were not there.
func TestConflictedSeeNothing(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	w.match("m1", "ada", "mo", "ended") // over long ago
	w.blocks("mia", "bo")
	w.staff("eve", "moderator")
	w.staff("kit", "moderator")
	w.blocks("ada", "kit") // only the other's standing says so
	w.staff("bo", "moderator")
	before := map[string]string{}
	conflicted := []string{"mo", "mia", "kit", "bo"} // the reported is a moderator themself
	for _, m := range conflicted {
		before[m] = w.raw(m, "moderator", "GET", "/api/v1/cases", "") + w.raw(m, "moderator", "GET", "/api/v1/cases/counts", "") +
			w.raw(m, "moderator", "GET", "/api/v1/duty", "")
	}
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.as("ada").AddToReport(ctx, r.ID, "CANARY more")
	w.must(err)
	for _, m := range conflicted {
		after := w.raw(m, "moderator", "GET", "/api/v1/cases", "") + w.raw(m, "moderator", "GET", "/api/v1/cases/counts", "") +
			w.raw(m, "moderator", "GET", "/api/v1/duty", "")
		if after != before[m] {
			t.Errorf("%s sees a difference:\n%s\n%s", m, before[m], after)
		}
		for _, step := range []struct{ method, path, body string }{
			{"GET", "", ""}, {"POST", "/acknowledgement", ""}, {"POST", "/openings", `{"reason":"triage"}`}, {"POST", "/messages", `{"words":"x"}`},
			{"POST", "/decisions", `{"measure":"none"}`}, {"POST", "/closure", ""}, {"POST", "/conflict", ""}, {"POST", "/hand-over", `{}`},
		} {
			got := w.raw(m, "moderator", step.method, "/api/v1/cases/"+r.ID+step.path, step.body)
			want := w.raw(m, "moderator", step.method, "/api/v1/cases/01990000-0000-7000-8000-000000000000"+step.path, step.body)
			if got != want || !strings.HasPrefix(got, "404") {
				t.Errorf("%s, %s: %s, absent: %s", m, step.path, got, want)
			}
		}
	}
	if got := w.seenBy(w.mod("eve")); !slices.Equal(got, []string{r.ID}) {
		t.Fatalf("who has nothing to do with it sees %v", got)
	}
	if got := w.seenBy(w.as("adm", "administrator")); len(got) != 0 {
		t.Fatal("an administrator sees what a moderator is left for")
	}
	for _, x := range said[wire.CaseWaits](w) {
		if slices.Contains(conflicted, x.Moderator) {
			t.Errorf("%s is told", x.Moderator)
		}
	}
	// Everybody without a conflict declares one: administrators look; then nobody is left.
	w.must(w.mod("eve").DeclareConflict(ctx, r.ID))
	was, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	w.must(w.mod("max").DeclareConflict(ctx, r.ID))
	if d, err := w.s.c.cases.Get(ctx, r.ID); err != nil || d.Version != was.Version+1 {
		t.Fatalf("it was gone for one, and the next told, in %d changes: a crash between them tells nobody (%v)", d.Version-was.Version, err)
	}
	if x := said[wire.CaseWaits](w); x[len(x)-1].Moderator != "adm" {
		t.Fatalf("who is left was not told: %+v", x)
	}
	if _, err := w.mod("eve").Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Fatal("a declared conflict sees on", err)
	}
	adm := w.as("adm", "administrator")
	if got := w.seenBy(adm); !slices.Equal(got, []string{r.ID}) {
		t.Fatalf("nobody else is left, and the administrator sees %v", got)
	}
	w.must(adm.DeclareConflict(ctx, r.ID))
	own, err := w.as("ada").OwnReport(ctx, r.ID)
	w.must(err)
	w.must(w.s.Tick(ctx))
	if got := w.s.Codes(); !slices.Equal(got, []string{"case_alone"}) {
		t.Error(got)
	}
	if !own.Independent || len(w.s.Notes()) != 1 || strings.Contains(w.s.Notes()[0], r.ID) {
		t.Fatalf("%+v %v", own, w.s.Notes())
	}
	w.staff("fay", "moderator")
	w.must(w.s.Tick(ctx))
	if own, err = w.as("ada").OwnReport(ctx, r.ID); err != nil || own.Independent || len(w.s.Notes()) != 0 {
		t.Fatalf("%+v %v %v", own, w.s.Notes(), err)
	}
	all := said[wire.CaseWaits](w)
	if last := all[len(all)-1]; last.Moderator != "fay" || last.Stage != "new" {
		t.Fatalf("who is there at last is told %+v", last)
	}
}

// raw is status and body of a request, without what differs in every answer.
func (w *world) raw(id, roles, method, path, body string) string {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, "http://safety.test"+path, strings.NewReader(body))
	w.must(err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPost {
		req.Header.Set("Idempotency-Key", client.NewKey())
	}
	if id != "" {
		token := testkit.Token(id)
		if roles != "" {
			token = testkit.Token(id, roles)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := client.InProcess(w.s.Router().Handler()).RoundTrip(req)
	w.must(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	w.must(err)
	text := string(b)
	if i := strings.Index(text, `"instance"`); i >= 0 {
		text = text[:i]
	}
	return res.Status + " " + res.Header.Get("ETag") + res.Header.Get("Link") + res.Header.Get("Waymark-Version") + " " + text
}

// TestTheOtherSideSeesNothing: every route of the reported answers byte for byte the same before and after.
func TestTheOtherSideSeesNothing(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	look := func() string {
		out := ""
		for _, path := range []string{
			"/api/v1/reports", "/api/v1/reports/export", "/api/v1/outcomes", "/api/v1/outcomes/absent", "/api/v1/cases", "/api/v1/duty",
		} {
			out += w.raw("bo", "", http.MethodGet, path, "") + "\n"
		}
		return out
	}
	before := look()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "triage")
	w.must(err)
	if after := look(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	for _, path := range []string{"/api/v1/reports/" + r.ID, "/api/v1/reports/" + r.ID + "/messages", "/api/v1/outcomes/" + r.ID} {
		absent := strings.Replace(path, r.ID, "01990000-0000-7000-8000-000000000000", 1)
		if got, want := w.raw("bo", "", http.MethodGet, path, ""), w.raw("bo", "", http.MethodGet, absent, ""); got != want {
			t.Errorf("%s: %s, absent %s", path, got, want)
		}
	}
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
	if after := look(); after != before {
		t.Error("nothing was found, and the other side learns of it")
	}
	// A block of the reported's by the reporter parts exactly as any other.
	w.nothingTold()
}

func TestSignedOut(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	out := w.as("")
	key := client.NewKey()
	r, err := out.Report(ctx, aboutBo(), client.Key(key))
	w.must(err)
	if r.Code == "" || r.Contact != "none" || len(w.stopped) != 0 {
		t.Fatalf("%+v", r)
	}
	if again, err := out.Report(ctx, aboutBo(), client.Key(key)); err != nil || *again != *r {
		t.Fatalf("the answer that was lost is not given again: %+v %v", again, err)
	}
	if got, err := out.OwnReport(ctx, r.ID, client.ReportCode(r.Code)); err != nil || got.Status != "received" {
		t.Fatal(err)
	}
	other, err := out.Report(ctx, aboutBo())
	w.must(err)
	for _, forged := range []string{"", "x", r.Code[:25], r.Code + "a", other.Code, strings.Repeat("a", 26), w.s.outcomeCode(r.ID)} {
		if _, err := out.OwnReport(ctx, r.ID, client.ReportCode(forged)); !fault.Coded(err, "report.absent") {
			t.Errorf("%q: %v", forged, err)
		}
		if _, err := out.AddToReport(ctx, r.ID, "x", client.ReportCode(forged)); !fault.Coded(err, "report.absent") {
			t.Errorf("%q: %v", forged, err)
		}
	}
	if _, err := w.as("ada").OwnReport(ctx, r.ID); !fault.Coded(err, "report.absent") {
		t.Error(err)
	}
	raw, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if raw.Body.Code == r.Code || strings.Contains(raw.Body.Code, r.Code) {
		t.Error("the code is kept as it is")
	}
	_, err = out.AddToReport(ctx, r.ID, "CANARY more", client.ReportCode(r.Code))
	w.must(err)
	if _, err := out.Report(ctx, api.NewReport{About: "message", Thread: "thread", Message: "thread-000002", Kind: "spam"}); !fault.Has(err, fault.Invalid) {
		t.Error("somebody signed out takes part in a thread", err)
	}
}

// TestRefused: what cannot be reported is refused with the field that is wrong; a thread of others reads like none.
func TestRefused(t *testing.T) {
	w := sqliteWorld(t)
	ada := w.as("ada")
	for name, x := range map[string]struct {
		in    api.NewReport
		field string
	}{
		"nobody":          {api.NewReport{About: "person", Kind: "spam"}, "/person"},
		"oneself":         {api.NewReport{About: "person", Person: "ada", Kind: "spam"}, "/person"},
		"two at once":     {api.NewReport{About: "person", Person: "bo", Project: "project", Kind: "spam"}, "/project"},
		"another thread":  {api.NewReport{About: "message", Thread: "theirs", Message: "theirs-000001", Kind: "spam"}, "/message"},
		"no thread":       {api.NewReport{About: "message", Message: "thread-000002", Kind: "spam"}, "/thread"},
		"an odd kind":     {api.NewReport{About: "person", Person: "bo", Kind: "ugly"}, "/kind"},
		"no project":      {api.NewReport{About: "project", Project: "absent", Kind: "spam"}, "/project"},
		"too many words":  {api.NewReport{About: "person", Person: "bo", Kind: "spam", Words: strings.Repeat("x", 4001)}, "/words"},
		"too many bytes":  {api.NewReport{About: "person", Person: "bo", Kind: "spam", Words: strings.Repeat("é", 2001)}, "/words"},
		"an odd language": {api.NewReport{About: "person", Person: "bo", Kind: "spam", Language: "en_GB!"}, "/language"},
	} {
		_, err := ada.Report(t.Context(), x.in)
		if f := fault.As(err); err == nil || f.Kind != fault.Invalid || f.Fields[0].Pointer != x.field {
			t.Errorf("%s: %v, want %s", name, err, x.field)
		}
	}
	if _, err := w.mod("mo").SetDuty(t.Context(), "2026-w45", api.DutyBody{Moderator: "ada"}); !fault.Has(err, fault.Invalid) {
		t.Error("anybody is put on duty", err)
	}
}

// TestLimits: ten a day of one person (five here), twenty messages, and one network.
func TestLimits(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	ada := w.as("ada")
	var first string
	for n := range 6 {
		r, err := ada.Report(ctx, api.NewReport{About: "project", Project: "project", Kind: "spam"})
		if (n < 5) != (err == nil) || n == 5 && !fault.Coded(err, "report.too_many") {
			t.Fatalf("report %d: %v", n+1, err)
		}
		if n == 0 {
			first = r.ID
		}
	}
	w.s.people = httpserver.NewPaces(time.Nanosecond, 1000) // another replica counts by the store
	if _, err := ada.Report(ctx, aboutBo()); !fault.Coded(err, "report.too_many") {
		t.Fatal(err)
	}
	w.clock.Advance(25 * time.Hour)
	if _, err := ada.Report(ctx, aboutBo()); err != nil {
		t.Fatal("the day after", err)
	}
	for n := range maxMessages + 1 {
		_, err := ada.AddToReport(ctx, first, "CANARY again")
		if (n < maxMessages) != (err == nil) || n == maxMessages && !fault.Coded(err, "case.too_many_messages") {
			t.Fatalf("message %d: %v", n+1, err)
		}
	}
}

// TestNeighboursAway: the report counts, contact is stopped as soon as mentoring is back, and the copy is taken then.
func TestNeighboursAway(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	w.mu.Lock()
	w.away = true
	w.mu.Unlock()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	if r.Contact != "stopping" {
		t.Fatalf("%+v", r)
	}
	if x := said[wire.ContactToStop](w); len(x) != 1 || x[0] != (wire.ContactToStop{Case: r.ID, Person: "ada", Other: "bo"}) {
		t.Fatalf("the fact that repeats it: %+v", x)
	}
	if c, err := w.mod("mo").Case(ctx, r.ID); err != nil || c.Copy != "waiting" {
		t.Fatalf("%+v %v", c, err)
	}
	_, err = w.as("ada").Report(ctx, api.NewReport{About: "message", Thread: "thread", Message: "thread-000002", Kind: "spam"})
	if !fault.Has(err, fault.Unavailable) {
		t.Fatal("a message of nobody knows whom", err)
	}
	w.mu.Lock()
	w.away = false
	w.mu.Unlock()
	w.must(w.s.Tick(ctx))
	c, err := w.mod("mo").Case(ctx, r.ID)
	w.must(err)
	if c.Copy != "kept" || c.Contact != "stopped" || len(w.stopped) != 1 {
		t.Fatalf("%+v %v", c, w.stopped)
	}
	w.must(w.s.Tick(ctx))
	if len(w.stopped) != 1 {
		t.Error("asked again for what is done")
	}
	o, err := w.mod("mo").OpenCase(ctx, r.ID, "triage")
	w.must(err)
	if len(o.Lines) != 1 || o.Lines[0].Text != "CANARY page of bo for ada" {
		t.Fatalf("%+v", o)
	}
}

// TestKeyDestroyed: 90 days after the close nothing can be opened, and its bytes are gone from the store.
func TestKeyDestroyed(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none", Words: "CANARY for the file"})
	w.must(err)
	d, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if len(d.Body.Parts) != 3 || len(d.Body.Key) == 0 {
		t.Fatalf("%+v", d.Body)
	}
	w.clock.Advance(90*24*time.Hour - time.Millisecond)
	w.must(w.s.Tick(ctx))
	if _, err := w.mod("mo").OpenCase(ctx, r.ID, "legal"); err != nil {
		t.Fatal("a moment before", err)
	}
	w.clock.Advance(time.Millisecond)
	w.must(w.s.Tick(ctx))
	if _, err := w.mod("mo").OpenCase(ctx, r.ID, "legal"); !fault.Coded(err, "case.destroyed") {
		t.Fatal(err)
	}
	after, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if after.Body.Key != nil || after.Body.Parts != nil || after.Body.Copy != CopyDestroyed || len(said[wire.CopyDestroyed](w)) != 1 {
		t.Fatalf("%+v", after.Body)
	}
	own, err := w.as("ada").OwnReport(ctx, r.ID)
	w.must(err)
	if !own.CopyGone || own.Result != "not_found" {
		t.Fatalf("what remains: %+v", own)
	}
	if x, err := w.as("ada").ExportSafety(ctx); err != nil || len(x.Reports) != 1 || x.Reports[0].Words != "" {
		t.Fatalf("%+v %v", x, err)
	}
}

// TestErased: in the middle of a case either side leaves: nobody is named any more, the copy of what is in progress stays.
func TestErased(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	mo := w.mod("mo")
	_, err = mo.OpenCase(ctx, r.ID, "triage")
	w.must(err)
	w.leave("bo")
	c, err := mo.Case(ctx, r.ID)
	w.must(err)
	if c.Person != "" || !c.PersonLeft || c.Status != "looked_at" || c.Copy != "kept" {
		t.Fatalf("%+v", c)
	}
	if o, err := mo.OpenCase(ctx, r.ID, "decide"); err != nil || len(o.Lines) != 1 {
		t.Fatalf("the copy is gone: %+v %v", o, err)
	}
	c, err = mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "removal", Words: "CANARY"})
	w.must(err)
	if c.Status != "closed" || len(said[wire.OutcomeGiven](w)) != 0 {
		t.Fatalf("nobody is there to appeal: %+v", c)
	}
	w.leave("ada")
	if c, err = mo.Case(ctx, r.ID); err != nil || c.Reporter != "" || !c.ReporterLeft || c.Copy != "destroyed" {
		t.Fatalf("over, and both have left: %+v %v", c, err)
	}
	w.leave("mo")
	if _, err := w.mod("mia").Case(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	d, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if len(d.Body.people()) != 0 || d.Body.Decisions[0].By != gone {
		t.Fatalf("%v %+v", d.Body.people(), d.Body.Decisions)
	}
}

func TestDuty(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	mo, mia, max := w.mod("mo"), w.mod("mia"), w.mod("max")
	_, err := mo.SetDuty(ctx, "2026-w45", api.DutyBody{Moderator: "mia", Note: "CANARY look at the weekend"})
	w.must(err)
	rota, err := max.Duty(ctx)
	w.must(err)
	if rota.Now != "2026-w45" || len(rota.Weeks) != 12 || rota.Weeks[0].Moderator != "mia" || !rota.Weeks[0].Note || rota.Weeks[1].Note {
		t.Fatalf("%+v", rota)
	}
	if _, err := max.OpenDuty(ctx, "2026-w45"); !fault.Coded(err, "duty.no_note") {
		t.Fatal(err)
	}
	if n, err := mia.OpenDuty(ctx, "2026-w45"); err != nil || n.Words != "CANARY look at the weekend" || n.By != "mo" {
		t.Fatal(n, err)
	}
	if len(said[wire.DutyRead](w)) != 1 {
		t.Error("it was read, and nobody knows")
	}
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	if x := said[wire.CaseWaits](w); len(x) != 1 || x[0].Moderator != "mia" || x[0].Stage != "new" {
		t.Fatalf("%+v", x)
	}
	if _, err := mia.HandOverCase(ctx, r.ID, api.HandOver{To: "ada"}); !fault.Has(err, fault.Invalid) {
		t.Fatal(err)
	}
	w.match("m9", "bo", "mo", "ended")
	if _, err := mia.HandOverCase(ctx, r.ID, api.HandOver{To: "mo"}); !fault.Has(err, fault.Invalid) {
		t.Fatal("handed to somebody with a conflict", err)
	}
	key := client.Key(client.NewKey())
	c, err := mia.HandOverCase(ctx, r.ID, api.HandOver{To: "max", Note: "CANARY be gentle"}, key)
	w.must(err)
	if again, err := mia.HandOverCase(ctx, r.ID, api.HandOver{To: "max", Note: "CANARY be gentle"}, key); err != nil || again.Moderator != c.Moderator {
		t.Fatalf("the same once more: %+v %v", again, err)
	}
	if _, err := mia.HandOverCase(ctx, r.ID, api.HandOver{Note: "CANARY another"}, key); !fault.Coded(err, "idempotency.reused") {
		t.Fatal("the same key for something else", err)
	}
	if o, err := max.OpenCase(ctx, r.ID, "hand_over"); err != nil || c.Moderator != "max" || len(o.Notes) != 1 || o.Notes[0].Words != "CANARY be gentle" {
		t.Fatalf("%+v %v", o, err)
	}
	w.clock.Advance(98 * 24 * time.Hour)
	w.must(w.s.Tick(ctx))
	if d, err := w.s.c.weeks.Get(ctx, "2026-w45"); err != nil || len(d.Body.Key)+len(d.Body.Box) != 0 {
		t.Fatalf("%+v %v", d.Body, err)
	}
	w.nothingTold()
}

// TestAnotherKey: who comes with another key file is told so, and starts nothing.
func TestAnotherKey(t *testing.T) {
	w := sqliteWorld(t)
	file, err := KeyIn(t.TempDir())
	w.must(err)
	_, err = New(context.Background(), Config{KeyFile: file}, Deps{DB: w.db, Bus: w.buses[self], Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: quietLog})
	if err == nil || !strings.Contains(err.Error(), "--safety-key-file") {
		t.Fatal(err)
	}
}
