package client

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestSignedInHasSeen: who signs in waits for what they have just changed themselves, and for nobody else's.
func TestSignedInHasSeen(t *testing.T) {
	c, err := New("http://waymark.test")
	if err != nil {
		t.Fatal(err)
	}
	c.seen.note("accounts.account.ada@3, accounts.account.bo@7")
	if got := c.SignedIn(&api.SignedIn{Account: "ada"}).seen.header(); got != "accounts.account.ada@3" {
		t.Errorf("sends %q", got)
	}
	if got := c.As(nil).seen.header(); got != "" {
		t.Errorf("somebody else sends %q", got)
	}
}
