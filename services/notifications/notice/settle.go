package notice

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Everyone stands for all who were told of a thread: a fact may settle it for them without knowing who they are. It is no id.
const Everyone = "*"

// Settlement is what one fact settles for one person, or for Everyone.
type Settlement struct {
	Person string
	Kinds  []string
	Over   bool // the match is over for this person: what waits of its sessions is too
	Back   bool // they are part of it (again)
}

// What can wait on a mentor who was asked, on the newcomer of an open request, and on either side of a mentorship; and all that is told of
// a session, an office hour, a claim or a place in the line.
var (
	onMentor    = []string{"mentor_asked", "mentor_reminded", "info_given", "match_proposed"}
	onNewcomer  = []string{"info_asked"}
	onEither    = []string{"match_accepted", "match_handed_over", "message_posted", "silence_noticed"}
	onHandOver  = []string{"hand_over_proposed", "hand_over_asked"}
	sessionTold = []string{"session_proposed", "session_cancelled", "session_reminded"}
	slotTold    = []string{"office_hour_moved", "office_hour_cancelled", "office_hour_reminded"}
	claimTold   = []string{"issue_claimed", "claim_reminded"}
	waitingTold = []string{"place_offered"}
	caseTold    = []string{"case_waits"}
	outcomeTold = []string{"outcome_given", "project_decided"}
)

// Settled says what a fact settles, for the items of older versions of its thread.
func Settled(e wire.Envelope) (thread string, out []Settlement, err error) {
	service, typ := e.TypeOf()
	settle, ok := settlers[service+"."+typ]
	if !ok {
		return "", nil, nil
	}
	return settle(e)
}

type settler func(wire.Envelope) (thread string, out []Settlement, err error)

var settlers = map[string]settler{
	// Accepted, or nothing to accept any more; a newer text is asked for by its own notice.
	"programs.agreement_moved": settles(func(d wire.AgreementMoved) (string, []Settlement) {
		return ofAgreement(d.Application), []Settlement{{Person: d.Person, Kinds: []string{"agreement_moved"}}}
	}),
	"programs.participant_left": settles(func(d wire.ParticipantLeft) (string, []Settlement) {
		return ofAgreement(d.Application), []Settlement{{Person: d.Person, Kinds: []string{"agreement_moved"}}}
	}),
	"mentoring.mentor_reminded": settles(func(d wire.MentorReminded) (string, []Settlement) {
		return d.Match, []Settlement{{Person: d.Mentor, Kinds: []string{"mentor_asked"}}}
	}),
	"mentoring.info_asked": settles(func(d wire.InfoAsked) (string, []Settlement) {
		return d.Match, []Settlement{{Person: d.Mentor, Kinds: onMentor}}
	}),
	"mentoring.info_given": settles(func(d wire.InfoGiven) (string, []Settlement) {
		return d.Match, []Settlement{{Person: d.Newcomer, Kinds: onNewcomer}}
	}),
	"mentoring.offer_ended": settles(func(d wire.OfferEnded) (string, []Settlement) { return answered(d.Match, d.Mentor, d.Newcomer) }),
	"mentoring.match_accepted": settles(func(d wire.MatchAccepted) (string, []Settlement) {
		return answered(d.Match, d.Mentor, d.Newcomer)
	}),
	"mentoring.match_withdrawn": settles(func(d wire.MatchWithdrawn) (string, []Settlement) {
		return answered(d.Match, d.Mentor, d.Newcomer)
	}),
	"mentoring.match_exhausted": settles(func(d wire.MatchExhausted) (string, []Settlement) {
		return d.Match, []Settlement{{Person: d.Newcomer, Kinds: onNewcomer}}
	}),
	"mentoring.match_active": settles(func(d wire.MatchActive) (string, []Settlement) {
		return same(d.Match, []string{"match_accepted"}, d.Newcomer, d.Mentor)
	}),
	"mentoring.silence_noticed": settles(func(d wire.SilenceNoticed) (string, []Settlement) {
		return same(d.Match, []string{"silence_noticed"}, d.Newcomer, d.Mentor)
	}),
	// Who writes has answered; to whom somebody writes, the newest message waits and no older one.
	"mentoring.message_posted": settles(func(d wire.MessagePosted) (string, []Settlement) {
		return d.Match, []Settlement{{Person: d.From, Kinds: onEither}, {Person: d.To, Kinds: []string{"message_posted", "silence_noticed"}}}
	}),
	"mentoring.match_ended": settles(func(d wire.MatchEnded) (string, []Settlement) {
		all := slices.Concat(onMentor, onNewcomer, onEither, onHandOver)
		return d.Match, []Settlement{{Person: d.Newcomer, Kinds: all, Over: true}, {Person: d.Mentor, Kinds: all, Over: true}}
	}),
	"mentoring.hand_over_proposed": settles(func(d wire.HandOverProposed) (string, []Settlement) {
		return same(d.Match, onHandOver, d.Newcomer, d.To)
	}),
	"mentoring.hand_over_asked": settles(func(d wire.HandOverAsked) (string, []Settlement) {
		return same(d.Match, onHandOver, d.Newcomer, d.To)
	}),
	"mentoring.hand_over_ended": settles(func(d wire.HandOverEnded) (string, []Settlement) {
		return same(d.Match, onHandOver, d.Newcomer, d.To)
	}),
	// Who handed it over has nothing more to do in it.
	"mentoring.match_handed_over": settles(func(d wire.MatchHandedOver) (string, []Settlement) {
		older := append([]string{"silence_noticed", "match_handed_over"}, onHandOver...)
		return d.Match, []Settlement{{Person: d.Newcomer, Kinds: older}, {Person: d.To, Kinds: older, Back: true},
			{Person: d.From, Kinds: onEither, Over: true}}
	}),
	"safety.case_moved": settles(ofCaseMoved),
	// Who has appealed, or was told what was decided again, can appeal no more.
	"safety.outcome_appealed": settles(func(d wire.OutcomeAppealed) (string, []Settlement) {
		return same(ofOutcome(d.Outcome), outcomeTold, d.Person)
	}),
	"safety.outcome_given": settles(func(d wire.OutcomeGiven) (string, []Settlement) {
		return same(ofOutcome(d.Outcome), outcomeTold, d.Person)
	}),
	"safety.project_decided": settles(func(d wire.ProjectDecided) (string, []Settlement) {
		return same(ofOutcome(d.Outcome), outcomeTold, d.Person)
	}),
	// Who proposes another time has answered; for who is asked, the newest proposal waits and no older one.
	"mentoring.session_proposed": settles(func(d wire.SessionProposed) (string, []Settlement) {
		return same(ofSession(d.Match, d.Session), sessionTold, d.From, d.To)
	}),
	"mentoring.session_confirmed": settles(func(d wire.SessionConfirmed) (string, []Settlement) {
		return same(ofSession(d.Match, d.Session), sessionTold, d.From, d.To)
	}),
	"mentoring.session_cancelled": settles(func(d wire.SessionCancelled) (string, []Settlement) {
		return same(ofSession(d.Match, d.Session), sessionTold, d.From, d.To)
	}),
	"mentoring.session_reminded": settles(func(d wire.SessionReminded) (string, []Settlement) {
		return same(ofSession(d.Match, d.Session), sessionTold, d.Newcomer, d.Mentor)
	}),
	"mentoring.office_hour_moved": settles(func(d wire.OfficeHourMoved) (string, []Settlement) {
		return same(ofSlot(d.Slot), slotTold, d.To)
	}),
	"mentoring.office_hour_cancelled": settles(func(d wire.OfficeHourCancelled) (string, []Settlement) {
		return same(ofSlot(d.Slot), slotTold, d.To) // the mentor may only have been parted from one who was to come
	}),
	"mentoring.office_hour_reminded": settles(func(d wire.OfficeHourReminded) (string, []Settlement) {
		return same(ofSlot(d.Slot), slotTold, d.To)
	}),
	"mentoring.issue_claimed": settles(func(d wire.IssueClaimed) (string, []Settlement) {
		return same(ofClaim(d.Issue), claimTold, d.Person)
	}),
	"mentoring.claim_reminded": settles(func(d wire.ClaimReminded) (string, []Settlement) {
		return same(ofClaim(d.Issue), claimTold, d.Person)
	}),
	"mentoring.claim_extended": settles(func(d wire.ClaimExtended) (string, []Settlement) {
		return same(ofClaim(d.Issue), claimTold, d.Person)
	}),
	"mentoring.claim_ended": settles(func(d wire.ClaimEnded) (string, []Settlement) {
		return same(ofClaim(d.Issue), claimTold, d.Person)
	}),
	"mentoring.place_offered": settles(func(d wire.PlaceOffered) (string, []Settlement) {
		return same(ofWaiting(d.Programme), waitingTold, d.Newcomer)
	}),
	"mentoring.place_offer_ended": settles(func(d wire.PlaceOfferEnded) (string, []Settlement) {
		return same(ofWaiting(d.Programme), waitingTold, d.Newcomer)
	}),
	"mentoring.waiting_ended": settles(func(d wire.WaitingEnded) (string, []Settlement) {
		return same(ofWaiting(d.Programme), waitingTold, d.Newcomer)
	}),
}

// ofCaseMoved: somebody deals with the case, so it waits on nobody who was told before; who has a conflict is out of it, and the others
// are not. A message is no step.
func ofCaseMoved(d wire.CaseMoved) (string, []Settlement) {
	switch d.Step {
	case "message":
		return "", nil
	case "conflict":
		return same(ofCase(d.Case), caseTold, d.By)
	}
	return same(ofCase(d.Case), caseTold, Everyone)
}

// answered: neither a mentor who was asked nor the newcomer has anything more to say about the offer.
func answered(match, mentor, newcomer string) (string, []Settlement) {
	return match, []Settlement{{Person: mentor, Kinds: onMentor}, {Person: newcomer, Kinds: onNewcomer}}
}

// same settles the same kinds for each of some people.
func same(thread string, kinds []string, people ...string) (string, []Settlement) {
	out := make([]Settlement, len(people))
	for i, p := range people {
		out[i] = Settlement{Person: p, Kinds: kinds}
	}
	return thread, out
}

func settles[E any](f func(E) (string, []Settlement)) settler {
	return func(e wire.Envelope) (string, []Settlement, error) {
		d, err := wire.Read[E](e)
		if err != nil {
			return "", nil, err
		}
		thread, out := f(d)
		return thread, out, nil
	}
}
