package skill

import (
	"strings"
	"testing"
)

func TestOpaque(t *testing.T) {
	id := Opaque("Bread Baking")
	if !IsOpaque(id) || len(id) != 22 || strings.Contains(id, "bread") {
		t.Fatalf("not opaque: %q", id)
	}
	for _, same := range []string{"bread baking", "bread-baking", " Bread   baking! "} {
		if Opaque(same) != id {
			t.Errorf("%q is %s, not %s", same, Opaque(same), id)
		}
	}
	if Opaque("bread-bakin") == id || Opaque(id) == id || Opaque(" !") != "" {
		t.Error("other words, opaque ids themselves and nothing have ids of their own")
	}
	// Stored and compared across services and versions: it never changes.
	if want := "u-x7pxp2vhwhmuaybqlhta"; id != want {
		t.Errorf("the id of bread-baking is %s, was %s", id, want)
	}
	for _, not := range []string{"", "u-", "u-boot", "go", strings.ToUpper(id), id + "a", id[:21] + "1"} {
		if IsOpaque(not) {
			t.Errorf("%q is not opaque", not)
		}
	}
}

func TestOutward(t *testing.T) {
	tax := Shipped()
	if got := tax.Outward("GoLang"); got != "go" {
		t.Errorf("a known word: %q", got)
	}
	if got := tax.Outward("Bread Baking"); got != Opaque("bread-baking") {
		t.Errorf("an unknown word: %q", got)
	}
	if got := tax.Outward("!"); got != "" {
		t.Errorf("nothing: %q", got)
	}
	for _, s := range tax.Skills() {
		if IsOpaque(s.ID) {
			t.Errorf("%s reads like an opaque id", s.ID)
		}
	}
}
