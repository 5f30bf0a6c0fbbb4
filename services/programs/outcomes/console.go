package outcomes

import (
	"cmp"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// consoleMost is how many lines a list of the console has.
const consoleMost = 200

// replyWaits is how long a request may wait for a mentor before it stands in the console: the time of every mentor but the first.
const replyWaits = 48 * time.Hour

// urgency is the order of the console: who is stuck, then who waits for an answer, then what is missing, then what is to be arranged.
var urgency = []string{"stuck", "reply", "unmatched", "check_in", "offered", "overload", "project"}

// sorted is what waits, the most urgent first, of the same kind what waits longest; and how many are left out.
func sorted(items []api.ConsoleItem) ([]api.ConsoleItem, int) {
	slices.SortFunc(items, func(a, b api.ConsoleItem) int {
		return cmp.Or(cmp.Compare(slices.Index(urgency, a.Code), slices.Index(urgency, b.Code)), a.Since.Compare(b.Since),
			cmp.Compare(b.Count, a.Count), cmp.Compare(a.Application, b.Application), cmp.Compare(a.Side, b.Side), cmp.Compare(a.Project, b.Project),
			cmp.Compare(a.Offered, b.Offered))
	})
	n := min(len(items), consoleMost)
	return items[:n:n], len(items) - n
}

// byLoad are mentors, those first who carry most above what they said, then who lets most people wait.
func byLoad(list []api.ConsoleMentor) ([]api.ConsoleMentor, int) {
	slices.SortFunc(list, func(a, b api.ConsoleMentor) int {
		return cmp.Or(cmp.Compare(b.Live-b.Places, a.Live-a.Places), cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.Application, b.Application))
	})
	n := min(len(list), consoleMost)
	return list[:n:n], len(list) - n
}

// work is one mentor's line, and since when somebody waits for them too long; zero for nobody.
func work(a api.ConsoleMentor, requests []Request, now time.Time) (api.ConsoleMentor, time.Time, int) {
	var hours []int
	var since time.Time
	slow := 0
	for _, r := range requests {
		switch {
		case r.Ended.IsZero():
			if a.Waiting++; now.Sub(r.Asked) >= replyWaits {
				if slow++; since.IsZero() || r.Asked.Before(since) {
					since = r.Asked
				}
			}
		case r.Answered:
			hours = append(hours, int(r.Ended.Sub(r.Asked)/time.Hour))
		}
	}
	a.ReplyHours = figure(median(hours), len(hours) > 0)
	return a, since, slow
}
