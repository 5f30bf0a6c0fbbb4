// Package telemetry has logs, figures and traces: slog as JSON on stderr, Prometheus on a registry that is handed in, and the
// W3C trace context that goes along with requests and facts. Nothing here is global.
package telemetry
