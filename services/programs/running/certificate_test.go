package running

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
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
	holds := func(c Certificate, code string, k *Key) bool { _, ok := c.holds(code, k); return ok }
	if !holds(whole, code, k) {
		t.Fatal("it does not hold")
	}
	for name, change := range map[string]func(c *Certificate){
		"name": func(c *Certificate) { c.Name = "Somebody else" }, "programme": func(c *Certificate) { c.Programme = "Strides" },
		"as": func(c *Certificate) { c.As = "mentor" }, "from": func(c *Certificate) { c.From = c.From.AddDate(-1, 0, 0) },
		"until": func(c *Certificate) { c.Until = at }, "issued": func(c *Certificate) { c.Issued = at }, "cohort": func(c *Certificate) { c.Cohort = "Spring" },
		"organisation": func(c *Certificate) { c.Org = "Another" }, "signature": func(c *Certificate) { c.Signature = "AAAA" },
	} {
		c := whole
		if change(&c); holds(c, code, k) {
			t.Errorf("with another %s it holds", name)
		}
	}
	if holds(whole, k.code("b"), k) || holds(whole, code, &Key{Seed: bytes.Repeat([]byte{8}, 32)}) {
		t.Error("with another code or key it holds")
	}
}

// TestSignedAsAnybodyWritesIt: the signed text is the statement as any program writes it as JSON, whatever is in a name; one that was signed with
// Go's escapes holds too, and says so by its text.
func TestSignedAsAnybodyWritesIt(t *testing.T) {
	k := &Key{Seed: bytes.Repeat([]byte{7}, 32)}
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	c := Certificate{Name: "Éva “Q” <b>x</b>", Org: "R&D", Programme: "Steps", Cohort: "Autumn", As: "newcomer", From: at, Until: at, Issued: at}
	c.sign("c", k)
	signed, ok := c.holds("c", k)
	if want := `{"code":"c","name":"Éva “Q” <b>x</b>","organisation":"R&D","programme":"Steps"`; !ok || !strings.HasPrefix(string(signed), want) {
		t.Errorf("%v %s", ok, signed)
	}
	c.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private(), c.signed("c", true)))
	if signed, ok = c.holds("c", k); !ok || !strings.Contains(string(signed), `R\u0026D`) {
		t.Errorf("an old one: %v %s", ok, signed)
	}
}
