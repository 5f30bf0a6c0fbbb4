package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// deadLetter puts in a message that no reader can make sense of, as a program of another version would: so the operator's page has
// something to send again or to drop. It tells nothing about anybody.
func (l *life) deadLetter(ctx context.Context) error {
	b, err := l.world.connect(ctx, "mentoring")
	if err != nil {
		return err
	}
	_, err = b.Publish(ctx, wire.Envelope{
		SpecVersion: "1.0", ID: "demo-unreadable-1", Source: "/waymark/mentoring", Type: "waymark.evt.mentoring.office_hour_reminded.v1",
		Subject: "made-up-for-the-demo", Time: time.Now().UTC(), Version: 1, Data: json.RawMessage(`{"slot":["from another version"]}`),
	})
	if err != nil {
		return err
	}
	return eventually(ctx, patience, func() error {
		list, err := client.Do[api.DeadLetterList](ctx, l.office.admin, http.MethodGet, client.Path("ops-notifications", "dead-letters"), nil, nil)
		if err == nil && len(list.Items) == 0 {
			err = errors.New("nobody has given it up yet")
		}
		return err
	})
}
