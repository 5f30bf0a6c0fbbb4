package source

import (
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// Forges that Waymark can tell.
const (
	GitHub    = "github"
	GitLab    = "gitlab"
	Gitea     = "gitea" // Forgejo too, Codeberg among them
	Bitbucket = "bitbucket"
	SourceHut = "sourcehut"
)

// Address is the canonical address of a project or an issue. Two spellings of one place have the same URL:
// https, lower case host, no user, port, trailing slash, ".git", fragment or query; owner and name in lower case where the
// forge does not tell cases apart. On hosts that are no known forge the query stays, because there it can be what names the
// thing (show_bug.cgi?id=7); without the parameters that only track people.
type Address struct {
	URL   string // canonical: what ids are made of
	Link  string // to show and follow: the case as the list has it
	Forge string // "" for any other page
	Owner string // as written; with groups: "gnome/world"
	Name  string // as written; "" if this is no repository
}

// Repository says whether the address is one of a repository on a known forge.
func (a Address) Repository() bool { return a.Forge != "" && a.Name != "" }

// ID is the catalogue id of a canonical address: 26 lower case letters and digits, one NATS token.
func ID(canonical string) string { return wire.PlaceID(canonical) }

var (
	hostPattern   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	namePattern   = regexp.MustCompile(`^(-?[A-Za-z0-9._]|--)[A-Za-z0-9._-]*$`) // not "-" alone, which stands between a name and its pages
	scpPattern    = regexp.MustCompile(`^[A-Za-z0-9_.-]+@([A-Za-z0-9.-]+):([^/].*)$`)
	schemePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
)

// split reads an address as people write it. code is "" or says why not.
func split(raw string) (u *url.URL, code string) {
	raw = strings.Trim(clean(raw, MaxURL+1), "<> ")
	switch {
	case raw == "":
		return nil, "no_address"
	case len(raw) > MaxURL:
		return nil, "too_long"
	}
	if m := scpPattern.FindStringSubmatch(raw); m != nil {
		raw = "https://" + m[1] + "/" + m[2]
	} else if strings.HasPrefix(raw, "//") {
		raw = "https:" + raw
	} else if !schemePattern.MatchString(raw) || hostAndPort(raw) {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, "bad_address"
	}
	switch strings.TrimPrefix(strings.ToLower(u.Scheme), "git+") {
	case "https", "http", "git", "ssh":
	default:
		return nil, "bad_address"
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") {
		return nil, "not_public"
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return nil, "not_public"
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if len(host) > 253 || !hostPattern.MatchString(host) || strings.Trim(last, "0123456789") == "" {
		return nil, "bad_address"
	}
	port := u.Port()
	if port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return nil, "bad_address"
		}
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
	default:
		port = "" // the port of ssh or git says nothing about the web
	}
	u.Host = host
	if port != "" && port != "80" && port != "443" {
		u.Host = host + ":" + port
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u, ""
}

// hostAndPort is true for "example.org:8080/x", which looks like a scheme.
func hostAndPort(raw string) bool {
	before, after, ok := strings.Cut(raw, ":")
	return ok && strings.Contains(before, ".") && after != "" && after[0] >= '0' && after[0] <= '9'
}

// segments are the parts of a path, cleaned of empty ones, "." and "..".
func segments(u *url.URL) []string {
	p := strings.Trim(path.Clean("/"+u.Path), "/")
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

var gitlabs = []string{"gitlab.com", "framagit.org", "salsa.debian.org", "invent.kde.org", "code.videolan.org", "git.drupalcode.org", "0xacab.org"}

var giteas = []string{"codeberg.org", "gitea.com", "notabug.org", "git.disroot.org", "code.forgejo.org"}

func forgeOf(host, path string) string {
	switch {
	case host == "github.com":
		return GitHub
	case slices.Contains(gitlabs, host), strings.HasPrefix(host, "gitlab."):
		return GitLab
	case slices.Contains(giteas, host), strings.HasPrefix(host, "gitea."), strings.HasPrefix(host, "forgejo."):
		return Gitea
	case host == "bitbucket.org":
		return Bitbucket
	case host == "git.sr.ht", host == "sr.ht", host == "todo.sr.ht":
		return SourceHut
	case strings.Contains(path, "/-/"): // nobody else has it
		return GitLab
	}
	return ""
}

// reserved are first path segments of forges that are no owners.
var reserved = map[string][]string{
	GitHub: {"issues", "search", "topics", "marketplace", "sponsors", "settings", "login", "about", "features", "explore", "pulls",
		"trending", "collections", "apps", "stars", "contact", "security", "site", "enterprise", "pricing", "codespaces", "notifications"},
	GitLab: {"explore", "search", "help", "users", "dashboard", "admin", "api", "-"},
	Gitea:  {"explore", "user", "issues", "pulls", "milestones", "api", "assets"},
}

// Place reads the address of a project: a repository on a forge, or any page. code is "" or says why not: no_address,
// too_long, bad_address, not_public.
func Place(raw string) (a Address, code string) {
	u, code := split(raw)
	if code != "" {
		return Address{}, code
	}
	return placeOn(u, segments(u), forgeOf(strings.TrimPrefix(u.Host, "www."), u.Path))
}

func placeOn(u *url.URL, parts []string, forge string) (a Address, code string) {
	if forge == "" {
		return page(u, parts), ""
	}
	u.Host = strings.TrimPrefix(u.Host, "www.")
	if forge == GitHub && len(parts) > 1 && (parts[0] == "orgs" || parts[0] == "users") {
		parts = parts[1:2]
	}
	group := false
	for forge == GitLab && len(parts) > 1 && parts[0] == "groups" {
		parts, group = parts[1:], true
	}
	parts = withoutGit(cutRepository(forge, parts))
	if len(parts) == 0 || slices.Contains(reserved[forge], strings.ToLower(parts[0])) {
		return Address{}, "no_address" // the forge itself, or a search in it
	}
	if len(parts) == 1 || group {
		return owner(u, forge, parts)
	}
	last := len(parts) - 1
	for i, p := range parts {
		if i < last {
			p = strings.TrimPrefix(p, "~")
		}
		if !namePattern.MatchString(p) || p == "." || p == ".." {
			return Address{}, "bad_address"
		}
	}
	return Address{
		URL:   "https://" + u.Host + "/" + fold(u.Host, strings.Join(parts, "/")),
		Link:  "https://" + u.Host + "/" + strings.Join(parts, "/"),
		Forge: forge, Owner: strings.Join(parts[:last], "/"), Name: parts[last],
	}, ""
}

// fold is the path in the one case that its host knows. Where only the path told the forge, the case stays: the address without its end
// could be any page's.
func fold(host, path string) string {
	if forgeOf(host, "") == "" {
		return path
	}
	return strings.ToLower(path)
}

// owner is the page of an owner or group: a project without one repository.
func owner(u *url.URL, forge string, parts []string) (Address, string) {
	for _, p := range parts {
		if len(parts) == 1 {
			p = strings.TrimPrefix(p, "~")
		}
		if !namePattern.MatchString(p) {
			return Address{}, "bad_address"
		}
	}
	joined := strings.Join(parts, "/")
	return Address{URL: "https://" + u.Host + "/" + fold(u.Host, joined), Link: "https://" + u.Host + "/" + joined, Forge: forge, Owner: joined}, ""
}

// cutRepository keeps the segments that name the repository.
func cutRepository(forge string, parts []string) []string {
	if forge != GitLab {
		if forge == SourceHut && len(parts) > 0 && !strings.HasPrefix(parts[0], "~") {
			return parts[:1]
		}
		return parts[:min(2, len(parts))]
	}
	for i, p := range parts {
		if p == "-" && i > 0 {
			return parts[:i]
		}
		if i >= 2 && slices.Contains([]string{"issues", "merge_requests", "tree", "blob", "wikis", "labels", "boards", "commits"}, p) {
			return parts[:i]
		}
	}
	return parts
}

// withoutGit cuts ".git" off the end, however often it is there.
func withoutGit(parts []string) []string {
	for len(parts) > 0 {
		last := len(parts) - 1
		name, cut := strings.CutSuffix(parts[last], ".git")
		switch {
		case !cut:
			return parts
		case name == "":
			parts = parts[:last]
		default:
			parts = append(slices.Clone(parts[:last]), name)
		}
	}
	return parts
}

// page is any other address.
func page(u *url.URL, parts []string) Address {
	parts = withoutGit(parts)
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = url.PathEscape(p)
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid" || name == "ref" || name == "utf8" {
			q.Del(name)
		}
	}
	rest := strings.Join(escaped, "/")
	if rest != "" {
		rest = "/" + rest
	}
	if len(q) > 0 {
		rest += "?" + q.Encode()
	}
	scheme := strings.ToLower(u.Scheme)
	if scheme != "http" {
		scheme = "https"
	}
	link := scheme + "://" + u.Host + rest
	if rest == "" {
		link += "/"
	}
	return Address{URL: "https://" + u.Host + rest, Link: link}
}

var issuePath = regexp.MustCompile(`^(.*?)(?:/-)?/(issues|work_items|pull|pulls|merge_requests|pull-requests)/(\d{1,12})(?:/.*)?$`)

// IssuePlace reads the address of an issue and gives the one of its project too, as far as the address tells (zero
// otherwise). code is "" or says why not, as of Place, or pull_request, not_an_issue.
func IssuePlace(raw string) (issue, project Address, code string) {
	u, code := split(raw)
	if code != "" {
		return Address{}, Address{}, code
	}
	m := issuePath.FindStringSubmatch("/" + strings.Join(segments(u), "/"))
	forge := forgeOf(strings.TrimPrefix(u.Host, "www."), u.Path)
	if m == nil {
		switch {
		case forge == SourceHut && len(withoutGit(segments(u))) == 3: // todo.sr.ht/~owner/tracker/7
			return page(u, segments(u)), Address{}, ""
		case forge != "":
			return Address{}, Address{}, "not_an_issue"
		}
		p := page(u, segments(u))
		if p.URL == "https://"+u.Host {
			return Address{}, Address{}, "not_an_issue"
		}
		return p, Address{}, ""
	}
	if m[2] != "issues" && m[2] != "work_items" {
		return Address{}, Address{}, "pull_request"
	}
	number := strings.TrimLeft(m[3], "0")
	if number == "" {
		return Address{}, Address{}, "not_an_issue"
	}
	if forge == "" && len(strings.Split(strings.Trim(m[1], "/"), "/")) != 2 {
		return page(u, segments(u)), Address{}, ""
	}
	u.RawQuery = ""
	project, code = placeOn(u, strings.FieldsFunc(m[1], func(r rune) bool { return r == '/' }), forge)
	if code == "" && forge != "" && !project.Repository() {
		code = "not_an_issue"
	}
	if code != "" {
		return Address{}, Address{}, code
	}
	tail := "/issues/" + number
	if forge == GitLab {
		tail = "/-/issues/" + number
	}
	issue = project
	issue.URL, issue.Link = project.URL+tail, project.Link+tail
	return issue, project, ""
}

// webLink is a link to show: http or https, without user; "" and a code if it is none.
func webLink(raw string) (link, code string) {
	u, code := split(raw)
	switch {
	case code == "no_address":
		return "", ""
	case code != "":
		return "", "bad_link"
	case u.Scheme != "http" && u.Scheme != "https":
		u.Scheme = "https"
	}
	if s := u.String(); len(s) <= MaxURL {
		return s, ""
	}
	return "", "bad_link"
}
