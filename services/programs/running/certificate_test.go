package running

import (
	"bytes"
	"testing"
	"time"
)

// TestAChangedCertificateDoesNotHold: every field that is signed, the code, the signature and the key count.
func TestAChangedCertificateDoesNotHold(t *testing.T) {
	k := &Key{Seed: bytes.Repeat([]byte{7}, 32)}
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	whole := Certificate{Application: "a", Person: "p", Name: "Ada Example", Org: "Foundation", Programme: "Steps", Cohort: "Autumn", As: "newcomer",
		From: at, Until: at.AddDate(0, 3, 0), Issued: at.AddDate(0, 3, 1)}
	code := k.code("a")
	if len(code) != 26 || code != k.code("a") || code == k.code("b") {
		t.Fatal(code)
	}
	whole.sign(code, k)
	if !whole.holds(code, k) {
		t.Fatal("it does not hold")
	}
	for name, change := range map[string]func(c *Certificate){
		"name": func(c *Certificate) { c.Name = "Somebody else" }, "programme": func(c *Certificate) { c.Programme = "Strides" },
		"as": func(c *Certificate) { c.As = "mentor" }, "from": func(c *Certificate) { c.From = c.From.AddDate(-1, 0, 0) },
		"until": func(c *Certificate) { c.Until = at }, "issued": func(c *Certificate) { c.Issued = at }, "cohort": func(c *Certificate) { c.Cohort = "Spring" },
		"organisation": func(c *Certificate) { c.Org = "Another" }, "signature": func(c *Certificate) { c.Signature = "AAAA" },
	} {
		c := whole
		if change(&c); c.holds(code, k) {
			t.Errorf("with another %s it holds", name)
		}
	}
	if whole.holds(k.code("b"), k) || whole.holds(code, &Key{Seed: bytes.Repeat([]byte{8}, 32)}) {
		t.Error("with another code or key it holds")
	}
}
