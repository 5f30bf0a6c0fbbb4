package httpserver

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waymark-dev/waymark/pkg/auth"
)

const (
	versionHeader = "Waymark-Version"
	staleHeader   = "Waymark-Stale"
)

// maxVersions is how many versions a request may ask to wait for.
const maxVersions = 8

// versionWait is how long a request waits for mirrors in all.
const versionWait = 2 * time.Second

// versioned is one entry of the Waymark-Version header: "<service>.<kind>.<id>@<version>".
type versioned struct {
	mirror, id string
	version    int64
}

func versionParam() *huma.Param {
	least, most := 1, maxVersions
	doc := "What this request must have seen, as earlier answers named it; at most 8, comma separated. It waits up to 2 seconds " +
		"for them; if that was not enough, the answer has the header Waymark-Stale."
	return &huma.Param{
		Name: versionHeader, In: "header", Description: doc,
		Schema: &huma.Schema{Type: huma.TypeArray, MinItems: &least, MaxItems: &most, Items: &huma.Schema{
			Type: huma.TypeString, Pattern: `^[a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]+@[0-9]{1,18}$`,
		}},
	}
}

// parseVersions reads entries that the gate has checked against their description.
func parseVersions(entries []string) []versioned {
	var out []versioned
	for _, e := range entries {
		name, digits, _ := strings.Cut(e, "@")
		service, rest, _ := strings.Cut(name, ".")
		kind, id, _ := strings.Cut(rest, ".")
		if v, err := strconv.ParseInt(digits, 10, 64); err == nil {
			out = append(out, versioned{service + "." + kind, id, v})
		}
	}
	return out
}

// waitable says whether the caller may wait for an entry. Whether a wait ends at once tells which version there is, so nobody
// may ask about what is not theirs: a standing moves when somebody blocks its person, an account when they sign in. Other
// entries are passed over as if they were not mirrored here.
func waitable(p auth.Principal, v versioned) bool {
	switch v.mirror {
	case "mentoring.standing":
		return false // one's own is what would tell of a block
	case "accounts.account", "profiles.person", "programs.grants", "programs.member":
		return p.SignedIn() && (p.Has(auth.Moderator) || v.id == p.ID || strings.HasSuffix(v.id, "_"+p.ID))
	}
	return p.SignedIn()
}

// wait waits for those that this service mirrors; false if one of them did not come in time.
func (r *Router) wait(ctx context.Context, p auth.Principal, list []versioned) bool {
	if len(list) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, versionWait)
	defer cancel()
	fresh := true
	for _, v := range list {
		for _, w := range r.o.Waiters {
			if w.Name() == v.mirror && waitable(p, v) && !w.Wait(ctx, v.id, v.version) {
				fresh = false
			}
		}
	}
	return fresh
}
