package event

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// As what somebody is at an event.
const (
	Newcomer = "newcomer"
	Mentor   = "mentor"
)

// Attendee is somebody at an event. Which teams they are in stands here and nowhere else.
type Attendee struct {
	Event     string `json:"event"`
	Org       string `json:"org"`
	Programme string `json:"programme"`
	Person    string `json:"person"`
	As        string `json:"as"`
	api.AttendeeBody
	Group   string    `json:"group,omitempty"`  // code of the group of friends
	Grouped time.Time `json:"grouped,omitzero"` // when they came into it
	Wishes  []string  `json:"wishes,omitempty"`
	Arrived time.Time `json:"arrived"`
	Gone    time.Time `json:"gone,omitzero"`
	GoneBy  string    `json:"gone_by,omitempty"`
	Mended  bool      `json:"mended,omitempty"` // the team was mended after they went
	Teams   []string  `json:"teams,omitempty"`  // at most one of a participant
	GoingOn bool      `json:"going_on,omitempty"`
	Apart   bool      `json:"apart,omitempty"` // the event ended a while ago: others hear of no teams any more
	Said    time.Time `json:"said,omitzero"`
	// Marked are the times at which they noted that somebody of their team does not come: those of the last minutes, see mark.
	Marked []time.Time `json:"marked,omitempty"`
}

// A participant notes of at most so many others within this time that they do not come: a team is not taken apart by one of its people. Its
// mentor and organisers note as many as there are.
const (
	marksMost   = 2
	marksWithin = 10 * time.Minute
)

// mark notes that they mark somebody now. Conflict "event.many_gone" where they marked enough within the last minutes.
func (a *Attendee) mark(now time.Time) error {
	a.Marked = slices.DeleteFunc(slices.Clone(a.Marked), func(t time.Time) bool { return !t.After(now.Add(-marksWithin)) })
	if len(a.Marked) >= marksMost {
		return fault.New(fault.Conflict, "event.many_gone", "You noted two people within ten minutes. Your mentor and the helpdesk note more of them.")
	}
	a.Marked = append(a.Marked, now)
	return nil
}

// AttendeeID names the document; ids of events and people have no underscore.
func AttendeeID(event, person string) string { return event + "_" + person }

// Here says whether they are at the event.
func (a *Attendee) Here() bool { return a.Gone.IsZero() }

// team is a participant's team; "" without.
func (a *Attendee) team() string {
	if a.As != Newcomer || len(a.Teams) == 0 {
		return ""
	}
	return a.Teams[0]
}

// StateOf is what others mirror.
func StateOf(a *Attendee) wire.State {
	out := wire.EventPlaceState{Event: a.Event, Programme: a.Programme, Person: a.Person, Teams: []string{}}
	if !a.Apart {
		out.Teams = append(out.Teams, a.Teams...)
	}
	return out
}

// said cleans what somebody says for the event: skills of the list alone, languages by their base.
func said(in api.AttendeeBody, as string, tax *skill.Taxonomy) (api.AttendeeBody, []fault.Field) {
	var wrong []fault.Field
	out := api.AttendeeBody{Places: in.Places}
	for i, s := range in.Have {
		id, ok := tax.Canon(s.Skill)
		if !ok {
			wrong = append(wrong, fault.Field{Pointer: "/have/" + strconv.Itoa(i) + "/skill", Code: "unknown_skill"})
			continue
		}
		if !slices.ContainsFunc(out.Have, func(x api.EventSkill) bool { return x.Skill == id }) {
			out.Have = append(out.Have, api.EventSkill{Skill: id, Level: s.Level})
		}
	}
	for i, w := range in.Want {
		id, ok := tax.Canon(w)
		if !ok {
			wrong = append(wrong, fault.Field{Pointer: "/want/" + strconv.Itoa(i), Code: "unknown_skill"})
		} else if !slices.Contains(out.Want, id) {
			out.Want = append(out.Want, id)
		}
	}
	var bad []fault.Field
	out.Languages, bad = spoken(in.Languages)
	if as == Mentor && out.Places == 0 {
		out.Places = 1
	}
	if as == Newcomer {
		out.Places = 0
	}
	return out, append(wrong, bad...)
}

// spoken are languages by their base: who speaks the French of Canada works with who speaks that of France.
func spoken(in []string) (out []string, wrong []fault.Field) {
	for i, l := range in {
		t, err := language.Parse(strings.TrimSpace(l))
		base, _ := t.Base()
		if err != nil || len(l) > 35 || base.String() == "und" {
			wrong = append(wrong, fault.Field{Pointer: "/languages/" + strconv.Itoa(i), Code: "not_a_language"})
		} else if !slices.Contains(out, base.String()) {
			out = append(out, base.String())
		}
	}
	return out, wrong
}

// wishes says what is wrong with a list of wishes; known are the challenges that may be wished for.
func wishes(list []string, most int, known map[string]bool) (wrong []fault.Field) {
	if len(list) > most {
		return []fault.Field{{Pointer: "/challenges", Code: "too_many", Params: map[string]any{"max": most}}}
	}
	for i, c := range list {
		switch at := "/challenges/" + strconv.Itoa(i); {
		case !known[c]:
			wrong = append(wrong, fault.Field{Pointer: at, Code: "unknown"})
		case slices.Contains(list[:i], c):
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
		}
	}
	return wrong
}
