package web

// replyNames are the bars of how a round's pairs went on; the second is where no and no answer in time are told apart.
var (
	replyNames      = []string{"yes", "waiting", "without", "back"}
	replySplitNames = []string{"yes", "waiting", "no", "silent", "back"}
)

// replies says how the pairs of a published round went on, in figures and a drawing of them. Where they cannot be counted the page says that,
// and shows the rest.
func (x *roundView) replies(v *visit) {
	r, err := v.api.RoundReplies(v.ctx, x.ID)
	if err != nil {
		x.RepliesMissing = true
		return
	}
	names, counts := replyNames, []int{r.Yes, r.Waiting, r.Without, r.Back}
	if r.No != nil && r.Silent != nil {
		names, counts = replySplitNames, []int{r.Yes, r.Waiting, *r.No, *r.Silent, r.Back}
	}
	for i, n := range counts {
		x.Replies = append(x.Replies, line{v.p.Code("rounds.reply_", names[i]), v.p.Number(n)})
	}
	x.RepliesChart = v.chart("replies-drawn", v.p.T("rounds.replies"), "rounds.reply_", names, counts)
}
