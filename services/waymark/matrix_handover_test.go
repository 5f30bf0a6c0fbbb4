package main

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// guide is another mentor who can be asked, beside the cast.
func (e *edge) guide() *actor {
	e.Helper()
	a := e.person("another mentor")
	if _, err := a.SaveMe(e.ctx, mentorBody("Gil of the matrix")); err != nil {
		e.Fatal(err)
	}
	if err := e.office.approve(e.ctx, a.id); err != nil {
		e.Fatal(err)
	}
	return a
}

// handOver is one from the mentor to another that waits for the newcomer.
func (e *edge) handOver() values {
	e.Helper()
	id, to := e.mentorship(), e.guide()
	e.soon("proposing", func() error { _, err := e.cast[mentor].ProposeHandOver(e.ctx, id, to.id); return err })
	return values{"id": id, "to": to.id}
}

// handOverTo is one from another to the mentor, to which the newcomer has said yes.
func (e *edge) handOverTo() values {
	e.Helper()
	e.request() // ends what there is
	delete(e.made, "a request")
	n, from := e.cast[newcomer], e.guide()
	for r, err := range n.Requests(e.ctx) {
		if err == nil && r.Status == "open" {
			_, err = n.WithdrawRequest(e.ctx, r.ID)
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	var id string
	e.soon("asking", func() error {
		r, err := n.CreateRequest(e.ctx, api.NewRequest{Mentors: []string{from.id}, Message: "Hello, may I ask you?"})
		if err == nil {
			id = r.ID
		}
		return err
	})
	if _, err := from.AcceptRequest(e.ctx, id); err != nil {
		e.Fatal(err)
	}
	e.soon("proposing", func() error { _, err := from.ProposeHandOver(e.ctx, id, e.cast[mentor].id); return err })
	if _, err := n.ConsentToHandOver(e.ctx, id, true); err != nil {
		e.Fatal(err)
	}
	return values{"id": id}
}

// handOverThings is the hand-over that waits for the newcomer; may are those who can do what the route is for, those of whom it asks first.
func handOverThings(may ...string) []thing {
	return []thing{{what: "a hand-over", concerns: []string{newcomer, mentor}, may: may, make: (*edge).handOver}}
}

// successorThings is a live mentorship, whose mentor alone hears who could go on with it.
func successorThings() []thing {
	return []thing{{what: "a live mentorship", concerns: []string{mentor}, make: func(e *edge) values {
		id := e.mentorship()
		e.soon("who could go on", func() error { _, err := e.cast[mentor].Successors(e.ctx, id); return err })
		return values{"mentorship": id}
	}}}
}

// handOverToThings is the hand-over that waits for the mentor.
func handOverToThings() []thing {
	return []thing{{what: "a hand-over to the mentor", concerns: []string{newcomer, mentor}, may: []string{mentor, newcomer}, make: (*edge).handOverTo}}
}

// officeThings is a slot of the mentor, in the programme that is open to all: everybody but who is blocked can see it.
func officeThings(may ...string) []thing {
	return []thing{{what: "an office hour", concerns: without(roles, []string{blocked, nobody, forged, suspended, revoked}), may: may, make: func(e *edge) values {
		e.profiles()
		m := e.cast[mentor]
		for x, err := range m.OfficeHours(e.ctx, m.id, "", "own") {
			if err != nil {
				e.Fatal(err)
			}
			if x.Status == "open" {
				return values{"id": x.ID}
			}
		}
		var id string
		e.soon("an office hour", func() error {
			x, err := m.NewOfficeHour(e.ctx, api.NewOfficeHour{Starts: time.Now().Add(72 * time.Hour), Minutes: 60, Zone: "UTC", Most: 5})
			if err == nil {
				id = x.ID
			}
			return err
		})
		return values{"id": id}
	}}}
}
