package outcomes

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

var over = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// TestAskedOnceAndRemindedOnce: at each of the three times, until it is answered or its time is over; after a long sleep once.
func TestAskedOnceAndRemindedOnce(t *testing.T) {
	s := Still{Ended: over}
	var told []string
	for now := over; now.Before(over.AddDate(2, 0, 0)); now = now.Add(6 * time.Hour) {
		if !s.DueAt.IsZero() && s.DueAt.After(now) {
			continue
		}
		if s.DueAt.IsZero() && now.After(over) {
			break
		}
		if m, again := s.tick(now); m > 0 {
			text := "ask " + now.Format("2006-01-02")
			if again {
				text = "again " + now.Format("2006-01-02")
			}
			told = append(told, text)
			if m == 6 && !again {
				if err := s.say(6, "yes", now); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	want := "ask 2027-03-02, again 2027-03-16, ask 2027-05-30, ask 2027-11-30, again 2027-12-14"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("%s\nnot %s", got, want)
	}
	late := Still{Ended: over}
	late.tick(over)
	if m, again := late.tick(over.AddDate(0, 3, 30)); m != 3 || again {
		t.Error(m, again)
	}
	if m, _ := late.tick(over.AddDate(0, 3, 31)); m != 0 || !late.DueAt.Equal(over.AddDate(0, 6, 0)) {
		t.Error(m, late.DueAt)
	}
}

func TestAnswersInTheirTime(t *testing.T) {
	s := Still{Ended: over}
	for now, want := range map[time.Time]string{
		over.AddDate(0, 2, 0): "still.not_open", over.AddDate(0, 4, 0): "", over.AddDate(0, 3, 56): "still.not_open",
	} {
		if err := s.say(3, "no", now); want == "" && err != nil || want != "" && !fault.Coded(err, want) {
			t.Errorf("%s: %v", now, err)
		}
	}
	if len(s.Said) != 1 || s.Said[0].Still {
		t.Fatalf("%+v", s.Said)
	}
	if err := s.say(3, "none", over.AddDate(0, 4, 0)); err != nil || len(s.Said) != 0 {
		t.Fatal(err, s.Said)
	}
}

// TestTokensOfMails: what was not signed with the key opens nothing, and says no more than that.
func TestTokensOfMails(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	whole := asks{Application: "c_p_n", Months: 6, Proofs: 3}
	token := whole.sign(key)
	if got, err := readAsks(key, token); err != nil || got != whole {
		t.Fatal(got, err)
	}
	body, mac, _ := strings.Cut(token, ".")
	for _, bad := range []string{
		"", ".", body, body + ".", "." + mac, token + "=", strings.ToUpper(token), asks{"c_p_n", 6, 3}.sign([]byte("other")), token[1:],
		asks{"c_p_n", 7, 3}.sign(key), strings.Repeat("a", 501), asks{Application: "c_q_n", Months: 6, Proofs: 3}.sign(key)[:8] + token[8:] + "x",
	} {
		if _, err := readAsks(key, bad); !fault.Coded(err, "still.unknown") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
