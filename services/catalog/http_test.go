package catalog

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// callers are clients of one catalogue.
type callers struct{ nobody, ada, mod, admin *client.Client }

func serve(t *testing.T, w *world) callers {
	t.Helper()
	made := func(token string) *client.Client {
		c, err := client.New("http://waymark.test", client.WithTransport(client.InProcess(w.Router().Handler())), client.WithTries(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		if token == "" {
			return c
		}
		return c.As(client.Token(token))
	}
	return callers{made(""), made(testkit.Token("ada")), made(testkit.Token("mod", auth.Moderator)), made(testkit.Token("adm", auth.Administrator))}
}

func pack(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.Bytes()
}

// TestHTTP goes through every route as its caller would.
func TestHTTP(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		c := serve(t, w)
		ctx := context.Background()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func(err error, kind fault.Kind) {
			t.Helper()
			if !fault.Has(err, kind) {
				t.Errorf("%v, want %s", err, kind)
			}
		}

		// imports
		up := client.CatalogUpload{Source: "orchard", File: pack(orchard), DryRun: true}
		_, err := c.nobody.ImportCatalog(ctx, up)
		refused(err, fault.Unauthenticated)
		_, err = c.mod.ImportCatalog(ctx, up)
		refused(err, fault.Forbidden)
		dry, err := c.admin.ImportCatalog(ctx, up)
		must(err)
		if dry.State != ImportDryRun || dry.ID != "" || dry.Report.Issues != 3 || dry.Format != "json" {
			t.Errorf("%+v", dry)
		}
		up.DryRun = false
		imp, err := c.admin.ImportCatalog(ctx, up, client.Key("one"))
		must(err)
		again, err := c.admin.ImportCatalog(ctx, up, client.Key("one"))
		must(err)
		if imp.Added != 5 || again.ID != imp.ID || again.Added != 5 || !again.Finished.Equal(imp.Finished) {
			t.Errorf("%+v\n%+v", imp, again)
		}
		up.Source = "other"
		_, err = c.admin.ImportCatalog(ctx, up, client.Key("one"))
		if !fault.Coded(err, "idempotency.reused") {
			t.Errorf("reused: %v", err)
		}
		_, err = c.admin.ImportCatalog(ctx, client.CatalogUpload{Source: "x", File: []byte("hello")})
		if !fault.Coded(err, "catalog.unknown_format") {
			t.Errorf("%v", err)
		}
		_, err = c.admin.ImportCatalog(ctx, client.CatalogUpload{Source: "NO", File: []byte(orchard)})
		refused(err, fault.Invalid)
		n := 0
		for i, err := range c.admin.CatalogImports(ctx) {
			must(err)
			if n++; i.ID != imp.ID {
				t.Errorf("%+v", i)
			}
		}
		if one, err := c.admin.CatalogImport(ctx, imp.ID); err != nil || n != 1 || one.Report.Read != 5 {
			t.Errorf("%+v %v %d", one, err, n)
		}
		_, err = c.admin.CatalogImport(ctx, "nobody")
		refused(err, fault.NotFound)

		// browsing, signed out
		ps, err := c.nobody.Projects(ctx, client.ProjectQuery{Text: "appl rural", Licence: "open", WithIssues: true, Sort: "stars", Cause: "Healthcare"})
		must(err)
		if len(ps.Items) != 1 {
			t.Fatalf("%+v", ps)
		}
		p := ps.Items[0]
		if p.Name != "Apple" || p.URL != "https://github.com/Orchard/Apple" || p.MainLanguage != "go" || *p.Stars != 1200 || p.OpenIssues != 2 ||
			p.Licence != (api.Licence{SPDX: "MIT", Open: "osi", State: "stated"}) || p.Guide.State != "stated" || p.Conduct.State != "unknown" ||
			p.AIPolicy.State != "unknown" || len(p.Sources) != 1 {
			t.Errorf("%+v", p)
		}
		is, err := c.nobody.Issues(ctx, client.IssueQuery{Skill: "wibble", Kind: reading.KindTranslation, LevelMax: 3, Project: p.ID, Language: "en",
			SeenAfter: today.AddDate(0, 0, -1), Sort: "opened"})
		must(err)
		if len(is.Items) != 0 {
			t.Errorf("a skill nobody knows: %+v", is)
		}
		is, err = c.nobody.Issues(ctx, client.IssueQuery{Skill: "translation", Kind: reading.KindTranslation, LevelMax: 3, Project: p.ID, Language: "en",
			SeenAfter: today.AddDate(0, 0, -1), Sort: "opened"})
		must(err)
		if len(is.Items) != 1 || is.Items[0].ProjectName != "Apple" || !is.Items[0].Shown || is.Items[0].Level != 3 || is.Items[0].Source != "orchard" {
			t.Fatalf("%+v", is)
		}
		issue := is.Items[0]
		if one, err := c.nobody.Issue(ctx, issue.ID); err != nil || one.Title != issue.Title {
			t.Errorf("%+v %v", one, err)
		}
		some, err := c.nobody.IssuesByID(ctx, []string{issue.ID, source.ID("nothing"), issue.ID})
		must(err)
		if len(some.Items) != 1 {
			t.Errorf("%+v", some)
		}
		if one, err := c.nobody.Project(ctx, p.ID); err != nil || one.Name != "Apple" {
			t.Errorf("%+v %v", one, err)
		}
		_, err = c.nobody.Project(ctx, source.ID("nothing"))
		refused(err, fault.NotFound)
		_, err = c.nobody.Issue(ctx, source.ID("nothing"))
		refused(err, fault.NotFound)
		two, err := c.nobody.ProjectsByID(ctx, []string{p.ID, source.ID(pearURL)})
		must(err)
		if len(two.Items) != 2 {
			t.Errorf("%+v", two)
		}

		// marks
		_, err = c.nobody.MarkIssue(ctx, issue.ID, "taken")
		refused(err, fault.Unauthenticated)
		_, err = c.ada.MarkIssue(ctx, issue.ID, "gone")
		refused(err, fault.Invalid)
		marked, err := c.ada.MarkIssue(ctx, issue.ID, "taken")
		must(err)
		if marked.Shown || marked.Hidden != "marked" {
			t.Errorf("%+v", marked)
		}
		for _, err := range c.ada.MarkedIssues(ctx) {
			refused(err, fault.Forbidden)
		}
		for m, err := range c.mod.MarkedIssues(ctx) {
			must(err)
			if m.Taken != 1 || m.Closed != 0 || m.Issue.ID != issue.ID {
				t.Errorf("%+v", m)
			}
		}
		_, err = c.ada.CheckIssue(ctx, issue.ID, "open")
		refused(err, fault.Forbidden)
		back, err := c.ada.UnmarkIssue(ctx, issue.ID)
		must(err)
		if !back.Shown {
			t.Errorf("%+v", back)
		}
		closed, err := c.mod.CheckIssue(ctx, issue.ID, "closed")
		must(err)
		if closed.Hidden != "closed" {
			t.Errorf("%+v", closed)
		}

		// claims and wishes
		_, err = c.ada.WishProject(ctx, p.ID, api.ProjectWish{Paused: ptr(true)})
		refused(err, fault.Forbidden)
		claim, err := c.ada.ClaimProject(ctx, p.ID)
		must(err)
		if claim.State != "asked" {
			t.Errorf("%+v", claim)
		}
		for x, err := range c.mod.Claims(ctx) {
			must(err)
			if x.Project != p.ID || len(x.Claimants) != 1 || x.Claimants[0].Person != "ada" {
				t.Errorf("%+v", x)
			}
		}
		_, err = c.ada.DecideClaim(ctx, p.ID, api.ProjectClaimDecision{Person: "ada", Confirm: true})
		refused(err, fault.Forbidden)
		_, err = c.mod.DecideClaim(ctx, p.ID, api.ProjectClaimDecision{Person: "bob", Confirm: true})
		refused(err, fault.NotFound)
		_, err = c.mod.DecideClaim(ctx, p.ID, api.ProjectClaimDecision{Person: "ada", Confirm: true})
		must(err)
		_, err = c.ada.WishProject(ctx, p.ID, api.ProjectWish{Cap: ptr(101)})
		refused(err, fault.Invalid)
		_, err = c.ada.WishProject(ctx, p.ID, api.ProjectWish{Link: ptr("http://127.0.0.1/")})
		refused(err, fault.Invalid)
		var a client.Answer
		_, err = c.ada.ProjectWishes(ctx, p.ID, client.Into(&a))
		must(err)
		_, err = c.ada.WishProject(ctx, p.ID, api.ProjectWish{Cap: ptr(2)}, client.IfMatch(1))
		refused(err, fault.Stale)
		wishes, err := c.ada.WishProject(ctx, p.ID, api.ProjectWish{Cap: ptr(2), Paused: ptr(true)})
		must(err)
		if !wishes.Paused || wishes.Cap != 2 {
			t.Errorf("%+v", wishes)
		}
		left, err := c.nobody.Issues(ctx, client.IssueQuery{})
		must(err)
		if len(left.Items) != 1 || left.Items[0].Project == p.ID {
			t.Errorf("paused, and listed: %+v", left)
		}
		if one, err := c.nobody.Project(ctx, p.ID); err != nil || !one.Paused || !one.HasMaintainer || one.Cap != 2 {
			t.Errorf("%+v %v", one, err)
		}
	})
}

// TestPaging: every page of every order, each thing once.
func TestPaging(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		c := serve(t, w)
		ctx := context.Background()
		list := "project_url,name,description,stars,updated,issue_url,title,opened\n"
		for i := range 250 {
			list += fmt.Sprintf("https://github.com/orchard/plum-%d,Plum %d,%s,%d,2026-0%d-01,https://github.com/orchard/plum-%d/issues/1,Pick plum %d,2026-01-%02d\n",
				i, i%7, []string{"sweet red", "sour red", "sweet blue"}[i%3], i%5, i%9+1, i, i, i%28+1)
		}
		w.load("plums", list, today)
		for _, q := range []client.ProjectQuery{
			{Limit: 7}, {Sort: "stars", Limit: 40}, {Sort: "fresh", Limit: 100}, {Text: "plum", Limit: 33}, {Text: "swe red", Limit: 9}, {Text: "sweet red", Limit: 9},
			{Text: "plum-1 sweet", Limit: 3, Sort: "stars"},
		} {
			seen := map[string]bool{}
			for p, err := range c.nobody.AllProjects(ctx, q) {
				if err != nil {
					t.Fatal(err)
				}
				if seen[p.ID] {
					t.Fatalf("%+v: %s twice", q, p.Name)
				}
				seen[p.ID] = true
			}
			want := map[string]int{"": 250, "plum": 250, "swe red": 0, "sweet red": 84}[q.Text]
			if q.Text == "plum-1 sweet" {
				want = len(seen) // whatever it is, it ended and nothing came twice
			}
			if len(seen) != want {
				t.Errorf("%+v: %d found, want %d", q, len(seen), want)
			}
		}
		for _, q := range []client.IssueQuery{{Limit: 7}, {Sort: "opened", Limit: 60}, {Sort: "project", Limit: 100}} {
			seen := map[string]bool{}
			last := ""
			for i, err := range c.nobody.AllIssues(ctx, q) {
				if err != nil {
					t.Fatal(err)
				}
				seen[i.ID] = true
				key := map[string]string{"": "", "opened": i.Opened.Format(time.DateOnly), "project": i.Project}[q.Sort]
				if q.Sort == "opened" && last != "" && key > last || q.Sort == "project" && key < last {
					t.Errorf("%s: %s after %s", q.Sort, key, last)
				}
				last = key
			}
			if len(seen) != 250 {
				t.Errorf("%+v: %d", q, len(seen))
			}
		}
	})
}

// TestBadRequests: what cannot be is refused, and nothing that was sent comes back.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	h := w.Router().Handler()
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/api/v1/projects?q=one+two+three+four+five", "", 422}, {"GET", "/api/v1/projects?wibble=1", "", 422}, {"GET", "/api/v1/projects?limit=0", "", 422},
		{"GET", "/api/v1/projects?limit=101", "", 422}, {"GET", "/api/v1/projects?cursor=wibble", "", 422}, {"GET", "/api/v1/projects?licence=wibble", "", 422},
		{"GET", "/api/v1/projects?sort=wibble", "", 422}, {"GET", "/api/v1/projects?ids=wibble", "", 422}, {"GET", "/api/v1/projects/wibble", "", 422},
		{"GET", "/api/v1/projects?ids=" + strings.Repeat(strings.Repeat("a", 26)+",", 100) + strings.Repeat("a", 26), "", 422},
		{"GET", "/api/v1/issues?level_max=6", "", 422}, {"GET", "/api/v1/issues?seen_after=wibble", "", 422}, {"GET", "/api/v1/issues?kind=wibble", "", 422},
		{"GET", "/api/v1/issues?language=wibble", "", 422}, {"POST", "/api/v1/issues/" + source.ID("x") + "/marks", `{"mark":"wibble"}`, 422},
		{"POST", "/api/v1/issues/" + source.ID("x") + "/marks", `{"mark":"closed","wibble":1}`, 422},
		{"POST", "/api/v1/issues/" + source.ID("x") + "/marks", `{"mark":"closed"}`, 404},
		{"PATCH", "/api/v1/projects/" + source.ID("x") + "/wishes", `{"skills":null}`, 422}, {"PATCH", "/api/v1/projects/" + source.ID("x") + "/wishes", `{}`, 404},
		{"POST", "/api/v1/catalog-imports", "x", 422}, {"POST", "/api/v1/catalog-imports?source=x&format=wibble", "x", 422},
		{"POST", "/api/v1/catalog-imports?source=x&as_of=wibble", "{}", 422}, {"POST", "/api/v1/catalog-imports?source=x&dry_run=wibble", "x", 422},
	} {
		req := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		req.Header.Set("Authorization", "Bearer "+testkit.Token("adm", auth.Administrator))
		req.Header.Set("Idempotency-Key", "k")
		if c.body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code != c.status || strings.Contains(strings.ReplaceAll(rec.Body.String(), "/wibble", ""), "wibble") && !strings.Contains(c.path, "?wibble") {
			t.Errorf("%s %s: %d %s", c.method, c.path, rec.Code, rec.Body)
		}
	}
}

// TestRoutes: every route states a permission, and nobody gets in where it says so.
func TestRoutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	if got, want := w.Router().Segments(), []string{"catalog-imports", "issues", "ops-catalog", "projects"}; !slices.Equal(got, want) {
		t.Errorf("segments %v, want %v", got, want)
	}
	if doc, err := w.Router().Document(); err != nil || !strings.Contains(string(doc), "contribution_guide") {
		t.Errorf("document: %d bytes, %v", len(doc), err)
	}
	public := 0
	for _, r := range w.Router().Routes() {
		t.Logf("%-6s %-42s %s", r.Method, r.Path, r.Permission)
		if r.Permission == auth.Public {
			public++
			continue
		}
		path := strings.ReplaceAll(r.Path, "{id}", source.ID("x"))
		rec := httptest.NewRecorder()
		w.Router().Handler().ServeHTTP(rec, httptest.NewRequest(r.Method, path, nil))
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s %s signed out: %d", r.Method, r.Path, rec.Code)
		}
	}
	if public != 4 {
		t.Errorf("%d public routes", public)
	}
}

// TestStates: what others mirror is published, without words, and follows a pause; facts have ids only.
func TestStates(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.load("orchard", orchard, today)
		if _, err := w.Wish(as("mod", auth.Moderator), source.ID(appleURL), Wish{Paused: ptr(true)}, 0); err != nil {
			t.Fatal(err)
		}
		if err := w.Drain(w.ctx); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(w.ctx, 2*time.Minute)
		defer cancel()
		shown := map[string]bool{}
		err := w.d.Bus.Follow(ctx, "catalog", []string{wire.StateSubject("catalog", "*", "*")}, 0, func(m bus.Message) {
			var s struct {
				Shown bool `json:"shown"`
			}
			if err := json.Unmarshal(m.Envelope.Data, &s); err == nil {
				shown[m.Envelope.Subject] = s.Shown
			}
		}, cancel)
		want := map[string]bool{source.ID(appleURL): false, source.ID(pearURL): true, source.ID(appleURL + "/issues/1"): false,
			source.ID(appleURL + "/issues/2"): false, source.ID(pearURL + "/issues/9"): true}
		if err != nil && ctx.Err() == nil || !maps.Equal(shown, want) {
			t.Errorf("%v %v, want %v", err, shown, want)
		}
		i := renderIssue(w.issue(appleURL + "/issues/1")).(wire.IssueState)
		p := renderProject(w.project(appleURL)).(wire.ProjectState)
		if i.Shown || p.Shown || i.Project != source.ID(appleURL) || i.Kind != reading.KindCode || i.Level != 2 || i.Language != "en" ||
			p.Licence != "MIT" || p.Open != "osi" ||
			!slices.Contains(i.Skills, wire.SkillLevel{Skill: "go", Level: 2}) {
			t.Errorf("%+v\n%+v", i, p)
		}
		for _, s := range []any{i, p} {
			b, _ := json.Marshal(s)
			if strings.Contains(string(b), "crash") || strings.Contains(string(b), "clinic") || strings.Contains(string(b), "github.com") {
				t.Errorf("words in a state: %s", b)
			}
		}
	})
}
