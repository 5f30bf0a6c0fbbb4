package rank

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Where the rarest skill is not the newcomer's nothing is left out that shares something and scores what it must: not by its skill, nor by
// the sums of its block, nor by its words and skills.
func TestFarIssuesAreNotLost(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Issues: tasks(12_000)})
	x.issues.merge()
	x.publish(true, true, true)
	looked := 0
	rapid.Check(t, func(t *rapid.T) {
		w, n, s := x.now.Load(), genPerson(t, "n"), genScope(t, nil)
		if rapid.Bool().Draw(t, "asker") {
			n.Have, n.Want, n.Interests, n.Causes = asker.Have, asker.Want, asker.Interests, asker.Causes
		}
		s.Now = testNow.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "asked")) * time.Hour)
		q := x.question(w, &n, &s, issues)
		memory := x.scratch()
		defer x.back(memory)
		it, c := newIssueSearch(&q.n, &q.sc, w.issues.counts, &q.weights, &best{k: 1}, memory), w.issues.base.(*issueColumns)
		it.c = c
		it.count()
		it.ask.learn(it, c.latest)
		it.learnNamed()
		it.sweep.begin(it)
		it.sweep.learn(it)
		for i := range c.leads {
			lead := &c.leads[i]
			if lead.low != lead.high || lead.low == foreign || it.scratch.at[lead.low] != 0 {
				continue
			}
			for r := lead.from; r < lead.to; r++ {
				run := &c.runs[r]
				apart := linear(it.base + it.kinds[run.kinds] + it.voice[run.says>>4&3] + it.freshBound(&run.issueBlock))
				skills := it.farSkills(&run.issueBlock)
				for at := run.from; at < run.to; at++ {
					for i := c.blocks[at].from; i < c.blocks[at].to; i++ {
						var row issueRow
						c.row(int(i), &row)
						v := fit(&q.n, &row, w.issues.counts, q.sc.now)
						if it.need = q.weights.score(&v, row.load); it.need == 0 || lessIssue(&q.n, &row, &v) {
							continue
						}
						looked++
						var mosts [runBlocks]int64
						must := it.ask.must(it.need, uint8(run.load/loadStep), &q.weights)
						some := it.sweep.reach(it, run, must-apart)
						switch bit := uint64(1) << (at - run.from); {
						case it.far(lead):
							t.Fatalf("%s has %d, and its rarest skill is said not to come to it", row.id, it.need)
						case some&bit == 0:
							t.Fatalf("%s has %d, and the sums of its block do not come to it", row.id, it.need)
						case it.promising(run, some, apart, skills, &mosts)&bit == 0:
							t.Fatalf("%s has %d, and its block is said not to be promising", row.id, it.need)
						}
					}
				}
			}
		}
	})
	if looked == 0 && !testing.Short() {
		t.Error("no issue was looked at")
	}
}
