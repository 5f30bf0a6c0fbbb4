package client

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits of what a client remembers of its writes.
const (
	maxVersions = 8           // as many as the server takes
	versionAge  = time.Minute // mirrors are far ahead by then
)

// versions remembers what a client wrote last, so that its reads see it.
type versions struct {
	mu   sync.Mutex
	list []seenVersion // the newest last
}

type seenVersion struct {
	name    string
	version int64
	at      time.Time
}

func newVersions() *versions { return &versions{} }

// note remembers "<service>.<kind>.<id>@<version>", or several of them.
func (v *versions) note(header string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for e := range strings.SplitSeq(header, ",") {
		name, digits, ok := strings.Cut(strings.TrimSpace(e), "@")
		n, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || strings.Count(name, ".") != 2 {
			continue
		}
		v.list = slices.DeleteFunc(v.list, func(s seenVersion) bool {
			if s.name == name {
				n = max(n, s.version)
			}
			return s.name == name
		})
		v.list = append(v.list, seenVersion{name, n, time.Now()})
		if len(v.list) > maxVersions {
			v.list = v.list[1:]
		}
	}
}

// of is what was seen of one person's own things: those that have their id.
func (v *versions) of(id string) *versions {
	v.mu.Lock()
	defer v.mu.Unlock()
	own := newVersions()
	for _, s := range v.list {
		if strings.HasSuffix(s.name, "."+id) {
			own.list = append(own.list, s)
		}
	}
	return own
}

// header is what to send along; "" if nothing is fresh.
func (v *versions) header() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.list = slices.DeleteFunc(v.list, func(s seenVersion) bool { return time.Since(s.at) > versionAge })
	var b strings.Builder
	for i, s := range v.list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.name + "@" + strconv.FormatInt(s.version, 10))
	}
	return b.String()
}
