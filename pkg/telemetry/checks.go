package telemetry

import "github.com/prometheus/client_golang/prometheus"

// Checks counts how often a service compared an answer of its own with one found another way. A nil *Checks counts nothing.
type Checks struct {
	all   *prometheus.CounterVec
	exact *prometheus.GaugeVec
}

// NewChecks makes the figures of checks on a registry; one for all services of a process. It panics if they are there already.
func NewChecks(reg prometheus.Registerer) *Checks {
	c := &Checks{
		all: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "waymark_self_checks_total", Help: "Answers compared with another way of finding them, by what was asked; result is same or differs.",
		}, []string{"service", "what", "result"}),
		exact: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "waymark_self_check_exact", Help: "1 if the last comparison found the same, 0 if not; absent before the first.",
		}, []string{"service", "what"}),
	}
	reg.MustRegister(c.all, c.exact)
	return c
}

// Compared counts one comparison. what is one of few words, never an id.
func (c *Checks) Compared(service, what string, same bool) {
	if c == nil {
		return
	}
	result, exact := "differs", 0.0
	if same {
		result, exact = "same", 1
	}
	c.all.WithLabelValues(service, what, result).Inc()
	c.exact.WithLabelValues(service, what).Set(exact)
}
