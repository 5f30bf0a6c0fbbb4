package httpserver

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of streams.
const (
	perPerson     = 5 // open streams of one person: tabs and devices
	keepAlive     = 15 * time.Second
	verifyAgain   = 5 * time.Second  // so that a revoked session ends its streams
	slowReader    = 20 * time.Second // for one event to be taken
	lastEventID   = "Last-Event-ID"
	lastEventName = "last_event_id" // the same as a query parameter: a page cannot set the header on its first try
)

// Event is one server-sent event.
type Event struct {
	ID   string
	Name string
	Data []byte // one JSON document
}

// RegisterStream registers a stream of server-sent events, described by hand in the OpenAPI document. fn sends until the client
// leaves or the server stops (its ctx ends then); lastID is the Last-Event-ID. Keep-alives are sent meanwhile, and the token
// is verified again every 5 s. An error of fn becomes an event "problem", as the status has been sent by then. query has the
// parameters of op.Query that were sent.
func RegisterStream(r *Router, op Op, fn func(ctx context.Context, query map[string]string, lastID string,
	send func(Event) error) error) {
	if op.Method == "" {
		op.Method = http.MethodGet
	}
	hop, rt := r.describe(op)
	rt.stream = true
	most := 200
	id := &huma.Schema{Type: huma.TypeString, MaxLength: &most, Pattern: `^[!-~]*$`}
	doc := "Id of the last event that was seen: what came after it is sent first"
	hop.Parameters = append(hop.Parameters,
		&huma.Param{Name: lastEventID, In: "header", Description: doc, Schema: id},
		&huma.Param{Name: lastEventName, In: "query", Description: doc, Schema: id})
	hop.Responses["200"] = &huma.Response{
		Description: "Server-sent events, until one side leaves. Comments keep the line open.",
		Content:     map[string]*huma.MediaType{eventsType: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	r.api.OpenAPI().AddOperation(hop)
	r.mount(hop, rt, func(c *gin.Context) { r.serveStream(c, rt, fn) })
}

type streamFunc = func(ctx context.Context, query map[string]string, lastID string, send func(Event) error) error

func (r *Router) serveStream(c *gin.Context, rt *route, fn streamFunc) {
	rec := recordOf(c.Request.Context())
	leave, err := r.streams.take(rec.principal.ID)
	if err != nil {
		writeFailure(c.Writer, c.Request, failureOf(err))
		return
	}
	defer leave()
	defer r.metrics.Stream(r.o.Service)()

	h := c.Writer.Header()
	h.Set("Content-Type", eventsType)
	h.Set("X-Accel-Buffering", "no") // proxies that buffer answers
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeader(http.StatusOK)
		return
	}
	ctx, cancel := context.WithCancel(c.Request.Context())
	defer cancel()
	defer context.AfterFunc(Stopping(ctx), cancel)()
	line := &eventLine{w: c.Writer, rc: http.NewResponseController(c.Writer), end: cancel}
	if line.write([]byte(": ok\n\n")) != nil {
		return
	}
	token, _ := bearer(c.Request.Header)
	var beside sync.WaitGroup
	beside.Go(func() { r.attend(ctx, line, token) })

	last := c.Request.Header.Get(lastEventID)
	if last == "" {
		last = rec.query[lastEventName]
	}
	delete(rec.query, lastEventName)
	err = fn(ctx, rec.query, last, line.send)
	if err != nil && ctx.Err() == nil {
		f := failureOf(err)
		rec.failed(f)
		if b, err := f.MarshalJSON(); err == nil {
			_ = line.send(Event{Name: "problem", Data: b})
		}
	}
	cancel()
	beside.Wait() // nobody writes after the handler has returned
}

// attend keeps the line open, and ends it when the token holds no longer.
func (r *Router) attend(ctx context.Context, line *eventLine, token string) {
	alive, verify := time.NewTicker(keepAlive), time.NewTicker(verifyAgain)
	defer alive.Stop()
	defer verify.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-alive.C:
			_ = line.write([]byte(":\n\n"))
		case <-verify.C:
			if token == "" {
				continue
			}
			if _, err := r.o.Guard.Verify(token); fault.Has(err, fault.Unauthenticated) {
				line.end()
				return
			}
		}
	}
}

// eventLine writes events; from several goroutines.
type eventLine struct {
	mu  sync.Mutex
	w   http.ResponseWriter
	rc  *http.ResponseController
	end context.CancelFunc
}

func (l *eventLine) write(b []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.rc.SetWriteDeadline(time.Now().Add(slowReader)) // not there in-process: the pipe ends with the reader
	_, err := l.w.Write(b)
	if err == nil {
		err = l.rc.Flush()
	}
	if err != nil {
		l.end()
	}
	return err
}

var errEvent = errors.New("httpserver: an event's id or name has a line break")

func (l *eventLine) send(e Event) error {
	if strings.ContainsAny(e.ID+e.Name, "\r\n\x00") {
		return errEvent
	}
	var b bytes.Buffer
	if e.ID != "" {
		b.WriteString("id: " + e.ID + "\n")
	}
	if e.Name != "" {
		b.WriteString("event: " + e.Name + "\n")
	}
	for part := range bytes.SplitSeq(bytes.ReplaceAll(e.Data, []byte("\r"), []byte("\n")), []byte("\n")) {
		b.WriteString("data: ")
		b.Write(part)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return l.write(b.Bytes())
}

// seats bounds open streams.
type seats struct {
	mu     sync.Mutex
	all    int
	taken  int
	people map[string]int
}

func newSeats(all int) *seats { return &seats{all: all, people: map[string]int{}} }

// take takes a seat for a person; "" is everybody who is not signed in, who have half of all seats together.
func (s *seats) take(who string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.taken >= s.all || who == "" && s.people[who] >= s.all/2:
		return nil, fault.New(fault.Unavailable, "stream.full",
			"All streams are taken; ask for the list instead, or try again.").After(10 * time.Second)
	case who != "" && s.people[who] >= perPerson:
		return nil, fault.Newf(fault.TooMany, "stream.too_many", "You have %d streams open; close one first.",
			perPerson).After(10 * time.Second)
	}
	s.taken++
	s.people[who]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.taken--
		if s.people[who]--; s.people[who] == 0 {
			delete(s.people, who)
		}
	}, nil
}
