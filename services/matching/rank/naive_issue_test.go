package rank

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"pgregory.net/rapid"
)

type naiveIssues struct{ rows []Issue }

// uses are the skills of an issue that matter for its kind of work.
func (x *naiveIssues) uses(it *Issue) map[string]int {
	out := map[string]int{}
	for _, s := range it.Skills {
		kind := testTaxonomy.KindOf(s.ID)
		plain := slices.Contains([]string{Documentation, Design, Translation, Community}, it.Kind)
		if plain && (kind == skill.Language || kind == skill.Framework || kind == skill.Tool || kind == skill.Platform) {
			continue
		}
		l := min(max(s.Level, it.Level, 0), 5)
		if l == 0 {
			l = 2
		}
		out[s.ID] = max(out[s.ID], l)
	}
	return out
}

func (x *naiveIssues) rare(has func(*Issue) bool) float64 {
	have := 0
	for i := range x.rows {
		if has(&x.rows[i]) {
			have++
		}
	}
	return 1 + min(7, math.Log2(float64(len(x.rows)+1)/float64(have+1)))
}

// drawnTo is want, have or nothing of a kind of work.
func drawnTo(n *Person, kind string) (want, have, anything bool) {
	of := func(list []Skill) (kinds []string) {
		for _, s := range list {
			k := Other
			switch testTaxonomy.KindOf(s.ID) {
			case skill.Craft:
				k = kindName(craft(s.ID))
			case skill.Topic, skill.Unknown:
			default:
				k = Code
				for _, i := range testTaxonomy.Implied(s.ID) {
					if testTaxonomy.KindOf(i.ID) == skill.Craft {
						k = kindName(craft(i.ID))
						break
					}
				}
			}
			kinds = append(kinds, k)
		}
		return kinds
	}
	did := make([]Skill, 0, len(n.Shown))
	for _, s := range n.Shown {
		did = append(did, Skill{ID: s.ID})
	}
	return slices.Contains(of(n.Want), kind), slices.Contains(of(n.Have), kind) || slices.Contains(of(did), kind), len(n.Want)+len(n.Have)+len(did) > 0
}

func (x *naiveIssues) score(n *Person, it *Issue) float64 {
	known := slices.Contains([]string{Code, Documentation, Design, Translation, Testing, Community}, it.Kind)
	want, have, anything := drawnTo(n, it.Kind)
	kind := .15
	switch {
	case !known || !anything:
		kind = .4
	case want:
		kind = 1
	case have:
		kind = .9
	case it.Kind == Documentation || it.Kind == Testing:
		kind = .4
	case it.Kind == Code:
		kind = .05
	}
	var a, b [nParts]float64
	a[Kind], b[Kind] = kind, kind
	knows := naiveAble(n.Have, n.Shown...)
	wants := map[string]bool{}
	for _, w := range n.Want {
		wants[w.ID] = true
	}
	uses := x.uses(it)
	switch {
	case len(uses) == 0 && (!known || it.Kind == Code):
		a[Skills], b[Skills] = .3, .3
	case len(uses) == 0 && want:
		a[Skills], b[Skills] = 1, .8
	case len(uses) == 0 && have:
		a[Skills], b[Skills] = .45, .9
	case len(uses) == 0:
		a[Skills], b[Skills] = kind/2, kind/2
	default:
		var all, drawn, able float64
		for id, asks := range uses {
			r := x.rare(func(i *Issue) bool { _, ok := x.uses(i)[id]; return ok })
			all += r
			k, has := knows[id]
			if !has && !wants[id] {
				continue
			}
			if wants[id] {
				drawn += r
			} else {
				drawn += r * .45 * float64(k[1]) / 100
			}
			reaches := map[int]float64{-4: 1, -3: 1, -2: 1, -1: 1, 0: 1, 1: .9, 2: .5, 3: .15, 4: .15}
			brings := 0.0
			if has {
				brings = reaches[asks-max(k[0], 1)] * float64(100+k[1]) / 200
			}
			if wants[id] {
				brings = max(brings, reaches[asks-1])
			}
			able += r * brings
		}
		a[Skills], b[Skills] = drawn/all, able/all
	}
	w := &naive{}
	a[Interests], b[Interests] = w.words(union(n.Interests, n.About), it.Topics, .25, func(s string) float64 {
		return x.rare(func(i *Issue) bool { return slices.Contains(i.Topics, s) })
	})
	a[Causes], b[Causes] = w.words(n.Causes, it.Causes, .25, func(s string) float64 {
		return x.rare(func(i *Issue) bool { return slices.Contains(i.Causes, s) })
	})
	a[Languages] = .3
	if l := cmp.Or(it.Target, it.Language); l != "" && len(n.Languages) > 0 {
		a[Languages], _ = naiveTongues(n.Languages, []Spoken{{strings.Split(l, "-")[0], 4}})
	}
	b[Languages] = a[Languages]
	age := func(at time.Time, unknown float64, days, worth []float64) float64 {
		if at.IsZero() {
			return unknown
		}
		for i, d := range days {
			if math.Floor(testNow.Sub(at).Hours()/24) <= d {
				return worth[i]
			}
		}
		return worth[len(days)]
	}
	seen := age(it.Seen, .3, []float64{7, 30, 90, 182, 365, 730}, []float64{1, .9, .8, .65, .4, .15, 0})
	opened := age(it.Opened, .4, []float64{60, 180, 365, 730}, []float64{1, .8, .6, .4, .2})
	a[Fresh] = .8*seen + .2*opened
	b[Fresh] = a[Fresh]
	var sumA, sumB, wa, wb float64
	for p, w := range issues {
		if Part(p) == Price {
			continue
		}
		sumA, wa = sumA+float64(w.mine)*a[p], wa+float64(w.mine)
		sumB, wb = sumB+float64(w.theirs)*b[p], wb+float64(w.theirs)
	}
	sumA, sumB = sumA/wa, sumB/wb
	if sumA <= 0 || sumB <= 0 {
		return 0
	}
	fit := 2 * sumA * sumB / (sumA + sumB)
	talk := float64(min(max(it.Comments, 0), 20))*.02 + float64(bits.Len(uint(it.Stars)))*.01
	return fit * (1 - .3*min(1, float64(it.Asked)*.3+talk))
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func TestIssueScoreIsTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := &naiveIssues{}
		for i := range rapid.IntRange(1, 5).Draw(t, "issues") {
			ref.rows = append(ref.rows, genIssue(t, fmt.Sprintf("i%d", i)))
		}
		x := NewIndex(testTaxonomy, testNow)
		x.Apply(Change{Issues: ref.rows})
		n := genPerson(t, "n")
		for i := range ref.rows {
			it := &ref.rows[i]
			got, _ := x.ExplainIssue(&n, &Scope{Now: testNow}, it.ID)
			if want := ref.score(&n, it) * Million; math.Abs(float64(got.Score)-want) > 800 {
				t.Fatalf("%s: %d, the formula says %.0f", it.ID, got.Score, want)
			}
		}
	})
}
