package catalog

import (
	"encoding/json"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestWhoseDeed: what moderators settle or wish is told as staff's, what maintainers do in their own project is not.
func TestWhoseDeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	w.load("orchard", orchard, today)
	apple, one := source.ID(appleURL), source.ID(appleURL+"/issues/1")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Claim(as("mia"), apple)
	must(err)
	_, err = w.Decide(as("mod", auth.Moderator), apple, "mia", true)
	must(err)
	staff := func(facts []store.Fact) bool {
		t.Helper()
		var x struct{ Staff bool }
		if len(facts) == 0 {
			t.Fatal("nothing is told")
		}
		must(json.Unmarshal(facts[len(facts)-1].Data, &x))
		return x.Staff
	}
	for who, want := range map[string]bool{"mia": false, "mod": true} {
		ctx := as(who)
		if want {
			ctx = as(who, auth.Moderator)
		}
		_, err = w.Mark(as("bo-"+who), one, "taken")
		must(err)
		i, err := w.Check(ctx, one, true)
		must(err)
		if got := staff(i.Facts()); got != want {
			t.Errorf("%s checks an issue: staff %v", who, got)
		}
		help := wire.HelpMaintainers
		if want {
			help = wire.HelpNobody
		}
		p, err := w.Wish(ctx, apple, Wish{Help: &help}, 0)
		must(err)
		if got := staff(p.Facts()); got != want {
			t.Errorf("%s wishes: staff %v", who, got)
		}
	}
}
