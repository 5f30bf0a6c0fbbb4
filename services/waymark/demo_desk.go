package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// desks lets something wait on each of those whose sign-ins are printed: people ask the mentor, an issue of the maintainer's project is
// marked, a claim waits for the moderators and the weeks of their duty are given, and the newcomer works on an issue.
func (l *life) desks(ctx context.Context) error {
	for _, name := range []string{"Tom Wexcombe", "Clara Ibarren"} {
		if _, err := l.ask(ctx, name, "Tiva Morelo", ""); err != nil {
			return fmt.Errorf("%s asks: %w", name, err)
		}
	}
	taken := func(what string, do func() error) error {
		if err := eventually(ctx, patience, do); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	duty, err := l.moderator.Duty(ctx)
	if err != nil {
		return err
	}
	staff := []string{l.people[demoModerator].id, l.operator}
	for i, w := range duty.Weeks[:min(4, len(duty.Weeks))] {
		if err := taken("a week of duty", func() error {
			_, err := l.office.admin.SetDuty(ctx, w.Week, api.DutyBody{Moderator: staff[i%len(staff)]})
			return err
		}); err != nil {
			return err
		}
	}
	return errors.Join(
		taken("a mark", func() error { _, err := l.people["Tom Wexcombe"].MarkIssue(ctx, l.marked, "taken"); return err }),
		taken("a claim of a project", func() error { _, err := l.people["Ben Ashgrove"].ClaimProject(ctx, l.sold); return err }),
		taken("a claim of an issue", func() error { _, err := l.people["Asha Mwende"].ClaimIssue(ctx, l.issues[3]); return err }),
	)
}

// look finds what the people do something with: issues, a project with several, and another project.
func (l *life) look(ctx context.Context) error {
	issues, err := l.public.Issues(ctx, client.IssueQuery{Limit: 50})
	if err != nil {
		return err
	}
	of := map[string][]string{}
	for _, i := range issues.Items {
		of[i.Project] = append(of[i.Project], i.ID)
		if l.project == "" && len(of[i.Project]) > 1 {
			l.project = i.Project
		}
	}
	for _, i := range issues.Items {
		if i.Project == l.project {
			continue
		}
		if l.sold == "" {
			l.sold = i.Project
		}
		l.issues = append(l.issues, i.ID)
	}
	if l.project == "" || len(l.issues) < 4 {
		return errors.New("the catalogue is almost empty")
	}
	l.marked = of[l.project][1]
	l.issues[2] = of[l.project][0] // the maintainer offers help with it
	return nil
}

// handsOver prints each one-time link as it is asked for, since the demo sends no mail: whoever signs up in the browser goes on with it.
// It looks every so often, until ctx ends. Links that were there before are not printed.
func handsOver(ctx context.Context, admin *client.Client, address string, to io.Writer, every time.Duration) {
	seen, first := map[string]bool{}, true
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		for l, err := range admin.PendingLinks(ctx) {
			if err != nil {
				break // it is asked again
			}
			key := l.Account + " " + l.Purpose + " " + l.Expires.String()
			if seen[key] || first {
				seen[key] = true
				continue
			}
			if r, err := admin.RevealLink(ctx, l.Account, l.Purpose); err == nil {
				seen[key] = true
				fmt.Fprintf(to, "A link for %s (%s), in place of a mail: %s%s\n", l.Address, strings.ReplaceAll(l.Purpose, "_", " "), address, r.Path)
			}
		}
		first = false
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// operatorOf finds the printed sign-in of the administrator.
func operatorOf(signIns string) (address, password string) {
	for line := range strings.Lines(signIns) {
		if said, ok := strings.CutPrefix(line, "Sign in as administrator: "); ok {
			address, password, _ = strings.Cut(strings.TrimSpace(said), " ")
		}
	}
	return address, password
}
