package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of a call.
const (
	maxAnswer = 64 << 20 // bytes
	maxPause  = 5 * time.Second
)

// do tries a call until it is answered, at most as often as the client says.
func (c *Client) do(ctx context.Context, x *call) ([]byte, error) {
	refused := ""
	for try := 1; ; try++ {
		body, err := c.try(ctx, x, &refused)
		if err == nil || ctx.Err() != nil {
			return body, err
		}
		if x.once || try >= c.tries || !again(err) {
			return nil, err
		}
		if err := sleep(ctx, pauseFor(err, c.pause, try)); err != nil {
			return nil, err
		}
	}
}

// again says whether another try may help and cannot harm: what was unavailable changed nothing, and where the outcome is
// unknown the call is one that has its effect once (a POST has a key).
func again(err error) bool {
	f := fault.As(err)
	return f.Kind == fault.Unavailable || f.Kind == fault.Deadline
}

// pauseFor grows with each try, between half and the whole of its length; the server's word counts if it is longer.
func pauseFor(err error, base time.Duration, try int) time.Duration {
	d := min(base<<(try-1), maxPause)
	d = d/2 + rand.N(d/2+1)
	if err == nil { // a stream that just broke off
		return d
	}
	return max(d, min(fault.As(err).RetryAfter, maxPause))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// try does a call once; with a fresh token once more if the first one is refused.
func (c *Client) try(ctx context.Context, x *call, refused *string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	res, token, err := c.send(ctx, x, *refused)
	if err != nil {
		return nil, err
	}
	if res.StatusCode == http.StatusUnauthorized && token != "" && *refused == "" {
		drop(res)
		*refused = token
		if res, _, err = c.send(ctx, x, token); err != nil {
			return nil, err
		}
	}
	defer drop(res)
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	if len(body) > maxAnswer {
		return nil, fmt.Errorf("client: the answer of %s %s is larger than %d bytes", x.method, x.path, maxAnswer)
	}
	if res.StatusCode >= 300 {
		return nil, refusal(res, body)
	}
	if x.method != http.MethodGet && x.method != http.MethodHead {
		c.seen.note(res.Header.Get(versionHeader))
	}
	if x.into != nil {
		*x.into = answerOf(res)
	}
	return body, nil
}

// send sends one request and gives the token that signed it.
func (c *Client) send(ctx context.Context, x *call, refused string) (*http.Response, string, error) {
	u := *c.base
	u.RawPath, u.RawQuery = "", x.query.Encode()
	target := c.base.EscapedPath() + x.path
	req, err := http.NewRequestWithContext(ctx, x.method, u.Scheme+"://"+u.Host+target, bytes.NewReader(x.body))
	if err != nil {
		return nil, "", fmt.Errorf("client: %w", err)
	}
	if len(x.query) > 0 {
		req.URL.RawQuery = u.RawQuery
	}
	if len(x.body) == 0 {
		req.Body, req.GetBody = http.NoBody, nil
	}
	req.Header = x.header.Clone()
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", jsonType)
	}
	req.Header.Set("User-Agent", c.agent)
	if v := c.seen.header(); v != "" {
		req.Header.Set(versionHeader, v)
	}
	token := ""
	if c.tokens != nil {
		if token, err = c.tokens(ctx, refused); err != nil {
			return nil, "", err
		}
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, token, unreachable(ctx, err)
	}
	return res, token, nil
}

func drop(res *http.Response) {
	_, _ = io.CopyN(io.Discard, res.Body, 4096) // so that the connection can be used again
	_ = res.Body.Close()
}

// unreachable is a broken line as a fault, and the end of the caller's patience as what it is.
func unreachable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Deadline, "client.deadline", "The server did not answer in time.").With(err)
	}
	return fault.New(fault.Unavailable, "client.unreachable", "The server cannot be reached; try again soon.").With(err)
}

// refusal reads a problem document; an answer that is none (from something between) becomes the fault of its status.
func refusal(res *http.Response, body []byte) error {
	t, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	var f *fault.Fault
	if t == problemType {
		f = fault.Decode(body)
	} else {
		kind := fault.KindOf(res.StatusCode)
		if res.StatusCode == http.StatusBadGateway {
			kind = fault.Unavailable
		}
		f = fault.Newf(kind, "http."+strconv.Itoa(res.StatusCode), "The server answered %d.", res.StatusCode)
	}
	if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && s > 0 && f.RetryAfter == 0 {
		f = f.After(time.Duration(s) * time.Second)
	}
	return f
}

func answerOf(res *http.Response) Answer {
	a := Answer{Status: res.StatusCode, ETag: res.Header.Get("ETag"), Next: linkOf(res.Header, linkNext), Prev: linkOf(res.Header, linkPrev), Header: res.Header}
	a.Version, _ = strconv.ParseInt(strings.Trim(a.ETag, `"`), 10, 64)
	return a
}
