package notifications

import (
	"context"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

var errNoItem = fault.New(fault.NotFound, "inbox.absent", "There is no such notification in your inbox.")

// Inbox is one page of the caller's inbox, newest first. For anybody signed in, about themselves.
func (s *Service) Inbox(ctx context.Context, unread bool, limit int, after string) (api.Inbox, string, error) {
	person := auth.From(ctx).ID
	last, err := s.joinable(ctx, person)
	if err != nil {
		return api.Inbox{}, "", err
	}
	page, err := s.c.inboxPage(ctx, person, unread, limit, after)
	if err != nil {
		return api.Inbox{}, "", err
	}
	out := api.Inbox{Items: make([]api.InboxItem, 0, len(page.Docs)), Last: last}
	for _, d := range page.Docs {
		out.Items = append(out.Items, shown(d, s.d.Now()))
	}
	out.Unread, err = s.c.unreadCount(ctx, person)
	return out, page.Next, err
}

// joinable is the place at which the live stream can be joined by somebody who has read the inbox afterwards: everything up
// to it is in the inbox. An item that has its place but does not know it yet is not, so the stream is joined before it.
func (s *Service) joinable(ctx context.Context, person string) (int64, error) {
	head, err := s.head(ctx, person)
	if err != nil || len(head.Tail) == 0 {
		return head.Last, err
	}
	recent := head.Tail[max(0, len(head.Tail)-keepTail/4):]
	ids := make([]string, len(recent))
	for i, p := range recent {
		ids[i] = p.Item
	}
	items, err := s.c.items.GetMany(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, p := range recent {
		if d := items[p.Item]; d != nil && d.Body.Seq == 0 {
			return p.Seq - 1, nil
		}
	}
	return head.Last, nil
}

func shown(d *store.Doc[Item], now time.Time) api.InboxItem {
	i := d.Body
	until := i.Until
	if i.over(now) { // a deadline that nobody has to keep any more is none
		until = time.Time{}
	}
	return api.InboxItem{
		Settled: i.over(now),
		ID:      d.ID, Kind: i.Kind, Seq: i.Seq, At: i.At, Read: i.Read, Waits: i.waits(now), Match: i.Match,
		Session: i.Session, Slot: i.Slot, Application: i.Application,
		Programme: i.Programme, Project: i.Project, Case: i.Case, Other: i.Other, Issue: i.Issue, Until: until, How: i.How, Days: i.Days,
	}
}

// head is the person's head; somebody who was never told anything has an empty one.
func (s *Service) head(ctx context.Context, person string) (Head, error) {
	d, err := s.c.heads.Get(ctx, person)
	if fault.Absent(err) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, err
	}
	return d.Body, nil
}

// MarkRead marks one item as read or unread. Whoever it belongs to; for others it does not exist.
func (s *Service) MarkRead(ctx context.Context, id string, read bool) (api.InboxItem, error) {
	person := auth.From(ctx).ID
	d, err := s.c.items.Update(ctx, id, func(d *store.Doc[Item]) error {
		switch {
		case d.Body.Person != person || d.Body.Seq == 0:
			return errNoItem
		case d.Body.Read == read:
			return store.Unchanged
		}
		d.Body.Read = read
		return nil
	})
	if fault.Absent(err) {
		return api.InboxItem{}, errNoItem
	}
	if err != nil {
		return api.InboxItem{}, err
	}
	return shown(d, s.d.Now()), nil
}

// ReadAll marks the caller's items up to a place as read, at most 500 at a time.
func (s *Service) ReadAll(ctx context.Context, upTo int64) (api.ReadAllDone, error) {
	const batch = 500
	person := auth.From(ctx).ID
	head, err := s.head(ctx, person)
	if err != nil {
		return api.ReadAllDone{}, err
	}
	docs, err := s.c.between(ctx, person, 0, min(upTo, head.Last), true, batch)
	if err != nil {
		return api.ReadAllDone{}, err
	}
	done := api.ReadAllDone{More: len(docs) == batch}
	for _, d := range docs {
		d.Body.Read = true
	}
	if len(docs) == 0 {
		return done, nil
	}
	for _, err := range s.c.items.Bulk(ctx, docs) {
		switch {
		case err == nil:
			done.Marked++
		case fault.Coded(err, "store.moved"): // somebody else marked it meanwhile
		default:
			return done, err
		}
	}
	return done, nil
}
