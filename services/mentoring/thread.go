package mentoring

import (
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// maxTail bounds the messages that a match carries before they are documents of their own.
const maxTail = 4

// Message is one message of a thread. A match takes it up in its tail, in the same change that numbers it; then it becomes a
// document of its own, and the tail lets go of it with the next change.
type Message struct {
	Match string    `json:"match"`
	Seq   int       `json:"seq"`
	From  string    `json:"from"`
	To    string    `json:"to,omitempty"` // "" in the request's own message, which every asked mentor reads
	Text  string    `json:"text"`         // "" once its writer was erased
	At    time.Time `json:"at"`
	Key   string    `json:"key,omitempty"` // idempotency key hash
	Body  string    `json:"body,omitempty"`
}

// ID of the message's document: match and sequence, so that writing it twice is writing it once.
func (m Message) ID() string { return messageID(m.Match, m.Seq) }

func messageID(match string, seq int) string { return fmt.Sprintf("%s-%06d", match, seq) }

var (
	errThreadClosed = fault.New(fault.Conflict, "thread.closed", "This conversation has ended; nothing more can be written in it.")
	errTailFull     = fault.New(fault.Unavailable, "thread.busy", "Many messages arrive at once. Try again in a moment.")
)

const maxMessages = 999_999

// canWrite says whether p may write now: in a live mentorship both, in an open request the newcomer and the asked mentor.
func (m *Match) canWrite(p string) bool {
	return m.liveFor(p) || m.open() && (m.Newcomer == p || m.asked() == p)
}

// lastBy says who of the two wrote last, as p reads it: you, other, or "" while neither has.
func (m *Match) lastBy(p string) string {
	switch {
	case m.Run.From == "" || m.Run.From != m.Newcomer && m.Run.From != m.mentor():
		return ""
	case m.Run.From == p:
		return "you"
	}
	return "other"
}

// post takes a message up. stored is the highest number known to be a document already.
func (m *Match) post(id, from, text, key, body string, stored int, r wire.Rules, now time.Time) (Message, error) {
	if !m.canWrite(from) || m.Messages >= maxMessages {
		return Message{}, errThreadClosed
	}
	if err := m.alone(from, m.partner(from)); err != nil {
		return Message{}, err
	}
	msg, err := m.append(id, from, m.partner(from), text, key, body, stored, now)
	if err != nil {
		return Message{}, err
	}
	m.wrote(id, from, r, now)
	return msg, nil
}

// append takes a message up without asking whether its writer may speak.
func (m *Match) append(id, from, to, text, key, body string, stored int, now time.Time) (Message, error) {
	kept := m.Tail[:0:0]
	for _, t := range m.Tail {
		if t.Seq > stored {
			kept = append(kept, t)
		}
	}
	if len(kept) >= maxTail {
		return Message{}, errTailFull
	}
	if err := m.count(from, to, now); err != nil {
		return Message{}, err
	}
	m.Messages++
	msg := Message{Match: id, Seq: m.Messages, From: from, To: to, Text: naming.Straight(text), At: now, Key: key, Body: body}
	m.Tail = append(kept, msg)
	if m.open() && from != m.Newcomer && from == m.asked() {
		m.offer(from).Wrote = true
	}
	m.say(wire.MessagePosted{Match: id, Message: msg.ID(), From: from, To: to})
	return msg, nil
}
