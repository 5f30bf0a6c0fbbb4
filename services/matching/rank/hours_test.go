package rank

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(day, hour int) (h Hours) { // one hour
	for i := range 2 {
		n := day*48 + hour*2 + i
		h[n/8] |= 1 << (n % 8)
	}
	return h
}

func week(y int, m time.Month, d int) time.Time {
	return Week(time.Date(y, m, d, 12, 0, 0, 0, time.UTC))
}

// Summer and winter time change at different dates in different places, and the other way round in the south: the same two people
// meet in one week and miss each other in the next.
func TestOverlapFollowsDaylightSaving(t *testing.T) {
	for _, c := range []struct {
		name         string
		week         time.Time
		zone, other  string
		hour, hour2  int
		half, shared int
	}{
		{"winter: New York 12 is Berlin 18", week(2026, 1, 14), "America/New_York", "Europe/Berlin", 12, 18, 2, 2},
		{"New York is on summer time before Berlin", week(2026, 3, 18), "America/New_York", "Europe/Berlin", 12, 18, 2, 0},
		{"and Berlin an hour less ahead then", week(2026, 3, 18), "America/New_York", "Europe/Berlin", 12, 17, 2, 2},
		{"summer in both", week(2026, 7, 15), "America/New_York", "Europe/Berlin", 12, 18, 2, 2},
		{"Berlin leaves summer time first", week(2026, 10, 28), "America/New_York", "Europe/Berlin", 12, 17, 2, 2},
		{"Sydney's summer is Berlin's winter: ten hours", week(2026, 1, 14), "Europe/Berlin", "Australia/Sydney", 9, 19, 2, 2},
		{"Sydney's winter is Berlin's summer: eight", week(2026, 7, 15), "Europe/Berlin", "Australia/Sydney", 9, 17, 2, 2},
		{"Phoenix never changes", week(2026, 7, 15), "America/Phoenix", "America/Denver", 9, 10, 2, 2},
		{"Phoenix in winter", week(2026, 1, 14), "America/Phoenix", "America/Denver", 9, 9, 2, 2},
		{"Kathmandu is a quarter off: one whole half hour stays", week(2026, 1, 14), "Asia/Kathmandu", "UTC", 12, 6, 1, 1},
	} {
		z := newZones(c.week)
		x, y := z.utc(at(2, c.hour), c.zone), z.utc(at(2, c.hour2), c.other)
		if got := x.and(&x); got != c.half {
			t.Errorf("%s: %d half hours free, want %d", c.name, got, c.half)
		}
		if got := x.and(&y); got != c.shared {
			t.Errorf("%s: %d half hours shared, want %d", c.name, got, c.shared)
		}
	}
}

// In the week of the change an hour is missing or comes twice; nobody is free at an hour that there is not.
func TestWeekOfTheChange(t *testing.T) {
	var sunday Hours
	for i := 6 * 48; i < 7*48; i++ {
		sunday[i/8] |= 1 << (i % 8)
	}
	for zone, want := range map[string][3]int{ // the usual week, the week that loses an hour, the week that gains one
		"Europe/Berlin":    {48, 46, 50},
		"America/New_York": {48, 48, 48}, // its Sunday evening is Monday in UTC: one hour less early is one more late
		"Australia/Sydney": {48, 46, 50},
		"UTC":              {48, 48, 48},
	} {
		change := map[string][2]time.Time{
			"Europe/Berlin":    {week(2026, 3, 29), week(2026, 10, 25)},
			"America/New_York": {week(2026, 3, 8), week(2026, 11, 1)},
			"Australia/Sydney": {week(2026, 10, 4), week(2026, 4, 5)},
			"UTC":              {week(2026, 3, 29), week(2026, 10, 25)},
		}[zone]
		for i, w := range []time.Time{week(2026, 6, 10), change[0], change[1]} {
			m := newZones(w).utc(sunday, zone)
			// A week is cut in UTC: what a zone has before or after counts from the same local days of that week.
			if got := m.and(&m); got != want[i] {
				t.Errorf("%s, week %s: %d half hours, want %d", zone, w.Format(time.DateOnly), got, want[i])
			}
		}
	}
}

func TestWeekIsMonday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(-1e12, 4e12).Draw(t, "at"))
		w := Week(at)
		if w.Weekday() != time.Monday || w.After(at) || at.Sub(w) >= 7*24*time.Hour || w.Hour() != 0 {
			t.Fatalf("week of %v is %v", at, w)
		}
	})
}

func TestSetWeekMovesHours(t *testing.T) {
	x := NewIndex(testTaxonomy, time.Date(2026, 1, 14, 0, 0, 0, 0, time.UTC))
	x.Apply(Change{Mentors: []Mentor{{Person: Person{ID: "m", Zone: "Europe/Berlin", Hours: at(2, 18), Format: Live}, Capacity: 1,
		FoundBy: ByEverybody}}})
	n := Person{Zone: "America/New_York", Hours: at(2, 12), Format: Live}
	s := Scope{Now: testNow}
	if r, _ := x.ExplainMentor(&n, &s, "m"); r.Limit != None {
		t.Errorf("in January: %q", r.Limit)
	}
	x.SetWeek(time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC))
	r, _ := x.ExplainMentor(&n, &s, "m")
	if r.Limit != NoHour || !r.Week.Equal(week(2026, 3, 18)) {
		t.Errorf("in the middle of March: %q in the week of %v", r.Limit, r.Week)
	}
}

func TestUnknownZoneIsUnknown(t *testing.T) {
	z := newZones(week(2026, 1, 14))
	for _, zone := range []string{"Mars/Olympus", "Local", "../../etc/passwd", string(make([]byte, 100))} {
		if m := z.utc(at(2, 12), zone); !m.empty() {
			t.Errorf("zone %q has hours", zone)
		}
	}
}
