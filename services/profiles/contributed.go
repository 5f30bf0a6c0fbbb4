package profiles

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// MaxContributed is how many pieces of earlier work a profile has.
const MaxContributed = 20

// Kinds of work, as the catalogue has them of issues.
var workKinds = []string{"code", "documentation", "design", "translation", "testing", "community", "other"}

// Work is something that a person did for a project before, in their own words: nobody looks it up, and no account on a forge is needed.
type Work struct {
	// Project is the catalogue's id of it, or owner/name as people write it of GitHub.
	Project string `json:"project"`
	Kind    string `json:"kind,omitempty"` // "" is code
}

var (
	catalogueID = regexp.MustCompile(`^[a-z2-7]{26}$`)
	ownerName   = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}$`)
)

// place is the catalogue's id of the project, whether it is in there or not.
func (w Work) place() string {
	if catalogueID.MatchString(w.Project) {
		return w.Project
	}
	return wire.PlaceID("https://github.com/" + strings.ToLower(w.Project))
}

// works checks a list; the same work twice is one.
func (c *checker) works(pointer string, list []Work) []Work {
	if len(list) > MaxContributed {
		c.say(pointer, "too_many", map[string]any{"max": MaxContributed})
		return nil
	}
	var out []Work
	seen := map[Work]bool{}
	for i, w := range list {
		at := pointer + "/" + strconv.Itoa(i)
		n := len(c.wrong)
		w.Project = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(cut(w.Project, 200)), "https://github.com/"), "/")
		named := ownerName.MatchString(w.Project) && !strings.HasSuffix(w.Project, "/.") && !strings.HasSuffix(w.Project, "/..")
		if !named && !catalogueID.MatchString(w.Project) {
			c.say(at+"/project", "not_a_project", nil)
		}
		w.Kind = c.oneOf(at+"/kind", w.Kind, "", workKinds)
		if len(c.wrong) > n {
			continue
		}
		if key := (Work{w.place(), w.Kind}); !seen[key] {
			seen[key] = true
			out = append(out, w)
		}
	}
	return out
}

// places are what other services know of the work: ids and kinds.
func places(list []Work) (out []wire.Contribution) {
	for _, w := range list {
		out = append(out, wire.Contribution{Project: w.place(), Kind: w.Kind})
	}
	return out
}
