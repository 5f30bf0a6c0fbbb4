package profiles

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestHoursRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Hours
		for i := range HalfHours {
			if rapid.Bool().Draw(t, "free") {
				h.Set(i)
			}
		}
		slots := h.Slots()
		if len(slots) > MaxSlots {
			t.Fatalf("%d slots", len(slots))
		}
		back, wrong := HoursOf(slots, "/hours")
		if len(wrong) > 0 || back != h {
			t.Fatalf("slots lose something: %v", wrong)
		}
		parsed, err := ParseHours(h.Code())
		if err != nil || parsed != h {
			t.Fatalf("code loses something: %v", err)
		}
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var read Hours
		if err := json.Unmarshal(b, &read); err != nil || read != h {
			t.Fatalf("JSON loses something: %v", err)
		}
	})
}

func TestHoursOf(t *testing.T) {
	for _, c := range []struct {
		name string
		slot Slot
		at   string
		code string
		bits []int
	}{
		{"monday morning", Slot{"mon", "09:00", "10:00"}, "", "", []int{18, 19}},
		{"the last half hour", Slot{"sun", "23:30", "24:00"}, "", "", []int{335}},
		{"no such day", Slot{"monday", "09:00", "10:00"}, "/hours/0/day", "not_one_of", nil},
		{"no half hour", Slot{"mon", "09:15", "10:00"}, "/hours/0/from", "not_a_half_hour", nil},
		{"25 o'clock", Slot{"mon", "09:00", "25:00"}, "/hours/0/to", "not_a_half_hour", nil},
		{"24:30", Slot{"mon", "09:00", "24:30"}, "/hours/0/to", "not_a_half_hour", nil},
		{"from the end of the day", Slot{"mon", "24:00", "24:00"}, "/hours/0/from", "not_a_half_hour", nil},
		{"over midnight", Slot{"mon", "22:00", "02:00"}, "/hours/0/to", "not_after_from", nil},
		{"nothing", Slot{"mon", "09:00", "09:00"}, "/hours/0/to", "not_after_from", nil},
		{"empty", Slot{}, "/hours/0/day", "not_one_of", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, wrong := HoursOf([]Slot{c.slot}, "/hours")
			if c.code != "" {
				if len(wrong) != 1 || wrong[0].Pointer != c.at || wrong[0].Code != c.code {
					t.Fatalf("got %v", wrong)
				}
				return
			}
			var want Hours
			for _, b := range c.bits {
				want.Set(b)
			}
			if len(wrong) > 0 || h != want {
				t.Fatalf("got %v, %v", h.Slots(), wrong)
			}
		})
	}
	if _, wrong := HoursOf(make([]Slot, MaxSlots+1), "/hours"); len(wrong) != 1 || wrong[0].Code != "too_many" {
		t.Fatalf("too many slots: %v", wrong)
	}
	h, _ := HoursOf([]Slot{{"tue", "10:00", "11:00"}, {"tue", "10:30", "12:00"}}, "")
	if diff := cmp.Diff([]Slot{{"tue", "10:00", "12:00"}}, h.Slots()); diff != "" {
		t.Fatal(diff)
	}
}

func FuzzParseHours(f *testing.F) {
	var h Hours
	h.Set(3)
	f.Add(h.Code())
	f.Add("")
	f.Add("????")
	f.Fuzz(func(t *testing.T, code string) {
		h, err := ParseHours(code)
		if err == nil && h.Said() && h.Code() != code {
			t.Fatalf("%q reads as %q", code, h.Code())
		}
	})
}
