package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// TestListsOfTheDemo shows what two newcomers of the demo are recommended, out of all lists that come with the program: one who knows
// some Python and wants to learn Go, and one who translates and cares about health. Run with -v to read them.
func TestListsOfTheDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: filling the demo takes half a minute")
	}
	t.Parallel()
	settings := Settings{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Target: []string{"all"}, MentorApproval: true, NATS: NATS{Replicas: 1},
		MongoDB: MongoDB{Database: "waymark"}, LogLevel: "error",
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	quiet := streams{discard{}, io.Discard}
	err := serve(ctx, settings, quiet, func(ctx context.Context, w *world, address string) error {
		defer cancel()
		text, err := fillDemo(ctx, w, address, quiet)
		if err != nil {
			return err
		}
		file := filepath.Join(t.TempDir(), "sign-ins")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
		for role, want := range map[string]func(*lists){
			"newcomer": func(l *lists) {
				l.begins(3, " go")
				l.begins(2, "can_teach go") // the third knows it
				l.contains("uses_what_you_know python", "uses_what_you_learn go")
			},
			"newcomer who translates": func(l *lists) {
				l.begins(2, "can_teach")
				l.begins(2, "translation")
				l.contains("uses_what_you_learn translation", "uses_what_you_learn documentation")
			},
		} {
			t.Run(role, func(t *testing.T) {
				// What was imported is on its way to matching for a while: ask until all of it is there.
				for late := time.After(3 * time.Minute); ; {
					l, err := demoLists(ctx, address, file, role)
					if err != nil {
						t.Fatal(err)
					}
					want(l)
					l.sane()
					if len(l.wrong) == 0 {
						t.Log("\n" + l.text)
						return
					}
					select {
					case <-late:
						t.Fatalf("%s\n%s", l.text, strings.Join(l.wrong, "\n"))
					case <-time.After(time.Second):
					}
				}
			})
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
}

// newestList is the day of the newest list that comes with the program: once it is old itself, everything is.
var newestList = time.Date(2026, 6, 5, 0, 0, 0, 0, time.UTC)

// lists are the recommendations of one newcomer.
type lists struct {
	mentors, issues *api.Recommendations
	titles          map[string]api.Issue
	text            string
	wrong           []string
}

func (l *lists) errorf(format string, args ...any) {
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

func demoLists(ctx context.Context, address, file, role string) (*lists, error) {
	who, password, err := demoSignIn(file, role)
	if err != nil {
		return nil, err
	}
	public, err := client.New(address)
	if err != nil {
		return nil, err
	}
	in, err := public.SignIn(ctx, api.SignIn{Address: who, Password: password})
	if err != nil {
		return nil, err
	}
	me := public.SignedIn(in)
	l := &lists{titles: map[string]api.Issue{}}
	if l.mentors, err = me.OwnMentors(ctx, "", 8); err != nil {
		return nil, err
	}
	if l.issues, err = me.OwnIssues(ctx, "", 10); err != nil {
		return nil, err
	}
	var people, issues []string
	for _, r := range l.mentors.Items {
		people = append(people, r.Person)
	}
	for _, r := range l.issues.Items {
		issues = append(issues, r.Issue)
	}
	cards, err := me.People(ctx, people)
	if err != nil {
		return nil, err
	}
	found, err := me.IssuesByID(ctx, issues)
	if err != nil {
		return nil, err
	}
	for _, i := range found.Items {
		l.titles[i.ID] = i
	}
	for n, r := range l.mentors.Items {
		l.text += fmt.Sprintf("%2d. %s: %s\n", n+1, cards[r.Person].DisplayName, spoken(r))
	}
	for n, r := range l.issues.Items {
		i := l.titles[r.Issue]
		l.text += fmt.Sprintf("%2d. %s, %q (%s, seen %s): %s\n", n+1, i.ProjectName, i.Title, r.Kind, r.Seen.Format(time.DateOnly), spoken(r))
	}
	return l, nil
}

// spoken are the reasons and the gap of a recommendation, as codes.
func spoken(r api.Recommendation) string {
	var out []string
	say := func(x api.Reason) string {
		return strings.TrimSpace(strings.Join([]string{x.Code, strings.Join(x.Params.Words, ","), x.Params.Band}, " "))
	}
	for _, x := range r.Reasons {
		out = append(out, say(x))
	}
	text := strings.Join(out, "; ")
	if r.Gap != nil {
		text += "; but " + say(*r.Gap)
	}
	if r.Fits != "" {
		text += " (fits " + r.Fits + ")"
	}
	return text
}

// begins: the first n mentors have this reason.
func (l *lists) begins(n int, reason string) {
	for _, r := range l.mentors.Items[:min(n, len(l.mentors.Items))] {
		if !strings.Contains(spoken(r), reason) {
			l.errorf("a mentor among the first %d: %s", n, spoken(r))
		}
	}
}

// contains: among the issues is one for each of these reasons.
func (l *lists) contains(reasons ...string) {
	for _, reason := range reasons {
		if !slices.ContainsFunc(l.issues.Items, func(r api.Recommendation) bool { return strings.Contains(spoken(r), reason) }) {
			l.errorf("no issue %s", reason)
		}
	}
}

// sane: what was seen open long ago does not lead and says so, what fits less is last, nothing is there without a reason.
func (l *lists) sane() {
	for n, r := range l.issues.Items {
		old := time.Since(r.Seen) > 2*365*24*time.Hour
		if n < 3 && old && time.Since(newestList) < 365*24*time.Hour {
			l.errorf("number %d was seen open long ago: %q", n+1, l.titles[r.Issue].Title)
		}
		if old && (r.Gap == nil || r.Gap.Code != "seen_open_long_ago") {
			l.errorf("number %d does not say that it was seen open long ago: %s", n+1, spoken(r))
		}
	}
	for _, list := range []*api.Recommendations{l.mentors, l.issues} {
		less := false
		for n, r := range list.Items {
			if len(r.Reasons) == 0 || len(r.Reasons) > 3 || less && r.Fits == "" {
				l.errorf("number %d: %s", n+1, spoken(r))
			}
			less = r.Fits != ""
		}
	}
}
