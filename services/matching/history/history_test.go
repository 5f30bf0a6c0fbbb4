package history

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"pgregory.net/rapid"
)

var (
	someSkills = []string{"go", "python", "rust", "javascript", "react", "documentation", "translation", "basket-weaving", ""}
	someTopics = []string{"astronomy", "kubernetes", "maps", "privacy", ""}
	someKinds  = []string{"", rank.Code, rank.Documentation, rank.Translation, rank.Testing, rank.Design, rank.Community, rank.Other, "magic"}
)

func genWork(t *rapid.T, most int) (out []Work) {
	for range rapid.IntRange(0, most).Draw(t, "works") {
		out = append(out, Work{Kind: rapid.SampledFrom(someKinds).Draw(t, "kind"), Skills: words(t, someSkills), Topics: words(t, someTopics)})
	}
	return out
}

func words(t *rapid.T, from []string) []string {
	return rapid.SliceOfN(rapid.SampledFrom(from), 0, 4).Draw(t, "words")
}

func genPerson(t *rapid.T) (p rank.Person) {
	for _, s := range words(t, someSkills) {
		p.Have = append(p.Have, rank.Skill{ID: s, Level: rapid.IntRange(0, 5).Draw(t, "level")})
	}
	for _, s := range words(t, someSkills) {
		p.Want = append(p.Want, rank.Skill{ID: s})
	}
	p.Interests = words(t, someTopics)
	return p
}

func genTable(t *rapid.T) *Table {
	out := &Table{MostSkills: rapid.IntRange(1, 50).Draw(t, "skills"), MostTopics: rapid.IntRange(0, 50).Draw(t, "topics"),
		TopicsFrom: rapid.IntRange(0, 100).Draw(t, "from")}
	share := 100
	for _, from := range []int{60, 30, 0} {
		share = rapid.IntRange(1, share).Draw(t, "share")
		out.Shares = append(out.Shares, Share{from, share})
	}
	return out
}

// What somebody said stands, what is added is within the limits, and neither the order of the work nor chance changes it.
func TestAddsBesideWhatWasSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, p, work := genTable(t), genPerson(t), genWork(t, MostWork)
		before := rank.Person{Have: slices.Clone(p.Have), Want: slices.Clone(p.Want), Interests: slices.Clone(p.Interests)}
		table.Add(&p, work)
		if !slices.Equal(p.Have, before.Have) || !slices.Equal(p.Want, before.Want) || !slices.Equal(p.Interests, before.Interests) {
			t.Fatalf("%+v, said %+v", p, before)
		}
		if len(p.Shown) > table.MostSkills || len(p.About) > table.MostTopics {
			t.Fatalf("%d skills, %d topics", len(p.Shown), len(p.About))
		}
		for i, s := range p.Shown {
			if s.ID == "" || s.Share < 1 || s.Share > 100 || names(p.Have, s.ID) || names(p.Want, s.ID) || i > 0 && s.Share > p.Shown[i-1].Share {
				t.Fatalf("%+v", p.Shown)
			}
		}
		for _, a := range p.About {
			if a == "" || slices.Contains(p.Interests, a) {
				t.Fatalf("%q", p.About)
			}
		}
		other := before
		rand.New(rand.NewPCG(1, uint64(len(work)))).Shuffle(len(work), func(i, j int) { work[i], work[j] = work[j], work[i] })
		table.Add(&other, work)
		if !reflect.DeepEqual(other, p) {
			t.Fatalf("%+v\n%+v", other, p)
		}
	})
}

// Skills that more of the work used count no less; none of it, or work that says nothing, adds nothing.
func TestMoreCountsNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, of := genTable(t), rapid.IntRange(1, 20).Draw(t, "of")
		last := 0
		for n := 1; n <= of; n++ {
			var p rank.Person
			work := slices.Repeat([]Work{{Kind: rank.Other}}, of)
			for i := range n {
				work[i] = Work{Skills: []string{"go"}}
			}
			if table.Add(&p, work); len(p.Shown) != 1 || p.Shown[0].Share < last {
				t.Fatalf("%d of %d: %+v, before %d", n, of, p.Shown, last)
			}
			last = p.Shown[0].Share
		}
		var p rank.Person
		if table.Add(&p, slices.Repeat([]Work{{Kind: rank.Other}}, of)); len(p.Shown)+len(p.About) != 0 {
			t.Fatalf("%+v", p)
		}
	})
}

// However much there is, no more than MostWork of it counts, and the answer is as if the rest were not there.
func TestLongHistories(t *testing.T) {
	var work []Work
	for i := range 5000 {
		work = append(work, Work{Skills: []string{fmt.Sprint("skill-", i)}, Topics: []string{fmt.Sprint("topic-", i), strings.Repeat("x", 10_000)}})
	}
	var p, q rank.Person
	Shipped.Add(&p, work)
	Shipped.Add(&q, work[:MostWork])
	if !reflect.DeepEqual(p, q) || len(p.Shown) > Shipped.MostSkills || len(p.About) > Shipped.MostTopics {
		t.Errorf("%d skills, %d topics", len(p.Shown), len(p.About))
	}
}

// With any history the index answers the same as scoring everything, and credits add up to scores exactly.
func TestExactWithHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
		x := rank.NewIndex(skill.Shipped(), now)
		var c rank.Change
		for i := range rapid.IntRange(1, 12).Draw(t, "issues") {
			it := rank.Issue{ID: fmt.Sprint("i", i), Project: "p", Kind: rapid.SampledFrom(someKinds).Draw(t, "kind"), Topics: words(t, someTopics)}
			for _, s := range words(t, someSkills) {
				it.Skills = append(it.Skills, rank.Skill{ID: s, Level: rapid.IntRange(0, 5).Draw(t, "level")})
			}
			c.Issues = append(c.Issues, it)
		}
		x.Apply(c)
		p, s := genPerson(t), &rank.Scope{Now: now}
		genTable(t).Add(&p, genWork(t, MostWork))
		if got := x.CheckIssues(&p, s, 5); !got.Same {
			t.Fatalf("%+v", got)
		}
		for _, r := range x.TopIssues(&p, s, 12) {
			if r.Credits.Sum() != r.Score {
				t.Fatalf("credits %d, score %d", r.Credits.Sum(), r.Score)
			}
			x.ScoreIssues(&p, s, []string{r.ID}, func(_ string, less bool, score int64) {
				if score != r.Score || less != r.Less {
					t.Fatalf("%s: %d in a list, %d alone", r.ID, r.Score, score)
				}
			})
		}
	})
}

func TestShippedTable(t *testing.T) {
	if Shipped.Data == "" || !strings.HasPrefix(Shipped.Learned, "scripts/bench-issues product ") {
		t.Errorf("%+v does not say where it comes from", Shipped)
	}
	for _, wrong := range []string{"", "{}", `{"most_skills":51}`, `{"most_skills":5,"topics_from":101}`, `{"most_skills":5,"most_topics":51}`,
		`{"most_skills":5,"shares":[{"from":0,"share":0}]}`, `{"most_skills":5,"shares":[{"from":0,"share":50},{"from":5,"share":20}]}`,
		`{"most_skills":5,"shares":[{"from":50,"share":50},{"from":5,"share":60}]}`} {
		if _, err := Read([]byte(wrong)); err == nil {
			t.Errorf("%s was read", wrong)
		}
	}
}
