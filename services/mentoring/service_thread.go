package mentoring

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

var errNoText = fault.InvalidFields(fault.Field{Pointer: "/text", Code: "required"})

// Post writes a message into the thread of a match: in a mentorship both sides, in an open request the newcomer and the asked
// mentor. With a word of both the mentorship is active. Errors: NotFound; Conflict "thread.closed",
// "thread.wait_for_answer", "idempotency.reused"; TooMany "thread.too_many".
func (s *Service) Post(ctx context.Context, id, text string, k Key) (Message, error) {
	var out Message
	_, err := s.speak(ctx, id, text, k, func(d *store.Doc[Match], p string, pr programme, stored int, now time.Time) (err error) {
		out, err = d.Body.post(id, p, text, k.Hash, k.Body, stored, pr.Rules, now)
		return err
	})
	if err != nil {
		return Message{}, err
	}
	if out.Seq == 0 { // answered before
		return s.posted(ctx, id, k)
	}
	return out, nil
}

// posted finds the message that a key made.
func (s *Service) posted(ctx context.Context, id string, k Key) (Message, error) {
	d, err := s.c.matches.Get(ctx, id)
	if err != nil {
		return Message{}, err
	}
	for _, t := range d.Body.Tail {
		if t.Key == k.Hash {
			return t, nil
		}
	}
	m, err := s.byKey(ctx, id, k)
	if err != nil || m == nil {
		return Message{}, fault.New(fault.Gone, "message.erased", "The message that was sent with this Idempotency-Key is gone.").With(err)
	}
	return *m, nil
}

func (s *Service) byKey(ctx context.Context, match string, k Key) (*Message, error) {
	page, err := s.c.messages.Find(ctx, store.Query{Where: []store.Cond{store.Where("key", store.Eq, k.Hash)}, Limit: 1})
	if err != nil || len(page.Docs) == 0 {
		return nil, err
	}
	if m := page.Docs[0].Body; m.Match == match && m.Body == k.Body {
		return &m, nil
	}
	return nil, fault.KeyReused
}

// speak is a change of a match that takes a message up. Messages taken up before become documents first, so that the match can
// let go of them. A key that was answered writes nothing.
func (s *Service) speak(ctx context.Context, id, text string, k Key,
	fn func(d *store.Doc[Match], p string, pr programme, stored int, now time.Time) error) (*store.Doc[Match], error) {
	if blank(text) {
		return nil, errNoText
	}
	d, p, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	pr, err := s.orDefaults(ctx, d.Body.Programme)
	if err != nil {
		return nil, err
	}
	if k.Hash != "" { // the match remembers 64 keys, the messages all
		if m, err := s.byKey(ctx, id, k); err != nil {
			return nil, err
		} else if m != nil {
			return d, nil
		}
	}
	for try := 0; ; try++ {
		stored := s.flush(ctx, d)
		out, err := s.update(ctx, "post", id, func(d *store.Doc[Match]) error {
			if done, err := answered(d, k); done || err != nil {
				return orKept(err)
			}
			now := s.d.Now()
			if err := fn(d, p, pr, stored, now); err != nil {
				return err
			}
			if k.Hash != "" {
				d.Record(k.op(201, id, now))
			}
			return nil
		})
		if fault.Coded(err, errTailFull.Code) && try < 5 {
			if d, err = s.c.matches.Get(ctx, id); err != nil {
				return nil, err
			}
			continue
		}
		if err == nil {
			s.flush(ctx, out)
		}
		return out, err
	}
}

func orKept(err error) error {
	if err != nil {
		return err
	}
	return errKept
}

// flush makes documents of the messages in a match's tail and gives the highest number that is a document now (0 if that is
// not known). What fails is done again with the next message or when somebody reads.
func (s *Service) flush(ctx context.Context, d *store.Doc[Match]) (stored int) {
	if len(d.Body.Tail) == 0 {
		return 0
	}
	ids := make([]string, len(d.Body.Tail))
	for i, t := range d.Body.Tail {
		ids[i] = t.ID()
	}
	have, err := s.c.messages.GetMany(ctx, ids)
	if err != nil {
		return 0
	}
	for i, t := range d.Body.Tail {
		if have[ids[i]] == nil {
			s.at("message.insert.before")
			_, err := s.c.messages.Insert(ctx, ids[i], t, nil)
			if err != nil && !fault.Coded(err, "store.exists") {
				return stored
			}
			s.at("message.insert.after")
		}
		stored = t.Seq
	}
	return stored
}

// Thread pages through the messages of a match: its newcomer reads all, the asked or accepting mentor the request and what was
// written between the two; a mentor who took it over also what was written with those before, if the newcomer wants that. Who handed it
// over still reads what was written between the two. NotFound for everybody else.
func (s *Service) Thread(ctx context.Context, id string, newest bool, limit int, after string) (*store.Page[Message], error) {
	d, p, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	m := &d.Body
	if p != m.Newcomer && m.mentor() != p && m.asked() != p && !m.successor(p) && m.formerly(p) == nil {
		return nil, errAbsent
	}
	s.flush(ctx, d)
	where := []store.Cond{store.Where("match", store.Eq, id)}
	if p != m.Newcomer {
		where = append(where, store.Among("reader", append(m.reads(p), anybody)))
	}
	return s.c.messages.Find(ctx, store.Query{
		Where: where, Sort: []store.Order{{Index: "seq", Desc: newest}}, Limit: limit, After: after,
	})
}

// reads are those whose conversation with the newcomer p reads: the own, and where it was handed over to p with its thread, that of the
// mentors before. What was written to others who were asked is theirs.
func (m *Match) reads(p string) []string {
	out := []string{p}
	if m.Shared && m.mentor() == p {
		for _, f := range m.Former {
			out = append(out, f.Mentor)
		}
	}
	return out
}

// eraseMessages blanks what a person wrote.
func (s *Service) eraseMessages(ctx context.Context, person string) error {
	q := store.Query{Where: []store.Cond{store.Where("from", store.Eq, person)}, Limit: 200}
	return s.c.messages.Each(ctx, q, func(d *store.Doc[Message]) error {
		_, err := s.c.messages.Update(ctx, d.ID, func(d *store.Doc[Message]) error {
			if d.Body.Text == "" {
				return store.Unchanged
			}
			d.Body.Text = ""
			return nil
		})
		return err
	})
}
