package catalog

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/licence"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/catalog/reading"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// maxSaid bounds how many lists are kept of one project; the least telling goes when another comes.
const maxSaid = 12

// Project is one project of the catalogue. What lists say and what its maintainers wish are kept apart; Shows is computed
// from both, and is the same whatever came first.
type Project struct {
	URL   string `json:"url"` // canonical
	Link  string `json:"link"`
	Forge string `json:"forge,omitempty"`
	Owner string `json:"owner,omitempty"`
	Repo  string `json:"repo,omitempty"`

	Said   []Said  `json:"said"` // by source
	Wishes Wishes  `json:"wishes"`
	Claims []Claim `json:"claims,omitempty"`
	// Rulings are what moderators decided after reports.
	Rulings []Ruling    `json:"rulings,omitempty"`
	Shows   ProjectView `json:"shows"`

	// OpenIssues counts the issues that are shown; recounted by the sweep, never incremented.
	OpenIssues int `json:"open_issues"`
	// Epoch counts the changes of what issues take from the project; each issue knows the epoch that it follows, and never
	// goes back. Sweep: its issues must be looked at again.
	Epoch int64 `json:"epoch"`
	Sweep bool  `json:"sweep,omitempty"`
	// AddedBy and ChangedBy are imports.
	AddedBy   string `json:"added_by,omitempty"`
	ChangedBy string `json:"changed_by,omitempty"`
}

// Said is what one list says about a project.
type Said struct {
	Source      string        `json:"source"`
	Format      source.Format `json:"format"`
	Link        string        `json:"link"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Site        string        `json:"site,omitempty"`
	Language    string        `json:"language,omitempty"`
	Words       []string      `json:"words,omitempty"`
	Causes      []string      `json:"causes,omitempty"`
	Licence     string        `json:"licence,omitempty"`
	Stars       int           `json:"stars"` // -1 unknown
	Updated     time.Time     `json:"updated,omitzero"`
	Label       string        `json:"label,omitempty"`
	LabelLink   string        `json:"label_link,omitempty"`
	Guide       string        `json:"guide,omitempty"`
	Conduct     string        `json:"conduct,omitempty"`
	Newcomers   string        `json:"newcomers,omitempty"`
	AIPolicy    string        `json:"ai_policy,omitempty"`
	DownloadMB  int           `json:"download_mb,omitempty"` // 0 unknown
	Browser     string        `json:"browser,omitempty"`     // enough for a first change: yes, no, "" unknown
	Seen        time.Time     `json:"seen"`                  // the day the list was made
}

// ProjectView is what the catalogue shows of a project.
type ProjectView struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Link        string          `json:"link"`
	Site        string          `json:"site,omitempty"`
	Language    string          `json:"language,omitempty"` // canonical id of the main programming language
	Skills      []string        `json:"skills,omitempty"`
	Topics      []string        `json:"topics,omitempty"`
	Causes      []string        `json:"causes,omitempty"`
	Licence     licence.Licence `json:"licence"`
	Stars       int             `json:"stars"` // -1 unknown
	Updated     time.Time       `json:"updated,omitzero"`
	Label       string          `json:"label,omitempty"`
	LabelLink   string          `json:"label_link,omitempty"`
	Guide       string          `json:"guide,omitempty"`
	Conduct     string          `json:"conduct,omitempty"`
	Newcomers   string          `json:"newcomers,omitempty"`
	AIPolicy    string          `json:"ai_policy,omitempty"`
	DownloadMB  int             `json:"download_mb,omitempty"` // to be downloaded before a first change; 0 unknown
	Browser     string          `json:"browser,omitempty"`     // whether a browser is enough for it: yes, no, "" unknown
	Seen        time.Time       `json:"seen"`                  // the newest day a list named it
	Words       []string        `json:"words,omitempty"`
}

// saidBy is what a reader found, as a source says it on a day.
func saidBy(p source.Project, name string, format source.Format, day time.Time) Said {
	return Said{
		Source: name, Format: format, Link: p.Address.Link, Name: p.Name, Description: p.Description, Site: p.Site, Language: p.Language,
		Words: p.Words, Causes: p.Causes, Licence: p.Licence, Stars: p.Stars, Updated: p.Updated, Label: p.Label, LabelLink: p.LabelLink,
		Guide: p.Guide, Conduct: p.Conduct, Newcomers: p.Newcomers, AIPolicy: p.AIPolicy,
		DownloadMB: p.DownloadMB, Browser: p.Browser, Seen: day,
	}
}

// Day cuts a time off to its day: how finely "seen" is kept, so that reading the same list again the same day changes nothing.
func Day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// tells orders formats: what says more, and is nearer to the project itself, comes first.
var tells = map[source.Format]int{
	source.OwnJSON: 0, source.OwnCSV: 1, source.ForGoodFirst: 2, source.FirstIssue: 3, source.GoodFirst: 4, source.UpForGrabs: 5,
	source.UpForGrabsYAML: 6, source.Awesome: 7, source.GoodFirstRepos: 8,
}

// Hear takes in what a source says now; an older saying of a newer list is not overwritten.
func (p *Project) Hear(s Said) {
	i := slices.IndexFunc(p.Said, func(o Said) bool { return o.Source == s.Source })
	switch {
	case i >= 0 && p.Said[i].Seen.After(s.Seen):
		return
	case i >= 0:
		p.Said[i] = s
	default:
		p.Said = append(p.Said, s)
	}
	slices.SortFunc(p.Said, func(a, b Said) int {
		return cmp.Or(cmp.Compare(tells[a.Format], tells[b.Format]), cmp.Compare(a.Source, b.Source))
	})
	p.Said = p.Said[:min(len(p.Said), maxSaid)]
}

// Show computes what is shown from what was said and wished. Pure and independent of the order in which lists came.
func (p *Project) Show(tax *skill.Taxonomy) {
	if len(p.Said) > 0 {
		if a, code := source.Place(p.Said[0].Link); code == "" {
			p.Link, p.Owner, p.Repo = a.Link, a.Owner, a.Name
		}
	}
	v := ProjectView{Link: p.Link, Stars: -1}
	var words, causes []string
	var stated string
	var starsSeen time.Time
	for _, s := range p.Said {
		for _, f := range []struct{ to, from *string }{
			{&v.Name, &s.Name}, {&v.Description, &s.Description}, {&v.Site, &s.Site}, {&v.Label, &s.Label}, {&v.LabelLink, &s.LabelLink},
			{&v.Guide, &s.Guide}, {&v.Conduct, &s.Conduct}, {&v.Newcomers, &s.Newcomers}, {&v.AIPolicy, &s.AIPolicy}, {&stated, &s.Licence}, {&v.Browser, &s.Browser},
		} {
			if *f.to == "" {
				*f.to = *f.from
			}
		}
		if v.DownloadMB == 0 {
			v.DownloadMB = s.DownloadMB
		}
		if s.Stars >= 0 && (v.Stars < 0 || s.Seen.After(starsSeen)) {
			v.Stars, starsSeen = s.Stars, s.Seen
		}
		if s.Updated.After(v.Updated) {
			v.Updated = s.Updated
		}
		if s.Seen.After(v.Seen) {
			v.Seen = s.Seen
		}
		if s.Language != "" && v.Language == "" {
			if id, _ := tax.Canon(s.Language); tax.KindOf(id) == skill.Language {
				v.Language = id
			}
		}
		if s.Language != "" {
			words = append(words, s.Language)
		}
		words = append(words, s.Words...)
		causes = append(causes, s.Causes...)
	}
	v.Licence = licence.Read(stated)
	sorted := reading.Sort(tax, words, causes, v.Name+" . "+v.Description)
	v.Skills, v.Topics, v.Causes = sorted.Skills, sorted.Topics, sorted.Causes
	p.correct(&v, tax)
	if v.Language == "" {
		v.Language = onlyLanguage(tax, v.Skills)
	}
	v.Words = reading.SearchWords(append([]string{v.Name, p.Repo}, v.Skills...), append(slices.Concat(v.Topics, v.Causes, []string{p.Owner}), v.Description))
	p.Shows = v
}

// correct puts what maintainers wished over what lists say.
func (p *Project) correct(v *ProjectView, tax *skill.Taxonomy) {
	if p.Wishes.Description != "" {
		v.Description = p.Wishes.Description
	}
	if p.Wishes.Link != "" {
		v.Link = p.Wishes.Link
	}
	if p.Wishes.DownloadMB > 0 {
		v.DownloadMB = p.Wishes.DownloadMB
	}
	if p.Wishes.Browser != "" {
		v.Browser = p.Wishes.Browser
	}
	if len(p.Wishes.Skills) > 0 {
		v.Skills, v.Language = nil, ""
		for _, w := range p.Wishes.Skills {
			if id, _ := tax.Canon(w); id != "" {
				v.Skills = reading.With(v.Skills, id, reading.MaxSkills)
			}
		}
	}
}

// markup are languages that say little about what a task is written in, where another is named too.
var markup = reading.WordSet("html css scss less markdown json yaml xml shell dockerfile makefile sql")

// onlyLanguage is the programming language among skills, if there is exactly one.
func onlyLanguage(tax *skill.Taxonomy, skills []string) string {
	var real, rest []string
	for _, s := range skills {
		switch {
		case tax.KindOf(s) != skill.Language:
		case markup[s]:
			rest = append(rest, s)
		default:
			real = append(real, s)
		}
	}
	switch {
	case len(real) == 1:
		return real[0]
	case len(real) == 0 && len(rest) == 1:
		return rest[0]
	}
	return ""
}

// sortName is what lists are ordered by.
func (p *Project) sortName() string {
	name := strings.Join(strings.Fields(reading.Fold(p.Shows.Name)), " ")
	if r := []rune(name); len(r) > 60 {
		name = string(r[:60])
	}
	return name
}

// passOn notices whether what issues take from the project has changed since before (inherits).
func (p *Project) passOn(before string) {
	if p.inherits() != before {
		p.Epoch++
		p.Sweep = true
	}
}

// inherits is what issues take from their project.
func (p *Project) inherits() string {
	v := &p.Shows
	parts := []string{v.Language, strings.Join(v.Skills, ","), strings.Join(v.Topics, ","), strings.Join(v.Causes, ",")}
	if p.Listed() {
		parts = append(parts, "listed")
	}
	return strings.Join(parts, "|")
}
