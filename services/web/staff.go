package web

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// anyID is what an id of anything looks like; the API knows which there are.
var anyID = regexp.MustCompile(`^[a-z0-9_-]{1,120}$`)

// staff says which rooms of staff stand in the reader's menu, as far as the reader's token tells. The token is not verified here: the
// API decides who may do what.
func (v *visit) staff() (moderator, administrator bool) {
	v.mu.Lock()
	token := v.tokens.Access
	v.mu.Unlock()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false, false
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Roles []string `json:"roles"`
	}
	if err != nil || json.Unmarshal(b, &claims) != nil {
		return false, false
	}
	administrator = slices.Contains(claims.Roles, "administrator")
	return administrator || slices.Contains(claims.Roles, "moderator"), administrator
}

// anyReceipt is what the code of an erasure's receipt looks like.
var anyReceipt = regexp.MustCompile(`^[A-Za-z0-9_-]{8,200}$`)

// queryOf is the query of a page's address.
func queryOf(path string) map[string][]string {
	u, err := url.Parse(path)
	if err != nil {
		return nil
	}
	return u.Query()
}

// maxStaff is how many members of staff a page offers to choose from.
const maxStaff = 100

// moderators are those who can be put on duty or take over a case.
func (v *visit) moderators() []option {
	var ids []string
	for a, err := range v.api.AccountsWith(v.ctx, "moderator") {
		if err != nil || len(ids) == maxStaff {
			break
		}
		ids = append(ids, a.ID)
	}
	names := v.names(ids)
	var out []option
	for _, id := range ids {
		out = append(out, option{id, v.staffName(names, id)})
	}
	return out
}

// staffName is a member of staff by name; who has no page is told apart by the end of the id.
func (v *visit) staffName(names map[string]string, id string) string {
	switch {
	case id == v.account():
		return v.p.T("staff.you")
	case names[id] != "":
		return names[id]
	case id == "":
		return v.p.T("staff.left")
	}
	return v.p.T("staff.nameless", "ID", id[max(0, len(id)-4):])
}

// cursor is from where the page of a list that the reader asked for begins; "" from its beginning.
func (v *visit) cursor() string {
	if c := v.r.URL.Query().Get("cursor"); len(c) < 1000 {
		return c
	}
	return ""
}

// paged are the cursor and more of a page's query, for a list of the API.
func (v *visit) paged(names ...string) map[string][]string {
	ask := map[string][]string{}
	for _, name := range append(names, "cursor") {
		if s := v.r.URL.Query().Get(name); s != "" && len(s) < 1000 {
			ask[name] = []string{s}
		}
	}
	return ask
}
