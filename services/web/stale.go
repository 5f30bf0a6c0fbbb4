package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// errChanged is what a form meets when what it was made from is another now. The page then shows what stands beside what was typed.
var errChanged = fault.New(fault.Stale, "web.changed", "Somebody changed this meanwhile. Look at what stands now, and decide then.")

// tagOf is a short mark of what a form was made from: equal for equal values.
func tagOf(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
