package web

import (
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// What somebody did for projects before is a line for each in their profile: owner/name, or the address of a project's page here.

// workLines are the lines of a list.
func workLines(list []api.ProfileWork) string {
	lines := make([]string, len(list))
	for i, w := range list {
		lines[i] = w.Project
	}
	return strings.Join(lines, "\n")
}

// typedWork reads the lines; the kind of work that was said of a project before stays.
func typedWork(text string, before []api.ProfileWork) []api.ProfileWork {
	out := []api.ProfileWork{}
	for _, line := range strings.Fields(text) {
		if at := strings.LastIndex(line, "/projects/"); at >= 0 && strings.HasPrefix(line, "http") {
			line = line[at+len("/projects/"):]
		}
		w, kept := api.ProfileWork{Project: line}, false
		for _, b := range before {
			if b.Project == line {
				out, kept = append(out, b), true
			}
		}
		if !kept {
			out = append(out, w)
		}
	}
	return out
}

// workLinks are what a person shows of it, with the names of the projects that are here.
func (v *visit) workLinks(list []api.ProfileWork) (links []link) {
	var ids []string
	for _, w := range list {
		if !strings.Contains(w.Project, "/") {
			ids = append(ids, w.Project)
		}
	}
	names := map[string]string{}
	if len(ids) > 0 {
		if found, err := v.api.ProjectsByID(v.ctx, ids); err == nil { // a page without them is still a page
			for _, p := range found.Items {
				names[p.ID] = p.Name
			}
		}
	}
	for _, w := range list {
		switch name := names[w.Project]; {
		case name != "":
			links = append(links, link{name, "/projects/" + w.Project})
		case strings.Contains(w.Project, "/"):
			links = append(links, link{w.Project, "https://github.com/" + w.Project})
		}
	}
	return links
}
