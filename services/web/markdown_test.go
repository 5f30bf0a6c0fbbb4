package web

import (
	"strings"
	"testing"
)

func TestMarkdownKeepsWhatWasTypedAndLetsNothingThrough(t *testing.T) {
	for typed, want := range map[string]string{
		"a < b & <by> c":            "a &lt; b &amp; &lt;by&gt; c",
		"**bold** and _soft_":       "<strong>bold</strong> and <em>soft</em>",
		"- one\n- two":              "<li>one</li>",
		"line\nnext":                "<br>",
		"`code`":                    "<code>code</code>",
		"# no heading":              "# no heading",
		"see https://example.org":   `<a href="https://example.org" rel="nofollow noreferrer">`,
		"<script>alert(1)</script>": "&lt;script&gt;",
	} {
		if got := string(markdown(typed)); !strings.Contains(got, want) {
			t.Errorf("%q became %q; it should have %q", typed, got, want)
		}
	}
	for _, typed := range []string{
		"<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://evil.example/pixel.png)", "<img src=x onerror=alert(1)>",
		"[x](data:text/html,x)", "<https://example.org/\" onclick=\"x>", "[a]: javascript:x\n\n[a]", "<style>*{}</style>",
	} {
		got := strings.ToLower(string(markdown(typed)))
		for _, bad := range []string{"<script", "<img", "<style", "href=\"javascript", "href=\"data", "onclick=\""} {
			if strings.Contains(got, bad) {
				t.Errorf("%q became %q", typed, got)
			}
		}
	}
}

// TestLinksSayWhereTheyGo: what reads like an address of one place and leads to another says so.
func TestLinksSayWhereTheyGo(t *testing.T) {
	for typed, want := range map[string]string{
		"[nia.example.org](https://evil.example)":              ">nia.example.org (evil.example)</a>",
		"[**nia.example.org**](https://evil.example/a)":        "<strong>nia.example.org</strong> (evil.example)</a>",
		"[`nia.example.org`](https://evil.example)":            "</code> (evil.example)</a>",
		"[https://nia.example.org/x](http://evil.example:80)":  " (evil.example:80)</a>",
		"[evil.example nia.example.org](https://evil.example)": " (evil.example)</a>",
		"[nia\u3002example\u3002org](https://evil.example)":    " (evil.example)</a>",
		"[nia.example.org](https://nia.example.org@evil.test)": " (evil.test)</a>",
		"[пример.рф](https://evil.example)":                    " (evil.example)</a>",
		"[the page](https://evil.example)":                     ">the page</a>",
		"[nia.example.org](https://nia.example.org/a)":         ">nia.example.org</a>",
		"[www.Nia.example.org](https://nia.example.org/a)":     ">www.Nia.example.org</a>",
		"https://example.org":                                  ">https://example.org</a>",
		"one \u202etwo\u202c":                                  "<p>one two</p>",
	} {
		if got := string(markdown(typed)); !strings.Contains(got, want) {
			t.Errorf("%q became %q; it should have %q", typed, got, want)
		}
	}
}
