package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What safety asks after somebody reported somebody: that the two are parted, and what was written between them.

// stopKept is how long it is remembered that a case has stopped contact: longer than facts can come again.
const stopKept = bus.FactAge + 16*24*time.Hour

// Stop remembers that a case has stopped contact, so that the fact of it, which may come again for days, does not block anew what
// the person has unblocked meanwhile. It names nobody.
type Stop struct {
	At time.Time `json:"at"`
}

func openStops(ctx context.Context, db *store.DB) (*store.Collection[Stop], error) {
	return store.Open(ctx, db, store.Spec[Stop]{
		Name: "mentoring_stop", Schema: 1, Indexes: []store.Index{{Name: "at"}},
		Keys: func(_ string, x *Stop) store.Keys { return store.Keys{"at": store.At(x.At)} },
	})
}

// answerStops and answerEvidence (also on who wants a block) answer what safety asks until ctx ends.
func (s *Service) answerStops(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, service, "stop_contact", s.StopContact)
}

func (s *Service) answerEvidence(ctx context.Context) error {
	return run.Loops(ctx, s.d.Log,
		run.Loop{Name: "mentoring evidence of messages", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "evidence", s.Evidence)
		}},
		run.Loop{Name: "mentoring sides of blocks", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "parted_by", s.PartedBy)
		}},
		run.Loop{Name: "mentoring own blocks", Run: func(ctx context.Context) error {
			return bus.Answer(ctx, s.d.Bus, service, "own_blocks", s.OwnBlocks)
		}},
	)
}

// PartedBy are those of the people asked for who have blocked somebody themselves. For safety alone: the states, which all services
// read, do not tell who wants a block. Errors: Invalid.
func (s *Service) PartedBy(ctx context.Context, q wire.PartedByQuestion) (wire.PartedByAnswer, error) {
	out := wire.PartedByAnswer{By: []string{}}
	if !store.ValidID(q.Person) || len(q.Asked) > 200 || slices.ContainsFunc(q.Asked, func(p string) bool { return !store.ValidID(p) }) {
		return out, fault.New(fault.Invalid, "parted.invalid", "Name a person, and at most 200 others.")
	}
	docs, err := s.c.standings.GetMany(ctx, q.Asked)
	if err != nil {
		return out, err
	}
	for _, p := range q.Asked {
		if d := docs[p]; d != nil {
			if b := d.Body.block(q.Person); b != nil && b.Own {
				out.By = append(out.By, p)
			}
		}
	}
	return out, nil
}

// OwnBlocks are those whom a person has blocked, and which of them have blocked that person too. For profiles alone, which tells that
// person the others' names. Errors: Invalid.
func (s *Service) OwnBlocks(ctx context.Context, q wire.OwnBlocksQuestion) (wire.OwnBlocksAnswer, error) {
	out := wire.OwnBlocksAnswer{Blocked: []string{}}
	if !store.ValidID(q.Person) {
		return out, fault.New(fault.Invalid, "blocks.invalid", "Name a person.")
	}
	list, err := s.Blocks(auth.With(ctx, auth.Principal{ID: q.Person}))
	for _, b := range list {
		out.Blocked = append(out.Blocked, b.Person)
		if b.Other {
			out.Back = append(out.Back, b.Person)
		}
	}
	return out, err
}

// StopContact parts two people as if Person had blocked Other, once for each case. For safety alone. Errors: Invalid; TooMany
// "block.too_many"; Gone where Person has left.
func (s *Service) StopContact(ctx context.Context, q wire.StopContactQuestion) (wire.StopContactAnswer, error) {
	none := wire.StopContactAnswer{}
	if !store.ValidID(q.Case) || !store.ValidID(q.Person) || !store.ValidID(q.Other) || q.Person == q.Other {
		return none, fault.New(fault.Invalid, "stop.invalid", "A case names two people.")
	}
	_, err := s.stops.Get(ctx, q.Case)
	if err == nil {
		return wire.StopContactAnswer{Stopped: true}, nil
	}
	if !fault.Has(err, fault.NotFound) {
		return none, err
	}
	s.at("stop.before")
	// As Person: a block is theirs alone, and no fact of it is to name anybody else.
	if err := s.Block(auth.With(ctx, auth.Principal{ID: q.Person}), q.Other); err != nil {
		return none, err
	}
	s.at("stop.blocked")
	if _, err = s.stops.Insert(ctx, q.Case, Stop{At: s.d.Now()}, nil); err != nil && !fault.Coded(err, "store.exists") {
		return none, err
	}
	return wire.StopContactAnswer{Stopped: true}, nil
}

// sweepStops forgets stops that nothing can repeat any more.
func (s *Service) sweepStops(ctx context.Context) error {
	q := store.Query{
		Where: []store.Cond{store.Where("at", store.Lt, store.At(s.d.Now().Add(-stopKept)))}, Sort: []store.Order{{Index: "at"}}, Limit: 500,
	}
	return s.stops.Each(ctx, q, func(d *store.Doc[Stop]) error { return s.stops.Drop(ctx, d.ID) })
}

// Bounds of what is handed out about one message.
const (
	evidenceAround = 5        // messages before, and after
	evidenceBytes  = 32 << 10 // of text
)

// Evidence is a message with some before and after, as the reader, who takes part in the thread, can read them. For safety alone.
// NotFound for everything else.
func (s *Service) Evidence(ctx context.Context, q wire.MessageEvidenceQuestion) (wire.MessageEvidenceAnswer, error) {
	none := wire.MessageEvidenceAnswer{}
	d, err := s.c.matches.Get(ctx, q.Match)
	if fault.Absent(err) || err == nil && !d.Body.knows(q.Reader) {
		return none, errAbsent
	}
	if err != nil {
		return none, err
	}
	s.flush(ctx, d)
	readers := d.Body.reads(q.Reader)
	m, err := s.c.messages.Get(ctx, q.Message)
	if fault.Absent(err) || err == nil && (m.Body.Match != q.Match || !readable(&m.Body, readers)) {
		return none, errAbsent
	}
	if err != nil {
		return none, err
	}
	around, err := s.around(ctx, &m.Body, readers)
	if err != nil {
		return none, err
	}
	out := wire.MessageEvidenceAnswer{Writer: m.Body.From, Programme: d.Body.Programme, Messages: []wire.EvidenceMessage{}}
	for _, x := range around {
		out.Messages = append(out.Messages, wire.EvidenceMessage{
			Message: x.ID(), From: x.From, At: x.At, Text: x.Text, Asked: x.Seq == m.Body.Seq,
		})
	}
	return out, nil
}

// readable says whether one of the readers wrote the message or could read it.
func readable(m *Message, readers []string) bool {
	return m.To == "" || slices.Contains(readers, m.From) || slices.Contains(readers, m.To)
}

// around are the messages before and after m that the readers can read, with m, as many as fit; nearer ones go first.
func (s *Service) around(ctx context.Context, m *Message, readers []string) ([]Message, error) {
	side := func(op store.Compare, desc bool) ([]Message, error) {
		page, err := s.c.messages.Find(ctx, store.Query{
			Where: []store.Cond{store.Where("match", store.Eq, m.Match), store.Where("seq", op, int64(m.Seq)),
				store.Among("reader", append(slices.Clone(readers), anybody))},
			Sort: []store.Order{{Index: "seq", Desc: desc}}, Limit: evidenceAround,
		})
		if err != nil {
			return nil, err
		}
		var out []Message
		for _, d := range page.Docs {
			if readable(&d.Body, readers) { // what p wrote to another mentor is between those two
				out = append(out, d.Body)
			}
		}
		return out, nil
	}
	before, err := side(store.Lt, true)
	if err != nil {
		return nil, err
	}
	after, err := side(store.Gt, false)
	if err != nil {
		return nil, err
	}
	out, left := []Message{*m}, evidenceBytes-len(m.Text)
	for i := range evidenceAround {
		for _, list := range [][]Message{before, after} {
			if i < len(list) && len(list[i].Text) <= left {
				out, left = append(out, list[i]), left-len(list[i].Text)
			}
		}
	}
	slices.SortFunc(out, func(a, b Message) int { return a.Seq - b.Seq })
	return out, nil
}
