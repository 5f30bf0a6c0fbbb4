// Package httpserver is how every service speaks HTTP: a Gin engine with one huma API, problem+json, permissions, paging,
// idempotency keys, entity tags and limits. Only this room and the services' http*.go know Gin and huma.
package httpserver
