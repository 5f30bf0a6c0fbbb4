package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/web/session"
)

func TestAnswersFitIntoACookieAndComeBack(t *testing.T) {
	var a answers
	for i := range maxSkills {
		a.Have = append(a.Have, strings.Repeat("s", 10)+string(rune('a'+i)))
		a.Want = append(a.Want, strings.Repeat("w", 10)+string(rune('a'+i)))
	}
	a.Causes, a.Goals, a.Style, a.Zone, a.Level, a.Format = []string{"health"}, goals, styles, "America/Argentina/Buenos_Aires", 4, "either"
	for _, d := range days {
		for _, p := range parts {
			a.Hours = append(a.Hours, d+"-"+p)
		}
	}
	a.Mentors, a.Issue, a.Draft = []string{"a", "b", "c"}, "i", true
	s := a.encode()
	if len(s) > maxCookie {
		t.Errorf("%d bytes", len(s))
	}
	got := decodeAnswers(s)
	if got.encode() != s {
		t.Errorf("came back as %+v", got)
	}
	for _, bad := range []string{"", "!", s[:10], pack([]byte(`{"h":5}`)), pack(make([]byte, 1<<20)), strings.Repeat("A", 4000)} {
		if got := decodeAnswers(bad); got.said() {
			t.Errorf("%.20q says %+v", bad, got)
		}
	}
	long := decodeAnswers(pack([]byte(`{"h":["` + strings.Repeat("x", 100) + `"],"p":["1","2","3","4"]}`)))
	if len(long.Have) != 0 || len(long.Mentors) != maxCompared {
		t.Errorf("limits do not hold: %+v", long)
	}
}

func TestHoursAndBack(t *testing.T) {
	all := []string{}
	for _, d := range days {
		for _, p := range parts {
			all = append(all, d+"-"+p)
		}
	}
	for _, list := range [][]string{{}, {"mon-ev"}, {"sun-ni"}, {"tue-am", "sat-pm"}, all} {
		if got := hoursOf(runs(list)); !slices.Equal(got, list) && len(got)+len(list) > 0 {
			t.Errorf("%v became %v", list, got)
		}
	}
	got := hoursOf([]api.ProfileHours{{Day: "mon", From: "18:00", To: "19:30"}, {Day: "tue", From: "18:00", To: "20:00"}, {Day: "xx", From: "a", To: "b"}})
	if !slices.Equal(got, []string{"tue-ev"}) {
		t.Errorf("got %v", got)
	}
	if got := runs([]string{"sun-ni", "bad", "mon-", "-am"}); len(got) != 2 || got[1].Day != "mon" || got[1].To != "06:00" {
		t.Errorf("a night on two days: %v", got)
	}
}

func TestChangedAnswersKeepWhatAPersonWroteAboutASkill(t *testing.T) {
	p := &api.OwnProfile{ProfileBody: api.ProfileBody{DisplayName: "Ada", Have: []api.ProfileSkill{{Skill: "go", Level: 5, Example: "I wrote a parser"}},
		Zone: "Europe/Lisbon", Hours: []api.ProfileHours{{Day: "mon", From: "18:30", To: "21:30"}}}}
	a := answersOf(p)
	a.Have = append(a.Have, "python")
	c := a.changed(p)
	if h := *c.Have; len(h) != 2 || h[0].Example != "I wrote a parser" || h[0].Level != 5 || h[1].Level != defaultLevel {
		t.Errorf("have: %+v", h)
	}
	if h := *c.Hours; len(h) != 1 || h[0].From != "18:30" {
		t.Errorf("finer hours are lost: %+v", h)
	}
}

func TestLocalLeadsNowhereElse(t *testing.T) {
	for path, want := range map[string]string{
		"/requests/1?x=y#z": "/requests/1?x=y#z", "/": "/", "": "/", "//evil": "/", "/\\evil": "/", "https://evil": "/", "javascript:x": "/",
		"/\tx": "/", "/%2f/evil": "/", "requests": "/", "/" + strings.Repeat("x", 2000): "/",
	} {
		if got := local(path); got != want {
			t.Errorf("%.40q: %q, want %q", path, got, want)
		}
	}
}

func TestVersionsTravelAndNothingElse(t *testing.T) {
	w := &way{seen: versions("mentoring.match.a-1@3|profiles.person.b@2|<script>|x@y|mentoring.match.a-1@4")}
	if got := w.list("programs.member.c@1"); got != "profiles.person.b@2, mentoring.match.a-1@4, programs.member.c@1" {
		t.Errorf("got %q", got)
	}
	if w.wrote() != "" {
		t.Error("nothing was written")
	}
	var many []string
	for i := range 30 {
		many = append(many, "a.b."+string(rune('a'+i%26))+string(rune('a'+i/26))+"@1")
	}
	if got := newest(many); len(got) != maxSeen || got[maxSeen-1] != many[29] {
		t.Errorf("got %v", got)
	}
}

func TestDeviceLabelAndInitials(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                   "Firefox, Linux",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36": "Chrome, Android",
		"curl/8": "", "": "",
	} {
		if got := deviceLabel(agent); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for name, want := range map[string]string{"Nyokabi Mwende": "NM", "Linh Đặng Thu": "LT", "حليمة ناصر": "حن", "": "", "x": "X", "😀": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if session.NewJar(true).Secure() != true {
		t.Error("over TLS cookies are secure")
	}
}
