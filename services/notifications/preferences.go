package notifications

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// How somebody can choose to hear of a kind. The inbox has everything, whatever they choose.
const (
	atOnce    = "at_once"
	inDigest  = "digest"
	inboxOnly = "inbox"
)

var ways = []string{atOnce, inDigest, inboxOnly}

// Preferences are a person's choices; what is absent follows the default.
type Preferences struct {
	Choices map[string]string `json:"choices,omitempty"` // by kind: one of ways
	Digest  *DigestTime       `json:"digest,omitempty"`
	Quiet   *QuietHours       `json:"quiet,omitempty"`
}

// DigestTime is when the weekly letter goes out, on the person's own clock.
type DigestTime struct {
	On      bool         `json:"on"`
	Weekday time.Weekday `json:"weekday"`
	Hour    int          `json:"hour"` // 0..23
}

// QuietHours are when no mail is sent at once, on the person's own clock; From may be later than To: that is a night.
type QuietHours struct {
	On   bool `json:"on"`
	From int  `json:"from"` // minute of the day, 0..1439; quiet from here on
	To   int  `json:"to"`   // minute of the day; no longer quiet here. Never equal to From
}

var (
	usualDigest = DigestTime{On: true, Weekday: time.Monday, Hour: 8}
	usualQuiet  = QuietHours{On: true, From: 21 * 60, To: 8 * 60}
)

// upcastPreferences: schema 1 knew only whether a kind is mailed at once or not at all.
func upcastPreferences(_ int, body json.RawMessage) (json.RawMessage, error) {
	var old struct {
		Mail map[string]bool `json:"mail"`
	}
	if err := json.Unmarshal(body, &old); err != nil {
		return nil, err
	}
	p := Preferences{Choices: map[string]string{}}
	for kind, want := range old.Mail {
		p.Choices[kind] = inboxOnly
		if want {
			p.Choices[kind] = atOnce
		}
	}
	return json.Marshal(p)
}

func (p Preferences) digest() DigestTime {
	if p.Digest != nil {
		return *p.Digest
	}
	return usualDigest
}

func (p Preferences) quiet() QuietHours {
	if p.Quiet != nil {
		return *p.Quiet
	}
	return usualQuiet
}

// choice is the one in force for a kind.
func (p Preferences) choice(kind string) string {
	if c, ok := p.Choices[kind]; ok {
		return c
	}
	if notice.Kinds[kind] {
		return atOnce
	}
	return inDigest
}

// way is how the person hears of a notice: at_once, digest, or "" (the inbox alone). Of a kind that can wait on somebody, what does
// not wait on this person is not mailed at once: it is in the digest.
func (p Preferences) way(n notice.Notice) string {
	if n.Hidden || notice.Always[n.Kind] || notice.Presses(n.Kind, n.How) {
		return atOnce
	}
	c := p.choice(n.Kind)
	if c == atOnce && notice.Kinds[n.Kind] && !n.Waits {
		c = inDigest
	}
	if c == inboxOnly || c == inDigest && !p.digest().On {
		return ""
	}
	return c
}

// stopped says that the person wants no mail of this kind any more, whatever was so when the letter was written.
func (p Preferences) stopped(kind string) bool {
	if kind == digestKind {
		return !p.digest().On
	}
	return !notice.Always[kind] && p.choice(kind) == inboxOnly
}

// choices is every kind with the choice in force.
func (p Preferences) choices() map[string]string {
	out := make(map[string]string, len(notice.Kinds))
	for kind := range notice.Kinds {
		out[kind] = p.choice(kind)
	}
	return out
}

// choose takes choices over. An unknown kind or way is refused by name of the field, never by what was sent.
func (p *Preferences) choose(choices map[string]string) error {
	for _, kind := range slices.Sorted(maps.Keys(choices)) {
		if _, ok := notice.Kinds[kind]; !ok {
			return unknownKind("/events")
		}
		if !slices.Contains(ways, choices[kind]) {
			return fault.InvalidFields(fault.Field{Pointer: "/events/" + kind, Code: "not_one_of", Params: map[string]any{"allowed": ways}})
		}
	}
	if p.Choices == nil {
		p.Choices = map[string]string{}
	}
	for kind, way := range choices {
		delete(p.Choices, kind)
		if p.choice(kind) != way {
			p.Choices[kind] = way
		}
	}
	return nil
}

// chooseMail is the older and coarser choice: whether a kind is mailed at once. What is no longer mailed at once is in the digest.
func (p *Preferences) chooseMail(mail map[string]bool) error {
	choices := map[string]string{}
	for kind, want := range mail {
		if _, ok := notice.Kinds[kind]; !ok {
			return unknownKind("/mail")
		}
		switch was := p.choice(kind); {
		case want:
			choices[kind] = atOnce
		case was == atOnce:
			choices[kind] = inDigest
		}
	}
	return p.choose(choices)
}

func unknownKind(pointer string) error {
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "unknown_kind",
		Params: map[string]any{"kinds": slices.Sorted(maps.Keys(notice.Kinds))}})
}

// weekdayOf reads "monday" … "sunday".
func weekdayOf(name string) (time.Weekday, error) {
	var all []string
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		if dayName(d) == name {
			return d, nil
		}
		all = append(all, dayName(d))
	}
	return 0, fault.InvalidFields(fault.Field{Pointer: "/digest/weekday", Code: "not_one_of", Params: map[string]any{"allowed": all}})
}

func dayName(d time.Weekday) string { return strings.ToLower(d.String()) }

// minuteOf reads "21:00".
func minuteOf(pointer, clock string) (int, error) {
	t, err := time.Parse("15:04", clock)
	if err != nil || len(clock) != len("15:04") {
		return 0, fault.InvalidFields(fault.Field{Pointer: pointer, Code: "format", Params: map[string]any{"format": "HH:MM"},
			Detail: "Enter an hour and minute from 00:00 to 23:59, such as 21:00."})
	}
	return t.Hour()*60 + t.Minute(), nil
}

func clockOf(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
