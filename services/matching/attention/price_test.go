package attention

import (
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/rank"
)

// TestTies: where very many fit alike and nobody has a price, one look is enough; where the first have one, the next by id come, and it is
// looked no further than it must.
func TestTies(t *testing.T) {
	for price, looks := range map[int64]int{0: 1, 10: 2} {
		asked := 0
		got := Best(10, func(n int) (out []rank.Result) {
			asked++
			for i := range min(n, 500) {
				out = append(out, rank.Result{ID: fmt.Sprintf("m-%03d", i), Score: 600_000})
			}
			return out
		}, func(r *rank.Result) int64 {
			if r.ID < "m-020" {
				return price
			}
			return 0
		})
		first := "m-000"
		if price > 0 {
			first = "m-020"
		}
		if len(got) != 10 || got[0].ID != first || asked != looks {
			t.Errorf("a price of %d: %s first, looked %d times, want %d", price, got[0].ID, asked, looks)
		}
	}
}
