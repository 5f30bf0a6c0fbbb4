package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// mailAnswerView is a request as somebody sees it who comes from the mail and has not signed in.
type mailAnswerView struct {
	Form
	Looked      bool // a token was given, and it is one
	Open        bool
	State       string
	Until, Left string
	Who         *askingView // who asks; nil where that is not told
	Goals       int
	Issue       *issueCard
	Reasons     []string
	Done        string // how it was just answered
	Next        string // where it goes on once the reader has signed in
}

// askingView is what the token tells of who asks: as much as an answer needs. Own says that Until is on the reader's own clock.
type askingView struct {
	Name, Wants, Knows, Speaks string
	Own                        bool
}

// asking is who asks, and the clock of who reads; without it the page still is one.
func (v *visit) asking(token string) (*askingView, *time.Location) {
	x, err := v.api.As(nil).AskingPerson(v.ctx, token)
	if err != nil || x.FirstName == "" {
		return nil, time.UTC
	}
	return &askingView{Name: x.FirstName, Wants: v.skillList(x.Wants), Knows: v.skillList(x.Knows), Speaks: v.where("", x.Languages),
		Own: x.Zone != ""}, zoneOf(x.Zone)
}

// pageMailAnswer asks for the token of the mail; a script takes it out of the address.
func pageMailAnswer(v *visit) error {
	return v.mailAnswer(http.StatusOK, mailAnswerView{Form: v.empty()})
}

func (v *visit) mailAnswer(status int, view mailAnswerView) error {
	title := v.p.T("mail_answer.title")
	if view.Done != "" {
		title = v.p.Code("mail_answer.done_", view.Done)
	}
	return v.alone(status, "mail-answer", title, view)
}

func doMailAnswer(v *visit) error {
	f := v.posted()
	token := f.Text("token")
	if i := strings.LastIndexByte(token, '#'); i >= 0 { // the whole link was pasted
		token = token[i+1:]
	}
	token = strings.TrimPrefix(token, "token=")
	f.typed.Set("token", token)
	if token == "" {
		f.refuse("token", "wrong.token_required")
		return v.mailAnswer(http.StatusUnprocessableEntity, mailAnswerView{Form: f})
	}
	var seen *api.AnswerView
	var err error
	done := ""
	switch how := f.Value("do"); how {
	case "accept", "decline":
		in := api.MailAnswer{Token: token, How: how}
		if r := f.Value("reason"); how == "decline" && r != "none" {
			in.Reason = r
		}
		seen, err = v.api.As(nil).AnswerByToken(v.ctx, in, f.key())
		done = how
	default:
		seen, err = v.api.As(nil).LookAtAnswer(v.ctx, token)
	}
	if err != nil {
		return v.mailAnswerRefused(f, token, done, err)
	}
	view := v.mailSeen(f, seen)
	if done != "" && slices.Contains([]string{"accepted", "declined"}, seen.Status) {
		view.Done = done
	}
	return v.mailAnswer(http.StatusOK, view)
}

// mailAnswerRefused names the token where it is to blame; otherwise what stands against the answer is said above it.
func (v *visit) mailAnswerRefused(f Form, token, done string, err error) error {
	x := fault.As(err)
	switch x.Kind {
	case fault.Unavailable, fault.Deadline, fault.TooMany, fault.Internal:
		return err
	case fault.Conflict:
		f.again(err)
		f.refuse("", "problem.kind_conflict")
		f.Wrong[len(f.Wrong)-1].Text = v.problem(x)
		if seen, err := v.api.As(nil).LookAtAnswer(v.ctx, token); done != "" && err == nil {
			return v.mailAnswer(x.Kind.Status(), v.mailSeen(f, seen))
		}
	default:
		f.again(err)
		f.refuse("token", "wrong.mail_answer_token")
	}
	return v.mailAnswer(http.StatusUnprocessableEntity, mailAnswerView{Form: f})
}

func (v *visit) mailSeen(f Form, seen *api.AnswerView) mailAnswerView {
	view := mailAnswerView{Form: f, Looked: true, Open: seen.Open, Goals: seen.Goals, Reasons: seen.Reasons,
		State: v.p.Code("mail_answer.is_", seen.Status), Next: "/queue"}
	if seen.Mentorship != "" {
		view.Next = "/mentorships/" + seen.Mentorship
	}
	zone := time.UTC
	if seen.Open {
		view.Who, zone = v.asking(f.Value("token"))
	}
	if seen.Until != nil && seen.Until.After(v.now) {
		view.Until, view.Left = v.p.Moment(*seen.Until, v.now, zone), v.p.Span(seen.Until.Sub(v.now))
	}
	if seen.Issue != "" {
		if i, err := v.api.As(nil).Issue(v.ctx, seen.Issue); err == nil {
			c := v.issueCard(*i)
			view.Issue = &c
		}
	}
	return view
}
