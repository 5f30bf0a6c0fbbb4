package pack

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var someIDs = rapid.OneOf(
	rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`),
	rapid.StringMatching(`[0-9a-fA-F-]{36}`), rapid.StringMatching(`[a-z2-7]{26}`), rapid.StringMatching(`[a-z0-9]{26}`),
	rapid.StringMatching(`[ -~]{0,40}`), rapid.StringN(0, 50, 200),
)

// What goes in comes out, is found, and is in order.
func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]*rapid.Generator[string]{someIDs, rapid.StringMatching(`[a-z2-7]{26}`)}).Draw(t, "kind")
		list := rapid.SliceOfDistinct(kind, rapid.ID).Draw(t, "ids")
		at := func(i int) string { return list[i] }
		c := MakeIDs(len(list), at)
		byID, twice := ByID(len(list), at)
		if twice {
			t.Fatal("an id is said to be there twice")
		}
		c.Sort(byID)
		for i, id := range list {
			if got := c.At(i); got != id {
				t.Fatalf("%q comes back as %q", id, got)
			}
			if n, ok := c.Find(id); !ok || n != i {
				t.Fatalf("%q is found at %d, %v", id, n, ok)
			}
			if j := (i * 7) % len(list); c.Less(i, j) != (id < list[j]) || c.Compare(i, list[j]) != strings.Compare(id, list[j]) {
				t.Fatalf("%q and %q are compared wrongly", id, list[j])
			} else if k := KeyOf(list[j]); !k.Of(list[j]) || c.Before(i, &k) != (id < list[j]) {
				t.Fatalf("%q is said to be before %q: %v", id, list[j], c.Before(i, &k))
			}
		}
		order := rapid.Permutation(byID).Draw(t, "order")
		m := NewIDs(len(list))
		for _, id := range list {
			m.Add(id)
		}
		other := m.In(order)
		for i, o := range order {
			if got := other.At(i); got != list[o] {
				t.Fatalf("in another order %q is %q", list[o], got)
			}
		}
		if other := someIDs.Draw(t, "other"); !slices.Contains(list, other) {
			if _, ok := c.Find(other); ok {
				t.Fatalf("%q is found", other)
			}
		}
	})
}

func TestIDsAreSmall(t *testing.T) {
	for _, c := range []struct {
		id   string
		most int
	}{{"01890a5d-ac96-774b-bcce-b302099a8057", 17}, {"mfrggzdfmztwq2lknnwg23tpoa", 18}, {"mentor", 7}} {
		if got := len(appendID(nil, c.id)); got != c.most {
			t.Errorf("%s takes %d bytes, want %d", c.id, got, c.most)
		}
	}
}

func TestSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewSets[uint32]()
		lists := rapid.SliceOf(rapid.SliceOfN(rapid.Uint32Range(0, 3), 0, 3)).Draw(t, "lists")
		numbers := map[string]uint32{}
		var at []uint32
		for _, l := range lists {
			n := m.Put(l)
			if old, ok := numbers[fmt.Sprint(l)]; ok && old != n {
				t.Fatalf("%v is %d and %d", l, old, n)
			}
			numbers[fmt.Sprint(l)] = n
			at = append(at, n)
		}
		s := m.Done()
		for i, l := range lists {
			if !slices.Equal(s.At(at[i]), l) {
				t.Fatalf("%v comes back as %v", l, s.At(at[i]))
			}
		}
		if len(s.At(0)) != 0 || s.Len() > len(numbers)+1 {
			t.Fatalf("%d sets of %d, the first is %v", s.Len(), len(numbers), s.At(0))
		}
	})
}

// Ids are in order, and whether one is there twice is said.
func TestByID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begin := rapid.SampledFrom([]string{"", "mentor-", "01890a5d-ac96-774b-"}).Draw(t, "begin")
		list := rapid.SliceOf(rapid.OneOf(someIDs, rapid.StringMatching(`[ab]{0,12}`))).Draw(t, "ids")
		for i := range list {
			list[i] = begin + list[i]
		}
		if rapid.Bool().Draw(t, "ready") {
			slices.Sort(list)
		}
		order, twice := ByID(len(list), func(i int) string { return list[i] })
		var got []string
		for _, o := range order {
			got = append(got, list[o])
		}
		want := slices.Sorted(slices.Values(list))
		if !slices.Equal(got, want) {
			t.Fatalf("%q is not in order", got)
		}
		if len(slices.Compact(want)) < len(list) != twice {
			t.Fatalf("%q: twice %v", list, twice)
		}
	})
}

// Numbers of every size, in pieces of every size, come in order and stay as they were where they are the same.
func TestByKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		wide, few := rapid.IntRange(0, 63).Draw(t, "bits"), rapid.IntRange(1, 300).Draw(t, "values")
		values, keys := make([]uint64, few), make([]uint64, rapid.IntRange(0, 2000).Draw(t, "rows"))
		for i := range values {
			values[i] = r.Uint64() >> wide >> r.IntN(3)
		}
		for i := range keys {
			keys[i] = values[r.IntN(few)]
		}
		rows := make([]uint32, len(keys))
		for i := range rows {
			rows[i] = uint32(i)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		want := slices.Clone(rows)
		slices.SortStableFunc(want, func(a, b uint32) int { return cmp.Compare(keys[a], keys[b]) })
		if got := ByKey(rows, keys); !slices.Equal(got, want) {
			t.Fatal("not in order, or not stable")
		}
	})
}

func TestByKey(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	keys := make([]uint64, 3000)
	rows := make([]uint32, len(keys))
	for i := range keys {
		keys[i], rows[i] = r.Uint64()>>(r.IntN(4)*16)%997<<(r.IntN(2)*40), uint32(i)
	}
	want := slices.Clone(rows)
	slices.SortStableFunc(want, func(a, b uint32) int { return cmp.Compare(keys[a], keys[b]) })
	if got := ByKey(rows, keys); !slices.Equal(got, want) {
		t.Error("not in order, or not stable")
	}
}

// A bit set and postings say the same: the rows that have the tag.
func TestTags(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SampledFrom([]int{0, 1, 63, 64, 65, 300, chunkRows + 70}).Draw(t, "rows")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		has := make([][]uint32, rows)
		for i := range has {
			for tag := range uint32(5) {
				if r.IntN(1<<(3*tag)) == 0 {
					has[i] = append(has[i], tag*tag)
				}
			}
		}
		common := rapid.IntRange(1, rows+2).Draw(t, "common")
		postings := rapid.Bool().Draw(t, "postings")
		tags := MakeTags(rows, common, postings, func(yield func(uint32, int)) {
			for i, list := range has {
				for _, tag := range list {
					yield(tag, i)
				}
			}
		})
		for tag := range uint32(30) {
			want, n := make([]uint64, (rows+63)/64), 0
			for i, list := range has {
				if slices.Contains(list, tag) {
					want[i/64] |= 1 << (i % 64)
					n++
				}
			}
			if n < common && !postings {
				clear(want)
			}
			got := make([]uint64, len(want))
			tags.Or(tag, got)
			if !slices.Equal(got, want) || (tags.Bits(tag) != nil) != (n > 0 && n >= common) {
				t.Fatalf("tag %d of %d rows is wrong", tag, n)
			}
		}
	})
}

// End is where the twins end.
func TestTwins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.IntRange(0, 9)).Draw(t, "list")
		var rows []bool
		for _, n := range list {
			for range n * n {
				rows = append(rows, n%3 > 0)
			}
		}
		twins := NewTwins(len(rows))
		for i, is := range rows {
			if is {
				twins.Set(i)
			}
		}
		for i := range len(rows) + 70 {
			end := i
			for end < len(rows) && rows[end] {
				end++
			}
			if got := twins.Has(i); got != (i < len(rows) && rows[i]) {
				t.Fatalf("row %d is a twin: %v", i, got)
			}
			if got := twins.End(i); got != end && got < len(rows) {
				t.Fatalf("from row %d on the twins end at %d, not %d", i, got, end)
			}
		}
	})
}
