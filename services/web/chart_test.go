package web

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestALabelIsNotCut: what is too long for one line of a chart stands on two, whole, with its last word.
func TestALabelIsNotCut(t *testing.T) {
	first, second := twoLines("Still contribute after 12 months (self-reported)")
	if first != "Still contribute after 12 months" || second != "(self-reported)" {
		t.Errorf("%q %q", first, second)
	}
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.StringMatching(`[a-z]{1,20}( [a-zа-я字]{1,20}){0,8}`).Draw(t, "label")
		first, second := twoLines(label)
		if utf8.RuneCountInString(first) > chartLabel || utf8.RuneCountInString(second) > chartLabel {
			t.Fatalf("%q: %q %q", label, first, second)
		}
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if !strings.HasSuffix(second, "…") && bare(first+second) != bare(label) {
			t.Fatalf("%q: %q %q", label, first, second)
		}
	})
}
