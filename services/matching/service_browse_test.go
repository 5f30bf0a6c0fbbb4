package matching

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// walked are the people of a list from a cursor on to its end, by next or by prev, and the totals of its pages.
func (w *world) walked(who string, f api.RecommendFilter, back bool, cursor string) (people []string, cursors []string) {
	w.t.Helper()
	for range 20 {
		var a client.Answer
		got, err := w.as(who).BrowseMentors(w.t.Context(), f, 10, cursor, client.Into(&a), w.seen())
		if err != nil {
			w.t.Fatal(err)
		}
		var page []string
		for _, m := range got.Items {
			page = append(page, m.Person)
		}
		link := a.Next
		if back {
			people, link = append(page, people...), a.Prev
		} else {
			people = append(people, page...)
		}
		if link == "" {
			return people, append(cursors, cursor)
		}
		u, err := url.Parse(link)
		if err != nil {
			w.t.Fatal(err)
		}
		cursors, cursor = append(cursors, cursor), u.Query().Get("cursor")
	}
	w.t.Fatal("the list has no end")
	return nil, nil
}

// Every mentor who can be asked is on one page, and on one only, forwards and backwards; nobody else is.
func TestBrowse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var states []wire.State
	var all []string
	for i := range 33 {
		id := fmt.Sprintf("m%02d", i)
		m := mentor(id, "go")
		if i%3 == 0 {
			m.Have[0].Skill = "rust"
		}
		states, all = append(states, m, standing(id)), append(all, id)
	}
	hidden, members, full, paused, blocks := mentor("hidden", "go"), mentor("members", "go"), mentor("full", "go"), mentor("paused", "go"), mentor("m40", "go")
	hidden.FoundBy, members.FoundBy = "nobody", "members"
	taken, away, apart := standing("full"), standing("paused"), standing("m40")
	taken.Taken, away.PausedUntil, apart.Blocked = 2, w.clock.Now().Add(time.Hour), []string{"nia"}
	w.says(append(states, hidden, members, standing("members"), full, taken, paused, away, blocks, apart, newcomer("nia", "go"))...)
	w.run()

	got, cursors := w.walked("", api.RecommendFilter{}, false, "")
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, append(slices.Clone(all), "m40")) {
		t.Errorf("signed out: %v", sorted)
	}
	if slices.IsSorted(got) || len(cursors) != 4 {
		t.Errorf("the order is that of ids, or the pages are not four: %v %v", got, cursors)
	}
	if back, _ := w.walked("", api.RecommendFilter{}, true, cursors[3]); !slices.Equal(back, got) {
		t.Errorf("backwards\n%v\nforwards\n%v", back, got)
	}
	nia, _ := w.walked("nia", api.RecommendFilter{}, false, "")
	if sorted := slices.Sorted(slices.Values(nia)); !slices.Equal(sorted, append(slices.Clone(all), "members")) {
		t.Errorf("signed in, blocked by one: %v", sorted)
	}
	if rust, _ := w.walked("", api.RecommendFilter{Skills: []string{"rust"}}, false, ""); len(rust) != 11 {
		t.Errorf("by a skill: %v", rust)
	}
	first, err := w.as("").BrowseMentors(t.Context(), api.RecommendFilter{}, 0, "")
	if err != nil || first.Total != 34 || first.From != 1 || len(first.Items) != 24 {
		t.Errorf("the first page: %+v, %v", first, err)
	}

	// Who goes on after midnight goes on in the same order; whoever has gone meanwhile is no gap.
	w.clock.Advance(24 * time.Hour)
	w.deletes(mentor(got[10]))
	later, _ := w.walked("", api.RecommendFilter{}, false, cursors[1])
	if !slices.Equal(later, got[11:]) {
		t.Errorf("the day after: %v, not %v", later, got[11:])
	}
	left := slices.DeleteFunc(slices.Clone(got), func(id string) bool { return id == got[10] })
	if today, _ := w.walked("", api.RecommendFilter{}, false, ""); slices.Equal(today, left) {
		t.Error("the order is the same on every day")
	}
	for _, cursor := range []string{"n", "x.1.1.m01", "n.zzzzzzzzzzzzzz.1.m01", "n.1.-1.m01"} {
		if _, err := w.as("").BrowseMentors(t.Context(), api.RecommendFilter{}, 0, cursor); !fault.Has(err, fault.Invalid) {
			t.Errorf("%q: %v", cursor, err)
		}
	}
	gone, _ := spotOf("p.1.1.a", w.clock.Now())
	if out, from, _, _ := gone.page(nil, 10); len(out) != 0 || from != 0 {
		t.Errorf("a page of nobody: %v %d", out, from)
	}
}
