package notifications

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Notice is what one fact means for one person.
type Notice struct {
	Person string
	Kind   string
	Waits  bool // something waits on the person
	Match  string
	// Session is the id of a session of the match; Until is then when it begins.
	Session string
	Case    string // safety: the case, for who reported the report, for whom it fell on the outcome
	Other   string
	Issue   string
	Until   time.Time
	How     string
	Days    int
	Link    string // a mail only: the purpose of the one-time link it carries
	Hidden  bool   // a mail only: nothing in the inbox
	Old     bool   // a mail only: to the address that the account had before
}

// kinds are all that can be in an inbox, with whether something can wait on the reader: that is mailed at once unless the person says
// otherwise, and everything else is in the weekly digest. What is sent always is not among them.
var kinds = map[string]bool{
	"mentor_asked": true, "mentor_reminded": true, "offer_ended": false, "info_asked": true, "info_given": true,
	"match_accepted": true, "match_withdrawn": false, "match_exhausted": true, "match_proposed": true, "match_active": false,
	"match_ended": false, "match_extended": false, "silence_noticed": true, "message_posted": true, "mentor_paused": false,
	"mentor_approved": false, "mentor_refused": false, "member_decided": false, "member_invited": true,
	"case_waits": true, "report_moved": true,
	"session_proposed": true, "session_confirmed": false, "session_cancelled": true, "session_reminded": true,
	"issue_claimed": true, "claim_reminded": true, "claim_ended": false,
}

// always are sent at once whatever the person prefers, by night too: they keep the account safe, or the person has just asked for them.
var always = map[string]bool{"link_requested": true, "credential_changed": true, "outcome_given": true}

// facts are all that this service reacts to, by source.
var facts = map[string][]wire.Event{
	"accounts": {wire.LinkRequested{}, wire.CredentialChanged{}, wire.AccountClosed{}},
	"profiles": {wire.MentorApproved{}, wire.MentorRefused{}},
	"programs": {wire.MemberDecided{}, wire.MemberInvited{}},
	"safety":   {wire.CaseWaits{}, wire.ReportMoved{}, wire.OutcomeGiven{}},
	"mentoring": {wire.MentorAsked{}, wire.MentorReminded{}, wire.OfferEnded{}, wire.InfoAsked{}, wire.InfoGiven{},
		wire.MatchAccepted{}, wire.MatchWithdrawn{}, wire.MatchExhausted{}, wire.MatchProposed{}, wire.MatchActive{},
		wire.MatchEnded{}, wire.MatchExtended{}, wire.SilenceNoticed{}, wire.MessagePosted{}, wire.MentorPaused{},
		wire.SessionProposed{}, wire.SessionConfirmed{}, wire.SessionCancelled{}, wire.SessionReminded{},
		wire.IssueClaimed{}, wire.ClaimReminded{}, wire.ClaimExtended{}, wire.ClaimEnded{}},
}

// noticesOf says whom a fact concerns and what it means for each. An unknown type concerns nobody; data that cannot be read
// is an error.
func noticesOf(e wire.Envelope) ([]Notice, error) {
	service, typ := e.TypeOf()
	read, ok := readers[service+"."+typ]
	if !ok {
		return nil, nil
	}
	notices, err := read(e)
	for i := range notices {
		notices[i].Kind = typ
	}
	return notices, err
}

var readers = map[string]func(wire.Envelope) ([]Notice, error){
	"accounts.link_requested": on(func(d wire.LinkRequested) []Notice {
		return []Notice{{Person: d.Account, Link: d.Link, Hidden: true}}
	}),
	"accounts.credential_changed": on(func(d wire.CredentialChanged) []Notice {
		n := []Notice{{Person: d.Account, How: d.How}}
		if d.How == "address" { // the new address may be a thief's: the old one is told too
			n = append(n, Notice{Person: d.Account, How: d.How, Hidden: true, Old: true, Link: "undo-address"})
		}
		return n
	}),
	"profiles.mentor_approved": on(func(d wire.MentorApproved) []Notice { return []Notice{{Person: d.Person}} }),
	"profiles.mentor_refused": on(func(d wire.MentorRefused) []Notice {
		return []Notice{{Person: d.Person, How: d.Reason}}
	}),
	"programs.member_invited": on(func(d wire.MemberInvited) []Notice {
		return []Notice{{Person: d.Person, How: d.As, Waits: true}}
	}),
	"programs.member_decided": on(func(d wire.MemberDecided) []Notice {
		return []Notice{{Person: d.Person, How: d.Decision}}
	}),
	// By when it is due is not until when the notice makes sense: a case that is overdue waits all the more.
	"safety.case_waits": on(func(d wire.CaseWaits) []Notice {
		return []Notice{{Person: d.Moderator, Case: d.Case, How: d.Stage, Waits: true}}
	}),
	"safety.report_moved": on(func(d wire.ReportMoved) []Notice {
		how := d.Step
		if d.Result != "" {
			how = d.Result
		}
		return []Notice{{Person: d.Person, Case: d.Report, How: how, Waits: d.Step == "message"}}
	}),
	"safety.outcome_given": on(func(d wire.OutcomeGiven) []Notice {
		return []Notice{{Person: d.Person, Case: d.Outcome, How: d.Measure, Until: d.Until}}
	}),
	"mentoring.mentor_asked": on(func(d wire.MentorAsked) []Notice {
		return []Notice{{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Issue: d.Issue, Until: d.Until, Waits: true}}
	}),
	"mentoring.mentor_reminded": on(func(d wire.MentorReminded) []Notice {
		return []Notice{{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true}}
	}),
	// Only the newcomer hears how an offer ended; a mentor who was silent hears that the turn has passed.
	"mentoring.offer_ended": on(func(d wire.OfferEnded) []Notice {
		n := []Notice{{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, How: d.How}}
		if d.How == "expired" {
			n = append(n, Notice{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, How: d.How})
		}
		return n
	}),
	"mentoring.info_asked": on(func(d wire.InfoAsked) []Notice {
		return []Notice{{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Until: d.Until, Waits: true}}
	}),
	"mentoring.info_given": on(func(d wire.InfoGiven) []Notice {
		return []Notice{{Person: d.Mentor, Other: d.Newcomer, Match: d.Match, Until: d.Until, Waits: true}}
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
	"mentoring.match_exhausted": on(func(d wire.MatchExhausted) []Notice {
		return []Notice{{Person: d.Newcomer, Match: d.Match, Waits: true}}
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
	"mentoring.message_posted": on(func(d wire.MessagePosted) []Notice {
		return []Notice{{Person: d.To, Other: d.From, Match: d.Match, Waits: true}}
	}),
	"mentoring.mentor_paused": on(func(d wire.MentorPaused) []Notice {
		return []Notice{{Person: d.Mentor, Until: d.Until, How: d.Why}}
	}),
	"mentoring.session_proposed": on(func(d wire.SessionProposed) []Notice {
		return []Notice{{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Until: d.Starts, Waits: true}}
	}),
	"mentoring.session_confirmed": on(func(d wire.SessionConfirmed) []Notice {
		return []Notice{{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Until: d.Starts}}
	}),
	// It waits to be read: they would go there.
	"mentoring.session_cancelled": on(func(d wire.SessionCancelled) []Notice {
		return []Notice{{Person: d.To, Other: d.From, Match: d.Match, Session: d.Session, Until: d.Starts, Waits: true}}
	}),
	"mentoring.session_reminded": both(func(d wire.SessionReminded) Notice {
		how := "day"
		if d.Hours <= 1 {
			how = "hour"
		}
		return Notice{Person: d.Newcomer, Other: d.Mentor, Match: d.Match, Session: d.Session, Until: d.Starts, How: how, Waits: true}
	}),
	"mentoring.issue_claimed": on(func(d wire.IssueClaimed) []Notice {
		return []Notice{{Person: d.Person, Issue: d.Issue, Until: d.Until, How: d.How, Waits: d.How == "passed"}}
	}),
	"mentoring.claim_reminded": on(func(d wire.ClaimReminded) []Notice {
		return []Notice{{Person: d.Person, Issue: d.Issue, Until: d.Until, Waits: true}}
	}),
	// Who gave the issue back knows.
	"mentoring.claim_ended": on(func(d wire.ClaimEnded) []Notice {
		if d.How == "released" {
			return nil
		}
		return []Notice{{Person: d.Person, Issue: d.Issue, How: d.How}}
	}),
}

func on[E any](f func(E) []Notice) func(wire.Envelope) ([]Notice, error) {
	return func(e wire.Envelope) ([]Notice, error) {
		d, err := wire.Read[E](e)
		if err != nil {
			return nil, err
		}
		return f(d), nil
	}
}

// both tells the two sides of a match the same thing.
func both[E any](f func(E) Notice) func(wire.Envelope) ([]Notice, error) {
	return on(func(d E) []Notice {
		a := f(d)
		b := a
		b.Person, b.Other = a.Other, a.Person
		return []Notice{a, b}
	})
}
