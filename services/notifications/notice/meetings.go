package notice

import "github.com/waymark-dev/waymark/pkg/wire"

// meetingReaders read what mentoring says of sessions, office hours, claims on issues and the waiting list: of documents that are no match.
var meetingReaders = map[string]reader{
	"mentoring.session_proposed": one(func(d wire.SessionProposed) Notice {
		return Notice{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Thread: ofSession(d.Match, d.Session), Until: d.Starts,
			Waits: true}
	}),
	"mentoring.session_confirmed": one(func(d wire.SessionConfirmed) Notice {
		return Notice{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Thread: ofSession(d.Match, d.Session), Until: d.Starts}
	}),
	// It waits to be read: they would go there. What was taken back at once settles the proposal and tells nobody.
	"mentoring.session_cancelled": on(func(d wire.SessionCancelled) []Notice {
		if d.Slip {
			return nil
		}
		return []Notice{{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Thread: ofSession(d.Match, d.Session), Until: d.Starts,
			Waits: true}}
	}),
	"mentoring.session_reminded": both(func(d wire.SessionReminded) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Session: d.Session, Thread: ofSession(d.Match, d.Session),
			Until: d.Starts, How: ahead(d.Hours), Waits: true}
	}),
	"mentoring.office_hour_moved": one(func(d wire.OfficeHourMoved) Notice {
		return Notice{Person: d.To, Other: d.Mentor, Slot: d.Slot, Thread: ofSlot(d.Slot), Until: d.Starts, Waits: true}
	}),
	"mentoring.office_hour_cancelled": one(func(d wire.OfficeHourCancelled) Notice {
		return Notice{Person: d.To, Other: d.Mentor, Slot: d.Slot, Thread: ofSlot(d.Slot), Until: d.Starts, Waits: true}
	}),
	"mentoring.office_hour_reminded": one(func(d wire.OfficeHourReminded) Notice {
		n := Notice{Person: d.To, Other: d.Mentor, Slot: d.Slot, Thread: ofSlot(d.Slot), Until: d.Starts, How: ahead(d.Hours), Waits: true}
		if d.To == d.Mentor {
			n.Other, n.How = "", "own_"+n.How
		}
		return n
	}),
	"mentoring.issue_claimed": one(func(d wire.IssueClaimed) Notice {
		return Notice{Person: d.Person, Issue: d.Issue, Thread: ofClaim(d.Issue), Until: d.Until, How: d.How, Waits: d.How == "passed"}
	}),
	"mentoring.claim_reminded": one(func(d wire.ClaimReminded) Notice {
		return Notice{Person: d.Person, Issue: d.Issue, Thread: ofClaim(d.Issue), Until: d.Until, Waits: true}
	}),
	// Who gave the issue back knows.
	"mentoring.claim_ended": on(func(d wire.ClaimEnded) []Notice {
		if d.How == "released" {
			return nil
		}
		return []Notice{{Person: d.Person, Issue: d.Issue, Thread: ofClaim(d.Issue), How: d.How}}
	}),
	"mentoring.place_offered": one(func(d wire.PlaceOffered) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Programme: d.Programme, Thread: ofWaiting(d.Programme), Until: d.Until, Waits: true}
	}),
	"mentoring.place_offer_ended": one(func(d wire.PlaceOfferEnded) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Programme: d.Programme, Thread: ofWaiting(d.Programme), How: d.How}
	}),
	// Who has found a mentor heard of it by the match.
	"mentoring.waiting_ended": on(func(d wire.WaitingEnded) []Notice {
		if d.How == "found" {
			return nil
		}
		return []Notice{{Person: d.Newcomer, Programme: d.Programme, Thread: ofWaiting(d.Programme), How: d.How}}
	}),
}

// ahead is how soon something begins, as a code.
func ahead(hours int) string {
	if hours <= 1 {
		return "hour"
	}
	return "day"
}
