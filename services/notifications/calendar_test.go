package notifications

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func in(t interface {
	Helper()
	Fatal(...any)
}, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func moment(t *testing.T, rfc3339 string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestQuietHours: when a mail of a moment goes out, in zones that set their clocks that night too.
func TestQuietHours(t *testing.T) {
	day := QuietHours{On: true, From: 12 * 60, To: 13*60 + 30}
	early := QuietHours{On: true, From: 21 * 60, To: 2*60 + 30}
	for _, c := range []struct {
		name, zone, at, want string
		q                    QuietHours
	}{
		{"by day", "Europe/Berlin", "2026-11-02T12:00:00Z", "2026-11-02T12:00:00Z", usualQuiet},
		{"the last minute", "Europe/Berlin", "2026-11-02T19:59:59Z", "2026-11-02T19:59:59Z", usualQuiet},
		{"it begins", "Europe/Berlin", "2026-11-02T20:00:00Z", "2026-11-03T07:00:00Z", usualQuiet},
		{"after midnight", "Europe/Berlin", "2026-11-03T01:23:45Z", "2026-11-03T07:00:00Z", usualQuiet},
		{"it ends", "Europe/Berlin", "2026-11-03T07:00:00Z", "2026-11-03T07:00:00Z", usualQuiet},
		{"no zone", "UTC", "2026-11-02T22:00:00Z", "2026-11-03T08:00:00Z", usualQuiet},
		{"half hours", "Asia/Kolkata", "2026-11-02T16:00:00Z", "2026-11-03T02:30:00Z", usualQuiet},
		{"off", "Europe/Berlin", "2026-11-03T01:00:00Z", "2026-11-03T01:00:00Z", QuietHours{From: 1260, To: 480}},
		{"at noon", "Europe/Berlin", "2026-11-02T11:15:00Z", "2026-11-02T12:30:00Z", day},
		{"the clock goes forward", "Europe/Berlin", "2026-03-28T20:30:00Z", "2026-03-29T06:00:00Z", usualQuiet},
		{"the clock goes back", "Europe/Berlin", "2026-10-24T19:30:00Z", "2026-10-25T07:00:00Z", usualQuiet},
		{"New York, forward", "America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z", usualQuiet},
		{"New York, back", "America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T13:00:00Z", usualQuiet},
		{"half an hour forward", "Australia/Lord_Howe", "2026-10-03T11:00:00Z", "2026-10-03T21:00:00Z", usualQuiet},
		{"half an hour back", "Australia/Lord_Howe", "2026-04-04T11:00:00Z", "2026-04-04T21:30:00Z", usualQuiet},
		{"the end is left out", "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z", early},
		{"the end comes twice", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", early},
		{"the hour that comes twice, again", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z", early},
	} {
		if got := c.q.after(moment(t, c.at), in(t, c.zone)).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s goes out at %s, not %s", c.name, c.at, got, c.want)
		}
	}
}

var someZones = []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago",
	"Asia/Kathmandu", "Pacific/Chatham", "Pacific/Kiritimati", "America/St_Johns", "Africa/Casablanca"}

// TestQuietHoursHold: a mail never goes out in quiet hours, never before its time and never later than it must.
func TestQuietHoursHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := in(t, rapid.SampledFrom(someZones).Draw(t, "zone"))
		q := QuietHours{On: true, From: rapid.IntRange(0, 1439).Draw(t, "from")}
		q.To = (q.From + rapid.IntRange(1, 1439).Draw(t, "long")) % 1440
		at := time.Date(2026, 1, 1, 0, 0, rapid.IntRange(0, 366*86400).Draw(t, "at"), 0, time.UTC)
		got := q.after(at, zone)
		if got.Before(at) || q.quietAt(minuteOn(got, zone)) {
			t.Fatalf("%s: %s goes out at %s", zone, at.In(zone), got.In(zone))
		}
		for u := at; u.Before(got); u = u.Add(7 * time.Minute) {
			if !q.quietAt(minuteOn(u, zone)) {
				t.Fatalf("%s: %s could have gone out at %s already", zone, at.In(zone), u.In(zone))
			}
		}
	})
}

// TestDigestTimes: the chosen hour of the chosen day on the person's clock, once in an ISO week, when the clock is set too.
func TestDigestTimes(t *testing.T) {
	for _, c := range []struct {
		name, zone, at, done string
		d                    DigestTime
		want, week           string
	}{
		{"the next Monday", "Europe/Berlin", "2026-11-04T12:00:00Z", "", usualDigest, "2026-11-09T07:00:00Z", "2026-w46"},
		{"this Monday, later", "Europe/Berlin", "2026-11-09T06:59:59Z", "", usualDigest, "2026-11-09T07:00:00Z", "2026-w46"},
		{"this Monday is over", "Europe/Berlin", "2026-11-09T07:00:00Z", "", usualDigest, "2026-11-16T07:00:00Z", "2026-w47"},
		{"a later day of a week that is done", "Europe/Berlin", "2026-11-09T07:00:00Z", "2026-w46",
			DigestTime{true, time.Friday, 8}, "2026-11-20T07:00:00Z", "2026-w47"},
		{"already tomorrow there", "Pacific/Kiritimati", "2026-11-08T11:00:00Z", "", usualDigest, "2026-11-08T18:00:00Z", "2026-w46"},
		{"the turn of the year", "UTC", "2026-12-29T12:00:00Z", "2026-w53", usualDigest, "2027-01-04T08:00:00Z", "2027-w01"},
		{"Sunday is the last day of its week", "UTC", "2026-11-09T12:00:00Z", "2026-w45", DigestTime{true, time.Sunday, 20},
			"2026-11-15T20:00:00Z", "2026-w46"},
		{"the hour is left out", "Europe/Berlin", "2026-03-27T12:00:00Z", "", DigestTime{true, time.Sunday, 2}, "2026-03-29T01:00:00Z", "2026-w13"},
		{"the hour comes twice", "Europe/Berlin", "2026-10-23T12:00:00Z", "", DigestTime{true, time.Sunday, 2}, "2026-10-25T00:00:00Z", "2026-w43"},
		{"the day begins at one", "Africa/Cairo", "2026-04-22T12:00:00Z", "", DigestTime{true, time.Friday, 0}, "2026-04-23T22:00:00Z", "2026-w17"},
	} {
		got, week := c.d.next(moment(t, c.at), in(t, c.zone), c.done)
		if got.UTC().Format(time.RFC3339) != c.want || week != c.week {
			t.Errorf("%s: %s of %s, not %s of %s", c.name, got.UTC().Format(time.RFC3339), week, c.want, c.week)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := in(t, rapid.SampledFrom(someZones).Draw(t, "zone"))
		d := DigestTime{true, time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")), rapid.IntRange(0, 23).Draw(t, "hour")}
		at := time.Date(2026, 1, 1, 0, 0, rapid.IntRange(0, 366*86400).Draw(t, "at"), 0, time.UTC)
		done := ""
		for range 60 {
			next, week := d.next(at, zone, done)
			if !next.After(at) || week <= done || next.Sub(at) > 15*24*time.Hour || next.In(zone).Weekday() != d.Weekday {
				t.Fatalf("%s: after %s (%s done) comes %s (%s)", zone, at, done, next.In(zone), week)
			}
			if h := next.In(zone).Hour(); h != d.Hour && h != d.Hour+1 {
				t.Fatalf("%s: %s instead of %d", zone, next.In(zone), d.Hour)
			}
			at, done = next, week
		}
	})
}

func TestZoneLabels(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{"UTC": "UTC", "Europe/Paris": "UTC+1", "America/St_Johns": "UTC-3:30", "Asia/Kathmandu": "UTC+5:45",
		"America/Lima": "UTC-5"} {
		if got := zoneLabel(at.In(in(t, name))); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
