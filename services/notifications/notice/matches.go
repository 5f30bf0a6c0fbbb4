package notice

import "github.com/waymark-dev/waymark/pkg/wire"

// matchReaders read what mentoring says of requests and mentorships.
var matchReaders = map[string]reader{
	"mentoring.mentor_asked": one(func(d wire.MentorAsked) Notice {
		return Notice{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Issue: d.Issue, Until: d.Until, Waits: true}
	}),
	"mentoring.mentor_reminded": one(func(d wire.MentorReminded) Notice {
		return Notice{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true}
	}),
	// Only the newcomer hears how an offer ended; a mentor who was silent hears that the turn has passed.
	"mentoring.offer_ended": on(func(d wire.OfferEnded) []Notice {
		n := []Notice{{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, How: d.How}}
		if d.How == "expired" {
			n = append(n, Notice{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, How: d.How})
		}
		return n
	}),
	"mentoring.info_asked": one(func(d wire.InfoAsked) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Until: d.Until, Waits: true}
	}),
	"mentoring.info_given": one(func(d wire.InfoGiven) Notice {
		return Notice{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true}
	}),
	"mentoring.match_accepted": on(func(d wire.MatchAccepted) []Notice {
		return []Notice{{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Issue: d.Issue, Waits: true},
			{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Issue: d.Issue}}
	}),
	"mentoring.match_withdrawn": on(func(d wire.MatchWithdrawn) []Notice {
		if d.Mentor == "" {
			return nil
		}
		return []Notice{{Person: d.Mentor, Other: d.Newcomer, Match: d.Match}}
	}),
	"mentoring.match_exhausted": one(func(d wire.MatchExhausted) Notice {
		return Notice{Person: d.Newcomer, Match: d.Match, Waits: true}
	}),
	"mentoring.match_proposed": on(func(d wire.MatchProposed) []Notice {
		return []Notice{{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true},
			{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Until: d.Until}}
	}),
	"mentoring.match_active": both(func(d wire.MatchActive) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match}
	}),
	"mentoring.match_ended": both(func(d wire.MatchEnded) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, How: d.How}
	}),
	"mentoring.match_extended": both(func(d wire.MatchExtended) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Until: d.Until}
	}),
	"mentoring.silence_noticed": both(func(d wire.SilenceNoticed) Notice {
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Days: d.Days, Waits: true}
	}),
	"mentoring.message_posted": one(func(d wire.MessagePosted) Notice {
		return Notice{Person: d.To, Other: d.From, Match: d.Match, Waits: true}
	}),
	"mentoring.mentor_paused": one(func(d wire.MentorPaused) Notice {
		return Notice{Person: d.Mentor, Until: d.Until, How: d.Why}
	}),
	"mentoring.hand_over_proposed": one(func(d wire.HandOverProposed) Notice {
		return Notice{Person: d.Newcomer, Other: d.From, Match: d.Match, Until: d.Until, Waits: true}
	}),
	"mentoring.hand_over_asked": one(func(d wire.HandOverAsked) Notice {
		return Notice{Person: d.To, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true}
	}),
	"mentoring.hand_over_ended": on(handOverEnded),
	// The newcomer's first word to the new mentor is the next step.
	"mentoring.match_handed_over": on(func(d wire.MatchHandedOver) []Notice {
		return []Notice{{Person: d.Newcomer, Other: d.To, Match: d.Match, How: "new_mentor", Waits: true},
			{Person: d.To, Other: d.Newcomer, Match: d.Match, How: "taken_over"},
			{Person: d.From, Other: d.Newcomer, Match: d.Match, How: "given"}}
	}),
}

// handOverEnded tells those who did not end it themselves: how it ended the one who had proposed it, the others that it did.
func handOverEnded(d wire.HandOverEnded) (n []Notice) {
	if d.How != "cancelled" {
		n = append(n, Notice{Person: d.From, Other: d.Newcomer, Match: d.Match, How: d.How})
	}
	if d.How != "refused" && !d.Hidden {
		n = append(n, Notice{Person: d.Newcomer, Other: d.From, Match: d.Match})
	}
	if d.Asked && d.How != "declined" {
		n = append(n, Notice{Person: d.To, Other: d.Newcomer, Match: d.Match})
	}
	return n
}
