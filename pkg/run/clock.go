package run

import "time"

// Clock gives the domain's time: UTC, cut off to milliseconds. All domain time comes from one, tokens' included.
type Clock func() time.Time

// System is the machine's clock.
func System() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
