package cohort

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Which partners are with a cohort is kept by their ids; what they are called is kept at the partner alone. An entry without an id was written
// before partners had documents of their own: it means the partner of that name, and where there is none, what was written then.

// meant is the partner of a programme that an entry means; false without one.
func meant(x api.CohortPartner, known []api.CohortPartner) (api.CohortPartner, bool) {
	i := slices.IndexFunc(known, func(k api.CohortPartner) bool {
		return x.ID != "" && k.ID == x.ID || x.ID == "" && strings.EqualFold(k.Name, x.Name)
	})
	if i < 0 {
		return api.CohortPartner{}, false
	}
	return known[i], true
}

// With are the partners that are with a cohort, each once, of what is kept of it and the partners of its programme. One that was taken out of
// the programme is with nothing any more.
func With(kept, known []api.CohortPartner) (out []api.CohortPartner) {
	for _, x := range kept {
		k, ok := meant(x, known)
		switch {
		case !ok && x.ID != "":
			continue
		case !ok:
			k = x
		default: // what was written down of projects stays beside what the partner brought since
			k.Projects = x.Projects
		}
		if i := slices.IndexFunc(out, func(o api.CohortPartner) bool { return o.ID == k.ID && o.Name == k.Name }); i >= 0 {
			out[i].Projects = joined(out[i].Projects, k.Projects)
		} else {
			out = append(out, k)
		}
	}
	return out
}

// joined are the projects that two entries of one partner have.
func joined(a, b []string) []string {
	for _, p := range b {
		if !slices.Contains(a, p) {
			a = append(slices.Clone(a), p)
		}
	}
	return a
}

// choose is what is kept of the partners that somebody chose for a cohort. kept is what was there: what was written down before stays as it
// was, projects too where the partner is meant by its id now. Invalid for who is no partner of the programme.
func choose(chosen, kept, known []api.CohortPartner) (out []api.CohortPartner, wrong []fault.Field) {
	for i, x := range chosen {
		at := "/partners/" + strconv.Itoa(i)
		x.Name = strings.TrimSpace(x.Name)
		k, ok := meant(x, known)
		if ok {
			k = api.CohortPartner{ID: k.ID}
			for _, o := range kept {
				if was, ok := meant(o, known); ok && was.ID == k.ID {
					k.Projects = joined(k.Projects, o.Projects)
				}
			}
		} else if j := slices.IndexFunc(kept, func(o api.CohortPartner) bool { return o.ID == "" && x.ID == "" && o.Name == x.Name }); j >= 0 {
			k = kept[j]
		} else {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "unknown", Detail: "Name it among the partners of the programme first."})
			continue
		}
		if slices.ContainsFunc(out, func(o api.CohortPartner) bool { return o.ID == k.ID && o.Name == k.Name }) {
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
			continue
		}
		out = append(out, k)
	}
	return out, wrong
}
