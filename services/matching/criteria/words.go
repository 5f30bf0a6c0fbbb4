package criteria

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxListed is how many words of a list are looked at, in one cell.
const maxListed = 200

// normal makes answers comparable: spaces trimmed and joined, one spelling of each letter, lower case. Signs stay: C++ is not C#.
func normal(s string) string {
	s = strings.Join(strings.Fields(norm.NFKC.String(s)), " ")
	return strings.Map(func(r rune) rune {
		if r == '’' {
			return '\''
		}
		return unicode.ToLower(r)
	}, s)
}

// listed splits an answer into words, as they were written, without doubles.
func listed(cell, separator string) []string {
	var parts []string
	if separator == "" {
		parts = strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",;|\n\r", r) })
	} else {
		parts = strings.SplitN(cell, separator, maxListed+1)
		parts = parts[:min(len(parts), maxListed)]
	}
	out := make([]string, 0, min(len(parts), maxListed))
	seen := make([]string, 0, cap(out))
	for _, p := range parts {
		n := normal(p)
		if n == "" || slices.Contains(seen, n) {
			continue
		}
		if len(out) == maxListed {
			break
		}
		seen = append(seen, n)
		out = append(out, strings.Join(strings.Fields(p), " "))
	}
	return out
}
