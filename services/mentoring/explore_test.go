package mentoring

import (
	"os"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestFamilies plays the scenario families of the model on the real service and store. Every schedule is a random one of its
// seed; a failing one prints its story.
func TestFamilies(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		stage := newStage(t, open())
		for _, f := range families() {
			t.Run(f.name, func(t *testing.T) {
				stage.t = t
				stage.explore(f, deviations{}, schedules(t), func(p *play) { t.Fatal(p.story()) })
			})
		}
		t.Logf("%d schedules, %d steps", stage.played, stage.steps)
	})
}

// schedules is how many each family gets; WAYMARK_TEST_SCHEDULES asks for more.
func schedules(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("WAYMARK_TEST_SCHEDULES")); err == nil {
		return n
	}
	if testing.Short() {
		return 40
	}
	return 300
}

const longest = 60

// explore plays many schedules until one is broken. It gives how many.
func (st *stage) explore(f *family, off deviations, n int, broken func(p *play)) int {
	for i := range n {
		p := st.begin(f, off, uint64(i))
		if p.atRandom(longest) != "" {
			broken(p)
			return i + 1
		}
	}
	return n
}
