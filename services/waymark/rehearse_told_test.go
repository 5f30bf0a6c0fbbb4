package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
)

// TestRehearseSaysEveryMessage: what nobody reads in English is listed too, the counts add up, and --all has the texts of every language.
func TestRehearseSaysEveryMessage(t *testing.T) {
	t.Parallel()
	got := &api.Rehearsal{
		People: []api.RehearsalPerson{{As: "newcomer", End: "never_sent"}, {As: "newcomer", End: "took_part"}},
		Texts: []api.RehearsalText{
			{Kind: "application_decided", How: "decline", Language: "fr", Subject: "Une décision", Lines: []string{"Pas cette fois."}},
			{Kind: "application_decided", How: "accept", Language: "ru", Subject: "Решение"},
			{Kind: "application_decided", How: "accept", Language: "en", Subject: "A decision", Lines: []string{"You are in."}},
			{Kind: "application_decided", How: "decline", Language: "zh", Subject: "决定"},
		},
		Messages: []api.RehearsalMessage{{Text: 0}, {Text: 1}, {Text: 1}, {Text: 2}, {Text: 3}},
	}
	sum := 0
	for _, g := range toldGroups(got) {
		sum += g.sent
	}
	if sum != len(got.Messages) {
		t.Errorf("%d of %d messages", sum, len(got.Messages))
	}
	for all, want := range map[bool][]string{
		false: {"to   2       Une décision (not selected), in fr, zh", "to   3       A decision (accepted), in en, ru", "1 newcomer: never sent an application",
			"1 newcomer: took part"},
		true: {"[zh] 决定", "Pas cette fois.", "You are in.", "[ru] Решение"},
	} {
		var out bytes.Buffer
		(&rehearseCommand{All: all}).print(streams{out: &out}, got)
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("it does not say %q:\n%s", w, out.String())
			}
		}
		if has := strings.Contains(out.String(), "[zh]"); has != all {
			t.Errorf("--all %v:\n%s", all, out.String())
		}
	}
}
