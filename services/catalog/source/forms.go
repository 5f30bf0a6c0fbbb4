package source

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"gopkg.in/yaml.v3"
)

func itoa(n int) string { return strconv.Itoa(n) }

// upForGrabs: name, desc, site, tags, upforgrabs {name, link}, stats {issue-count, last-updated, fork-count}. The project is
// where its label lives; the site is often only a home page, or the repository's old name.
func (r *reader) upForGrabs(o *object) {
	label := o.in("upforgrabs")
	site, siteCode := Place(o.raw("site"))
	address, code := Place(label.raw("link"))
	if code != "" || !address.Repository() {
		switch {
		case siteCode == "":
			address = site
		case code == "":
			// only the label's page is known
		case siteCode == "no_address":
			r.res.Report.note(LeftOut, o.at, code)
			return
		default:
			r.res.Report.note(LeftOut, o.at, siteCode)
			return
		}
	}
	p := Project{
		Address: address, Name: o.text("name", MaxName), Description: o.text("desc", MaxDescription), Site: o.link("site"),
		Words: o.words("tags", MaxWords), Stars: -1, Label: label.text("name", MaxWord), LabelLink: label.link("link"),
		Guide: o.link("contribute"), Updated: o.in("stats").date("last-updated"),
	}
	r.project(p.finish(), o.at)
}

// finish fills in what follows from the rest.
func (p Project) finish() Project {
	if p.Name == "" {
		p.Name = p.Address.Name
	}
	if p.Name == "" {
		p.Name = clean(strings.TrimPrefix(p.Address.URL, "https://"), MaxName)
	}
	return p
}

// yaml reads up-for-grabs projects as their authors write them: one document a file, or several behind "---".
func (r *reader) yaml(content []byte) {
	if len(content) > MaxMarkup {
		r.res.Report.Broken = true
		r.res.Report.note(LeftOut, place{}, "too_long")
		return
	}
	dec := yaml.NewDecoder(bytes.NewReader(content))
	for n := 0; n < MaxProjects; n++ {
		var node yaml.Node
		err := dec.Decode(&node)
		if errors.Is(err, io.EOF) {
			return
		}
		at := place{item: "/" + itoa(n)}
		if err != nil { // the reader cannot find the next document any more
			r.res.Report.Read++
			r.res.Report.Broken = true
			r.res.Report.note(LeftOut, at, "not_yaml")
			return
		}
		at.line = node.Line
		var v any
		if node.Decode(&v) != nil {
			r.res.Report.Read++
			r.res.Report.note(LeftOut, at, "not_yaml")
			continue
		}
		r.entry(v, at, r.upForGrabs)
	}
}

// awesome: name, link, label, technologies, description.
func (r *reader) awesome(o *object) {
	address, code := Place(o.raw("link"))
	if code != "" {
		r.res.Report.note(LeftOut, o.at, code)
		return
	}
	p := Project{
		Address: address, Name: o.text("name", MaxName), Description: o.text("description", MaxDescription),
		Words: o.words("technologies", MaxWords), Label: o.text("label", MaxWord), Stars: -1,
	}
	if !address.Repository() {
		p.Site = o.link("link")
	}
	if len(p.Words) > 0 {
		p.Language = p.Words[0]
	}
	r.project(p.finish(), o.at)
}

// toml: repositories = ['github.com/owner/name', ...].
func (r *reader) toml(content []byte) {
	if len(content) > MaxMarkup {
		r.res.Report.Broken = true
		r.res.Report.note(LeftOut, place{}, "too_long")
		return
	}
	var doc struct {
		Repositories any `toml:"repositories"`
	}
	if err := toml.Unmarshal(content, &doc); err != nil {
		at := place{}
		var where *toml.DecodeError
		if errors.As(err, &where) {
			at.line, _ = where.Position()
		}
		r.res.Report.Broken = true
		r.res.Report.note(LeftOut, at, "broken")
		return
	}
	list, ok := doc.Repositories.([]any)
	if !ok {
		r.res.Report.note(LeftOut, place{item: "/repositories"}, "not_a_list")
		return
	}
	for n, v := range list {
		at := place{item: "/repositories/" + itoa(n)}
		r.res.Report.Read++
		s, ok := v.(string)
		if !ok {
			r.res.Report.note(LeftOut, at, "wrong_type")
			continue
		}
		address, code := Place(s)
		if code != "" {
			r.res.Report.note(LeftOut, at, code)
			continue
		}
		r.project(Project{Address: address, Stars: -1, Label: "good first issue"}.finish(), at)
	}
}

// generated is a repository of goodfirstissue, forgoodfirstissue or first-issue, with its issues.
func (r *reader) generated(o *object) {
	raw := o.raw("url")
	if raw == "" && o.raw("owner") != "" && o.raw("name") != "" {
		raw = "https://github.com/" + o.raw("owner") + "/" + o.raw("name")
	}
	issues := o.list("issues")
	address, code := Place(raw)
	if code != "" {
		r.res.Report.note(LeftOut, o.at, code)
		r.orphans(o, issues, "no_address")
		return
	}
	p := Project{
		Address: address, Name: o.text("name", MaxName), Description: o.text("description", MaxDescription),
		Language: o.text("language", MaxWord), Licence: o.text("license", MaxName), Stars: o.number("stars"), Updated: o.date("last_modified"),
	}
	p.Words = union(o.words("topics", MaxWords), o.words("tags", MaxWords), MaxWords)
	r.active(p.Updated)
	if !r.project(p.finish(), o.at) {
		r.orphans(o, issues, "too_many")
		return
	}
	for n, v := range issues {
		at := o.at.in("/issues/" + itoa(n))
		r.entry(v, at, func(o *object) { r.generatedIssue(o, address) })
	}
}

// orphans leaves out the issues of a project that was left out.
func (r *reader) orphans(o *object, issues []any, code string) {
	for n := range issues {
		r.res.Report.Read++
		r.res.Report.note(LeftOut, o.at.in("/issues/"+itoa(n)), code)
	}
}

func (r *reader) generatedIssue(o *object, project Address) {
	raw := o.raw("url")
	if raw == "" && o.raw("number") != "" && project.Forge == GitHub && project.Repository() {
		raw = project.Link + "/issues/" + o.raw("number")
	}
	address, _, code := IssuePlace(raw)
	title := o.text("title", MaxTitle)
	switch {
	case code != "":
	case title == "":
		code = "no_title"
	case o.raw("state") == "closed":
		code = "closed"
	}
	if code != "" {
		r.res.Report.note(LeftOut, o.at, code)
		return
	}
	r.issue(Issue{
		Address: address, Project: project.URL, Title: title, Labels: o.words("labels", MaxLabels), Comments: o.number("comments_count"),
		Opened: o.date("created_at"),
	}, o.at)
}
