package notice

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestFirstPassword: who chose a password with the account is not alarmed about it; a later change is told.
func TestFirstPassword(t *testing.T) {
	for how, want := range map[string]int{"first": 0, "set": 1, "reset": 1, "address": 2, "address_undone": 1} {
		got, err := Of(told{"ada", 2, wire.CredentialChanged{Account: "ada", How: how}}.envelope(t))
		if err != nil || len(got) != want {
			t.Errorf("%s: %+v %v", how, got, err)
		}
	}
}
