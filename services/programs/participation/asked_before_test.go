package participation

import (
	"testing"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// TestWhatWasAskedBeforeKeepsItsCodes: a page that made other codes of the same words, before a release and after, asks the same: the set-up takes
// over the codes, so that a cohort can join an older pool, and numbers are compared with those that were printed.
func TestWhatWasAskedBeforeKeepsItsCodes(t *testing.T) {
	eachStore(t, func(t *testing.T, w *world) {
		asks := func(question, young, old string) []report.Question {
			return []report.Question{{Code: question, Text: "How old are you?",
				Options: []report.Option{{Code: young, Text: "18–24"}, {Code: old, Text: "25 or more"}}}}
		}
		for _, id := range []string{"c0", "c1", "c2", "c3"} {
			w.set(id, func(c *Cycle) { *c = Cycle{Programme: "p1"} })
		}
		_, err := w.s.SetUp(as(t, organiser), "c0", Setup{Way: report.Tables, Pool: 2, Questions: asks("q1", "a1", "a2")})
		w.no(err)
		joined := Setup{Way: report.Tables, Pool: 2, PoolWith: "c0", Questions: asks("q-how-old-are-you", "a-18-24", "a-25-or-more")}
		_, err = w.s.SetUp(as(t, organiser), "c1", joined)
		w.no(err)
		more := asks("x", "y", "z")
		more[0].Options = append(more[0].Options, report.Option{Code: "young", Text: "Younger"})
		more = append(more, report.Question{Code: "q9", Text: "Another", Options: []report.Option{{Code: "a1", Text: "18–24"}}})
		_, err = w.s.SetUp(as(t, organiser), "c2", Setup{Way: report.Tables, Questions: more})
		w.no(err)
		d, err := w.s.setup(t.Context(), "c2")
		w.no(err)
		got := d.Body.Questions
		if got[0].Code != "q1" || got[0].Options[0].Code != "a1" || got[0].Options[1].Code != "a2" || got[0].Options[2].Code != "young" || got[1].Code != "q9" {
			t.Errorf("%+v", got)
		}
		// Where two questions would get one code, what was sent stays.
		two := append(asks("b", "y", "z"), report.Question{Code: "q1", Text: "Something else", Options: []report.Option{{Code: "k", Text: "K"}}})
		_, err = w.s.SetUp(as(t, organiser), "c3", Setup{Way: report.Tables, Questions: two})
		w.no(err)
		if d, err = w.s.setup(t.Context(), "c3"); err != nil || d.Body.Questions[0].Code != "b" || d.Body.Questions[1].Code != "q1" {
			t.Errorf("%+v %v", d.Body.Questions, err)
		}
	})
}
