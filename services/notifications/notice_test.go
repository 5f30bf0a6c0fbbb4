package notifications

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/locale"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// TestEveryFactHasItsPeople: whatever a service of ours consumes, it can read; every kind has words for a mail.
func TestEveryFactHasItsPeople(t *testing.T) {
	b, err := loadBook(locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	english := b.in("en", time.UTC)
	for from, events := range notice.Events {
		for _, ev := range events {
			service, typ := ev.Fact()
			if service != from {
				t.Errorf("%s is consumed from %s", typ, from)
			}
			switch typ {
			case "account_closed", "claim_extended", "case_moved", "outcome_appealed": // these tell nobody anything
				continue
			}
			data, err := json.Marshal(ev)
			if err != nil {
				t.Fatal(err)
			}
			e := wire.Envelope{ID: "a-1-0", Type: "waymark.evt." + service + "." + typ + ".v1", Data: data}
			notices, err := notice.Of(e)
			if err != nil {
				t.Errorf("%s: %v", typ, err)
			}
			for _, n := range notices {
				if n.Kind != typ {
					t.Errorf("%s has kind %s", typ, n.Kind)
				}
				if _, known := notice.Kinds[typ]; !known && !notice.Always[typ] {
					t.Errorf("%s is neither a kind nor always sent", typ)
				}
			}
			if _, err := english.say(typ+".subject", nil); err != nil && typ != "link_requested" {
				t.Errorf("%s has no words: %v", typ, err)
			}
			e.Data = json.RawMessage(`{"match": 7, "account": 7, "person": 7, "mentor": 7, "moderator": 7, "newcomer": 7, "to": 7}`)
			if _, err := notice.Of(e); err == nil {
				t.Errorf("%s: rubbish was read", typ)
			}
		}
	}
}

func TestBothSidesHear(t *testing.T) {
	data, _ := json.Marshal(wire.MatchEnded{Match: "m", Newcomer: "n", Mentor: "o", How: "ended"})
	notices, err := notice.Of(wire.Envelope{Type: "waymark.evt.mentoring.match_ended.v1", Data: data})
	if err != nil || len(notices) != 2 {
		t.Fatalf("%v %v", notices, err)
	}
	if notices[0].Person != "n" || notices[0].Other != "o" || notices[1].Person != "o" || notices[1].Other != "n" {
		t.Errorf("%+v", notices)
	}
}

// TestDecisionsNameTheirPage: what was decided about somebody has its programme or project, so that a page can say what and why.
func TestDecisionsNameTheirPage(t *testing.T) {
	clock := testkit.NewClock()
	s := replicas(t, testkit.SQLite(t, clock.Now), testkit.Bus(t, "notifications"), clock, Config{}, 1)[0]
	for i, f := range []wire.Event{
		wire.MemberDecided{Programme: "p", Person: ada, Decision: "refused"}, wire.MemberInvited{Programme: "q", Person: ada},
		wire.ProjectClaimDecided{Project: "r", Person: ada, Decision: "confirmed"},
	} {
		if err := s.consume(t.Context(), fact(t, fmt.Sprintf("decided-%d-0", i+1), f)); err != nil {
			t.Fatal(err)
		}
	}
	page, _, err := s.Inbox(as(t.Context(), ada), false, 10, "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, i := range page.Items {
		got[i.Kind] = strings.TrimSpace(i.Programme + i.Project + " " + i.How)
	}
	want := map[string]string{"member_decided": "p refused", "member_invited": "q", "project_claim_decided": "r confirmed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPlaces: whatever comes in whatever order and however often, places are given once, one after the other, and after
// answers exactly what lies beyond.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Head
		given := map[string]int64{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 600), 0, 700).Draw(t, "items") {
			item := fmt.Sprint(n)
			seq, fresh := h.place(item)
			if old, ok := given[item]; ok && fresh && h.Last-old < keepTail {
				t.Fatalf("item %s got two places while the tail remembers it", item)
			}
			given[item] = seq
		}
		if len(h.Tail) > keepTail {
			t.Fatal("the tail grows")
		}
		from := rapid.Int64Range(0, h.Last+3).Draw(t, "from")
		places, ok := h.after(from)
		if !ok {
			if h.Last-from <= int64(len(h.Tail)) {
				t.Fatal("the tail reaches back, and says it does not")
			}
			return
		}
		if want := max(0, h.Last-from); int64(len(places)) != want {
			t.Fatalf("after(%d) of %d: %d places", from, h.Last, len(places))
		}
		for i, p := range places {
			if p.Seq != from+int64(i)+1 {
				t.Fatalf("place %d is %d", i, p.Seq)
			}
		}
	})
}

func TestStreamKeySorts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(1, 1<<50).Draw(t, "a"), rapid.Int64Range(1, 1<<50).Draw(t, "b")
		if x, y := streamKey("p", a), streamKey("p", b); (a < b) != (x < y) || !strings.HasPrefix(x, "p:") {
			t.Fatal(x, y)
		}
	})
}

func TestUnsubscribeTokens(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	token := signUnsubscribe(key, "0199-person", "message_posted")
	if p, k, err := readUnsubscribe(key, token); err != nil || p != "0199-person" || k != "message_posted" {
		t.Fatal(p, k, err)
	}
	bad := []string{"", ".", "a.b", token + "x", token[1:], strings.Replace(token, ".", "", 1), strings.Repeat("a", 600) + "." + "b",
		signUnsubscribe([]byte("another"), "0199-person", "message_posted"), signUnsubscribe(key, "0199-person", "link_requested")}
	for _, b := range bad {
		if _, _, err := readUnsubscribe(key, b); err == nil {
			t.Errorf("%q was taken", b)
		}
	}
}

func FuzzUnsubscribe(f *testing.F) {
	key := []byte("0123456789abcdef0123456789abcdef")
	f.Add(signUnsubscribe(key, "p", "message_posted"))
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, token string) {
		if p, k, err := readUnsubscribe(key, token); err == nil && signUnsubscribe(key, p, k) != token {
			t.Errorf("a token that we did not sign was taken: %q", token)
		}
	})
}

func TestLetters(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	l := newLetter("f", 1, at, at, notice.Notice{Person: "p", Kind: "message_posted"})
	if !l.claim(at) || l.claim(at) {
		t.Fatal("one claim wins")
	}
	if !l.claim(at.Add(lease)) {
		t.Fatal("a dead sender is followed by another")
	}
	for i := 0; l.open(); i++ {
		if i > maxTries {
			t.Fatal("tried for ever")
		}
		l.outcome(at, "smtp", false)
		if l.State == "queued" && (!l.Due.After(at) || l.Due.Sub(at) > 9*time.Hour) {
			t.Fatal("again after", l.Due.Sub(at))
		}
		at = l.Due
		l.claim(at)
	}
	if l.State != "given_up" || l.Reason != "smtp" {
		t.Fatal(l)
	}
}

// TestCompose: every letter in every language has all its words, of that language, and every number its plural.
func TestCompose(t *testing.T) {
	c, err := newComposer("https://waymark.example/")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)
	letters := []Letter{{Kind: "unknown"}, {Kind: "credential_changed", Link: "undo-address"}, {Kind: "credential_changed"}}
	for _, link := range []string{"confirm", "sign_in", "reset", "address", "invitation"} {
		letters = append(letters, Letter{Kind: "link_requested", Link: link})
	}
	for kind := range notice.Kinds {
		letters = append(letters, Letter{Kind: kind})
	}
	for _, days := range []int{0, 1, 2, 3, 7, 11, 14, 21, 100} {
		letters = append(letters, Letter{Kind: "silence_noticed", Days: days})
	}
	said := map[string]string{}
	for _, lang := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		for _, l := range letters {
			l.Until = until
			m, err := c.compose("abc", &l, lang, time.UTC, "wml_token", "stop")
			if err != nil {
				t.Errorf("%s %s %s %d: %v", lang, l.Kind, l.Link, l.Days, err)
				continue
			}
			if strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "{{") || strings.Contains(m.Text, "%!") {
				t.Errorf("%s %s: %s", lang, l.Kind, m.Text)
			}
			if strings.ContainsAny(m.Subject, "\r\n") || m.Subject == "" || m.ID != "abc@waymark.example" {
				t.Errorf("%s %s: %q %q", lang, l.Kind, m.Subject, m.ID)
			}
			if other := said[m.Subject]; other != "" && other != lang {
				t.Errorf("%s %s is said in the words of %s: %s", lang, l.Kind, other, m.Subject)
			}
			said[m.Subject] = lang
			if l.Link != "" && !strings.Contains(m.Text, "https://waymark.example/links/"+l.Link+"#wml_token\n") {
				t.Errorf("%s has no link: %s", l.Link, m.Text)
			}
			if !strings.Contains(m.HTML, `lang="`+lang+`"`) || strings.Contains(m.HTML, `dir="rtl">`) != (lang == "ar") {
				t.Errorf("%s: %s", lang, m.HTML)
			}
		}
	}
	for locale, want := range map[string]string{"": "en", "pt-BR": "en", "fr-CA": "fr", "zh-Hans-CN": "zh", "not a tag": "en", "ar-EG": "ar"} {
		if got := c.book.in(locale, time.UTC).tag.String(); got != want {
			t.Errorf("%q reads %s", locale, got)
		}
	}
	decided, err := c.compose("abc", &Letter{Kind: "outcome_given", Case: "c1"}, "en", time.UTC, "wmo_code", "")
	if err != nil || !strings.Contains(decided.Text, "https://waymark.example/outcomes/c1#wmo_code\n") {
		t.Error("who is kept out has no way to the decision:", decided.Text, err)
	}
	bare, err := c.compose("abc", &Letter{Kind: "credential_changed", Link: "undo-address"}, "en", time.UTC, "", "")
	if err != nil || strings.Contains(bare.Text, "#") {
		t.Error("a link without its token:", bare.Text, err)
	}
	m, err := c.compose("abc", &Letter{Kind: "silence_noticed", Days: 21}, "ru", time.UTC, "", "")
	if err != nil || !strings.Contains(m.Text, "21 день") {
		t.Error(m.Text, err)
	}
	m, err = c.compose("abc", &Letter{Kind: "mentor_asked", Until: until}, "fr", time.UTC, "", "")
	if err != nil || !strings.Contains(m.Text, "5 novembre 2026 à 09:00 UTC") {
		t.Error(m.Text, err)
	}
}

// TestLanguagesHaveTheSameWords: a file of a language has every text that English has, with the same things filled in, and no other.
func TestLanguagesHaveTheSameWords(t *testing.T) {
	filled := regexp.MustCompile(`\{\{\.\w+\}\}`)
	all, err := locale.Tables(locale.Files(), locale.Mail)
	if err != nil || len(all) < 6 {
		t.Fatal(len(all), err)
	}
	read := func(tree map[string]any) map[string]string {
		out := map[string]string{}
		var walk func(prefix string, x any)
		walk = func(prefix string, x any) {
			switch x := x.(type) {
			case string:
				found := filled.FindAllString(x, -1)
				slices.Sort(found)
				out[prefix] = strings.Join(found, " ")
			case map[string]any:
				if _, plural := x["other"]; plural {
					out[prefix] = "plural"
					return
				}
				for k, v := range x {
					walk(prefix+"."+k, v)
				}
			}
		}
		walk("", tree)
		return out
	}
	english := read(all[locale.English])
	for tag, tree := range all {
		if diff := cmp.Diff(english, read(tree)); diff != "" {
			t.Errorf("%s: %s", tag, diff)
		}
	}
}
