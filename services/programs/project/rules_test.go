package project

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
)

var noon = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

func whole() api.CohortProjectBody {
	return api.CohortProjectBody{Title: "Bus times", Text: "Read departures aloud.", Skills: []string{"go", "python"}, Links: []string{"https://example.org/a"},
		Mentors: []string{"m1", "m2"}, Money: &api.CohortProjectMoney{Currency: "EUR", Minor: 100}, Partner: "p1", Contact: "room 7"}
}

// TestMaterial: each field but the contact is material by itself; order and a copy of the money are not.
func TestMaterial(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*api.CohortProjectBody){
		"title":   func(b *api.CohortProjectBody) { b.Title += "." },
		"text":    func(b *api.CohortProjectBody) { b.Text += "." },
		"skills":  func(b *api.CohortProjectBody) { b.Skills = []string{"go"} },
		"links":   func(b *api.CohortProjectBody) { b.Links = nil },
		"mentors": func(b *api.CohortProjectBody) { b.Mentors = []string{"m1", "m3"} },
		"money":   func(b *api.CohortProjectBody) { b.Money = &api.CohortProjectMoney{Currency: "EUR", Minor: 101} },
		"partner": func(b *api.CohortProjectBody) { b.Partner = "" },
		"project": func(b *api.CohortProjectBody) { b.Project = strings.Repeat("a", 26) },
		"":        func(b *api.CohortProjectBody) { b.Contact = "room 8" },
		" ": func(b *api.CohortProjectBody) {
			b.Skills, b.Mentors = []string{"python", "go"}, []string{"m2", "m1"}
			b.Money = &api.CohortProjectMoney{Currency: "EUR", Minor: 100}
		},
	} {
		after := whole()
		change(&after)
		var want []string
		if strings.TrimSpace(name) != "" {
			want = []string{name}
		}
		if got := Material(whole(), after); !slices.Equal(got, want) {
			t.Errorf("%q: %v", name, got)
		}
		if got := Material(after, whole()); !slices.Equal(got, want) {
			t.Errorf("%q the other way: %v", name, got)
		}
	}
	no := whole()
	no.Money = nil
	if got := Material(no, whole()); !slices.Equal(got, []string{"money"}) {
		t.Error(got)
	}
}

// TestApprovalAndItsReset: what is approved waits again after a material edit, beside what was approved; a contact changes nothing.
func TestApprovalAndItsReset(t *testing.T) {
	t.Parallel()
	p := Project{CohortProjectBody: whole(), State: Waiting, By: "a", Editor: "a"}
	decide := func(state, reason, by string) error {
		_, err := p.decide(api.CohortProjectDecision{State: state, Reason: reason}, by, by == "a", by != "a", p.Own(by, false), noon)
		return err
	}
	for _, own := range []string{"m1", "m2"} {
		if err := decide(Approved, "", own); !fault.Coded(err, "project.own") {
			t.Fatalf("%s approves their own: %v", own, err)
		}
	}
	if err := decide(Approved, "", "a"); !fault.Coded(err, "project.no_way") {
		t.Fatal(err)
	}
	comma := whole()
	comma.Text += ", too"
	offered := Project{CohortProjectBody: whole(), State: Waiting, By: "a"}
	if _, err := offered.change(comma, "o", noon); err != nil || !slices.Contains(offered.Ways(false, true, offered.Own("o", false)), Approved) {
		t.Fatal("the only organiser corrects it, and it waits for ever:", err)
	}
	if err := decide(Refused, " ", "o"); !fault.Has(err, fault.Invalid) {
		t.Fatal("a refusal without a reason:", err)
	}
	if err := decide(Approved, "why not", "o"); !fault.Has(err, fault.Invalid) {
		t.Fatal("an approval with a reason:", err)
	}
	if err := decide(Approved, "", "o"); err != nil || p.State != Approved || p.Judge != "o" {
		t.Fatal(err, p)
	}
	b := whole()
	b.Contact, b.Skills = "room 8", []string{"python", "go"}
	if changed, err := p.change(b, "a", noon); !changed || err != nil || p.State != Approved || p.Contact != "room 8" || p.Skills[0] != "go" {
		t.Fatalf("a contact: %v %+v", err, p)
	}
	b.Title = "Trams too"
	if changed, err := p.change(b, "o", noon.Add(time.Hour)); !changed || err != nil || p.State != Waiting || p.Judge != "" || p.Moved != noon.Add(time.Hour) {
		t.Fatalf("%v %+v", err, p)
	}
	was, differs := p.before()
	if was == nil || was.Title != "Bus times" || was.Contact != "" || !slices.Equal(differs, []string{"title"}) {
		t.Fatalf("%+v %v", was, differs)
	}
	if err := decide(Approved, "", "o"); !fault.Coded(err, "project.own") {
		t.Fatal("who wrote it approves it:", err)
	}
	if err := decide(Refused, "Not in this term.", "o2"); err != nil || p.Was != nil || p.Reason == "" {
		t.Fatal(err, p)
	}
	if changed, _ := p.change(p.CohortProjectBody, "a", noon); changed {
		t.Error("the same again is a change")
	}
	b.Text = "Less."
	if _, err := p.change(b, "a", noon); err != nil || p.State != Waiting || p.Reason != "" {
		t.Fatal(err, p)
	}
	if err := decide(Withdrawn, "", "a"); err != nil || len(p.Ways(true, true, false)) != 0 {
		t.Fatal(err, p)
	}
	if _, err := p.change(whole(), "a", noon); !fault.Coded(err, "project.over") {
		t.Fatal(err)
	}
}

// TestAMentorWhoGoes: an approved project says something else once a mentor's name is off it; an erased one is nowhere in it.
func TestAMentorWhoGoes(t *testing.T) {
	t.Parallel()
	body := whole()
	p := Project{CohortProjectBody: whole(), Was: &body, State: Approved, By: "a", Editor: "m1", Judge: "m1"}
	if p.unmentor("m9", noon) || p.State != Approved {
		t.Fatal("somebody who is not named")
	}
	p.forget("m1", noon)
	if p.State != Waiting || slices.Contains(actors(&p), "m1") || p.Editor != "" || p.Judge != "" || !slices.Equal(body.Mentors, []string{"m1", "m2"}) {
		t.Fatalf("%+v %v", p, actors(&p))
	}
	if got := (&Project{CohortProjectBody: api.CohortProjectBody{Title: "A; b, c | d"}}).Named(); got != "A b c d" {
		t.Error(got)
	}
}

// TestCheck: every field says what is wrong with it.
func TestCheck(t *testing.T) {
	t.Parallel()
	b := whole()
	b.Skills, b.Mentors = []string{"golang", "go", "no such thing at all"}, []string{"M", "a", "a"}
	b.Links = []string{"", "http://plain", "https://x.org", "https://x.org"}
	b.Title = ""
	got, wrong := Check(b, skill.Shipped())
	var at []string
	for _, w := range wrong {
		at = append(at, w.Pointer)
	}
	want := []string{"/title", "/skills/2", "/links/0", "/links/1", "/links/3", "/mentors/0", "/mentors/2"}
	if !slices.Equal(at, want) || !slices.Equal(got.Skills, []string{"go"}) {
		t.Errorf("%v\n%v\n%v", at, want, got.Skills)
	}
}
