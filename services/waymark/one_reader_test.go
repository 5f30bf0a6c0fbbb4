package main

import "testing"

// one skips, with -short, a test in which one person after another reads pages and sends forms in a world of its own: it is run whole without
// the race detector, and what happens side by side behind such pages is watched where many come at once, and where every page is read.
func one(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT RUN: with -short, tests of one reader after another are left to the whole run")
	}
}
