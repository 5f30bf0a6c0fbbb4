package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// fillPicture puts made-up mentors and issues into the picture, as if they had been heard.
func fillPicture(s *Service, mentors, issues int) {
	r := rand.New(rand.NewPCG(5, 6))
	all := skill.Shipped().Search("", 2000)
	some := func(level int) wire.SkillLevel {
		return wire.SkillLevel{Skill: all[int(float64(len(all))*r.Float64()*r.Float64()*r.Float64())].ID, Level: level}
	}
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	for i := range mentors {
		m := mentor(fmt.Sprintf("mentor-%06d", i))
		for range 3 + r.IntN(8) {
			m.Have = append(m.Have, some(2+r.IntN(4)))
		}
		m.Causes, m.Languages[0].Level = []string{[]string{"health", "education", "climate"}[r.IntN(3)]}, 1+r.IntN(4)
		s.live.picture.person(m.Person, &m)
	}
	for i := range min(issues, 1300) {
		pr := wire.ProjectState{Project: fmt.Sprintf("project-%d", i), Shown: true}
		s.live.picture.project(pr.Project, &pr)
	}
	for i := range issues {
		it := wire.IssueState{Issue: fmt.Sprintf("issue-%06d", i), Project: fmt.Sprintf("project-%d", i%1300), Kind: "code",
			Shown: true, Comments: r.IntN(9)}
		for range 1 + r.IntN(4) {
			it.Skills = append(it.Skills, some(0))
		}
		s.live.picture.issue(it.Issue, &it)
	}
	s.live.changes++
	s.live.stir()
}

// The whole way over HTTP (in process: JSON, permission, validation and all), signed out with a profile, one caller:
//
//	go test ./services/matching -run xxx -bench Recommend -benchtime 300x
//
// AMD EPYC, two cores shared with other builds (load 15), Go 1.26.8, 2026-11-22, 300 requests each: ten of 10,000 mentors p50 2.1 ms,
// p99 5.6 ms; ten of 50,000 issues p50 4.4 ms, p99 57 ms (with the others in the way).
func BenchmarkRecommend(b *testing.B) {
	w := newWorld(b)
	w.run()
	fillPicture(w.s, 10_000, 50_000)
	if err := w.s.Drain(b.Context()); err != nil {
		b.Fatal(err)
	}
	c := w.as("")
	q := question("go", "kubernetes", "translation")
	q.Profile.Have, q.Profile.Causes = []api.RecommendSkill{{Skill: "python", Level: 3}, {Skill: "documentation", Level: 3}},
		[]string{"health"}
	for name, ask := range map[string]func() (*api.Recommendations, error){
		"mentors-10k": func() (*api.Recommendations, error) { return c.RecommendMentors(b.Context(), q) },
		"issues-50k":  func() (*api.Recommendations, error) { return c.RecommendIssues(b.Context(), q) },
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				got, err := ask()
				if err != nil || len(got.Items) != 10 {
					b.Fatalf("%v, %v", got, err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// A change is seen, and a block hides, also on top of a large index.
func TestSeenInTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(newcomer("nia", "go"))
	w.run()
	fillPicture(w.s, 3000, 5000)
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	finds := func(id string, want bool, change func()) {
		t.Helper()
		start := time.Now()
		change()
		got, err := w.as("nia").OwnMentors(t.Context(), "", 50, w.seen())
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(people(got), id) != want {
			t.Errorf("%s is found: %v, want %v", id, !want, want)
		}
		t.Logf("seen after %v", time.Since(start)) // 2 s are promised; how slow this machine is today is no promise
	}
	best := mentor("best", "go")
	best.Have[0].Level = 5
	finds("best", true, func() { w.says(best) })
	st := standing("nia")
	st.Blocked = []string{"best"}
	finds("best", false, func() { w.says(st) })
	st.Blocked = nil
	finds("best", true, func() { w.says(st) })
	best.Approved = false
	finds("best", false, func() { w.says(best) })
}
