package rounds

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

const (
	backFor    = 90 * 24 * time.Hour // a pair that came back is not tried again
	backRounds = 20                  // that are looked through, the published ones that were drafted last
)

// cameBack tells each newcomer of a cast with whom they came back from a round of the programme that was published lately, for whatever
// reason: it is not tried again by itself, so that nobody is given the same person, in vain, round after round. only is the one newcomer of
// the cast, "" where there are more.
func (s *Service) cameBack(ctx context.Context, programme string, cast *casting.Cast, only string) error {
	page, err := s.c.rounds.Find(ctx, published(programme, backRounds))
	if err != nil {
		return err
	}
	back, since := map[string][]string{}, s.d.Now().Add(-backFor)
	for _, d := range page.Docs {
		if p := d.Body.Publication; d.Body.Status == Published && p != nil && p.Finished.After(since) && len(p.Returned) > 0 {
			switch err := s.backOf(ctx, d, only, back); {
			case errors.Is(err, errDamaged) || fault.Absent(err):
				s.d.Log.Warn("who came back from a round cannot be read", "round", d.ID, "err", err) // it keeps nobody from drafting another
			case err != nil:
				return err
			}
		}
	}
	for i := range cast.Newcomers {
		cast.Newcomers[i].Back = back[cast.Newcomers[i].ID]
	}
	return nil
}

// backOf adds the pairs that came back from one round: mentors by newcomer, of one newcomer or of all ("").
func (s *Service) backOf(ctx context.Context, d *store.Doc[Round], only string, back map[string][]string) error {
	in := d.Body.Input
	q := store.Query{Where: []store.Cond{store.Where(byRound, store.Eq, d.ID+"/"+in.Draw)}, Limit: store.MaxLimit}
	if only != "" {
		q.Where = append(q.Where, store.Where(byPerson, store.Eq, only))
		if n, err := s.c.people.Count(ctx, q.Where...); err != nil || n == 0 {
			return err
		}
	}
	b, err := s.chunks(ctx, d.ID, kindAnswer, d.Body.Answers[d.Body.Publication.Objective].Chunks)
	if err != nil {
		return err
	}
	a, err := unpackAnswer(b)
	if err != nil {
		return err
	}
	who, err := s.c.who(ctx, in.Draw, mentors, in.Mentors)
	if err != nil {
		return err
	}
	return s.c.people.Each(ctx, q, func(p *store.Doc[People]) error {
		for k, o := range p.Body.Outcome {
			row := p.Body.From + k
			if told(o) != returned || p.Body.Side != newcomers || row >= len(a.Of) || a.Of[row] < 0 || int(a.Of[row]) >= len(who) {
				continue
			}
			if n, m := p.Body.IDs[k], who[a.Of[row]]; n != "" && m != "" {
				back[n] = append(back[n], m)
			}
		}
		return nil
	})
}
