package profiles

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Names are those of the ids whom the caller sees, and those with whom they had a request or a mentorship: what ended keeps its names.
// Nothing but the name is to be told of the latter. Who has left, is suspended, or has blocked the caller is missing, all alike; whoever
// blocks keeps the names of those they had to do with.
func (s *Service) Names(ctx context.Context, ids []string) ([]*store.Doc[Profile], error) {
	docs, err := s.c.people.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	viewers, err := s.viewers(ctx, docs)
	if err != nil {
		return nil, err
	}
	own, err := s.ownNamed(ctx, viewers)
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
		v := viewers[id]
		if See(v, id, &d.Body) > Nothing || v.Matched && d.Body.Visible() && (!v.Blocked || slices.Contains(own, id)) {
			out = append(out, d)
		}
	}
	return out, nil
}

// ownNamed are those of the viewers' people whom the caller alone has blocked. It asks only where a block parts the caller from somebody
// they had to do with; while nobody answers, there are none.
func (s *Service) ownNamed(ctx context.Context, viewers map[string]Viewer) ([]string, error) {
	for _, v := range viewers {
		if !v.Matched || !v.Blocked {
			continue
		}
		own, err := s.ownBlocks(ctx, v.ID)
		if fault.Has(err, fault.Unavailable) || fault.Has(err, fault.Deadline) {
			return nil, nil
		}
		return own, err
	}
	return nil, nil
}

var errNoAsking = fault.New(fault.NotFound, "answer.unknown",
	"This link is not complete, or no longer works. Open it again from the e-mail, or sign in and look at your requests.")

// Asking is who asks the mentor whose token this is, as that mentor sees them, and the mentor's own profile. Whoever has the token may
// call, while the request waits for that mentor. Errors: NotFound "answer.unknown", whatever the reason; Unavailable.
func (s *Service) Asking(ctx context.Context, token string) (asks, reader *store.Doc[Profile], err error) {
	t, err := s.answerTurn(ctx, token)
	if fault.Absent(err) {
		return nil, nil, errNoAsking
	}
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.see(auth.With(ctx, auth.Principal{ID: t.Mentor}), []string{t.Newcomer, t.Mentor})
	if err != nil {
		return nil, nil, err
	}
	for _, x := range seen {
		switch x.ID {
		case t.Newcomer:
			asks = x.Doc
		case t.Mentor:
			reader = x.Doc
		}
	}
	if asks == nil || reader == nil {
		return nil, nil, errNoAsking
	}
	return asks, reader, nil
}
