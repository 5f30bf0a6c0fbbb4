package testkit

import (
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Tokens verifies made-up bearer tokens, for tests without accounts: "test.<person id>", or with roles on the instance
// "test.<person id>.moderator,administrator". Everything else is refused as a bad token is.
type Tokens struct{}

// Token is the one for a person.
func Token(id string, roles ...string) string {
	if len(roles) == 0 {
		return "test." + id
	}
	return "test." + id + "." + strings.Join(roles, ",")
}

// Verify reads one.
func (Tokens) Verify(token string) (auth.Principal, error) {
	parts := strings.Split(token, ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "test" || parts[1] == "" {
		return auth.Principal{}, fault.New(fault.Unauthenticated, "auth.token", "Sign in again: this token does not hold.")
	}
	p := auth.Principal{ID: parts[1], Session: "session-" + parts[1]}
	if len(parts) == 3 {
		p.Roles = strings.Split(parts[2], ",")
	}
	return p, nil
}
