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
	case "session_proposed", "session_confirmed", "session_cancelled", "session_reminded":
		return "/mentorships/" + i.Match + "/meetings"
	case "issue_claimed", "claim_reminded", "claim_ended":
		return "/issues/" + i.Issue + "#work"
	case "case_waits":
		return "/cases/" + i.Case
	case "report_moved":
		return "/reports/" + i.Case
	case "outcome_given":
		return "/outcomes/" + i.Case
	case "mentor_paused":
		return "/mentoring"
	}
	if strings.HasPrefix(i.Kind, "mentor_") {
		return "/settings"
	}
	return "/inbox"
}
