package telemetry

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// HTTP counts requests. A nil *HTTP counts nothing.
type HTTP struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight *prometheus.GaugeVec
	streams  *prometheus.GaugeVec
}

// NewHTTP makes the figures of HTTP on a registry; one for all services of a process. It panics if they are there already.
func NewHTTP(reg prometheus.Registerer) *HTTP {
	h := &HTTP{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waymark_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"service", "method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waymark_http_request_seconds", Help: "Time to the end of the answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"service", "method", "route"}),
		inFlight: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "waymark_http_requests_in_flight", Help: "Requests being answered now, open streams too.",
		}, []string{"service"}),
		streams: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "waymark_http_streams_open", Help: "Streams of server-sent events open now.",
		}, []string{"service"}),
	}
	reg.MustRegister(h.requests, h.seconds, h.inFlight, h.streams)
	return h
}

// methods are those that become a label; a client may send any word as one.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// Started counts a request in; call what it returns when it has been answered. route is the pattern, never the path.
func (h *HTTP) Started(service string) func(route, method string, status int) {
	if h == nil {
		return func(string, string, int) {}
	}
	start := time.Now() // of the machine: durations are no domain time
	h.inFlight.WithLabelValues(service).Inc()
	return func(route, method string, status int) {
		if !methods[method] {
			method = "other"
		}
		h.inFlight.WithLabelValues(service).Dec()
		h.requests.WithLabelValues(service, method, route, strconv.Itoa(status)).Inc()
		h.seconds.WithLabelValues(service, method, route).Observe(time.Since(start).Seconds())
	}
}

// Stream counts an open stream; call what it returns when it ends.
func (h *HTTP) Stream(service string) func() {
	if h == nil {
		return func() {}
	}
	g := h.streams.WithLabelValues(service)
	g.Inc()
	return g.Dec
}
