package web

import (
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/waymark-dev/waymark/pkg/api"
)

// maxSeen is how many versions one answer of the API takes.
const maxSeen = 8

// way is the way to the API of one visit. It carries what the reader's last changes wrote to the page after them (a cookie that
// lives for a minute), so that a page shows what was just done, whichever process makes it.
type way struct {
	next http.RoundTripper

	mu    sync.Mutex
	seen  []string // from the visits before
	fresh []string // of this one
}

// RoundTrip sends one request to the API.
func (w *way) RoundTrip(r *http.Request) (*http.Response, error) {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead || strings.HasPrefix(r.URL.Path, "/api/v1/recommendations/")
	if read {
		if list := w.list(r.Header.Get(api.HeaderVersion)); list != "" {
			r = r.Clone(r.Context())
			r.Header.Set(api.HeaderVersion, list)
		}
	}
	res, err := w.next.RoundTrip(r)
	if err == nil && !read {
		w.mu.Lock()
		w.fresh = newest(append(w.fresh, versions(res.Header.Get(api.HeaderVersion))...))
		w.mu.Unlock()
	}
	return res, err
}

func (w *way) list(also string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(newest(append(append(append([]string{}, w.seen...), w.fresh...), versions(also)...)), ", ")
}

// wrote is the cookie for the next visit; "" if nothing was written.
func (w *way) wrote() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.fresh) == 0 {
		return ""
	}
	return strings.ReplaceAll(strings.Join(newest(append(append([]string{}, w.seen...), w.fresh...)), "|"), " ", "")
}

var oneVersion = regexp.MustCompile(`^[a-z_]{1,30}\.[a-z_]{1,30}\.[A-Za-z0-9_-]{1,200}@[0-9]{1,19}$`)

// versions reads a list of "<service>.<kind>.<id>@<version>", of a header (by commas) or a cookie (by bars), and leaves out what
// is none.
func versions(list string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '|' }) {
		if s = strings.TrimSpace(s); oneVersion.MatchString(s) && len(out) < 2*maxSeen {
			out = append(out, s)
		}
	}
	return out
}

// newest keeps the last entry of each thing, and the last eight things.
func newest(list []string) []string {
	var out []string
	for i, s := range list {
		name, _, _ := strings.Cut(s, "@")
		again := false
		for _, later := range list[i+1:] {
			again = again || strings.HasPrefix(later, name+"@")
		}
		if !again {
			out = append(out, s)
		}
	}
	return out[max(0, len(out)-maxSeen):]
}
