package office

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
)

func open(ctx context.Context, db *store.DB) (*store.Collection[Slot], error) {
	return store.Open(ctx, db, store.Spec[Slot]{
		Name: "mentoring_office_hour", Schema: 1, Keys: keys,
		Indexes: []store.Index{
			{Name: "mentor"}, {Name: "people", Multi: true}, {Name: "programme"}, {Name: "soon"}, {Name: "ahead"}, {Name: "starts"}, {Name: "due_at"},
		},
	})
}

func keys(_ string, x *Slot) store.Keys {
	k := store.Keys{"mentor": x.Mentor, "programme": x.Programme, "starts": store.At(x.Starts), "due_at": store.At(x.DueAt)}
	if !x.Over {
		k["soon"] = true
		if !x.Cancelled {
			k["ahead"] = true
		}
	}
	people := x.people()
	for _, gone := range x.Parted {
		people = append(people, gone.Person)
	}
	if len(people) > 0 {
		k["people"] = people
	}
	return k
}

// soon are the slots that have not begun, as far as the clock has noted, and fulfil the conditions.
func soon(limit int, after string, where ...store.Cond) store.Query {
	return byTime(limit, after, append(where, store.Where("soon", store.Eq, true))...)
}

// byTime are the slots that fulfil the conditions, in the order of their time.
func byTime(limit int, after string, where ...store.Cond) store.Query {
	return store.Query{Where: where, Sort: []store.Order{{Index: "starts"}}, Limit: limit, After: after}
}

// due are those whose clock fires at now or has been waiting to.
func due(now int64) store.Query {
	return store.Query{Where: []store.Cond{store.Where("due_at", store.Le, now)}, Sort: []store.Order{{Index: "due_at"}}, Limit: 200}
}
