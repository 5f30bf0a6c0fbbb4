package rank

import (
	"testing"

	"pgregory.net/rapid"
)

// Whoever lacks no more than slack is among those whom an adder finds, and whoever lacks much more is not.
func TestAdder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a adder
		for range rapid.IntRange(0, 12).Draw(t, "terms") {
			f := term{bits: []uint64{rapid.Uint64().Draw(t, "bits")}, gain: rapid.Int64Range(1, 900_000).Draw(t, "gain")}
			a.terms, a.rest = append(a.terms, f), a.rest+f.gain
		}
		open, slack := rapid.Uint64().Draw(t, "open"), rapid.Int64Range(0, a.rest+10).Draw(t, "slack")
		got := a.reach(0, open, slack)
		tighter := a.reach(0, open, slack/2) // in the same units
		for i := range 64 {
			lacks := int64(0)
			for _, f := range a.terms {
				if f.bits[0]&(1<<i) == 0 {
					lacks += f.gain
				}
			}
			for out, least := range map[uint64]int64{got: slack, tighter: slack / 2} {
				is, found := open&(1<<i) != 0, out&(1<<i) != 0
				if is && lacks <= least && !found || !is && found {
					t.Fatalf("%d lacks %d of %d: found %v, open %v", i, lacks, least, found, is)
				}
				if found && lacks > least+int64(len(a.terms)+1)*a.unit && lacks <= 200*a.unit {
					t.Fatalf("%d lacks %d of %d, found in units of %d", i, lacks, least, a.unit)
				}
			}
			if a.has(i) != a.rest-lacks {
				t.Fatalf("%d lacks %d of %d, has %d", i, lacks, a.rest, a.has(i))
			}
		}
	})
}
