package partner

import (
	"net/url"
	"path"
	"strings"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// placesMost is how many parts of a path can name a project: groups of groups on some forges.
const placesMost = 6

// projectOf finds the project, of those given by id, that an address lies in: the catalogue's id is a hash of the project's canonical
// address, which begins every address in it. "" for none.
func projectOf(address string, projects map[string]bool) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	place := "https://" + strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	for i, part := range strings.Split(strings.Trim(path.Clean("/"+u.Path), "/"), "/") {
		if i == placesMost || part == "" || part == "-" {
			break
		}
		place += "/" + strings.ToLower(strings.TrimSuffix(part, ".git"))
		if id := wire.PlaceID(place); projects[id] {
			return id
		}
	}
	return ""
}
