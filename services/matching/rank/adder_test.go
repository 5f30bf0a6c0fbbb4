package rank

import (
	"testing"

	"pgregory.net/rapid"
)

// someTerms draws terms over some blocks.
func someTerms(t *rapid.T, a *adder, blocks, most int) {
	a.words = blocks
	for range rapid.IntRange(0, most).Draw(t, "terms") {
		f := term{gain: rapid.Int64Range(1, 900_000).Draw(t, "gain")}
		for range blocks {
			f.bits = append(f.bits, rapid.Uint64().Draw(t, "bits"))
		}
		a.terms, a.rest = append(a.terms, f), a.rest+f.gain
	}
}

// Whoever lacks no more than slack is among those whom an adder finds, and whoever lacks much more is not.
func TestAdder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a adder
		someTerms(t, &a, 1, 12)
		open, slack := rapid.Uint64().Draw(t, "open"), rapid.Int64Range(0, a.rest+10).Draw(t, "slack")
		reach := func(slack int64) uint64 {
			e := octet{open: [lanes]uint64{open}, slack: [lanes]int64{slack}}
			a.reachIn(&e, 1)
			return e.open[0]
		}
		got, unit := reach(slack), a.unit
		tighter := reach(slack / 2)
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
				if found && lacks > least+int64(len(a.terms)+1)*unit && lacks <= 200*unit {
					t.Fatalf("%d lacks %d of %d, found in units of %d", i, lacks, least, unit)
				}
			}
			if a.has(i) != a.rest-lacks {
				t.Fatalf("%d lacks %d of %d, has %d", i, lacks, a.rest, a.has(i))
			}
		}
	})
}

// The wide form of an adder finds whom plain sums find, and says that they lack the same. Both forms find whoever really lacks no more than slack, and
// never say that somebody lacks more than is so; either may find somebody else whom the other does not, as their units differ. Where there is no wide
// form, this is of the narrow one twice.
func TestWideAdder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a adder
		someTerms(t, &a, rapid.IntRange(1, 2*lanes+3).Draw(t, "blocks"), 20)
		e := octet{first: rapid.IntRange(0, (a.words-1)/lanes).Draw(t, "first") * lanes}
		some := rapid.Uint8Range(0, 255>>max(0, e.first+lanes-a.words)).Draw(t, "some")
		for l := range e.open {
			e.open[l], e.slack[l] = rapid.Uint64().Draw(t, "open"), rapid.Int64Range(0, a.rest+10).Draw(t, "slack")
		}
		before := e
		a.reachIn(&e, some)
		plain := a // as the wide form has scaled it
		plain.terms = append([]term(nil), a.terms...)
		other := before
		defer func(is bool) { isWide = is }(isWide)
		isWide = false
		a.reachIn(&other, some)
		for l := range e.open {
			if some>>l&1 == 0 {
				if e.open[l] != before.open[l] {
					t.Fatalf("block %d was not asked for", l)
				}
				continue
			}
			for i := range 64 {
				units, exact := int64(0), int64(0)
				for _, f := range plain.terms {
					has := f.bits[e.first+l]>>i&1 != 0
					if has == e.wide {
						units += int64(f.units)
					}
					if !has {
						exact += f.gain
					}
				}
				lacks := units * plain.unit
				if e.wide {
					lacks = plain.rest - lacks
				}
				open := before.open[l]>>i&1 != 0 && lacks <= before.slack[l]
				found, narrow := e.open[l]>>i&1 != 0, other.open[l]>>i&1 != 0
				if found != open || found && plain.lacks(&e, l, i) != lacks {
					t.Fatalf("%d of block %d lacks %d, open %v, found %v, wide %v", i, l, lacks, open, found, e.wide)
				}
				if before.open[l]>>i&1 != 0 && exact <= before.slack[l] && !(found && narrow) {
					t.Fatalf("%d of block %d lacks %d of %d: found %v, by the narrow form %v", i, l, exact, before.slack[l], found, narrow)
				}
				if found && lacks > exact || narrow && a.lacks(&other, l, i) > exact {
					t.Fatalf("%d of block %d lacks %d, not %d or %d", i, l, exact, lacks, a.lacks(&other, l, i))
				}
			}
		}
	})
}

// The wide forms of whole bit sets do what the others do.
func TestWideBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := func(n int, name string) []uint64 { return rapid.SliceOfN(rapid.Uint64(), n, n).Draw(t, name) }
		n := rapid.IntRange(0, 3*lanes).Draw(t, "n")
		into, a, b := list(n, "into"), list(n, "a"), list(n, "b")
		all := [4][]uint64{}
		for i := range all {
			all[i] = append(all[i], into...)
		}
		or(all[0], a)
		orBoth(all[1], a, b)
		orBut(all[2], a, b)
		orNone(all[3], a, b)
		for i, w := range into {
			for k, want := range [4]uint64{a[i], a[i] & b[i], a[i] &^ b[i], ^(a[i] | b[i])} {
				if all[k][i] != w|want {
					t.Fatalf("word %d of %d, %d: %x, want %x", i, n, k, all[k][i], w|want)
				}
			}
		}
	})
}
