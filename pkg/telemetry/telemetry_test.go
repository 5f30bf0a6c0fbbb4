package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/waymark-dev/waymark/pkg/telemetry"
)

func TestLogger(t *testing.T) {
	var b bytes.Buffer
	telemetry.Logger(&b, slog.LevelInfo).Info("hello", "n", 1)
	telemetry.Logger(&b, slog.LevelInfo).Debug("hidden")
	var line struct {
		Time  time.Time
		Level string
		Msg   string
		N     int
	}
	if err := json.Unmarshal(b.Bytes(), &line); err != nil || line.Msg != "hello" || line.N != 1 || line.Time.Location() != time.UTC {
		t.Fatal(err, b.String())
	}
}

func TestChecks(t *testing.T) {
	var none *telemetry.Checks
	none.Compared("x", "lists", true) // counts nothing, and does not fail
	reg := telemetry.NewRegistry()
	c := telemetry.NewChecks(reg)
	says := func(want ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		telemetry.Handler(reg).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		for _, line := range want {
			if !strings.Contains(w.Body.String(), line) {
				t.Error("missing:", line)
			}
		}
	}
	c.Compared("x", "lists", true)
	says(`waymark_self_checks_total{result="same",service="x",what="lists"} 1`, `waymark_self_check_exact{service="x",what="lists"} 1`)
	c.Compared("x", "lists", false)
	says(`waymark_self_checks_total{result="differs",service="x",what="lists"} 1`, `waymark_self_check_exact{service="x",what="lists"} 0`)
}

func TestFigures(t *testing.T) {
	var none *telemetry.HTTP
	none.Started("x")("/x", "GET", 200) // counts nothing, and does not fail
	none.Stream("x")()
	reg := telemetry.NewRegistry()
	h := telemetry.NewHTTP(reg)
	done := h.Started("x")
	leave := h.Stream("x")
	w := httptest.NewRecorder()
	telemetry.Handler(reg).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`waymark_http_requests_in_flight{service="x"} 1`, `waymark_http_streams_open{service="x"} 1`, "go_goroutines",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Error("missing:", want)
		}
	}
	done("/x", "SECRET", 200)
	leave()
	w = httptest.NewRecorder()
	telemetry.Handler(reg).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if s := w.Body.String(); strings.Contains(s, "SECRET") || !strings.Contains(s, `method="other"`) ||
		!strings.Contains(s, `_streams_open{service="x"} 0`) {
		t.Error(s)
	}
}

// TestTraceGoesAlong: from a request into a fact and out of it again.
func TestTraceGoesAlong(t *testing.T) {
	ctx, span := telemetry.Begin(t.Context(), http.Header{}, "x")
	defer span.End()
	header := telemetry.TraceParent(ctx)
	if len(header) != 55 || telemetry.RequestID(ctx) != header[3:35] {
		t.Fatal(header)
	}
	later := telemetry.WithTraceParent(context.Background(), header)
	if telemetry.TraceParent(later) != header {
		t.Fatal(telemetry.TraceParent(later))
	}
	next, _ := telemetry.Begin(context.Background(), http.Header{"Traceparent": {header}}, "y")
	if telemetry.RequestID(next) != telemetry.RequestID(ctx) || telemetry.TraceParent(next) == header {
		t.Fatal("one trace, another span")
	}
	if telemetry.TraceParent(context.Background()) != "" || telemetry.RequestID(context.Background()) != "" {
		t.Fatal("a trace from nowhere")
	}
}

func TestSpansAreRecorded(t *testing.T) {
	kept := tracetest.NewSpanRecorder()
	ctx := telemetry.WithTracer(t.Context(), sdk.NewTracerProvider(sdk.WithSpanProcessor(kept)))
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	_, span := telemetry.Begin(ctx, http.Header{"Traceparent": {parent}}, "mentoring")
	span.End()
	spans := kept.Ended()
	if len(spans) != 1 || spans[0].Name() != "mentoring" || spans[0].Parent().SpanID().String() != "b7ad6b7169203331" {
		t.Fatal(spans)
	}
}

func FuzzTraceParent(f *testing.F) {
	f.Add("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	f.Add("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")
	f.Add("ff-0-0-0")
	f.Fuzz(func(t *testing.T, s string) {
		ctx := telemetry.WithTraceParent(context.Background(), s)
		if out := telemetry.TraceParent(ctx); out != "" && (len(out) != 55 || !strings.Contains(s, out[3:35])) {
			t.Fatalf("%q became %q", s, out)
		}
	})
}
