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
