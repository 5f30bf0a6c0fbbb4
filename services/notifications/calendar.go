package notifications

import (
	"fmt"
	"time"
)

// minuteOn is the minute of the day that a clock in a zone shows.
func minuteOn(t time.Time, zone *time.Location) int {
	t = t.In(zone)
	return t.Hour()*60 + t.Minute()
}

func (q QuietHours) quietAt(minute int) bool {
	switch {
	case !q.On:
		return false
	case q.From < q.To:
		return minute >= q.From && minute < q.To
	}
	return minute >= q.From || minute < q.To
}

// after is t where it is not quiet, else the first moment from t on at which the clock in the zone shows an hour that is not. It walks
// minute by minute, at most two days: so it is right however the clock is set in that night.
func (q QuietHours) after(t time.Time, zone *time.Location) time.Time {
	if !q.quietAt(minuteOn(t, zone)) {
		return t
	}
	u := t.Truncate(time.Minute)
	for range 2 * 24 * 60 {
		u = u.Add(time.Minute)
		if !q.quietAt(minuteOn(u, zone)) {
			return u
		}
	}
	return t
}

// next is the first moment after t that the person has chosen and whose ISO week is later than done ("" for none), with that week. Where
// the hour is left out that night (the clock is set forward), it is the first moment after it; where it comes twice, the first.
func (d DigestTime) next(t time.Time, zone *time.Location, done string) (at time.Time, week string) {
	y, m, day := t.In(zone).Date()
	for i := range 22 { // one in each week, the first may be in the week that is done, the second too where t lies far back
		noon := time.Date(y, m, day+i, 12, 0, 0, 0, zone)
		if noon.Weekday() != d.Weekday {
			continue
		}
		at, week = hourOn(noon, d.Hour, zone), weekOf(noon)
		if at.After(t) && week > done {
			break
		}
	}
	return at, week
}

// hourOn is the first moment of noon's day at which the clock shows hour or later.
func hourOn(noon time.Time, hour int, zone *time.Location) time.Time {
	y, m, day := noon.Date()
	// No zone is more than three hours off what it was at noon; so this is still the day before, or early enough.
	u := time.Date(y, m, day, 12, 0, 0, 0, zone).Add(time.Duration(hour-12)*time.Hour - 3*time.Hour)
	for range 7 * 60 {
		l := u.In(zone)
		if ly, lm, ld := l.Date(); ly == y && lm == m && ld == day && l.Hour() >= hour {
			return u.UTC()
		}
		u = u.Add(time.Minute)
	}
	return time.Date(y, m, day, hour, 0, 0, 0, zone).UTC() // a whole day that was left out, as on Samoa in 2011
}

// weekOf is the ISO week of a day, such as 2026-w48: later weeks sort behind.
func weekOf(t time.Time) string {
	y, w := t.ISOWeek()
	return fmt.Sprintf("%04d-w%02d", y, w)
}

// zoneLabel says how far a clock is from UTC, which everybody reads alike: "UTC", "UTC+1", "UTC-3:30".
func zoneLabel(t time.Time) string {
	_, offset := t.Zone()
	if offset == 0 {
		return "UTC"
	}
	sign, minutes := '+', offset/60
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	if minutes%60 == 0 {
		return fmt.Sprintf("UTC%c%d", sign, minutes/60)
	}
	return fmt.Sprintf("UTC%c%d:%02d", sign, minutes/60, minutes%60)
}
