package main

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// values name a thing: by path parameter, required query parameter or field of a body.
type values map[string]string

// thing is something that a request can name.
type thing struct {
	what string
	make func(e *edge) values // kept by what, until somebody has changed it
	// concerns are the roles that may know of it; nil: everybody may know that it is there.
	concerns []string
	// may are the roles that may change it, where a route asks for a role on it; one of them has to get through.
	may []string
}

func (e *edge) value(t thing) values {
	v, ok := e.made[t.what]
	if !ok {
		v = t.make(e)
		e.made[t.what] = v
	}
	return v
}

func fixed(v values) func(*edge) values { return func(*edge) values { return v } }

// absentID fits what ids look like and names nothing.
const absentID = "00000000-0000-7000-8000-000000000000"

// things are what the paths below a prefix are walked with, beside something that is absent; the first prefix that fits counts.
var things = []struct {
	prefix string
	list   []thing
}{
	{"/api/v1/sessions/{id}", []thing{
		{what: "the newcomer's session", concerns: []string{newcomer}, may: []string{newcomer}, make: func(e *edge) values {
			return values{"id": e.cast[newcomer].session}
		}},
	}},
	{"/api/v1/accounts/{id}", accountThings("id")},
	{"/api/v1/accounts/erasures/{receipt}", []thing{{what: "the receipt of somebody who left", make: func(e *edge) values {
		r, err := e.person("somebody").EraseMe(e.ctx, api.AccountClosing{})
		if err != nil {
			e.Fatal(err)
		}
		return values{"receipt": r.Receipt}
	}}}},
	{"/api/v1/account-links/", []thing{{what: "somebody's link", make: func(e *edge) values {
		a := e.person("somebody")
		if _, err := e.public.RequestLink(e.ctx, "sign_in", "person"+itoa(e.number)+"@example.org"); err != nil {
			e.Fatal(err)
		}
		return values{"account": a.id, "purpose": "sign_in"}
	}}}},
	{"/api/v1/mentor-approvals/", append(accountThings("id"), thing{what: "the mentor's approval", make: personOf(mentor)})},
	{"/api/v1/people/{id}", []thing{
		{what: "the mentor's page", concerns: without(roles, []string{blocked, forged, suspended, revoked}), make: personOf(mentor)},
		// No mentor has been asked, and none may offer: newcomers are shown to nobody else.
		{what: "the newcomer's page", concerns: []string{newcomer, organiser, moderator, administrator}, make: personOf(newcomer)},
		{what: "a page that was erased", concerns: []string{}, make: erased("id")},
	}},
	{"/api/v1/blocks/{person}", []thing{
		{what: "somebody to block", make: func(e *edge) values { return values{"person": e.person("somebody").id} }},
	}},
	{"/api/v1/requests/{id}", []thing{
		{what: "a request", concerns: []string{newcomer, mentor}, may: []string{newcomer, mentor}, make: (*edge).request},
	}},
	{"/api/v1/mentorships/{id}/sessions/{session}", meetingThings()},
	{"/api/v1/mentorships/{id}/hand-over/consent", handOverThings(newcomer)},
	{"/api/v1/mentorships/{id}/hand-over/refuse", handOverThings(newcomer, mentor)},
	{"/api/v1/mentorships/{id}/hand-over/accept", handOverToThings()},
	{"/api/v1/mentorships/{id}/hand-over/decline", handOverToThings()},
	{"/api/v1/mentorships/{id}/hand-over", handOverThings(mentor, newcomer)},
	{"/api/v1/mentorships/{id}", mentorshipThings("id")},
	{"/api/v1/claims/{issue}", []thing{{what: "a claim on an issue", make: func(e *edge) values {
		return values{"issue": catalogued("issues")(e)["id"]}
	}}}},
	{"/api/v1/calendars/{token}", []thing{{what: "the newcomer's calendar", make: func(e *edge) values {
		link, err := e.cast[newcomer].RenewCalendarLink(e.ctx)
		if err != nil {
			e.Fatal(err)
		}
		return values{"token": strings.TrimPrefix(link.Path, "/api/v1/calendars/")}
	}}}},
	{"/api/v1/threads/{match}", mentorshipThings("match")},
	{"/api/v1/inbox/{id}", []thing{
		{what: "the mentor's notice", concerns: []string{mentor}, may: []string{mentor}, make: (*edge).notice},
	}},
	{"/api/v1/people-imports/{id}", []thing{
		{what: "an import", concerns: []string{organiser, administrator}, may: []string{organiser, administrator}, make: (*edge).peopleImport},
	}},
	{"/api/v1/people-imports", programmeThings("programme", organiser)},
	{"/api/v1/requests", append(programmeThings("programme", organiser), alwaysOpen)},
	{"/api/v1/recommendations/board/{entry}", boardThings("helped", []string{organiser, administrator}, organiser, administrator)},
	{"/api/v1/recommendations/successors", successorThings()},
	{"/api/v1/recommendations", append(programmeThings("programme", organiser), alwaysOpen)},
	{"/api/v1/rounds/export", nil},
	{"/api/v1/rounds/{id}", roundThings()},
	{"/api/v1/rounds", programmeThings("programme", organiser)},
	{"/api/v1/office-hours/{id}/me", officeThings()},
	{"/api/v1/office-hours/{id}", officeThings(mentor)},
	{"/api/v1/waiting/{programme}", append(programmeThings("programme"), alwaysOpen)},
	{"/api/v1/grants/{person}", []thing{
		{what: "a role in the programme", concerns: inProgramme, may: []string{organiser, administrator}, make: func(e *edge) values {
			return values{"person": e.person("somebody").id, "role": "observer", "scope": "programme:" + e.programme("programme")["id"]}
		}},
		{what: "a role in another programme", may: []string{elsewhere, administrator}, make: func(e *edge) values {
			return values{"person": e.person("somebody").id, "role": "observer", "scope": "programme:" + e.programme("other programme")["id"]}
		}},
	}},
	{"/api/v1/grants", []thing{
		{what: "the programme's roles", concerns: inProgramme, may: []string{organiser, administrator},
			make: func(e *edge) values { return values{"scope": "programme:" + e.programme("programme")["id"]} }},
	}},
	{"/api/v1/organisations/{id}", []thing{
		{what: "the organisation", may: []string{administrator}, make: func(e *edge) values {
			return values{"id": e.programme("programme")["org"]}
		}},
	}},
	{"/api/v1/applications/{id}/check-ins/{number}", participantThings(newcomer)},
	{"/api/v1/applications/{id}/check-ins", participantThings(newcomer, organiser, reviewer, administrator)},
	{"/api/v1/applications/{id}/goals", participantThings(newcomer)},
	{"/api/v1/applications/{id}/evidence/{piece}", []thing{{
		what: "what the newcomer has shown", concerns: []string{newcomer, organiser, reviewer, administrator},
		may: []string{newcomer, organiser, administrator}, make: (*edge).evidence,
	}}},
	{"/api/v1/applications/{id}/evidence", participantThings(newcomer, organiser, reviewer, administrator)},
	{"/api/v1/applications/{id}/completion", participantThings(organiser, administrator)},
	{"/api/v1/applications/{id}/certificate", participantThings(newcomer)},
	{"/api/v1/certificates/{code}", []thing{{what: "a certificate", make: (*edge).certificate}}},
	{"/api/v1/applications/{id}/eligibility", applicationThings(newcomer, reviewer)},
	{"/api/v1/applications/{id}/versions", applicationThings(newcomer)},
	{"/api/v1/applications/{id}/reviews/me", reviewThings(reviewer, organiser, administrator)},
	{"/api/v1/applications/{id}/reviews", reviewThings(organiser, reviewer, administrator)},
	{"/api/v1/applications/{id}/decision", reviewThings(organiser, administrator)},
	{"/api/v1/applications/{id}/leave", reviewThings(newcomer, organiser, administrator)},
	{"/api/v1/applications/{id}/", applicationThings(newcomer)},
	{"/api/v1/applications/{id}", applicationThings(newcomer, organiser, reviewer, administrator)},
	{"/api/v1/participation/cycles/{id}/me", participationThings([]string{newcomer}, []string{newcomer})},
	{"/api/v1/participation/cycles/{id}/report", figureThings()},
	{"/api/v1/participation/cycles/{id}", participationThings(inProgramme, nil)}, // fixed: its call has begun
	{"/api/v1/participation/programmes/{id}", programmeThings("id")},
	{"/api/v1/partners/{id}/mentors/{person}", partnerThings(inProgramme, organiser, administrator)},
	{"/api/v1/partners/{id}/mentors", partnerThings(inProgramme, organiser, administrator)},
	{"/api/v1/partners/{id}/money/{money}", partnerThings(inProgramme, organiser, administrator)},
	{"/api/v1/partners/{id}/money", partnerThings(inProgramme, organiser, administrator)},
	{"/api/v1/partners/{id}/answer", partnerThings([]string{mentor}, mentor)},
	{"/api/v1/partners/{id}/report", partnerThings([]string{newcomer, organiser, administrator}, newcomer, organiser, administrator)},
	{"/api/v1/partners/{id}", partnerThings(inProgramme, organiser, administrator)},
	{"/api/v1/board/{id}/introductions", boardThings("helped", onBoard, organiser, administrator)},
	{"/api/v1/board/{id}/help", boardThings("helped", onBoard, onBoard...)},
	{"/api/v1/board/{id}/state", boardThings("moved", onBoard, newcomer, organiser, administrator)},
	{"/api/v1/board/{id}", boardThings("written", onBoard, newcomer, organiser, administrator)},
	{"/api/v1/stipends/{id}/legal-name", stipendThings([]string{newcomer, reviewer}, newcomer)},
	{"/api/v1/stipends/{id}/state", stipendThings([]string{newcomer, organiser, reviewer, administrator}, organiser, administrator)},
	{"/api/v1/stipends/{id}", stipendThings([]string{newcomer, organiser, reviewer, administrator}, organiser, administrator)},
	{"/api/v1/events/arrivals", nil},
	{"/api/v1/events/{id}/teams/{team}", eventThings("published", atEvent, atEvent...)},
	{"/api/v1/events/{id}/teams", eventThings("drafted", inProgramme, organiser, administrator)},
	{"/api/v1/events/{id}/draft", eventThings("drafted", inProgramme, organiser, administrator)},
	{"/api/v1/events/{id}/challenges/{challenge}", eventThings("open", atEvent, organiser, administrator)},
	{"/api/v1/events/{id}/attendees/{person}", eventThings("published", atEvent, atEvent...)},
	{"/api/v1/events/{id}", eventThings("open", inProgramme, organiser, administrator)},
	{"/api/v1/cohorts/{id}/projects/{offer}/mentor", offeredThings("mentored", mentor, organiser, administrator)},
	{"/api/v1/cohorts/{id}/projects/{offer}/state", offeredThings("decided", organiser, administrator)},
	{"/api/v1/cohorts/{id}/projects/{offer}", offeredThings("written", mentor, organiser, administrator)},
	{"/api/v1/cohorts/{id}/projects", cohortThings(inProgramme...)},
	{"/api/v1/cohorts/{id}/applications", cohortThings(organiser, reviewer, administrator)},
	{"/api/v1/cohorts/{id}", cohortThings(organiser, administrator)},
	{"/api/v1/programmes/{id}/board", ownBoard()},
	{"/api/v1/programmes/{id}/hub", hubThings(organiser)},
	{"/api/v1/programmes/{id}/communities", hubThings(organiser)},
	{"/api/v1/programmes/{id}/registrations", hubThings(organiser)},
	{"/api/v1/programmes/{id}/members/{person}/approval", membership(organiser, reviewer, administrator)},
	{"/api/v1/programmes/{id}/members/{person}", membership(organiser, administrator, mentor)},
	{"/api/v1/programmes/{id}/members", programmeThings("id", organiser, reviewer)},
	{"/api/v1/programmes/{id}", programmeThings("id", organiser)},
	{"/api/v1/programmes", []thing{
		{what: "the programme's organisation", may: []string{administrator}, make: func(e *edge) values {
			return values{"org": e.programme("programme")["org"]}
		}},
	}},
	{"/api/v1/catalog-imports/{id}", []thing{{what: "an import of the catalogue", make: func(e *edge) values {
		list, err := client.Do[api.CatalogImportList](e.ctx, e.office.admin, http.MethodGet, "/api/v1/catalog-imports", nil, nil)
		if err != nil || len(list.Items) == 0 {
			e.Fatal("nothing was imported", err)
		}
		return values{"id": list.Items[0].ID}
	}}}},
	{"/api/v1/projects/{id}", []thing{{what: "a project", may: []string{moderator, administrator}, make: claimed}}},
	{"/api/v1/reports/{id}", reportThings()},
	{"/api/v1/reports/", nil},
	{"/api/v1/reports", []thing{{what: "a project to report", make: reported}}},
	{"/api/v1/outcomes/{id}", outcomeThings()},
	{"/api/v1/cases/{id}/closure", decidedThings()},
	{"/api/v1/cases/{id}/subject", subjectThings()},
	{"/api/v1/cases/{id}", caseThings()},
	{"/api/v1/duty/{week}", dutyThings()},
	{"/api/v1/issues/{id}", []thing{{what: "an issue", may: []string{moderator, administrator}, make: catalogued("issues")}}},
}

// inProgramme are those who know of the programme, which is not listed.
var inProgramme = []string{newcomer, mentor, organiser, reviewer, administrator}

var alwaysOpen = thing{what: "the always-open programme", make: func(e *edge) values {
	e.profiles()
	return values{"programme": wire.AlwaysOpen}
}}

func programmeThings(name string, may ...string) []thing {
	return []thing{
		{what: "the programme as " + name, concerns: inProgramme, may: append([]string{administrator}, may...),
			make: func(e *edge) values { return values{name: e.programme("programme")["id"]} }},
		{what: "another programme as " + name, may: []string{elsewhere, administrator},
			make: func(e *edge) values { return values{name: e.programme("other programme")["id"]} }},
	}
}

func membership(may ...string) []thing {
	return []thing{{what: "the mentor's membership", concerns: inProgramme, may: may, make: func(e *edge) values {
		e.join(e.cast[mentor])
		return values{"id": e.programme("programme")["id"], "person": e.cast[mentor].id}
	}}}
}

func accountThings(name string) []thing {
	return []thing{
		{what: "somebody's account as " + name, make: func(e *edge) values { return values{name: e.person("somebody").id} }},
		{what: "an account that was closed, as " + name, make: erased(name)},
	}
}

func meetingThings() []thing {
	return []thing{{what: "a session of a mentorship", concerns: []string{newcomer, mentor}, may: []string{newcomer, mentor}, make: func(e *edge) values {
		id := e.mentorship()
		x, err := e.cast[newcomer].PlanSession(e.ctx, id, api.NewMeeting{Starts: time.Now().Add(72 * time.Hour), Minutes: 30, Zone: "UTC"})
		if err != nil {
			e.Fatal(err)
		}
		return values{"id": id, "session": x.ID}
	}}}
}

func mentorshipThings(name string) []thing {
	return []thing{{what: "a mentorship as " + name, concerns: []string{newcomer, mentor}, may: []string{newcomer, mentor},
		make: func(e *edge) values { return values{name: e.mentorship()} }}}
}

func personOf(role string) func(*edge) values {
	return func(e *edge) values {
		e.profiles()
		return values{"id": e.cast[role].id}
	}
}

// profiles says again who newcomer and mentor are: a route before may have changed it.
func (e *edge) profiles() {
	e.Helper()
	if _, err := e.cast[newcomer].SaveMe(e.ctx, newcomerBody("Nia of the matrix")); err != nil {
		e.Fatal(err)
	}
	if _, err := e.cast[mentor].SaveMe(e.ctx, mentorBody("Mika of the matrix")); err != nil {
		e.Fatal(err)
	}
	if err := e.office.approve(e.ctx, e.cast[mentor].id); err != nil {
		e.Fatal(err)
	}
}

// erased is somebody who has left.
func erased(name string) func(*edge) values {
	return func(e *edge) values {
		a := e.person("somebody")
		if _, err := a.SaveMe(e.ctx, mentorBody("Ora of the matrix")); err != nil {
			e.Fatal(err)
		}
		e.soon("there", func() error { _, err := e.cast[administrator].Person(e.ctx, a.id); return err })
		if err := a.CloseAccount(e.ctx, api.AccountClosing{}); err != nil {
			e.Fatal(err)
		}
		e.soon("erased", func() error {
			if _, err := e.cast[administrator].Person(e.ctx, a.id); err == nil {
				return errors.New("the page is still there")
			}
			return nil
		})
		return values{name: a.id}
	}
}

// request is an open one from the newcomer to the mentor.
func (e *edge) request() values {
	e.Helper()
	e.profiles()
	n := e.cast[newcomer]
	for m, err := range n.Mentorships(e.ctx, "") {
		if err == nil && (m.Status == "accepted" || m.Status == "active") {
			_, err = n.EndMentorship(e.ctx, m.ID)
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	for r, err := range n.Requests(e.ctx) {
		if err == nil && (r.Status == "open" || r.Status == "needs_info") {
			_, err = n.WithdrawRequest(e.ctx, r.ID)
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	for r, err := range e.cast[mentor].AskedRequests(e.ctx) { // others of the cast have asked too
		if err == nil {
			_, err = e.cast[mentor].DeclineRequest(e.ctx, r.ID)
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	if _, err := e.cast[mentor].SetPlaces(e.ctx, api.Places{Capacity: 3}); err != nil {
		e.Fatal(err)
	}
	if _, err := e.cast[mentor].Resume(e.ctx); err != nil {
		e.Fatal(err)
	}
	var id string
	e.soon("asking", func() error {
		r, err := n.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{e.cast[mentor].id}, Message: "Hello, may I ask you?"})
		if err == nil {
			id = r.ID
		}
		return err
	})
	return values{"id": id}
}

func (e *edge) mentorship() string {
	e.Helper()
	id := e.request()["id"]
	delete(e.made, "a request")
	_, err := e.cast[mentor].AcceptRequest(e.ctx, id)
	for _, role := range []string{newcomer, mentor} { // it is active once both have written
		if err == nil {
			_, err = e.cast[role].PostMessage(e.ctx, id, "Hello")
		}
	}
	if err != nil {
		e.Fatal(err)
	}
	return id
}

// notice is an item of the mentor's inbox: the approval at least is in it.
func (e *edge) notice() values {
	e.Helper()
	var id string
	e.soon("a notice", func() error {
		box, err := e.cast[mentor].Inbox(e.ctx, false)
		if err == nil && len(box.Items) == 0 {
			err = errors.New("the inbox is empty")
		}
		if err == nil {
			id = box.Items[0].ID
		}
		return err
	})
	return values{"id": id}
}

// programme is one of two: not listed, with the cast in it; or listed, of another organisation.
func (e *edge) programme(what string) values {
	e.Helper()
	if v, ok := e.programmes[what]; ok {
		return v
	}
	org, err := e.office.admin.MakeOrganisation(e.ctx, api.OrganisationBody{Name: "Foundation of " + what})
	if err != nil {
		e.Fatal(err)
	}
	p, err := e.office.admin.MakeProgramme(e.ctx, api.ProgrammeBody{Org: org.ID, Name: what, Open: true, Listed: what != "programme"})
	if err != nil {
		e.Fatal(err)
	}
	v := values{"id": p.ID, "org": org.ID}
	e.programmes[what] = v
	return v
}

// peopleImport is one that the organiser made.
func (e *edge) peopleImport() values {
	e.Helper()
	var id string
	e.soon("importing", func() error {
		report, err := e.cast[organiser].ImportPeople(e.ctx, []byte("email,name\nguest"+itoa(e.number)+"@example.org,Guest of the matrix\n"),
			client.ImportPeople{Programme: e.programme("programme")["id"]})
		if err == nil && report.Import == nil {
			err = errors.New("nothing was imported")
		}
		if err == nil {
			id = report.Import.ID
		}
		return err
	})
	return values{"id": id}
}

func catalogued(what string) func(*edge) values {
	return func(e *edge) values {
		page, err := client.Do[struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		}](e.ctx, e.public, http.MethodGet, "/api/v1/"+what, nil, nil)
		if err != nil || len(page.Items) == 0 {
			e.Fatal("the catalogue is empty", err)
		}
		e.number++
		return values{"id": page.Items[e.number%len(page.Items)].ID} // one has a bounded number of claims
	}
}

// claimed is a project that somebody says they maintain.
func claimed(e *edge) values {
	v, a := catalogued("projects")(e), e.person("somebody")
	_, err := client.Do[api.ProjectClaim](e.ctx, a.Client, http.MethodPost, client.Path("projects", v["id"], "claim"), nil, nil)
	if err != nil {
		e.Fatal(err)
	}
	return values{"id": v["id"], "person": a.id}
}

// thingsOf are what a route is walked with; none: it names nothing, or is not in the table.
func thingsOf(path string) []thing {
	for _, t := range things {
		if rest, ok := strings.CutPrefix(path, t.prefix); ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(t.prefix, "/")) {
			return t.list
		}
	}
	return nil
}

// absentOf names what is not there, with the names of a thing.
func absentOf(v values) values {
	out := maps.Clone(v)
	for name, x := range out {
		switch {
		case name == "purpose" || name == "role" || name == "row" || name == "objective":
		case name == "scope":
			out[name] = "programme:" + absentID
		case len(x) == 26:
			out[name] = strings.Repeat("a", 26)
		case len(x) == 32:
			out[name] = strings.Repeat("0", 32)
		default:
			out[name] = absentID
		}
	}
	return out
}

func knows(t thing, role string) bool { return t.concerns == nil || slices.Contains(t.concerns, role) }
