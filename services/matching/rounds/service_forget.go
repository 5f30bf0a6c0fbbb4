package rounds

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// Forget takes somebody who was erased out of the pages of people of every round, and out of what they made and published. The rows stay,
// with their scores: each round can be solved and checked as before. It may run many times.
func (s *Service) Forget(ctx context.Context, person string) error {
	// First of all: a round that is gathered now has cast them, perhaps, and writes its pages when these here were looked through.
	if _, err := s.c.left.Upsert(ctx, leftID(person), func(d *store.Doc[Left]) error { d.Body.At = s.d.Now(); return nil }); err != nil {
		return err
	}
	for { // what was forgotten is not found again
		page, err := s.c.people.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: 100})
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			if err := s.c.blank(ctx, d.ID, person); err != nil {
				return err
			}
		}
		if len(page.Docs) == 0 {
			break
		}
	}
	for {
		page, err := s.c.rounds.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, person)}, Limit: 100})
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for _, d := range page.Docs {
			_, err := s.c.rounds.Update(ctx, d.ID, func(d *store.Doc[Round]) error {
				if d.Body.By == person {
					d.Body.By = ""
				}
				if p := d.Body.Publication; p != nil && p.By == person {
					p.By = ""
				}
				return nil
			})
			if err := fault.UnlessAbsent(err); err != nil {
				return err
			}
		}
	}
}

// blank takes a person out of a page, which may be gone.
func (c *collections) blank(ctx context.Context, page, person string) error {
	_, err := c.people.Update(ctx, page, func(d *store.Doc[People]) error {
		for i := range d.Body.IDs {
			if d.Body.IDs[i] == person {
				d.Body.IDs[i] = ""
			}
		}
		return nil
	})
	return fault.UnlessAbsent(err)
}

// forgetLeft takes out of the pages of a draw, which are written, who was erased since its people were cast. Whoever is erased later finds
// the pages.
func (s *Service) forgetLeft(ctx context.Context, draw string, cast *casting.Cast) error {
	type place struct{ person, page string }
	var of map[string][]place
	q := store.Query{Sort: []store.Order{{Index: byAt}}, Limit: store.MaxLimit}
	return s.c.left.Each(ctx, q, func(d *store.Doc[Left]) error {
		if of == nil {
			of = make(map[string][]place, len(cast.Newcomers)+len(cast.Mentors))
			add := func(id, side string, row int) {
				left := leftID(id)
				of[left] = append(of[left], place{id, pageID(draw, side, row/peoplePer)})
			}
			for i := range cast.Newcomers {
				add(cast.Newcomers[i].ID, newcomers, i)
			}
			for j := range cast.Mentors {
				add(cast.Mentors[j].ID, mentors, j)
			}
		}
		for _, x := range of[d.ID] {
			if err := s.c.blank(ctx, x.page, x.person); err != nil {
				return err
			}
		}
		return nil
	})
}

// dropLeft drops what is kept of those who left long ago.
func (s *Service) dropLeft(ctx context.Context) error {
	q := store.Query{Where: []store.Cond{store.Where(byAt, store.Lt, store.At(s.d.Now().Add(-leftFor)))}, Limit: store.MaxLimit}
	return s.c.left.Each(ctx, q, func(d *store.Doc[Left]) error { return s.c.left.Drop(ctx, d.ID) })
}

// Export is a page of what rounds keep about the caller: where they are a newcomer or a mentor of a round that is published, for nobody hears
// of a draft, then what they made.
func (s *Service) Export(ctx context.Context, limit int, cursor string) (api.RoundsExport, string, error) {
	p := auth.From(ctx).ID
	out := api.RoundsExport{Rounds: []api.ExportedRound{}}
	next, err := store.Sections(limit, cursor,
		func(limit int, after string) (int, string, error) {
			page, err := s.c.people.Find(ctx, store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, p)}, Limit: limit, After: after})
			if err != nil {
				return 0, "", err
			}
			for _, d := range page.Docs {
				r, err := s.c.rounds.Get(ctx, d.Body.Round)
				if fault.UnlessAbsent(err) != nil {
					return 0, "", err
				}
				if err != nil || r.Body.Input == nil || r.Body.Input.Draw != d.Body.Draw || r.Body.Status == Draft || r.Body.Status == Discarded {
					continue
				}
				for i, id := range d.Body.IDs {
					if id == p {
						x := exported(r, "newcomer", d.Body.From+i)
						if d.Body.Side == mentors {
							x.As = "mentor"
						}
						out.Rounds = append(out.Rounds, x)
					}
				}
			}
			return len(page.Docs), page.Next, nil
		},
		func(limit int, after string) (int, string, error) {
			page, err := s.c.rounds.Find(ctx, store.Query{Where: []store.Cond{store.Where(byActor, store.Eq, p)}, Limit: limit, After: after})
			if err != nil {
				return 0, "", err
			}
			for _, d := range page.Docs {
				out.Rounds = append(out.Rounds, exported(d, "organiser", -1))
			}
			return len(page.Docs), page.Next, nil
		})
	return out, next, err
}

func exported(d *store.Doc[Round], as string, row int) api.ExportedRound {
	return api.ExportedRound{Round: d.ID, Programme: d.Body.Programme, Cohort: d.Body.Cohort, Created: d.Body.Created, As: as, Row: row}
}
