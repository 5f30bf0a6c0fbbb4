package source

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Column is one column of our own CSV, and one field of our own JSON.
type Column struct {
	Name    string
	Aliases []string
	Doc     string
}

// Columns are those of our own CSV: matched by name, in any order, case and separators ignored. A row names a project
// (project_url), an issue (issue_url) or both; words in a cell are separated by semicolons or commas. The delimiter is a
// comma, semicolon or tab, whichever the header has.
var Columns = []Column{
	{"project_url", []string{"url", "repository", "repo", "project"}, "Address of the project; needed unless issue_url tells it."},
	{"project_name", []string{"name"}, "Name to show; the repository's name by default."},
	{"description", []string{"desc", "summary"}, "One or two sentences."},
	{"site", []string{"website", "homepage"}, "Home page."},
	{"language", []string{"main_language"}, "Main programming language."},
	{"skills", []string{"technologies"}, "What the project uses or needs."},
	{"topics", []string{"tags"}, "What it is about."},
	{"causes", []string{"cause"}, "What it works for: health, education, environment …"},
	{"licence", []string{"license", "spdx"}, "SPDX id or name."},
	{"stars", nil, "How many stars."},
	{"updated", []string{"last_modified", "last_updated"}, "Date of the last activity."},
	{"label", nil, "What the project calls its beginner-friendly issues."},
	{"label_link", nil, "Where they are listed."},
	{"contributing", []string{"contribution_guide", "guide"}, "Link to the contribution guide."},
	{"code_of_conduct", []string{"conduct"}, "Link to the code of conduct."},
	{"newcomers", []string{"newcomer_policy"}, "Link to what the project says to newcomers."},
	{"ai_policy", nil, "Link to what the project says about AI tools."},
	{"download_mb", nil, "How much has to be downloaded before the first change, in MB."},
	{"browser", nil, "yes where a browser is enough for a first change, no where it is not."},
	{"issue_url", []string{"issue"}, "Address of an issue."},
	{"issue_title", []string{"title"}, "Title of the issue; needed with issue_url."},
	{"issue_labels", []string{"labels"}, "Labels of the issue."},
	{"issue_opened", []string{"opened", "created_at"}, "When it was opened."},
	{"issue_comments", []string{"comments"}, "How many comments it has."},
	{"issue_kind", []string{"kind"}, "code, documentation, design, translation, testing, community or other."},
	{"issue_level", []string{"level"}, "How much experience it asks for: 1 (none) to 5."},
	{"issue_skills", nil, "What it needs."},
	{"issue_state", []string{"state"}, "open or closed; closed ones are left out."},
}

func columnKey(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return '_'
		}
		return r
	}, strings.ToLower(clean(s, 60)))
}

// columnOf finds a column by a header cell; "" if there is none.
func columnOf(cell string) string {
	key := columnKey(cell)
	for _, c := range Columns {
		if c.Name == key {
			return c.Name
		}
		for _, a := range c.Aliases {
			if a == key {
				return c.Name
			}
		}
	}
	return ""
}

// ownHeader says whether a line is the header of our own CSV.
func ownHeader(line string) bool {
	cells := strings.FieldsFunc(line, func(r rune) bool { return r == delimiterOf(line) })
	for _, c := range cells {
		switch columnOf(strings.Trim(c, `" `)) {
		case "project_url", "issue_url":
			return true
		}
	}
	return false
}

func delimiterOf(header string) rune {
	best, most := ',', strings.Count(header, ",")
	for _, d := range []rune{';', '\t'} {
		if n := strings.Count(header, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// csv reads our own columns.
func (r *reader) csv(content []byte) {
	content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n")) // old Macintosh line ends
	first, _, _ := bytes.Cut(content, []byte("\n"))
	dec := csv.NewReader(bytes.NewReader(content))
	dec.Comma = delimiterOf(string(first))
	dec.FieldsPerRecord, dec.LazyQuotes, dec.ReuseRecord, dec.TrimLeadingSpace = -1, true, true, dec.Comma != '\t'
	header, err := dec.Read()
	if err != nil {
		r.res.Report.Broken = true
		r.res.Report.note(LeftOut, place{line: 1}, "broken")
		return
	}
	columns := make([]string, len(header))
	used := map[string]bool{}
	for i, cell := range header {
		name := columnOf(cell)
		switch {
		case name == "" && clean(cell, 60) != "":
			r.res.Report.note(FieldLeftOut, place{line: 1, item: "/" + itoa(i)}, "unknown_column")
		case used[name]:
			r.res.Report.note(FieldLeftOut, place{line: 1, item: "/" + itoa(i)}, "duplicate_column")
			name = ""
		}
		columns[i], used[name] = name, true
	}
	for {
		record, err := dec.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		line, _ := dec.FieldPos(0)
		if r.full(place{line: line}) {
			return
		}
		if err != nil {
			var where *csv.ParseError
			if errors.As(err, &where) {
				line = where.StartLine
			}
			r.res.Report.Read++
			r.res.Report.note(LeftOut, place{line: line}, "broken")
			continue
		}
		fields := make(map[string]any, len(record))
		size := 0
		for i, cell := range record {
			if size += len(cell); i < len(columns) && columns[i] != "" && strings.TrimSpace(cell) != "" {
				fields[columns[i]] = cell
			}
		}
		at := place{line: line}
		switch {
		case size > MaxLine:
			r.res.Report.Read++
			r.res.Report.note(LeftOut, at, "too_long")
		case len(fields) == 0 && size == 0:
			// an empty row
		default:
			r.entry(fields, at, r.row)
		}
	}
}

// row is one row: a project, an issue, or both.
func (r *reader) row(o *object) {
	if o.raw("issue_url") == "" {
		r.ownProject(o, o.raw("project_url"), "project_name")
		return
	}
	_, found, _ := IssuePlace(o.raw("issue_url"))
	raw := o.raw("project_url")
	if raw == "" {
		raw = found.Link
	}
	if address, ok := r.ownProject(o, raw, "project_name"); ok {
		r.ownIssue(o, address, "issue_")
	}
}

// own is one project of our own JSON: the columns without the prefix "project_" as fields, and "issues", a list of objects
// with the columns without "issue_".
func (r *reader) own(o *object) {
	address, ok := r.ownProject(o, o.raw("url"), "name")
	issues := o.list("issues")
	if !ok {
		r.orphans(o, issues, "no_address")
		return
	}
	for n, v := range issues {
		r.entry(v, o.at.in("/issues/"+itoa(n)), func(o *object) { r.ownIssue(o, address, "") })
	}
}

func (r *reader) ownProject(o *object, raw, name string) (Address, bool) {
	address, code := Place(raw)
	if code != "" {
		r.res.Report.note(LeftOut, o.at, code)
		return Address{}, false
	}
	p := Project{
		Address: address, Name: o.text(name, MaxName), Description: o.text("description", MaxDescription), Site: o.link("site"),
		Language: o.text("language", MaxWord), Licence: o.text("licence", MaxName), Stars: o.number("stars"), Updated: o.date("updated"),
		Label: o.text("label", MaxWord), LabelLink: o.link("label_link"), Guide: o.link("contributing"),
		Conduct: o.link("code_of_conduct"), Newcomers: o.link("newcomers"), AIPolicy: o.link("ai_policy"),
		Causes: o.words("causes", MaxWords),
	}
	r.needs(o, &p)
	p.Words = union(o.words("skills", MaxWords), o.words("topics", MaxWords), MaxWords)
	if _, repeated := r.projects[address.URL]; repeated && o.raw("issue_url") != "" {
		r.res.Projects[r.projects[address.URL]].merge(p) // one row an issue repeats the project: nothing to report
		return address, true
	}
	return address, r.project(p.finish(), o.at)
}

// needs reads what a first change asks of one's computer.
func (r *reader) needs(o *object, p *Project) {
	switch n := o.number("download_mb"); {
	case n > MaxDownloadMB:
		o.drop("download_mb", "out_of_range")
	case n > 0:
		p.DownloadMB = n
	}
	switch said := strings.ToLower(clean(o.raw("browser"), 10)); said {
	case "", "yes", "no":
		p.Browser = said
	case "true":
		p.Browser = "yes"
	case "false":
		p.Browser = "no"
	default:
		o.drop("browser", "not_one_of")
	}
}

func (r *reader) ownIssue(o *object, project Address, prefix string) {
	address, _, code := IssuePlace(o.raw(prefix + "url"))
	title := o.text(prefix+"title", MaxTitle)
	switch {
	case code != "":
	case title == "":
		code = "no_title"
	case strings.EqualFold(strings.TrimSpace(o.raw(prefix+"state")), "closed"):
		code = "closed"
	}
	if code != "" {
		r.res.Report.note(LeftOut, o.at, code)
		return
	}
	i := Issue{
		Address: address, Project: project.URL, Title: title, Labels: o.words(prefix+"labels", MaxLabels),
		Comments: o.number(prefix + "comments"), Opened: o.date(prefix + "opened"), Kind: o.text(prefix+"kind", MaxWord),
		Skills: o.words(prefix+"skills", MaxLabels),
	}
	if level := clean(o.raw(prefix+"level"), 10); level != "" {
		n, err := strconv.Atoi(level)
		if err != nil || n < 1 || n > 5 {
			o.drop(prefix+"level", "bad_level")
		} else {
			i.Level = n
		}
	}
	r.issue(i, o.at)
}
