package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// TestTheDemosLetters: the demo prints, in place of the mail to an asked mentor, a link that opens that request and answers it; once for who
// is asked while it runs, and at its start of what waits.
func TestTheDemosLetters(t *testing.T) {
	t.Parallel()
	settings := Settings{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Target: []string{"all"}, MentorApproval: true, NATS: NATS{Replicas: 1},
		MongoDB: MongoDB{Database: "waymark"}, LogLevel: "error",
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	err := serve(ctx, settings, streams{discard{}, io.Discard}, func(ctx context.Context, w *world, address string) error {
		defer cancel()
		public, err := client.New(address)
		if err != nil {
			return err
		}
		token, _, err := w.accounts.Bootstrap(ctx)
		if err != nil {
			return err
		}
		o, err := newOffice(ctx, public, token, "operator@demo.example", newPassword())
		if err != nil {
			return err
		}
		read, printed := io.Pipe()
		defer read.Close()
		l, err := newLetters(ctx, w, address, printed)
		if err != nil {
			return err
		}
		listens := make(chan struct{}, 8)
		go func() { _ = l.follow(ctx, func() { listens <- struct{}{} }) }()
		<-listens
		password := newPassword()
		var two [2]*person
		for i, body := range []api.ProfileBody{newcomerBody("Tala Letterby"), mentorBody("Mads Letterby")} {
			if two[i], err = o.open(ctx, fmt.Sprintf("letter%d@demo.example", i), password); err == nil {
				_, err = two[i].SaveMe(ctx, body)
			}
			if err != nil {
				return err
			}
		}
		if err := o.approve(ctx, two[1].id); err != nil {
			return err
		}
		var r *api.Request
		if err := eventually(ctx, patience, func() (err error) {
			r, err = two[0].CreateRequest(ctx, api.NewRequest{Mentors: []string{two[1].id}, Message: "Hello! Would you help me begin?"})
			return err
		}); err != nil {
			return err
		}
		line := make([]byte, 4096)
		n, err := read.Read(line)
		if err != nil {
			return err
		}
		for what, said := range map[string]string{"while it runs": string(line[:n]), "at its start": l.waiting(ctx, public, "letter1@demo.example", password)} {
			if !strings.Contains(said, "letter1@demo.example") || strings.Contains(said, "Tala") {
				t.Errorf("%s: %q", what, said)
			}
			at, err := url.Parse(strings.TrimSpace(said[strings.Index(said, "http"):]))
			if err != nil || at.Path != "/answer" {
				t.Fatalf("%s: %q", what, said)
			}
			seen, err := public.LookAtAnswer(ctx, at.Fragment)
			if err != nil || !seen.Open {
				t.Errorf("%s: %+v %v", what, seen, err)
			}
			token = at.Fragment
		}
		if got := l.waiting(ctx, public, "letter1@demo.example", "another password"); got != "" {
			t.Errorf("to who is not the mentor: %q", got)
		}
		done, err := public.AnswerByToken(ctx, api.MailAnswer{Token: token, How: "accept"})
		if err != nil || done.Mentorship != r.ID {
			t.Errorf("%+v %v", done, err)
		}
		if got := l.waiting(ctx, public, "letter1@demo.example", password); got != "" {
			t.Errorf("after the answer: %q", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
