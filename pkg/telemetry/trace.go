package telemetry

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// Span is the part of a trace that one service does.
type Span struct{ span trace.Span }

// End ends it.
func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

type tracerKey struct{}

// WithTracer makes Begin below ctx record spans with a provider; without one the trace context is only passed on.
func WithTracer(ctx context.Context, p trace.TracerProvider) context.Context {
	return context.WithValue(ctx, tracerKey{}, p)
}

// Begin goes on with the trace that the headers name, or begins one.
func Begin(ctx context.Context, h http.Header, name string) (context.Context, Span) {
	parent, ok := parse(h.Get("Traceparent"))
	if !ok {
		parent = trace.SpanContextFromContext(ctx)
	}
	if parent.IsValid() {
		ctx = trace.ContextWithRemoteSpanContext(ctx, parent)
	}
	if p, ok := ctx.Value(tracerKey{}).(trace.TracerProvider); ok {
		ctx, span := p.Tracer("waymark").Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer))
		return ctx, Span{span}
	}
	cfg := trace.SpanContextConfig{TraceID: parent.TraceID(), TraceFlags: parent.TraceFlags()}
	if !parent.IsValid() {
		_, _ = rand.Read(cfg.TraceID[:])
	}
	_, _ = rand.Read(cfg.SpanID[:])
	return trace.ContextWithSpanContext(ctx, trace.NewSpanContext(cfg)), Span{}
}

// RequestID names the request of ctx in logs: its trace id; "" without one.
func RequestID(ctx context.Context) string {
	if c := trace.SpanContextFromContext(ctx); c.HasTraceID() {
		return c.TraceID().String()
	}
	return ""
}

// TraceParent is the trace of ctx as the W3C header has it, for facts and calls to others; "" without one.
func TraceParent(ctx context.Context) string {
	c := trace.SpanContextFromContext(ctx)
	if !c.IsValid() {
		return ""
	}
	return "00-" + c.TraceID().String() + "-" + c.SpanID().String() + "-" + c.TraceFlags().String()
}

// WithTraceParent continues a trace that a fact or a question brought; ctx itself if it is none.
func WithTraceParent(ctx context.Context, header string) context.Context {
	if c, ok := parse(header); ok {
		return trace.ContextWithRemoteSpanContext(ctx, c)
	}
	return ctx
}

// parse reads a traceparent header of version 00 (and what later ones keep of it).
func parse(s string) (trace.SpanContext, bool) {
	p := strings.Split(s, "-")
	if len(s) > 200 || len(p) < 4 || len(p[0]) != 2 || p[0] == "ff" || p[0] == "00" && len(p) != 4 || len(p[3]) != 2 {
		return trace.SpanContext{}, false
	}
	id, err1 := trace.TraceIDFromHex(p[1])
	span, err2 := trace.SpanIDFromHex(p[2])
	flags, err3 := hex.DecodeString(p[3])
	if err1 != nil || err2 != nil || err3 != nil {
		return trace.SpanContext{}, false
	}
	return trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: id, SpanID: span, TraceFlags: trace.TraceFlags(flags[0]) & trace.FlagsSampled, Remote: true,
	}), true
}
