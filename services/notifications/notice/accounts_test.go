package notice

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestFirstPassword: who chose a password with the account is not alarmed about it; a later change is told.
func TestFirstPassword(t *testing.T) {
	for how, want := range map[string]int{"first": 0, "set": 1, "reset": 1, "address": 2, "address_undone": 1} {
		got, err := Of(told{"ada", 2, wire.CredentialChanged{Account: "ada", How: how}}.envelope(t))
		if err != nil || len(got) != want {
			t.Errorf("%s: %+v %v", how, got, err)
		}
	}
}

// TestWhatWaitsOnAnOrganiser: an offer to decide on is mailed at once; to be named at a project, where nothing is to be done, is not.
func TestWhatWaitsOnAnOrganiser(t *testing.T) {
	for _, c := range []struct {
		e     wire.Event
		kind  string
		waits bool
	}{
		{wire.DeskWaits{Thing: "p", What: "project", Cohort: "c", Programme: "open", Person: "ada"}, "desk_waits", true},
		{wire.DeskWaits{Thing: "e", What: "board", Programme: "open", Person: "ada"}, "desk_waits", true},
		{wire.CohortProjectNamed{Project: "p", Cohort: "c", Programme: "open", Person: "ada"}, "cohort_project_named", false},
	} {
		got, err := Of(told{"p", 1, c.e}.envelope(t))
		if err != nil || len(got) != 1 || got[0].Kind != c.kind || got[0].Waits != c.waits || Kinds[c.kind] != c.waits || ReadEnds(c.kind) != c.waits {
			t.Errorf("%s: %+v %v", c.kind, got, err)
		}
	}
}
