// Package notice says what a fact means for whom: whom it tells, what then waits on them, and what waits on them no more. It knows no
// store, clock or bus.
package notice

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Notice is what one fact means for one person.
type Notice struct {
	Person string
	Kind   string
	Waits  bool   // something waits on the person
	Thread string // of whose document the versions are, where that is not the match; see Turn
	Match  string
	// Session is the id of a session of the match, and Slot that of an office hour; Until is then when it begins.
	Session string
	Slot    string
	// Application is somebody's way into a cohort, or what they do in it.
	Application string
	Case        string // safety: the case, for who reported the report, for whom it fell on the outcome
	Other       string
	Issue       string
	Programme   string
	Project     string
	Until       time.Time
	How         string
	Days        int
	Link        string // a mail only: the purpose of the one-time link it carries
	Hidden      bool   // a mail only: nothing in the inbox
	Old         bool   // a mail only: to the address that the account had before
}

// Kinds are all that can be in an inbox, with whether something can wait on the reader: that is mailed at once unless the person says
// otherwise, and everything else is in the weekly digest. What is sent always is not among them. Nobody changes it.
var Kinds = map[string]bool{
	"mentor_asked": true, "mentor_reminded": true, "offer_ended": false, "info_asked": true, "info_given": true,
	"match_accepted": true, "match_withdrawn": false, "match_exhausted": true, "match_proposed": true, "match_active": false,
	"match_ended": false, "match_extended": false, "silence_noticed": true, "message_posted": true, "mentor_paused": false,
	"mentor_approved": false, "mentor_refused": false, "member_decided": false, "member_invited": true,
	"case_waits": true, "report_moved": true,
	"session_proposed": true, "session_confirmed": false, "session_cancelled": true, "session_reminded": true,
	"issue_claimed": true, "claim_reminded": true, "claim_ended": false, "project_claim_decided": false,
	"hand_over_proposed": true, "hand_over_asked": true, "hand_over_ended": false, "match_handed_over": true,
	"place_offered": true, "place_offer_ended": false, "waiting_ended": false,
	"office_hour_moved": true, "office_hour_cancelled": true, "office_hour_reminded": true,
	"application_decided": true, "check_in_due": true, "participant_completed": true, "still_asked": true, "event_team_given": true,
	"participant_left": true, "agreement_moved": true,
	"partner_named": true, "stipend_moved": false, "board_moved": false, "board_introduced": true,
	"cohort_project_moved": false, "cohort_project_named": false, "desk_waits": true,
}

// Always are sent at once whatever the person prefers, by night too: they keep the account safe, or the person has just asked for
// them. Nobody changes it.
var Always = map[string]bool{"link_requested": true, "credential_changed": true, "outcome_given": true, "project_decided": true}

// Events are all that is reacted to, by source. Nobody changes it.
var Events = map[string][]wire.Event{
	"accounts": {wire.LinkRequested{}, wire.CredentialChanged{}, wire.AccountClosed{}},
	"profiles": {wire.MentorApproved{}, wire.MentorRefused{}},
	"programs": {wire.MemberDecided{}, wire.MemberInvited{}, wire.ApplicationDecided{}, wire.CheckInDue{}, wire.ParticipantCompleted{},
		wire.ParticipantLeft{}, wire.AgreementMoved{},
		wire.StillAsked{}, wire.EventTeamGiven{}, wire.PartnerNamed{}, wire.StipendMoved{},
		wire.BoardMoved{}, wire.BoardIntroduced{}, wire.CohortProjectMoved{}, wire.CohortProjectNamed{}, wire.DeskWaits{}},
	"catalog": {wire.ProjectClaimDecided{}},
	"safety":  {wire.CaseWaits{}, wire.CaseMoved{}, wire.ReportMoved{}, wire.OutcomeGiven{}, wire.ProjectDecided{}, wire.OutcomeAppealed{}},
	"mentoring": {wire.MentorAsked{}, wire.MentorReminded{}, wire.OfferEnded{}, wire.InfoAsked{}, wire.InfoGiven{},
		wire.MatchAccepted{}, wire.MatchWithdrawn{}, wire.MatchExhausted{}, wire.MatchProposed{}, wire.MatchActive{},
		wire.MatchEnded{}, wire.MatchExtended{}, wire.SilenceNoticed{}, wire.MessagePosted{}, wire.MentorPaused{},
		wire.SessionProposed{}, wire.SessionConfirmed{}, wire.SessionCancelled{}, wire.SessionReminded{},
		wire.IssueClaimed{}, wire.ClaimReminded{}, wire.ClaimExtended{}, wire.ClaimEnded{},
		wire.HandOverProposed{}, wire.HandOverAsked{}, wire.HandOverEnded{}, wire.MatchHandedOver{},
		wire.PlaceOffered{}, wire.PlaceOfferEnded{}, wire.WaitingEnded{},
		wire.OfficeHourMoved{}, wire.OfficeHourCancelled{}, wire.OfficeHourReminded{}},
}

// Of says whom a fact concerns and what it means for each. An unknown type concerns nobody; data that cannot be read is an error.
func Of(e wire.Envelope) ([]Notice, error) {
	service, typ := e.TypeOf()
	for _, readers := range []map[string]reader{staffReaders, matchReaders, meetingReaders} {
		if read, ok := readers[service+"."+typ]; ok {
			notices, err := read(e)
			for i := range notices {
				notices[i].Kind = typ
			}
			return notices, err
		}
	}
	return nil, nil
}

type reader func(wire.Envelope) ([]Notice, error)

func on[E any](f func(E) []Notice) reader {
	return func(e wire.Envelope) ([]Notice, error) {
		d, err := wire.Read[E](e)
		if err != nil {
			return nil, err
		}
		return f(d), nil
	}
}

// one tells one person.
func one[E any](f func(E) Notice) reader { return on(func(d E) []Notice { return []Notice{f(d)} }) }

// both tells the two sides of a match the same thing.
func both[E any](f func(E) Notice) reader {
	return on(func(d E) []Notice {
		a := f(d)
		b := a
		b.Person, b.Other = a.Other, a.Person
		return []Notice{a, b}
	})
}
