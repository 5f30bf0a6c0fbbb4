package fault

import (
	"encoding/json"
	"slices"
	"time"
)

// Problem is the document of RFC 9457 that a fault becomes on the wire, over HTTP and in a NATS reply.
type Problem struct {
	Type       string  `json:"type" doc:"A stable name of the kind of problem" example:"about:blank"`
	Title      string  `json:"title" doc:"The kind of problem in words"`
	Status     int     `json:"status" doc:"The HTTP status"`
	Code       string  `json:"code" doc:"A stable code of the rule that refused"`
	Detail     string  `json:"detail,omitempty" doc:"What to do, in a plain sentence"`
	Fields     []Field `json:"fields,omitempty" doc:"What is wrong with each part of the input; never its value"`
	RetryAfter int     `json:"retry_after,omitempty" doc:"Seconds after which trying again helps"`
}

var titles = map[Kind]string{
	Malformed: "The request cannot be read", Unauthenticated: "Sign in first", Forbidden: "Not allowed", NotFound: "Not found",
	Conflict: "Not possible now", Gone: "Erased", Stale: "Changed meanwhile", TooLarge: "Too large", Invalid: "Some input needs a change",
	Unconditional: "Say which version you read", TooMany: "Too many requests",
	Internal: "Our mistake", Unavailable: "Not available now", Deadline: "Took too long",
}

// Problem renders the fault for the outside: without its cause, and with a sentence for every field.
func (f *Fault) Problem() Problem {
	p := Problem{
		Type: "urn:waymark:problem:" + string(f.Kind), Title: titles[f.Kind], Status: f.Kind.Status(),
		Code: f.Code, Detail: f.Detail, Fields: slices.Clone(f.Fields),
	}
	for i := range p.Fields {
		p.Fields[i].Detail = p.Fields[i].Sentence()
	}
	if f.RetryAfter > 0 {
		p.RetryAfter = max(1, int((f.RetryAfter+time.Second-1)/time.Second))
	}
	return p
}

// Fault is the inverse of Fault.Problem.
func (p Problem) Fault() *Fault {
	return &Fault{
		Kind: KindOf(p.Status), Code: p.Code, Detail: p.Detail, Fields: p.Fields,
		RetryAfter: time.Duration(p.RetryAfter) * time.Second,
	}
}

// Encode is the problem document of err as JSON; what is not a fault is Internal.
func Encode(err error) []byte {
	b, err := json.Marshal(As(err).Problem())
	if err != nil { // parameters that JSON does not know: keep the rest
		b, _ = json.Marshal(New(Internal, "internal", "Something went wrong on our side.").Problem())
	}
	return b
}

// Decode reads a problem document back. What is none becomes an Internal fault.
func Decode(b []byte) *Fault {
	var p Problem
	if json.Unmarshal(b, &p) != nil || p.Status == 0 {
		return New(Internal, "internal", "The answer of another service could not be read.")
	}
	return p.Fault()
}
