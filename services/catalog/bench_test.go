package catalog

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// BenchmarkBrowse asks over HTTP in this process (JSON, validation and all), signed out, with the shipped lists (2,284 projects, 6,241
// issues) in the store, one caller:
//
//	go test ./services/catalog -run xxx -bench Browse -benchtime 1000x
//
// AMD EPYC, two cores shared with seven other builds (load 13 to 19: the p99 is theirs), Go 1.26.8, 2026-11-22, 300 requests each, p50 /
// p99 in ms on SQLite and MongoDB: issues 1.2 / 5.3 and 1.7 / 9.0; by skill and level 3.1 / 26 and 2.1 / 10; by kind and language 2.6 / 8.0
// and 2.4 / 8.7; one issue .28 / 1.8 and .83 / 1.3; projects 2.3 / 14 and 1.6 / 12; by words 3.6 / 17 and 3.6 / 36 (20.8 and 25.7 at p50
// while the store was asked for one of the words only).
func BenchmarkBrowse(b *testing.B) {
	for _, engine := range []struct {
		name string
		make func(testing.TB, func() time.Time) *store.DB
	}{{"sqlite", testkit.SQLite}, {"mongo", testkit.Mongo}} {
		b.Run(engine.name, func(b *testing.B) {
			w := newWorld(b, engine.make(b, testkit.NewClock().Now))
			lists, err := Shipped()
			if err != nil {
				b.Fatal(err)
			}
			for _, l := range lists {
				if _, _, err := w.Import(w.admin, l.Request()); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Drain(b.Context()); err != nil {
				b.Fatal(err)
			}
			some, _, err := w.Issues(w.ctx, IssueFilter{Limit: 1})
			if err != nil || len(some) == 0 {
				b.Fatal(err)
			}
			for _, x := range []struct{ name, path string }{
				{"issues", "/api/v1/issues?limit=20"}, {"issues-skill-level", "/api/v1/issues?limit=20&skill=python&level_max=2"},
				{"issues-kind-language", "/api/v1/issues?limit=20&kind=documentation&language=en&sort=opened"},
				{"issues-cause", "/api/v1/issues?limit=20&cause=health"}, {"issues-mentored", "/api/v1/issues?limit=20&mentored=true"},
				{"issue", "/api/v1/issues/" + some[0].ID}, {"projects", "/api/v1/projects?limit=20&with_issues=true"},
				{"projects-text", "/api/v1/projects?limit=20&q=open+data"}, {"projects-skill", "/api/v1/projects?limit=20&skill=rust&sort=stars"},
				{"project", "/api/v1/projects/" + some[0].Body.Project},
			} {
				b.Run(x.name, func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						rec, start := httptest.NewRecorder(), time.Now()
						w.Router().Handler().ServeHTTP(rec, httptest.NewRequestWithContext(b.Context(), http.MethodGet, x.path, nil))
						if took = append(took, time.Since(start)); rec.Code != http.StatusOK {
							b.Fatal(rec.Body.String())
						}
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				})
			}
		})
	}
}
