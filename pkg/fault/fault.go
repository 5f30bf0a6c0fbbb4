package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what a caller can do about a fault. Each has one HTTP status.
type Kind string

// The kinds, with the HTTP status each becomes.
const (
	Malformed       Kind = "malformed"       // 400: cannot be read at all
	Unauthenticated Kind = "unauthenticated" // 401: sign in, or sign in again
	Forbidden       Kind = "forbidden"       // 403: signed in, and still not allowed
	NotFound        Kind = "not_found"       // 404: absent, or its existence is private
	Conflict        Kind = "conflict"        // 409: the state does not allow it now
	Gone            Kind = "gone"            // 410: was there and was erased
	Stale           Kind = "stale"           // 412: If-Match names an older version; load again
	TooLarge        Kind = "too_large"       // 413: body or list beyond its limit
	Invalid         Kind = "invalid"         // 422: readable; Fields say what to mend
	Unconditional   Kind = "unconditional"   // 428: If-Match is needed here, so that nobody's change is lost
	TooMany         Kind = "too_many"        // 429: later; RetryAfter says when
	Internal        Kind = "internal"        // 500: our mistake
	Unavailable     Kind = "unavailable"     // 503: a neighbour is away; nothing was changed
	Deadline        Kind = "deadline"        // 504: took too long; the outcome is unknown, ask again with the same key
)

var statuses = map[Kind]int{
	Malformed: 400, Unauthenticated: 401, Forbidden: 403, NotFound: 404, Conflict: 409, Gone: 410, Stale: 412,
	TooLarge: 413, Invalid: 422, Unconditional: 428, TooMany: 429, Internal: 500, Unavailable: 503, Deadline: 504,
}

// Status is the HTTP status of the kind; an unknown kind is 500.
func (k Kind) Status() int {
	if s, ok := statuses[k]; ok {
		return s
	}
	return 500
}

// KindOf is the kind whose HTTP status is closest in meaning to status.
func KindOf(status int) Kind {
	for k, s := range statuses {
		if s == status {
			return k
		}
	}
	switch {
	case status == 405 || status == 406 || status == 415 || status == 408:
		return Malformed
	case status >= 400 && status < 500:
		return Invalid
	}
	return Internal
}

// Field says what is wrong with one part of the input.
type Field struct {
	// Pointer is the JSON pointer of the part (RFC 6901) within the body, such as "/skills/3/level"; a query or path
	// parameter is "?name" or "path:name", a header "header:name".
	Pointer string `json:"pointer" doc:"Which part: a JSON pointer into the body, ?name, path:name or header:name"`
	// Code is stable, lower case with underscores: "required", "too_long", "not_one_of" …
	Code string `json:"code" doc:"What is wrong; stable, for translations"`
	// Params are limits and allowed words, never what was sent.
	Params map[string]any `json:"params,omitempty" doc:"The limits that hold, by name"`
	// Detail is one plain English sentence that says what to do. Without one, Sentence has it by code and parameters; every
	// problem document carries it.
	Detail string `json:"detail,omitempty" doc:"What to do about it, in a plain English sentence"`
}

// Fault is an error that its caller can act on.
type Fault struct {
	Kind Kind
	// Code is stable and says which rule refused: "match.mentor_full".
	Code string
	// Detail is one plain English sentence that says what to do. It names no person and repeats no input.
	Detail string
	Fields []Field
	// RetryAfter is 0 unless waiting helps.
	RetryAfter time.Duration
	cause      error
}

// New makes a fault of the kind, with a stable code and a plain sentence.
func New(kind Kind, code, detail string) *Fault {
	return &Fault{Kind: kind, Code: code, Detail: detail}
}

// Newf is New with a formatted sentence. Arguments are limits and codes, never what was sent.
func Newf(kind Kind, code, format string, args ...any) *Fault {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// InvalidFields is an Invalid fault about fields; nil if there are none.
func InvalidFields(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Code: "invalid", Detail: "Some of this needs a change; each field says what to do.", Fields: fields}
}

// KeyReused refuses an Idempotency-Key that came before with another body, or on another route: to answer with what was made then would
// be wrong, and to make something else would break the promise of the key.
var KeyReused = New(Conflict, "idempotency.reused", "This Idempotency-Key was used for something else. Use a fresh one.")

// With keeps an internal cause for the log. It is never shown.
func (f *Fault) With(cause error) *Fault {
	c := *f
	c.cause = cause
	return &c
}

// After says when to try again.
func (f *Fault) After(d time.Duration) *Fault {
	c := *f
	c.RetryAfter = d
	return &c
}

func (f *Fault) Error() string {
	s := string(f.Kind) + " " + f.Code + ": " + f.Detail
	for _, x := range f.Fields {
		s += " [" + x.Pointer + " " + x.Code + "]"
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap gives the internal cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is makes errors.Is true for two faults of one kind and code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Kind == f.Kind && t.Code == f.Code
}

// As finds the fault in err; what has none is Internal with err as its hidden cause. As(nil) is nil.
func As(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return New(Internal, "internal", "Something went wrong on our side. Nothing you sent is lost; try again in a minute.").With(err)
}

// Has says whether err is a fault of the kind.
func Has(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}

// Absent says whether err tells that something is not there: never was, is private, or was erased.
func Absent(err error) bool { return Has(err, NotFound) || Has(err, Gone) }

// UnlessAbsent is err, and nil where it is Absent: for who wants something away that may be away already.
func UnlessAbsent(err error) error {
	if Absent(err) {
		return nil
	}
	return err
}

// Coded says whether err is a fault with the code.
func Coded(err error, code string) bool {
	var f *Fault
	return errors.As(err, &f) && f.Code == code
}
