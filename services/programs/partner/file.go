package partner

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// CSV is a partner's page as a table: a row for every figure, sum and note of money. Amounts are in the smallest unit of their currency, and a
// name cannot be read as a formula.
func CSV(r api.PartnerReport) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	const day = "2006-01-02"
	write := func(cells ...string) {
		if c := cells[1]; c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
			cells[1] = "'" + c
		}
		_ = w.Write(cells) // into memory
	}
	write("what", "name", "from", "until", "currency", "value", "note")
	write("partner", r.Partner.Name, "", "", "", "", "")
	write("projects", "", "", "", "", strconv.Itoa(len(r.Projects)), "")
	for _, p := range r.Periods {
		value, note := strconv.Itoa(p.Value), "rounded to "+strconv.Itoa(r.Base)
		if p.Withheld {
			value, note = "", "withheld"
		}
		write(p.Figure, "", p.From.UTC().Format(day), p.Until.UTC().Format(day), "", value, note)
	}
	for _, m := range r.Money {
		write("received", "", "", "", m.Currency, strconv.FormatInt(m.Received, 10), "")
		write("pledged", "", "", "", m.Currency, strconv.FormatInt(m.Pledged, 10), "")
	}
	for _, m := range r.Entries {
		write("money", "", m.On.UTC().Format(day), "", m.Currency, strconv.FormatInt(m.Minor, 10), m.State)
	}
	w.Flush()
	return b.Bytes()
}
