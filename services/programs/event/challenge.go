package event

import (
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// States of a challenge.
const (
	Pitched  = "pitched"
	Accepted = "accepted"
	Hidden   = "hidden"
)

// needLevel is how well somebody has to know a skill to meet a need: with help.
const needLevel = 3

// Challenge is something to work on.
type Challenge struct {
	Event string `json:"event"`
	api.ChallengeBody
	State string    `json:"state"`
	Teams int       `json:"teams,omitempty"`
	By    string    `json:"by,omitempty"` // who pitched it; "" once they have left
	Made  time.Time `json:"made"`
}

// pitch cleans what somebody pitches and says what is wrong with it.
func pitch(in api.ChallengeBody, tax *skill.Taxonomy) (out api.ChallengeBody, wrong []fault.Field) {
	note := func(fields []fault.Field) { wrong = append(wrong, fields...) }
	var bad []fault.Field
	out.Title, bad = wording.Text("/title", in.Title, 1, 120, false)
	note(bad)
	out.Text, bad = wording.Text("/text", in.Text, 0, 4000, true)
	note(bad)
	out.Link, bad = wording.Link("/link", in.Link)
	note(bad)
	out.Licence, bad = licence("/licence", in.Licence)
	note(bad)
	out.Languages, bad = spoken(in.Languages)
	note(bad)
	seen := map[string]bool{}
	for i, n := range in.Needs {
		id, ok := tax.Canon(n.Skill)
		switch at := "/needs/" + strconv.Itoa(i) + "/skill"; {
		case !ok:
			note([]fault.Field{{Pointer: at, Code: "unknown_skill"}})
		case seen[id]:
			note([]fault.Field{{Pointer: at, Code: "repeated"}})
		default:
			seen[id] = true
			out.Needs = append(out.Needs, api.ChallengeNeed{Skill: id, People: max(1, n.People)})
		}
	}
	return out, wrong
}

// licence is an SPDX name, or what looks like one: letters, digits, dots, plus and hyphens.
func licence(pointer, v string) (string, []fault.Field) {
	v, bad := wording.Text(pointer, v, 0, 40, false)
	for _, r := range v {
		if r != '-' && r != '.' && r != '+' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return "", []fault.Field{{Pointer: pointer, Code: "not_a_licence"}}
		}
	}
	return v, bad
}

// forget takes out who pitched it, who has left, and their words. What it needs stays: a team may be working on it.
func (c *Challenge) forget() {
	c.By, c.Title, c.Text, c.Link = "", "", "", ""
}
