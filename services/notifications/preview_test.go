package notifications

import (
	"encoding/json"
	"testing"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestPreview: a fact is shown as everybody it tells would read it, each in their language, and nobody else.
func TestPreview(t *testing.T) {
	t.Parallel()
	p, err := NewPreviewer()
	if err != nil {
		t.Fatal(err)
	}
	of := func(e wire.Event) []Previewed {
		t.Helper()
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		service, typ := e.Fact()
		got, err := p.Of(wire.Envelope{ID: "x-1-1", Type: "waymark.evt." + service + "." + typ + ".v1", Data: data},
			func(person string) string { return map[string]string{"ada": "fr", "bo": "ar"}[person] })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	one := of(wire.ApplicationDecided{Application: "a", Person: "ada", Outcome: "accept"})
	if len(one) != 1 || one[0].Person != "ada" || one[0].How != "accept" || !one[0].Mailed || one[0].Subject == "" || len(one[0].Lines) == 0 {
		t.Fatalf("%+v", one)
	}
	two := of(wire.MatchAccepted{Match: "m", Newcomer: "ada", Mentor: "bo"})
	if len(two) != 2 || two[0].Subject == two[1].Subject {
		t.Fatalf("%+v", two)
	}
	if none := of(wire.CohortMoved{Cohort: "c", How: "phase"}); len(none) != 0 {
		t.Fatalf("%+v", none)
	}
}
