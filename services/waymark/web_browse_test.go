package main

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// people are the links to people on a page, each once.
func (b *browser) people() (out []string) {
	seen := map[string]bool{}
	for _, n := range b.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/people/") }) {
		if id := strings.TrimPrefix(attr(n, "href"), "/people/"); !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// TestWebMentorsByPages: every mentor who can be asked stands on one page, without a script, forwards and back, with a choice and without; the
// page says how many there are and which it shows.
func TestWebMentorsByPages(t *testing.T) {
	one(t)
	s := openSite(t)
	const more = 27
	for i := range more {
		p, err := s.office.open(t.Context(), fmt.Sprintf("paged%02d@example.org", i), newPassword())
		if err == nil {
			_, err = p.SaveMe(t.Context(), mentorBody(fmt.Sprintf("Paged %02d", i)))
		}
		if err == nil {
			err = s.office.approve(t.Context(), p.id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	all := len(s.mentors) + more
	b := s.browser()
	if err := s.heard(func() error {
		if b.open("/mentors"); !strings.Contains(b.body, fmt.Sprintf("%d mentors can be asked", all)) {
			return fmt.Errorf("the page does not have all %d: %s", all, shownText(b.doc))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b.says("On this page: 1 to 24.")
	first := b.people()
	b.follow("Next").says(fmt.Sprintf("On this page: 25 to %d.", all))
	rest := b.people()
	seen := map[string]bool{}
	for _, id := range append(first, rest...) {
		seen[id] = true
	}
	if len(first) != 24 || len(rest) != all-24 || len(seen) != all {
		t.Errorf("%d and %d people, %d different ones of %d", len(first), len(rest), len(seen), all)
	}
	if b.follow("Previous page").says("On this page: 1 to 24."); strings.Join(b.people(), " ") != strings.Join(first, " ") {
		t.Error("the way back leads elsewhere")
	}
	if !strings.Contains(b.body, `rel="next"`) || strings.Contains(b.body, `rel="prev"`) {
		t.Error("the first page says that there is one before it, or none after it")
	}
	b.open("/mentors?skill=go&language=en").follow("Next")
	if !strings.Contains(b.at.RawQuery, "skill=go") || !strings.Contains(b.at.RawQuery, "language=en") {
		t.Errorf("the next page forgets what was chosen: %s", b.at)
	}
	b.open("/mentors?cursor=cut").must("/mentors", "Mentors with time").says("On this page: 1 to 24.")
}
