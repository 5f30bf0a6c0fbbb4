package accounts

import (
	"strconv"
	"testing"
	"time"

	"golang.org/x/text/language"
	"pgregory.net/rapid"
)

var epoch = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// TestAskingForLinks: at most three mails in any hour, and after whoever asked, the link that was mailed last is good for its
// full time. So a stranger who asks all day takes nothing away from the person.
func TestAskingForLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]Purpose{Confirm, SignIn, Reset, Invitation, ChangeAddress}).Draw(t, "purpose")
		var a Account
		now, mailed := epoch, ""
		var sent []time.Time
		for i := range rapid.IntRange(1, 60).Draw(t, "asks") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Minute)).Draw(t, "pause")))
			if a.Links[p].pending(now) && rapid.IntRange(0, 9).Draw(t, "use") == 0 {
				a.used(p)
				sent = nil // the person was there: their budget is whole
			}
			if a.ask(p, strconv.Itoa(i), now) {
				mailed = a.Links[p].Nonce
				sent = append(sent, now)
			}
			l := a.Links[p]
			if l.Nonce != mailed || l.Expires.Before(now.Add(lives[p])) {
				t.Fatalf("at %v: pending %+v, mailed %q", now, l, mailed)
			}
			if life := l.Expires.Sub(l.Born); life > max(lives[p], askEvery)+askEvery+lives[p] {
				t.Fatalf("a nonce lives %v", life)
			}
			hour := 0
			for _, at := range sent {
				if now.Sub(at) < time.Hour {
					hour++
				}
			}
			if hour > 3 {
				t.Fatalf("%d mails within an hour", hour)
			}
		}
	})
}

// TestAskingAtTheEndOfALink: who asks when the link is no longer young and no other may be sent yet keeps it for its full time.
func TestAskingAtTheEndOfALink(t *testing.T) {
	var a Account
	for i, after := range []time.Duration{0, 40 * time.Minute, 40 * time.Minute, time.Hour} {
		now := epoch.Add(after)
		a.ask(Reset, strconv.Itoa(i), now)
		if l := a.Links[Reset]; l.Nonce != "0" || l.Expires != now.Add(lives[Reset]) {
			t.Errorf("after %v: %+v", after, l)
		}
	}
}

// TestGuessesInADay: whatever the pauses, nobody gets more than some hundred guesses a day.
func TestGuessesInADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Attempts
		now, looked := epoch, 0
		greedy := rapid.Bool().Draw(t, "greedy")
		for range 2000 {
			if wait := a.begin(now); wait > 0 {
				if wait > guessPause {
					t.Fatalf("wait %v", wait)
				}
				if greedy {
					now = now.Add(wait)
				} else {
					now = now.Add(time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "pause")))
				}
			} else {
				looked++
			}
			if now.Sub(epoch) >= 24*time.Hour {
				break
			}
		}
		if looked > 115 {
			t.Fatalf("%d guesses", looked)
		}
	})
}

// TestOneAdministratorSurelyRemains follows random changes of the list.
func TestOneAdministratorSurelyRemains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Administrators{List: []Admin{{Account: "a", Sure: true}}}
		who := rapid.SampledFrom([]string{"a", "b", "c"})
		for range 50 {
			x := who.Draw(t, "who")
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				l.add(x, epoch)
			case 1:
				l.assure(x)
			case 2:
				l.remove(x, false)
			}
			if !l.anySure() {
				t.Fatalf("%+v", l)
			}
		}
	})
}

// TestFollowingTheList: in whatever order versions of the list arrive, the newest decides.
func TestFollowingTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Account
		newest, listed := int64(0), false
		for range 20 {
			v, yes := rapid.Int64Range(1, 10).Draw(t, "version"), false
			yes = v%2 == 0
			a.followAdministrators(v, yes)
			if v > newest {
				newest, listed = v, yes
			}
			if a.Administrator != listed || a.AdministratorAt != newest {
				t.Fatalf("%+v", a)
			}
		}
	})
}

func TestRefreshTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Session{Opened: epoch, Seen: epoch}
		now := epoch
		for range 40 {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Second)).Draw(t, "pause")))
			n := uint32(rapid.IntRange(0, int(s.N)+1).Draw(t, "n"))
			before := s
			switch got := s.refresh(n, now); {
			case !before.Revoked.IsZero() && got != refusedTurn:
				t.Fatal("an ended session went on")
			case got == nextTurn && (n != before.N || s.N != n+1):
				t.Fatal("next")
			case got == sameTurn && (n+1 != before.N || now.Sub(before.Turned) > repeatWithin || s != before):
				t.Fatal("same")
			case got == stolenTurn && s.Revoked.IsZero():
				t.Fatal("a stolen family goes on")
			case before.Revoked.IsZero() && got == refusedTurn:
				t.Fatal("refused")
			}
		}
	})
}

func TestKeyPeriods(t *testing.T) {
	for day := range 800 {
		now := epoch.Add(time.Duration(day) * 24 * time.Hour)
		due := periodsDue(now)
		if len(due) == 0 || len(due) > 2 || due[0] != period(now) {
			t.Fatal(due)
		}
		k := newSigningKey(due[len(due)-1], now, nil, "")
		if len(due) == 2 && (k.From.Before(now) || k.From.Sub(now) > keyOverlap) {
			t.Fatalf("the next key begins %v after it is made", k.From.Sub(now))
		}
		if k.Expires.Sub(k.Until) != keyOverlap {
			t.Fatal(k)
		}
	}
}

func FuzzLocale(f *testing.F) {
	for _, s := range []string{"en", "pt-BR", "zh-Hant-TW-u-ca-roc", "x-private", "i-klingon"} {
		f.Add(s)
	}
	s := &Service{cfg: Config{Locale: "en"}}
	f.Fuzz(func(t *testing.T, tag string) {
		got, err := s.locale(tag)
		if err != nil {
			return
		}
		if _, err := language.Parse(got); err != nil {
			t.Fatalf("%q became %q", tag, got)
		}
	})
}

// TestProofs: whatever changes how somebody proves themselves is told as a number that rises, so that tokens of before end elsewhere.
func TestProofs(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	a := Account{Address: "a@example.org", Confirmed: now}
	last := a.state("x").Proofs
	for i, change := range []func(){
		func() { a.setPassword("hash", "") }, func() { a.endSessions("") }, func() { a.changeAddress("b@example.org", "i", "nonce", now) },
		func() { a.undoAddress("a@example.org", "j") },
	} {
		if change(); a.state("x").Proofs <= last {
			t.Errorf("change %d is not told", i)
		}
		last = a.state("x").Proofs
	}
}
