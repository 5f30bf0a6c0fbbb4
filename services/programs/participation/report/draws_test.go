package report

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/protect"
)

// fair counts the heads of n coins.
func fair(n int) (heads int) {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	for _, x := range b {
		heads += int(x & 1)
	}
	return heads
}

// split are people who all say the same to every question of two answers: as many the one as the other.
func split(newcomers, mentors int, qs []Question) (out []Person) {
	for i := range newcomers + mentors {
		p := Person{Group: Newcomer, Answers: map[string][]string{}}
		if i >= newcomers {
			p.Group = Mentor
		}
		for _, q := range qs {
			p.Answers[q.Code] = []string{q.Options[i%2].Code}
		}
		out = append(out, p)
	}
	return out
}

func ten(as string) (out []Question) {
	for i := range 10 {
		code := fmt.Sprint(as, i)
		out = append(out, Question{Code: code, Text: code, Options: []Option{{Code: "a", Text: "a"}, {Code: "b", Text: "b"}}})
	}
	return out
}

// TestDrawsOfManyCycles: however often a programme asks, whether it grows, renames or looks at roles apart, no more steps are printed about one person
// who is always there than the rule allows; who prints the same numbers again draws nothing.
func TestDrawsOfManyCycles(t *testing.T) {
	for _, c := range []struct {
		name  string
		grows int
		as    func(cycle int) string
		roles func(cycle int) bool
		full  int // cycles of which every table is shown, at the least
	}{
		{"growing", 14, func(int) string { return "q" }, func(int) bool { return false }, 1},
		{"renamed", 0, func(cycle int) string { return fmt.Sprint("q", cycle) }, func(int) bool { return false }, 1},
		{"roles afterwards", 0, func(int) string { return "q" }, func(cycle int) bool { return cycle > 0 }, 1},
		{"roles now and then", 14, func(int) string { return "q" }, func(cycle int) bool { return cycle%2 == 0 }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var earlier []*Report
			drawn, full := 0, 0
			for cycle := range 8 {
				newcomers, mentors, qs := 120+2*c.grows*cycle, 120+2*c.grows*cycle, ten(c.as(cycle))
				plan := Plan{Way: Tables, Rule: protect.Current, ByGroup: c.roles(cycle), Questions: qs, Newcomers: newcomers + 60, Mentors: mentors + 60, Coins: fair}
				tables, err := Count(plan, split(newcomers, mentors, qs), earlier)
				if err != nil {
					t.Fatal(err)
				}
				whole := true
				for _, table := range tables {
					whole = whole && table.Withheld == ""
					for _, option := range table.Options { // the group of newcomers, to whom the one belongs
						own, all := table.At(option, Newcomer), table.At(option, "")
						if own != nil && own.N != nil && !own.Kept || all != nil && all.N != nil && !all.Kept {
							drawn++
						}
					}
				}
				if whole {
					full++
				}
				earlier = append([]*Report{{ID: fmt.Sprint("c", cycle), Way: Tables, Rule: protect.Current, Questions: qs, Tables: tables}}, earlier...)
			}
			if drawn > protect.Current.AllDraws {
				t.Errorf("%d steps about one person are printed, the rule allows %d", drawn, protect.Current.AllDraws)
			}
			if n := spent(earlier); n < drawn {
				t.Errorf("%d are counted of %d", n, drawn)
			}
			if full < c.full {
				t.Errorf("%d whole reports", full)
			}
		})
	}
}

// TestDrawsOfATable: what one number more tells about one person.
func TestDrawsOfATable(t *testing.T) {
	n := func(option, group string, kept bool) protect.Value {
		one := 30
		return protect.Value{Option: option, Group: group, N: &one, Kept: kept}
	}
	hidden := func(option, group string) protect.Value { return protect.Value{Option: option, Group: group} }
	for _, c := range []struct {
		name     string
		multiple bool
		groups   []string
		values   []protect.Value
		want     int
	}{
		{"withheld", false, []string{""}, nil, 0},
		{"a single answer", false, []string{""}, []protect.Value{n("a", "", false), n("b", "", false), n("c", "", false)}, 2},
		{"as they were", false, []string{""}, []protect.Value{n("a", "", true), n("b", "", true), n("c", "", true), n("answers", "", true)}, 0},
		{"one hidden, and the sum", false, []string{""}, []protect.Value{n("a", "", false), hidden("b", ""), n("answers", "", false)}, 2},
		{"several answers", true, []string{""}, []protect.Value{n("a", "", false), n("b", "", false), n("c", "", true), n("answers", "", false)}, 2},
		{"of a group, by the sum too", true, []string{"x", "y"}, []protect.Value{n("a", "x", false), hidden("b", "x"), n("b", "", false), n("c", "y", false)}, 2},
	} {
		if got := draws(&protect.Published{Options: []string{"a", "b", "c"}, Groups: c.groups, Multiple: c.multiple, Values: c.values}); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
