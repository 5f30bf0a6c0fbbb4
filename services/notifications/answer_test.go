package notifications

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestAnswerFromTheMail: the mail of a mentor who was asked has the way to answer without signing in, as link and as code, and names
// nobody; where mentoring has no token for it, or does not answer, the mail goes without.
func TestAnswerFromTheMail(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name   string
		answer func(q wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error) // nil: nobody answers
		link   bool
	}{
		{"there", func(q wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error) {
			if q.Match != "m1" || q.Mentor != ada {
				t.Errorf("asked for %+v", q)
			}
			return wire.AnswerTokenAnswer{Token: "wma_token"}, nil
		}, true},
		{"not their turn", func(wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error) {
			return wire.AnswerTokenAnswer{}, fault.New(fault.NotFound, "match.absent", "Absent.")
		}, false},
		{"away", nil, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := newWorld(t, onSQLite(t), "en")
			if x.answer != nil {
				mentoringStandIn(t, w.b, x.answer)
			}
			w.must("m1-1-0", wire.MentorAsked{Match: "m1", Newcomer: bo, Mentor: ada, Until: w.clock.Now().Add(72 * time.Hour)})
			w.tick()
			mails := w.sink.Wait(t, 1)
			if len(mails) != 1 {
				t.Fatalf("%d mails", len(mails))
			}
			text := w.mail(messageID.FindStringSubmatch(mails[0].Data)[1])
			link := strings.Contains(text, "\r\nhttps://waymark.example/answer#wma_token\r\n") && strings.Contains(text, "\r\nwma_token\r\n") &&
				strings.Contains(text, "without signing in")
			if link != x.link || !x.link && strings.Contains(text, "/answer") {
				t.Error(text)
			}
			if !strings.Contains(text, "https://waymark.example/inbox\r\n") || strings.Contains(text, ada) || strings.Contains(text, bo) {
				t.Error(text)
			}
		})
	}
}

func mentoringStandIn(t *testing.T, b *bus.Bus, answer func(wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = bus.Answer(ctx, b, "mentoring", "answer_token", func(_ context.Context, q wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error) {
			if q.Match == "" {
				return wire.AnswerTokenAnswer{}, nil // are you there?
			}
			return answer(q)
		})
	}()
	t.Cleanup(func() { stop(); <-done })
	for {
		_, err := bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](t.Context(), b, "mentoring", "answer_token", wire.AnswerTokenQuestion{})
		if !fault.Coded(err, "ask.nobody") {
			return
		}
		if t.Context().Err() != nil {
			t.Fatal("nobody answers")
		}
	}
}
