package source

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct{ raw, url, forge, code string }{
		{"https://github.com/Orchard/Apple", "https://github.com/orchard/apple", GitHub, ""},
		{"HTTP://WWW.GitHub.com:80/orchard/apple.git/", "https://github.com/orchard/apple", GitHub, ""},
		{"github.com/orchard/apple", "https://github.com/orchard/apple", GitHub, ""},
		{"git@github.com:orchard/apple.git", "https://github.com/orchard/apple", GitHub, ""},
		{"git://github.com/orchard/apple.git", "https://github.com/orchard/apple", GitHub, ""},
		{"ssh://git@github.com:22/orchard/apple.git", "https://github.com/orchard/apple", GitHub, ""},
		{"https://who:secret@github.com/orchard/apple#readme", "https://github.com/orchard/apple", GitHub, ""},
		{"https://github.com/orchard/apple/labels/good%20first%20issue", "https://github.com/orchard/apple", GitHub, ""},
		{"https://github.com/orchard/apple/issues?q=is%3Aopen+label%3A%22easy%22", "https://github.com/orchard/apple", GitHub, ""},
		{"https://github.com/orchard//apple/../pear", "https://github.com/orchard/pear", GitHub, ""},
		{"https://github.com/orchard", "https://github.com/orchard", GitHub, ""},
		{"https://github.com/orgs/orchard/repositories", "https://github.com/orchard", GitHub, ""},
		{"https://github.com/issues?q=is:open+org:orchard", "", "", "no_address"},
		{"https://github.com/search?q=x", "", "", "no_address"},
		{"https://github.com/", "", "", "no_address"},
		{"https://github.com/orchard/ap ple", "", "", "bad_address"},
		{"https://gitlab.com/Orchard/Fruit/Apple/-/issues?label_name[]=easy", "https://gitlab.com/orchard/fruit/apple", GitLab, ""},
		{"https://gitlab.com/groups/orchard/-/issues/?state=opened", "https://gitlab.com/orchard", GitLab, ""},
		{"https://gitlab.example.org/orchard/apple/issues?scope=all", "https://gitlab.example.org/orchard/apple", GitLab, ""},
		{"https://code.example.org/orchard/apple/-/boards", "https://code.example.org/orchard/apple", GitLab, ""},
		{"https://codeberg.org/Orchard/apple/issues?labels=125", "https://codeberg.org/orchard/apple", Gitea, ""},
		{"https://bitbucket.org/orchard/apple/src/main", "https://bitbucket.org/orchard/apple", Bitbucket, ""},
		{"https://git.sr.ht/~orchard/apple/tree", "https://git.sr.ht/~orchard/apple", SourceHut, ""},
		{"https://apple.example.org", "https://apple.example.org", "", ""},
		{"http://apple.example.org:8080/Docs/", "https://apple.example.org:8080/Docs", "", ""},
		{"https://market.example.org/items?itemName=a.b&utm_source=x", "https://market.example.org/items?itemName=a.b", "", ""},
		{"example.org:8080/x", "https://example.org:8080/x", "", ""},
		{"", "", "", "no_address"}, {"  ", "", "", "no_address"},
		{"javascript:alert(1)", "", "", "bad_address"}, {"data:text/html,x", "", "", "bad_address"}, {"ftp://example.org/x", "", "", "bad_address"},
		{"mailto:someone@example.org", "", "", "bad_address"}, {"file:///etc/passwd", "", "", "bad_address"},
		{"http://localhost:3000/x", "", "", "not_public"}, {"http://127.0.0.1/x", "", "", "not_public"}, {"http://[::1]/x", "", "", "not_public"},
		{"http://printer.local/x", "", "", "not_public"}, {"http://2130706433/x", "", "", "bad_address"}, {"http://0x7f.1/x", "", "", "bad_address"},
		{"https://intranet/x", "", "", "bad_address"}, {"https://gıthub.com/orchard/apple", "", "", "bad_address"},
		{"https://" + strings.Repeat("a", 3000) + ".org", "", "", "too_long"}, {"%zz", "", "", "bad_address"},
	} {
		a, code := Place(c.raw)
		if a.URL != c.url || a.Forge != c.forge || code != c.code {
			t.Errorf("Place(%q) = %q %q %q, want %q %q %q", c.raw, a.URL, a.Forge, code, c.url, c.forge, c.code)
		}
	}
}

func TestIssuePlace(t *testing.T) {
	for _, c := range []struct{ raw, url, project, code string }{
		{"https://github.com/Orchard/Apple/issues/7", "https://github.com/orchard/apple/issues/7", "https://github.com/orchard/apple", ""},
		{"https://github.com/orchard/apple/issues/007/?x=1#issuecomment-9",
			"https://github.com/orchard/apple/issues/7", "https://github.com/orchard/apple", ""},
		{"https://github.com/orchard/apple/pull/7", "", "", "pull_request"},
		{"https://github.com/orchard/apple/pull/7/files", "", "", "pull_request"},
		{"https://github.com/orchard/apple/issues", "", "", "not_an_issue"},
		{"https://github.com/orchard/apple/issues/0", "", "", "not_an_issue"},
		{"https://github.com/orchard/apple", "", "", "not_an_issue"},
		{"https://gitlab.com/a/b/c/-/issues/3", "https://gitlab.com/a/b/c/-/issues/3", "https://gitlab.com/a/b/c", ""},
		{"https://gitlab.com/a/b/issues/3", "https://gitlab.com/a/b/-/issues/3", "https://gitlab.com/a/b", ""},
		{"https://gitlab.com/a/b/-/work_items/3", "https://gitlab.com/a/b/-/issues/3", "https://gitlab.com/a/b", ""},
		{"https://gitlab.com/a/b/-/merge_requests/3", "", "", "pull_request"},
		{"https://codeberg.org/a/b/issues/4", "https://codeberg.org/a/b/issues/4", "https://codeberg.org/a/b", ""},
		{"https://bitbucket.org/a/b/issues/5/a-slug", "https://bitbucket.org/a/b/issues/5", "https://bitbucket.org/a/b", ""},
		{"https://git.example.org/A/b/-/issues/6", "https://git.example.org/A/b/-/issues/6", "https://git.example.org/A/b", ""},
		{"https://git.example.org/a/b/issues/6", "https://git.example.org/a/b/issues/6", "https://git.example.org/a/b", ""},
		{"https://bugs.example.org/show_bug.cgi?id=12", "https://bugs.example.org/show_bug.cgi?id=12", "", ""},
		{"https://todo.sr.ht/~a/tracker/7", "https://todo.sr.ht/~a/tracker/7", "", ""},
		{"https://bugs.example.org", "", "", "not_an_issue"},
		{"nonsense", "", "", "bad_address"}, {"", "", "", "no_address"},
	} {
		i, p, code := IssuePlace(c.raw)
		if i.URL != c.url || p.URL != c.project || code != c.code {
			t.Errorf("IssuePlace(%q) = %q %q %q, want %q %q %q", c.raw, i.URL, p.URL, code, c.url, c.project, c.code)
		}
	}
}

// TestPlaceIsCanonical: reading a canonical address gives it again, and so does the link.
func TestPlaceIsCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		host := rapid.SampledFrom([]string{"github.com", "www.GitHub.com", "gitlab.com", "codeberg.org", "git.example.org",
			"bitbucket.org", "git.sr.ht"}).Draw(t, "host")
		segment := rapid.OneOf(rapid.StringMatching(`[A-Za-z0-9._~%-]{0,6}`), rapid.SampledFrom([]string{"-", "groups", "issues", "a.git.git",
			".git", "~b", "tree", "orgs", "7", "07", "pull", "work_items"}))
		path := "/" + strings.Join(rapid.SliceOfN(segment, 0, 7).Draw(t, "segments"), "/") +
			rapid.StringMatching(`(\?[a-z=&%]{0,8})?`).Draw(t, "query")
		canonical(t, "https://"+host+path)
	})
}

func canonical(t rapid.TB, raw string) {
	for _, read := range []func(string) (Address, string){Place, func(s string) (Address, string) { a, _, code := IssuePlace(s); return a, code }} {
		a, code := read(raw)
		if code != "" {
			if a != (Address{}) || reasons[code] == "" {
				t.Fatalf("%q: refused with %q and %+v", raw, code, a)
			}
			continue
		}
		for _, again := range []string{a.URL, a.Link} {
			if b, code := read(again); code != "" || b.URL != a.URL {
				t.Fatalf("%q is %q, which is %q %s", raw, a.URL, b.URL, code)
			}
		}
		if id := ID(a.URL); len(id) != 26 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Fatalf("id %q", id)
		}
	}
}

func FuzzPlace(f *testing.F) {
	for _, s := range []string{"https://github.com/a/b/issues/1", "git@host.org:a/b.git", "//x.org/%2e%2e/a?b=%zz", "https://gitlab.com/-/x", "https://sr.ht/a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { canonical(t, s) })
}
