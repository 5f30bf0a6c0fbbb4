package teams_test

import (
	"math/rand/v2"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
	"github.com/waymark-dev/waymark/services/matching/assign/teams/verify"
)

// BenchmarkEvent makes teams of 6,000 people: 1,200 projects of 4 to 6 people, 12 skills, seven languages, groups of friends.
func BenchmarkEvent(b *testing.B) {
	for _, languages := range []bool{false, true} {
		name := "one language"
		if languages {
			name = "languages"
		}
		b.Run(name, func(b *testing.B) {
			p := event(rand.New(rand.NewPCG(6, 6)), 6000, languages)
			var a *teams.Answer
			for b.Loop() {
				var err error
				if a, err = teams.Solve(p, teams.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			if err := verify.Check(p, a); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(a.Seated), "seated")
			b.ReportMetric(float64(a.Missing), "missing")
			b.ReportMetric(float64(a.Wishes)/1e6, "wishes/M")
			b.ReportMetric(float64(a.Bound.Wishes)/1e6, "bound/M")
		})
	}
}
