package web

import (
	"net/http"
	"path"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// handOverView is a mentorship on its way from one mentor to another, as each of the three sees it.
type handOverView struct {
	Form
	ID, Back                        string
	Begin                           bool // nothing is on its way: the mentor can name somebody
	Asks                            bool // it waits for the reader's answer
	Yours, Status                   string
	Newcomer, From, To, ToID, NewID string
	ToWhere, Until                  string
	Shared                          bool
	Goals                           []api.Goal
	Issue                           *issueCard
}

func pageHandOver(v *visit) error { return v.handOverPage(http.StatusOK, v.empty()) }

func (v *visit) handOverPage(status int, f Form) error {
	id := v.r.PathValue("id")
	view := handOverView{Form: f, ID: id, Back: "/mentorships/" + id}
	h, err := v.api.HandOver(v.ctx, id)
	switch {
	case err == nil:
		v.handedOver(&view, h)
	case fault.Has(err, fault.NotFound):
		x, err := v.pair()
		if err != nil {
			return err
		}
		if !x.Live || x.Mentor != v.account() {
			return v.to("/mentorships/"+id, "")
		}
		view.Begin, view.Newcomer = true, x.First
	default:
		return err
	}
	return v.show(status, "hand-over", v.p.T("hand_over.title"), view)
}

func (v *visit) handedOver(view *handOverView, h *api.MentorshipHandOver) {
	names := v.names([]string{h.Newcomer, h.From, h.To})
	view.Yours, view.Status, view.Goals, view.Shared = h.Yours, h.Status, h.Goals, h.ShareThread
	view.Newcomer, view.From = firstName(v.named(names, h.Newcomer)), firstName(v.named(names, h.From))
	view.To, view.ToID, view.NewID = v.named(names, h.To), h.To, h.Newcomer
	view.Until = v.moment(h.Until)
	view.Asks = h.Yours == "newcomer" && h.Status == "proposed" || h.Yours == "successor" && h.Status == "asked"
	if h.Yours == "successor" {
		view.Back = "/queue"
	}
	if h.Issue != "" {
		if i, err := v.api.Issue(v.ctx, h.Issue); err == nil {
			c := v.issueCard(*i)
			view.Issue = &c
		}
	}
}

// personIn takes the id of a person out of the address of their page, or gives what stands there.
func personIn(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "?")
	if strings.Contains(s, "/") {
		s = path.Base(strings.TrimRight(s, "/"))
	}
	return strings.ToLower(s)
}

func doHandOver(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	to, told := "/mentorships/"+id, ""
	switch f.Value("do") {
	case "propose":
		who := personIn(f.Value("successor"))
		if !anyID.MatchString(who) {
			f.refuse("successor", "wrong.successor_required")
			return v.handOverPage(http.StatusUnprocessableEntity, f)
		}
		_, err = v.api.ProposeHandOver(v.ctx, id, who, f.key())
		to, told = to+"/hand-over", "hand_over_proposed"
	case "cancel":
		err = v.api.CancelHandOver(v.ctx, id, f.key())
		told = "hand_over_kept"
	case "agree":
		_, err = v.api.ConsentToHandOver(v.ctx, id, f.Is("share", "yes"), f.key())
		told = "hand_over_agreed"
	case "refuse":
		err = v.api.RefuseHandOver(v.ctx, id, f.key())
		told = "hand_over_kept"
	case "take":
		_, err = v.api.TakeOver(v.ctx, id, f.key())
		told = "request_accepted"
	case "decline":
		err = v.api.DeclineHandOver(v.ctx, id, f.key())
		to, told = "/queue", "hand_over_declined"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/to": "successor"}) {
			return err
		}
		return v.handOverPage(fault.As(err).Kind.Status(), f)
	}
	return v.to(to, told)
}

// handOversWaiting are those that wait for the reader, for the first page and the queue.
func (v *visit) handOversWaiting() []waitView {
	list, err := v.api.HandOvers(v.ctx)
	if err != nil {
		return nil
	}
	var out []waitView
	for _, h := range list.Items {
		if h.Yours == "successor" && h.Status == "asked" {
			name := firstName(v.named(v.names([]string{h.Newcomer}), h.Newcomer))
			out = append(out, waitView{Text: v.p.T("hand_over.asks", "Name", name), Path: "/mentorships/" + h.Mentorship + "/hand-over",
				Until: v.p.T("hand_over.until", "Moment", v.moment(h.Until))})
		}
	}
	return out
}
