package naming

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNamesOfEveryScript(t *testing.T) {
	for _, name := range []string{
		"Ada Example", "O'Brien-Smith Jr.", "Zoë Müller", "Nguyễn Thị Ánh", "Łukasz Żółć", "İbrahim Çelik",
		"Þórður", "Ḥasan", "X Æ A-12", "bo_99", "J.", "d'Àvila·Roig",
		"Ольга Иванова", "Ґалаґан", "Жанна-Мария", "Γιώργος Παπαδόπουλος", "Գրիգոր", "გიორგი", "አበበ", "山田　太郎", "李小龍", "葛\U000e0100城", "김 민준", "さくら", "ｱｲｳ",
		"محمد", "می\u200cخواهم", "نیم\u200cفاصله", "שָׁלוֹם", "अमित", "क्\u200dष", "শ্রী", "ශ්\u200dරී ලංකා", "தமிழ்", "മലയാളം",
		"ന്\u200d", "അനില്\u200d കുമാര്\u200d", "ไทยทดสอบก็้", "ສະບາຍດີ",
		"ကျွန်ုပ်", "မြွှေ", "བོད་སྐད", "រាជធានី", "ᠮᠣᠩᠭᠣᠯ", "ߒߞߏ", "Ada Иванова", "Maria (Μαρία)", "Zoe 🦊", "👩\u200d💻 Ada", "🦸🏽\u200d♀️", "☺️", "2026", "µ",
		"Ko̱fi", "Ǫ́yẹ́",
	} {
		if code := Wrong(name); code != "" {
			t.Errorf("%q (%+q) is refused: %s", name, name, code)
		}
	}
}

func TestNamesThatHideOrPretend(t *testing.T) {
	for name, want := range map[string]string{
		"Ada\u200bExample": Invisible, "Ada\u200dExample": Invisible, "A\u200cda": Invisible, "\u200dअ": Invisible, "Ada\u00adx": Invisible,
		"Ada\ufeff":  Invisible,
		"Ada\u2060B": Invisible, "Ada\U000e0041": Invisible, "\u3164": Invisible, "Ada\u115f": Invisible, "\u2800\u2800": Invisible, "A\u034fda": Invisible,
		"A\ufe0fda": Invisible, "A\u180eda": Invisible, "\u061cAda": Invisible, "Ada\u200e": Invisible,
		"Ada\u202egnp": Control, "\u2066Ada": Control, "Ada\u0000": Control, "A\u0085": Control, "A\nB": Control, "A\u2028B": Control,
		"\ue000": Control, "A\ufffd": Control,
		"\u0301": Bare, "\u0301\u0301": Bare, "\u0301Ada": Bare, "Ada \u0301B": Bare, "\u093f": Bare,
		"...": NoLetter, "- -": NoLetter, "": NoLetter, "\u00a1!": NoLetter,
		"Z\u0315\u0316\u0317\u0318algo": Stacked, "a\u0301\u0301\u0301\u0301": Stacked, "a\u20dd\u20dd\u20dd\u20dd": Stacked,
		"\u0420ay Example": Mixed, "Adm\u0456n": Mixed, "\u0391da": Mixed, "Моdеrаtor": Mixed, "Иγ": Mixed,
	} {
		if code := Wrong(name); code != want {
			t.Errorf("%+q: got %q, want %q", name, code, want)
		}
	}
}

func TestNamesThatAreAddresses(t *testing.T) {
	for _, name := range []string{
		"Evil http://evil.example", "https://evil.example", "HTTPS://EVIL.EXAMPLE", "ftp://x", "www.evil.example", "Ada (WWW.evil.example)",
		"ada@example.org", "Ada <ada@example.org>", "evil.example/win", "Ada evil.example:8080/", "bit.ly/x", "пример.рф/а",
		"ｈｔｔｐ：／／evil.example", "evil。example/x",
		"evil.example:8080", "Ada evil.example:80", "http:evil.example", "HTTPS:evil.example", "mailto:ada", "1.2.3.4/x", "1.2.3.4:80", "evil.example?x=1",
		"evil.example#x", "evil\u2024example/x", "ｅｖｉｌ．ｅｘａｍｐｌｅ？ｘ",
	} {
		if code := Wrong(name); code != Address {
			t.Errorf("%q: got %q", name, code)
		}
	}
	for _, name := range []string{
		"Node.js", "J.R.R. Tolk", "Ada/Bo", "Dr. Ada M.Sc./B.A.", "@ada", "Ada @ home", "bo@home", "Awww. Bo", "AC/DC", "24/7 coders", "v1.2/3", "Ada: mentor",
		"Who is J.R.Smith?", "Node.js: the team", "C# and F#", "Ada (http)", "Release 1.2.3", "M.Sc.: Ada", "Node.js #1", "O'Brien: Node.js",
	} {
		if code := Wrong(name); code != "" {
			t.Errorf("%q is refused: %s", name, code)
		}
	}
}

func FuzzWrong(f *testing.F) {
	f.Add("Ada\u200d")
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) {
			return
		}
		if Wrong(name) == "" && (strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\u202e\u200b\x00\n")) {
			t.Errorf("%+q is taken", name)
		}
	})
}
