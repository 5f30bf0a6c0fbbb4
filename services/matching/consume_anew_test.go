package matching

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestMadeBeside: while an index is made anew the old one answers and shows what is heard; the new one has that too, whether it was heard
// before its rows were read or after, and what was heard of those who are gone.
func TestMadeBeside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.steerEvery = time.Hour // the test makes the index itself
	people := []wire.State{newcomer("n", "vue")}
	for i := range 3 * portion {
		people = append(people, mentor(fmt.Sprintf("m-%03d", i), "git"))
	}
	w.says(people...)
	w.says(mentor("m-late", "git"), mentor("m-gone", "svelte"))
	w.run()
	ctx := t.Context()
	found := func() []string {
		t.Helper()
		r, err := w.as("n").OwnMentors(ctx, "", 0, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for who := range reasonsOf(t, r, "knows_what_you_learn") {
			out = append(out, who)
		}
		slices.Sort(out)
		return out
	}
	l := w.s.live
	is := func(want ...string) {
		t.Helper()
		if got := found(); !slices.Equal(got, append([]string{}, want...)) {
			t.Fatalf("%v, not %v", got, want)
		}
	}
	is()
	vue := wire.SkillState{Of: skill.Opaque("svelte"), Skill: "svelte", Into: "vue"}
	l.mu.Lock()
	l.picture.skill(vue.Of, &vue)
	l.changes++
	l.mu.Unlock()
	if !l.wanted() {
		t.Fatal("a decision asks for no new index")
	}
	m, everybody, issues := l.begin()
	if l.wanted() {
		t.Error("it is asked for twice")
	}
	w.says(mentor("m-late", "vue")) // heard before it is made
	is("m-late")
	l.make(ctx, m, everybody, issues, w.clock.Now())
	w.says(mentor("m-000", "vue")) // and after
	w.deletes(mentor("m-gone"))
	is("m-000", "m-late")
	l.swap(m, w.clock.Now())
	w.says(mentor("m-001", "svelte"))
	is("m-000", "m-001", "m-late")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.picture.redoPeople != nil || l.anew || l.index.Load() != m.index {
		t.Error("the new index is not the one that answers")
	}
}

// TestDecisionsAreGathered: after one index was made anew the next waits its time; everything else is shown meanwhile.
func TestDecisionsAreGathered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.steerEvery = time.Hour
	w.says(mentor("m", "svelte"), newcomer("n", "vue"))
	w.run()
	l := w.s.live
	before := l.index.Load()
	w.says(wire.SkillState{Of: skill.Opaque("svelte"), Skill: "svelte", Into: "vue"})
	if r, err := w.as("n").OwnMentors(t.Context(), "", 0, w.seen()); err != nil || len(reasonsOf(t, r, "knows_what_you_learn")) != 1 {
		t.Fatalf("the first decision: %+v %v", r, err)
	}
	first := l.index.Load()
	if first == before {
		t.Fatal("the index is the same")
	}
	w.s.hear(envelope(skill.Opaque("loaves"), 1, wire.SkillState{Of: skill.Opaque("loaves"), Into: "vue"}, false))
	w.says(mentor("m-2", "vue"))
	if r, err := w.as("n").OwnMentors(t.Context(), "", 0, w.seen()); err != nil || len(reasonsOf(t, r, "knows_what_you_learn")) != 2 {
		t.Fatalf("what else is heard: %+v %v", r, err)
	}
	if !l.wanted() || l.index.Load() != first {
		t.Error("the second decision was not put off")
	}
}
