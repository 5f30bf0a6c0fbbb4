package auth

import (
	"crypto"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// clock is one that a test moves (pkg/testkit knows this package, so its clock cannot be used here).
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a guard with one key, and who signs with it.
type house struct {
	clock  *clock
	guard  *Guard
	signer Signer
}

func newHouse(t *testing.T) *house {
	t.Helper()
	clock := newClock()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{clock: clock, signer: Signer{KID: "key-1", Key: key}}
	h.guard = NewGuard(nil, clock.Now, slog.New(slog.DiscardHandler))
	h.guard.caughtUp("accounts")
	h.guard.caughtUp("programs")
	h.state(t, "key-1", 1, wire.KeyState{
		KID: "key-1", X: base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey)),
		From: clock.Now(), Expires: clock.Now().Add(40 * 24 * time.Hour),
	})
	return h
}

func (h *house) state(t *testing.T, id string, version int64, s wire.State) {
	t.Helper()
	service, kind := s.StateOf()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	h.guard.apply(wire.Envelope{
		ID: id, Type: "waymark.state." + service + "." + kind + ".v1", Subject: id, Version: version, Time: h.clock.Now(), Data: data,
	})
}

func (h *house) claims() Claims {
	return Claims{
		Account: "acc-1", Session: "ses-1", ID: "tok-1", Version: 3, Roles: []string{Moderator},
		Issued: h.clock.Now(), Expires: h.clock.Now().Add(AccessLife),
	}
}

func (h *house) mint(t *testing.T, c Claims) string {
	t.Helper()
	token, err := h.signer.Mint(c)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// sign signs any header and body with the real key: what only a mistake of ours, or a stolen key, could make.
func (h *house) sign(header, body string) string {
	in := b64(header) + "." + b64(body)
	return in + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(h.signer.Key, []byte(in)))
}

const goodHeader = `{"alg":"EdDSA","kid":"key-1","typ":"at+jwt"}`

// body is a good body with some names replaced by raw JSON; "" takes a name away.
func (h *house) body(changes map[string]string) string {
	now := h.clock.Now().Unix()
	fields := []struct{ name, value string }{
		{"iss", `"` + Issuer + `"`}, {"aud", `"` + Audience + `"`}, {"sub", `"acc-1"`}, {"sid", `"ses-1"`}, {"jti", `"tok-1"`},
		{"ver", "3"}, {"roles", `["moderator"]`}, {"iat", itoa(now)}, {"exp", itoa(now + 300)},
	}
	var parts []string
	for _, f := range fields {
		if v, ok := changes[f.name]; ok {
			f.value = v
		}
		if f.value != "" {
			parts = append(parts, `"`+f.name+`":`+f.value)
		}
	}
	if extra := changes["+"]; extra != "" {
		parts = append(parts, extra)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func itoa(n int64) string { b, _ := json.Marshal(n); return string(b) }

func TestGoodTokens(t *testing.T) {
	h := newHouse(t)
	p, err := h.guard.Verify(h.mint(t, h.claims()))
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "acc-1" || p.Session != "ses-1" || len(p.Roles) != 1 || !p.Has(Moderator) || p.Has(Administrator) {
		t.Fatalf("principal %+v", p)
	}
	// The hand-made body of the forged ones below is good before it is changed: each case fails for its own reason.
	if _, err := h.guard.Verify(h.sign(goodHeader, h.body(nil))); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(AccessLife - time.Second)
	if _, err := h.guard.Verify(h.sign(goodHeader, h.body(map[string]string{"nbf": "1"}))); err != nil {
		t.Fatal(err)
	}
}

func TestForgedTokens(t *testing.T) {
	h := newHouse(t)
	now := h.clock.Now().Unix()
	public := h.signer.Key.Public().(ed25519.PublicKey)
	good := h.sign(goodHeader, h.body(nil))
	parts := strings.Split(good, ".")
	hs256 := func(header string, key []byte) string {
		in := b64(header) + "." + b64(h.body(nil))
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(in))
		return in + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	rs256 := func() string {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		in := b64(`{"alg":"RS256","kid":"key-1","typ":"at+jwt"}`) + "." + b64(h.body(nil))
		sum := sha256.Sum256([]byte(in))
		sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return in + "." + base64.RawURLEncoding.EncodeToString(sig)
	}
	_, otherKey, _ := ed25519.GenerateKey(rand.Reader)
	other := &house{clock: h.clock, signer: Signer{KID: "key-1", Key: otherKey}}
	otherX := base64.RawURLEncoding.EncodeToString(otherKey.Public().(ed25519.PublicKey))
	jwe := func() string {
		e, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.DIRECT, Key: make([]byte, 32)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		o, err := e.Encrypt([]byte(h.body(nil)))
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	flipped := []byte(parts[2])
	flipped[3] ^= 1
	body := func(name, value string) string { return h.sign(goodHeader, h.body(map[string]string{name: value})) }
	head := func(header string) string { return h.sign(header, h.body(nil)) }
	header := func(extra string) string { return head(`{"alg":"EdDSA","kid":"key-1","typ":"at+jwt",` + extra + `}`) }

	cases := map[string]string{
		"empty":                     "",
		"one part":                  parts[0],
		"two parts":                 parts[0] + "." + parts[1],
		"four parts":                good + ".x",
		"huge":                      good + strings.Repeat("A", MaxToken),
		"cut by one":                good[:len(good)-1],
		"no signature":              parts[0] + "." + parts[1] + ".",
		"bit of the signature":      parts[0] + "." + parts[1] + "." + string(flipped),
		"swapped body":              parts[0] + "." + b64(h.body(map[string]string{"sub": `"acc-2"`})) + "." + parts[2],
		"padded":                    good + "==",
		"not base64":                parts[0] + "." + parts[1] + ".!!!",
		"header not base64":         "%%." + parts[1] + "." + parts[2],
		"header not JSON":           head(`hello`),
		"header an array":           head(`["EdDSA"]`),
		"white space":               " " + good,
		"newline inside":            parts[0] + "\n." + parts[1] + "." + parts[2],
		"trailing bits":             parts[0] + "." + parts[1] + "." + trailing(parts[2]),
		"alg none":                  b64(`{"alg":"none","kid":"key-1","typ":"at+jwt"}`) + "." + parts[1] + ".",
		"alg None":                  b64(`{"alg":"None","kid":"key-1","typ":"at+jwt"}`) + "." + parts[1] + "." + parts[2],
		"HS256 with the public key": hs256(`{"alg":"HS256","kid":"key-1","typ":"at+jwt"}`, public),
		"HS256 called EdDSA":        hs256(goodHeader, public),
		"RS256":                     rs256(),
		"alg ES256":                 head(`{"alg":"ES256","kid":"key-1","typ":"at+jwt"}`),
		"alg in other case":         head(`{"alg":"eddsa","kid":"key-1","typ":"at+jwt"}`),
		"alg missing":               head(`{"kid":"key-1","typ":"at+jwt"}`),
		"other key, same kid":       other.sign(goodHeader, h.body(nil)),
		"unknown kid":               head(`{"alg":"EdDSA","kid":"key-2","typ":"at+jwt"}`),
		"kid missing":               head(`{"alg":"EdDSA","typ":"at+jwt"}`),
		"kid a path":                head(`{"alg":"EdDSA","kid":"../key-1","typ":"at+jwt"}`),
		"kid a number":              head(`{"alg":"EdDSA","kid":1,"typ":"at+jwt"}`),
		"jwk of the forger": other.sign(`{"alg":"EdDSA","kid":"key-1","typ":"at+jwt",`+
			`"jwk":{"kty":"OKP","crv":"Ed25519","x":"`+otherX+`"}}`, h.body(nil)),
		"jku":                        header(`"jku":"https://keys.example/set"`),
		"x5u":                        header(`"x5u":"https://keys.example/chain"`),
		"x5c":                        header(`"x5c":["MIIB"]`),
		"crit":                       header(`"crit":["exp"]`),
		"b64 false":                  header(`"b64":false`),
		"zip":                        header(`"zip":"DEF"`),
		"alg twice":                  header(`"alg":"none"`),
		"typ JWT":                    head(`{"alg":"EdDSA","kid":"key-1","typ":"JWT"}`),
		"typ missing":                head(`{"alg":"EdDSA","kid":"key-1"}`),
		"JWE":                        jwe(),
		"nested":                     h.sign(`{"alg":"EdDSA","kid":"key-1","typ":"at+jwt","cty":"JWT"}`, good),
		"a token as the body":        h.sign(goodHeader, good),
		"JSON serialisation":         `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`,
		"issuer":                     body("iss", `"urn:other:accounts"`),
		"issuer missing":             body("iss", ""),
		"audience":                   body("aud", `"urn:other:api"`),
		"audience a list":            body("aud", `["`+Audience+`","urn:other:api"]`),
		"audience missing":           body("aud", ""),
		"subject missing":            body("sub", ""),
		"subject empty":              body("sub", `""`),
		"subject a pattern":          body("sub", `"*"`),
		"subject a number":           body("sub", `7`),
		"session missing":            body("sid", ""),
		"token id missing":           body("jti", ""),
		"account version missing":    body("ver", ""),
		"expired":                    h.sign(goodHeader, h.body(map[string]string{"iat": itoa(now - 300), "exp": itoa(now)})),
		"expiry missing":             body("exp", ""),
		"expiry null":                body("exp", "null"),
		"expiry a word":              body("exp", `"never"`),
		"expiry a fraction":          body("exp", itoa(now+299)+".5"),
		"expiry beyond the life":     body("exp", itoa(now+301)),
		"expiry overflows":           body("exp", "9223372036854775807"),
		"expiry before issue":        body("exp", itoa(now-1)),
		"issue missing":              body("iat", ""),
		"issued in the future":       h.sign(goodHeader, h.body(map[string]string{"iat": itoa(now + 31), "exp": itoa(now + 300)})),
		"not before, in the future":  body("+", `"nbf":`+itoa(now+31)),
		"issued before the key":      h.sign(goodHeader, h.body(map[string]string{"iat": itoa(now - 31), "exp": itoa(now + 200)})),
		"role as a string":           body("roles", `"administrator"`),
		"role we do not know":        body("roles", `["root"]`),
		"role twice":                 body("roles", `["moderator","moderator"]`),
		"roles null":                 body("roles", `null`),
		"claim twice":                body("+", `"sub":"acc-2"`),
		"claim in other case":        body("+", `"SUB":"acc-2"`),
		"claim unknown":              body("+", `"admin":true`),
		"two bodies":                 h.sign(goodHeader, h.body(nil)+h.body(nil)),
		"body null":                  h.sign(goodHeader, "null"),
		"another kind of our tokens": "wmr1.0199f3f2-0000-7000-8000-000000000001.0.AAAA",
	}
	if len(cases) < 20 {
		t.Fatal("too few")
	}
	if _, err := h.guard.Verify(good); err != nil {
		t.Fatalf("the good one: %v", err)
	}
	for name, token := range cases {
		t.Run(name, func(t *testing.T) { refuse(t, h.guard, token) })
	}
}

func refuse(t *testing.T, g *Guard, token string) {
	t.Helper()
	p, err := g.Verify(token)
	if !fault.Has(err, fault.Unauthenticated) || p.SignedIn() {
		t.Fatalf("accepted or another fault: %+v, %v", p, err)
	}
	if shown := string(fault.Encode(err)); token != "" && strings.Contains(shown, token) || strings.Contains(shown, "expired") {
		t.Fatalf("the answer says why: %s", shown)
	}
}

// trailing changes the unused low bits of the last character, which a lax reader ignores.
func trailing(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	i := strings.IndexByte(alphabet, s[len(s)-1])
	return s[:len(s)-1] + string(alphabet[i^1])
}

func FuzzVerify(f *testing.F) {
	clock := newClock()
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	g := NewGuard(nil, clock.Now, slog.New(slog.DiscardHandler))
	g.caughtUp("accounts")
	g.keys["key-1"] = publicKey{key: key.Public().(ed25519.PublicKey), from: clock.Now(), expires: clock.Now().Add(time.Hour)}
	h := &house{clock: clock, guard: g, signer: Signer{KID: "key-1", Key: key}}
	good := h.sign(goodHeader, h.body(nil))
	f.Add(good)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		if p, err := g.Verify(token); (err == nil) != (token == good) {
			t.Fatalf("%q: %+v %v", token, p, err)
		}
	})
}

func FuzzReadHeader(f *testing.F) {
	f.Add([]byte(goodHeader))
	f.Add([]byte(`{"alg":"EdDSA","alg":"none"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var h struct{ Alg, Kid, Typ string }
		if decodeStrict(raw, &h, "alg", "kid", "typ") == nil && !json.Valid(raw) {
			t.Fatalf("%q is not JSON", raw)
		}
	})
}
