package criteria

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Sums works criteria out for kinds of answers, several together; it gives what each pair alone gives.
func TestKindsGiveWhatPairsGive(t *testing.T) {
	const mentors, newcomers = 1000, 60
	together, apart := 0, 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		of := func(rows int, word func() string) (out []string) {
			for range rows {
				out = append(out, "")
				if r.IntN(8) > 0 {
					out[len(out)-1] = word()
				}
			}
			return out
		}
		some := func(kinds int) func() string { return func() string { return fmt.Sprintf("w%d", r.IntN(kinds)) } }
		list := func(kinds, most int) func() string {
			return func() string {
				var out []string
				for range 1 + r.IntN(most) {
					out = append(out, some(kinds)())
				}
				return strings.Join(out, ";")
			}
		}
		grade := func() string { return fmt.Sprint(r.IntN(5)) }
		set := &Set{Criteria: []Criterion{
			{Name: "a", Rule: Same, Weight: 4, Required: r.IntN(4) == 0},
			{Name: "b", Rule: Different, Weight: 1, Required: r.IntN(4) == 0},
			{Name: "c", Rule: Ahead, Best: []int{1, 2}, Weight: 3, Required: r.IntN(4) == 0},
			{Name: "d", Rule: Overlap, Separator: ";", Weight: 2, Required: r.IntN(4) == 0},
			{Name: "e", Rule: Asked, Separator: ";", Weight: 2, Required: r.IntN(4) == 0},
			{Name: "f", Rule: Overlap, Separator: ";", Weight: 5},
		}}
		answers := func(rows int) Answers {
			return Answers{rows, map[string][]string{
				"a": of(rows, some(3)), "b": of(rows, some(6)), "c": of(rows, grade), "d": of(rows, list(4, 2)),
				"e": of(rows, some(3)), "f": of(rows, list(600, 4)),
			}}
		}
		s, wrong := New(set, answers(newcomers), answers(mentors))
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		for i := range s.kinds {
			if len(s.kinds[i].rules) > 1 {
				together++
			}
		}
		apart += len(s.apart)
		out := make([]int64, mentors)
		for n := range newcomers {
			s.Sums(n, out)
			for m, got := range out {
				if want := s.Sum(n, m); got != want {
					t.Fatalf("seed %d, newcomer %d, mentor %d: %d, alone %d", seed, n, m, got, want)
				}
			}
		}
	}
	if together == 0 || apart == 0 {
		t.Fatalf("%d tables of several criteria and %d criteria apart: nothing was tried", together, apart)
	}
}
