package accounts

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestVenue: a conference of people behind one address signs up and asks for links; one that does more is slowed down.
func TestVenue(t *testing.T) {
	d := newDoors(100, 6000)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	n := 0
	for range 10_000 {
		if d.allow("192.0.2.7", now) {
			n++
		}
	}
	if n != 6000 {
		t.Fatalf("%d came in at once", n)
	}
	if !d.allow("192.0.2.8", now) || !d.allow("", now) || d.allow("192.0.2.7", now) || !d.allow("192.0.2.7", now.Add(10*time.Millisecond)) {
		t.Fatal("others")
	}
	if !d.allow("2001:db8::1", now) || len(d.known) != 3 {
		t.Fatal(len(d.known))
	}
	for i := range 2 * maxDoors {
		d.allow("2001:db8:"+strings.ToLower(string("0123456789abcdef"[i>>12&15]))+"::1", now)
	}
	if len(d.known) > maxDoors {
		t.Fatal(len(d.known))
	}
}

// taken is how often something goes through until it is refused, and how.
func taken(allow func() error) (n int, err error) {
	for ; n < 5000; n++ {
		if err = allow(); err != nil {
			break
		}
	}
	return n, err
}

// TestMailIsBounded: new accounts and links from one network are bounded apart from the door of a venue; one does not use up the other,
// and what was used comes back.
func TestMailIsBounded(t *testing.T) {
	m := newMailing(300, 20_000)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	accounts := func(address string) (int, error) { return taken(func() error { return m.allowAccount(address, now) }) }
	n, err := accounts("192.0.2.7")
	if want(t, err, fault.TooMany, "accounts.mail_network"); n != 300 {
		t.Errorf("%d from one network", n)
	}
	if n, err = taken(func() error { return m.allowLink("192.0.2.7", now) }); n != 300 {
		t.Errorf("%d links from it: %v", n, err)
	}
	if n, err = accounts("2001:db8::1"); n != 300 {
		t.Errorf("%d from another: %v", n, err)
	}
	if n, err = accounts("2001:db8::2"); n != 0 {
		t.Errorf("%d from the same: %v", n, err)
	}
	for i := range 4 {
		n, err = accounts("2001:db8:0:" + string(rune('1'+i)) + "::1")
		if most := []int{300, 300, 300, 0}[i]; n != most {
			t.Errorf("a wide network's part %d: %d, %v", i, n, err)
		}
	}
	now = now.Add(time.Minute)
	if n, err = accounts("192.0.2.7"); n != 5 {
		t.Errorf("%d after a minute: %v", n, err)
	}
	if n, err = accounts(""); n != 5000 {
		t.Errorf("%d from within: %v", n, err)
	}
}

// TestAFewNetworksDoNotShutTheDoor: where they opened what a place allows, others still open some; and a network that was refused because
// of others has lost nothing of its own.
func TestAFewNetworksDoNotShutTheDoor(t *testing.T) {
	m := newMailing(50, 600)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	flood := 0
	for i := range 40 {
		n, _ := taken(func() error { return m.allowAccount("2001:db8:"+strconv.Itoa(1+i%3)+":"+strconv.Itoa(i)+"::1", now) })
		flood += n
	}
	if flood < 400 || flood > 400+3*5 {
		t.Errorf("three networks opened %d of 600", flood)
	}
	n, err := taken(func() error { return m.allowAccount("192.0.2.7", now) })
	if want(t, err, fault.TooMany, "accounts.crowd"); n != 5 {
		t.Errorf("another one %d", n)
	}
	for range 200 { // refused because of others: not on its own account
		want(t, m.allowAccount("192.0.2.7", now), fault.TooMany, "accounts.crowd")
	}
	if n, err = taken(func() error { return m.allowLink("192.0.2.7", now) }); n != 50 {
		t.Errorf("%d links: %v", n, err)
	}
}

// TestARefusedNetworkKeepsItsOwn: the place refuses, and the network has as much as before.
func TestARefusedNetworkKeepsItsOwn(t *testing.T) {
	m := newMailing(50, 3)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for range 3 {
		must(t, m.allowAccount("127.0.0.1", now))
	}
	for range 100 {
		want(t, m.allowAccount("192.0.2.7", now), fault.TooMany, "accounts.crowd")
	}
	m.place.SetBurstAt(now, 1000)
	m.place.SetLimitAt(now, rate.Inf)
	if n, err := taken(func() error { return m.allowAccount("192.0.2.7", now) }); n != 50 {
		t.Errorf("%d were left: %v", n, err)
	}
}

// TestSignUpsAreBounded: at the routes; who arrives by a badge is not counted, and links go on.
func TestSignUpsAreBounded(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{SignUpsPlace: 2})
	c := w.from("192.0.2.7")
	for i := range 3 {
		_, up := c.SignUp(t.Context(), api.SignUp{Address: "ada" + string(rune('a'+i)) + "@example.org"})
		if i < 2 {
			must(t, up)
		} else {
			want(t, up, fault.TooMany, "accounts.crowd")
		}
		if _, err := c.RequestLink(t.Context(), "sign_in", "adaa@example.org"); err != nil {
			t.Fatal(i, err)
		}
		if _, err := w.s.arrivalFor(t.Context(), wire.ArrivalQuestion{Key: "badge" + string(rune('a'+i))}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.c.SignUp(t.Context(), api.SignUp{Address: "adad@example.org"}); err != nil {
		t.Fatal("from within", err)
	}
	w.clock.Advance(time.Hour)
	if _, err := c.SignUp(t.Context(), api.SignUp{Address: "adac@example.org"}); err != nil {
		t.Fatal(err)
	}
}

// TestGuessesOfANetwork: wrong passwords from one network are bounded, whoever's they are, known and unknown addresses alike; right ones
// do not count, other networks and devices that signed in before are not held up, and it passes.
func TestGuessesOfANetwork(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, nil).Engine, Config{GuessesNetwork: 6})
	ctx := t.Context()
	w.person("ada@example.org")
	w.person("bo@example.org")
	venue, home := w.from("192.0.2.7"), w.from("192.0.2.8")
	in := func(c *client.Client, address, password, device string) (*api.SignedIn, error) {
		return c.SignIn(ctx, api.SignIn{Address: address, Password: password, Device: device})
	}
	var device string
	for range 10 { // a venue whose people know their passwords
		a, err := in(venue, "ada@example.org", goodPassword, "")
		must(t, err)
		device = a.Device
	}
	for i := range 6 {
		address := "nobody" + strconv.Itoa(i) + "@example.org"
		if i%2 == 0 {
			address = []string{"ada@example.org", "bo@example.org"}[i/2%2]
		}
		_, err := in(venue, address, "a wrong one, "+goodPassword, "")
		want(t, err, fault.Unauthenticated, "accounts.sign_in")
	}
	for _, address := range []string{"bo@example.org", "nobody@example.org"} { // whether there is such an account is not told
		for _, password := range []string{goodPassword, "wrong " + goodPassword} {
			_, err := in(venue, address, password, "")
			if want(t, err, fault.TooMany, "accounts.guesses"); fault.As(err).RetryAfter != 10*time.Minute {
				t.Error("when to come back:", fault.As(err).RetryAfter)
			}
		}
	}
	if _, err := in(venue, "ada@example.org", goodPassword, device); err != nil {
		t.Error("a device that was known:", err)
	}
	if _, err := in(home, "bo@example.org", goodPassword, ""); err != nil {
		t.Error("another network:", err)
	}
	w.clock.Advance(10 * time.Minute)
	if _, err := in(venue, "bo@example.org", goodPassword, ""); err != nil {
		t.Error("later:", err)
	}
}

// TestWrongOnesAtOnce: many at once fail no more often than one after the other would.
func TestWrongOnesAtOnce(t *testing.T) {
	n := newNetworks(5, 64, 48)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	var ends []func(bool, time.Time)
	for i := range 20 {
		if _, end, ok := n.try("192.0.2.7", now); ok != (i < 5) {
			t.Fatal(i, ok)
		} else if ok {
			ends = append(ends, end)
		}
	}
	for i, end := range ends {
		end(i < 2, now)
	}
	for i := range 20 {
		if _, _, ok := n.try("192.0.2.7", now); ok != (i < 3) {
			t.Fatal(i, ok)
		}
	}
	if _, _, ok := n.try("127.0.0.1", now); !ok {
		t.Error("this machine")
	}
}

// TestWideNetworks: whoever has a wide network may four times what a narrow one may, and not as often as there are narrow ones in it; what a
// wider one refuses is given back to the narrower.
func TestWideNetworks(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, at string // %d is another network each time
		most     int
	}{
		{"an address", "192.0.2.7", 5},
		{"IPv4 addresses apart", "192.0.2.%d", 100},
		{"a household", "2001:db8:1:2::%d", 5},
		{"a customer", "2001:db8:1:%d::1", 20},
		{"a provider", "2001:db8:%d::1", 80},
		{"providers apart", "2001:%d::1", 100},
	} {
		n, tried, allowed, begun := newNetworks(5, 64, 48, 32), newNetworks(5, 64, 48, 32), 0, 0
		for i := range 100 {
			address := strings.ReplaceAll(c.at, "%d", strconv.Itoa(i+1))
			if _, err := n.allow(address, now); err == nil {
				allowed++
			}
			if _, end, ok := tried.try(address, now); ok {
				begun++
				end(true, now)
			}
		}
		if allowed != c.most || begun != c.most {
			t.Errorf("%s: %d allowed, %d tried, want %d", c.name, allowed, begun, c.most)
		}
	}
	n := newNetworks(5, 64, 48)
	for i := range 20 {
		_, _ = n.allow("2001:db8:1:"+strconv.Itoa(i+1)+"::1", now)
	}
	for range 10 {
		if _, err := n.allow("2001:db8:1:99::1", now); err == nil {
			t.Error("the customer has had theirs")
		}
	}
	if _, _, ok := n[0].paces.Allow("2001:db8:1:99::/64", now); !ok {
		t.Error("what the customer was refused counts for the household")
	}
}

// TestTheRestOfThePlace: what is kept for those that took little is not had by who opens accounts from each of a provider's networks.
func TestTheRestOfThePlace(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	m := newMailing(10, 30) // of 30 in an hour 10 are kept; one network may take one of them, a provider four
	opened := 0
	for i := range 200 {
		if m.allowAccount("2001:db8:"+strconv.Itoa(i+1)+"::1", now) == nil {
			opened++
		}
	}
	if opened != 24 {
		t.Error("from one provider:", opened)
	}
	if err := m.allowAccount("192.0.2.7", now); err != nil {
		t.Error("somebody else:", err)
	}
}

func TestHashQueueIsBounded(t *testing.T) {
	h := newHasher(1, 2)
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { _ = h.do(t.Context(), func() error { close(inside); <-release; return nil }) })
	<-inside
	for range 2 {
		wg.Go(func() { _ = h.do(t.Context(), func() error { return nil }) })
	}
	for h.waiting.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	err := h.do(t.Context(), func() error { t.Error("came in"); return nil })
	want(t, err, fault.Unavailable, "accounts.busy")
	if fault.As(err).RetryAfter < time.Second {
		t.Error("does not say when to come back")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	close(release)
	wg.Wait()
	if err := h.do(gone, func() error { return nil }); err == nil || h.waiting.Load() != 0 {
		t.Error(err, h.waiting.Load())
	}
}
