package rank

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Nobody scores more than the bounds of their block and their bits say: the index leaves out on their word alone.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var mentors []Mentor
		var tasks []Issue
		for i := range rapid.IntRange(1, 12).Draw(t, "rows") {
			mentors = append(mentors, genMentor(t, fmt.Sprintf("m%02d", i)))
			tasks = append(tasks, genIssue(t, fmt.Sprintf("i%02d", i)))
		}
		x := NewIndex(testTaxonomy, testNow)
		x.Apply(Change{Mentors: mentors, Issues: tasks})
		x.mentors.merge()
		x.issues.merge()
		x.publish(true, true, true)
		w, n, s := x.now.Load(), genPerson(t, "n"), genScope(t, nil)
		s.Now = testNow.Add(time.Duration(rapid.IntRange(-20_000, 20_000).Draw(t, "asked")) * time.Hour)

		q := x.question(w, &n, &s, people)
		q.sc.criteria = nil
		m := newMentorSearch(&q.n, &q.sc, w.mentors.counts, &q.weights, &best{k: 1}, x.scratch())
		c := w.mentors.base.(*mentorColumns)
		m.prepare(c)
		for i := range c.len() {
			var row mentorRow
			c.row(i, &row)
			v := pair(&q.n, &row, w.mentors.counts, nil)
			_, a := q.weights.mine.add(&v.mine)
			_, b := q.weights.theirs.add(&v.theirs)
			most, bit := int64(m.bounds[i/64]), uint64(1)<<(i%64)
			for _, f := range m.features {
				if f.bits[i/64]&bit != 0 {
					most += f.gain
				}
			}
			for _, f := range m.tongues {
				if f.bits[i/64]&bit != 0 {
					most += f.over(m.commonWorth[c.blocks[i/64].tongue])
				}
			}
			if _, odd := c.odd[uint32(i)]; !odd && a+b > most {
				t.Fatalf("%s: %d and %d, bound %d", row.id, a, b, most)
			}
			if price := row.price(q.sc.programme); price < int64(c.blocks[i/64].price) {
				t.Fatalf("%s: price %d, bound %d", row.id, price, c.blocks[i/64].price)
			}
			if !lessPeople(&q.n, &row.profile, &v) && q.n.says() && m.any[i/64]&bit == 0 {
				t.Fatalf("%s shares something, but has no bit", row.id)
			}
			free := c.free[i/64]&m.understood[i/64]&bit != 0
			if _, odd := c.odd[uint32(i)]; !odd && !free && q.sc.mentor(&q.n, &row) == None {
				t.Fatalf("%s could be offered, but is left out", row.id)
			}
		}

		q = x.question(w, &n, &s, issues)
		d := w.issues.base.(*issueColumns)
		it := newIssueSearch(&q.n, &q.sc, w.issues.counts, &q.weights, &best{k: 1}, x.scratch())
		it.c = d
		it.count()
		it.ask.learn(it, d.latest)
		it.learnNamed()
		it.sweep.begin(it)
		it.sweep.learn(it)
		check := func(b *issueSpan, from, to int, most int64) { // of skills and words
			it.need = 0
			score, shares := it.bound(&b.issueBlock, &b.blockWords)
			apart := it.base + it.kinds[b.kinds] + it.voice[b.says>>4&3] + it.freshBound(&b.issueBlock)
			for i := from; i < to; i++ {
				var row issueRow
				d.row(i, &row)
				v := fit(&q.n, &row, w.issues.counts, q.sc.now)
				_, x := q.weights.mine.add(&v.mine)
				_, y := q.weights.theirs.add(&v.theirs)
				got := harmonic(x, y, row.load, q.weights.price)
				if got > score {
					t.Fatalf("%s: %d, bound %d", row.id, got, score)
				}
				if it.need = got; it.short(&b.issueBlock, apart, most) {
					t.Fatalf("%s has %d, and its block is said not to", row.id, got)
				}
				if b.low == b.high && b.low != foreign && it.scratch.at[b.low] == 0 && !lessIssue(&q.n, &row, &v) {
					if it.far(b) {
						t.Fatalf("%s has %d, and from afar not so much", row.id, got)
					}
				}
				if _, ok := issueLanguage(&q.n, &row); ok && !it.understands(&b.issueBlock) {
					t.Fatalf("%s is understood, and its block is said not to be", row.id)
				}
				apart := q.weights.sum(Kind, v.mine[Kind], v.theirs[Kind]) + q.weights.sum(Fresh, v.mine[Fresh], v.theirs[Fresh])
				if most := it.ask.most(d.digests[i]); most < linear(apart) {
					t.Fatalf("%s: kind and freshness add %d, by the digest at most %d", row.id, linear(apart), most)
				}
				if must := it.ask.must(got, d.digests[i].steps(), &q.weights); int64(x+y) < must {
					t.Fatalf("%s has %d from %d, said to need %d", row.id, got, x+y, must)
				}
				if !lessIssue(&q.n, &row, &v) && !shares {
					t.Fatalf("%s shares something, its block does not", row.id)
				}
			}
		}
		for i := range d.leads {
			lead := &d.leads[i]
			able, theirs := it.skillsBound(&lead.issueBlock, &lead.blockWords)
			most := linear(q.weights.sum(Skills, able, theirs)) + it.wordsMost(&lead.issueBlock, &lead.blockWords)
			check(lead, int(d.blocks[d.runs[lead.from].from].from), int(d.blocks[d.runs[lead.to-1].to-1].to), most)
		}
		for i := range d.runs {
			run := &d.runs[i]
			able, theirs := it.skillsBound(&run.issueBlock, &run.blockWords)
			skills := linear(q.weights.sum(Skills, able, theirs))
			apart := linear(it.base + it.kinds[run.kinds] + it.voice[run.says>>4&3] + it.freshBound(&run.issueBlock))
			check(run, int(d.blocks[run.from].from), int(d.blocks[run.to-1].to), skills+it.wordsMost(&run.issueBlock, &run.blockWords))
			var mosts, again [runBlocks]int64
			it.need = 0
			it.promising(run, 1<<(run.to-run.from)-1, apart, skills, &mosts)
			for j := run.from; j < run.to; j++ {
				for i := d.blocks[j].from; i < d.blocks[j].to; i++ {
					var row issueRow
					d.row(int(i), &row)
					v := fit(&q.n, &row, w.issues.counts, q.sc.now)
					it.rests = lessIssue(&q.n, &row, &v)
					if it.need = q.weights.score(&v, row.load); it.promising(run, 1<<(run.to-run.from)-1, apart, skills, &again)>>(j-run.from)&1 == 0 {
						t.Fatalf("%s has %d, and its block is said not to be promising", row.id, it.need)
					}
					must := it.ask.must(it.need, uint8(run.load/loadStep), &q.weights)
					own := run.low != run.high || run.low == foreign || it.scratch.at[run.low] != 0
					if !own && it.sweep.reach(it, run, must-apart)>>(j-run.from)&1 == 0 {
						t.Fatalf("%s has %d, and the sweep leaves its block out", row.id, it.need)
					}
				}
				check(&issueSpan{d.blocks[j], it.wordsAt(int(j))}, int(d.blocks[j].from), int(d.blocks[j].to), mosts[j-run.from])
			}
		}
	})
}
