package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	ranking "github.com/waymark-dev/waymark/services/matching/rank"
)

// pairing is a place with a programme, somebody who organises it, and newcomers and mentors who take part.
type pairing struct {
	*site
	organiser *person
	newcomers []*person
	programme string
}

// openPairing has so many newcomers, and the two mentors of the site with two places each.
func openPairing(t testing.TB, newcomers int) *pairing {
	t.Helper()
	s := openSite(t)
	x := &pairing{site: s, organiser: s.newcomer("Oda Berg", "oda@example.org")}
	ctx := t.Context()
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := s.office.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Example Foundation"})
	no(err)
	p, err := s.office.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: o.ID, Name: "First Steps", About: "Twelve weeks.", Open: true, Listed: true})
	no(err)
	x.programme = p.ID
	no(s.heard(func() error {
		_, err := s.office.admin.GiveRole(ctx, x.organiser.id, "organiser", "org:"+o.ID)
		return err
	}))
	for i := range newcomers {
		name := fmt.Sprintf("Nia Number%c", 'A'+i)
		n, body := s.newcomer(name, fmt.Sprintf("nia%d@example.org", i)), newcomerBody(name)
		body.Offers = true // without a cohort a round has only who allows offers
		_, err := n.SaveMe(ctx, body)
		no(err)
		x.newcomers = append(x.newcomers, n)
	}
	for _, n := range x.newcomers {
		no(s.heard(func() error { _, err := n.Join(ctx, p.ID, true, false); return err }))
	}
	for _, m := range s.mentors {
		no(s.heard(func() error { _, err := m.Join(ctx, p.ID, false, true); return err }))
		no(s.heard(func() error {
			_, err := s.office.admin.DecideMember(ctx, p.ID, m.id, api.MemberDecision{Decision: "approve"})
			return err
		}))
		no(s.heard(func() error {
			_, err := m.SetPlaces(ctx, api.Places{Capacity: 2})
			return err
		}))
	}
	return x
}

// drafted is a round with everybody in it.
func (x *pairing) drafted() (r *api.Round) {
	x.Helper()
	ctx := x.Context()
	if err := x.heard(func() (err error) { // matching hears of people one by one
		made, err := x.organiser.NewRound(ctx, api.NewRound{Programme: x.programme})
		if err != nil {
			return err
		}
		if r, err = x.settled(made.ID); err == nil && (r.Input == nil || r.Input.Newcomers != len(x.newcomers) || r.Input.Places != 4) {
			err = errors.Join(errors.New("somebody is missing"), x.organiser.DiscardRound(ctx, made.ID))
		}
		return err
	}); err != nil {
		x.Fatal(err)
	}
	return r
}

// settled waits until nothing is done for a round any more.
func (x *pairing) settled(id string) (r *api.Round, err error) {
	return r, eventually(x.Context(), patience, func() error {
		if r, err = x.organiser.Round(x.Context(), id); err == nil && r.Work != nil {
			err = errors.New("it is worked on")
		}
		return err
	})
}

func (x *pairing) pages(id string) []string {
	at := "/rounds/" + id
	return []string{"/programmes/" + x.programme + "/rounds", at, at + "/pairs?objective=fit", at + "/pairs?objective=fair&show=alone", at + "/newcomers/0",
		at + "/newcomers/0?all=yes", at + "/audit?objective=fit", at + "/publish?objective=fit", at + "/discard"}
}

// TestWebRounds: an organiser drafts a round, compares, pins and forbids by form, solves again and publishes; mentors accept, and whoever is
// no organiser finds nothing.
func TestWebRounds(t *testing.T) {
	one(t)
	x := openPairing(t, 5)
	id := x.drafted().ID
	o := x.browser().signIn(x.organiser)
	o.open("/programmes/"+x.programme).follow("Rounds of pairs").must("/programmes/", "Rounds of pairs").says("Newcomers: 5, mentors: 2")
	o.open("/rounds/"+id).must("/rounds/"+id, "A round of pairs").says("Best fit", "Stable", "Fair", "4 of 5 (80 %)", "Newcomers by the choice they got")
	if n := len(o.all(func(n *html.Node) bool { return n.Data == "svg" && attr(n, "role") == "img" })); n != 6 {
		t.Errorf("%d plots", n)
	}
	o.open("/rounds/"+id+"/pairs?objective=fit").must("/rounds/"+id+"/pairs", "Pairs").says("Nia NumberA", "Choice 1 of 2", "Mika Aalto")
	o.open("/rounds/" + id + "/pairs?objective=fit&show=alone")
	alone := o.all(func(n *html.Node) bool { return n.Data == "th" && attr(n, "data-newcomer") != "" })
	if len(alone) != 1 {
		t.Fatalf("%d newcomers are alone\n%s", len(alone), shownText(o.doc))
	}
	row := attr(alone[0], "data-newcomer")
	o.follow(shownText(alone[0])).must("/rounds/"+id+"/newcomers/"+row, "Nia").says("Mika Aalto", "Ora Bell", "Places: 2")
	old := x.browser().signIn(x.organiser).open("/rounds/" + id + "/newcomers/" + row)
	again := x.browser().signIn(x.organiser).open("/rounds/" + id)
	drop := x.browser().signIn(x.organiser).open("/rounds/" + id + "/discard")
	mentors, err := x.organiser.RoundMentors(t.Context(), id, 1, "") // rows are drawn
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]string{x.mentors[0].id: "Mika Aalto", x.mentors[1].id: "Ora Bell"}[mentors.Items[0].Mentor]
	o.press("Pin this pair", "mentor", "0").must("/rounds/"+id+"/newcomers/"+row, "Nia").
		says("is pinned to "+first+". Make the pairs again when you are done.", "pinned")
	if old.press("Forbid it", "mentor", "0"); old.code != 422 || !strings.Contains(shownText(old.doc), "Somebody changed this while you were looking") {
		t.Errorf("an older page: %d\n%s", old.code, shownText(old.doc))
	}
	if again.press("Make the pairs again"); again.code != 422 || !strings.Contains(shownText(again.doc), "Somebody changed this while you were looking") {
		t.Errorf("an older page is solved: %d\n%s", again.code, shownText(again.doc))
	}
	if drop.press("Discard"); drop.code != 422 || !strings.Contains(shownText(drop.doc), "Somebody changed this while you were looking") {
		t.Errorf("an older page is discarded: %d\n%s", drop.code, shownText(drop.doc))
	}
	o.open("/rounds/"+id+"/pairs?objective=fit&show=settled").says("Nia", "pinned to "+first) // before the pairs are made again
	other := map[bool]string{true: "1", false: "0"}[row == "0"]
	o.open("/rounds/"+id+"/newcomers/"+other).press("What would this pair be?", "mentor", "0").says("It would be choice", "and "+first)
	o.open("/rounds/" + id + "/newcomers/" + other).press("Leave out of this round").says("Takes no part in this round any more")
	o.open("/rounds/" + id).says("Newcomers left out: 1.")
	o.open("/rounds/" + id + "/newcomers/" + other).press("Take in again").says("Takes part in this round.")
	o.press("Give the chosen mentor so many places in this round", "mentor", "0", "round_places", "9").says("Places of the chosen mentor")
	o.press("Give the chosen mentor so many places in this round", "mentor", "0", "round_places", "1").says(first + ": places in this round: 1.")
	o.press("Give the chosen mentor so many places in this round", "mentor", "0", "round_places", "2").says(first + ": places in this round: 2.")
	o.open("/rounds/"+id).says("Pinned pairs: 1. Forbidden pairs: 0.", "Make the pairs again")
	o.open("/rounds/" + id + "/newcomers/" + row).says("Make the pairs again")
	o.open("/rounds/" + id + "/publish").says("Something was settled since this was made")
	o.open("/rounds/"+id+"/pairs").press("Make the pairs again").must("/rounds/"+id, "A round of pairs")
	if _, err := x.settled(id); err != nil {
		t.Fatal(err)
	}
	o.open("/rounds/"+id+"/pairs?objective=fit&show=settled").says("pinned", "Nia")
	o.open("/rounds/"+id+"/pairs").must("/rounds/"+id+"/pairs", "Pairs").says("Best fit") // without an objective
	o.open("/rounds/"+id).press("Check what is stored").must("/rounds/"+id, "A round of pairs")
	if _, err := x.settled(id); err != nil {
		t.Fatal(err)
	}
	o.open("/rounds/" + id).says("it is proved, and comes out the same again")
	o.open("/rounds/" + id + "/audit?objective=fit").says("How groups did")
	if nobody := x.browser().signIn(x.newcomers[0]).open("/rounds/" + id); nobody.code != 404 {
		t.Errorf("a newcomer reads the round: %d", nobody.code)
	}
	for asked, err := range x.mentors[0].AskedRequests(t.Context()) {
		t.Errorf("a mentor hears of a draft: %+v %v", asked, err)
	}

	o.open("/rounds/"+id).follow("Publish …").must("/rounds/"+id+"/publish", "Publish this round?").
		press("Publish and ask the mentors", "objective", "fair", "round_days", "0").refused("from 1 to 60").
		press("Publish and ask the mentors", "objective", "fair", "round_days", "10").must("/rounds/"+id, "A round of pairs").says("The mentors are being asked.")
	r, err := x.settled(id)
	if err != nil || r.Publication.Proposed != 4 || len(r.Publication.Returned) != 0 {
		t.Fatalf("%+v %v", r.Publication, err)
	}
	o.open("/rounds/"+id).says("Published", "Proposed to their mentors", "Mentors can answer until", "Published pairs Fair")
	if text := shownText(o.doc); strings.Contains(text, "(100 is a perfect pair) 0") {
		t.Errorf("the fit of all pairs is nothing:\n%s", text)
	}
	for _, m := range x.mentors {
		var waits []string
		for asked, err := range m.AskedRequests(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			waits = append(waits, asked.ID)
		}
		if len(waits) != 2 {
			t.Fatalf("%d proposals wait", len(waits))
		}
		x.browser().signIn(m).open("/queue").says("The organisers of", "propose this pair. The newcomer did not ask you.")
		for _, asked := range waits {
			if _, err := m.AcceptRequest(t.Context(), asked); err != nil {
				t.Error(err)
			}
		}
	}
	if err := x.heard(func() error {
		if o.open("/rounds/" + id + "/pairs?objective=fair"); strings.Count(shownText(o.doc), "The mentor said yes") != 4 {
			return errors.New("not seen yet")
		}
		return nil
	}); err != nil {
		t.Errorf("%v\n%s", err, shownText(o.doc))
	}
	if _, err := x.organiser.SolveRound(t.Context(), id, api.RoundSolving{}, client.IfMatch(0)); err == nil {
		t.Error("solved after it was published")
	}
}

// TestWebRoundsDrag: in a browser a newcomer is dragged onto another mentor, which pins the two, and onto the field that forbids their pair;
// the same is done without a mouse.
func TestWebRoundsDrag(t *testing.T) {
	ctx := chromium(t, 1280)
	x := openPairing(t, 3)
	id := x.drafted().ID
	enter(ctx, t, x.site, x.organiser)
	pairs := x.address + "/rounds/" + id + "/pairs?objective=fit"
	fixed := func() (pinned, forbidden []api.RoundPair) {
		t.Helper()
		r, err := x.organiser.Round(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return r.Pinned, r.Forbidden
	}
	mark := func() { t.Helper(); value[bool](ctx, t, `document.body.id="before",true`) } // so that the next page can be waited for
	at := func(script string) (row int) {
		t.Helper()
		row, err := strconv.Atoi(value[string](ctx, t, script))
		if err != nil {
			t.Fatal(err)
		}
		return row
	}

	do(ctx, t, chromedp.Navigate(pairs), shown(`[data-forbid]`), shown(`th[draggable=true]`))
	row := at(`(()=>{let h=[...document.querySelectorAll("th[data-newcomer]")].find(h=>[...document.querySelectorAll("td[data-mentor]")]` +
		`.some(m=>m.dataset.mentor!=="-1"&&m.dataset.mentor!==h.dataset.has));return h.dataset.newcomer})()`)
	cell := fmt.Sprintf(`th[data-newcomer="%d"]`, row)
	has := at(`document.querySelector('` + cell + `').dataset.has`)
	other := at(fmt.Sprintf(`[...document.querySelectorAll("td[data-mentor]")].map(m=>m.dataset.mentor).find(m=>m!=="-1"&&m!=="%d")`, has))
	mark()
	do(ctx, t, within(chromedp.DragAndDrop(chromedp.CSS(cell), chromedp.CSS(fmt.Sprintf(`td[data-mentor="%d"]`, other)))),
		shown(`body:not(#before) .note button[value=solve]`))
	pinned, forbidden := fixed()
	if len(pinned) != 1 || pinned[0] != (api.RoundPair{Newcomer: row, Mentor: other}) || len(forbidden) != 0 {
		t.Fatalf("dragged onto a mentor: pinned %v, forbidden %v", pinned, forbidden)
	}
	names := func(row int) (newcomer string) {
		t.Helper()
		return value[string](ctx, t, fmt.Sprintf(`document.querySelector('th[data-newcomer="%d"]').innerText.trim()`, row))
	}
	toast := func() string {
		t.Helper()
		return value[string](ctx, t, `document.querySelector(".toast[role=status]").innerText`)
	}
	if said := toast(); !strings.Contains(said, names(row)) || !strings.Contains(said, "pinned to") {
		t.Errorf("after the drag it says %q", said)
	}
	if at := value[string](ctx, t, `document.activeElement.id`); at != fmt.Sprintf("r-%d", row) {
		t.Errorf("after the drag the focus is at %q", at)
	}
	marks := value[string](ctx, t, fmt.Sprintf(`document.getElementById("r-%d").closest("tr").innerText`, row))
	if !strings.Contains(marks, "pinned to") {
		t.Errorf("the row says %q", marks)
	}

	next := at(fmt.Sprintf(`[...document.querySelectorAll("th[data-newcomer]")].find(h=>h.dataset.newcomer!=="%d"&&h.dataset.has!=="-1").dataset.newcomer`, row))
	cell = fmt.Sprintf(`th[data-newcomer="%d"]`, next)
	has = at(`document.querySelector('` + cell + `').dataset.has`)
	mark()
	do(ctx, t, within(chromedp.DragAndDrop(chromedp.CSS(cell), chromedp.CSS(`[data-forbid]`))), shown(`body:not(#before) [data-forbid]`))
	if _, forbidden = fixed(); len(forbidden) != 1 || forbidden[0] != (api.RoundPair{Newcomer: next, Mentor: has}) {
		t.Fatalf("dragged onto the field: forbidden %v", forbidden)
	}

	// By keyboard: the newcomer's page, a mentor, the button. First the pinned pair is let be, then it is forbidden.
	for _, what := range []string{"free", "forbidden"} {
		do(ctx, t, chromedp.Navigate(pairs), shown(`[data-forbid]`), tabTo(fmt.Sprintf(`th[data-newcomer="%d"] a`, row)), keys(kb.Enter),
			shown(`#mentor`), tabTo(`#mentor input`))
		for range 2 { // there are two mentors: from the one that has the focus to the other one, unless it is this one
			if at(`document.activeElement.value`) != other {
				do(ctx, t, keys(kb.ArrowDown))
			}
		}
		mark()
		do(ctx, t, keys(" "), tabTo(`button[value=`+what+`]`), keys(kb.Enter), shown(`body:not(#before) .note button[value=solve]`))
		if at := value[string](ctx, t, `document.activeElement.id`); at != "told" {
			t.Errorf("after %s the focus is at %q", what, at)
		}
	}
	if pinned, forbidden = fixed(); len(pinned) != 0 || len(forbidden) != 2 {
		t.Errorf("by keyboard: pinned %v, forbidden %v", pinned, forbidden)
	}
	do(ctx, t, tabTo(`.note button[value=solve]`), keys(kb.Enter), shown(`#compare`))
	if _, err := x.settled(id); err != nil {
		t.Fatal(err)
	}
}

// TestWebRoundsEveryLanguage: the pages of a round are whole in every language.
func TestWebRoundsEveryLanguage(t *testing.T) {
	x := openPairing(t, 3)
	id, o := x.drafted().ID, x.browser().signIn(x.organiser)
	for _, tag := range languages() {
		res, err := o.http.PostForm(x.address+"/choose", map[string][]string{"language": {tag}, "back": {"/"}})
		o.read(res, err)
		for _, path := range x.pages(id) {
			if o.open(path).wellMade(tag); o.code != 200 {
				t.Errorf("%s: %d", path, o.code)
			}
		}
	}
}

// TestWebRoundsFitsAndPassesAxe: the same at 320 pixels, in both directions of writing and both schemes.
func TestWebRoundsFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openPairing(t, 3)
	id := x.drafted().ID
	look := lookAt(ctx, t, x.site)
	enter(ctx, t, x.site, x.organiser)
	for _, as := range [][2]string{{"ar", "dark"}, {"en", "light"}} {
		appear(ctx, t, x.site, as[0], as[1])
		for _, path := range x.pages(id) {
			look(path, as[0], as[1])
		}
	}
}

// TestWebWeightsSayWhatIsUsual: the numbers that the page of weights gives for an empty field are those that count.
func TestWebWeightsSayWhatIsUsual(t *testing.T) {
	one(t)
	x := openPairing(t, 1)
	o := x.browser().signIn(x.organiser).open("/programmes/" + x.programme + "/weights")
	for part, w := range (ranking.Weights{Criteria: []ranking.Criterion{{}}}).Parts() {
		field := o.all(func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "weight_"+part })
		hint := o.all(func(n *html.Node) bool { return attr(n, "id") == "weight_"+part+"-h" })
		if part == "criteria" && len(field) == 0 { // as long as nothing is looked for
			continue
		}
		if len(field) != 1 || len(hint) != 1 || !strings.HasSuffix(shownText(hint[0]), "as usual, "+strconv.Itoa(max(w[0], w[1]))) {
			t.Errorf("%s, %v: %d fields, %d hints", part, w, len(field), len(hint))
		}
	}
}
