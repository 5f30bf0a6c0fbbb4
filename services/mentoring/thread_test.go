package mentoring

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// talk writes into a match as its service does: the tail is stored at once.
func talk(m *Match, from string, now time.Time) error {
	_, err := m.post("m", from, "hello", "", "", m.Messages, wire.DefaultRules(), now)
	return err
}

func TestNobodyIsPressed(t *testing.T) {
	r, now := wire.DefaultRules(), testkit.NewClock().Now()
	m := newRequest("m", NewRequest{Mentors: []string{"ann", "ben"}, Message: "hello"}, "org", "nell", r, now)
	write := func(from string, n int) error {
		for range n {
			if err := talk(&m, from, now); err != nil {
				return err
			}
		}
		return nil
	}
	if err := write("nell", maxAlone); err != nil {
		t.Fatal(err)
	}
	if err := write("nell", 1); err != error(errAlone) {
		t.Fatalf("one more without an answer: %v", err)
	}
	if err := write("ann", maxAlone); err != nil {
		t.Fatal(err)
	}
	if err := write("ann", 1); err != error(errAlone) {
		t.Fatalf("the mentor: %v", err)
	}
	if err := write("nell", maxAlone); err != nil {
		t.Fatalf("after an answer: %v", err)
	}
	// A question of the mentor can always be answered, whatever was written.
	if err := m.askInfo("m", "ann", r, now); err != nil {
		t.Fatal(err)
	}
	if err := m.giveInfo("m", r, now); err != nil {
		t.Fatal(err)
	}
	if _, err := m.append("m", "nell", "ann", "my answer", "", "", m.Messages, now); err != nil {
		t.Fatalf("the answer to a question: %v", err)
	}
	if err := m.decline("m", "ann", r, now); err != nil {
		t.Fatal(err)
	}
	if err := write("nell", maxAlone); err != nil {
		t.Fatalf("to the next: %v", err)
	}
	if err := m.accept("m", "ben", r, now); err != nil {
		t.Fatal(err)
	}
	if err := write("nell", maxAlone+1); err != nil {
		t.Fatalf("in a mentorship: %v", err)
	}
}

// TestMessagesTurnNothing: what would turn the text behind it is left out of what is written, and is no message alone.
func TestMessagesTurnNothing(t *testing.T) {
	r, now := wire.DefaultRules(), testkit.NewClock().Now()
	asks := NewRequest{Mentors: []string{"ann"}, Message: "\u202ehello\u2069", Goals: []string{"to \u2066learn"}}
	if err := asks.validate("nell"); err != nil {
		t.Fatal(err)
	}
	m := newRequest("m", asks, "org", "nell", r, now)
	if m.Tail[0].Text != "hello" || m.Goals[0].Text != "to learn" {
		t.Errorf("%+q %+q", m.Tail[0].Text, m.Goals[0].Text)
	}
	got, err := m.post("m", "ann", "see \u202etxt.exe\u202c\u200f", "", "", 1, r, now)
	if err != nil || got.Text != "see txt.exe\u200f" {
		t.Errorf("%+q %v", got.Text, err)
	}
	if asks.Message = "\u202e \u2067"; asks.validate("nell") == nil || !blank(asks.Message) {
		t.Error("a message of nothing is taken")
	}
}

func TestMessagesAnHour(t *testing.T) {
	r, clock := wire.DefaultRules(), testkit.NewClock()
	m := newRequest("m", NewRequest{Mentors: []string{"ann"}, Message: "hello"}, "org", "nell", r, clock.Now())
	if err := m.accept("m", "ann", r, clock.Now()); err != nil {
		t.Fatal(err)
	}
	var written []time.Time
	// Two days of somebody who tries every 37 seconds: no hour has more than allowed, and no refusal asks to wait for too long.
	for range 2 * 24 * 3600 / 37 {
		clock.Advance(37 * time.Second)
		now := clock.Now()
		err := talk(&m, "nell", now)
		if err == nil {
			written = append(written, now)
			if n := len(written); n > maxHourly && now.Sub(written[n-maxHourly-1]) < time.Hour {
				t.Fatalf("%d messages within %v", maxHourly+1, now.Sub(written[n-maxHourly-1]))
			}
			continue
		}
		f := fault.As(err)
		if f.Kind != fault.TooMany || f.Code != "thread.too_many" || f.RetryAfter <= 0 || f.RetryAfter > paceSteps*paceStep {
			t.Fatalf("%v after %v", err, f.RetryAfter)
		}
		copied := m
		copied.Paces = append([]pace(nil), m.Paces...)
		if err := talk(&copied, "nell", now.Add(f.RetryAfter)); err != nil {
			t.Fatalf("after the wait: %v", err)
		}
		if err := talk(&copied, "ann", now); err != nil {
			t.Fatalf("the other side: %v", err)
		}
	}
	if want := 2 * 24 * maxHourly * 10 / 12; len(written) < want {
		t.Fatalf("only %d of %d went through", len(written), want)
	}
	for i := range 10 { // whoever writes, it stays bounded
		m.paceOf(fmt.Sprint("p", i))
	}
	if len(m.Paces) != maxWriters {
		t.Fatalf("%d paces", len(m.Paces))
	}
}

// TestWordsWithTheYes: the mentor's words that come with the yes count as their writing, so that the newcomer's answer begins the
// mentorship; the words of the request do not, and a yes without words waits for both. Words to one mentor do not count for the next.
func TestWordsWithTheYes(t *testing.T) {
	for name, x := range map[string]struct {
		with   bool // words come with the yes
		answer string
		want   string
	}{
		"words, and an answer":      {true, "nell", "active"},
		"words, and more of them":   {true, "mo", "accepted"},
		"no words, and an answer":   {false, "nell", "accepted"},
		"no words, and a first one": {false, "mo", "accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			h := sqliteHouse(t)
			ctx := context.Background()
			h.mentor("mo", "ben")
			id := h.asking("nell", "ben", "mo")
			_, err := h.as("ben").PostMessage(ctx, id, "Not this time, and good luck")
			h.must(err)
			_, err = h.as("ben").DeclineRequest(ctx, id)
			h.must(err)
			if x.with {
				_, err = h.as("mo").PostMessage(ctx, id, "Welcome. Shall we meet on Tuesday?")
				h.must(err)
			}
			r, err := h.as("mo").AcceptRequest(ctx, id)
			h.must(err)
			if r.Status != "accepted" {
				t.Fatalf("at the yes: %s", r.Status)
			}
			_, err = h.as(x.answer).PostMessage(ctx, id, "Tuesday is good.")
			h.must(err)
			if m, err := h.as("mo").Mentorship(ctx, id); err != nil || m.Status != x.want {
				t.Errorf("%s, not %s: %v", m.Status, x.want, err)
			}
		})
	}
}
