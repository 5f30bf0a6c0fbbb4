package money

import "testing"

func TestMoneyIsReadAndWritten(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
		ok             bool
		again          string
	}{
		{"1250", "EUR", 125_000, true, "1250.00"}, {"12,5", "EUR", 1250, true, "12.50"}, {" 0.05 ", "EUR", 5, true, "0.05"},
		{"90000", "JPY", 90_000, true, "90000"}, {"1.234", "TND", 1234, true, "1.234"},
		{"1.5", "JPY", 0, false, ""}, {"1.234", "EUR", 0, false, ""}, {"0", "EUR", 0, false, ""}, {"-5", "EUR", 0, false, ""},
		{"1 000", "EUR", 0, false, ""}, {"", "EUR", 0, false, ""}, {"1.2.3", "EUR", 0, false, ""}, {"9999999999999", "EUR", 0, false, ""},
	} {
		n, ok := Minor(c.text, c.currency)
		if n != c.minor || ok != c.ok {
			t.Errorf("%q %s: %d %t", c.text, c.currency, n, ok)
		}
		if ok && Plain(n, c.currency) != c.again {
			t.Errorf("%q: %s", c.text, Plain(n, c.currency))
		}
	}
}
