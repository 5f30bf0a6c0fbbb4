package credential

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func code(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return fmt.Sprint(err)
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ in, full, fold string }{
		{"mila@example.org", "mila@example.org", "mila@example.org"},
		{"  Mila.Berg+oss@Example.ORG ", "Mila.Berg+oss@example.org", "mila.berg+oss@example.org"},
		{"o'neil@sub.example.org", "o'neil@sub.example.org", "o'neil@sub.example.org"},
		{"mila@bücher.example", "mila@xn--bcher-kva.example", "mila@xn--bcher-kva.example"},
		{"mila@BU\u0308CHER.example", "mila@xn--bcher-kva.example", "mila@xn--bcher-kva.example"},
		{"josé@example.org", "josé@example.org", "josé@example.org"},
		{"jose\u0301@example.org", "josé@example.org", "josé@example.org"},
	} {
		a, err := ParseAddress(c.in)
		if err != nil || a.Full != c.full || a.Fold != c.fold {
			t.Errorf("%q: %q %q %v", c.in, a.Full, a.Fold, err)
		}
	}
	for in, want := range map[string]string{
		"": "required", "   ": "required", "mila": "not_an_address", "@example.org": "not_an_address", "mila@": "domain",
		"mila@example": "domain", "mila@example.": "domain", "mila@.example": "domain", "mila@exa mple.org": "domain",
		"mila@127.0.0.1": "domain", "mila@[127.0.0.1]": "domain", "mila@-a.example": "domain", "mila@a_b.example": "domain",
		"mila@" + strings.Repeat("a", 64) + ".org": "domain", ".mila@example.org": "not_an_address", "mi..la@example.org": "not_an_address",
		`"mi la"@example.org`: "not_an_address", "mi la@example.org": "not_an_address", "a@b@example.org": "not_an_address",
		"mila@example.org\r\nBcc: x@example.org": "control_characters", "\nmila@example.org": "control_characters",
		"mila\x00@example.org": "control_characters", "mi\u200bla@example.org": "control_characters",
		"mila@example.org\u2028":                  "control_characters",
		strings.Repeat("a", 65) + "@example.org":  "not_an_address",
		strings.Repeat("a", 300) + "@example.org": "too_long",
		"mila@example.org\xff":                    "not_an_address",
		"<mila@example.org>":                      "not_an_address",
		"mila@example.org,x@example.org":          "not_an_address",
	} {
		if _, err := ParseAddress(in); code(err) != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"mila@example.org", "MILA@BÜCHER.example", "a@b\r\n.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		if len(a.Full) > MaxAddress || strings.ContainsAny(a.Full, "\r\n<>, \"") || !utf8.ValidString(a.Full) {
			t.Fatalf("%q became %q", s, a.Full)
		}
		b, err := ParseAddress(a.Full)
		if err != nil || b != a {
			t.Fatalf("%q: not stable: %q %v", s, b.Full, err)
		}
		if c, err := ParseAddress(a.Fold); err != nil || c.Fold != a.Fold {
			t.Fatalf("%q: fold not stable: %q, %q %v", s, a.Fold, c.Fold, err)
		}
	})
}

func TestPasswords(t *testing.T) {
	for _, good := range []string{
		"tidal-otter-9-lamp", "brittle horse lantern moss", "Grüße aus dem Moor", "ジャガイモとにんじん畑", "x7#kQ2!vLp",
		"mein haus am see ist blau",
		strings.Repeat("ab1 cd2 ", 16),
	} {
		if _, err := NewPassword(good, "mila.berg@example.org", "waymark"); err != nil {
			t.Errorf("%q refused: %v", good, err)
		}
	}
	for in, want := range map[string]string{
		"":                                "too_short",
		"ninechars":                       "too_short",
		strings.Repeat("wünsch dir ", 12): "too_long",
		strings.Repeat("a", 5000):         "too_long",
		"bell\x07 tower dusk":             "not_text",
		"bad\xff utf eight":               "not_text",
		"password123":                     "too_common",
		"Password123!":                    "too_common",
		"P@ssw0rd2026":                    "too_common",
		"!!Welcome2026":                   "too_common",
		"iloveyou1234":                    "too_common",
		"ILoveYou!!!!":                    "too_common",
		"dragonmonkey":                    "too_common",
		"passwordpassword":                "too_common",
		"aaaaaaaaaaaa":                    "too_common",
		"abcabcabcabc":                    "too_common",
		"1234567890":                      "too_common",
		"0987654321":                      "too_common",
		"abcdefghijkl":                    "too_common",
		"qwertyuiop":                      "too_common",
		"1qaz2wsx3edc":                    "too_common",
		"qwertyuiop1!":                    "too_common",
		"asdfghjkl;'":                     "too_common",
		"waymark2026!":                    "too_common",
		"milaberg2026":                    "too_common",
		"berg-mila-99":                    "too_common",
		"example.org1":                    "too_common",
	} {
		if _, err := NewPassword(in, "mila.berg@example.org", "waymark"); code(err) != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
	if n := len(common); n < 300 {
		t.Fatalf("only %d common words", n)
	}
	a, _ := TypedPassword("Caf\u00e9 am See")
	b, _ := TypedPassword("Cafe\u0301 am See")
	if a != b {
		t.Fatal("two forms of one text differ")
	}
	if s := fmt.Sprintf("%v %+v %#v %s", a, a, a, a); strings.Contains(s, "See") {
		t.Fatalf("a password prints itself: %s", s)
	}
	address, _ := ParseAddress("mila@example.org")
	if s := fmt.Sprintf("%v %+v %#v", address, address, address); strings.Contains(s, "mila") {
		t.Fatalf("an address prints itself: %s", s)
	}
}

func FuzzNewPassword(f *testing.F) {
	f.Add("tidal-otter-9-lamp")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := NewPassword(s, "mila@example.org")
		if err == nil && (utf8.RuneCountInString(p.text) < MinPassword || utf8.RuneCountInString(p.text) > MaxPassword) {
			t.Fatalf("%q accepted", s)
		}
	})
}

func TestHashes(t *testing.T) {
	p, _ := TypedPassword("tidal-otter-9-lamp")
	other, _ := TypedPassword("tidal-otter-9-lamq")
	h := Cost{}.Hash(p)
	if !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") || h == (Cost{}).Hash(p) {
		t.Fatal(h)
	}
	if !Matches(h, p) || Matches(h, other) || Matches("", p) {
		t.Fatal("matching")
	}
	for _, bad := range []string{
		"", "$", strings.Replace(h, "argon2id", "argon2i", 1), strings.Replace(h, "m=19456", "m=99999999", 1),
		strings.Replace(h, "t=2", "t=0", 1), strings.Replace(h, "p=1", "p=0", 1), h[:len(h)-40], h + "$",
	} {
		if Matches(bad, p) {
			t.Errorf("%q matches", bad)
		}
	}
}

func FuzzReadHash(f *testing.F) {
	p, _ := TypedPassword("tidal-otter-9-lamp")
	f.Add(Cost{}.Hash(p))
	f.Fuzz(func(t *testing.T, s string) {
		_, key, m, passes, lanes, ok := readHash(s)
		if ok && (len(key) < 16 || m > 256<<10 || passes > 10 || lanes > 8) {
			t.Fatalf("%q accepted", s)
		}
	})
}

const acc, ses = "0199f3f2-0000-7000-8000-000000000001", "0199f3f2-0000-7000-8000-000000000002"

func TestTokens(t *testing.T) {
	k, k2 := Derive(make([]byte, RootSize)), Derive([]byte(strings.Repeat("x", RootSize)))
	link, err := k.LinkToken("reset", acc, "n1")
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := LinkAccount(link); !ok || id != acc {
		t.Fatal(id, ok)
	}
	if !k.LinkProves(link, "reset", acc, "n1") {
		t.Fatal("the link proves nothing")
	}
	if k.LinkProves(link, "sign_in", acc, "n1") || k.LinkProves(link, "reset", ses, "n1") || k.LinkProves(link, "reset", acc, "n2") ||
		k.LinkProves(link, "reset", acc, "") || k2.LinkProves(link, "reset", acc, "n1") || k.LinkProves(link[:len(link)-1], "reset", acc, "n1") {
		t.Fatal("a link proves too much")
	}
	empty, _ := k.LinkToken("reset", acc, "")
	if k.LinkProves(empty, "reset", acc, "") {
		t.Fatal("no link is pending, and a token proves it")
	}
	r, _ := k.RefreshToken(ses, "salt", 7)
	if id, n, ok := RefreshSession(r); !ok || id != ses || n != 7 {
		t.Fatal(id, n, ok)
	}
	if !k.RefreshProves(r, ses, "salt", 7) || k.RefreshProves(r, ses, "salt", 8) ||
		k.RefreshProves(r, ses, "pepper", 7) || k2.RefreshProves(r, ses, "salt", 7) {
		t.Fatal("refresh")
	}
	d := k.DeviceToken(acc)
	if k.Device(d, acc) == "" || k.Device(d, ses) != "" || k.Device(d, "") != "" || k2.Device(d, acc) != "" || k.Device(link, acc) != "" {
		t.Fatal("device")
	}
	a, _ := ParseAddress("Mila@Example.org")
	b, _ := ParseAddress("mila@example.ORG")
	if k.AddressIndex(a) != k.AddressIndex(b) || k.AddressIndex(a) == k2.AddressIndex(a) || strings.Contains(k.AddressIndex(a), "mila") {
		t.Fatal("address index")
	}
	if k.Slot(a, "") != k.Slot(b, "") || k.Slot(a, "x") == k.Slot(a, "") {
		t.Fatal("slot")
	}
}

func TestTokensDifferInEverything(t *testing.T) {
	k := Derive(make([]byte, RootSize))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 8, 16)
		p1, n1 := text.Draw(t, "p1"), text.Draw(t, "n1")
		p2, n2 := text.Draw(t, "p2"), text.Draw(t, "n2")
		a, _ := k.LinkToken(p1, acc, n1)
		b, _ := k.LinkToken(p2, acc, n2)
		if (a == b) != (p1 == p2 && n1 == n2) {
			t.Fatalf("%q %q and %q %q", p1, n1, p2, n2)
		}
	})
}

func FuzzTokens(f *testing.F) {
	k := Derive(make([]byte, RootSize))
	link, _ := k.LinkToken("reset", acc, "n1")
	f.Add(link)
	f.Add("wmr_")
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := LinkAccount(s); ok && k.LinkProves(s, "reset", id, "n1") && s != link && id == acc {
			t.Fatalf("%q passes for %q", s, link)
		}
		RefreshSession(s)
		k.Device(s, acc)
	})
}

func TestSealing(t *testing.T) {
	key := strings.Repeat("ab", 32)
	sealer, err := NewSealer(key + "\n")
	if err != nil {
		t.Fatal(err)
	}
	other, _ := NewSealer(strings.Repeat("cd", 32))
	sealed := sealer.Seal([]byte("the seed"), "key-1")
	if got, plain, err := sealer.Open(sealed, "key-1"); err != nil || plain || string(got) != "the seed" {
		t.Fatal(got, plain, err)
	}
	for name, try := range map[string]func() ([]byte, bool, error){
		"no key":        func() ([]byte, bool, error) { return Sealer{}.Open(sealed, "key-1") },
		"another key":   func() ([]byte, bool, error) { return other.Open(sealed, "key-1") },
		"another place": func() ([]byte, bool, error) { return sealer.Open(sealed, "key-2") },
		"nothing":       func() ([]byte, bool, error) { return sealer.Open("", "key-1") },
	} {
		if _, _, err := try(); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	open := Sealer{}.Seal([]byte("the seed"), "key-1")
	if got, plain, err := sealer.Open(open, "key-1"); err != nil || !plain || string(got) != "the seed" {
		t.Fatal("a secret from before there was a key file", err)
	}
	for _, bad := range []string{"", "abc", strings.Repeat("a", 63), strings.Repeat("ab", 33)} {
		if _, err := NewSealer(bad); err == nil {
			t.Errorf("key file %q accepted", bad)
		}
	}
}
