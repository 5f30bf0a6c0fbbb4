package mentoring

// How a round's proposal went on. A mentorship that ended since is a yes; a no is either side's, and tells of no block.
const (
	replyYes     = "yes"
	replyNo      = "no"
	replySilent  = "silent"
	replyWaiting = "waiting"
	replyBack    = "back"
)

// reply is one of these, of the proposal of a round; "" of every other match.
func (m *Match) reply() string {
	switch {
	case m.Round == "" || m.Status == Void || len(m.Offers) == 0:
		return ""
	case !m.Began.IsZero():
		return replyYes
	}
	switch m.Offers[0].State {
	case OfferAsked:
		return replyWaiting
	case OfferDeclined:
		return replyNo
	case OfferExpired:
		return replySilent
	}
	return replyBack
}
