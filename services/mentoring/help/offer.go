package help

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Limits of help on issues.
const (
	helpersMost = 20 // mentors who offer help on one issue
	knowersMost = 5  // of them who do not maintain its project
	helpMost    = 20 // issues on which one mentor offers help
	knownMost   = 5  // projects that a mentor says they know, to help there without maintaining them
	helpShown   = 5  // of those who can be asked
)

// Helper is a mentor who offers help on an issue. Free is whether they had a place free when that was looked at last.
type Helper struct {
	Person    string    `json:"person"`
	At        time.Time `json:"at"`
	Free      bool      `json:"free,omitempty"`
	Maintains bool      `json:"maintains,omitempty"` // the issue's project; else they say that they know it
}

// Help is an issue on which mentors offer help. A place is not promised by it: asking is asking.
//
// Help is offered by mentors on issues of projects of theirs. A project is a mentor's if they maintain it, which moderators confirmed, or
// if they say that they know it and its maintainers did not wish otherwise (wire.HelpMaintainers, wire.HelpNobody): most projects of the
// catalogue have no maintainer here, and whoever knows one well is who can help there. Saying so is bounded, by project and by mentor,
// and never takes the room of a maintainer.
type Help struct {
	Issue   string   `json:"issue"`
	Project string   `json:"project,omitempty"` // "" of what was offered before it was kept; the sweep fills it in
	Helpers []Helper `json:"helpers,omitempty"`
}

var (
	errHelpers = fault.New(fault.Conflict, "help.enough", "Enough mentors offer help on this issue already. Choose another one.")
	errHelps   = fault.Newf(fault.Conflict, "help.too_many", "You offer help on %d issues already. Take one back first.", helpMost)
	errKnows   = fault.Newf(fault.Conflict, "help.too_many_projects",
		"You help in %d projects that you do not maintain. Take the help on one of them back first, or claim a project that you maintain.", knownMost)
	errHelper = fault.New(fault.Forbidden, "help.no_mentor", "Only a mentor whom people can find offers help on issues.")
	errOthers = issue(fault.Forbidden, "help.maintainers_only",
		"The maintainers of this project offer help on its issues themselves. Choose an issue of another project, or claim this one if you maintain it.",
		"maintainers_only")
	errNoHelp = issue(fault.Forbidden, "help.not_wanted",
		"The maintainers of this project want no offers of help here. Choose an issue of another project.", "not_wanted")
	errKept    = fault.New(fault.Internal, "help.kept", "Nothing to change.") // never leaves this package
	errUnknown = &fault.Fault{
		Kind: fault.Invalid, Code: "help.not_known",
		Detail: "Offer help on issues of projects that you maintain or know. Say that you know this one, or choose another issue.",
		Fields: []fault.Field{{Pointer: "/knows_project", Code: "required"}},
	}
)

// issue is a fault of the issue that was named; field is the code of the field.
func issue(kind fault.Kind, code, detail, field string) *fault.Fault {
	return &fault.Fault{Kind: kind, Code: code, Detail: detail, Fields: []fault.Field{{Pointer: "/issue", Code: field}}}
}

// mayHelp says whether a mentor may offer help on an issue, as far as its project goes: nil for one who maintains it, and for one who
// knows it where its maintainers leave that open.
func mayHelp(k wire.IssueKnown, p string, knows bool) error {
	switch {
	case k.Help == wire.HelpNobody:
		return errNoHelp
	case slices.Contains(k.Maintainers, p):
		return nil
	case k.Help == wire.HelpMaintainers:
		return errOthers
	case !knows:
		return errUnknown
	}
	return nil
}

// helper finds a mentor; nil if they do not offer help.
func (h *Help) helper(p string) *Helper {
	for i := range h.Helpers {
		if h.Helpers[i].Person == p {
			return &h.Helpers[i]
		}
	}
	return nil
}

// offer adds a mentor; errKept if they are there. Where there are many, who offered longest ago and has no place free makes room; for who
// maintains the project first one who only knows it.
func (h *Help) offer(x Helper) error {
	if h.helper(x.Person) != nil {
		return errKept
	}
	knowers := 0
	for _, o := range h.Helpers {
		if !o.Maintains {
			knowers++
		}
	}
	var leaves []func(o Helper) bool
	switch all := len(h.Helpers) >= helpersMost; {
	case x.Maintains && all:
		leaves = append(leaves, func(o Helper) bool { return !o.Maintains && !o.Free }, func(o Helper) bool { return !o.Maintains },
			func(o Helper) bool { return !o.Free })
	case !x.Maintains && (all || knowers >= knowersMost):
		leaves = append(leaves, func(o Helper) bool { return !o.Maintains && !o.Free })
	default:
		h.Helpers = append(h.Helpers, x)
		return nil
	}
	for _, leaves := range leaves {
		if at := slices.IndexFunc(h.Helpers, leaves); at >= 0 {
			h.Helpers = append(slices.Delete(h.Helpers, at, at+1), x)
			return nil
		}
	}
	return errHelpers
}

// abide takes out whom the project's maintainers do not want, and notes who maintains it; errKept if all stay as they are. k was asked about
// some: whoever offered meanwhile was asked about on their own, and stays as they are.
func (h *Help) abide(k wire.IssueKnown, asked []string) error {
	if !k.Known {
		return errKept
	}
	kept := make([]Helper, 0, len(h.Helpers))
	for _, x := range h.Helpers {
		if !slices.Contains(asked, x.Person) {
			kept = append(kept, x)
			continue
		}
		x.Maintains = slices.Contains(k.Maintainers, x.Person)
		if mayHelp(k, x.Person, true) == nil {
			kept = append(kept, x)
		}
	}
	if h.Project == k.Project && slices.Equal(kept, h.Helpers) {
		return errKept
	}
	if h.Project, h.Helpers = k.Project, kept; len(kept) == 0 {
		h.Helpers = nil
	}
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

// others are those with a place free but for one, those first who offered first.
func (h *Help) others(p string) (out []string) {
	for _, x := range h.Helpers {
		if x.Person != p && x.Free {
			out = append(out, x.Person)
		}
	}
	return out
}
