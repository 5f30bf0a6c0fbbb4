package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// teamWords are the arguments of the worked example of teams.
var teamWords = []string{"teams", "--people", "people.csv", "--projects", "projects.csv", "--mentors", "mentors.csv", "--settled", "settled.csv"}

func eventFolder(t *testing.T) folder {
	f := newFolder(t, nil)
	for _, name := range []string{"people.csv", "projects.csv", "mentors.csv", "settled.csv"} {
		b, err := os.ReadFile(filepath.Join(matchExample, "event", name))
		if err != nil {
			t.Fatal(err)
		}
		f.write(name, string(b))
	}
	return f
}

// TestMatchTeams: the worked example, as its page tells it, and the same bytes every time.
func TestMatchTeams(t *testing.T) {
	f := eventFolder(t)
	code, out, errs := f.match(append(teamWords, "--out", "teams.csv")...)
	if code != 0 {
		t.Fatal(out, errs)
	}
	readme, err := os.ReadFile(filepath.Join(matchExample, "event", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "teams  ") || strings.HasPrefix(line, "wishes  ") || strings.HasPrefix(line, "best  ") {
			if !strings.Contains(string(readme), line) {
				t.Errorf("the page does not say %q", line)
			}
		}
	}
	for _, s := range []string{"checked    friends: 1 groups", "2 of 2 teams have a mentor", "best       every answer was looked at"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in:\n%s", s, out)
		}
	}
	first := f.read("teams.csv")
	lines, err := csv.NewReader(strings.NewReader(first)).ReadAll()
	if err != nil || len(lines) != 10 {
		t.Fatal(len(lines), err)
	}
	team := map[string]string{}
	for _, l := range lines[1:] {
		team[l[2]] = l[0]
	}
	if team["ada"] != team["ben"] || team["hal"] == team["gus"] {
		t.Error(team)
	}
	if code, _, errs := f.match(append(teamWords, "--out", "again.csv")...); code != 0 || f.read("again.csv") != first {
		t.Error("another run has another answer", errs)
	}
}

// TestMatchTeamsOnTheDay: teams are checked, and mended in place where somebody does not come.
func TestMatchTeamsOnTheDay(t *testing.T) {
	f := eventFolder(t)
	if code, _, errs := f.match(append(teamWords, "--out", "teams.csv")...); code != 0 {
		t.Fatal(errs)
	}
	if code, out, errs := f.match(append(teamWords, "--from", "teams.csv")...); code != 0 || !strings.Contains(out, "checked    sizes") {
		t.Error(code, out, errs)
	}
	code, out, errs := f.match(append(teamWords, "--from", "teams.csv", "--gone", "dia", "--out", "teams.csv")...)
	if code != 0 || !strings.Contains(out, "gone       dia: ") || strings.Contains(f.read("teams.csv"), ",dia,") {
		t.Error(code, out, errs)
	}
	bent := strings.Replace(f.read("teams.csv"), ",ben,", ",hal,", 1) // a friend alone, and two who are apart
	f.write("bent.csv", bent)
	if code, _, errs := f.match(append(teamWords, "--from", "bent.csv", "--gone", "dia")...); code == 0 {
		t.Error("teams that do not hold were taken", errs)
	}
}

// TestMatchTeamsRefuses: all bad lines at once, nothing written, exit 2.
func TestMatchTeamsRefuses(t *testing.T) {
	f := newFolder(t, map[string]string{
		"people.csv":   "person,skills,languages,group,wishes\na,go: 9,en,,map\na,go,en,,nowhere\nb,go,en,,map; map\n,go,en,,\n",
		"projects.csv": "project,size,needs,teams\nmap,6-4,go; go,many\n",
		"settled.csv":  "person,with,rule\na,zoe,apart\nb,b,together\nb,map,never\n", "mentors.csv": "mentor,teams\nm,-1\n",
	})
	code, _, errs := f.match(append(teamWords, "--out", "teams.csv")...)
	if code != 2 {
		t.Error(code, errs)
	}
	for _, s := range []string{"people.csv, line 2, column B", "people.csv, line 3, column A", "people.csv, line 3, column E", "people.csv, line 4, column E",
		"people.csv, line 5", "projects.csv, line 2, column B", "projects.csv, line 2, column C", "projects.csv, line 2, column D", "settled.csv, line 2",
		"settled.csv, line 3", "settled.csv, line 4, column C", "mentors.csv, line 2"} {
		if !strings.Contains(errs, s) {
			t.Errorf("%q is not told:\n%s", s, errs)
		}
	}
	for _, name := range f.names() {
		if name == "teams.csv" {
			t.Error("something was written")
		}
	}
	for _, args := range [][]string{{"teams", "--people", "people.csv"}, {"teams", "--people", "people.csv", "--projects", "projects.csv"},
		append(teamWords, "--out", "people.csv"), append(teamWords, "--out", "t.csv", "--size", "6-4"),
		append(teamWords, "--out", "t.csv", "--map", "people.colour=x"), append(teamWords, "--out", "t.csv", "--gone", "nobody")} {
		if code, _, errs := f.match(args...); code != 2 {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

// TestMatchTeamsContradicted: what cannot be kept together is told with the line that says so, and a language that is none is no reason to be left out.
func TestMatchTeamsContradicted(t *testing.T) {
	f := newFolder(t, map[string]string{
		"people.csv":   "person,languages,group\na,en: 9,g\nb,not a language,g\nc,\"en, fr: 2\",\nd,,\n",
		"projects.csv": "project,size,teams\nmap,2.0-3,1.0\nweb,2,1\n", "mentors.csv": "mentor\nm\n",
		"settled.csv": "person,with,rule\na,b,apart\nc,map,pin\nc,web,pin\na,map,pin\nb,web,pin\nc,d,apart\nd,a,together\nd,b,apart\n",
	})
	code, _, errs := f.match(append(teamWords, "--out", "teams.csv")...)
	for _, s := range []string{"people.csv, line 2, column B: One of these is no language", "people.csv, line 3, column B: One of these is no language",
		"settled.csv, line 2, column B: These two are in one group", "settled.csv, line 4, column A: This person is pinned on line 3 already",
		"settled.csv, line 6, column B: Somebody of the same group is pinned to another project on line 5", "settled.csv, line 9, column B: These two"} {
		if code != 2 || !strings.Contains(errs, s) {
			t.Errorf("%d: %q is not told:\n%s", code, s, errs)
		}
	}
	if n := strings.Count(errs, "\n"); n != 7 { // these six, and how many
		t.Errorf("%d lines:\n%s", n, errs)
	}
}

// TestMatchTeamsLarger: some hundreds, sizes and groups kept as the file says.
func TestMatchTeamsLarger(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var people, projects strings.Builder
	people.WriteString("person,skills,languages,group,wishes\n")
	projects.WriteString("project,needs\n")
	skills := []string{"go", "docs", "design", "python", "translation"}
	for j := range 60 {
		fmt.Fprintf(&projects, "p%d,%s; %s\n", j, skills[r.IntN(2)], skills[2+r.IntN(3)])
	}
	for i := range 300 {
		group := ""
		if i%10 < 2 {
			group = fmt.Sprint("g", i/10)
		}
		fmt.Fprintf(&people, "n%d,%s; %s: 4,en,%s,p%d\n", i, skills[r.IntN(5)], skills[r.IntN(5)], group, r.IntN(60))
	}
	f := newFolder(t, map[string]string{"people.csv": people.String(), "projects.csv": projects.String()})
	if code, out, errs := f.match("teams", "--people", "people.csv", "--projects", "projects.csv", "--size", "4-6", "--out", "teams.csv"); code != 0 ||
		!strings.Contains(out, "300 of 300 people are in") {
		t.Fatal(out, errs)
	}
	lines, err := csv.NewReader(strings.NewReader(f.read("teams.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	size, team := map[string]int{}, map[string]string{}
	for _, l := range lines[1:] {
		size[l[0]]++
		team[l[2]] = l[0]
	}
	for name, n := range size {
		if n < 4 || n > 6 {
			t.Errorf("team %s has %d people", name, n)
		}
	}
	for i := 0; i < 300; i += 10 {
		if a, b := fmt.Sprint("n", i), fmt.Sprint("n", i+1); team[a] != team[b] {
			t.Errorf("%s and %s were parted", a, b)
		}
	}
}
