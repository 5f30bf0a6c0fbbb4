package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// A meeting is what the API calls a session of a mentorship.

// maxMeetings is how many meetings a mentorship can have; maxBefore how many of the past ones a page shows.
const maxMeetings, maxBefore = 100, 30

// meetingLengths are what the form offers, in minutes.
var meetingLengths = []int{15, 30, 45, 60, 90, 120}

// meetingFields are the form's fields by the API's pointers.
var meetingFields = map[string]string{"/starts": "meeting_day", "/zone": "meeting_day", "/minutes": "meeting_minutes", "/place": "meeting_place"}

// pair is a mentorship as a page below it needs it: who the other one is.
type pair struct {
	Version int64 // of the mentorship, as read
	*api.Mentorship
	Other, OtherName, First string
	Live                    bool
	Person                  *api.PersonPage // nil if they cannot be seen
	Theirs                  *time.Location  // the other's zone; nil if it is not known
}

// pair reads the mentorship of the path.
func (v *visit) pair() (pair, error) {
	var read client.Answer
	m, err := v.api.Mentorship(v.ctx, v.r.PathValue("id"), client.Into(&read))
	if err != nil {
		return pair{}, err
	}
	x := pair{Mentorship: m, Version: read.Version, Other: m.Mentor, Live: m.Status == "accepted" || m.Status == "active", OtherName: v.p.T("person.somebody")}
	if m.Mentor == v.account() {
		x.Other = m.Newcomer
	}
	// What has ended reads the same however it ended: the name alone.
	if !x.Live {
		x.OtherName = v.named(v.names([]string{x.Other}), x.Other)
	} else if p, err := v.api.Person(v.ctx, x.Other); err == nil {
		x.OtherName, x.Person = p.DisplayName, p
		if p.Zone != "" {
			x.Theirs = zoneOf(p.Zone)
		}
	}
	x.First = firstName(x.OtherName)
	return x, nil
}

// meetingLate is how long after the end of a mentorship it can be said whether two met.
const meetingLate = 14 * 24 * time.Hour

// meetingRow is a meeting as a page shows it.
type meetingRow struct {
	Path, When, Span, Theirs string
	Place, Link              string
	State, StateText         string
	Proposal                 int
	Open                     bool   // it can still be agreed to, moved or cancelled
	Confirm                  bool   // it waits for the reader's yes
	Mark                     bool   // it was agreed and has begun: did it take place?
	Late                     string // until when that can be said, of what has ended
}

func (v *visit) meetingRow(m api.Meeting, x pair) meetingRow {
	row := meetingRow{Path: "/mentorships/" + m.Mentorship + "/meetings/" + m.ID, When: v.moment(m.Starts), Place: m.Place,
		Span: v.p.Span(time.Duration(m.Minutes) * time.Minute), State: m.Status, Proposal: m.Proposal}
	if strings.HasPrefix(m.Place, "https://") {
		row.Link, row.Place = m.Place, ""
	}
	if x.Theirs != nil && v.p.Clock(m.Starts, x.Theirs) != v.p.Clock(m.Starts, v.zone()) {
		row.Theirs = v.p.T("meeting.theirs", "Name", x.First, "Time", v.p.Clock(m.Starts, x.Theirs))
	}
	begun, own := !m.Starts.After(v.now), m.Proposer == v.account()
	row.Open = x.Live && !begun && (m.Status == "proposed" || m.Status == "confirmed")
	row.Confirm = row.Open && m.Status == "proposed" && !own
	row.Mark = m.Status == "confirmed" && begun && x.Live
	if end := x.EndedAt; m.Status == "confirmed" && !x.Live && end != nil && !m.Starts.After(*end) && v.now.Before(end.Add(meetingLate)) {
		row.Mark, row.Late = true, v.p.Date(end.Add(meetingLate), v.zone())
	}
	switch {
	case m.Status == "proposed" && begun:
		row.StateText = v.p.T("meeting.is_unanswered")
	case m.Status == "proposed" && own:
		row.StateText = v.p.T("meeting.is_own", "Name", x.First)
	case m.Status == "proposed":
		row.StateText = v.p.T("meeting.is_proposed", "Name", x.First)
	default:
		row.StateText = v.p.Code("meeting.is_", m.Status)
	}
	return row
}

// meetings are those still to come and those before, each in the order of time.
func (v *visit) meetings(x pair) (coming, before []meetingRow, err error) {
	n := 0
	for m, err := range v.api.Meetings(v.ctx, x.ID) {
		if err != nil {
			return nil, nil, err
		}
		if n++; n > maxMeetings {
			break
		}
		if row := v.meetingRow(m, x); m.Ends.After(v.now) && m.Status != "cancelled" {
			coming = append(coming, row)
		} else {
			before = append(before, row)
		}
	}
	return coming, before[max(0, len(before)-maxBefore):], nil
}

type meetingsView struct {
	Form
	pair
	Coming, Before []meetingRow
	Zone           string
	Lengths        []option
}

func pageMeetings(v *visit) error { return v.meetingsPage(http.StatusOK, v.newMeeting()) }

// newMeeting is an empty form: half an hour.
func (v *visit) newMeeting() Form { return v.empty("meeting_minutes", "30") }

func (v *visit) meetingsPage(status int, f Form) error {
	x, err := v.pair()
	if err != nil {
		return err
	}
	view := meetingsView{Form: f, pair: x, Zone: v.zoneName(), Lengths: v.lengths(f)}
	if view.Coming, view.Before, err = v.meetings(x); err != nil {
		return err
	}
	return v.show(status, "meetings", v.p.T("meeting.title", "Name", x.First), view)
}

// zoneName names the reader's zone by its city; "" if the reader gave none.
func (v *visit) zoneName() string { return cityOf(v.zoneSaid()) }

func (v *visit) lengths(f Form) []option {
	var out []option
	own, _ := strconv.Atoi(f.Value("meeting_minutes"))
	for _, m := range meetingLengths {
		if own > 0 && own < m && len(out) > 0 && out[len(out)-1].Value != strconv.Itoa(own) {
			out = append(out, v.length(own)) // what the other side proposed, between two of ours
		}
		if out = append(out, v.length(m)); own == m {
			own = 0
		}
	}
	return out
}

func (v *visit) length(minutes int) option {
	return option{strconv.Itoa(minutes), v.p.Span(time.Duration(minutes) * time.Minute)}
}

// planned reads the form of a meeting, in the reader's own time.
func (v *visit) planned(f *Form) api.NewMeeting {
	zone := v.zone()
	at, err := time.ParseInLocation("2006-01-02 15:04", f.Text("meeting_day")+" "+f.Text("meeting_hour"), zone)
	_, noDay := time.Parse("2006-01-02", f.Text("meeting_day"))
	_, noHour := time.Parse("15:04", f.Text("meeting_hour"))
	if noDay != nil {
		f.refuse("meeting_day", "wrong.meeting_day_required")
	}
	if noHour != nil || noDay == nil && err != nil {
		f.refuse("meeting_hour", "wrong.meeting_hour_required")
	}
	return api.NewMeeting{Starts: at, Minutes: f.number("meeting_minutes", 15, 180), Zone: zone.String(), Place: f.Text("meeting_place")}
}

func doMeetings(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	in := v.planned(&f)
	if len(f.Wrong) > 0 {
		return v.meetingsPage(http.StatusUnprocessableEntity, f)
	}
	if _, err := v.api.PlanSession(v.ctx, id, in, f.key()); err != nil {
		if !v.blame(&f, err, meetingFields) {
			return err
		}
		return v.meetingsPage(fault.As(err).Kind.Status(), f)
	}
	return v.to("/mentorships/"+id+"/meetings", "meeting_proposed")
}

type meetingView struct {
	Form
	pair
	Meeting meetingRow
	Zone    string
	Lengths []option
}

func pageMeeting(v *visit) error { return v.meetingPage(http.StatusOK, nil) }

func (v *visit) meetingPage(status int, f *Form) error {
	x, err := v.pair()
	if err != nil {
		return err
	}
	m, err := v.api.Meeting(v.ctx, x.ID, v.r.PathValue("meeting"))
	if err != nil {
		return err
	}
	if f == nil || !f.typed.Has("meeting_day") { // what is proposed now
		at := m.Starts.In(v.zone())
		now := v.empty("meeting_day", at.Format("2006-01-02"), "meeting_hour", at.Format("15:04"), "meeting_minutes", strconv.Itoa(m.Minutes),
			"meeting_place", m.Place)
		if f != nil {
			now.Wrong = f.Wrong
		}
		f = &now
	}
	view := meetingView{Form: *f, pair: x, Meeting: v.meetingRow(*m, x), Zone: v.zoneName(), Lengths: v.lengths(*f)}
	return v.show(status, "meeting", v.p.T("meeting.one", "Name", x.First), view)
}

func doMeeting(v *visit) error {
	f, id, meeting := v.posted(), v.r.PathValue("id"), v.r.PathValue("meeting")
	var err error
	told := ""
	switch f.Value("do") {
	case "confirm":
		proposal, _ := strconv.Atoi(f.Value("proposal"))
		_, err = v.api.ConfirmSession(v.ctx, id, meeting, max(proposal, 1), f.key())
		told = "meeting_confirmed"
	case "move":
		if in := v.planned(&f); len(f.Wrong) == 0 {
			_, err = v.api.MoveSession(v.ctx, id, meeting, in, f.key())
		}
		told = "meeting_proposed"
	case "cancel":
		_, err = v.api.CancelSession(v.ctx, id, meeting, f.key())
		told = "meeting_cancelled"
	case "held", "missed":
		_, err = v.api.MarkSession(v.ctx, id, meeting, f.Value("do") == "held", f.key())
		told = "saved"
	default:
		return errNoPage
	}
	if shown, err := v.askAgain(&f, err, meetingFields, v.meetingPage); shown {
		return err
	}
	return v.to("/mentorships/"+id+"/meetings", told)
}

func pageMeetingCancel(v *visit) error {
	x, err := v.pair()
	if err != nil {
		return err
	}
	m, err := v.api.Meeting(v.ctx, x.ID, v.r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return v.question("meeting.cancel", "/mentorships/"+x.ID+"/meetings/"+m.ID, "cancel", true, "Name", x.First, "Moment", v.moment(m.Starts))
}

// pageMeetingFile is a meeting as a calendar file.
func pageMeetingFile(v *visit) error {
	b, err := v.api.SessionCalendar(v.ctx, v.r.PathValue("id"), v.r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return v.file("text/calendar; charset=utf-8", "waymark.ics", b)
}

// file answers with a file to keep.
func (v *visit) file(kind, name string, b []byte) error {
	v.settle()
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = v.w.Write(b)
	return nil
}

type calendarView struct {
	Key, Since, Link string
}

// pageCalendar is the private calendar of one's meetings.
func pageCalendar(v *visit) error {
	link, err := v.api.CalendarLink(v.ctx)
	if err != nil {
		return err
	}
	return v.calendarPage(link, "")
}

func (v *visit) calendarPage(link *api.CalendarLink, address string) error {
	view := calendarView{Key: client.NewKey(), Link: address}
	if link.Since != nil {
		view.Since = v.p.Date(*link.Since, v.zone())
	}
	return v.show(http.StatusOK, "calendar", v.p.T("calendar.title"), view)
}

// doCalendar makes the link, which is shown in this answer alone, or ends it.
func doCalendar(v *visit) error {
	f := v.posted()
	switch f.Value("do") {
	case "make":
		link, err := v.api.RenewCalendarLink(v.ctx, f.key())
		if err != nil {
			return err
		}
		return v.calendarPage(link, v.site.base.Scheme+"://"+v.site.base.Host+link.Path)
	case "end":
		if err := v.api.RevokeCalendarLink(v.ctx, f.key()); err != nil {
			return err
		}
		return v.to("/settings/calendar", "calendar_ended")
	}
	return errNoPage
}
