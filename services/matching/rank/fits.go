package rank

import "github.com/waymark-dev/waymark/pkg/skill"

// Somebody or something that shares nothing with who asks but a language, hours or a way of working fits less: it comes after everything
// that shares a skill, an interest, a cause or a kind of work, and pages can set it apart. Who said nothing of these has no such line.

// says whether a person said what they know, want or care about.
func (p *profile) says() bool { return p.saysSkills() || len(p.interests) > 0 || len(p.causes) > 0 }

func (p *profile) saysSkills() bool {
	if len(p.wants) > 0 || p.work != nil && len(p.work.skills) > 0 {
		return true
	}
	for _, a := range p.able {
		if a.share == 100 && a.level >= uint8(skill.TriedIt) {
			return true
		}
	}
	return false
}

// lessPeople says that two people share nothing; v are their values.
func lessPeople(n, m *profile, v *values) bool {
	return n.says() && !(v.mine[Skills] > 0 && n.saysSkills()) && !sharesWords(n, m.interests, m.causes, v)
}

// lessIssue says that an issue needs nothing of what a newcomer knows or wants to learn, and is no kind of work that they are drawn to; where
// nothing of that is known, that it shares no interest or cause; v are their values.
func lessIssue(n *profile, it *issueRow, v *values) bool {
	switch {
	case !n.says(), it.kind != kindCode && it.kind != kindOther && n.kinds[it.kind] != 0:
		return false
	case len(it.needs) > 0 && n.saysSkills():
		return v.mine[Skills] == 0
	}
	return !sharesWords(n, it.topics, it.causes, v)
}

// sharesWords: a value that is not the one of the unknown is above 0 only where a word is shared.
func sharesWords(n *profile, interests, causes []word, v *values) bool {
	return len(n.interests) > 0 && len(interests) > 0 && v.mine[Interests] > 0 ||
		len(n.causes) > 0 && len(causes) > 0 && v.mine[Causes] > 0
}
