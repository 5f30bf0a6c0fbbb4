package httpserver

import (
	"net/http"
)

// Health serves /livez and /readyz: 200 {"status":"ok"}, or 503 as a problem document without the error's text. live may be
// nil. A process that is not live should be started again; one that is not ready should get no requests.
func Health(live, ready func() error) http.Handler {
	mux := http.NewServeMux()
	check := func(code, detail string, f func() error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			Secure(w.Header())
			if f != nil && f() != nil {
				writeFailure(w, r, refusal(http.StatusServiceUnavailable, code, detail))
				return
			}
			w.Header().Set("Content-Type", jsonType)
			_, _ = w.Write([]byte(`{"status":"ok"}` + "\n")) // a client that is gone reads nothing
		}
	}
	mux.HandleFunc("GET /livez", check("health.not_live", "This process should be started again.", live))
	mux.HandleFunc("GET /readyz", check("health.not_ready", "This process is not ready yet; try again soon.", ready))
	return mux
}
