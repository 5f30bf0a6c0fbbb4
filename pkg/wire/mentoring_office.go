package wire

import "time"

// Facts of office hours. The aggregate is the slot. Each is for its To alone. Where it is, and what it is about, is in none of them.
type (
	// OfficeHourMoved: the mentor changed when or where it is.
	OfficeHourMoved struct {
		Slot   string    `json:"slot"`
		Mentor string    `json:"mentor"`
		To     string    `json:"to"` // somebody who comes
		Starts time.Time `json:"starts"`
	}
	// OfficeHourCancelled: it does not take place.
	OfficeHourCancelled struct {
		Slot   string    `json:"slot"`
		Mentor string    `json:"mentor"`
		To     string    `json:"to"` // somebody who was to come
		Starts time.Time `json:"starts"`
	}
	// OfficeHourReminded: it begins in at most Hours.
	OfficeHourReminded struct {
		Slot   string    `json:"slot"`
		Mentor string    `json:"mentor"`
		To     string    `json:"to"` // somebody who comes, or the mentor
		Starts time.Time `json:"starts"`
		Hours  int       `json:"hours"`  // 24, 1
		Coming int       `json:"coming"` // how many come
	}
)

func (OfficeHourMoved) Fact() (string, string)     { return "mentoring", "office_hour_moved" }
func (OfficeHourCancelled) Fact() (string, string) { return "mentoring", "office_hour_cancelled" }
func (OfficeHourReminded) Fact() (string, string)  { return "mentoring", "office_hour_reminded" }
