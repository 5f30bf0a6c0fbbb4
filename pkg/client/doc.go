// Package client is the typed Go client of the public API: for the web pages, the command line and anybody else.
//
// This file's neighbours are its core: Client, Do, Upload, Pages and Stream. Each service has a file of typed calls on top.
// Refusals come back as *fault.Fault. A call is tried again where that is safe, a POST with the same Idempotency-Key; and a
// client reads its own writes: it remembers the versions that its writes answered and sends them along with its reads.
package client
