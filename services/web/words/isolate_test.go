package words

import (
	"strings"
	"testing"
	"time"
)

// TestArabicDatesRunFromRightToLeft: a date within a sentence is no island of its own. One of digits and nothing else would begin at
// the left, and turn day, month and year round. A name in another script stays one.
func TestArabicDatesRunFromRightToLeft(t *testing.T) {
	p, _ := book(t).For("ar")
	day := time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC)
	got := p.T("report.by", "Moment", p.Moment(day, day.AddDate(1, 0, 0), time.UTC))
	if strings.ContainsAny(got, "\u2068\u2069") {
		t.Errorf("%q has islands", got)
	}
	if got := p.T("mentorship.title", "Name", "Ada"); !strings.Contains(got, "\u2068Ada\u2069") {
		t.Errorf("%q: the name is no island", got)
	}
}
