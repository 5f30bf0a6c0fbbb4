package rank

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A row comes out of the columns as it went in, whatever it is, also one that fits no column.
func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := NewIndex(testTaxonomy, testNow)
		if rapid.Bool().Draw(t, "spring forward") { // clocks move within the reference week
			x.zones = newZones(Week(time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC)))
		}
		r := x.profiler(true)
		var mentors []*mentorRow
		var issues []*issueRow
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			m, it := genMentor(t, fmt.Sprintf("%02d", i*37%100)), genIssue(t, fmt.Sprintf("%02d", i*37%100))
			switch rapid.IntRange(0, 9).Draw(t, "odd") {
			case 0:
				for n := range 60 {
					m.Have = append(m.Have, Skill{testTaxonomy.Skills()[n*13].ID, 5})
				}
				m.Answers, m.Unanswered = []int64{1 << 40, 1 << 40, 1 << 40, 1 << 40, 1 << 40}, 1<<20
			case 1:
				m.ID, it.ID = strings.Repeat("x", i)+m.ID, strings.Repeat("y", i)+it.ID
			}
			row, task := r.mentor(&m), r.issue(&it)
			mentors, issues = append(mentors, &row), append(issues, &task)
		}
		c, d := x.mentorMaker()(mentors, nil), issuesOf(issues, nil)
		var back mentorRow
		for i := range mentors {
			at, ok := c.find(mentors[i].id)
			if !ok {
				t.Fatalf("no %q", mentors[i].id)
			}
			if c.row(at, &back); fmt.Sprintf("%+v", back) != fmt.Sprintf("%+v", *mentors[i]) {
				t.Fatalf("got  %+v\nwant %+v", back, *mentors[i])
			}
			var task issueRow
			at, ok = d.find(issues[i].id)
			if !ok || c.id(i) == "" {
				t.Fatalf("no %q", issues[i].id)
			}
			if d.row(at, &task); fmt.Sprintf("%+v", task) != fmt.Sprintf("%+v", *issues[i]) {
				t.Fatalf("got  %+v\nwant %+v", task, *issues[i])
			}
		}
		if len(mentors) > 0 && reflect.DeepEqual(c.(*mentorColumns).blocks, []mentorBlock(nil)) {
			t.Fatal("no blocks")
		}
	})
}

// Where hours are of more kinds than a byte numbers, rows come back all the same, and the best are those of scoring everybody.
func TestHoursOfManyKinds(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	list := crowd(400)
	for i := range list {
		for d := range 7 {
			n := d*48 + 20 + i%9
			list[i].Hours[n/8] ^= byte(i*(d+3) + i>>3)
		}
	}
	x.Apply(Change{Mentors: list})
	x.mentors.merge()
	x.publish(true, true, true)
	c, r := x.now.Load().mentors.base.(*mentorColumns), x.profiler(true)
	if c.len() != len(list) || c.when == nil {
		t.Fatalf("%d rows, %d patterns", c.len(), len(c.patterns))
	}
	var back mentorRow
	for i := range list {
		want := r.mentor(&list[i])
		at, _ := c.find(want.id)
		if c.row(at, &back); fmt.Sprintf("%+v", back) != fmt.Sprintf("%+v", want) {
			t.Fatalf("got  %+v\nwant %+v", back, want)
		}
	}
	if got := x.CheckMentors(&asker, &Scope{Now: testNow, SignedIn: true}, 30); !got.Same {
		t.Fatalf("index %v\nnaive %v", got.Index, got.Naive)
	}
}
