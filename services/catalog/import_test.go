package catalog

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/licence"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

var today = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// TestShipped imports all real lists: exact counts, and again nothing changes. The greatest, more than all others together, on one store.
func TestShipped(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("NOT RUN: all lists take minutes under the race detector; TestKilled and TestAllAtOnce import there")
	}
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		lists, err := Shipped()
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][4]int{ // added, updated, same, left out
			"up-for-grabs": {1128, 0, 0, 0}, "awesome-for-beginners": {159, 70, 0, 0}, "goodfirstissue-repos": {684, 146, 0, 0},
			"goodfirstissue": {329, 35, 0, 1}, "first-issue": {5911, 513, 0, 0}, "forgoodfirstissue": {314, 5, 0, 0},
		}
		wantProjects, wantIssues, small := int64(2284), int64(6241), strings.HasSuffix(t.Name(), "/mongo")
		if small {
			lists = slices.DeleteFunc(lists, func(l ShippedList) bool { return l.Source == "first-issue" })
			wantProjects, wantIssues = 2067, 547
		}
		begin := time.Now()
		for _, l := range lists {
			id, imp, err := w.Import(w.admin, l.Request())
			if err != nil {
				t.Fatal(l.Source, err)
			}
			t.Logf("%s: %d added, %d updated, %d same, %d left out (%s)", l.Source, imp.Added, imp.Updated, imp.Same, imp.Report.Total(), id)
			if got := [4]int{imp.Added, imp.Updated, imp.Same, imp.Report.Total()}; got != want[l.Source] {
				t.Errorf("%s: %v, want %v", l.Source, got, want[l.Source])
			}
			if imp.Added+imp.Updated+imp.Same != imp.Report.Projects+imp.Report.Issues || imp.Format != l.Format || imp.State != ImportFinished {
				t.Errorf("%s: %+v", l.Source, imp)
			}
		}
		t.Logf("all imported in %v", time.Since(begin).Round(time.Millisecond))
		projects, err := w.c.projects.Count(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		issues, err := w.c.issues.Count(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d projects, %d issues", projects, issues)
		if projects != wantProjects || issues != wantIssues {
			t.Errorf("%d projects, %d issues", projects, issues)
		}
		if !small {
			sensible(t, w)
		}
		before, wrote := w.everything(), w.versions()
		begin = time.Now()
		for _, l := range lists {
			_, imp, err := w.Import(w.admin, l.Request())
			if err != nil {
				t.Fatal(err)
			}
			if imp.Added+imp.Updated != 0 || imp.Same != imp.Report.Projects+imp.Report.Issues {
				t.Errorf("%s again: %d added, %d updated, %d same", l.Source, imp.Added, imp.Updated, imp.Same)
			}
		}
		t.Logf("again in %v", time.Since(begin).Round(time.Millisecond))
		if w.everything() != before || w.versions() != wrote {
			t.Error("importing again changed something")
		}
	})
}

// sensible looks for what people would look for.
func sensible(t *testing.T, w *world) {
	t.Helper()
	for name, f := range map[string]IssueFilter{
		"Go code": {Skill: "Golang", Kind: reading.KindCode, LevelMax: 2}, "Python": {Skill: "py"}, "translation": {Kind: reading.KindTranslation},
		"health": {Cause: "sdg-3"}, "documentation of health projects": {Cause: "healthcare", Kind: reading.KindDocumentation},
		"seen this year": {SeenAfter: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, "Chinese": {Language: "zh"},
	} {
		f.Limit = 5
		found, _, err := w.Issues(w.ctx, f)
		if err != nil || len(found) == 0 {
			t.Errorf("%s: %d issues, %v", name, len(found), err)
		}
		for _, i := range found {
			t.Logf("%s: %q of %s (%v, level %d)", name, i.Body.Shows.Title, i.Of.Body.Shows.Name, i.Body.Shows.Skills, i.Body.Shows.Level)
		}
	}
	for name, f := range map[string]ProjectFilter{
		"godot": {Text: "godot"}, "beginning": {Text: "openst"}, "two words": {Text: "digital health"}, "Rust with issues": {Skill: "rust", WithIssues: true},
		"open": {Open: "open", Sort: "stars"}, "not by OSI": {Open: string(licence.OpenDefinition)}, "civil society": {Cause: "nonprofit", Sort: "fresh"},
	} {
		f.Limit = 5
		found, _, err := w.Projects(w.ctx, f)
		if err != nil || len(found) == 0 {
			t.Errorf("%s: %d projects, %v", name, len(found), err)
		}
		for _, p := range found {
			t.Logf("%s: %s, %d stars, %s (%s)", name, p.Body.Shows.Name, p.Body.Shows.Stars, p.Body.Shows.Licence.SPDX, p.Body.Shows.Licence.Open)
		}
	}
}

// TestAnyOrder: which list comes first changes nothing that is shown.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	lists, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	small := slices.DeleteFunc(lists, func(l ShippedList) bool { return l.Source == "first-issue" || l.Source == "up-for-grabs" })
	shown := func(lists []ShippedList) string {
		w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
		for _, l := range lists {
			if _, _, err := w.Import(w.admin, l.Request()); err != nil {
				t.Fatal(err)
			}
		}
		var b strings.Builder
		q := store.Query{Sort: []store.Order{{Index: store.IDIndex}}, Limit: 1000}
		if err := w.c.projects.Each(w.ctx, q, func(d *store.Doc[Project]) error {
			fmt.Fprintf(&b, "%s %s %d\n", d.ID, fingerprint(d.Body.Shows), d.Body.OpenIssues)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.c.issues.Each(w.ctx, q, func(d *store.Doc[Issue]) error {
			fmt.Fprintf(&b, "%s %s %s %v\n", d.ID, fingerprint(d.Body.Shows), d.Body.Source, d.Body.Rests)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	forth := shown(small)
	slices.Reverse(small)
	if back := shown(small); back != forth {
		for i, line := range strings.Split(forth, "\n") {
			if other := strings.Split(back, "\n")[i]; other != line {
				t.Fatalf("differs:\n%s\n%s", line, other)
			}
		}
	}
}

var errKilled = errors.New("killed")

// TestKilled stops an import at every point, every time it gets there, repeats it, and compares with one that went through.
func TestKilled(t *testing.T) {
	t.Parallel()
	// Two issues of most projects, so that their second one meets a project that is there, and the first project once more at the end.
	csv := "project_url,name,description,skills,issue_url,title,opened\n"
	for i := range 30 {
		csv += fmt.Sprintf("https://github.com/orchard/plum-%d,Plum %d,Sweet,go;docker,https://github.com/orchard/plum-%d/issues/%d,Pick plum %d,2026-01-%02d\n",
			i%20, i%20, i%20, i, i, i%28+1)
	}
	list := ImportRequest{Source: "plums", AsOf: today, Content: []byte(csv)}
	most := 3 // times at each point
	if raceDetector {
		most = 1
	}
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		fresh, most, at := testkit.SQLite, most, func(string) bool { return true }
		if strings.HasSuffix(t.Name(), "/mongo") { // the rules are the same; a store of its own for each takes long there
			fresh, most, at = testkit.Mongo, 1, func(p string) bool { return p == "between flags and issues" || p == "before clearing" }
		}
		w := newWorld(t, open())
		w.chunk = 8
		points := map[string]int{}
		w.crash = func(p string) error { points[p]++; return nil }
		_, whole, err := w.Import(w.admin, list)
		if err != nil {
			t.Fatal(err)
		}
		want := w.everything()
		for _, p := range []string{"before projects", "after projects", "between flags and issues", "after issues",
			"before sweep", "before clearing", "before finish"} {
			if points[p] == 0 {
				t.Errorf("the point %q was never reached", p)
			}
		}
		for point, times := range points {
			if !at(point) {
				continue
			}
			for n := 1; n <= times; n += max(1, (times+most-1)/most) {
				k := newWorld(t, fresh(t, testkit.NewClock().Now))
				k.chunk = 8
				reached := 0
				k.crash = func(p string) error {
					if p == point {
						if reached++; reached == n {
							return errKilled
						}
					}
					return nil
				}
				if _, _, err := k.Import(k.admin, list); !errors.Is(err, errKilled) {
					t.Fatalf("%s %d: %v", point, n, err)
				}
				k.crash = func(string) error { return nil }
				_, imp, err := k.Import(k.admin, list)
				if err != nil {
					t.Fatal(err)
				}
				if got := k.everything(); got != want {
					t.Errorf("killed %s for the %d. time, then repeated: another end", point, n)
				}
				if imp.Added != whole.Added || imp.Updated != whole.Updated || imp.Same != whole.Same || imp.State != ImportFinished {
					t.Errorf("killed %s for the %d. time: %d %d %d, want %d %d %d", point, n, imp.Added, imp.Updated, imp.Same,
						whole.Added, whole.Updated, whole.Same)
				}
			}
		}
	})
}

// TestAgain: the same list the same day writes nothing; the next day it moves what was seen, and nothing else.
func TestAgain(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		first := w.load("orchard", orchard, today)
		if first.Added != 5 {
			t.Fatalf("%+v", first)
		}
		p := w.project(appleURL)
		if p.Body.OpenIssues != 2 || p.Body.Sweep || p.Body.Shows.Licence.SPDX != "MIT" || p.Body.Shows.Language != "go" || p.Body.Shows.Stars != 1200 ||
			!slices.Contains(p.Body.Shows.Causes, "health") || !slices.Contains(p.Body.Shows.Skills, "docker") {
			t.Errorf("%+v", p.Body)
		}
		wrote := w.versions()
		if again := w.load("orchard", orchard, today); again.Same != 5 || w.versions() != wrote {
			t.Errorf("%+v", again)
		}
		if next := w.load("orchard", orchard, today.AddDate(0, 0, 1)); next.Updated != 5 || next.Added != 0 {
			t.Errorf("%+v", next)
		}
		if i := w.issue(appleURL + "/issues/1"); !i.Body.Shows.LastSeen.Equal(today.AddDate(0, 0, 1)) {
			t.Errorf("seen %v", i.Body.Shows.LastSeen)
		}
		// an older list does not turn time back
		if old := w.load("orchard", strings.ReplaceAll(orchard, "Pear", "Plum"), today.AddDate(0, 0, -7)); old.Updated != 0 {
			t.Errorf("%+v", old)
		}
		if name := w.project(pearURL).Body.Shows.Name; name != "Pear" {
			t.Errorf("name %q", name)
		}
		// another list of the same repository is the same project
		w.load("other", "project_url,name,skills,licence\nhttp://www.github.com/ORCHARD/apple.git,Appel,react,Other\n", today)
		if p := w.project(appleURL); len(p.Body.Said) != 2 || p.Body.Shows.Name != "Apple" || !slices.Contains(p.Body.Shows.Skills, "react") {
			t.Errorf("%+v", p.Body)
		}
		if n, err := w.c.projects.Count(w.ctx); n != 2 || err != nil {
			t.Errorf("%d projects, %v", n, err)
		}
		// what issues take from their project follows
		if i := w.issue(appleURL + "/issues/1"); !slices.Contains(i.Body.Shows.Skills, "go") || i.Body.Shows.Kind != reading.KindCode || i.Body.Shows.Level != 2 {
			t.Errorf("%+v", i.Body.Shows)
		}
	})
}

// TestRubbish: what is no list is refused as a whole and stores nothing; a dry run neither.
func TestRubbish(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 70 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	for name, c := range map[string]struct {
		content []byte
		format  source.Format
		source  string
		code    string
	}{
		"nothing": {nil, "", "x", "catalog.unknown_format"}, "words": {[]byte("hello"), "", "x", "catalog.unknown_format"},
		"zeros": {make([]byte, 5000), "", "x", "catalog.unknown_format"}, "cut gzip": {[]byte{0x1f, 0x8b, 8, 0, 0}, "", "x", "catalog.damaged_gzip"},
		"bomb": {bomb.Bytes(), "", "x", "catalog.file_too_large"}, "broken": {[]byte(`{"projects":[{"url"`), source.OwnJSON, "x", "catalog.unreadable"},
		"other format": {[]byte(`{"a":1}`), "wibble", "x", "catalog.unknown_format"}, "bad source": {[]byte(orchard), "", "Not A Name", "invalid"},
		"toml": {[]byte("repositories = ["), "", "x", "catalog.unreadable"},
	} {
		_, _, err := w.Import(w.admin, ImportRequest{Source: c.source, Format: c.format, Content: c.content})
		if !fault.Coded(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if _, _, err := w.Import(w.ctx, ImportRequest{Source: "x", Content: []byte(orchard)}); !fault.Has(err, fault.Forbidden) {
		t.Errorf("signed out: %v", err)
	}
	if _, _, err := w.Import(as("mod", "moderator"), ImportRequest{Source: "x", Content: []byte(orchard)}); !fault.Has(err, fault.Forbidden) {
		t.Errorf("moderator: %v", err)
	}
	_, imp, err := w.Import(w.admin, ImportRequest{Source: "x", Content: []byte(orchard), DryRun: true})
	if err != nil || imp.State != ImportDryRun || imp.Report.Issues != 3 {
		t.Errorf("dry run: %+v %v", imp, err)
	}
	for _, n := range []func() (int64, error){
		func() (int64, error) { return w.c.projects.Count(w.ctx) }, func() (int64, error) { return w.c.issues.Count(w.ctx) },
		func() (int64, error) { return w.c.imports.Count(w.ctx) },
	} {
		if n, err := n(); n != 0 || err != nil {
			t.Errorf("%d stored, %v", n, err)
		}
	}
	// half a file: what came before the break is read, and it is said
	cut := orchard[:strings.Index(orchard, `{"url":"https://codeberg.org/orchard/pear/`)]
	half, err := func() (*Import, error) {
		_, i, err := w.Import(w.admin, ImportRequest{Source: "half", Content: []byte(cut)})
		return i, err
	}()
	if err != nil || !half.Report.Broken || half.Report.Projects != 1 || half.Report.Issues != 2 || half.Report.LeftOut["broken"] != 1 {
		t.Errorf("half: %+v %v", half, err)
	}
}
