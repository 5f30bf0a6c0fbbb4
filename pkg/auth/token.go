package auth

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What every access token says about itself. A deployment is told from another by its keys.
const (
	Issuer     = "urn:waymark:accounts"
	Audience   = "urn:waymark:api"
	tokenType  = "at+jwt" // RFC 9068: no other kind of JWT passes for an access token
	AccessLife = 5 * time.Minute
	Skew       = 30 * time.Second // how far ahead another machine's clock may be
	MaxToken   = 4096             // bytes
)

// Claims are what an access token carries.
type Claims struct {
	Account string // the person's id
	Session string
	ID      string // of the token
	// Version of the account when the token was minted: what a Guard has heard of later counts more than the token.
	Version int64
	Roles   []string // on the instance
	Issued  time.Time
	Expires time.Time // at most AccessLife after Issued
}

// Signer mints tokens.
type Signer struct {
	KID string
	Key ed25519.PrivateKey
}

// payload is the token's body. Times are whole seconds.
type payload struct {
	Iss   string   `json:"iss"`
	Aud   string   `json:"aud"`
	Sub   string   `json:"sub"`
	Sid   string   `json:"sid"`
	Jti   string   `json:"jti"`
	Ver   int64    `json:"ver"`
	Roles []string `json:"roles"`
	Iat   int64    `json:"iat"`
	Nbf   int64    `json:"nbf,omitempty"`
	Exp   int64    `json:"exp"`
}

// Mint signs a token.
func (s Signer) Mint(c Claims) (string, error) {
	roles := c.Roles
	if roles == nil {
		roles = []string{}
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, &payload{
		Iss: Issuer, Aud: Audience, Sub: c.Account, Sid: c.Session, Jti: c.ID, Ver: c.Version, Roles: roles,
		Iat: c.Issued.Unix(), Exp: c.Expires.Unix(),
	})
	t.Header = map[string]any{"alg": "EdDSA", "kid": s.KID, "typ": tokenType}
	signed, err := t.SignedString(s.Key)
	if err != nil {
		return "", fmt.Errorf("auth: sign: %w", err)
	}
	return signed, nil
}

// publicKey is one key that tokens may be signed with.
type publicKey struct {
	key           ed25519.PublicKey
	from, expires time.Time
}

// parse checks everything about a token that can be checked without knowing who was revoked.
func parse(token string, now time.Time, key func(kid string) (publicKey, bool)) (Claims, error) {
	if len(token) == 0 || len(token) > MaxToken {
		return Claims{}, errors.New("empty or too long")
	}
	kid, err := readHeader(token)
	if err != nil {
		return Claims{}, err
	}
	k, ok := key(kid)
	if !ok {
		return Claims{}, errors.New("unknown key")
	}
	var p payload
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(token, &p, func(*jwt.Token) (any, error) { return k.key, nil }); err != nil {
		return Claims{}, errors.New("signature or form")
	}
	if err := p.check(now, k); err != nil {
		return Claims{}, err
	}
	return Claims{
		Account: p.Sub, Session: p.Sid, ID: p.Jti, Version: p.Ver, Roles: p.Roles,
		Issued: time.Unix(p.Iat, 0).UTC(), Expires: time.Unix(p.Exp, 0).UTC(),
	}, nil
}

// readHeader accepts exactly alg, kid and typ: what a header could point to (jku, x5u, jwk, crit) is refused unread.
func readHeader(token string) (kid string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", errors.New("not three parts")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	if err != nil {
		return "", errors.New("header is not base64url")
	}
	var h struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
		Typ string `json:"typ"`
	}
	if err := decodeStrict(raw, &h, "alg", "kid", "typ"); err != nil {
		return "", err
	}
	if h.Alg != "EdDSA" || h.Typ != tokenType || !idLike(h.Kid) {
		return "", errors.New("header")
	}
	return h.Kid, nil
}

func (p *payload) check(now time.Time, k publicKey) error {
	iat, exp := time.Unix(p.Iat, 0), time.Unix(p.Exp, 0)
	switch {
	case p.Iss != Issuer:
		return errors.New("issuer")
	case p.Aud != Audience:
		return errors.New("audience")
	case !idLike(p.Sub) || !idLike(p.Sid) || !idLike(p.Jti):
		return errors.New("subject, session or token id")
	case p.Ver < 1:
		return errors.New("account version")
	case p.Iat <= 0 || p.Exp <= p.Iat || exp.Sub(iat) > AccessLife:
		return errors.New("lifetime")
	case iat.After(now.Add(Skew)) || p.Nbf != 0 && time.Unix(p.Nbf, 0).After(now.Add(Skew)):
		return errors.New("from the future")
	case !now.Before(exp):
		return errors.New("expired")
	case !now.Before(k.expires) || iat.Before(k.from.Add(-Skew)):
		return errors.New("key not valid then")
	}
	for i, r := range p.Roles {
		if r != Moderator && r != Administrator || slices.Contains(p.Roles[:i], r) {
			return errors.New("roles")
		}
	}
	return nil
}

// UnmarshalJSON refuses unknown, repeated and differently cased claims: what two readers could understand differently.
func (p *payload) UnmarshalJSON(b []byte) error {
	type plain payload
	return decodeStrict(b, (*plain)(p), "iss", "aud", "sub", "sid", "jti", "ver", "roles", "iat", "nbf", "exp")
}

// decodeStrict decodes one JSON object whose names are all allowed, spelt exactly so, and there once.
func decodeStrict(b []byte, into any, allowed ...string) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	var seen []string
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok || !slices.Contains(allowed, name) || slices.Contains(seen, name) {
			return errors.New("unknown or repeated name")
		}
		seen = append(seen, name)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil || bytes.Equal(value, []byte("null")) {
			return errors.New("value")
		}
	}
	if _, err := d.Token(); err != nil {
		return errors.New("not closed")
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	if err := json.Unmarshal(b, into); err != nil {
		return errors.New("type of a value")
	}
	return nil
}

// idLike says whether s can be an id: 1 to 64 lower case letters, digits and hyphens.
func idLike(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// The claims interface of the JWT library; we check claims ourselves, with our clock and no leeway for the expiry.
func (p *payload) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(p.Exp, 0)), nil
}
func (p *payload) GetIssuedAt() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(p.Iat, 0)), nil
}
func (p *payload) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }
func (p *payload) GetIssuer() (string, error)              { return p.Iss, nil }
func (p *payload) GetSubject() (string, error)             { return p.Sub, nil }
func (p *payload) GetAudience() (jwt.ClaimStrings, error)  { return jwt.ClaimStrings{p.Aud}, nil }
