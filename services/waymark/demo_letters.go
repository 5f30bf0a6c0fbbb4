package main

import (
	"context"
	"fmt"
	"io"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// letters prints what the mails to asked mentors carry, since the demo sends none: the link with which a mentor answers without signing in.
type letters struct {
	bus     *bus.Bus // as notifications, which asks the same while it writes these mails
	address string   // of the site
	to      io.Writer
}

func newLetters(ctx context.Context, w *world, address string, to io.Writer) (*letters, error) {
	b, err := w.connect(ctx, "notifications")
	return &letters{b, address, to}, err
}

// follow prints a line for each mentor who is asked from now on, until ctx ends. ready (may be nil) is called once it listens.
func (l *letters) follow(ctx context.Context, ready func()) error {
	return l.bus.Follow(ctx, "mentoring", wire.SubjectsOf(wire.MentorAsked{}), 0, func(m bus.Message) {
		d, err := wire.Read[wire.MentorAsked](m.Envelope)
		if err != nil {
			return
		}
		if line := l.line(ctx, d.Match, d.Mentor); line != "" {
			fmt.Fprint(l.to, line)
		}
	}, ready)
}

// line is what is printed of one request; "" where it is not the mentor's turn any more.
func (l *letters) line(ctx context.Context, match, mentor string) string {
	token, err := bus.Ask[wire.AnswerTokenQuestion, wire.AnswerTokenAnswer](ctx, l.bus, "mentoring", "answer_token",
		wire.AnswerTokenQuestion{Match: match, Mentor: mentor})
	if err != nil {
		return ""
	}
	to, err := bus.Ask[wire.AddressQuestion, wire.AddressAnswer](ctx, l.bus, "accounts", "address", wire.AddressQuestion{Account: mentor})
	if err != nil {
		return ""
	}
	return fmt.Sprintf("A request to %s, in place of a mail; answer it without signing in: %s/answer#%s\n", to.Address, l.address, token.Token)
}

// waiting is the line of the first request that waits for whoever signs in so; "" for none.
func (l *letters) waiting(ctx context.Context, public *client.Client, address, password string) string {
	in, err := public.SignIn(ctx, api.SignIn{Address: address, Password: password})
	if err != nil { // whoever changed the password reads the queue
		return ""
	}
	me := public.SignedIn(in)
	defer func() { _ = me.SignOut(ctx) }()
	for r, err := range me.AskedRequests(ctx) {
		if err != nil {
			return ""
		}
		if line := l.line(ctx, r.ID, in.Account); line != "" {
			return line
		}
	}
	return ""
}
