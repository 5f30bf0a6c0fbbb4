package rounds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// What became of the pair of a newcomer. Why a pair came back is not kept: an organiser who reads that one pair of a mentor is impossible,
// while others of theirs are proposed, reads a block.
const (
	proposed = "proposed"
	alone    = "alone"    // there is no pair
	returned = "returned" // it cannot be proposed now: no place is left, the newcomer has a mentor, a pause, a block, one takes part no more
	erased   = "erased"   // one of the two has left, which the row shows anyway
	unknown  = "unknown"  // mentoring failed whenever it was asked: it may hold the proposal, or not
)

// told is an outcome as it is kept and shown. Earlier versions wrote down why a pair came back.
func told(outcome string) string {
	switch outcome {
	case "", proposed, alone, erased, unknown:
		return outcome
	}
	return returned
}

// mostUnknown is how many pairs of a round may stay unknown, and not more than were answered: where more fail mentoring is ill, not the pair,
// and publishing goes on later.
const mostUnknown = 5

var errIll = fault.New(fault.Internal, "round.mentoring_fails", "Mentoring fails for more than single pairs.")

// mostTries is how often one pair is asked for while mentoring does not answer, before the work is left for later.
const mostTries = 6

// matchID is that of the proposal of a row: the same whenever it is asked for.
func matchID(round string, row int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "waymark round proposal\n%s\n%d", round, row))
	return hex.EncodeToString(sum[:16])
}

// publish proposes every pair, page by page of newcomers. A page is written once all of its pairs have an answer; a crash asks for those of
// the page again, under the same ids. Pairs of one mentor are asked for one after the other, so that no place is promised twice.
func (s *Service) publish(ctx context.Context, d *store.Doc[Round], p *progress) error {
	l, err := s.load(ctx, d)
	if err != nil {
		return err
	}
	pub := d.Body.Publication
	r, err := s.read(ctx, d.ID, l, d.Body.Answers[pub.Objective])
	if err != nil {
		return err
	}
	in := d.Body.Input
	mentorIDs, err := s.c.who(ctx, in.Draw, mentors, in.Mentors)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for last := range 2 { // at last once more for those of which nothing is known
		counts = map[string]int{}
		done := 0
		for page := range pages(in.Newcomers) {
			p.at(publish, pub.Objective, done, in.Newcomers)
			outcome, err := s.publishPage(ctx, d, r, mentorIDs, pageID(in.Draw, newcomers, page))
			if err != nil {
				return err
			}
			for _, o := range outcome {
				counts[told(o)]++
			}
			done += len(outcome)
		}
		switch few := counts[""] <= mostUnknown; {
		case counts[""] == 0:
			last = 1
		case !few || last == 1 && counts[""] > counts[proposed]+counts[returned]:
			return errIll
		}
		if last == 1 {
			break
		}
	}
	if counts[""] > 0 {
		if err := s.giveUp(ctx, d, r); err != nil {
			return err
		}
		counts[unknown], counts[""] = counts[""], 0
	}
	s.at("publish.finish")
	_, err = s.c.rounds.Update(ctx, d.ID, func(d *store.Doc[Round]) error {
		if d.Body.Status != Publishing {
			return store.Unchanged
		}
		back := maps.Clone(counts)
		delete(back, "")
		delete(back, proposed)
		delete(back, alone)
		x := d.Body.Publication
		x.Finished, x.Proposed, x.Returned = s.d.Now(), counts[proposed], back
		d.Body.Status, d.Body.Work, d.Body.Failed, d.Body.Changed = Published, nil, nil, s.d.Now()
		s.published(ctx, d)
		return nil
	})
	return err
}

// giveUp writes down that nothing is known of single pairs for which mentoring fails, and nothing else.
func (s *Service) giveUp(ctx context.Context, d *store.Doc[Round], r *read) error {
	for page := range pages(d.Body.Input.Newcomers) {
		_, err := s.c.people.Update(ctx, pageID(d.Body.Input.Draw, newcomers, page), func(d *store.Doc[People]) error {
			if !slices.Contains(d.Body.Outcome, "") {
				return store.Unchanged
			}
			d.Body.Outcome = slices.Clone(d.Body.Outcome)
			for k, o := range d.Body.Outcome {
				if o == "" && r.Of[d.Body.From+k] >= 0 {
					d.Body.Outcome[k] = unknown
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// publishPage proposes the pairs of a page that have no outcome yet, and writes what came of them.
func (s *Service) publishPage(ctx context.Context, d *store.Doc[Round], r *read, mentorIDs []string, id string) ([]string, error) {
	doc, err := s.c.people.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	x := &doc.Body
	outcome := make([]string, len(x.IDs))
	copy(outcome, x.Outcome)
	byMentor := map[int32][]int{} // rows within the page
	for k := range outcome {
		switch j := r.Of[x.From+k]; {
		case outcome[k] != "":
		case j < 0:
			outcome[k] = alone
		default:
			byMentor[j] = append(byMentor[j], k)
		}
	}
	if len(byMentor) == 0 && len(x.Outcome) == len(outcome) {
		return outcome, nil
	}
	if err := s.ask(ctx, d, x, mentorIDs, byMentor, outcome); err != nil {
		return nil, err
	}
	s.at("publish.page")
	_, err = s.c.people.Update(ctx, id, func(d *store.Doc[People]) error {
		for k, o := range d.Body.Outcome { // who was stopped beyond its lease finds what another has written, which stands
			if k < len(outcome) && o != "" {
				outcome[k] = o
			}
		}
		d.Body.Outcome = slices.Clone(outcome)
		return nil
	})
	s.at("publish.paged")
	return outcome, err
}

// ask asks mentoring for the pairs of a page: those of one mentor in turn, those of different mentors at once.
func (s *Service) ask(ctx context.Context, d *store.Doc[Round], x *People, mentorIDs []string, byMentor map[int32][]int, outcome []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	slots := make(chan struct{}, asks)
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	var open atomic.Int64 // pairs of which nothing is known
	for j, rows := range byMentor {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			defer func() { <-slots }()
			for _, k := range rows {
				o, err := s.propose(ctx, d, x.From+k, x.IDs[k], mentorIDs[j])
				if err != nil {
					mu.Lock()
					if failed == nil {
						failed = err
					}
					mu.Unlock()
					cancel()
					return
				}
				if outcome[k] = o; o == "" && open.Add(1) > mostUnknown {
					mu.Lock()
					if failed == nil {
						failed = errIll
					}
					mu.Unlock()
					cancel()
				}
			}
		})
	}
	all.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// propose asks for one pair, again and again while mentoring does not answer. Where it fails for this pair each time the outcome is "": it may
// have been proposed all the same, which whoever asks again by the same id is told.
func (s *Service) propose(ctx context.Context, d *store.Doc[Round], row int, newcomer, mentor string) (outcome string, err error) {
	if newcomer == "" || mentor == "" {
		return erased, nil
	}
	q := wire.ProposeQuestion{Match: matchID(d.ID, row), Programme: d.Body.Programme, Cohort: d.Body.Cohort, Newcomer: newcomer, Mentor: mentor,
		Round: d.ID, Until: d.Body.Publication.Until}
	for try := range mostTries {
		_, err = s.d.Propose(ctx, q)
		f := fault.As(err)
		switch {
		case err == nil:
			return proposed, nil
		case f.Kind == fault.Conflict || f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.Gone:
			return returned, nil
		case ctx.Err() != nil:
			return "", ctx.Err()
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(s.d.Interval / 80 << try): // 8 s in all by default
		}
	}
	if fault.As(err).Kind == fault.Internal { // the others must not wait for it
		s.d.Log.Error("a pair cannot be proposed", "round", d.ID, "row", row, "err", err)
		return "", nil
	}
	return "", err
}
