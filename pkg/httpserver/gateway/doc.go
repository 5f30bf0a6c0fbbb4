// Package gateway is the one door to all services: it routes each first path segment below /api/v1/ to the service that owns
// it, in this process or on one of several replicas, and serves the gathered OpenAPI document (/openapi.json), a docs page
// (/docs), /livez and /readyz. What nobody serves answers problem+json, or goes to the pages of services/web.
//
// It believes X-Forwarded-For and X-Forwarded-Proto from trusted proxies only, tells services who the client is, and bounds what
// one address may ask. A request that came by TLS has X-Forwarded-Proto: https behind it, and nobody else can say so. The first
// steps of the docs page name operations; beside that, nothing here knows what the services do.
package gateway
