package web

import "testing"

// TestLinksToHandOver: where mail goes out, nobody hands links over, and no page offers it; where none does, administrators find it.
func TestLinksToHandOver(t *testing.T) {
	f := fakeAPI{
		"GET /api/v1/people/me": `{"id":"a-1","display_name":"Oda Berg"}`, "GET /api/v1/inbox": `{"items":[]}`, "GET /api/v1/mentorships": `{"items":[]}`,
		"GET /api/v1/requests": `{"items":[]}`, "GET /api/v1/projects/mine": `{"items":[]}`, "GET /api/v1/programmes": `{"items":[]}`,
		"GET /api/v1/accounts/joining": `{"delivery":"operator"}`,
	}
	const tab, staff = `href="/operate/links"`, `"moderator","administrator"`
	said(t, with(siteOver(t, f.answer), "GET", "/", nil, reader(staff)), []string{tab, `href="/operate/audit"`})
	f["GET /api/v1/accounts/joining"] = `{"delivery":"mail"}`
	said(t, with(siteOver(t, f.answer), "GET", "/", nil, reader(staff)), []string{`href="/operate/audit"`}, tab)
}
