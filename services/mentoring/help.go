package mentoring

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of help on issues.
const (
	helpersMost = 20 // mentors who offer help on one issue
	helpMost    = 20 // issues on which one mentor offers help
	helpShown   = 5  // of those who can be asked
)

// Helper is a mentor who offers help on an issue. Free is whether they had a place free when that was looked at last.
type Helper struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Free   bool      `json:"free,omitempty"`
}

// Help is an issue on which mentors offer help. A place is not promised by it: asking is asking.
type Help struct {
	Issue   string   `json:"issue"`
	Helpers []Helper `json:"helpers,omitempty"`
}

var (
	errHelpers = fault.Newf(fault.Conflict, "help.enough", "%d mentors offer help on this issue already. Choose another one.", helpersMost)
	errHelps   = fault.Newf(fault.Conflict, "help.too_many", "You offer help on %d issues already. Take one back first.", helpMost)
	errHelper  = fault.New(fault.Forbidden, "help.no_mentor", "Only a mentor whom people can find offers help on issues.")
)

// helper finds a mentor; nil if they do not offer help.
func (h *Help) helper(p string) *Helper {
	for i := range h.Helpers {
		if h.Helpers[i].Person == p {
			return &h.Helpers[i]
		}
	}
	return nil
}

// offer adds a mentor; errKept if they are there. Where there are many, who offered longest ago and has no place free makes room.
func (h *Help) offer(p string, free bool, now time.Time) error {
	if h.helper(p) != nil {
		return errKept
	}
	if len(h.Helpers) >= helpersMost {
		at := slices.IndexFunc(h.Helpers, func(x Helper) bool { return !x.Free })
		if at < 0 {
			return errHelpers
		}
		h.Helpers = slices.Delete(h.Helpers, at, at+1)
	}
	h.Helpers = append(h.Helpers, Helper{Person: p, At: now, Free: free})
	return nil
}

// withdraw takes a mentor out.
func (h *Help) withdraw(p string) error {
	if h.helper(p) == nil {
		return errKept
	}
	if h.Helpers = slices.DeleteFunc(h.Helpers, func(x Helper) bool { return x.Person == p }); len(h.Helpers) == 0 {
		h.Helpers = nil
	}
	return nil
}

// refresh notes who has a place free; errKept if that is known.
func (h *Help) refresh(free map[string]bool) error {
	changed := false
	for i := range h.Helpers {
		x := &h.Helpers[i]
		if is, known := free[x.Person]; known && is != x.Free {
			x.Free, changed = is, true
		}
	}
	if !changed {
		return errKept
	}
	return nil
}

// free counts those who have a place.
func (h *Help) free() (n int) {
	for _, x := range h.Helpers {
		if x.Free {
			n++
		}
	}
	return n
}
