package mentoring

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// What a block must not show: the answers that the other side gets are compared byte for byte with ordinary ones.

// TestABlockDoesNotMoveOnesStanding: who is blocked by somebody with whom they share nothing reads and changes their own
// standing as before.
func TestABlockDoesNotMoveOnesStanding(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.account("nour")
	h.mentor("mika")
	show := func(a answer) string {
		if a.header.Get("Waymark-Version") != "" {
			t.Errorf("the version of the document is told: %v", a.header)
		}
		return a.header.Get("ETag") + " " + a.body
	}
	read := func() string { return show(h.send("mika", "GET", "/api/v1/standing/me", "")) }
	h.must(h.as("nour").Block(ctx, "mika")) // before there is a standing of one's own
	first := read()
	h.must(h.as("nour").Unblock(ctx, "mika"))
	if got := read(); got != first || !strings.HasPrefix(got, `"`) {
		t.Errorf("%s and %s", got, first)
	}
	set := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":2,"caps":{"open":1}}`)
	second := show(set)
	if second == first || read() != second {
		t.Errorf("%s, then %s, then %s", first, second, read())
	}
	h.must(h.as("nour").Block(ctx, "mika"))
	if got := read(); got != second {
		t.Errorf("after a block: %s, before: %s", got, second)
	}
	tag := set.header.Get("ETag")
	again := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":3}`, "If-Match", tag)
	if again.status != 200 || again.header.Get("ETag") == tag {
		t.Errorf("after a block, with the tag from before: %d %s", again.status, again.body)
	}
	if a := h.send("mika", "PUT", "/api/v1/standing/me/places", `{"capacity":4}`, "If-Match", tag); a.status != 412 {
		t.Errorf("with the tag of what has changed: %d %s", a.status, a.body)
	}
	var seen client.Answer
	_, err := h.as("mika").Pause(ctx, h.clock.Now().Add(time.Hour), client.Into(&seen))
	h.must(err)
	h.clock.Advance(2 * time.Hour) // the pause has ended by itself: what is seen has changed
	if _, err := h.as("mika").SetPlaces(ctx, api.Places{Capacity: 5}, client.IfMatch(seen.Version)); !fault.Has(err, fault.Stale) {
		t.Errorf("after the pause: %v", err)
	}
	_, err = h.as("mika").Standing(ctx, client.Into(&seen))
	h.must(err)
	_, err = h.as("mika").SetPlaces(ctx, api.Places{Capacity: 5}, client.IfMatch(seen.Version))
	h.must(err)
}
