package source

import "time"

// Format names the shape of a list.
type Format string

// The formats. Detect tells them apart.
const (
	UpForGrabs     Format = "up-for-grabs"          // one JSON object a line, as the site's data files hold
	UpForGrabsYAML Format = "up-for-grabs-yaml"     // one project a file, or several documents behind "---"
	Awesome        Format = "awesome-for-beginners" // data.json: a list, or {"repositories": [...]}
	GoodFirstRepos Format = "goodfirstissue-repos"  // repositories.toml: addresses only
	GoodFirst      Format = "goodfirstissue"        // generated.json: a list of repositories with issues
	ForGoodFirst   Format = "forgoodfirstissue"     // generated.json: {"repositories", "languages", "topics"}
	FirstIssue     Format = "first-issue"           // data.json: {"repositories", "languages", "tags"}
	OwnCSV         Format = "csv"                   // our own columns, matched by name: see Columns
	OwnJSON        Format = "json"                  // our own document: {"projects": [...]}
)

// Formats lists all of them.
var Formats = []Format{UpForGrabs, UpForGrabsYAML, Awesome, GoodFirstRepos, GoodFirst, ForGoodFirst, FirstIssue, OwnCSV, OwnJSON}

// Limits of one file and of what is kept of it. What goes beyond is cut or left out, and counted.
const (
	MaxBytes       = 64 << 20 // uncompressed
	MaxMarkup      = 2 << 20  // YAML and TOML, whose readers hold the whole tree
	MaxEntry       = 4 << 20  // one entry of a JSON list, with its issues
	MaxRead        = 500_000  // entries, used or not
	MaxProjects    = 50_000
	MaxIssues      = 200_000
	MaxName        = 120 // runes
	MaxDescription = 500
	MaxTitle       = 300
	MaxWord        = 60
	MaxWords       = 40
	MaxLabels      = 20
	MaxURL         = 2000 // bytes
	MaxDownloadMB  = 1_000_000
	MaxLine        = 1 << 20
)

// Project is what one list says about one project. Zero values are "the list does not say".
type Project struct {
	Address     Address
	Name        string
	Description string
	Site        string // home page, http or https
	Language    string // main programming language, as written
	Words       []string
	Causes      []string // our own formats only; elsewhere causes hide among the words
	Licence     string   // as written
	Stars       int      // -1 unknown
	Updated     time.Time
	Label       string // what the project calls its beginner-friendly issues
	LabelLink   string
	Guide       string // links
	Conduct     string
	Newcomers   string
	AIPolicy    string
	DownloadMB  int    // our own formats only: to be downloaded before a first change; 0 unknown
	Browser     string // our own formats only: whether a browser is enough: yes, no, "" unknown
}

// Issue is what one list says about one issue that was open when the list was made.
type Issue struct {
	Address  Address
	Project  string // canonical address of its project
	Title    string
	Labels   []string
	Comments int       // -1 unknown
	Opened   time.Time // zero unknown
	Kind     string    // our own formats only: what it is, in a word
	Level    int       // our own formats only: 1..5, 0 unknown
	Skills   []string  // our own formats only
}

// Result is what was read.
type Result struct {
	Format   Format
	Projects []Project // one per canonical address, in the order of the file
	Issues   []Issue   // one per canonical address, in the order of the file
	// Latest is the newest date the list states about a repository's activity, when it states many: such a list was made
	// about then. Zero otherwise.
	Latest time.Time
	Report Report
}

// Said counts what the list says, issues included.
func (r *Result) Said() int { return len(r.Projects) + len(r.Issues) }

// reader collects what a format's reader finds, merges repeats and keeps the report.
type reader struct {
	res      Result
	projects map[string]int // canonical address to index
	issues   map[string]int
	dated    int
	now      time.Time
}

func newReader(f Format, now time.Time) *reader {
	report := Report{LeftOut: map[string]int{}, FieldsLeftOut: map[string]int{}, Merged: map[string]int{}, Entries: []Entry{}}
	return &reader{res: Result{Format: f, Report: report}, projects: map[string]int{}, issues: map[string]int{}, now: now}
}

// project adds or merges; false if there is no room for it.
func (r *reader) project(p Project, at place) bool {
	if i, ok := r.projects[p.Address.URL]; ok {
		r.res.Projects[i].merge(p)
		r.res.Report.note(Merged, at, "duplicate_project")
		return true
	}
	if len(r.res.Projects) >= MaxProjects {
		r.res.Report.note(LeftOut, at, "too_many")
		return false
	}
	r.projects[p.Address.URL] = len(r.res.Projects)
	r.res.Projects = append(r.res.Projects, p)
	return true
}

func (r *reader) issue(i Issue, at place) {
	if n, ok := r.issues[i.Address.URL]; ok {
		r.res.Issues[n].merge(i)
		r.res.Report.note(Merged, at, "duplicate_issue")
		return
	}
	if len(r.res.Issues) >= MaxIssues {
		r.res.Report.note(LeftOut, at, "too_many")
		return
	}
	r.issues[i.Address.URL] = len(r.res.Issues)
	r.res.Issues = append(r.res.Issues, i)
}

// active notes a date of a repository's activity.
func (r *reader) active(t time.Time) {
	if t.IsZero() {
		return
	}
	r.dated++
	if t.After(r.res.Latest) {
		r.res.Latest = t
	}
}

// done closes the result. A handful of dates says nothing about when a list was made.
func (r *reader) done() *Result {
	if r.dated < 10 {
		r.res.Latest = time.Time{}
	}
	r.res.Report.Projects, r.res.Report.Issues = len(r.res.Projects), len(r.res.Issues)
	return &r.res
}

// merge keeps what is there and adds what was missing: the first entry of a repeated project wins.
func (p *Project) merge(o Project) {
	for _, f := range []struct{ to, from *string }{
		{&p.Description, &o.Description}, {&p.Site, &o.Site}, {&p.Language, &o.Language}, {&p.Licence, &o.Licence},
		{&p.Label, &o.Label}, {&p.LabelLink, &o.LabelLink}, {&p.Guide, &o.Guide}, {&p.Conduct, &o.Conduct},
		{&p.Newcomers, &o.Newcomers}, {&p.AIPolicy, &o.AIPolicy}, {&p.Browser, &o.Browser},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if p.DownloadMB == 0 {
		p.DownloadMB = o.DownloadMB
	}
	if p.Stars < 0 {
		p.Stars = o.Stars
	}
	if o.Updated.After(p.Updated) {
		p.Updated = o.Updated
	}
	p.Words = union(p.Words, o.Words, MaxWords)
	p.Causes = union(p.Causes, o.Causes, MaxWords)
}

func (i *Issue) merge(o Issue) {
	i.Labels = union(i.Labels, o.Labels, MaxLabels)
	i.Skills = union(i.Skills, o.Skills, MaxLabels)
	if i.Comments < o.Comments {
		i.Comments = o.Comments
	}
	if i.Opened.IsZero() {
		i.Opened = o.Opened
	}
	if i.Kind == "" {
		i.Kind = o.Kind
	}
	if i.Level == 0 {
		i.Level = o.Level
	}
}

func union(a, b []string, most int) []string {
	seen := make(map[string]bool, len(a))
	for _, w := range a {
		seen[w] = true
	}
	for _, w := range b {
		if len(a) >= most {
			break
		}
		if !seen[w] {
			seen[w] = true
			a = append(a, w)
		}
	}
	return a
}
