package mentoring

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestFamilies plays the scenario families of the model on the real service and store. Every schedule is a random one of its
// seed; a failing one prints its story.
func TestFamilies(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		stage := newStage(t, open())
		for _, f := range families() {
			t.Run(f.name, func(t *testing.T) {
				stage.t = t
				stage.explore(f, deviations{}, 0, schedules(t), func(p *play, seed int) { t.Fatalf("seed %d: %s", seed, p.story()) })
			})
		}
		t.Logf("%d schedules, %d steps", stage.played, stage.steps)
	})
}

// schedules is how many each family gets; WAYMARK_TEST_SCHEDULES asks for more.
func schedules(t *testing.T) int {
	n := 100
	if more, err := strconv.Atoi(os.Getenv("WAYMARK_TEST_SCHEDULES")); err == nil {
		n = more
	}
	if testing.Short() {
		n = 24
	}
	if strings.Contains(t.Name(), "/mongo") { // where a write takes ten times as long
		n /= 4
	}
	return n
}

const longest = 60

// explore plays schedules of the seeds from first on, until one is broken. It gives how many.
func (st *stage) explore(f *family, off deviations, first, n int, broken func(p *play, seed int)) int {
	for i := range n {
		p := st.begin(f, off, uint64(first+i))
		if p.atRandom(longest) != "" {
			broken(p, first+i)
			return i + 1
		}
	}
	return n
}
