// Package credential has what proves who somebody is, as pure rules: addresses and their index, passwords and their hashes,
// one-time link tokens, refresh tokens, device tokens, and sealing of secrets at rest. No store, no clock, no log.
//
// All tokens are MACs under keys derived from one root secret, so a document holds nonces and counters only: whoever reads a
// copy of the store without the root secret can mint nothing.
package credential
