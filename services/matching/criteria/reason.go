package criteria

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Part is what one criterion gives a pair.
type Part struct {
	Name   string // of the criterion; "" is our own score
	Value  int64  // 0..Million
	Credit int64  // the credits of a pair add up to its score
	Good   string // what speaks for the pair, in plain words; "" for nothing
	Bad    string // what is missing
}

// Explain says how the score of a pair comes about: a part per criterion, and one for own (our own score of the pair, below 0 for none).
// ruled names the criteria that rule the pair out; its score is Ruled then and its credits are 0.
func (s *Scorer) Explain(newcomer, mentor int, own int64) (parts []Part, score int64, ruled []string) {
	var weights []int64
	for i := range s.rules {
		r := &s.rules[i]
		v, out := r.value(newcomer, mentor)
		if out {
			ruled = append(ruled, r.Name)
		}
		p := Part{Name: r.Name, Value: v}
		s.tell(r, newcomer, mentor, out, &p)
		parts, weights = append(parts, p), append(weights, int64(r.Weight))
	}
	if own >= 0 && s.set.Profile > 0 {
		parts, weights = append(parts, Part{Value: own}), append(weights, int64(s.set.Profile))
	}
	if len(ruled) > 0 {
		return parts, Ruled, ruled
	}
	return parts, credit(parts, weights), nil
}

// credit divides the score among the parts, rounded by largest remainder, so that they add up to it.
func credit(parts []Part, weights []int64) (score int64) {
	var all, sum, given int64
	for i := range parts {
		all += weights[i]
		sum += weights[i] * parts[i].Value
	}
	score = sum / all
	order := make([]int, len(parts))
	for i := range parts {
		order[i] = i
		parts[i].Credit = weights[i] * parts[i].Value / all
		given += parts[i].Credit
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(weights[b]*parts[b].Value%all, weights[a]*parts[a].Value%all)
	})
	for _, i := range order[:score-given] { // fewer than there are parts
		parts[i].Credit++
	}
	return score
}

// Reasons are what speaks for a pair, most first, and of what is missing the one thing that costs most. Both may be empty.
func (s *Scorer) Reasons(newcomer, mentor int) (good []string, bad string) {
	parts, _, _ := s.Explain(newcomer, mentor, Ruled)
	type weighed struct {
		text   string
		weight int64
	}
	var list []weighed
	most := int64(0)
	for i, p := range parts {
		w := int64(s.rules[i].Weight)
		if p.Good != "" {
			list = append(list, weighed{p.Good, w * p.Value})
		}
		if lost := w * (Million - p.Value); p.Bad != "" && lost > most {
			bad, most = p.Bad, lost
		}
	}
	slices.SortStableFunc(list, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
	for _, x := range list {
		good = append(good, x.text)
	}
	return good, bad
}

// tell puts a part into words. The rule "asked" has neither a word nor a name in them: what somebody asked for in confidence is not
// read off a list of pairs.
func (s *Scorer) tell(r *rule, n, m int, ruled bool, p *Part) {
	name := clean(r.Name)
	said, theirs := clean(s.newcomers.Of[r.NewcomerColumn()][n]), clean(s.mentors.Of[r.MentorColumn()][m])
	switch r.Rule {
	case Same:
		switch p.Value {
		case Million:
			p.Good = fmt.Sprintf("same %s (%s)", name, said)
		case 0:
			p.Bad = fmt.Sprintf("another %s (%s and %s)", name, said, theirs)
		}
	case Different:
		switch p.Value {
		case Million:
			if !r.Required { // what everybody must be is no reason for anybody
				p.Good = "another " + name
			}
		case 0:
			p.Bad = fmt.Sprintf("the same %s (%s)", name, said)
		}
	case Ahead:
		if r.n[n] == unsaid || r.m[m] == unsaid {
			return
		}
		text := fmt.Sprintf("%s in %s (%s, %s)", gapWords(int(r.m[m])-int(r.n[n])), name, said, theirs)
		if p.Value >= Neutral {
			p.Good = text
		} else {
			p.Bad = text
		}
	case Overlap:
		switch words := s.common(r, n, m); {
		case len(words) > 3:
			p.Good = fmt.Sprintf("%s in common: %s and %d more", name, strings.Join(words[:3], ", "), len(words)-3)
		case len(words) > 0:
			p.Good = fmt.Sprintf("%s in common: %s", name, strings.Join(words, ", "))
		case p.Value == 0:
			p.Bad = "no " + name + " in common"
		}
	case Asked:
		if p.Value == Million {
			p.Good = "a wish of the newcomer is met"
		} else if ruled {
			p.Bad = "a wish of the newcomer is not met"
		}
	}
}

func gapWords(gap int) string {
	switch {
	case gap == 0:
		return "no step ahead"
	case gap == 1:
		return "1 step ahead"
	case gap == -1:
		return "1 step behind"
	case gap < 0:
		return fmt.Sprintf("%d steps behind", -gap)
	}
	return fmt.Sprintf("%d steps ahead", gap)
}

// common are the words that two lists share, as the newcomer wrote them.
func (s *Scorer) common(r *rule, n, m int) []string {
	if r.shared(n, m) == 0 {
		return nil
	}
	theirs := map[string]bool{}
	for _, w := range listed(s.mentors.Of[r.MentorColumn()][m], r.Separator) {
		theirs[normal(w)] = true
	}
	var out []string
	for _, w := range listed(s.newcomers.Of[r.NewcomerColumn()][n], r.Separator) {
		if theirs[normal(w)] {
			out = append(out, clean(w))
		}
	}
	return out
}

// shown is how many characters of an answer a reason repeats.
const shown = 60

// clean makes an answer fit for a line of text: no line breaks, nothing invisible, at most shown characters.
func clean(v string) string {
	v = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, v)), " ")
	count := 0
	for i := range v {
		if count == shown {
			return v[:i] + "…"
		}
		count++
	}
	return v
}
