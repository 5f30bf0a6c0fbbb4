package bus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Hopeless wraps an error that trying again cannot mend: the message goes to the dead letters with the reason code.
func Hopeless(code string, err error) error { return &hopeless{code, err} }

type hopeless struct {
	code string
	err  error
}

func (h *hopeless) Error() string {
	if h.err == nil {
		return "hopeless (" + h.code + ")"
	}
	return "hopeless (" + h.code + "): " + h.err.Error()
}
func (h *hopeless) Unwrap() error { return h.err }

// IsHopeless gives the reason code.
func IsHopeless(err error) (code string, ok bool) {
	var h *hopeless
	if errors.As(err, &h) {
		return h.code, true
	}
	return "", false
}

// Reasons of dead letters that the bus itself gives.
const (
	ReasonUnreadable = "unreadable" // not an envelope, or not of the type that the subject says
	ReasonTries      = "tries"      // failed MaxTries times
	ReasonPanic      = "panic"      // failed MaxTries times, the last time with a panic
)

// Message is what a consumer is handed.
type Message struct {
	Envelope  wire.Envelope
	Subject   string
	Sequence  uint64
	Delivered int // 1 the first time
}

// DeadLetter is a message that a consumer gave up.
type DeadLetter struct {
	ID       string // derives from consumer and message: giving up twice is one letter
	Service  string // of the consumer
	Consumer string
	Subject  string
	Envelope wire.Envelope // zero if it was unreadable: rubbish is not kept
	Reason   string        // a code: no text of an error
	At       time.Time
	Tries    int
}

// DeadLetters keeps them (pkg/outbox has the one on a store).
type DeadLetters interface {
	Put(ctx context.Context, l DeadLetter) error
}

// open reads a message of a stream. What is not an envelope, or says another type or aggregate than its subject, is
// unreadable.
func open(subject string, data []byte) (wire.Envelope, error) {
	var e wire.Envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return wire.Envelope{}, Hopeless(ReasonUnreadable, err)
	}
	typ, aggregate := cutLast(subject)
	if e.Type != typ || e.Subject != aggregate || e.ID == "" || e.Version < 1 {
		return wire.Envelope{}, Hopeless(ReasonUnreadable, errors.New("the envelope does not fit its subject"))
	}
	return e, nil
}

func cutLast(subject string) (head, last string) {
	i := strings.LastIndexByte(subject, '.')
	if i < 0 {
		return "", subject
	}
	return subject[:i], subject[i+1:]
}

// letterID is the same for the same consumer and message, also after a lost stream was filled again.
func letterID(c Consumer, m Message, data []byte) string {
	h := sha256.New()
	what := m.Envelope.Type + "\n" + m.Envelope.ID
	if m.Envelope.ID == "" {
		what = m.Subject + "\n" + string(data)
	}
	h.Write([]byte(c.Service + "\n" + c.Name + "\n" + what))
	return hex.EncodeToString(h.Sum(nil)[:16])
}
