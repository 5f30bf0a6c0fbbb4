package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Event is one server-sent event.
type Event struct {
	ID   string
	Name string
	Data []byte
}

// maxEvent is the greatest size of a line of an event in bytes.
const maxEvent = 1 << 20

// silence is how long a stream may say nothing, keep-alives counted, before it is opened again.
const silence = 45 * time.Second

// Stream follows a stream of server-sent events from after the event lastID ("" from now on). When the line breaks it goes
// on after the last event it saw, without a gap, until ctx ends (then it just ends) or the server refuses (then it yields
// the fault and ends). Who has too many streams open is refused at the first try; later ones of its own may not have ended yet. opened
// is called whenever the server begins to answer.
func Stream(ctx context.Context, c *Client, path string, query url.Values, lastID string, opened ...func()) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		began := false
		opened := append([]func(){func() { began = true }}, opened...)
		s := &follower{c: c, path: path, query: query, last: lastID, yield: yield, opened: opened}
		for try := 0; ctx.Err() == nil; {
			got, err := s.open(ctx)
			if s.left {
				return
			}
			if got {
				try = 0
			}
			if err != nil && (!passing(err) || !began && fault.Coded(err, "stream.too_many")) {
				if ctx.Err() == nil {
					yield(Event{}, err)
				}
				return
			}
			try = min(try+1, 6)
			if sleep(ctx, pauseFor(err, c.pause, try)) != nil {
				return
			}
		}
	}
}

// passing says whether a stream should be opened again after err; nil is a line that broke.
func passing(err error) bool {
	if err == nil {
		return true
	}
	f := fault.As(err)
	return f.Kind == fault.Unavailable || f.Kind == fault.Deadline || f.Kind == fault.TooMany
}

type follower struct {
	c       *Client
	path    string
	query   url.Values
	last    string
	refused string
	yield   func(Event, error) bool
	opened  []func()
	left    bool // the caller has seen enough
}

// open reads one connection to its end; got says whether an event came.
func (s *follower) open(ctx context.Context) (got bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := &call{method: http.MethodGet, path: s.path, query: s.query, header: http.Header{"Accept": {"text/event-stream"}}}
	if s.last != "" {
		x.header.Set("Last-Event-ID", s.last)
	}
	res, token, err := s.c.send(ctx, x, s.refused)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusUnauthorized && token != "" && s.refused != token {
		s.refused = token // once more, with a fresh one
		return false, nil
	}
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		return false, refusal(res, body)
	}
	for _, tell := range s.opened {
		tell()
	}
	quiet := time.AfterFunc(silence, cancel)
	defer quiet.Stop()
	return s.read(ctx, res.Body, quiet)
}

func (s *follower) read(ctx context.Context, r io.Reader, quiet *time.Timer) (got bool, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 4096), maxEvent)
	var e Event
	id, data := s.last, false
	for lines.Scan() {
		quiet.Reset(silence)
		line := lines.Bytes()
		if len(line) == 0 { // an event ends; one without data is none
			s.last = id
			if data {
				e.ID = id
				if e.Name == "problem" {
					return got, fault.Decode(e.Data)
				}
				got, s.refused = true, ""
				if !s.yield(e, nil) {
					s.left = true
					return true, nil
				}
			}
			e, data = Event{}, false
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) {
		case "id":
			id = string(value)
		case "event":
			e.Name = string(value)
		case "data":
			if data {
				e.Data = append(e.Data, '\n')
			}
			e.Data, data = append(e.Data, value...), true
			if len(e.Data) > maxEvent {
				return got, fault.New(fault.Internal, "client.event", "The server sent an event that is too large.")
			}
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return got, fault.New(fault.Internal, "client.event", "The server sent an event that is too large.")
	}
	return got, nil
}
