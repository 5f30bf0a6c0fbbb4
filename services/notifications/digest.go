package notifications

import (
	"slices"
	"time"
)

// digestKind is the kind of the weekly letter.
const digestKind = "digest"

// What one weekly letter holds at the most: items it accounts for, groups it shows, lines of a group. More items wait for the next
// letter; what is accounted for and not shown is counted.
const (
	digestItems  = 500
	digestGroups = 20
	digestLines  = 12
)

// Digest is what a weekly letter says, in codes, fixed when it is made: however often it is tried, it says the same.
type Digest struct {
	Week   string    `json:"week"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Items  []string  `json:"items"` // all that it accounts for
	Groups []Group   `json:"groups"`
	Left   int       `json:"left"` // of Items, how many it does not list
}

// Group is what happened in one match, or, with Match "", besides.
type Group struct {
	Match string `json:"match,omitempty"`
	Lines []Line `json:"lines"`
}

// Line is one kind of thing that happened.
type Line struct {
	Kind  string    `json:"kind"`
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

// listed is how many items the letter lists.
func (d *Digest) listed() (n int) {
	for _, g := range d.Groups {
		for _, l := range g.Lines {
			n += l.Count
		}
	}
	return n
}

// entry is an item with its id.
type entry struct {
	id string
	Item
}

// newDigest makes the letter of a week from what is pending, matches with the latest news first.
func newDigest(week string, now time.Time, pending []entry) Digest {
	d := Digest{Week: week, From: now, To: now, Items: make([]string, 0, len(pending)), Left: len(pending)}
	at := map[string]int{}
	for _, i := range pending {
		d.Items = append(d.Items, i.id)
		if i.At.Before(d.From) {
			d.From = i.At
		}
		g, ok := at[i.Match]
		if !ok {
			g = len(d.Groups)
			at[i.Match] = g
			d.Groups = append(d.Groups, Group{Match: i.Match})
		}
		d.Groups[g].count(i.Kind, i.At)
	}
	for i := range d.Groups {
		g := &d.Groups[i]
		slices.SortStableFunc(g.Lines, func(a, b Line) int { return b.Last.Compare(a.Last) })
		g.Lines = g.Lines[:min(len(g.Lines), digestLines)]
	}
	slices.SortStableFunc(d.Groups, func(a, b Group) int { return b.Lines[0].Last.Compare(a.Lines[0].Last) })
	d.Groups = d.Groups[:min(len(d.Groups), digestGroups)]
	if i := slices.IndexFunc(d.Groups, func(g Group) bool { return g.Match == "" }); i >= 0 { // what is besides comes last
		rest := d.Groups[i]
		d.Groups = append(slices.Delete(d.Groups, i, i+1), rest)
	}
	d.Left -= d.listed()
	return d
}

func (g *Group) count(kind string, at time.Time) {
	i := slices.IndexFunc(g.Lines, func(l Line) bool { return l.Kind == kind })
	if i < 0 {
		g.Lines = append(g.Lines, Line{Kind: kind, Count: 1, Last: at})
		return
	}
	g.Lines[i].Count++
	if at.After(g.Lines[i].Last) {
		g.Lines[i].Last = at
	}
}

// digestID is the identity of somebody's letter of a week: there is one, and one Message-ID.
func digestID(person, week string) string { return derivedID("digest/"+week, person) }

// newWeekly is the letter of a week. Without a digest it is not sent: it says that the week is done.
func newWeekly(person string, d Digest, send bool, now time.Time) Letter {
	l := Letter{Person: person, Fact: "digest/" + d.Week, Kind: digestKind, At: now, Digest: &d, State: "queued", Due: now}
	if !send {
		l.State, l.Due = "nothing", now.Add(keepSent)
	}
	return l
}

// Round is when somebody's next weekly letter is made. There is one once the first thing for a digest has happened.
type Round struct {
	Person string    `json:"person"`
	Week   string    `json:"week"` // ISO week of the next letter
	Due    time.Time `json:"due"`
	Done   string    `json:"done,omitempty"`   // the last week that is done
	Making bool      `json:"making,omitempty"` // somebody has begun to make the letter of Week: now it must be that one
}

// begin says whether the letter is to be made now, by whoever asks; it may have been begun before.
func (r *Round) begin(now time.Time) bool {
	if r.Due.After(now) {
		return false
	}
	r.Making = true
	return true
}

// plan sets the next letter's time by what the person has chosen. A letter that was begun is made first.
func (r *Round) plan(now time.Time, d DigestTime, zone *time.Location) (changed bool) {
	if r.Making || !r.Due.IsZero() && !r.Due.After(now) {
		return false
	}
	due, week := d.next(now, zone, r.Done)
	changed = !due.Equal(r.Due) || week != r.Week
	r.Due, r.Week = due, week
	return changed
}

// finish goes on to the next week, once: false if that was done before.
func (r *Round) finish(week string, now time.Time, d DigestTime, zone *time.Location) bool {
	if !r.Making || r.Week != week {
		return false
	}
	r.Making, r.Done = false, week
	r.Due, r.Week = d.next(now, zone, week)
	return true
}
