// Package simulate plays a week in which many newcomers look for a mentor and an issue, with and without prices, on rank's own index and
// made-up people. What people do is assumed and said here: it compares prices with each other, it foretells no numbers.
//
// A newcomer looks at ten mentors and asks three of them, the first places more likely (1/place); offers go one after the other as in
// mentoring. A mentor answers after 20 hours on average, one in seven never (then 72 hours pass for the first, 48 for the others); who has a
// free place accepts four of five. Whoever got nobody looks again, three times at most. Each also looks at ten issues and asks for one.
package simulate

import (
	"cmp"
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/attention"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// Options of a play.
type Options struct {
	Newcomers, Mentors, Issues int
	Days                       int
	Step                       int // minutes until the index knows what happened; 0 is 15
	Seed                       uint64
	Load                       bool // the price of what was asked, as rank has it
	Attention                  bool // the price of what was shown, too
	Progress                   func(done int)
}

const (
	step    = 15   // minutes until the index knows what happened
	list    = 10   // mentors or issues that somebody looks at
	asks    = 3    // mentors that somebody asks
	rounds  = 3    // times that somebody looks
	most    = 3    // unanswered requests of a mentor
	average = 20.0 // hours until an answer
	never   = 1.0 / 7
	accepts = 0.8
)

type mentor struct {
	row    rank.Mentor
	asked  int   // how often listed in a request
	shown  int64 // attention got, in millionths of lists
	listed int
	dirty  bool
}

type request struct {
	newcomer int
	round    int
	mentors  []int
	at       int // which is asked
}

type event struct {
	minute int
	n      int // order of making, for ties
	do     func(minute int)
}

type queue []event

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].minute < q[j].minute || q[i].minute == q[j].minute && q[i].n < q[j].n
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(event)) }
func (q *queue) Pop() any {
	old := *q
	e := old[len(old)-1]
	*q = old[:len(old)-1]
	return e
}

type play struct {
	o       Options
	r       *rand.Rand
	index   *rank.Index
	ledger  *attention.Ledger
	people  []rank.Person
	mentors []mentor
	by      map[string]int
	issues  []rank.Issue
	issueBy map[string]int
	dirty   []int // issues
	events  queue
	made    int
	weights rank.Weights
	arrived []int   // minute, by newcomer
	found   []int   // minute of a yes; -1 none
	fits    []int64 // of those who found somebody
	lists   []int64 // mean fit of first lists
	count   []int   // requests by issue
	firsts  int
}

// Run plays a week.
func Run(o Options) Figures {
	w := worlds.New(o.Seed)
	p := &play{
		o: o, r: rand.New(rand.NewPCG(o.Seed, 99)), index: rank.NewIndex(skill.Shipped(), worlds.Now), ledger: attention.NewLedger(),
		by: map[string]int{}, issueBy: map[string]int{}, people: w.Newcomers(o.Newcomers), issues: w.Issues(o.Issues, false),
	}
	if !o.Load {
		p.weights = rank.Weights{Version: "no price", ByName: map[string]int{"price": 0}}
	}
	change := rank.Change{}
	for i, m := range w.Mentors(o.Mentors) {
		m.Taken, m.Unanswered, m.PausedUntil, m.MostAsked, m.Places = 0, 0, time.Time{}, most, nil
		p.by[m.ID] = i
		p.mentors = append(p.mentors, mentor{row: m})
		change.Mentors = append(change.Mentors, m)
	}
	for i := range p.issues {
		p.issues[i].Asked, p.issues[i].Claimed = 0, false
		p.issueBy[p.issues[i].ID] = i
	}
	change.Issues = p.issues
	p.index.Apply(change)
	p.count = make([]int, len(p.issues))
	p.found = make([]int, len(p.people))
	for i := range p.people {
		p.found[i] = -1
		p.arrived = append(p.arrived, p.r.IntN(o.Days*24*60))
		p.later(p.arrived[i], func(minute int) { p.look(i, 0, nil, minute) })
	}
	p.run(o.Days * 24 * 60)
	return p.figures()
}

func (p *play) later(minute int, do func(int)) {
	heap.Push(&p.events, event{minute, p.made, do})
	p.made++
}

// run plays all events of the days; what is answered later is not waited for.
func (p *play) run(until int) {
	step := cmp.Or(p.o.Step, 15)
	next := step
	for len(p.events) > 0 {
		e := heap.Pop(&p.events).(event)
		for ; e.minute >= next; next += step {
			p.publish()
		}
		if e.minute >= until {
			return
		}
		e.do(e.minute)
	}
}

func (p *play) publish() {
	var c rank.Change
	for i := range p.mentors {
		if m := &p.mentors[i]; m.dirty {
			m.dirty = false
			m.row.Unanswered = m.listed
			c.Mentors = append(c.Mentors, m.row)
		}
	}
	for _, i := range p.dirty {
		c.Issues = append(c.Issues, p.issues[i])
	}
	p.dirty = p.dirty[:0]
	p.index.Apply(c)
}

func clock(minute int) time.Time { return worlds.Now.Add(time.Duration(minute) * time.Minute) }

// best is a list as somebody sees it.
func (p *play) best(viewer string, minute int, fetch func(n int) []rank.Result) []rank.Result {
	if !p.o.Attention {
		out := fetch(list)
		return out[:min(list, len(out))]
	}
	now := clock(minute)
	out := attention.Best(list, fetch, func(r *rank.Result) int64 {
		return attention.Percent(p.ledger.Attention(viewer, r.ID, now), r.Load)
	})
	ids := make([]string, len(out))
	for i := range out {
		ids[i] = out[i].ID
	}
	p.ledger.Shown(viewer, ids, now)
	return out
}

// fit is a score without prices.
func fit(r *rank.Result) int64 { return r.Score - r.Credits[rank.Price] }

func (p *play) look(n, round int, had []string, minute int) {
	who := &p.people[n]
	s := rank.Scope{Now: clock(minute), Programme: rank.Open, SignedIn: true, Weights: p.weights, Taken: had}
	top := p.best(who.ID, minute, func(k int) []rank.Result { return p.index.TopMentors(who, &s, k) })
	all := int64(0)
	for i := range top {
		all += attention.Million / int64(i+1)
	}
	sum := int64(0)
	for i := range top {
		p.mentors[p.by[top[i].ID]].shown += attention.Million / int64(i+1) * attention.Million / all
		sum += fit(&top[i])
	}
	if round == 0 {
		if len(top) > 0 {
			p.lists = append(p.lists, sum/int64(len(top)))
		}
		p.issue(who, minute)
		if p.firsts++; p.o.Progress != nil && p.firsts%1000 == 0 {
			p.o.Progress(p.firsts)
		}
	}
	r := &request{newcomer: n, round: round}
	for _, i := range p.choose(len(top), asks) {
		at := p.by[top[i].ID]
		if m := &p.mentors[at]; m.listed < most {
			m.listed++
			m.asked++
			m.dirty = true
			r.mentors = append(r.mentors, at)
			had = append(had, m.row.ID)
		}
	}
	if len(r.mentors) == 0 {
		p.again(r, had, minute)
		return
	}
	p.ask(r, had, minute)
}

// choose draws places without putting them back, the first ones more likely, and gives them in order.
func (p *play) choose(n, k int) []int {
	var out []int
	for len(out) < min(n, k) {
		sum := 0.0
		for i := range n {
			if !slices.Contains(out, i) {
				sum += 1 / float64(i+1)
			}
		}
		x := p.r.Float64() * sum
		for i := range n {
			if slices.Contains(out, i) {
				continue
			}
			if x -= 1 / float64(i+1); x <= 0 {
				out = append(out, i)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}

func (p *play) ask(r *request, had []string, minute int) {
	wait := 48 * 60
	if r.at == 0 {
		wait = 72 * 60
	}
	silent := p.r.Float64() < never
	if d := int(p.r.ExpFloat64() * average * 60); !silent && d < wait {
		wait = d
	} else {
		silent = true
	}
	yes := !silent && p.r.Float64() < accepts
	p.later(minute+wait, func(minute int) { p.answer(r, had, yes, minute) })
}

func (p *play) answer(r *request, had []string, yes bool, minute int) {
	m := &p.mentors[r.mentors[r.at]]
	if yes && m.row.Taken < m.row.Capacity {
		m.row.Taken++
		for _, at := range r.mentors[r.at:] {
			p.mentors[at].listed--
			p.mentors[at].dirty = true
		}
		p.accepted(r, m, minute)
		return
	}
	m.listed--
	m.dirty = true
	if r.at++; r.at < len(r.mentors) {
		p.ask(r, had, minute)
		return
	}
	p.again(r, had, minute)
}

func (p *play) accepted(r *request, m *mentor, minute int) {
	p.found[r.newcomer] = minute
	s := rank.Scope{Now: clock(minute), Programme: rank.Open, SignedIn: true, Weights: rank.Weights{ByName: map[string]int{"price": 0}}}
	if x, ok := p.index.ExplainMentor(&p.people[r.newcomer], &s, m.row.ID); ok {
		p.fits = append(p.fits, fit(&x))
	}
}

func (p *play) again(r *request, had []string, minute int) {
	if r.round+1 < rounds {
		p.later(minute+120, func(minute int) { p.look(r.newcomer, r.round+1, had, minute) })
	}
}

func (p *play) issue(who *rank.Person, minute int) {
	s := rank.Scope{Now: clock(minute), Programme: rank.Open, SignedIn: true, Weights: p.weights}
	top := p.best(who.ID, minute, func(k int) []rank.Result { return p.index.TopIssues(who, &s, k) })
	for _, i := range p.choose(len(top), 1) {
		at := p.issueBy[top[i].ID]
		p.count[at]++
		p.issues[at].Asked++
		p.dirty = append(p.dirty, at)
	}
}

// Figures of a play.
type Figures struct {
	Asked        int     // offers made to mentors
	Top          float64 // share of them to the hundredth of mentors that has most
	Gini         float64 // of offers per place
	Nobody       float64 // share of mentors whom nobody asked
	MostShown    float64 // lists' attention per place, of the mentor who has most
	Beyond       float64 // share of attention beyond one list per place
	Found        float64 // share of newcomers of the first half of the time who found a mentor
	Wait, Wait90 float64 // hours until the yes: median, and nine of ten
	Fit, ListFit float64 // mean fit of pairs, and of first lists
	IssueTop     float64 // share of requests to the hundredth of all issues that were asked for at all
	IssueMost    int     // requests for one issue
	IssueAlone   float64 // share of newcomers who asked for an issue that nobody else did
}

func (p *play) figures() Figures {
	var f Figures
	asked, perPlace := make([]float64, 0, len(p.mentors)), make([]float64, 0, len(p.mentors))
	shown, beyond := 0.0, 0.0
	for i := range p.mentors {
		m := &p.mentors[i]
		f.Asked += m.asked
		asked = append(asked, float64(m.asked))
		perPlace = append(perPlace, float64(m.asked)/float64(m.row.Capacity))
		if m.asked == 0 {
			f.Nobody++
		}
		x := float64(m.shown) / attention.Million
		f.MostShown = max(f.MostShown, x/float64(m.row.Capacity))
		shown += x
		beyond += max(0, x-float64(m.row.Capacity))
	}
	f.Nobody /= float64(len(p.mentors))
	f.Beyond = beyond / max(shown, 1)
	f.Top, f.Gini = top(asked), gini(perPlace)
	var waits []float64
	early := 0 // those who came in the first half: the others had no time to hear
	for i, at := range p.found {
		if p.arrived[i] >= p.o.Days*24*60/2 {
			continue
		}
		early++
		if at >= 0 {
			waits = append(waits, float64(at-p.arrived[i])/60)
		}
	}
	slices.Sort(waits)
	if len(waits) > 0 {
		f.Found, f.Wait, f.Wait90 = float64(len(waits))/float64(early), waits[len(waits)/2], waits[len(waits)*9/10]
	}
	f.Fit, f.ListFit = mean(p.fits), mean(p.lists)
	p.issueFigures(&f)
	return f
}

func (p *play) issueFigures(f *Figures) {
	var some []float64
	all, alone := 0, 0
	for _, n := range p.count {
		all += n
		f.IssueMost = max(f.IssueMost, n)
		if n == 1 {
			alone++
		}
		if n > 0 {
			some = append(some, float64(n))
		}
	}
	f.IssueTop = top(some)
	f.IssueAlone = float64(alone) / max(float64(all), 1)
}

func mean(list []int64) float64 {
	sum := int64(0)
	for _, x := range list {
		sum += x
	}
	return float64(sum) / max(float64(len(list)), 1) / rank.Million
}

// top is the share of the hundredth that has most, at least one.
func top(list []float64) float64 {
	slices.Sort(list)
	sum, first := 0.0, 0.0
	n := int(math.Ceil(float64(len(list)) / 100))
	for i, x := range list {
		sum += x
		if i >= len(list)-n {
			first += x
		}
	}
	return first / max(sum, 1)
}

// gini is 0 where all have the same and 1 where one has all.
func gini(list []float64) float64 {
	slices.Sort(list)
	sum, weighted := 0.0, 0.0
	for i, x := range list {
		sum += x
		weighted += float64(i+1) * x
	}
	n := float64(len(list))
	if sum == 0 {
		return 0
	}
	return 2*weighted/(n*sum) - (n+1)/n
}

// Row is a line of the table in README.md.
func (f *Figures) Row(name string) string {
	return fmt.Sprintf("| %s | %d | %.1f %% | %.3f | %.1f %% | %.1f | %.1f %% | %.1f %% | %.0f h / %.0f h | %.4f | %.4f | %d | %.1f %% |", name, f.Asked,
		100*f.Top, f.Gini, 100*f.Nobody, f.MostShown, 100*f.Beyond, 100*f.Found, f.Wait, f.Wait90, f.Fit, f.ListFit, f.IssueMost, 100*f.IssueAlone)
}

// Head is the table's head.
const Head = "| prices | offers | to the top 1 % | Gini per place | never asked | most lists per place | attention beyond a list a place |" +
	" found a mentor | wait, median / 90 % | fit of pairs | fit of lists | most asked issue | alone with their issue |\n" +
	"|---|---|---|---|---|---|---|---|---|---|---|---|---|"
