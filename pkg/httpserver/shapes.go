package httpserver

import "context"

// Paging is embedded in the input of every list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"From the Link header of the page before"`
}

// Paged is embedded in the output of every list. Set it with NextLink.
type Paged struct {
	Link string `header:"Link" doc:"RFC 8288; rel=next is the next page"`
}

// NextLink renders the Link header for the request of ctx; "" at the end.
func NextLink(ctx context.Context, next string) string { panic("httpserver: not built yet") }

// Versioned is embedded in the output of what has an entity tag and, after a write, of what a read may wait for.
type Versioned struct {
	ETag    string `header:"ETag" doc:"The version of what was answered"`
	Waymark string `header:"Waymark-Version" doc:"Send it back with a read that must see this write"`
}

// VersionedOf renders both headers: ETag "<version>", Waymark-Version "<service>.<kind>.<id>@<version>".
func VersionedOf(service, kind, id string, version int64) Versioned {
	panic("httpserver: not built yet")
}

// Matching is embedded in the input of every change that a stale page could make.
type Matching struct {
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of what was read; refused with 412 if it has changed"`
}

// Expected is the version that If-Match names; 0 without one. Malformed ones are a fault.
func (m Matching) Expected() (int64, error) { panic("httpserver: not built yet") }

// Key is an idempotency key as services see it. The zero value is "none was sent".
type Key struct {
	Hash string // of (principal, route, key): use it as op key, and derive ids of created things with ID
	Body string // hash of the request's body
}

// KeyFrom finds the key of the request.
func KeyFrom(ctx context.Context) Key { panic("httpserver: not built yet") }

// ID derives the id of what this key creates (a UUID, version 8); kind keeps several apart. Without a key it is a fresh UUIDv7.
func (k Key) ID(kind string) string { panic("httpserver: not built yet") }
