package mentoring

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func (h *house) token(match, mentor string) (string, error) {
	got, err := bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](context.Background(), h.bus, "mentoring", "answer_token",
		wire.AnswerTokenQuestion{Match: match, Mentor: mentor})
	return got.Token, err
}

// asking makes an account ask two mentors.
func (h *house) asking(who string, mentors ...string) string {
	h.t.Helper()
	h.account(who)
	r, err := h.as(who).CreateRequest(context.Background(), api.NewRequest{Mentors: mentors, Message: "Private words", Goals: []string{"A secret goal"}})
	h.must(err)
	return r.ID
}

// TestAnswersFromTheMail: the token of a mail opens one request for one mentor while it is their turn, and nothing else.
func TestAnswersFromTheMail(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.mentor("mo", "ben")
		id := h.asking("ann", "mo", "ben")
		if _, err := h.token(id, "ben"); !fault.Has(err, fault.NotFound) {
			t.Fatalf("a token before the turn: %v", err)
		}
		mo, err := h.token(id, "mo")
		h.must(err)
		again, err := h.token(id, "mo")
		h.must(err)
		if mo != again || len(mo) > 500 || strings.Trim(mo, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
			t.Fatalf("tokens %q %q", mo, again)
		}
		look := h.send("", "POST", "/api/v1/answers/look", `{"token":"`+mo+`"}`)
		if look.status != 200 || !strings.Contains(look.body, `"open":true`) || !strings.Contains(look.body, `"no_time"`) {
			t.Fatalf("looking: %d %s", look.status, look.body)
		}
		for _, secret := range []string{"ann", "Private", "secret", "ben", "newcomer"} {
			if strings.Contains(look.body, secret) {
				t.Errorf("the token tells %q: %s", secret, look.body)
			}
		}
		body, mac, _ := strings.Cut(mo, ".")
		other := base64.RawURLEncoding.EncodeToString([]byte(id + " ben " + "0"))
		for what, bad := range map[string]string{
			"another mentor's": other + "." + mac, "cut": mo[:len(mo)-2], "without a signature": body, "empty": ".", "nothing": "x",
			"twice": mo + mo, "huge": strings.Repeat("a", 499),
			"another key's":  turn{Match: id, Mentor: "mo", Asked: h.clock.Now()}.sign([]byte("another")),
			"another turn's": turn{Match: id, Mentor: "mo", Asked: h.clock.Now().Add(-time.Hour)}.sign(h.s.key),
			"of no match":    turn{Match: "none", Mentor: "mo", Asked: h.clock.Now()}.sign(h.s.key),
			"of the waiting": turn{Match: id, Mentor: "ben"}.sign(h.s.key),
		} {
			for _, path := range []string{"/api/v1/answers/look", "/api/v1/answers"} {
				in := `{"token":"` + bad + `"}`
				if path == "/api/v1/answers" {
					in = `{"token":"` + bad + `","how":"accept"}`
				}
				if a := h.send("", "POST", path, in); a.status != 404 || a.code() != "answer.unknown" {
					t.Errorf("%s token at %s: %d %s", what, path, a.status, a.body)
				}
			}
		}
		if a := h.send("", "POST", "/api/v1/answers", `{"token":"`+mo+`","how":"decline","reason":"bored"}`); a.status != 422 && a.status != 400 {
			t.Errorf("a reason of one's own: %d %s", a.status, a.body)
		}
		for range 2 { // a repeat is the same
			v, err := h.c.AnswerByToken(ctx, api.MailAnswer{Token: mo, How: "decline", Reason: "no_time"})
			h.must(err)
			if v.Open || v.Status != "declined" || len(v.Reasons) != 0 || v.Until != nil {
				t.Fatalf("declined: %+v", v)
			}
		}
		if _, err := h.c.AnswerByToken(ctx, api.MailAnswer{Token: mo, How: "accept"}); !fault.Coded(err, "match.not_asked") {
			t.Errorf("after a no: %v", err)
		}
		r, err := h.as("ann").Request(ctx, id)
		h.must(err)
		if r.Offers[0].State != "declined" || r.Offers[0].Reason != "no_time" || r.Offers[1].State != "asked" {
			t.Errorf("ann reads %+v", r.Offers)
		}
		ben, err := h.token(id, "ben")
		h.must(err)
		for range 2 {
			v, err := h.c.AnswerByToken(ctx, api.MailAnswer{Token: ben, How: "accept"})
			h.must(err)
			if v.Status != "accepted" || v.Open {
				t.Fatalf("accepted: %+v", v)
			}
		}
		if m, err := h.as("ann").Mentorship(ctx, id); err != nil || m.Mentor != "ben" {
			t.Errorf("%+v %v", m, err)
		}
		if _, err := h.token(id, "ben"); !fault.Has(err, fault.NotFound) {
			t.Errorf("a token after the answer: %v", err)
		}
		if got := h.facts("offer_ended"); len(got) != 1 || !strings.Contains(string(got[0].Data), `"reason":"no_time"`) || got[0].Actor != "mo" {
			t.Errorf("facts: %+v", got)
		}
	})
}

// TestATokenAfterTheTurn: an expired turn reads as expired; a suspended account's token opens nothing.
func TestATokenAfterTheTurn(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben")
	mo, err := h.token(h.asking("ann", "mo", "ben"), "mo")
	h.must(err)
	h.clock.Advance(72 * time.Hour)
	h.tick()
	if v, err := h.c.LookAtAnswer(ctx, mo); err != nil || v.Open || v.Status != "expired" {
		t.Errorf("%+v %v", v, err)
	}
	if _, err := h.c.AnswerByToken(ctx, api.MailAnswer{Token: mo, How: "accept"}); !fault.Coded(err, "match.not_asked") {
		t.Errorf("after the time: %v", err)
	}
	// Another password or address: whoever reads the mail of before answers nothing.
	mia, err := h.token(h.asking("bea", "ben"), "ben")
	h.must(err)
	if _, err := h.c.LookAtAnswer(ctx, mia); err != nil {
		t.Fatal(err)
	}
	// A mail of before tokens named Proofs has three parts: it holds while the account's are 0.
	plain, err := base64.RawURLEncoding.DecodeString(strings.Split(mia, ".")[0])
	h.must(err)
	body := base64.RawURLEncoding.EncodeToString(plain[:bytes.LastIndexByte(plain, ' ')])
	older := body + "." + base64.RawURLEncoding.EncodeToString(answerMAC(h.s.key, body))
	if _, err := h.c.LookAtAnswer(ctx, older); err != nil {
		t.Errorf("a mail of before: %v", err)
	}
	v := h.state("ben", wire.AccountState{Account: "ben", Confirmed: true, Proofs: 1})
	testkit.Heard(t, h.s.m.accounts, "ben", v)
	for _, token := range []string{mia, older} {
		if _, err := h.c.AnswerByToken(ctx, api.MailAnswer{Token: token, How: "accept"}); !fault.Coded(err, "answer.unknown") {
			t.Errorf("from the mailbox of before: %v", err)
		}
	}
	v = h.state("mo", wire.AccountState{Account: "mo", Confirmed: true, Suspended: true})
	testkit.Heard(t, h.s.m.accounts, "mo", v)
	if _, err := h.c.LookAtAnswer(ctx, mo); !fault.Coded(err, "answer.unknown") {
		t.Errorf("suspended: %v", err)
	}
}

// TestAnswerKey: with a key file the key is not in the store, also where an older one was; the same file is the same key.
func TestAnswerKey(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		ctx := context.Background()
		c, err := openCollections(ctx, open())
		if err != nil {
			t.Fatal(err)
		}
		key := func(file string) []byte {
			t.Helper()
			k, err := c.answerKey(ctx, file)
			if err != nil || len(k) != 32 {
				t.Fatal(k, err)
			}
			return k
		}
		stored := key("")
		if !bytes.Equal(stored, key("")) {
			t.Error("the stored key is another one each time")
		}
		file := filepath.Join(t.TempDir(), "key")
		raw := bytes.Repeat([]byte{7}, 32)
		if err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(raw)), 0o600); err != nil {
			t.Fatal(err)
		}
		filed := key(file)
		if bytes.Equal(filed, stored) || bytes.Equal(filed, raw) || !bytes.Equal(filed, key(file)) {
			t.Error("the key of the file")
		}
		if n, err := c.secrets.Count(ctx); err != nil || n != 0 {
			t.Errorf("%d keys are left in the store: %v", n, err)
		}
		if _, err := c.answerKey(ctx, file+"-none"); err == nil {
			t.Error("a file that is not there")
		}
	})
}

// TestAnswerTurn: a token tells profiles who asks whom while it waits for the answer, and nothing before, after or of another.
func TestAnswerTurn(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben")
	id := h.asking("ann", "mo", "ben")
	mo, err := h.token(id, "mo")
	h.must(err)
	turn := func(token string) (wire.AnswerTurnAnswer, error) {
		return bus.Ask[wire.AnswerTurnQuestion, wire.AnswerTurnAnswer](ctx, h.bus, "mentoring", "answer_turn", wire.AnswerTurnQuestion{Token: token})
	}
	if a, err := turn(mo); err != nil || a != (wire.AnswerTurnAnswer{Newcomer: "ann", Mentor: "mo"}) {
		t.Fatalf("%+v %v", a, err)
	}
	if a, err := turn(mo + "x"); !fault.Coded(err, "answer.unknown") || a.Newcomer != "" {
		t.Errorf("a token that nobody signed: %+v %v", a, err)
	}
	_, err = h.as("mo").DeclineRequest(ctx, id)
	h.must(err)
	if a, err := turn(mo); !fault.Coded(err, "answer.unknown") || a.Newcomer != "" {
		t.Errorf("after the answer: %+v %v", a, err)
	}
}
