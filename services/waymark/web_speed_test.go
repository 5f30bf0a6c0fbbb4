package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
)

const manyMentors = 10_000

func crowdID(i int) string { return fmt.Sprintf("01990000-0000-7000-b000-%012d", i) }

// crowd puts 10,000 made-up mentors beside the two that are there: documents of profiles as it keeps them, which its relay publishes, so
// that all other services hear of them as of anybody. Signing so many people up takes a quarter of an hour of hashing passwords.
func (s *site) crowd() {
	s.Helper()
	ctx, engine := s.Context(), s.world.db.Engine
	const people = "profiles_person"
	like, err := engine.Get(ctx, people, s.mentors[0].id)
	if err != nil {
		s.Fatal(err)
	}
	all := skill.Shipped().Search("", 2000)
	word := func(i, k int) string { return all[(i*i+k*977+i*k*31)%min(len(all), 40*(k+1))].ID }
	for from := 0; from < manyMentors; from += store.MaxLimit {
		var writes []store.Write
		for i := from; i < min(from+store.MaxLimit, manyMentors); i++ {
			var body map[string]any
			if err := json.Unmarshal(like.Body, &body); err != nil {
				s.Fatal(err)
			}
			name := fmt.Sprintf("Mentor %05d", i)
			body["display_name"], body["about"] = name, strings.Repeat("I have done this for some years. ", 9)
			var have []map[string]any
			for k := range 3 + i%6 {
				have = append(have, map[string]any{"skill": word(i, k), "level": 2 + (i+k)%4})
			}
			body["have"], body["teach"] = have, have[:1+i%3]
			body["causes"] = []string{[]string{"health", "education", "climate", "humanitarian"}[i%4]}
			raw := like
			raw.ID, raw.Rev, raw.Outbox, raw.Ops, raw.Trail, raw.Pending = crowdID(i), fmt.Sprintf("rev%09d", i), nil, nil, nil, true
			raw.Keys = store.Keys{"approval": "approved", "asked": store.At(time.Now()), "name": strings.ToLower(name)}
			if raw.Body, err = json.Marshal(body); err != nil {
				s.Fatal(err)
			}
			writes = append(writes, store.Write{Doc: raw})
		}
		for _, err := range engine.Bulk(ctx, people, writes) {
			if err != nil {
				s.Fatal(err)
			}
		}
	}
	start := time.Now()
	err = eventually(ctx, 10*patience, func() error {
		n, err := engine.Count(ctx, people, []store.Cond{store.Where("approval", store.Eq, "approved")})
		if err != nil || n < manyMentors {
			return fmt.Errorf("%d mentors, %v", n, err)
		}
		docs, _, err := engine.Find(ctx, people, store.Query{Limit: 1}, store.Waiting)
		if err == nil && len(docs) > 0 {
			err = io.ErrNoProgress
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	s.Logf("all are published after %v", time.Since(start))
}

// cookies signs somebody in on a browser and gives what it keeps, with the answers of the start.
func (s *site) cookies(p *person) []*http.Cookie {
	s.Helper()
	b := s.browser()
	if p != nil {
		b.signIn(p)
	} else {
		b.answersOnPages()
	}
	at, err := url.Parse(s.address)
	if err != nil {
		s.Fatal(err)
	}
	return b.http.Jar.Cookies(at)
}

// BenchmarkPages measures how long the process works for a page: 10,000 mentors, the shipped catalogue (2,284 projects, 6,241 issues), every
// service in this process on its embedded store and bus, one reader at a time, from the request to the last byte.
//
//	go test ./services/waymark -run xxx -bench Pages -benchtime 200x
//
// AMD EPYC, two cores shared with other builds (load 2 to 4), Go 1.26.8, 2026-11-22 at 14:53, 100 requests each, p50 / p95 in ms; the promise
// is 20: first page .2 / .3, one's own 2.8 / 4.5, mentors 5.3 / 8.4 (all of them 6.2 / 10.7), a person 1.1 / 1.7, issues 4.0 / 5.3, by kind
// 2.3 / 3.0, an issue 1.8 / 3.1, projects 1.7 / 2.3, start 1.8 / 2.5, what fits a guest 10.3 / 13.5 and somebody signed in 12.0 / 16.3, requests
// 1.8 / 3.5, a mentorship 4.3 / 8.3, the queue 5.9 / 11.5, inbox 1.6 / 2.8, settings .9 / 1.6. Again on the same day at 21:37, load 1: every
// page below 8.4 / 11.7 (mentors 8.4 / 11.6, all of them 3.9 / 8.5, what fits somebody signed in 4.2 / 11.1, the queue 4.0 / 7.4, one's own first
// page 2.9 / 4.7, a mentorship 2.6 / 5.2, inbox 1.6 / 3.0). Under load figures grow with it: measure on a quiet machine.
func BenchmarkPages(b *testing.B) {
	s := openSite(b)
	ctx := b.Context()
	newcomer := s.newcomer("Nia Owino", "nia@example.org")
	list, err := s.public.Issues(ctx, client.IssueQuery{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	going := s.ask(newcomer, api.NewRequest{Mentors: []string{s.mentors[0].id}, Issue: list.Items[0].ID, Message: "Hello, may I ask you?"})
	if _, err := s.mentors[0].AcceptRequest(ctx, going.ID); err != nil {
		b.Fatal(err)
	}
	for i := range 8 {
		who := newcomer
		if i%2 == 1 {
			who = s.mentors[0]
		}
		if _, err := who.PostMessage(ctx, going.ID, "A word about the first step, and a question."); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 3 { // three wait for an answer of the second mentor
		p := s.newcomer(fmt.Sprintf("Sol %d", i), fmt.Sprintf("sol%d@example.org", i))
		s.ask(p, api.NewRequest{Mentors: []string{s.mentors[1].id}, Issue: list.Items[0].ID, Message: "Hello Ora, may I ask you?"})
	}
	s.crowd()
	err = s.heard(func() error {
		for _, i := range []int{0, 4321, manyMentors - 1} { // who is not in the index is not found
			if _, err := s.public.WhyNot(ctx, api.WhyNotQuestion{Mentor: crowdID(i), Profile: learnsGo()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	guest, own, mentor := s.cookies(nil), s.cookies(newcomer), s.cookies(s.mentors[1])
	for _, page := range []struct {
		name, path string
		as         []*http.Cookie
	}{
		{"home", "/", nil}, {"home-own", "/", own}, {"mentors", "/mentors?skill=go", nil}, {"mentors-all", "/mentors", nil},
		{"person", "/people/" + s.mentors[1].id, guest}, {"issues", "/issues", nil}, {"issues-filtered", "/issues?kind=documentation&free=true", nil},
		{"issue", "/issues/" + list.Items[0].ID, own}, {"projects", "/projects", nil}, {"start", "/start/1", guest}, {"fit", "/fit", guest},
		{"fit-own", "/fit", own}, {"requests", "/requests", own}, {"mentorship", "/mentorships/" + going.ID, own}, {"queue", "/queue", mentor},
		{"inbox", "/inbox", own}, {"settings", "/settings/profile", own},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took []time.Duration
			size := 0
			for b.Loop() {
				r := httptest.NewRequestWithContext(ctx, http.MethodGet, s.address+page.path, nil)
				r.RequestURI = page.path
				for _, c := range page.as {
					r.AddCookie(c)
				}
				rec, start := httptest.NewRecorder(), time.Now()
				s.handler.ServeHTTP(rec, r)
				if took = append(took, time.Since(start)); rec.Code != http.StatusOK {
					b.Fatal(rec.Code, rec.Header().Get("Location"))
				}
				size = rec.Body.Len()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(size)/1024, "kB")
		})
	}
}
