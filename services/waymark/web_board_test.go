package main

import (
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestWebBoard: a tool from the offer to the catalogue, and a helper who is introduced, on pages alone.
func TestWebBoard(t *testing.T) {
	one(t)
	x := openCohort(t)
	ctx := t.Context()
	helper := x.site.newcomer("Sam Okoro", "sam@example.org")
	for _, p := range []*person{x.newcomer, helper} {
		if err := x.heard(func() error {
			_, err := p.Join(ctx, x.programme, true, false)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	a, h, o := x.browser().signIn(x.newcomer), x.browser().signIn(helper), x.browser().signIn(x.organiser)
	a.open("/programmes/"+x.programme).follow("The board: tools to open").must("/programmes/", "Board of First Steps").says("Nothing is on the board yet.")
	a.press("Post it", "board_title", "Forms that fill themselves")
	if a.code != 422 || !strings.Contains(a.body, `href="#board_kind"`) {
		t.Fatalf("a post of no kind: %d\n%s", a.code, shownText(a.doc))
	}
	a.press("Post it", "board_kind", "tool", "board_text", "It saves our office a day a week.", "board_licence", "Friendly-9")
	if a.code != 422 || !strings.Contains(a.body, `href="#board_licence"`) {
		t.Fatalf("a made-up licence: %d\n%s", a.code, shownText(a.doc))
	}
	a.press("Post it", "board_licence", "", "board_skills", "documentation", "board_reach", "Nia, room 7").says("It is posted.", "Waits for an organiser")
	at := a.at.Path
	if h.open(at); h.code != 404 {
		t.Fatalf("somebody sees what nobody looked at: %d", h.code)
	}
	if err := x.heard(func() error { // until matching has heard of the roles
		o.open(at)
		_, err := x.organiser.BoardHelpers(ctx, strings.TrimPrefix(at, "/board/"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.press("I looked at it: show it").says("Looked at", "say who owns it and that they agreed", "Nobody has said so yet.")

	// Somebody who fits finds it, and is introduced.
	if err := x.heard(func() error {
		_, err := helper.BoardForMe(ctx, x.programme)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.open("/programmes/" + x.programme + "/board").says("Forms that fill themselves").follow("Forms that fill themselves")
	h.press("I would like to help", "help_words", "Sam, on Tuesdays").says("You would like to help", "The organisers read it")
	if a.open(at); strings.Contains(a.body, "Sam") {
		t.Fatal("the author learns of it before the introduction")
	}
	o.open(at).says("Sam Okoro", "Sam, on Tuesdays").press("Introduce Sam Okoro").says("Both were told.", "Who was introduced")
	a.open(at).says("Sam, on Tuesdays")
	h.open(at).says("You were introduced", "Nia, room 7")

	// The checklist, and the catalogue.
	a.follow("Change it").press("Save", "board_owner", "The office", "board_agreement", "agreed", "agreed_on", time.Now().Format(time.DateOnly),
		"board_licence", "eupl 1.2", "board_home", "https://github.com/example/forms-of-the-office").says("EUPL-1.2", "Waits for an organiser")
	o.open(at).press("I looked at it: show it").press("It is ready").press("It is open: into the catalogue").says("Opened")
	project := wire.PlaceID("https://github.com/example/forms-of-the-office")
	if err := x.heard(func() error {
		_, err := x.public.Project(ctx, project)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.open(at).follow("See it in the catalogue").must("/projects/"+project, "forms-of-the-office")
	if h.open(at + "/edit"); h.code != 404 {
		t.Errorf("somebody else changes it: %d", h.code)
	}
}

// TestWebBoardFitsAndPassesAxe: the pages of a board at 320 pixels, in both directions of writing.
func TestWebBoardFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openCohort(t)
	if err := x.heard(func() error { _, err := x.newcomer.Join(t.Context(), x.programme, true, false); return err }); err != nil {
		t.Fatal(err)
	}
	e, err := x.organiser.PostOnBoard(t.Context(), x.programme, api.BoardBody{Kind: "tool", Title: "Forms that fill themselves",
		Text: "It saves our office a day a week.", Licence: "BUSL-1.1", Home: "https://github.com/example/forms", Skills: []string{"go"}, Languages: []string{"en"}})
	if err == nil {
		_, err = x.organiser.MoveBoardEntry(t.Context(), e.ID, "looked")
	}
	if err == nil {
		_, err = x.newcomer.HelpBoardEntry(t.Context(), e.ID, "Nia, in room 7")
	}
	if err != nil {
		t.Fatal(err)
	}
	look := lookAt(ctx, t, x.site)
	enter(ctx, t, x.site, x.organiser)
	for _, as := range [][2]string{{"en", "light"}, {"ar", "dark"}} {
		appear(ctx, t, x.site, as[0], as[1])
		for _, path := range []string{"/programmes/" + x.programme + "/board", "/board/" + e.ID, "/board/" + e.ID + "/edit"} {
			look(path, as[0], as[1])
		}
	}
}
