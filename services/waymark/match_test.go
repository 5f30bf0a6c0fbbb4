package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/waymark-dev/waymark/services/matching/cohort"
)

const matchExample = "../matching/cohort/example"

// folder is a test's folder of files.
type folder struct {
	t    *testing.T
	path string
}

func newFolder(t *testing.T, files map[string]string) folder {
	t.Helper()
	f := folder{t, t.TempDir()}
	for name, content := range files {
		f.write(name, content)
	}
	return f
}

func (f folder) at(name string) string { return filepath.Join(f.path, name) }

func (f folder) write(name, content string) {
	f.t.Helper()
	if err := os.WriteFile(f.at(name), []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) read(name string) string {
	f.t.Helper()
	b, err := os.ReadFile(f.at(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(b)
}

// names are the files there, hidden ones too.
func (f folder) names() []string {
	f.t.Helper()
	list, err := os.ReadDir(f.path)
	if err != nil {
		f.t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// match runs the command; a word that is a file's name here stands for its path.
func (f folder) match(words ...string) (code int, out, errs string) {
	f.t.Helper()
	args := []string{"match"}
	for _, w := range words {
		if !strings.HasPrefix(w, "-") && strings.Contains(w, ".") && !strings.ContainsAny(w, "=/") {
			w = f.at(w)
		}
		args = append(args, w)
	}
	var o, e bytes.Buffer
	code = execute(context.Background(), args, streams{&o, &e})
	return code, o.String(), e.String()
}

// matched reads pairs back: newcomer to the rest of the line.
func (f folder) matched(name string) map[string][]string {
	f.t.Helper()
	lines, err := csv.NewReader(strings.NewReader(f.read(name))).ReadAll()
	if err != nil {
		f.t.Fatal(err)
	}
	if diff := cmp.Diff(cohort.PairsHeadings, lines[0]); diff != "" {
		f.t.Fatal(diff)
	}
	out := map[string][]string{}
	for _, l := range lines[1:] {
		out[l[0]] = l[1:]
	}
	return out
}

var solveWords = []string{"--newcomers", "n.csv", "--mentors", "m.csv", "--out", "pairs.csv", "--certificate", "cert.json"}

func words(more ...string) []string { return append(slices.Clone(solveWords), more...) }

var verifyWords = []string{"verify", "--newcomers", "n.csv", "--mentors", "m.csv", "--pairs", "pairs.csv", "--certificate", "cert.json"}

// TestMatchScores: given scores are solved to the greatest total, whoever is left out is told why, and the proof holds.
func TestMatchScores(t *testing.T) {
	files := map[string]string{
		"n.csv": "newcomer\na\nb\nc\nd\n=e\n", "m.csv": "mentor,capacity\nx,1\ny,1\nz,0\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nb,y,1\nc,x,-1\nd,z,5\n=e,x,1\n",
	}
	f := newFolder(t, files)
	code, out, errs := f.match(words("--scores", "s.csv", "--objective", "fit")...)
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	want := "newcomer,mentor,score,reason\na,y,9,choice 2 of 2\nb,x,9,first choice of 2\n" +
		"c,,,\"no mentor is possible: every score is below 0, the least that counts\"\n" +
		"d,,,no mentor is possible: those with a score have no place at all\n'=e,,,every place is taken: the one possible mentor is full with others\n"
	if diff := cmp.Diff(want, f.read("pairs.csv")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cert.json", "m.csv", "n.csv", "pairs.csv", "pairs.svg", "s.csv"}, f.names()); diff != "" {
		t.Error(diff)
	}
	for _, s := range []string{"matched    2 of 5 newcomers (40.0 %)", "total 18", "proved", "who they are", `C   "score"`,
		"5 newcomers, 3 mentors with 2 places"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in:\n%s", s, out)
		}
	}
	if strings.Index(out, "who they are") > strings.Index(out, "matched") {
		t.Error("the columns are shown after solving")
	}
	code, out, errs = f.match(append(slices.Clone(verifyWords), "--scores", "s.csv")...)
	if code != 0 || !strings.Contains(out, "verified   2 pairs, objective fit, total 18") {
		t.Error(code, out, errs)
	}
}

// TestMatchObjectives: what is best depends on the objective, and each has its proof.
func TestMatchObjectives(t *testing.T) {
	f := newFolder(t, map[string]string{
		"n.csv": "newcomer\na\nb\nc\nd\n", "m.csv": "mentor,capacity\nx,1\ny,1\nz,1\nw,1\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nb,y,1\nc,z,100\nc,w,5\nd,z,1\n",
	})
	for objective, want := range map[string]string{"fit": "a y, b x, c z, d ", "stable": "a x, b y, c z, d ", "fair": "a y, b x, c w, d z"} {
		if code, _, errs := f.match(words("--scores", "s.csv", "--objective", objective)...); code != 0 {
			t.Errorf("%s: %s", objective, errs)
			continue
		}
		got := f.matched("pairs.csv")
		if text := fmt.Sprintf("a %s, b %s, c %s, d %s", got["a"][0], got["b"][0], got["c"][0], got["d"][0]); text != want {
			t.Errorf("%s: %s", objective, text)
		}
		if code, _, errs := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv", "--objective", objective)...); code != 0 {
			t.Errorf("%s is not verified: %s", objective, errs)
		}
	}
	if code, _, _ := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv", "--objective", "nonsense")...); code != 2 {
		t.Error("an objective that is none is taken")
	}
}

// TestMatchSide: of several stable answers the one that the side would rather have; and no pair below the least score.
func TestMatchSide(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na\nb\n", "m.csv": "mentor,capacity\nx,1\ny,1\n",
		"s.csv": "newcomer,mentor,score,mentor_score\na,x,20,1\na,y,10,2\nb,y,20,1\nb,x,5,2\n"})
	for _, c := range []struct {
		want  string
		flags []string
	}{
		{"a x, b y", []string{"--objective", "stable"}},
		{"a y, b x", []string{"--objective", "stable", "--side", "mentor"}},
		{"a y, b ", []string{"--objective", "stable", "--side", "mentor", "--min-score", "10", "--fixed", "f.csv"}},
	} {
		f.write("f.csv", "newcomer,mentor,rule\na,x,forbid\nb,y,forbid\n")
		code, _, errs := f.match(words(append(c.flags, "--scores", "s.csv")...)...)
		got := f.matched("pairs.csv")
		if text := fmt.Sprintf("a %s, b %s", got["a"][0], got["b"][0]); code != 0 || text != c.want {
			t.Error(c.flags, text, errs)
		}
		verify := append(slices.Clone(verifyWords), "--scores", "s.csv")
		if slices.Contains(c.flags, "--fixed") {
			verify = append(verify, "--fixed", "f.csv")
		}
		if code, _, errs := f.match(verify...); code != 0 {
			t.Error(c.flags, errs)
		}
	}
}

// TestMatchEmptyLanguages: who did not say what they speak is a group of their own, not an end of the program.
func TestMatchEmptyLanguages(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer,languages\na,English\nb,\nc,;\nd,(x)\n",
		"m.csv": "mentor,capacity,languages\nx,1,English\ny,1,\"=, \"\n",
		"s.csv": "newcomer,mentor,score\na,x,5\nb,y,7\n"})
	if code, out, errs := f.match(words("--scores", "s.csv", "--audit", "audit.csv")...); code != 0 {
		t.Error(code, out, errs)
	}
}

// TestMatchKeepsConfidence: why somebody has no mentor does not tell what they asked for in confidence.
func TestMatchKeepsConfidence(t *testing.T) {
	f := newFolder(t, map[string]string{
		"n.csv": "newcomer,field,identity\na,law,carer\nb,law,\n", "m.csv": "mentor,capacity,field,identity\nx,1,law,veteran\ny,1,art,\n",
		"c.yaml": "criteria:\n  - {name: identity, rule: asked, weight: 1, required: true}\n  - {name: field, rule: same, weight: 1, required: true}\n"})
	if code, _, errs := f.match(words("--criteria", "c.yaml")...); code != 0 {
		t.Fatal(errs)
	}
	if got := f.matched("pairs.csv"); got["a"][0] != "" || got["b"][0] != "x" || !strings.Contains(got["a"][2], "what the criteria require rules out 2") ||
		strings.Contains(f.read("pairs.csv"), "identity") {
		t.Error(f.read("pairs.csv"))
	}
}

// TestMatchVerifyHolds: what the certificate takes for granted can be held to what the reader thinks.
func TestMatchVerifyHolds(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na\n", "m.csv": "mentor,capacity,other\nx,1,2.0\n", "s.csv": "newcomer,mentor,score\na,x,5\n"})
	if code, _, errs := f.match(words("--scores", "s.csv", "--min-score", "7", "--map", "capacity=other", "--map", "newcomers.newcomer=newcomer")...); code != 0 {
		t.Fatal(errs)
	}
	verify := append(slices.Clone(verifyWords), "--scores", "s.csv")
	if code, out, errs := f.match(verify...); code != 0 || !strings.Contains(out, "counts is 7 (with what the certificate says above") {
		t.Error(out, errs)
	}
	for _, more := range [][]string{{"--min-score", "0"}, {"--each", "2"}, {"--map", "capacity=capacity"}} {
		if code, _, errs := f.match(append(slices.Clone(verify), more...)...); code != 1 || !strings.Contains(errs, "not proved") {
			t.Error(more, code, errs)
		}
	}
}

// TestMatchQuotaReasons: who is left out because of a quota is told so; a quota that cannot be is refused with its line; and who goes by an address
// that is none is told.
func TestMatchQuotaReasons(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "email,track\na@x.org,one\nTotal,one\nc@x.org,two\n", "m.csv": "mentor,capacity\nx,3\n",
		"s.csv": "newcomer,mentor,score\na@x.org,x,5\nTotal,x,4\nc@x.org,x,3\n", "q.csv": "track,at least,at most\none,,1\n"})
	code, out, errs := f.match(words("--scores", "s.csv", "--quotas", "q.csv")...)
	if code != 0 || !strings.Contains(out, "newcomers: 1 person has no e-mail address to go by (line 3 first)") {
		t.Fatal(out, errs)
	}
	if got := f.matched("pairs.csv"); got["Total"][2] != "the track one has all the pairs that its quota allows" || got["c@x.org"][0] != "x" {
		t.Error(got)
	}
	f.write("q.csv", "track,at least,at most\ntwo,2,\n")
	code, _, errs = f.match(words("--scores", "s.csv", "--quotas", "q.csv")...)
	if code != 2 || !strings.Contains(errs, "q.csv, line 2, column B: That many pairs are not possible") {
		t.Error(errs)
	}
}

// TestMatchSameFile: two names of one file are refused before anything is solved.
func TestMatchSameFile(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na\n", "m.csv": "mentor,capacity\nx,1\n", "s.csv": "newcomer,mentor,score\na,x,5\n"})
	if os.Mkdir(filepath.Join(f.path, "real"), 0o755) != nil || os.Symlink("real", filepath.Join(f.path, "link")) != nil {
		t.Fatal("no folder")
	}
	in := []string{"--newcomers", "n.csv", "--mentors", "m.csv", "--scores", "s.csv"}
	out, link := filepath.Join(f.path, "real", "o.csv"), filepath.Join(f.path, "link", "o.csv")
	if code, _, errs := f.match(append(slices.Clone(in), "--out", out, "--certificate", link)...); code != 2 || !strings.Contains(errs, "the same file") {
		t.Error(errs)
	}
	long := strings.Repeat("o", 240)
	if code, _, errs := f.match(append(slices.Clone(in), "--out", long, "--certificate", "c.json")...); code != 2 || !strings.Contains(errs, "is longer than") {
		t.Error(errs)
	}
}

// TestMatchSelves: nobody is their own mentor, whatever a table of everybody with everybody says.
func TestMatchSelves(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na@x.org\nb@x.org\n", "m.csv": "mentor,capacity\na@x.org,1\nc@x.org,1\n",
		"s.csv": "newcomer,mentor,score\na@x.org,A@x.org,100\na@x.org,c@x.org,5\nb@x.org,c@x.org,7\n"})
	code, out, errs := f.match(words("--scores", "s.csv")...)
	if code != 0 || !strings.Contains(out, "left out, because they pair somebody with themself: 1 line") {
		t.Fatal(errs, out)
	}
	if got := f.matched("pairs.csv"); got["a@x.org"][0] != "" || got["b@x.org"][0] != "c@x.org" {
		t.Error(got)
	}
	if code, _, errs := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv")...); code != 0 {
		t.Error(errs)
	}
}

// TestMatchFixed: what the programme has settled is kept, whatever it is worth, and verified.
func TestMatchFixed(t *testing.T) {
	f := newFolder(t, map[string]string{
		"n.csv": "newcomer\na\nb\nc\nd\n", "m.csv": "mentor,capacity\nx,1\ny,2\nz,1\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nb,y,1\nc,z,5\n",
		"f.csv": "newcomer,mentor,rule\na,z,pin\nb,x,forbid\nd,y,pin\n",
	})
	in := []string{"--scores", "s.csv", "--fixed", "f.csv"}
	for _, objective := range []string{"fit", "stable", "fair"} {
		code, out, errs := f.match(words(append(in, "--objective", objective)...)...)
		if code != 0 || !strings.Contains(out, "2 pairs are pinned, 1 is forbidden") {
			t.Fatal(objective, errs, out)
		}
		want := "newcomer,mentor,score,reason\na,z,0,pinned by the programme\nb,y,1,the only mentor who is possible\n" +
			"c,,,every place is taken: the one possible mentor is full with others\nd,y,0,pinned by the programme\n"
		if diff := cmp.Diff(want, f.read("pairs.csv")); diff != "" {
			t.Error(objective, diff)
		}
		if code, _, errs := f.match(append(slices.Clone(verifyWords), in...)...); code != 0 {
			t.Error(objective, errs)
		}
	}
	if code, _, errs := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv")...); code != 1 || !strings.Contains(errs, "may not be made") {
		t.Error("without what is settled:", code, errs)
	}
}

// TestMatchExample: the worked example of the documentation: 200 people, criteria, an audit; twice the same bytes.
func TestMatchExample(t *testing.T) {
	f := newFolder(t, nil)
	for _, name := range []string{"newcomers.csv", "mentors.csv", "criteria.yaml"} {
		b, err := os.ReadFile(filepath.Join(matchExample, name))
		if err != nil {
			t.Fatal(err)
		}
		f.write(name, string(b))
	}
	in := []string{"--newcomers", "newcomers.csv", "--mentors", "mentors.csv", "--criteria", "criteria.yaml"}
	for _, objective := range []string{"stable", "fair", "fit"} {
		code, out, errs := f.match(append(slices.Clone(in), "--objective", objective, "--out", "pairs.csv", "--certificate", "cert.json",
			"--audit", "audit.csv")...)
		if code != 0 {
			t.Fatalf("%s: %s", objective, errs)
		}
		if !strings.Contains(out, "matched    140 of 140") {
			t.Errorf("%s: %s", objective, out)
		}
		f.checkExample()
		code, _, errs = f.match(append([]string{"verify", "--pairs", "pairs.csv", "--certificate", "cert.json"}, in...)...)
		if code != 0 {
			t.Errorf("%s is not verified: %s", objective, errs)
		}
	}
	first := f.read("pairs.csv") + f.read("cert.json") + f.read("pairs.svg") + f.read("audit.csv")
	if code, _, errs := f.match(append(slices.Clone(in), "--out", "pairs.csv", "--certificate", "cert.json", "--audit",
		"audit.csv")...); code != 0 {
		t.Fatal(errs)
	}
	if first != f.read("pairs.csv")+f.read("cert.json")+f.read("pairs.svg")+f.read("audit.csv") {
		t.Error("another run has another answer")
	}
	var c cohort.Certificate
	readme, err := os.ReadFile(filepath.Join(matchExample, "README.md"))
	if total := "total " + strconv.FormatInt(f.total(&c), 10); err != nil || !strings.Contains(string(readme), total) {
		t.Errorf("the README does not say %q: %v", total, err)
	}
	for _, secret := range []string{"carer", "returning to work", "first in the family", "career changer"} {
		if strings.Contains(first, secret) {
			t.Errorf("what somebody asked for in confidence (%s) is in what was written", secret)
		}
	}
	if strings.Contains(f.read("audit.csv"), "Islands") {
		t.Error("a group of four is in the audit")
	}
}

// total is what the certificate says.
func (f folder) total(c *cohort.Certificate) int64 {
	f.t.Helper()
	if err := json.Unmarshal([]byte(f.read("cert.json")), c); err != nil {
		f.t.Fatal(err)
	}
	return c.Proof.Total
}

// checkExample checks the pairs of the example against its spreadsheets: places, nobody from one's own organisation, a reason each.
func (f folder) checkExample() {
	f.t.Helper()
	column := func(name, heading string) map[string]string {
		lines, err := csv.NewReader(strings.NewReader(f.read(name))).ReadAll()
		if err != nil {
			f.t.Fatal(err)
		}
		id, at := slices.Index(lines[0], "Email address"), slices.Index(lines[0], heading)
		out := map[string]string{}
		for _, l := range lines[1:] {
			out[l[id]] = l[at]
		}
		return out
	}
	theirs, ours := column("newcomers.csv", "Organisation"), column("mentors.csv", "Organisation")
	left := map[string]int{}
	for id, n := range column("mentors.csv", "How many newcomers can you take?") {
		left[id], _ = strconv.Atoi(n)
	}
	pairs := f.matched("pairs.csv")
	if len(pairs) != 140 {
		f.t.Errorf("%d newcomers", len(pairs))
	}
	for newcomer, rest := range pairs {
		mentor := rest[0]
		if left[mentor]--; left[mentor] < 0 {
			f.t.Errorf("%s has more than their places", mentor)
		}
		if theirs[newcomer] == ours[mentor] {
			f.t.Errorf("%s and %s are of one organisation", newcomer, mentor)
		}
		if n, err := strconv.Atoi(rest[1]); err != nil || n < 0 || n > 1_000_000 || !strings.Contains(rest[2], "choice") {
			f.t.Errorf("%s: %v", newcomer, rest)
		}
	}
}

const ownNewcomers = "Name;E-Mail;Skills;What do you want to learn?;Languages;T-shirt\n" +
	"\"Zoë\nMade-Up\";zoe@example.org;Go;Rust, Übersetzung;de;L\n" +
	"Ann;ann@example.org;\"Python: 2\";Python;\"English, Deutsch\";M\nIvo;ivo@example.org;;Go;Français;\n"
const ownMentors = "E-Mail;Skills;Languages\nmia@example.org;\"Rust: 5; Go: 5\";\"Deutsch\"\nann@example.org;Python: 5;\"English\"\n"

// TestMatchOwnScoring: without scores and criteria people are compared as everywhere in Waymark; nobody is their own mentor.
func TestMatchOwnScoring(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": ownNewcomers, "m.csv": ownMentors})
	code, out, errs := f.match(words()...)
	if code != 0 {
		t.Fatal(errs)
	}
	for _, s := range []string{"each mentor takes one newcomer", `not used: A "Name", F "T-shirt"`, "nobody is their own mentor (1 in both files)",
		"scores: ours, from skills, languages"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in:\n%s", s, out)
		}
	}
	got := f.matched("pairs.csv")
	if got["zoe@example.org"][0] != "mia@example.org" || !strings.Contains(got["zoe@example.org"][2], "knows Rust") ||
		!strings.Contains(got["zoe@example.org"][2], "both speak German") {
		t.Error(got)
	}
	if got["ann@example.org"][0] == "ann@example.org" || !strings.HasPrefix(got["ivo@example.org"][2],
		"no mentor is possible: having no language in common rules out 2") {
		t.Error(got)
	}
	if code, _, errs := f.match(verifyWords...); code != 0 {
		t.Error(errs)
	}
}

// TestMatchSpreadsheets: the same people come to the same pairs however a spreadsheet program saved them.
func TestMatchSpreadsheets(t *testing.T) {
	encoded := func(e unicode.Endianness, text string) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(ownNewcomers))
	_ = w.Close()
	var want map[string][]string
	for _, c := range []struct{ name, file string }{
		{"plain", ownNewcomers}, {"mark", "\uFEFF" + ownNewcomers}, {"utf-16 le", encoded(unicode.LittleEndian, ownNewcomers)},
		{"utf-16 be", encoded(unicode.BigEndian, ownNewcomers)}, {"crlf", strings.ReplaceAll(ownNewcomers, "\n", "\r\n")},
		{"sep=", "sep=;\r\n" + ownNewcomers}, {"gzip", packed.String()},
		{"latin", strings.NewReplacer("ë", "\xeb", "Ü", "\xdc", "ç", "\xe7").Replace(ownNewcomers)}, {"blank lines",
			ownNewcomers + "\n;;;;;\n\n"},
	} {
		f := newFolder(t, map[string]string{"n.csv": c.file, "m.csv": ownMentors})
		if code, _, errs := f.match(words()...); code != 0 {
			t.Errorf("%s: %s", c.name, errs)
			continue
		}
		if got := f.matched("pairs.csv"); want == nil {
			want = got
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestMatchOneFile: one spreadsheet of everybody, told apart by role.
func TestMatchOneFile(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "id,role,skills,want to learn,capacity\na,newcomer,,go,0\nb,mentor,go: 5,,2\nc,both,go: 4,python,1\n"})
	if code, out, errs := f.match("--newcomers", "n.csv", "--mentors", "n.csv", "--out", "pairs.csv", "--certificate", "cert.json",
		"--plot", "none"); code != 0 ||
		!strings.Contains(out, "2 newcomers, 2 mentors with 3 places") {
		t.Error(out, errs)
	}
	if slices.Contains(f.names(), "pairs.svg") {
		t.Error("a picture that nobody wanted")
	}
}

// TestMatchHelps: mentors are compared by what they help with, which has a column of its own; where they have one list alone it is help, but
// of somebody who is on both sides of one file it is what they want to learn.
func TestMatchHelps(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a column each": {"n.csv": "newcomer,want to learn\na,go\n", "m.csv": "mentor,helps with,want to learn\nx,rust,go\ny,go,rust\n"},
		"teach":         {"n.csv": "newcomer,want\na,go\n", "m.csv": "mentor,teach\nx,rust\ny,go\n"},
		"one list":      {"n.csv": "newcomer,want\na,go\n", "m.csv": "mentor,want\nx,rust\ny,go\n"},
	} {
		f := newFolder(t, files)
		if code, out, errs := f.match(words("--plot", "none")...); code != 0 {
			t.Fatal(name, out, errs)
		}
		if got := f.matched("pairs.csv")["a"]; got[0] != "y" || !strings.Contains(strings.Join(got, " "), "can teach Go") {
			t.Errorf("%s: %v", name, got)
		}
	}
	f := newFolder(t, map[string]string{"n.csv": "id,role,skills,want,capacity\na,newcomer,python: 2,go,0\nb,mentor,python: 3,rust,1\nc,both,python: 3,go,1\n"})
	if code, out, errs := f.match("--newcomers", "n.csv", "--mentors", "n.csv", "--out", "pairs.csv", "--certificate", "cert.json",
		"--plot", "none"); code != 0 {
		t.Fatal(out, errs)
	}
	if got := f.read("pairs.csv"); strings.Contains(got, "can teach Go") {
		t.Errorf("what somebody wants to learn is help: %s", got)
	}
}

// TestMatchCapacityIsKept, whatever the scores: 6,000 newcomers, 1,500 mentors, and the certificate says nothing else.
func TestMatchLarge(t *testing.T) {
	const n, m, k = 6000, 1500, 30
	r := rand.New(rand.NewPCG(6, 15))
	var newcomers, mentors, scores strings.Builder
	newcomers.WriteString("newcomer\n")
	mentors.WriteString("mentor,capacity\n")
	scores.WriteString("newcomer,mentor,score\n")
	places := map[string]int{}
	for j := range m {
		c := 1 + r.IntN(5)
		places["m"+strconv.Itoa(j)] = c
		fmt.Fprintf(&mentors, "m%d,%d\n", j, c)
	}
	for i := range n {
		fmt.Fprintf(&newcomers, "n%d\n", i)
		for _, j := range r.Perm(m)[:k] {
			fmt.Fprintf(&scores, "n%d,m%d,%d\n", i, j, r.IntN(1_000_000))
		}
	}
	f := newFolder(t, map[string]string{"n.csv": newcomers.String(), "m.csv": mentors.String(), "s.csv": scores.String()})
	if code, _, errs := f.match(words("--scores", "s.csv")...); code != 0 {
		t.Fatal(errs)
	}
	taken, total := 0, int64(0)
	for newcomer, rest := range f.matched("pairs.csv") {
		if rest[0] == "" {
			continue
		}
		taken++
		s, _ := strconv.ParseInt(rest[1], 10, 64)
		total += s
		if places[rest[0]]--; places[rest[0]] < 0 {
			t.Errorf("%s got a place with %s that is not there", newcomer, rest[0])
		}
	}
	var c cohort.Certificate
	if f.total(&c) != total || c.Proof.People != taken ||
		c.Pairs != n*k {
		t.Error(c.Proof.Total, total, taken)
	}
	if code, _, errs := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv")...); code != 0 {
		t.Error(errs)
	}
}

// TestMatchSeveral: a second mentor for those who want one, tracks with quotas; one line for each pair, all of it verified.
func TestMatchSeveral(t *testing.T) {
	f := newFolder(t, map[string]string{
		"n.csv": "newcomer,track,mentors wanted\na,docs,2\nb,docs,\nc,code,1\nd,code,0\ne,,2\n", "m.csv": "mentor,capacity\nx,2\ny,2\nz,1\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nc,x,8\nc,z,1\ne,y,7\ne,z,7\n",
		"q.csv": "track,at least,at most\ndocs,1,2\nCode,1,\n",
	})
	in := []string{"--scores", "s.csv", "--quotas", "q.csv"}
	code, out, errs := f.match(words(in...)...)
	if code != 0 {
		t.Fatal(errs)
	}
	for _, s := range []string{"newcomers may have 6 mentors together, at most 2 each", "several    newcomers have 5 of the 6 mentors",
		"matched    3 of 5",
		"track      docs: 2 pairs (at least 1, at most 2)", "track      Code: 1 pairs (at least 1, at most any number)"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in:\n%s", s, out)
		}
	}
	pairs := f.read("pairs.csv")
	for _, s := range []string{"e,y,7,", "e,z,7,", "d,,,no mentor is wanted\n"} {
		if !strings.Contains(pairs, "\n"+s) {
			t.Errorf("%q is not in:\n%s", s, pairs)
		}
	}
	verify := append(slices.Clone(verifyWords), in...)
	if code, _, errs := f.match(verify...); code != 0 {
		t.Error(errs)
	}
	f.write("pairs.csv", strings.Replace(pairs, "\ne,y,7,", "\ne,,,nobody\ne,y,7,", 1)) // nobody, and somebody
	if code, _, errs := f.match(verify...); code != 1 || !strings.Contains(errs, "column A: This newcomer is on line") {
		t.Error(code, errs)
	}
	f.write("pairs.csv", strings.Replace(pairs, "\ne,z,7,", "\ne,y,7,", 1)) // the same mentor twice
	if code, _, errs := f.match(verify...); code != 1 {
		t.Error(code, errs)
	}
	if code, _, errs := f.match(words(append(in, "--objective", "fair")...)...); code != 2 || !strings.Contains(errs, "objective fit only") {
		t.Error(code, errs)
	}
	f.write("q.csv", "track,at least,at most\ndocs,9,2\ndocs,x,\nnobody,1,2\n,1,2\n")
	f.write("n.csv", "newcomer,track,mentors wanted\na,docs,5\nb,docs,x\nc,code,1\nd,code,0\ne,,2\n")
	code, _, errs = f.match(words(in...)...)
	for _, s := range []string{"n.csv, line 2, column C", "n.csv, line 3, column C", "q.csv, line 2, column B", "q.csv, line 3, column B",
		"q.csv, line 4, column A",
		"q.csv, line 5, column A"} {
		if code != 2 || !strings.Contains(errs, s) {
			t.Errorf("%d: %q is not told:\n%s", code, s, errs)
		}
	}
}

// TestMatchEach: as many mentors for everybody; the certificate remembers it.
func TestMatchEach(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na\nb\n", "m.csv": "mentor,capacity\nx,2\ny,2\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nb,y,1\n", "f.csv": "newcomer,mentor,rule\na,x,pin\na,y,pin\n"})
	in := []string{"--scores", "s.csv", "--fixed", "f.csv"}
	if code, out, errs := f.match(words(append(in, "--each", "2")...)...); code != 0 || !strings.Contains(out, "have 4 of the 4 mentors") {
		t.Fatal(out, errs)
	}
	if code, out, errs := f.match(append(slices.Clone(verifyWords), in...)...); code != 0 || !strings.Contains(out, "may have 2 mentors") {
		t.Error(out, errs)
	}
	if code, _, errs := f.match(words(in...)...); code != 2 || !strings.Contains(errs, "f.csv, line 3") {
		t.Error(code, errs)
	}
	for _, n := range []string{"5", "0", "-1"} {
		if code, _, _ := f.match(words(append(in, "--each="+n)...)...); code != 2 {
			t.Error(n, code)
		}
	}
}

// TestMatchManyPairs: verify reads whatever match writes, and there may be more pairs than people.
func TestMatchManyPairs(t *testing.T) {
	if testing.Short() {
		t.Skip("200,004 pairs")
	}
	var n, m, s strings.Builder
	n.WriteString("newcomer\n")
	m.WriteString("mentor,capacity\n")
	s.WriteString("newcomer,mentor,score\n")
	for j := range 28 {
		fmt.Fprintf(&m, "m%d,10000\n", j)
	}
	for i := range cohort.MaxPeople/4 + 1 {
		fmt.Fprintf(&n, "n%d\n", i)
		for k := range 4 {
			fmt.Fprintf(&s, "n%d,m%d,1\n", i, i%7+7*k)
		}
	}
	f := newFolder(t, map[string]string{"n.csv": n.String(), "m.csv": m.String(), "s.csv": s.String()})
	if code, out, errs := f.match(words("--scores", "s.csv", "--each", "4")...); code != 0 || !strings.Contains(out, "have 200004 of the 200004") {
		t.Fatal(code, out, errs)
	}
	if code, _, errs := f.match(append(slices.Clone(verifyWords), "--scores", "s.csv")...); code != 0 {
		t.Error(code, errs)
	}
}

// TestMatchSaysWhereFilesAre: each on a line of its own, in full.
func TestMatchSaysWhereFilesAre(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": "newcomer\na\n", "m.csv": "mentor,capacity\nx,1\n", "s.csv": "newcomer,mentor,score\na,x,10\n"})
	long := strings.Repeat("long-", 30) + ".csv"
	code, out, errs := f.match("--newcomers", "n.csv", "--mentors", "m.csv", "--scores", "s.csv", "--out", long, "--certificate", "cert.json")
	for _, name := range []string{long, "cert.json", strings.TrimSuffix(long, "csv") + "svg"} {
		if want := "written    " + f.at(name) + "\n"; code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d: %q is not in:\n%s%s", code, want, out, errs)
		}
	}
}
