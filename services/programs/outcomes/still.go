package outcomes

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

const (
	day         = 24 * time.Hour
	remindAfter = 14 * day
	window      = 56 * day // how long each question can be answered
)

// Still is what a newcomer is asked after a cohort; its id is their application's. Nothing but yes or no is kept.
type Still struct {
	Org       string    `json:"org"`
	Programme string    `json:"programme"`
	Cohort    string    `json:"cohort"`
	Person    string    `json:"person"`
	Ended     time.Time `json:"ended"` // when the cohort was over
	Said      []Said    `json:"said,omitempty"`
	// Told is how often they were asked, by place in Months: the question, then one reminder.
	Told  [3]int    `json:"told"`
	DueAt time.Time `json:"due_at,omitzero"`
}

// Said is one answer.
type Said struct {
	Months int       `json:"months"`
	Still  bool      `json:"still"`
	At     time.Time `json:"at"`
}

// Span is when a question can be answered, from and until.
func (s *Still) Span(months int) (from, until time.Time) {
	from = s.Ended.AddDate(0, months, 0)
	return from, from.Add(window)
}

// said is an answer; nil if there is none.
func (s *Still) said(months int) *Said {
	for i := range s.Said {
		if s.Said[i].Months == months {
			return &s.Said[i]
		}
	}
	return nil
}

// open is the question that can be answered at a time; 0 for none. Two are never open at once.
func (s *Still) open(now time.Time) int {
	for _, m := range Months {
		if from, until := s.Span(m); !now.Before(from) && now.Before(until) {
			return m
		}
	}
	return 0
}

// say keeps an answer: yes, no, or none to take one back. Conflict "still.not_open".
func (s *Still) say(months int, answer string, now time.Time) error {
	if s.open(now) != months {
		return fault.New(fault.Conflict, "still.not_open", "This question is not open now. Its page says when it is.")
	}
	s.Said = slices.DeleteFunc(slices.Clone(s.Said), func(x Said) bool { return x.Months == months })
	if answer != "none" {
		s.Said = append(s.Said, Said{Months: months, Still: answer == "yes", At: now})
	}
	return nil
}

// tick says whether the question of so many months is to be asked at a time, or reminded of, notes that it was, and winds the clock.
func (s *Still) tick(now time.Time) (months int, reminder bool) {
	s.DueAt = time.Time{}
	sooner := func(at time.Time) {
		if s.DueAt.IsZero() || at.Before(s.DueAt) {
			s.DueAt = at
		}
	}
	for i, m := range Months {
		from, until := s.Span(m)
		remind := from.Add(remindAfter)
		switch {
		case !now.Before(until) || s.said(m) != nil:
		case now.Before(from):
			sooner(from)
		case s.Told[i] == 0:
			if months, s.Told[i] = m, 1; now.Before(remind) {
				sooner(remind)
			} else { // late: one message is enough
				s.Told[i] = 2
			}
		case s.Told[i] == 1 && now.Before(remind):
			sooner(remind)
		case s.Told[i] == 1:
			months, reminder, s.Told[i] = m, true, 2
		}
	}
	return months, reminder
}

// body is what whoever is asked sees.
func (s *Still) body(id string, now time.Time) api.StillQuestions {
	out := api.StillQuestions{Application: id, Cohort: s.Cohort, Questions: []api.StillQuestion{}}
	for _, m := range Months {
		out.Questions = append(out.Questions, s.question(m, now))
	}
	return out
}

func (s *Still) question(months int, now time.Time) api.StillQuestion {
	q := api.StillQuestion{Months: months, Open: s.open(now) == months}
	q.From, q.Until = s.Span(months)
	if x := s.said(months); x != nil {
		q.Answer = "no"
		if x.Still {
			q.Answer = "yes"
		}
	}
	return q
}

// asks is what the token of a mail is for: one question to one person, while their account's Proofs are what they were.
type asks struct {
	Application string
	Months      int
	Proofs      int64
}

// errToken is the one refusal for every token that opens nothing, whatever the reason.
var errToken = fault.New(fault.NotFound, "still.unknown",
	"This link is not complete, or no longer works. Open it again from the e-mail, or sign in and look at your applications.")

// sign makes the token. Nothing is stored.
func (a asks) sign(key []byte) string {
	body := base64.RawURLEncoding.EncodeToString([]byte(a.Application + " " + strconv.Itoa(a.Months) + " " + strconv.FormatInt(a.Proofs, 36)))
	return body + "." + base64.RawURLEncoding.EncodeToString(tokenMAC(key, body))
}

func tokenMAC(key []byte, body string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("still\x00" + body))
	return m.Sum(nil)
}

// readAsks reads a token that was signed with the key.
func readAsks(key []byte, token string) (asks, error) {
	body, mac, ok := strings.Cut(token, ".")
	if !ok || len(token) > 500 {
		return asks{}, errToken
	}
	sent, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if err != nil || !hmac.Equal(sent, tokenMAC(key, body)) {
		return asks{}, errToken
	}
	plain, err := base64.RawURLEncoding.Strict().DecodeString(body)
	parts := strings.Split(string(plain), " ")
	if err != nil || len(parts) != 3 {
		return asks{}, errToken
	}
	months, err := strconv.Atoi(parts[1])
	if err != nil || !slices.Contains(Months, months) {
		return asks{}, errToken
	}
	proofs, err := strconv.ParseInt(parts[2], 36, 64)
	if err != nil {
		return asks{}, errToken
	}
	return asks{parts[0], months, proofs}, nil
}
