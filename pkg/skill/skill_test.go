package skill

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCanon(t *testing.T) {
	tax := Shipped()
	for word, want := range map[string]string{
		"GoLang": "go", "go": "go", "C#": "c-sharp", "csharp": "c-sharp", "c++": "cpp", "CPP": "cpp", "C++17": "cpp", "F#": "f-sharp",
		"fsharp": "f-sharp",
		".NET":   "dotnet", ".NET Core": "dotnet", "dot-net": "dotnet", "Node.js": "node.js", "nodejs": "node.js", "Node JS": "node.js",
		"React.js": "react",
		"ReactJS":  "react", "Vue.js": "vue", "vuex": "vuex", "AngularJS": "angularjs", "angular": "angular",
		"3D printing": "3d-printing", "ＰＹＴＨＯＮ": "python",
		"Python3": "python", "python 3.12": "python", "Python-v3": "python", "JS": "javascript", "es6": "javascript",
		"ts": "typescript", "K8s": "kubernetes",
		"Postgres": "postgresql", "docs": "documentation", "Technical Writing": "technical-writing", "Übersetzen": "ubersetzen",
		"a11y":    "accessibility",
		"ASP.NET": "asp.net", "asp.net-core": "asp.net", "Objective-C": "objective-c", "objc": "objective-c", "HTML5": "html",
		"css3": "css", "bash": "bash",
		"Rails": "ruby-on-rails", "d3": "d3.js", "d": "d", "D2": "d2", "R": "r", "C": "c", "VB.NET": "visual-basic",
		"organising meetups": "events",
		"web3":               "web3", "mp3": "mp3", "underwater basket weaving": "underwater-basket-weaving", "": "", "🙂": "", "perl 6": "raku",
		"Perl-5": "perl",
	} {
		if got, _ := tax.Canon(word); got != want {
			t.Errorf("Canon(%q) = %q, want %q", word, got, want)
		}
	}
	if _, known := tax.Canon("underwater basket weaving"); known {
		t.Error("an unknown word counts as known")
	}
}

func TestShippedIsWhole(t *testing.T) {
	tax := Shipped()
	if len(shipped) >= 400_000 {
		t.Errorf("the taxonomy has %d bytes", len(shipped))
	}
	crafts := 0
	for _, s := range tax.Skills() {
		if Spell(s.ID) != s.ID || s.ID == "" || s.Name == "" || strings.ContainsAny(s.ID, "#_ ") {
			t.Errorf("%q is not spelled as an id", s.ID)
		}
		if s.Kind == Craft {
			crafts++
			if s.About == "" || len(s.Aliases) == 0 {
				t.Errorf("%s has no description or no words", s.ID)
			}
		}
		for _, w := range append([]string{s.ID, s.Name}, s.Aliases...) {
			if got, known := tax.Canon(w); got != s.ID || !known {
				t.Errorf("%q of %s leads to %q", w, s.ID, got)
			}
		}
		for _, i := range s.Implies {
			if _, ok := tax.Lookup(i.ID); !ok || i.Share <= 0 || i.Share >= 1_000_000 || i.ID == s.ID {
				t.Errorf("%s implies %+v", s.ID, i)
			}
		}
		for _, r := range s.Related {
			if _, ok := tax.Lookup(r); !ok {
				t.Errorf("%s is related to %q, which is no entry", s.ID, r)
			}
		}
		if !slices.Contains([]Kind{Language, Framework, Tool, Platform, Topic, Craft}, s.Kind) {
			t.Errorf("%s has kind %q", s.ID, s.Kind)
		}
	}
	if crafts < 40 {
		t.Errorf("%d crafts", crafts)
	}
}

// Every refused merge stays refused: the word does not lead to what it is not.
func TestRefusedMerges(t *testing.T) {
	tax := Shipped()
	if len(tax.Refused()) < 150 {
		t.Errorf("only %d refusals", len(tax.Refused()))
	}
	for _, r := range tax.Refused() {
		got, _ := tax.Canon(r.Alias)
		if not, known := tax.Canon(r.Not); known && got == not && Squeeze(Spell(r.Alias)) != Squeeze(Spell(r.Not)) {
			t.Errorf("%q still leads to %q", r.Alias, got)
		}
	}
}

// No alias is the name of another entry: otherwise two things would be one.
func TestNoAliasIsAnothersName(t *testing.T) {
	tax := Shipped()
	owner := map[string]string{}
	for _, s := range tax.Skills() {
		for _, w := range []string{s.ID, s.Name} {
			owner[Squeeze(Spell(w))] = s.ID
		}
	}
	for _, s := range tax.Skills() {
		for _, a := range s.Aliases {
			if o, named := owner[Squeeze(a)]; named && o != s.ID {
				t.Errorf("alias %q of %s is the name of %s", a, s.ID, o)
			}
		}
	}
}

func TestImplications(t *testing.T) {
	tax := Shipped()
	for have, other := range map[string]string{
		"react": "javascript", "typescript": "javascript", "django": "python", "kubernetes": "containers", "docker-compose": "docker",
		"gin":           "go",
		"ruby-on-rails": "ruby", "technical-writing": "documentation", "cython": "python",
	} {
		if !slices.ContainsFunc(tax.Implied(have), func(i Implication) bool { return i.ID == other }) {
			t.Errorf("%s does not imply %s: %v", have, other, tax.Implied(have))
		}
	}
	if tax.Implied("javascript") != nil {
		t.Errorf("javascript implies %v", tax.Implied("javascript"))
	}
}

func TestCanonIsIdempotent(t *testing.T) {
	tax := Shipped()
	var known []string
	for _, s := range tax.Skills() {
		known = append(append(known, s.Name), s.Aliases...)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.SampledFrom(known), rapid.Map(rapid.SampledFrom(known), strings.ToUpper),
			rapid.StringOfN(rapid.RuneFrom([]rune("cgo+#.- 3v")), 0, 12, -1)).Draw(t, "word")
		checkCanon(t, tax, word)
	})
}

func checkCanon(t interface{ Fatalf(string, ...any) }, tax *Taxonomy, word string) {
	once, known := tax.Canon(word)
	twice, still := tax.Canon(once)
	if once != twice || known != still {
		t.Fatalf("Canon(%q) = %q %v, again %q %v", word, once, known, twice, still)
	}
	if len(once) > MaxID {
		t.Fatalf("%q is too long", once)
	}
	cause, _ := tax.CanonCause(word)
	if again, _ := tax.CanonCause(cause); again != cause {
		t.Fatalf("CanonCause(%q) = %q, again %q", word, cause, again)
	}
}

func FuzzCanon(f *testing.F) {
	for _, s := range []string{"C#", ".NET", "node.js", "python-3.12", "日本", "a b-2"} {
		f.Add(s)
	}
	tax := Shipped()
	f.Fuzz(func(t *testing.T, word string) {
		checkCanon(t, tax, word)
		if found := tax.Search(word, 10); len(found) > 10 {
			t.Fatalf("%d found", len(found))
		}
	})
}

func TestCauses(t *testing.T) {
	tax := Shipped()
	for word, want := range map[string]string{
		"Health": "health", "healthcare": "health", "SDG-3": "health", "sdg 4": "education", "public administration": "public-administration",
		"govtech": "public-administration", "a11y": "accessibility", "DPG": "digital-public-goods", "civic-tech": "democracy",
		"open access": "open-science", "climate-change": "climate",
	} {
		if got, known := tax.CanonCause(word); got != want || !known {
			t.Errorf("CanonCause(%q) = %q %v, want %q", word, got, known, want)
		}
	}
	for g := 1; g <= 17; g++ {
		if _, known := tax.CanonCause(fmt.Sprintf("sdg-%d", g)); !known {
			t.Errorf("sdg-%d is no cause", g)
		}
	}
	for _, c := range tax.Causes() {
		if c.About == "" || len(c.Goals) == 0 || Spell(c.ID) != c.ID {
			t.Errorf("cause %+v is not whole", c)
		}
	}
	if len(tax.Causes()) < 25 {
		t.Errorf("%d causes", len(tax.Causes()))
	}
}

func TestSearch(t *testing.T) {
	tax := Shipped()
	for typed, want := range map[string]string{
		"java": "java", "pyt": "python", "javasc": "javascript", "golang": "go", "writ": "writing", "accesib": "accessibility",
		"tranlation": "translation", "kubernets": "kubernetes",
		"documantation": "documentation", "meetup": "events", "react": "react", "c#": "c-sharp", "c++": "cpp", "tpyescript": "",
	} {
		found := tax.Search(typed, 8)
		if want == "" {
			continue
		}
		if len(found) == 0 || !slices.ContainsFunc(found[:min(3, len(found))], func(s Skill) bool { return s.ID == want }) {
			t.Errorf("Search(%q): %v", typed, ids(found))
		}
	}
	if got := tax.Search("", 5); len(got) != 5 {
		t.Errorf("nothing typed: %v", ids(got))
	}
	if got := tax.Search("java", 1); got[0].ID != "java" {
		t.Errorf("the whole word is not first: %v", ids(got))
	}
	if got := tax.Search("zzzzqqqq", 5); len(got) != 0 {
		t.Errorf("found %v", ids(got))
	}
}

func ids(found []Skill) (out []string) {
	for _, s := range found {
		out = append(out, s.ID)
	}
	return out
}

func BenchmarkCanon(b *testing.B) {
	tax := Shipped()
	for b.Loop() {
		tax.Canon("Node.js")
	}
}

func BenchmarkSearch(b *testing.B) {
	tax := Shipped()
	for b.Loop() {
		tax.Search("documantation", 8)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := parse(shipped); err != nil {
			b.Fatal(err)
		}
	}
}
