package rounds

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// Status of a round.
type Status string

// The statuses of a round. Published is final, and so is Discarded: it reads as absent, and whoever does the work of rounds removes what is left.
const (
	Draft      Status = "draft"
	Publishing Status = "publishing"
	Published  Status = "published"
	Discarded  Status = "discarded"
)

// Kinds of work that goes on in the background.
const (
	gather  = "gather"
	solving = "solve"
	check   = "check"
	publish = "publish"
)

// Bounds of a round.
const (
	maxFixed    = 2000 // pinned and forbidden pairs, newcomers left out and mentors with other places together
	maxDrafts   = 20   // rounds of one programme that are drafts at a time
	leastDays   = 1    // a proposal waits
	mostDays    = 60
	defaultDays = 14
)

// Objectives in the order of pages.
var Objectives = []assign.Objective{assign.Fit, assign.Stable, assign.Fair}

// Round is one round of a programme, or of one of its cohorts.
type Round struct {
	Programme string    `json:"programme"`
	Org       string    `json:"org,omitempty"`
	Cohort    string    `json:"cohort,omitempty"`
	By        string    `json:"by,omitempty"` // who made it; "" once they have left
	Status    Status    `json:"status"`
	Created   time.Time `json:"created"`
	Changed   time.Time `json:"changed"`

	// Work is what is to be done in the background; Failed what could not be.
	Work   *Work   `json:"work,omitempty"`
	Failed *Failed `json:"failed,omitempty"`

	Input *Input `json:"input,omitempty"` // nil until it is gathered
	Settled
	Edits int `json:"edits"` // counts the changes of Settled

	// Side is whose best answer stable gives: of newcomers where it is "".
	Side    assign.Side                    `json:"side,omitempty"`
	Answers map[assign.Objective]*Answered `json:"answers,omitempty"`
	// Plain is what each objective made of it before anything was settled. Absent in earlier versions.
	Plain       map[assign.Objective]*Plain `json:"plain,omitempty"`
	Publication *Publication                `json:"publication,omitempty"`
	Old         []string                    `json:"old,omitempty"` // chunks that nothing here names any more
}

// Work is what is to be done in the background.
type Work struct {
	Kind       string             `json:"kind"`
	Objectives []assign.Objective `json:"objectives,omitempty"`
	Since      time.Time          `json:"since"`
}

// Failed is work that was given up, with a code and a sentence; beside Work, what stands in the way of it: it is tried again.
type Failed struct {
	Kind   string    `json:"kind"`
	Code   string    `json:"code"`
	Detail string    `json:"detail"`
	At     time.Time `json:"at"`
	// Of "round.nobody": who could be paired, and who takes part and could not, by reason as in Cast.
	Newcomers int            `json:"newcomers,omitempty"`
	Mentors   int            `json:"mentors,omitempty"`
	Left      map[string]int `json:"left,omitempty"`
}

// nobody is errNobody with the people that there were.
type nobody struct{ cast *casting.Cast }

func (n nobody) Error() string { return errNobody.Error() }
func (n nobody) Unwrap() error { return errNobody }

// Input is what a round was made of.
type Input struct {
	Newcomers int            `json:"newcomers"`
	Mentors   int            `json:"mentors"`
	Places    int            `json:"places"`
	Pairs     int            `json:"pairs"`
	Left      map[string]int `json:"left,omitempty"` // who takes part and is not in it, by reason
	At        time.Time      `json:"at"`
	Took      int64          `json:"took"` // milliseconds

	// What scored the pairs: the weights by name with their version, the version of the programme's rules, and which criteria.
	Weights  string         `json:"weights"`
	ByName   map[string]int `json:"by_name,omitempty"`
	Rules    int            `json:"rules"`
	Criteria string         `json:"criteria,omitempty"` // SHA-256 of the cohort's criteria; "" without
	// CriteriaSet are chunks with the criteria themselves, and Parts the weights that counted by part, newcomers' direction and mentors': so that
	// years later it is known what scored the pairs. Absent in earlier versions.
	CriteriaSet []string          `json:"criteria_set,omitempty"`
	Parts       map[string][2]int `json:"parts,omitempty"`
	// LooksFor is what the programme looked for in its mentors, by the ids that were compared. Absent in earlier versions, and for nothing.
	LooksFor []wire.LookedFor `json:"looks_for,omitempty"`
	Keep     int              `json:"keep"`
	Inexact  int              `json:"inexact,omitempty"` // newcomers whose candidates may not be the very best ones (see asking)
	Problem  []string         `json:"problem"`           // chunks
	// Wishes are what the pairs are to their mentors. Absent in earlier versions: the same as to both.
	Wishes []string `json:"wishes,omitempty"`
	Groups []string `json:"groups"`
	Why    []string `json:"why,omitempty"` // absent in earlier versions
	Draw   string   `json:"draw"`          // names the pages of people
}

// Answered is what one objective made of it.
type Answered struct {
	Edits   int         `json:"edits"` // of the round when it was solved
	Chunks  []string    `json:"chunks"`
	Figures Figures     `json:"figures"`
	At      time.Time   `json:"at"`
	Took    int64       `json:"took"`  // milliseconds
	Moved   int         `json:"moved"` // newcomers who had somebody else, or nobody, in the answer before
	Mended  bool        `json:"mended,omitempty"`
	Solver  string      `json:"solver,omitempty"` // which one it was; "" of earlier ones
	Side    assign.Side `json:"side,omitempty"`   // of stable
	Checked *Checked    `json:"checked,omitempty"`
}

// Plain is an answer that is kept for its audit.
type Plain struct {
	Chunks []string    `json:"chunks"`
	Side   assign.Side `json:"side,omitempty"` // of stable
}

// Checked is what came of checking an answer from what is stored. It is right if the certificate proves it and solving again gives the same
// total and as many people; that the very same pairs came out is a remark, for several answers may be as good.
type Checked struct {
	At     time.Time `json:"at"`
	Proved bool      `json:"proved"`
	Same   bool      `json:"same"`            // total and people
	Pairs  bool      `json:"pairs,omitempty"` // absent in earlier versions
	What   string    `json:"what,omitempty"`  // what is wrong
}

// Figures are how well people did.
type Figures struct {
	Matched  int   `json:"matched"`
	Total    int64 `json:"total"`
	Least    int64 `json:"least"`
	Median   int64 `json:"median"`
	MeanRank int   `json:"mean_rank"` // hundredths
	First    int   `json:"first"`     // newcomers with their first choice
	Three    int   `json:"three"`     // with one of their first three
	Envious  int   `json:"envious"`
	Used     int   `json:"used"` // mentors who have somebody
	Full     int   `json:"full"`
	Choices  []int `json:"choices"` // cohort.Measures.Choices
	Load     []int `json:"load"`    // cohort.Measures.Load
}

// Publication is how a round was published.
type Publication struct {
	Objective assign.Objective `json:"objective"`
	By        string           `json:"by,omitempty"`
	Started   time.Time        `json:"started"`
	Until     time.Time        `json:"until"` // proposals wait until then
	Finished  time.Time        `json:"finished,omitzero"`
	Proposed  int              `json:"proposed"`
	Returned  map[string]int   `json:"returned,omitempty"` // by reason
}

// Faults of a round. One that is absent and one of another programme read the same.
var (
	errAbsent      = fault.New(fault.NotFound, "round.absent", "There is no such round that you could see.")
	errNoProgramme = fault.New(fault.NotFound, "programme.absent", "There is no such programme that you could see.")
	errOpen        = fault.New(fault.Conflict, "round.always_open",
		"The always-open programme has no rounds: there people ask for themselves. Choose a programme that people join.")
	errBusy = fault.New(fault.Conflict, "round.busy", "This round is being worked on. Wait until that is done, then load it again.").
		After(2 * time.Second)
	errNotReady  = fault.New(fault.Conflict, "round.not_gathered", "This round has no people in it yet. Wait until it is drafted.")
	errPublished = fault.New(fault.Conflict, "round.published", "This round is published, or being published: it cannot be changed any more.")
	errUnsolved  = fault.New(fault.Conflict, "round.unsolved", "Solve the round for this objective first.")
	errStale     = fault.New(fault.Conflict, "round.edited",
		"Pairs were pinned or forbidden since this was solved. Solve the round again, look at it, and publish then.")
	errDrafts = fault.Newf(fault.Conflict, "round.too_many",
		"This programme has %d drafts. Publish or discard one first.", maxDrafts)
	errSelf = fault.New(fault.Conflict, "round.self",
		"This is one person, who is a newcomer and a mentor here. Nobody is their own mentor: choose somebody else.")
	errFixed    = fault.Newf(fault.Conflict, "round.too_many_fixed", "At most %d pairs can be pinned or forbidden in a round.", maxFixed)
	errNoPlaces = fault.New(fault.Conflict, "round.pins_exceed_places",
		"This mentor has no place left for another pinned newcomer. Unpin somebody first.")
	errNobody = fault.New(fault.Conflict, "round.nobody",
		"There is nobody to pair: a round needs at least one newcomer without a mentor and one mentor who takes part.")
	errTooLarge = fault.Newf(fault.Conflict, "round.too_large",
		"A round has at most %d newcomers and %d mentors. Split the cohort.", casting.MaxNewcomers, casting.MaxMentors)
	errTrouble = fault.New(fault.Internal, "round.trouble",
		"Something stands in the way that is not yours to mend. It is tried again by itself; tell whoever runs this place if it stays.")
	errKept = fault.New(fault.Internal, "round.kept", "Nothing to change.") // never leaves this room
)

// newRound is a round that is to be gathered and then solved.
func newRound(programme, org, cohort, by string, objectives []assign.Objective, now time.Time) Round {
	return Round{Programme: programme, Org: org, Cohort: cohort, By: by, Status: Draft, Created: now, Changed: now,
		Work: &Work{Kind: gather, Objectives: objectives, Since: now}}
}

// discard takes a draft away.
func (r *Round) discard(now time.Time) error {
	if r.Status != Draft {
		return errPublished
	}
	r.Status, r.Work, r.Failed, r.Changed = Discarded, nil, nil, now
	return nil
}

// editable says whether pairs can be pinned, forbidden and solved.
func (r *Round) editable() error {
	switch {
	case r.Status != Draft:
		return errPublished
	case r.Input == nil:
		return errNotReady
	}
	return nil
}

// idle refuses while something goes on in the background.
func (r *Round) idle() error {
	if r.Work != nil {
		return errBusy
	}
	return nil
}

// How a pair can be settled beforehand.
const (
	asPinned    = "pinned"
	asForbidden = "forbidden"
	asFree      = "free"
)

// settle changes what is settled.
func (r *Round) settle(change func(s *Settled) (Settled, error), now time.Time) error {
	if err := r.editable(); err != nil {
		return err
	}
	next, err := change(&r.Settled)
	if err != nil {
		return err
	}
	if next.count() > max(maxFixed, r.count()) {
		return errFixed
	}
	r.Settled = next
	r.Edits++
	r.Changed = now
	return nil
}

// known refuses a row that a side of the round has not.
func (r *Round) known(side string, row int32) error {
	if r.Input == nil {
		return errNotReady
	}
	pointer, most := "/newcomer_row", r.Input.Newcomers
	if side == mentors {
		pointer, most = "/mentor_row", r.Input.Mentors
	}
	if row < 0 || int(row) >= most {
		return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "unknown"})
	}
	return nil
}

// toWork puts work on the round.
func (r *Round) toWork(kind string, objectives []assign.Objective, now time.Time) error {
	if err := r.editable(); err != nil && kind != check {
		return err
	}
	if err := r.idle(); err != nil {
		return err
	}
	r.Work, r.Failed, r.Changed = &Work{Kind: kind, Objectives: objectives, Since: now}, nil, now
	return nil
}

// publish begins publishing what an objective made of the round, as it is now; or goes on where publishing that was given up.
func (r *Round) publish(objective assign.Objective, days int, by string, now time.Time) error {
	if p := r.Publication; r.Status == Publishing && p != nil && p.Objective == objective && r.Work == nil {
		r.Work, r.Failed, r.Changed = &Work{Kind: publish, Since: now}, nil, now
		return nil
	}
	if err := r.editable(); err != nil {
		return err
	}
	if err := r.idle(); err != nil {
		return err
	}
	a := r.Answers[objective]
	switch {
	case a == nil:
		return errUnsolved
	case r.stale(objective, a):
		return errStale
	}
	r.Status, r.Work, r.Failed, r.Changed = Publishing, &Work{Kind: publish, Since: now}, nil, now
	r.Publication = &Publication{Objective: objective, By: by, Started: now, Until: now.Add(time.Duration(days) * 24 * time.Hour)}
	return nil
}

// sideOf is whose best answer an objective gives: of stable alone.
func (r *Round) sideOf(objective assign.Objective) assign.Side {
	if objective != assign.Stable {
		return ""
	}
	return r.Side
}

// stale says whether something was settled otherwise since an answer was made.
func (r *Round) stale(objective assign.Objective, a *Answered) bool {
	return a.Edits != r.Edits || a.Side != r.sideOf(objective)
}

// usual is the objective that is shown where none is named: the one that was published, else the first that there is an answer for.
func (r *Round) usual() assign.Objective {
	if r.Publication != nil {
		return r.Publication.Objective
	}
	for _, o := range Objectives {
		if r.Answers[o] != nil {
			return o
		}
	}
	return Objectives[0]
}

// answered keeps what an objective made of it; what was there before is of no use any more.
func (r *Round) answered(objective assign.Objective, a *Answered, now time.Time) {
	if r.Answers == nil {
		r.Answers = map[assign.Objective]*Answered{}
	}
	if old := r.Answers[objective]; old != nil {
		r.drop(old.Chunks, append(slices.Clone(a.Chunks), r.plainChunks()...))
	}
	r.Answers[objective], r.Changed = a, now
}

// asDrafted keeps what an objective made of the round before anything was settled.
func (r *Round) asDrafted(objective assign.Objective, p *Plain) {
	if r.Plain == nil {
		r.Plain = map[assign.Objective]*Plain{}
	}
	if old := r.Plain[objective]; old != nil {
		var kept []string
		for _, a := range r.Answers {
			kept = append(kept, a.Chunks...)
		}
		r.drop(old.Chunks, append(kept, p.Chunks...))
	}
	r.Plain[objective] = p
}

func (r *Round) plainChunks() (out []string) {
	for _, o := range Objectives {
		if p := r.Plain[o]; p != nil {
			out = append(out, p.Chunks...)
		}
	}
	return out
}

// audited are the chunks of the answer whose audit is shown: of a draft what an objective made of it before anything was settled, so that nobody
// can read off by pins and bans in which group somebody is; of a published one what was published. Nil where there is none.
func (r *Round) audited(objective assign.Objective) []string {
	if p := r.Publication; p != nil && p.Objective == objective && r.Answers[objective] != nil {
		return r.Answers[objective].Chunks
	}
	if p := r.Plain[objective]; p != nil {
		return p.Chunks
	}
	if a := r.Answers[objective]; a != nil && a.Edits == 0 { // of earlier versions
		return a.Chunks
	}
	return nil
}

// drop notes chunks that are not among those kept.
func (r *Round) drop(old, kept []string) {
	for _, c := range old {
		if !slices.Contains(kept, c) {
			r.Old = append(r.Old, c)
		}
	}
}

// chunks are all that it names.
func (in *Input) chunks() []string {
	return slices.Concat(in.Problem, in.Wishes, in.Groups, in.Why, in.CriteriaSet)
}

// chunks are all that the round names.
func (r *Round) chunks() []string {
	out := slices.Clone(r.Old)
	if r.Input != nil {
		out = append(out, r.Input.chunks()...)
	}
	for _, o := range Objectives {
		if a := r.Answers[o]; a != nil {
			out = append(out, a.Chunks...)
		}
	}
	out = append(out, r.plainChunks()...)
	slices.Sort(out)
	return slices.Compact(out)
}
