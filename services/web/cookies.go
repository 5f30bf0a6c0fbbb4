package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/services/web/session"
)

// Cookies beside the session's.
const (
	languageCookie = "language"
	themeCookie    = "theme"
	saverCookie    = "saver"
	deviceCookie   = "device"
	flashCookie    = "told"
	seenCookie     = "seen"
	startCookie    = "start"
	zoneCookie     = "zone"
	goalCookie     = "goal"
	nameCookie     = "name"
	draftCookie    = "draft" // in parts, to /ask alone
)

// Lifetimes of cookies that are set here.
const (
	momentAge = time.Minute    // what was just told, and what was just written
	draftAge  = 24 * time.Hour // what was typed before signing up
)

// cookieKind is a cookie that the pages set, and how long it stays; 0 is until the browser closes.
type cookieKind struct {
	Name  string
	Stays time.Duration
}

// cookieKinds are all of them: the page on privacy shows this list, and a test sees that no other is set.
var cookieKinds = append([]cookieKind{{"access", session.TokensAge}, {"session", session.TokensAge}},
	cookieKind{languageCookie, session.ChoiceAge}, cookieKind{themeCookie, session.ChoiceAge}, cookieKind{saverCookie, session.ChoiceAge},
	cookieKind{zoneCookie, session.ChoiceAge}, cookieKind{deviceCookie, session.ChoiceAge}, cookieKind{startCookie, 0},
	cookieKind{draftCookie, draftAge}, cookieKind{goalCookie, draftAge}, cookieKind{nameCookie, draftAge},
	cookieKind{flashCookie, momentAge}, cookieKind{seenCookie, momentAge})

// cookieRow is one of them for the page.
type cookieRow struct{ Name, Purpose, Stays string }

func pageCookies(v *visit) (out []cookieRow) {
	for _, k := range cookieKinds {
		row := cookieRow{Name: v.site.jar.Name(k.Name), Purpose: v.p.T("cookie." + k.Name), Stays: v.p.T("cookie.until_closed")}
		if k.Name == draftCookie {
			row.Name = strings.TrimSuffix(v.draftName(0), "0") + "…"
		}
		if k.Stays > 0 {
			row.Stays = v.p.Span(k.Stays)
		}
		out = append(out, row)
	}
	return out
}

// Drafts: a first message that waits for its writer to sign up stands in the writer's browser, packed, in two cookies that go to /ask alone,
// for a day. It is never in an address or here. Together with the other cookies a header stays below the 8 kB that proxies take.
const (
	maxDrafts    = 2
	maxDraftPart = 2600
)

func (v *visit) draftName(i int) string {
	if v.site.jar.Secure() {
		return "__Secure-wm-draft-" + strconv.Itoa(i) // not __Host-, which would send it to every page
	}
	return "wm-draft-" + strconv.Itoa(i)
}

func (v *visit) draft() string {
	var all strings.Builder
	for i := range maxDrafts {
		c, err := v.r.Cookie(v.draftName(i))
		if err != nil {
			break
		}
		all.WriteString(c.Value)
	}
	r := []rune(string(unpack(all.String())))
	return string(r[:min(len(r), maxMessage)])
}

// keepDraft says whether a message could be kept: a very long one does not fit.
func (v *visit) keepDraft(message string) bool {
	s := pack([]byte(message))
	if len(s) > maxDrafts*maxDraftPart {
		return false
	}
	for i, chunk := range slices.Collect(slices.Chunk([]byte(s), maxDraftPart)) {
		v.setDraft(i, string(chunk), int(draftAge.Seconds()))
	}
	for i := (len(s) + maxDraftPart - 1) / maxDraftPart; i < maxDrafts; i++ {
		v.setDraft(i, "", -1)
	}
	return true
}

// forgetOwn drops what this browser knows of who was signed in: their answers, whom they picked, what they have not sent. It is done
// whenever a session ends, by them or by itself: somebody else may come next.
func (v *visit) forgetOwn() {
	for _, c := range []string{startCookie, seenCookie, zoneCookie} {
		v.site.jar.Drop(v.w, c)
	}
	v.dropDraft()
}

func (v *visit) dropDraft() {
	for i := range maxDrafts {
		v.setDraft(i, "", -1)
	}
	v.site.jar.Drop(v.w, goalCookie)
	v.site.jar.Drop(v.w, nameCookie)
}

func (v *visit) setDraft(i int, value string, age int) {
	http.SetCookie(v.w, &http.Cookie{Name: v.draftName(i), Value: value, Path: "/ask", MaxAge: age, HttpOnly: true,
		Secure: v.site.jar.Secure(), SameSite: http.SameSiteLaxMode})
}
