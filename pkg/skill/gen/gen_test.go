package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed taxonomy is what the generator makes.
func TestShippedIsMadeByThis(t *testing.T) {
	dir := os.Getenv("WAYMARK_TAXONOMIES")
	if dir == "" {
		t.Skip("NOT RUN: WAYMARK_TAXONOMIES does not name the folder of the three published taxonomies")
	}
	out := filepath.Join(t.TempDir(), "taxonomy.txt")
	err := run(filepath.Join(dir, "linguist-languages.json"), filepath.Join(dir, "github-topics.json"),
		filepath.Join(dir, "devicon-technologies.json"), "own", out)
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := os.ReadFile("../taxonomy.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, shipped) {
		t.Error("taxonomy.txt is not what go generate makes: run it")
	}
}

// What is not decided by hand is refused, with the words that need a decision.
func TestUndecidedIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		topics  string
		refused string
		want    string
	}{
		"an alias that is another's name": {
			topics: `[{"topic":"alpha","display_name":"Alpha","aliases":["beta"]},{"topic":"beta","display_name":"Beta"}]`,
			want:   `alias "beta" of alpha is the name of beta`,
		},
		"decided: it is another": {
			topics:  `[{"topic":"alpha","display_name":"Alpha","aliases":["beta"]},{"topic":"beta","display_name":"Beta"}]`,
			refused: "beta ! alpha\n",
		},
		"two claim one alias": {
			topics: `[{"topic":"alpha","display_name":"Alpha","aliases":["gamma"]},{"topic":"beta","display_name":"Beta","aliases":["Gamma"]}]`,
			want:   `alias "gamma" is claimed by [alpha beta]`,
		},
		"decided: nobody's": {
			topics:  `[{"topic":"alpha","display_name":"Alpha","aliases":["gamma"]},{"topic":"beta","display_name":"Beta","aliases":["Gamma"]}]`,
			refused: "gamma ! alpha = -\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write := func(name, text string) string {
				p := filepath.Join(dir, name)
				if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				return p
			}
			for _, f := range []string{
				"crafts", "entries", "causes", "same", "languages", "leftout", "kinds", "implies", "extra", "names",
			} {
				write(f+".txt", "")
			}
			write("refused.txt", c.refused)
			o, err := readOwn(dir)
			if err != nil {
				t.Fatal(err)
			}
			s, err := readSources(write("l.json", "[]"), write("t.json", c.topics), write("d.json", "[]"))
			if err != nil {
				t.Fatal(err)
			}
			b := newBuilder(o)
			b.addTopics(s.topics)
			b.settleAliases()
			if got := strings.Join(b.undecided, "; "); got != c.want {
				t.Errorf("undecided %q, want %q", got, c.want)
			}
		})
	}
}
