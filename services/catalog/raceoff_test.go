//go:build !race

package catalog

// raceDetector says that this is a run with the race detector, which makes SQLite ten times slower.
const raceDetector = false
