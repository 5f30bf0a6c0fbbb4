// Package auth says who calls and what they may do: tokens (mint, verify), principals, grants, and the permission that every
// route states.
//
// An access token is a JWT signed with Ed25519 that lives for five minutes. services/accounts mints it (Signer); every service
// verifies it on its own (Guard), with the keys, revoked sessions, suspended accounts and grants that it follows on the bus.
// Nobody is asked during a request, and a revocation acts within 5 s.
//
// What a Guard keeps is bounded: since a token is dead after AccessLife, only what happened within that time (and a little more)
// needs to be remembered. If more sessions are revoked in that time than MaxRevoked, every token issued until then is refused:
// people's clients refresh theirs, and nobody who was signed out comes back.
package auth
