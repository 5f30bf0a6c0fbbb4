package rounds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// peoplePer is how many people one page has: as many values as an index finds one document by.
const peoplePer = store.MaxKeys

// People is a page of the map from rows to people. It is apart from everything else about a round, so that it can be erased.
type People struct {
	Round string   `json:"round"`
	Draw  string   `json:"draw"` // which attempt at gathering it belongs to; the round names the one that counts
	Side  string   `json:"side"` // newcomers, mentors
	From  int      `json:"from"` // the row of the first
	IDs   []string `json:"ids"`  // "" for one who was erased
	// Outcome is what became of the pair of each newcomer: "" nothing yet, "alone" without a pair, "proposed", else why it came back.
	Outcome []string `json:"outcome,omitempty"`
}

// Lease says which process does a round's work, and how far it is.
type Lease struct {
	Owner string           `json:"owner"`
	Until time.Time        `json:"until"`
	Step  string           `json:"step"` // kind of work, and objective where there is one
	For   assign.Objective `json:"for,omitempty"`
	Done  int              `json:"done"`
	Total int              `json:"total"`
}

// Left says that somebody was erased, under the digest of their id: whoever gathers a round takes them out of what was cast before.
type Left struct {
	At time.Time `json:"at"`
}

// leftFor is how long that is kept: far longer than gathering takes, or than who takes part is known late.
const leftFor = 30 * 24 * time.Hour

func leftID(person string) string {
	sum := sha256.Sum256([]byte("waymark round left\n" + person))
	return hex.EncodeToString(sum[:])
}

const (
	byProgramme = "programme"
	byCreated   = "created"
	byStatus    = "status"
	byWork      = "work"
	byActor     = "actor"
	byPerson    = "person"
	byRound     = "round"
	byAt        = "at"
)

type collections struct {
	rounds *store.Collection[Round]
	people *store.Collection[People]
	leases *store.Collection[Lease]
	left   *store.Collection[Left]
}

func open(ctx context.Context, db *store.DB) (c collections, err error) {
	c.rounds, err = store.Open(ctx, db, store.Spec[Round]{
		Name: "matching_round", Schema: 1,
		Indexes: []store.Index{{Name: byProgramme}, {Name: byCreated}, {Name: byStatus}, {Name: byWork}, {Name: byActor, Multi: true}},
		Keys: func(_ string, r *Round) store.Keys {
			k := store.Keys{byProgramme: r.Programme, byCreated: store.At(r.Created), byStatus: string(r.Status)}
			if r.Work != nil || len(r.Old) > 0 || r.Status == Discarded {
				k[byWork] = true
			}
			var actors []string
			if r.By != "" {
				actors = append(actors, r.By)
			}
			if p := r.Publication; p != nil && p.By != "" && p.By != r.By {
				actors = append(actors, p.By)
			}
			if len(actors) > 0 {
				k[byActor] = actors
			}
			return k
		},
	})
	if err != nil {
		return c, err
	}
	c.people, err = store.Open(ctx, db, store.Spec[People]{
		Name: "matching_round_people", Schema: 1, Indexes: []store.Index{{Name: byPerson, Multi: true}, {Name: byRound}},
		Keys: func(_ string, p *People) store.Keys {
			ids := []string{}
			for _, id := range p.IDs {
				if id != "" {
					ids = append(ids, id)
				}
			}
			return store.Keys{byPerson: ids, byRound: p.Round + "/" + p.Draw}
		},
	})
	if err != nil {
		return c, err
	}
	if c.leases, err = store.Open(ctx, db, store.Spec[Lease]{Name: "matching_round_lease", Schema: 1}); err != nil {
		return c, err
	}
	c.left, err = store.Open(ctx, db, store.Spec[Left]{
		Name: "matching_round_left", Schema: 1, Indexes: []store.Index{{Name: byAt}},
		Keys: func(_ string, l *Left) store.Keys { return store.Keys{byAt: store.At(l.At)} },
	})
	return c, err
}

// newestFirst are the rounds of a programme.
func newestFirst(programme string, limit int, after string) store.Query {
	return store.Query{
		Where: []store.Cond{store.Where(byProgramme, store.Eq, programme)}, Sort: []store.Order{{Index: byCreated, Desc: true}},
		Limit: limit, After: after,
	}
}

// published are rounds of a programme that were published.
func published(programme string, limit int) store.Query {
	q := newestFirst(programme, limit, "")
	q.Where = append(q.Where, store.Where(byStatus, store.Eq, string(Published)))
	return q
}

// toDo are rounds with work.
func toDo() store.Query {
	return store.Query{Where: []store.Cond{store.Where(byWork, store.Eq, true)}, Sort: []store.Order{{Index: byCreated}}, Limit: 100}
}

const (
	newcomers = "newcomers"
	mentors   = "mentors"
)

// pageID names the page of a side that begins at page*peoplePer.
func pageID(draw, side string, page int) string { return fmt.Sprintf("%s_%c_%d", draw, side[0], page) }

// pageIDs are those of all pages of a side with n people.
func pageIDs(draw, side string, n int) []string {
	out := make([]string, 0, pages(n))
	for p := range pages(n) {
		out = append(out, pageID(draw, side, p))
	}
	return out
}

func pages(n int) int { return (n + peoplePer - 1) / peoplePer }

// forget drops the pages of a round, but those of one draw ("" is none).
func (c *collections) forget(ctx context.Context, round, but string) error {
	q := store.Query{Where: []store.Cond{store.Where(byRound, store.Prefix, round+"/")}, Sort: []store.Order{{Index: byRound}}, Limit: 200}
	return c.people.Each(ctx, q, func(d *store.Doc[People]) error {
		if d.Body.Draw == but && but != "" {
			return nil
		}
		return c.people.Drop(ctx, d.ID)
	})
}

// forgetDraw drops the pages of one draw.
func (c *collections) forgetDraw(ctx context.Context, round, draw string) error {
	q := store.Query{Where: []store.Cond{store.Where(byRound, store.Eq, round+"/"+draw)}, Limit: 200}
	return c.people.Each(ctx, q, func(d *store.Doc[People]) error { return c.people.Drop(ctx, d.ID) })
}

// rowOf is who is in a row of a side; "" for one who was erased.
func (c *collections) rowOf(ctx context.Context, draw, side string, row int) (string, error) {
	d, err := c.people.Get(ctx, pageID(draw, side, row/peoplePer))
	if err != nil || row-d.Body.From >= len(d.Body.IDs) {
		return "", err
	}
	return d.Body.IDs[row-d.Body.From], nil
}

// who reads the people of a side, by row.
func (c *collections) who(ctx context.Context, draw, side string, n int) ([]string, error) {
	out := make([]string, n)
	ids := pageIDs(draw, side, n)
	for from := 0; from < len(ids); from += store.MaxLimit {
		docs, err := c.people.GetMany(ctx, ids[from:min(from+store.MaxLimit, len(ids))])
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			copy(out[min(d.Body.From, n):], d.Body.IDs)
		}
	}
	return out, nil
}
