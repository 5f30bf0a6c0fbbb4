package recommend

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
)

// World is what is known of people, projects and words on one day: whatever was merged before it. Feed it in the order of merging.
// It is not safe for concurrent use.
type World struct {
	w       words
	people  map[string]*person
	of      []*project // by number of the repository
	df      []int32    // by word: tasks whose title has it
	tasks   int32
	areaDF  []int32
	titleOf titles
}

// titles counts words of first tasks in a project, apart for people who had been elsewhere before and for others.
type titles struct {
	back, new      []int32
	nBack, nNew    int32
	kBack, kNew    [nKinds]int32
	first, later   []int32 // words of tasks of who is new to the project, and of others
	nFirst, nLater int32
	kFirst, kLater [nKinds]int32
}

type person struct {
	visits []visit
}

type visit struct {
	repo        int32
	first, last int
	n           int32
}

type project struct {
	people   int32
	multi    int32 // of them, with work elsewhere
	arrivals []arrival
	merged   []int32 // days
	langs    map[int32]int32
	nLangs   int32
	words    map[int32]int32
	nTasks   int32
	with     map[int32]*bond
	vec      *vector
	vecAt    int32 // tasks when it was made
}

type arrival struct {
	day  int
	back bool
}

// bond is who worked in two projects: here after there (came), and decayed over time.
type bond struct {
	both, came int32
	lately     float64 // half life two years
	at         int
}

type vector struct {
	by   map[int32]float64
	norm float64
}

// NewWorld knows nothing yet.
func NewWorld() *World {
	return &World{w: words{byText: map[string]int32{}}, people: map[string]*person{}}
}

// Read makes a task ready: its words become numbers. Each task once, before anything else.
func (w *World) Read(t *Task) {
	owner, name, _ := strings.Cut(t.Repo, "/")
	t.repo, t.owner, t.name = w.w.number("r:"+t.Repo), w.w.number("o:"+owner), w.w.number("w:"+stem(strings.ToLower(name)))
	t.words = t.words[:0]
	for _, s := range split(t.Title) {
		t.words = append(t.words, w.w.number("w:"+s))
	}
	t.words = sorted(t.words)
	t.areas, t.langs = t.areas[:0], t.langs[:0]
	for _, a := range t.Areas {
		for _, s := range split(a) {
			t.areas = append(t.areas, w.w.number("a:"+s))
		}
	}
	t.areas = sorted(t.areas)
	for _, l := range t.Langs {
		if l != "" {
			t.langs = append(t.langs, w.w.number("l:"+l))
		}
	}
	t.langs = sorted(t.langs)
	t.kinds = kindsOf(t)
}

func sorted(list []int32) []int32 {
	slices.Sort(list)
	return slices.Compact(list)
}

func grow(list []int32, n int) []int32 {
	for len(list) < n {
		list = append(list, make([]int32, max(64, n-len(list)))...)
	}
	return list
}

func bump(list *[]int32, at []int32, n int) {
	*list = grow(*list, n)
	for _, i := range at {
		(*list)[i]++
	}
}

func (w *World) project(repo int32) *project {
	for len(w.of) <= int(repo) {
		w.of = append(w.of, nil)
	}
	if w.of[repo] == nil {
		w.of[repo] = &project{langs: map[int32]int32{}, words: map[int32]int32{}, with: map[int32]*bond{}}
	}
	return w.of[repo]
}

func (w *World) known(repo int32) *project {
	if int(repo) < len(w.of) {
		return w.of[repo]
	}
	return nil
}

// Merged tells the world of a task. Tasks without resolver or day of merging tell nothing and are left out.
func (w *World) Merged(t *Task) {
	if t.Resolver == "" || t.Merged <= 0 {
		return
	}
	n := len(w.w.texts)
	w.tasks++
	bump(&w.df, t.words, n)
	bump(&w.areaDF, t.areas, n)
	p := w.project(t.repo)
	p.nTasks++
	p.merged = append(p.merged, int32(t.Merged))
	for _, l := range t.langs {
		p.langs[l]++
		p.nLangs++
	}
	for _, x := range t.words {
		p.words[x]++
	}
	who := w.people[t.Resolver]
	if who == nil {
		who = &person{}
		w.people[t.Resolver] = who
	}
	i := slices.IndexFunc(who.visits, func(v visit) bool { return v.repo == t.repo })
	back := len(who.visits) > 0
	h := &w.titleOf
	if i >= 0 {
		who.visits[i].n++
		who.visits[i].last = t.Merged
		h.nLater++
		bump(&h.later, t.words, n)
		countKinds(&h.kLater, t.kinds)
		return
	}
	h.nFirst++
	bump(&h.first, t.words, n)
	countKinds(&h.kFirst, t.kinds)
	if back {
		h.nBack++
		bump(&h.back, t.words, n)
		countKinds(&h.kBack, t.kinds)
	} else {
		h.nNew++
		bump(&h.new, t.words, n)
		countKinds(&h.kNew, t.kinds)
	}
	p.people++
	p.arrivals = append(p.arrivals, arrival{t.Merged, back})
	if back {
		p.multi++
	}
	if len(who.visits) == 1 {
		w.project(who.visits[0].repo).multi++
	}
	for _, v := range who.visits {
		meet(p, v.repo, t.Merged, true)
		meet(w.project(v.repo), t.repo, t.Merged, false)
	}
	who.visits = append(who.visits, visit{repo: t.repo, first: t.Merged, last: t.Merged, n: 1})
}

func countKinds(c *[nKinds]int32, kinds uint16) {
	for k := range nKinds {
		if kinds>>k&1 == 1 {
			c[k]++
		}
	}
}

const halfLife = 730.0

func meet(p *project, other int32, day int, came bool) {
	b := p.with[other]
	if b == nil {
		b = &bond{at: day}
		p.with[other] = b
	}
	b.both++
	if came {
		b.came++
	}
	b.lately = b.lately*math.Exp2(-float64(day-b.at)/halfLife) + 1
	b.at = day
}

func (b *bond) now(day int) float64 {
	if b == nil {
		return 0
	}
	return b.lately * math.Exp2(-float64(max(0, day-b.at))/halfLife)
}

// since counts arrivals on and after a day, and those of them who had been elsewhere.
func (p *project) since(day int) (all, back int) {
	i := sort.Search(len(p.arrivals), func(i int) bool { return p.arrivals[i].day >= day })
	for _, a := range p.arrivals[i:] {
		all++
		if a.back {
			back++
		}
	}
	return all, back
}

func (p *project) mergedSince(day int) int {
	return len(p.merged) - sort.Search(len(p.merged), func(i int) bool { return p.merged[i] >= int32(day) })
}

// idf is how rare a word is, by a column of counts.
func (w *World) idf(df []int32, x int32) float64 {
	n := int32(0)
	if int(x) < len(df) {
		n = df[x]
	}
	return math.Log(float64(w.tasks+2) / float64(n+1))
}

// about is what a project's titles are about: its most telling words.
func (w *World) about(p *project) *vector {
	if p == nil {
		return &vector{}
	}
	if p.vec != nil && p.nTasks < p.vecAt+p.vecAt/20+5 {
		return p.vec
	}
	type weighed struct {
		x int32
		v float64
	}
	all := make([]weighed, 0, len(p.words))
	for x, n := range p.words {
		all = append(all, weighed{x, math.Log1p(float64(n)) * w.idf(w.df, x)})
	}
	slices.SortFunc(all, func(a, b weighed) int {
		if c := cmp.Compare(b.v, a.v); c != 0 {
			return c
		}
		return cmp.Compare(a.x, b.x)
	})
	all = all[:min(len(all), 600)]
	out := &vector{by: make(map[int32]float64, len(all))}
	for _, a := range all {
		out.by[a.x] = a.v
		out.norm += a.v * a.v
	}
	out.norm = math.Sqrt(out.norm)
	p.vec, p.vecAt = out, p.nTasks
	return out
}

func alike(a, b *vector) float64 {
	if a.norm == 0 || b.norm == 0 {
		return 0
	}
	if len(b.by) < len(a.by) {
		a, b = b, a
	}
	keys := make([]int32, 0, len(a.by))
	for x := range a.by {
		if _, ok := b.by[x]; ok {
			keys = append(keys, x)
		}
	}
	slices.Sort(keys) // the same order of adding every time
	sum := 0.0
	for _, x := range keys {
		sum += a.by[x] * b.by[x]
	}
	return sum / (a.norm * b.norm)
}
