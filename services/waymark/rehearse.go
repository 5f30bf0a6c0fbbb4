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
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	ranking "github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
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

// pairMadeUp pairs people as a draft of the round would: by their profiles and the cohort's criteria, as many people as can be, then the best
// pairs.
func pairMadeUp(ctx context.Context, r rehearsal.Round) (map[string]string, error) {
	c := &casting.Cast{At: r.At, Weights: matching.WeightsOf(skill.Shipped(), "rehearsal", r.Rules)}
	asked := casting.Asked{Newcomers: map[string]map[string]string{}, Mentors: map[string]map[string]string{}}
	for _, x := range r.People {
		if x.As == "mentor" {
			asked.Mentors[x.Person] = x.Columns
			c.Mentors = append(c.Mentors, casting.Mentor{Person: madeUp(x, 4), Places: x.Places})
		} else {
			asked.Newcomers[x.Person] = x.Columns
			c.Newcomers = append(c.Newcomers, casting.Newcomer{Person: madeUp(x, 2)})
		}
	}
	if r.Criteria != "" {
		var wrong []fault.Field
		if asked.Set, wrong = criteria.ReadJSON([]byte(r.Criteria)); asked.Set == nil {
			return nil, fault.InvalidFields(wrong...)
		}
	}
	out := map[string]string{}
	if len(c.Newcomers) == 0 || len(c.Mentors) == 0 {
		return out, nil
	}
	scoring, _ := casting.New(c, asked, skill.Shipped())
	p, ok := scoring.Problem(nil, ctx.Done())
	if !ok {
		return nil, ctx.Err()
	}
	solved, err := solve.Solve(p, assign.Fair, assign.Options{Stop: ctx.Done()})
	if err != nil {
		return nil, err
	}
	for _, pair := range solved.Pairs {
		out[c.Newcomers[pair.Newcomer].ID] = c.Mentors[pair.Mentor].ID
	}
	return out, nil
}

// madeUp is somebody of a rehearsal as the ranking has people. level is how well they know what they know.
func madeUp(x rehearsal.Standing, level int) ranking.Person {
	p := ranking.Person{ID: x.Person, Languages: []ranking.Spoken{{Language: "en", Level: 3}}}
	if x.Language != "" && x.Language != "en" {
		p.Languages = append(p.Languages, ranking.Spoken{Language: x.Language, Level: 4})
	}
	for _, id := range x.Knows {
		p.Have = append(p.Have, ranking.Skill{ID: id, Level: level})
	}
	for _, id := range x.Wants {
		p.Want = append(p.Want, ranking.Skill{ID: id, Level: 1})
	}
	return p
}
