package web

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
)

// A request goes on waiting when its two people begin a mentorship by another way: a round's proposal, or a request in another programme. No
// state of a request ends it then, and nobody but the newcomer withdraws it, who may have asked for something else there, and others after. So
// both sides are told, and the newcomer has the button beside it.

// twice says to one side, by the words of theirs, that a mentorship of the two, or of the newcomer in the request's programme, is there beside an
// open request; "" where none is. live are the reader's own.
func (v *visit) twice(words string, r api.Request, live []api.Mentorship, names map[string]string) string {
	mentor := ""
	for _, o := range r.Offers {
		if o.State == "asked" {
			mentor = o.Mentor
		}
	}
	other, same, apart := mentor, false, false
	if v.account() == mentor {
		other = r.Newcomer
	}
	for _, m := range live {
		if m.Newcomer != r.Newcomer {
			continue
		}
		same, apart = same || m.Programme == r.Programme, apart || m.Mentor == mentor
	}
	name := firstName(v.named(names, other))
	switch {
	case same:
		return v.p.T(words+".twice_in", "Name", name)
	case apart:
		return v.p.T(words+".twice", "Name", name)
	}
	return ""
}

// waitsToo is the reader's own open request in which this mentor is asked, or would be; "" without one.
func (v *visit) waitsToo(mentor string) string {
	seen := 0
	for r, err := range v.api.RunningRequests(v.ctx) {
		if seen++; err != nil || seen > maxRequests {
			break
		}
		if r.Status != "proposed" && slices.ContainsFunc(r.Offers, func(o api.Offer) bool {
			return o.Mentor == mentor && (o.State == "asked" || o.State == "waiting")
		}) {
			return r.ID
		}
	}
	return ""
}
