package rounds

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// Replies are how the pairs of a published round went on.
type Replies struct {
	Yes     int // mentors who said yes
	Waiting int // no answer yet
	Without int // it came to nothing: not this time, or no answer in time
	// No and Silent are the two parts of Without, where Split says that they are told.
	No, Silent int
	Split      bool
	Back       int // not proposed, or taken back before there was an answer
}

// Replies asks mentoring how the pairs went on; all zero before anything is proposed. For organisers of the programme. Errors: NotFound;
// Unavailable where mentoring does not answer.
//
// The figures are exact, however few there are: an organiser reads of each pair by name whether it waits, goes on or came to nothing, and
// these are no more than the sum of that. What nobody reads of a pair is whether it ended by a word or by silence: whoever looked before and
// after one pair ended would read it off here. So these two are told apart only when no pair can move any more and neither is a small group.
func (s *Service) Replies(ctx context.Context, id string) (Replies, error) {
	d, err := s.own(ctx, id)
	if err != nil || d.Body.Publication == nil {
		return Replies{}, err
	}
	a, err := s.d.Replies(ctx, wire.RepliesQuestion{Round: id})
	if err != nil {
		return Replies{}, err
	}
	out := repliesOf(a, d.Body.Status == Published)
	if p := d.Body.Publication; d.Body.Status == Published {
		for why, n := range p.Returned {
			if o := told(why); o == returned || o == erased {
				out.Back += n
			}
		}
		out.Back += max(0, p.Proposed-out.Yes-out.Waiting-out.Without)
	}
	return out, nil
}

// repliesOf is what an organiser may read of what mentoring counted. done says that everything that will be is proposed.
func repliesOf(a wire.RepliesAnswer, done bool) Replies {
	out := Replies{Yes: a.Yes, Waiting: a.Waiting, Without: a.No + a.Silent}
	if done && a.Waiting == 0 && a.No >= cohort.SmallGroup && a.Silent >= cohort.SmallGroup {
		out.No, out.Silent, out.Split = a.No, a.Silent, true
	}
	return out
}
