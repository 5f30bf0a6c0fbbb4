package rounds

import (
	"context"
	"math"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// Audited is how the groups of both sides did, small ones joined.
type Audited struct {
	Groups  []cohort.Audited
	Hidden  []string // which are not shown
	Drafted bool     // before anything was settled
}

// Audit is how groups did. Of a draft it is that of the answer before anything was pinned, forbidden or left out; else whoever changes one
// pair and looks again reads off in which group somebody is. So it is of a published round in which fewer than cohort.SmallGroup newcomers have somebody
// else than they had in the draft. It is rounded, people to tens, shares to fives, ranks and loads to tenths: exact numbers of two drafts would tell in which
// group somebody is who joined between them. For organisers. Errors: NotFound; Conflict
// "round.unsolved", also where nothing was solved since an earlier version of this program.
func (s *Service) Audit(ctx context.Context, id string, objective assign.Objective) (*Audited, error) {
	d, err := s.own(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Body.audited(objective) == nil {
		return nil, errUnsolved
	}
	l, err := s.load(ctx, d)
	if err != nil {
		return nil, err
	}
	r, drafted, err := s.toAudit(ctx, d, l, objective)
	if err != nil {
		return nil, err
	}
	list, hidden := cohort.Audit(r.measures, &cohort.People{Side: cohort.Newcomers, Groups: l.groups.Newcomers},
		&cohort.People{Side: cohort.Mentors, Groups: l.groups.Mentors})
	if len(hidden) > 0 { // joined groups are large enough
		return nil, fault.New(fault.Internal, "round.audit", "The groups of this round cannot be shown: "+hidden[0])
	}
	for i := range list {
		a := &list[i]
		a.People, a.Matched, a.Envy = (a.People+5)/10*10, fives(a.Matched), fives(a.Envy)
		a.MeanRank, a.PerMentor = math.Round(a.MeanRank*10)/10, math.Round(a.PerMentor*10)/10
	}
	return &Audited{Groups: list, Hidden: l.groups.Hidden, Drafted: drafted}, nil
}

// toAudit reads the answer whose audit is shown, and says whether it is the one before anything was settled.
func (s *Service) toAudit(ctx context.Context, d *store.Doc[Round], l *loaded, objective assign.Objective) (r *read, drafted bool, err error) {
	chunks := d.Body.audited(objective)
	if r, err = s.read(ctx, d.ID, l, &Answered{Chunks: chunks}); err != nil {
		return nil, false, err
	}
	plain := d.Body.Plain[objective]
	switch {
	case plain == nil: // of earlier versions
		return r, d.Body.Publication == nil, nil
	case slices.Equal(plain.Chunks, chunks):
		return r, true, nil
	}
	was, err := s.read(ctx, d.ID, l, &Answered{Chunks: plain.Chunks})
	if err != nil {
		return nil, false, err
	}
	if moved(was.Of, r.Of) < cohort.SmallGroup {
		return was, true, nil
	}
	return r, false, nil
}

// fives rounds a share in percent.
func fives(percent int) int { return (percent + 2) / 5 * 5 }
