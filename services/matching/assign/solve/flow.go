package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// flow finds the greatest total where newcomers have several places or tracks have quotas: a circulation of the least cost, from the
// answer without them. Node 0 is the ground; then come tracks, newcomers and mentors. A unit goes from the ground over a track (or at
// once) to a newcomer, to a mentor and back to the ground. Throughout, cost + potential of the tail - potential of the head is 0 or more
// on every arc with room left, but for the one that is being mended.
type flow struct {
	g         *graph
	tracks    int
	first     []int32 // arcs of each node: first[v] to first[v+1]-1
	head      []int32
	cost      []int64
	room      []int32
	twin      []int32 // the arc back
	entry     []int32 // the arc by which units come to each newcomer
	out       []int32 // the arc by which they leave each mentor
	vacant    []int32 // seats of each mentor that nobody has yet and that have no arc: a unit may end there
	quota     []int32 // three arcs to each track: what it needs, what it may have beyond, and what is too much
	potential []int64
	search    search[int64]
	watch     *watch
}

type arc struct {
	tail, head, room int32
	cost             int64
}

// fitWith finds the greatest total with places and quotas. A flow moves as many people as near for a quota; where more must move, and
// everybody has one place, fares do the most of it.
func fitWith(p *assign.Problem, near int32, w *watch) (*assign.Result, error) {
	least := p.MinScore
	if len(p.Quotas) == 0 {
		least = max(least, 0)
	}
	g, places, err := newGraph(p, least)
	if err != nil {
		return nil, err
	}
	atLeast, atMost, err := quotas(p)
	if err != nil {
		return nil, err
	}
	f, err := served(p, g, places, atLeast, atMost, near, w)
	if err != nil {
		return nil, err
	}
	units := int64(1)
	for _, n := range places {
		units += int64(n)
	}
	bonus := units * (g.greatest - min(g.least, 0) + 1)                 // more than all other pairs can be worth
	missing, excess := make([]int32, f.tracks), make([]int32, f.tracks) // held back until it is their turn to be mended
	for t := range f.tracks {
		over, need := f.quota[3*t+2], f.quota[3*t]
		f.charge(over, bonus)
		f.charge(need, -bonus)
		excess[t], f.room[f.twin[over]] = f.room[f.twin[over]], 0
		missing[t], f.room[need] = f.room[need], 0
	}
	for t := range f.tracks { // where one has too many, others get people
		over := f.twin[f.quota[3*t+2]]
		f.room[over] += excess[t]
		f.mend(over)
	}
	for t := range f.tracks {
		need := f.quota[3*t]
		f.room[need] += missing[t]
		f.mend(need)
	}
	if w.stopped {
		return nil, assign.ErrStopped
	}
	return f.result(p, atLeast, atMost)
}

// quotas are what the pins leave of them.
func quotas(p *assign.Problem) (atLeast, atMost []int32, err error) {
	for _, q := range p.Quotas {
		most := q.AtMost
		if most < 0 {
			most = assign.MaxPeople * assign.MaxPlaces
		}
		atLeast, atMost = append(atLeast, q.AtLeast), append(atMost, most)
	}
	for _, pin := range p.Pinned {
		if t := trackOf(p, pin.Newcomer); t >= 0 {
			atLeast[t] = max(atLeast[t]-1, 0)
			if atMost[t]--; atMost[t] < 0 {
				return nil, nil, assign.ErrInfeasible
			}
		}
	}
	return atLeast, atMost, nil
}

func trackOf(p *assign.Problem, i int32) int32 {
	if len(p.Track) == 0 {
		return -1
	}
	return p.Track[i]
}

// start has pairs and prices that are the best as long as no other place and seat is open.
type start struct {
	pairs         [][]int32 // of each newcomer, by position
	price, margin []int64
}

// onceEffort is how many times all pairs may be looked at to give each newcomer all places after the first.
const onceEffort = 30

// served is the best answer with all places and no quotas: from the one with one place each where that is no long way, else from a crowd's.
func served(p *assign.Problem, g *graph, places, atLeast, atMost []int32, near int32, w *watch) (*flow, error) {
	once, err := maximise(g, 0, quiet(w))
	if err != nil {
		return nil, err
	}
	w.reached(20)
	f := newFlow(p, g, g.starting(once), atLeast, atMost, w)
	if !several(p) {
		if f.tracks > 0 {
			fares, err := fared(p, g, once, atLeast, atMost, near, w)
			if err != nil {
				return nil, err
			}
			w.reached(50)
			f = newFlow(p, g, g.starting(fares.best), atLeast, atMost, w)
			f.fares(p, fares.fare)
		}
		f.open(places)
		return f, nil
	}
	effort := onceEffort * int64(g.pairs())
	f.watch = &watch{bounded: true, left: effort, bound: effort, told: 100}
	f.open(places)
	if f.watch.stopped {
		c := crowded(g, places, w)
		w.reached(40)
		margin := c.margins()
		f = newFlow(p, g, &start{pairs: c.have, price: c.price, margin: margin}, atLeast, atMost, w)
		f.open(places)
	}
	f.watch = w
	w.reached(60)
	return f, nil
}

// starting is an optimum as a start.
func (g *graph) starting(o *optimum) *start {
	s := &start{pairs: make([][]int32, g.n), price: o.price, margin: o.margin}
	for i, j := range o.mentor {
		for k := g.start[i]; k < g.start[i+1]; k++ {
			if g.mentor[k] == j {
				s.pairs[i] = []int32{k}
			}
		}
	}
	return s
}

// open gives room for all places and seats, and finds the best with it. Units that come to newcomers may end at a seat that is vacant, which
// is much nearer than somebody who can be left out; what is vacant still is filled then.
func (f *flow) open(places []int32) {
	for j, a := range f.out {
		f.vacant[j] = f.g.capacity[j] - f.room[f.twin[a]]
	}
	for i, a := range f.entry {
		f.room[a] = places[i] - f.room[f.twin[a]]
		f.mend(a)
		f.watch.hurry(i+1, len(f.entry))
	}
	for j, a := range f.out { // those at no price at once: nothing is gained by them
		if f.potential[f.mentor(int32(j))] == f.potential[0] {
			f.room[a], f.vacant[j] = f.vacant[j], 0
		}
	}
	left := slices.Clone(f.vacant)
	clear(f.vacant)
	for j, a := range f.out {
		f.room[a] += left[j]
		f.fill(a)
	}
}

// newFlow has the pairs and prices of a start, and room for nothing else yet.
func newFlow(p *assign.Problem, g *graph, begun *start, atLeast, atMost []int32, w *watch) *flow {
	f := &flow{g: g, tracks: len(atLeast), watch: w}
	load := make([]int32, g.m)
	for _, pairs := range begun.pairs {
		for _, k := range pairs {
			load[g.mentor[k]]++
		}
	}
	nodes := 1 + f.tracks + g.n + g.m
	arcs := make([]arc, 0, 3*f.tracks+g.n+g.m+g.pairs())
	for t := range int32(f.tracks) {
		arcs = append(arcs, arc{0, 1 + t, atLeast[t], 0}, arc{0, 1 + t, atMost[t] - atLeast[t], 0},
			arc{0, 1 + t, assign.MaxPeople * assign.MaxPlaces, 0})
	}
	for i := range int32(g.n) {
		arcs = append(arcs, arc{1 + trackOf(p, i), f.newcomer(i), int32(len(begun.pairs[i])), 0})
	}
	for j := range int32(g.m) {
		arcs = append(arcs, arc{f.mentor(j), 0, load[j], 0})
	}
	for i := range int32(g.n) {
		for k := g.start[i]; k < g.start[i+1]; k++ {
			arcs = append(arcs, arc{f.newcomer(i), f.mentor(g.mentor[k]), 1, -g.score[k]})
		}
	}
	at := f.lay(arcs, nodes)
	f.quota, f.entry = at[:3*f.tracks], at[3*f.tracks:3*f.tracks+g.n]
	f.out = at[3*f.tracks+g.n : 3*f.tracks+g.n+g.m]
	pair := at[3*f.tracks+g.n+g.m:]
	f.vacant = make([]int32, g.m)
	f.potential = make([]int64, nodes)
	for j, price := range begun.price {
		f.potential[f.mentor(int32(j))] = -price
	}
	for i := range int32(g.n) {
		f.potential[f.newcomer(i)] = begun.margin[i]
		for _, k := range begun.pairs[i] {
			f.use(pair[k])
			f.use(f.out[g.mentor[k]])
			f.use(f.entry[i])
			if t := trackOf(p, i); t >= 0 {
				f.enter(int(t))
			}
		}
	}
	f.search.init(nodes)
	return f
}

// fares makes the potentials those of an answer with fares.
func (f *flow) fares(p *assign.Problem, fare []int64) {
	for t, by := range fare {
		f.potential[1+t] -= by
	}
	for i := range int32(f.g.n) {
		if t := trackOf(p, i); t >= 0 {
			f.potential[f.newcomer(i)] -= fare[t]
		}
	}
}

// use sends one unit along an arc.
func (f *flow) use(a int32) {
	f.room[a]--
	f.room[f.twin[a]]++
}

// enter sends one unit to a track.
func (f *flow) enter(t int) {
	for _, a := range f.quota[3*t : 3*t+3] {
		if f.room[a] > 0 {
			f.use(a)
			return
		}
	}
}

// charge sets the cost of an arc, which may have to be mended then, or its twin.
func (f *flow) charge(a int32, cost int64) {
	f.cost[a], f.cost[f.twin[a]] = cost, -cost
}

func (f *flow) newcomer(i int32) int32 { return int32(1+f.tracks) + i }
func (f *flow) mentor(j int32) int32   { return int32(1+f.tracks+f.g.n) + j }

// lay sorts the arcs and the arcs back by their tails, and says where each went.
func (f *flow) lay(arcs []arc, nodes int) []int32 {
	f.first = make([]int32, nodes+2)
	next := f.first[1:]
	for _, a := range arcs {
		next[a.tail+1]++
		next[a.head+1]++
	}
	for v := range nodes {
		next[v+1] += next[v]
	}
	size := 2 * len(arcs)
	f.head, f.cost, f.room, f.twin = make([]int32, size), make([]int64, size), make([]int32, size), make([]int32, size)
	at := make([]int32, len(arcs))
	for x, a := range arcs {
		there, back := next[a.tail], next[a.head]
		next[a.tail]++
		next[a.head]++
		f.head[there], f.cost[there], f.room[there], f.twin[there] = a.head, a.cost, a.room, back
		f.head[back], f.cost[back], f.twin[back] = a.tail, -a.cost, there
		at[x] = there
	}
	return at
}

// mend sends units along an arc, and back on shortest ways, until it has no room or nothing is gained by it.
func (f *flow) mend(a int32) {
	from, to := f.head[f.twin[a]], f.head[a]
	for f.room[a] > 0 && f.cost[a]+f.potential[from]-f.potential[to] < 0 && !f.watch.stopped {
		if !f.unit(to, from, a) {
			return
		}
	}
}

// unit sends one unit along an arc, from its head on a shortest way back to its tail, or to a vacant seat; false if none is short enough
// to be worth it.
func (f *flow) unit(node, to, along int32) bool {
	s := &f.search
	s.begin()
	limit := f.potential[node] - f.potential[to] - f.cost[along]
	end, mentors := int32(-1), f.mentor(0)
	seats := f.potential[to] == f.potential[0] // else what comes to a seat could not go on to a track
	s.mark[node], s.distance[node] = s.now+1, 0
	s.passed = append(s.passed, node)
	for v := node; v >= 0; v = s.next(limit) {
		base := s.distance[v] + f.potential[v]
		f.watch.did(int64(f.first[v+1] - f.first[v]))
		for a := f.first[v]; a < f.first[v+1]; a++ {
			if f.room[a] == 0 {
				continue
			}
			u := f.head[a]
			d := base + f.cost[a] - f.potential[u]
			if d >= limit {
				continue
			}
			if u == to || seats && u >= mentors && f.vacant[u-mentors] > 0 {
				limit, end = d, u
				s.by[u] = a
			} else if s.reach(u, d) {
				s.by[u] = a
			}
		}
	}
	for _, v := range s.passed {
		if s.distance[v] < limit {
			f.potential[v] -= limit - s.distance[v]
		}
	}
	if end < 0 {
		return false
	}
	if end != to {
		f.vacant[end-mentors]--
		f.room[f.twin[f.out[end-mentors]]]++
		if to > 0 {
			f.enter(int(to) - 1)
		}
	}
	for v := end; v != node; {
		a := s.by[v]
		f.use(a)
		v = f.head[f.twin[a]]
	}
	f.use(along)
	return true
}

// fill sends units along an arc to the ground, each on a shortest way from there to the arc's tail, until it has no room or nothing is
// gained by it. It is mend, but looks from the tail on against the arcs: from the ground nearly everybody is near.
func (f *flow) fill(along int32) {
	from := f.head[f.twin[along]]
	for f.room[along] > 0 && f.cost[along]+f.potential[from]-f.potential[0] < 0 && !f.watch.stopped {
		done, far := f.back(from, along)
		if far {
			f.mend(along)
			return
		}
		if !done {
			return
		}
	}
}

// farBack is after how many people a search against the arcs is given up.
const farBack = 1000

// back sends one unit along an arc from a node to the ground; not done if no way to the node is short enough to be worth it. Where it would
// be far, nothing is changed.
func (f *flow) back(node, along int32) (done, far bool) {
	s := &f.search
	s.begin()
	limit := f.potential[0] - f.potential[node] - f.cost[along]
	found := false
	s.mark[node], s.distance[node] = s.now+1, 0
	s.passed = append(s.passed, node)
	for v := node; v >= 0; v = s.next(limit) {
		if len(s.passed) > farBack || f.watch.stopped {
			return false, true
		}
		base := s.distance[v] - f.potential[v]
		f.watch.did(int64(f.first[v+1] - f.first[v]))
		for a := f.first[v]; a < f.first[v+1]; a++ {
			u := f.head[a]
			d := base - f.cost[a] + f.potential[u]
			if d >= limit || f.room[f.twin[a]] == 0 {
				continue
			}
			if u == 0 {
				limit, found = d, true
				s.by[u] = a
			} else if s.reach(u, d) {
				s.by[u] = a
			}
		}
	}
	for _, v := range s.passed {
		if s.distance[v] < limit {
			f.potential[v] += limit - s.distance[v]
		}
	}
	if !found {
		return false, false
	}
	for v := int32(0); v != node; {
		a := s.by[v]
		f.use(f.twin[a])
		v = f.head[f.twin[a]]
	}
	f.use(along)
	return true, false
}

// result reads the pairs and prices off, and refuses where a track did not get what it needs.
func (f *flow) result(p *assign.Problem, atLeast, atMost []int32) (*assign.Result, error) {
	pairs := append([]assign.Pair(nil), p.Pinned...)
	filled := make([]int32, f.tracks)
	for i := range int32(f.g.n) {
		node := f.newcomer(i)
		for a := f.first[node]; a < f.first[node+1]; a++ {
			if j := f.head[a] - f.mentor(0); j >= 0 && f.room[a] == 0 {
				pairs = append(pairs, assign.Pair{Newcomer: i, Mentor: j})
				if t := trackOf(p, i); t >= 0 {
					filled[t]++
				}
			}
		}
	}
	for t, n := range filled {
		if n < atLeast[t] || n > atMost[t] {
			return nil, assign.ErrInfeasible
		}
	}
	proof := &assign.FitProof{Prices: make([]int64, f.g.m)}
	for j := range proof.Prices {
		proof.Prices[j] = max(f.potential[0]-f.potential[f.mentor(int32(j))], 0)
	}
	for t := range f.tracks {
		proof.Tracks = append(proof.Tracks, f.potential[1+t]-f.potential[0])
	}
	r := answerOf(p, pairs)
	r.Certificate = assign.Certificate{Objective: assign.Fit, Total: r.Total, People: r.People, Fit: proof}
	return r, nil
}
