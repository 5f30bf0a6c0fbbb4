package web

// table is every page, by what it is about. Each has a file page_<about>.go and a template.
func (s *Site) table() []route {
	var all []route
	for _, part := range [][]route{openRoutes, doorRoutes, askRoutes, mentorRoutes, ownRoutes, reportRoutes, staffRoutes, programmeRoutes, roundRoutes,
		eventRoutes, describeRoutes, figureRoutes, partnerRoutes, boardRoutes, offeredRoutes, hubRoutes, outcomeRoutes, organisationRoutes} {
		all = append(all, part...)
	}
	return all
}

// Patterns are those of every route, as http.ServeMux reads them ("GET /issues/{id}"). A test that must miss no page walks them.
func Patterns() []string {
	var out []string
	for _, r := range new(Site).table() {
		out = append(out, r.pattern)
	}
	return out
}

// openRoutes are for anybody.
var openRoutes = []route{
	{"GET /{$}", anybody, pageHome},
	{"GET /issues", anybody, pageIssues},
	{"GET /issues/{id}", anybody, pageIssue},
	{"POST /issues/{id}", anybody, doIssue},
	{"GET /issues/{id}/{question}", signedIn, pageRelease},
	{"GET /projects", anybody, pageProjects},
	{"GET /projects/{id}", anybody, pageProject},
	{"GET /mentors", anybody, pageMentors},
	{"GET /people/{id}", anybody, pagePerson},
	{"POST /people/{id}", anybody, doPerson},
	{"GET /start/{screen}", anybody, pageStart},
	{"POST /start/{screen}", anybody, doStart},
	{"GET /fit", anybody, pageFit},
	{"POST /fit", anybody, doFit},
	{"GET /look", anybody, pageLook},
	{"POST /look", anybody, doLook},
	{"GET /compare", anybody, pageCompare},
	{"POST /compare", anybody, doCompare},
	{"POST /choose", anybody, doChoose},
	{"GET /appearance", anybody, pageAppearance},
	{"GET /conduct", anybody, plainPage("conduct", "layout.conduct")},
	{"GET /privacy", anybody, plainPage("privacy", "layout.privacy")},
	{"GET /accessibility", anybody, plainPage("accessibility", "layout.accessibility")},
}

// doorRoutes let people in and out.
var doorRoutes = []route{
	{"GET /sign-in", anybody, pageSignIn},
	{"POST /sign-in", anybody, doSignIn},
	{"GET /sign-up", anybody, pageSignUp},
	{"POST /sign-up", anybody, doSignUp},
	{"GET /reset", anybody, pageReset},
	{"POST /reset", anybody, doReset},
	{"GET /sign-out", signedIn, pageSignOut},
	{"POST /sign-out", anybody, doSignOut},
	{"GET /links/{purpose}", anybody, pageLink},
	{"POST /links/{purpose}", anybody, doLink},
}

// askRoutes are about a request.
var askRoutes = []route{
	{"GET /ask", anybody, pageAsk},
	{"POST /ask", anybody, doAsk},
	{"GET /requests", signedIn, pageRequests},
	{"GET /requests/{id}", signedIn, pageRequest},
	{"POST /requests/{id}", signedIn, doRequest},
	{"GET /requests/{id}/{question}", signedIn, pageRequestQuestion},
}

// mentorRoutes are for mentors, and for both sides of a mentorship.
var mentorRoutes = []route{
	{"GET /answer", anybody, pageMailAnswer},
	{"POST /answer", anybody, doMailAnswer},
	{"GET /queue", signedIn, pageQueue},
	{"GET /queue/{id}", signedIn, pageQueued},
	{"POST /queue/{id}", signedIn, doAnswer},
	{"GET /queue/{id}/{answer}", signedIn, pageAnswer},
	{"GET /mentoring", anybody, pageMentoring},
	{"POST /mentoring", signedIn, doMentoring},
	{"GET /mentorships/{id}", signedIn, pageMentorship},
	{"POST /mentorships/{id}", signedIn, doMentorship},
	{"GET /mentorships/{id}/{question}", signedIn, pageMentorshipQuestion},
	{"GET /mentorships/{id}/hand-over", signedIn, pageHandOver},
	{"POST /mentorships/{id}/hand-over", signedIn, doHandOver},
	{"GET /waiting", signedIn, pageWaiting},
	{"POST /waiting", signedIn, doWaiting},
	{"GET /office-hours", signedIn, pageOffices},
	{"GET /office-hours/new", signedIn, pageNewOffice},
	{"POST /office-hours/new", signedIn, doNewOffice},
	{"GET /office-hours/{id}", signedIn, pageOffice},
	{"POST /office-hours/{id}", signedIn, doOffice},
	{"GET /office-hours/{id}/cancel", signedIn, pageOfficeCancel},
	{"GET /mentorships/{id}/meetings", signedIn, pageMeetings},
	{"POST /mentorships/{id}/meetings", signedIn, doMeetings},
	{"GET /mentorships/{id}/meetings/{meeting}", signedIn, pageMeeting},
	{"POST /mentorships/{id}/meetings/{meeting}", signedIn, doMeeting},
	{"GET /mentorships/{id}/meetings/{meeting}/cancel", signedIn, pageMeetingCancel},
	{"GET /mentorships/{id}/meetings/{meeting}/file", signedIn, pageMeetingFile},
}

// ownRoutes are about the reader.
var ownRoutes = []route{
	{"GET /inbox", signedIn, pageInbox},
	{"POST /inbox", signedIn, doInbox},
	{"GET /live", anybody, pageLive},
	{"GET /settings", signedIn, pageSettings},
	{"GET /settings/profile", signedIn, pageProfile},
	{"POST /settings/profile", signedIn, doProfile},
	{"GET /settings/mail", signedIn, pageMail},
	{"POST /settings/mail", signedIn, doMail},
	{"GET /settings/account", signedIn, pageAccount},
	{"POST /settings/account", signedIn, doAccount},
	{"GET /settings/blocks", signedIn, pageBlocks},
	{"POST /settings/blocks", signedIn, doBlocks},
	{"GET /settings/calendar", signedIn, pageCalendar},
	{"POST /settings/calendar", signedIn, doCalendar},
	{"GET /settings/data", signedIn, pageData},
	{"POST /settings/data", signedIn, doData},
	{"GET /settings/projects", signedIn, pageOwnProjects},
	{"GET /erasure", anybody, pageErasure},
	{"POST /erasure", anybody, doErasure},
	{"GET /settings/close", signedIn, pageClose},
	{"POST /settings/close", signedIn, doClose},
	{"GET /people/{id}/block", signedIn, pageBlock},
	{"POST /people/{id}/block", signedIn, doBlock},
}
