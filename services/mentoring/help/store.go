package help

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func open(ctx context.Context, db *store.DB) (*store.Collection[Help], error) {
	return store.Open(ctx, db, store.Spec[Help]{
		Name: "mentoring_help", Schema: 1, State: true,
		Indexes: []store.Index{{Name: "helpers", Multi: true}, {Name: "helped"}, {Name: "project"}},
		Keys: func(_ string, x *Help) store.Keys {
			if len(x.Helpers) == 0 {
				return nil
			}
			people := make([]string, len(x.Helpers))
			for i, h := range x.Helpers {
				people[i] = h.Person
			}
			k := store.Keys{"helpers": people, "helped": true}
			if x.Project != "" {
				k["project"] = x.Project
			}
			return k
		},
	})
}

// render is what others mirror: how many mentors with a place free help with an issue, and nobody of them.
func render(d *store.Doc[Help]) wire.State {
	n := d.Body.free()
	if n == 0 {
		return nil
	}
	return wire.HelpState{Issue: d.ID, Mentors: n, Project: d.Body.Project}
}

// of are the issues on which a person offers help.
func of(person string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("helpers", store.Eq, person)}, Limit: 100}
}

// in are the issues of a project on which somebody offers help.
func in(project string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("project", store.Eq, project)}, Limit: 100}
}

func helped(after string) store.Query {
	return store.Query{Where: []store.Cond{store.Where("helped", store.Eq, true)}, Limit: 200, After: after}
}
