package safety

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestNamesIn: a text names somebody by their whole name, a part of it of three letters, or an address of theirs, however it is written.
func TestNamesIn(t *testing.T) {
	page := func(name string) []wire.EvidenceLine {
		return []wire.EvidenceLine{{Part: "display_name", Text: name}, {Part: "links", Text: "Home https://code.example/moreau-m"},
			{Part: "about", Text: "likes maps"}}
	}
	for _, x := range []struct {
		text, name string
		want       bool
	}{
		{"It was MIA, at the meeting.", "Mia Moreau", true}, {"moreau wrote to me", "Mia Moreau", true}, {"Ｍｉａ said", "Mia Moreau", true},
		{"see code.example/Moreau-M", "Nobody Else", true}, {"a certain Miami", "Mia Moreau", false}, {"he likes maps", "Mia Moreau", false},
		{"no more than that", "Mo", false}, {"Mo did it", "Mo", true}, {"是王小明做的", "王小明", true}, {"Élise, I think", "élise", true},
		{"", "Mia", false},
		{"NoorHalabi did", "Noor Halabi", true}, {"No\u200bor Hal\u200babi", "Noor Halabi", true}, {"N o o r H a l a b i", "Noor Halabi", true},
		{"Nóor wrote", "Noor Halabi", true}, {"Nооr wrote", "Noor Halabi", true}, {"Noors messages", "Noor Halabi", true},
		{"noorish colours", "Noor Halabi", false}, {"с Анной", "Анна Белова", true}, {"Annals of", "Anna B", true}, {"on an island", "Anna B", false},
		{"the person behind http://here/people/0199F3F2-0000-7000-8000-00000000beef threatens me", "Noor Halabi", true},
		{"0199f3f2 0000 7000 8000 00000000beef", "Noor Halabi", true},
	} {
		if got := namesIn(x.text, "0199f3f2-0000-7000-8000-00000000beef", page(x.name)); got != x.want {
			t.Errorf("%q names %q: %v", x.text, x.name, got)
		}
	}
}

func (w *world) described(who, words string) *api.ReportReceipt {
	w.t.Helper()
	r, err := w.as(who).Report(w.t.Context(), api.NewReport{About: "somebody", Kind: "harassment", Words: words, Language: "fr"})
	w.must(err)
	return r
}

// TestSomebodyIsDescribed: a report without a subject is a case that nobody sees whom its words may name; nothing can follow before somebody
// who has read it says who it is; from then on the conflicts are those with that person, and contact with them stops where there is any.
func TestSomebodyIsDescribed(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	if _, err := w.as("ada").Report(ctx, api.NewReport{About: "somebody", Kind: "spam", Words: " "}); !fault.Has(err, fault.Invalid) {
		t.Errorf("without a word of who it is: %v", err)
	}
	if _, err := w.as("ada").Report(ctx, api.NewReport{About: "somebody", Person: "bo", Kind: "spam", Words: "x"}); !fault.Has(err, fault.Invalid) {
		t.Errorf("with an id: %v", err)
	}
	w.match("m1", "ada", "bo", "active")
	w.match("m2", "bo", "max", "ended") // max accepted bo: a conflict once it is known that it is bo
	r := w.described("ada", "A man called B., and Mia of the moderators laughed about it. CANARY")
	mo, max, mia := w.mod("mo"), w.mod("max"), w.mod("mia")
	if _, err := mia.Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("mia, whom the words name, sees it: %v", err)
	}
	c, err := mo.Case(ctx, r.ID)
	w.must(err)
	if c.About != "somebody" || c.Person != "" || c.PersonLeft || slices.Contains(c.Can, "subject") || len(w.stopped) != 0 {
		t.Fatalf("%+v, stopped %v", c, w.stopped)
	}
	if err := mo.NameSubject(ctx, r.ID, "bo"); !fault.Coded(err, "case.not_opened") {
		t.Errorf("before it was read: %v", err)
	}
	o, err := mo.OpenCase(ctx, r.ID, "triage")
	w.must(err)
	if !slices.Contains(o.Case.Can, "subject") || o.Words == "" {
		t.Errorf("%+v", o)
	}
	if _, err := mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "warning", Words: "x"}); !fault.Coded(err, "case.unnamed") {
		t.Errorf("a warning for nobody: %v", err)
	}
	for _, who := range []string{"ada", "nobody-at-all"} {
		if err := mo.NameSubject(ctx, r.ID, who); !fault.Has(err, fault.Invalid) {
			t.Errorf("it is %s: %v", who, err)
		}
	}
	if _, err := max.Case(ctx, r.ID); err != nil {
		t.Errorf("max, before it is known: %v", err)
	}
	for range 2 {
		w.must(mo.NameSubject(ctx, r.ID, "bo"))
	}
	if err := mo.NameSubject(ctx, r.ID, "cy"); !fault.Coded(err, "case.moved") {
		t.Errorf("and now another one: %v", err)
	}
	if _, err := max.Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("max, who mentors bo: %v", err)
	}
	if _, err := mia.Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("mia, afterwards: %v", err)
	}
	if len(w.stopped) != 1 || w.stopped[0] != (wire.StopContactQuestion{Case: r.ID, Person: "ada", Other: "bo"}) {
		t.Errorf("stopped: %+v", w.stopped)
	}
	if own, err := w.as("ada").OwnReport(ctx, r.ID); err != nil || own.Person != "" || own.Contact != "stopped" {
		t.Errorf("the reporter reads %+v %v", own, err)
	}
	w.must(w.s.Tick(ctx))
	if c, err = mo.Case(ctx, r.ID); err != nil || c.Person != "bo" || c.Copy != "kept" {
		t.Errorf("%+v %v", c, err)
	}
	_, err = mo.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "warning", Words: "What it is about"})
	w.must(err)
}

// TestWhoNamesThemselvesIsOut: whoever says that it is somebody they have to do with, or themselves, does not see the case any more, and
// somebody else is told. Where two share nothing, nothing is stopped, so that a block does not tell the reporter who was meant.
func TestWhoNamesThemselvesIsOut(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r := w.described("ada", "Somebody at the meeting.")
	mo := w.mod("mo")
	_, err := mo.OpenCase(ctx, r.ID, "triage")
	w.must(err)
	w.must(mo.NameSubject(ctx, r.ID, "mo"))
	if _, err := mo.Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("it is about mo, who sees it: %v", err)
	}
	if c, err := w.mod("max").Case(ctx, r.ID); err != nil || c.Moderator != "" || c.Contact != "none" || len(w.stopped) != 0 {
		t.Errorf("%+v %v, stopped %v", c, err, w.stopped)
	}
	if own, err := w.as("ada").OwnReport(ctx, r.ID); err != nil || own.Contact != "none" {
		t.Errorf("%+v %v", own, err)
	}
}

// TestNobodyKnowsWhomItNames: as long as profiles does not answer, any moderator could be meant: administrators alone see it.
func TestNobodyKnowsWhomItNames(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	w.mu.Lock()
	w.away = true
	w.mu.Unlock()
	r := w.described("", "It was Mia.")
	if _, err := w.mod("mo").Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("a moderator sees it: %v", err)
	}
	w.mu.Lock()
	w.away = false
	w.mu.Unlock()
	w.must(w.s.Tick(ctx))
	if _, err := w.mod("mo").Case(ctx, r.ID); err != nil {
		t.Errorf("mo: %v", err)
	}
	if _, err := w.mod("mia").Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("mia: %v", err)
	}
}
