package notifications

import (
	"cmp"
	"math/rand/v2"
	"time"

	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// Letter is one e-mail on its way. It has no address and no text: both are found while it is sent.
type Letter struct {
	Person string `json:"person"`
	Fact   string `json:"fact"`
	Kind   string `json:"kind"`
	Link   string `json:"link,omitempty"`
	Old    bool   `json:"old,omitempty"`
	Match  string `json:"match,omitempty"`
	Thread string `json:"thread,omitempty"`
	Case   string `json:"case,omitempty"`
	// Application is somebody's in a cohort, where its mail can be answered at once.
	Application string    `json:"application,omitempty"`
	Until       time.Time `json:"until,omitzero"`
	How         string    `json:"how,omitempty"`
	Days        int       `json:"days,omitempty"`
	At          time.Time `json:"at"`
	Digest      *Digest   `json:"digest,omitempty"` // of a weekly letter
	// Version is that of the match, session or claim that the fact is about: a letter about what has been settled meanwhile is not sent.
	Version int64     `json:"version,omitempty"`
	State   string    `json:"state"` // queued, sending, sent, given_up; nothing: a week without a letter
	Due     time.Time `json:"due"`   // when to try next; while sending, when the sender counts as dead
	Tries   int       `json:"tries"`
	Reason  string    `json:"reason,omitempty"` // a code
}

// How long things take: a sender that says nothing for lease is taken for dead; a letter that a mail server turns away for now is tried
// maxTries times, which is about a day and a half. Where no server is reached, or another service does not answer, it is tried until it is
// stale.
const (
	lease    = 2 * time.Minute
	maxTries = 14
	keepSent = 30 * 24 * time.Hour // longer than the fact log, out of which facts can come again
)

func newLetter(fact string, version int64, at, now time.Time, n notice.Notice) Letter {
	return Letter{
		Person: n.Person, Fact: fact, Kind: n.Kind, Link: n.Link, Old: n.Old, Match: n.Match, Thread: n.Thread,
		Application: n.Application, Case: n.Case, Until: n.Until, How: n.How, Days: n.Days, At: at, Version: version, State: "queued", Due: now,
	}
}

// thread is what its turns are kept by.
func (l *Letter) thread() string { return cmp.Or(l.Thread, l.Match) }

// open says that it is still to be sent.
func (l *Letter) open() bool { return l.State == "queued" || l.State == "sending" }

// claim makes this process its sender until the lease is over.
func (l *Letter) claim(now time.Time) bool {
	if !l.open() || l.Due.After(now) {
		return false
	}
	l.State, l.Due = "sending", now.Add(lease)
	l.Tries++
	return true
}

// turnedAway is the code of a try that a mail server answered, with a refusal.
const turnedAway = "smtp"

// outcome ends the try: sent, or again later, or given up with the reason's code.
func (l *Letter) outcome(now time.Time, reason string, hopeless bool) {
	switch {
	case reason == "":
		l.State, l.Reason, l.Due = "sent", "", now.Add(keepSent)
	case hopeless || l.Tries >= maxTries && reason == turnedAway:
		l.State, l.Reason, l.Due = "given_up", reason, now.Add(keepSent)
	default:
		pause := min(time.Minute<<min(l.Tries, 12), 6*time.Hour)
		pause = pause*3/4 + rand.N(pause/2)
		l.State, l.Reason, l.Due = "queued", reason, now.Add(pause)
	}
}

// lost says that a letter was given up although somebody wanted it.
func (l *Letter) lost() bool { return l.State == "given_up" && l.Reason != "not_wanted" }

// postpone puts a letter back that came up while its reader has quiet hours.
func (l *Letter) postpone(until time.Time) {
	l.State, l.Due = "queued", until
	l.Tries--
}

// opens is the path of the page that the letter's code opens; "" for letters without one.
func (l *Letter) opens() string {
	switch {
	case l.Link != "":
		return "/links/" + l.Link
	case l.Kind == "outcome_given" && l.Case != "":
		return "/outcomes/" + l.Case
	}
	return ""
}

// answerable says that its reader can say yes or not this time without signing in.
func (l *Letter) answerable() bool { return l.Kind == "mentor_asked" || l.Kind == "mentor_reminded" }

// taps is the path of the page on which its reader can answer without signing in, and what the mail says of it; "" for none.
func (l *Letter) taps() (path, says string) {
	switch {
	case l.answerable():
		return "/answer", "frame.answer"
	case l.Kind == "still_asked":
		return "/still", "frame.still"
	}
	return "", ""
}

// rests says that the letter waits for the end of quiet hours: not what keeps the account safe or was just asked for, and not the
// weekly letter, whose hour the reader has chosen, and not a report whose day to be acknowledged is nearly over.
func (l *Letter) rests() bool {
	return !notice.Always[l.Kind] && l.Link == "" && l.Digest == nil && !notice.Presses(l.Kind, l.How)
}

// stale says that a letter has lost its sense before it could be sent: the time it speaks of is over, or a message has been
// waiting for a day.
func (l *Letter) stale(now time.Time) bool {
	if !l.Until.IsZero() && l.Until.Before(now) {
		return true
	}
	if l.Digest != nil {
		return now.Sub(l.At) > 6*24*time.Hour // before the next one is made
	}
	return l.Link != "" && !l.Old && now.Sub(l.At) > 24*time.Hour || now.Sub(l.At) > 72*time.Hour
}
