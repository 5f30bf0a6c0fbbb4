package running

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Certificate says that somebody completed a cohort, under the name that they chose; its id is its code.
type Certificate struct {
	Application string    `json:"application"`
	Person      string    `json:"person"`
	Name        string    `json:"name"`
	Org         string    `json:"org"`
	Programme   string    `json:"programme"` // names, as they were
	Cohort      string    `json:"cohort"`
	As          string    `json:"as"`
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"`
	Issued      time.Time `json:"issued"`
	Signature   string    `json:"signature"`
}

// Key is the service's key for certificates.
type Key struct {
	Seed []byte `json:"seed"`
}

func (k *Key) private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.Seed) }

func (k *Key) public() string {
	return base64.StdEncoding.EncodeToString(k.private().Public().(ed25519.PublicKey))
}

// code is the code of a participant's certificate: nobody guesses it, and asking twice gives the same.
func (k *Key) code(application string) string {
	mac := hmac.New(sha256.New, k.Seed)
	mac.Write([]byte("waymark certificate " + application))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)))[:26]
}

// signed are the bytes that are signed: the statement as JSON without spaces, in UTF-8, its fields in this order. escaped is how it was before:
// with < > and & as Go escapes them for pages, which nobody else does.
func (c *Certificate) signed(code string, escaped bool) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(escaped)
	if err := e.Encode(statement(code, c)); err != nil {
		panic(err) // texts and times
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func statement(code string, c *Certificate) api.CertificateStatement {
	return api.CertificateStatement{
		Code: code, Name: c.Name, Organisation: c.Org, Programme: c.Programme, Cohort: c.Cohort, As: c.As,
		From: c.From.UTC(), Until: c.Until.UTC(), Issued: c.Issued.UTC(),
	}
}

func (c *Certificate) sign(code string, k *Key) {
	c.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private(), c.signed(code, false)))
}

// holds says whether the signature does, and of which bytes.
func (c *Certificate) holds(code string, k *Key) (signed []byte, ok bool) {
	b, err := base64.StdEncoding.DecodeString(c.Signature)
	for _, escaped := range []bool{false, true} {
		signed = c.signed(code, escaped)
		if err == nil && ed25519.Verify(k.private().Public().(ed25519.PublicKey), signed, b) {
			return signed, true
		}
	}
	return c.signed(code, false), false
}
