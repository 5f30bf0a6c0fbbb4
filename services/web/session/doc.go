// Package session keeps a reader signed in with cookies, and gets the next tokens when they are needed.
//
// The access and the refresh token live in HttpOnly cookies with SameSite=Lax: "__Host-" ones over TLS, plain ones on a plain-HTTP
// local address. The API revokes a session whose refresh token is used again after more than ten seconds, so one process asks
// once per refresh token (Keeper), whatever number of requests need the next one at a time, and hands the same answer to
// those that come some minutes later because their cookie was lost with the page that brought it.
package session
