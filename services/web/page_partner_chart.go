package web

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
)

const (
	chartQuarters = 8  // of a partner's figures, that are drawn: two years of four, by two figures
	moneyRoom     = 70 // for an amount behind its bar, beside what a number has
)

// partnerChart draws what a partner gave beside what came back, the earliest first; nil where nothing was counted. Its table stands below.
func (v *visit) partnerChart(periods []api.PartnerPeriod) *chart {
	most := 1
	for _, x := range periods {
		most = max(most, x.Value)
	}
	if len(periods) == 0 {
		return nil
	}
	c := &chart{ID: "c-figures", Title: v.p.T("partner.chart")}
	shown := slices.Clone(periods[:min(len(periods), 2*chartQuarters)])
	slices.SortStableFunc(shown, func(a, b api.PartnerPeriod) int { return a.From.Compare(b.From) })
	for _, x := range shown {
		v.addBar(c, v.p.Code("partner.figure_", x.Figure)+v.p.T("list.comma")+v.utcDay(x.From), x.Value, most, x.Withheld)
	}
	return c
}

// moneyChart draws what came and what is promised, in every currency against its own most; nil where nothing is noted.
func (v *visit) moneyChart(sums []api.MoneySum) *chart {
	if len(sums) == 0 {
		return nil
	}
	c := &chart{ID: "c-money", Title: v.p.T("partner.chart_money")}
	for _, x := range sums {
		most := max(1, x.Received, x.Pledged)
		for _, one := range []struct {
			state string
			minor int64
		}{{"received", x.Received}, {"pledged", x.Pledged}} {
			label := x.Currency + v.p.T("list.comma") + v.p.Code("partner.money_", one.state)
			v.addBar(c, label, int(one.minor*1000/most), 1000, false)
			b := &c.Bars[len(c.Bars)-1]
			b.Number, b.W = v.amount(one.minor, x.Currency), max(2, b.W*(chartWidth-moneyRoom)/chartWidth)
			if b.TextX = b.W + 6; v.p.Dir == "rtl" {
				b.X, b.TextX = chartWidth-b.W, chartWidth-b.W-6
			}
		}
	}
	return c
}
