package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

var kinds = []string{"documentation", "translation", "design", "testing", "community", "code"}

type issuesView struct {
	Form
	Kinds, Causes []string
	Levels        []string
	Items         []issueCard
	Next, Later   string // the page after this one; the first one, where this is a later one
	Filtered      bool
	Unknown       bool // a filter that the API refused
}

// issueCard is an issue in a list.
type issueCard struct {
	ID, Title, Language, Project, ProjectID string
	Kind, Level, Seen, Licence              string
	Skills                                  []string
	Reasons                                 []string
	Gap                                     string
	Learn                                   []link // free guides: to the gap, or to what an issue needs
	Details                                 []detail
	Load                                    string
	Taken                                   string // somebody works on it, and how many wait
	Mentored                                bool   // a mentor with a free place helps with it
	Old                                     bool   // seen open so long ago that one looks first
}

// oldAfter is how long ago an issue was seen open when a list says so as a warning.
const oldAfter = 90 * 24 * time.Hour

// perPage is how many things a page of a list has.
const perPage = 20

func pageIssues(v *visit) error {
	q := v.r.URL.Query()
	f := Form{typed: q, p: v.p}
	view := issuesView{Form: f, Kinds: kinds, Levels: []string{"1", "2", "3"}}
	for _, c := range v.site.causes {
		view.Causes = append(view.Causes, c.ID)
	}
	ask := url.Values{"limit": {strconv.Itoa(perPage)}}
	for _, name := range []string{"skill", "cause", "kind", "level_max", "language", "cursor"} {
		if s := strings.TrimSpace(q.Get(name)); s != "" && len(s) < 1000 {
			ask.Set(name, s)
			view.Filtered = view.Filtered || name != "cursor"
		}
	}
	for _, name := range []string{"mentored", "free"} {
		if q.Get(name) == "true" {
			ask.Set(name, "true")
			view.Filtered = true
		}
	}
	var a client.Answer
	list, err := client.Do[api.IssueList](v.ctx, v.api, http.MethodGet, client.Path("issues"), ask, nil, client.Into(&a))
	if err != nil {
		if !v.blame(&view.Form, err, map[string]string{"?skill": "skill"}) {
			return err
		}
		list = &api.IssueList{}
	}
	for _, i := range list.Items {
		view.Items = append(view.Items, v.issueCard(i))
	}
	v.helped(view.Items)
	if q.Get("mentored") == "true" {
		view.Items = slices.DeleteFunc(view.Items, func(c issueCard) bool { return !c.Mentored })
	}
	view.Next = v.nextPage("/issues", a.Next)
	if ask.Has("cursor") {
		ask.Del("cursor")
		ask.Del("limit")
		view.Later = "/issues?" + ask.Encode()
	}
	return v.show(http.StatusOK, "issues", v.p.T("issues.page"), view)
}

// nextPage turns the API's next page into one of ours.
func (v *visit) nextPage(path, next string) string {
	if next == "" {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Del("limit")
	return path + "?" + q.Encode()
}

func (v *visit) issueCard(i api.Issue) issueCard {
	c := issueCard{ID: i.ID, Title: i.Title, Language: i.Language, Project: i.ProjectName, ProjectID: i.Project,
		Kind: v.p.Code("kind.", i.Kind), Skills: i.Skills[:min(len(i.Skills), 4)], Seen: v.p.Ago(i.Seen, v.now, v.zone()),
		Old: v.now.Sub(i.Seen) > oldAfter}
	v.life(&c, i.IssueLife)
	if i.Level > 0 {
		c.Level = v.p.Code("level.", strconv.Itoa(i.Level))
	}
	return c
}

// hidden says why an issue that is not shown is not in the reader's lists.
func (v *visit) hidden(i *api.Issue) string {
	if i.Hidden == "marked" && i.YourMark != "" {
		return v.p.T("issue.hidden_yours")
	}
	return v.p.Code("issue.hidden_", i.Hidden)
}

// life is what goes on with an issue here.
func (v *visit) life(c *issueCard, l api.IssueLife) {
	c.Mentored = l.Mentored
	switch {
	case l.Claimed && l.Waiting > 0:
		c.Taken = v.p.T("life.claimed_waiting", "Count", l.Waiting)
	case l.Claimed:
		c.Taken = v.p.T("life.claimed")
	}
}

// ownTaken says of what the reader works on themself that it is theirs, where the catalogue says "somebody".
func (v *visit) ownTaken(list []issueCard) {
	if !slices.ContainsFunc(list, func(c issueCard) bool { return c.Taken != "" }) {
		return
	}
	own, err := v.api.IssueClaims(v.ctx)
	if err != nil {
		return
	}
	for i := range list {
		if slices.ContainsFunc(own.Items, func(c api.IssueClaim) bool { return c.Issue == list[i].ID && c.Yours == "holder" }) && list[i].Taken != "" {
			list[i].Taken = v.p.T("screen.yours")
		}
	}
}

// helped leaves the mark that a mentor helps only where the reader could ask that mentor: the catalogue's own is the same for everybody.
// Signed out it stays.
func (v *visit) helped(list []issueCard) {
	if !v.signedIn() {
		return
	}
	v.ownTaken(list)
	var ids []string
	for i := range list {
		if list[i].Mentored && len(ids) < perPage {
			ids = append(ids, list[i].ID)
		}
	}
	if len(ids) == 0 {
		return
	}
	ask := map[string]bool{}
	if got, err := v.api.HelpedIssues(v.ctx, ids); err == nil {
		for _, x := range got.Items {
			ask[x.Issue] = true
		}
	}
	for i := range list {
		list[i].Mentored = list[i].Mentored && ask[list[i].ID]
	}
}

type issueView struct {
	issueCard
	URL, Host string
	Opened    string
	Hidden    string
	Project   *api.Project
	Licence   string
	Guides    []link
	Picked    bool
	Labels    []string
	CanMark   bool
	Needs     []string
	Next      *nextView // after it is done
	Said      string    // the reader's own mark, in words: they can take it back
	CanCheck  bool      // the reader looks after the project, or after all of them
	Key       string
	Work      workView
	Help      helpView
	Fit       issueCard // how it fits the reader, where they have said enough
	Against   string    // what stands against it in any case
	Own       *link     // the reader's own mentorship or request about it
}

type link struct{ Text, URL string }

func pageIssue(v *visit) error { return v.issue(http.StatusOK, v.empty()) }

func (v *visit) issue(status int, f Form) error {
	i, err := v.api.Issue(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := issueView{issueCard: v.issueCard(*i), URL: i.URL, Labels: i.Labels, CanMark: v.signedIn(), Key: client.NewKey()}
	if u, err := url.Parse(i.URL); err == nil {
		view.Host = u.Host
	}
	if !i.Opened.IsZero() {
		view.Opened = v.p.Date(i.Opened, v.zone())
	}
	if !i.Shown {
		view.Hidden = v.hidden(i)
	}
	if i.YourMark != "" {
		view.Said = v.p.Code("mark.you_", i.YourMark)
	}
	view.Needs = v.needsText(i.Needs)
	var both sync.WaitGroup
	both.Go(func() { view.Work = v.work(i.ID, f) })
	both.Go(func() { view.Help = v.help(i.ID) })
	if v.signedIn() {
		both.Go(func() { view.Own = v.ownAbout(i.ID) })
	}
	if v.signedIn() && finished(i) {
		both.Go(func() { view.Next = v.nextSteps(i.ID) })
	}
	if i.Hidden == "marked" && v.signedIn() {
		both.Go(func() { _, err := v.api.ProjectWishes(v.ctx, i.Project); view.CanCheck = err == nil }) // theirs alone, and moderators'
	}
	if q, a, err := v.asks(); err == nil && a.said() && i.Shown {
		view.Fit.ID = i.ID
		both.Go(func() { view.Against = v.whyIssue(&view.Fit, q, a) })
	}
	both.Go(func() {
		if p, err := v.api.Project(v.ctx, i.Project); err == nil {
			view.Project, view.Licence, view.Guides = p, v.licence(p.Licence), v.guides(p)
		}
	})
	both.Wait()
	if view.Work.Mine && view.Taken != "" {
		view.Taken = v.p.T("screen.yours")
	}
	if view.Against == v.p.T("limit.taken_yours") {
		view.Against = ""
		if cause := takenBy(view.Work.Mine || view.Own != nil, i.Claimed); cause != "" {
			view.Against = v.p.T(cause)
		}
	}
	view.Picked, view.Learn = v.answers().Issue == i.ID, v.guidesOf(i.Skills)
	return v.show(status, "issue", i.Title, view)
}

// takenBy is the one cause that an issue is not offered, where the page says beside it who works on it; "" where that is the reader.
func takenBy(reader, claimed bool) string {
	switch {
	case reader:
		return ""
	case claimed:
		return "limit.taken_works"
	}
	return "limit.taken_helped"
}

// ownAbout is the reader's mentorship or running request that an issue belongs to; nil if there is none, or it cannot be read.
func (v *visit) ownAbout(issue string) *link {
	for _, m := range v.liveMentorships(maxLive) {
		if m.Issue != issue {
			continue
		}
		other := m.Mentor
		if other == v.account() {
			other = m.Newcomer
		}
		return &link{v.p.T("issue.own_mentorship", "Name", firstName(v.named(v.names([]string{other}), other))), "/mentorships/" + m.ID}
	}
	n := 0
	for r, err := range v.api.RunningRequests(v.ctx) {
		if n++; err != nil || n > maxGoing {
			break
		}
		if r.Issue == issue && r.Newcomer == v.account() {
			return &link{v.p.T("issue.own_request"), "/requests/" + r.ID}
		}
	}
	return nil
}

func (v *visit) licence(l api.Licence) string {
	name := l.SPDX
	if name == "" {
		return v.p.Code("licence.state_", l.State)
	}
	return v.p.T("licence.known", "Name", name, "Open", v.p.Code("licence.open_", l.Open))
}

func (v *visit) guides(p *api.Project) []link {
	var out []link
	for _, g := range []struct {
		key    string
		policy api.Policy
	}{{"guide", p.Guide}, {"conduct", p.Conduct}, {"newcomers", p.Newcomers}, {"ai", p.AIPolicy}} {
		if g.policy.State == "stated" && strings.HasPrefix(g.policy.Link, "https://") {
			out = append(out, link{v.p.T("project." + g.key), g.policy.Link})
		}
	}
	return out
}

// doIssue keeps an issue for the request, or marks it as closed or taken.
func doIssue(v *visit) error {
	id := v.r.PathValue("id")
	switch do := v.r.PostForm.Get("do"); do {
	case "keep", "forget":
		a := v.answers()
		a.Issue = ""
		if do == "keep" {
			a.Issue = id
		}
		v.keepAnswers(a)
		if do == "keep" && len(a.Mentors) == 0 {
			return v.to("/fit", "issue_kept")
		}
		return v.to("/issues/"+id, "")
	case "closed", "taken":
		if !v.signedIn() {
			v.toSignIn()
			return nil
		}
		if _, err := v.api.MarkIssue(v.ctx, id, do); err != nil {
			return err
		}
		return v.to("/issues/"+id, "issue_marked")
	case "unmark":
		if _, err := v.api.UnmarkIssue(v.ctx, id); err != nil {
			return err
		}
		return v.to("/issues/"+id, "issue_unmarked")
	}
	f := v.posted()
	told, err, ok := v.doWork(f, id)
	if !ok {
		told, err, ok = v.doHelp(f, id)
	}
	switch {
	case !ok:
		return errNoPage
	case err == nil:
		return v.to(v.back("/issues/"+id), told)
	case workFault(err) && v.blame(&f, err, map[string]string{"/knows_project": "knows_project"}):
		return v.issue(fault.As(err).Kind.Status(), f)
	}
	return err
}

// back is where a form that stands on several pages came from; otherwise the page that it belongs to.
func (v *visit) back(own string) string {
	if b := v.r.PostForm.Get("back"); b != "" {
		return local(b)
	}
	return own
}

type projectView struct {
	*api.Project
	LicenceText string
	Guides      []link
	Host        string
	Seen        string
	Issues      []issueCard
	Broken      bool
	Mine        bool // the reader says how it is shown
	NeedsText   []string
}

func pageProject(v *visit) error {
	p, err := v.api.Project(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := projectView{Project: p, LicenceText: v.licence(p.Licence), Guides: v.guides(p), Seen: v.p.Ago(p.Seen, v.now, v.zone()),
		NeedsText: v.needsText(p.Needs)}
	if u, err := url.Parse(p.URL); err == nil {
		view.Host = u.Host
	}
	var role sync.WaitGroup
	if v.signedIn() {
		role.Go(func() { _, err := v.api.ProjectWishes(v.ctx, p.ID); view.Mine = err == nil }) // it is theirs alone, and moderators'
	}
	list, err := v.api.Issues(v.ctx, client.IssueQuery{Project: p.ID, Limit: perPage})
	view.Broken = err != nil
	if err == nil {
		for _, i := range list.Items {
			view.Issues = append(view.Issues, v.issueCard(i))
		}
		v.helped(view.Issues)
	}
	role.Wait()
	return v.show(http.StatusOK, "project", p.Name, view)
}

type projectsView struct {
	Form
	Causes []string
	Items  []api.Project
	Next   string
}

func pageProjects(v *visit) error {
	q := v.r.URL.Query()
	view := projectsView{Form: Form{typed: q, p: v.p}}
	for _, c := range v.site.causes {
		view.Causes = append(view.Causes, c.ID)
	}
	ask := url.Values{"limit": {strconv.Itoa(perPage)}}
	for _, name := range []string{"q", "skill", "cause", "cursor"} {
		if s := strings.TrimSpace(q.Get(name)); s != "" && len(s) < 1000 {
			ask.Set(name, s)
		}
	}
	if q.Get("all") != "true" && ask.Get("q") == "" { // who looks around wants something to do; who looks for a project, that one
		ask.Set("with_issues", "true")
	}
	var a client.Answer
	list, err := client.Do[api.ProjectList](v.ctx, v.api, http.MethodGet, client.Path("projects"), ask, nil, client.Into(&a))
	if err != nil {
		if !v.blame(&view.Form, err, map[string]string{"?q": "q", "?skill": "skill"}) {
			return err
		}
		list = &api.ProjectList{}
	}
	for i := range list.Items {
		list.Items[i].Skills = slices.Clip(list.Items[i].Skills[:min(len(list.Items[i].Skills), 4)])
	}
	view.Items, view.Next = list.Items, v.nextPage("/projects", a.Next)
	if view.Next != "" && q.Get("all") == "true" {
		view.Next += "&all=true"
	}
	return v.show(http.StatusOK, "projects", v.p.T("projects.page"), view)
}
