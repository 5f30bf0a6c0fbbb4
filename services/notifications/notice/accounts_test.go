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

// TestAgreementAndEndOfAPart: a mentor is asked for a changed agreement until they accept it, or there is none; whoever leaves by themselves is
// told nothing, whoever is ended is.
func TestAgreementAndEndOfAPart(t *testing.T) {
	asked := func(version int64, how string) Notice {
		got, err := Of(told{"a", version, wire.AgreementMoved{Application: "a", Cohort: "c", Person: "ada", Version: 2, How: how}}.envelope(t))
		if err != nil || len(got) > 1 || how != "changed" && len(got) > 0 {
			t.Fatalf("%s: %+v %v", how, got, err)
		}
		return append(got, Notice{})[0]
	}
	n := asked(3, "changed")
	if n.Person != "ada" || n.Application != "a" || !n.Waits || ReadEnds("agreement_moved") {
		t.Errorf("%+v", n)
	}
	for _, how := range []string{"accepted", "dropped"} {
		asked(4, how)
		thread, out, err := Settled(told{"a", 4, wire.AgreementMoved{Application: "a", Person: "ada", How: how}}.envelope(t))
		if err != nil || thread != n.Thread || len(out) != 1 || out[0].Person != "ada" {
			t.Fatalf("%s %+v %v", thread, out, err)
		}
		var turn Turn
		if turn.Settle(out[0], 4, n.Until); !turn.Settled("agreement_moved", 3) || turn.Settled("agreement_moved", 5) {
			t.Errorf("%s: %+v", how, turn)
		}
	}
	for by, want := range map[string]int{"own": 0, "organiser": 1} {
		got, err := Of(told{"a", 5, wire.ParticipantLeft{Application: "a", Cohort: "c", Person: "ada", As: "newcomer", By: by}}.envelope(t))
		if err != nil || len(got) != want || want == 1 && (got[0].Person != "ada" || !got[0].Waits || !ReadEnds("participant_left")) {
			t.Errorf("%s: %+v %v", by, got, err)
		}
	}
}
