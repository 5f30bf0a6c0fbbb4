package words

import (
	"time"
)

// Moment is a day and an hour: "Monday 23 November, 20:40", with the year where it is not this one.
func (p *Printer) Moment(t, now time.Time, zone *time.Location) string {
	return p.T("date.moment", "Date", p.DayName(t, now, zone), "Time", p.Clock(t, zone))
}

// DayName is a day with its weekday: "Monday 23 November".
func (p *Printer) DayName(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	key := "date.day"
	if t.Year() != now.Year() {
		key = "date.day_year"
	}
	return p.T(key, "Weekday", p.Weekday(t.Weekday()), "Day", p.Number(t.Day()), "Month", p.months[t.Month()-1], "Year", p.Digits(t.Format("2006")))
}

// Date is a day without its weekday: "23 November 2026".
func (p *Printer) Date(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return p.T("date.date", "Day", p.Number(t.Day()), "Month", p.months[t.Month()-1], "Year", p.Digits(t.Format("2006")))
}

// Short is a moment that is near: "today, 20:40", "yesterday, 09:12", "Saturday, 20:40" within six days, else the date and hour.
func (p *Printer) Short(t, now time.Time, zone *time.Location) string {
	clock := p.Clock(t, zone)
	switch days := daysBetween(t.In(zone), now.In(zone)); {
	case days == 0:
		return p.T("date.moment", "Date", p.T("date.today"), "Time", clock)
	case days == 1:
		return p.T("date.moment", "Date", p.T("date.yesterday"), "Time", clock)
	case days == -1:
		return p.T("date.moment", "Date", p.T("date.tomorrow"), "Time", clock)
	case days > -6 && days < 6:
		return p.T("date.moment", "Date", p.Weekday(t.In(zone).Weekday()), "Time", clock)
	}
	return p.Moment(t, now, zone)
}

// Ago is a day in the past: "today", "yesterday", "12 days ago", from sixty days on the date.
func (p *Printer) Ago(t, now time.Time, zone *time.Location) string {
	switch days := daysBetween(t.In(zone), now.In(zone)); {
	case days <= 0:
		return p.T("date.today")
	case days == 1:
		return p.T("date.yesterday")
	case days < 60:
		return p.T("date.days_ago", "Count", days)
	}
	return p.Date(t, zone)
}

// daysBetween are whole calendar days from t to now.
func daysBetween(t, now time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(now).Sub(day(t)) / (24 * time.Hour))
}

// Clock is an hour: "20:40".
func (p *Printer) Clock(t time.Time, zone *time.Location) string {
	return p.Digits(t.In(zone).Format("15:04"))
}

// Weekday is the day's name.
func (p *Printer) Weekday(d time.Weekday) string { return p.weekdays[(int(d)+6)%7] }

// ShortWeekday is the day's name in two to four letters; 0 is Monday.
func (p *Printer) ShortWeekday(fromMonday int) string { return p.short[fromMonday] }

// LongWeekday is the day's name; 0 is Monday.
func (p *Printer) LongWeekday(fromMonday int) string { return p.weekdays[fromMonday] }

// Span is how long something is: "3 weeks", "1 day and 6 hours", "40 minutes".
func (p *Printer) Span(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case d < time.Minute:
		return p.T("span.moment")
	case days >= 14:
		return p.T("span.days", "Count", days)
	case days > 0 && hours > 0:
		return p.T("span.two", "First", p.T("span.days", "Count", days), "Second", p.T("span.hours", "Count", hours))
	case days > 0:
		return p.T("span.days", "Count", days)
	case hours > 0 && minutes == 0:
		return p.T("span.hours", "Count", hours)
	case hours > 0:
		return p.T("span.two", "First", p.T("span.hours", "Count", hours), "Second", p.T("span.minutes", "Count", minutes))
	}
	return p.T("span.minutes", "Count", minutes)
}

// Apart says how far another zone's clock is from the reader's: "6 hours behind you", "your time".
func (p *Printer) Apart(theirs, own *time.Location, now time.Time) string {
	_, a := now.In(theirs).Zone()
	_, b := now.In(own).Zone()
	switch minutes := (a - b) / 60; {
	case minutes == 0:
		return p.T("zone.same")
	case minutes > 0:
		return p.T("zone.ahead", "Span", p.Span(time.Duration(minutes)*time.Minute))
	default:
		return p.T("zone.behind", "Span", p.Span(time.Duration(-minutes)*time.Minute))
	}
}
