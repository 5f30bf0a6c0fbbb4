package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type inboxView struct {
	Items  []noticeRow
	Unread int64
	UpTo   int64
	Next   string
}

type noticeRow struct {
	ID, Text, At, Path, Until string
	Waits, Unread             bool
}

func pageInbox(v *visit) error {
	q := client.Path("inbox")
	var a client.Answer
	ask := map[string][]string{}
	if c := v.r.URL.Query().Get("cursor"); c != "" && len(c) < 1000 {
		ask["cursor"] = []string{c}
	}
	inbox, err := client.Do[api.Inbox](v.ctx, v.api, http.MethodGet, q, ask, nil, client.Into(&a))
	if err != nil {
		return err
	}
	var ids []string
	for _, i := range inbox.Items {
		ids = append(ids, i.Other)
	}
	names := v.names(ids)
	view := inboxView{Unread: inbox.Unread, UpTo: inbox.Last, Next: v.nextPage("/inbox", a.Next)}
	for _, i := range inbox.Items {
		row := noticeRow{ID: i.ID, Text: v.notice(i, names), At: v.p.Short(i.At, v.now, v.zone()), Path: noticePath(i), Unread: !i.Read,
			Waits: i.Waits && !i.Read, Until: v.noticeUntil(i)}
		view.Items = append(view.Items, row)
	}
	return v.show(http.StatusOK, "inbox", v.p.T("layout.inbox"), view)
}

func doInbox(v *visit) error {
	switch f := v.posted(); f.Value("do") {
	case "all":
		upTo, err := strconv.ParseInt(f.Value("up_to"), 10, 64)
		if err != nil || upTo < 0 {
			return errNoPage
		}
		for range 20 { // some at a time
			done, err := v.api.ReadAll(v.ctx, upTo)
			if err != nil {
				return err
			}
			if !done.More {
				break
			}
		}
	case "open": // a notice is read when it is followed
		if _, err := v.api.MarkRead(v.ctx, f.Value("id"), true); err != nil {
			return err
		}
		return v.to(f.Value("to"), "")
	default:
		return errNoPage
	}
	return v.to("/inbox", "")
}

// Limits of the live stream.
const (
	liveLeast = time.Minute       // what an access token must still live for
	liveMost  = 4 * time.Minute   // then the browser asks again, with fresh cookies
	liveBeat  = 20 * time.Second  // so that lines in between stay open
	liveWrite = 10 * time.Second  // for one event to be taken
	liveOpens = 5 * time.Second   // for the API to take the line or to refuse it; a slow one may take it later
	liveQuiet = "retry: 4000\n\n" // how long a browser waits before it asks again, in milliseconds
)

// pageLive follows the reader's inbox as server-sent events: "count" has the number of unread notices in the reader's digits, "news" the
// match that a notice is about. No text and no name goes over it. It ends before the access token does, since the next one can
// only be kept by an answer that has not begun. The API bounds the lines of one person, and what it refuses is refused here: a browser does
// not ask again.
func pageLive(v *visit) error {
	token, ends, err := v.lasting(liveLeast)
	if err != nil {
		return err
	}
	if token == "" {
		v.w.WriteHeader(http.StatusNoContent) // the browser does not ask again
		return nil
	}
	ctx, cancel := context.WithTimeout(v.ctx, min(liveMost, ends.Sub(v.now)-5*time.Second))
	defer cancel()
	reader := v.api.As(client.Token(token))
	events, opened, refused := make(chan api.InboxItem), make(chan struct{}), make(chan error, 1)
	var once sync.Once
	var over atomic.Bool // the session has ended: asking again is no use
	go func() {
		defer close(events)
		for item, err := range reader.Live(ctx, -1, func() { once.Do(func() { close(opened) }) }) {
			if err != nil {
				over.Store(fault.Has(err, fault.Unauthenticated) || fault.Has(err, fault.Forbidden))
				refused <- err
				return
			}
			select {
			case events <- item:
			case <-ctx.Done():
				return
			}
		}
	}()
	slow, stop := context.WithTimeout(ctx, liveOpens)
	defer stop()
	select {
	case <-opened:
	case err := <-refused:
		if fault.Has(err, fault.TooMany) {
			return err
		}
	case <-slow.Done():
	}
	v.settle()
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(v.w)
	send := func(text string) bool {
		soon, done := context.WithTimeout(ctx, liveWrite) // a socket's clock is the machine's, not the domain's
		deadline, _ := soon.Deadline()
		done()
		_ = out.SetWriteDeadline(deadline)
		if _, err := fmt.Fprint(v.w, text); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if !send(liveQuiet) {
		return nil
	}
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	for {
		select {
		case item, open := <-events:
			if !open {
				if over.Load() {
					send("event: bye\ndata: \n\n")
				}
				return nil
			}
			text := "event: news\ndata: " + item.Match + "\n\n"
			if inbox, err := reader.Inbox(ctx, true); err == nil {
				text += "event: count\ndata: " + v.p.Number(int(inbox.Unread)) + "\n\n"
			}
			if !send(text) {
				return nil
			}
		case <-beat.C:
			if !send(": still here\n\n") {
				return nil
			}
		}
	}
}
