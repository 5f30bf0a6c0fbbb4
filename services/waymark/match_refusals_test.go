package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMatchRefuses: what cannot be read is told with file, line and column, all of it at once; the status is 2 and nothing is written.
func TestMatchRefuses(t *testing.T) {
	good := map[string]string{"n.csv": "newcomer\na\nb\n", "m.csv": "mentor,capacity\nx,1\n", "s.csv": "newcomer,mentor,score\na,x,1\n"}
	set := "criteria: [{name: grade, rule: ahead, order: [AO, EO], weight: 1}]\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		args  []string
		want  []string
	}{
		{"everything at once", map[string]string{"n.csv": "newcomer,x\na\n,1\na,2\n\"b\" b,3\n", "m.csv": "mentor,capacity\nx,-1\ny,two\n",
			"s.csv": "newcomer,mentor,score\nq,x,1\na,x,1.5\n"}, nil,
			[]string{"n.csv, line 3, column A", "n.csv, line 4, column A", "n.csv, line 5: The quotes", "m.csv, line 2, column B",
				"m.csv, line 3, column B",
				"s.csv, line 2, column A", "s.csv, line 3, column C", "waymark: 7 things are wrong; nothing was written"}},
		{"an empty file", map[string]string{"n.csv": ""}, nil, []string{"n.csv: The file has no heading line"}},
		{"headings only", map[string]string{"n.csv": "newcomer\n"}, nil, []string{"n.csv: There are no newcomers in it"}},
		{"a workbook", map[string]string{"m.csv": "PK\x03\x04xyz"}, nil, []string{"m.csv: This is a workbook", "CSV UTF-8"}},
		{"rubbish", map[string]string{"s.csv": "\x00\x01\x02\x03\xff\xfe\x00"}, nil, []string{"s.csv: The file is not text"}},
		{"no scores", map[string]string{"s.csv": "newcomer,mentor,score\n"}, nil, []string{"s.csv: There are no pairs in it"}},
		{"broken gzip", map[string]string{"s.csv": "\x1f\x8b\x08rest"}, nil, []string{"--scores: ", "gzip"}},
		{"no such file", nil, []string{"--scores", "nope.csv"}, []string{"--scores: open", "no such file"}},
		{"the same file for two", nil, []string{"--certificate", "pairs.csv"}, []string{"--certificate and --out are the same file"}},
		{"over an input", nil, []string{"--out", "n.csv"}, []string{"--out and --newcomers are the same file"}},
		{"into no folder", nil, []string{"--out", "/nowhere/at/all/p.csv"}, []string{"--out: stat /nowhere/at/all: no such file"}},
		{"scores and criteria", nil, []string{"--criteria", "c.yaml"}, []string{"do not go together"}},
		{"somebody pinned to themself", map[string]string{"n.csv": "newcomer\na@x.org\n", "m.csv": "mentor,capacity\nA@x.org,1\n",
			"s.csv": "newcomer,mentor,score\na@x.org,a@x.org,5\n", "f.csv": "newcomer,mentor,rule\na@x.org,a@x.org,pin\n"}, []string{"--fixed", "f.csv"},
			[]string{"f.csv, line 2, column B: This is the same person on both sides", "one thing"}},
		{"a map of nothing", nil, []string{"--map", "colour=Farbe", "--map", "capacity"}, []string{`--map: There is no column "colour" here`,
			"--map: Write [side.]column=heading",
			"waymark: 2 things"}},
		{"a map to nothing", nil, []string{"--map", "mentors.capacity=Places"},
			[]string{`m.csv, line 1: --map gives "capacity" a heading that is not here`}},
		{"the same file twice", map[string]string{"m.csv": "newcomer\na\nb\n"}, nil,
			[]string{"n.csv, line 1: Newcomers and mentors are the same file"}},
		{"an objective", nil, []string{"--objective", "best"}, []string{"must be one of"}},
		{"nothing to compare", nil, []string{"-scores"}, []string{"n.csv, line 1: There is nothing to compare"}},
		{"criteria that are none", map[string]string{"c.yaml": "criteria:\n- {name: a, rule: odd, weight: 0}\n"}, []string{"-scores",
			"--criteria", "c.yaml"},
			[]string{"c.yaml, line 2: at character 19: The rule is one of"}},
		{"criteria without columns", map[string]string{"c.yaml": set}, []string{"-scores", "--criteria", "c.yaml"},
			[]string{`n.csv, line 1: A criterion reads the column "grade"`, `m.csv, line 1: A criterion reads the column "grade"`}},
		{"answers out of order, and a place", map[string]string{"c.yaml": set, "n.csv": "newcomer,grade\na,AO\nb,canary\n",
			"m.csv": "mentor,grade,capacity\nx,,z\n"},
			[]string{"-scores", "--criteria", "c.yaml"}, []string{"n.csv, line 3, column B: This is not in the order",
				"m.csv, line 2, column C: Write how many", "2 things"}},
		{"levels and languages", map[string]string{"n.csv": "newcomer,skills,languages,format\na,go: 9,Klingonish,by pigeon\n",
			"m.csv": "mentor,skills,languages,format\nx,go,en,\n"},
			[]string{"-scores"}, []string{"n.csv, line 2, column B: The levels", "n.csv, line 2, column C: One of these is no language",
				"n.csv, line 2, column D: Write live"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFolder(t, good)
			for name, content := range c.files {
				f.write(name, content)
			}
			before := f.names()
			args := append([]string{"--newcomers", "n.csv", "--mentors", "m.csv", "--out", "pairs.csv", "--certificate", "cert.json"}, c.args...)
			if at := slices.Index(args, "-scores"); at >= 0 { // without
				args = slices.Delete(args, at, at+1)
			} else if !slices.Contains(args, "--scores") {
				args = append(args, "--scores", "s.csv")
			}
			for i := range args { // the last of two counts
				if at := slices.Index(args[i+1:], args[i]); at >= 0 && strings.HasPrefix(args[i], "--") && args[i] != "--map" {
					args[i+1] = args[i+1+at+1]
				}
			}
			code, _, errs := f.match(args...)
			if code != 2 {
				t.Errorf("status %d", code)
			}
			for _, w := range c.want {
				if !strings.Contains(errs, w) {
					t.Errorf("%q is not in:\n%s", w, errs)
				}
			}
			if strings.Contains(errs, "canary") || strings.Contains(errs, "\x1b") {
				t.Errorf("a cell is repeated: %s", errs)
			}
			if diff := cmp.Diff(before, f.names()); diff != "" {
				t.Error("something was written:", diff)
			}
		})
	}
}

// TestMatchVerifyRefuses: whatever is changed behind the back of the certificate is found.
func TestMatchVerifyRefuses(t *testing.T) {
	files := map[string]string{"n.csv": "newcomer\na\nb\nc\n", "m.csv": "mentor,capacity\nx,1\ny,1\n",
		"s.csv": "newcomer,mentor,score\na,x,10\na,y,9\nb,x,9\nb,y,1\nc,y,2\n"}
	f := newFolder(t, files)
	if code, _, errs := f.match(words("--scores", "s.csv")...); code != 0 {
		t.Fatal(errs)
	}
	verify := append(slices.Clone(verifyWords), "--scores", "s.csv")
	if code, _, errs := f.match(verify...); code != 0 {
		t.Fatal(errs)
	}
	for _, c := range []struct {
		name, file, old, new string
		code                 int
		want                 string
	}{
		{"other words as a reason", "pairs.csv", "choice 2 of 2", "because I say so", 0, ""},
		{"a score", "pairs.csv", "a,y,9", "a,y,8", 1, "pairs.csv, line 2, column C: This is not the score"},
		{"a worse pair", "pairs.csv", "a,y,9", "a,x,10", 1, "not proved"},
		{"somebody is left out", "pairs.csv", "a,y,9", "a,,", 1, "not proved"},
		{"a line is missing", "pairs.csv", "a,y,9,choice 2 of 2\n", "", 1, "is missing"},
		{"a line is there twice", "pairs.csv", "a,y,9", "b,x,9,\na,y,9", 1, "is on line 2 already"},
		{"a pair that may not be", "pairs.csv", "c,,", "c,x,3", 1, "This pair may not be made"},
		{"somebody unknown", "pairs.csv", "a,y,9", "q,y,9", 1, "Nobody of this name"},
		{"the total", "cert.json", `"total":18`, `"total":19`, 1, "not proved"},
		{"a price", "cert.json", `"prices":[`, `"prices":[1`, 1, "not proved"},
		{"the objective", "cert.json", `"objective":"fit"`, `"objective":"fair"`, 1, "not proved"},
		{"how many are looked at", "cert.json", `"keep":0`, `"keep":1`, 1, "other people or pairs"},
		{"another input", "s.csv", "c,y,2", "c,y,1", 1, "the file of scores is not the one"},
		{"another people", "m.csv", "y,1", "y,2", 1, "the file of mentors is not the one"},
		{"no certificate", "cert.json", `"format":"waymark-match/1"`, `"format":"x"`, 2, "not of the form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := f.read(c.file)
			defer f.write(c.file, whole)
			changed := strings.Replace(whole, c.old, c.new, 1)
			if c.name == "the objective" {
				changed = strings.ReplaceAll(whole, c.old, c.new)
			}
			if changed == whole {
				t.Fatalf("%q is not in %s", c.old, whole)
			}
			f.write(c.file, changed)
			code, _, errs := f.match(verify...)
			if code != c.code || !strings.Contains(errs, c.want) {
				t.Errorf("status %d: %s", code, errs)
			}
		})
	}
	if code, _, errs := f.match(verifyWords...); code != 2 {
		t.Error("without the scores:", code, errs)
	}
	if code, _, errs := f.match(words("--scores", "s.csv", "--min-score=9223372036854775807")...); code != 2 || !strings.Contains(errs, "--min-score is a whole") {
		t.Error(code, errs)
	}
	if code, _, errs := f.match(append(slices.Clone(verify), "--objective", "stable")...); code != 1 || !strings.Contains(errs,
		"for the objective fit") {
		t.Error(code, errs)
	}
}

// TestMatchStops: told to stop, it writes nothing and leaves what was there.
func TestMatchStops(t *testing.T) {
	f := newFolder(t, map[string]string{"n.csv": ownNewcomers, "m.csv": ownMentors, "pairs.csv": "old"})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errs bytes.Buffer
	code := execute(ctx, []string{"match", "--newcomers", f.at("n.csv"), "--mentors", f.at("m.csv"), "--out", f.at("pairs.csv"),
		"--certificate", f.at("cert.json")},
		streams{&out, &errs})
	if code != 1 || !strings.Contains(errs.String(), "stopped; nothing was written") {
		t.Error(code, errs.String())
	}
	if diff := cmp.Diff([]string{"m.csv", "n.csv", "pairs.csv"}, f.names()); diff != "" || f.read("pairs.csv") != "old" {
		t.Error(diff)
	}
}

// TestMatchWritesWhole: killed at any moment of writing, every file is the old one or the new one.
func TestMatchWritesWhole(t *testing.T) {
	if dir := os.Getenv("WAYMARK_TEST_WRITE_IN"); dir != "" { // the process that is killed
		o, err := newOutputs(matchInputs{}, []output{{"--out", dir + "/pairs.csv"}, {"--certificate", dir + "/cert.json"}})
		if err != nil {
			t.Fatal(err)
		}
		o.reached = func(what string) {
			if what == os.Getenv("WAYMARK_TEST_WRITE_UNTIL") {
				p, _ := os.FindProcess(os.Getpid())
				_ = p.Kill()
				select {}
			}
		}
		_, _ = o.write(map[string][]byte{"--out": []byte("new pairs"), "--certificate": []byte("new proof")})
		return
	}
	for until, want := range map[string][2]string{
		"written beside": {"old pairs", "old proof"}, "renamed --out": {"new pairs", "old proof"}, "renamed --certificate": {"new pairs",
			"new proof"},
		"never": {"new pairs", "new proof"},
	} {
		f := newFolder(t, map[string]string{"pairs.csv": "old pairs", "cert.json": "old proof"})
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestMatchWritesWhole$")
		c.Env = append(os.Environ(), "WAYMARK_TEST_WRITE_IN="+f.path, "WAYMARK_TEST_WRITE_UNTIL="+until)
		if out, err := c.CombinedOutput(); (err == nil) != (until == "never") {
			t.Fatalf("%s: %v %s", until, err, out)
		}
		if got := [2]string{f.read("pairs.csv"), f.read("cert.json")}; got != want {
			t.Errorf("killed when %s: %v", until, got)
		}
	}
}

// TestMatchLabels: two files of one name are told apart.
func TestMatchLabels(t *testing.T) {
	f := newFolder(t, map[string]string{"m.csv": "mentor\nx\nx\n"})
	if err := os.Mkdir(f.at("old"), 0o700); err != nil {
		t.Fatal(err)
	}
	f.write("old/m.csv", "newcomer,skills\n,\n")
	_, _, errs := f.match("--newcomers", f.at("old/m.csv"), "--mentors", "m.csv", "--out", "pairs.csv", "--certificate", "cert.json")
	for _, w := range []string{"old/m.csv, line 1: There is nothing", "/m.csv, line 3, column A"} {
		if !strings.Contains(errs, w) {
			t.Errorf("%q is not in:\n%s", w, errs)
		}
	}
}

// TestMatchProgress: long work is told now and then, short work not at all.
func TestMatchProgress(t *testing.T) {
	var errs bytes.Buffer
	talk := newTalk(streams{&errs, &errs})
	talk.progress("scoring", 1, 200)
	talk.last = talk.last.Add(-2 * every)
	talk.progress("scoring", 50, 200)
	talk.progress("scoring", 51, 200)
	talk.last = talk.last.Add(-2 * every)
	talk.progress("solving", 7, 100)
	talk.last = talk.last.Add(-2 * every)
	talk.progress("reading", 9, 0)
	lines := strings.Split(errs.String(), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "scoring: 50 of 200 (25 %), ") || !strings.HasPrefix(lines[1], "solving: 7 %, ") ||
		!strings.HasPrefix(lines[2], "reading: 9, ") {
		t.Error(errs.String())
	}
}

// TestMatchOutputs: a link stays a link, a file keeps its permissions, and what fails leaves nothing behind.
func TestMatchOutputs(t *testing.T) {
	f := newFolder(t, map[string]string{"real.csv": "old"})
	if err := os.Chmod(f.at("real.csv"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(f.at("real.csv"), f.at("link.csv")); err != nil {
		t.Skip("NOT RUN: no links here:", err)
	}
	o, err := newOutputs(matchInputs{}, []output{{"--out", f.at("link.csv")}, {"--audit", f.at("new.csv")}, {"--plot", "none"}})
	if err != nil {
		t.Fatal(err)
	}
	written, err := o.write(map[string][]byte{"--out": []byte("1"), "--audit": []byte("2")})
	if err != nil || len(written) != 2 {
		t.Fatal(written, err)
	}
	info, err := os.Lstat(f.at("link.csv"))
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone", err)
	}
	if info, err = os.Stat(f.at("real.csv")); err != nil || info.Mode().Perm() != 0o640 || f.read("real.csv") != "1" {
		t.Error(info, err)
	}
	if info, err = os.Stat(f.at("new.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("a list of people is everybody's to read", err)
	}
	if _, err := newOutputs(matchInputs{}, []output{{"--out", f.path}}); err == nil {
		t.Error("a folder is taken")
	}
	o.list = []output{{"--out", f.at("real.csv")}, {"--audit", f.at("gone/x.csv")}}
	if _, err := o.write(map[string][]byte{"--out": []byte("3"), "--audit": []byte("4")}); err == nil || f.read("real.csv") != "1" {
		t.Error("half was written", err)
	}
	if diff := cmp.Diff([]string{"link.csv", "new.csv", "real.csv"}, f.names()); diff != "" {
		t.Error(diff)
	}
}
