package rank

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// need is a skill that an issue uses, with the level it asks for.
type need struct {
	skill word
	level uint8
}

// issueRow is an issue as the columns keep it.
type issueRow struct {
	id       string
	project  word
	needs    []need
	topics   []word
	causes   []word
	kind     uint8
	language word // foreign: unknown
	target   word // likewise
	opened   int64
	seen     int64 // milliseconds; 0 unknown
	load     int64
	asked    int32
	claimed  bool
	mentored bool
	full     bool
}

// usualLevel is what a beginner-friendly issue asks for where nobody said more.
const usualLevel = uint8(skill.TriedIt)

func (r *profiler) issue(i *Issue) issueRow {
	out := issueRow{
		id: clip(i.ID), project: r.word(ofProject, clip(i.Project)), kind: kindOf(i.Kind), language: foreign, target: foreign,
		topics: r.list(ofInterest, i.Topics), causes: r.list(ofCause, i.Causes),
		opened: millis(i.Opened), seen: millis(i.Seen), asked: count(i.Asked), claimed: i.Claimed, mentored: i.Mentored,
		full: i.ProjectFull,
	}
	if i.Language != "" {
		out.language = r.word(ofLanguage, tongue(i.Language))
	}
	if i.Target != "" {
		out.target = r.word(ofLanguage, tongue(i.Target))
	}
	out.needs = r.needs.list(len(first(i.Skills)))
	for _, s := range first(i.Skills) {
		if !matters(out.kind) && !r.wide(s.ID) {
			continue
		}
		n := need{r.word(ofSkill, clip(s.ID)), level(max(s.Level, i.Level), 5)}
		if n.level == 0 {
			n.level = usualLevel
		}
		at, ok := slices.BinarySearchFunc(out.needs, n.skill, func(x need, w word) int { return cmp.Compare(x.skill, w) })
		if ok {
			out.needs[at].level = max(out.needs[at].level, n.level)
		} else {
			out.needs = slices.Insert(out.needs, at, n)
		}
	}
	// Who asked or works on something of it counts most; talk and fame count too.
	out.load = min(Million, int64(out.asked)*300_000+int64(min(count(i.Comments), 20))*20_000+int64(bits.Len32(uint32(count(i.Stars))))*10_000)
	return out
}

// issues makes rows of many, in one piece.
func (r *profiler) issues(list []Issue) []*issueRow {
	rows, out := make([]issueRow, len(list)), make([]*issueRow, len(list))
	if len(list) > leastDelta {
		r.known, r.lists, r.needs = newRecent(), new(pieces[word]), new(pieces[need])
	}
	for i := range list {
		rows[i] = r.issue(&list[i])
		out[i] = &rows[i]
	}
	r.known, r.lists, r.needs = nil, nil, nil
	return out
}

// matters says whether all skills matter to a kind of work: a translation needs no Rust though the project is written in it.
func matters(kind uint8) bool {
	switch kind {
	case kindDocumentation, kindDesign, kindTranslation, kindCommunity:
		return false
	}
	return true
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// reach is how well a task at one level suits somebody at another: known ground and one step up are best.
func reach(asks, has uint8) int64 {
	switch {
	case asks <= has:
		return Million
	case asks == has+1:
		return 900_000
	case asks == has+2:
		return 500_000
	}
	return 150_000
}

// issueSkills: mine, how much of it I want to learn or know; theirs, how much of what it needs I bring, or can reach.
func issueSkills(n *profile, it *issueRow, c *counts) (mine, theirs int64) {
	if len(it.needs) == 0 {
		if it.kind == kindOther || it.kind == kindCode {
			return unknownSkills, unknownSkills
		}
		switch n.kinds[it.kind] {
		case drawnWant:
			return Million, 800_000
		case drawnHave:
			return 450_000, 900_000
		}
		return drawn(n, it.kind) / 2, drawn(n, it.kind) / 2
	}
	var all, drawnTo, able int64
	for _, s := range it.needs {
		r := c.of(s.skill)
		all += r
		if n.sieve&(1<<(s.skill%64)) == 0 {
			continue
		}
		_, wanted := slices.BinarySearchFunc(n.wants, s.skill, func(x want, w word) int { return cmp.Compare(x.skill, w) })
		at, has := findAble(n.able, s.skill)
		switch {
		case wanted:
			drawnTo += r * Million
		case has:
			drawnTo += r * 4500 * int64(n.able[at].share) // known ground is good, what somebody wants to learn is better
		}
		brings := int64(0)
		if has { // what is only implied counts less
			brings = reach(s.level, n.able[at].level) * int64(100+n.able[at].share) / 200
		}
		if wanted {
			brings = max(brings, reach(s.level, uint8(skill.WantToLearn)))
		}
		able += r * brings
	}
	return drawnTo / all, able / all
}

// drawn is how much a kind of work suits a newcomer. Explaining is open to everybody; code is no way in for who does not code.
func drawn(n *profile, kind uint8) int64 {
	switch {
	case n.kinds[kind] == drawnWant && kind != kindOther:
		return Million
	case n.kinds[kind] == drawnHave && kind != kindOther:
		return 900_000
	case n.kinds == [nKinds]uint8{} || kind == kindOther:
		return 400_000 // nobody knows
	case kind == kindDocumentation || kind == kindTesting:
		return 400_000
	case kind == kindCode:
		return 50_000
	}
	return 150_000
}

// Days since an issue was last seen open, by bands: what is shown, and what it is worth. Most issues of a list that nobody has looked
// at for two years are closed by now.
var seenBands = [...]struct {
	days  int64
	band  Band
	worth int64
}{
	{7, "within_a_week", Million}, {30, "within_a_month", 900_000}, {90, "within_three_months", 800_000}, {182, "within_half_a_year", 650_000},
	{365, "within_a_year", 400_000}, {730, "over_a_year", 150_000}, {1 << 40, "over_two_years", 0},
}

// Seen is recent up to seenLately, and long ago from seenLongAgo on; from seenVeryLongAgo on nothing is missing more.
const seenLately, seenLongAgo, seenVeryLongAgo = 2, 4, 5

// unknownSeen is what it is worth where nobody knows.
const unknownSeen = 300_000

const day = 24 * 3600 * 1000

// seenBand is the band of an issue; false if nobody knows.
func (it *issueRow) seenBand(now int64) (int, bool) {
	if it.seen == 0 {
		return 0, false
	}
	days := max(0, now-it.seen) / day
	for i, b := range seenBands {
		if days <= b.days {
			return i, true
		}
	}
	return len(seenBands) - 1, true
}

// fresh falls with the days since an issue was seen open, and a little with those since it was opened.
func fresh(it *issueRow, now int64) int64 {
	seen, opened := int64(unknownSeen), int64(400_000)
	if b, ok := it.seenBand(now); ok {
		seen = seenBands[b].worth
	}
	if it.opened != 0 {
		opened = 200_000
		for i, days := range [...]int64{60, 180, 365, 730} {
			if max(0, now-it.opened)/day <= days {
				opened = Million - 200_000*int64(i)
				break
			}
		}
	}
	return (seen*4 + opened) / 5
}

// speaks is the language that somebody must speak to do the issue: the one to translate into, else the one it is written in; foreign
// where that is unknown.
func (it *issueRow) speaks() word {
	if it.target < foreign {
		return it.target
	}
	return it.language
}

// issueLanguage is worth what a newcomer speaks of the issue's language; ok is false if they said what they speak and it is another.
func issueLanguage(n *profile, it *issueRow) (value int64, ok bool) {
	l := it.speaks()
	if l >= foreign || len(n.spoken) == 0 {
		return unknownLanguage, true
	}
	v, ok := tongues(n.spoken, []spoken{{l, 4}})
	return v, ok
}

// fit scores a newcomer and an issue.
func fit(n *profile, it *issueRow, c *counts, now int64) (v values) {
	set := func(p Part, a, b int64) { v.mine[p], v.theirs[p] = a, b }
	a, b := issueSkills(n, it, c)
	set(Skills, a, b)
	a, b = wordParts(n.interests, it.topics, c, unknownWords)
	set(Interests, a, b)
	a, b = wordParts(n.causes, it.causes, c, unknownWords)
	set(Causes, a, b)
	a, _ = issueLanguage(n, it)
	set(Languages, a, a)
	a = drawn(n, it.kind)
	set(Kind, a, a)
	a = fresh(it, now)
	set(Fresh, a, a)
	return v
}
