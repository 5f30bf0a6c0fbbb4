package protect

import (
	"math/rand/v2"
	"testing"
)

// coinsOf are coins that fall the same way in every run.
func coinsOf(seed uint64) Coins {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(n int) (heads int) {
		for range n {
			heads += r.IntN(2)
		}
		return heads
	}
}

func table(options map[string]int, others int) *Table {
	codes := []string{"a", "b", "c", "d", "e", "f"}[:len(options)]
	t := NewTable("t", codes, []string{""}, false)
	for i, c := range codes {
		t.Counts[i][0] = options[c]
		t.Answers[0] += options[c]
	}
	t.Others[0] = others
	return t
}

// TestBoundsAreExact compares the linear programme with all whole tables that fit.
func TestBoundsAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		// Two options and the others, in two groups: six cells of at most 3.
		var truth [6]int
		for i := range truth {
			truth[i] = r.IntN(4)
		}
		sets := [][]int{{0}, {1}, {2}, {3}, {4}, {5}, {0, 1}, {2, 3}, {4, 5}, {0, 2}, {1, 3}, {0, 2, 4}, {1, 3, 5}}
		rows := []row{}
		for i, s := range sets {
			sum := 0
			for _, v := range s {
				sum += truth[v]
			}
			switch {
			case i < 6:
				rows = append(rows, row{s, 0, 3})
			case r.IntN(2) == 0:
				rows = append(rows, row{s, max(0, sum-r.IntN(3)), sum + r.IntN(3)})
			}
		}
		x, ok, err := newTableau(6, rows)
		if err != nil || !ok {
			t.Fatalf("%v %v", ok, err)
		}
		for _, want := range sets {
			lo, hi := far, -1
			for code := range 4096 {
				fits, sum := true, 0
				for _, w := range rows {
					n := 0
					for _, v := range w.vars {
						n += code >> (2 * v) & 3
					}
					fits = fits && n >= w.lo && n <= w.hi
				}
				for _, v := range want {
					sum += code >> (2 * v) & 3
				}
				if fits {
					lo, hi = min(lo, sum), max(hi, sum)
				}
			}
			gotLo, gotHi, err := x.between(want)
			if err != nil || gotLo != lo || gotHi != hi {
				t.Fatalf("%v: %d..%d %v, counting gives %d..%d in %v", want, gotLo, gotHi, err, lo, hi, rows)
			}
		}
	}
	if _, ok, _ := newTableau(2, []row{{[]int{0, 1}, 5, 9}, {[]int{0}, 0, 2}, {[]int{1}, 0, 2}}); ok {
		t.Fatal("nothing fits, and a corner was found")
	}
}

func TestGates(t *testing.T) {
	for _, c := range []struct {
		counts map[string]int
		others int
		want   string
	}{
		{map[string]int{"a": 10, "b": 9}, 50, FewAnswers},
		{map[string]int{"a": 40, "b": 40}, 9, FewOthers},
		{map[string]int{"a": 40, "b": 40}, 40, ""},
	} {
		for seed := range uint64(50) {
			p, err := Current.Release(table(c.counts, c.others), nil, coinsOf(seed))
			if err != nil || p.Withheld != c.want || (c.want != "") != (len(p.Values) == 0) {
				t.Fatalf("%v: %+v %v", c, p, err)
			}
		}
	}
}

// TestNothingSmallIsShown makes many tables, one after another as reports of a programme are, and holds what the rule promises.
func TestNothingSmallIsShown(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	hidden, shownOnes, besides, kept := 0, 0, 0, 0
	for run := range 120 {
		groups, multiple := []string{""}, run%3 == 2
		if run%2 == 1 {
			groups = []string{"newcomer", "mentor"}
		}
		var earlier []*Published
		seed := uint64(run)
		for cycle := range 3 {
			tab := NewTable("t", []string{"a", "b", "c", "d"}[:2+run%3], groups, multiple)
			for g := range groups {
				for range 60 + r.IntN(60) {
					var chosen []string
					if r.IntN(4) > 0 {
						i := min(len(tab.Options)-1, r.IntN(3)*r.IntN(2+run%3))
						chosen = []string{tab.Options[i]}
						if multiple && r.IntN(3) == 0 {
							chosen = append(chosen, tab.Options[0])
						}
					}
					tab.Add(g, chosen...)
				}
			}
			p, err := Current.Release(tab, earlier, coinsOf(seed*10+uint64(cycle)))
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]int{}
			for g := range groups {
				for _, name := range []string{"", groups[g]}[:min(2, len(groups))] {
					for o, code := range tab.Options {
						counts[code+name] += tab.Counts[o][g]
					}
					counts[Answers+name] += tab.Answers[g]
					counts[Others+name] += tab.Others[g]
				}
			}
			for _, v := range p.Values {
				n := counts[v.Option+v.Group]
				switch {
				case v.N == nil:
					hidden++
					if n >= Current.MinCell+3*Current.Shake+Current.Apart {
						besides++
					}
					continue
				case n < Current.MinCell:
					t.Fatalf("%d people are behind a number that is shown: %+v", n, p)
				case *v.N%Current.Base != 0:
					t.Fatalf("%d is not rounded", *v.N)
				}
				shownOnes++
				if v.Kept {
					kept++
				}
				for _, e := range earlier {
					if was := e.At(v.Option, v.Group); was != nil && was.N != nil && *was.N != *v.N && *was.N-*v.N < 10 && *v.N-*was.N < 10 {
						t.Fatalf("two reports differ by less than 10: %d and %d", *was.N, *v.N)
					}
				}
			}
			people := make([]int, len(groups))
			for g := range groups {
				people[g] = tab.Answers[g] + tab.Others[g]
			}
			read, err := Current.Read(p, earlier, people)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range read {
				if n := counts[i.Option+i.Group]; n < i.Lo || n > i.Hi {
					t.Fatalf("the reader is wrong: %d is not in %+v of %+v", n, i, p)
				}
				if i.Hidden && i.Values() < Current.Doubt {
					t.Fatalf("a hidden number can be narrowed: %+v of %+v", i, p)
				}
			}
			if ok, err := Current.Possible(p, earlier, tab); err != nil || !ok {
				t.Fatalf("what was published cannot come from whom it was made of: %v", err)
			}
			if p.Withheld == "" {
				earlier = append([]*Published{p}, earlier...)
			}
		}
	}
	if hidden == 0 || shownOnes < 100 || kept == 0 {
		t.Fatalf("the tables try nothing: %d hidden, %d shown, %d beside others, %d kept", hidden, shownOnes, besides, kept)
	}
}

// TestOneHiddenNumberIsNotASubtraction: one small count in a table whose sum is printed needs another beside it.
func TestOneHiddenNumberIsNotASubtraction(t *testing.T) {
	for _, r := range []Rule{Textbook, Current} {
		found := 0
		for seed := range uint64(200) {
			p, err := r.Release(table(map[string]int{"a": 60, "b": 4}, 30), nil, coinsOf(seed))
			if err != nil {
				t.Fatal(err)
			}
			if v := p.At("b", ""); v != nil && v.N != nil {
				t.Fatal("four people are shown")
			}
			if p.Withheld == Narrow || p.At("a", "").N == nil || p.At(Answers, "").N == nil {
				found++
			}
		}
		if found == 0 {
			t.Fatalf("rule %d: what is hidden was never protected by hiding another", r.Version)
		}
	}
}

// TestAuditCanFail: without the audit a hidden number can be narrowed, and the reader finds it.
func TestAuditCanFail(t *testing.T) {
	careless := Textbook
	careless.Doubt = 0
	p, err := careless.Release(table(map[string]int{"a": 60, "b": 4}, 30), nil, coinsOf(1))
	if err != nil {
		t.Fatal(err)
	}
	read, err := careless.Read(p, nil, []int{94})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range read {
		if i.Option == "b" && i.Hidden && i.Values() < 10 {
			return
		}
	}
	t.Fatalf("the reader did not narrow it: %+v", read)
}

func TestFairCoins(t *testing.T) {
	sum := 0
	for range 2000 {
		n := Fair(12)
		if n < 0 || n > 12 {
			t.Fatal(n)
		}
		sum += n
	}
	if sum < 11500 || sum > 12500 { // six standard deviations are 465
		t.Fatal(sum)
	}
}
