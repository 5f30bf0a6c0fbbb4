package partner

import (
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/csvsafe"
	"github.com/waymark-dev/waymark/pkg/money"
)

// CSV is a partner's page as a table: a row for every figure, sum and note of money. Amounts have the digits of their currency, and a
// name cannot be read as a formula.
func CSV(r api.PartnerReport) []byte {
	var t csvsafe.Table
	const day = "2006-01-02"
	t.Row("what", "name", "from", "until", "currency", "value", "note")
	t.Row("partner", r.Partner.Name, "", "", "", "", "")
	t.Row("projects", "", "", "", "", len(r.Projects), "")
	for _, p := range r.Periods {
		value, note := any(p.Value), "rounded to "+strconv.Itoa(r.Base)
		if p.Withheld {
			value, note = "", "withheld"
		}
		from, until := p.From.UTC().Format(day), p.Until.UTC().Format(day)
		t.Row(p.Figure, "", from, until, "", value, note)
		for _, x := range p.Parts {
			t.Row(p.Figure+" by "+x.By, strings.TrimSpace(x.Is+" "+x.Place), from, until, "", x.Value, "about")
		}
	}
	for _, m := range r.Money {
		t.Row("received", "", "", "", m.Currency, money.Plain(m.Received, m.Currency), "")
		t.Row("pledged", "", "", "", m.Currency, money.Plain(m.Pledged, m.Currency), "")
	}
	for _, m := range r.Entries {
		t.Row("money", "", m.On.UTC().Format(day), "", m.Currency, money.Plain(m.Minor, m.Currency), m.State)
	}
	return t.Bytes()
}
