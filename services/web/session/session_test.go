package session

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCookiesRoundTrip(t *testing.T) {
	for _, secure := range []bool{true, false} {
		j := NewJar(secure)
		w := httptest.NewRecorder()
		want := Tokens{Account: "0192", Access: "a.b-c_d", Refresh: "r1", Ends: time.Unix(1_800_000_000, 0)}
		j.Keep(w, want)
		r := httptest.NewRequest("GET", "/", nil)
		for _, c := range w.Result().Cookies() {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure != secure || c.Domain != "" {
				t.Errorf("cookie %v is not as it must be", c)
			}
			if strings.HasPrefix(c.Name, "__Host-") != secure {
				t.Errorf("secure %v: cookie is called %s", secure, c.Name)
			}
			r.AddCookie(c)
		}
		if got := j.Tokens(r); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestRefreshIsAskedOnceHoweverManyWait(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	k := NewKeeper(func() time.Time { return now })
	var calls atomic.Int32
	gate := make(chan struct{})
	ask := func(context.Context) (Tokens, error) {
		calls.Add(1)
		<-gate
		return Tokens{Refresh: "r2"}, nil
	}
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			got, err := k.Next(context.Background(), "r1", ask)
			if err != nil || got.Refresh != "r2" {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	close(gate)
	wait.Wait()
	now = now.Add(keepFor) // late, its cookie had not arrived
	if got, err := k.Next(context.Background(), "r1", ask); err != nil || got.Refresh != "r2" {
		t.Errorf("late: %v, %v", got, err)
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	now = now.Add(time.Second)
	_, _ = k.Next(context.Background(), "r1", ask)
	if n := calls.Load(); n != 2 {
		t.Errorf("after %v it must ask again: asked %d times", keepFor, n)
	}
}

// TestKeeperIsBounded: of many sessions the oldest answers are forgotten first; what failed does not count for ever.
func TestKeeperIsBounded(t *testing.T) {
	k := NewKeeper(func() time.Time { return time.Unix(0, 0) })
	calls := 0
	ask := func(i int) {
		_, _ = k.Next(t.Context(), strconv.Itoa(i), func(context.Context) (Tokens, error) {
			calls++
			if i%2 == 0 {
				return Tokens{}, errors.New("no")
			}
			return Tokens{Refresh: "x"}, nil
		})
	}
	for i := range 2*maxKept + 100 {
		ask(i)
	}
	if k.order.Len() > maxKept+1 || len(k.asked) > maxKept+1 {
		t.Fatalf("%d are kept in %d", len(k.asked), k.order.Len())
	}
	calls = 0
	if ask(2*maxKept + 99); calls != 0 {
		t.Error("the latest was forgotten")
	}
	if ask(1); calls != 1 {
		t.Error("the oldest is still kept")
	}
}

// TestWhatFailsPushesNothingOut: made-up cookies, however many, leave what is kept for others where it is.
func TestWhatFailsPushesNothingOut(t *testing.T) {
	k := NewKeeper(func() time.Time { return time.Unix(0, 0) })
	calls := 0
	good := func(context.Context) (Tokens, error) { calls++; return Tokens{Refresh: "x"}, nil }
	if _, err := k.Next(t.Context(), "good", good); err != nil {
		t.Fatal(err)
	}
	for i := range maxKept + 100 {
		_, _ = k.Next(t.Context(), strconv.Itoa(i), func(context.Context) (Tokens, error) { return Tokens{}, errors.New("no") })
	}
	if got, err := k.Next(t.Context(), "good", good); err != nil || got.Refresh != "x" || calls != 1 {
		t.Errorf("asked %d times: %v", calls, err)
	}
	if n := k.order.Len(); n != 1 {
		t.Errorf("%d are in order", n)
	}
}

func TestRefusedRefreshIsNotKept(t *testing.T) {
	k := NewKeeper(func() time.Time { return time.Unix(0, 0) })
	no := errors.New("no")
	if _, err := k.Next(context.Background(), "r1", func(context.Context) (Tokens, error) { return Tokens{}, no }); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	fresh := func(context.Context) (Tokens, error) { return Tokens{Refresh: "x"}, nil }
	if got, err := k.Next(context.Background(), "r1", fresh); err != nil || got.Refresh != "x" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestWaitingEndsWithTheReader(t *testing.T) {
	k := NewKeeper(func() time.Time { return time.Unix(0, 0) })
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	hold := make(chan struct{})
	defer close(hold)
	if _, err := k.Next(ctx, "r1", func(context.Context) (Tokens, error) { <-hold; return Tokens{}, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
