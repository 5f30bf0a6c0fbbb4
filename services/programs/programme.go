package programs

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// How people join a programme.
const (
	JoinOpen    = "open"
	JoinInvited = "invited"
)

// MaxDepth is how deep programmes go: the outermost is at 1.
const MaxDepth = 4

// Programme is something that people take part in. Its organisation and its parent never change: so there can be no circle, and
// whoever organises something around it is found without a walk.
type Programme struct {
	Org string `json:"org"`
	// Path are the programmes around it, the nearest first; at most MaxDepth-1.
	Path    []string   `json:"path,omitempty"`
	Name    string     `json:"name"`
	About   string     `json:"about,omitempty"`
	Open    bool       `json:"open,omitempty"`   // people may join and ask
	Listed  bool       `json:"listed,omitempty"` // shown to everybody
	Joining string     `json:"joining"`
	Rules   wire.Rules `json:"rules"` // the current version; older ones are documents of their own
	RulesBy string     `json:"rules_by,omitempty"`
	RulesAt time.Time  `json:"rules_at"`
	Created time.Time  `json:"created"`
	By      string     `json:"by,omitempty"`
	// IsHub: other programmes may be its communities; it never ends. Hub is the one that this is a community of, or has asked, as HubState
	// says; InvitedBy are hubs that invited it, at most hubInvitations.
	IsHub     bool     `json:"is_hub,omitempty"`
	Hub       string   `json:"hub,omitempty"`
	HubState  string   `json:"hub_state,omitempty"`
	InvitedBy []string `json:"invited_by,omitempty"`
}

// PastRules is a version of a programme's rules that is no longer the current one. It never changes, but for By once they have left.
type PastRules struct {
	Programme string     `json:"programme"`
	Rules     wire.Rules `json:"rules"`
	By        string     `json:"by,omitempty"`
	At        time.Time  `json:"at"`
}

// Parent is the programme directly around it; "" if there is none.
func (p *Programme) Parent() string {
	if len(p.Path) == 0 {
		return ""
	}
	return p.Path[0]
}

// Scopes are those on which a role counts for this programme: its own, those around it, its organisation.
func (p *Programme) Scopes(id string) []string {
	out := []string{"programme:" + id}
	for _, x := range p.Path {
		out = append(out, "programme:"+x)
	}
	return append(out, "org:"+p.Org)
}

// Within makes the programme part of another of the same organisation.
func (p *Programme) Within(parentID string, parent *Programme) []fault.Field {
	switch {
	case parentID == wire.AlwaysOpen:
		return []fault.Field{{Pointer: "/parent", Code: "always_open"}}
	case parent == nil || parent.Org != p.Org:
		return []fault.Field{{Pointer: "/parent", Code: "unknown"}}
	case parent.IsHub: // its communities are others' programmes
		return []fault.Field{{Pointer: "/parent", Code: "too_deep", Params: map[string]any{"max": 1}}}
	case len(parent.Path)+2 > MaxDepth:
		return []fault.Field{{Pointer: "/parent", Code: "too_deep", Params: map[string]any{"max": MaxDepth}}}
	}
	p.Path = append([]string{parentID}, parent.Path...)
	return nil
}

// Check cleans the texts and says what is wrong.
func (p Programme) Check() (Programme, []fault.Field) {
	var wrong, w []fault.Field
	p.Name, w = wording.Name("/name", p.Name)
	wrong = append(wrong, w...)
	p.About, w = wording.Text("/about", p.About, 0, MaxAbout, true)
	wrong = append(wrong, w...)
	if p.Joining == "" {
		p.Joining = JoinOpen
	}
	if !slices.Contains([]string{JoinOpen, JoinInvited}, p.Joining) {
		wrong = append(wrong, fault.Field{
			Pointer: "/joining", Code: "not_one_of", Params: map[string]any{"allowed": []string{JoinOpen, JoinInvited}},
		})
	}
	return p, wrong
}

// CheckAlwaysOpen says what nobody can change of the always-open programme.
func (p Programme) CheckAlwaysOpen() []fault.Field {
	var wrong []fault.Field
	for _, x := range []struct {
		pointer string
		ok      bool
	}{{"/open", p.Open}, {"/listed", p.Listed}, {"/joining", p.Joining == JoinOpen}} {
		if !x.ok {
			wrong = append(wrong, fault.Field{Pointer: x.pointer, Code: "always_open"})
		}
	}
	return wrong
}

// ProgrammeStateOf is what others mirror.
func ProgrammeStateOf(id string, p *Programme) wire.ProgrammeState {
	return wire.ProgrammeState{
		Programme: id, Org: p.Org, Parent: p.Parent(), Open: p.Open, Listed: p.Listed, Joining: p.Joining, Rules: p.Rules,
	}
}

// alwaysOpen is the programme that exists from the start, and its organisation.
func alwaysOpen(now time.Time) (Organisation, Programme) {
	return Organisation{Name: "Community", About: "Everybody who is here.", Created: now},
		Programme{
			Org: wire.AlwaysOpenOrg, Name: "Always open", About: "For everybody, at any time: no application and no dates.",
			Open: true, Listed: true, Joining: JoinOpen, Rules: wire.DefaultRules(), RulesAt: now, Created: now,
		}
}
