package profiles

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// seenBytes is how much of the hash of a text is kept: two texts of one profile do not meet.
const seenBytes = 12

// written are hashes of everything in a profile that its person wrote freely and that others read, each once: the name, pronouns, the
// text, examples, links, words that the list of skills does not have, and earlier work where it is shown. What is chosen from lists
// is not in it. Never empty: a name is always there.
func (s *Said) written(tax *skill.Taxonomy) []string {
	var out []string
	add := func(kind, text string) {
		if text != "" {
			sum := sha256.Sum256([]byte("waymark/profiles/written/v1\x00" + kind + "\x00" + text))
			out = append(out, base64.RawURLEncoding.EncodeToString(sum[:seenBytes]))
		}
	}
	add("name", s.DisplayName)
	add("pronouns", s.Pronouns)
	add("about", s.About)
	for _, x := range slices.Concat(s.Have, s.Want, s.Teach) {
		add("example", x.Example)
	}
	for _, w := range s.OwnWords(tax) {
		add("word", w.ID)
	}
	for _, l := range s.Links {
		add("label", l.Label)
		add("link", l.URL)
	}
	if s.ShowContributed {
		for _, w := range s.Contributed {
			add("work", w.Project)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// settleTexts notes whether somebody who is approved, and shown to whoever is signed out, has written what no moderator has read. Taking
// words away, and choosing from lists, is no such change; taking the change back ends it. before is what stood until now: an approval
// that remembers nothing, for it was given before this rule or where nobody approves, is one of that.
func (p *Profile) settleTexts(before Said, approval bool, now time.Time) {
	a := &p.Approval
	if a.State != Approved || !approval {
		a.Seen, a.Changed = nil, time.Time{}
		return
	}
	tax := skill.Shipped()
	if a.Seen == nil {
		a.Seen = before.written(tax)
	}
	unread := slices.ContainsFunc(p.written(tax), func(h string) bool { return !slices.Contains(a.Seen, h) })
	switch {
	case !unread || !p.Mentor || p.FoundBy != FoundByEverybody:
		a.Changed = time.Time{}
	case a.Changed.IsZero():
		a.Changed = now
	}
}

// queue is in which of the moderators' lists an offer stands, and since when: a changed one waits, though its approval holds.
func (a Approval) queue() (state string, since time.Time) {
	if !a.Changed.IsZero() {
		return Waiting, a.Changed
	}
	return a.State, a.Asked
}

// findableBy is who may find the person as it is told to other services: somebody whose texts changed since they were approved is not
// shown to whoever is signed out.
func (p *Profile) findableBy() string {
	if !p.Approval.Changed.IsZero() && p.FoundBy == FoundByEverybody {
		return FoundByMembers
	}
	return p.FoundBy
}
