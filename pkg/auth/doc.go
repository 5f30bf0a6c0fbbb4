// Package auth says who calls and what they may do: tokens (mint, verify, key sets), principals, grants, and the permission
// that every route states.
package auth
