package rank

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// naive scores a pair the plain way: maps, strings and floating point, from the formulas of DESIGN 5 alone. It shares no code with the
// index but the table of implications and the reading of zones.
type naive struct {
	rows  []Mentor
	looks []Criterion // of the programme
}

func naiveAble(have []Skill, shown ...Shown) map[string][2]int { // level, share
	out := map[string][2]int{}
	for _, s := range have {
		l := min(max(s.Level, 0), 5)
		if l == 0 {
			l = 2
		}
		if old, ok := out[s.ID]; !ok || l > old[0] {
			out[s.ID] = [2]int{l, 100}
		}
	}
	named := maps.Clone(out)
	for _, s := range shown {
		l := min(max(s.Level, 1), 5)
		n := [2]int{l, min(max(s.Share, 1), 100)}
		if old := out[s.ID]; named[s.ID] == [2]int{} && (l > old[0] || l == old[0] && n[1] > old[1]) {
			out[s.ID] = n
		}
	}
	implied := map[string][2]int{}
	for id, a := range out {
		if a[0] < 2 {
			continue
		}
		for _, i := range testTaxonomy.Implied(id) {
			share := i.Share / 10_000
			n := [2]int{max(1, min(a[0]-1, int(math.Round(float64(share)/20)))), max(1, share*a[1]/100)}
			if old, ok := implied[i.ID]; !ok || n[1] > old[1] || n[1] == old[1] && n[0] > old[0] {
				implied[i.ID] = n
			}
		}
	}
	for id, a := range implied {
		if _, ok := out[id]; !ok {
			out[id] = a
		}
	}
	return out
}

func (x *naive) mentorSkills(m *Mentor) map[string][2]int {
	able := naiveAble(slices.Concat(m.Have, m.Teach))
	for _, w := range m.Teach {
		a := able[w.ID]
		able[w.ID] = [2]int{max(a[0], 4), 100}
	}
	return able
}

func (x *naive) rare(has func(*Mentor) bool) float64 {
	n := 0
	for i := range x.rows {
		if has(&x.rows[i]) {
			n++
		}
	}
	return 1 + min(7, math.Log2(float64(len(x.rows)+1)/float64(n+1)))
}

func (x *naive) rareSkill(id string) float64 {
	return x.rare(func(m *Mentor) bool {
		return slices.ContainsFunc(slices.Concat(m.Have, m.Teach), func(s Skill) bool { return s.ID == id })
	})
}

func (x *naive) skills(n *Person, m *Mentor) (a, b float64) {
	can, knows := x.mentorSkills(m), naiveAble(n.Have)
	wants := map[string]int{}
	for _, w := range n.Want {
		l := 1
		if w.Level == 2 {
			l = 2
		}
		wants[w.ID] = max(wants[w.ID], l, knows[w.ID][0])
	}
	var wanted, got, gotB, known, shared float64
	for id, at := range wants {
		r := x.rareSkill(id)
		wanted += r
		c, ok := can[id]
		if !ok || c[0] < at || c[0] <= 1 {
			continue
		}
		f := map[int]float64{0: .2, 1: .9, 2: 1, 3: .85, 4: .7}[c[0]-at] * float64(c[1]) / 100
		if c[0] == 2 {
			f /= 2
		}
		got += r * f
		if len(m.Teach) > 0 && !slices.ContainsFunc(m.Teach, func(s Skill) bool { return s.ID == id }) {
			f *= .6
		}
		gotB += r * f
	}
	for id, k := range knows {
		if _, both := wants[id]; both || k[1] < 100 || k[0] < 2 {
			continue
		}
		r := x.rareSkill(id)
		known += r
		if c := can[id]; c[0] >= 3 {
			shared += r * float64(c[1]) / 100
		}
	}
	switch {
	case wanted == 0 && known == 0:
		return .3, .3
	case wanted == 0:
		return shared / known, shared / known
	case known == 0:
		return got / wanted, gotB / wanted
	}
	return .8*got/wanted + .2*shared/known, .8*gotB/wanted + .2*shared/known
}

func (x *naive) words(mine, theirs []string, unknown float64, rare func(string) float64) (a, b float64) {
	if len(mine) == 0 || len(theirs) == 0 {
		return unknown, unknown
	}
	var both, m, t float64
	for _, w := range mine {
		m += rare(w)
		if slices.Contains(theirs, w) {
			both += rare(w)
		}
	}
	for _, w := range theirs {
		t += rare(w)
	}
	return both / m, both / t
}

func naiveTongues(x, y []Spoken) (float64, bool) {
	if len(x) == 0 || len(y) == 0 {
		return .3, true
	}
	best := 0.0
	for _, a := range x {
		for _, b := range y {
			if strings.EqualFold(strings.Split(a.Language, "-")[0], strings.Split(b.Language, "-")[0]) {
				l := min(max(min(a.Level, b.Level), 1), 4)
				best = max(best, []float64{0, .35, .7, .95, 1}[l])
			}
		}
	}
	return best, best > 0
}

// score is the fit before the price, 0..1.
func (x *naive) score(n *Person, m *Mentor, z *zones) (float64, bool) {
	one := func(string) float64 { return 1 }
	var a, b [nParts]float64
	a[Skills], b[Skills] = x.skills(n, m)
	a[Interests], b[Interests] = x.words(n.Interests, m.Interests, .25, func(w string) float64 {
		return x.rare(func(m *Mentor) bool { return slices.Contains(m.Interests, w) })
	})
	a[Causes], b[Causes] = x.words(n.Causes, m.Causes, .25, func(w string) float64 {
		return x.rare(func(m *Mentor) bool { return slices.Contains(m.Causes, w) })
	})
	t, ok := naiveTongues(n.Languages, m.Languages)
	a[Languages], b[Languages] = t, t
	a[Goals], b[Goals] = x.words(n.Goals, m.Goals, .4, one)
	format := func(s string) string {
		if s == "" {
			return Either
		}
		return s
	}
	f := .2
	if format(n.Format) == format(m.Format) {
		f = 1
	} else if format(n.Format) == Either || format(m.Format) == Either {
		f = .9
	}
	sa, sb := x.words(n.Style, m.Style, .4, one)
	a[Style], b[Style] = (sa+f)/2, (sb+f)/2
	nm, mm := z.utc(n.Hours, n.Zone), z.utc(m.Hours, m.Zone)
	live := n.Format == Live || m.Format == Live
	half := 0
	for i := range halfHours {
		if (nm[i/64]&mm[i/64])>>(i%64)&1 == 1 {
			half++
		}
	}
	share := map[string]float64{"none": 0, "from_1h": .25, "from_2h": .5, "from_4h": 1}[overlapBand(half)]
	h := .7 + .3*share
	switch known := nm != (mask{}) && mm != (mask{}); {
	case live && !known:
		h = .4
	case live:
		h = .3 + .7*share
		ok = ok && half > 1
	case n.Format == Writing && m.Format == Writing:
		h = 1
	}
	a[HoursPart], b[HoursPart] = h, h
	v, _ := replies(m.Answers, m.Asked, m.Unanswered)
	a[Reply] = float64(v) / Million
	met := x.met(m)
	a[Criteria], b[Criteria] = met, met
	var sumA, sumB, wa, wb float64
	for p, w := range people {
		if Part(p) == Price || Part(p) == Criteria && len(x.looks) == 0 {
			continue
		}
		sumA, wa = sumA+float64(w.mine)*a[p], wa+float64(w.mine)
		sumB, wb = sumB+float64(w.theirs)*b[p], wb+float64(w.theirs)
	}
	sumA, sumB = sumA/wa, sumB/wb
	if sumA <= 0 || sumB <= 0 {
		return 0, ok
	}
	return 2 * sumA * sumB / (sumA + sumB), ok
}

// met is how much of what a programme looks for a mentor has.
func (x *naive) met(m *Mentor) float64 {
	var all, met float64
	able := naiveAble(slices.Concat(m.Have, m.Teach))
	for _, c := range x.looks {
		w := float64(max(c.Weight, 1))
		all += w
		taught := slices.ContainsFunc(m.Teach, func(s Skill) bool { return s.ID == c.Skill })
		switch {
		case c.Skill != "" && (able[c.Skill][0] > 1 || taught):
			met += w * float64(able[c.Skill][1]) / 100
		case c.Cause != "" && slices.Contains(m.Causes, c.Cause),
			c.Language != "" && slices.ContainsFunc(m.Languages, func(s Spoken) bool { return tongue(s.Language) == tongue(c.Language) }):
			met += w
		}
	}
	return met / max(all, 1)
}
