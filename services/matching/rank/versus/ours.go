package main

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
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
