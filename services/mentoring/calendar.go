package mentoring

import (
	_ "embed" // the words of the calendar
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// Calendar is a person's private feed. Calendar programs take nothing but an address, so the token is in it: the one secret of this
// service in a URL, as with unsubscribing. Only its hash is kept, and the person renews and revokes it.
type Calendar struct {
	Token string    `json:"token,omitempty"` // hash; "" once it was revoked
	Made  time.Time `json:"made,omitzero"`
}

// appointment is a session as its person's calendar shows it. It names nobody: calendars are shared with colleagues.
type appointment struct {
	ID       string
	Version  int64
	Status   session.Status
	Changed  time.Time
	OfMentor bool // the calendar is the mentor's
	session.Plan
}

// calendarText has a line for each language: its code, what a newcomer's calendar says, what a mentor's does. Another language is
// another line.
//
//go:embed calendar.tsv
var calendarText string

// titles are the words of a language, English where there are none.
func titles(locale string) (newcomers, mentors string) {
	language, _, _ := strings.Cut(locale, "-")
	for line := range strings.Lines(calendarText) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) == 3 && (cells[0] == language || newcomers == "") {
			newcomers, mentors = cells[1], cells[2]
		}
	}
	return newcomers, mentors
}

var calendarStatus = map[session.Status]ics.ObjectStatus{
	session.Proposed: ics.ObjectStatusTentative, session.Confirmed: ics.ObjectStatusConfirmed, session.Held: ics.ObjectStatusConfirmed,
	session.Missed: ics.ObjectStatusConfirmed, session.Cancelled: ics.ObjectStatusCancelled,
}

// calendarOf writes a calendar file (RFC 5545). Every time is in UTC: what a calendar shows of it is the reader's own zone.
func calendarOf(dates []appointment, locale string) []byte {
	cal := ics.NewCalendarFor("waymark")
	cal.SetMethod(ics.MethodPublish)
	newcomers, mentors := titles(locale)
	for _, x := range dates {
		title := newcomers
		if x.OfMentor {
			title = mentors
		}
		e := cal.AddEvent(x.ID + "@waymark")
		e.SetDtStampTime(x.Changed)
		e.SetModifiedAt(x.Changed)
		e.SetStartAt(x.Starts)
		e.SetEndAt(x.Ends())
		e.SetSummary(title)
		e.SetSequence(int(x.Version))
		e.SetStatus(calendarStatus[x.Status])
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
