package solve

import "github.com/waymark-dev/waymark/services/matching/assign"

// glance is how many pairs are looked at between two looks at Stop: a few milliseconds.
const glance = 1 << 20

// watch counts work, tells progress and notices that it should stop.
type watch struct {
	stop     <-chan struct{}
	progress func(done, total int)
	left     int64
	told     int
	stopped  bool
	looked   int64
	bounded  bool  // stops once left is used up
	bound    int64 // what was left at first, for hurry
}

func newWatch(o assign.Options) *watch {
	return &watch{stop: o.Stop, progress: o.Progress, left: glance, told: -1}
}

// did says that so many pairs were looked at.
func (w *watch) did(pairs int64) {
	w.left -= pairs
	if w.left < 0 {
		if w.bounded {
			w.stopped = true
			return
		}
		w.looked += glance - w.left // left is below 0
		w.left = glance
		select {
		case <-w.stop:
			w.stopped = true
		default:
		}
	}
}

// hurry stops what would not come to its end with what is left, to judge by the parts that are done.
func (w *watch) hurry(done, parts int) {
	if w.bounded && w.bound > 0 && float64(w.bound-w.left) > float64(w.bound)*(0.1+float64(done)/float64(parts)) {
		w.stopped = true
	}
}

// total is how many pairs were looked at so far.
func (w *watch) total() int64 { return w.looked + glance - w.left }

// reached tells how far the work is, in percent. It never falls.
func (w *watch) reached(percent int) {
	if percent > w.told {
		w.told = percent
		if w.progress != nil {
			w.progress(percent, 100)
		}
	}
}
