package web

import (
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// notice is a notification as a sentence, with the name of the other person where there is one.
func (v *visit) notice(i api.InboxItem, names map[string]string) string {
	args := []any{"Name", v.named(names, i.Other), "Days", i.Days}
	if i.How != "" && v.p.Has("notice."+i.Kind+"_"+i.How) {
		return v.p.T("notice."+i.Kind+"_"+i.How, args...)
	}
	return v.p.Code("notice.", i.Kind, args...)
}

// noticeUntil says how much time there is, or when it begins; "" where that is past or nothing is said.
func (v *visit) noticeUntil(i api.InboxItem) string {
	if i.Until.IsZero() || !i.Until.After(v.now) {
		return ""
	}
	args := []any{"Moment", v.p.Short(i.Until, v.now, v.zone()), "Left", v.p.Span(i.Until.Sub(v.now))}
	if strings.HasPrefix(i.Kind, "session_") || strings.HasPrefix(i.Kind, "office_hour_") {
		return v.p.T("notice.starts", args...)
	}
	return v.p.T("notice.until", args...)
}

// noticePath is the page that a notification is about.
func noticePath(i api.InboxItem) string {
	switch i.Kind {
	case "mentor_asked", "mentor_reminded", "info_given":
		return "/queue/" + i.Match
	case "offer_ended", "info_asked", "match_exhausted", "match_proposed":
		return "/requests/" + i.Match
	case "match_withdrawn":
		return "/queue"
	case "match_accepted", "match_active", "match_ended", "match_extended", "silence_noticed", "message_posted":
		return "/mentorships/" + i.Match
	case "hand_over_proposed", "hand_over_asked":
		return "/mentorships/" + i.Match + "/hand-over"
	case "hand_over_ended": // who was asked has nothing to do with it any more
		return "/"
	case "credential_changed":
		return "/settings/account"
	case "match_handed_over":
		return "/mentorships/" + i.Match
	case "place_offered", "place_offer_ended", "waiting_ended":
		return "/waiting"
	case "office_hour_moved", "office_hour_cancelled", "office_hour_reminded":
		return "/office-hours/" + i.Slot
	case "session_proposed", "session_confirmed", "session_cancelled", "session_reminded":
		if i.Session != "" {
			return "/mentorships/" + i.Match + "/meetings/" + i.Session
		}
		return "/mentorships/" + i.Match + "/meetings"
	case "issue_claimed", "claim_reminded", "claim_ended":
		return "/issues/" + i.Issue + "#work"
	case "case_waits":
		return "/cases/" + i.Case
	case "report_moved":
		return "/reports/" + i.Case
	case "outcome_given", "project_decided":
		return "/outcomes/" + i.Case
	case "still_asked":
		return "/applications/" + i.Application + "/still"
	case "participant_completed":
		return "/applications/" + i.Application + "/check-ins"
	case "participant_left", "agreement_moved":
		return "/applications/" + i.Application
	case "application_decided", "check_in_due":
		if i.Kind == "check_in_due" {
			return "/applications/" + i.Application + "/check-ins"
		}
		return "/applications/" + i.Application
	case "event_team_given":
		event, _, _ := strings.Cut(i.Application, "_")
		return "/cohorts/" + event + "/event"
	case "partner_named":
		return "/partners"
	case "board_moved", "board_introduced":
		return "/board/" + i.Application
	case "cohort_project_moved", "cohort_project_named", "desk_waits":
		cohort, project, ok := strings.Cut(i.Application, "_")
		if !ok { // of a board
			return "/board/" + i.Application
		}
		return "/cohorts/" + cohort + "/projects/" + project
	case "stipend_moved":
		return "/stipends"
	case "member_decided", "member_invited":
		if i.Programme == "" { // of before it was kept
			return "/programmes"
		}
		return "/programmes/" + i.Programme + "/part"
	case "project_claim_decided":
		if i.How == "confirmed" {
			return "/projects/" + i.Project + "/maintain"
		}
		return "/projects/" + i.Project
	case "mentor_paused":
		return "/mentoring"
	}
	if strings.HasPrefix(i.Kind, "mentor_") {
		return "/settings"
	}
	return "/inbox"
}
