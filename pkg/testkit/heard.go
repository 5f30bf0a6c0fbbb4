package testkit

import (
	"context"
	"testing"
)

// Heard waits until a mirror has a version, as long as a slow machine needs: a single wait gives up after seconds.
func Heard(t testing.TB, mirror interface {
	Wait(ctx context.Context, id string, version int64) bool
}, id string, version int64) {
	t.Helper()
	for range 60 {
		if mirror.Wait(t.Context(), id, version) {
			return
		}
	}
	t.Fatal("a mirror is behind: ", id)
}
