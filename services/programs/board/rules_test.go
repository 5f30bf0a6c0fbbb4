package board

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func whole() api.BoardBody {
	return api.BoardBody{Kind: Tool, Title: "Forms", Text: "Fills forms.", Owner: "The office", Agreement: Agreed, AgreedOn: now.AddDate(0, 0, -1),
		Licence: "MIT", Home: "https://github.com/example/forms", Skills: []string{"go"}, Languages: []string{"en"}}
}

// TestCheck: what is written is cleaned, and each field that is wrong is named.
func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(b *api.BoardBody)
		pointer string
	}{
		"whole":              {func(*api.BoardBody) {}, ""},
		"no title":           {func(b *api.BoardBody) { b.Title = "  " }, "/title"},
		"no licence":         {func(b *api.BoardBody) { b.Licence = "" }, ""},
		"made-up licence":    {func(b *api.BoardBody) { b.Licence = "Friendly-9" }, "/licence"},
		"another spelling":   {func(b *api.BoardBody) { b.Licence = "mit license" }, ""},
		"no home":            {func(b *api.BoardBody) { b.Home = "" }, ""},
		"home without https": {func(b *api.BoardBody) { b.Home = "http://github.com/a/b" }, "/home"},
		"unknown skill":      {func(b *api.BoardBody) { b.Skills = []string{"qwertzuiop"} }, "/skills/0"},
		"no language":        {func(b *api.BoardBody) { b.Languages = []string{"--"} }, "/languages/0"},
		"agreed, by nobody":  {func(b *api.BoardBody) { b.Owner = "" }, "/owner"},
		"agreed, never":      {func(b *api.BoardBody) { b.AgreedOn = time.Time{} }, "/agreed_on"},
		"agreed in a year":   {func(b *api.BoardBody) { b.AgreedOn = now.AddDate(1, 0, 0) }, "/agreed_on"},
		"not asked":          {func(b *api.BoardBody) { b.Agreement = "not_asked"; b.Owner = "" }, ""},
	} {
		b := whole()
		c.change(&b)
		out, wrong := Check(b, skill.Shipped(), now)
		switch {
		case c.pointer == "" && len(wrong) > 0, c.pointer != "" && (len(wrong) != 1 || wrong[0].Pointer != c.pointer):
			t.Errorf("%s: %+v", name, wrong)
		case c.pointer == "" && b.Licence != "" && out.Licence != "MIT":
			t.Errorf("%s: %q", name, out.Licence)
		case out.Agreement != Agreed && !out.AgreedOn.IsZero():
			t.Errorf("%s: %v", name, out.AgreedOn)
		}
	}
}

// TestChecklist: a tool is ready once each of the three is settled, and a licence that is not open settles nothing.
func TestChecklist(t *testing.T) {
	for _, c := range []struct {
		change func(b *api.BoardBody)
		due    string
	}{
		{func(*api.BoardBody) {}, "ready"}, {func(b *api.BoardBody) { b.Agreement = "asked" }, "owner"}, {func(b *api.BoardBody) { b.Licence = "" }, "licence"},
		{func(b *api.BoardBody) { b.Licence = "BUSL-1.1" }, "licence"}, {func(b *api.BoardBody) { b.Home = "" }, "home"},
	} {
		e := Entry{BoardBody: whole(), State: Looked}
		c.change(&e.BoardBody)
		_, err := e.move(Ready, false, true, now)
		if due := e.Due(0); c.due != "ready" && (len(due) != 1 || due[0] != (api.BoardDue{What: c.due, From: "author"}) || err == nil) {
			t.Errorf("%s: %+v %v", c.due, due, err)
		}
		if c.due == "ready" && (err != nil || e.State != Ready) {
			t.Error(err)
		}
	}
}

// TestMoves: whatever is done in whatever order, an end is final, nothing is opened without its checklist, what is shown was looked at as it is,
// and who posted it alone only withdraws it.
func TestMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{Tool, Need}).Draw(t, "kind")
		e := Entry{BoardBody: whole(), State: Offered}
		e.Kind = kind
		var seen api.BoardBody // as a broker saw it last
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			author, broker := rapid.Bool().Draw(t, "author"), rapid.Bool().Draw(t, "broker")
			was := e
			if rapid.Bool().Draw(t, "edits") && (author || broker) {
				b := e.BoardBody
				switch rapid.IntRange(0, 4).Draw(t, "what") {
				case 0:
					b.Skills = []string{rapid.SampledFrom([]string{"go", "python"}).Draw(t, "skill")}
				case 1:
					b.Licence = rapid.SampledFrom([]string{"", "MIT", "BUSL-1.1"}).Draw(t, "licence")
				case 2:
					b.Home = rapid.SampledFrom([]string{"", "https://github.com/example/forms"}).Draw(t, "home")
				case 3:
					b.Text = rapid.SampledFrom([]string{"One.", "Two."}).Draw(t, "text")
				case 4:
					b.Agreement = rapid.SampledFrom([]string{"asked", Agreed}).Draw(t, "agreement")
				}
				changed, err := e.change(b, broker, now)
				if was.Over() != (err != nil) {
					t.Fatalf("%+v %v", was, err)
				}
				if err == nil && broker {
					seen = e.BoardBody
				}
				if err == nil && changed && material(was.BoardBody, b) && e.State == Ready {
					t.Fatalf("still ready: %+v", e)
				}
				if !material(was.BoardBody, b) && e.State != was.State {
					t.Fatalf("an immaterial edit moved it: %s %s", was.State, e.State)
				}
			} else {
				to := rapid.SampledFrom(States).Draw(t, "to")
				ways := e.Ways(author, broker)
				changed, err := e.move(to, author, broker, now)
				if (err == nil) != (to == was.State || slices.Contains(ways, to)) || changed != (e.State != was.State) {
					t.Fatalf("%s to %s: %v %v", was.State, to, changed, err)
				}
				if changed && broker {
					seen = e.BoardBody
				}
				if changed && !broker && (e.State != Withdrawn || !author) {
					t.Fatalf("moved by %v %v to %s", author, broker, e.State)
				}
			}
			list := e.Checklist()
			switch {
			case was.Over() && e.State != was.State:
				t.Fatalf("an end was no end: %s %s", was.State, e.State)
			case (e.State == Ready || e.State == Opened) && kind == Tool && !(list.Owner && list.Licence && list.Home):
				t.Fatalf("%s without its checklist", e.State)
			case (e.State == Ready || e.State == Opened) && kind == Need, e.State == Met && kind == Tool:
				t.Fatalf("a %s is %s", kind, e.State)
			case e.Shown() && material(seen, e.BoardBody):
				t.Fatalf("shown, and nobody looked at it as it is")
			}
		}
	})
}
