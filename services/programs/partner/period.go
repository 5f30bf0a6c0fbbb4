package partner

import (
	"cmp"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// Figures.
const (
	MentorHours   = "mentor_hours"
	Contributions = "contributions"
)

const (
	least     = 5  // people that a figure is of at least
	base      = 5  // what figures are rounded to
	share     = 20 // per cent of the largest giver that the small ones must hide; see Protect
	settle    = 14 * 24 * time.Hour
	longest   = 4 // quarters that wait for each other
	hourUnits = 60
)

// Period is a figure of some quarters; it never changes.
type Period struct {
	Figure   string    `json:"figure"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Value    int       `json:"value"`
	Withheld bool      `json:"withheld,omitempty"`
	// Parts are about how much came from where, made with the period: see Split.
	Parts []api.PartnerPart `json:"parts,omitempty"`
}

// Protect sums what each person gave, in units of which unit make one of the figure, and rounds to base. ok is false where the sum would tell
// about somebody: fewer than least people gave something, or whoever gave the second most could work out what the first gave to within
// share per cent (the p% rule; Hundepool et al., Statistical Disclosure Control, 2012, 4.2.2).
func Protect(given []int, unit int) (value int, ok bool) {
	list := slices.DeleteFunc(slices.Clone(given), func(n int) bool { return n <= 0 })
	if len(list) < least {
		return 0, false
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(b, a) })
	sum, rest := 0, 0
	for i, n := range list {
		sum += n
		if i > 1 {
			rest += n
		}
	}
	if rest*100 < share*list[0] {
		return 0, false
	}
	step := base * unit
	return (sum + step/2) / step * base, true
}

// quarterEnd is the end of the quarter of a time, UTC.
func quarterEnd(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, time.Month((int(m)-1)/3*3+4), 1, 0, 0, 0, 0, time.UTC)
}

// dueAfter is when the figures of the quarter that a time lies in are made: what is marked late still counts.
func dueAfter(t time.Time) time.Time { return quarterEnd(t).Add(settle) }

// open is from when on nothing of a figure is counted yet.
func (p *Partner) open(figure string) time.Time {
	from := p.Created
	for _, x := range p.Periods {
		if x.Figure == figure && x.Until.After(from) {
			from = x.Until
		}
	}
	return from
}

// close counts a figure from where it is open until the end of a quarter. changed: a period was added, whose parts can be deleted.
func (p *Partner) close(figure string, until time.Time, gave []Gave, unit int, noise Noise) (changed bool) {
	from := p.open(figure)
	if !from.Before(until) {
		return false
	}
	var given []int
	for _, g := range gave {
		given = append(given, g.N)
	}
	value, ok := Protect(given, unit)
	if !ok {
		end := from
		for range longest {
			end = quarterEnd(end)
		}
		if end.After(until) {
			return false // it waits for the next quarter
		}
	}
	made := Period{Figure: figure, From: from, Until: until, Value: value, Withheld: !ok}
	if ok {
		made.Parts = Split(gave, unit, value, noise)
	}
	p.Periods = append(slices.Clone(p.Periods), made)
	p.Periods = p.Periods[max(0, len(p.Periods)-periodsMost):]
	return true
}

// report is what is shown of the periods, the latest first.
func (p *Partner) report() (hours, contributions int, list []api.PartnerPeriod) {
	list = []api.PartnerPeriod{}
	for _, x := range slices.Backward(p.Periods) {
		list = append(list, api.PartnerPeriod(x))
		if x.Figure == MentorHours {
			hours += x.Value
		} else {
			contributions += x.Value
		}
	}
	return hours, contributions, list
}
