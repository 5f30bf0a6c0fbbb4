// Package run has what every process does: the clock, starting and stopping in order, readiness.
package run
