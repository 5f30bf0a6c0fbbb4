package main

import (
	"slices"
	"testing"

	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestWebWithoutEnglish: who says that they speak another language alone is told that most of it is in English, and adds it, little, with one
// press: in the start, on the page of what fits, and in their profile.
func TestWebWithoutEnglish(t *testing.T) {
	one(t)
	s := openSite(t)
	b := s.browser()
	const why, can = "are discussed in English", "I read English with a dictionary"
	chosen := func(tag string) bool {
		return len(b.all(func(n *html.Node) bool { return n.Data == "option" && attr(n, "value") == tag && has(n, "selected") })) > 0
	}
	b.open("/start/1").press("Continue", "want", "go").must("/start/2", "When do you have time")
	b.press("Weekday evenings", "zone", "Africa/Cairo", "language", "ar", "spoken", "4").must("/start/2", "When").says(why)
	if b.press(can).must("/start/2", "When"); !chosen("ar") || !chosen("en") {
		t.Errorf("the two languages are not both chosen:\n%s", shownText(b.doc))
	}
	b.open("/start/2").press("Continue", "language", "ar", "spoken", "4").must("/start/3", "What matters")
	b.press("Show who fits").must("/fit", "fit you").says(why)
	if b.press(can).must("/fit", "fit you").says("Added: English, a little."); len(b.all(func(n *html.Node) bool { return attr(n, "value") == "english" })) > 0 {
		t.Error("it is asked again")
	}
	nia := s.newcomer("Nia Owino", "nia@example.org")
	langs := []api.ProfileLanguage{{Language: "ar", Level: 4}, {Language: "sw", Level: 3}}
	if _, err := nia.ChangeMe(t.Context(), api.ProfilePatch{Languages: &langs}); err != nil {
		t.Fatal(err)
	}
	b = s.browser().signIn(nia)
	b.open("/fit").says(why).press(can).must("/fit", "fit you").says("Added: English, a little.")
	if got := s.own(nia).Languages; !slices.Equal(got, append(langs, api.ProfileLanguage{Language: "en", Level: 1})) {
		t.Errorf("the profile speaks %+v", got)
	}
}
