package running

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Sides of a check-in.
const (
	Newcomer = "newcomer"
	Mentor   = "mentor"
)

const (
	day          = 24 * time.Hour
	late         = 3 * day // after its day a check-in is late
	checkInsMost = cohort.CheckInsMost
	voicesMost   = 5 // mentors, one after the other
	goalsMost    = 10
	evidenceMost = 20
	maxWords     = 2000
	maxGoal      = 200
	maxWhat      = 300
)

// CheckIn is what one side said at one of the intervals.
type CheckIn struct {
	Number int       `json:"number"`
	Side   string    `json:"side"`
	Going  string    `json:"going"` // well, slowly, stuck
	Words  string    `json:"words,omitempty"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
}

// Run is how taking part goes; its id is the participant's.
type Run struct {
	Org       string           `json:"org"`
	Programme string           `json:"programme"`
	Cohort    string           `json:"cohort"`
	Person    string           `json:"person"`
	CheckIns  []CheckIn        `json:"check_ins,omitempty"`
	Goals     []api.CohortGoal `json:"goals,omitempty"`
	Evidence  []Shown          `json:"evidence,omitempty"`
	// Told is what each side was told of a check-in, by number and side: due, late.
	Told      map[string]string `json:"told,omitempty"`
	Completed time.Time         `json:"completed,omitzero"`
	By        string            `json:"by,omitempty"` // who noted the completion
	DueAt     time.Time         `json:"due_at,omitzero"`
}

// Shown is a piece of evidence: a merged change, or a mentor's word.
type Shown struct {
	URL  string    `json:"url,omitempty"`
	What string    `json:"what,omitempty"`
	Side string    `json:"side"`
	By   string    `json:"by,omitempty"`
	At   time.Time `json:"at"`
}

// ID names a piece within its run: the same shown by the same side is one.
func (e Shown) ID() string {
	sum := sha256.Sum256([]byte(e.Side + "\x00" + e.URL + "\x00" + e.What))
	return hex.EncodeToString(sum[:8])
}

func (e Shown) body() api.CohortShown {
	return api.CohortShown{ID: e.ID(), CohortEvidence: api.CohortEvidence{URL: e.URL, What: e.What}, Side: e.Side, At: e.At}
}

// takeBack takes a piece away that the caller showed, or any of them for organisers; also once the participant has left. The same twice is once:
// one that is not there is no error. Forbidden "run.not_yours".
func (r *Run) takeBack(piece, by string, organises bool) error {
	at := slices.IndexFunc(r.Evidence, func(e Shown) bool { return e.ID() == piece })
	switch {
	case at < 0:
		return nil
	case !r.Evidence[at].backFor(by, organises):
		return fault.New(fault.Forbidden, "run.not_yours", "Whoever showed it, or an organiser, takes it back.")
	}
	r.Evidence = slices.Delete(slices.Clone(r.Evidence), at, at+1)
	return nil
}

// backFor says whether somebody may take a piece back.
func (e Shown) backFor(person string, organises bool) bool {
	return organises || person != "" && e.By == person
}

func toldKey(number int, side string) string { return strconv.Itoa(number) + side[:1] }

// Days are when the check-ins of a participant fall due, from the first; at most checkInsMost. A cohort without check-ins has none.
func Days(c *cohort.Cohort, a *application.Application) []time.Time {
	if c.CheckInEvery == 0 || a.As != application.Newcomer || a.Joined.IsZero() {
		return nil
	}
	from := a.Joined
	if runs := c.Begins(cohort.Running); runs.After(from) {
		from = runs
	}
	end := c.Begins(cohort.Closed)
	var out []time.Time
	for n := 1; n <= checkInsMost; n++ {
		at := from.Add(time.Duration(n*c.CheckInEvery) * day)
		if !end.IsZero() && at.After(end) {
			break
		}
		out = append(out, at)
	}
	return out
}

// days are the check-ins of a participant that there are: none falls due after they completed the cohort.
func (r *Run) days(c *cohort.Cohort, a *application.Application) []time.Time {
	list := Days(c, a)
	for i, at := range list {
		if r.over() && at.After(r.Completed) {
			return list[:i]
		}
	}
	return list
}

// over says that they completed the cohort: nothing is asked of anybody any more.
func (r *Run) over() bool { return !r.Completed.IsZero() }

// waiting counts the check-ins that are open for a side at a time and of which nobody on it has said anything, of mentors those before too.
func (r *Run) waiting(days []time.Time, side string, now time.Time) (n int) {
	for i, at := range days {
		if !r.over() && !at.After(now) && r.said(i+1, side) == nil {
			n++
		}
	}
	return n
}

// said is what a side said at a number; nil if it has not.
func (r *Run) said(number int, side string) *CheckIn {
	for i := range r.CheckIns {
		if r.CheckIns[i].Number == number && r.CheckIns[i].Side == side {
			return &r.CheckIns[i]
		}
	}
	return nil
}

// due is one thing to tell one side.
type due struct {
	Number int
	Side   string
	Late   bool
}

// tick says what is to be told at a time, notes that it was, and winds the clock. sides are those there are: without a mentor there is one.
func (r *Run) tick(days []time.Time, sides []string, now time.Time) (out []due) {
	next := time.Time{}
	sooner := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for i, at := range days {
		for _, side := range sides {
			key, n := toldKey(i+1, side), i+1
			switch {
			case r.said(n, side) != nil || r.Told[key] == "late":
				continue
			case at.After(now):
				sooner(at)
				continue
			case !now.Before(at.Add(late)):
				out = append(out, due{n, side, true})
				r.tell(key, "late")
				continue
			case r.Told[key] == "":
				out = append(out, due{n, side, false})
				r.tell(key, "due")
			}
			sooner(at.Add(late))
		}
	}
	r.DueAt = next
	return out
}

func (r *Run) tell(key, what string) {
	told := map[string]string{key: what}
	for k, v := range r.Told {
		if k != key {
			told[k] = v
		}
	}
	r.Told = told
}

// lateOf counts the check-ins that are late at a time.
func (r *Run) lateOf(days []time.Time, sides []string, now time.Time) (n int) {
	if r.over() {
		return 0
	}
	for i, at := range days {
		for _, side := range sides {
			if !now.Before(at.Add(late)) && r.said(i+1, side) == nil {
				n++
			}
		}
	}
	return n
}

// saidBy is what somebody said at a number for a side; nil if they have not. A mentor never reads what the one before said.
func (r *Run) saidBy(number int, side, by string) *CheckIn {
	for i := range r.CheckIns {
		if c := &r.CheckIns[i]; c.Number == number && c.Side == side && c.By == by {
			return c
		}
	}
	return nil
}

// say keeps what somebody says for a side; what they said before is replaced, what a mentor before them said is not. At most voicesMost
// of a side are kept of a check-in: the oldest goes.
func (r *Run) say(number int, side, by string, b api.CheckInBody, now time.Time) error {
	words, wrong := wording.Text("/words", b.Words, 0, maxWords, true)
	if len(wrong) > 0 {
		return fault.InvalidFields(wrong...)
	}
	r.CheckIns = slices.DeleteFunc(slices.Clone(r.CheckIns), func(c CheckIn) bool { return c.Number == number && c.Side == side && c.By == by })
	of := func(c CheckIn) bool { return c.Number == number && c.Side == side }
	for n := len(r.CheckIns) - len(slices.DeleteFunc(slices.Clone(r.CheckIns), of)); n >= voicesMost; n-- {
		i := slices.IndexFunc(r.CheckIns, of)
		r.CheckIns = slices.Delete(r.CheckIns, i, i+1)
	}
	r.CheckIns = append(r.CheckIns, CheckIn{Number: number, Side: side, Going: b.Going, Words: words, By: by, At: now})
	return nil
}

// setGoals replaces the goals.
func (r *Run) setGoals(list []api.CohortGoal) error {
	out, wrong := []api.CohortGoal{}, []fault.Field{}
	for i, g := range list {
		var w []fault.Field
		g.Text, w = wording.Text("/goals/"+strconv.Itoa(i)+"/text", g.Text, 1, maxGoal, false)
		wrong, out = append(wrong, w...), append(out, g)
	}
	if len(wrong) > 0 {
		return fault.InvalidFields(wrong...)
	}
	r.Goals = out
	return nil
}

// show adds a piece of evidence. Conflict "evidence.too_many".
func (r *Run) show(e api.CohortEvidence, side, by string, now time.Time) error {
	url, wrong := wording.Link("/url", e.URL)
	what, w := wording.Text("/what", e.What, 0, maxWhat, false)
	wrong = append(wrong, w...)
	switch {
	case len(wrong) > 0:
	case side == Newcomer && url == "":
		wrong = append(wrong, fault.Field{Pointer: "/url", Code: "required"})
	case url == "" && what == "":
		wrong = append(wrong, fault.Field{Pointer: "/what", Code: "required"})
	}
	if len(wrong) > 0 {
		return fault.InvalidFields(wrong...)
	}
	for _, x := range r.Evidence {
		if x.URL == url && x.What == what && x.Side == side {
			return nil
		}
	}
	if len(r.Evidence) >= evidenceMost {
		return fault.Newf(fault.Conflict, "evidence.too_many", "There are %d pieces of evidence at most.", evidenceMost)
	}
	r.Evidence = append(slices.Clone(r.Evidence), Shown{URL: url, What: what, Side: side, By: by, At: now})
	return nil
}

// forget takes out of the document what somebody said in it who has left, and was not its person.
func (r *Run) forget(person string) {
	r.CheckIns = slices.DeleteFunc(slices.Clone(r.CheckIns), func(c CheckIn) bool { return c.By == person })
	r.Evidence = slices.DeleteFunc(slices.Clone(r.Evidence), func(e Shown) bool { return e.By == person })
	if r.By == person {
		r.By = ""
	}
}
