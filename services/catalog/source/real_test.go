package source

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden reports anew")

var testNow = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// shipped are the real files that come with the program, with the format each must be detected as.
var shipped = map[string]Format{
	"up-for-grabs.jsonl.gz":         UpForGrabs,
	"awesome-for-beginners.json.gz": Awesome,
	"goodfirstissue.toml.gz":        GoodFirstRepos,
	"goodfirstissue.json.gz":        GoodFirst,
	"forgoodfirstissue.json.gz":     ForGoodFirst,
	"first-issue.json.gz":           FirstIssue,
}

func realFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "shipped", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRealFiles compares what each real file gives with a golden report: every count and everything that was left out.
func TestRealFiles(t *testing.T) {
	for name, want := range shipped {
		t.Run(name, func(t *testing.T) {
			content := realFile(t, name)
			f, err := Detect(content)
			if err != nil || f != want {
				t.Fatalf("detected %q, %v; want %q", f, err, want)
			}
			res, err := Parse("", content, testNow)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(res.Report, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".report.json")
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			old, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(old), string(got)+"\n"); d != "" {
				t.Error(d)
			}
			check(t, res)
		})
	}
}

// check holds what must be true of every result, whatever was read.
func check(t testing.TB, res *Result) {
	t.Helper()
	projects := map[string]bool{}
	for _, p := range res.Projects {
		again, code := Place(p.Address.Link)
		if code != "" || again.URL != p.Address.URL {
			t.Errorf("the link of a project leads elsewhere: %q is %q, want %q (%s)", p.Address.Link, again.URL, p.Address.URL, code)
		}
		if canon, code := Place(p.Address.URL); code != "" || canon.URL != p.Address.URL {
			t.Errorf("%q is not canonical: %q %s", p.Address.URL, canon.URL, code)
		}
		if projects[p.Address.URL] {
			t.Errorf("%q is there twice", p.Address.URL)
		}
		projects[p.Address.URL] = true
		if p.Name == "" || len([]rune(p.Name)) > MaxName || len([]rune(p.Description)) > MaxDescription || len(p.Words) > MaxWords {
			t.Errorf("%q: name, description or words beyond the limits", p.Address.URL)
		}
	}
	issues := map[string]bool{}
	for _, i := range res.Issues {
		canon, _, code := IssuePlace(i.Address.URL)
		if code != "" || canon.URL != i.Address.URL {
			t.Errorf("%q is not canonical: %q %s", i.Address.URL, canon.URL, code)
		}
		if issues[i.Address.URL] {
			t.Errorf("%q is there twice", i.Address.URL)
		}
		issues[i.Address.URL] = true
		if !projects[i.Project] {
			t.Errorf("the issue %q has no project", i.Address.URL)
		}
		if i.Title == "" || len([]rune(i.Title)) > MaxTitle || len(i.Labels) > MaxLabels {
			t.Errorf("%q: title or labels beyond the limits", i.Address.URL)
		}
	}
	if len(res.Report.Entries) > MaxEntries || res.Report.Projects != len(res.Projects) || res.Report.Issues != len(res.Issues) {
		t.Errorf("the report does not fit the result")
	}
}
