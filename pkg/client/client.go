package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// TokenSource gives the access token. refused is "" at first, and the token that was refused with 401 when a fresh one is
// needed: then it refreshes, or gives the same again if it cannot. "" means signed out. It is called by several goroutines.
type TokenSource func(ctx context.Context, refused string) (token string, err error)

// Token is a source that always gives the same.
func Token(token string) TokenSource {
	return func(context.Context, string) (string, error) { return token, nil }
}

// Client calls the public API. It is safe for several goroutines.
type Client struct {
	base    *url.URL
	http    *http.Client
	tokens  TokenSource
	agent   string
	tries   int           // in all
	pause   time.Duration // before the second try; doubles
	timeout time.Duration
	seen    *versions
}

// Option changes a client that is being made.
type Option func(*Client)

// WithTokens signs every request.
func WithTokens(s TokenSource) Option { return func(c *Client) { c.tokens = s } }

// WithTransport sends requests another way: a pool of connections of one's own, or InProcess.
func WithTransport(t http.RoundTripper) Option { return func(c *Client) { c.http.Transport = t } }

// WithAgent names the caller in User-Agent.
func WithAgent(name string) Option { return func(c *Client) { c.agent = name } }

// WithTries bounds how often a call is tried in all (4 by default) and sets the pause before the second try (100 ms), which
// doubles each time, with jitter.
func WithTries(n int, pause time.Duration) Option {
	return func(c *Client) { c.tries, c.pause = max(1, n), pause }
}

// WithTimeout bounds one try of a call, streams apart; 60 s by default.
func WithTimeout(d time.Duration) Option { return func(c *Client) { c.timeout = d } }

// New makes a client of the API below baseURL, such as "https://waymark.example" (without /api/v1).
func New(baseURL string, opts ...Option) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(baseURL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("client: the base URL must be http:// or https:// with a host")
	}
	c := &Client{
		base: base, agent: "waymark-client/1", tries: 4, pause: 100 * time.Millisecond, timeout: time.Minute, seen: newVersions(),
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	for _, o := range opts {
		o(c)
	}
	return c, nil
}

// As is the same client for somebody else: it shares the connections and nothing more.
func (c *Client) As(s TokenSource) *Client {
	other := *c
	other.tokens, other.seen = s, newVersions()
	return &other
}

// Answer is what a call answered beside its body.
type Answer struct {
	Status  int
	ETag    string
	Version int64  // that ETag names; 0 if it names none
	Next    string // path and query of the next page; "" at the end
	Prev    string // … of the page before, where a list leads back
	Header  http.Header
}

// call is one call on its way.
type call struct {
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
	into         *Answer
	once         bool
}

// CallOption changes one call.
type CallOption func(*call)

// IfMatch makes a change only if the thing still has this version; fault Stale otherwise.
func IfMatch(version int64) CallOption {
	return func(c *call) { c.header.Set("If-Match", `"`+strconv.FormatInt(version, 10)+`"`) }
}

// Key sets the Idempotency-Key (1 to 100 visible ASCII characters) instead of a random one, so that the caller can try again
// itself, also after a restart.
func Key(key string) CallOption { return func(c *call) { c.header.Set(keyHeader, key) } }

// Into keeps status and headers of the answer.
func Into(a *Answer) CallOption { return func(c *call) { c.into = a } }

// Once never tries again.
func Once() CallOption { return func(c *call) { c.once = true } }

// Header sets a header of the request.
func Header(name, value string) CallOption { return func(c *call) { c.header.Set(name, value) } }

const (
	keyHeader     = "Idempotency-Key"
	versionHeader = "Waymark-Version"
	jsonType      = "application/json"
	problemType   = "application/problem+json"
)

// Do calls an operation and decodes its answer. path is "/api/v1/…" with its parts escaped (Path helps); in is the body, nil
// for none. Errors are faults: what the server refused, Unavailable where it cannot be reached; or ctx's.
func Do[Out any](ctx context.Context, c *Client, method, path string, query url.Values, in any, opts ...CallOption) (*Out, error) {
	x := &call{method: method, path: path, query: query, header: http.Header{}}
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("client: body of %s %s: %w", method, path, err)
		}
		x.body = b
		x.header.Set("Content-Type", jsonType)
	}
	return run[Out](ctx, c, x, opts)
}

// Upload posts a file.
func Upload[Out any](ctx context.Context, c *Client, path string, query url.Values, contentType string, file []byte,
	opts ...CallOption) (*Out, error) {
	x := &call{method: http.MethodPost, path: path, query: query, header: http.Header{}, body: file}
	x.header.Set("Content-Type", contentType)
	return run[Out](ctx, c, x, opts)
}

func run[Out any](ctx context.Context, c *Client, x *call, opts []CallOption) (*Out, error) {
	for _, o := range opts {
		o(x)
	}
	if x.method == http.MethodPost && x.header.Get(keyHeader) == "" {
		x.header.Set(keyHeader, NewKey())
	}
	body, err := c.do(ctx, x)
	if err != nil {
		return nil, err
	}
	out := new(Out)
	if len(bytes.TrimSpace(body)) == 0 {
		return out, nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return nil, fmt.Errorf("client: answer of %s %s: %w", x.method, x.path, err)
	}
	return out, nil
}

// NewKey is a fresh random Idempotency-Key.
func NewKey() string { return rand.Text() }

// Path joins the parts of a path below /api/v1/, escaping each: Path("people", id).
func Path(parts ...string) string {
	var b strings.Builder
	b.WriteString("/api/v1")
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(p))
	}
	return b.String()
}
