package pace

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTake: within any span at most a burst and what the span gives are taken, and whoever waits as told is not refused.
func TestTake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		burst := rapid.IntRange(1, 5).Draw(t, "burst")
		every := time.Duration(rapid.IntRange(1, 60).Draw(t, "every")) * time.Second
		begin := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		var b Budget
		var taken []time.Time
		now := begin
		for range rapid.IntRange(1, 40).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "later")) * time.Second)
			before := b
			if wait := b.Take(burst, every, now); wait > 0 {
				if b != before {
					t.Fatalf("a refusal uses %v of the budget", b.Whole.Sub(before.Whole))
				}
				if now = now.Add(wait); b.Take(burst, every, now) != 0 {
					t.Fatalf("refused after a wait of %v", wait)
				}
			}
			taken = append(taken, now)
			for i, from := range taken {
				if n, most := len(taken)-i, burst+int(now.Sub(from)/every); n > most {
					t.Fatalf("%d taken within %v, at most %d may be", n, now.Sub(from), most)
				}
			}
		}
	})
}
