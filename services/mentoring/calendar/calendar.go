// Package calendar writes calendar files (RFC 5545) of sessions and office hours. It knows no store, clock or bus, and names nobody:
// calendars are shared with colleagues.
package calendar

import (
	_ "embed" // the words of the calendar
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// Kind is what an appointment is for the person whose calendar it is.
type Kind int

// The kinds of appointments.
const (
	OfNewcomer Kind = iota // a session, in the newcomer's calendar
	OfMentor               // a session, in the mentor's
	Office                 // an office hour, in anybody's
	kinds
)

// Appointment is a session or an office hour.
type Appointment struct {
	ID      string
	Version int64
	Kind    Kind
	Status  session.Status
	Changed time.Time
	session.Plan
}

// words has a line for each language: its code, and the title of each kind. Another language is another line.
//
//go:embed calendar.tsv
var words string

// titles are the words of a language, English where there are none.
func titles(locale string) (out [kinds]string) {
	language, _, _ := strings.Cut(locale, "-")
	for line := range strings.Lines(words) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) == 1+len(out) && (cells[0] == language || out[0] == "") {
			copy(out[:], cells[1:])
		}
	}
	return out
}

var statuses = map[session.Status]ics.ObjectStatus{
	session.Proposed: ics.ObjectStatusTentative, session.Confirmed: ics.ObjectStatusConfirmed, session.Held: ics.ObjectStatusConfirmed,
	session.Missed: ics.ObjectStatusConfirmed, session.Cancelled: ics.ObjectStatusCancelled,
}

// File writes a calendar in the words of a language. Every time is in UTC: what a calendar shows of it is the reader's own zone.
func File(dates []Appointment, locale string) []byte {
	cal := ics.NewCalendarFor("waymark")
	cal.SetMethod(ics.MethodPublish)
	title := titles(locale)
	for _, x := range dates {
		e := cal.AddEvent(x.ID + "@waymark")
		e.SetDtStampTime(x.Changed)
		e.SetModifiedAt(x.Changed)
		e.SetStartAt(x.Starts)
		e.SetEndAt(x.Ends())
		e.SetSummary(title[x.Kind])
		e.SetSequence(int(x.Version))
		e.SetStatus(statuses[x.Status])
		e.SetClass(ics.ClassificationPrivate)
		if x.Place != "" && x.Status != session.Cancelled {
			e.SetLocation(x.Place)
			if x.Link() {
				e.SetURL(x.Place)
			}
		}
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}
