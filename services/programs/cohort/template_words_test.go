package cohort

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTemplatesInSixLanguages: every question of every template is asked in every language that is shipped, with as many answers, and is the same
// in all else; in a language that nobody ships it is English.
func TestTemplatesInSixLanguages(t *testing.T) {
	t.Parallel()
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range templates {
		for _, tag := range []string{"fr", "es", "ru", "ar", "zh", "zh-Hant", "FR-ca"} {
			got := w.in(tag, name, x.questions)
			for i, q := range x.questions {
				if got[i].Text == q.Text || len(got[i].Options) != len(q.Options) || len(q.Options) > 0 && got[i].Options[0] == q.Options[0] {
					t.Errorf("%s, %s: %q is not said: %+v", tag, name, q.Code, got[i])
				}
				got[i].Text, got[i].Options = q.Text, q.Options
			}
			if diff := cmp.Diff(x.questions, got); diff != "" {
				t.Errorf("%s, %s: %s", tag, name, diff)
			}
		}
		for _, tag := range []string{"", "en", "sw", "-"} {
			if diff := cmp.Diff(x.questions, w.in(tag, name, x.questions)); diff != "" {
				t.Errorf("%q, %s: %s", tag, name, diff)
			}
		}
	}
	for tag, tables := range w {
		for name, said := range tables {
			for code := range said {
				if !asks(name, code) {
					t.Errorf("%s has words for %s.%s, which is asked nowhere", tag, name, code)
				}
			}
		}
	}
}

func asks(template, code string) bool {
	for _, q := range templates[template].questions {
		if q.Code == code {
			return true
		}
	}
	return false
}
