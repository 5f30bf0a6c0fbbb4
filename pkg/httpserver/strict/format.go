package strict

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// textFormat says whether s has the format. Formats that are not known here do not restrict.
func textFormat(format, s string) bool {
	switch format {
	case "date-time":
		_, err := time.Parse(time.RFC3339Nano, s)
		return err == nil && len(s) > 10 && s[10] == 'T'
	case "date":
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	case "time":
		_, err := time.Parse(time.TimeOnly, s)
		return err == nil
	case "uuid":
		return isUUID(s)
	case "email", "idn-email":
		a, err := mail.ParseAddress(s)
		return err == nil && a.Address == s && !strings.ContainsAny(s, "\r\n")
	case "uri":
		u, err := url.Parse(s)
		return err == nil && u.IsAbs() && (u.Host != "" || u.Opaque != "")
	case "uri-reference":
		_, err := url.Parse(s)
		return err == nil
	case "ip", "ipv4", "ipv6":
		a, err := netip.ParseAddr(s)
		return err == nil && (format == "ip" || (format == "ipv4") == a.Is4())
	}
	return true
}

// isUUID takes the canonical form in lower case only, so that one thing has one name.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}
