// Package strict reads JSON the way Waymark takes it: each key once and in its exact case, no field that nobody asked for,
// no null where none is meant, valid UTF-8 without NUL, at most 32 levels deep. It checks the text against a rule in one
// pass, without building values, and says for every mistake where it is (RFC 6901) and what it is (a stable code), never
// what was sent.
//
// It is pure: no I/O, no HTTP. pkg/httpserver compiles its rules from the OpenAPI schemas that it publishes, so that the
// published and the enforced limits are the same.
package strict
