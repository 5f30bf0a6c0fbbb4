// Package outbox joins documents and streams: the relay publishes what documents have in their outbox and their latest
// state, a mirror keeps other services' states as documents, and dead letters are kept where an operator sees them.
package outbox
