// Package testkit has real neighbours for tests: NATS, both stores, a clock, a mail sink. Nothing here is a mock of our own
// code.
package testkit
