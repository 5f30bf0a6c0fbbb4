package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type requestsView struct {
	Items []requestRow
	More  bool
}

type requestRow struct{ Path, Title, About string }

// maxRequests is how many of one's own requests the list shows.
const maxRequests = 30

func pageRequests(v *visit) error {
	var list []api.Request
	var view requestsView
	for r, err := range v.api.Requests(v.ctx) {
		if err != nil {
			return err
		}
		if len(list) == maxRequests {
			view.More = true
			break
		}
		list = append(list, r)
	}
	if len(list) == 1 && (list[0].Status == "open" || list[0].Status == "needs_info") {
		return v.to("/requests/"+list[0].ID, "")
	}
	var ids []string
	for _, r := range list {
		for _, o := range r.Offers {
			ids = append(ids, o.Mentor)
		}
	}
	names := v.names(ids)
	for _, r := range list {
		row := requestRow{Path: "/requests/" + r.ID, Title: v.requestTitle(r, names),
			About: v.p.T("request.made", "Day", v.p.DayName(r.Created, v.now, v.zone()))}
		if r.Round != "" {
			row.About = v.p.T("request.proposed_on", "Day", v.p.DayName(r.Created, v.now, v.zone()))
		}
		if began(r) {
			row.Path = "/mentorships/" + r.ID
		}
		view.Items = append(view.Items, row)
	}
	return v.show(http.StatusOK, "requests", v.p.T("layout.requests"), view)
}

func mentorship(status string) bool {
	return slices.Contains([]string{"accepted", "active", "completed", "ended"}, status)
}

// began says whether a request or proposal became a mentorship. A proposal of organisers that came to nothing has ended, too, and never was one.
func began(r api.Request) bool {
	return mentorship(r.Status) && (r.Status != "ended" || r.Round == "" ||
		slices.ContainsFunc(r.Offers, func(o api.Offer) bool { return o.State == "accepted" || o.State == "handed_over" }))
}

// requestTitle says who has a request, or what became of it.
func (v *visit) requestTitle(r api.Request, names map[string]string) string {
	if r.Status == "ended" && !began(r) {
		return v.p.T("request.over_title")
	}
	name := ""
	for _, o := range r.Offers {
		if o.State == "asked" || o.State == "accepted" {
			name = firstName(v.named(names, o.Mentor))
		}
	}
	return v.p.Code("request.is_", r.Status, "Name", name)
}

type requestView struct {
	Form
	*api.Request
	Title     string
	Name      string // who has it
	Until     string
	Left      string
	ZoneSaid  bool // the moments are on the reader's own clock
	InfoUntil string
	Clock     *clock
	Offers    []offerView
	NextName  string // who is asked after; "" where nobody is left: then moving on ends the request
	MoveOn    bool
	MoveOnAt  string
	Open      bool
	Messages  []messageView
	NoThread  bool
	Older     turns // where the messages before those are
	CanWrite  bool
	IssueCard *issueCard
	Again     bool   // nobody is left to ask
	Proposed  string // the programme whose organisers proposed it, while it waits
	Over      bool   // organisers proposed it, and it came to nothing
	Twice     string // the reader has a mentor, and this request goes on waiting beside it
}

type offerView struct {
	ID, Name, State, About string
	Reason                 string // the ready-made words that came with a "not this time"
	Now, Done              bool
	Gone                   bool // their page is not there for the reader (any more)
}

type messageView struct {
	ID, Name, Text, At string
	HTML               any
	Own                bool
	Report             string // where it can be reported; "" for one's own
}

func pageRequest(v *visit) error {
	return v.request(http.StatusOK, v.empty())
}

func (v *visit) request(status int, f Form) error {
	r, err := v.api.Request(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	switch {
	case r.Newcomer != v.account():
		return v.to("/queue/"+r.ID, "")
	case began(*r) && v.r.Method == http.MethodGet:
		return v.to("/mentorships/"+r.ID, "")
	}
	view := requestView{Form: f, Request: r, Open: r.Status == "open" || r.Status == "needs_info", Again: r.Status == "exhausted"}
	var ids []string
	for _, o := range r.Offers {
		ids = append(ids, o.Mentor)
	}
	names := v.names(ids)
	view.Title = v.requestTitle(*r, names)
	v.offers(&view, r, names)
	if r.InfoUntil != nil {
		view.InfoUntil = v.moment(*r.InfoUntil)
	}
	view.MoveOn = r.MoveOn != nil && !r.MoveOn.After(v.now) && view.Open
	if r.MoveOn != nil && r.MoveOn.After(v.now) && view.Open {
		view.MoveOnAt = v.p.Short(*r.MoveOn, v.now, v.zone())
	}
	view.CanWrite = view.Open
	if view.Over = r.Status == "ended" && !began(*r); r.Status == "proposed" {
		view.Proposed = v.p.T("rounds.title")
		if p, err := v.api.Programme(v.ctx, r.Programme); err == nil {
			view.Proposed = p.Name
		}
	}
	if view.Open {
		view.Twice = v.twice("request", *r, v.liveMentorships(maxLive), names)
	}
	view.Messages, view.Older, view.NoThread = v.messages(r.ID, names)
	if r.Issue != "" {
		if i, err := v.api.Issue(v.ctx, r.Issue); err == nil {
			c := v.issueCard(*i)
			view.IssueCard = &c
		}
	}
	return v.show(status, "request", view.Title, view)
}

func (v *visit) offers(view *requestView, r *api.Request, names map[string]string) {
	var ids []string
	for _, o := range r.Offers {
		ids = append(ids, o.Mentor)
	}
	pages, err := v.api.People(v.ctx, ids)
	for _, o := range r.Offers {
		x := offerView{ID: o.Mentor, Name: v.named(names, o.Mentor), State: v.p.Code("offer.", o.State), Now: o.State == "asked",
			Done: o.State != "asked" && o.State != "waiting"}
		if o.Reason != "" {
			x.Reason = v.p.Code(kindOf(r.Round), o.Reason)
		}
		switch {
		case o.State == "asked" && o.Asked != nil:
			view.Name = x.Name
			x.About = v.p.T("offer.asked_at", "Moment", v.p.Short(*o.Asked, v.now, v.zone()))
			if o.Until != nil {
				view.ZoneSaid = v.zoneSaid() != ""
				view.Until, view.Left = v.moment(*o.Until), v.p.Span(o.Until.Sub(v.now))
				view.Clock = v.clock(*o.Asked, *o.Until)
			}
		case o.State == "waiting":
			x.About = v.p.T("offer.not_yet")
			if view.NextName == "" {
				view.NextName = firstName(x.Name)
			}
		case o.Ended != nil:
			x.About = v.p.Code("offer.ended_", o.State, "Moment", v.p.Short(*o.Ended, v.now, v.zone()))
		}
		if _, there := pages[o.Mentor]; err == nil && !there {
			x.Gone = true
		}
		view.Offers = append(view.Offers, x)
	}
}

// clock is the drawing of a time to answer: how much of it has passed, and where the reminder is.
type clock struct {
	Asked, Reminder, Until string
	Title                  string
	Passed                 int // of 100
}

func (v *visit) clock(asked, until time.Time) *clock {
	whole := until.Sub(asked)
	if whole <= 0 {
		return nil
	}
	half := asked.Add(whole / 2)
	c := &clock{Asked: v.p.Short(asked, v.now, v.zone()), Reminder: v.p.Short(half, v.now, v.zone()), Until: v.p.Short(until, v.now, v.zone()),
		Passed: int(100 * min(max(v.now.Sub(asked), 0), whole) / whole)}
	c.Title = v.p.T("request.clock", "Left", v.p.Span(max(until.Sub(v.now), 0)), "Whole", v.p.Span(whole))
	return c
}

// maxMessages is how many messages of a thread a page shows.
const maxMessages = 60

// messages are the newest of a thread, or those before them that the address asks for, the oldest of them first; older is where those before
// these are.
func (v *visit) messages(id string, names map[string]string) (out []messageView, turn turns, broken bool) {
	older := v.r.URL.Query().Get("older")
	if older != "" && len(older) < 1000 {
		turn.Newest = v.r.URL.Path + "#thread"
	} else {
		older = ""
	}
	out, next, broken := v.thread(id, names, maxMessages, older)
	if next != "" {
		turn.Older = v.r.URL.Path + "?" + url.Values{"older": {next}}.Encode() + "#thread"
	}
	return out, turn, broken
}

// thread are at most so many messages of a thread, those before a place of it ("" its end), the oldest of them first; next is the place of those
// before these, "" if there are none.
func (v *visit) thread(id string, names map[string]string, most int, before string) (out []messageView, next string, broken bool) {
	ask := url.Values{"order": {"newest"}, "limit": {strconv.Itoa(most)}}
	if before != "" {
		ask.Set("cursor", before)
	}
	var a client.Answer
	list, err := client.Do[api.MessageList](v.ctx, v.api, http.MethodGet, client.Path("threads", id, "messages"), ask, nil, client.Into(&a))
	if err != nil {
		return nil, "", !fault.Has(err, fault.NotFound)
	}
	if to, err := url.Parse(a.Next); err == nil && a.Next != "" {
		next = to.Query().Get("cursor")
	}
	for _, m := range list.Items {
		x := messageView{ID: m.ID, Name: v.named(names, m.From), Text: m.Text, At: v.p.Short(m.At, v.now, v.zone()),
			Own: m.From == v.account(), HTML: markdown(m.Text)}
		if !x.Own && m.Text != "" {
			x.Report = "/report?thread=" + id + "&message=" + m.ID
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out, next, false
}

// turns are where a thread goes on: before what is shown, and to its newest where that is not shown.
type turns struct{ Older, Newest string }

// doRequest is what a newcomer does with a request of theirs.
func doRequest(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := ""
	switch f.Value("do") {
	case "withdraw":
		_, err = v.api.WithdrawRequest(v.ctx, id, f.key())
		told = "request_withdrawn"
	case "not-this-time": // to a proposal of organisers
		_, err = v.api.DeclineRequest(v.ctx, id, f.key())
		told = "proposal_declined"
	case "move-on":
		var r *api.Request
		r, err = v.api.MoveOn(v.ctx, id, f.key())
		if told = "request_moved"; err == nil && r.Status == "exhausted" {
			told = "request_given_up"
		}
	case "write", "reply":
		if f.Text("message") == "" {
			f.refuse("message", "wrong.message_required")
			return v.request(http.StatusUnprocessableEntity, f)
		}
		if f.Value("do") == "reply" {
			_, err = v.api.GiveInfo(v.ctx, id, f.Text("message"), f.key())
		} else {
			_, err = v.api.PostMessage(v.ctx, id, f.Text("message"), f.key())
		}
		told = "message_sent"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/text": "message"}) {
			return err
		}
		return v.request(fault.As(err).Kind.Status(), f)
	}
	return v.to("/requests/"+id, told)
}

// questionView is a question on a page of its own.
type questionView struct {
	Key, Title, Text, Action, Do, Yes, No, Back string
	ID                                          string // what it is about, where the address does not say it
	Version                                     int64  // that was seen; 0 where none is needed
	Stop                                        bool
}

// pageRequestQuestion asks before something is done that cannot be taken back.
func pageRequestQuestion(v *visit) error {
	r, err := v.api.Request(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	var ids []string
	for _, o := range r.Offers {
		ids = append(ids, o.Mentor)
	}
	names, name, last := v.names(ids), "", true
	for _, o := range r.Offers {
		if o.State == "asked" {
			name = firstName(v.named(names, o.Mentor))
		}
		last = last && o.State != "waiting"
	}
	key, what := "", v.r.PathValue("question")
	switch {
	case r.Newcomer != v.account():
	case what == "withdraw":
		key = "request.withdraw"
	case what == "move-on" && last:
		key = "request.stop_waiting"
	case what == "move-on":
		key = "request.move_on"
	}
	if key == "" {
		return errNoPage
	}
	return v.question(key, "/requests/"+r.ID, what, what == "withdraw", "Name", name)
}

// questionAbout is question, of what cannot be undone, with the id of what it is about, as the field "id".
func (v *visit) questionAbout(key, action, do, id string, args ...any) error {
	return v.putQuestion(questionView{Action: action, Do: do, ID: id, Stop: true}, key, args)
}

// question shows a question whose texts are below a key: _title, _text, _yes, _no.
func (v *visit) question(key, action, do string, stop bool, args ...any) error {
	return v.putQuestion(questionView{Action: action, Do: do, Stop: stop}, key, args)
}

func (v *visit) putQuestion(q questionView, key string, args []any) error {
	q.Key, q.Back = client.NewKey(), cmp.Or(q.Back, q.Action)
	q.Title, q.Text = v.p.T(key+"_title", args...), v.p.T(key+"_text", args...)
	q.Yes, q.No = v.p.T(key+"_yes", args...), v.p.T(key+"_no", args...)
	return v.alone(http.StatusOK, "question", q.Title, q)
}
