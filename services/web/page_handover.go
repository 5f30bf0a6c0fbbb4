package web

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

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
	People                          []mentorCard // who could go on, best first
	Found                           []mentorCard // by their name
	Looked, Broken                  bool         // somebody was looked for; the list did not come in time
}

func pageHandOver(v *visit) error { return v.handOverPage(http.StatusOK, v.empty()) }

func (v *visit) handOverPage(status int, f Form) error { return v.handOverWith(status, f, nil) }

// handOverWith is the page with those who were found by their name; nil where nobody was looked for.
func (v *visit) handOverWith(status int, f Form, found []mentorCard) error {
	id := v.r.PathValue("id")
	view := handOverView{Form: f, ID: id, Back: "/mentorships/" + id, Found: found, Looked: found != nil}
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
		view.People, view.Broken = v.successors(id, found)
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

// successors are mentors who fit and have a place free, but those in found, who stand on the page already.
func (v *visit) successors(id string, found []mentorCard) (out []mentorCard, broken bool) {
	list, err := v.api.Successors(v.ctx, id)
	if err != nil {
		return nil, true
	}
	var all []api.Recommendation
	for _, x := range list.Items {
		if !slices.ContainsFunc(found, func(c mentorCard) bool { return c.ID == x.Person }) {
			all = append(all, api.Recommendation{Person: x.Person, Wait: x.Wait, Load: x.Load, Reasons: x.Reasons})
		}
	}
	out = v.mentorCards(all, answers{})
	for i := range out {
		at := slices.IndexFunc(all, func(r api.Recommendation) bool { return r.Person == out[i].ID })
		out[i].Reasons, out[i].Gap = v.told(all[at], "successors", nil)
	}
	return out, false
}

// successorsNamed are mentors by the beginning of their name, but the two whose mentorship it is.
func (v *visit) successorsNamed(f *Form) ([]mentorCard, error) {
	name := f.Text("successor-name")
	if n := utf8.RuneCountInString(name); n < 2 || n > 80 {
		f.refuse("successor-name", "wrong.look_short")
		return nil, nil
	}
	x, err := v.pair()
	if err != nil {
		return nil, err
	}
	found, err := v.api.FindMentors(v.ctx, api.MentorQuery{Q: name})
	if err != nil {
		return nil, err
	}
	out := []mentorCard{}
	for _, c := range found.Items[:min(len(found.Items), maxLooked)] {
		if c.ID != x.Mentor && c.ID != x.Newcomer {
			out = append(out, v.recommended(c, api.Recommendation{Person: c.ID}, answers{}))
		}
	}
	return out, nil
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
	case "find":
		found, err := v.successorsNamed(&f)
		again := func(status int, f *Form) error { return v.handOverPage(status, *f) }
		if shown, err := v.askAgain(&f, err, map[string]string{"/q": "successor-name"}, again); shown {
			return err
		}
		return v.handOverWith(http.StatusOK, f, found)
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
