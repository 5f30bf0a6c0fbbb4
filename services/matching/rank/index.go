package rank

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// Index holds mentors, newcomers and issues, and answers who fits best: exactly the same as scoring everybody. Questions read one
// immutable snapshot behind an atomic pointer and never wait; one writer at a time publishes the next.
type Index struct {
	tax *skill.Taxonomy
	now atomic.Pointer[world]

	memory sync.Pool      // *scratch
	making sync.WaitGroup // bases beside
	moving sync.Mutex     // SetWeek

	mu        sync.Mutex
	words     *words
	zones     *zones
	mentors   *table[mentorRow]
	newcomers *table[newcomerRow]
	issues    *table[issueRow]
}

// world is one snapshot of everything.
type world struct {
	zones     *zones
	mentors   *snapshot[mentorRow]
	newcomers *snapshot[newcomerRow]
	issues    *snapshot[issueRow]
}

// Change is what Apply does: rows are put in place of those with their id, and removed ids are taken away.
type Change struct {
	Mentors         []Mentor
	Newcomers       []Newcomer
	Issues          []Issue
	RemoveMentors   []string
	RemoveNewcomers []string
	RemoveIssues    []string
}

// Empty says whether there is nothing to do.
func (c *Change) Empty() bool {
	return len(c.Mentors)+len(c.Newcomers)+len(c.Issues)+len(c.RemoveMentors)+len(c.RemoveNewcomers)+len(c.RemoveIssues) == 0
}

// NewIndex makes an empty index whose reference week is that of now.
func NewIndex(tax *skill.Taxonomy, now time.Time) *Index {
	x := &Index{tax: tax, words: newWords(), zones: newZones(Week(now))}
	x.mentors = newTable(x.mentorMaker, func(m *mentorRow) string { return m.id }, func(m *mentorRow, count func(word)) {
		for _, a := range m.able {
			if a.share == 100 {
				count(a.skill)
			}
		}
		countAll(count, m.interests, m.causes)
	})
	x.newcomers = newTable(func() making[newcomerRow] { return newcomersOf },
		func(n *newcomerRow) string { return n.id }, func(*newcomerRow, func(word)) {})
	x.issues = newTable(func() making[issueRow] { return issuesOf },
		func(i *issueRow) string { return i.id }, func(i *issueRow, count func(word)) {
			for _, n := range i.needs {
				count(n.skill)
			}
			countAll(count, i.topics, i.causes)
		})
	x.publish(true, true, true)
	return x
}

// mentorMaker makes columns in the reference week that it is now.
func (x *Index) mentorMaker() making[mentorRow] { return x.mentorsIn(x.zones) }

func (x *Index) mentorsIn(week *zones) making[mentorRow] {
	return func(rows []*mentorRow, sorted []uint32) columns[mentorRow] {
		return mentorsOf(rows, sorted, x.words, x.tax, week)
	}
}

func countAll(count func(word), lists ...[]word) {
	for _, l := range lists {
		for _, w := range l {
			count(w)
		}
	}
}

// Apply publishes a change as one step. Many rows in one change cost less than many changes.
func (x *Index) Apply(c Change) {
	if c.Empty() {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	r := x.profiler(true)
	mentors := make([]*mentorRow, len(c.Mentors))
	for i := range c.Mentors {
		row := r.mentor(&c.Mentors[i])
		mentors[i] = &row
	}
	x.mentors.putAll(mentors)
	for i := range c.Newcomers {
		row := r.newcomer(&c.Newcomers[i])
		x.newcomers.put(row.id, &row)
	}
	x.issues.putAll(r.issues(c.Issues))
	for _, id := range c.RemoveMentors {
		x.mentors.put(id, nil)
	}
	for _, id := range c.RemoveNewcomers {
		x.newcomers.put(id, nil)
	}
	for _, id := range c.RemoveIssues {
		x.issues.put(id, nil)
	}
	x.publish(len(c.Mentors)+len(c.RemoveMentors) > 0, len(c.Newcomers)+len(c.RemoveNewcomers) > 0, len(c.Issues)+len(c.RemoveIssues) > 0)
}

// Week is the reference week in use.
func (x *Index) Week() time.Time { return x.now.Load().zones.week }

// Size is how many mentors, newcomers and issues there are.
func (x *Index) Size() (mentors, newcomers, issues int) {
	w := x.now.Load()
	return w.mentors.live, w.newcomers.live, w.issues.live
}

// Words is how many different words were ever seen: a long-lived index is made anew when they are mostly dead ones.
func (x *Index) Words() int { return x.words.len() }

func (x *Index) publish(mentors, newcomers, issues bool) {
	next := world{zones: x.zones}
	if old := x.now.Load(); old != nil {
		next = *old
		next.zones = x.zones
	}
	if mentors {
		next.mentors = x.mentors.snapshot()
	}
	if newcomers {
		next.newcomers = x.newcomers.snapshot()
	}
	if issues {
		next.issues = x.issues.snapshot()
	}
	x.now.Store(&next)
	beside(x, x.mentors, func() { x.publish(true, false, false) })
	beside(x, x.newcomers, func() { x.publish(false, true, false) })
	beside(x, x.issues, func() { x.publish(false, false, true) })
}

// beside makes the next base of a table that has grown, while the index goes on answering and changing.
func beside[R any](x *Index, t *table[R], publish func()) {
	if !t.full() {
		return
	}
	build, made := t.begin(t.maker(), nil)
	x.making.Go(func() {
		base := build()
		x.mu.Lock()
		defer x.mu.Unlock()
		if t.adopt(base, made, nil) {
			publish()
		}
	})
}

// Settle waits until nothing is being made beside: for tests and measurements.
func (x *Index) Settle() { x.making.Wait() }

func (x *Index) profiler(rows bool) *profiler {
	return &profiler{reader: reader{words: x.words, rows: rows}, tax: x.tax, zones: x.zones}
}

// asking makes a profiler for a question on one snapshot.
func (x *Index) asking(w *world) *profiler {
	return &profiler{reader: reader{words: x.words}, tax: x.tax, zones: w.zones}
}
