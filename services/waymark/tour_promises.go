package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

func (t *tour) declined(ctx context.Context) (string, error) {
	if _, err := t.mentor.AcceptRequest(ctx, t.request); err == nil {
		return "", errors.New("a mentor who is not asked yet could accept")
	}
	if _, err := t.other.DeclineRequest(ctx, t.request); err != nil {
		return "", err
	}
	r, err := t.newcomer.Request(ctx, t.request)
	if err != nil {
		return "", err
	}
	if r.Status != "open" || r.Offers[0].State != "declined" || r.Offers[1].State != "asked" {
		return "", fmt.Errorf("the request is %+v", r)
	}
	return "Not this time; in the same step the next was asked, with a clock of their own.", nil
}

func (t *tour) accepted(ctx context.Context) (string, error) {
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() {
			_, err := t.mentor.AcceptRequest(ctx, t.request)
			if fault.Has(err, fault.Conflict) {
				err = nil // another click of the same mentor was first
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	m, err := t.newcomer.Mentorship(ctx, t.request)
	if err != nil {
		return "", err
	}
	if m.Status != "accepted" || m.Mentor != t.mentor.id || m.Newcomer != t.newcomer.id {
		return "", fmt.Errorf("the mentorship is %+v", m)
	}
	return "Four clicks at once made one mentorship.", nil
}

func (t *tour) full(ctx context.Context) (string, error) {
	s, err := t.mentor.Standing(ctx)
	if err != nil {
		return "", err
	}
	if s.Capacity != 1 || s.Taken != 1 {
		return "", fmt.Errorf("places: %d of %d taken", s.Taken, s.Capacity)
	}
	r, err := t.second.CreateRequest(ctx, api.NewRequest{Mentors: []string{t.mentor.id}, Message: "Hello, may I ask you too?"})
	if err == nil {
		t.asked = r.ID
		_, err = t.mentor.AcceptRequest(ctx, t.asked)
	}
	if !fault.Has(err, fault.Conflict) {
		return "", errors.Join(errors.New("one more than the places was not refused"), err)
	}
	return "Refused: " + fault.As(err).Detail, nil
}

func (t *tour) writes(ctx context.Context) (string, error) {
	key := client.NewKey()
	for range 2 {
		if _, err := t.newcomer.PostMessage(ctx, t.request, "Thank you! I have set it up and the tests run.", client.Key(key)); err != nil {
			return "", err
		}
	}
	if _, err := t.mentor.PostMessage(ctx, t.request, "Well done. Shall we look at the first file together?"); err != nil {
		return "", err
	}
	var texts []string
	for m, err := range t.newcomer.Messages(ctx, t.request, false) {
		if err != nil {
			return "", err
		}
		texts = append(texts, m.Text)
	}
	if len(texts) != 3 {
		return "", fmt.Errorf("the thread has %d messages, there should be the request and two", len(texts))
	}
	m, err := t.mentor.Mentorship(ctx, t.request)
	if err != nil || m.Status != "active" {
		return "", errors.Join(fmt.Errorf("the mentorship is %+v", m), err)
	}
	for _, err := range t.second.Messages(ctx, t.request, false) {
		if !fault.Has(err, fault.NotFound) {
			return "", errors.Join(errors.New("somebody else can read the thread"), err)
		}
	}
	return "Both have written, so it is active. A message sent twice is there once; nobody else finds the thread.", nil
}

// inboxes waits until both have what concerns them, then reads the live stream from its beginning in two parts.
func (t *tour) inboxes(ctx context.Context) (string, error) {
	want := map[*person][]string{
		t.newcomer: {"match_accepted", "match_active", "message_posted", "offer_ended"},
		t.mentor:   {"match_accepted", "match_active", "mentor_approved", "mentor_asked", "message_posted"},
		t.other:    {"mentor_approved", "mentor_asked"},
	}
	for p, kinds := range want {
		err := eventually(ctx, patience, func() error {
			var got []string
			for item, err := range p.InboxItems(ctx) {
				if err != nil {
					return err
				}
				if item.Match == t.request || item.Kind == "mentor_approved" {
					got = append(got, item.Kind)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, kinds) {
				return fmt.Errorf("the inbox has %v, it should have %v", got, kinds)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	box, err := t.newcomer.Inbox(ctx, false)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last int64
	for last < box.Last { // leaves and comes back after every second item
		n := 0
		for item, err := range t.newcomer.Live(ctx, last) {
			if err != nil {
				return "", err
			}
			if item.Seq != last+1 {
				return "", fmt.Errorf("place %d came after %d", item.Seq, last)
			}
			last = item.Seq
			if n++; n == 2 || last == box.Last {
				break
			}
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("the live stream stopped at %d of %d", last, box.Last)
		}
	}
	return fmt.Sprintf("%d items in the newcomer's inbox, %d unread, and the same %d from the live stream, left and resumed.",
		len(box.Items), box.Unread, box.Last), nil
}

func (t *tour) blocks(ctx context.Context) (string, error) {
	if err := t.second.Block(ctx, t.other.id); err != nil {
		return "", err
	}
	_, err := t.second.CreateRequest(ctx, api.NewRequest{Mentors: []string{t.other.id}, Message: "Hello"})
	if err == nil {
		return "", errors.New("a request between two who are blocked was not refused")
	}
	err = t.within(ctx, 2*time.Second, func() error {
		list, err := t.second.RecommendMentors(ctx, api.RecommendQuestion{Limit: 50})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list.Items, func(r api.Recommendation) bool { return r.Person == t.other.id }) {
			return errors.New("somebody who was blocked is still recommended")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	err = eventually(ctx, patience, func() error { // each replica of matching hears of the block by itself
		why, err := t.second.WhyNot(ctx, api.WhyNotQuestion{Mentor: t.other.id})
		if err == nil && why.Limit != "paused" {
			err = fmt.Errorf("why not says %q", why.Limit)
		}
		if fault.Has(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return "Refused and hidden; asked why, nothing tells of a block.", nil
}

func (t *tour) completes(ctx context.Context) (string, error) {
	if _, err := t.newcomer.CompleteMentorship(ctx, t.request); err != nil {
		return "", err
	}
	if t.asked != "" {
		if _, err := t.mentor.AcceptRequest(ctx, t.asked); err != nil {
			return "", fmt.Errorf("the freed place could not be given: %w", err)
		}
		if _, err := t.second.EndMentorship(ctx, t.asked); err != nil {
			return "", err
		}
	}
	err := eventually(ctx, patience, func() error {
		s, err := t.mentor.Standing(ctx)
		if err == nil && s.Taken != 0 {
			err = fmt.Errorf("%d places are still taken", s.Taken)
		}
		return err
	})
	return "Completed; the next in line was accepted into the freed place, and ended it again. No place is taken.", err
}

func (t *tour) signsOut(ctx context.Context) (string, error) {
	in, err := t.public.SignIn(ctx, api.SignIn{Address: t.second.address, Password: t.second.password})
	if err != nil {
		return "", err
	}
	held := t.public.As(client.Token(in.AccessToken)) // an access token that is still young
	if _, err := held.Account(ctx); err != nil {
		return "", err
	}
	if err := t.second.SignOutEverywhere(ctx); err != nil {
		return "", err
	}
	began := time.Now()
	err = t.within(ctx, 5*time.Second, func() error {
		if _, err := held.Standing(ctx); !fault.Has(err, fault.Unauthenticated) {
			return errors.Join(errors.New("a revoked session was still served"), err)
		}
		return nil
	})
	return fmt.Sprintf("Refused after %s; five seconds are promised.", time.Since(began).Round(time.Millisecond)), err
}

func (t *tour) refusals(ctx context.Context) (string, error) {
	checks := []struct {
		what string
		kind fault.Kind
		err  error
	}{
		{"signed out", fault.Unauthenticated, second(t.public.Standing(ctx))},
		{"a forged token", fault.Unauthenticated, second(t.public.As(client.Token("e30.e30.e30")).Account(ctx))},
		{"another's request", fault.NotFound, second(t.other.Mentorship(ctx, t.request))},
		{"an empty request", fault.Invalid, second(t.newcomer.CreateRequest(ctx, api.NewRequest{}))},
		{"too many places", fault.Invalid, second(t.mentor.SetPlaces(ctx, api.Places{Capacity: 5000}))},
	}
	for _, c := range checks {
		if !fault.Has(c.err, c.kind) {
			return "", fmt.Errorf("%s: %v, it should be %s", c.what, c.err, c.kind)
		}
	}
	f := fault.As(checks[3].err)
	if len(f.Fields) == 0 {
		return "", errors.New("an empty request is refused without naming a field")
	}
	return fmt.Sprintf("%d of them; an empty request names %s (%s).", len(checks), f.Fields[0].Pointer, f.Fields[0].Code), nil
}

func second[T any](_ T, err error) error { return err }
