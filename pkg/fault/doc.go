// Package fault is the one error type of Waymark. A service returns a *Fault for everything its caller can act on; any
// other error is internal: it is logged with its text and answered without it.
//
// A fault becomes an RFC 9457 problem document over HTTP (pkg/httpserver) and survives a NATS reply (pkg/bus). It never
// carries the value that was sent, a name or an address: Detail is written by the programmer, parameters are numbers and
// codes. Translations live with those who show it; Code and Field.Code are what they translate.
package fault
