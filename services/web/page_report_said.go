package web

import "slices"

// maxReportSaid is how many messages a report of a person offers to report instead.
const maxReportSaid = 5

// saidBy are the last messages that somebody wrote to the reader, in the newest mentorship of the two: a report of a person keeps none.
func (v *visit) saidBy(person string) []messageView {
	look := 0
	for m, err := range v.api.Mentorships(v.ctx, "") {
		if look++; err != nil || look > maxReportLook {
			return nil
		}
		if m.Mentor != person && m.Newcomer != person {
			continue
		}
		list, _, _ := v.messages(m.ID, nil)
		list = slices.DeleteFunc(list, func(x messageView) bool { return x.Report == "" })
		return list[max(0, len(list)-maxReportSaid):]
	}
	return nil
}
