// Package calendar writes calendar files (RFC 5545) of sessions and office hours. It knows no store, clock or bus, and names nobody:
// calendars are shared with colleagues.
package calendar

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/waymark-dev/waymark/pkg/locale"
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

// names are the keys of the titles in a language's words, by kind.
var names = [kinds]string{OfNewcomer: "newcomer", OfMentor: "mentor", Office: "office"}

// book has the titles of every language that has some, by its tag.
type book map[string][kinds]string

// shipped is what is built in: that it can be read is tested.
var shipped = sync.OnceValue(func() book {
	b, err := read(locale.Files())
	if err != nil {
		panic(err)
	}
	return b
})

// read takes the table "calendar" of every language; what one lacks is said in English.
func read(from fs.FS) (book, error) {
	all, err := locale.Tables(from, locale.Calendar)
	if err != nil {
		return nil, err
	}
	b := book{}
	for tag, table := range all {
		var out [kinds]string
		for i, name := range names {
			said, ok := table[name].(string)
			if !ok {
				said, ok = all[locale.English][name].(string)
			}
			if !ok || said == "" {
				return nil, fmt.Errorf("calendar: %s has no %s", tag, name)
			}
			out[i] = said
		}
		b[tag] = out
	}
	return b, nil
}

// titles are the words of a language, English where there are none.
func (b book) titles(tag string) [kinds]string {
	base, _, _ := strings.Cut(tag, "-")
	for _, x := range []string{tag, base} {
		if out, ok := b[x]; ok {
			return out
		}
	}
	return b[locale.English]
}

var statuses = map[session.Status]ics.ObjectStatus{
	session.Proposed: ics.ObjectStatusTentative, session.Confirmed: ics.ObjectStatusConfirmed, session.Held: ics.ObjectStatusConfirmed,
	session.Missed: ics.ObjectStatusConfirmed, session.Cancelled: ics.ObjectStatusCancelled,
}

// File writes a calendar in the words of the language with this tag (BCP 47). Every time is in UTC: what a calendar shows of it is the reader's own zone.
func File(dates []Appointment, tag string) []byte {
	cal := ics.NewCalendarFor("waymark")
	cal.SetMethod(ics.MethodPublish)
	title := shipped().titles(tag)
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
