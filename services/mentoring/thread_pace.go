package mentoring

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// How much one person may write, so that a thread is no way to press somebody. Both are kept in the match and are bounded.
const (
	maxAlone   = 5               // messages to the asked side of an open request that has not answered them
	maxHourly  = 60              // messages of one person in one thread within any hour
	paceStep   = 5 * time.Minute // messages are counted by steps of this length
	paceSteps  = 13              // that many cover every hour wholly
	maxWriters = maxMentors + 1
)

// monologue counts what one side has written to the other without an answer.
type monologue struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	N    int    `json:"n,omitempty"`
}

// pace counts what a person has written lately: by steps since 1970, the last of them At.
type pace struct {
	Person string         `json:"person"`
	At     int64          `json:"at"`
	N      [paceSteps]int `json:"n"` // N[0] of the step At, N[1] of the one before, and so on
}

var errAlone = fault.Newf(fault.Conflict, "thread.wait_for_answer",
	"You have written %d messages without an answer. Wait until the other side has written.", maxAlone)

// later refuses who writes too much, and says after how long one more will be taken.
func later(wait time.Duration) error {
	return fault.Newf(fault.TooMany, "thread.too_many",
		"At most %d messages can be written here in an hour. Write again a little later, in fewer and longer messages.",
		maxHourly).After(wait)
}

// alone refuses one more message from a side that has not been answered, while nobody has said yes.
func (m *Match) alone(from, to string) error {
	if m.open() && m.Run.From == from && m.Run.To == to && m.Run.N >= maxAlone {
		return errAlone
	}
	return nil
}

// count counts a message, or refuses it: TooMany.
func (m *Match) count(from, to string, now time.Time) error {
	p := m.paceOf(from)
	step := now.UnixMilli() / paceStep.Milliseconds()
	p.moveTo(step)
	written := 0
	for i, n := range p.N {
		if written += n; written < maxHourly {
			continue
		}
		// The step i leaves the hour first, and takes enough with it.
		return later(time.UnixMilli((p.At - int64(i) + paceSteps) * paceStep.Milliseconds()).Sub(now))
	}
	p.N[0]++
	if m.Run.From != from || m.Run.To != to {
		m.Run = monologue{From: from, To: to}
	}
	m.Run.N++
	return nil
}

// paceOf finds the writer's pace; the one who has been quiet for longest makes room for somebody new.
func (m *Match) paceOf(person string) *pace {
	oldest := 0
	for i := range m.Paces {
		if m.Paces[i].Person == person {
			return &m.Paces[i]
		}
		if m.Paces[i].At < m.Paces[oldest].At {
			oldest = i
		}
	}
	if len(m.Paces) < maxWriters {
		m.Paces = append(m.Paces, pace{})
		oldest = len(m.Paces) - 1
	}
	m.Paces[oldest] = pace{Person: person}
	return &m.Paces[oldest]
}

func (p *pace) moveTo(step int64) {
	by := step - p.At
	if by <= 0 { // also where a clock went back
		return
	}
	moved := [paceSteps]int{}
	for i, n := range p.N {
		if to := int64(i) + by; to < paceSteps {
			moved[to] = n
		}
	}
	p.At, p.N = step, moved
}
