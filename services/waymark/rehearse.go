package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/notifications"
	"github.com/waymark-dev/waymark/services/programs"
	"github.com/waymark-dev/waymark/services/programs/rehearsal"
)

// scratchPrefix is how folders of rehearsals begin. Made-up people alone are in them.
const scratchPrefix = "rehearsal-"

// rehearsing hands programs what rehearsals need of other rooms: their words, the solver of rounds, and a file that is thrown away.
func (w *world) rehearsing() programs.Rehearsing {
	words := sync.OnceValues(notifications.NewPreviewer)
	return programs.Rehearsing{
		Scratch: func(ctx context.Context, now run.Clock) (*store.DB, func(), error) {
			return scratch(ctx, w.settings.Data, now)
		},
		Preview: func(e wire.Envelope, language func(string) string) ([]rehearsal.Told, error) {
			p, err := words()
			if err != nil {
				return nil, err
			}
			all, err := p.Of(e, language)
			var out []rehearsal.Told
			for _, x := range all {
				out = append(out, rehearsal.Told(x))
			}
			return out, err
		},
		Pair: pairMadeUp,
	}
}

// scratch is a store in a folder of its own, away with it once it is dropped. What a killed process left is swept by the next.
func scratch(ctx context.Context, folder string, now run.Clock) (*store.DB, func(), error) {
	if old, err := filepath.Glob(filepath.Join(folder, scratchPrefix+"*")); err == nil {
		for _, name := range old {
			if at, err := os.Stat(name); err == nil && time.Since(at.ModTime()) > time.Hour {
				_ = os.RemoveAll(name)
			}
		}
	}
	dir, err := os.MkdirTemp(folder, scratchPrefix)
	if err != nil {
		return nil, nil, err
	}
	engine, err := sqlitestore.Open(ctx, filepath.Join(dir, "rehearsal.db"))
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return store.New(engine, now, slog.New(slog.DiscardHandler)), func() {
		_ = engine.Close()
		_ = os.RemoveAll(dir)
	}, nil
}

// pairMadeUp pairs people as a round without profiles does: by the cohort's criteria, else everybody fits everybody; as many people as can
// be, then the best pairs.
func pairMadeUp(ctx context.Context, criteriaJSON string, people []wire.RoundParticipant) (map[string]string, error) {
	var newcomers, mentors []wire.RoundParticipant
	var answers [2][]map[string]string
	p := &assign.Problem{Start: []int32{0}}
	for _, x := range people {
		if x.As == "mentor" {
			mentors, answers[1] = append(mentors, x), append(answers[1], x.Columns)
			p.Capacity = append(p.Capacity, int32(x.Places))
		} else {
			newcomers, answers[0] = append(newcomers, x), append(answers[0], x.Columns)
		}
	}
	var scorer *criteria.Scorer
	if criteriaJSON != "" {
		set, wrong := criteria.ReadJSON([]byte(criteriaJSON))
		if set == nil {
			return nil, fault.InvalidFields(wrong...)
		}
		scorer, _ = criteria.Lenient(set, criteria.Columns(set, false, answers[0]), criteria.Columns(set, true, answers[1]))
	}
	row := make([]int64, len(mentors))
	for i := range newcomers {
		if scorer != nil {
			scorer.Row(i, nil, row)
		}
		for m, score := range row {
			if score != criteria.Ruled {
				p.Mentor, p.Score = append(p.Mentor, int32(m)), append(p.Score, score)
			}
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	r, err := solve.Solve(p, assign.Fair, assign.Options{Stop: ctx.Done()})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, pair := range r.Pairs {
		out[newcomers[pair.Newcomer].Person] = mentors[pair.Mentor].Person
	}
	return out, nil
}
