package web

import (
	"encoding/base64"
	"net/http/httptest"
	"testing"
)

func TestSplitCode(t *testing.T) {
	for in, want := range map[string]bool{
		reportCode("2c18d2fd-4744", "myiij4jb"): true, " 2C18d2fd-4744 . myiij4jb\n": true, "2c18d2fd": false, "": false, ".": false, "a.b/../c": false,
		"a.b.c": false,
	} {
		id, code, ok := splitCode(in)
		if ok != want || ok && (id != "2c18d2fd-4744" || code != "myiij4jb") {
			t.Errorf("%q: %q, %q, %v", in, id, code, ok)
		}
	}
}

// TestSubject: an address names ids and nothing else.
func TestSubject(t *testing.T) {
	for query, want := range map[string]string{
		"person=a-1": "person", "project=p1": "project", "thread=t&message=t-000001": "message", "message=m": "", "": "",
		"person=Somebody+rude": "", "project=%3Cb%3E": "",
	} {
		v := &visit{r: httptest.NewRequest("GET", "/report?"+query, nil)}
		if got := v.subject().about(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestStaffMenu: the rooms of staff are in the menu of those whose token says so; anything else shows none.
func TestStaffMenu(t *testing.T) {
	token := func(claims string) string { return "x." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".y" }
	for access, want := range map[string][2]bool{
		"": {}, "x.y": {}, "x.!.y": {}, token(`{"roles":[]}`): {}, token(`{"roles":["moderator"]}`): {true, false},
		token(`{"roles":["administrator"]}`): {true, true}, token(`[]`): {},
	} {
		v := &visit{}
		v.tokens.Access = access
		if m, a := v.staff(); m != want[0] || a != want[1] {
			t.Errorf("%q: %v, %v", access, m, a)
		}
	}
}
