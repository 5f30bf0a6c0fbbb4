package rounds

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// PairedWith is a mentor with whom an organiser pinned or forbade a pair.
type PairedWith struct {
	Row    int
	Mentor string // "" for one who was erased
}

// settledBy puts in what is pinned and forbidden now.
func (x *Row) settledBy(r *Round) {
	for _, p := range ofRow(r.Pinned, x.Row) {
		x.PinTo = &PairedWith{Row: int(p.Mentor)}
	}
	for _, p := range ofRow(r.Forbidden, x.Row) {
		x.Not = append(x.Not, PairedWith{Row: int(p.Mentor)})
	}
}

// ofRow are the pairs of one newcomer, of a list in the order of byRow.
func ofRow(list []assign.Pair, newcomer int) []assign.Pair {
	from, _ := slices.BinarySearchFunc(list, assign.Pair{Newcomer: int32(newcomer)}, byRow)
	to, _ := slices.BinarySearchFunc(list, assign.Pair{Newcomer: int32(newcomer) + 1}, byRow)
	return list[from:to]
}

// nameSettled puts in who the mentors are that somebody is pinned to or may not have.
func (s *Service) nameSettled(ctx context.Context, d *store.Doc[Round], rows []Row) error {
	var all []*PairedWith
	for i := range rows {
		if x := rows[i].PinTo; x != nil {
			all = append(all, x)
		}
		for k := range rows[i].Not {
			all = append(all, &rows[i].Not[k])
		}
	}
	named := make([]Row, len(all))
	for i, x := range all {
		named[i].MentorRow = x.Row
	}
	if err := s.nameMentors(ctx, d, named); err != nil {
		return err
	}
	for i, x := range all {
		x.Mentor = named[i].Mentor
	}
	return nil
}

// pagesFrom reads the page of newcomers of this number, and where most rows are passed over those that follow along with it.
func (s *Service) pagesFrom(ctx context.Context, d *store.Doc[Round], page int, show string, into map[int]*People) error {
	ids := pageIDs(d.Body.Input.Draw, newcomers, d.Body.Input.Newcomers)[page:]
	most := 1
	if show != showAll && len(into) > 0 {
		most = store.MaxLimit
	}
	ids = ids[:min(len(ids), most)]
	docs, err := s.c.people.GetMany(ctx, ids)
	if err != nil {
		return err
	}
	for k, id := range ids {
		if docs[id] == nil {
			return errDamaged
		}
		into[page+k] = &docs[id].Body
	}
	return nil
}
