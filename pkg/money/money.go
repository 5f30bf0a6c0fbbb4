// Package money writes and reads amounts that are kept as whole numbers in the smallest unit of their currency.
package money

import (
	"slices"
	"strconv"
	"strings"
)

// Currencies whose smallest unit is not a hundredth (ISO 4217, list one).
var (
	wholeCurrencies = []string{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
	fineCurrencies  = []string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
)

func digitsOf(currency string) int {
	switch {
	case slices.Contains(wholeCurrencies, currency):
		return 0
	case slices.Contains(fineCurrencies, currency):
		return 3
	}
	return 2
}

// Minor reads an amount as people type it, "1250" or "1250.50" or "1250,50", as a whole number in the smallest unit of the currency.
func Minor(text, currency string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), ".")
	places := digitsOf(currency)
	if whole == "" || len(whole) > 12 || len(part) > places || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", places-len(part)), 10, 64)
	return n, err == nil && n > 0
}

// Plain is an amount as it is typed: a point, and as many digits after it as the currency has.
func Plain(minor int64, currency string) string {
	places := digitsOf(currency)
	s := strconv.FormatInt(minor, 10)
	if places == 0 {
		return s
	}
	s = strings.Repeat("0", max(0, places+1-len(s))) + s
	return s[:len(s)-places] + "." + s[len(s)-places:]
}
