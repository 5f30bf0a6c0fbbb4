package api

// List is one page of things. The header Link (rel=next) names the page after it.
type List[T any] struct {
	Items []T `json:"items" doc:"In a stable order"`
}

// Problem is the document of RFC 9457 that every refusal has: pkg/fault describes it, with content type
// application/problem+json.

// Headers beside those of HTTP.
const (
	HeaderKey     = "Idempotency-Key" // of a request: the same key has one effect and one answer
	HeaderVersion = "Waymark-Version" // of an answer: what was written; of a request: what it must have seen
	HeaderStale   = "Waymark-Stale"   // of an answer: "true" if it did not see all of that within 2 s
)
