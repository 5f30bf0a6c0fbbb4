// Package wording cleans what people write into programmes, cohorts and applications, and says what is wrong with it.
package wording

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
)

// Limits, in characters.
const (
	MaxName = 120
	MaxLink = 500
)

// Text trims and normalises one piece of text and says what is wrong with it; fields is nil if nothing is.
func Text(pointer, v string, least, most int, lines bool) (string, []fault.Field) {
	no := func(code string, params map[string]any) (string, []fault.Field) {
		return "", []fault.Field{{Pointer: pointer, Code: code, Params: params}}
	}
	if !utf8.ValidString(v) {
		return no("not_text", nil)
	}
	if len(v) > most*16 { // before work is done on it
		return no("too_long", map[string]any{"max": most})
	}
	v = strings.TrimSpace(norm.NFC.String(v))
	if lines {
		v = strings.ReplaceAll(v, "\r\n", "\n")
	}
	for _, r := range v {
		if naming.Unfit(r) && !(lines && (r == '\n' || r == '\t')) {
			return no("control_character", nil)
		}
	}
	switch n := utf8.RuneCountInString(v); {
	case n < least:
		return no("required", nil)
	case n > most:
		return no("too_long", map[string]any{"max": most})
	}
	return v, nil
}

// Name is text by which people tell organisations and programmes: nothing in it hides, or pretends to be another.
func Name(pointer, v string) (string, []fault.Field) {
	v, wrong := Text(pointer, v, 1, MaxName, false)
	if len(wrong) == 0 {
		if code := naming.Wrong(v); code != "" {
			wrong = []fault.Field{{Pointer: pointer, Code: code}}
		}
	}
	return v, wrong
}

// Titled says where the name of an organisation or a programme pretends to be the place itself or those who run it; a word such as
// "administration" alone names what people learn. Administrators may name
// one so, and a name that it had before stays.
func Titled(by auth.Principal, pointer, name, before string) []fault.Field {
	if name == before || by.Has(auth.Administrator) || naming.TitleOf(name) != naming.Team {
		return nil
	}
	return []fault.Field{{Pointer: pointer, Code: naming.Titled}}
}

// Link accepts "" or an https address of a host with a name, without credentials.
func Link(pointer, v string) (string, []fault.Field) {
	no := func(code string) (string, []fault.Field) { return "", []fault.Field{{Pointer: pointer, Code: code}} }
	v = strings.TrimSpace(v)
	if v == "" {
		return "", nil
	}
	if len(v) > MaxLink || strings.ContainsFunc(v, func(r rune) bool { return naming.Unfit(r) || unicode.IsSpace(r) || r == '\\' }) {
		return no("not_a_link")
	}
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Opaque != "" || u.Hostname() == "":
		return no("not_a_link")
	case !strings.EqualFold(u.Scheme, "https"):
		return no("https_only")
	case u.User != nil:
		return no("no_credentials")
	case len(u.String()) > MaxLink:
		return no("too_long")
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || !strings.Contains(u.Hostname(), ".") {
		return no("not_a_public_host")
	}
	return u.String(), nil
}
