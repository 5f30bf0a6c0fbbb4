package matching

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/steering"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// An index is made anew when moderators decide about skills, since everybody's words may mean something else then, and when it has seen too
// many dead words. It is made beside the one that answers, which goes on taking what is heard; what is heard meanwhile is scored for both.
// Decisions that come while one is made, or soon after, are gathered for the next.

// steerEvery is how long after one index the next is begun at the earliest.
const steerEvery = 10 * time.Second

// portion is how many rows are read under the lock at a time: well under a millisecond.
const portion = 200

// making is an index that is made beside the one that answers.
type making struct {
	tax   *skill.Taxonomy
	upTo  int64 // changes whose decisions are in tax
	index *rank.Index
}

// wanted says whether an index is to be made anew. Before the first is shown there is nothing to be beside.
func (l *live) wanted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shown > 0 && len(l.behind) == 0 && (l.picture.steered || l.full)
}

// begin notes from where on changes are scored twice; make is to be called then, beside everything else, and swap after it.
func (l *live) begin() (m *making, people, issues []string) {
	l.mu.Lock()
	list := make([]skill.Steer, 0, len(l.picture.skills))
	for _, s := range l.picture.skills {
		list = append(list, steering.SteerOf(*s))
	}
	m = &making{upTo: l.changes}
	l.picture.steered, l.full, l.anew = false, false, true
	l.picture.again()
	people, issues = slices.Collect(maps.Keys(l.picture.persons)), slices.Collect(maps.Keys(l.picture.issues))
	l.mu.Unlock()
	m.tax = l.base.Steered(list)
	return m, people, issues
}

// make scores everybody and everything. The lock is held for a portion at a time, and not while the index takes them.
func (l *live) make(ctx context.Context, m *making, people, issues []string, now time.Time) {
	var all rank.Change
	for len(people)+len(issues) > 0 && ctx.Err() == nil {
		p, i := min(portion, len(people)), min(portion, len(issues))
		l.mu.Lock()
		l.picture.rows(&all, m.tax, people[:p], issues[:i])
		l.mu.Unlock()
		people, issues = people[p:], issues[i:]
	}
	m.index = rank.NewIndex(m.tax, now)
	m.index.Apply(all)
}

// swap lets the index that was made answer, with what was heard while it was made. Only keep may call it: nothing else shows changes.
func (l *live) swap(m *making, now time.Time) {
	var late rank.Change
	l.mu.Lock()
	people, issues := l.picture.heardAgain()
	l.picture.rows(&late, m.tax, people, issues)
	l.mu.Unlock()
	m.index.Apply(late)
	m.index.SetWeek(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.picture.tax, l.steeredTo, l.anew = m.tax, m.upTo, false
	l.tax.Store(m.tax)
	l.index.Store(m.index)
	l.moved()
}

// first steers the index before anything was shown: nobody may ask yet. Under the lock.
func (l *live) first(now time.Time) {
	if !l.picture.steered {
		return
	}
	list := make([]skill.Steer, 0, len(l.picture.skills))
	for _, s := range l.picture.skills {
		list = append(list, steering.SteerOf(*s))
	}
	l.picture.tax, l.picture.steered = l.base.Steered(list), false
	l.tax.Store(l.picture.tax)
	l.index.Store(rank.NewIndex(l.picture.tax, now))
}

// moved wakes those who wait for more to be shown. Under the lock.
func (l *live) moved() {
	close(l.next)
	l.next = make(chan struct{})
}
