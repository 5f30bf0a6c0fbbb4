package participation

import (
	"cmp"
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// promised is what the other cycles of an organisation will use up that are set up and not published yet, each pool once: of the ledger of a tree
// of programmes, and of the draws about the people near one. pool is that of the cycle itself: its own part is not counted.
func (s *Service) promised(ctx context.Context, org string, kin Kin, cycle, pool string) (epsilon, draws int, err error) {
	q := store.Query{Where: []store.Cond{store.Where(byAsking, store.Eq, org)}, Limit: store.MaxLimit}
	err = s.c.setups.Each(ctx, q, func(d *store.Doc[Setup]) error {
		b := &d.Body
		if b.Report != "" || b.PoolWith != d.ID || d.ID == cycle || d.ID == pool {
			return nil
		}
		switch {
		case b.Way == report.Noise && slices.Contains(kin.Tree, b.Programme):
			epsilon += b.Epsilon
		case b.Way == report.Tables && slices.Contains(kin.Near, b.Programme):
			draws += b.draws()
		}
		return nil
	})
	return epsilon, draws, err
}

// asksTooMuch says whether a set-up asks something that no report could show after earlier ones, and those that others have been asked for already:
// by then enough is drawn.
func (s *Service) asksTooMuch(ctx context.Context, org string, kin Kin, id string, in *Setup, earlier []*report.Report) ([]fault.Field, error) {
	_, promised, err := s.promised(ctx, org, kin, id, cmp.Or(in.PoolWith, id))
	if err != nil || len(report.Enough(in.Questions, earlier, promised, protect.Current)) == 0 {
		return nil, err
	}
	return []fault.Field{{Pointer: "/questions", Code: "asked_enough"}}, nil
}
