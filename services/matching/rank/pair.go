package rank

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// What a part is worth where one side has said nothing: little enough that saying something true never costs.
const (
	unknownSkills   = 300_000
	unknownWords    = 250_000
	unknownLanguage = 300_000
	unknownCodes    = 400_000
	unknownHours    = 400_000
)

// counts say how many rows have a word: the rarer, the more it weighs. Exact for the rows of one snapshot.
type counts struct {
	rows int
	have []int32 // by word
	rare []int32 // by word: rarity in thousandths
	most int64   // rarity of what no row has
}

func newCounts(rows int, have []int32) *counts {
	c := &counts{rows: rows, have: have, rare: make([]int32, len(have)), most: rarity(0, rows)}
	for i, h := range have {
		if c.rare[i] = int32(c.most); h > 0 {
			c.rare[i] = int32(rarity(int(h), rows))
		}
	}
	return c
}

func (c *counts) of(n word) int64 {
	if int(n) < len(c.rare) {
		return int64(c.rare[n])
	}
	return c.most
}

// gapFit is how well a mentor at one level helps somebody at another: best one or two levels ahead; from far ahead one forgets
// what is hard.
func gapFit(mentor, newcomer uint8) int64 {
	fit := [...]int64{0: 200_000, 1: 900_000, 2: Million, 3: 850_000, 4: 700_000, 5: 700_000}
	if mentor < newcomer || mentor <= uint8(skill.WantToLearn) {
		return 0
	}
	f := fit[mentor-newcomer]
	if mentor == uint8(skill.TriedIt) {
		f /= 2
	}
	return f
}

// skillParts scores what the newcomer wants to learn against what the mentor can and likes to teach, and what both know.
func skillParts(n, m *profile, c *counts) (mine, theirs int64) {
	var wanted, got, gotTheirs, known, shared int64
	j := 0
	for _, w := range n.wants {
		r := c.of(w.skill)
		wanted += r
		for j < len(m.able) && m.able[j].skill < w.skill {
			j++
		}
		if j < len(m.able) && m.able[j].skill == w.skill {
			f := gapFit(m.able[j].level, w.level) * int64(m.able[j].share) / 100
			got += r * f
			if m.teaches && !m.able[j].teach { // can, but would rather teach something else
				f = f * 60 / 100
			}
			gotTheirs += r * f
		}
	}
	i, j := 0, 0
	for _, a := range n.able {
		if a.share < 100 || a.level < uint8(skill.TriedIt) {
			continue
		}
		for i < len(n.wants) && n.wants[i].skill < a.skill {
			i++
		}
		if i < len(n.wants) && n.wants[i].skill == a.skill {
			continue
		}
		r := c.of(a.skill)
		known += r
		for j < len(m.able) && m.able[j].skill < a.skill {
			j++
		}
		if j < len(m.able) && m.able[j].skill == a.skill && m.able[j].level >= uint8(skill.WithHelp) {
			shared += r * int64(m.able[j].share) * (Million / 100)
		}
	}
	switch {
	case wanted == 0 && known == 0:
		return unknownSkills, unknownSkills
	case wanted == 0:
		return shared / known, shared / known
	case known == 0:
		return got / wanted, gotTheirs / wanted
	}
	return (got/wanted*8 + shared/known*2) / 10, (gotTheirs/wanted*8 + shared/known*2) / 10
}

// wordParts scores shared words, rare ones more: how much of what I have do you have, and the other way round.
func wordParts(mine, theirs []word, c *counts, unknown int64) (a, b int64) {
	if len(mine) == 0 || len(theirs) == 0 {
		return unknown, unknown
	}
	var both, m, t int64
	j := 0
	for _, w := range mine {
		r := c.of(w)
		m += r
		for j < len(theirs) && theirs[j] < w {
			j++
		}
		if j < len(theirs) && theirs[j] == w {
			both += r
		}
	}
	for _, w := range theirs {
		t += c.of(w)
	}
	return both * Million / m, both * Million / t
}

// codeParts is wordParts where all words weigh the same.
func codeParts(mine, theirs []word) (a, b int64) {
	if len(mine) == 0 || len(theirs) == 0 {
		return unknownCodes, unknownCodes
	}
	both := int64(0)
	for _, w := range mine {
		if _, ok := slices.BinarySearch(theirs, w); ok {
			both++
		}
	}
	return both * Million / int64(len(mine)), both * Million / int64(len(theirs))
}

// tongues scores the best shared spoken language by who speaks it less well. ok is false if both said what they speak and share
// nothing.
func tongues(x, y []spoken) (value int64, ok bool) {
	if len(x) == 0 || len(y) == 0 {
		return unknownLanguage, true
	}
	for _, s := range x {
		if v := inTongue(s, y); v > value {
			value, ok = v, true
		}
	}
	return value, ok
}

// inTongue scores one language of somebody with somebody else; 0 if the other does not speak it.
func inTongue(s spoken, others []spoken) int64 {
	worth := [...]int64{0: 350_000, 1: 350_000, 2: 700_000, 3: 950_000, 4: Million}
	i, found := slices.BinarySearchFunc(others, s.language, func(s spoken, n word) int { return cmp.Compare(s.language, n) })
	if !found {
		return 0
	}
	return worth[min(s.level, others[i].level)]
}

// meeting scores the free time in common, by its band. It matters where either wants live sessions; there it is ok only with at
// least an hour.
func meeting(n, m *profile) (value int64, band int, ok bool) {
	known := !n.mask.empty() && !m.mask.empty()
	live := n.format == formatLive || m.format == formatLive
	switch {
	case !known:
	case n.coarse:
		band = shareBand(n.quarters.shared(&m.mask))
	default:
		band = shareBand(n.mask.and(&m.mask))
	}
	if !known && live {
		return unknownHours, band, true
	}
	value, ok = meetingIn(n.format, m.format, band)
	return value, band, ok || !known
}

// meetingIn is meeting where the band is known.
func meetingIn(mine, theirs uint8, band int) (value int64, ok bool) {
	share := shareWorth[band]
	switch {
	case mine == formatLive || theirs == formatLive:
		return 300_000 + share*7/10, band > shareNone
	case mine == formatWriting && theirs == formatWriting:
		return Million, true
	}
	return 700_000 + share*3/10, true
}

func formatFit(x, y uint8) int64 {
	switch {
	case x == y:
		return Million
	case x == formatEither || y == formatEither:
		return 900_000
	}
	return 200_000
}

// values are the parts of a pair of people in both directions, 0..Million each.
type values struct{ mine, theirs [nParts]int64 }

// pair scores a newcomer and a mentor.
func pair(n *profile, m *mentorRow, c *counts, criteria []criterion) (v values) {
	set := func(p Part, a, b int64) { v.mine[p], v.theirs[p] = a, b }
	a, b := skillParts(n, &m.profile, c)
	set(Skills, a, b)
	a, b = wordParts(n.interests, m.interests, c, unknownWords)
	set(Interests, a, b)
	a, b = wordParts(n.causes, m.causes, c, unknownWords)
	set(Causes, a, b)
	t, _ := tongues(n.spoken, m.spoken)
	set(Languages, t, t)
	a, b = codeParts(n.goals, m.goals)
	set(Goals, a, b)
	a, b = codeParts(n.style, m.style)
	f := formatFit(n.format, m.format)
	set(Style, (a+f)/2, (b+f)/2)
	h, _, _ := meeting(n, &m.profile)
	set(HoursPart, h, h)
	set(Reply, m.reply, m.reply)
	met := criteriaMet(criteria, &m.profile)
	set(Criteria, met, met)
	return v
}

// criterion is one thing that a programme looks for in its mentors, by the weight of "criteria".
type criterion struct {
	space  byte
	id     word
	weight int64
}

// criteriaMet is how much of a programme's criteria a mentor meets; everything where there are none. A skill that others imply counts by its
// share, one that the mentor wants to learn not at all.
func criteriaMet(list []criterion, m *profile) int64 {
	var all, met int64
	for _, c := range list {
		all += c.weight
		ok := false
		switch c.space {
		case ofSkill:
			if i, has := findAble(m.able, c.id); has && m.able[i].level > uint8(skill.WantToLearn) {
				met += c.weight * int64(m.able[i].share)
			}
		case ofCause:
			_, ok = slices.BinarySearch(m.causes, c.id)
		case ofLanguage:
			ok = speaks(m.spoken, c.id)
		}
		if ok {
			met += c.weight * 100
		}
	}
	if all == 0 {
		return Million
	}
	return met * (Million / 100) / all
}

func speaks(list []spoken, n word) bool {
	_, ok := slices.BinarySearchFunc(list, n, func(s spoken, n word) int { return cmp.Compare(s.language, n) })
	return ok
}
