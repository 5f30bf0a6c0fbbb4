package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

type rehearseCommand struct {
	SignIn    signInCommand `embed:""`
	Cohort    string        `arg:"" help:"The cohort's id, as in the address of its page."`
	Newcomers int           `help:"Made-up newcomers, at most 40." default:"12"`
	Mentors   int           `help:"Made-up mentors, at most 20." default:"5"`
	All       bool          `help:"Print the texts of all messages, in every language in which somebody gets them."`
	JSON      bool          `name:"json" help:"Print all of it as JSON."`
}

// Run plays the cohort through and prints what happened. Nothing is kept and nobody is told anything.
func (c *rehearseCommand) Run(ctx context.Context, s streams) error {
	public, in, err := c.SignIn.signIn(ctx)
	if err != nil {
		return err
	}
	me := public.SignedIn(in)
	got, err := me.Rehearse(ctx, c.Cohort, api.RehearsalBody{Newcomers: c.Newcomers, Mentors: c.Mentors})
	if out := me.SignOut(ctx); out != nil {
		fmt.Fprintf(s.err, "the session of this rehearsal stays open until it ends by itself: %v\n", out)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		return e.Encode(got)
	}
	c.print(s, got)
	return nil
}

// print says it in lines: what to look at, what happened when, what was told, how it ended for people.
func (c *rehearseCommand) print(s streams, got *api.Rehearsal) {
	for _, w := range got.Warnings {
		fmt.Fprintf(s.out, "look at    %s\n", inWords(w.Code, w.Name, w.Number, w.Day))
	}
	for _, x := range got.Steps {
		fmt.Fprintf(s.out, "%s %-12s %s\n", x.At.Format("2006-01-02 15:04"), x.Phase, inWords(x.What, "", x.Number, time.Time{}))
		for _, d := range x.Waits {
			fmt.Fprintf(s.out, "                 waits for    %s: %s\n", d.Who, inWords(d.Code, "", int(d.Left), d.Due))
		}
	}
	fmt.Fprintf(s.out, "%d messages, %d texts", len(got.Messages)+got.LeftOut, len(got.Texts))
	fmt.Fprintln(s.out, "; --all prints the texts, --json them with who gets which, and when")
	c.printTold(s, got)
	printPairs(s, got.People)
	ends := map[string]int{}
	var order []string
	for _, p := range got.People {
		key := p.As + ": " + inWords(p.End, "", 0, time.Time{})
		if ends[key]++; ends[key] == 1 {
			order = append(order, key)
		}
	}
	slices.Sort(order)
	for _, key := range order {
		fmt.Fprintf(s.out, "in the end   %d %s\n", ends[key], key)
	}
}

// toldGroup are the messages of one kind and outcome, whatever the language.
type toldGroup struct {
	subject   string // in English, where anybody reads it so
	how       string
	sent      int
	languages []string
	texts     []api.RehearsalText
}

// toldGroups are all messages by kind and outcome, in the order in which they first came: together they are as many as were sent.
func toldGroups(got *api.Rehearsal) (out []*toldGroup) {
	sent := make([]int, len(got.Texts))
	for _, m := range got.Messages {
		sent[m.Text]++
	}
	at := map[string]*toldGroup{}
	for i, t := range got.Texts {
		key := t.Kind + "/" + t.How
		g := at[key]
		if g == nil {
			g = &toldGroup{subject: t.Subject, how: t.How}
			at[key], out = g, append(out, g)
		}
		if t.Language == "en" {
			g.subject = t.Subject
		}
		if g.sent += sent[i]; !slices.Contains(g.languages, t.Language) {
			g.languages = append(g.languages, t.Language)
		}
		g.texts = append(g.texts, t)
	}
	for _, g := range out {
		slices.Sort(g.languages)
	}
	return out
}

// printTold says how many got which message in which languages; with --all what it says.
func (c *rehearseCommand) printTold(s streams, got *api.Rehearsal) {
	for _, g := range toldGroups(got) {
		how := ""
		if g.how != "" {
			how = " (" + inWords(g.how, "", 0, time.Time{}) + ")"
		}
		fmt.Fprintf(s.out, "to %3d       %s%s, in %s\n", g.sent, g.subject, how, strings.Join(g.languages, ", "))
		if !c.All {
			continue
		}
		for _, t := range g.texts {
			fmt.Fprintf(s.out, "             [%s] %s\n", t.Language, t.Subject)
			for _, line := range t.Lines {
				fmt.Fprintf(s.out, "                  %s\n", line)
			}
			if d := t.Decision; d != nil && d.Words != "" {
				fmt.Fprintf(s.out, "                  the page: %s\n", d.Words)
			}
		}
	}
	if got.LeftOut > 0 {
		fmt.Fprintf(s.out, "and %d more that are not listed\n", got.LeftOut)
	}
}

// printPairs says who was given to whom, and what the one wants to learn and the other knows.
func printPairs(s streams, people []api.RehearsalPerson) {
	by := map[string]api.RehearsalPerson{}
	for _, p := range people {
		by[p.ID] = p
	}
	for _, p := range people {
		for _, id := range p.With {
			if m := by[id]; p.As == "newcomer" {
				fmt.Fprintf(s.out, "pair         %s (wants %s) with %s (knows %s)\n", p.Name, strings.Join(p.Wants, ", "), m.Name, strings.Join(m.Knows, ", "))
			}
		}
	}
}

// rehearsalWords are the codes of a rehearsal that their own words do not explain.
var rehearsalWords = map[string]string{
	"no_mentors": "nobody can take part as a mentor", "no_newcomers": "nobody can take part as a newcomer",
	"no_readers":      "there are questions about eligibility, and nobody reads the answers",
	"one_reader":      "one person alone reads answers about eligibility: with a conflict of interests nobody does",
	"rule_left_empty": "who leaves this question empty is ruled out: require an answer",
	"criterion_never": "no pair can ever meet this required criterion", "criterion_unfed": "no question fills the column of this criterion",
	"phase_began": "this phase has begun already", "application_short": "people have less than three days to apply",
	"no_review": "there is no time for reviews", "review_short": "reviews have less than two days",
	"round_short": "pairs are made in less time than a mentor has to answer", "check_in_never": "it ends before the first check-in is due",
	"check_in_at_the_end": "the last check-in cannot be chased before the end", "runs_beside": "this cohort of the programme runs at the same time",
	"table_never": "so many people can never publish this table of figures", "too_few_mentors": "newcomers have no mentor: there are too few places",
	"ruled_out": "newcomers have no mentor although there are places: the criteria rule every pair out", "refused": "somebody was refused",
	"still_kept": "answers about eligibility are kept longer than they should be", "told": "applicants are told", "runs": "it runs",
	"never_sent": "never sent an application", "took_part": "took part", "no_pair": "took part without a mentor", "withdrew": "withdrew",
	"declined": "not selected", "decline": "not selected", "accept": "accepted", "wait": "on the waiting list", "waiting": "still on the waiting list",
	"left": "left early", "taken_back": "completion taken back",
	"opens": "applications are taken", "chased": "late check-ins are chased", "forgotten": "answers about eligibility are deleted",
}

// inWords is a code with what belongs to it.
func inWords(code, name string, number int, day time.Time) string {
	text, ok := rehearsalWords[code]
	if !ok {
		text = strings.ReplaceAll(code, "_", " ")
	}
	if name != "" {
		text += " (" + name + ")"
	}
	if number > 0 {
		text += fmt.Sprintf(", %d", number)
	}
	if !day.IsZero() {
		text += ", " + day.Format("2006-01-02")
	}
	return text
}
