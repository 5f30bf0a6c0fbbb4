package cohort

import (
	"reflect"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWith: what was written down before partners had pages means the partner of that name, or what it said; ids mean the partner as it is now.
func TestWith(t *testing.T) {
	known := []api.CohortPartner{{ID: "p1", Name: "Example Labs", Homepage: "https://labs.example.org"}, {ID: "p2", Name: "More"}}
	old := api.CohortPartner{Name: "Gone Before", Homepage: "https://gone.example.org", Projects: []string{"x"}}
	for name, c := range map[string]struct{ kept, want []api.CohortPartner }{
		"nothing":         {nil, nil},
		"by id":           {[]api.CohortPartner{{ID: "p2"}}, known[1:]},
		"taken out since": {[]api.CohortPartner{{ID: "p3"}, {ID: "p1"}}, known[:1]},
		"an old name": {[]api.CohortPartner{{Name: "example labs", Homepage: "https://old.example.org", Projects: []string{"x"}}},
			[]api.CohortPartner{{ID: "p1", Name: "Example Labs", Homepage: "https://labs.example.org", Projects: []string{"x"}}}},
		"an old name of nobody": {[]api.CohortPartner{old}, []api.CohortPartner{old}},
		"both ways, the same":   {[]api.CohortPartner{{ID: "p1"}, {Name: "Example Labs"}}, known[:1]},
	} {
		if got := With(c.kept, known); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestChoose: what is kept of a choice is the id alone; an old name stays, and no new one comes.
func TestChoose(t *testing.T) {
	known, old := []api.CohortPartner{{ID: "p1", Name: "Example Labs"}}, []api.CohortPartner{{Name: "Old", Projects: []string{"x"}}}
	out, wrong := choose([]api.CohortPartner{{ID: "p1", Name: "whatever", Homepage: "https://x.example.org"}, {Name: " Old "}}, old, known)
	if want := []api.CohortPartner{{ID: "p1"}, old[0]}; len(wrong) > 0 || !reflect.DeepEqual(out, want) {
		t.Errorf("%+v %v", out, wrong)
	}
	if out, wrong = choose([]api.CohortPartner{{Name: "example labs"}}, old, known); len(wrong) > 0 || len(out) != 1 || out[0].ID != "p1" {
		t.Errorf("by name: %+v %v", out, wrong)
	}
	named := []api.CohortPartner{{Name: "EXAMPLE labs", Projects: []string{"x"}}}
	want := []api.CohortPartner{{ID: "p1", Projects: []string{"x"}}}
	for range 2 { // saved again, it is still there
		if out, wrong = choose([]api.CohortPartner{{ID: "p1"}}, named, known); len(wrong) > 0 || !reflect.DeepEqual(out, want) {
			t.Errorf("projects that were written down: %+v %v", out, wrong)
		}
		named = out
	}
	for pointer, in := range map[string][]api.CohortPartner{
		"/partners/0": {{Name: "New"}}, "/partners/1": {{ID: "p1"}, {ID: "p1"}},
	} {
		if _, wrong := choose(in, old, known); len(wrong) != 1 || wrong[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, wrong)
		}
	}
}

// TestTwoEntriesOfOnePartner: one was written down by a name that the partner's page took later, one is by its id: its projects are those of both.
func TestTwoEntriesOfOnePartner(t *testing.T) {
	kept := []api.CohortPartner{{Name: "Acme", Projects: []string{"x"}}, {ID: "p1"}}
	known := []api.CohortPartner{{ID: "p1", Name: "Acme"}}
	out, wrong := choose([]api.CohortPartner{{ID: "p1"}}, kept, known)
	if len(wrong) > 0 || len(out) != 1 || out[0].ID != "p1" || len(out[0].Projects) != 1 {
		t.Errorf("%+v %v", out, wrong)
	}
	for _, kept := range [][]api.CohortPartner{kept, {kept[1], kept[0]}} {
		if got := With(kept, known); len(got) != 1 || len(got[0].Projects) != 1 {
			t.Errorf("%+v", got)
		}
	}
}
