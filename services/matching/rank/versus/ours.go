package main

import (
	"runtime"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
	"golang.org/x/sys/unix"
)

// ours is the index, with reasons and credits of everything that it answers.
type ours struct{ x *rank.Index }

func (*ours) name() string { return "waymark" }
func (o *ours) close()     { o.x = nil }

func (o *ours) build(w *world) (int, error) {
	o.x = rank.NewIndex(skill.Shipped(), worlds.Now)
	o.x.Apply(rank.Change{Mentors: w.mentors, Issues: w.issues})
	mentors, issues := o.x.Bytes()
	return mentors + issues, nil
}

var scope = rank.Scope{Now: worlds.Now, SignedIn: true}

func (o *ours) ask(w *world, i int) (ids []string) {
	var top []rank.Result
	if len(w.mentors) > 0 {
		top = o.x.TopMentors(&w.people[i], &scope, w.k)
	} else {
		top = o.x.TopIssues(&w.people[i], &scope, w.k)
	}
	for _, r := range top {
		ids = append(ids, r.ID)
	}
	return ids
}

// check compares some answers with scoring everybody, and says how long the latter takes, with the answer of the index beside.
func (o *ours) check(w *world, n int) (same bool, each time.Duration) {
	same = true
	for i := range min(n, len(w.people)) {
		begin := cpu()
		var c rank.Checked
		if len(w.mentors) > 0 {
			c = o.x.CheckMentors(&w.people[i], &scope, w.k)
		} else {
			c = o.x.CheckIssues(&w.people[i], &scope, w.k)
		}
		if d := cpu() - begin; i == 0 || d < each {
			each = d
		}
		same = same && c.Same
	}
	return same, each
}

// update changes one row after the other while the next base is nearly due, and says how long each takes to be visible; then how long
// the next base takes, which is made beside.
func (o *ours) update(w *world) (took []time.Duration, base time.Duration) {
	const news = 1900 // less than a table bears
	var c rank.Change
	for i := range min(news, len(w.mentors)/9) {
		c.Mentors = append(c.Mentors, w.mentors[i*7%len(w.mentors)])
	}
	for i := range min(news, len(w.issues)/9) {
		c.Issues = append(c.Issues, w.issues[i*7%len(w.issues)])
	}
	o.x.Apply(c)
	runtime.LockOSThread() // a change is visible when Apply comes back; the base that is made beside is not its time
	defer runtime.UnlockOSThread()
	for i := range 100 {
		c = rank.Change{}
		if len(w.mentors) > 0 {
			c.Mentors = w.mentors[i : i+1]
		} else {
			c.Issues = w.issues[i : i+1]
		}
		begin := ofThread()
		o.x.Apply(c)
		took = append(took, ofThread()-begin)
	}
	slices.Sort(took)
	begin := cpu()
	c.Mentors, c.Issues = w.mentors[:min(len(w.mentors), news+500)], w.issues[:min(len(w.issues), news+500)]
	o.x.Apply(c)
	o.x.Settle()
	return took, cpu() - begin
}

// ofThread is the CPU time of this thread to the nanosecond, where the system tells (Linux), else of the process. getrusage knows a
// thread's only to the last tick.
func ofThread() time.Duration {
	const thread = 3 // CLOCK_THREAD_CPUTIME_ID
	return clock(thread)
}

// byClock is the time that has gone by.
func byClock() time.Duration {
	const monotonic = 1 // CLOCK_MONOTONIC
	return clock(monotonic)
}

func clock(id int32) time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(id, &t) != nil {
		return cpu()
	}
	return time.Duration(t.Nano())
}
