package mentoring

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What a block must not show: the answers that the other side gets are compared byte for byte with ordinary ones.

// TestABlockDoesNotMoveOnesStanding: who is blocked by somebody with whom they share nothing reads and changes their own
// standing as before.
func TestABlockDoesNotMoveOnesStanding(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("nour")
	h.mentor("mika")
	show := func(a answer) string {
		if a.header.Get("Waymark-Version") != "" {
			t.Errorf("the version of the document is told: %v", a.header)
		}
		return a.header.Get("ETag") + " " + a.body
	}
	read := func() string { return show(h.send("mika", "GET", "/api/v1/standing/me", "")) }
	h.must(h.as("nour").Block(ctx, "mika")) // before there is a standing of one's own
	first := read()
	h.must(h.as("nour").Unblock(ctx, "mika"))
	if got := read(); got != first || !strings.HasPrefix(got, `"`) {
		t.Errorf("%s and %s", got, first)
	}
	set := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":2,"caps":{"open":1}}`)
	second := show(set)
	if second == first || read() != second {
		t.Errorf("%s, then %s, then %s", first, second, read())
	}
	h.must(h.as("nour").Block(ctx, "mika"))
	if got := read(); got != second {
		t.Errorf("after a block: %s, before: %s", got, second)
	}
	tag := set.header.Get("ETag")
	again := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":3}`, "If-Match", tag)
	if again.status != 200 || again.header.Get("ETag") == tag {
		t.Errorf("after a block, with the tag from before: %d %s", again.status, again.body)
	}
	if a := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":4}`, "If-Match", tag); a.status != 412 {
		t.Errorf("with the tag of what has changed: %d %s", a.status, a.body)
	}
	var seen client.Answer
	_, err := h.as("mika").Pause(ctx, h.clock.Now().Add(time.Hour), client.Into(&seen))
	h.must(err)
	h.clock.Advance(2 * time.Hour) // the pause has ended by itself: what is seen has changed
	if _, err := h.as("mika").SetPlaces(ctx, api.Places{Capacity: 5}, client.IfMatch(seen.Version)); !fault.Has(err, fault.Stale) {
		t.Errorf("after the pause: %v", err)
	}
	_, err = h.as("mika").Standing(ctx, client.Into(&seen))
	h.must(err)
	_, err = h.as("mika").SetPlaces(ctx, api.Places{Capacity: 5}, client.IfMatch(seen.Version))
	h.must(err)
}

// TestBlockReadsLikeNobody: one code, one text, for the newcomer who asks and for the mentor who answers.
func TestBlockReadsLikeNobody(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("nour")
	h.account("nina")
	h.mentor("paused", "blocker", "blockee", "free")
	_, err := h.as("paused").Pause(ctx, h.clock.Now().Add(24*time.Hour))
	h.must(err)
	h.must(h.as("blocker").Block(ctx, "nour"))
	h.must(h.as("nour").Block(ctx, "blockee"))
	var keys int
	ask := func(who string, mentors ...string) string {
		keys++
		body := `{"mentors":["` + strings.Join(mentors, `","`) + `"],"message":"hello"}`
		a := h.send(who, "POST", "/api/v1/requests", body, "Idempotency-Key", fmt.Sprint("k", keys))
		for name := range a.header {
			if strings.HasPrefix(name, "Waymark") || name == "Etag" {
				t.Errorf("%v: header %s", mentors, name)
			}
		}
		return fmt.Sprint(a.status, " ", a.body)
	}
	if got := ask("nour", "paused"); !strings.Contains(got, "mentor.paused") {
		t.Errorf("paused: %s", got)
	}
	for _, who := range []string{"nour", "busy"} { // also who has an open request already
		if who == "busy" {
			h.account("busy")
			h.mentor("third")
			_, err := h.as("busy").CreateRequest(ctx, api.NewRequest{Mentors: []string{"third"}, Message: "hello"})
			h.must(err)
			h.must(h.as("blocker").Block(ctx, "busy"))
			h.must(h.as("busy").Block(ctx, "blockee"))
		}
		for _, m := range []string{"blocker", "blockee"} {
			for _, order := range [][2][]string{
				{{m}, {"unknown"}}, {{"paused", m}, {"paused", "unknown"}}, {{m, "paused"}, {"unknown", "paused"}},
				{{m, "unknown"}, {"unknown", "unknown2"}}, {{"unknown", m}, {"unknown", "unknown2"}}, {{"paused", "free", m}, {"paused", "free", "unknown"}},
			} {
				want := ask(who, order[1]...)
				if got := ask(who, order[0]...); got != want || !strings.HasPrefix(want, "422 ") || !strings.Contains(want, "mentor.unavailable") {
					t.Errorf("%s asks %v: %s, and of somebody unknown: %s", who, order[0], got, want)
				}
			}
		}
	}
	if st, err := h.s.standing(ctx, "nour"); err != nil || len(st.Body.Listings) != 0 {
		t.Errorf("a refusal left something: %+v %v", st, err)
	}
	// A mentor whose newcomer blocked them reads what they read when the newcomer withdrew.
	h.mentor("mentor1", "mentor2")
	one, err := h.as("nour").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mentor1"}, Message: "hello"})
	h.must(err)
	two, err := h.as("nina").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mentor2"}, Message: "hello"})
	h.must(err)
	h.must(h.as("nour").Block(ctx, "mentor1"))
	_, err = h.as("nina").WithdrawRequest(ctx, two.ID)
	h.must(err)
	a := h.send("mentor1", "POST", "/api/v1/requests/"+one.ID+"/accept", "")
	b := h.send("mentor2", "POST", "/api/v1/requests/"+two.ID+"/accept", "")
	if a.status != b.status || a.body != b.body {
		t.Errorf("%s and %s", a.body, b.body)
	}
	// The blocked one is not told, the blocker sees the own list only.
	if l, err := h.as("mentor1").Blocks(ctx); err != nil || len(l.Items) != 0 {
		t.Errorf("the blocked see: %+v %v", l, err)
	}
	if l, err := h.as("nour").Blocks(ctx); err != nil || len(l.Items) != 2 {
		t.Errorf("the blocker sees: %+v %v", l, err)
	}
	// Both states say whom to hide, and lifting brings nothing back but the chance to ask.
	st, err := h.s.standing(ctx, "mentor1")
	h.must(err)
	if got := renderStanding(st).(wire.StandingState); len(got.Blocked) != 1 || got.Blocked[0] != "nour" {
		t.Errorf("state: %+v", got)
	}
	h.must(h.as("nour").Unblock(ctx, "mentor1"))
	// A writer of the block that comes late leaves a note; the sweep takes it away, and the true one stays.
	_, err = h.s.upsert(ctx, "test", "mentor1", func(st *Standing) error { return st.setBlockedBy("nour") })
	h.must(err)
	h.must(h.s.sweep(ctx))
	if st, err := h.s.standing(ctx, "blockee"); err != nil || !st.Body.blocked("nour") {
		t.Errorf("the sweep took a block away: %+v %v", st, err)
	}
	st, err = h.s.standing(ctx, "mentor1")
	h.must(err)
	if len(st.Body.Blocks) != 0 {
		t.Errorf("after lifting: %+v", st.Body.Blocks)
	}
	h.clock.Advance(restAfter)
	_, err = h.as("nour").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mentor1"}, Message: "hello"})
	h.must(err)
}

// TestABlockReadsLikeAnOrdinaryEnd plays the same story twice, with an ordinary end and with a block, and compares what the
// other side reads and hears.
func TestABlockReadsLikeAnOrdinaryEnd(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	story, times := 0, regexp.MustCompile(`2026-\d\d-\d\dT[0-9:.]*Z`)
	// tell makes a newcomer n and two mentors, lets n ask both, does the deed, and gives what the reader is shown after it.
	tell := func(reader string, before, deed func(n, a, b, id string)) string {
		t.Helper()
		story++
		start := h.clock.Now()
		n, a, b := fmt.Sprintf("n%03d", story), fmt.Sprintf("a%03d", story), fmt.Sprintf("b%03d", story)
		h.account(n)
		h.mentor(a, b)
		r, err := h.as(n).CreateRequest(ctx, api.NewRequest{Mentors: []string{a, b}, Message: "hello", Goals: []string{"a goal"}})
		h.must(err)
		who := map[string]string{"n": n, "a": a, "b": b}[reader]
		if before != nil {
			before(n, a, b, r.ID)
		}
		deed(n, a, b, r.ID)
		base := "/api/v1/requests/" + r.ID
		var shown []string
		for _, x := range [][2]string{
			{"GET", base}, {"GET", "/api/v1/requests"}, {"GET", "/api/v1/requests?box=asked"}, {"GET", "/api/v1/standing/me"}, {"GET", "/api/v1/mentorships"},
			{"GET", "/api/v1/mentorships/" + r.ID}, {"GET", "/api/v1/threads/" + r.ID + "/messages"}, {"POST", base + "/accept"},
			{"POST", base + "/ask-info"}, {"POST", "/api/v1/threads/" + r.ID + "/messages"}, {"POST", "/api/v1/mentorships/" + r.ID + "/end"},
		} {
			body := ""
			if strings.HasSuffix(x[1], "-info") || x[0] == "POST" && strings.HasSuffix(x[1], "/messages") {
				body = `{"text":"hello?"}`
			}
			got := h.send(who, x[0], x[1], body, "Idempotency-Key", "k"+r.ID[:8])
			shown = append(shown, fmt.Sprint(x[0], " ", x[1], " ", got.status, " ", got.header.Get("ETag"), got.header.Get("Waymark-Version"), " ", got.body))
		}
		for _, f := range h.facts() {
			if !strings.Contains(string(f.Data), r.ID) {
				continue
			}
			_, typ := f.TypeOf()
			// Whom each fact is for is what notifications reads of it.
			if typ == "offer_ended" && who != n || typ == "match_withdrawn" && who == n || typ == "mentor_asked" && who == n || typ == "match_exhausted" && who != n ||
				(typ == "mentor_asked" || typ == "match_withdrawn") && !strings.Contains(string(f.Data), `"mentor":"`+who) || typ == "message_posted" {
				continue
			}
			shown = append(shown, typ+" "+string(f.Data))
		}
		all := times.ReplaceAllStringFunc(strings.Join(shown, "\n"), func(x string) string {
			at, err := time.Parse(time.RFC3339, x)
			h.must(err)
			return at.Sub(start).String()
		})
		return strings.NewReplacer(r.ID, "ID", n, "N", a, "A", b, "B", `,"next":"`+b+`"`, "").Replace(all)
	}
	do := func(who, id, what string) {
		t.Helper()
		if got := h.send(who, "POST", "/api/v1/"+strings.Replace(what, "ID", id, 1), ""); got.status != 200 {
			t.Fatalf("%s %s: %d %s", who, what, got.status, got.body)
		}
	}
	decline := func(_, a, _, id string) { do(a, id, "requests/ID/decline") }
	withdraw := func(n, _, _, id string) { do(n, id, "requests/ID/withdraw") }
	moveOn := func(n, _, _, id string) { do(n, id, "requests/ID/move-on") }
	accept := func(_, a, _, id string) { do(a, id, "requests/ID/accept") }
	ask := func(_, a, _, id string) { _, err := h.as(a).AskInfo(ctx, id, "more?"); h.must(err) }
	wait := func(_, _, _, _ string) { h.clock.Advance(49 * time.Hour) }
	blocks := func(n, a, _, _ string) { h.must(h.as(a).Block(ctx, n)) }
	blocked := func(n, a, _, _ string) { h.must(h.as(n).Block(ctx, a)) }
	steps := func(all ...func(n, a, b, id string)) func(n, a, b, id string) {
		return func(n, a, b, id string) {
			for _, do := range all {
				do(n, a, b, id)
			}
		}
	}
	endBy := func(n, a, _, id string) { do(a, id, "mentorships/ID/end") }
	endByOther := func(n, a, _, id string) { do(n, id, "mentorships/ID/end") }
	for _, x := range []struct {
		name, reader string
		before       func(n, a, b, id string)
		plain, block func(n, a, b, id string)
	}{
		{"the asked mentor blocks", "n", nil, decline, blocks},
		{"the asked mentor blocks after a question", "n", ask, decline, blocks},
		{"the mentor of a mentorship blocks", "n", accept, endBy, blocks},
		{"the newcomer of a mentorship blocks", "a", accept, endByOther, blocked},
		{"the newcomer blocks the asked mentor", "a", nil, withdraw, blocked},
		{"the newcomer blocks the asked mentor after a question", "a", ask, withdraw, blocked},
		{"the newcomer blocks late", "a", wait, moveOn, blocked},
		{"the second mentor blocks and the request is taken back", "n", nil, withdraw,
			steps(func(n, _, b, _ string) { h.must(h.as(b).Block(ctx, n)) }, withdraw)},
		{"the second mentor blocks and the first accepts", "n", nil, accept,
			steps(func(n, _, b, _ string) { h.must(h.as(b).Block(ctx, n)) }, accept)},
		{"the second mentor blocks", "n", nil, func(_, _, _, _ string) { h.clock.Advance(time.Hour) }, func(n, _, b, _ string) {
			h.clock.Advance(time.Hour)
			h.must(h.as(b).Block(ctx, n))
		}},
		{"the second mentor blocks and the first declines", "n", nil,
			steps(decline, func(_, _, b, id string) { do(b, id, "requests/ID/decline") }),
			steps(func(n, _, b, _ string) { h.must(h.as(b).Block(ctx, n)) }, decline)},
	} {
		t.Run(x.name, func(t *testing.T) {
			want, got := tell(x.reader, x.before, x.plain), tell(x.reader, x.before, x.block)
			if strings.HasSuffix(x.name, "the first declines") { // the second said no in a change of their own, which a block spares
				etag := regexp.MustCompile(`200 "\d+"\S* |Waymark-Version@\d+`)
				want, got = etag.ReplaceAllString(want, "200 "), etag.ReplaceAllString(got, "200 ")
			}
			if got != want {
				t.Errorf("after an ordinary end:\n%s\nafter a block:\n%s", want, got)
			}
		})
	}
}
