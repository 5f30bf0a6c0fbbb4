package rank

// Band is what is shown of something measured: never the number.
type Band string

// Bands of waiting, by when an answer can be expected, and of load. NewHere stands for both until five requests were answered.
const (
	NewHere      Band = "new_here"
	WithinDay    Band = "within_a_day"
	WithinTwo    Band = "within_two_days"
	WithinThree  Band = "within_three_days"
	WithinWeek   Band = "within_a_week"
	Longer       Band = "longer"
	Free         Band = "free"
	SomeLoad     Band = "some"
	Busy         Band = "busy"
	NobodyYet    Band = "nobody_yet" // issues: how many are on their way to it
	SomeInterest Band = "some_interest"
	Popular      Band = "popular"
)

// waits are the bands of waiting by number; 0 is not known yet.
var waits = [...]Band{NewHere, WithinDay, WithinTwo, WithinThree, WithinWeek, Longer}

// waitOf is the number of the band of so many seconds.
func waitOf(seconds int64) uint8 {
	const day = 24 * 3600
	switch {
	case seconds <= day:
		return 1
	case seconds <= 2*day:
		return 2
	case seconds <= 3*day:
		return 3
	case seconds <= 7*day:
		return 4
	}
	return 5
}

func (m *mentorRow) waitBand() Band { return waits[m.wait] }

func (m *mentorRow) loadBand(programme word) Band { return loadBand(m.answered, m.load(programme)) }

func loadBand(answered uint8, load int64) Band {
	switch {
	case answered < newHere:
		return NewHere
	case load < 150_000:
		return Free
	case load < 600_000:
		return SomeLoad
	}
	return Busy
}

// price is the load that a mentor's price is made of: what their band says, for the price is public. Somebody new is in between.
func (m *mentorRow) price(programme word) int64 { return priceOf(m.loadBand(programme)) }

func priceOf(load Band) int64 {
	switch load {
	case Free:
		return 0
	case NewHere:
		return 100_000
	case SomeLoad:
		return 400_000
	}
	return 800_000
}

func (i *issueRow) loadBand() Band {
	switch {
	case i.asked == 0 && i.load < 200_000:
		return NobodyYet
	case i.load < 600_000:
		return SomeInterest
	}
	return Popular
}
