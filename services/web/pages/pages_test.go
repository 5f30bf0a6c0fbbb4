package pages_test

import (
	"html/template"
	"testing"

	"github.com/waymark-dev/waymark/services/web/pages"
	"github.com/waymark-dev/waymark/services/web/words"
)

func load(tb testing.TB) (*pages.Set, *words.Book) {
	tb.Helper()
	book, err := words.Load()
	if err != nil {
		tb.Fatal(err)
	}
	none := func(...any) string { return "" }
	s, err := pages.Load(book, func(*words.Printer) template.FuncMap {
		return template.FuncMap{"initials": none, "stone": none, "first": none, "skill": none, "cause": none, "spoken": none, "list": none,
			"static": none, "input": none, "n64": none, "face": none}
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s, book
}

// BenchmarkWarm is what makes the first page after a start slow, where nobody warms the templates before.
func BenchmarkWarm(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s, _ := load(b)
		b.StartTimer()
		s.Warm("en")
	}
}
