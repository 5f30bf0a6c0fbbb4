package notice

import "github.com/waymark-dev/waymark/pkg/wire"

// staffReaders read what accounts, profiles, programs, catalog and safety say.
var staffReaders = map[string]reader{
	"accounts.link_requested": one(func(d wire.LinkRequested) Notice {
		return Notice{Person: d.Account, Link: d.Link, Hidden: true}
	}),
	"accounts.credential_changed": on(func(d wire.CredentialChanged) []Notice {
		if d.How == "first" { // who has just opened the account chose it a moment ago
			return nil
		}
		n := []Notice{{Person: d.Account, How: d.How}}
		if d.How == "address" { // the new address may be a thief's: the old one is told too
			n = append(n, Notice{Person: d.Account, How: d.How, Hidden: true, Old: true, Link: "undo-address"})
		}
		return n
	}),
	"profiles.mentor_approved": on(func(d wire.MentorApproved) []Notice {
		if d.Again { // they were found all along
			return nil
		}
		return []Notice{{Person: d.Person}}
	}),
	"profiles.mentor_refused": one(func(d wire.MentorRefused) Notice { return Notice{Person: d.Person, How: d.Reason} }),
	"programs.member_invited": one(func(d wire.MemberInvited) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, How: d.As, Waits: true}
	}),
	"programs.member_decided": one(func(d wire.MemberDecided) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, How: d.Decision}
	}),
	"catalog.project_claim_decided": one(func(d wire.ProjectClaimDecided) Notice {
		return Notice{Person: d.Person, Project: d.Project, How: d.Decision}
	}),
	"programs.application_decided": one(func(d wire.ApplicationDecided) Notice {
		return Notice{Person: d.Person, Application: d.Application, How: d.Outcome, Waits: true}
	}),
	"programs.check_in_due": one(func(d wire.CheckInDue) Notice {
		n := Notice{Person: d.To, Application: d.Application, Waits: true}
		if d.Late {
			n.How = "late"
		}
		return n
	}),
	"programs.event_team_given": one(func(d wire.EventTeamGiven) Notice {
		return Notice{Person: d.Person, Application: d.Event + "_" + d.Person + "_n", How: d.How, Waits: true}
	}),
	"programs.partner_named": one(func(d wire.PartnerNamed) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, How: d.As, Waits: d.As == "mentor"}
	}),
	"programs.stipend_moved": one(func(d wire.StipendMoved) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, How: d.State}
	}),
	"programs.board_moved": one(func(d wire.BoardMoved) Notice {
		how := d.State
		if d.How == "changed" {
			how = d.How
		}
		return Notice{Person: d.Person, Programme: d.Programme, Application: d.Entry, How: how}
	}),
	"programs.board_introduced": one(func(d wire.BoardIntroduced) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, Application: d.Entry, How: d.As, Waits: true}
	}),
	// Of a project of a cohort the notice has both ids, as the page does: ids have no underscore.
	"programs.cohort_project_moved": one(func(d wire.CohortProjectMoved) Notice {
		how := d.State
		if d.How != "decided" {
			how = "changed"
		}
		return Notice{Person: d.Person, Programme: d.Programme, Application: d.Cohort + "_" + d.Project, How: how}
	}),
	"programs.cohort_project_named": one(func(d wire.CohortProjectNamed) Notice {
		return Notice{Person: d.Person, Programme: d.Programme, Application: d.Cohort + "_" + d.Project}
	}),
	"programs.desk_waits": one(func(d wire.DeskWaits) Notice {
		about := d.Thing
		if d.Cohort != "" {
			about = d.Cohort + "_" + d.Thing
		}
		return Notice{Person: d.Person, Programme: d.Programme, Application: about, How: d.What, Waits: true}
	}),
	// Who left by themselves knows it.
	"programs.participant_left": on(func(d wire.ParticipantLeft) []Notice {
		if d.By != "organiser" {
			return nil
		}
		return []Notice{{Person: d.Person, Application: d.Application, Waits: true}}
	}),
	"programs.agreement_moved": on(func(d wire.AgreementMoved) []Notice {
		if d.How != "changed" {
			return nil
		}
		return []Notice{{Person: d.Person, Application: d.Application, Thread: ofAgreement(d.Application), Waits: true}}
	}),
	"programs.participant_completed": one(func(d wire.ParticipantCompleted) Notice {
		n := Notice{Person: d.Person, Application: d.Application, Waits: true}
		if d.How == "taken_back" {
			n.How = d.How
		}
		return n
	}),
	"programs.still_asked": one(func(d wire.StillAsked) Notice {
		return Notice{Person: d.Person, Application: d.Application, Waits: true}
	}),
	// By when it is due is not until when the notice makes sense: a case that is overdue waits all the more.
	"safety.case_waits": one(func(d wire.CaseWaits) Notice {
		return Notice{Person: d.Moderator, Case: d.Case, Thread: ofCase(d.Case), How: d.Stage, Waits: true}
	}),
	"safety.report_moved": one(func(d wire.ReportMoved) Notice {
		how := d.Step
		if d.Result != "" {
			how = d.Result
		}
		return Notice{Person: d.Person, Case: d.Report, How: how, Waits: d.Step == "message"}
	}),
	// As long as they can appeal the decision waits on them: reading it is not yet having let the time pass.
	"safety.outcome_given": one(func(d wire.OutcomeGiven) Notice {
		n := Notice{Person: d.Person, Case: d.Outcome, Thread: ofOutcome(d.Outcome), How: d.Measure, Until: d.Until}
		if !d.AppealUntil.IsZero() {
			n.Waits, n.Until = true, d.AppealUntil
		}
		return n
	}),
	"safety.project_decided": one(func(d wire.ProjectDecided) Notice {
		return Notice{Person: d.Person, Case: d.Outcome, Thread: ofOutcome(d.Outcome), How: d.Measure, Until: d.AppealUntil,
			Waits: !d.AppealUntil.IsZero()}
	}),
}
