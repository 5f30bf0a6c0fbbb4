package catalog

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestToolOpened: a tool that was opened on a board is in the catalogue, once, and nothing else that happens on a board is.
func TestToolOpened(t *testing.T) {
	t.Parallel()
	nats := testkit.Server(t)
	b := nats.Connect("catalog")
	w := newWorldOn(t, testkit.SQLite(t, testkit.NewClock().Now), b)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	home := "https://github.com/Example/Forms"
	go func() {
		defer close(done)
		_ = bus.Answer(ctx, nats.Connect("programs"), "programs", "board_tool", func(_ context.Context, q wire.BoardToolQuestion) (
			wire.BoardToolAnswer, error) {
			if q.Entry == "gone" {
				return wire.BoardToolAnswer{Skills: []string{}}, nil
			}
			return wire.BoardToolAnswer{Home: home, Licence: "EUPL-1.2", Skills: []string{"go"}}, nil
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
	for {
		_, err := bus.Ask[wire.BoardToolQuestion, wire.BoardToolAnswer](t.Context(), b, "programs", "board_tool", wire.BoardToolQuestion{Entry: "gone"})
		if !fault.Coded(err, "ask.nobody") {
			break
		}
		if t.Context().Err() != nil {
			t.Fatal("nobody answers")
		}
	}
	hear := func(f wire.BoardMoved) {
		t.Helper()
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		e := wire.Envelope{Type: "waymark.evt.programs.board_moved.v1", Subject: f.Entry, Data: data}
		if err := w.toolOpened(t.Context(), bus.Message{Envelope: e}); err != nil {
			t.Fatal(err)
		}
	}
	id := source.ID("https://github.com/example/forms")
	hear(wire.BoardMoved{Entry: "e1", State: "ready"})
	hear(wire.BoardMoved{Entry: "gone", State: "opened"})
	if _, err := w.Project(t.Context(), id); err == nil {
		t.Fatal("it is there before it was opened")
	}
	for range 2 {
		hear(wire.BoardMoved{Entry: "e1", State: "opened"})
	}
	p, err := w.Project(t.Context(), id)
	if err != nil || p.Version != 1 {
		t.Fatal(p, err)
	}
}
