package source

import (
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"
)

// seeds are small files of each format, whole and damaged.
var seeds = map[Format][]string{
	UpForGrabs: {
		`{"name":"A","desc":"d","site":"https://github.com/a/b","tags":["go"],` +
			`"upforgrabs":{"name":"easy","link":"https://github.com/a/b/labels/easy"},` +
			`"stats":{"issue-count":1,"last-updated":"2024-10-14T13:04:49Z"}}` + "\n{\"name\":",
		`{"upforgrabs":[]}` + "\nnull\n[1]\n\"x\"\n", "\xff\xfe{\x00",
	},
	UpForGrabsYAML: {"name: A\ndesc: d\nsite: https://github.com/a/b\ntags:\n- go\nupforgrabs:\n  name: easy\n  link: https://github.com/a/b/labels/easy\n",
		"a: &x [*x]\n---\n? [1]\n: 2\n---\n{", "&a [*a,*a]"},
	Awesome: {`[{"name":"A","link":"https://github.com/a/b","label":"easy","technologies":["Go"],"description":"d"}]`,
		`{"repositories":[{"technologies":"Go, C","link":7}`},
	GoodFirstRepos: {"repositories = [\n 'github.com/a/b',\n 'github.com/a/b', 7]\n", "repositories = 'x'", "[[repositories]]\na=1"},
	GoodFirst: {`[{"name":"b","owner":"a","objectID":"1","url":"https://github.com/a/b","stars":"2.9K",` +
		`"last_modified":"Wed, 26 May 2021 16:00:28 GMT","issues":[{"title":"t","url":"https://github.com/a/b/issues/1",` +
		`"created_at":"2019-08-16T08:35:25+00:00"}]}]`},
	ForGoodFirst: {`{"repositories":[{"owner":"a","name":"b","url":"","topics":[{"id":"sdg-3","display":"sdg-3"}],` +
		`"issues":[{"number":3,"title":"t","labels":[{"id":"bug","display":"bug"}]}]}],"topics":[],"languages":[]}`},
	FirstIssue: {`{"repositories":[{"url":"https://github.com/a/b","tags":{},"issues":{"x":1}},7,null],"tags":[]}`},
	OwnCSV: {"project_url,issue_url,title,level\n" +
		"https://github.com/a/b,https://github.com/a/b/issues/1,t,2\n,https://github.com/a/c/issues/1,\"t\"\"u\",9\n\n,,\n",
		"url;Name;wibble;name\r\nhttps://codeberg.org/a/b;\"x\n\"y\";z", "\"issue url\"\t\n"},
	OwnJSON: {`{"projects":[{"url":"https://github.com/a/b","licence":"MIT","issues":[` +
		`{"url":"https://github.com/a/b/issues/1","title":"t","kind":"code","level":3}]}]}`},
}

func fuzz(f *testing.F, format Format) {
	for _, s := range seeds[format] {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) { parseAny(t, format, content) })
}

func parseAny(t *testing.T, format Format, content []byte) {
	res, err := Parse(format, content, testNow)
	if err != nil {
		return
	}
	check(t, res)
	for _, p := range res.Projects {
		for _, s := range append([]string{p.Name, p.Description, p.Label, p.Language, p.Licence, p.Site, p.LabelLink}, p.Words...) {
			if !utf8.ValidString(s) {
				t.Fatalf("%q is not UTF-8", s)
			}
		}
		if p.Stars < -1 || p.Updated.After(testNow.Add(48*time.Hour)) {
			t.Fatalf("stars %d, updated %v", p.Stars, p.Updated)
		}
	}
	for _, e := range res.Report.Entries {
		if e.Reason == "" {
			t.Fatalf("no reason for %q", e.Code)
		}
	}
	again, _ := Parse(format, content, testNow)
	a, _ := json.Marshal(res)
	b, _ := json.Marshal(again)
	if string(a) != string(b) {
		t.Fatal("the same file read twice differs")
	}
}

func FuzzUpForGrabs(f *testing.F)     { fuzz(f, UpForGrabs) }
func FuzzUpForGrabsYAML(f *testing.F) { fuzz(f, UpForGrabsYAML) }
func FuzzAwesome(f *testing.F)        { fuzz(f, Awesome) }
func FuzzGoodFirstRepos(f *testing.F) { fuzz(f, GoodFirstRepos) }
func FuzzGoodFirst(f *testing.F)      { fuzz(f, GoodFirst) }
func FuzzForGoodFirst(f *testing.F)   { fuzz(f, ForGoodFirst) }
func FuzzFirstIssue(f *testing.F)     { fuzz(f, FirstIssue) }
func FuzzOwnCSV(f *testing.F)         { fuzz(f, OwnCSV) }
func FuzzOwnJSON(f *testing.F)        { fuzz(f, OwnJSON) }

// FuzzDetect: whatever it is, it is told or refused.
func FuzzDetect(f *testing.F) {
	for _, list := range seeds {
		for _, s := range list {
			f.Add([]byte(s))
		}
	}
	f.Add([]byte{0x1f, 0x8b, 0x08, 0x00})
	f.Fuzz(func(t *testing.T, content []byte) { parseAny(t, "", content) })
}

// TestDetectSeeds: the first seed of each format is told from all others.
func TestDetectSeeds(t *testing.T) {
	for want, list := range seeds {
		if got, err := Detect([]byte(list[0])); got != want || err != nil {
			t.Errorf("detected %q, %v; want %q", got, err, want)
		}
	}
}
