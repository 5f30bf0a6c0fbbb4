package mentoring

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// turn is one mentor's turn in one request: what the token of a mail is for. Being asked is the turn, so that a token of an earlier one
// opens nothing. Proofs is wire.AccountState's when the mail was sent.
type turn struct {
	Match, Mentor string
	Asked         time.Time
	Proofs        int64
}

// answersTell is how long after its end a turn is still told of.
const answersTell = 30 * 24 * time.Hour

// One refusal for every token that opens nothing, whatever the reason.
var errAnswerToken = fault.New(fault.NotFound, "answer.unknown",
	"This link is not complete, or no longer works. Open it again from the e-mail, or sign in and look at your requests.")

// Ready-made reasons that can go with a decline.
var declineReasons = []string{"no_time", "other_field", "enough_people", "later"}

// sign makes the token of a turn. Nothing is stored: whoever has it answers this request as this mentor, while it is their turn.
func (t turn) sign(key []byte) string {
	body := base64.RawURLEncoding.EncodeToString([]byte(t.Match + " " + t.Mentor + " " + strconv.FormatInt(t.Asked.UnixMilli(), 36) + " " +
		strconv.FormatInt(t.Proofs, 36)))
	return body + "." + base64.RawURLEncoding.EncodeToString(answerMAC(key, body))
}

func answerMAC(key []byte, body string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("answer\x00" + body))
	return m.Sum(nil)
}

// readTurn reads a token that was signed with the key.
func readTurn(key []byte, token string) (turn, error) {
	body, mac, ok := strings.Cut(token, ".")
	if !ok || len(token) > 500 {
		return turn{}, errAnswerToken
	}
	sent, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if err != nil || !hmac.Equal(sent, answerMAC(key, body)) {
		return turn{}, errAnswerToken
	}
	plain, err := base64.RawURLEncoding.Strict().DecodeString(body)
	parts := strings.Split(string(plain), " ")
	if err != nil || len(parts) != 3 && len(parts) != 4 {
		return turn{}, errAnswerToken
	}
	if len(parts) == 3 { // of a mail that was sent before tokens named Proofs: it holds while the account's are 0
		parts = append(parts, "0")
	}
	ms, err := strconv.ParseInt(parts[2], 36, 64)
	if err != nil {
		return turn{}, errAnswerToken
	}
	proofs, err := strconv.ParseInt(parts[3], 36, 64)
	if err != nil {
		return turn{}, errAnswerToken
	}
	return turn{Match: parts[0], Mentor: parts[1], Asked: time.UnixMilli(ms).UTC(), Proofs: proofs}, nil
}

// longOver says whether the turn ended so long ago that its token tells nothing any more.
func (m *Match) longOver(t turn, now time.Time) bool {
	o := m.offer(t.Mentor)
	return o != nil && !o.Ended.IsZero() && now.After(o.Ended.Add(answersTell))
}

// has says whether this turn was, or is, one of the match.
func (m *Match) has(t turn) bool {
	o := m.offer(t.Mentor)
	return o != nil && !o.Asked.IsZero() && o.Asked.Equal(t.Asked) && m.Status != Void
}
