package profiles

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// HalfHours is how many half hours a week has.
const HalfHours = 7 * 48

// Hours are the free half hours of a week in the person's own zone. Bit 0 is Monday 00:00–00:30; bit i is bit i%8 (the least
// significant first) of byte i/8. The zero value is "not said".
type Hours [HalfHours / 8]byte

// Days as the API names them, in the order of the mask.
var Days = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// Slot is a run of free half hours within one day. From and To are "HH:MM" on the half hour; To may be "24:00".
type Slot struct {
	Day, From, To string
}

// MaxSlots is how many runs a week can have at most: every other half hour.
const MaxSlots = HalfHours / 2

// MaxHoursChanges bounds how often somebody's week or zone changes within hoursWindow. What matching says of an overlap depends on
// both weeks: who could change the own one at will would read a stranger's half hour by half hour.
const (
	MaxHoursChanges = 12
	hoursWindow     = 24 * time.Hour
)

// Rehour notes that the week changes now. TooMany "hours.too_many_changes", with the time to wait, once there were enough changes.
func (p *Profile) Rehour(now time.Time) error {
	var recent []time.Time
	for _, at := range p.Rehoured {
		if now.Sub(at) < hoursWindow {
			recent = append(recent, at)
		}
	}
	if len(recent) >= MaxHoursChanges {
		return fault.New(fault.TooMany, "hours.too_many_changes",
			"You changed your hours or time zone 12 times within a day. Leave them as they are for now and save the rest; try again later.").
			After(recent[len(recent)-MaxHoursChanges].Add(hoursWindow).Sub(now))
	}
	p.Rehoured = append(recent, now)
	return nil
}

// Has says whether half hour i of the week is free.
func (h Hours) Has(i int) bool { return i >= 0 && i < HalfHours && h[i/8]&(1<<(i%8)) != 0 }

// Set marks half hour i as free.
func (h *Hours) Set(i int) { h[i/8] |= 1 << (i % 8) }

// Said says whether anything is marked.
func (h Hours) Said() bool { return h != Hours{} }

// HoursOf reads slots. Pointers of faults begin with pointer ("/hours"). Slots may touch and overlap.
func HoursOf(slots []Slot, pointer string) (Hours, []fault.Field) {
	var h Hours
	var wrong []fault.Field
	if len(slots) > MaxSlots {
		return h, []fault.Field{{Pointer: pointer, Code: "too_many", Params: map[string]any{"max": MaxSlots}}}
	}
	for i, s := range slots {
		at := pointer + "/" + strconv.Itoa(i)
		day := indexOf(Days, s.Day)
		from, okFrom := halfHour(s.From)
		to, okTo := halfHour(s.To)
		switch {
		case day < 0:
			wrong = append(wrong, fault.Field{Pointer: at + "/day", Code: "not_one_of", Params: map[string]any{"allowed": Days}})
		case !okFrom || from == 48:
			wrong = append(wrong, fault.Field{Pointer: at + "/from", Code: "not_a_half_hour"})
		case !okTo:
			wrong = append(wrong, fault.Field{Pointer: at + "/to", Code: "not_a_half_hour"})
		case to <= from: // a night over midnight is two slots
			wrong = append(wrong, fault.Field{Pointer: at + "/to", Code: "not_after_from"})
		default:
			for n := from; n < to; n++ {
				h.Set(day*48 + n)
			}
		}
	}
	return h, wrong
}

// Slots are the runs of the mask, in the order of the week; HoursOf(h.Slots()) is h.
func (h Hours) Slots() []Slot {
	var out []Slot
	for day, name := range Days {
		for n := 0; n < 48; n++ {
			if !h.Has(day*48 + n) {
				continue
			}
			from := n
			for n < 48 && h.Has(day*48+n) {
				n++
			}
			out = append(out, Slot{Day: name, From: clock(from), To: clock(n)})
		}
	}
	return out
}

// halfHour reads "HH:MM" on the half hour: 0..48.
func halfHour(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' || s[0] < '0' || s[0] > '2' || s[1] < '0' || s[1] > '9' {
		return 0, false
	}
	hour := int(s[0]-'0')*10 + int(s[1]-'0')
	switch {
	case s[3:] == "00" && hour <= 24:
		return hour * 2, true
	case s[3:] == "30" && hour < 24:
		return hour*2 + 1, true
	}
	return 0, false
}

func clock(n int) string { return fmt.Sprintf("%02d:%02d", n/2, n%2*30) }

// Code is the mask as wire.PersonState carries it: base64 of 42 bytes, "" for the zero value.
func (h Hours) Code() string {
	if !h.Said() {
		return ""
	}
	return base64.StdEncoding.EncodeToString(h[:])
}

// ParseHours reads Code back.
func ParseHours(code string) (Hours, error) {
	var h Hours
	if code == "" {
		return h, nil
	}
	if len(code) != base64.StdEncoding.EncodedLen(len(h)) {
		return h, errors.New("profiles: hours have the wrong length")
	}
	b, err := base64.StdEncoding.Strict().DecodeString(code)
	if err != nil || len(b) != len(h) {
		return h, errors.New("profiles: hours are not base64 of 42 bytes")
	}
	copy(h[:], b)
	return h, nil
}

// MarshalJSON stores the mask as Code.
func (h Hours) MarshalJSON() ([]byte, error) { return json.Marshal(h.Code()) }

// UnmarshalJSON reads it.
func (h *Hours) UnmarshalJSON(b []byte) error {
	var code string
	if err := json.Unmarshal(b, &code); err != nil {
		return err
	}
	v, err := ParseHours(code)
	if err != nil {
		return err
	}
	*h = v
	return nil
}

func indexOf(words []string, w string) int {
	for i, x := range words {
		if x == w {
			return i
		}
	}
	return -1
}
