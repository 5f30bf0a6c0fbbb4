package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWebQueueReasons: who asked in a programme and allows no offers stands in the mentor's queue with reasons, on the list and alone.
func TestWebQueueReasons(t *testing.T) {
	one(t)
	t.Parallel()
	x := openPairing(t, 0)
	n := x.newcomer("Sol Reyes", "sol@example.org")
	if err := x.heard(func() error { _, err := n.Join(t.Context(), x.programme, true, false); return err }); err != nil {
		t.Fatal(err)
	}
	if x.own(n).Offers {
		t.Fatal("the newcomer allows offers: this proves nothing")
	}
	r := x.ask(n, api.NewRequest{Programme: x.programme, Mentors: []string{x.mentors[0].id}, Message: "Hello."})
	b := x.browser().signIn(x.mentors[0])
	for _, path := range []string{"/queue", "/queue/" + r.ID} {
		if err := x.heard(func() error {
			if b.open(path); !strings.Contains(b.body, "Wants to learn ") {
				return errors.New(path + " does not say why: " + shownText(b.doc))
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}
