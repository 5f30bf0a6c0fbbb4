package httpserver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// serve starts a real server; stop ends it and waits.
func serve(t *testing.T, h http.Handler) (address string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- httpserver.Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	var result error
	stopped := false
	stop = func() error {
		if !stopped {
			stopped = true
			cancel()
			result = <-done
		}
		return result
	}
	t.Cleanup(func() { _ = stop() })
	return ln.Addr().String(), stop
}

// raw sends bytes as they are and reads all that comes back until the server closes the connection.
func raw(t *testing.T, address, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	if _, err := c.Write([]byte(text)); err != nil {
		return "write: " + err.Error()
	}
	b, err := io.ReadAll(c)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection was held")
	}
	return string(b)
}

// TestOddRequests sends what no decent client sends.
func TestOddRequests(t *testing.T) {
	w := newWorld(t)
	at, _ := serve(t, w.router.Handler())
	const close = "Host: x\r\nConnection: close\r\n"
	post := "POST /api/v1/notes HTTP/1.1\r\n" + close + "Authorization: Bearer " + ann +
		"\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
	for name, tt := range map[string]struct{ send, want string }{
		"head":                {"HEAD /api/v1/notes HTTP/1.1\r\n" + close + "\r\n", "200 OK"},
		"head of refusal":     {"HEAD /api/v1/notes/x HTTP/1.1\r\n" + close + "\r\n", "401 Unauthorized"},
		"head of a stream":    {"HEAD /api/v1/notes-live HTTP/1.1\r\n" + close + "Authorization: Bearer " + ann + "\r\n\r\n", "200 OK"},
		"huge header":         {"GET / HTTP/1.1\r\n" + close + "X: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", "431 "},
		"huge path":           {"GET /" + strings.Repeat("x", 80<<10) + " HTTP/1.1\r\n" + close + "\r\n", "431 "},
		"dots":                {"GET /api/v1/../v1/notes HTTP/1.1\r\n" + close + "\r\n", "404 "},
		"backslash":           {"GET /api/v1/notes\\x HTTP/1.1\r\n" + close + "\r\n", "404 "},
		"absolute":            {"GET http://evil.example/api/v1/notes HTTP/1.1\r\n" + close + "\r\n", "200 OK"},
		"star":                {"OPTIONS * HTTP/1.1\r\n" + close + "\r\n", "200 OK"}, // net/http answers this one itself
		"connect":             {"CONNECT x:80 HTTP/1.1\r\n" + close + "\r\n", "40"},
		"no host":             {"GET /api/v1/notes HTTP/1.1\r\nConnection: close\r\n\r\n", "400 "},
		"length twice":        {post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400 "},
		"length and chunked":  {post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""},
		"chunks of rubbish":   {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nrubbish\r\n", "400 "},
		"chunk too long":      {post + "Transfer-Encoding: chunked\r\n\r\n1\r\n{xx\r\n", "400 "},
		"chunks":              {post + "Transfer-Encoding: chunked\r\n\r\n1a\r\n" + `{"title":"x","maybe":true}` + "\r\n0\r\n\r\n", "201 "},
		"chunked far too big": {post + "Transfer-Encoding: chunked\r\n\r\n1001\r\n" + strings.Repeat(" ", 0x1001) + "\r\n0\r\n\r\n", "413 "},
		"says too much":       {post + "Content-Length: 99999999999\r\n\r\n{", "413 "},
		"encoding":            {post + "Transfer-Encoding: gzip\r\n\r\n", "501 "},
		"no http":             {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400 "},
		"chunked nothing": {"DELETE /api/v1/notes HTTP/1.1\r\n" + close + "Authorization: Bearer " + admin +
			"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "204 "},
		"chunked something": {"DELETE /api/v1/notes HTTP/1.1\r\n" + close + "Authorization: Bearer " + admin +
			"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", "400 "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := raw(t, at, tt.send)
			status, _, _ := strings.Cut(strings.TrimPrefix(got, "HTTP/1.1 "), "\r\n")
			if !strings.HasPrefix(status, tt.want) {
				t.Fatalf("got %q, want %q\n%s", status, tt.want, got)
			}
			if strings.HasPrefix(tt.send, "HEAD") {
				if _, body, _ := strings.Cut(got, "\r\n\r\n"); body != "" {
					t.Fatalf("HEAD has a body: %q", body)
				}
			}
			if strings.Contains(got, "goroutine") || strings.Contains(got, "runtime.") {
				t.Fatal(got)
			}
		})
	}
}

// TestRefusedUpload: somebody whose file is refused reads why, although it was still on its way.
func TestRefusedUpload(t *testing.T) {
	w := newWorld(t)
	at, _ := serve(t, w.router.Handler())
	for query, want := range map[string]int{"": 413, "?odd=1": 422} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+at+"/api/v1/notes-imports"+query,
			strings.NewReader(strings.Repeat("x", 8<<20)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+ann)
		req.Header.Set("Content-Type", "text/csv")
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Error(query, res.Status)
		}
	}
}

// TestDribble: a body that comes drop by drop is given up with 408, and the connection with it.
func TestDribble(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: takes 11 seconds")
	}
	t.Parallel()
	w := newWorld(t)
	at, _ := serve(t, w.router.Handler())
	got := raw(t, at, "POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+ann+
		"\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{")
	if !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, "body.timeout") || !strings.Contains(got, "Connection: close") {
		t.Fatal(got)
	}
}

// TestSlowHeaders: headers that never end are given up.
func TestSlowHeaders(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: takes 10 seconds")
	}
	t.Parallel()
	w := newWorld(t)
	at, _ := serve(t, w.router.Handler())
	raw(t, at, "GET /api/v1/notes HTTP/1.1\r\nHost: x\r\nX-Slow: ")
}

// follow opens the stream and reads until the first event is there.
func follow(t *testing.T, at, query, token string, headers ...string) (*http.Response, *bufio.Reader, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+at+"/api/v1/notes-live"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	r := bufio.NewReader(res.Body)
	var b strings.Builder
	for blank := 0; res.StatusCode == 200 && blank < 2; {
		s, err := r.ReadString('\n')
		b.WriteString(s)
		if err != nil {
			break
		}
		if s == "\n" {
			blank++
		}
	}
	return res, r, b.String()
}

func TestStream(t *testing.T) {
	w := newWorld(t)
	at, stop := serve(t, w.router.Handler())
	res, _, got := follow(t, at, "", ann, "Last-Event-ID", "7")
	if want := ": ok\n\nid: 71\nevent: note\ndata: {\"a\":\ndata: 1}\n\n"; got != want ||
		res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%q %v", got, res.Header)
	}
	if _, _, got := follow(t, at, "?last_event_id=8", ann); !strings.Contains(got, "id: 81\n") {
		t.Fatalf("%q", got)
	}
	if _, _, got := follow(t, at, "?kind=bad", ann); !strings.Contains(got, "event: problem\ndata: {") || !strings.Contains(got,
		"stream.bad") {
		t.Fatalf("%q", got)
	}
	if res, _, _ := follow(t, at, "?kind=farfartoolong", ann); res.StatusCode != 422 {
		t.Fatal(res.Status)
	}
	if res, _, _ := follow(t, at, "?odd=1", ann); res.StatusCode != 422 {
		t.Fatal(res.Status)
	}
	if res, _, _ := follow(t, at, "", ann, "Accept", "application/json"); res.StatusCode != 406 {
		t.Fatal(res.Status)
	}
	res.Body.Close() // we leave: the use case learns it
	<-w.closed
	<-w.closed // and the one that was refused within has ended
	// One person has five at most.
	for range 5 {
		if res, _, _ := follow(t, at, "", testkit.Token("cat")); res.StatusCode != 200 {
			t.Fatal(res.Status)
		}
	}
	if res, _, _ := follow(t, at, "", testkit.Token("cat")); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" {
		t.Fatal(res.Status)
	}
	_, r, _ := follow(t, at, "", testkit.Token("bea"))
	// The server stops although streams are open, and ends them properly: what does not end is cut after a while, which is an error.
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); err != nil {
		t.Error("the stream was cut, not ended:", err)
	}
}

// switchable is a guard that can be told to refuse.
type switchable struct{ refuse chan struct{} }

func (s switchable) Verify(token string) (auth.Principal, error) {
	select {
	case <-s.refuse:
		return testkit.Tokens{}.Verify("no")
	default:
		return testkit.Tokens{}.Verify(token)
	}
}

// TestRevokedStream: a stream ends once its session has ended. Five seconds are promised; a busy machine gets a minute.
func TestRevokedStream(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: takes 5 seconds")
	}
	t.Parallel()
	guard := switchable{make(chan struct{})}
	w := newWorld(t, func(o *httpserver.Options) { o.Guard = guard })
	at, _ := serve(t, w.router.Handler())
	res, r, _ := follow(t, at, "", ann)
	close(guard.refuse)
	watch := time.AfterFunc(time.Minute, func() { res.Body.Close() })
	defer watch.Stop()
	if _, err := io.ReadAll(r); err != nil {
		t.Fatal("the stream goes on:", err)
	}
}

func TestFullStreams(t *testing.T) {
	w := newWorld(t, func(o *httpserver.Options) { o.Streams = 2 })
	at, _ := serve(t, w.router.Handler())
	for i := range 3 {
		res, _, _ := follow(t, at, "", testkit.Token(fmt.Sprint("p", i)))
		if want := map[bool]int{true: 200, false: 503}[i < 2]; res.StatusCode != want {
			t.Fatal(i, res.Status)
		}
	}
}

// TestGracefulStop: a request that is being answered is finished; new ones are not taken.
func TestGracefulStop(t *testing.T) {
	in, out := make(chan struct{}), make(chan struct{})
	at, stop := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(in)
		<-out
		_, _ = io.WriteString(w, "whole")
	}))
	got := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + at)
		if err != nil {
			got <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		got <- string(b)
	}()
	<-in
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for { // until the listener is closed
		c, err := net.Dial("tcp", at)
		if err != nil {
			break
		}
		c.Close()
	}
	close(out)
	if s, err := <-got, <-stopped; s != "whole" || err != nil {
		t.Fatal(s, err)
	}
}

func TestServeFails(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := httpserver.Serve(t.Context(), ln, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Fatal("no error")
	}
}

func TestHealth(t *testing.T) {
	ready := errors.New("secret reason")
	at, _ := serve(t, httpserver.Health(nil, func() error { return ready }))
	for path, want := range map[string]string{
		"/livez": `{"status":"ok"}`, "/readyz": `"code":"health.not_ready"`,
	} {
		res, err := http.Get("http://" + at + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if !strings.Contains(string(b), want) || strings.Contains(string(b), "secret") || (path == "/livez") != (res.StatusCode == 200) {
			t.Error(path, res.Status, string(b))
		}
	}
}
