package catalog

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestEvidence: a project's card and its confirmed maintainers; what is not there is not there.
func TestEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("orchard", orchard, today.AddDate(0, 0, -10))
	apple := source.ID(appleURL)
	for _, p := range []string{"ada", "bo"} {
		if _, err := w.Claim(as(p), apple); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Decide(as("mod", "moderator"), apple, "ada", true); err != nil {
		t.Fatal(err)
	}
	a, err := w.Evidence(t.Context(), wire.ProjectEvidenceQuestion{Project: apple})
	if err != nil || !slices.Equal(a.Maintainers, []string{"ada"}) ||
		!slices.ContainsFunc(a.Lines, func(l wire.EvidenceLine) bool { return l.Part == "name" && l.Text != "" }) {
		t.Fatalf("%+v %v", a, err)
	}
	if _, err := w.Evidence(t.Context(), wire.ProjectEvidenceQuestion{Project: "absent"}); !fault.Has(err, fault.NotFound) {
		t.Error(err)
	}
}
