package bus

import (
	"context"
	"encoding/hex"

	"go.opentelemetry.io/otel/trace"
)

type actorKey struct{}

// WithActor says on whose behalf the context acts: a person's id, or a service's name. Questions carry it along. A consumer's
// handler and the answering side of a question find it with Actor.
func WithActor(ctx context.Context, actor string) context.Context {
	if actor == "" {
		return ctx
	}
	return context.WithValue(ctx, actorKey{}, actor)
}

// Actor finds it; "" if there is none.
func Actor(ctx context.Context) string {
	a, _ := ctx.Value(actorKey{}).(string)
	return a
}

// Trace is the W3C traceparent of the context's span, "" without one.
func Trace(ctx context.Context) string {
	s := trace.SpanContextFromContext(ctx)
	if !s.IsValid() {
		return ""
	}
	return "00-" + s.TraceID().String() + "-" + s.SpanID().String() + "-" + s.TraceFlags().String()
}

// WithTrace continues the trace of a traceparent; one that cannot be read is left out.
func WithTrace(ctx context.Context, traceparent string) context.Context {
	if len(traceparent) != 55 || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-' {
		return ctx
	}
	id, err := trace.TraceIDFromHex(traceparent[3:35])
	if err != nil {
		return ctx
	}
	span, err := trace.SpanIDFromHex(traceparent[36:52])
	if err != nil {
		return ctx
	}
	flags, err := hex.DecodeString(traceparent[53:55])
	if err != nil {
		return ctx
	}
	return trace.ContextWithRemoteSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: id, SpanID: span, TraceFlags: trace.TraceFlags(flags[0]), Remote: true,
	}))
}
