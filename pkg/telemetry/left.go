package telemetry

import "github.com/prometheus/client_golang/prometheus"

// LeftOut counts what a bounded memory of a process did not take in. A nil *LeftOut counts nothing.
type LeftOut struct{ all *prometheus.CounterVec }

// NewLeftOut makes the figures on a registry; one for all services of a process. It panics if they are there already.
func NewLeftOut(reg prometheus.Registerer) *LeftOut {
	c := &LeftOut{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "waymark_left_out_total", Help: "What a bounded memory did not take in, by what it is and why: full, or one person has given what they may.",
	}, []string{"service", "what", "why"})}
	reg.MustRegister(c.all)
	return c
}

// Count adds n. what and why are of few words, never an id.
func (c *LeftOut) Count(service, what, why string, n int) {
	if c != nil && n > 0 {
		c.all.WithLabelValues(service, what, why).Add(float64(n))
	}
}
