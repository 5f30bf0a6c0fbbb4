package web

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// aRound is a draft with three newcomers and two mentors: the first newcomer is pinned to another mentor than they have, the second may not
// have theirs, and the third was pinned when the pairs were made and is not any more.
func aRound() fakeAPI {
	const answer = `"matched":3,"total":2400000,"first":1,"three":3,"choices":[1,2,0,0,0,0,0,0],"load":[0,0,0,1,1],"envious":1`
	return fakeAPI{
		"GET /api/v1/programmes/p-1": `{"id":"p-1","name":"Orchard"}`,
		"GET /api/v1/people/names": `{"items":[{"id":"n-0","display_name":"Ada"},{"id":"n-1","display_name":"Ben"},{"id":"n-2","display_name":"=Cleo"},
			{"id":"m-0","display_name":"Mika"},{"id":"m-1","display_name":"Ora"}]}`,
		"GET /api/v1/rounds/r-1": `{"id":"r-1","programme":"p-1","status":"draft","created":"2026-11-23T10:00:00Z","edits":2,
			"input":{"newcomers":3,"mentors":2,"places":4},"pinned":[{"newcomer_row":0,"mentor_row":1}],"forbidden":[{"newcomer_row":1,"mentor_row":0}],
			"answers":[{"objective":"fit","stale":true,` + answer + `},{"objective":"stable","stale":true,` + answer + `}]}`,
		"GET /api/v1/rounds/r-1/pairs": `{"objective":"fit","items":[
			{"row":0,"newcomer":"n-0","mentor_row":0,"mentor":"m-0","score":900000,"rank":1,"options":2,"pin_to":{"mentor_row":1,"mentor":"m-1"}},
			{"row":1,"newcomer":"n-1","mentor_row":0,"mentor":"m-0","score":800000,"rank":2,"options":2,"not":[{"mentor_row":0,"mentor":"m-0"}]},
			{"row":2,"newcomer":"n-2","mentor_row":1,"mentor":"m-1","score":700000,"rank":2,"options":2,"pinned":true,
				"reasons":[{"criterion":"Grade","rule":"ahead","for":true}]}]}`,
		"GET /api/v1/rounds/r-1/newcomers/0": `{"row":0,"newcomer":"n-0","has":{"fit":0,"stable":1},"items":[
			{"row":0,"mentor":"m-0","score":900000,"places":2,"taken":{"fit":1,"stable":2},"reasons":[{"criterion":"Grade","rule":"ahead","for":true}]},
			{"row":1,"mentor":"m-1","score":600000,"places":2,"taken":{"fit":2,"stable":0},"fixed":"pinned"}]}`,
		"GET /api/v1/rounds/r-1/audit": `{"objective":"fit","least":10,"hidden":[],"items":[
			{"side":"newcomers","by":"region","group":"Europe","people":12,"matched":75,"mean_rank":1.5,"envy":10}]}`,
		"GET /api/v1/rounds/r-1/certificate": `{"format":"waymark-round/1","round":"r-1","input":{"newcomers":3},"problem":["abc"],"pinned":[],"forbidden":[],
			"mentors":[0,0,1],"proof":{"fit":{"u":[1,2,3]}}}`,
	}
}

// TestARoundSaysWhatWasSettled: a pin or a ban stands in the row at once, though the pairs are those of before; who settled it lands at their
// row, with a status line that names the two; the status says nothing that is not so.
func TestARoundSaysWhatWasSettled(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	w := asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&did=pinned.0.1", nil)
	said(t, w, []string{"pinned to Ora", "not with Mika", "not pinned any more", `id="r-0"`, `role="status"`,
		"Ada is pinned to Ora.", "show=settled"})
	for _, untrue := range []string{"pinned.2.1", "forbidden.0.1", "free.0.1", "pinned", "pinned.9.9", "x.y.z"} {
		w = asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&did="+untrue, nil)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="card toast"`) {
			t.Errorf("%s: %d, or it says what is not so", untrue, w.Code)
		}
	}
	form := filled(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil).Body.String(), "Pin this pair")
	form.Set("mentor", "1")
	form.Set("do", "pinned")
	f["PUT /api/v1/rounds/r-1/fixed"] = f["GET /api/v1/rounds/r-1"]
	w = asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form)
	if at := w.Header().Get("Location"); w.Code != http.StatusSeeOther || at != "/rounds/r-1/newcomers/0?did=pinned.0.1#told" {
		t.Errorf("%d: to %s", w.Code, at)
	}
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?did=pinned.0.1", nil), []string{`id="told" role="status" tabindex="-1"`,
		"Ada is pinned to Ora."})
	form.Set("back", "/rounds/r-1/pairs?cursor=50&objective=fit&show=all")
	w = asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form)
	if at := w.Header().Get("Location"); at != "/rounds/r-1/pairs?cursor=50&did=pinned.0.1&objective=fit&show=all#r-0" {
		t.Errorf("back to %s", at)
	}
}

// TestARoundRefusesWhatItDoesNotKnow: an unknown deed is no deed, and is not said to be done.
func TestARoundRefusesWhatItDoesNotKnow(t *testing.T) {
	h := siteOver(t, aRound().answer)
	for path, form := range map[string]url.Values{
		"/rounds/r-1":             {"do": {"applaud"}, "version": {"1"}},
		"/rounds/r-1/newcomers/0": {"do": {"applaud"}, "version": {"1"}, "mentor": {"1"}},
	} {
		form.Set("key", strings.Repeat("k", 20))
		if w := asSomebody(h, http.MethodPost, path, form); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, to %s", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// TestARoundsFiles: pairs and audit are spreadsheets without a formula, the certificate is JSON, the plot is a picture that stands alone; the
// page links them.
func TestARoundsFiles(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	links := []string{"/rounds/r-1/pairs.csv?objective=fit", "/rounds/r-1/audit.csv?objective=fit", "/rounds/r-1/certificate.json?objective=fit",
		"/rounds/r-1/plot.svg?objective=fit"}
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), links)
	for i, want := range [][]string{
		{"row,newcomer,mentor_row,mentor,", "0,Ada,0,Mika,", "2,'=Cleo,1,Ora,", "Ahead as wished: Grade", ",pinned to Ora"},
		{"side,by,group,people,", "newcomers,region,Europe,12,75,1.5,10"}, {`"proof"`, `"waymark-round/1"`}, {"<svg", "1st choice", "</svg>"},
	} {
		w := asSomebody(h, http.MethodGet, links[i], nil)
		said(t, w, want)
		if kept := w.Header().Get("Content-Disposition"); !strings.HasPrefix(kept, `attachment; filename="round-fit-`) {
			t.Errorf("%s: %q", links[i], kept)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s is kept on the way", links[i])
		}
		if strings.Contains(links[i], "svg") {
			for d := xml.NewDecoder(w.Body); ; {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, at := range append(links, "/rounds/r-1/pairs.csv", "/rounds/r-1/plot.svg?objective=nothing") {
		if strings.Contains(at, "nothing") {
			if w := asSomebody(h, http.MethodGet, at, nil); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", at, w.Code)
			}
			continue
		}
		if w := ask(siteOver(t, fakeAPI{}.answer), http.MethodGet, at, nil); w.Code == http.StatusOK {
			t.Errorf("a stranger has %s", at)
		}
		if w := asSomebody(siteOver(t, fakeAPI{}.answer), http.MethodGet, at, nil); w.Code != http.StatusNotFound {
			t.Errorf("whoever is no organiser has %s: %d", at, w.Code)
		}
	}
}

// TestANewcomersMentors: each says which choice it is, how near to the first, what speaks for it and where a place is free; of many the first
// ten, those whom an answer gives and those that are settled stand first, the rest behind a link.
func TestANewcomersMentors(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil), []string{"Choice 1 of 2", "Choice 2 of 2", "clearly less", "Ahead as wished",
		"Free places", "Best fit 1", "pinned"}, "?most=all")
	var many strings.Builder
	for i := 2; i < 40; i++ {
		many.WriteString(`,{"row":` + itoa(i) + `,"mentor":"m-1","score":` + itoa(500000-1000*i) + `,"places":1,"taken":{}}`)
	}
	f["GET /api/v1/rounds/r-1/newcomers/0"] = strings.Replace(strings.Replace(f["GET /api/v1/rounds/r-1/newcomers/0"], `"fixed":"pinned"}]`,
		`"fixed":"pinned"}`+many.String()+`]`, 1), `"stable":1`, `"stable":30`, 1)
	w := asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil)
	said(t, w, []string{"?most=all", `name="mentor" value="30"`, `name="mentor" value="9"`, "Choice 31 of 40"}, `name="mentor" value="10"`)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?most=all", nil), []string{`name="mentor" value="10"`, `name="mentor" value="39"`})
}

// TestARoundAnswersWhereTheReaderIs: what came of checking is a status that the page lands at; stable pairs say what was settled beside them;
// publishing what is old has a way on.
func TestARoundAnswersWhereTheReaderIs(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), []string{"but for pairs that are pinned or forbidden", `id="now"`})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/publish", nil), []string{`value="solve"`, "Make the pairs again"})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/pairs", nil), []string{`data-drag hidden`})
	f["GET /api/v1/rounds/r-1"] = strings.ReplaceAll(f["GET /api/v1/rounds/r-1"], `"envious":1`,
		`"envious":1,"checked":{"at":"2026-11-23T11:00:00Z","proved":true,"same":true}`)
	w := asSomebody(h, http.MethodGet, "/rounds/r-1", nil)
	said(t, w, []string{"it is proved", `id="now" tabindex="-1"`})
	if body := w.Body.String(); strings.Index(body, "it is proved") > strings.Index(body, `id="compare"`) {
		t.Error("the answer stands below the cards")
	}
	f["POST /api/v1/rounds/r-1/check"] = f["GET /api/v1/rounds/r-1"]
	form := url.Values{"do": {"check"}, "version": {"1"}, "key": {strings.Repeat("k", 20)}}
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1", form); w.Header().Get("Location") != "/rounds/r-1#now" {
		t.Errorf("%d, to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestPublishingGoesOn: publishing that was given up says so, and goes on with the pairs that were being published.
func TestPublishingGoesOn(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1"] = strings.Replace(f["GET /api/v1/rounds/r-1"], `"status":"draft"`, `"status":"publishing",
		"failed":{"kind":"publish","code":"round.trouble","detail":"x"},"publication":{"objective":"fit","returned":{}}`, 1)
	h := siteOver(t, f.answer)
	form := filled(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil).Body.String(), "Go on publishing")
	form.Set("do", "go_on")
	f["POST /api/v1/rounds/r-1/publish"] = f["GET /api/v1/rounds/r-1"]
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/rounds/r-1#now" {
		t.Errorf("%d, to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestARoundSettlesMore: who takes part, a mentor's places and whose best stable answer it is are settled on the pages, and any pair can be asked for.
func TestARoundSettlesMore(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	page := asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil).Body.String()
	form := filled(t, page, "Leave out of this round")
	form.Set("do", "left")
	f["PUT /api/v1/rounds/r-1/newcomers/0/left"] = f["GET /api/v1/rounds/r-1"]
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form); w.Header().Get("Location") != "/rounds/r-1/newcomers/0#now" {
		t.Errorf("%d: to %s", w.Code, w.Header().Get("Location"))
	}
	form = filled(t, page, "Pin this pair")
	form.Set("do", "places")
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("places of nobody: %d", w.Code)
	}
	form.Set("mentor", "1")
	form.Set("round_places", "many")
	said(t, asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form), []string{`id="round_places-e"`})
	form.Set("round_places", "1")
	f["PUT /api/v1/rounds/r-1/mentors/1/places"] = f["GET /api/v1/rounds/r-1"]
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form); w.Header().Get("Location") != "/rounds/r-1/newcomers/0?seats=1#told" {
		t.Errorf("%d: to %s", w.Code, w.Header().Get("Location"))
	}
	form.Set("do", "worth")
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", form); w.Header().Get("Location") != "/rounds/r-1/newcomers/0?worth=1#worth" {
		t.Errorf("%d: to %s", w.Code, w.Header().Get("Location"))
	}
	worth := "GET /api/v1/rounds/r-1/newcomers/0/mentors/1"
	f[worth] = `{"newcomer_row":0,"mentor_row":1,"newcomer":"n-0","mentor":"m-1","listed":true,"score":600000,"rank":2,"at":"2026-11-23T10:00:00Z"}`
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?worth=1", nil), []string{"Ada and Ora", "It would be choice 2", "clearly less"}, "did not look")
	f[worth] = `{"newcomer_row":0,"mentor_row":1,"newcomer":"n-0","mentor":"m-1","limit":"full","at":"2026-11-23T10:00:00Z"}`
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?worth=1", nil), []string{"cannot be made: this mentor has no place",
		"did not look at this pair"})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), []string{`name="side"`, `<option value="mentors"`})
}

// TestEnterPinsNobody: who presses Enter in the newcomer's form asks, or gives the places that were typed. The first button of a form is the one
// that Enter presses.
func TestEnterPinsNobody(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1/mentors"] = `{"items":[{"row":1,"mentor":"m-1","places":2}]}`
	h := siteOver(t, f.answer)
	page := asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?q=o", nil).Body.String()
	form := page[strings.Index(page, `<form method="post" action="/rounds/r-1/newcomers/0?q=o"`):]
	if first := form[strings.Index(form, "<button"):]; !strings.Contains(first[:strings.Index(first, ">")], `value="enter"`) {
		t.Errorf("Enter presses %s", first[:strings.Index(first, ">")])
	}
	sent := filled(t, page, "Pin this pair")
	sent.Set("do", "enter")
	sent.Set("mentor", "1")
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", sent); w.Header().Get("Location") != "/rounds/r-1/newcomers/0?q=o&worth=1#worth" {
		t.Errorf("%d: to %s", w.Code, w.Header().Get("Location"))
	}
	sent.Set("round_places", "1")
	f["PUT /api/v1/rounds/r-1/mentors/1/places"] = f["GET /api/v1/rounds/r-1"]
	if w := asSomebody(h, http.MethodPost, "/rounds/r-1/newcomers/0", sent); w.Header().Get("Location") != "/rounds/r-1/newcomers/0?q=o&seats=1#told" {
		t.Errorf("%d: to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestAMentorIsFoundByName: any mentor of the round by a part of the name, without case and marks, with what the round knows of the pair; what
// was looked for stays, and nobody is a sentence.
func TestAMentorIsFoundByName(t *testing.T) {
	f := aRound()
	f["GET /api/v1/people/names"] = strings.Replace(f["GET /api/v1/people/names"], `]}`, `,{"id":"m-2","display_name":"Zoë Orange"}]}`, 1)
	f["GET /api/v1/rounds/r-1/mentors"] = `{"items":[{"row":0,"mentor":"m-0","places":2},{"row":1,"mentor":"m-1","places":2},{"row":2,"mentor":"m-2","places":1},
		{"row":3,"mentor":"","places":1}]}`
	h := siteOver(t, f.answer)
	best := asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?q=a", nil).Body.String()
	if strings.Index(best, `name="mentor" value="0"`) > strings.Index(best, `name="mentor" value="1"`) {
		t.Error("the best does not come first")
	}
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil), []string{`type="search"`, `method="get" action="/rounds/r-1/newcomers/0"`})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?q=+zoe+", nil), []string{"Zoë Orange", `name="mentor" value="2"`, `value="zoe"`},
		`name="mentor" value="0"`, `name="mentor" value="3"`)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?q=OR", nil), []string{`name="mentor" value="1"`, `name="mentor" value="2"`, "pinned",
		"Choice 2 of 2", "clearly less"}, `name="mentor" value="0"`)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?q=%3Cb%3E", nil), []string{"Nobody among these mentors", "&lt;b&gt;"}, "Pin this pair",
		"No mentor is possible")
}

// TestAPairIsFoundByName: in the table of pairs by the newcomer's name or by the mentor's.
func TestAPairIsFoundByName(t *testing.T) {
	h := siteOver(t, aRound().answer)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&show=all&q=BE", nil), []string{`value="BE"`, `id="r-1"`, "not with Mika"},
		`id="r-0"`, `id="r-2"`)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&q=mika", nil), []string{`id="r-0"`, `id="r-1"`}, `id="r-2"`)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&q=nobody", nil), []string{"Nobody here has “nobody” in their name"}, `id="r-0"`)
}

// TestARoundNamesWhomItLeavesOut: who takes no part any more is marked in the table at once, and is named on the round's page, as are mentors
// with other places; a round that is published offers nothing of this, nor its publishing.
func TestARoundNamesWhomItLeavesOut(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1"] = strings.Replace(f["GET /api/v1/rounds/r-1"], `"edits":2`, `"edits":2,"cohort":"c-1","left_out":[0],
		"seats":[{"mentor_row":1,"places":1}]`, 1)
	f["GET /api/v1/cohorts/c-1"] = `{"id":"c-1","programme":"p-1","name":"Autumn"}`
	f["GET /api/v1/rounds/r-1/mentors"] = `{"items":[{"row":1,"mentor":"m-1","places":1}]}`
	f["GET /api/v1/rounds"] = `{"items":[` + f["GET /api/v1/rounds/r-1"] + `]}`
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), []string{"Left out", "Ada", "Other places", "Ora (1)", "Autumn"})
	said(t, asSomebody(h, http.MethodGet, "/programmes/p-1/rounds", nil), []string{"Autumn"})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&show=all", nil),
		[]string{`<bdi>Ada</bdi></a> <span class="tag now">left out</span></th>`,
			"/rounds/r-1/newcomers/0?from=objective%3Dfit%26show%3Dall"})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0?from=objective%3Dfit%26x%3D1", nil), []string{`href="/rounds/r-1/pairs?objective=fit#r-0"`})
	f["GET /api/v1/rounds/r-1"] = strings.Replace(strings.ReplaceAll(f["GET /api/v1/rounds/r-1"], `"stale":true`, `"stale":false`), `"status":"draft"`,
		`"status":"published"`, 1)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/publish", nil), []string{"This round is published"}, "Publish and ask", "Publish this round?")
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/newcomers/0", nil), []string{"Mika", "Ora"}, `type="radio"`, "Pin this pair", "Leave out of this round")
}

// TestARoundOfNobodySaysWhy: how many there were, and what is to be done for newcomers and for mentors.
func TestARoundOfNobodySaysWhy(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1"] = `{"id":"r-1","programme":"p-1","cohort":"c-1","status":"draft","created":"2026-11-23T10:00:00Z",
		"failed":{"kind":"gather","code":"round.nobody","detail":"x"}}`
	f["GET /api/v1/cohorts/c-1"] = `{"id":"c-1","programme":"p-1","name":"Autumn"}`
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/rounds/r-1", nil), []string{"nobody to pair", "Newcomers", "nobody has decided about",
		"/cohorts/c-1/manage", "Discard"})
}

// TestARoundSaysWhatItWasMadeWith: what the programme looked for then, by name; and an audit says which answer it is of.
func TestARoundSaysWhatItWasMadeWith(t *testing.T) {
	f := aRound()
	h := siteOver(t, f.answer)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), nil, "looks for in its mentors")
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/audit?objective=fit", nil), []string{"Europe"}, "before anything was pinned")
	f["GET /api/v1/rounds/r-1"] = strings.Replace(f["GET /api/v1/rounds/r-1"], `"places":4`,
		`"places":4,"looks_for":[{"kind":"skill","id":"go","weight":1},{"kind":"language","id":"pt","weight":2}]`, 1)
	f["GET /api/v1/rounds/r-1/audit"] = strings.Replace(f["GET /api/v1/rounds/r-1/audit"], `"least":10`, `"least":10,"drafted":true`, 1)
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1", nil), []string{"<dt>What the programme looks for in its mentors</dt> <dd>Go, Portuguese</dd>"})
	said(t, asSomebody(h, http.MethodGet, "/rounds/r-1/audit?objective=fit", nil), []string{"before anything was pinned"})
}

// TestAPublishedRoundSaysHowItsPairsWentOn: in figures and with a drawing; no and silence are told apart only where the API does, and the page is
// there without them.
func TestAPublishedRoundSaysHowItsPairsWentOn(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1"] = `{"id":"r-1","programme":"p-1","status":"published","created":"2026-11-23T10:00:00Z",
		"input":{"newcomers":30,"mentors":30,"places":30},"pinned":[],"forbidden":[],"answers":[],
		"publication":{"objective":"fit","started":"2026-11-23T10:00:00Z","until":"2026-12-07T10:00:00Z","proposed":30,"returned":{}}}`
	f["GET /api/v1/rounds/r-1/replies"] = `{"yes":7,"waiting":11,"without":12,"back":0}`
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/rounds/r-1", nil), []string{"Said yes</dt> <dd>7", "No answer yet</dt> <dd>11",
		"Not this time, or no answer in time</dt> <dd>12", `aria-labelledby="replies-drawn"`})
	f["GET /api/v1/rounds/r-1/replies"] = `{"yes":7,"waiting":0,"without":23,"no":10,"silent":13,"back":0}`
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/rounds/r-1", nil), []string{"Not this time</dt> <dd>10", "No answer in time</dt> <dd>13"})
	delete(f, "GET /api/v1/rounds/r-1/replies")
	said(t, asSomebody(siteOver(t, f.answer), http.MethodGet, "/rounds/r-1", nil), []string{"cannot be counted just now", "Proposed to their mentors"})
}

// TestWhatWasSettledIsUndoneWhereItIsListed: who was left out, pins, bans and other places each have a button, and the way leads back to the list.
func TestWhatWasSettledIsUndoneWhereItIsListed(t *testing.T) {
	f := aRound()
	f["GET /api/v1/rounds/r-1"] = strings.Replace(f["GET /api/v1/rounds/r-1"], `"edits":2,`,
		`"edits":2,"left_out":[2],"seats":[{"mentor_row":0,"places":1}],`, 1)
	f["GET /api/v1/rounds/r-1/mentors"] = `{"items":[{"row":0,"mentor":"m-0","places":1,"most":3,"taken":{}}]}`
	f["PUT /api/v1/rounds/r-1/mentors/0/places"] = f["GET /api/v1/rounds/r-1"]
	f["PUT /api/v1/rounds/r-1/newcomers/2/left"] = f["GET /api/v1/rounds/r-1"]
	h := siteOver(t, f.answer)
	page := asSomebody(h, http.MethodGet, "/rounds/r-1/pairs?objective=fit&show=settled", nil)
	said(t, page, []string{"Places in this round: 1 of 3", "Undo<span class=\"vh\">: Mika", ": =Cleo: left out", ": Ada: pinned to Ora", ": Ben: not with Mika"})
	const list = "/rounds/r-1/pairs?objective=fit&show=settled"
	for path, do := range map[string]string{"/rounds/r-1/mentors/0": "places", "/rounds/r-1/newcomers/2": "back"} {
		form := url.Values{"do": {do}, "version": {"1"}, "places": {"3"}, "back": {list}, "key": {strings.Repeat("k", 20)}}
		if w := asSomebody(h, http.MethodPost, path, form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != list {
			t.Errorf("%s: %d to %s", path, w.Code, w.Header().Get("Location"))
		}
	}
}
