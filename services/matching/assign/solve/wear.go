package solve

// wear counts how often what is kept at hand was stale when it was used. Where prices move fast it often is, and then to look at all pairs
// at once is less work.
type wear struct {
	uses, stale   int
	direct, pause int // how often to look at all pairs still, and next time
}

// After so many uses, if more than a fifth was stale, all pairs are looked at leastPause times, and twice as often the next time.
const (
	enoughUses = 1024
	staleShare = 5
	leastPause = 1 << 14
	mostPause  = 1 << 18
)

func (w *wear) begin() { *w = wear{pause: leastPause} }

// rest says whether all pairs should be looked at, now so many times.
func (w *wear) rest(times int) bool {
	if w.direct == 0 {
		return false
	}
	w.direct = max(w.direct-times, 0)
	return true
}

func (w *wear) used(times, stale int) {
	w.uses += times
	w.stale += stale
	if w.uses >= enoughUses {
		if w.stale*staleShare > w.uses {
			w.direct, w.pause = w.pause, min(2*w.pause, mostPause)
		}
		w.uses, w.stale = 0, 0
	}
}
