package profiles

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

const manyMentors = 10_000

func mentorID(i int) string { return fmt.Sprintf("01990000-0000-7000-b000-%012d", i) }

// newService is a service that does not run: nobody else says anything.
func newService(b *testing.B, db *store.DB, clock *testkit.Clock) *Service {
	b.Helper()
	s, err := New(b.Context(), Config{}, Deps{
		DB: db, Bus: testkit.Server(b).Connect("profiles"), Verifier: testkit.Tokens{}, Now: clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// fillPeople stores made-up mentors who can be found by everybody.
func fillPeople(b *testing.B, s *Service, now time.Time) {
	b.Helper()
	words := []string{"go", "python", "documentation", "translation", "react", "testing", "bread-baking", "design"}
	for from := 0; from < manyMentors; from += 500 {
		docs := make([]*store.Doc[Profile], 500)
		for k := range docs {
			i := from + k
			said := Said{
				DisplayName: fmt.Sprintf("Mentor %05d", i), About: strings.Repeat("I have done this for some years. ", 20), Mentor: true,
				Zone: "Europe/Lisbon", Format: "either", FoundBy: FoundByEverybody, Languages: []Language{{"en", 3}, {"pt", 4}},
				Teach: []Skill{{words[i%8], 5, ""}, {words[(i+3)%8], 4, ""}}, Have: []Skill{{words[(i+5)%8], 5, "I keep one running"}},
				Causes: []string{"health"}, Interests: []string{"accessibility"},
			}
			docs[k] = &store.Doc[Profile]{ID: mentorID(i), Body: Profile{Said: said, Account: AccountConfirmed, Approval: Approval{State: Approved}, Since: now}}
		}
		for _, err := range s.c.people.Bulk(b.Context(), docs) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkPages asks over HTTP in this process (JSON, permission, validation and all), with 10,000 mentors in the store, one caller:
//
//	go test ./services/profiles -run xxx -bench Pages -benchtime 1000x
//
// AMD EPYC, two cores shared with seven other builds (load 24: the p99 is theirs), Go 1.26.8, 2026-11-22, 400 requests each, p50 / p99 in
// ms on SQLite and MongoDB: somebody's page .45 / .80 and 2.1 / 2.7; twelve cards .81 / 11 and 2.1 / 12; a hundred cards 8.4 / 44 and
// 8.5 / 39, of which half is reading JSON; skills while somebody types .05 / 6.3 and .09 / 4.2.
func BenchmarkPages(b *testing.B) {
	for _, engine := range []struct {
		name string
		make func(testing.TB, func() time.Time) *store.DB
	}{{"sqlite", testkit.SQLite}, {"mongo", testkit.Mongo}} {
		b.Run(engine.name, func(b *testing.B) {
			clock := testkit.NewClock()
			s := newService(b, engine.make(b, clock.Now), clock)
			fillPeople(b, s, clock.Now())
			if err := s.Drain(context.Background()); err != nil {
				b.Fatal(err)
			}
			cards := func(n int) func(i int) string {
				return func(i int) string {
					var ids []string
					for k := range n {
						ids = append(ids, mentorID((i*131+k*977)%manyMentors))
					}
					return "/api/v1/people?ids=" + strings.Join(ids, ",")
				}
			}
			page := func(i int) string { return "/api/v1/people/" + mentorID(i*131%manyMentors) }
			for _, x := range []struct {
				name, token string
				path        func(i int) string
			}{
				{"page-signed-out", "", page}, {"page", testkit.Token(ada), page}, {"12-cards-signed-out", "", cards(12)},
				{"12-cards", testkit.Token(ada), cards(12)}, {"100-cards", testkit.Token(ada), cards(100)},
				{"skills-typed", "", func(i int) string { return "/api/v1/skills?q=" + []string{"pyt", "docu", "transl", "kuber"}[i%4] }},
			} {
				b.Run(x.name, func(b *testing.B) {
					var took []time.Duration
					for i := 0; b.Loop(); i++ {
						r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, x.path(i), nil)
						if x.token != "" {
							r.Header.Set("Authorization", "Bearer "+x.token)
						}
						rec, start := httptest.NewRecorder(), time.Now()
						s.Router().Handler().ServeHTTP(rec, r)
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
