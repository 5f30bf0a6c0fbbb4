package rounds

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

func answer(d *store.Doc[Round], l *Lease, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{Versioned: httpserver.VersionedOf(service, "round", d.ID, d.Version), Body: show(d, l)}, nil
}

// show shows a round to an organiser. l says how far the work is, if it is known.
func show(d *store.Doc[Round], l *Lease) api.Round {
	r := &d.Body
	out := api.Round{ID: d.ID, Programme: r.Programme, Cohort: r.Cohort, Status: string(r.Status), Created: r.Created, Changed: r.Changed,
		Pinned: showPairs(r.Pinned), Forbidden: showPairs(r.Forbidden), Edits: r.Edits, Answers: []api.RoundAnswer{}, Side: showSide(r.Side),
		LeftOut: []int{}, Seats: []api.RoundSeat{}}
	for _, i := range r.LeftOut {
		out.LeftOut = append(out.LeftOut, int(i))
	}
	for _, x := range r.Seats {
		out.Seats = append(out.Seats, api.RoundSeat{Mentor: int(x.Mentor), Places: int(x.Places)})
	}
	if w := r.Work; w != nil {
		out.Work = &api.RoundWork{Kind: w.Kind, Since: w.Since}
		if l != nil && l.Step == w.Kind {
			out.Work.Objective, out.Work.Done, out.Work.Total = string(l.For), l.Done, l.Total
		}
	}
	if f := r.Failed; f != nil {
		out.Failed = &api.RoundFailure{Kind: f.Kind, Code: f.Code, Detail: f.Detail, At: f.At,
			Newcomers: f.Newcomers, Mentors: f.Mentors, Left: f.Left}
	}
	if r.Input != nil {
		in := showInput(r.Input)
		out.Input = &in
	}
	for _, o := range Objectives {
		if a := r.Answers[o]; a != nil {
			out.Answers = append(out.Answers, showAnswer(o, a, r.stale(o, a)))
		}
	}
	if p := r.Publication; p != nil {
		out.Publication = &api.RoundPublication{Objective: string(p.Objective), Started: p.Started, Until: p.Until, Proposed: p.Proposed,
			Returned: map[string]int{}}
		if !p.Finished.IsZero() {
			out.Publication.Finished = &p.Finished
		}
		for why, n := range p.Returned {
			out.Publication.Returned[told(why)] += n
		}
	}
	return out
}

func showPairs(list []assign.Pair) []api.RoundPair {
	out := make([]api.RoundPair, 0, len(list))
	for _, x := range list {
		out = append(out, api.RoundPair{Newcomer: int(x.Newcomer), Mentor: int(x.Mentor)})
	}
	return out
}

func showInput(in *Input) api.RoundInput {
	out := api.RoundInput{Newcomers: in.Newcomers, Mentors: in.Mentors, Places: in.Places, Pairs: in.Pairs, Left: map[string]int{}, At: in.At,
		Took: in.Took, Weights: in.Weights, ByName: in.ByName, Rules: in.Rules, Criteria: in.Criteria, Keep: in.Keep,
		Inexact: in.Inexact, Parts: map[string]api.RoundWeight{}}
	for part, w := range in.Parts {
		out.Parts[part] = api.RoundWeight{Mine: w[0], Theirs: w[1]}
	}
	for _, x := range in.LooksFor {
		out.LooksFor = append(out.LooksFor, api.LookedFor(x))
	}
	for why, n := range in.Left {
		out.Left[why] = n
	}
	return out
}

func showAnswer(o assign.Objective, a *Answered, stale bool) api.RoundAnswer {
	f := &a.Figures
	out := api.RoundAnswer{Objective: string(o), Stale: stale, Matched: f.Matched, Total: f.Total, Least: f.Least, Median: f.Median,
		MeanRank: float64(f.MeanRank) / 100, First: f.First, Three: f.Three, Envious: f.Envious, Used: f.Used, Full: f.Full,
		Choices: f.Choices, Load: f.Load, At: a.At, Took: a.Took, Moved: a.Moved, Mended: a.Mended, Solver: a.Solver}
	if o == assign.Stable {
		out.Side = showSide(a.Side)
	}
	if c := a.Checked; c != nil {
		out.Checked = &api.RoundCheck{At: c.At, Proved: c.Proved, Same: c.Same, Pairs: c.Pairs, What: c.What}
	}
	return out
}

func (s *Service) worth(ctx context.Context, in *pairInput) (*worthOutput, error) {
	w, err := s.Worth(ctx, in.ID, assign.Pair{Newcomer: int32(in.Row), Mentor: int32(in.Mentor)})
	if err != nil {
		return nil, err
	}
	return &worthOutput{Body: api.RoundWorth{RoundPair: api.RoundPair{Newcomer: in.Row, Mentor: in.Mentor}, Newcomer: w.Newcomer, Mentor: w.Mentor,
		Listed: w.Listed, Score: w.Score, Rank: w.Rank, Limit: w.Limit, Fixed: w.Fixed, Reasons: showSaid(w.Said), At: w.At}}, nil
}

func (s *Service) replies(ctx context.Context, in *idInput) (*repliesOutput, error) {
	x, err := s.Replies(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &repliesOutput{Body: api.RoundReplies{Yes: x.Yes, Waiting: x.Waiting, Without: x.Without, Back: x.Back}}
	if x.Split {
		out.Body.No, out.Body.Silent = &x.No, &x.Silent
	}
	return out, nil
}

func (s *Service) audit(ctx context.Context, in *answerInput) (*auditOutput, error) {
	objective, err := s.Objective(ctx, in.ID, in.Objective)
	if err != nil {
		return nil, err
	}
	x, err := s.Audit(ctx, in.ID, objective)
	if err != nil {
		return nil, err
	}
	out := &auditOutput{Body: api.RoundAudit{Objective: string(objective), Least: cohort.SmallGroup, Items: make([]api.RoundGroup, 0, len(x.Groups)),
		Hidden: append([]string{}, x.Hidden...), Drafted: x.Drafted}}
	for _, a := range x.Groups {
		out.Body.Items = append(out.Body.Items, api.RoundGroup{Side: strings.ToLower(string(a.Side)), By: a.By, Group: a.Group, People: a.People,
			Matched: a.Matched, MeanRank: a.MeanRank, Envy: a.Envy, PerMentor: a.PerMentor})
	}
	return out, nil
}

func (s *Service) certificate(ctx context.Context, in *answerInput) (*certificateOutput, error) {
	objective, err := s.Objective(ctx, in.ID, in.Objective)
	if err != nil {
		return nil, err
	}
	d, a, set, err := s.Certificate(ctx, in.ID, objective)
	if err != nil {
		return nil, err
	}
	body := api.RoundCertificate{Format: "waymark-round/1", Round: d.ID, Input: showInput(d.Body.Input), Problem: d.Body.Input.Problem,
		Pinned: showPairs(a.Pinned), Forbidden: showPairs(a.Forbidden), Mentors: make([]int, len(a.Of)), Proof: a.Certificate,
		Solver: d.Body.Answers[objective].Solver}
	if set != "" {
		body.CriteriaSet = json.RawMessage(set)
	}
	for _, i := range a.LeftOut {
		body.LeftOut = append(body.LeftOut, int(i))
	}
	for _, x := range a.Seats {
		body.Seats = append(body.Seats, api.RoundSeat{Mentor: int(x.Mentor), Places: int(x.Places)})
	}
	for i, j := range a.Of {
		body.Mentors[i] = int(j)
	}
	return &certificateOutput{Body: body}, nil
}
