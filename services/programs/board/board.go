package board

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/licence"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Kinds of entries.
const (
	Tool = "tool" // a tool somebody would open
	Need = "need"
)

// States of an entry.
const (
	Offered   = "offered"
	Looked    = "looked"
	Ready     = "ready"
	Opened    = "opened"
	Met       = "met"
	Withdrawn = "withdrawn"
)

// States are all of them, in order.
var States = []string{Offered, Looked, Ready, Opened, Met, Withdrawn}

// What somebody is who would like to help.
const (
	Willing    = "willing"
	Introduced = "introduced"
)

// Limits.
const (
	entriesMost = 500 // of a programme that are not over
	ownMost     = 10  // of one person that are not over, on all boards
	helpersMost = 100 // of an entry
	helpMost    = 50  // of one person
	agesAgo     = 20 * 365 * 24 * time.Hour
)

// Agreed is the word of an owner who was asked and agreed.
const Agreed = "agreed"

// Entry is something on the board.
type Entry struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	api.BoardBody
	State   string    `json:"state"`
	By      string    `json:"by"`                // who posted it
	Project string    `json:"project,omitempty"` // of the catalogue, once it is opened
	Made    time.Time `json:"made"`
	Moved   time.Time `json:"moved"`
}

// Helper is somebody who would like to help; the document's id is of entry and person.
type Helper struct {
	Programme string    `json:"programme"`
	Entry     string    `json:"entry"`
	Person    string    `json:"person"`
	State     string    `json:"state,omitempty"` // "" once it was taken back
	Words     string    `json:"words,omitempty"`
	Since     time.Time `json:"since"`
}

func helperID(entry, person string) string { return entry + "_" + person }

// Check cleans what somebody posts and says what is wrong with it.
func Check(b api.BoardBody, tax *skill.Taxonomy, now time.Time) (api.BoardBody, []fault.Field) {
	var wrong, w []fault.Field
	clean := func(v *string, pointer string, least, most int, lines bool) {
		*v, w = wording.Text(pointer, *v, least, most, lines)
		wrong = append(wrong, w...)
	}
	clean(&b.Title, "/title", 1, 120, false)
	clean(&b.Text, "/text", 1, 4000, true)
	clean(&b.Owner, "/owner", 0, 200, false)
	clean(&b.Reach, "/reach", 0, 300, true)
	b.Home, w = wording.Link("/home", b.Home)
	wrong = append(wrong, w...)
	var bad []fault.Field
	b.Skills, bad = skills(b.Skills, tax)
	wrong = append(wrong, bad...)
	b.Languages, bad = spoken(b.Languages)
	wrong = append(wrong, bad...)
	b.Licence = strings.TrimSpace(b.Licence)
	if read := licence.Read(b.Licence); read.State == licence.Stated {
		b.Licence = read.SPDX
	} else if b.Licence != "" {
		wrong = append(wrong, fault.Field{Pointer: "/licence", Code: "not_a_licence"})
	}
	b.AgreedOn = b.AgreedOn.UTC().Truncate(24 * time.Hour)
	switch {
	case b.Agreement != Agreed:
		b.AgreedOn = time.Time{}
	case b.Owner == "" && !slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Pointer == "/owner" }):
		wrong = append(wrong, fault.Field{Pointer: "/owner", Code: "required"})
	case b.AgreedOn.IsZero():
		wrong = append(wrong, fault.Field{Pointer: "/agreed_on", Code: "required"})
	case b.AgreedOn.After(now.Add(24*time.Hour)) || b.AgreedOn.Before(now.Add(-agesAgo)):
		wrong = append(wrong, fault.Field{Pointer: "/agreed_on", Code: "too_far", Params: map[string]any{"days": int(agesAgo / (24 * time.Hour))}})
	}
	return b, wrong
}

func skills(in []string, tax *skill.Taxonomy) (out []string, wrong []fault.Field) {
	for i, s := range in {
		switch id, ok := tax.Canon(s); {
		case !ok:
			wrong = append(wrong, fault.Field{Pointer: "/skills/" + strconv.Itoa(i), Code: "unknown_skill"})
		case !slices.Contains(out, id):
			out = append(out, id)
		}
	}
	return out, wrong
}

// spoken are languages by their base, as events read them.
func spoken(in []string) (out []string, wrong []fault.Field) {
	for i, l := range in {
		t, err := language.Parse(strings.TrimSpace(l))
		base, _ := t.Base()
		switch {
		case err != nil || base.String() == "und":
			wrong = append(wrong, fault.Field{Pointer: "/languages/" + strconv.Itoa(i), Code: "not_a_language"})
		case !slices.Contains(out, base.String()):
			out = append(out, base.String())
		}
	}
	return out, wrong
}

// Checklist says what of owner, licence and home is settled.
func (e *Entry) Checklist() api.BoardChecklist {
	out := api.BoardChecklist{Owner: e.Owner != "" && e.Agreement == Agreed, Home: e.Home != ""}
	if e.Licence != "" {
		out.Open = string(licence.Read(e.Licence).Open)
		out.Licence = out.Open != string(licence.NotOpen) && out.Open != string(licence.OpenUnknown)
	}
	return out
}

// Over says whether nothing comes after its state.
func (e *Entry) Over() bool { return e.State == Opened || e.State == Met || e.State == Withdrawn }

// Shown says whether everybody of the programme sees it.
func (e *Entry) Shown() bool { return e.State != Offered && e.State != Withdrawn }

// Wants says whether people may say that they would like to help.
func (e *Entry) Wants() bool { return e.State == Looked || e.State == Ready }

// Due is what is due next, and from whom.
func (e *Entry) Due(willing int) []api.BoardDue {
	out := []api.BoardDue{}
	add := func(what, from string) { out = append(out, api.BoardDue{What: what, From: from}) }
	if e.State == Offered {
		add("look", "broker")
	}
	if e.Wants() && willing > 0 {
		add("introduce", "broker")
	}
	switch {
	case e.Kind == Need && e.Wants():
		add("met", "broker")
	case e.State == Ready:
		add("open", "broker")
	case e.State == Looked:
		list := e.Checklist()
		for _, x := range []struct {
			what string
			done bool
		}{{"owner", list.Owner}, {"licence", list.Licence}, {"home", list.Home}} {
			if !x.done {
				add(x.what, "author")
			}
		}
		if list.Owner && list.Licence && list.Home {
			add("ready", "broker")
		}
	}
	return out
}

// Ways are the states into which somebody may take it: brokers, and who posted it.
func (e *Entry) Ways(author, broker bool) []string {
	out := []string{}
	list := e.Checklist()
	whole := e.Kind == Need || list.Owner && list.Licence && list.Home
	if broker {
		switch {
		case e.State == Offered:
			out = append(out, Looked)
		case e.State == Looked && e.Kind == Need:
			out = append(out, Met)
		case e.State == Looked && whole:
			out = append(out, Ready)
		case e.State == Ready:
			out = append(out, Opened, Looked)
		}
	}
	if (author || broker) && !e.Over() {
		out = append(out, Withdrawn)
	}
	return out
}

// move takes it into another state. Conflict "board.no_way", "board.unchecked" for a tool whose checklist has a gap.
func (e *Entry) move(to string, author, broker bool, now time.Time) (changed bool, err error) {
	switch {
	case e.State == to:
		return false, nil
	case slices.Contains(e.Ways(author, broker), to):
	case broker && to == Ready && e.State == Looked && e.Kind == Tool:
		return false, fault.New(fault.Conflict, "board.unchecked", "Owner, licence and home have to be settled first.")
	default:
		return false, fault.Newf(fault.Conflict, "board.no_way", "What is %s cannot become %s now.", e.State, to)
	}
	e.State, e.Moved = to, now
	return true, nil
}

// change replaces what is said. What a broker looked at is looked at again once its author changed what is material; what was ready
// is only looked at once a broker did. Conflict "board.over"; Invalid for another kind.
func (e *Entry) change(b api.BoardBody, broker bool, now time.Time) (changed bool, err error) {
	switch {
	case e.Over():
		return false, fault.New(fault.Conflict, "board.over", "This is over. Post another one instead.")
	case b.Kind != e.Kind:
		return false, fault.InvalidFields(fault.Field{Pointer: "/kind", Code: "not_one_of", Params: map[string]any{"allowed": []string{e.Kind}}})
	}
	was := e.BoardBody
	e.BoardBody = b
	same := slices.Equal(was.Skills, b.Skills) && slices.Equal(was.Languages, b.Languages) && was.Reach == b.Reach
	if same && !material(was, b) {
		return false, nil
	}
	switch {
	case !material(was, b):
	case !broker && e.State != Offered:
		e.State, e.Moved = Offered, now
	case broker && e.State == Ready:
		e.State, e.Moved = Looked, now
	}
	return true, nil
}

// material says whether two differ in what a broker looks at: all but the skills and languages that are asked for, and how to reach somebody,
// which only whom a broker introduces reads.
func material(a, b api.BoardBody) bool {
	return a.Title != b.Title || a.Text != b.Text || a.Owner != b.Owner || a.Agreement != b.Agreement || !a.AgreedOn.Equal(b.AgreedOn) ||
		a.Licence != b.Licence || a.Home != b.Home
}
