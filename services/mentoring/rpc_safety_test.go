package mentoring

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// live is a mentorship of nadia and mo who have written to each other.
func (h *house) live() (match string) {
	h.t.Helper()
	ctx := context.Background()
	h.account("nadia")
	h.mentor("mo", "mia")
	r, err := h.as("nadia").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mia", "mo"}, Message: "May I learn from you?"})
	h.must(err)
	_, err = h.as("nadia").PostMessage(ctx, r.ID, "For mia alone")
	h.must(err)
	_, err = h.as("mia").DeclineRequest(ctx, r.ID)
	h.must(err)
	_, err = h.as("mo").AcceptRequest(ctx, r.ID)
	h.must(err)
	_, err = h.as("mo").PostMessage(ctx, r.ID, "Something ugly")
	h.must(err)
	_, err = h.as("nadia").PostMessage(ctx, r.ID, "Please stop")
	h.must(err)
	return r.ID
}

// TestStopContact: the two are parted and the place is free; the same case again, also after the block was lifted, changes nothing.
func TestStopContact(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	match := h.live()
	q := wire.StopContactQuestion{Case: "case-1", Person: "nadia", Other: "mo"}
	for range 2 {
		if a, err := h.s.StopContact(ctx, q); err != nil || !a.Stopped {
			t.Fatal(a, err)
		}
	}
	m, err := h.as("mo").Mentorship(ctx, match)
	h.must(err)
	st, err := h.as("mo").Standing(ctx)
	h.must(err)
	if m.Status != "ended" || st.Taken != 0 {
		t.Fatalf("%+v %+v", m, st)
	}
	blocks, err := h.as("nadia").Blocks(ctx)
	h.must(err)
	if len(blocks.Items) != 1 || blocks.Items[0].Person != "mo" {
		t.Fatalf("%+v", blocks)
	}
	h.must(h.as("nadia").Unblock(ctx, "mo"))
	if _, err := h.s.StopContact(ctx, q); err != nil {
		t.Fatal(err)
	}
	if blocks, err = h.as("nadia").Blocks(ctx); err != nil || len(blocks.Items) != 0 {
		t.Fatalf("what was lifted came back: %+v %v", blocks, err)
	}
	q.Case = "case-2"
	if _, err := h.s.StopContact(ctx, q); err != nil {
		t.Fatal(err)
	}
	if blocks, err = h.as("nadia").Blocks(ctx); err != nil || len(blocks.Items) != 1 {
		t.Fatalf("another case parts them again: %+v %v", blocks, err)
	}
	for _, bad := range []wire.StopContactQuestion{{}, {Case: "c", Person: "nadia", Other: "nadia"}, {Case: "C!", Person: "nadia", Other: "mo"}} {
		if _, err := h.s.StopContact(ctx, bad); !fault.Has(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	h.clock.Advance(stopKept + time.Hour)
	h.must(h.s.sweepStops(ctx))
	if n, err := h.s.stops.Count(ctx); err != nil || n != 0 {
		t.Errorf("%d are kept, %v", n, err)
	}
}

// TestContactToStop: the fact alone parts them, where nobody was there to be asked.
func TestContactToStop(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	match := h.live()
	h.must(h.bus.EnsureStreams(ctx, "safety"))
	data, err := json.Marshal(wire.ContactToStop{Case: "case-1", Person: "nadia", Other: "mo"})
	h.must(err)
	_, err = h.bus.Publish(ctx, wire.Envelope{
		SpecVersion: "1.0", ID: "safety_case-case-1-1-2", Source: "/waymark/safety", Type: "waymark.evt.safety.contact_to_stop.v1", Subject: "case-1",
		Version: 1, Time: h.clock.Now(), Data: data,
	})
	h.must(err)
	deadline := time.After(2 * time.Minute)
	for {
		m, err := h.as("nadia").Mentorship(ctx, match)
		h.must(err)
		if m.Status == "ended" {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("still %s", m.Status)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// TestEvidence: a message with what is around it, as the reader can read it; nobody else finds anything.
func TestEvidence(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	match := h.live()
	ask := func(reader string, seq int) (wire.MessageEvidenceAnswer, error) {
		return h.s.Evidence(ctx, wire.MessageEvidenceQuestion{Match: match, Message: messageID(match, seq), Reader: reader})
	}
	texts := func(a wire.MessageEvidenceAnswer) (out []string) {
		for _, m := range a.Messages {
			text := m.Text
			if m.Asked {
				text = "*" + text
			}
			out = append(out, text)
		}
		return out
	}
	a, err := ask("nadia", 3)
	h.must(err)
	if a.Writer != "mo" || a.Programme != wire.AlwaysOpen ||
		!slices.Equal(texts(a), []string{"May I learn from you?", "For mia alone", "*Something ugly", "Please stop"}) {
		t.Fatalf("%+v", a)
	}
	if a, err = ask("mo", 4); err != nil || a.Writer != "nadia" || !slices.Equal(texts(a), []string{"May I learn from you?", "Something ugly", "*Please stop"}) {
		t.Fatalf("what was written to another mentor is handed out: %v %v", texts(a), err)
	}
	if a, err = ask("mia", 2); err != nil || !slices.Equal(texts(a), []string{"May I learn from you?", "*For mia alone"}) {
		t.Fatalf("whoever declined has read it: %v %v", texts(a), err)
	}
	for _, x := range []struct {
		reader string
		seq    int
	}{{"zoe", 1}, {"", 1}, {"mia", 3}, {"mo", 2}, {"nadia", 9}} {
		if _, err := ask(x.reader, x.seq); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s, message %d: %v", x.reader, x.seq, err)
		}
	}
	other := wire.MessageEvidenceQuestion{Match: "absent", Message: messageID(match, 1), Reader: "nadia"}
	if _, err := h.s.Evidence(ctx, other); !fault.Has(err, fault.NotFound) {
		t.Error(err)
	}
	for range 12 {
		_, err := h.as("mo").PostMessage(ctx, match, strings.Repeat("x", 3900))
		h.must(err)
	}
	a, err = ask("nadia", 9)
	h.must(err)
	size := 0
	for _, m := range a.Messages {
		size += len(m.Text)
	}
	if size > evidenceBytes || len(a.Messages) < 6 || !slices.ContainsFunc(a.Messages, func(m wire.EvidenceMessage) bool { return m.Asked }) {
		t.Errorf("%d messages, %d bytes", len(a.Messages), size)
	}
}

// TestPartedBy: a block is told to be whose it is, and lifting it is seen.
func TestPartedBy(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	for _, p := range []string{"bo", "mo", "mia", "max"} {
		h.account(p)
	}
	h.must(h.as("bo").Block(ctx, "mo"))
	h.must(h.as("mia").Block(ctx, "bo"))
	ask := func() []string {
		a, err := h.s.PartedBy(ctx, wire.PartedByQuestion{Person: "bo", Asked: []string{"mo", "mia", "max", "nobody"}})
		h.must(err)
		return a.By
	}
	if got := ask(); !slices.Equal(got, []string{"mia"}) {
		t.Fatal(got)
	}
	h.must(h.as("mo").Block(ctx, "bo"))
	h.must(h.as("mia").Unblock(ctx, "bo"))
	if got := ask(); !slices.Equal(got, []string{"mo"}) {
		t.Fatal(got)
	}
	if _, err := h.s.PartedBy(ctx, wire.PartedByQuestion{Person: "", Asked: []string{"mo"}}); !fault.Has(err, fault.Invalid) {
		t.Fatal(err)
	}
}

// TestOwnBlocks: a person's own blocks, and none of those that others made against them.
func TestOwnBlocks(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	for _, p := range []string{"bo", "mo", "mia"} {
		h.account(p)
	}
	h.must(h.as("bo").Block(ctx, "mo"))
	h.must(h.as("mia").Block(ctx, "bo"))
	a, err := h.s.OwnBlocks(ctx, wire.OwnBlocksQuestion{Person: "bo"})
	if h.must(err); !slices.Equal(a.Blocked, []string{"mo"}) || len(a.Back) != 0 {
		t.Fatal(a)
	}
	h.must(h.as("bo").Block(ctx, "mia"))
	a, err = h.s.OwnBlocks(ctx, wire.OwnBlocksQuestion{Person: "bo"})
	if h.must(err); !slices.Equal(a.Blocked, []string{"mo", "mia"}) || !slices.Equal(a.Back, []string{"mia"}) {
		t.Fatal(a)
	}
	if a, err := h.s.OwnBlocks(ctx, wire.OwnBlocksQuestion{Person: "mo"}); err != nil || len(a.Blocked) != 0 {
		t.Fatal(a, err)
	}
	if _, err := h.s.OwnBlocks(ctx, wire.OwnBlocksQuestion{}); !fault.Has(err, fault.Invalid) {
		t.Fatal(err)
	}
}
