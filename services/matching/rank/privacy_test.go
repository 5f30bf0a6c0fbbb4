package rank

import (
	"encoding/json"
	"math/bits"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func (h *Hours) flip(i int) { h[i/8] ^= 1 << (i % 8) }

func (h *Hours) shared(o *Hours) (n int) {
	for i := range h {
		n += bits.OnesCount8(h[i] & o[i])
	}
	return n
}

func overlapBand(half int) string {
	for _, b := range []struct {
		least int
		name  string
	}{{8, "from_4h"}, {4, "from_2h"}, {2, "from_1h"}} {
		if half >= b.least {
			return b.name
		}
	}
	return "none"
}

// A half hour more, less or elsewhere changes no byte of an answer while the band of the overlap is the same: whoever asks finds out
// the band and nothing else.
func TestHoursTellABandOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := genMentor(t, "m"), genPerson(t, "n")
		m.Zone, n.Zone = "", ""
		if m.Hours == (Hours{}) || n.Hours == (Hours{}) {
			t.Skip("nobody said when")
		}
		s := Scope{Now: testNow, SignedIn: true}
		other := m
		for range rapid.IntRange(1, 4).Draw(t, "moves") {
			other.Hours.flip(rapid.IntRange(0, halfHours-1).Draw(t, "half hour"))
		}
		if other.Hours == (Hours{}) || overlapBand(m.Hours.shared(&n.Hours)) != overlapBand(other.Hours.shared(&n.Hours)) {
			t.Skip("another band")
		}
		a, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		b, _ := indexOf([]Mentor{other}).ExplainMentor(&n, &s, "m")
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// Who sends a profile along can send another as often as they like, in any zone: they find out no more than how many half hours of a
// quarter of a day (in UTC) somebody has, and not which.
func TestSentAlongHoursTellNoPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := genMentor(t, "m"), genPerson(t, "n")
		m.Zone, n.Coarse, n.Zone = "", true, rapid.SampledFrom(someZones).Draw(t, "zone")
		other := m
		for range rapid.IntRange(1, 8).Draw(t, "moves") {
			q := rapid.IntRange(0, 27).Draw(t, "quarter")
			from, to := q*12+rapid.IntRange(0, 11).Draw(t, "from"), q*12+rapid.IntRange(0, 11).Draw(t, "to")
			if a, b := other.Hours.has(uint16(from)), other.Hours.has(uint16(to)); a && !b {
				other.Hours.flip(from)
				other.Hours.flip(to)
			}
		}
		s := Scope{Now: testNow}
		a, _ := indexOf([]Mentor{m}).ExplainMentor(&n, &s, "m")
		b, _ := indexOf([]Mentor{other}).ExplainMentor(&n, &s, "m")
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// The price of a mentor, and so the score and the place in a list, follows from the load that is shown: requests and places more or
// less change no byte within a band.
func TestPriceTellsTheBandOnly(t *testing.T) {
	shown := map[string]string{}
	for _, capacity := range []int{1, 2, 3, 10} {
		for _, most := range []int{1, 3, 10} {
			for taken := range capacity {
				for unanswered := range most {
					for _, answers := range [][]int64{nil, {1, 1, 1, 1, 1, 1}} {
						m := Mentor{
							Person: Person{ID: "m", Have: []Skill{{"go", 5}}}, FoundBy: ByEverybody, Capacity: capacity, Taken: taken,
							MostAsked: most, Unanswered: unanswered, Answers: answers, Asked: len(answers),
						}
						r, _ := indexOf([]Mentor{m}).ExplainMentor(&Person{Want: []Skill{{"go", 1}}}, &Scope{Now: testNow}, "m")
						got, _ := json.Marshal(r)
						band := string(r.Load) + string(r.Wait)
						if old, ok := shown[band]; ok && old != string(got) {
							t.Fatalf("%s:\n%s\n%s", band, old, got)
						}
						shown[band] = string(got)
					}
				}
			}
		}
	}
	if len(shown) != 4 {
		t.Errorf("bands: %v", shown)
	}
}

// Who is both newcomer and mentor is found as a mentor by what they help with alone: what they want to learn changes no byte of any answer,
// and neither does what a newcomer would help with.
func TestWishesToLearnAreNoHelp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := genMentor(t, "m"), genPerson(t, "n")
		other, asking := m, n
		other.Want, asking.Teach = genSkills(t, "other_want"), genSkills(t, "other_teach")
		s := genScope(t, nil)
		x, y := indexOf([]Mentor{m}), indexOf([]Mentor{other})
		a, _ := x.ExplainMentor(&n, &s, "m")
		if b, _ := y.ExplainMentor(&asking, &s, "m"); !reflect.DeepEqual(a, b) {
			t.Fatalf("one pair:\n%+v\n%+v", a, b)
		}
		if a, b := x.TopMentors(&n, &s, 3), y.TopMentors(&asking, &s, 3); !reflect.DeepEqual(a, b) {
			t.Fatalf("the best:\n%+v\n%+v", a, b)
		}
		row := func(p Person) *Index {
			i := NewIndex(testTaxonomy, testNow)
			i.Apply(Change{Newcomers: []Newcomer{{Person: p, FoundBy: ByEverybody, Offers: true}}})
			return i
		}
		if a, b := row(n).TopNewcomers(&m, &s, 3), row(asking).TopNewcomers(&other, &s, 3); !reflect.DeepEqual(a, b) {
			t.Fatalf("for the mentor:\n%+v\n%+v", a, b)
		}
	})
}
