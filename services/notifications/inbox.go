package notifications

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// keepTail is how many places a head remembers; older ones are found by the items' index.
const keepTail = 256

// keepItems is how long an item stays in the inbox.
const keepItems = 365 * 24 * time.Hour

// Item is one notification of one person.
type Item struct {
	Person string    `json:"person"`
	Fact   string    `json:"fact"`
	Kind   string    `json:"kind"`
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq"` // 0 until the head has given it a place
	Read   bool      `json:"read,omitempty"`
	Waits  bool      `json:"waits,omitempty"`
	// Settled: it waited on the person, and a later fact said that it is done.
	Settled bool   `json:"settled,omitempty"`
	Match   string `json:"match,omitempty"`
	// Session is one of the match; Until is then when it begins.
	Session     string    `json:"session,omitempty"`
	Slot        string    `json:"slot,omitempty"` // an office hour; the same
	Application string    `json:"application,omitempty"`
	Thread      string    `json:"thread,omitempty"` // see notice.Turn
	Programme   string    `json:"programme,omitempty"`
	Project     string    `json:"project,omitempty"`
	Case        string    `json:"case,omitempty"`
	Other       string    `json:"other,omitempty"`
	Issue       string    `json:"issue,omitempty"`
	Until       time.Time `json:"until,omitzero"`
	How         string    `json:"how,omitempty"`
	Days        int       `json:"days,omitempty"`
	// Version is that of the document that the fact is about.
	Version int64 `json:"version,omitempty"`
	// Way is how the person had chosen to hear of this kind when it came: at_once, digest, or "" (the inbox alone).
	Way string `json:"way,omitempty"`
	// Digest is the weekly letter that accounts for the item, "" before there is one.
	Digest string `json:"digest,omitempty"`
}

// pending says that the item waits for the next weekly letter.
func (i *Item) pending() bool { return i.Way == inDigest && i.Digest == "" }

// waits says whether something still waits on the person: it goes off when a later fact settles it, when its time is over, or, where
// nothing but reading was asked, when it is read.
func (i *Item) waits(now time.Time) bool {
	return i.Waits && (i.Until.IsZero() || now.Before(i.Until)) && !(i.Read && notice.ReadEnds(i.Kind))
}

// over says that what was asked of the person is done, by them or by somebody else, or that its time has passed.
func (i *Item) over(now time.Time) bool {
	return i.Settled || i.Waits && !i.Until.IsZero() && !now.Before(i.Until)
}

// thread is what its turns are kept by: the match where nothing else is said.
func (i *Item) thread() string { return cmp.Or(i.Thread, i.Match) }

// derivedID is the identity of what a fact means for a person: the same fact twice is one item, and one mail.
func derivedID(fact, person string) string {
	sum := sha256.Sum256([]byte(fact + "\x00" + person))
	return hex.EncodeToString(sum[:16])
}

func newItem(fact string, at time.Time, version int64, way string, n notice.Notice) Item {
	return Item{
		Person: n.Person, Fact: fact, Kind: n.Kind, At: at, Waits: n.Waits, Thread: n.Thread, Match: n.Match, Session: n.Session,
		Slot: n.Slot, Application: n.Application, Programme: n.Programme, Project: n.Project, Case: n.Case, Other: n.Other, Issue: n.Issue,
		Until: n.Until, How: n.How, Days: n.Days, Version: version, Way: way,
	}
}

// Place is an item's place in its person's stream.
type Place struct {
	Seq  int64  `json:"s"`
	Item string `json:"i"`
}

// Head orders the items of one person: places are given here and nowhere else, one after the other.
type Head struct {
	Last int64   `json:"last"`
	Tail []Place `json:"tail"` // the last keepTail, oldest first
}

// place gives the item its place; asked again it answers the same, as long as the tail remembers.
func (h *Head) place(item string) (seq int64, fresh bool) {
	for i := len(h.Tail) - 1; i >= 0; i-- {
		if h.Tail[i].Item == item {
			return h.Tail[i].Seq, false
		}
	}
	h.Last++
	h.Tail = append(h.Tail, Place{h.Last, item})
	if len(h.Tail) > keepTail {
		h.Tail = slices.Clone(h.Tail[len(h.Tail)-keepTail:])
	}
	return h.Last, true
}

// after are the places beyond seq. ok is false when the tail does not reach back that far.
func (h *Head) after(seq int64) (places []Place, ok bool) {
	if seq >= h.Last {
		return nil, true
	}
	if len(h.Tail) == 0 || h.Tail[0].Seq > seq+1 {
		return nil, false
	}
	i, _ := slices.BinarySearchFunc(h.Tail, seq+1, func(p Place, want int64) int { return int(p.Seq - want) })
	return h.Tail[i:], true
}
