package rounds

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// putting is how many chunks are written at once.
const putting = 4

// gather finds out who takes part, scores the candidates and writes it all down, people apart; then the round is solved.
func (s *Service) gather(ctx context.Context, d *store.Doc[Round], p *progress) error {
	began := s.d.Now()
	id, w := d.ID, *d.Body.Work
	cast, err := s.d.Cast(ctx, d.Body.Programme, d.Body.Cohort, "")
	if err != nil {
		return err
	}
	switch {
	case len(cast.Newcomers) == 0 || len(cast.Mentors) == 0:
		return nobody{cast}
	case len(cast.Newcomers) > casting.MaxNewcomers || len(cast.Mentors) > casting.MaxMentors:
		return errTooLarge
	}
	cast.Shuffle(d.ID)
	if err := s.cameBack(ctx, d.Body.Programme, cast, ""); err != nil {
		return err
	}
	asked, err := s.asked(ctx, d.Body.Cohort)
	if err != nil {
		return err
	}
	scoring, unread := casting.New(cast, asked, s.d.Taxonomy())
	if unread > 0 {
		s.d.Log.Info("answers that no criterion can read count as left empty", "round", d.ID, "answers", unread)
	}
	total := len(cast.Newcomers)
	problem, ok := scoring.Problem(func(done int) { p.at(gather, "", done, total) }, ctx.Done())
	if !ok {
		return ctx.Err()
	}
	groups, why := cast.Groups(), scoring.Why(problem, asked)
	in := &Input{Newcomers: total, Mentors: len(cast.Mentors), Pairs: len(problem.Mentor), Left: cast.Left, At: cast.At,
		Weights: cast.Weights.Name(), ByName: cast.Weights.ByName, Rules: cast.Rules, Criteria: asked.Sum, Keep: casting.Keep,
		Inexact: scoring.Inexact(), Draw: draw(), Parts: cast.Weights.Parts(), LooksFor: looksFor(cast.Weights.Criteria)}
	for _, c := range problem.Capacity {
		in.Places += int(c)
	}
	s.at("gather.people")
	if err := s.write(ctx, d.ID, in, problem, groups, why, asked.JSON, cast); err != nil {
		return err
	}
	s.at("gather.written")
	if err := s.forgetLeft(ctx, in.Draw, cast); err != nil { // before the draw is named: a crash in between gathers again
		return err
	}
	in.Took = s.d.Now().Sub(began).Milliseconds()
	s.at("gather.before")
	d, err = s.c.rounds.Update(ctx, d.ID, func(d *store.Doc[Round]) error {
		if d.Body.Work == nil || !d.Body.Work.Since.Equal(w.Since) || d.Body.Input != nil {
			return errAbsent
		}
		d.Body.Input, d.Body.Work, d.Body.Failed, d.Body.Changed = in, nil, nil, s.d.Now()
		if len(w.Objectives) > 0 {
			d.Body.Work = &Work{Kind: solving, Objectives: w.Objectives, Since: w.Since}
		}
		return nil
	})
	if fault.Absent(err) { // discarded meanwhile, or done by another process
		return errors.Join(s.c.forgetDraw(ctx, id, in.Draw), s.unwrite(ctx, id, in.chunks()), err)
	}
	if err != nil {
		return err
	}
	s.cache.put(in.Draw, &loaded{problem: problem, groups: groups, why: why})
	if err := s.c.forget(ctx, id, in.Draw); err != nil { // attempts that came to nothing
		return err
	}
	s.at("gather.after")

	if d.Body.Work == nil {
		return nil
	}
	return s.solve(ctx, d, p)
}

// write writes chunks and people, at once; nothing names them yet.
func (s *Service) write(ctx context.Context, id string, in *Input, problem *assign.Problem, groups *casting.Groups, why *casting.Why, set string,
	cast *casting.Cast) error {
	g, err := packGroups(groups)
	if err != nil {
		return err
	}
	y, err := packWhy(why)
	if err != nil {
		return err
	}
	docs := peopleOf(id, in.Draw, newcomers, len(cast.Newcomers), func(i int) string { return cast.Newcomers[i].ID })
	docs = append(docs, peopleOf(id, in.Draw, mentors, len(cast.Mentors), func(j int) string { return cast.Mentors[j].ID })...)
	var errs [6]error
	var all sync.WaitGroup
	all.Go(func() { in.Groups, errs[0] = s.put(ctx, pack(id, kindGroups, g)) })
	all.Go(func() { in.Why, errs[1] = s.put(ctx, pack(id, kindWhy, y)) })
	all.Go(func() { in.Problem, errs[2] = s.put(ctx, pack(id, kindProblem, packProblem(problem))) })
	all.Go(func() { errs[3] = errors.Join(s.c.people.Bulk(ctx, docs)...) })
	all.Go(func() { in.Wishes, errs[5] = s.put(ctx, pack(id, kindWishes, packWishes(problem))) })
	if set != "" {
		all.Go(func() { in.CriteriaSet, errs[4] = s.put(ctx, pack(id, kindSet, []byte(set))) })
	}
	all.Wait()
	return errors.Join(errs[:]...)
}

// draw names an attempt at gathering: two processes that believe to do the same work never mix their pages.
func draw() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// peopleOf makes the pages of a side.
func peopleOf(round, draw, side string, n int, id func(row int) string) (out []*store.Doc[People]) {
	for page := range pages(n) {
		x := People{Round: round, Draw: draw, Side: side, From: page * peoplePer}
		for row := x.From; row < min(x.From+peoplePer, n); row++ {
			x.IDs = append(x.IDs, id(row))
		}
		out = append(out, &store.Doc[People]{ID: pageID(draw, side, page), Body: x})
	}
	return out
}

// put writes chunks, some at once, and gives their names in order.
func (s *Service) put(ctx context.Context, chunks [][]byte) ([]string, error) {
	names, errs := make([]string, len(chunks)), make([]error, len(chunks))
	slots := make(chan struct{}, putting)
	var all sync.WaitGroup
	for i := range chunks {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			names[i], errs[i] = s.d.DB.PutChunk(ctx, chunks[i])
		})
	}
	all.Wait()
	return names, errors.Join(errs...)
}

// asked asks programs for a cohort's criteria and, if there are any, for the answers of these people, of everybody where there are none. None
// of the answers is kept.
func (s *Service) asked(ctx context.Context, cohort string, people ...string) (casting.Asked, error) {
	out := casting.Asked{Newcomers: map[string]map[string]string{}, Mentors: map[string]map[string]string{}}
	if cohort == "" {
		return out, nil
	}
	q := wire.RoundInputQuestion{Cohort: cohort, People: people}
	for range casting.MaxNewcomers + casting.MaxMentors { // at least one person in each answer
		a, err := s.d.Input(ctx, q)
		switch {
		case err != nil:
			return out, err
		case !a.Known:
			return out, errNoCohort
		case a.Criteria == "":
			return out, nil
		}
		if out.Set == nil {
			set, wrong := criteria.ReadJSON([]byte(a.Criteria))
			if set == nil {
				return out, &fault.Fault{Kind: fault.Conflict, Code: "round.criteria", Detail: "The cohort's criteria cannot be read. Mend them first.",
					Fields: wrong}
			}
			if len(set.Criteria) == 0 {
				return out, nil
			}
			sum := sha256.Sum256([]byte(a.Criteria))
			out.Set, out.Sum, out.JSON = set, hex.EncodeToString(sum[:]), a.Criteria
		}
		for _, x := range a.People {
			if x.As == "mentor" {
				out.Mentors[x.Person] = x.Columns
			} else {
				out.Newcomers[x.Person] = x.Columns
			}
		}
		if a.Next == "" {
			return out, nil
		}
		q.After = a.Next
	}
	return out, errTooLarge
}

// looksFor is what a programme looks for, as it is kept with a round.
func looksFor(list []rank.Criterion) (out []wire.LookedFor) {
	for _, c := range list {
		switch {
		case c.Skill != "":
			out = append(out, wire.LookedFor{Kind: "skill", ID: c.Skill, Weight: c.Weight})
		case c.Cause != "":
			out = append(out, wire.LookedFor{Kind: "cause", ID: c.Cause, Weight: c.Weight})
		default:
			out = append(out, wire.LookedFor{Kind: "language", ID: c.Language, Weight: c.Weight})
		}
	}
	return out
}
