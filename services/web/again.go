package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// wrongView is the page of a failure.
type wrongView struct {
	Title, Lead, Again string
	Resend             *resendView
}

// resendView is a form that did not get through, as it was sent: its key makes sending it again the same as once.
type resendView struct {
	Action string
	Hidden []option
	Areas  []field // what is long, for its writer to see and keep
}

const (
	maxResent = 120 // fields that are given back
	longField = 40  // characters from which a field is shown
)

// again is how to try once more: the address of the page, or what was typed, to send it as it is. What has a password, a token or a code in
// it is not given back; then it is the page of the form.
func (v *visit) again() (path string, form *resendView) {
	if v.r.Method == http.MethodGet || v.r.Method == http.MethodHead {
		return v.here(), nil
	}
	page := local(v.r.URL.RequestURI())
	fields := 0
	form = &resendView{Action: page}
	for _, name := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		for _, value := range v.r.PostForm[name] {
			if fields++; fields > maxResent || slices.ContainsFunc([]string{"password", "token", "code"}, func(s string) bool { return strings.Contains(name, s) }) {
				if _, pattern := v.site.mux.Handler(&http.Request{Method: http.MethodGet, URL: v.r.URL, Host: v.r.Host}); pattern == "/" {
					page = "/"
				}
				return page, nil
			}
			if len([]rune(value)) >= longField && name != "key" || strings.ContainsRune(value, '\n') {
				form.Areas = append(form.Areas, field{Name: name, Label: v.label(name), Value: value})
			} else {
				form.Hidden = append(form.Hidden, option{name, value})
			}
		}
	}
	return "", form
}
