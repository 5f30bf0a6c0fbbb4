package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety"
)

// harassed is a live mentorship of two people who have written to each other.
type harassed struct {
	newcomer, mentor *actor
	match            string
}

// pair makes one. The names are the same each time: what is compared must differ in ids alone.
func (e *edge) pair() harassed {
	e.Helper()
	h := harassed{newcomer: e.person("newcomer"), mentor: e.person("mentor")}
	_, err := h.newcomer.SaveMe(e.ctx, newcomerBody("Nia of the case"))
	if err == nil {
		_, err = h.mentor.SaveMe(e.ctx, mentorBody("Mika of the case"))
	}
	if err == nil {
		err = e.office.approve(e.ctx, h.mentor.id)
	}
	if err != nil {
		e.Fatal(err)
	}
	e.soon("asking", func() error {
		r, err := h.newcomer.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{h.mentor.id}, Message: "Hello, may I ask you?"})
		if err == nil {
			h.match = r.ID
		}
		return err
	})
	if _, err := h.mentor.AcceptRequest(e.ctx, h.match); err != nil {
		e.Fatal(err)
	}
	for _, x := range []struct {
		who  *actor
		text string
	}{{h.newcomer, "Thank you!"}, {h.mentor, "CANARY something ugly"}} {
		if _, err := x.who.PostMessage(e.ctx, h.match, x.text); err != nil {
			e.Fatal(err)
		}
	}
	return h
}

// ugly is the last message of the thread.
func (e *edge) ugly(h harassed) api.Message {
	e.Helper()
	var last api.Message
	for m, err := range h.newcomer.Messages(e.ctx, h.match, false) {
		if err != nil {
			e.Fatal(err)
		}
		last = m
	}
	return last
}

// view is everything that the mentor can look at, with ids and times taken out.
func (e *edge) view(h harassed) string {
	e.Helper()
	paths := []string{
		"/api/v1/mentorships", "/api/v1/mentorships/" + h.match, "/api/v1/threads/" + h.match + "/messages", "/api/v1/requests", "/api/v1/standing/me",
		"/api/v1/blocks", "/api/v1/inbox", "/api/v1/people/" + h.newcomer.id, "/api/v1/people?ids=" + h.newcomer.id, "/api/v1/people/me",
		"/api/v1/accounts/me", "/api/v1/reports", "/api/v1/reports/export", "/api/v1/outcomes", "/api/v1/cases",
	}
	var b strings.Builder
	for _, p := range paths {
		req, _ := http.NewRequestWithContext(e.ctx, http.MethodGet, edgeAddress+p, nil)
		token, err := h.mentor.tokens.Source(e.ctx, "")
		if err != nil {
			e.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := e.http.Do(req)
		if err != nil {
			e.Fatal(err)
		}
		var body any
		err = json.NewDecoder(res.Body).Decode(&body)
		res.Body.Close()
		if err != nil {
			e.Fatal(p, err)
		}
		if m, ok := body.(object); ok {
			delete(m, "instance")
			if p == "/api/v1/inbox" {
				m["items"] = anyOrder(m["items"].([]any), h)
			}
		}
		text, _ := json.Marshal(body)
		etag := res.Header.Get("ETag")
		if strings.HasPrefix(p, "/api/v1/people/") { // counts how often the account was heard of, too
			etag = ""
		}
		fmt.Fprintf(&b, "%s %d etag %v: %s\n", p, res.StatusCode, etag, text)
	}
	return h.nameless(b.String())
}

var anyID, anyTime, anyAddress, anyAnswers = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
	regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`), regexp.MustCompile(`person\d+@`), regexp.MustCompile(`"answers?":\[[^\]]*\]`)

// nameless takes out who it is and when: two pairs of whom the same can be told read the same.
func (h harassed) nameless(text string) string {
	text = strings.NewReplacer(h.newcomer.id, "NEWCOMER", h.mentor.id, "MENTOR", h.match, "MATCH").Replace(text)
	text = anyTime.ReplaceAllString(anyID.ReplaceAllString(text, "SOMEBODY"), "TIME")
	return anyAnswers.ReplaceAllString(anyAddress.ReplaceAllString(text, "person@"), "")
}

// anyOrder are the items of an inbox without their places in it, in an order that does not come from when they came: facts of two
// services, and of two documents of one service, reach an inbox in any order, so that the order tells nothing.
func anyOrder(items []any, h harassed) []any {
	for _, x := range items {
		for _, place := range []string{"id", "seq"} {
			delete(x.(object), place)
		}
	}
	text := func(x any) string {
		b, _ := json.Marshal(x)
		return h.nameless(string(b))
	}
	slices.SortFunc(items, func(a, b any) int { return strings.Compare(text(a), text(b)) })
	return items
}

// TestAnyOrder: what is told in another order, at another time or of others is alike; what tells more is not.
func TestAnyOrder(t *testing.T) {
	h := harassed{newcomer: &actor{id: "n"}, mentor: &actor{id: "m"}, match: "x"}
	said := func(items ...object) string {
		var all []any
		for _, x := range items {
			all = append(all, maps.Clone(x))
		}
		b, _ := json.Marshal(anyOrder(all, h))
		return h.nameless(string(b))
	}
	active := object{"id": "7", "seq": 7, "at": "2026-01-02T03:04:05.678Z", "kind": "match_active"}
	posted := object{"id": "8", "seq": 8, "at": "2026-01-02T03:04:05.679Z", "kind": "message_posted"}
	sooner := object{"id": "6", "seq": 6, "at": "2026-01-02T03:04:05.677Z", "kind": "message_posted"}
	ended := object{"at": "2026-01-02T03:04:06Z", "kind": "match_ended"}
	if a, b := said(active, posted), said(sooner, active); a != b {
		t.Errorf("the order tells something:\n%s\n%s", a, b)
	}
	why := maps.Clone(ended)
	why["how"] = "reported"
	for what, other := range map[string]string{
		"one more item": said(active, posted, ended, ended), "an item less": said(active, posted),
		"a word more": said(active, posted, why), "another kind": said(active, posted, object{"at": ended["at"], "kind": "blocked"}),
	} {
		if other == said(active, posted, ended) {
			t.Errorf("%s reads the same", what)
		}
	}
}

// settled waits until the mentorship has ended and the seat is free, and everything that is told has been told. It says how long the
// seat took.
func (e *edge) settled(h harassed) time.Duration {
	e.Helper()
	at := time.Now()
	var took time.Duration
	e.soon("the seat is free", func() error {
		s, err := h.mentor.Standing(e.ctx)
		if err == nil && s.Taken != 0 {
			err = errors.New("the seat is taken")
		}
		took = time.Since(at)
		return err
	})
	e.soon("the end is told", func() error {
		box, err := h.mentor.Inbox(e.ctx, false)
		if err == nil && !slices.ContainsFunc(box.Items, func(i api.InboxItem) bool { return i.Kind == "match_ended" }) {
			err = errors.New("not told")
		}
		return err
	})
	e.soon("hidden", func() error {
		if _, err := h.mentor.Person(e.ctx, h.newcomer.id); !fault.Has(err, fault.NotFound) {
			return errors.Join(errors.New("the two still see each other"), err)
		}
		return nil
	})
	return took
}

// TestHarassment: during a live mentorship a message is reported. Contact stops at once and the seat is free; to the other side it is
// byte for byte what a block is; the moderator who knows one of them sees nothing; it is decided, appealed, decided by another; in the
// middle the reported leaves, and the copy stays.
func TestHarassment(t *testing.T) {
	t.Parallel()
	e := openEdge(t)
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if e.office, err = newOffice(e.ctx, e.public, token, "operator@example.org", newPassword()); err != nil {
		t.Fatal(err)
	}
	staff := map[string]*actor{}
	for _, name := range []string{"knows", "one", "two"} {
		staff[name] = e.person("moderator")
	}
	h, blockedPair := e.pair(), e.pair()
	e.knowTheMentor(staff["knows"], h)
	e.knowTheMentor(staff["knows"], blockedPair)
	for _, a := range staff {
		if _, err := e.office.admin.SetRoles(e.ctx, a.id, []string{"moderator"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range staff {
		old, _ := a.tokens.Saved()
		a.minted = time.Now()
		if _, err := a.tokens.Source(e.ctx, old); err != nil {
			t.Fatal(err)
		}
		e.soon("a moderator", func() error { _, err := a.CaseCounts(e.ctx); return err })
	}

	// The same before; then one reports and the other blocks.
	alike := func(what string) {
		e.soon(what, func() error {
			if a, b := e.view(h), e.view(blockedPair); a != b {
				return fmt.Errorf("they differ:\n%s\n%s", a, b)
			}
			return nil
		})
	}
	alike("two pairs like each other")
	report := api.NewReport{About: "message", Thread: h.match, Message: e.ugly(h).ID, Kind: "harassment", Words: "CANARY it frightens me", Language: "fr"}
	receipt, err := h.newcomer.Report(e.ctx, report)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Contact != "stopped" {
		t.Fatalf("%+v", receipt)
	}
	took := e.settled(h)
	if err := blockedPair.newcomer.Block(e.ctx, blockedPair.mentor.id); err != nil {
		t.Fatal(err)
	}
	e.settled(blockedPair)
	t.Logf("the seat was free %s after the report", took.Round(time.Millisecond))
	alike("to the other side a report is what a block is")
	if _, err := h.mentor.PostMessage(e.ctx, h.match, "Why?"); !fault.Has(err, fault.Conflict) && !fault.Has(err, fault.NotFound) {
		t.Fatal("contact goes on", err)
	}

	// The conflicted moderator sees nothing, the administrator nothing as long as a moderator is left.
	for _, c := range []*client.Client{staff["knows"].Client, e.office.admin, h.mentor.Client} {
		if _, err := c.Case(e.ctx, receipt.ID); err == nil {
			t.Fatal("somebody who must not sees the case")
		}
	}
	if n, err := staff["knows"].CaseCounts(e.ctx); err != nil || *n != (api.CaseCounts{}) {
		t.Fatalf("%+v %v", n, err)
	}
	opened, err := staff["one"].OpenCase(e.ctx, receipt.ID, "triage")
	if err != nil {
		t.Fatal(err)
	}
	if opened.Words != "CANARY it frightens me" || !slices.ContainsFunc(opened.Copied, func(m api.CopiedMessage) bool {
		return m.Reported && m.Text == "CANARY something ugly" && m.From == h.mentor.id
	}) {
		t.Fatalf("%+v", opened)
	}

	// Decided: kept out for a month.
	month := time.Now().Add(30 * 24 * time.Hour)
	if _, err := staff["one"].DecideCase(e.ctx, receipt.ID, api.NewCaseDecision{
		Measure: "suspension", Until: &month, Words: "CANARY how one writes to a newcomer",
	}); err != nil {
		t.Fatal(err)
	}
	h.mentor.held, _ = h.mentor.tokens.Saved()
	e.refused(h.mentor)
	e.soon("the reporter is told", func() error {
		box, err := h.newcomer.Inbox(e.ctx, false)
		if err == nil && !slices.ContainsFunc(box.Items, func(i api.InboxItem) bool {
			return i.Kind == "report_moved" && i.How == "acted" && i.Case == receipt.ID
		}) {
			err = errors.New("not told")
		}
		return err
	})

	// Appealed with the code of the mail, decided by another: a warning only, and they are let in again.
	outcome, code := e.appealCode(h.mentor.id)
	seen, err := e.public.Appeal(e.ctx, outcome, "CANARY I did not mean it", client.OutcomeCode(code))
	if err != nil || seen.Appealed == nil || seen.Words != "CANARY how one writes to a newcomer" {
		t.Fatalf("%+v %v", seen, err)
	}
	if _, err := staff["one"].OpenCase(e.ctx, receipt.ID, "appeal"); err != nil {
		t.Fatal(err)
	}
	if _, err := staff["one"].DecideCase(e.ctx, receipt.ID, api.NewCaseDecision{Measure: "none"}); !fault.Coded(err, "case.same_moderator") {
		t.Fatal("the same moderator decides again", err)
	}
	if _, err := staff["two"].OpenCase(e.ctx, receipt.ID, "appeal"); err != nil {
		t.Fatal(err)
	}
	closed, err := staff["two"].DecideCase(e.ctx, receipt.ID, api.NewCaseDecision{Measure: "warning", Words: "CANARY a warning"})
	if err != nil || closed.Status != "closed" {
		t.Fatalf("%+v %v", closed, err)
	}
	e.soon("let in again", func() error {
		a, err := client.Do[api.AccountSummary](e.ctx, e.office.admin, http.MethodGet, client.Path("accounts", h.mentor.id), nil, nil)
		if err == nil && a.Suspended != nil {
			err = errors.New("still kept out")
		}
		return err
	})

	// A second case; in its middle the reported is erased.
	e.erasedInTheMiddle(blockedPair, staff["one"])
}

// knowTheMentor gives a moderator a match with the mentor, over long ago.
func (e *edge) knowTheMentor(a *actor, h harassed) {
	e.Helper()
	if _, err := a.SaveMe(e.ctx, newcomerBody("Kim of the case")); err != nil {
		e.Fatal(err)
	}
	if _, err := h.mentor.SetPlaces(e.ctx, api.Places{Capacity: 1}); err != nil {
		e.Fatal(err)
	}
	e.soon("asking", func() error {
		r, err := a.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{h.mentor.id}, Message: "Hello, may I ask you too?"})
		if err == nil {
			_, err = a.WithdrawRequest(e.ctx, r.ID)
		}
		return err
	})
}

// appealCode is the outcome that fell on somebody, and the code that the mail about it would have.
func (e *edge) appealCode(person string) (outcome, code string) {
	e.Helper()
	e.soon("an outcome", func() error {
		room := e.world.rooms["safety"].(*safety.Service)
		all, err := room.Outcomes(auth.With(e.ctx, auth.Principal{ID: person}))
		if err == nil && len(all) == 0 {
			err = errors.New("none yet")
		}
		if err != nil {
			return err
		}
		outcome = all[0].ID
		answer, err := room.AppealCode(e.ctx, wire.AppealCodeQuestion{Outcome: outcome, Person: person})
		code = answer.Code
		return err
	})
	return outcome, code
}

func (e *edge) erasedInTheMiddle(h harassed, moderator *actor) {
	e.Helper()
	receipt, err := h.newcomer.Report(e.ctx, api.NewReport{About: "message", Thread: h.match, Message: e.ugly(h).ID, Kind: "unsafe", Words: "CANARY unsafe"})
	if err != nil {
		e.Fatal(err)
	}
	if _, err := moderator.AcknowledgeCase(e.ctx, receipt.ID); err != nil {
		e.Fatal(err)
	}
	if err := h.mentor.CloseAccount(e.ctx, api.AccountClosing{}); err != nil {
		e.Fatal(err)
	}
	e.soon("forgotten", func() error {
		c, err := moderator.Case(e.ctx, receipt.ID)
		if err == nil && (c.Person != "" || !c.PersonLeft) {
			err = errors.New("still named")
		}
		return err
	})
	o, err := moderator.OpenCase(e.ctx, receipt.ID, "decide")
	if err != nil || o.Case.Copy != "kept" || !slices.ContainsFunc(o.Copied, func(m api.CopiedMessage) bool { return m.Text == "CANARY something ugly" }) {
		e.Fatalf("the copy of a case in progress is gone: %+v %v", o, err)
	}
	c, err := moderator.DecideCase(e.ctx, receipt.ID, api.NewCaseDecision{Measure: "removal", Words: "CANARY"})
	if err != nil || c.Status != "closed" || c.CopyUntil == nil {
		e.Fatalf("%+v %v", c, err)
	}
	x, err := h.newcomer.ExportSafety(e.ctx)
	if err != nil || len(x.Reports) != 1 || x.Reports[0].Words != "CANARY unsafe" || x.Reports[0].Person != "" {
		e.Fatalf("%+v %v", x, err)
	}
}
