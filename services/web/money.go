package web

import "github.com/waymark-dev/waymark/pkg/money"

// amount is money as people read it: digits of their language, then the currency.
func (v *visit) amount(minor int64, currency string) string {
	return v.p.Digits(money.Plain(minor, currency)) + "\u00a0" + currency
}
