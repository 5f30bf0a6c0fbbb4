package programs

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// MaxGrants is how many roles one person can have.
const MaxGrants = 200

// Kinds of scopes.
const (
	ScopeOrg       = "org"
	ScopeProgramme = "programme"
	ScopeProject   = "project"
)

// RoleOrganiser is the role that gives others.
const RoleOrganiser = "organiser"

// roles that each kind of scope knows.
var roles = map[string][]string{
	ScopeOrg:       {RoleOrganiser, "reviewer", "partner", "observer"},
	ScopeProgramme: {RoleOrganiser, "reviewer", "partner", "observer"},
	ScopeProject:   {"maintainer"},
}

// Scope is where a role counts.
type Scope struct{ Kind, ID string }

func (s Scope) String() string { return s.Kind + ":" + s.ID }

var scopeID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)

// ParseScope reads "org:<id>", "programme:<id>", "project:<id>".
func ParseScope(v string) (Scope, bool) {
	kind, id, ok := strings.Cut(v, ":")
	if !ok || roles[kind] == nil || !scopeID.MatchString(id) {
		return Scope{}, false
	}
	return Scope{kind, id}, true
}

// Knows says whether the role exists on this kind of scope.
func (s Scope) Knows(role string) bool { return slices.Contains(roles[s.Kind], role) }

// Grant is a role on a scope, with who gave it.
type Grant struct {
	Role  string    `json:"role"`
	Scope string    `json:"scope"`
	By    string    `json:"by,omitempty"`
	At    time.Time `json:"at"`
}

// Grants are all roles of one person; the document's id is theirs.
type Grants struct {
	List []Grant `json:"list,omitempty"`
}

// Has says whether one of the roles is there on one of the scopes.
func (g *Grants) Has(wanted []string, scopes ...string) bool {
	return slices.ContainsFunc(g.List, func(x Grant) bool {
		return slices.Contains(wanted, x.Role) && slices.Contains(scopes, x.Scope)
	})
}

// On are the roles on any of the scopes, each once.
func (g *Grants) On(scopes ...string) []string {
	out := []string{}
	for _, x := range g.List {
		if slices.Contains(scopes, x.Scope) && !slices.Contains(out, x.Role) {
			out = append(out, x.Role)
		}
	}
	return out
}

// Give adds a grant; false if it was there.
func (g *Grants) Give(role, scope, by string, now time.Time) (bool, error) {
	if g.Has([]string{role}, scope) {
		return false, nil
	}
	if len(g.List) >= MaxGrants {
		return false, fault.Newf(fault.Conflict, "grant.too_many", "One person has at most %d roles. Take one away first.", MaxGrants)
	}
	g.List = append(g.List, Grant{Role: role, Scope: scope, By: by, At: now})
	return true, nil
}

// Take removes a grant; false if there is none.
func (g *Grants) Take(role, scope string) bool {
	before := len(g.List)
	g.List = slices.DeleteFunc(g.List, func(x Grant) bool { return x.Role == role && x.Scope == scope })
	return len(g.List) < before
}

// GrantsStateOf is what others mirror.
func GrantsStateOf(person string, g *Grants) wire.GrantsState {
	s := wire.GrantsState{Person: person, Grants: []wire.Grant{}}
	for _, x := range g.List {
		s.Grants = append(s.Grants, wire.Grant{Role: x.Role, Scope: x.Scope})
	}
	return s
}
