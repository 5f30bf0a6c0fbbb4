package notifications

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// An unsubscribe token says who no longer wants which kind of mail, signed so that nobody can do it for another. It does
// nothing else and needs no end: the mail it stands in may be read years later.

func signUnsubscribe(key []byte, person, kind string) string {
	body := base64.RawURLEncoding.EncodeToString([]byte(person + " " + kind))
	return body + "." + base64.RawURLEncoding.EncodeToString(unsubscribeMAC(key, body))
}

func unsubscribeMAC(key []byte, body string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("unsubscribe\x00" + body))
	return m.Sum(nil)
}

var errUnsubscribe = fault.New(fault.NotFound, "unsubscribe.unknown",
	"This link is not complete. Open it again from the e-mail, or choose your e-mails in your settings.")

func readUnsubscribe(key []byte, token string) (person, kind string, err error) {
	body, mac, ok := strings.Cut(token, ".")
	if !ok || len(token) > 500 {
		return "", "", errUnsubscribe
	}
	sent, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || !hmac.Equal(sent, unsubscribeMAC(key, body)) {
		return "", "", errUnsubscribe
	}
	plain, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return "", "", errUnsubscribe
	}
	person, kind, ok = strings.Cut(string(plain), " ")
	if _, known := notice.Kinds[kind]; !ok || !known && kind != digestKind {
		return "", "", errUnsubscribe
	}
	return person, kind, nil
}
