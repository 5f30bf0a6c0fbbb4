package programs

import (
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	hour = int64(3600)
	day  = 24 * hour
)

// WeightNames are the parts of a score that a programme can weigh, as services/matching/rank names them; a name that is left out
// keeps its default there.
var WeightNames = []string{
	"causes", "criteria", "fresh", "goals", "hours", "interests", "kind", "languages", "price", "reply", "skills", "style",
}

// span is a rule with its range.
type span struct {
	name        string
	value       int64
	least, most int64
}

func spans(r wire.Rules) []span {
	return []span{
		{"first_clock", r.FirstClock, hour, 30 * day},
		{"next_clock", r.NextClock, hour, 30 * day},
		{"move_on", r.MoveOn, hour, 30 * day},
		{"info_pause", r.InfoPause, hour, 30 * day},
		{"wait_clock", r.WaitClock, hour, 30 * day},
		{"open_requests", int64(r.OpenRequests), 1, 10},
		{"unanswered", int64(r.Unanswered), 1, 50},
		{"mentor_cap", int64(r.MentorCap), 0, 50},
		{"default_places", int64(r.DefaultPlaces), 1, 50},
		{"silent_pause", int64(r.SilentPause), 1, 20},
		{"weeks", int64(r.Weeks), 1, 52},
		{"silence_end", r.SilenceEnd, day, 365 * day},
	}
}

// maxReminders is how often silence is reminded of.
const maxReminders = 5

// CheckRules says which rules are out of their range, and gives them with canonical ids of what is looked for. Pointers begin with prefix
// ("" or "/rules").
func CheckRules(r wire.Rules, prefix string) (wire.Rules, []fault.Field) {
	looks, wrong := cleanLooks(r.LooksFor, prefix)
	r.LooksFor = looks
	say := func(pointer, code string, params map[string]any) {
		wrong = append(wrong, fault.Field{Pointer: prefix + "/" + pointer, Code: code, Params: params})
	}
	for _, x := range spans(r) {
		if x.value < x.least || x.value > x.most {
			say(x.name, "out_of_range", map[string]any{"min": x.least, "max": x.most})
		}
	}
	if len(r.SilenceReminder) == 0 || len(r.SilenceReminder) > maxReminders {
		say("silence_reminder", "out_of_range", map[string]any{"min_items": 1, "max_items": maxReminders})
	} else {
		before := day - 1
		for i, x := range r.SilenceReminder {
			at := "silence_reminder/" + strconv.Itoa(i)
			switch {
			case x < day || x > 365*day:
				say(at, "out_of_range", map[string]any{"min": day, "max": 365 * day})
			case x <= before:
				say(at, "not_ascending", nil)
			case x >= r.SilenceEnd:
				say(at, "not_before_silence_end", nil)
			}
			before = x
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Weights)) {
		if !slices.Contains(WeightNames, name) {
			say("weights", "unknown_weight", map[string]any{"allowed": WeightNames})
			break // the name is not repeated, so once is enough
		}
		if w := r.Weights[name]; w < 0 || w > 100 {
			say("weights/"+name, "out_of_range", map[string]any{"min": 0, "max": 100})
		}
	}
	return r, wrong
}

// sameRules compares two rules but for their version.
func sameRules(a, b wire.Rules) bool {
	a.Version, b.Version = 0, 0
	if len(a.Weights) == 0 && len(b.Weights) == 0 {
		a.Weights, b.Weights = nil, nil
	}
	if len(a.LooksFor) == 0 && len(b.LooksFor) == 0 {
		a.LooksFor, b.LooksFor = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
