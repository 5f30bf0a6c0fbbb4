package source

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// clean makes one line of text: valid UTF-8, no control or direction characters, single spaces, at most limit runes.
func clean(s string, limit int) string {
	s, _ = cut(s, limit)
	return s
}

// Line makes one line of a text as readers keep it: valid UTF-8, no control or direction characters, single spaces, at most
// limit runes.
func Line(s string, limit int) string { return clean(s, limit) }

// cut is clean that also says whether something was cut off.
func cut(s string, limit int) (string, bool) {
	var b strings.Builder
	n, space := 0, false
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size <= 1 {
				r = ' ' // bytes that are no character
			}
		}
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			space = true
			continue
		case unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF', r == '\u200B', r == '\uFFFD', !unicode.IsPrint(r) && !unicode.Is(unicode.Cf, r):
			continue
		}
		if space && n > 0 {
			if n+1 >= limit {
				return b.String(), true
			}
			b.WriteByte(' ')
			n++
		}
		space = false
		if n >= limit {
			return b.String(), true
		}
		b.WriteRune(r)
		n++
	}
	return b.String(), false
}

// layouts of dates in real lists.
var layouts = []string{
	time.RFC3339Nano, time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, time.UnixDate,
	"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02 15:04", "2006-01-02", "2006/01/02", "2 January 2006", "January 2, 2006", "Jan 2, 2006",
}

// date reads a date, UTC and cut off to milliseconds. code is "", bad_date or future_date.
func date(s string, now time.Time) (t time.Time, code string) {
	s = clean(s, 60)
	if s == "" {
		return time.Time{}, ""
	}
	for _, l := range layouts {
		t, err := time.Parse(l, s)
		if err != nil {
			continue
		}
		t = t.UTC().Truncate(time.Millisecond)
		switch {
		case t.Year() < 1980:
			return time.Time{}, "bad_date" // 0001-01-01 and 1970-01-01 stand for "none"
		case !now.IsZero() && t.After(now.Add(24*time.Hour)):
			return time.Time{}, "future_date"
		}
		return t, ""
	}
	return time.Time{}, "bad_date"
}
