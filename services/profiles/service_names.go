package profiles

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

// Names are those of the ids whom the caller sees, and those with whom they had a request or a mentorship: what ended keeps its names, and
// reads the same whether it ended by itself, by a block or by a report. Nothing but the name is to be told of the latter. Who has left, or
// is suspended, is missing.
func (s *Service) Names(ctx context.Context, ids []string) ([]*store.Doc[Profile], error) {
	docs, err := s.c.people.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	viewers, err := s.viewers(ctx, docs)
	if err != nil {
		return nil, err
	}
	var out []*store.Doc[Profile]
	for _, id := range ids {
		d := docs[id]
		if d == nil {
			continue
		}
		delete(docs, id) // twice asked for is once answered
		if v := viewers[id]; See(v, id, &d.Body) > Nothing || v.Matched && d.Body.Visible() {
			out = append(out, d)
		}
	}
	return out, nil
}
