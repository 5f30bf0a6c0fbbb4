package credential

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Limits of an address in bytes (RFC 5321).
const (
	MaxAddress = 254
	maxLocal   = 64
)

// Address is an e-mail address that mail can be sent to.
type Address struct {
	// Full is what mail is sent to: the domain in lower case ASCII, the part before @ as it was written (NFC).
	Full string
	// Fold is the same for two spellings that reach one mailbox in practice: all in lower case.
	Fold string
}

// String hides the address from logs and formatted errors; use Full on purpose.
func (a Address) String() string { return "[address]" }

// GoString is String for %#v.
func (a Address) GoString() string { return "[address]" }

// ParseAddress reads an address. Refusals: required, too_long, control_characters, not_an_address, domain. Quoted local parts
// and address literals are refused: people do not have them, and mail headers are safer without.
func ParseAddress(s string) (Address, error) {
	if !utf8.ValidString(s) {
		return Address{}, &Refusal{Code: "not_an_address"}
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cf, r) {
			return Address{}, &Refusal{Code: "control_characters"}
		}
	}
	s = norm.NFC.String(strings.TrimSpace(s))
	switch {
	case s == "":
		return Address{}, &Refusal{Code: "required"}
	case len(s) > MaxAddress:
		return Address{}, tooLong(MaxAddress)
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 || !localPart(s[:at]) {
		return Address{}, &Refusal{Code: "not_an_address"}
	}
	domain, ok := domainOf(s[at+1:])
	if !ok {
		return Address{}, &Refusal{Code: "domain"}
	}
	local := s[:at]
	if len(local)+1+len(domain) > MaxAddress {
		return Address{}, tooLong(MaxAddress)
	}
	return Address{Full: local + "@" + domain, Fold: norm.NFC.String(strings.ToLower(local)) + "@" + domain}, nil
}

func tooLong(most int) error {
	return &Refusal{Code: "too_long", Params: map[string]any{"max": most}}
}

// localPart accepts a dot-atom; letters, marks and digits of any script may be in it (RFC 6531).
func localPart(s string) bool {
	if s == "" || len(s) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for _, r := range atom {
			ascii := r < utf8.RuneSelf
			switch {
			case ascii && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'):
			case ascii && strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r):
			case !ascii && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)):
			default:
				return false
			}
		}
	}
	return true
}

// domains maps to ASCII as browsers do, and refuses what DNS could not hold.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.CheckJoiners(true),
	idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.Transitional(false))

func domainOf(s string) (string, bool) {
	if s == "" || strings.HasSuffix(s, ".") {
		return "", false
	}
	d, err := domains.ToASCII(s)
	if err != nil {
		return "", false
	}
	labels := strings.Split(d, ".")
	if len(labels) < 2 {
		return "", false
	}
	top := labels[len(labels)-1]
	if strings.Trim(top, "0123456789") == "" { // an IP address, or nothing that can exist
		return "", false
	}
	return d, true
}
