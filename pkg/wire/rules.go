package wire

// DefaultRules are the rules of a programme that says nothing else, at version 1: those of the always-open one, and of any whose
// rules are not known yet. Durations are in seconds; no weight is set, so that every part of the score keeps its own default.
// Every call gives maps and lists of its own.
func DefaultRules() Rules {
	const hour, day = int64(3600), int64(24 * 3600)
	return Rules{
		Version: 1, FirstClock: 72 * hour, NextClock: 48 * hour, MoveOn: 48 * hour, InfoPause: 7 * day, WaitClock: 48 * hour,
		OpenRequests: 1, Unanswered: 3, MentorCap: 0, DefaultPlaces: 1, SilentPause: 2, Weeks: 8,
		SilenceReminder: []int64{7 * day, 14 * day}, SilenceEnd: 28 * day, MentorApproval: true, Weights: map[string]int{},
	}
}
