package skill_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/skill"
)

func names(list []skill.Skill) (out []string) {
	for _, s := range list {
		out = append(out, s.ID)
	}
	return out
}

// TestSteered: every kind of decision does what it says, to the words of people, to those that others named, and to what is typed.
func TestSteered(t *testing.T) {
	base := skill.Shipped()
	alias := skill.Steer{Of: skill.Opaque("my odd git"), Into: "git"}
	added := skill.Steer{Of: skill.Opaque("bread-baking"), ID: "bread-baking", Name: "Bread baking", Kind: skill.Craft}
	onAdded := skill.Steer{Of: skill.Opaque("loaves"), Into: "bread-baking"}
	renamed := skill.Steer{Of: skill.Opaque("c-sharp"), ID: "c-sharp", Name: "C sharp"}
	merged := skill.Steer{Of: skill.Opaque("svelte"), ID: "svelte", Into: "vue"}
	left := skill.Steer{Of: skill.Opaque("qwertz")}
	got := base.Steered([]skill.Steer{alias, added, onAdded, renamed, merged, left})

	for word, want := range map[string]string{
		"My odd git": "git", "Bread baking": "bread-baking", "LOAVES": "bread-baking", "C#": "c-sharp", "Svelte": "vue", "svelte": "vue",
		skill.Opaque("my odd git"): "git", "go": "go",
	} {
		if id, known := got.Canon(word); id != want || !known {
			t.Errorf("%s: %s %v, want %s", word, id, known, want)
		}
		if _, known := base.Canon("my odd git"); known {
			t.Error("the shipped list changed")
		}
	}
	for heard, want := range map[string]string{
		skill.Opaque("my odd git"): "git", skill.Opaque("bread-baking"): "bread-baking", skill.Opaque("loaves"): "bread-baking",
		"svelte": "vue", skill.Opaque("svelte"): "vue", "vue": "vue", "bread-baking": "bread-baking", "loaves": "bread-baking",
		skill.Opaque("qwertz"): skill.Opaque("qwertz"), "qwertz": skill.Opaque("qwertz"),
	} {
		if id := got.Heard(heard); id != want {
			t.Errorf("heard %s: %s, want %s", heard, id, want)
		}
	}
	if s, ok := got.Lookup("c-sharp"); !ok || s.Name != "C sharp" || s.Kind != skill.Language {
		t.Errorf("%+v", s)
	}
	if s, ok := got.Lookup("svelte"); !ok || s.ID != "vue" {
		t.Errorf("%+v", s)
	}
	if got.KindOf("bread-baking") != skill.Craft || slices.Contains(names(got.Skills()), "svelte") {
		t.Error("not added, or not merged")
	}
	if found := names(got.Search("svel", 3)); !slices.Contains(found, "vue") || slices.Contains(found, "svelte") {
		t.Error(found)
	}
	if found := names(got.Search("bread b", 3)); !slices.Contains(found, "bread-baking") {
		t.Error(found)
	}
	want := []string{"bread-baking", skill.Opaque("loaves"), skill.Opaque("bread-baking")}
	if diff := cmp.Diff(want, got.Sources("bread-baking")); diff != "" {
		t.Error(diff)
	}
	if src := got.Sources("vue"); !slices.Contains(src, "svelte") || !slices.Contains(src, skill.Opaque("svelte")) {
		t.Error(src)
	}
	for _, s := range got.Skills() {
		for _, x := range s.Implies {
			if x.ID == "svelte" || x.ID == s.ID {
				t.Errorf("%s implies %s", s.ID, x.ID)
			}
		}
	}
}

// TestSteeredChains: a skill that is merged on is followed to its end; a circle and a way to nowhere change nothing.
func TestSteeredChains(t *testing.T) {
	merge := func(a, b string) skill.Steer { return skill.Steer{Of: skill.Opaque(a), ID: a, Into: b} }
	for name, c := range map[string]struct {
		list []skill.Steer
		want map[string]string
	}{
		"chain":          {[]skill.Steer{merge("svelte", "vue"), merge("vue", "react")}, map[string]string{"svelte": "react", "vue": "react"}},
		"circle":         {[]skill.Steer{merge("svelte", "vue"), merge("vue", "svelte")}, map[string]string{"svelte": "svelte", "vue": "vue"}},
		"into itself":    {[]skill.Steer{merge("vue", "vue")}, map[string]string{"vue": "vue"}},
		"into a circle":  {[]skill.Steer{merge("svelte", "vue"), merge("vue", "svelte"), merge("git", "vue")}, map[string]string{"git": "git"}},
		"nowhere":        {[]skill.Steer{merge("vue", "nothing-of-the-kind")}, map[string]string{"vue": "vue"}},
		"to added, gone": {[]skill.Steer{{Of: skill.Opaque("loaves"), Into: "bread-baking"}}, map[string]string{"loaves": "loaves"}},
	} {
		got := skill.Shipped().Steered(c.list)
		for from, want := range c.want {
			if id, _ := got.Canon(from); id != want {
				t.Errorf("%s: %s becomes %s, want %s", name, from, id, want)
			}
		}
	}
}

// TestSteeredAnyList: whatever is decided, in whatever order, the list stays whole: every id leads to an entry that is its own, and
// nothing implies what is not there.
func TestSteeredAnyList(t *testing.T) {
	all := []string{"svelte", "vue", "react", "git", "javascript", "bread-baking", "loaves", "documentation"}
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) skill.Steer {
			id := rapid.SampledFrom(all).Draw(t, "id")
			s := skill.Steer{Of: skill.Opaque(id)}
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				s.Into = rapid.SampledFrom(all).Draw(t, "into")
			case 1:
				s.ID, s.Into = id, rapid.SampledFrom(all).Draw(t, "into")
			case 2:
				s.ID, s.Name, s.Kind = id, "Some Name", skill.Craft
			case 3:
				s.ID, s.Name = id, "Other Name"
			}
			return s
		})
		list := rapid.SliceOfNDistinct(one, 0, 6, func(s skill.Steer) string { return s.Of }).Draw(t, "list")
		got := skill.Shipped().Steered(list)
		slices.Reverse(list)
		again := skill.Shipped().Steered(list)
		for _, id := range all {
			a, ok := got.Canon(id)
			b, _ := again.Canon(id)
			if a != b {
				t.Fatalf("%s is %s, or %s in another order", id, a, b)
			}
			if end, known := got.Canon(a); ok && (end != a || !known) {
				t.Fatalf("%s becomes %s, which becomes %s", id, a, end)
			}
		}
		for _, s := range got.Skills() {
			for _, x := range s.Implies {
				if other, ok := got.Lookup(x.ID); !ok || other.ID != x.ID || x.ID == s.ID {
					t.Fatalf("%s implies %s", s.ID, x.ID)
				}
			}
		}
	})
}
