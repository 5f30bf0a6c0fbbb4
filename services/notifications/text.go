package notifications

import (
	"bytes"
	"embed"
	htmltemplate "html/template"
	"net/url"
	"strconv"
	"strings"
	texttemplate "text/template"
)

//go:embed mail.txt mail.html
var templates embed.FS

// words are what a mail of one kind says. They name nobody and quote nothing that somebody wrote.
type words struct {
	subject string
	lines   []string
	action  string // what the link does
}

// mailWords are the English texts; %until% and %days% are filled in.
var mailWords = map[string]words{
	"link_requested/confirm": {"Confirm your address",
		[]string{"Somebody, we hope you, opened an account with this address.", "The link works once, for 24 hours. If it was not you, do nothing."}, "Confirm this address"},
	"link_requested/sign_in": {"Your link to sign in",
		[]string{"You asked for a link to sign in.", "It works once, for 15 minutes. If it was not you, do nothing: nobody gets in without it."}, "Sign in"},
	"link_requested/reset": {"Choose a new password",
		[]string{"You asked to choose a new password.", "The link works once, for an hour. If it was not you, do nothing: your password stays as it is."}, "Choose a new password"},
	"link_requested/address": {"Confirm your new address",
		[]string{"You asked us to write to this address from now on.", "The link works once, for 24 hours. If it was not you, do nothing."}, "Confirm this address"},
	"link_requested/invitation": {"You are invited",
		[]string{"A programme has invited you to find a mentor, or to be one, in open source.",
			"Nobody sees you before you accept. The link works once, for 30 days. If you do not want this, do nothing."}, "Look at the invitation"},
	"credential_changed": {"Your way to sign in was changed",
		[]string{"The password or address of your account was changed.", "If it was not you, choose a new password now; that also signs everybody out."}, "Open your account"},
	"mentor_asked": {"Somebody asks whether you can mentor them",
		[]string{"A newcomer has chosen you. You have until %until% to answer; if it is not this time, the next person is asked at once."}, "Read what they wrote"},
	"mentor_reminded": {"Somebody still waits for your answer",
		[]string{"Half of the time is over. You have until %until%.", "Not this time is a good answer too: then the next person can be asked."}, "Answer"},
	"offer_ended":     {"News about your request", []string{"A mentor could not take your request this time. If you named somebody else, they are asked now. You need to do nothing."}, "See who is asked now"},
	"info_asked":      {"A mentor has a question for you", []string{"A mentor would like to know more before answering. You have until %until%; their clock stands still meanwhile."}, "Read the question"},
	"info_given":      {"Your question was answered", []string{"The newcomer has answered your question. You have until %until% to say yes or not this time."}, "Read the answer"},
	"match_accepted":  {"You have found each other", []string{"The request was accepted. A first message is the best next step: say what you would like to begin with."}, "Write the first message"},
	"match_withdrawn": {"A request was taken back", []string{"A newcomer took their request back. You need to do nothing."}, "Open Waymark"},
	"match_exhausted": {"Nobody could take your request this time", []string{"That happens, and says nothing about you. We have looked for the next best people and issues for you."}, "See who else fits"},
	"match_proposed":  {"A programme proposes a match", []string{"A programme proposes that two of you work together. There is time until %until% to answer."}, "Look at the proposal"},
	"match_active":    {"You have begun", []string{"Both of you have written. Your mentorship has begun."}, "Open the conversation"},
	"match_ended":     {"A mentorship has ended", []string{"A mentorship you were part of has ended. Thank you for the time you gave it."}, "Look back"},
	"match_extended":  {"A mentorship goes on", []string{"Your mentorship now goes on until %until%."}, "Open the conversation"},
	"silence_noticed": {"It has been quiet for a while", []string{"Nobody has written for %days% days. A short word keeps it going; ending it is fine too."}, "Write a few words"},
	"message_posted":  {"You have a new message", []string{"Somebody you work with has written to you."}, "Read the message"},
	"mentor_paused":   {"We have paused new requests to you", []string{"Some requests stayed without an answer, so we stopped sending you more until %until%. You can end the pause at any time."}, "Look at your places"},
	"mentor_approved": {"You can be found as a mentor now", []string{"Thank you for offering your time. Newcomers can find you from now on."}, "Look at your profile"},
	"mentor_refused":  {"About your offer to mentor", []string{"Your offer was not approved this time. You can change your profile and offer again."}, "Look at your profile"},
}

// Message is a mail as it is handed to SMTP.
type Message struct {
	ID          string // the Message-ID: the same for every try
	Subject     string
	Text, HTML  string
	Unsubscribe string // URL of one-click unsubscribe, "" where a mail cannot be switched off
}

// composer renders letters.
type composer struct {
	public string // the deployment's URL, without a slash at the end
	text   *texttemplate.Template
	html   *htmltemplate.Template
}

func newComposer(public string) (*composer, error) {
	text, err := texttemplate.ParseFS(templates, "mail.txt")
	if err != nil {
		return nil, err
	}
	html, err := htmltemplate.ParseFS(templates, "mail.html")
	if err != nil {
		return nil, err
	}
	return &composer{strings.TrimRight(public, "/"), text, html}, nil
}

// compose renders a letter. token is the one-time token of a link, stop the unsubscribe token; either may be "".
func (c *composer) compose(id string, l *Letter, token, stop string) (Message, error) {
	key := l.Kind
	if l.Link != "" {
		key += "/" + l.Link
	}
	w, ok := mailWords[key]
	if !ok {
		w = words{"News from Waymark", []string{"Something happened that concerns you."}, "Open Waymark"}
	}
	fill := strings.NewReplacer("%until%", l.Until.UTC().Format("Monday 2 January 2006, 15:04 MST"), "%days%", strconv.Itoa(l.Days))
	page := struct {
		Subject, Action, URL, Stop string
		Lines                      []string
	}{Subject: w.subject, Action: w.action, URL: c.public + "/"}
	for _, line := range w.lines {
		page.Lines = append(page.Lines, fill.Replace(line))
	}
	m := Message{ID: id + "@" + c.host(), Subject: w.subject}
	if l.Link != "" {
		page.URL = c.public + "/links/" + l.Link + "?token=" + url.QueryEscape(token)
	}
	if stop != "" {
		page.Stop = c.public + "/links/unsubscribe?token=" + url.QueryEscape(stop)
		m.Unsubscribe = c.public + "/api/v1/unsubscribe?token=" + url.QueryEscape(stop)
	}
	var text, html bytes.Buffer
	if err := c.text.Execute(&text, page); err != nil {
		return m, err
	}
	if err := c.html.Execute(&html, page); err != nil {
		return m, err
	}
	m.Text, m.HTML = text.String(), html.String()
	return m, nil
}

func (c *composer) host() string {
	if u, err := url.Parse(c.public); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "waymark.invalid"
}
