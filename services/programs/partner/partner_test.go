package partner

import (
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestProtect: what tells about somebody is no figure.
func TestProtect(t *testing.T) {
	hour := 60
	for name, c := range map[string]struct {
		given []int
		value int
		ok    bool
	}{
		"five, alike":              {[]int{hour, hour, hour, hour, hour}, 5, true},
		"four":                     {[]int{hour, hour, hour, hour}, 0, false},
		"four, and one of nothing": {[]int{hour, hour, hour, hour, 0}, 0, false},
		"one gave nearly all":      {[]int{40 * hour, 10, 10, 10, 10}, 0, false},
		"two, who know each other": {[]int{40 * hour, 39 * hour, 10, 10, 10}, 0, false},
		"rounded down":             {[]int{2 * hour, 2 * hour, hour, hour, hour}, 5, true},
		"rounded up":               {[]int{2 * hour, 2 * hour, 2 * hour, hour, 30}, 10, true},
		"nobody":                   {nil, 0, false},
	} {
		if value, ok := Protect(c.given, hour); value != c.value || ok != c.ok {
			t.Errorf("%s: %d %t", name, value, ok)
		}
	}
}

func quiet(int) int { return 0 }

func gave(n ...int) (out []Gave) {
	for _, n := range n {
		out = append(out, Gave{N: n})
	}
	return out
}

func day(s string) time.Time {
	at, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return at
}

// TestQuartersWait: a quarter of too few waits for the next, and a year of too few is withheld for good.
func TestQuartersWait(t *testing.T) {
	if got := quarterEnd(day("2026-11-22")); !got.Equal(day("2027-01-01")) {
		t.Fatal(got)
	}
	if got := dueAfter(day("2027-01-01")); !got.Equal(day("2027-04-15")) {
		t.Fatal(got)
	}
	many, few := gave(60, 60, 60, 60, 60), gave(600, 60)
	p := Partner{Created: day("2026-11-22")}
	if p.close(MentorHours, day("2027-01-01"), few, hourUnits, quiet) {
		t.Fatal("too few are counted")
	}
	if !p.close(MentorHours, day("2027-04-01"), many, hourUnits, quiet) || p.close(MentorHours, day("2027-04-01"), many, hourUnits, quiet) {
		t.Fatal("it is counted once")
	}
	for _, until := range []string{"2027-07-01", "2027-10-01", "2028-01-01"} {
		if p.close(MentorHours, day(until), few, hourUnits, quiet) {
			t.Fatal("too few are counted", until)
		}
	}
	if !p.close(MentorHours, day("2028-04-01"), few, hourUnits, quiet) {
		t.Fatal("after a year it is withheld")
	}
	hours, contributions, list := p.report()
	if hours != 5 || contributions != 0 || len(list) != 2 || !list[0].Withheld || list[0].Value != 0 || !list[1].From.Equal(p.Created) ||
		!list[1].Until.Equal(list[0].From) {
		t.Fatalf("%d %d %+v", hours, contributions, list)
	}
}

// TestProjectOf: the address of a change lies in the project whose address begins it, however it is written.
func TestProjectOf(t *testing.T) {
	all := map[string]bool{}
	for _, place := range []string{"https://github.com/example/tool", "https://gitlab.com/group/sub/tool", "https://tool.example.org"} {
		all[wire.PlaceID(place)] = true
	}
	for address, in := range map[string]bool{
		"https://github.com/Example/Tool/pull/7":                    true,
		"https://www.github.com/example/tool.git":                   true,
		"https://gitlab.com/group/sub/tool/-/merge_requests/3":      true,
		"https://github.com/example/tools/pull/7":                   false,
		"https://github.com/example":                                false,
		"https://github.com.example.org/example/tool":               false,
		"https://gitlab.com/group/sub":                              false,
		"::not an address":                                          false,
		"https://github.com/" + strings.Repeat("x/", 400) + "tool/": false,
	} {
		if got := projectOf(address, all); (got != "") != in {
			t.Errorf("%s: %q", address, got)
		}
	}
}

func TestMoney(t *testing.T) {
	p := Partner{}
	add := func(id, currency, state string, minor int64) {
		b := api.PartnerMoneyBody{Currency: currency, Minor: minor, On: day("2026-11-22"), State: state}
		if err := p.note(api.PartnerMoney{ID: id, PartnerMoneyBody: b}); err != nil {
			t.Fatal(err)
		}
	}
	add("a", "EUR", "pledged", 100)
	add("b", "EUR", "received", 1250)
	add("c", "CHF", "received", 5)
	add("a", "EUR", "received", 100)
	s := Sums(p.Money)
	if len(p.Money) != 3 || len(s) != 2 || s[0] != (api.MoneySum{Currency: "CHF", Received: 5}) || s[1] != (api.MoneySum{Currency: "EUR", Received: 1350}) {
		t.Fatalf("%+v %+v", p.Money, s)
	}
	csv := string(CSV(api.PartnerReport{Partner: api.Partner{PartnerBody: api.PartnerBody{Name: "=1+1"}}, Money: s, Entries: p.Money}))
	for _, want := range []string{"partner,'=1+1,", "received,,,,EUR,13.50,", "money,,2026-11-22,,CHF,0.05,received"} {
		if !strings.Contains(csv, want) {
			t.Errorf("%q is missing: %s", want, csv)
		}
	}
}
