package mentoring

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

func sqliteHouse(t *testing.T) *house {
	clock := testkit.NewClock()
	return newHouse(t, testkit.SQLite(t, clock.Now), clock)
}

// TestMainJob goes from the first ask to the end over HTTP, on both stores.
func TestMainJob(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.account("nadia")
		h.mentor("mo", "mia")
		nadia, mo, mia := h.as("nadia"), h.as("mo"), h.as("mia")

		r, err := nadia.CreateRequest(ctx, api.NewRequest{Mentors: []string{"mo", "mia"}, Message: "May I learn from you?", Goals: []string{"a first patch"}})
		h.must(err)
		if r.Status != "open" || len(r.Offers) != 2 || r.Offers[0].State != "asked" || r.Offers[1].State != "waiting" || r.Programme != "open" {
			t.Fatalf("created: %+v", r)
		}
		if _, err := mia.Request(ctx, r.ID); !fault.Has(err, fault.NotFound) {
			t.Fatalf("a waiting mentor sees the request: %v", err)
		}
		n := 0
		for x, err := range mo.AskedRequests(ctx) {
			h.must(err)
			if n++; x.ID != r.ID || len(x.Offers) != 1 || x.Offers[0].Mentor != "mo" {
				t.Fatalf("the asked mentor sees %+v", x)
			}
		}
		if n != 1 {
			t.Fatalf("%d requests wait", n)
		}
		_, err = mo.AskInfo(ctx, r.ID, "What did you try?")
		h.must(err)
		got, err := nadia.GiveInfo(ctx, r.ID, "Some Go.")
		h.must(err)
		if got.Status != "open" {
			t.Fatalf("after the answer: %s", got.Status)
		}
		_, err = mo.DeclineRequest(ctx, r.ID)
		h.must(err)
		x, err := mia.Request(ctx, r.ID)
		h.must(err)
		if x.Status != "open" || x.Offers[0].State != "asked" || len(x.Offers) != 1 {
			t.Fatalf("the next: %+v", x)
		}
		seen := 0
		for m, err := range mia.Messages(ctx, r.ID, false) {
			h.must(err)
			if seen++; m.Seq != 1 {
				t.Fatalf("the second mentor reads what was written to the first: %+v", m)
			}
		}
		if seen != 1 {
			t.Fatalf("the second mentor reads %d messages", seen)
		}
		_, err = mia.AcceptRequest(ctx, r.ID)
		h.must(err)
		m, err := nadia.Mentorship(ctx, r.ID)
		h.must(err)
		if m.Status != "accepted" || m.Mentor != "mia" || m.Ends.Sub(m.Began) != 8*7*24*time.Hour {
			t.Fatalf("mentorship: %+v", m)
		}
		if _, err := mo.Mentorship(ctx, r.ID); !fault.Has(err, fault.NotFound) {
			t.Fatalf("who declined sees the mentorship: %v", err)
		}
		_, err = mia.PostMessage(ctx, r.ID, "Welcome!")
		h.must(err)
		if _, err := mia.CompleteMentorship(ctx, r.ID); !fault.Coded(err, "match.not_active") {
			t.Fatalf("completed before both wrote: %v", err)
		}
		_, err = nadia.PostMessage(ctx, r.ID, "Thank you!")
		h.must(err)
		longer, err := nadia.ExtendMentorship(ctx, r.ID)
		h.must(err)
		if longer.Status != "active" || longer.Ends.Sub(m.Ends) != 28*24*time.Hour {
			t.Fatalf("extended: %+v", longer)
		}
		_, err = mia.SetGoals(ctx, r.ID, []api.Goal{{Text: "a first patch", Done: true}})
		h.must(err)
		all := 0
		for m, err := range nadia.Messages(ctx, r.ID, true) {
			h.must(err)
			if all++; m.Seq != 6-all {
				t.Fatalf("message %d is %+v", all, m)
			}
		}
		if all != 5 {
			t.Fatalf("%d messages", all)
		}
		done, err := nadia.CompleteMentorship(ctx, r.ID)
		h.must(err)
		if done.Status != "completed" || done.EndedAt == nil || !done.Goals[0].Done {
			t.Fatalf("completed: %+v", done)
		}
		st, err := mia.Standing(ctx)
		h.must(err)
		if st.Taken != 0 || st.Unanswered != 0 || st.Capacity != 1 {
			t.Fatalf("the place is not free: %+v", st)
		}
		if _, err := nadia.PostMessage(ctx, r.ID, "Still there?"); !fault.Coded(err, "thread.closed") {
			t.Fatalf("wrote after the end: %v", err)
		}
		var types []string
		for _, f := range h.facts() {
			_, typ := f.TypeOf()
			types = append(types, typ)
			for _, text := range []string{"learn from you", "What did you", "Some Go", "Welcome", "patch"} {
				if strings.Contains(string(f.Data), text) {
					t.Fatalf("a person's text is in a fact: %s", f.Data)
				}
			}
		}
		want := "mentor_asked info_asked message_posted info_given message_posted offer_ended mentor_asked match_accepted message_posted " +
			"message_posted match_active match_extended match_ended"
		if strings.Join(types, " ") != want {
			t.Fatalf("facts: %s", strings.Join(types, " "))
		}
	})
}

func TestIdempotency(t *testing.T) {
	h := sqliteHouse(t)
	h.account("nils")
	h.mentor("mara", "mats")
	body := `{"mentors":["mara"],"message":"hello"}`
	first := h.send("nils", "POST", "/api/v1/requests", body, "Idempotency-Key", "one")
	again := h.send("nils", "POST", "/api/v1/requests", body, "Idempotency-Key", "one")
	if first.status != 201 || again.status != 201 || first.body != again.body {
		t.Fatalf("%d %s\n%d %s", first.status, first.body, again.status, again.body)
	}
	other := h.send("nils", "POST", "/api/v1/requests", `{"mentors":["mats"],"message":"hello"}`, "Idempotency-Key", "one")
	if other.status != 409 || other.code() != "idempotency.reused" {
		t.Fatalf("another body: %d %s", other.status, other.body)
	}
	second := h.send("nils", "POST", "/api/v1/requests", body, "Idempotency-Key", "two")
	if second.status != 409 || second.code() != "request.another_open" {
		t.Fatalf("a second request: %d %s", second.status, second.body)
	}
	if a := h.send("nils", "POST", "/api/v1/requests", body); a.status < 400 {
		t.Fatalf("without a key: %d", a.status)
	}
	var r api.Request
	h.must(json.Unmarshal([]byte(first.body), &r))
	base := "/api/v1/requests/" + r.ID
	for range 2 {
		if a := h.send("mara", "POST", base+"/accept", ""); a.status != 200 {
			t.Fatalf("accept: %d %s", a.status, a.body)
		}
	}
	thread := "/api/v1/threads/" + r.ID + "/messages"
	m1 := h.send("mara", "POST", thread, `{"text":"hi"}`, "Idempotency-Key", "m")
	for i := range 70 { // more than a document remembers
		h.clock.Advance(2 * time.Minute) // at the pace that is allowed
		if a := h.send("mara", "POST", thread, fmt.Sprintf(`{"text":"hi %d"}`, i), "Idempotency-Key", fmt.Sprint("k", i)); a.status != 201 {
			t.Fatalf("message %d: %d %s", i, a.status, a.body)
		}
	}
	m2 := h.send("mara", "POST", thread, `{"text":"hi"}`, "Idempotency-Key", "m")
	if m1.status != 201 || m2.status != 201 || m1.body != m2.body {
		t.Fatalf("%d %s\n%d %s", m1.status, m1.body, m2.status, m2.body)
	}
	if a := h.send("mara", "POST", thread, `{"text":"other"}`, "Idempotency-Key", "m"); a.code() != "idempotency.reused" {
		t.Fatalf("another text: %d %s", a.status, a.body)
	}
	e1 := h.send("nils", "POST", "/api/v1/mentorships/"+r.ID+"/extend", "", "Idempotency-Key", "e")
	e2 := h.send("nils", "POST", "/api/v1/mentorships/"+r.ID+"/extend", "", "Idempotency-Key", "e")
	if e1.status != 200 || e1.body != e2.body {
		t.Fatalf("extend: %s\n%s", e1.body, e2.body)
	}
	for range 2 {
		if a := h.send("nils", "POST", "/api/v1/mentorships/"+r.ID+"/end", ""); a.status != 200 {
			t.Fatalf("end: %d %s", a.status, a.body)
		}
	}
	if n := len(h.facts("match_accepted", "match_ended", "match_extended")); n != 3 {
		t.Fatalf("%d facts of three changes", n)
	}
	if n := len(h.facts("message_posted")); n != 71 {
		t.Fatalf("%d facts of 71 messages", n)
	}
}

func TestStale(t *testing.T) {
	h := sqliteHouse(t)
	h.account("noa")
	h.mentor("mika")
	ctx := context.Background()
	var seen client.Answer
	r, err := h.as("noa").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mika"}, Message: "hello"}, client.Into(&seen))
	h.must(err)
	if seen.Version != 1 || !strings.Contains(seen.Header.Get("Waymark-Version"), "mentoring.match."+r.ID+"@1") {
		t.Fatalf("headers: %v", seen.Header)
	}
	_, err = h.as("mika").AskInfo(ctx, r.ID, "more?", client.IfMatch(1))
	h.must(err)
	for name, call := range map[string]func() error{
		"accept":   func() error { _, err := h.as("mika").AcceptRequest(ctx, r.ID, client.IfMatch(1)); return err },
		"decline":  func() error { _, err := h.as("mika").DeclineRequest(ctx, r.ID, client.IfMatch(1)); return err },
		"withdraw": func() error { _, err := h.as("noa").WithdrawRequest(ctx, r.ID, client.IfMatch(1)); return err },
		"give":     func() error { _, err := h.as("noa").GiveInfo(ctx, r.ID, "x", client.IfMatch(1)); return err },
		"move on":  func() error { _, err := h.as("noa").MoveOn(ctx, r.ID, client.IfMatch(1)); return err },
	} {
		if err := call(); !fault.Has(err, fault.Stale) {
			t.Errorf("%s with a stale If-Match: %v", name, err)
		}
	}
	if a := h.send("mika", "POST", "/api/v1/requests/"+r.ID+"/accept", "", "If-Match", "nonsense"); a.status != 422 {
		t.Errorf("malformed If-Match: %d", a.status)
	}
	_, err = h.as("mika").AcceptRequest(ctx, r.ID, client.IfMatch(2))
	h.must(err)
	if _, err := h.as("noa").EndMentorship(ctx, r.ID, client.IfMatch(2)); !fault.Has(err, fault.Stale) {
		t.Errorf("end: %v", err)
	}
	if _, err := h.as("mika").SetPlaces(ctx, api.Places{Capacity: 2}, client.IfMatch(1)); !fault.Has(err, fault.Stale) {
		t.Errorf("places: %v", err)
	}
}

// TestMatrix sends every route of one match as everybody: what is not one's business is not there.
func TestMatrix(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	for _, p := range []string{"newcomer", "stranger", "erased"} {
		h.account(p)
	}
	h.mentor("asked", "waiting", "blocked")
	r, err := h.as("newcomer").CreateRequest(ctx, api.NewRequest{Mentors: []string{"blocked", "asked", "waiting"}, Message: "hello"})
	h.must(err)
	h.must(h.as("newcomer").Block(ctx, "blocked"))
	h.must(h.s.forget(ctx, "erased"))
	live, err := h.as("stranger").CreateRequest(ctx, api.NewRequest{Mentors: []string{"waiting"}, Message: "hello"})
	h.must(err)
	_, err = h.as("waiting").AcceptRequest(ctx, live.ID)
	h.must(err)

	request, other := "/api/v1/requests/"+r.ID, "/api/v1/requests/0192aaaa-0000-7000-8000-000000000000"
	mentorship, thread := "/api/v1/mentorships/"+live.ID, "/api/v1/threads/"+r.ID+"/messages"
	type who = map[string]int
	all := func(code int) who {
		return who{"newcomer": code, "asked": code, "waiting": code, "blocked": code, "stranger": code, "erased": code}
	}
	but := func(w who, more who) who {
		for k, v := range more {
			w[k] = v
		}
		return w
	}
	text := `{"text":"hello"}`
	for _, x := range []struct {
		method, path, body string
		want               who
	}{
		{"GET", request, "", but(all(404), who{"newcomer": 200, "asked": 200, "blocked": 200})}, // blocked sees what a withdrawn offer shows
		{"GET", other, "", all(404)},
		{"POST", request + "/give-info", text, but(all(404), who{"newcomer": 409, "asked": 404, "blocked": 404})},
		{"POST", request + "/ask-info", text, but(all(404), who{"newcomer": 409, "blocked": 409, "asked": 200})},
		{"POST", request + "/move-on", "", but(all(404), who{"newcomer": 409})},
		{"GET", thread, "", but(all(404), who{"newcomer": 200, "asked": 200})},
		{"POST", thread, text, but(all(404), who{"newcomer": 201, "asked": 201, "blocked": 409})},
		{"GET", mentorship, "", but(all(404), who{"stranger": 200, "waiting": 200})},
		{"POST", mentorship + "/complete", "", but(all(404), who{"stranger": 409, "waiting": 409})},
		{"POST", mentorship + "/extend", "", but(all(404), who{"stranger": 200, "waiting": 200})},
		{"PUT", mentorship + "/goals", `{"goals":[]}`, but(all(404), who{"stranger": 200, "waiting": 200})},
		{"GET", "/api/v1/requests?programme=open", "", all(404)},
		{"GET", "/api/v1/requests", "", all(200)},
		{"GET", "/api/v1/mentorships", "", all(200)},
		{"GET", "/api/v1/standing/me", "", all(200)},
		{"GET", "/api/v1/blocks", "", all(200)},
		{"PUT", "/api/v1/blocks/nobody-there", "", but(all(204), who{"erased": 410})},
		{"DELETE", "/api/v1/blocks/nobody-there", "", all(204)},
		{"PUT", "/api/v1/standing/me/places", `{"capacity":1}`, but(all(200), who{"erased": 410})},
		{"GET", "/api/v1/ops-mentoring/dead-letters", "", all(403)},
		{"POST", request + "/withdraw", "", but(all(404), who{"asked": 404, "blocked": 404, "newcomer": -1})},
		{"POST", request + "/accept", "", but(all(404), who{"newcomer": 409, "blocked": 409, "asked": -1})},
		{"POST", request + "/decline", "", but(all(404), who{"newcomer": 409, "blocked": 409, "asked": -1})},
		{"POST", mentorship + "/end", "", but(all(404), who{"stranger": -1, "waiting": -1})},
	} {
		if a := h.send("", x.method, x.path, x.body, "Idempotency-Key", "nobody"); a.status != 401 {
			t.Errorf("nobody %s %s: %d", x.method, x.path, a.status)
		}
		absent := ""
		for person, want := range x.want {
			if want < 0 {
				continue
			}
			a := h.send(person, x.method, x.path, x.body, "Idempotency-Key", "k-"+person)
			if a.status != want {
				t.Errorf("%s %s %s: %d, want %d: %s", person, x.method, x.path, a.status, want, a.body)
			}
			if want == 404 && strings.Contains(x.path, r.ID) {
				if absent == "" {
					absent = h.send(person, x.method, strings.Replace(x.path, r.ID, "0192aaaa-0000-7000-8000-000000000000", 1), x.body,
						"Idempotency-Key", "k-"+person).body
				}
				if a.body != absent {
					t.Errorf("%s %s: forbidden does not look like absent: %s and %s", x.method, x.path, a.body, absent)
				}
			}
		}
	}
	if a := h.send("org-open", "GET", "/api/v1/requests?programme=open", ""); a.status != 200 || strings.Contains(a.body, "newcomer") ||
		!strings.Contains(a.body, r.ID) || strings.Contains(a.body, "waiting") {
		t.Errorf("an organiser: %d %s", a.status, a.body)
	}
	if a := h.send("root.administrator", "GET", "/api/v1/ops-mentoring/dead-letters", ""); a.status != 200 {
		t.Errorf("an administrator: %d %s", a.status, a.body)
	}
	for _, route := range h.s.Router().Routes() {
		if route.Permission == "" || route.Permission == auth.Public {
			t.Errorf("%s %s is open to everybody", route.Method, route.Path)
		}
	}
}

func TestBadInput(t *testing.T) {
	h := sqliteHouse(t)
	h.account("nia")
	h.mentor("mel")
	long := strings.Repeat("x", 2001)
	for _, x := range []struct {
		name, method, path, body string
		status                   int
	}{
		{"no body", "POST", "/api/v1/requests", "", 415},
		{"not JSON", "POST", "/api/v1/requests", "{", 400},
		{"unknown field", "POST", "/api/v1/requests", `{"mentors":["mel"],"message":"x","more":1}`, 422},
		{"no mentor", "POST", "/api/v1/requests", `{"mentors":[],"message":"x"}`, 422},
		{"four mentors", "POST", "/api/v1/requests", `{"mentors":["a","b","c","d"],"message":"x"}`, 422},
		{"oneself", "POST", "/api/v1/requests", `{"mentors":["nia"],"message":"x"}`, 422},
		{"twice the same", "POST", "/api/v1/requests", `{"mentors":["mel","mel"],"message":"x"}`, 422},
		{"blank message", "POST", "/api/v1/requests", `{"mentors":["mel"],"message":"  "}`, 422},
		{"long message", "POST", "/api/v1/requests", `{"mentors":["mel"],"message":"` + long + `"}`, 422},
		{"no message", "POST", "/api/v1/requests", `{"mentors":["mel"]}`, 422},
		{"odd mentor", "POST", "/api/v1/requests", `{"mentors":["MEL/../x"],"message":"x"}`, 422},
		{"odd programme", "POST", "/api/v1/requests", `{"programme":"a b","mentors":["mel"],"message":"x"}`, 422},
		{"long goal", "POST", "/api/v1/requests", `{"mentors":["mel"],"message":"x","goals":["` + long[:201] + `"]}`, 422},
		{"six goals", "POST", "/api/v1/requests", `{"mentors":["mel"],"message":"x","goals":["1","2","3","4","5","6"]}`, 422},
		{"null mentors", "POST", "/api/v1/requests", `{"mentors":null,"message":"x"}`, 422},
		{"negative places", "PUT", "/api/v1/standing/me/places", `{"capacity":-1}`, 422},
		{"too many places", "PUT", "/api/v1/standing/me/places", `{"capacity":51}`, 422},
		{"odd cap", "PUT", "/api/v1/standing/me/places", `{"capacity":1,"caps":{"open":99}}`, 422},
		{"pause in the past", "PUT", "/api/v1/standing/me/pause", `{"until":"2020-01-01T00:00:00Z"}`, 422},
		{"pause for ever", "PUT", "/api/v1/standing/me/pause", `{"until":"2090-01-01T00:00:00Z"}`, 422},
		{"block oneself", "PUT", "/api/v1/blocks/nia", "", 422},
		{"unknown query", "GET", "/api/v1/requests?color=red", "", 422},
		{"odd box", "GET", "/api/v1/requests?box=theirs", "", 422},
		{"odd cursor", "GET", "/api/v1/requests?cursor=zzz", "", 422},
		{"limit", "GET", "/api/v1/requests?limit=1000", "", 422},
		{"status of what waits", "GET", "/api/v1/requests?box=asked&status=open", "", 422},
		{"odd id", "GET", "/api/v1/requests/NO", "", 422},
		{"other method", "PATCH", "/api/v1/requests", "{}", 405},
	} {
		a := h.send("nia", x.method, x.path, x.body, "Idempotency-Key", x.name[:2])
		if a.status != x.status {
			t.Errorf("%s: %d, want %d: %s", x.name, a.status, x.status, a.body)
		}
		if strings.Contains(a.body, long[:100]) || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %s", x.name, a.header.Get("Content-Type"), a.body)
		}
	}
	if d, err := h.s.standing(context.Background(), "nia"); err != nil || d != nil {
		t.Errorf("something was stored: %+v %v", d, err)
	}
}
