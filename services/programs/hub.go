package programs

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// States of a community in a hub.
const (
	HubAsked   = "asked"   // its organisers want to be in
	HubInvited = "invited" // the hub's organisers want it in
	HubIn      = "in"
)

// What a hub's figures need: the least people, what is rounded to, by how much one differs before it moves, communities that give something.
const (
	hubLeast = 10
	hubBase  = 5
	hubApart = 10
	hubFew   = 4
	hubShare = 20 // per cent of the largest community that the others beyond the third hide: two may be known to whoever runs them
)

// hubMost is how many communities a hub has; as many more may ask it, and it may invite as many.
const hubMost = 60

// hubInvitations is how many hubs may have invited one programme.
const hubInvitations = 10

var hubFigures = []string{"newcomers", "mentors", "mentorships", "completed"}

// HubFigure is one figure of a report. Exact is what was counted when it last moved: it leaves the service in no answer.
type HubFigure struct {
	Figure string `json:"figure"`
	Value  int    `json:"value"`
	Hidden bool   `json:"hidden,omitempty"`
	Exact  int    `json:"exact"`
	// Of are the communities that it was counted over when it was last shown: they leave the service in no answer.
	Of []string `json:"of,omitempty"`
}

// HubReport is a month's figures; the document's id is of hub and month. It never changes.
type HubReport struct {
	Hub         string      `json:"hub"`
	Month       string      `json:"month"`
	Communities int         `json:"communities"`
	Figures     []HubFigure `json:"figures"`
}

// hubFigure is a figure over communities: n people or mentorships, each counted once, and what each community gave to it. last is the figure
// of the report before, nil for none; of are the communities' ids. Where fewer than hubFew communities came or went since it was last shown, it stays as it
// was: the difference would be theirs alone. It is hidden where it would tell about few people or about one community; it moves only once it differs
// by hubApart, so that no two reports tell who came in between.
func hubFigure(name string, n int, given []int, of []string, last *HubFigure) HubFigure {
	if last != nil && len(last.Of) > 0 {
		if k := apart(last.Of, of); k > 0 && k < hubFew {
			return *last // also while it is hidden: what was shown before can still be taken away from it
		}
	}
	if last != nil && !last.Hidden && n-last.Exact < hubApart && last.Exact-n < hubApart {
		return *last
	}
	list := slices.DeleteFunc(slices.Clone(given), func(x int) bool { return x <= 0 })
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(b, a) })
	rest := 0
	for _, x := range list[min(len(list), hubFew-1):] {
		rest += x
	}
	if n < hubLeast || len(list) < hubFew || rest*100 < hubShare*list[0] {
		hidden := HubFigure{Figure: name, Hidden: true, Exact: n}
		if last != nil {
			hidden.Of = last.Of // what was shown before can still be subtracted
		}
		return hidden
	}
	return HubFigure{Figure: name, Value: (n + hubBase/2) / hubBase * hubBase, Exact: n, Of: of}
}

// apart is how many communities are in one of two lists alone.
func apart(a, b []string) (n int) {
	for _, x := range a {
		if !slices.Contains(b, x) {
			n++
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			n++
		}
	}
	return n
}

// BeHub makes a programme a hub, for good. A hub is part of nothing and nothing is part of it, so that there is no circle and nothing deeper
// than two; invitations to be a community end. false: it is one. Conflict "hub.within".
func (p *Programme) BeHub(id string) (bool, error) {
	switch {
	case p.IsHub:
		return false, nil
	case len(p.Path) > 0 || p.Hub != "" || id == wire.AlwaysOpen:
		return false, errHubWithin
	}
	p.IsHub, p.InvitedBy = true, nil
	return true, nil
}

// StateIn is what the programme is to a hub; "" for nothing.
func (p *Programme) StateIn(hub string) string {
	switch {
	case p.Hub == hub:
		return p.HubState
	case slices.Contains(p.InvitedBy, hub):
		return HubInvited
	}
	return ""
}

// Meet brings a programme and a hub together: byHub and byOwn are who says so. It is in once both have. An invitation binds nobody: it
// keeps the programme from no other hub, and from being one itself. false: nothing is new. Conflict "hub.within", "hub.taken" for its own
// organisers, "hub.invited_enough".
func (p *Programme) Meet(id, hub string, byHub, byOwn bool) (bool, error) {
	state := p.StateIn(hub)
	switch {
	case p.IsHub || id == wire.AlwaysOpen:
		return false, errHubWithin
	case state == HubIn:
		return false, nil
	case byOwn && p.Hub != "" && p.Hub != hub:
		return false, fault.New(fault.Conflict, "hub.taken", "This programme belongs to another hub, or has asked it. It leaves that one first.")
	case byOwn && (byHub || state == HubInvited), byHub && state == HubAsked:
		p.Hub, p.HubState, p.InvitedBy = hub, HubIn, p.invitedWithout(hub)
	case byOwn && state == HubAsked, state == HubInvited:
		return false, nil
	case byOwn:
		p.Hub, p.HubState = hub, HubAsked
	case len(p.InvitedBy) >= hubInvitations:
		return false, fault.Newf(fault.Conflict, "hub.invited_enough", "%d hubs have invited this programme already. It can still ask to be in.", hubInvitations)
	default:
		p.InvitedBy = append(slices.Clone(p.InvitedBy), hub)
	}
	return true, nil
}

// Part ends what the programme is to a hub: a community, one who asked, or one who is invited. false: it was nothing.
func (p *Programme) Part(hub string) bool {
	switch p.StateIn(hub) {
	case "":
		return false
	case HubInvited:
		p.InvitedBy = p.invitedWithout(hub)
	default:
		p.Hub, p.HubState = "", ""
	}
	return true
}

func (p *Programme) invitedWithout(hub string) []string {
	return slices.DeleteFunc(slices.Clone(p.InvitedBy), func(x string) bool { return x == hub })
}

// liftProgramme lifts a programme's body from schema 1, in which an invitation by a hub held the place of the hub itself.
func liftProgramme(_ int, body json.RawMessage) (json.RawMessage, error) {
	var p Programme
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	if p.HubState != HubInvited {
		return body, nil
	}
	p.InvitedBy, p.Hub, p.HubState = []string{p.Hub}, "", ""
	return json.Marshal(p)
}

var errHubWithin = fault.New(fault.Conflict, "hub.within", "What is part of something else, or of another hub, cannot be a hub.")
