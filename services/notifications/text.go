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
	"link_requested/confirm": {
		subject: "Confirm your address",
		lines: []string{
			"Somebody, we hope you, opened an account with this address.",
			"The link works once, for 24 hours. If it was not you, do nothing.",
		},
		action: "Confirm this address",
	},
	"link_requested/sign_in": {
		subject: "Your link to sign in",
		lines: []string{
			"You asked for a link to sign in.",
			"It works once, for 15 minutes. If it was not you, do nothing: nobody gets in without it.",
		},
		action: "Sign in",
	},
	"link_requested/reset": {
		subject: "Choose a new password",
		lines: []string{
			"You asked to choose a new password.",
			"The link works once, for an hour. If it was not you, do nothing: your password stays as it is.",
		},
		action: "Choose a new password",
	},
	"link_requested/address": {
		subject: "Confirm your new address",
		lines: []string{
			"You asked us to write to this address from now on.",
			"The link works once, for 24 hours. If it was not you, do nothing.",
		},
		action: "Confirm this address",
	},
	"link_requested/invitation": {
		subject: "You are invited",
		lines: []string{
			"A programme has invited you to find a mentor, or to be one, in open source.",
			"Nobody sees you before you accept. The link works once, for 30 days. If you do not want this, do nothing.",
		},
		action: "Look at the invitation",
	},
	"credential_changed/undo-address": {
		subject: "The address of your account was changed",
		lines: []string{
			"Your account has another e-mail address now: from here on we write there.",
			"If that was you, do nothing. If it was not you, take the change back: this address is yours again, everybody is signed " +
				"out, and the password is removed, so that you can choose a new one. The link works for 7 days.",
		},
		action: "Take the change back",
	},
	"credential_changed": {
		subject: "Your way to sign in was changed",
		lines: []string{
			"The password or address of your account was changed.",
			"If it was not you, choose a new password now; that also signs everybody out.",
		},
		action: "Open your account",
	},
	"mentor_asked": {
		subject: "Somebody asks whether you can mentor them",
		lines: []string{
			"A newcomer has chosen you. You have until %until% to answer; if it is not this time, the next person is " +
				"asked at once.",
		},
		action: "Read what they wrote",
	},
	"mentor_reminded": {
		subject: "Somebody still waits for your answer",
		lines: []string{
			"Half of the time is over. You have until %until%.",
			"Not this time is a good answer too: then the next person can be asked.",
		},
		action: "Answer",
	},
	"offer_ended": {
		subject: "News about your request",
		lines: []string{
			"A mentor could not take your request this time. If you named somebody else, they are asked now. You need " +
				"to do nothing.",
		},
		action: "See who is asked now",
	},
	"info_asked": {
		subject: "A mentor has a question for you",
		lines: []string{
			"A mentor would like to know more before answering. You have until %until%; their clock stands still " +
				"meanwhile.",
		},
		action: "Read the question",
	},
	"info_given": {
		subject: "Your question was answered",
		lines: []string{
			"The newcomer has answered your question. You have until %until% to say yes or not this time.",
		},
		action: "Read the answer",
	},
	"match_accepted": {
		subject: "You have found each other",
		lines: []string{
			"The request was accepted. A first message is the best next step: say what you would like to begin with.",
		},
		action: "Write the first message",
	},
	"match_withdrawn": {
		subject: "A request was taken back",
		lines: []string{
			"A newcomer took their request back. You need to do nothing.",
		},
		action: "Open Waymark",
	},
	"match_exhausted": {
		subject: "Nobody could take your request this time",
		lines: []string{
			"That happens, and says nothing about you. You can ask somebody else at once: we can show you who fits.",
		},
		action: "See who else fits",
	},
	"match_proposed": {
		subject: "A programme proposes a match",
		lines: []string{
			"A programme proposes that two of you work together. There is time until %until% to answer.",
		},
		action: "Look at the proposal",
	},
	"match_active": {
		subject: "You have begun",
		lines: []string{
			"Both of you have written. Your mentorship has begun.",
		},
		action: "Open the conversation",
	},
	"match_ended": {
		subject: "A mentorship has ended",
		lines: []string{
			"A mentorship you were part of has ended. Thank you for the time you gave it.",
		},
		action: "Look back",
	},
	"match_extended": {
		subject: "A mentorship goes on",
		lines: []string{
			"Your mentorship now goes on until %until%.",
		},
		action: "Open the conversation",
	},
	"silence_noticed": {
		subject: "It has been quiet for a while",
		lines: []string{
			"Nobody has written for %days% days. A short word keeps it going; ending it is fine too.",
		},
		action: "Write a few words",
	},
	"message_posted": {
		subject: "You have a new message",
		lines: []string{
			"Somebody you work with has written to you.",
		},
		action: "Read the message",
	},
	"mentor_paused": {
		subject: "We have paused new requests to you",
		lines: []string{
			"Some requests stayed without an answer, so we stopped sending you more until %until%. You can end the " +
				"pause at any time.",
		},
		action: "Look at your places",
	},
	"mentor_approved": {
		subject: "You can be found as a mentor now",
		lines: []string{
			"Thank you for offering your time. Newcomers can find you from now on.",
		},
		action: "Look at your profile",
	},
	"member_invited": {
		subject: "A programme invites you",
		lines: []string{
			"You are invited to join a programme. You decide whether you do; nothing happens before.",
		},
		action: "Look at the programme",
	},
	"member_decided": {
		subject: "About mentoring in a programme",
		lines: []string{
			"A programme has decided about your offer to mentor in it.",
		},
		action: "Read what it says",
	},
	"case_waits": {
		subject: "A report waits for you",
		lines:   []string{"A report waits to be looked at. It says nothing here of what it is about."},
		action:  "Look at the case",
	},
	"report_moved": {
		subject: "News about your report",
		lines:   []string{"There is news about something that you reported."},
		action:  "Look at your report",
	},
	"outcome_given": {
		subject: "A decision about your account",
		lines: []string{
			"The moderators have decided something that concerns your account.",
			"You can read what it is about, and ask once, within 30 days, for somebody else to look at it again. You need not be " +
				"signed in for that.",
		},
		action: "Read the decision",
	},
	"mentor_refused": {
		subject: "About your offer to mentor",
		lines: []string{
			"Your offer was not approved this time. You can change your profile and offer again.",
		},
		action: "Look at your profile",
	},
}

// Message is a mail as it is handed to SMTP.
type Message struct {
	ID         string // the Message-ID: the same for every try
	Subject    string
	Text, HTML string
	// Unsubscribe is the URL of one-click unsubscribe, "" where a mail cannot be switched off. It is the one URL with a token
	// in its query: RFC 8058 has mail programs post to exactly what the header says. The token can stop mails of one kind and
	// nothing else.
	Unsubscribe string
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
		Subject, Action, URL, CodeURL, Code, Stop string
		Lines                                     []string
	}{Subject: w.subject, Action: w.action, URL: c.public + "/"}
	for _, line := range w.lines {
		page.Lines = append(page.Lines, fill.Replace(line))
	}
	m := Message{ID: id + "@" + c.host(), Subject: w.subject}
	if l.Link != "" {
		// Behind #, so that no server on the way, no log and no Referer has the token; who has no script enters the code.
		page.CodeURL, page.Code = c.public+"/links/"+l.Link, token
		page.URL = page.CodeURL + "#" + token
	}
	if l.Kind == "outcome_given" {
		page.CodeURL, page.Code = c.public+"/outcomes/"+l.Case, token
		page.URL = page.CodeURL + "#" + token
	}
	if stop != "" {
		page.Stop = c.public + "/links/unsubscribe#" + stop
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
